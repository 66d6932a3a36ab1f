//! The wall between the hall and the wire: which audience sees which value, and which of its fields.
//!
//! A view shows nothing that is not written here for it. No name of a citizen and no hash of a card is ever read.

use crate::expected::Expectations;
use crate::keys::Key;
use crate::values::{
    brand_value, call_of, call_value, care_word, count, encoded, lapsed_value, named, neighbour, notice_value, phase,
    print_value, since_of, staff_ticket, state_facts, step_word, text, voice_value, wall_value, why_value,
};
use crate::view_name::ViewName;
use goiso_queue::config::Counter;
use goiso_queue::event::Step;
use goiso_queue::hall::{Call, CounterState, Desk, Lapsed};
use goiso_queue::screens::Wall;
use goiso_queue::ticket::Care;
use goiso_queue::{
    Action, Actor, CallId, Command, CounterNo, Forecast, GroupCode, Hall, HallConfig, HallId, Moment, Outcome, Ticket,
    TicketId, TicketState, ZoneCode, decide,
};
use goiso_wire::value::{
    AgeHint, AwayTimes, CallValue, ClassLine, CounterValue, Delivery, HallValue, LineValue, MyCounter, MyTicket, Named,
    OwnDay, PrintValue, ServiceValue, Stopped, Text,
};
use serde_json::value::RawValue;
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
            Key::Hall => {
                let zone = self.hall.config.zone(zone);
                let voice = zone.map(|zone| voice_value(&self.hall.config.voice, &zone.speech));
                let wall = zone.and_then(|zone| wall_value(&zone.code, &zone.wall));
                encoded(&HallValue { voice, wall, ..self.branded_hall_value() })
            }
            Key::Call(id) => {
                let wall = self.wall(zone);
                let here =
                    |call: &&Call| call.zone == *zone || wall.is_some_and(|wall| wall.shows_elsewhere(&call.zone));
                encoded(&call_value(self.call(*id).filter(here)?))
            }
            Key::Line(group) => {
                let next = self.wall(zone).map_or_else(Vec::new, |wall| self.next_up(*group, wall.next));
                encoded(&LineValue { next, ..self.line_value(*group)? })
            }
            Key::Notice(_) => {
                let notice = self.notice(key)?;
                (notice.zones.is_empty() || notice.zones.contains(zone)).then(|| encoded(&notice_value(notice)))?
            }
            Key::Counter(number) => {
                let (counter, desk) = self.counter(number).filter(|(counter, _)| counter.zone == *zone)?;
                encoded(&self.counter_value(counter, desk))
            }
            Key::Mine | Key::Ticket(_) | Key::Lapsed(_) | Key::Print(_) => None,
        }
    }

    fn for_counter_display(&self, own: &CounterNo, key: &Key) -> Option<Encoded> {
        match key {
            Key::Hall => encoded(&self.branded_hall_value()),
            Key::Call(id) => encoded(&call_value(self.call(*id).filter(|call| call.counter == *own)?)),
            Key::Counter(number) => {
                let (counter, desk) = self.counter(number).filter(|_| number == own)?;
                encoded(&self.counter_value(counter, desk))
            }
            Key::Mine | Key::Line(_) | Key::Notice(_) | Key::Ticket(_) | Key::Lapsed(_) | Key::Print(_) => None,
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
            Key::Lapsed(id) => self.lapsed(own, *id),
            Key::Notice(_) | Key::Print(_) => None,
        }
    }

    fn for_citizen(&self, own: TicketId, key: &Key) -> Option<Encoded> {
        match key {
            Key::Hall => {
                encoded(&HallValue { zones: Vec::new(), groups: Vec::new(), classes: Vec::new(), ..self.hall_value() })
            }
            Key::Mine => encoded(&self.my_ticket(own)?),
            Key::Call(_)
            | Key::Line(_)
            | Key::Notice(_)
            | Key::Counter(_)
            | Key::Ticket(_)
            | Key::Lapsed(_)
            | Key::Print(_) => None,
        }
    }

    fn for_kiosk(&self, key: &Key) -> Option<Encoded> {
        match key {
            Key::Hall => encoded(&HallValue {
                groups: self.pictured_groups(),
                services: self.services(),
                stopped: self.stopped(),
                ages: self.ages(),
                ..self.branded_hall_value()
            }),
            Key::Line(group) => encoded(&LineValue { left: self.left(*group), ..self.line_value(*group)? }),
            Key::Notice(_) => encoded(&notice_value(self.notice(key)?)),
            Key::Print(id) => encoded(&print_value(self.hall.prints.get(id)?)),
            Key::Mine | Key::Call(_) | Key::Counter(_) | Key::Ticket(_) | Key::Lapsed(_) => None,
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
            Key::Line(_) | Key::Notice(_) | Key::Print(_) => self.for_kiosk(key),
            Key::Mine | Key::Call(_) | Key::Lapsed(_) => None,
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
            Key::Ticket(id) => {
                let ticket =
                    self.hall.tickets.get(id).filter(|ticket| ticket.is_open() || self.may_come_back(ticket))?;
                encoded(&staff_ticket(ticket))
            }
            Key::Print(id) => {
                let print = self.hall.prints.get(id)?;
                encoded(&PrintValue { by: Some(print.by.to_string()), ..print_value(print) })
            }
            Key::Mine | Key::Lapsed(_) => None,
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
        let prints = || hall.prints.keys().map(|id| Key::Print(*id));
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
                keys.extend(hall.lapsed.keys().map(|id| Key::Lapsed(*id)));
            }
            ViewName::Ticket { .. } => {
                keys.insert(Key::Mine);
            }
            ViewName::Kiosk { .. } => keys.extend(lines().chain(notices()).chain(prints())),
            ViewName::Desk { .. } => {
                keys.extend(lines().chain(notices()).chain(counters()).chain(tickets()).chain(prints()));
            }
            ViewName::Supervisor { .. } => {
                keys.extend(calls().chain(lines()).chain(notices()).chain(counters()).chain(tickets()).chain(prints()));
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

    /// Whose time away was up, told to the counter that sent them for a while.
    fn lapsed(&self, own: &CounterNo, id: TicketId) -> Option<Encoded> {
        let shown = |lapsed: &&Lapsed| lapsed.counter == *own && self.hall.last_at < lapsed.shown_until();
        let lapsed = self.hall.lapsed.get(&id).filter(shown)?;
        encoded(&lapsed_value(&self.hall.tickets.get(&id)?.label, lapsed))
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

    /// Whether a ticket ended a short while ago in a way that can be taken back.
    fn may_come_back(&self, ticket: &Ticket) -> bool {
        let ended = match ticket.state {
            TicketState::Done { outcome: Outcome::NoShow | Outcome::Left | Outcome::Cancelled, .. } => true,
            TicketState::Done { outcome: Outcome::Served | Outcome::Void | Outcome::Expired, .. }
            | TicketState::Waiting { .. }
            | TicketState::Called { .. }
            | TicketState::Serving { .. }
            | TicketState::Parked { .. } => false,
        };
        ended && self.desk_shows(ticket)
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
            Key::Hall
            | Key::Mine
            | Key::Call(_)
            | Key::Line(_)
            | Key::Counter(_)
            | Key::Ticket(_)
            | Key::Lapsed(_)
            | Key::Print(_) => None,
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
            icon: None,
        };
        let classes = config.classes.iter().map(|class| named(&class.code, &class.name));
        HallValue {
            hall: self.name.to_string(),
            name: text(&config.name),
            service_day: self.hall.day.map_or_else(String::new, |day| day.to_string()),
            time_zone: config.time_zone.clone(),
            phase: phase(self.hall),
            zones: config.zones.iter().map(|zone| named(&zone.code, &zone.name)).collect(),
            groups: config.groups.iter().map(|group| named(&group.code, &group.name)).collect(),
            classes: std::iter::once(ordinary).chain(classes).collect(),
            services: Vec::new(),
            wait_target_s: config.wait_target.0,
            hotline: config.hotline.clone(),
            clock: None,
            voice: None,
            brand: None,
            wall: None,
            stopped: Vec::new(),
            ages: Vec::new(),
        }
    }

    /// The same for screens that citizens see.
    fn branded_hall_value(&self) -> HallValue {
        HallValue { brand: brand_value(&self.hall.config.brand), ..self.hall_value() }
    }

    /// What the wall of a zone shows.
    fn wall(&self, zone: &ZoneCode) -> Option<&'a Wall> {
        self.hall.config.zone(zone).map(|zone| &zone.wall)
    }

    /// The lines of whom the wall of a zone shows who is next.
    pub fn next_lines(&self, zone: &ZoneCode) -> impl Iterator<Item = Key> {
        let shown = self.wall(zone).is_some_and(|wall| wall.next > 0);
        self.hall.config.groups.iter().filter(move |_| shown).map(|group| Key::Line(group.code))
    }

    /// The labels of a line that will probably be next.
    fn next_up(&self, group: GroupCode, at_most: u8) -> Vec<String> {
        let next = Forecast::next_up(self.hall, group, usize::from(at_most), self.hall.last_at);
        next.iter().filter_map(|id| Some(self.hall.tickets.get(id)?.label.to_string())).collect()
    }

    /// Groups with their pictures, for those who choose by them.
    fn pictured_groups(&self) -> Vec<Named> {
        let groups = self.hall.config.groups.iter();
        groups.map(|group| Named { icon: group.icon.clone(), ..named(&group.code, &group.name) }).collect()
    }

    fn ages(&self) -> Vec<AgeHint> {
        let classes = self.hall.config.classes.iter();
        classes.filter_map(|class| Some(AgeHint { class: class.code.to_string(), from_age: class.from_age? })).collect()
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
            next: Vec::new(),
            classes: Vec::new(),
            issued: None,
            left: None,
        })
    }

    /// Numbers of a line left today, if it has a daily cap.
    fn left(&self, group: GroupCode) -> Option<u32> {
        let cap = self.hall.config.group(group)?.daily_cap?;
        let issued = self.hall.group_issued.get(&group).copied().unwrap_or(0);
        Some(u32::from(cap).saturating_sub(issued))
    }

    fn staff_line_value(&self, group: GroupCode) -> Option<LineValue> {
        let issued = self.hall.group_issued.get(&group).copied().unwrap_or(0);
        Some(LineValue {
            classes: self.lines_of(group),
            issued: Some(issued),
            left: self.left(group),
            ..self.line_value(group)?
        })
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
        let officer = self.hall.officer_at(number);
        let own = officer.map(|officer| self.hall.officers.get(officer).copied().unwrap_or_default());
        let park = self.hall.config.park;
        Some(MyCounter {
            counter: self.staff_counter_value(counter, desk),
            ticket: ticket.map(staff_ticket),
            call: call.map(|id| id.to_string()),
            why: why.map(why_value),
            no_show_from: no_show.map(|(from, _)| from.0),
            no_show_calls_needed: no_show.map(|(_, calls)| calls).filter(|calls| *calls > 0),
            undo: self.undoable(number, desk).map(|step| step_word(step).to_owned()),
            served: desk.served,
            mean_serve_s: mean_s(desk.serve_time),
            own: own.map(|day| OwnDay {
                served: day.served,
                no_shows: day.no_shows,
                mean_serve_s: mean_s(day.serve_time),
            }),
            away: Some(AwayTimes { usual_s: park.usual.0, at_most_s: park.at_most.0 }),
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
            || Named {
                code: ticket.group.to_string(),
                name: Text { vi: String::new(), en: String::new() },
                icon: None,
            },
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
            push_back_places: Some(config.limits.push_back_places),
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
            speakers: Some(count(self.expected.speakers(call.id))),
            speakers_paired: Some(count(self.expected.paired(call.id))),
            unsaid: call.unsaid.filter(|_| call.said.is_empty()).map(|why| why.word().to_owned()),
        };
        CallValue { delivery: Some(delivery), ..call_value(call) }
    }
}

/// The mean of a serve time (sum in ms, count), in seconds.
fn mean_s((sum_ms, count): (i64, u32)) -> Option<u32> {
    sum_ms.checked_div(i64::from(count)).and_then(|ms| u32::try_from(ms / 1000).ok())
}
