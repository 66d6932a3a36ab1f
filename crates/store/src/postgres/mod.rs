//! PostgreSQL: several nodes, one transaction per batch, the hall's row as the lock.

pub(crate) mod people;
pub(crate) mod rows;
pub(crate) mod sql;
pub(crate) mod statistics;

use crate::batch::{Batch, Committed};
use crate::encode::{HallRow, Prepared, begins_epoch, needs_epoch, other_history};
use crate::error::{OpenError, StoreError};
use crate::patience::command_written;
use crate::rebuild::statistics_on_postgres;
use sqlx::postgres::{PgConnectOptions, PgConnection, PgPool, PgPoolOptions};
use sqlx::{Connection, Postgres, Row, Transaction, query, raw_sql};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;
use tokio::time::timeout;

/// Files of `migrations/postgres` in order; the schema's number is how many there are.
const MIGRATIONS: [&str; 4] = [
    include_str!("../../migrations/postgres/0001_journal_views_people.sql"),
    include_str!("../../migrations/postgres/0002_devices.sql"),
    include_str!("../../migrations/postgres/0003_statistics.sql"),
    include_str!("../../migrations/postgres/0004_deliveries.sql"),
];
/// The schema from which on there are statistics.
const WITH_STATISTICS: i64 = 3;
/// Connections of one node.
const CONNECTIONS: u32 = 16;
/// Nobody waits longer for a free connection.
const ACQUIRE: Duration = Duration::from_secs(2);
/// The server gives up a statement after 5 s; a server that is frozen says nothing, so the node gives up by itself.
const WORK_AT_MOST: Duration = Duration::from_secs(8);
/// After this a COMMIT without an answer is in doubt.
const COMMIT_AT_MOST: Duration = Duration::from_secs(8);
/// The same for reading: a frozen server, or one whose cable is pulled, ends no statement by itself.
const READ_AT_MOST: Duration = Duration::from_secs(5);
/// What every connection is set to.
const SETTINGS: [(&str, &str); 6] = [
    ("lock_timeout", "2s"),
    ("statement_timeout", "5s"),
    ("idle_in_transaction_session_timeout", "5s"),
    ("synchronous_commit", "on"),
    ("default_transaction_isolation", "read committed"),
    ("application_name", "goiso"),
];
/// The part of the URL by which tests say that losing data is fine.
const UNSAFE_OPTION: &str = "allow_unsafe_fsync";
/// Of the advisory lock under which the schema is brought up to date.
const SCHEMA_LOCK: i64 = 0x676f_6973_6f00_0001;

/// A database that several nodes share.
#[derive(Clone)]
pub(crate) struct Pg {
    pool: PgPool,
}

/// A URL without our own option, and whether it was there.
fn split_url(url: &str) -> (String, bool) {
    let Some((base, options)) = url.split_once('?') else { return (url.to_owned(), false) };
    let (ours, others): (Vec<&str>, Vec<&str>) =
        options.split('&').partition(|option| option.split('=').next() == Some(UNSAFE_OPTION));
    let base = if others.is_empty() { base.to_owned() } else { format!("{base}?{}", others.join("&")) };
    (base, !ours.is_empty())
}

impl Pg {
    /// Connects, refuses a server that loses answered commits, brings the schema up to date.
    pub async fn open(url: &str) -> Result<Self, OpenError> {
        let pg = Self::connect(url).await?;
        let failed = opening("bringing the schema up to date");
        let mut db = pg.pool.acquire().await.map_err(&failed)?;
        migrate(&mut db).await?;
        Ok(pg)
    }

    /// Connects without touching the schema.
    pub async fn connect(url: &str) -> Result<Self, OpenError> {
        let failed = opening("connecting to PostgreSQL");
        let (url, unsafe_is_fine) = split_url(url);
        let options: PgConnectOptions = url.parse().map_err(&failed)?;
        let options = options.options(SETTINGS);
        let pool = PgPoolOptions::new()
            .max_connections(CONNECTIONS)
            .acquire_timeout(ACQUIRE)
            .connect_with(options)
            .await
            .map_err(&failed)?;
        let row = query(sql::SETTING).bind("fsync").fetch_one(&pool).await.map_err(&failed)?;
        let fsync: String = row.try_get(0).map_err(&failed)?;
        if fsync != "on" && !unsafe_is_fine {
            return Err(OpenError::Database {
                doing: "checking the server's settings",
                why: format!("fsync is {fsync}: a power cut would lose what was answered; turn it on"),
            });
        }
        Ok(Self { pool })
    }

