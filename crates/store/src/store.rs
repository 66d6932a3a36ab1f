//! The store as other crates see it: one set of calls over two databases.

use crate::batch::{Batch, Committed, StoredEvent};
use crate::chain::hex;
use crate::encode::{HallRow, RawEvent, column};
use crate::error::{OpenError, StoreError};
use crate::position::{Epoch, Position};
use crate::postgres::{self, Pg};
use crate::rows::{LegRow, TicketRow};
use crate::sqlite::{self, Sqlite};
use goiso_queue::time::ServiceDay;
use goiso_queue::{Hall, HallId, Moment, TicketId};
use sqlx::{Executor, SqlSafeStr};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Where the data is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A file on a local disk; beside it stand `.lock`, `.head` and SQLite's own files.
    Sqlite(PathBuf),
    /// A connection URL, `postgres://…`.
    Postgres(String),
}

/// An open database. Clones are the same one.
#[derive(Clone)]
pub struct Store {
    pub(crate) kind: Kind,
}

#[derive(Clone)]
pub(crate) enum Kind {
    Sqlite(Sqlite),
    Postgres(Pg),
}

/// Where a hall stands, as nodes ask each other's database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HallHead {
    /// Which.
    pub hall: HallId,
    /// Its newest event.
    pub position: Position,
    /// Its service day, once one has begun.
    pub day: Option<ServiceDay>,
    /// The newest event's time.
    pub last_at: Moment,
}

/// Why a hall must begin a new epoch before anything else is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EpochReason {
    /// The database is a restored backup.
    Restored,
    /// The PostgreSQL server was promoted.
    Promoted,
    /// The database is behind, or beside, the head noted next to it: an older file was copied back.
    Behind,
}

impl EpochReason {
    /// The reason's word in rows and logs.
    pub fn word(self) -> &'static str {
        match self {
            EpochReason::Restored => "restored",
            EpochReason::Promoted => "promoted",
            EpochReason::Behind => "behind",
        }
    }
}

/// The order to begin a new epoch: `Action::NewEpoch` with this name must be the first event written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEpoch {
    /// Why.
    pub reason: EpochReason,
    /// A fresh name for it.
    pub epoch: Epoch,
}

/// A hall as its log says.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// Where the log stands.
    pub position: Position,
    /// The fold of the log.
    pub hall: Hall,
    /// The chain's hash there, hex.
    pub hash: String,
    /// Set if a new epoch must begin first; until then every other batch is refused as in doubt.
    pub new_epoch: Option<NewEpoch>,
}

/// What a backup made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BackupFacts {
    /// Size of the copy.
    pub bytes: u64,
    /// Halls in it.
    pub halls: u64,
    /// How long it took.
    pub took: Duration,
}

impl Store {
    /// Opens the database and makes it ready: lock, settings, schema, start-up checkpoint, tails of the chains, epochs.
    pub async fn open(target: &Target) -> Result<Store, OpenError> {
        let kind = match target {
            Target::Sqlite(path) => Kind::Sqlite(Sqlite::open(path).await?),
            Target::Postgres(url) => Kind::Postgres(Pg::open(url).await?),
        };
        Ok(Store { kind })
    }

    /// Adds a hall with a fresh epoch, at seq 0. `Exists` if it is there already.
    pub async fn create_hall(&self, hall: &HallId) -> Result<(), StoreError> {
        let row = HallRow::new(hall.clone(), self.fresh_epoch().await?);
        match &self.kind {
            Kind::Sqlite(db) => db.create_hall(row).await,
            Kind::Postgres(db) => db.create_hall(&row).await,
        }
    }

    /// Where every hall stands, in one statement: what nodes poll.
    pub async fn heads(&self) -> Result<Vec<HallHead>, StoreError> {
        let rows = match &self.kind {
            Kind::Sqlite(db) => db.read(sqlite::rows::halls).await?,
            Kind::Postgres(db) => {
                db.reading(async { postgres::rows::halls(&mut *db.pool().acquire().await?).await }).await?
            }
        };
        rows.iter().map(head_of).collect()
    }

