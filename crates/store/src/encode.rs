//! Events and rows between Rust and the columns, alike for both databases.

use crate::batch::{Answer, Committed, Decided, KnownAnswer, StoredEvent};
use crate::chain::{Hash, Link, hex};
use crate::error::StoreError;
use crate::fold::Fold;
use crate::position::{Epoch, Position};
use goiso_queue::time::ServiceDay;
use goiso_queue::{Actor, Event, Fact, HallId, Moment};
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error as ValueError, StrDeserializer};

/// A row of `hall`: where its log stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HallRow {
    pub hall: HallId,
    pub epoch: Epoch,
    pub seq: u64,
    pub head_hash: Hash,
    /// Empty before the first service day.
    pub day: String,
    /// The seq of the newest `day_started`, 0 before the first.
    pub day_seq: u64,
    pub ticket_base: u64,
    pub last_at: Moment,
    /// Why a new epoch must begin first; empty if none.
    pub renew: String,
}

impl HallRow {
    /// A hall in which nothing happened yet.
    pub fn new(hall: HallId, epoch: Epoch) -> Self {
        Self {
            hall,
            epoch,
            seq: 0,
            head_hash: crate::chain::START,
            day: String::new(),
            day_seq: 0,
            ticket_base: 0,
            last_at: Moment(0),
            renew: String::new(),
        }
    }
    pub fn position(&self) -> Position {
        Position { epoch: self.epoch.clone(), seq: self.seq }
    }
    /// Moves on by one event whose row is `raw`.
    pub fn follow(&mut self, raw: &RawEvent, fact: &Fact) {
        self.epoch.0.clone_from(&raw.epoch);
        self.seq = raw.seq;
        self.head_hash = raw.hash;
        self.last_at = Moment(raw.at);
        if let Fact::EpochStarted { ticket_base, .. } = fact {
            self.ticket_base = *ticket_base;
            self.renew.clear();
        }
        if let Fact::DayStarted { day, .. } = fact {
            self.day = day.to_string();
            self.day_seq = raw.seq;
        }
    }
}

/// A row of `event`, the hall aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RawEvent {
    pub seq: u64,
    pub epoch: String,
    pub at: i64,
    pub by: String,
    pub kind: String,
    pub body: String,
    pub hash: Hash,
}

impl RawEvent {
    /// What the chain covers.
    pub fn link<'a>(&'a self, hall: &'a str) -> Link<'a> {
        Link { hall, epoch: &self.epoch, seq: self.seq, at: self.at, by: &self.by, kind: &self.kind, body: &self.body }
    }
    /// The event that the row holds.
    pub fn event(&self, hall: &HallId) -> Result<Event, StoreError> {
        let unreadable = |why: String| StoreError::Unreadable { what: format!("event {hall}/{}", self.seq), why };
        // A kind with a later version (`ticket_issued@2`) is told apart here once there is one.
        let fact: Fact = serde_json::from_str(&self.body).map_err(|e| unreadable(e.to_string()))?;
        if kind_of(&self.body) != Some(self.kind.as_str()) {
            return Err(unreadable(format!("the kind is {:?}, the body another", self.kind)));
        }
        let by = Actor::try_from(self.by.clone()).map_err(|e| unreadable(e.to_string()))?;
        Ok(Event { at: Moment(self.at), by, fact })
    }
    /// The same with its place, as other crates read it.
    pub fn stored(self, hall: &HallId) -> Result<StoredEvent, StoreError> {
        let event = self.event(hall)?;
        Ok(StoredEvent {
            position: Position { epoch: Epoch(self.epoch), seq: self.seq },
            event,
            kind: self.kind,
            body: self.body,
            hash: hex(&self.hash),
        })
    }
}

/// The kind of a body, which stands in it as its first key.
pub(crate) fn kind_of(body: &str) -> Option<&str> {
    body.strip_prefix("{\"kind\":\"")?.split('"').next()
}

/// A personal fact with the seq it belongs to.
#[derive(Debug)]
pub(crate) struct PrivateRow {
    pub seq: u64,
    pub field: &'static str,
    pub salt: [u8; 16],
    pub value: String,
}

/// A batch as rows, every JSON text written once.
#[derive(Debug)]
pub(crate) struct Prepared {
    pub next: HallRow,
    pub events: Vec<RawEvent>,
    pub private: Vec<PrivateRow>,
    pub fold: Fold,
    pub answers: Vec<Answer>,
}

