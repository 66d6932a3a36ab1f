//! What happened. A hall is the fold of these; they are the log's format.

use crate::command::{Actor, AfterTransfer, Item, TransferTo};
use crate::config::{HallConfig, Text};
use crate::forecast::WaitRange;
use crate::ids::{
    CallId, ClassCode, CounterNo, DeviceId, FactHash, GroupCode, Label, NoticeId, ServiceCode, StaffId, TicketId,
    ZoneCode,
};
use crate::order::Why;
use crate::ticket::{Care, Channel, Hold, Language};
use crate::time::{Moment, ServiceDay};
use serde::{Deserialize, Serialize};

/// One event: when, by whom, what. Its seq is its place in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Hall time.
    pub at: Moment,
    /// Who asked for it.
    pub by: Actor,
    /// What happened.
    pub fact: Fact,
}

/// Where the day is in its hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Phase {
    /// No session today.
    ClosedToday,
    /// Before the first session or between two; numbers start then.
    Before { issuing_from: Moment, opens: Moment },
    /// Numbers are issued.
    Issuing { last_ticket: Moment, closes: Moment },
    /// The session's last number is out; counters go on.
    LastTicketOut { closes: Moment },
    /// The last session of the day is over.
    After,
}

/// Why a ticket ended as `left`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LeftBecause {
    /// The citizen said so.
    Citizen,
    /// The park deadline passed.
    ParkLapsed,
}

/// Who recorded a no-show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoShowBy {
    /// The officer.
    Officer,
    /// The hall's setting.
    Deadline,
}

/// Whether the officer pressed *start* before the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Started {
    /// Yes.
    ByOfficer,
    /// No: left out of serve-time means.
    Implied,
}

/// The step an undo took back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Call next or call chosen, the finish before it included.
    Call,
    /// Recall.
    Recall,
    /// Start.
    Start,
    /// Finish.
    Finish,
    /// No-show.
    NoShow,
    /// Park.
    Park,
    /// Transfer.
    Transfer,
}

/// What happened. `kind` in the log is the variant's snake_case name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    Configured { config: Box<HallConfig> },
    EpochStarted { epoch: String, skip_numbers: u16, ticket_base: u64 },
    DayStarted { day: ServiceDay, config: Box<HallConfig> },
    PhaseChanged { phase: Phase },
    IssuingStopped { groups: Vec<GroupCode>, reason: String },
    IssuingResumed { groups: Vec<GroupCode> },
    ClockDoubted { wall: Moment },
    ClockTrusted { wall: Moment },

    TicketIssued {
        ticket: TicketId,
        label: Label,
        group: GroupCode,
        service: Option<ServiceCode>,
        class: ClassCode,
        channel: Channel,
        language: Language,
        care: Care,
        dossiers: u8,
        person: Option<FactHash>,
        people_ahead: u32,
        range: Option<WaitRange>,
    },
    TicketCancelled { ticket: TicketId },
    TicketLeft { ticket: TicketId, because: LeftBecause },
    TicketVoided { ticket: TicketId, reason: String },
    TicketExpired { ticket: TicketId },
    TicketAutoClosed { ticket: TicketId, counter: CounterNo },
    TicketPushedBack { ticket: TicketId, order_at: Moment },
    PriorityChanged { ticket: TicketId, class: ClassCode },
    TicketReinstated { ticket: TicketId },
    TicketRated { ticket: TicketId, score: u8, comment: Option<FactHash> },

    CounterOpened { counter: CounterNo, officer: StaffId },
    CounterPaused { counter: CounterNo, reason: String },
    CounterResumed { counter: CounterNo },
    CounterClosed { counter: CounterNo },

    /// The call event; its id is `c{seq}` of this event.
    TicketCalled { ticket: TicketId, counter: CounterNo, why: Why },
    /// A call event too, with an id of its own.
    TicketRecalled { ticket: TicketId, counter: CounterNo },
    ServingStarted { ticket: TicketId, counter: CounterNo },
    TicketServed {
        ticket: TicketId,
        counter: CounterNo,
        started: Started,
        result: Option<String>,
        note: Option<FactHash>,
    },
    TicketNoShow { ticket: TicketId, counter: CounterNo, recorded: NoShowBy },
    TicketParked { ticket: TicketId, counter: CounterNo, reason: String, until: Moment },
    TicketReturned { ticket: TicketId, hold: Hold },
    TicketTransferred {
        ticket: TicketId,
        counter: CounterNo,
        to: TransferTo,
        after: AfterTransfer,
        group: GroupCode,
        hold: Hold,
    },
    /// The second leg of a transfer with return ended.
    TicketSentBack { ticket: TicketId, counter: CounterNo, started: Started, to: CounterNo },
    StepUndone { counter: CounterNo, step: Step },

    NoticePosted { text: Text, zones: Vec<ZoneCode>, until: Option<Moment> },
    NoticeWithdrawn { notice: NoticeId },

    CallShown { call: CallId, devices: Vec<DeviceId> },
    SpeechGranted { item: Item, zone: ZoneCode, device: DeviceId },
    SpeechDone { item: Item, zone: ZoneCode, device: DeviceId },
}
