//! What people, devices and the clock may ask of a hall.

use crate::config::{HallConfig, Text};
use crate::forecast::WaitRange;
use crate::ids::{
    CallId, ClassCode, CounterNo, DeviceId, FactHash, GroupCode, NoticeId, PrintId, PrinterCode, ServiceCode, StaffId,
    TicketId, ZoneCode,
};
use crate::print::{Paper, PrintResult};
use crate::ticket::{Care, Channel, Language};
use crate::time::{Moment, Seconds};
use crate::voice::{NoticeSpeech, Unsaid};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Actor {
    /// A person at work or a program.
    Staff(StaffId),
    /// A screen, kiosk or loudspeaker.
    Device(DeviceId),
    /// The holder of a ticket's link.
    Citizen,
    /// The hall itself: a deadline passed, a backup was restored.
    Clock,
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Actor::Staff(id) => write!(f, "staff/{id}"),
            Actor::Device(id) => write!(f, "device/{id}"),
            Actor::Citizen => f.write_str("citizen"),
            Actor::Clock => f.write_str("clock"),
        }
    }
}
impl From<Actor> for String {
    fn from(actor: Actor) -> String {
        actor.to_string()
    }
}
impl TryFrom<String> for Actor {
    type Error = crate::ids::BadId;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        match text.split_once('/') {
            Some(("staff", id)) => id.parse().map(Actor::Staff),
            Some(("device", id)) => id.parse().map(Actor::Device),
            None if text == "citizen" => Ok(Actor::Citizen),
            None if text == "clock" => Ok(Actor::Clock),
            Some(_) | None => Err(crate::ids::BadId { kind: "actor", text: text.chars().take(40).collect() }),
        }
    }
}

/// A command: who asks for what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    /// Who asks. Whether they may is the server's business, not the rules'.
    pub by: Actor,
    /// For what.
    pub action: Action,
}

/// The line a new ticket asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IssueFor {
    /// A service group as such.
    Group(GroupCode),
    /// A procedure; its group follows from the configuration.
    Service(ServiceCode),
}

/// What a new ticket is asked with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssueRequest {
    /// The line.
    pub line: IssueFor,
    /// The priority class.
    pub class: ClassCode,
    /// Where it is taken.
    pub channel: Channel,
    /// The slip's language.
    pub language: Language,
    /// How to call.
    pub care: Care,
    /// 1 to 200.
    pub dossiers: u8,
    /// The person, if a card was shown.
    pub person: Option<FactHash>,
    /// What the citizen is told, from the table in force; recorded as it is.
    pub range: Option<WaitRange>,
    /// The printer that is to print the slip at once, if the server prints for whoever asks.
    pub printer: Option<PrinterCode>,
}

impl IssueRequest {
    /// Of somebody who asks for nothing special: at a kiosk, in Vietnamese, for one dossier, without a card, a told range or paper.
    pub fn plain(group: GroupCode, class: ClassCode) -> Self {
        Self {
            line: IssueFor::Group(group),
            class,
            channel: Channel::Kiosk,
            language: Language::Vi,
            care: Care::Usual,
            dossiers: 1,
            person: None,
            range: None,
            printer: None,
        }
    }
}

/// Where a transferred ticket goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum TransferTo {
    /// The line of a service group.
    Group {
        /// Its letter.
        group: GroupCode,
    },
    /// One counter; the ticket joins the line of that counter's first group unless its own is served there.
    Counter {
        /// Its number.
        number: CounterNo,
    },
}

/// What the asker's screen showed of the counter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// The officer's screen, with this ticket or nobody.
    AtCounter(Option<TicketId>),
    /// A guide desk, which does not show who is at the counter.
    Elsewhere,
}

/// What follows the leg that a transfer begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AfterTransfer {
    /// The visit ends there.
    Ends,
    /// The person comes back to the counter that sent them, first in its line.
    Returns,
}

/// What displays show and voices say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Item {
    /// A call or recall.
    Call(CallId),
    /// A notice.
    Notice(NoticeId),
}

impl fmt::Display for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Item::Call(id) => id.fmt(f),
            Item::Notice(id) => id.fmt(f),
        }
    }
}
impl From<Item> for String {
    fn from(item: Item) -> String {
        item.to_string()
    }
}
impl TryFrom<String> for Item {
    type Error = crate::ids::BadId;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse().map(Item::Call).or_else(|_| text.parse().map(Item::Notice))
    }
}

