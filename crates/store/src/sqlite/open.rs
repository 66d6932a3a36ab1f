//! Opening a file: nobody else has it, what the disk holds is really there, and its log is whole.

use super::fault::opening;
use super::head::{HeadFile, Noted};
use super::lock::Lock;
use super::readers::STATEMENTS_KEPT;
use super::writer::{Writer, pragma_checkpoint};
use super::{rows, sql};
use crate::chain::{START, hex};
use crate::controls::{Control, broken};
use crate::encode::HallRow;
use crate::error::{OpenError, StoreError};
use crate::rebuild::statistics_on_sqlite;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, OptionalExtension, params};
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

/// Files of `migrations/sqlite` in order; the schema's number is how many there are.
const MIGRATIONS: [&str; 5] = [
    include_str!("../../migrations/sqlite/0001_journal_views_people.sql"),
    include_str!("../../migrations/sqlite/0002_devices.sql"),
    include_str!("../../migrations/sqlite/0003_statistics.sql"),
    include_str!("../../migrations/sqlite/0004_retention.sql"),
    include_str!("../../migrations/sqlite/0005_deliveries.sql"),
];
/// The schema from which on there are statistics.
const WITH_STATISTICS: i64 = 3;
/// SQLite before this can corrupt its log file when two connections write or checkpoint at one instant.
const OLDEST_SQLITE: i32 = 3_051_003;
/// Events at the end of each log whose chain is checked at every start.
const TAIL: u64 = 64;
/// The writer waits this long for a reader's lock.
pub(crate) const BUSY: Duration = Duration::from_secs(2);

/// Opens the file for writing and makes it ready.
pub(crate) fn open(path: &Path) -> Result<Writer, OpenError> {
    let lock = Lock::take(path)?;
    refuse_old_sqlite(rusqlite::version_number())?;
    let mut db = connect(path)?;
    settle(&db, path)?;
    migrate(&mut db)?;
    check_after_unclean_stop(&db)?;
    let halls = rows::halls(&db).map_err(reading)?;
    for row in &halls {
        check_tail(&db, row)?;
    }
    mark_behind(&db, &halls, &HeadFile::read(path))?;
    db.execute(sql::SET_META, params!["running", "1"]).map_err(opening("noting that the file is in use"))?;
    Ok(Writer { head: HeadFile::new(path, &halls), db, lock })
}

/// Refuses an SQLite that can lose what it answered.
pub(crate) fn refuse_old_sqlite(found: i32) -> Result<(), OpenError> {
    if found < OLDEST_SQLITE {
        let found = format!("{}.{}.{}", found / 1_000_000, found / 1_000 % 1_000, found % 1_000);
        return Err(OpenError::SqliteTooOld { found });
    }
    Ok(())
}

fn connect(path: &Path) -> Result<Connection, OpenError> {
    let failed = opening("opening the database");
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(path, flags).map_err(&failed)?;
    db.busy_timeout(BUSY).map_err(&failed)?;
    let mode: String = db.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0)).map_err(&failed)?;
    if mode != "wal" {
        return Err(OpenError::Database { doing: "turning on the log file", why: format!("journal_mode is {mode}") });
    }
    // A commit is answered only when the disk has it.
    let synchronous = if broken(Control::SyncNormal) { "NORMAL" } else { "FULL" };
    db.pragma_update(None, "synchronous", synchronous).map_err(&failed)?;
    // With memory mapping, an I/O error would be a signal instead of an answer.
    db.pragma_update(None, "mmap_size", 0).map_err(&failed)?;
    // The automatic checkpoint swallows errors.
    db.pragma_update(None, "wal_autocheckpoint", 0).map_err(&failed)?;
    // So does the one at the end of the last connection, which after a failed sync would write once more.
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true).map_err(&failed)?;
    db.pragma_update(None, "temp_store", "MEMORY").map_err(&failed)?;
    // What is erased is overwritten, not only forgotten.
    db.pragma_update(None, "secure_delete", 1).map_err(&failed)?;
    db.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
    Ok(db)
}

/// Moves the whole log file into the database and syncs it. After a failed sync and a restart this is what finds out
/// whether the pages that the kernel shows can also be written.
fn settle(db: &Connection, path: &Path) -> Result<(), OpenError> {
    if broken(Control::NoStartCheckpoint) {
        return Ok(());
    }
    let failed = |why: String| OpenError::Checkpoint { path: path.display().to_string(), why };
    match pragma_checkpoint(db, "TRUNCATE") {
        Ok((0, ..)) => Ok(()),
        Ok((busy, ..)) => Err(failed(format!("it reported {busy}: somebody else has the file"))),
        Err(error) => Err(failed(error.to_string())),
    }
}

