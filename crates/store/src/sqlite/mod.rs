//! SQLite: a file, one thread that writes, a few connections that read.

mod commit;
mod fault;
mod head;
mod lock;
mod open;
pub(crate) mod people;
mod readers;
pub(crate) mod rows;
pub(crate) mod sql;
mod writer;

use crate::batch::{Batch, Committed};
use crate::encode::HallRow;
use crate::error::{OpenError, StoreError};
use readers::Readers;
use rusqlite::Connection;
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

    /// Where the file is.
    pub fn path(&self) -> &Path {
        &self.path
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

    /// Finishes what waits, moves everything into the file, lets go of it.
    pub async fn close(self) -> Result<(), StoreError> {
        self.readers.close().await;
        self.writer.close().await
    }
}

/// The writer is gone with the answer: nobody knows whether the commit happened.
fn cut_off() -> StoreError {
    StoreError::InDoubt { why: "the writer ended before it answered".to_owned() }
}