impl Prepared {
    /// Rows for what a batch decided on top of `row`. Fails if the hall must begin a new epoch and the batch does not.
    pub fn new(row: HallRow, decided: Decided) -> Result<Self, StoreError> {
        if !row.renew.is_empty() && !begins_epoch(&decided) {
            return Err(needs_epoch(&row));
        }
        let mut next = row;
        let mut events = Vec::with_capacity(decided.events.len());
        let mut private = Vec::new();
        for new in decided.events {
            let fact = &new.event.fact;
            let epoch = match new_epoch(fact) {
                Some(epoch) => epoch.to_owned(),
                None => next.epoch.0.clone(),
            };
            let seq = next.seq + 1;
            let body = serde_json::to_string(fact).map_err(|e| StoreError::Unreadable {
                what: format!("event {}/{seq}", next.hall),
                why: e.to_string(),
            })?;
            let kind = kind_of(&body).unwrap_or_default().to_owned();
            let mut raw =
                RawEvent { seq, epoch, at: new.event.at.0, by: new.event.by.to_string(), kind, body, hash: [0; 32] };
            raw.hash = raw.link(next.hall.as_str()).hash(&next.head_hash);
            next.follow(&raw, fact);
            private.extend(new.private.into_iter().map(|p| PrivateRow {
                seq,
                field: p.field,
                salt: p.salt,
                value: p.value,
            }));
            events.push(raw);
        }
        Ok(Self { next, events, private, fold: decided.fold, answers: decided.answers })
    }
    /// What the caller gets after COMMIT.
    pub fn committed(&self) -> Committed {
        Committed {
            position: self.next.position(),
            hashes: self.events.iter().map(|event| hex(&event.hash)).collect(),
            last_at: self.events.last().map(|event| Moment(event.at)),
        }
    }
}

/// The epoch that an event begins.
pub(crate) fn new_epoch(fact: &Fact) -> Option<&str> {
    if let Fact::EpochStarted { epoch, .. } = fact { Some(epoch) } else { None }
}

/// Whether the first event of a batch begins a new epoch.
pub(crate) fn begins_epoch(decided: &Decided) -> bool {
    decided.events.first().is_some_and(|new| new_epoch(&new.event.fact).is_some())
}

/// The answer to a batch that would go on in an epoch that has ended.
pub(crate) fn needs_epoch(row: &HallRow) -> StoreError {
    StoreError::InDoubt { why: format!("hall {} must be read again: a new epoch has to begin first", row.hall) }
}

/// The answer to a batch whose copy of the hall is no prefix of the log.
pub(crate) fn other_history(row: &HallRow, copy: &Position) -> StoreError {
    StoreError::InDoubt {
        why: format!(
            "hall {} must be read again: its copy stands at {}/{}, the log at {}/{}",
            row.hall, copy.epoch, copy.seq, row.epoch, row.seq
        ),
    }
}

/// A known answer from its columns.
pub(crate) fn known_answer(request_hash: Vec<u8>, status: i64, body: String) -> Result<KnownAnswer, StoreError> {
    Ok(KnownAnswer {
        request_hash: hash_of(&request_hash, "answer")?,
        status: u16::try_from(status).map_err(|_| unreadable("answer", format!("status {status}")))?,
        body,
    })
}

/// 32 bytes of a column.
pub(crate) fn hash_of(bytes: &[u8], what: &str) -> Result<Hash, StoreError> {
    bytes.try_into().map_err(|_| unreadable(what, format!("a hash of {} bytes", bytes.len())))
}

/// A column that this goiso cannot read.
pub(crate) fn unreadable(what: &str, why: String) -> StoreError {
    StoreError::Unreadable { what: what.to_owned(), why }
}

/// A number of a column as the type that it is in Rust.
pub(crate) fn number<T: TryFrom<i64>>(value: i64, what: &str) -> Result<T, StoreError> {
    T::try_from(value).map_err(|_| unreadable(what, format!("{value} is out of range")))
}

/// A number for a column; what no hall ever reaches is held at the largest.
pub(crate) fn column(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// The id of a column.
pub(crate) fn id<T: std::str::FromStr<Err: std::fmt::Display>>(text: &str, what: &str) -> Result<T, StoreError> {
    text.parse().map_err(|e: T::Err| unreadable(what, e.to_string()))
}

/// The service day of a column.
pub(crate) fn day(text: &str) -> Result<ServiceDay, StoreError> {
    let text: StrDeserializer<'_, ValueError> = text.into_deserializer();
    ServiceDay::deserialize(text).map_err(|e| unreadable("service day", e.to_string()))
}

/// The letter of a column.
pub(crate) fn letter(text: &str) -> Result<char, StoreError> {
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        (Some(letter), None) => Ok(letter),
        (Some(_) | None, _) => Err(unreadable("letter", format!("{text:?}"))),
    }
}

/// One of a fixed list of words.
pub(crate) fn word(text: &str, words: &[&'static str]) -> Result<&'static str, StoreError> {
    words.iter().find(|word| **word == text).copied().ok_or_else(|| unreadable("word", format!("{text:?}")))
}

/// The range of two columns, which are both there or neither.
pub(crate) fn range(low: Option<i64>, high: Option<i64>) -> Result<Option<(u32, u32)>, StoreError> {
    match (low, high) {
        (None, None) => Ok(None),
        (Some(low), Some(high)) => Ok(Some((number(low, "ticket.told_low_s")?, number(high, "ticket.told_high_s")?))),
        (Some(_), None) | (None, Some(_)) => Err(unreadable("ticket.told", "half a range".to_owned())),
    }
}
