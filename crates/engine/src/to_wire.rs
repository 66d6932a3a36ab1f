//! The wall between the hall and the wire: which audience sees which value, and which of its fields.
//!
//! A view shows nothing that is not written here for it. No name of a citizen and no hash of a card is ever read.

use crate::expected::Expectations;
use crate::keys::Key;
use crate::view_name::ViewName;
use goiso_queue::config::{Counter, Text as HallText};
use goiso_queue::event::{Phase as HallPhase, Step};
use goiso_queue::hall::{Call, CallState, CounterState, Desk};
use goiso_queue::order::{LineOf, Rule, Why as HallWhy};
use goiso_queue::ticket::{Care, Hold};
use goiso_queue::{
    Action, Actor, CallId, Command, CounterNo, Forecast, GroupCode, Hall, HallConfig, HallId, Moment, Ticket, TicketId,
    TicketState, ZoneCode, decide,
};
use goiso_wire::value::{
    CallValue, ClassLine, CounterValue, Delivery, HallValue, LineValue, MyCounter, MyTicket, Named, NoticeValue, Phase,
    ServiceValue, StaffTicket, Stopped, Text, WaitRange, Why,
};
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};
use std::collections::BTreeSet;

/// Tickets that are done stay at the guide desk for so long.
pub(crate) const DONE_SHOWN_MS: i64 = 30 * 60 * 1000;
/// Waiting tickets of each of its lines that an officer sees by name.
pub(crate) const WAITING_SHOWN: usize = 10;

/// What values are made of: a hall at one seq, and which screens should show its calls.
#[derive(Clone, Copy)]
pub(crate) struct Look<'a> {
    pub name: &'a HallId,
    pub hall: &'a Hall,
    pub expected: &'a Expectations,
    /// The oldest call that views still hold.
    calls_from: CallId,
}

/// Calls in a view at most, so that a load test or a broken page cannot make a snapshot of any size: ten times what a
/// busy hall calls in the half hour that calls stay.
pub(crate) const CALLS_SHOWN: usize = 1_000;

/// A value as it stands in a frame.
pub(crate) type Encoded = Box<RawValue>;

impl<'a> Look<'a> {
    pub fn new(name: &'a HallId, hall: &'a Hall, expected: &'a Expectations) -> Self {
        let surplus = hall.calls.len().checked_sub(CALLS_SHOWN);
        let calls_from = surplus
            .filter(|surplus| *surplus > 0)
            .and_then(|_| hall.calls.keys().nth_back(CALLS_SHOWN - 1).copied())
            .unwrap_or(CallId(0));
        Self { name, hall, expected, calls_from }
    }