    /// The server's timeline, which changes when a standby is promoted.
    pub async fn timeline(&self) -> Result<String, StoreError> {
        Ok(query(sql::TIMELINE).fetch_one(&self.pool).await?.try_get(0)?)
    }

    /// A transaction for writing.
    pub async fn begin(&self) -> Result<Transaction<'static, Postgres>, StoreError> {
        Ok(self.pool.begin().await?)
    }

    /// A transaction in which everything read is of one moment.
    pub async fn snapshot(&self) -> Result<Transaction<'static, Postgres>, StoreError> {
        Ok(self.pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?)
    }

    /// The pool, for single statements.
    pub fn pool(&self) -> &PgPool {
        &self.pool
    }

    /// Adds a hall.
    pub async fn create_hall(&self, row: &HallRow) -> Result<(), StoreError> {
        let mut db = self.pool.acquire().await?;
        rows::add_hall(&mut db, row).await.map_err(|error| match error {
            StoreError::Exists(_) => StoreError::Exists(format!("hall {}", row.hall)),
            StoreError::Unavailable { .. }
            | StoreError::InDoubt { .. }
            | StoreError::Fatal { .. }
            | StoreError::Panicked(_)
            | StoreError::UnknownHall(_)
            | StoreError::TooMuch { .. }
            | StoreError::Unreadable { .. } => error,
        })
    }

    /// Gives up reading when the server stays silent, so that nobody waits behind it for ever.
    pub async fn reading<T>(&self, work: impl Future<Output = Result<T, StoreError>>) -> Result<T, StoreError> {
        timeout(READ_AT_MOST, work).await.map_err(|_| silent())?
    }

    /// Commits a batch in a transaction of its own.
    pub async fn commit<B: Batch>(&self, mut batch: B) -> Result<(B, Committed), StoreError> {
        let work = async {
            let mut transaction = self.begin().await?;
            let prepared = work(&mut transaction, &mut batch).await?;
            Ok::<_, StoreError>((transaction, prepared))
        };
        // Dropping the transaction rolls it back: before COMMIT is sent every failure means that nothing was written.
        let (transaction, prepared) = timeout(WORK_AT_MOST, work).await.map_err(|_| silent())??;
        match timeout(COMMIT_AT_MOST, transaction.commit()).await {
            Ok(Ok(())) => {
                command_written();
                Ok((batch, prepared.committed()))
            }
            Ok(Err(error)) => Err(StoreError::InDoubt { why: error.to_string() }),
            Err(_) => Err(StoreError::InDoubt { why: "the server did not answer to COMMIT".to_owned() }),
        }
    }

    /// Closes the connections.
    pub async fn close(self) {
        self.pool.close().await;
    }
}

/// Everything of a batch before COMMIT.
async fn work<B: Batch>(db: &mut PgConnection, batch: &mut B) -> Result<Prepared, StoreError> {
    let hall = batch.hall().clone();
    let panicked = |_| StoreError::Panicked(format!("hall {hall}"));
    let (row, timeline) = rows::lock_hall(db, &hall).await?.ok_or_else(|| StoreError::UnknownHall(hall.clone()))?;
    let copy = batch.position();
    if copy != row.position() {
        let shared = copy.seq <= row.seq
            && (copy.seq == 0
                || rows::event_epoch(db, &hall, copy.seq).await?.is_some_and(|epoch| epoch == copy.epoch.0));
        if !shared {
            return Err(other_history(&row, &copy));
        }
        let missing = rows::events(db, hall.as_str(), None, copy.seq, i64::MAX).await?;
        let missing = missing.into_iter().map(|raw| raw.stored(&hall)).collect::<Result<_, _>>()?;
        catch_unwind(AssertUnwindSafe(|| batch.catch_up(&row.position(), missing))).map_err(panicked)?;
    }
    let keys = catch_unwind(AssertUnwindSafe(|| batch.keys())).map_err(panicked)?;
    let known = rows::answers(db, hall.as_str(), &keys).await?;
    let decided = catch_unwind(AssertUnwindSafe(|| batch.decide(known))).map_err(panicked)?;
    if timeline_of(&row) != timeline && !begins_epoch(&decided) {
        return Err(needs_epoch(&row));
    }
    let prepared = Prepared::new(row, decided)?;
    rows::write(db, &prepared, crate::now_ms()).await?;
    Ok(prepared)
}

