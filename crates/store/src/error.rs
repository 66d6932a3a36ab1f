//! What can go wrong with a database, by what the caller can do about it.

use goiso_queue::HallId;

/// Why a store could not be opened. Each says what to do next.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another server has the file.
    #[error("{path} is in use by another goiso (process {pid}); stop it first")]
    InUse {
        /// The database.
        path: String,
        /// Who holds it, or "unknown".
        pid: String,
    },
    /// SQLite could corrupt its log before 3.51.3.
    #[error("SQLite {found} is too old: 3.51.3 or later is needed")]
    SqliteTooOld {
        /// What is linked.
        found: String,
    },
    /// The start-up checkpoint did not go through, so the disk cannot be trusted.
    #[error("the start-up checkpoint of {path} failed: {why}; check the disk")]
    Checkpoint {
        /// The database.
        path: String,
        /// SQLite's word.
        why: String,
    },
    /// Written by a later goiso.
    #[error("the database has schema {found}, this goiso knows up to {known}; install the newer goiso")]
    SchemaTooNew {
        /// The database's.
        found: i64,
        /// Ours.
        known: i64,
    },
    /// Written by an earlier goiso, and nothing may be written now.
    #[error(
        "the database has schema {found}, this goiso reads {known}; start goiso on it once, or run goiso rebuild on it or a copy"
    )]
    SchemaTooOld {
        /// The database's.
        found: i64,
        /// Ours.
        known: i64,
    },
    /// The tail of a hall's chain does not hold.
    #[error("the log of hall {hall} is damaged at seq {seq}: {what}; run goiso verify on a copy")]
    Damaged {
        /// Whose.
        hall: HallId,
        /// Where.
        seq: u64,
        /// What is wrong.
        what: String,
    },
    /// Anything the database itself says.
    #[error("{doing}: {why}")]
    Database {
        /// What was tried.
        doing: &'static str,
        /// The database's word.
        why: String,
    },
}

/// Why a store could not do what was asked.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// Nothing was written; trying again later may help (disk full, read-only, server away, lock time-out).
    #[error("the database cannot write now: {why}")]
    Unavailable {
        /// The database's word.
        why: String,
    },
    /// COMMIT failed: it may or may not have happened. The hall must be read again; the same key finds out.
    #[error("the commit is in doubt: {why}")]
    InDoubt {
        /// The database's word.
        why: String,
    },
    /// The disk failed in COMMIT, sync or checkpoint: the process must end so that a fresh start reads what is really there.
    #[error("the disk failed: {why}")]
    Fatal {
        /// The database's word.
        why: String,
    },
    /// Deciding panicked: nothing was written, and the copy of the hall must be read again. The others of its group went on.
    #[error("a bug stopped the work on {0}; nothing was written")]
    Panicked(String),
    /// No such hall.
    #[error("there is no hall {0}")]
    UnknownHall(HallId),
    /// Something that must be unique is there already.
    #[error("{0} exists already")]
    Exists(String),
    /// More than one answer may hold: ask for less time, fewer pieces, or a coarser grain.
    #[error("too much is asked for at once: {what}")]
    TooMuch {
        /// What, with its limit.
        what: String,
    },
    /// Stored bytes that this goiso cannot read.
    #[error("{what} cannot be read: {why}")]
    Unreadable {
        /// Table and id.
        what: String,
        /// Why not.
        why: String,
    },
}
