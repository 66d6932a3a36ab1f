//! What SQLite's errors mean for the caller.

use crate::error::{OpenError, StoreError};
use rusqlite::{Error, ErrorCode, ffi};

/// A failed sync may have dropped pages that the kernel then believes written, so the process must end and read what
/// is really there. A failed *write* is different: nothing rests on it before the next sync, and a full or read-only
/// disk shows itself that way, so the transaction is rolled back and the next batch tries again.
pub(crate) fn fault(error: &Error) -> StoreError {
    let why = error.to_string();
    let Error::SqliteFailure(failure, _) = error else {
        return StoreError::Unreadable { what: "a row".to_owned(), why };
    };
    match failure.extended_code {
        ffi::SQLITE_IOERR_WRITE | ffi::SQLITE_IOERR_TRUNCATE | ffi::SQLITE_IOERR_SHMSIZE => {
            return StoreError::Unavailable { why };
        }
        ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY => return StoreError::Exists(why),
        // Codes are SQLite's, an open set.
        _other => {}
    }
    #[allow(clippy::wildcard_enum_match_arm, reason = "the enum is SQLite's, and open")]
    match failure.code {
        ErrorCode::DiskFull
        | ErrorCode::ReadOnly
        | ErrorCode::CannotOpen
        | ErrorCode::DatabaseBusy
        | ErrorCode::DatabaseLocked
        | ErrorCode::OutOfMemory
        | ErrorCode::OperationInterrupted
        | ErrorCode::PermissionDenied => StoreError::Unavailable { why },
        ErrorCode::SystemIoFailure | ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => StoreError::Fatal { why },
        // A mistake in a statement, or a row that breaks a rule: nothing was written.
        _other => StoreError::Unreadable { what: "a statement".to_owned(), why },
    }
}

impl From<Error> for StoreError {
    fn from(error: Error) -> Self {
        fault(&error)
    }
}

/// The same while opening.
pub(crate) fn opening(doing: &'static str) -> impl Fn(Error) -> OpenError {
    move |error| OpenError::Database { doing, why: error.to_string() }
}
