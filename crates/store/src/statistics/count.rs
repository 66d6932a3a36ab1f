//! What a ticket, a counter and an event add to the figures of their day.
//!
//! A ticket is counted whole, with its sign: taken away as it stood before an event and added as it stands after. No kind of
//! event has arithmetic of its own that could be forgotten.

use super::figures::Figures;
use super::{Cube, Piece};
use goiso_queue::day::{half_hour, zone_of};
use goiso_queue::hall::CounterState;
use goiso_queue::print::PrintResult;
use goiso_queue::ticket::{Leg, LegEnd, Start};
use goiso_queue::time::ServiceDay;
use goiso_queue::{CounterNo, Fact, Hall, HallConfig, Moment, Outcome, Ticket, TicketState};
use std::collections::BTreeMap;

/// Figures to be added to what is stored.
pub(crate) type Sums = BTreeMap<(ServiceDay, Piece), Figures>;

/// Counts a ticket `times` more: once, or once less. Not in the whole day: that is the sum of its lines, and is written when
/// the day is over, because the largest row of all would be written anew by every command.
pub(crate) fn count_ticket(sums: &mut Sums, day: ServiceDay, hall: &Hall, ticket: &Ticket, times: i64) {
    let line = |group: char| Piece::Line { group, class: ticket.class.as_str().to_owned() };
    let issued = half_hour(&zone_of(&hall.config), ticket.issued_at);
    let slot = Piece::Slot { weekday: issued.weekday, slot: issued.slot };
    let visit = Visit { hall, ticket };
    for piece in [line(ticket.label.group.letter()), slot] {
        visit.count(figures(sums, day, piece), times);
    }
    if visit.is_void() {
        return;
    }
    for leg in standing_legs(ticket) {
        let desk = Piece::Desk { counter: leg.counter.as_str().to_owned(), officer: leg.officer.as_str().to_owned() };
        for piece in [line(leg.group.letter()), desk] {
            count_leg(figures(sums, day, piece), leg, times);
        }
    }
}

fn figures(sums: &mut Sums, day: ServiceDay, piece: Piece) -> &mut Figures {
    sums.entry((day, piece)).or_default()
}

/// Legs that were not taken back.
pub(crate) fn standing_legs(ticket: &Ticket) -> impl Iterator<Item = &Leg> {
    ticket.legs.iter().filter(|leg| !matches!(leg.end, Some((_, LegEnd::Undone))))
}

struct Visit<'a> {
    hall: &'a Hall,
    ticket: &'a Ticket,
}

impl Visit<'_> {
    fn ended(&self) -> Option<(Outcome, Moment)> {
        match &self.ticket.state {
            TicketState::Done { outcome, at } => Some((*outcome, *at)),
            TicketState::Waiting { .. }
            | TicketState::Called { .. }
            | TicketState::Serving { .. }
            | TicketState::Parked { .. } => None,
        }
    }

    fn is_void(&self) -> bool {
        self.ended().is_some_and(|(outcome, _)| outcome == Outcome::Void)
    }

    /// Void stands apart from every figure. What the day's end closed was served, but tells nothing of a length.
    fn count(&self, figures: &mut Figures, times: i64) {
        if self.is_void() {
            figures.counts.void += times;
            return;
        }
        figures.counts.issued += times;
        match self.ended() {
            None | Some((Outcome::Void, _)) => {}
            Some((Outcome::Served, at)) => {
                figures.counts.served += times;
                let auto = self.ticket.legs.last().is_some_and(|leg| matches!(leg.end, Some((_, LegEnd::AutoClosed))));
                if auto {
                    figures.counts.auto_closed += times;
                } else {
                    figures.lengths.total.record(at.ms_since(self.ticket.issued_at), times);
                }
            }
            Some((Outcome::NoShow, _)) => figures.counts.no_show += times,
            Some((Outcome::Left, _)) => figures.counts.left += times,
            Some((Outcome::Cancelled, _)) => figures.counts.cancelled += times,
            Some((Outcome::Expired, _)) => figures.counts.expired += times,
        }
        if let Some(leg) = standing_legs(self.ticket).next() {
            self.count_wait(figures, leg.called_at.ms_since(self.ticket.issued_at), times);
        }
        if self.ticket.away_ms > 0 {
            figures.lengths.hold.record(self.ticket.away_ms, times);
        }
        match self.ticket.rating {
            Some(1) => figures.counts.rated_1 += times,
            Some(2) => figures.counts.rated_2 += times,
            Some(3) => figures.counts.rated_3 += times,
            Some(4) => figures.counts.rated_4 += times,
            Some(5) => figures.counts.rated_5 += times,
            Some(_) | None => {}
        }
        let earlier = self.ticket.person.as_ref().and_then(|person| self.hall.persons.get(person));
        if earlier.and_then(|tickets| tickets.first()).is_some_and(|first| *first != self.ticket.id) {
            figures.counts.same_person += times;
        }
    }

    fn count_wait(&self, figures: &mut Figures, wait_ms: i64, times: i64) {
        let counts = &mut figures.counts;
        counts.called += times;
        counts.wait_ms += times * wait_ms;
        counts.with_target += times;
        if wait_ms <= self.hall.config.wait_target.ms() {
            counts.within_target += times;
        }
        if let Some(range) = self.ticket.told {
            let (low, high) = (i64::from(range.low_s) * 1000, i64::from(range.high_s) * 1000);
            counts.told += times;
            if wait_ms < low {
                counts.told_below += times;
            } else if wait_ms > high {
                counts.told_above += times;
            }
            counts.told_width_ms += times * (high - low);
            counts.told_error_ms += times * (wait_ms - (low + high) / 2).abs();
        }
        figures.lengths.wait.record(wait_ms, times);
    }
}

