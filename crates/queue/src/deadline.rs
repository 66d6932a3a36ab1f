//! When the hall wants to be looked at again, and what is due by then.

use crate::command::Actor;
use crate::day;
use crate::event::{Event, Fact, LeftBecause, NoShowBy};
use crate::hall::Hall;
use crate::ids::CounterNo;
use crate::print::{Print, PrintResult, PrintTrouble};
use crate::ticket::{Care, Ticket, TicketState};
use crate::time::{Moment, Seconds};

impl Hall {
    /// The next moment at which [`crate::Action::Tick`] has something to do; none while nothing is planned.
    pub fn next_deadline(&self) -> Option<Moment> {
        let plan = self.plan.as_ref()?;
        let phase =
            if plan.phase_at(self.last_at) == self.phase { plan.next_change(self.last_at) } else { Some(self.last_at) };
        let parked = self.parked.first().map(|(until, _)| *until);
        let no_shows = self.awaited().filter_map(|(_, ticket)| no_show_due(self, ticket)).min();
        let notices = self.notices.values().filter_map(|notice| notice.until).min();
        let prints = self.prints.values().filter_map(Print::lost_at).min();
        [Some(plan.ends_at), phase, parked, no_shows, notices, prints].into_iter().flatten().min()
    }

    /// The counters that called somebody who has not come yet.
    fn awaited(&self) -> impl Iterator<Item = (&CounterNo, &Ticket)> {
        self.desks.iter().filter_map(|(number, desk)| {
            let ticket = self.tickets.get(&desk.ticket?)?;
            match ticket.state {
                TicketState::Called { .. } => Some((number, ticket)),
                TicketState::Waiting { .. }
                | TicketState::Serving { .. }
                | TicketState::Parked { .. }
                | TicketState::Done { .. } => None,
            }
        })
    }
}

/// How long after its first call a ticket may be given up.
pub(crate) fn patience(hall: &Hall, care: Care) -> Seconds {
    match care {
        Care::Usual => hall.config.no_show.after,
        Care::Accessible => hall.config.no_show.accessible_after,
    }
}

/// When a called ticket becomes a no-show by itself: so long after its newest call, and never sooner after its first
/// than an officer might have done it.
fn no_show_due(hall: &Hall, ticket: &Ticket) -> Option<Moment> {
    let after = hall.config.no_show.by_itself_after?;
    match ticket.state {
        TicketState::Called { since, last_call_at, .. } => {
            Some(last_call_at.plus(after).max(since.plus(patience(hall, ticket.care))))
        }
        TicketState::Waiting { .. }
        | TicketState::Serving { .. }
        | TicketState::Parked { .. }
        | TicketState::Done { .. } => None,
    }
}

/// The day turn or change of phase that comes before anything else at this moment.
pub(crate) fn calendar_due(hall: &Hall, now: Moment) -> Vec<Event> {
    let Some(plan) = &hall.plan else {
        return Vec::new();
    };
    if now >= plan.ends_at {
        return day_turn(hall, now);
    }
    let phase = plan.phase_at(now);
    if phase == hall.phase { Vec::new() } else { vec![by_clock(now, Fact::PhaseChanged { phase })] }
}

/// Everything of the old day ends, then the new one begins with the whole configuration. What stands for longer than a
/// day is said again after it, because a log is read from the newest `day_started` on.
fn day_turn(hall: &Hall, now: Moment) -> Vec<Event> {
    let tickets = hall.tickets.values().filter_map(|ticket| match &ticket.state {
        TicketState::Waiting { .. } | TicketState::Parked { .. } => Some(Fact::TicketExpired { ticket: ticket.id }),
        TicketState::Called { counter, .. } | TicketState::Serving { counter, .. } => {
            Some(Fact::TicketAutoClosed { ticket: ticket.id, counter: counter.clone() })
        }
        TicketState::Done { .. } => None,
    });
    let counters = hall
        .desks
        .keys()
        .filter(|number| hall.at_work(number))
        .map(|number| Fact::CounterClosed { counter: number.clone() });
    let notices = hall.notices.keys().map(|notice| Fact::NoticeWithdrawn { notice: *notice });
    let standing = hall.notices.values().filter(|notice| notice.until.is_none_or(|until| until > now));
    let posted = standing.map(|notice| Fact::NoticePosted {
        text: notice.text.clone(),
        zones: notice.zones.clone(),
        until: notice.until,
        // It stands on, but nobody has to hear it again when the day turns.
        speech: None,
    });
    let doubted = hall.doubted_wall.map(|wall| Fact::ClockDoubted { wall });
    let by_clock = |fact| by_clock(now, fact);
    let mut events: Vec<Event> = tickets.chain(counters).chain(notices).map(by_clock).collect();
    events.extend(day_begins(&hall.config, now));
    events.extend(posted.chain(doubted).map(by_clock));
    events
}

/// The events that begin the service day of this moment.
pub(crate) fn day_begins(config: &crate::config::HallConfig, now: Moment) -> [Event; 2] {
    let day = day::day_under(config, now);
    let phase = day::plan(config, day).phase_at(now);
    [
        by_clock(now, Fact::DayStarted { day, config: Box::new(config.clone()) }),
        by_clock(now, Fact::PhaseChanged { phase }),
    ]
}

/// Park deadlines, no-shows by themselves, notices that are due and prints that nobody ended.
pub(crate) fn lapsed(hall: &Hall, now: Moment) -> Vec<Event> {
    let parked = hall
        .parked
        .iter()
        .take_while(|(until, _)| *until <= now)
        .map(|(_, ticket)| Fact::TicketLeft { ticket: *ticket, because: LeftBecause::ParkLapsed });
    let no_shows = hall.awaited().filter(|(_, ticket)| no_show_due(hall, ticket).is_some_and(|due| due <= now)).map(
        |(counter, ticket)| Fact::TicketNoShow {
            ticket: ticket.id,
            counter: counter.clone(),
            recorded: NoShowBy::Deadline,
        },
    );
    let notices = hall
        .notices
        .values()
        .filter(|notice| notice.until.is_some_and(|until| until <= now))
        .map(|notice| Fact::NoticeWithdrawn { notice: notice.id });
    let lost =
        hall.prints.values().filter(|print| print.lost_at().is_some_and(|lost| lost <= now)).map(|print| {
            Fact::PrintEnded { print: print.id, result: PrintResult::Unknown { why: PrintTrouble::Lost } }
        });
    parked.chain(no_shows).chain(notices).chain(lost).map(|fact| by_clock(now, fact)).collect()
}

/// An event of the hall itself.
pub(crate) fn by_clock(at: Moment, fact: Fact) -> Event {
    Event { at, by: Actor::Clock, fact }
}