    /// The calls that views hold.
    pub fn calls(&self) -> impl Iterator<Item = &'a Call> {
        self.hall.calls.range(self.calls_from..).map(|(_, call)| call)
    }

    /// The value of a key in a view, none if the view does not hold it now.
    pub fn value(&self, view: &ViewName, key: &Key) -> Option<Encoded> {
        match view {
            ViewName::Zone { zone, .. } => self.for_zone(zone, key),
            ViewName::CounterDisplay { counter, .. } => self.for_counter_display(counter, key),
            ViewName::Counter { counter, .. } => self.for_officer(counter, key),
            ViewName::Ticket { ticket, .. } => self.for_citizen(*ticket, key),
            ViewName::Kiosk { .. } => self.for_kiosk(key),
            ViewName::Desk { .. } => self.for_desk(key),
            ViewName::Supervisor { .. } => self.for_supervisor(key),
        }
    }

    fn for_zone(&self, zone: &ZoneCode, key: &Key) -> Option<Encoded> {
        match key {
            Key::Hall => encoded(&self.hall_value()),
            Key::Call(id) => encoded(&call_value(self.call(*id).filter(|call| call.zone == *zone)?)),
            Key::Line(group) => encoded(&self.line_value(*group)?),
            Key::Notice(_) => {
                let notice = self.notice(key)?;
                (notice.zones.is_empty() || notice.zones.contains(zone)).then(|| encoded(&notice_value(notice)))?
            }
            Key::Counter(number) => {
                let (counter, desk) = self.counter(number).filter(|(counter, _)| counter.zone == *zone)?;
                encoded(&self.counter_value(counter, desk))
            }
            Key::Mine | Key::Ticket(_) => None,
        }
    }

    fn for_counter_display(&self, own: &CounterNo, key: &Key) -> Option<Encoded> {
        match key {
            Key::Hall => encoded(&self.hall_value()),
            Key::Call(id) => encoded(&call_value(self.call(*id).filter(|call| call.counter == *own)?)),
            Key::Counter(number) => {
                let (counter, desk) = self.counter(number).filter(|_| number == own)?;
                encoded(&self.counter_value(counter, desk))
            }
            Key::Mine | Key::Line(_) | Key::Notice(_) | Key::Ticket(_) => None,
        }
    }

    fn for_officer(&self, own: &CounterNo, key: &Key) -> Option<Encoded> {
        match key {
            Key::Hall => encoded(&self.staff_hall_value()),
            Key::Mine => encoded(&self.my_counter(own)?),
            Key::Call(id) => encoded(&self.delivered(self.call(*id).filter(|call| call.counter == *own)?)),
            Key::Line(group) => encoded(&self.staff_line_value(*group)?),
            Key::Counter(number) => {
                let (counter, desk) = self.counter(number)?;
                encoded(&neighbour(counter, desk))
            }
            // Which tickets an officer sees is the view's business: it depends on the whole line.
            Key::Ticket(id) => encoded(&staff_ticket(self.hall.tickets.get(id)?)),
            Key::Notice(_) => None,
        }
    }

    fn for_citizen(&self, own: TicketId, key: &Key) -> Option<Encoded> {
        match key {
            Key::Hall => {
                encoded(&HallValue { zones: Vec::new(), groups: Vec::new(), classes: Vec::new(), ..self.hall_value() })
            }
            Key::Mine => encoded(&self.my_ticket(own)?),
            Key::Call(_) | Key::Line(_) | Key::Notice(_) | Key::Counter(_) | Key::Ticket(_) => None,
        }
    }

    fn for_kiosk(&self, key: &Key) -> Option<Encoded> {
        match key {
            Key::Hall => {
                encoded(&HallValue { services: self.services(), stopped: self.stopped(), ..self.hall_value() })
            }
            Key::Line(group) => encoded(&self.line_value(*group)?),
            Key::Notice(_) => encoded(&notice_value(self.notice(key)?)),
            Key::Mine | Key::Call(_) | Key::Counter(_) | Key::Ticket(_) => None,
        }
    }

    fn for_desk(&self, key: &Key) -> Option<Encoded> {
        match key {
            Key::Hall => encoded(&self.staff_hall_value()),
            Key::Counter(number) => {
                let (counter, desk) = self.counter(number)?;
                encoded(&self.counter_value(counter, desk))
            }
            Key::Ticket(id) => {
                let ticket = self.hall.tickets.get(id)?;
                (self.desk_shows(ticket)).then(|| encoded(&staff_ticket(ticket)))?
            }
            Key::Line(_) | Key::Notice(_) => self.for_kiosk(key),
            Key::Mine | Key::Call(_) => None,
        }
    }

    fn for_supervisor(&self, key: &Key) -> Option<Encoded> {
        match key {
            Key::Hall => encoded(&self.staff_hall_value()),
            Key::Call(id) => encoded(&self.delivered(self.call(*id)?)),
            Key::Line(group) => encoded(&self.staff_line_value(*group)?),
            Key::Notice(_) => encoded(&notice_value(self.notice(key)?)),
            Key::Counter(number) => {
                let (counter, desk) = self.counter(number)?;
                encoded(&self.staff_counter_value(counter, desk))
            }
            Key::Ticket(id) => encoded(&staff_ticket(self.hall.tickets.get(id).filter(|ticket| ticket.is_open())?)),
            Key::Mine => None,
        }
    }

    /// Every key that the view may hold now; some of them may have no value.
    pub fn keys(&self, view: &ViewName) -> BTreeSet<Key> {
        let hall = self.hall;
        let mut keys = BTreeSet::from([Key::Hall]);
        let calls = || self.calls().map(|call| Key::Call(call.id));
        let lines = || hall.config.groups.iter().map(|group| Key::Line(group.code));
        let notices = || hall.notices.keys().map(|id| Key::Notice(*id));
        let counters = || hall.config.counters.iter().map(|counter| Key::Counter(counter.number.clone()));
        let tickets = || hall.tickets.keys().map(|id| Key::Ticket(*id));
        match view {
            ViewName::Zone { .. } => keys.extend(calls().chain(lines()).chain(notices()).chain(counters())),
            ViewName::CounterDisplay { counter, .. } => {
                keys.insert(Key::Counter(counter.clone()));
                keys.extend(calls());
            }
            ViewName::Counter { counter, .. } => {
                keys.insert(Key::Mine);
                keys.extend(calls().chain(lines()).chain(counters()));
                keys.extend(self.officer_tickets(counter).into_iter().map(Key::Ticket));
            }
            ViewName::Ticket { .. } => {
                keys.insert(Key::Mine);
            }
            ViewName::Kiosk { .. } => keys.extend(lines().chain(notices())),
            ViewName::Desk { .. } => keys.extend(lines().chain(notices()).chain(counters()).chain(tickets())),
            ViewName::Supervisor { .. } => {
                keys.extend(calls().chain(lines()).chain(notices()).chain(counters()).chain(tickets()));
            }
        }
        keys
    }

    /// The tickets an officer sees by name: the first of each line of the counter's groups, those kept for it and those
    /// it sent to complete papers.
    pub fn officer_tickets(&self, number: &CounterNo) -> BTreeSet<TicketId> {
        let hall = self.hall;
        let mut shown = BTreeSet::new();
        if let Some(counter) = hall.config.counter(number) {
            for ((group, _), line) in &hall.lines {
                if counter.groups.contains(group) {
                    shown.extend(line.iter().take(WAITING_SHOWN).map(|(_, id)| *id));
                }
            }
        }
        shown.extend(hall.held.get(number).into_iter().flatten().map(|(_, id)| *id));
        shown.extend(hall.parked.iter().map(|(_, id)| *id).filter(|id| {
            hall.tickets.get(id).is_some_and(|ticket| match &ticket.state {
                TicketState::Parked { counter, .. } => counter == number,
                TicketState::Waiting { .. }
                | TicketState::Called { .. }
                | TicketState::Serving { .. }
                | TicketState::Done { .. } => false,
            })
        }));
        shown
    }

    /// When a done ticket leaves the guide desk.
    pub fn desk_drops_at(&self, id: TicketId) -> Option<Moment> {
        match self.hall.tickets.get(&id)?.state {
            TicketState::Done { at, .. } => Some(Moment(at.0.saturating_add(DONE_SHOWN_MS))),
            TicketState::Waiting { .. }
            | TicketState::Called { .. }
            | TicketState::Serving { .. }
            | TicketState::Parked { .. } => None,
        }
    }

    fn desk_shows(&self, ticket: &Ticket) -> bool {
        self.desk_drops_at(ticket.id).is_none_or(|drops| self.hall.last_at < drops)
    }

    fn call(&self, id: CallId) -> Option<&Call> {
        self.hall.calls.get(&id).filter(|call| call.id >= self.calls_from)
    }

    /// Whether views hold this call.
    pub fn holds(&self, id: CallId) -> bool {
        self.call(id).is_some()
    }

    fn notice(&self, key: &Key) -> Option<&goiso_queue::hall::Notice> {
        match key {
            Key::Notice(id) => self.hall.notices.get(id),
            Key::Hall | Key::Mine | Key::Call(_) | Key::Line(_) | Key::Counter(_) | Key::Ticket(_) => None,
        }
    }

    fn counter(&self, number: &CounterNo) -> Option<(&Counter, &Desk)> {
        Some((self.hall.config.counter(number)?, self.hall.desks.get(number)?))
    }

    /// What everybody in the hall may know of it.
    fn hall_value(&self) -> HallValue {
        let config = &self.hall.config;
        let ordinary = Named {
            code: HallConfig::ordinary().to_string(),
            name: Text { vi: "Thường".to_owned(), en: "Ordinary".to_owned() },
        };
        let classes = config.classes.iter().map(|class| named(&class.code, &class.name));
        HallValue {
            hall: self.name.to_string(),
            name: text(&config.name),
            service_day: self.hall.day.map_or_else(String::new, |day| day.to_string()),
            time_zone: config.time_zone.clone(),
            phase: phase(self.hall.phase),
            zones: config.zones.iter().map(|zone| named(&zone.code, &zone.name)).collect(),
            groups: config.groups.iter().map(|group| named(&group.code, &group.name)).collect(),
            classes: std::iter::once(ordinary).chain(classes).collect(),
            services: Vec::new(),
            wait_target_s: config.wait_target.0,
            hotline: config.hotline.clone(),
            clock: None,
            stopped: Vec::new(),
        }
    }

    fn staff_hall_value(&self) -> HallValue {
        let clock = if self.hall.clock_doubted.is_some() { "doubted" } else { "sure" };
        HallValue {
            services: self.services(),
            stopped: self.stopped(),
            clock: Some(clock.to_owned()),
            ..self.hall_value()
        }
    }

    fn services(&self) -> Vec<ServiceValue> {
        let services = self.hall.config.services.iter();
        services
            .map(|service| ServiceValue {
                code: service.code.to_string(),
                group: service.group.to_string(),
                name: text(&service.name),
                papers: service.papers.iter().map(text).collect(),
            })
            .collect()
    }

    fn stopped(&self) -> Vec<Stopped> {
        let stopped = self.hall.stopped.iter();
        stopped.map(|(group, reason)| Stopped { group: group.to_string(), reason: reason.clone() }).collect()
    }

    fn line_value(&self, group: GroupCode) -> Option<LineValue> {
        self.hall.config.group(group)?;
        let lines = self.lines_of(group);
        Some(LineValue {
            waiting: lines.iter().map(|line| line.waiting).sum(),
            oldest_at: lines.iter().map(|line| line.oldest_at).min(),
            classes: Vec::new(),
            issued: None,
        })
    }

    fn staff_line_value(&self, group: GroupCode) -> Option<LineValue> {
        let issued = self.hall.group_issued.get(&group).copied().unwrap_or(0);
        Some(LineValue { classes: self.lines_of(group), issued: Some(issued), ..self.line_value(group)? })
    }

    fn lines_of(&self, group: GroupCode) -> Vec<ClassLine> {
        let lines = self.hall.lines.iter().filter(|((of, _), _)| *of == group);
        lines
            .filter_map(|((_, class), line)| {
                let (oldest_at, _) = line.first()?;
                Some(ClassLine { class: class.to_string(), waiting: count(line.len()), oldest_at: oldest_at.0 })
            })
            .collect()
    }

    /// What the wall may show of a counter.
    fn counter_value(&self, counter: &Counter, desk: &Desk) -> CounterValue {
        let ticket = desk.ticket.and_then(|id| self.hall.tickets.get(&id));
        let (since, reason) = match &desk.state {
            CounterState::Closed => (None, None),
            CounterState::Open { since, .. } => (Some(ticket.map_or((*since).max(desk.idle_since), since_of)), None),
            CounterState::Paused { since, reason, .. } => (Some(*since), Some(reason.clone())),
        };
        CounterValue {
            number: counter.number.to_string(),
            name: text(&counter.name),
            zone: counter.zone.to_string(),
            groups: counter.groups.iter().map(ToString::to_string).collect(),
            state: desk.state.word().to_owned(),
            label: ticket.map(|ticket| ticket.label.to_string()),
            ticket_state: ticket.map(|ticket| ticket.state.word().to_owned()),
            since: since.map(|at| at.0),
            reason,
            officer: None,
            served: None,
        }
    }

    fn staff_counter_value(&self, counter: &Counter, desk: &Desk) -> CounterValue {
        let officer = match &desk.state {
            CounterState::Closed => None,
            CounterState::Open { officer, .. } | CounterState::Paused { officer, .. } => Some(officer.to_string()),
        };
        CounterValue { officer, served: Some(desk.served), ..self.counter_value(counter, desk) }
    }

    fn my_counter(&self, number: &CounterNo) -> Option<MyCounter> {
        let (counter, desk) = self.counter(number)?;
        let ticket = desk.ticket.and_then(|id| self.hall.tickets.get(&id));
        let call = ticket.and_then(call_of);
        let why = call.and_then(|id| self.call(id)).and_then(|call| call.why.as_ref());
        let rule = self.hall.config.no_show;
        let no_show = ticket.and_then(|ticket| match &ticket.state {
            TicketState::Called { since, calls, .. } => {
                let patience = match ticket.care {
                    Care::Usual => rule.after,
                    Care::Accessible => rule.accessible_after,
                };
                Some((since.plus(patience), rule.calls.saturating_sub(*calls)))
            }
            TicketState::Waiting { .. }
            | TicketState::Serving { .. }
            | TicketState::Parked { .. }
            | TicketState::Done { .. } => None,
        });
        let (sum_ms, served) = desk.serve_time;
        let mean_ms = sum_ms.checked_div(i64::from(served));
        Some(MyCounter {
            counter: self.staff_counter_value(counter, desk),
            ticket: ticket.map(staff_ticket),
            call: call.map(|id| id.to_string()),
            why: why.map(why_value),
            no_show_from: no_show.map(|(from, _)| from.0),
            no_show_calls_needed: no_show.map(|(_, calls)| calls).filter(|calls| *calls > 0),
            undo: self.undoable(number, desk).map(|step| step_word(step).to_owned()),
            served: desk.served,
            mean_serve_s: mean_ms.and_then(|ms| u32::try_from(ms / 1000).ok()),
        })
    }

    /// The step that an undo would take back now; the rules are asked, so that the key is never offered in vain.
    fn undoable(&self, number: &CounterNo, desk: &Desk) -> Option<Step> {
        let step = desk.last_step.as_ref()?.step;
        let undo = Action::Undo { counter: number.clone(), seen: desk.ticket };
        let command = Command { by: Actor::Clock, action: undo };
        decide(self.hall, &command, self.hall.last_at).is_ok().then_some(step)
    }

    fn my_ticket(&self, id: TicketId) -> Option<MyTicket> {
        let ticket = self.hall.tickets.get(&id)?;
        let config = &self.hall.config;
        let group = config.group(ticket.group).map_or_else(
            || Named { code: ticket.group.to_string(), name: Text { vi: String::new(), en: String::new() } },
            |group| named(&group.code, &group.name),
        );
        let counter = ticket.counter();
        let zone = counter
            .and_then(|number| config.counter(number))
            .and_then(|counter| config.zones.iter().find(|zone| zone.code == counter.zone));
        let facts = state_facts(ticket);
        let waits = match ticket.state {
            TicketState::Waiting { .. } => true,
            TicketState::Called { .. }
            | TicketState::Serving { .. }
            | TicketState::Parked { .. }
            | TicketState::Done { .. } => false,
        };
        Some(MyTicket {
            id: id.to_string(),
            label: ticket.label.to_string(),
            group,
            state: ticket.state.word().to_owned(),
            outcome: facts.outcome,
            people_ahead: waits.then(|| Forecast::people_ahead(self.hall, id)),
            counter: counter.map(ToString::to_string),
            zone: zone.map(|zone| text(&zone.name)),
            call: call_of(ticket).map(|id| id.to_string()),
            issued_at: ticket.issued_at.0,
            since: since_of(ticket).0,
            until: facts.until,
            care: care_word(ticket.care).to_owned(),
            push_backs_left: config.limits.push_backs.saturating_sub(ticket.push_backs),
            rating: ticket.rating,
        })
    }

    /// A call with what became of it on its way to people.
    fn delivered(&self, call: &Call) -> CallValue {
        let should = self.expected.of(call.id);
        let missing: Vec<String> = should
            .iter()
            .filter(|screen| !call.shown.contains(&screen.device))
            .map(|screen| screen.name.clone())
            .collect();
        let delivery = Delivery {
            shown: count(call.shown.len()),
            of: count(call.shown.len() + missing.len()),
            missing,
            said: count(call.said.len()),
        };
        CallValue { delivery: Some(delivery), ..call_value(call) }
    }
}

