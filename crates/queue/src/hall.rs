//! A hall: the configuration in force and the service day so far, as the fold of its events.

use crate::command::Item;
use crate::config::{HallConfig, Text};
use crate::day::DayPlan;
use crate::event::{Phase, Step};
use crate::ids::{
    CallId, ClassCode, CounterNo, DeviceId, FactHash, GroupCode, Label, NoticeId, PrintId, ServiceCode, StaffId,
    TicketId, ZoneCode,
};
use crate::order::Why;
use crate::print::Print;
use crate::ticket::{Hold, Ticket, TicketState};
use crate::time::{Moment, ServiceDay};
use crate::voice::{NoticeSpeech, Unsaid};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Where a counter stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CounterState {
    /// Nobody sits there.
    Closed,
    /// An officer calls.
    Open {
        /// Who.
        officer: StaffId,
        /// Sat down or resumed at.
        since: Moment,
    },
    /// An officer is away for a while.
    Paused {
        /// Who.
        officer: StaffId,
        /// Since.
        since: Moment,
        /// Why, as the screen shows it.
        reason: String,
    },
}

/// The last step of a counter with what stood before it, so that it can be taken back while nothing else followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastStep {
    /// What it was.
    pub step: Step,
    /// The tickets as they were, each once.
    pub before: Vec<Ticket>,
    /// The same tickets as the step left them; another state means something followed.
    pub after: Vec<Ticket>,
    /// The counter's ticket before.
    pub ticket_before: Option<TicketId>,
    /// The run of priority calls before.
    pub priority_run_before: u8,
    /// The run as the step left it: an undo puts the old one back only if no call moved it since.
    pub priority_run_after: u8,
    /// The counter's served tickets and serve time before.
    pub served_before: (u32, (i64, u32)),
    /// Whoever sat there, and what the step added to their day.
    pub added: (Option<StaffId>, OfficerDay),
    /// The call events it made, which an undo withdraws.
    pub calls: Vec<CallId>,
    /// The seq of its newest event.
    pub seq: u64,
    /// When it was taken. A finish and a call that stand side by side in the log at one moment are one step.
    pub at: Moment,
}

/// What an officer did today, at whichever counters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OfficerDay {
    /// Visits served.
    pub served: u32,
    /// People who did not come when called.
    pub no_shows: u32,
    /// Serve time of those that were started by key: (sum in ms, count).
    pub serve_time: (i64, u32),
}

impl OfficerDay {
    /// Both together.
    pub(crate) fn plus(self, other: Self) -> Self {
        Self {
            served: self.served.saturating_add(other.served),
            no_shows: self.no_shows.saturating_add(other.no_shows),
            serve_time: (
                self.serve_time.0.saturating_add(other.serve_time.0),
                self.serve_time.1.saturating_add(other.serve_time.1),
            ),
        }
    }

    /// This one without the other.
    pub(crate) fn minus(self, other: Self) -> Self {
        Self {
            served: self.served.saturating_sub(other.served),
            no_shows: self.no_shows.saturating_sub(other.no_shows),
            serve_time: (
                self.serve_time.0.saturating_sub(other.serve_time.0),
                self.serve_time.1.saturating_sub(other.serve_time.1),
            ),
        }
    }
}

/// A counter at work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Desk {
    /// Where it stands.
    pub state: CounterState,
    /// Whoever is called to it or served at it.
    pub ticket: Option<TicketId>,
    /// Without a ticket since then, while open.
    pub idle_since: Moment,
    /// Tickets served today.
    pub served: u32,
    /// Serve time of those that were started by key, for the day's mean: (sum in ms, count).
    pub serve_time: (i64, u32),
    /// What an undo would take back.
    pub last_step: Option<LastStep>,
}

