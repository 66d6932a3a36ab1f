//! What happened. A hall is the fold of these; they are the log's format.

use crate::command::{Actor, AfterTransfer, Item, TransferTo};
use crate::config::{HallConfig, Text};
use crate::forecast::WaitRange;
use crate::ids::{
    CallId, ClassCode, CounterNo, DeviceId, FactHash, GroupCode, Label, NoticeId, PrintId, PrinterCode, ServiceCode,
    StaffId, TicketId, ZoneCode,
};
use crate::order::Why;
use crate::print::{Paper, PrintResult};
use crate::ticket::{Care, Channel, Hold, Language};
use crate::time::{Moment, ServiceDay};
use crate::voice::{NoticeSpeech, Unsaid};
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
    Before {
        /// The next session's first number.
        issuing_from: Moment,
        /// Its counters open.
        opens: Moment,
    },
    /// Numbers are issued.
    Issuing {
        /// No number from then on.
        last_ticket: Moment,
        /// The session's end.
        closes: Moment,
    },
    /// The session's last number is out; counters go on.
    LastTicketOut {
        /// The session's end.
        closes: Moment,
    },
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
#[allow(missing_docs, reason = "the fields' names and types say all that the variants' lines do not")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    /// A configuration came into force.
    Configured { config: Box<HallConfig> },
    /// A new epoch: ticket ids and number series moved on.
    EpochStarted { epoch: String, skip_numbers: u16, ticket_base: u64 },
    /// A service day began with this configuration; everything of the old one was over before.
    DayStarted { day: ServiceDay, config: Box<HallConfig> },
    /// The day came into another phase of its hours.
    PhaseChanged { phase: Phase },
    /// No numbers for these groups.
    IssuingStopped { groups: Vec<GroupCode>, reason: String },
    /// Numbers again for these groups.
    IssuingResumed { groups: Vec<GroupCode> },
    /// Hall time stopped following the wall clock.
    ClockDoubted { wall: Moment },
    /// Hall time follows the wall clock again.
    ClockTrusted { wall: Moment },

    /// A number was taken.
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
    /// Staff took a ticket back.
    TicketCancelled { ticket: TicketId },
    /// A citizen left the line.
    TicketLeft { ticket: TicketId, because: LeftBecause },
    /// A mispress was struck out.
    TicketVoided { ticket: TicketId, reason: String },
    /// The day ended for a ticket that waited or was away.
    TicketExpired { ticket: TicketId },
    /// The day ended for a ticket at a counter: served, flagged.
    TicketAutoClosed { ticket: TicketId, counter: CounterNo },
    /// A citizen let others pass.
    TicketPushedBack { ticket: TicketId, order_at: Moment },
    /// Staff moved a waiting ticket to the line of a group, or kept it for a counter; its place by arrival stays.
    TicketMoved { ticket: TicketId, to: TransferTo, group: GroupCode, hold: Hold },
    /// Another priority class.
    PriorityChanged { ticket: TicketId, class: ClassCode },
    /// In line again, with its arrival time.
    TicketReinstated { ticket: TicketId },
    /// A citizen judged.
    TicketRated { ticket: TicketId, score: u8, comment: Option<FactHash> },

    /// An officer sat down.
    CounterOpened { counter: CounterNo, officer: StaffId },
    /// No calls for a while.
    CounterPaused { counter: CounterNo, reason: String },
    /// Calls again.
    CounterResumed { counter: CounterNo },
    /// The officer left.
    CounterClosed { counter: CounterNo },

    /// The call event; its id is `c{seq}` of this event.
    TicketCalled { ticket: TicketId, counter: CounterNo, why: Why },
    /// A call event too, with an id of its own.
    TicketRecalled { ticket: TicketId, counter: CounterNo },
    /// The person came to the counter.
    ServingStarted { ticket: TicketId, counter: CounterNo },
    /// The person was served.
    TicketServed {
        ticket: TicketId,
        counter: CounterNo,
        started: Started,
        result: Option<String>,
        note: Option<FactHash>,
    },
    /// Nobody came.
    TicketNoShow { ticket: TicketId, counter: CounterNo, recorded: NoShowBy },
    /// The person went to complete papers.
    TicketParked { ticket: TicketId, counter: CounterNo, reason: String, until: Moment },
    /// The person is back in line.
    TicketReturned { ticket: TicketId, hold: Hold },
    /// The person was sent on to another group or counter.
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
    /// The counter's last step was taken back.
    StepUndone { counter: CounterNo, step: Step },

    /// A notice stands; its id is `n{seq}` of this event.
    NoticePosted {
        text: Text,
        zones: Vec<ZoneCode>,
        until: Option<Moment>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        speech: Option<NoticeSpeech>,
    },
    /// A notice is gone.
    NoticeWithdrawn { notice: NoticeId },

    /// Devices painted a call.
    CallShown { call: CallId, devices: Vec<DeviceId> },
    /// A device may say a call or notice in its zone, which will take so long.
    SpeechGranted {
        item: Item,
        zone: ZoneCode,
        device: DeviceId,
        #[serde(default, skip_serializing_if = "is_zero")]
        for_ms: u32,
    },
    /// It said it to the end.
    SpeechDone { item: Item, zone: ZoneCode, device: DeviceId },
    /// A device did not say it, or not to the end.
    SpeechFailed { item: Item, zone: ZoneCode, device: DeviceId, why: Unsaid },

    /// Something is to be printed: a ticket's slip, or a test strip. Its id is `p{seq}` of this event.
    PrintAsked { printer: PrinterCode, ticket: Option<TicketId> },
    /// The list of papers that a procedure asks for is to be printed; it uses no number. Its id is `p{seq}` of this event too.
    PapersPrintAsked { printer: PrinterCode, service: ServiceCode },
    /// A kiosk or a guide desk had its own browser print a ticket's slip, its n-th of this ticket; whether paper came nobody knows.
    /// It stands where the hall heard of it, which may be after the ticket's end: the ticket stays as it ended. Its id is `p{seq}` of
    /// this event too.
    SlipHandedToBrowser { ticket: TicketId, paper: Paper, copy: u8 },
    /// It was, or was not, or nobody knows.
    PrintEnded { print: PrintId, result: PrintResult },
}

