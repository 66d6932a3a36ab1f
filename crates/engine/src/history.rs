//! The hall at an earlier moment, replayed from the log and shown by the very code that shows it live.
//!
//! What was never in the log cannot come back: which screens were connected, and what people were told about waits.

use crate::engine::Engine;
use crate::expected::Expectations;
use crate::to_wire::Look;
use crate::view_name::ViewName;
use goiso_queue::command::Item;
use goiso_queue::time::ServiceDay;
use goiso_queue::{CallId, DeviceId, Event, Fact, Hall, HallId, Moment, ZoneCode, day};
use goiso_store::{DayLog, StoreError, StoredEvent};
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Marks of screens and loudspeakers are told of so long before the moment, in milliseconds.
pub const MARKS_MS: i64 = 30_000;
/// Marks in one answer, at most: the newest.
pub const MARKS_TOLD: usize = 200;
/// Days that stay in memory, each with one replayed hall.
const DAYS_KEPT: usize = 2;

/// When to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// At this moment.
    At(Moment),
    /// At the end of this service day.
    EndOf(ServiceDay),
}

/// The hall at a moment.
#[derive(Debug)]
pub struct LookedBack {
    /// The stretch of log.
    pub epoch: String,
    /// The last event that had happened.
    pub seq: u64,
    /// Its hash in the log.
    pub hash: String,
    /// The moment.
    pub at: Moment,
    /// The service day.
    pub day: ServiceDay,
    /// When its first and its last event so far happened.
    pub span: (Moment, Moment),
    /// The nearest moments before and after at which something else happened.
    pub beside: (Option<Moment>, Option<Moment>),
    /// The view `supervisor`.
    pub supervisor: BTreeMap<String, Box<RawValue>>,
    /// The views of the zones.
    pub zones: BTreeMap<ZoneCode, BTreeMap<String, Box<RawValue>>>,
    /// What screens and loudspeakers did shortly before, oldest first.
    pub marks: Vec<Mark>,
}

/// Something that a screen or loudspeaker did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// The event.
    pub seq: u64,
    /// When.
    pub at: Moment,
    /// `granted`, `said`, `failed` or `shown`.
    pub what: &'static str,
    /// The call or notice.
    pub item: String,
    /// Where it was said.
    pub zone: Option<ZoneCode>,
    /// Who.
    pub devices: Vec<DeviceId>,
    /// Why it was not said.
    pub why: Option<&'static str>,
}

/// Why there is nothing to look at.
#[derive(Debug, thiserror::Error)]
pub enum LookBackError {
    /// No such hall.
    #[error("there is no such hall")]
    UnknownHall,
    /// No service day had begun then.
    #[error("nothing is recorded of that time")]
    NothingThen,
    /// The database did not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The replay ended early.
    #[error("the replay ended early")]
    Failed,
}

/// A day with a hall replayed up to somewhere in it.
struct Replay {
    hall: HallId,
    log: DayLog,
    /// Events that the copy has seen.
    seen: usize,
    copy: Hall,
}

/// The days that were looked at last.
#[derive(Default)]
pub(crate) struct Replays(Mutex<Vec<Replay>>);

impl Replays {
    /// Takes the day out that holds this event, if it is there.
    fn take(&self, hall: &HallId, seq: u64) -> Option<Replay> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let holds = |replay: &Replay| replay.hall == *hall && replay.first() <= seq && seq <= replay.last();
        let place = kept.iter().position(holds)?;
        Some(kept.remove(place))
    }

    /// Puts a day back as the newest; the oldest make room.
    fn put(&self, replay: Replay) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|other| other.hall != replay.hall || other.first() != replay.first());
        kept.insert(0, replay);
        kept.truncate(DAYS_KEPT);
    }
}

impl Replay {
    fn new(hall: HallId, log: DayLog) -> Self {
        let copy = Self::fresh(&log);
        Self { hall, log, seen: 0, copy }
    }

    fn fresh(log: &DayLog) -> Hall {
        let mut hall = Hall::new();
        hall.seq = log.first_seq().saturating_sub(1);
        hall
    }

    fn first(&self) -> u64 {
        self.log.first_seq()
    }

    fn last(&self) -> u64 {
        self.log.last_seq()
    }

    /// Brings the copy to an event of the day, from where it stands if that is not behind.
    fn turn_to(&mut self, seq: u64) {
        if self.copy.seq > seq {
            self.copy = Self::fresh(&self.log);
            self.seen = 0;
        }
        while self.copy.seq < seq {
            let Some(stored) = self.log.events.get(self.seen) else { break };
            self.copy.apply(&stored.event);
            self.seen += 1;
        }
    }

    fn look(&self, at: Moment) -> Option<LookedBack> {
        let events = &self.log.events;
        let (past, future) = events.split_at_checked(self.seen)?;
        let last = past.last()?;
        // Nobody knows any more which screens were there, so none is missing.
        let expected = Expectations::default();
        let look = Look::new(&self.hall, &self.copy, &expected);
        let zones = self.copy.config.zones.iter().map(|zone| {
            let view = ViewName::Zone { hall: self.hall.clone(), zone: zone.code.clone() };
            (zone.code.clone(), values(&look, &view))
        });
        let earlier = past.iter().rev().map(|event| event.event.at).find(|moment| *moment < last.event.at);
        let before = if last.event.at < at { Some(last.event.at) } else { earlier };
        Some(LookedBack {
            epoch: last.position.epoch.to_string(),
            seq: last.position.seq,
            hash: last.hash.clone(),
            at,
            day: self.copy.day?,
            span: (events.first()?.event.at, events.last()?.event.at),
            beside: (before, future.first().map(|event| event.event.at)),
            supervisor: values(&look, &ViewName::Supervisor { hall: self.hall.clone() }),
            zones: zones.collect(),
            marks: marks(past, at),
        })
    }
}

