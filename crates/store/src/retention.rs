//! Erasing personal facts whose time is over. The log keeps their salted hashes, so its chain stays whole.

use crate::error::StoreError;
use crate::store::{Kind, Store};
use crate::{postgres, sqlite};
use goiso_queue::{HallId, Moment};
use sqlx::{Row, query};

/// Facts that are erased in one go, so that nobody waits long behind it.
const ERASE_AT_ONCE: i64 = 500;

impl Store {
    /// Erases the personal facts of events before this moment; how many. On SQLite the others are moved to fresh pages, so
    /// that the bytes of the erased are overwritten, and the log file is emptied when the writer is next idle: work for once a
    /// day. On PostgreSQL the table
    /// is vacuumed; what its own log files and backups hold goes as they age.
    pub async fn erase_private(&self, before: Moment) -> Result<u64, StoreError> {
        if let Kind::Sqlite(db) = &self.kind
            && db.is_moving_private().await?
        {
            // The process ended amid an earlier erasing.
            db.move_private().await?;
        }
        let mut erased = 0;
        for head in self.heads().await? {
            loop {
                // A hall's events stand in the order of their time, so the old ones are the first.
                let oldest = self.oldest_private(&head.hall).await?;
                let all = oldest.len();
                let old: Vec<i64> = oldest.into_iter().filter(|(_, at)| *at < before.0).map(|(seq, _)| seq).collect();
                let Some(last) = old.last() else { break };
                erased += self.erase_up_to(&head.hall, *last).await?;
                if old.len() < all {
                    break;
                }
            }
        }
        if erased > 0 {
            self.sweep_up().await?;
        }
        Ok(erased)
    }

    /// The first personal facts of a hall: seq and time of their events.
    async fn oldest_private(&self, hall: &HallId) -> Result<Vec<(i64, i64)>, StoreError> {
        match &self.kind {
            Kind::Sqlite(db) => {
                let hall = hall.clone();
                db.read(move |db| {
                    let mut statement = db.prepare_cached(sqlite::sql::OLDEST_PRIVATE)?;
                    let rows = statement.query(rusqlite::params![hall.as_str(), ERASE_AT_ONCE])?;
                    sqlite::rows::collect(rows, |row| Ok((row.get(0)?, row.get(1)?)))
                })
                .await
            }
            Kind::Postgres(db) => {
                let oldest = async {
                    let oldest = query(postgres::sql::OLDEST_PRIVATE).bind(hall.as_str()).bind(ERASE_AT_ONCE);
                    let rows = oldest.fetch_all(db.pool()).await?;
                    rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
                };
                db.reading(oldest).await
            }
        }
    }

    async fn erase_up_to(&self, hall: &HallId, seq: i64) -> Result<u64, StoreError> {
        match &self.kind {
            Kind::Sqlite(db) => {
                let hall = hall.clone();
                let erase = move |db: &rusqlite::Connection| {
                    let mut statement = db.prepare_cached(sqlite::sql::ERASE_PRIVATE)?;
                    Ok(statement.execute(rusqlite::params![hall.as_str(), seq])? as u64)
                };
                db.write(erase).await
            }
            Kind::Postgres(db) => {
                let erase = query(postgres::sql::ERASE_PRIVATE).bind(hall.as_str()).bind(seq);
                Ok(erase.execute(db.pool()).await?.rows_affected())
            }
        }
    }

    async fn sweep_up(&self) -> Result<(), StoreError> {
        match &self.kind {
            Kind::Sqlite(db) => db.move_private().await?,
            Kind::Postgres(db) => {
                if let Err(error) = query("VACUUM event_private").execute(db.pool()).await {
                    tracing::warn!(%error, "erased facts are not swept up yet; the server's own vacuum will");
                }
            }
        }
        Ok(())
    }
}