    /// A hall as the fold of its log since the newest `day_started`, which carries the whole configuration and leaves
    /// nothing of the day before.
    pub async fn load(&self, hall: &HallId) -> Result<Loaded, StoreError> {
        let id = hall.clone();
        let (row, events, promoted) = match &self.kind {
            Kind::Sqlite(db) => {
                let (row, events) = db
                    .read(move |db| {
                        let row = sqlite::rows::hall(db, &id)?.ok_or_else(|| StoreError::UnknownHall(id.clone()))?;
                        let after = row.day_seq.saturating_sub(1);
                        Ok((row, sqlite::rows::events(db, id.as_str(), None, after, i64::MAX)?))
                    })
                    .await?;
                (row, events, false)
            }
            Kind::Postgres(db) => {
                db.reading(async {
                    let mut moment = db.snapshot().await?;
                    let (row, timeline) = postgres::rows::hall(&mut moment, hall)
                        .await?
                        .ok_or_else(|| StoreError::UnknownHall(hall.clone()))?;
                    let after = row.day_seq.saturating_sub(1);
                    let events = postgres::rows::events(&mut moment, hall.as_str(), None, after, i64::MAX).await?;
                    let promoted = postgres::timeline_of(&row) != timeline;
                    Ok((row, events, promoted))
                })
                .await?
            }
        };
        let reason = match row.renew.as_str() {
            "" if promoted => Some(EpochReason::Promoted),
            "" => None,
            "behind" => Some(EpochReason::Behind),
            _restored => Some(EpochReason::Restored),
        };
        let new_epoch = match reason {
            Some(reason) => Some(NewEpoch { reason, epoch: self.fresh_epoch().await? }),
            None => None,
        };
        loaded(&row, events, new_epoch)
    }

    /// Commits a batch: locks the hall, lets the batch catch up and decide, writes, commits, and only then returns.
    pub async fn commit<B: Batch>(&self, batch: B) -> Result<(B, Committed), StoreError> {
        match &self.kind {
            Kind::Sqlite(db) => db.commit(batch).await,
            Kind::Postgres(db) => db.commit(batch).await,
        }
    }

    /// At most `limit` events after seq `after`, in order; of one epoch if one is named.
    pub async fn events(
        &self,
        hall: &HallId,
        epoch: Option<&Epoch>,
        after: u64,
        limit: u32,
    ) -> Result<Vec<StoredEvent>, StoreError> {
        let raw = match &self.kind {
            Kind::Sqlite(db) => {
                let (hall, epoch) = (hall.clone(), epoch.cloned());
                db.read(move |db| sqlite::rows::events(db, hall.as_str(), epoch.as_ref(), after, i64::from(limit)))
                    .await?
            }
            Kind::Postgres(db) => {
                db.reading(async {
                    let mut one = db.pool().acquire().await?;
                    postgres::rows::events(&mut one, hall.as_str(), epoch, after, i64::from(limit)).await
                })
                .await?
            }
        };
        raw.into_iter().map(|event| event.stored(hall)).collect()
    }

    /// A ticket of any day with its legs.
    pub async fn ticket(
        &self,
        hall: &HallId,
        ticket: TicketId,
    ) -> Result<Option<(TicketRow, Vec<LegRow>)>, StoreError> {
        match &self.kind {
            Kind::Sqlite(db) => {
                let hall = hall.clone();
                db.read(move |db| sqlite::rows::ticket(db, hall.as_str(), ticket)).await
            }
            Kind::Postgres(db) => postgres::rows::ticket(&mut *db.snapshot().await?, hall.as_str(), ticket).await,
        }
    }

    /// Prepares every statement of this crate on the database: a schema that does not fit shows itself here. How many.
    pub async fn prepare_every_statement(&self) -> Result<usize, StoreError> {
        let wrong = |name: &str, error: StoreError| StoreError::Unreadable {
            what: format!("statement {name}"),
            why: error.to_string(),
        };
        match &self.kind {
            Kind::Sqlite(db) => {
                db.read(move |db| {
                    for (name, text) in sqlite::sql::ALL {
                        db.prepare(text).map_err(|e| wrong(name, e.into()))?;
                    }
                    Ok(sqlite::sql::ALL.len())
                })
                .await
            }
            Kind::Postgres(db) => {
                let mut db = db.pool().acquire().await?;
                for (name, text) in postgres::sql::ALL {
                    (&mut *db).prepare(text.into_sql_str()).await.map_err(|e| wrong(name, e.into()))?;
                }
                Ok(postgres::sql::ALL.len())
            }
        }
    }

    /// A name for a new epoch: 8 letters and digits at random, on PostgreSQL followed by the server's timeline.
    pub async fn fresh_epoch(&self) -> Result<Epoch, StoreError> {
        match &self.kind {
            Kind::Sqlite(_) => Ok(Epoch(random_name()?)),
            Kind::Postgres(db) => Ok(Epoch(format!("{}-{}", random_name()?, db.timeline().await?))),
        }
    }

