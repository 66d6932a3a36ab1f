//! SQLite: a file, one thread that writes, a few connections that read.

mod backup;
mod commit;
mod fault;
mod head;
mod lock;
mod open;
pub(crate) mod people;
mod readers;
mod retention;
pub(crate) mod rows;
pub(crate) mod sql;
pub(crate) mod statistics;
mod writer;

use crate::batch::{Batch, Committed};
use crate::encode::HallRow;
use crate::error::{OpenError, StoreError};
use crate::verify::ToolError;
pub(crate) use backup::copy;
pub(crate) use head::Noted;
use lock::Lock;
use readers::Readers;
use rusqlite::Connection;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use tokio::sync::oneshot;
use writer::WriterHandle;

/// A hall's database in one file.
#[derive(Clone)]
pub(crate) struct Sqlite {
    path: PathBuf,
    writer: WriterHandle,
    readers: Readers,
}

impl Sqlite {
    /// Opens the file, or makes it.
    pub async fn open(path: &Path) -> Result<Self, OpenError> {
        let file = path.to_owned();
        let failed = |why: String| OpenError::Database { doing: "starting the writer", why };
        let writer = tokio::task::spawn_blocking(move || open::open(&file)?.start().map_err(|e| failed(e.to_string())))
            .await
            .map_err(|e| failed(e.to_string()))??;
        Ok(Self { path: path.to_owned(), writer, readers: Readers::new(path) })
    }

    /// Commits a batch together with whatever else waits.
    pub async fn commit<B: Batch>(&self, batch: B) -> Result<(B, Committed), StoreError> {
        let (reply, outcome) = oneshot::channel();
        self.writer.send(Box::new(commit::Commit::new(batch, reply)));
        outcome.await.map_err(|_| cut_off())?
    }

    /// Writes something that is no batch, in the same transactions.
    pub async fn write<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    {
        let (reply, outcome) = oneshot::channel();
        self.writer.send(Box::new(commit::Write::new(work, reply)));
        outcome.await.map_err(|_| cut_off())?
    }

    /// Reads, all of one moment.
    pub async fn read<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    {
        self.readers.read(work).await
    }

    /// The same for what takes long and can wait: it gives way to everything else.
    pub async fn read_aside<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    {
        self.readers.read_aside(work).await
    }

    /// Empties the log file when the writer is next idle.
    pub fn empty_log_file(&self) {
        self.writer.empty_log_file();
    }

    /// Adds a hall.
    pub async fn create_hall(&self, row: HallRow) -> Result<(), StoreError> {
        self.write(move |db| {
            if rows::hall(db, &row.hall)?.is_some() {
                return Err(StoreError::Exists(format!("hall {}", row.hall)));
            }
            rows::add_hall(db, &row)
        })
        .await
    }

    /// Copies the running database; bytes and halls of the copy.
    pub async fn backup(&self, to: &Path) -> Result<(u64, u64), StoreError> {
        let (from, to) = (self.path.clone(), to.to_owned());
        tokio::task::spawn_blocking(move || backup::copy(&from, &to))
            .await
            .map_err(|e| StoreError::Unavailable { why: e.to_string() })?
    }

    /// Works on the file while no server has it, and leaves it closed.
    pub fn alone<T>(path: &Path, work: impl FnOnce(&Connection) -> Result<T, StoreError>) -> Result<T, ToolError> {
        let writer = open::open(path)?;
        let done = work(&writer.db)?;
        writer.settle()?;
        Ok(done)
    }

    /// Opens the file to read while no server has it.
    pub fn to_read(path: &Path) -> Result<(Connection, Lock), OpenError> {
        if !path.is_file() {
            return Err(OpenError::Database {
                doing: "opening the database",
                why: format!("no file {}", path.display()),
            });
        }
        let lock = Lock::take(path)?;
        let db = readers::connect(path)?;
        open::refuse_other_schema(&db)?;
        Ok((db, lock))
    }

    /// Finishes what waits, moves everything into the file, lets go of it.
    pub async fn close(self) -> Result<(), StoreError> {
        self.readers.close().await;
        self.writer.close().await
    }
}

/// What is noted beside a database of where its halls stood.
pub(crate) fn noted_heads(path: &Path) -> BTreeMap<String, Noted> {
    head::HeadFile::read(path)
}

/// The writer is gone with the answer: nobody knows whether the commit happened.
fn cut_off() -> StoreError {
    StoreError::InDoubt { why: "the writer ended before it answered".to_owned() }
}