/// Whether a call still stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallState {
    /// The person is awaited.
    Calling,
    /// Superseded by a recall.
    Recalled,
    /// The person is at the counter.
    Serving,
    /// Served and gone, or sent on.
    Over,
    /// Nobody came.
    NoShow,
    /// Undone or cancelled: not to be said any more.
    Withdrawn,
}

/// A call event with what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// Its id.
    pub id: CallId,
    /// Who.
    pub ticket: TicketId,
    /// What is shown and said.
    pub label: Label,
    /// The line.
    pub group: GroupCode,
    /// Where to.
    pub counter: CounterNo,
    /// The counter's zone.
    pub zone: ZoneCode,
    /// 1 for the first call of a leg, 2 and more for recalls.
    pub number: u8,
    /// Why this ticket was next; a recall has the reason of the first call.
    pub why: Option<Why>,
    /// When.
    pub at: Moment,
    /// What became of it.
    pub state: CallState,
    /// Devices that painted it.
    pub shown: BTreeSet<DeviceId>,
    /// Devices that said it to the end.
    pub said: BTreeSet<DeviceId>,
    /// Why a device did not say it, the last word of it.
    pub unsaid: Option<Unsaid>,
}

/// Leave to say something in a zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// When it was given.
    pub at: Moment,
    /// To whom.
    pub device: DeviceId,
    /// The zone is kept free of others' speech until then; the end of the speech moves it forward.
    pub until: Moment,
}

/// A notice on the screens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Its id.
    pub id: NoticeId,
    /// Its words.
    pub text: Text,
    /// Where; everywhere if empty.
    pub zones: Vec<ZoneCode>,
    /// Since.
    pub at: Moment,
    /// Until; until withdrawn if none.
    pub until: Option<Moment>,
    /// What of it is said aloud, if anything.
    pub speech: Option<NoticeSpeech>,
    /// Devices that said it to the end.
    pub said: BTreeSet<DeviceId>,
}

/// A parked ticket whose time was up, and which is out of the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lapsed {
    /// The counter that sent the person.
    pub counter: CounterNo,
    /// When the person should have been back.
    pub until: Moment,
}

impl Lapsed {
    /// Until when the counter is told of it.
    pub fn shown_until(&self) -> Moment {
        Moment(self.until.0.saturating_add(LAPSED_SHOWN_MS))
    }
}

/// Whose time away was up is shown for so long after it to the counter that sent them.
pub const LAPSED_SHOWN_MS: i64 = 30 * 60 * 1000;

/// Calls stay this long, and at least [`CALLS_KEPT`] of them.
pub const CALL_KEPT_MS: i64 = 30 * 60 * 1000;
/// The newest calls that stay whatever their age.
pub const CALLS_KEPT: usize = 50;

