//! The views as a fold of the log: the same code writes them live and derives them again.

use crate::rows::{DayCount, LegRow, TicketRow};
use goiso_queue::ticket::{Channel, Leg, LegEnd, Start};
use goiso_queue::time::ServiceDay;
use goiso_queue::{CounterNo, Event, Fact, Hall, Moment, Outcome, Ticket, TicketId, TicketState};
use std::collections::BTreeMap;

/// Rows that a stretch of events changes, the last value of each.
#[derive(Debug, Default)]
pub struct Fold {
    /// Whole rows to insert or replace. `told` is set by the issue alone; rows that exist keep theirs.
    pub tickets: BTreeMap<TicketId, TicketRow>,
    /// Whole rows to insert or replace.
    pub legs: BTreeMap<(TicketId, u16), LegRow>,
    /// To be added to the stored counts: (day, group letter at issue, class).
    pub counts: BTreeMap<(ServiceDay, char, String), DayCount>,
    /// The service day and the seq of its `day_started`, if one is among the events.
    pub day_started: Option<(ServiceDay, u64)>,
}

impl Fold {
    /// Applies `event` to `hall` and notes which rows it changes. This is the only way the engine applies events,
    /// live or caught up. Events that another node wrote have their rows already: their fold is thrown away.
    pub fn apply(&mut self, hall: &mut Hall, event: &Event) {
        let touched = touched(hall, &event.fact);
        // Counts change by what each ticket adds to them afterwards, less what it added before: no event kind has
        // its own arithmetic that could be forgotten.
        let before: Vec<Option<Ticket>> = touched.iter().map(|id| hall.tickets.get(id).cloned()).collect();
        hall.apply(event);
        if let Fact::DayStarted { day, .. } = &event.fact {
            self.day_started = Some((*day, hall.seq));
        }
        let Some(day) = hall.day else { return };
        for (id, before) in touched.into_iter().zip(before) {
            if let Some(before) = &before {
                self.count(day, before, Sign::Less);
            }
            let Some(after) = hall.tickets.get(&id) else { continue };
            self.count(day, after, Sign::More);
            self.note_legs(day, before.as_ref(), after, event.at);
            self.note_ticket(day, after, &event.fact);
        }
    }

    fn count(&mut self, day: ServiceDay, ticket: &Ticket, sign: Sign) {
        let key = (day, ticket.label.group.letter(), ticket.class.as_str().to_owned());
        let entry = self.counts.entry(key).or_default();
        let share = share_of(ticket);
        match sign {
            Sign::More => entry.add(&share),
            Sign::Less => entry.subtract(&share),
        }
    }

    fn note_ticket(&mut self, day: ServiceDay, ticket: &Ticket, fact: &Fact) {
        let told = match self.tickets.get(&ticket.id) {
            Some(row) => row.told,
            None => told(fact),
        };
        self.tickets.insert(ticket.id, ticket_row(day, ticket, told));
    }

    /// Notes the legs from the first that differs. A leg that an undo took away stays as a row that says so.
    fn note_legs(&mut self, day: ServiceDay, before: Option<&Ticket>, after: &Ticket, at: Moment) {
        let old = before.map_or(&[][..], |ticket| &ticket.legs);
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

#[derive(Clone, Copy)]
enum Sign {
    More,
    Less,
}

/// The tickets that an event can change.
fn touched(hall: &Hall, fact: &Fact) -> Vec<TicketId> {
    match fact {
        Fact::TicketIssued { ticket, .. }
        | Fact::TicketCancelled { ticket }
        | Fact::TicketLeft { ticket, .. }
        | Fact::TicketVoided { ticket, .. }
        | Fact::TicketExpired { ticket }
        | Fact::TicketAutoClosed { ticket, .. }
        | Fact::TicketPushedBack { ticket, .. }
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
        | Fact::TicketSentBack { ticket, .. } => vec![*ticket],
        Fact::StepUndone { counter, .. } => last_step_tickets(hall, counter),
        Fact::Configured { .. }
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
        | Fact::SpeechFailed { .. } => Vec::new(),
    }
}

/// The tickets that an undo at this counter takes back to what they were.
fn last_step_tickets(hall: &Hall, counter: &CounterNo) -> Vec<TicketId> {
    let Some(step) = hall.desks.get(counter).and_then(|desk| desk.last_step.as_ref()) else { return Vec::new() };
    let mut tickets: Vec<TicketId> = step.before.iter().chain(&step.after).map(|ticket| ticket.id).collect();
    tickets.sort_unstable();
    tickets.dedup();
    tickets
}

/// The range that an issue told the citizen, in seconds.
fn told(fact: &Fact) -> Option<(u32, u32)> {
    if let Fact::TicketIssued { range: Some(range), .. } = fact { Some((range.low_s, range.high_s)) } else { None }
}

/// What one ticket adds to the counts of its day, group and class.
fn share_of(ticket: &Ticket) -> DayCount {
    let mut share = DayCount::default();
    let outcome = match &ticket.state {
        TicketState::Done { outcome, .. } => Some(*outcome),
        TicketState::Waiting { .. }
        | TicketState::Called { .. }
        | TicketState::Serving { .. }
        | TicketState::Parked { .. } => None,
    };
    if outcome == Some(Outcome::Void) {
        share.void = 1;
        return share;
    }
    share.issued = 1;
    match outcome {
        None | Some(Outcome::Void) => {}
        Some(Outcome::Served) => {
            share.served = 1;
            let auto = ticket.legs.last().is_some_and(|leg| matches!(leg.end, Some((_, LegEnd::AutoClosed))));
            share.auto_closed = i64::from(auto);
        }
        Some(Outcome::NoShow) => share.no_show = 1,
        Some(Outcome::Left) => share.left = 1,
        Some(Outcome::Cancelled) => share.cancelled = 1,
        Some(Outcome::Expired) => share.expired = 1,
    }
    if let Some(called_at) = first_called_at(ticket) {
        share.called = 1;
        share.wait_ms = called_at.ms_since(ticket.issued_at);
    }
    share
}

/// Legs that were not taken back.
fn standing_legs(ticket: &Ticket) -> impl Iterator<Item = &Leg> {
    ticket.legs.iter().filter(|leg| !matches!(leg.end, Some((_, LegEnd::Undone))))
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
fn ticket_row(day: ServiceDay, ticket: &Ticket, told: Option<(u32, u32)>) -> TicketRow {
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
        told,
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
