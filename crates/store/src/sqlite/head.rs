//! Where every hall stands, noted beside the database, so that an old file copied back in its place is recognised.

use super::lock::beside;
use super::writer::Stand;
use crate::chain::hex;
use crate::encode::HallRow;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// The note is rewritten at most this often: it may lag behind the database, never be ahead of it.
const EVERY: Duration = Duration::from_secs(1);

/// What is noted of one hall.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Noted {
    /// Its epoch.
    pub epoch: String,
    /// Its newest event.
    pub seq: u64,
    /// The hash of that event, hex.
    pub hash: String,
}

/// The note.
#[derive(Debug)]
pub(crate) struct HeadFile {
    path: PathBuf,
    halls: BTreeMap<String, Noted>,
    written: Option<Instant>,
    stale: bool,
}

impl HeadFile {
    /// What is noted beside a database; nothing if there is no note or it cannot be read.
    pub fn read(database: &Path) -> BTreeMap<String, Noted> {
        let path = beside(database, ".head");
        match std::fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes).unwrap_or_else(|error| {
                tracing::warn!(path = %path.display(), %error, "the noted head cannot be read and is not compared");
                BTreeMap::new()
            }),
            Err(_) => BTreeMap::new(),
        }
    }

    /// A note of where the halls stand now, not yet written.
    pub fn new(database: &Path, halls: &[HallRow]) -> Self {
        let mut note = Self { path: beside(database, ".head"), halls: BTreeMap::new(), written: None, stale: false };
        for row in halls {
            note.note((row.hall.clone(), row.epoch.clone(), row.seq, row.head_hash));
        }
        note
    }

    /// Notes where a hall stands; only after COMMIT.
    pub fn note(&mut self, (hall, epoch, seq, hash): Stand) {
        self.halls.insert(String::from(hall), Noted { epoch: epoch.0, seq, hash: hex(&hash) });
        self.stale = true;
    }

    /// Whether the file is behind.
    pub fn is_stale(&self) -> bool {
        self.stale
    }

    /// Writes the note if it is stale and old enough.
    pub fn write_if_due(&mut self) {
        if self.stale && self.written.is_none_or(|at| at.elapsed() >= EVERY) {
            self.write();
        }
    }

    /// Writes the note. It need not survive a power cut, so nothing is synced; a reader sees the old or the new one whole.
    pub fn write(&mut self) {
        let fresh = beside(&self.path, ".new");
        let written = serde_json::to_vec(&self.halls)
            .map_err(std::io::Error::from)
            .and_then(|bytes| std::fs::write(&fresh, bytes))
            .and_then(|()| std::fs::rename(&fresh, &self.path));
        self.written = Some(Instant::now());
        match written {
            Ok(()) => self.stale = false,
            Err(error) => tracing::debug!(path = %self.path.display(), %error, "the head was not noted"),
        }
    }
}
