//! Grounds to test on, and halls that press buttons.
#![allow(dead_code, clippy::unwrap_used, reason = "shared by several test files, each of which uses a part")]

pub mod postgres;

use goiso_queue::{Command, Event, Hall, HallId, Moment, decide};
use goiso_store::{
    Answer, Batch, Committed, Decided, Fold, KeyRef, KnownAnswer, Loaded, NewEvent, Position, Store, StoreError,
    StoredEvent, Target,
};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

static FOLDERS: AtomicU32 = AtomicU32::new(0);

/// A folder that goes with its test.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new() -> Self {
        let number = FOLDERS.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("goiso-store-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }
    pub fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}
impl Drop for Folder {
    fn drop(&mut self) {
        let _gone = std::fs::remove_dir_all(&self.0);
    }
}

/// An empty database of either kind.
pub struct Ground {
    pub target: Target,
    _folder: Option<Folder>,
}

impl Ground {
    pub fn sqlite() -> Self {
        let folder = Folder::new();
        Self { target: Target::Sqlite(folder.file("hall.db")), _folder: Some(folder) }
    }
    pub async fn postgres() -> Self {
        Self { target: Target::Postgres(postgres::fresh_database().await), _folder: None }
    }
    pub async fn store(&self) -> Store {
        Store::open(&self.target).await.unwrap()
    }
    pub fn path(&self) -> &Path {
        match &self.target {
            Target::Sqlite(path) => path,
            Target::Postgres(url) => panic!("{url} is no file"),
        }
    }
    pub fn url(&self) -> &str {
        match &self.target {
            Target::Postgres(url) => url,
            Target::Sqlite(path) => panic!("{} is no URL", path.display()),
        }
    }
}

pub fn hall(name: &str) -> HallId {
    name.parse().unwrap()
}

/// One press of a button.
#[derive(Clone)]
pub struct Press {
    pub command: Command,
    pub at: Moment,
    pub key: Option<KeyRef>,
}

/// What goes wrong inside `decide`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Mishap {
    None,
    Panic,
    /// An answer under a key that is taken: the database refuses it.
    DoubleKey,
}

/// Presses of one hall as a batch, like the engine's but nothing more than needed.
pub struct Presses {
    pub id: HallId,
    pub hall: Hall,
    pub position: Position,
    pub presses: Vec<Press>,
    pub mishap: Mishap,
    pub caught_up: usize,
    /// What became of each press: the body of its answer.
    pub answers: Vec<String>,
}

impl Presses {
    pub fn new(id: &HallId, loaded: &Loaded, presses: Vec<Press>) -> Self {
        Self {
            id: id.clone(),
            hall: loaded.hall.clone(),
            position: loaded.position.clone(),
            presses,
            mishap: Mishap::None,
            caught_up: 0,
            answers: Vec::new(),
        }
    }
}

impl Batch for Presses {
    fn hall(&self) -> &HallId {
        &self.id
    }
    fn position(&self) -> Position {
        self.position.clone()
    }
    fn catch_up(&mut self, head: &Position, events: Vec<StoredEvent>) {
        for stored in &events {
            Fold::default().apply(&mut self.hall, &stored.event);
        }
        self.caught_up += events.len();
        self.position = head.clone();
    }
    fn keys(&self) -> Vec<KeyRef> {
        self.presses.iter().filter_map(|press| press.key.clone()).collect()
    }
    fn decide(&mut self, known: Vec<Option<KnownAnswer>>) -> Decided {
        assert!(self.mishap != Mishap::Panic, "a bug in the rules, on purpose");
        let mut decided = Decided::default();
        let mut known = known.into_iter();
        for press in &self.presses {
            let earlier = press.key.as_ref().and_then(|_| known.next().flatten());
            if let Some(earlier) = earlier {
                let same = press.key.as_ref().is_some_and(|key| key.request_hash == earlier.request_hash);
                self.answers.push(if same { earlier.body } else { "422".to_owned() });
                continue;
            }
            let body = match decide(&self.hall, &press.command, press.at) {
                Ok(events) => {
                    for event in events {
                        decided.fold.apply(&mut self.hall, &event);
                        decided.events.push(NewEvent { event, private: Vec::new() });
                    }
                    format!("done at {}", self.hall.seq)
                }
                Err(refusal) => refusal.to_string(),
            };
            if let Some(key) = &press.key {
                decided.answers.push(Answer { key: key.clone(), status: 200, body: body.clone() });
            }
            self.answers.push(body);
        }
        if self.mishap == Mishap::DoubleKey {
            let twice = decided.answers.first().cloned();
            decided.answers.extend(twice);
        }
        decided
    }
}

/// Events as they are, without rules: what another program might have written.
pub struct Facts {
    pub id: HallId,
    pub position: Position,
    pub events: Vec<Event>,
}

impl Batch for Facts {
    fn hall(&self) -> &HallId {
        &self.id
    }
    fn position(&self) -> Position {
        self.position.clone()
    }
    fn catch_up(&mut self, head: &Position, _events: Vec<StoredEvent>) {
        self.position = head.clone();
    }
    fn keys(&self) -> Vec<KeyRef> {
        Vec::new()
    }
    fn decide(&mut self, _known: Vec<Option<KnownAnswer>>) -> Decided {
        let events = self.events.drain(..).map(|event| NewEvent { event, private: Vec::new() }).collect();
        Decided { events, ..Decided::default() }
    }
}

/// A hall in memory that keeps up with its commits.
pub struct Live {
    pub id: HallId,
    pub loaded: Loaded,
}

impl Live {
    pub async fn load(store: &Store, id: &HallId) -> Self {
        Self { id: id.clone(), loaded: store.load(id).await.unwrap() }
    }
    pub async fn press(&mut self, store: &Store, presses: Vec<Press>) -> Result<Vec<String>, StoreError> {
        let (batch, committed) = store.commit(Presses::new(&self.id, &self.loaded, presses)).await?;
        self.follow(&batch, &committed);
        Ok(batch.answers)
    }
    pub fn follow(&mut self, batch: &Presses, committed: &Committed) {
        self.loaded.hall = batch.hall.clone();
        self.loaded.position = committed.position.clone();
        if let Some(hash) = committed.hashes.last() {
            self.loaded.hash.clone_from(hash);
        }
    }
}

pub fn key(principal: &str, key: &str, request: u8) -> KeyRef {
    KeyRef { principal: principal.to_owned(), key: key.to_owned(), request_hash: [request; 32] }
}
