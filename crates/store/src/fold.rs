//! The views as a fold of the log: the same code writes them live and derives them again.

use crate::rows::{LegRow, TicketRow};
use crate::statistics::{Figures, Piece, count_desk, count_event, count_ticket, standing_legs};
use goiso_queue::ticket::{Channel, Leg, LegEnd, Start};
use goiso_queue::time::ServiceDay;
use goiso_queue::{CounterNo, Event, Fact, Hall, Moment, Ticket, TicketId, TicketState};
use std::collections::BTreeMap;

/// Rows that a stretch of events changes, the last value of each.
#[derive(Debug, Default)]
pub struct Fold {
    /// Whole rows to insert or replace.
    pub tickets: BTreeMap<TicketId, TicketRow>,
    /// Whole rows to insert or replace.
    pub legs: BTreeMap<(TicketId, u16), LegRow>,
    /// To be added to the stored figures.
    pub statistics: BTreeMap<(ServiceDay, Piece), Figures>,
    /// Service days that ended: what is stored of each afterwards is to be added to its month.
    pub days_over: Vec<ServiceDay>,
    /// The service day and the seq of its `day_started`, if one is among the events.
    pub day_started: Option<(ServiceDay, u64)>,
}

impl Fold {
    /// Applies `event` to `hall` and notes which rows it changes. This is the only way the engine applies events,
    /// live or caught up. Events that another node wrote have their rows already: their fold is thrown away.
    pub fn apply(&mut self, hall: &mut Hall, event: &Event) {
        let touched = touched(hall, &event.fact);
        let legs: Vec<Vec<Leg>> =
            touched.iter().map(|id| hall.tickets.get(id).map_or_else(Vec::new, |ticket| ticket.legs.clone())).collect();
        // Figures change by what each ticket adds to them afterwards, less what it added before: no event kind has
        // its own arithmetic that could be forgotten.
        let measured = measured_anew(hall, &event.fact);
        if let Some(day) = hall.day {
            self.count(day, hall, touched.iter().chain(&measured), -1);
            count_event(&mut self.statistics, day, hall, &event.fact);
            self.count_desk(day, hall, event);
        }
        if let (Fact::DayStarted { .. }, Some(over)) = (&event.fact, hall.day) {
            self.days_over.push(over);
        }
        hall.apply(event);
        if let Fact::DayStarted { day, .. } = &event.fact {
            self.day_started = Some((*day, hall.seq));
        }
        let Some(day) = hall.day else { return };
        self.count(day, hall, touched.iter().chain(&measured), 1);
        for (id, legs) in touched.into_iter().zip(legs) {
            let Some(after) = hall.tickets.get(&id) else { continue };
            self.note_legs(day, &legs, after, event.at);
            self.tickets.insert(after.id, ticket_row(day, after));
        }
    }

    fn count<'a>(&mut self, day: ServiceDay, hall: &Hall, tickets: impl Iterator<Item = &'a TicketId>, times: i64) {
        for ticket in tickets.filter_map(|id| hall.tickets.get(id)) {
            count_ticket(&mut self.statistics, day, hall, ticket, times);
        }
    }

    /// A counter's state ends with the event, or ended with the day if nobody looked at the hall for longer.
    fn count_desk(&mut self, day: ServiceDay, hall: &Hall, event: &Event) {
        if let Fact::CounterOpened { counter, .. }
        | Fact::CounterPaused { counter, .. }
        | Fact::CounterResumed { counter }
        | Fact::CounterClosed { counter } = &event.fact
            && let Some(desk) = hall.desks.get(counter)
        {
            let until = hall.plan.as_ref().map_or(event.at, |plan| event.at.min(plan.ends_at));
            count_desk(&mut self.statistics, day, &hall.config, counter, &desk.state, until);
        }
    }

    /// Notes the legs from the first that differs. A leg that an undo took away stays as a row that says so.
    fn note_legs(&mut self, day: ServiceDay, old: &[Leg], after: &Ticket, at: Moment) {
        for (index, leg) in after.legs.iter().enumerate() {
            if old.get(index) != Some(leg) {
                let row = leg_row(day, after.id, index, leg);
                self.legs.insert((row.ticket, row.leg), row);
            }
        }
        for (index, leg) in old.iter().enumerate().skip(after.legs.len()) {
            let mut row = leg_row(day, after.id, index, leg);
            row.ended_at = Some(at);
            row.how = "undone";
            self.legs.insert((row.ticket, row.leg), row);
        }
    }
}