fn count_leg(figures: &mut Figures, leg: &Leg, times: i64) {
    let counts = &mut figures.counts;
    counts.recalls += times * i64::from(leg.calls.saturating_sub(1));
    figures.lengths.leg_wait.record(leg.called_at.ms_since(leg.waited_from), times);
    let started = match leg.start {
        Start::NotYet => None,
        Start::At(at) => Some(at),
        Start::Implied(_) => {
            counts.implied += times;
            None
        }
    };
    if let Some(started) = started {
        let reaction = started.ms_since(leg.called_at);
        counts.reacted += times;
        counts.reaction_ms += times * reaction;
        figures.lengths.reaction.record(reaction, times);
    }
    let Some((ended, how)) = leg.end else { return };
    let timed = match how {
        LegEnd::Served => {
            counts.legs_served += times;
            started
        }
        LegEnd::Transferred => {
            counts.transferred += times;
            started
        }
        LegEnd::Parked => {
            counts.parked += times;
            started
        }
        LegEnd::AutoClosed => {
            counts.legs_auto_closed += times;
            return;
        }
        LegEnd::NoShow | LegEnd::Cancelled | LegEnd::Undone => None,
    };
    counts.busy_ms += times * ended.ms_since(leg.called_at);
    if let Some(started) = timed {
        let serve = ended.ms_since(started);
        counts.legs_timed += times;
        counts.serve_ms += times * serve;
        figures.lengths.serve.record(serve, times);
    }
}

/// What the lines of a day add up to.
pub(crate) fn sum_of_lines(sums: &Sums) -> Sums {
    let mut whole = Sums::new();
    for ((day, _), line) in sums.iter().filter(|((_, piece), _)| piece.cube() == Cube::Line) {
        figures(&mut whole, *day, Piece::Day).add(line);
    }
    whole
}

/// Counts the time for which a counter stood in a state that ends now, or ended with the day.
pub(crate) fn count_desk(
    sums: &mut Sums,
    day: ServiceDay,
    config: &HallConfig,
    counter: &CounterNo,
    state: &CounterState,
    until: Moment,
) {
    let (officer, since, away) = match state {
        CounterState::Closed => return,
        CounterState::Open { officer, since } => (officer, *since, 0),
        CounterState::Paused { officer, since, .. } => (officer, *since, 1),
    };
    let mut add = |piece: Piece, ms: i64| {
        let counts = &mut figures(sums, day, piece).counts;
        counts.open_ms += ms;
        counts.paused_ms += away * ms;
    };
    let all = until.ms_since(since);
    add(Piece::Day, all);
    add(Piece::Desk { counter: counter.as_str().to_owned(), officer: officer.as_str().to_owned() }, all);
    // At most a day is cut into half hours: no state lasts longer than its service day.
    let zone = zone_of(config);
    let mut at = since;
    while at < until {
        let half = half_hour(&zone, at);
        let next = Moment(at.0.saturating_add(half.left_ms)).min(until);
        add(Piece::Slot { weekday: half.weekday, slot: half.slot }, next.ms_since(at));
        at = next;
    }
}

/// Counts what an event says by itself, on the hall before it.
pub(crate) fn count_event(sums: &mut Sums, day: ServiceDay, hall: &Hall, fact: &Fact) {
    let mut counts = |add: fn(&mut super::Counts)| add(&mut figures(sums, day, Piece::Day).counts);
    if fact.slip().is_some_and(|ticket| hall.printed.contains_key(&ticket)) {
        counts(|counts| counts.reprints += 1);
    }
    if let Fact::PrintEnded { print, result } = fact
        && hall.prints.get(print).is_some_and(|print| print.ended.is_none())
    {
        match result {
            PrintResult::Printed | PrintResult::Sent => {}
            PrintResult::Failed { .. } | PrintResult::Unknown { .. } => counts(|counts| counts.print_faults += 1),
        }
    }
    if let Fact::ClockDoubted { .. } = fact {
        counts(|counts| counts.clock_doubts += 1);
    }
}
