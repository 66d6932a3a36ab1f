//! What the engine hands over and what comes back, while a hall's row is locked.

use crate::fold::Fold;
use crate::position::Position;
use goiso_queue::{Event, HallId, Moment};

/// An idempotency key as one principal of one hall used it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct KeyRef {
    /// Who: the principal's stable id.
    pub principal: String,
    /// The key, 1 to 128 visible ASCII characters.
    pub key: String,
    /// SHA-256 of the request (method, path, body): another one under the same key is refused.
    pub request_hash: [u8; 32],
}

/// An answer that was given under a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownAnswer {
    /// Of the request that got it.
    pub request_hash: [u8; 32],
    /// HTTP status.
    pub status: u16,
    /// The body as it was sent.
    pub body: String,
}

/// An answer to keep under its key, refusals included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Under which key.
    pub key: KeyRef,
    /// HTTP status.
    pub status: u16,
    /// The body to send.
    pub body: String,
}

/// A personal fact that the event's body holds only as a salted hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrivateFact {
    /// Which field of the body: `person`, `note`, `comment`.
    pub field: &'static str,
    /// 16 random bytes.
    pub salt: [u8; 16],
    /// The fact.
    pub value: String,
}

/// An event to append, with what must not stand in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvent {
    /// The event.
    pub event: Event,
    /// Its personal facts, kept apart.
    pub private: Vec<PrivateFact>,
}

/// An event as the log has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEvent {
    /// Where.
    pub position: Position,
    /// What.
    pub event: Event,
    /// The kind as stored.
    pub kind: String,
    /// The stored body bytes, over which the chain runs.
    pub body: String,
    /// The chain's hash at this event, hex.
    pub hash: String,
}

/// What a batch decided.
#[derive(Debug, Default)]
pub struct Decided {
    /// In order; the first gets seq = position + 1.
    pub events: Vec<NewEvent>,
    /// Rows that the events change.
    pub fold: Fold,
    /// Answers to keep.
    pub answers: Vec<Answer>,
}

/// Commands of one hall that are committed together.
///
/// The store calls, in this order and under the hall's lock: `position`, `catch_up` only if the log is further,
/// `keys`, `decide`. It may call them on another thread; none of them may block or wait.
pub trait Batch: Send + 'static {
    /// Whose.
    fn hall(&self) -> &HallId;
    /// Where the batch's copy of the hall stands.
    fn position(&self) -> Position;
    /// Events that another node wrote since; afterwards `position` is the log's. `None` in `events` is never passed.
    fn catch_up(&mut self, head: &Position, events: Vec<StoredEvent>);
    /// Keys to look up.
    fn keys(&self) -> Vec<KeyRef>;
    /// Decides; `known` has one place per key of `keys`, in that order.
    fn decide(&mut self, known: Vec<Option<KnownAnswer>>) -> Decided;
}

/// A batch after COMMIT.
#[derive(Debug)]
pub struct Committed {
    /// Where the log stands now.
    pub position: Position,
    /// Hashes of the appended events, hex, in order.
    pub hashes: Vec<String>,
    /// Time of the newest event, if one was appended.
    pub last_at: Option<Moment>,
}