fn values(look: &Look<'_>, view: &ViewName) -> BTreeMap<String, Box<RawValue>> {
    look.keys(view).into_iter().filter_map(|key| Some((key.to_string(), look.value(view, &key)?))).collect()
}

fn marks(past: &[StoredEvent], at: Moment) -> Vec<Mark> {
    let recent = past.iter().rev().take_while(|stored| at.ms_since(stored.event.at) <= MARKS_MS);
    let mut marks: Vec<Mark> =
        recent.filter_map(|stored| mark(stored.position.seq, &stored.event)).take(MARKS_TOLD).collect();
    marks.reverse();
    marks
}

fn mark(seq: u64, event: &Event) -> Option<Mark> {
    let said = |what, item: &Item, zone: &ZoneCode, device: &DeviceId, why| Mark {
        seq,
        at: event.at,
        what,
        item: item_text(item),
        zone: Some(zone.clone()),
        devices: vec![device.clone()],
        why,
    };
    match &event.fact {
        Fact::SpeechGranted { item, zone, device, .. } => Some(said("granted", item, zone, device, None)),
        Fact::SpeechDone { item, zone, device } => Some(said("said", item, zone, device, None)),
        Fact::SpeechFailed { item, zone, device, why } => Some(said("failed", item, zone, device, Some(why.word()))),
        Fact::CallShown { call, devices } => Some(shown(seq, event.at, *call, devices)),
        Fact::Configured { .. }
        | Fact::EpochStarted { .. }
        | Fact::DayStarted { .. }
        | Fact::PhaseChanged { .. }
        | Fact::IssuingStopped { .. }
        | Fact::IssuingResumed { .. }
        | Fact::ClockDoubted { .. }
        | Fact::ClockTrusted { .. }
        | Fact::TicketIssued { .. }
        | Fact::TicketCancelled { .. }
        | Fact::TicketLeft { .. }
        | Fact::TicketVoided { .. }
        | Fact::TicketExpired { .. }
        | Fact::TicketAutoClosed { .. }
        | Fact::TicketPushedBack { .. }
        | Fact::TicketMoved { .. }
        | Fact::PriorityChanged { .. }
        | Fact::TicketReinstated { .. }
        | Fact::TicketRated { .. }
        | Fact::CounterOpened { .. }
        | Fact::CounterPaused { .. }
        | Fact::CounterResumed { .. }
        | Fact::CounterClosed { .. }
        | Fact::TicketCalled { .. }
        | Fact::TicketRecalled { .. }
        | Fact::ServingStarted { .. }
        | Fact::TicketServed { .. }
        | Fact::TicketNoShow { .. }
        | Fact::TicketParked { .. }
        | Fact::TicketReturned { .. }
        | Fact::TicketTransferred { .. }
        | Fact::TicketSentBack { .. }
        | Fact::StepUndone { .. }
        | Fact::NoticePosted { .. }
        | Fact::NoticeWithdrawn { .. }
        | Fact::PrintAsked { .. }
        | Fact::PapersPrintAsked { .. }
        | Fact::SlipHandedToBrowser { .. }
        | Fact::PrintEnded { .. } => None,
    }
}

fn shown(seq: u64, at: Moment, call: CallId, devices: &[DeviceId]) -> Mark {
    Mark { seq, at, what: "shown", item: call.to_string(), zone: None, devices: devices.to_vec(), why: None }
}

fn item_text(item: &Item) -> String {
    match item {
        Item::Call(call) => call.to_string(),
        Item::Notice(notice) => notice.to_string(),
    }
}

impl Engine {
    /// The hall as it stood at a moment, from the log of that day; the last days looked at stay in memory.
    ///
    /// # Errors
    /// An unknown hall, a time before the first day, a day beyond the store's limit, a database that does not answer.
    pub async fn look_back(&self, hall: &HallId, when: When) -> Result<LookedBack, LookBackError> {
        let (store, replays) = self.past();
        let head = self.read(hall, |published| (published.position.seq, published.hall.config.clone(), published.now));
        let (head, config, now) = head.ok_or(LookBackError::UnknownHall)?;
        let (at, wanted) = match when {
            When::At(at) => (at.min(now), None),
            When::EndOf(wanted) => {
                (Moment(day::plan(&config, wanted).ends_at.0.saturating_sub(1)).min(now), Some(wanted))
            }
        };
        let seq = store.seq_at(hall, head, at).await?;
        let replay = match replays.take(hall, seq) {
            Some(mut replay) => {
                store.follow_day(hall, &mut replay.log, head).await?;
                replay
            }
            None => {
                let log = store.day_around(hall, seq, head).await?.ok_or(LookBackError::NothingThen)?;
                Replay::new(hall.clone(), log)
            }
        };
        let keep = Arc::clone(&replays);
        let looked = tokio::task::spawn_blocking(move || {
            let mut replay = replay;
            replay.turn_to(seq);
            // The end of a day is when its last event happened.
            let at = match wanted {
                Some(_) => replay.log.events.get(replay.seen.saturating_sub(1)).map_or(at, |stored| stored.event.at),
                None => at,
            };
            let looked = replay.look(at);
            keep.put(replay);
            looked
        });
        let looked = looked.await.map_err(|error| {
            tracing::error!(%error, "a replay ended early");
            LookBackError::Failed
        })?;
        looked.filter(|looked| wanted.is_none_or(|wanted| looked.day == wanted)).ok_or(LookBackError::NothingThen)
    }
}