/// For what. `seen` is always the ticket on the officer's screen.
#[allow(missing_docs, reason = "the fields' names and types say all that the variants' lines do not")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// A number is taken.
    Issue(IssueRequest),
    /// Staff take a waiting, called or parked ticket back.
    Cancel { ticket: TicketId },
    /// The citizen leaves the line.
    Leave { ticket: TicketId },
    /// A mispress is struck out; only before service started.
    Void { ticket: TicketId, reason: String },
    /// The citizen lets others pass.
    PushBack { ticket: TicketId },
    /// Staff move a waiting ticket to another group or keep it for a counter; it keeps its arrival time.
    Move { ticket: TicketId, to: TransferTo },
    /// Another priority class.
    SetPriority { ticket: TicketId, class: ClassCode },
    /// A ticket that ended as no-show, left or cancelled today stands in line again, with its arrival time.
    Reinstate { ticket: TicketId },
    /// The citizen's judgement of a served ticket, 1 to 5, once; the comment is kept apart.
    Rate { ticket: TicketId, score: u8, comment: Option<FactHash> },

    /// An officer sits down.
    OpenCounter { counter: CounterNo, officer: StaffId },
    /// No calls for a while; not with an open ticket.
    PauseCounter { counter: CounterNo, reason: String },
    /// Calls again.
    ResumeCounter { counter: CounterNo },
    /// The officer leaves; not with an open ticket.
    CloseCounter { counter: CounterNo },

    /// Finish whoever is here and call whoever is next by the rules. With nobody waiting the open ticket is finished all the same.
    CallNext { counter: CounterNo, seen: Option<TicketId> },
    /// Finish whoever is here and call this ticket out of order.
    CallChosen { counter: CounterNo, seen: Option<TicketId>, ticket: TicketId, reason: String },
    /// Call the called one again.
    Recall { counter: CounterNo, seen: Option<TicketId> },
    /// The person is here.
    Start { counter: CounterNo, seen: Option<TicketId> },
    /// Done; `result` is a word of the hall's list.
    Finish { counter: CounterNo, seen: Option<TicketId>, result: Option<String>, note: Option<FactHash> },
    /// Nobody came.
    NoShow { counter: CounterNo, seen: Option<TicketId> },
    /// Away to complete papers.
    Park { counter: CounterNo, seen: Option<TicketId>, reason: String, away: Option<Seconds> },
    /// A parked person is back: in line again, first for the counter that sent them.
    Return { counter: CounterNo, seen: Seen, ticket: TicketId },
    /// On to another group or counter.
    Transfer { counter: CounterNo, seen: Option<TicketId>, to: TransferTo, after: AfterTransfer },
    /// The counter's last step did not happen, if nothing else followed it.
    Undo { counter: CounterNo, seen: Option<TicketId> },

    /// No numbers for these groups (all if empty) until resumed or the day turns.
    StopIssuing { groups: Vec<GroupCode>, reason: String },
    /// Numbers again for these groups (all if empty).
    ResumeIssuing { groups: Vec<GroupCode> },
    /// A new configuration, in force at once.
    Configure(Box<HallConfig>),
    /// A notice on the screens of these zones (all if empty).
    PostNotice { text: Text, zones: Vec<ZoneCode>, until: Option<Moment>, speech: Option<NoticeSpeech> },
    /// It goes.
    WithdrawNotice { notice: NoticeId },

    /// These devices painted this call with the page visible.
    Shown { call: CallId, devices: Vec<DeviceId> },
    /// A device asks leave to say this in its zone, which will take so long.
    Speak { item: Item, zone: ZoneCode, device: DeviceId, for_ms: u32 },
    /// It was said to the end.
    Spoken { item: Item, zone: ZoneCode, device: DeviceId },
    /// This device did not say it, or not to the end.
    Unspoken { item: Item, zone: ZoneCode, device: DeviceId, why: Unsaid },

    /// A ticket's slip once more, or a test strip if no ticket is named.
    Print { printer: PrinterCode, ticket: Option<TicketId> },
    /// The list of papers that a procedure asks for.
    PrintPapers { printer: PrinterCode, service: ServiceCode },
    /// A browser printed a ticket's slip, its n-th of this ticket.
    HandToBrowser { ticket: TicketId, paper: Paper, copy: u8 },
    /// How a print ended.
    PrintEnded { print: PrintId, result: PrintResult },

    /// Whatever is due: the day, sessions, deadlines.
    Tick,
    /// The wall clock jumped and hall time does not follow (once per doubt).
    DoubtClock { wall: Moment },
    /// Hall time follows the wall clock again.
    TrustClock { wall: Moment },
    /// A new epoch began (restore, promotion, a copied-back file): series move on, because paper of the lost future exists.
    NewEpoch { epoch: String, skip_numbers: u16 },
}