/// The timeline under which a hall's epoch began.
pub(crate) fn timeline_of(row: &HallRow) -> &str {
    row.epoch.0.rsplit_once('-').map_or("", |(_, timeline)| timeline)
}

fn silent() -> StoreError {
    StoreError::Unavailable { why: "the server does not answer".to_owned() }
}

async fn migrate(db: &mut PgConnection) -> Result<(), OpenError> {
    let failed = opening("bringing the schema up to date");
    let mut transaction = db.begin().await.map_err(&failed)?;
    // Several nodes may start at once.
    query("SELECT pg_advisory_xact_lock($1)").bind(SCHEMA_LOCK).execute(&mut *transaction).await.map_err(&failed)?;
    raw_sql("CREATE TABLE IF NOT EXISTS goiso_schema (number BIGINT NOT NULL PRIMARY KEY)")
        .execute(&mut *transaction)
        .await
        .map_err(&failed)?;
    let row = query("SELECT coalesce(max(number), 0) FROM goiso_schema")
        .fetch_one(&mut *transaction)
        .await
        .map_err(&failed)?;
    let found: i64 = row.try_get(0).map_err(&failed)?;
    let known = i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX);
    if found > known {
        return Err(OpenError::SchemaTooNew { found, known });
    }
    for (index, migration) in MIGRATIONS.iter().enumerate().skip(usize::try_from(found).unwrap_or(0)) {
        raw_sql(*migration).execute(&mut *transaction).await.map_err(&failed)?;
        let number = i64::try_from(index + 1).unwrap_or(i64::MAX);
        if number == WITH_STATISTICS {
            // A database that lived before has its figures from the same transaction on, or stays as it was.
            statistics_on_postgres(&mut transaction)
                .await
                .map_err(|e| OpenError::Database { doing: "deriving the statistics", why: e.to_string() })?;
        }
        query("INSERT INTO goiso_schema (number) VALUES ($1)")
            .bind(number)
            .execute(&mut *transaction)
            .await
            .map_err(&failed)?;
    }
    transaction.commit().await.map_err(&failed)
}

fn opening(doing: &'static str) -> impl Fn(sqlx::Error) -> OpenError {
    move |error| OpenError::Database { doing, why: error.to_string() }
}

impl From<sqlx::Error> for StoreError {
    /// For anything before COMMIT: nothing was written.
    fn from(error: sqlx::Error) -> Self {
        let why = error.to_string();
        if let sqlx::Error::Database(database) = &error {
            return if database.is_unique_violation() {
                StoreError::Exists(database.constraint().unwrap_or(&why).to_owned())
            } else {
                StoreError::Unavailable { why }
            };
        }
        let unreadable = matches!(
            error,
            sqlx::Error::ColumnDecode { .. }
                | sqlx::Error::Decode(_)
                | sqlx::Error::ColumnIndexOutOfBounds { .. }
                | sqlx::Error::TypeNotFound { .. }
        );
        if unreadable {
            StoreError::Unreadable { what: "a row".to_owned(), why }
        } else {
            StoreError::Unavailable { why }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_option_for_tests_is_taken_out_of_the_url() {
        let fine = |url: &str| split_url(url);
        assert_eq!(fine("postgres://h/db"), ("postgres://h/db".to_owned(), false));
        assert_eq!(fine("postgres://h/db?allow_unsafe_fsync=1"), ("postgres://h/db".to_owned(), true));
        assert_eq!(fine("postgres://h/db?a=1&allow_unsafe_fsync&b=2"), ("postgres://h/db?a=1&b=2".to_owned(), true));
    }
}