/// The configuration in force and the service day so far. Only `apply` writes it; everybody may read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hall {
    /// Events applied so far; the next has `seq + 1`.
    pub seq: u64,
    /// Added to the seq of an issue to make the ticket's id; grows with every epoch.
    pub ticket_base: u64,
    /// In force.
    pub config: HallConfig,
    /// The service day, once one has begun.
    pub day: Option<ServiceDay>,
    /// Where the day is in its hours.
    pub phase: Phase,
    /// The newest event's time.
    pub last_at: Moment,
    /// Groups for which issuing is stopped, with the reason.
    pub stopped: BTreeMap<GroupCode, String>,
    /// Whether the wall clock is doubted, and since when.
    pub clock_doubted: Option<Moment>,
    /// What the doubted wall clock showed.
    pub doubted_wall: Option<Moment>,
    /// Today's tickets.
    pub tickets: BTreeMap<TicketId, Ticket>,
    /// Waiting tickets by line, in order: (order_at, id).
    pub lines: BTreeMap<(GroupCode, ClassCode), BTreeSet<(Moment, TicketId)>>,
    /// Counters of the configuration.
    pub desks: BTreeMap<CounterNo, Desk>,
    /// Officers who did something today.
    pub officers: BTreeMap<StaffId, OfficerDay>,
    /// The last number of each series today.
    pub numbers: BTreeMap<GroupCode, u16>,
    /// Tickets issued today per group (void ones included).
    pub group_issued: BTreeMap<GroupCode, u32>,
    /// Tickets issued today per service.
    pub service_issued: BTreeMap<ServiceCode, u32>,
    /// Open tickets.
    pub open: u32,
    /// Calls by rule of a priority class in a row while an ordinary person waited.
    pub priority_run: u8,
    /// Recent calls by id.
    pub calls: BTreeMap<CallId, Call>,
    /// Notices that stand.
    pub notices: BTreeMap<NoticeId, Notice>,
    /// Leave given: at most once per zone and item.
    pub grants: BTreeMap<(ZoneCode, Item), Grant>,
    /// When each group's last calls were made, newest last; at most [`GAPS_KEPT`].
    pub call_times: BTreeMap<GroupCode, VecDeque<Moment>>,
    /// Waiting tickets kept for a counter, in order: (order_at, id). They stand in `lines` too.
    pub held: BTreeMap<CounterNo, BTreeSet<(Moment, TicketId)>>,
    /// Parked tickets by deadline: (until, id).
    pub parked: BTreeSet<(Moment, TicketId)>,
    /// Whose time away was up; at least those of the last [`LAPSED_SHOWN_MS`].
    pub lapsed: BTreeMap<TicketId, Lapsed>,
    /// Today's tickets of a person who showed a card, in order of issue.
    pub persons: BTreeMap<FactHash, Vec<TicketId>>,
    /// Today's newest prints; at most [`crate::print::PRINTS_KEPT`].
    pub prints: BTreeMap<PrintId, Print>,
    /// How often each ticket's slip was printed today, on printers and by browsers.
    pub printed: BTreeMap<TicketId, u8>,
    /// The phases of the service day and its end, as the configuration in force has them; none before the first day.
    pub plan: Option<DayPlan>,
}

/// Calls per group that the first estimator looks back on.
pub const GAPS_KEPT: usize = 21;

impl Hall {
    /// A hall that nothing happened in yet: no configuration, no day, nobody.
    pub fn new() -> Self {
        Self {
            seq: 0,
            ticket_base: 0,
            config: HallConfig::empty(),
            day: None,
            phase: Phase::ClosedToday,
            last_at: Moment(0),
            stopped: BTreeMap::new(),
            clock_doubted: None,
            doubted_wall: None,
            tickets: BTreeMap::new(),
            lines: BTreeMap::new(),
            desks: BTreeMap::new(),
            officers: BTreeMap::new(),
            numbers: BTreeMap::new(),
            group_issued: BTreeMap::new(),
            service_issued: BTreeMap::new(),
            open: 0,
            priority_run: 0,
            calls: BTreeMap::new(),
            notices: BTreeMap::new(),
            grants: BTreeMap::new(),
            call_times: BTreeMap::new(),
            held: BTreeMap::new(),
            parked: BTreeSet::new(),
            lapsed: BTreeMap::new(),
            persons: BTreeMap::new(),
            prints: BTreeMap::new(),
            printed: BTreeMap::new(),
            plan: None,
        }
    }

    /// How many wait in a group, all classes together.
    pub fn waiting_in(&self, group: GroupCode) -> usize {
        self.lines.iter().filter(|((of, _), _)| *of == group).map(|(_, line)| line.len()).sum()
    }

    /// Whether somebody sits at this counter, calling or away for a while.
    pub fn at_work(&self, counter: &CounterNo) -> bool {
        self.desks.get(counter).is_some_and(|desk| match desk.state {
            CounterState::Open { .. } | CounterState::Paused { .. } => true,
            CounterState::Closed => false,
        })
    }

