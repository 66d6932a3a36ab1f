//! A ticket (*phiếu*): what it is for, where it stands, and the legs it has behind it.

use crate::forecast::WaitRange;
use crate::ids::{CallId, ClassCode, CounterNo, FactHash, GroupCode, Label, ServiceCode, StaffId, TicketId};
use crate::time::Moment;
use serde::{Deserialize, Serialize};

/// Where a ticket was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// The machine in the hall.
    Kiosk,
    /// The greeter's guide desk.
    Desk,
    /// A citizen's own phone.
    Phone,
    /// A place held beforehand.
    Appointment,
}

/// How a person wants to be called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Care {
    /// As everybody.
    #[default]
    Usual,
    /// The accessible-call flag: larger, longer, and not given up as soon.
    Accessible,
}

/// The language of the slip and the phone page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// Vietnamese.
    #[default]
    Vi,
    /// English.
    En,
}

/// How a ticket ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Came to a counter and was served, or closed there by the end of the day (flagged on the leg).
    Served,
    /// Called, and nobody came.
    NoShow,
    /// The citizen left the line, or did not come back from completing papers in time.
    Left,
    /// Taken back by staff.
    Cancelled,
    /// A mispress; stands apart from every figure.
    Void,
    /// Still waiting or away when the service day ended.
    Expired,
}

/// Who may call a waiting ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Hold {
    /// Every counter of the group.
    Anyone,
    /// First this counter, while it is open or paused and no guarantee is breached; there it goes before the policy.
    Counter {
        /// The counter that knows the person.
        number: CounterNo,
    },
}

/// Where a ticket stands. Each state holds exactly its own facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TicketState {
    /// In line.
    Waiting {
        /// Since then in this leg.
        since: Moment,
        /// For whom.
        hold: Hold,
    },
    /// Called, not yet at the counter.
    Called {
        /// Where to.
        counter: CounterNo,
        /// The newest call event.
        call: CallId,
        /// The first call of this leg.
        since: Moment,
        /// The newest call.
        last_call_at: Moment,
        /// Call events of this leg so far, the first included.
        calls: u8,
    },
    /// At the counter.
    Serving {
        /// Where.
        counter: CounterNo,
        /// The newest call event.
        call: CallId,
        /// Since the start.
        since: Moment,
    },
    /// Away to complete papers (*chờ bổ sung*).
    Parked {
        /// The counter that sent them, to which they return.
        counter: CounterNo,
        /// Since then.
        since: Moment,
        /// After this the ticket is `left`.
        until: Moment,
        /// What is missing, in the officer's words of a fixed list; never a personal fact.
        reason: String,
    },
    /// Over.
    Done {
        /// How.
        outcome: Outcome,
        /// When.
        at: Moment,
    },
}

/// How the service of a leg began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// Not yet.
    NotYet,
    /// By the officer's key.
    At(Moment),
    /// Never pressed; the officer went on to the next. Left out of serve-time means.
    Implied(Moment),
}

/// How a leg ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LegEnd {
    /// The person was served.
    Served,
    /// Nobody came.
    NoShow,
    /// Sent to complete papers.
    Parked,
    /// Sent on to another group or counter, or back to the first officer.
    Transferred,
    /// Cancelled or voided at the counter.
    Cancelled,
    /// The service day ended.
    AutoClosed,
    /// The officer took the step back.
    Undone,
}

/// One leg (*chặng*) of a visit: from a call to what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leg {
    /// The line it was called from.
    pub group: GroupCode,
    /// In line for this leg since.
    pub waited_from: Moment,
    /// Called by.
    pub counter: CounterNo,
    /// Who sat there.
    pub officer: StaffId,
    /// The first call event.
    pub call: CallId,
    /// When it was made.
    pub called_at: Moment,
    /// Call events, recalls included.
    pub calls: u8,
    /// When service began.
    pub start: Start,
    /// When and how it ended; none while it goes on.
    pub end: Option<(Moment, LegEnd)>,
}

/// A ticket of the present service day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ticket {
    /// Its id.
    pub id: TicketId,
    /// What is printed, shown and said.
    pub label: Label,
    /// The line it belongs to now; the label's letter stays that of the first.
    pub group: GroupCode,
    /// The procedure, if one was chosen.
    pub service: Option<ServiceCode>,
    /// The priority class now.
    pub class: ClassCode,
    /// Where it was taken.
    pub channel: Channel,
    /// The slip's language.
    pub language: Language,
    /// How to call.
    pub care: Care,
    /// Dossiers brought along, 1 to 200.
    pub dossiers: u8,
    /// The person, if a card was shown: a hash of the day's key.
    pub person: Option<FactHash>,
    /// When it was issued: the start of `wait` in every report.
    pub issued_at: Moment,
    /// Its place in the order: `issued_at`, later only after a push back.
    pub order_at: Moment,
    /// How often it was pushed back.
    pub push_backs: u8,
    /// The counter it goes back to when the next leg ends, after a transfer with return.
    pub return_to: Option<CounterNo>,
    /// Where it stands.
    pub state: TicketState,
    /// What is behind it.
    pub legs: Vec<Leg>,
    /// The citizen's rating, 1 to 5.
    pub rating: Option<u8>,
    /// The range of the wait that was told at issue, if one was.
    pub told: Option<WaitRange>,
    /// Away to complete papers, of the times it came back from there, in milliseconds.
    pub away_ms: i64,
}

impl Ticket {
    /// The counter it is called to or served at.
    pub fn counter(&self) -> Option<&CounterNo> {
        match &self.state {
            TicketState::Called { counter, .. } | TicketState::Serving { counter, .. } => Some(counter),
            TicketState::Waiting { .. } | TicketState::Parked { .. } | TicketState::Done { .. } => None,
        }
    }
    /// Whether it still counts as open.
    pub fn is_open(&self) -> bool {
        match self.state {
            TicketState::Waiting { .. }
            | TicketState::Called { .. }
            | TicketState::Serving { .. }
            | TicketState::Parked { .. } => true,
            TicketState::Done { .. } => false,
        }
    }
}

impl TicketState {
    /// The state's word in answers, refusals and rows.
    pub fn word(&self) -> &'static str {
        match self {
            TicketState::Waiting { .. } => "waiting",
            TicketState::Called { .. } => "called",
            TicketState::Serving { .. } => "serving",
            TicketState::Parked { .. } => "parked",
            TicketState::Done { .. } => "done",
        }
    }
}

impl Outcome {
    /// The outcome's word in answers and rows.
    pub fn word(self) -> &'static str {
        match self {
            Outcome::Served => "served",
            Outcome::NoShow => "no_show",
            Outcome::Left => "left",
            Outcome::Cancelled => "cancelled",
            Outcome::Void => "void",
            Outcome::Expired => "expired",
        }
    }
}