/// Refuses a file whose schema is another than ours, where it may not be changed.
pub(crate) fn refuse_other_schema(db: &Connection) -> Result<(), OpenError> {
    let found: i64 =
        db.query_row("PRAGMA user_version", [], |row| row.get(0)).map_err(opening("reading the schema's number"))?;
    let known = i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX);
    match found.cmp(&known) {
        Ordering::Less => Err(OpenError::SchemaTooOld { found, known }),
        Ordering::Equal => Ok(()),
        Ordering::Greater => Err(OpenError::SchemaTooNew { found, known }),
    }
}

fn migrate(db: &mut Connection) -> Result<(), OpenError> {
    let failed = opening("bringing the schema up to date");
    let found: i64 = db.query_row("PRAGMA user_version", [], |row| row.get(0)).map_err(&failed)?;
    let known = i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX);
    if found > known {
        return Err(OpenError::SchemaTooNew { found, known });
    }
    let done = usize::try_from(found).unwrap_or(0);
    for (index, migration) in MIGRATIONS.iter().enumerate().skip(done) {
        let transaction = db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).map_err(&failed)?;
        transaction.execute_batch(migration).map_err(&failed)?;
        let number = i64::try_from(index + 1).unwrap_or(i64::MAX);
        if number == WITH_STATISTICS {
            // A database that lived before has its figures from the same transaction on, or stays as it was.
            statistics_on_sqlite(&transaction)
                .map_err(|e| OpenError::Database { doing: "deriving the statistics", why: e.to_string() })?;
        }
        transaction.pragma_update(None, "user_version", number).map_err(&failed)?;
        transaction.commit().map_err(&failed)?;
    }
    Ok(())
}

fn check_after_unclean_stop(db: &Connection) -> Result<(), OpenError> {
    let failed = opening("checking the file after an unclean stop");
    let running: Option<String> = db.query_row(sql::META, ["running"], |row| row.get(0)).optional().map_err(&failed)?;
    if running.as_deref() != Some("1") {
        return Ok(());
    }
    let verdict: String = db.query_row("PRAGMA quick_check(1)", [], |row| row.get(0)).map_err(&failed)?;
    if verdict == "ok" {
        Ok(())
    } else {
        Err(OpenError::Database { doing: "checking the file after an unclean stop", why: verdict })
    }
}

/// The newest events must chain to the hall's row.
fn check_tail(db: &Connection, row: &HallRow) -> Result<(), OpenError> {
    let damaged = |seq: u64, what: &str| OpenError::Damaged { hall: row.hall.clone(), seq, what: what.to_owned() };
    let hall = row.hall.as_str();
    let before = row.seq.saturating_sub(TAIL);
    let mut hash = START;
    if before > 0 {
        let (_, bytes) = rows::event_place(db, &row.hall, before)
            .map_err(reading)?
            .ok_or_else(|| damaged(before, "the event is missing"))?;
        hash = bytes.as_slice().try_into().map_err(|_| damaged(before, "the hash is no hash"))?;
    }
    let mut seq = before;
    for raw in rows::events(db, hall, None, before, i64::MAX).map_err(reading)? {
        seq += 1;
        if raw.seq != seq {
            return Err(damaged(seq, "the event is missing"));
        }
        if raw.link(hall).hash(&hash) != raw.hash {
            return Err(damaged(seq, "the event does not fit its hash"));
        }
        hash = raw.hash;
    }
    if seq != row.seq || hash != row.head_hash {
        return Err(damaged(row.seq, "the log does not end where the hall's row says"));
    }
    Ok(())
}

/// Halls that once were further than the file says, or went another way, must begin a new epoch.
fn mark_behind(db: &Connection, halls: &[HallRow], noted: &BTreeMap<String, Noted>) -> Result<(), OpenError> {
    for row in halls.iter().filter(|row| row.renew.is_empty()) {
        let Some(note) = noted.get(row.hall.as_str()).filter(|note| note.seq > 0) else { continue };
        let place = rows::event_place(db, &row.hall, note.seq).map_err(reading)?;
        let same = place.is_some_and(|(epoch, hash)| epoch == note.epoch && hex(&hash) == note.hash);
        if !same {
            tracing::warn!(
                hall = %row.hall,
                noted = note.seq,
                found = row.seq,
                "the database is not the one that was last used here; the hall begins a new epoch"
            );
            db.execute(sql::RENEW_HALL, params![row.hall.as_str(), "behind"])
                .map_err(opening("marking a hall that fell behind"))?;
        }
    }
    Ok(())
}

fn reading(error: StoreError) -> OpenError {
    OpenError::Database { doing: "reading the halls", why: error.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sqlite_that_is_built_in_is_new_enough_and_older_ones_are_refused() {
        assert!(refuse_old_sqlite(rusqlite::version_number()).is_ok());
        let refused = refuse_old_sqlite(3_051_002).expect_err("3.51.2 can corrupt its log file");
        assert_eq!(refused.to_string(), "SQLite 3.51.2 is too old: 3.51.3 or later is needed");
    }
}
