//! Moving personal facts to fresh pages, so that nothing of those that were erased stays between them.

use super::{Sqlite, sql};
use crate::error::StoreError;
use rusqlite::Connection;

/// Facts that are moved in one go, so that nobody waits long behind it.
const MOVE_AT_ONCE: i64 = 500;

/// The tables change names; the old one, by then empty, goes with its last pages.
const SWAP: &str = "
    DROP TABLE event_private;
    ALTER TABLE event_private_moved RENAME TO event_private;
    CREATE TABLE event_private_moved (
        hall  TEXT NOT NULL,
        seq   INTEGER NOT NULL,
        field TEXT NOT NULL,
        salt  BLOB NOT NULL,
        value TEXT NOT NULL,
        PRIMARY KEY (hall, seq, field)
    ) STRICT, WITHOUT ROWID;";

impl Sqlite {
    /// Whether a move was begun and not ended.
    pub async fn is_moving_private(&self) -> Result<bool, StoreError> {
        self.read(|db| Ok(db.prepare_cached(sql::MOVED_PRIVATE)?.query_row([], |row| row.get::<_, i64>(0))? > 0)).await
    }

    /// Moves every personal fact to fresh pages, some at a time, and empties the log file when the writer is next idle.
    pub async fn move_private(&self) -> Result<(), StoreError> {
        while self.write(move_some).await? > 0 {}
        self.write(|db| {
            // What was written since.
            while move_some(db)? > 0 {}
            Ok(db.execute_batch(SWAP)?)
        })
        .await?;
        self.empty_log_file();
        Ok(())
    }
}

fn move_some(db: &Connection) -> Result<usize, StoreError> {
    let moved = db.prepare_cached(sql::MOVE_PRIVATE)?.execute([MOVE_AT_ONCE])?;
    db.prepare_cached(sql::LEAVE_PRIVATE)?.execute([MOVE_AT_ONCE])?;
    Ok(moved)
}
