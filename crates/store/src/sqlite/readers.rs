//! Read-only connections, a few, used on threads that may wait.

use super::fault::opening;
use crate::error::{OpenError, StoreError};
use crate::patience::place;
use rusqlite::{Connection, OpenFlags};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::Semaphore;

/// Reads that go on side by side at most.
const READERS: usize = 4;
/// A reader waits this long for a lock that the writer holds only for an instant.
const BUSY: Duration = Duration::from_secs(2);
/// Statements that a connection keeps prepared.
pub(crate) const STATEMENTS_KEPT: usize = 128;

/// The pool.
#[derive(Clone)]
pub(crate) struct Readers {
    path: PathBuf,
    permits: Arc<Semaphore>,
    idle: Arc<Mutex<Vec<Connection>>>,
}

impl Readers {
    /// Readers of a database; connections are opened when they are needed.
    pub fn new(path: &Path) -> Self {
        Self {
            path: path.to_owned(),
            permits: Arc::new(Semaphore::new(READERS)),
            idle: Arc::new(Mutex::new(Vec::with_capacity(READERS))),
        }
    }

    /// Runs `work` in one read transaction: everything it reads is of one moment.
    pub async fn read<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    {
        let task = tokio::task::spawn_blocking(self.work(work).await?);
        task.await.map_err(|e| cut_off(&e.to_string()))?
    }

    /// The same for what takes long and can wait: it gives way to everything else.
    pub async fn read_aside<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    {
        // first the place: whoever waits for one keeps no reader from those who need it at once
        let place = place().await?;
        place.work("reader", self.work(work).await?).await?
    }

    /// What a thread does once a reader is free.
    async fn work<T, F>(&self, work: F) -> Result<impl FnOnce() -> Result<T, StoreError> + Send + 'static, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    {
        let permit = self.permits.clone().acquire_owned().await.map_err(|_| away("the store is closed"))?;
        let (path, idle) = (self.path.clone(), self.idle.clone());
        Ok(move || {
            let kept = idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let db = match kept {
                Some(db) => db,
                None => connect(&path).map_err(|e| away(&e.to_string()))?,
            };
            let transaction = db.unchecked_transaction()?;
            let done = work(&db)?;
            transaction.commit()?;
            // A connection that met an error is not kept.
            idle.lock().unwrap_or_else(PoisonError::into_inner).push(db);
            drop(permit);
            Ok(done)
        })
    }

    /// Lets nobody begin any more, waits for those who read, and closes the connections.
    pub async fn close(&self) {
        let all = u32::try_from(READERS).unwrap_or(u32::MAX);
        if let Ok(permits) = self.permits.acquire_many(all).await {
            permits.forget();
        }
        self.permits.close();
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

fn away(why: &str) -> StoreError {
    StoreError::Unavailable { why: why.to_owned() }
}

fn cut_off(why: &str) -> StoreError {
    away(&format!("reading was cut off: {why}"))
}

/// A read-only connection.
pub(crate) fn connect(path: &Path) -> Result<Connection, OpenError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let failed = opening("opening the database to read");
    let db = Connection::open_with_flags(path, flags).map_err(&failed)?;
    db.busy_timeout(BUSY).map_err(&failed)?;
    db.pragma_update(None, "mmap_size", 0).map_err(&failed)?;
    db.pragma_update(None, "query_only", 1).map_err(&failed)?;
    db.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
    Ok(db)
}