/// The range of a wait, as frames and answers carry it.
pub(crate) fn wait_value(range: goiso_queue::WaitRange) -> WaitRange {
    WaitRange { low_s: range.low_s, high_s: range.high_s }
}

/// A value as JSON. Everything here is strings, numbers and lists, so that writing cannot fail.
pub(crate) fn encoded<T: Serialize>(value: &T) -> Option<Encoded> {
    to_raw_value(value).ok()
}

fn text(from: &HallText) -> Text {
    Text { vi: from.vi.clone(), en: from.en.clone() }
}

fn named(code: &impl ToString, name: &HallText) -> Named {
    Named { code: code.to_string(), name: text(name) }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn phase(from: HallPhase) -> Phase {
    let none = Phase { kind: String::new(), issuing_from: None, opens: None, last_ticket: None, closes: None };
    match from {
        HallPhase::ClosedToday => Phase { kind: "closed_today".to_owned(), ..none },
        HallPhase::Before { issuing_from, opens } => {
            Phase { kind: "before".to_owned(), issuing_from: Some(issuing_from.0), opens: Some(opens.0), ..none }
        }
        HallPhase::Issuing { last_ticket, closes } => {
            Phase { kind: "issuing".to_owned(), last_ticket: Some(last_ticket.0), closes: Some(closes.0), ..none }
        }
        HallPhase::LastTicketOut { closes } => {
            Phase { kind: "last_ticket_out".to_owned(), closes: Some(closes.0), ..none }
        }
        HallPhase::After => Phase { kind: "after".to_owned(), ..none },
    }
}

fn call_value(call: &Call) -> CallValue {
    let state = match call.state {
        CallState::Calling => "calling",
        CallState::Recalled => "recalled",
        CallState::Serving => "serving",
        CallState::Over => "over",
        CallState::NoShow => "no_show",
        CallState::Withdrawn => "withdrawn",
    };
    CallValue {
        label: call.label.to_string(),
        group: call.group.to_string(),
        counter: call.counter.to_string(),
        zone: call.zone.to_string(),
        number: call.number,
        state: state.to_owned(),
        at: call.at.0,
        delivery: None,
    }
}

fn notice_value(notice: &goiso_queue::hall::Notice) -> NoticeValue {
    NoticeValue { text: text(&notice.text), at: notice.at.0, until: notice.until.map(|until| until.0) }
}

/// What an officer must know of another counter to send somebody there.
fn neighbour(counter: &Counter, desk: &Desk) -> CounterValue {
    CounterValue {
        number: counter.number.to_string(),
        name: text(&counter.name),
        zone: counter.zone.to_string(),
        groups: counter.groups.iter().map(ToString::to_string).collect(),
        state: desk.state.word().to_owned(),
        label: None,
        ticket_state: None,
        since: None,
        reason: None,
        officer: None,
        served: None,
    }
}

/// A ticket as staff see it.
fn staff_ticket(ticket: &Ticket) -> StaffTicket {
    let facts = state_facts(ticket);
    StaffTicket {
        id: ticket.id.to_string(),
        label: ticket.label.to_string(),
        group: ticket.group.to_string(),
        service: ticket.service.as_ref().map(ToString::to_string),
        class: ticket.class.to_string(),
        care: care_word(ticket.care).to_owned(),
        dossiers: ticket.dossiers,
        state: ticket.state.word().to_owned(),
        outcome: facts.outcome,
        issued_at: ticket.issued_at.0,
        since: since_of(ticket).0,
        counter: facts.counter,
        calls: ticket.legs.last().filter(|leg| leg.end.is_none()).map_or(0, |leg| leg.calls),
        until: facts.until,
        reason: facts.reason,
        return_to: ticket.return_to.as_ref().map(ToString::to_string),
    }
}

/// What only some states have.
#[derive(Default)]
struct StateFacts {
    counter: Option<String>,
    outcome: Option<String>,
    until: Option<i64>,
    reason: Option<String>,
}

fn state_facts(ticket: &Ticket) -> StateFacts {
    match &ticket.state {
        TicketState::Waiting { hold: Hold::Anyone, .. } => StateFacts::default(),
        TicketState::Waiting { hold: Hold::Counter { number }, .. } => {
            StateFacts { counter: Some(number.to_string()), ..StateFacts::default() }
        }
        TicketState::Called { counter, .. } | TicketState::Serving { counter, .. } => {
            StateFacts { counter: Some(counter.to_string()), ..StateFacts::default() }
        }
        TicketState::Parked { counter, until, reason, .. } => StateFacts {
            counter: Some(counter.to_string()),
            outcome: None,
            until: Some(until.0),
            reason: Some(reason.clone()),
        },
        TicketState::Done { outcome, .. } => {
            StateFacts { outcome: Some(outcome.word().to_owned()), ..StateFacts::default() }
        }
    }
}

fn since_of(ticket: &Ticket) -> Moment {
    match &ticket.state {
        TicketState::Waiting { since, .. }
        | TicketState::Called { since, .. }
        | TicketState::Serving { since, .. }
        | TicketState::Parked { since, .. } => *since,
        TicketState::Done { at, .. } => *at,
    }
}

fn call_of(ticket: &Ticket) -> Option<CallId> {
    match ticket.state {
        TicketState::Called { call, .. } | TicketState::Serving { call, .. } => Some(call),
        TicketState::Waiting { .. } | TicketState::Parked { .. } | TicketState::Done { .. } => None,
    }
}

fn care_word(care: Care) -> &'static str {
    match care {
        Care::Usual => "usual",
        Care::Accessible => "accessible",
    }
}