    /// Counters that call now and have this group among their own.
    pub fn open_counters(&self, group: GroupCode) -> usize {
        self.config
            .counters
            .iter()
            .filter(|counter| counter.groups.contains(&group))
            .filter(|counter| {
                self.desks.get(&counter.number).is_some_and(|desk| match desk.state {
                    CounterState::Open { .. } => true,
                    CounterState::Paused { .. } | CounterState::Closed => false,
                })
            })
            .count()
    }

    /// Open tickets of a person by hash.
    pub fn person_open(&self, person: &FactHash) -> usize {
        let ids = self.persons.get(person).map_or(&[][..], Vec::as_slice);
        ids.iter().filter(|id| self.tickets.get(id).is_some_and(Ticket::is_open)).count()
    }

    /// The open ticket that a person by hash took last.
    pub fn person_newest(&self, person: &FactHash) -> Option<&Ticket> {
        let ids = self.persons.get(person).map_or(&[][..], Vec::as_slice);
        ids.iter().rev().filter_map(|id| self.tickets.get(id)).find(|ticket| ticket.is_open())
    }

    /// The ticket called to or served at a counter.
    pub fn ticket_at(&self, counter: &CounterNo) -> Option<&Ticket> {
        self.tickets.get(&self.desks.get(counter)?.ticket?)
    }

    /// Whoever sits at a counter.
    pub fn officer_at(&self, counter: &CounterNo) -> Option<&StaffId> {
        match &self.desks.get(counter)?.state {
            CounterState::Open { officer, .. } | CounterState::Paused { officer, .. } => Some(officer),
            CounterState::Closed => None,
        }
    }

    /// Puts a changed ticket into every index, or a new one.
    pub(crate) fn index(&mut self, ticket: Ticket) {
        let place = (ticket.order_at, ticket.id);
        match &ticket.state {
            TicketState::Waiting { hold, .. } => {
                self.lines.entry((ticket.group, ticket.class.clone())).or_default().insert(place);
                match hold {
                    Hold::Counter { number } => {
                        self.held.entry(number.clone()).or_default().insert(place);
                    }
                    Hold::Anyone => {}
                }
            }
            TicketState::Parked { until, .. } => {
                self.parked.insert((*until, ticket.id));
            }
            TicketState::Called { .. } | TicketState::Serving { .. } | TicketState::Done { .. } => {}
        }
        if ticket.is_open() {
            self.open = self.open.saturating_add(1);
        }
        self.tickets.insert(ticket.id, ticket);
    }

    /// Takes a ticket out of every index, to be changed and put back.
    pub(crate) fn take(&mut self, id: TicketId) -> Option<Ticket> {
        let ticket = self.tickets.remove(&id)?;
        let place = (ticket.order_at, ticket.id);
        match &ticket.state {
            TicketState::Waiting { hold, .. } => {
                let line = (ticket.group, ticket.class.clone());
                if let Some(waiting) = self.lines.get_mut(&line) {
                    waiting.remove(&place);
                    if waiting.is_empty() {
                        self.lines.remove(&line);
                    }
                }
                match hold {
                    Hold::Counter { number } => {
                        if let Some(kept) = self.held.get_mut(number) {
                            kept.remove(&place);
                            if kept.is_empty() {
                                self.held.remove(number);
                            }
                        }
                    }
                    Hold::Anyone => {}
                }
            }
            TicketState::Parked { until, .. } => {
                self.parked.remove(&(*until, ticket.id));
            }
            TicketState::Called { .. } | TicketState::Serving { .. } | TicketState::Done { .. } => {}
        }
        if ticket.is_open() {
            self.open = self.open.saturating_sub(1);
        }
        Some(ticket)
    }
}

impl Default for Hall {
    fn default() -> Self {
        Self::new()
    }
}

impl CounterState {
    /// The state's word in answers, refusals and rows.
    pub fn word(&self) -> &'static str {
        match self {
            CounterState::Closed => "closed",
            CounterState::Open { .. } => "open",
            CounterState::Paused { .. } => "paused",
        }
    }
}