    /// The same as [`Store::backup`] from a process that does not serve the database: `goiso backup` beside a running
    /// server.
    pub async fn backup_beside(target: &Target, to: &Path) -> Result<BackupFacts, StoreError> {
        let begun = Instant::now();
        match target {
            Target::Sqlite(from) => {
                let (from, to) = (from.clone(), to.to_owned());
                let copied = tokio::task::spawn_blocking(move || sqlite::copy(&from, &to)).await;
                let (bytes, halls) = copied.map_err(|e| StoreError::Unavailable { why: e.to_string() })??;
                Ok(BackupFacts { bytes, halls, took: begun.elapsed() })
            }
            Target::Postgres(_) => Err(StoreError::Unavailable {
                why: "PostgreSQL has its own backups: use pg_dump or pg_basebackup".to_owned(),
            }),
        }
    }

    /// Copies a running SQLite database to `to`, consistently and without holding up the writer. The copy is marked:
    /// the server that opens it begins a new epoch in each hall. `Exists` if there is such a file. On PostgreSQL this
    /// is the work of `pg_dump` or `pg_basebackup`, and `Unavailable` says so.
    pub async fn backup(&self, to: &Path) -> Result<BackupFacts, StoreError> {
        let begun = Instant::now();
        match &self.kind {
            Kind::Sqlite(db) => {
                let (bytes, halls) = db.backup(to).await?;
                Ok(BackupFacts { bytes, halls, took: begun.elapsed() })
            }
            Kind::Postgres(_) => Err(StoreError::Unavailable {
                why: "PostgreSQL has its own backups: use pg_dump or pg_basebackup, and mark_restored after restoring"
                    .to_owned(),
            }),
        }
    }

    /// Marks every hall so that it begins a new epoch: after a PostgreSQL backup was restored. The halls must be read
    /// again.
    pub async fn mark_restored(&self) -> Result<(), StoreError> {
        let word = EpochReason::Restored.word();
        match &self.kind {
            Kind::Sqlite(db) => {
                db.write(move |db| {
                    db.execute(sqlite::sql::RENEW_ALL, [word])?;
                    Ok(())
                })
                .await
            }
            Kind::Postgres(db) => {
                sqlx::query(postgres::sql::RENEW_ALL).bind(word).execute(db.pool()).await?;
                Ok(())
            }
        }
    }

    /// Finishes what waits, makes the last checkpoint, notes the heads, lets go of the database. Other clones are of no
    /// use afterwards.
    pub async fn close(self) -> Result<(), StoreError> {
        match self.kind {
            Kind::Sqlite(db) => db.close().await,
            Kind::Postgres(db) => {
                db.close().await;
                Ok(())
            }
        }
    }
}

fn head_of(row: &HallRow) -> Result<HallHead, StoreError> {
    let day = if row.day.is_empty() { None } else { Some(crate::encode::day(&row.day)?) };
    Ok(HallHead { hall: row.hall.clone(), position: row.position(), day, last_at: row.last_at })
}

fn loaded(row: &HallRow, events: Vec<RawEvent>, new_epoch: Option<NewEpoch>) -> Result<Loaded, StoreError> {
    let mut hall = Hall::new();
    hall.seq = row.day_seq.saturating_sub(1);
    hall.ticket_base = row.ticket_base;
    for raw in events {
        if raw.seq != hall.seq + 1 {
            return Err(crate::encode::unreadable(
                &format!("event {}/{}", row.hall, hall.seq + 1),
                "it is missing".to_owned(),
            ));
        }
        hall.apply(&raw.event(&row.hall)?);
    }
    if hall.seq != row.seq {
        return Err(crate::encode::unreadable(
            &format!("hall {}", row.hall),
            format!("its log ends at {}, not {}", hall.seq, row.seq),
        ));
    }
    Ok(Loaded { position: row.position(), hall, hash: hex(&row.head_hash), new_epoch })
}

/// 8 letters and digits, none of which is taken for another when read aloud.
fn random_name() -> Result<String, StoreError> {
    const LETTERS: &[u8; 32] = b"23456789abcdefghijkmnpqrstuvwxyz";
    let mut bytes = [0; 8];
    random(&mut bytes)?;
    Ok(bytes.iter().map(|byte| char::from(LETTERS[usize::from(byte & 31)])).collect())
}

/// Bytes from the system's source of randomness.
pub(crate) fn random(bytes: &mut [u8]) -> Result<(), StoreError> {
    getrandom::fill(bytes).map_err(|e| StoreError::Unavailable { why: format!("no randomness: {e}") })
}

/// The system clock, for the age of answers alone: no rule reads it.
pub(crate) fn now_ms() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    column(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}
