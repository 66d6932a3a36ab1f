//! Deriving the views again from the log, in one transaction.

use crate::encode::{HallRow, unreadable};
use crate::error::StoreError;
use crate::postgres::{self, Pg};
use crate::replay::{CHUNK, DayFold, Replay};
use crate::sqlite::{self, Sqlite};
use crate::store::Target;
use crate::verify::ToolError;
use rusqlite::Connection;
use sqlx::postgres::PgConnection;
use sqlx::query;

/// What a rebuild wrote.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RebuildReport {
    /// Halls.
    pub halls: u64,
    /// Events read.
    pub events: u64,
    /// Ticket rows written.
    pub tickets: u64,
    /// Leg rows written.
    pub legs: u64,
}

/// Derives tickets, legs, statistics and the halls' days again from the log: all of them or, after any error, none.
///
/// On SQLite no server may have the file; on PostgreSQL the halls wait meanwhile.
pub async fn rebuild(target: &Target) -> Result<RebuildReport, ToolError> {
    match target {
        Target::Sqlite(path) => {
            let path = path.clone();
            let work = tokio::task::spawn_blocking(move || {
                Sqlite::alone(&path, |db| {
                    db.execute_batch("BEGIN IMMEDIATE")?;
                    let report = on_sqlite(db)?;
                    db.execute_batch("COMMIT")?;
                    Ok(report)
                })
            });
            work.await.map_err(|e| StoreError::Unavailable { why: e.to_string() })?
        }
        Target::Postgres(url) => {
            let pg = Pg::open(url).await?;
            let mut transaction = pg.begin().await?;
            // Whole years take longer than a statement of a running hall may.
            query("SET LOCAL statement_timeout = 0").execute(&mut *transaction).await.map_err(StoreError::from)?;
            let report = on_postgres(&mut transaction).await?;
            transaction.commit().await.map_err(|e| StoreError::InDoubt { why: e.to_string() })?;
            pg.close().await;
            Ok(report)
        }
    }
}

fn on_sqlite(db: &Connection) -> Result<RebuildReport, StoreError> {
    let mut report = RebuildReport::default();
    for statement in [sqlite::sql::DROP_TICKETS, sqlite::sql::DROP_LEGS, sqlite::sql::DROP_STATISTICS] {
        db.execute(statement, [])?;
    }
    for row in sqlite::rows::halls(db)? {
        let mut replay = Replay::new(row.hall.clone(), row.epoch.clone());
        loop {
            let events = sqlite::rows::events(db, row.hall.as_str(), None, replay.row.seq, CHUNK)?;
            if events.is_empty() {
                break;
            }
            for raw in events {
                follows(&replay.row, raw.seq)?;
                report.events += 1;
                if let Some(day) = replay.step(&raw)? {
                    sqlite::rows::write_views(db, row.hall.as_str(), &day.fold)?;
                    report.add(&day);
                }
            }
        }
        let day = replay.finish();
        sqlite::rows::write_views(db, row.hall.as_str(), &day.fold)?;
        report.add(&day);
        sqlite::rows::set_hall(db, &derived(&row, replay.row)?)?;
        report.halls += 1;
    }
    Ok(report)
}

async fn on_postgres(db: &mut PgConnection) -> Result<RebuildReport, StoreError> {
    let mut report = RebuildReport::default();
    query(postgres::sql::LOCK_HALLS).fetch_all(&mut *db).await?;
    for statement in [postgres::sql::DROP_TICKETS, postgres::sql::DROP_LEGS, postgres::sql::DROP_STATISTICS] {
        query(statement).execute(&mut *db).await?;
    }
    for row in postgres::rows::halls(db).await? {
        let mut replay = Replay::new(row.hall.clone(), row.epoch.clone());
        loop {
            let events = postgres::rows::events(db, row.hall.as_str(), None, replay.row.seq, CHUNK).await?;
            if events.is_empty() {
                break;
            }
            for raw in events {
                follows(&replay.row, raw.seq)?;
                report.events += 1;
                if let Some(day) = replay.step(&raw)? {
                    postgres::rows::write_views(db, row.hall.as_str(), &day.fold).await?;
                    report.add(&day);
                }
            }
        }
        let day = replay.finish();
        postgres::rows::write_views(db, row.hall.as_str(), &day.fold).await?;
        report.add(&day);
        postgres::rows::set_hall(db, &derived(&row, replay.row)?).await?;
        report.halls += 1;
    }
    Ok(report)
}

/// Derives the statistics of a file whose tickets and legs are there already, in its own transaction.
pub(crate) fn statistics_on_sqlite(db: &Connection) -> Result<(), StoreError> {
    for row in sqlite::rows::halls(db)? {
        let mut replay = Replay::new(row.hall.clone(), row.epoch.clone());
        loop {
            let events = sqlite::rows::events(db, row.hall.as_str(), None, replay.row.seq, CHUNK)?;
            if events.is_empty() {
                break;
            }
            for raw in events {
                follows(&replay.row, raw.seq)?;
                if let Some(day) = replay.step(&raw)? {
                    sqlite::statistics::write(db, row.hall.as_str(), &day.fold)?;
                }
            }
        }
        sqlite::statistics::write(db, row.hall.as_str(), &replay.finish().fold)?;
        derived(&row, replay.row)?;
    }
    Ok(())
}

/// The same on PostgreSQL.
pub(crate) async fn statistics_on_postgres(db: &mut PgConnection) -> Result<(), StoreError> {
    query(postgres::sql::LOCK_HALLS).fetch_all(&mut *db).await?;
    for row in postgres::rows::halls(db).await? {
        let mut replay = Replay::new(row.hall.clone(), row.epoch.clone());
        loop {
            let events = postgres::rows::events(db, row.hall.as_str(), None, replay.row.seq, CHUNK).await?;
            if events.is_empty() {
                break;
            }
            for raw in events {
                follows(&replay.row, raw.seq)?;
                if let Some(day) = replay.step(&raw)? {
                    postgres::statistics::write(db, row.hall.as_str(), &day.fold).await?;
                }
            }
        }
        postgres::statistics::write(db, row.hall.as_str(), &replay.finish().fold).await?;
        derived(&row, replay.row)?;
    }
    Ok(())
}

impl RebuildReport {
    fn add(&mut self, day: &DayFold) {
        self.tickets += day.fold.tickets.len() as u64;
        self.legs += day.fold.legs.len() as u64;
    }
}

fn follows(row: &HallRow, seq: u64) -> Result<(), StoreError> {
    if seq == row.seq + 1 {
        return Ok(());
    }
    Err(unreadable(&format!("event {}/{}", row.hall, row.seq + 1), "it is missing; run goiso verify".to_owned()))
}

/// The hall's row as the log has it. Where the log ends is not derived: another end than the row's is damage.
fn derived(stored: &HallRow, replayed: HallRow) -> Result<HallRow, StoreError> {
    if (replayed.seq, replayed.head_hash) != (stored.seq, stored.head_hash) {
        return Err(unreadable(
            &format!("hall {}", stored.hall),
            format!("its log ends at {}, its row says {}; run goiso verify", replayed.seq, stored.seq),
        ));
    }
    Ok(HallRow { renew: stored.renew.clone(), epoch: stored.epoch.clone(), ..replayed })
}