/// The tickets that an event can change.
fn touched(hall: &Hall, fact: &Fact) -> Vec<TicketId> {
    if let Fact::StepUndone { counter, .. } = fact {
        return last_step_tickets(hall, counter);
    }
    fact.ticket().into_iter().collect()
}

/// The tickets that a new configuration measures otherwise: the day is counted as if it had always been in force.
fn measured_anew(hall: &Hall, fact: &Fact) -> Vec<TicketId> {
    let Fact::Configured { config } = fact else { return Vec::new() };
    if config.wait_target == hall.config.wait_target && config.time_zone == hall.config.time_zone {
        return Vec::new();
    }
    hall.tickets.keys().copied().collect()
}

/// The tickets that an undo at this counter takes back to what they were.
fn last_step_tickets(hall: &Hall, counter: &CounterNo) -> Vec<TicketId> {
    let Some(step) = hall.desks.get(counter).and_then(|desk| desk.last_step.as_ref()) else { return Vec::new() };
    let mut tickets: Vec<TicketId> = step.before.iter().chain(&step.after).map(|ticket| ticket.id).collect();
    tickets.sort_unstable();
    tickets.dedup();
    tickets
}

fn first_called_at(ticket: &Ticket) -> Option<Moment> {
    standing_legs(ticket).next().map(|leg| leg.called_at)
}

fn started_at(start: Start) -> Option<Moment> {
    match start {
        Start::NotYet => None,
        Start::At(at) | Start::Implied(at) => Some(at),
    }
}

/// The row of a ticket as it stands.
fn ticket_row(day: ServiceDay, ticket: &Ticket) -> TicketRow {
    let (outcome, done_at) = match &ticket.state {
        TicketState::Done { outcome, at } => (outcome.word(), Some(*at)),
        TicketState::Waiting { .. }
        | TicketState::Called { .. }
        | TicketState::Serving { .. }
        | TicketState::Parked { .. } => ("", None),
    };
    TicketRow {
        ticket: ticket.id,
        day,
        series: ticket.label.group.letter(),
        number: ticket.label.number.0,
        group: ticket.group.letter(),
        service: ticket.service.as_ref().map_or_else(String::new, |service| service.as_str().to_owned()),
        class: ticket.class.as_str().to_owned(),
        channel: match ticket.channel {
            Channel::Kiosk => "kiosk",
            Channel::Desk => "desk",
            Channel::Phone => "phone",
            Channel::Appointment => "appointment",
        },
        state: ticket.state.word(),
        outcome,
        counter: ticket.counter().map_or_else(String::new, |counter| counter.as_str().to_owned()),
        issued_at: ticket.issued_at,
        first_called_at: first_called_at(ticket),
        first_started_at: standing_legs(ticket).find_map(|leg| started_at(leg.start)),
        done_at,
        rating: ticket.rating,
        told: ticket.told.map(|range| (range.low_s, range.high_s)),
    }
}

fn leg_row(day: ServiceDay, ticket: TicketId, index: usize, leg: &Leg) -> LegRow {
    LegRow {
        ticket,
        leg: u16::try_from(index).unwrap_or(u16::MAX),
        day,
        group: leg.group.letter(),
        counter: leg.counter.as_str().to_owned(),
        officer: leg.officer.as_str().to_owned(),
        waited_from: leg.waited_from,
        called_at: leg.called_at,
        calls: leg.calls,
        started_at: started_at(leg.start),
        start: match leg.start {
            Start::NotYet => "",
            Start::At(_) => "pressed",
            Start::Implied(_) => "implied",
        },
        ended_at: leg.end.map(|(at, _)| at),
        how: match leg.end {
            None => "",
            Some((_, LegEnd::Served)) => "served",
            Some((_, LegEnd::NoShow)) => "no_show",
            Some((_, LegEnd::Parked)) => "parked",
            Some((_, LegEnd::Transferred)) => "transferred",
            Some((_, LegEnd::Cancelled)) => "cancelled",
            Some((_, LegEnd::AutoClosed)) => "auto_closed",
            Some((_, LegEnd::Undone)) => "undone",
        },
    }
}
