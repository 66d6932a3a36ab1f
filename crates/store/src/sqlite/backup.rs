//! A copy of a running database, of one moment.

use super::lock::beside;
use super::{readers, rows, sql};
use crate::error::StoreError;
use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, params};
use std::fs::File;
use std::path::Path;

/// All pages in one step.
const ALL: i32 = -1;

/// Copies the database to `to`, which must not exist. One step is one read transaction: the copy is of one moment, and
/// the writer goes on beside it. The copy is marked, so that each hall begins a new epoch when it is opened.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<(u64, u64), StoreError> {
    let io = |e: std::io::Error| StoreError::Unavailable { why: format!("{}: {e}", to.display()) };
    if to.try_exists().map_err(io)? {
        return Err(StoreError::Exists(to.display().to_string()));
    }
    let part = beside(to, ".part");
    match std::fs::remove_file(&part) {
        Ok(()) => {}
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {}
        Err(e) => return Err(io(e)),
    }
    let copied = copy_pages(from, &part).and_then(|halls| {
        File::open(&part).and_then(|file| file.sync_all()).map_err(io)?;
        let bytes = std::fs::metadata(&part).map_err(io)?.len();
        std::fs::rename(&part, to).map_err(io)?;
        if let Some(folder) = to.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            File::open(folder).and_then(|folder| folder.sync_all()).map_err(io)?;
        }
        Ok((bytes, halls))
    });
    if copied.is_err() {
        let _gone = std::fs::remove_file(&part);
    }
    copied
}

fn copy_pages(from: &Path, part: &Path) -> Result<u64, StoreError> {
    let source = readers::connect(from).map_err(|e| StoreError::Unavailable { why: e.to_string() })?;
    let mut target = Connection::open(part)?;
    {
        let backup = Backup::new(&source, &mut target)?;
        match backup.step(ALL)? {
            StepResult::Done => {}
            StepResult::More | StepResult::Busy | StepResult::Locked => {
                return Err(StoreError::Unavailable { why: "the database is busy; try again".to_owned() });
            }
            // Of a foreign, open enum.
            other => return Err(StoreError::Unavailable { why: format!("the copy stopped: {other:?}") }),
        }
    }
    // A plain file, with nothing beside it.
    target.pragma_update_and_check(None, "journal_mode", "DELETE", |_| Ok(()))?;
    target.pragma_update(None, "synchronous", "FULL")?;
    target.execute_batch("BEGIN IMMEDIATE")?;
    target.execute(sql::RENEW_ALL, ["restored"])?;
    target.execute(sql::SET_META, params!["running", "0"])?;
    target.execute_batch("COMMIT")?;
    Ok(rows::halls(&target)?.len() as u64)
}
