//! The folder and what was last seen in it.

use super::kind::{Kind, kind_of};
use goiso_queue::screens::is_file_name;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};
use tokio::sync::Mutex;

/// Files of a folder, at most; those behind them in the alphabet are not shown.
pub const MOST_FILES: usize = 200;
/// Entries of a folder that are looked at, at most.
const MOST_ENTRIES: usize = 10_000;
/// The folder is looked at again after this, at the earliest.
const LOOK_AGAIN: Duration = Duration::from_secs(2);

/// A file that can be shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Item {
    /// Its name in the folder and under `/media/`.
    pub name: String,
    /// `picture`, `video`, `slide`.
    pub kind: Kind,
    #[serde(skip)]
    bytes: u64,
    #[serde(skip)]
    changed: Option<SystemTime>,
}

/// What is in the folder.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub struct Listing {
    /// Another one whenever a file came, went or changed.
    pub version: String,
    /// In the order of their names, [`MOST_FILES`] at most.
    pub items: Vec<Item>,
    /// Names that are not shown, so that each is told once.
    #[serde(skip)]
    unfit: Vec<String>,
}

/// The folder of a server.
#[derive(Debug)]
pub struct Media {
    folder: Option<PathBuf>,
    seen: Mutex<Option<(Instant, Arc<Listing>)>>,
}

impl Media {
    /// Of this folder, or none.
    pub fn new(folder: Option<PathBuf>) -> Self {
        Self { folder, seen: Mutex::new(None) }
    }

    /// Where a file of the list is.
    pub fn path(&self, name: &str) -> Option<PathBuf> {
        self.folder.as_ref().filter(|_| is_file_name(name)).map(|folder| folder.join(name))
    }

    /// What is there now, or was within the last two seconds.
    pub async fn listing(&self) -> Arc<Listing> {
        let Some(folder) = self.folder.clone() else { return Arc::default() };
        let mut seen = self.seen.lock().await;
        let before = match &*seen {
            Some((at, listing)) if at.elapsed() < LOOK_AGAIN => return Arc::clone(listing),
            Some((_, listing)) => Arc::clone(listing),
            None => Arc::default(),
        };
        let looked = tokio::task::spawn_blocking(move || look(&folder, &before)).await;
        let listing = Arc::new(looked.unwrap_or_default());
        *seen = Some((Instant::now(), Arc::clone(&listing)));
        listing
    }
}

/// Looks at the folder; files that did not change are not opened again.
fn look(folder: &Path, before: &Listing) -> Listing {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => {
            if before.unfit.is_empty() {
                tracing::warn!(%error, "the media folder cannot be read");
            }
            return Listing { unfit: vec![String::new()], ..Listing::default() };
        }
    };
    let mut items = Vec::new();
    let mut unfit = Vec::new();
    for entry in entries.flatten().take(MOST_ENTRIES) {
        let Some(name) = entry.file_name().to_str().map(str::to_owned) else { continue };
        // a link could lead out of the folder; what is hidden is nobody's business
        let Some(facts) = entry.metadata().ok().filter(|facts| facts.is_file() && !name.starts_with('.')) else {
            continue;
        };
        let (bytes, changed) = (facts.len(), facts.modified().ok());
        let same = |item: &&Item| item.name == name && item.bytes == bytes && item.changed == changed;
        if let Some(item) = before.items.iter().find(same) {
            items.push(item.clone());
            continue;
        }
        let kind = if is_file_name(&name) {
            kind_of(&entry.path(), &name, bytes).map_err(|why| why.to_string())
        } else {
            Err("its name is too long or has / \\ % ? #".to_owned())
        };
        match kind {
            Ok(kind) => items.push(Item { name, kind, bytes, changed }),
            Err(why) => {
                if !before.unfit.contains(&name) {
                    tracing::warn!(file = %name, %why, "a file of the media folder is not shown");
                }
                unfit.push(name);
            }
        }
    }
    items.sort_by(|one, other| one.name.cmp(&other.name));
    items.truncate(MOST_FILES);
    let mut hash = Sha256::new();
    for item in &items {
        hash.update(format!("{}\0{}\0{:?}\0", item.name, item.bytes, item.changed));
    }
    let version = crate::api::private::hex(hash.finalize().get(..8).unwrap_or_default());
    Listing { version, items, unfit }
}