impl Fact {
    /// The ticket that it changes, if it changes one by name; an undo changes those of the counter's last step.
    pub fn ticket(&self) -> Option<TicketId> {
        match self {
            Fact::TicketIssued { ticket, .. }
            | Fact::TicketCancelled { ticket }
            | Fact::TicketLeft { ticket, .. }
            | Fact::TicketVoided { ticket, .. }
            | Fact::TicketExpired { ticket }
            | Fact::TicketAutoClosed { ticket, .. }
            | Fact::TicketPushedBack { ticket, .. }
            | Fact::TicketMoved { ticket, .. }
            | Fact::PriorityChanged { ticket, .. }
            | Fact::TicketReinstated { ticket }
            | Fact::TicketRated { ticket, .. }
            | Fact::TicketCalled { ticket, .. }
            | Fact::TicketRecalled { ticket, .. }
            | Fact::ServingStarted { ticket, .. }
            | Fact::TicketServed { ticket, .. }
            | Fact::TicketNoShow { ticket, .. }
            | Fact::TicketParked { ticket, .. }
            | Fact::TicketReturned { ticket, .. }
            | Fact::TicketTransferred { ticket, .. }
            | Fact::TicketSentBack { ticket, .. } => Some(*ticket),
            Fact::StepUndone { .. }
            | Fact::Configured { .. }
            | Fact::EpochStarted { .. }
            | Fact::DayStarted { .. }
            | Fact::PhaseChanged { .. }
            | Fact::IssuingStopped { .. }
            | Fact::IssuingResumed { .. }
            | Fact::ClockDoubted { .. }
            | Fact::ClockTrusted { .. }
            | Fact::CounterOpened { .. }
            | Fact::CounterPaused { .. }
            | Fact::CounterResumed { .. }
            | Fact::CounterClosed { .. }
            | Fact::NoticePosted { .. }
            | Fact::NoticeWithdrawn { .. }
            | Fact::CallShown { .. }
            | Fact::SpeechGranted { .. }
            | Fact::SpeechDone { .. }
            | Fact::SpeechFailed { .. }
            | Fact::PrintAsked { .. }
            | Fact::PapersPrintAsked { .. }
            | Fact::SlipHandedToBrowser { .. }
            | Fact::PrintEnded { .. } => None,
        }
    }

    /// The ticket whose slip it prints, if it prints one.
    pub fn slip(&self) -> Option<TicketId> {
        if let Fact::PrintAsked { ticket, .. } = self {
            *ticket
        } else if let Fact::SlipHandedToBrowser { ticket, .. } = self {
            Some(*ticket)
        } else {
            None
        }
    }
}

fn is_zero(number: &u32) -> bool {
    *number == 0
}
