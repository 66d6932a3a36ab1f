//! What the tasks of an engine share.

use crate::batch::{Rendered, Replayed, Request};
use crate::clock::{Clock, Stamp};
use crate::history::Replays;
use crate::hub::{Committed, Hub, Instant};
use crate::links::Links;
use crate::metrics::Metrics;
use crate::presence::{DeviceInfo, Presence};
use crate::session::Bye;
use crate::settings::{Expected, Settings};
use crate::view_name::Audience;
use bytes::Bytes;
use goiso_queue::{Forecast, HallId};
use goiso_store::{Position, Store};
use goiso_wire::frame::ServerFrame;
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use tokio::sync::{Notify, mpsc, oneshot, watch};
use tokio::task::JoinHandle;

/// What everything shares.
pub(crate) struct Inner {
    pub store: Store,
    pub clock: Arc<dyn Clock>,
    pub settings: Settings,
    pub links: Links,
    /// Earlier days that were looked at.
    pub replays: Arc<Replays>,
    pub halls: RwLock<BTreeMap<HallId, Arc<HallShared>>>,
    pub followers: Mutex<HashMap<u64, Arc<Own>>>,
    pub next_follower: AtomicU64,
    pub metrics: Metrics,
    pub expected: RwLock<Expected>,
    pub devices: Mutex<Vec<DeviceInfo>>,
    pub stopping: watch::Sender<bool>,
    pub fatal: watch::Sender<Option<String>>,
    pub tasks: Mutex<Vec<JoinHandle<()>>>,
}

impl Inner {
    pub fn hall(&self, name: &HallId) -> Option<Arc<HallShared>> {
        self.halls.read().unwrap_or_else(PoisonError::into_inner).get(name).cloned()
    }
    pub fn expected(&self) -> Expected {
        *self.expected.read().unwrap_or_else(PoisonError::into_inner)
    }
    pub fn is_stopping(&self) -> bool {
        *self.stopping.borrow()
    }
}

/// A hall as its task, its sessions and its readers share it.
pub(crate) struct HallShared {
    pub name: HallId,
    pub committed: RwLock<Committed>,
    pub ranges: RwLock<Arc<Forecast>>,
    pub stamp: Stamp,
    pub hub: Mutex<Hub>,
    pub presence: Mutex<Presence>,
    /// Something is to be looked at: acknowledgements, the clock, the database.
    pub wake: Notify,
    /// The log is further than we are.
    pub behind: AtomicBool,
    /// Monotonic time at which the head of the log was last known.
    pub head_known_at: AtomicI64,
    /// Whether the past was looked back on, or given up.
    pub warm: watch::Sender<bool>,
    pub mailbox: mpsc::Sender<Submission>,
}

impl HallShared {
    pub fn hub(&self) -> MutexGuard<'_, Hub> {
        self.hub.lock().unwrap_or_else(PoisonError::into_inner)
    }
    pub fn presence(&self) -> MutexGuard<'_, Presence> {
        self.presence.lock().unwrap_or_else(PoisonError::into_inner)
    }
    pub fn ranges(&self) -> Arc<Forecast> {
        Arc::clone(&self.ranges.read().unwrap_or_else(PoisonError::into_inner))
    }
    /// Now, as the hall's task would tell it.
    pub fn instant(&self, clock: &dyn Clock) -> Instant {
        let reading = clock.reading();
        Instant { now: self.stamp.at(reading), mono_ms: reading.mono_ms }
    }
}

/// A command on its way to a hall's task.
pub(crate) struct Submission {
    pub request: Request,
    pub reply: ReplyTo,
}

/// Who waits for the answer.
pub(crate) enum ReplyTo {
    /// A caller of [`crate::Engine::submit`].
    Caller(oneshot::Sender<Result<Reply, SubmitError>>),
    /// A session that asked for leave to say this.
    Speaker(Arc<Own>, String),
    /// Nobody.
    Nobody,
}

/// The answer to a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// HTTP status.
    pub status: u16,
    /// The body.
    pub body: String,
    /// Where the log stands.
    pub position: Position,
    /// Whether this was answered before, under the same key.
    pub replayed: Replayed,
}

/// Why a command was not answered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SubmitError {
    /// No such hall.
    #[error("there is no such hall")]
    UnknownHall,
    /// The mailbox is full.
    #[error("the hall has too much to do")]
    Busy {
        /// Try again after so many seconds.
        retry_after_s: u32,
    },
    /// The key was used for another request.
    #[error("the key was used for another request")]
    KeyReused,
    /// Nothing was written.
    #[error("the database cannot write now: {why}")]
    Unavailable {
        /// In words.
        why: String,
        /// Try again after so many seconds.
        retry_after_s: u32,
    },
    /// It may have been written; the same key finds out.
    #[error("the commit is in doubt: {why}")]
    InDoubt {
        /// In words.
        why: String,
    },
    /// The engine ends.
    #[error("the server stops")]
    Stopping,
}

/// Answers that may wait for one session; more than its frames can ask for at once.
const GRANTS_WAITING: usize = 16;

/// What reaches one session alone.
pub(crate) struct Own {
    pub audience: Audience,
    pub bell: Notify,
    state: Mutex<OwnState>,
}

#[derive(Default)]
struct OwnState {
    grants: VecDeque<Bytes>,
    bye: Option<Bye>,
}

impl Own {
    pub fn new(audience: Audience) -> Self {
        Self { audience, bell: Notify::new(), state: Mutex::default() }
    }

    /// The session ends; the first reason stands.
    pub fn end(&self, bye: Bye) {
        self.state().bye.get_or_insert(bye);
        self.bell.notify_one();
    }

    pub fn bye(&self) -> Option<Bye> {
        self.state().bye.clone()
    }

    /// The answer to `speak`: leave if `refused` is none.
    pub fn grant(&self, item: String, refused: Option<&str>) {
        let frame = ServerFrame::Grant { item, ok: refused.is_none(), why: refused.map(ToOwned::to_owned) };
        let Ok(text) = serde_json::to_string(&frame) else { return };
        let mut state = self.state();
        if state.grants.len() < GRANTS_WAITING {
            state.grants.push_back(Bytes::from(text));
        }
        drop(state);
        self.bell.notify_one();
    }

    pub fn take_grant(&self) -> Option<Bytes> {
        self.state().grants.pop_front()
    }

    fn state(&self) -> MutexGuard<'_, OwnState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The answer to a speaker, as its status tells it: 200 is leave, anything else carries the reason as its body.
pub(crate) fn speech_answer(rendered: &Rendered) -> Option<&str> {
    (rendered.status != 200).then_some(rendered.body.as_str())
}