fn step_word(step: Step) -> &'static str {
    match step {
        Step::Call => "call",
        Step::Recall => "recall",
        Step::Start => "start",
        Step::Finish => "finish",
        Step::NoShow => "no_show",
        Step::Park => "park",
        Step::Transfer => "transfer",
    }
}

/// Why a ticket was next, as officers read it. Also the shape of HTTP answers.
pub fn why_value(why: &HallWhy) -> Why {
    let mut value = Why {
        rule: String::new(),
        waited_s: u32::try_from(why.waited_ms.max(0) / 1000).unwrap_or(u32::MAX),
        rate_milli: None,
        within_s: None,
        run: None,
        reason: None,
        helped: match why.line {
            LineOf::Own { .. } => false,
            LineOf::Helped => true,
        },
        runner_up: why.runner_up.map(|id| id.to_string()),
    };
    value.rule = match &why.rule {
        Rule::Guarantee { within_s } => {
            value.within_s = Some(within_s.0);
            "guarantee"
        }
        Rule::Returned => "returned",
        Rule::Arrival => "arrival",
        Rule::PriorityFirst { run } => {
            value.run = Some(*run);
            "priority_first"
        }
        Rule::OrdinaryTurn => "ordinary_turn",
        Rule::Accumulating { rate_milli, .. } => {
            value.rate_milli = Some(*rate_milli);
            "accumulating"
        }
        Rule::Chosen { reason } => {
            value.reason = Some(reason.clone());
            "chosen"
        }
    }
    .to_owned();
    value
}
