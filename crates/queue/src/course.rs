//! How the service day went so far: who waited and who was served, step by step, as a sum over today's tickets.

use crate::hall::Hall;
use crate::ticket::{LegEnd, Outcome, Ticket, TicketState};
use crate::time::{Moment, Seconds};

/// Steps at most: a whole day in steps of five minutes. A longer day begins later.
pub const STEPS_MAX: usize = 24 * 12;

/// One step of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    /// When the step began.
    pub from: Moment,
    /// People in line at its end; the last step ends now.
    pub waiting: u32,
    /// Numbers taken in it.
    pub issued: u32,
    /// Visits that ended served in it.
    pub served: u32,
}

/// Sums of the day so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sums {
    /// People who were called at least once.
    pub called: u32,
    /// Of them, within the hall's wait target after they took their number.
    pub within_target: u32,
    /// People who were called and did not come.
    pub no_shows: u32,
}

/// The day's sums; struck out tickets do not count.
pub fn sums(hall: &Hall) -> Sums {
    let target = hall.config.wait_target.ms();
    let mut sums = Sums::default();
    for ticket in hall.tickets.values().filter(|ticket| !is_void(ticket)) {
        if let Some(leg) = ticket.legs.first() {
            sums.called = sums.called.saturating_add(1);
            let within = leg.called_at.ms_since(ticket.issued_at) <= target;
            sums.within_target = sums.within_target.saturating_add(u32::from(within));
        }
        let missed = matches!(ticket.state, TicketState::Done { outcome: Outcome::NoShow, .. });
        sums.no_shows = sums.no_shows.saturating_add(u32::from(missed));
    }
    sums
}

/// The steps from the day's first number until now; none while no number was taken. Struck out tickets do not count.
pub fn course(hall: &Hall, step: Seconds, now: Moment) -> Vec<Point> {
    let step = step.ms().max(1000);
    let tickets = || hall.tickets.values().filter(|ticket| !is_void(ticket));
    let Some(first) = tickets().map(|ticket| ticket.issued_at).min() else {
        return Vec::new();
    };
    let most = i64::try_from(STEPS_MAX).unwrap_or(i64::MAX);
    let last = now.0.div_euclid(step);
    let first = first.0.div_euclid(step).max(last - (most - 1));
    let mut points: Vec<Point> =
        (first..=last).map(|number| Point { from: Moment(number * step), waiting: 0, issued: 0, served: 0 }).collect();
    let place = |at: Moment| usize::try_from(at.0.div_euclid(step) - first).ok();
    for ticket in tickets() {
        if let Some(point) = place(ticket.issued_at).and_then(|place| points.get_mut(place)) {
            point.issued = point.issued.saturating_add(1);
        }
        if let TicketState::Done { outcome: Outcome::Served, at } = ticket.state
            && let Some(point) = place(at).and_then(|place| points.get_mut(place))
        {
            point.served = point.served.saturating_add(1);
        }
        for (from, until) in waits(ticket) {
            for point in points.iter_mut().skip(place(from).unwrap_or(0)) {
                let end = (point.from.0 + step).min(now.0);
                if until.0 <= end {
                    break;
                }
                if from.0 <= end {
                    point.waiting = point.waiting.saturating_add(1);
                }
            }
        }
    }
    points
}

/// The end of a stretch that goes on.
const OPEN_END: Moment = Moment(i64::MAX);

/// The stretches in which a ticket stood in line.
fn waits(ticket: &Ticket) -> Vec<(Moment, Moment)> {
    let mut found: Vec<(Moment, Moment)> = ticket.legs.iter().map(|leg| (leg.waited_from, leg.called_at)).collect();
    match ticket.state {
        TicketState::Waiting { since, .. } => found.push((since, OPEN_END)),
        TicketState::Done { outcome: Outcome::Served | Outcome::NoShow, .. } => {}
        TicketState::Done { outcome: Outcome::Cancelled | Outcome::Left | Outcome::Void | Outcome::Expired, at } => {
            match ticket.legs.last() {
                None => found.push((ticket.issued_at, at)),
                Some(leg) => match leg.end {
                    Some((ended, LegEnd::Transferred | LegEnd::Undone)) => found.push((ended, at)),
                    // Away, or gone from the counter: whoever came back from there and left again is not counted twice.
                    Some((
                        _,
                        LegEnd::Served | LegEnd::NoShow | LegEnd::Parked | LegEnd::Cancelled | LegEnd::AutoClosed,
                    ))
                    | None => {}
                },
            }
        }
        TicketState::Called { .. } | TicketState::Serving { .. } | TicketState::Parked { .. } => {}
    }
    found
}

fn is_void(ticket: &Ticket) -> bool {
    match ticket.state {
        TicketState::Done { outcome, .. } => outcome == Outcome::Void,
        TicketState::Waiting { .. }
        | TicketState::Called { .. }
        | TicketState::Serving { .. }
        | TicketState::Parked { .. } => false,
    }
}
