//! The estimator as the events of a hall feed it, and what it tells everybody who waits or would.
//!
//! Time stands still for it while no counter works: before the doors open and between two sessions. So a lunch break is
//! neither learnt as a wait nor forgotten in one that will last into it.

use super::estimator::{Estimate, Estimator, Usual};
use super::pulse::Line;
use super::{Forecast, Prospect, ThoughtRun, WaitRange, is_waiting, pace_ms, told_pace};
use crate::config::HallConfig;
use crate::day::DayPlan;
use crate::event::{Event, Fact, Phase};
use crate::hall::{CounterState, Hall};
use crate::ids::{ClassCode, CounterNo, GroupCode, TicketId};
use crate::ticket::Ticket;
use crate::time::Moment;
use std::collections::BTreeMap;

/// People who are told a range of their own, at most; those behind them are told none.
pub const TOLD_MAX: usize = 2_000;

/// Follows one hall.
#[derive(Debug, Clone, Default)]
pub struct Forecaster {
    estimator: Estimator,
}

/// What an event means for those who wait.
enum Meaning {
    /// This ticket stands elsewhere now.
    Ticket(TicketId),
    /// This counter does.
    Counter(CounterNo),
    /// Anything may.
    Everything,
    /// Nothing.
    Nothing,
}

impl Forecaster {
    /// Of a hall that was just read: those who wait and those who are served are known, the past is not.
    pub fn of(hall: &Hall) -> Self {
        let mut forecaster = Self::default();
        forecaster.agree(hall);
        forecaster
    }

    /// The hall was read again; what was learnt stays.
    pub fn read_again(&mut self, hall: &Hall) {
        self.agree(hall);
    }

    /// Everybody whom it knows to wait.
    pub fn waiting(&self) -> impl Iterator<Item = TicketId> + '_ {
        self.estimator.pulse().everybody()
    }

    /// The counters that it knows to have somebody.
    pub fn busy(&self) -> impl Iterator<Item = &CounterNo> {
        self.estimator.pulse().busy_counters()
    }

    /// An event, with the hall after it.
    pub fn follow(&mut self, hall: &Hall, event: &Event) {
        let at = Clock::of(hall).working(event.at);
        if let Fact::TicketIssued { ticket, people_ahead, .. } = &event.fact {
            if let Some(line) = hall.tickets.get(ticket).and_then(|ticket| line_of(hall, ticket)) {
                self.estimator.joined(*ticket, line, people(*people_ahead), usual(hall, line.group), at);
            }
            return;
        }
        match meaning(&event.fact) {
            Meaning::Ticket(ticket) => {
                self.ticket(hall, ticket, at);
                self.counters(hall, at);
            }
            Meaning::Counter(counter) => self.counter(hall, &counter, at),
            Meaning::Everything => {
                if matches!(event.fact, Fact::DayStarted { .. }) {
                    self.estimator.day_started();
                }
                self.agree(hall);
            }
            Meaning::Nothing => {}
        }
    }

    /// What to tell everybody at this moment.
    pub fn table(&self, hall: &Hall, now: Moment) -> Forecast {
        let clock = Clock::of(hall);
        let at = clock.working(now);
        let mut classes: Vec<ClassCode> = vec![HallConfig::ordinary()];
        classes.extend(hall.config.classes.iter().map(|class| class.code.clone()));
        let mut forecast = Forecast::default();
        for group in hall.config.groups.iter().map(|group| group.code) {
            let told = told_pace(hall, group).is_some();
            let ahead = ThoughtRun::new(hall, group, now).for_new(&classes);
            for (class, people_ahead) in classes.iter().zip(ahead) {
                let line = Line { group, rank: rank_of(&hall.config, class) };
                let range = told.then(|| {
                    let estimate = self.estimator.prospect(line, people(people_ahead), usual(hall, group), at);
                    clock.range(now, estimate)
                });
                forecast.lines.insert((group, class.clone()), Prospect { people_ahead, range });
            }
            if told {
                self.tell(hall, group, now, &clock, &mut forecast.tickets);
            }
        }
        forecast
    }

    /// Those of a group who wait, in the order they will be called.
    fn tell(
        &self,
        hall: &Hall,
        group: GroupCode,
        now: Moment,
        clock: &Clock<'_>,
        tickets: &mut BTreeMap<TicketId, WaitRange>,
    ) {
        let at = clock.working(now);
        let mut telling = self.estimator.telling(group, usual(hall, group), at);
        let mut run = ThoughtRun::new(hall, group, now);
        let mut ahead = 0_usize;
        while tickets.len() < TOLD_MAX
            && let Some(ticket) = run.call()
        {
            if let Some(line) = hall.tickets.get(&ticket).and_then(|ticket| line_of(hall, ticket)) {
                tickets.insert(ticket, clock.range(now, telling.prospect(line.rank, ahead)));
            }
            ahead += 1;
        }
    }

    /// Brings what is known of one ticket in line with the hall.
    fn ticket(&mut self, hall: &Hall, id: TicketId, at: Moment) {
        let Some(ticket) = hall.tickets.get(&id) else { return };
        match (line_of(hall, ticket), self.estimator.pulse().line_of(id)) {
            (Some(line), Some(known)) if line == known => {}
            (Some(line), Some(_)) => self.estimator.moved(id, line),
            (Some(line), None) => self.estimator.came_back(id, line, at),
            (None, Some(_)) => match ticket.counter().cloned() {
                Some(counter) => self.estimator.called(id, &counter, at),
                None => self.estimator.left(id, at),
            },
            (None, None) => {}
        }
    }

    /// Brings what is known of one counter in line with the hall.
    fn counter(&mut self, hall: &Hall, number: &CounterNo, at: Moment) {
        let desk = hall.desks.get(number);
        let serves = desk.is_some_and(|desk| desk.ticket.is_some());
        let open = desk.is_some_and(|desk| match desk.state {
            CounterState::Open { .. } => true,
            CounterState::Paused { .. } | CounterState::Closed => false,
        });
        match (serves, self.estimator.pulse().is_busy(number)) {
            (true, false) => self.estimator.taken(number, at),
            (false, true) => self.estimator.freed(number, at),
            (true, true) | (false, false) => {}
        }
        if !serves && !open {
            self.estimator.closed(number);
        }
    }

    /// Brings everything that is known in line with the hall.
    fn agree(&mut self, hall: &Hall) {
        let at = Clock::of(hall).working(hall.last_at);
        let known: Vec<TicketId> = self.estimator.pulse().everybody().collect();
        let waiting = hall.tickets.values().filter(|ticket| is_waiting(ticket)).map(|ticket| ticket.id);
        let both: std::collections::BTreeSet<TicketId> = known.into_iter().chain(waiting).collect();
        for id in both {
            if hall.tickets.contains_key(&id) { self.ticket(hall, id, at) } else { self.estimator.left(id, at) }
        }
        self.counters(hall, at);
    }

    /// Brings what is known of the counters in line with the hall: a ticket that ends frees a counter it does not name.
    fn counters(&mut self, hall: &Hall, at: Moment) {
        for number in hall.desks.keys() {
            self.counter(hall, number, at);
        }
    }
}

/// The line of whoever waits; none for whoever does not.
fn line_of(hall: &Hall, ticket: &Ticket) -> Option<Line> {
    is_waiting(ticket).then(|| Line { group: ticket.group, rank: rank_of(&hall.config, &ticket.class) })
}

/// How fast a class rises, in thousandths.
fn rank_of(config: &HallConfig, class: &ClassCode) -> u32 {
    const ORDINARY: u32 = 1_000;
    config.classes.iter().find(|known| known.code == *class).map_or(ORDINARY, |class| class.rate_milli)
}

/// What is usual in a group before the day has shown it.
fn usual(hall: &Hall, group: GroupCode) -> Usual {
    let service_ms = hall.config.group(group).map_or(0, |group| group.service_time.ms());
    Usual { gap_ms: pace_ms(hall, group), service_ms }
}

fn people(count: u32) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}

fn meaning(fact: &Fact) -> Meaning {
    // These change a ticket, but neither its line nor who is at a counter.
    if let Fact::TicketRated { .. } | Fact::TicketRecalled { .. } | Fact::ServingStarted { .. } = fact {
        return Meaning::Nothing;
    }
    if let Some(ticket) = fact.ticket() {
        return Meaning::Ticket(ticket);
    }
    if let Fact::CounterOpened { counter, .. }
    | Fact::CounterPaused { counter, .. }
    | Fact::CounterResumed { counter }
    | Fact::CounterClosed { counter } = fact
    {
        return Meaning::Counter(counter.clone());
    }
    if let Fact::Configured { .. } | Fact::EpochStarted { .. } | Fact::DayStarted { .. } | Fact::StepUndone { .. } =
        fact
    {
        return Meaning::Everything;
    }
    Meaning::Nothing
}

/// The end of the pause that a moment lies in; none while counters work.
pub(super) fn pause_end(hall: &Hall, at: Moment) -> Option<Moment> {
    Clock::of(hall).pauses().find(|(from, until)| *from <= at && at < *until).map(|(_, until)| until)
}

/// Hall time without the hours in which no counter works.
struct Clock<'h> {
    plan: Option<&'h DayPlan>,
}

impl<'h> Clock<'h> {
    fn of(hall: &'h Hall) -> Self {
        Self { plan: hall.plan.as_ref() }
    }

    /// When counters do not work: before the doors open and between two sessions. Whoever waits after the last session
    /// waits while somebody may still call.
    fn pauses(&self) -> impl Iterator<Item = (Moment, Moment)> + '_ {
        let phases = self.plan.into_iter().flat_map(|plan| {
            let first = std::iter::once((Moment(i64::MIN), plan.first));
            first.chain(plan.changes.iter().copied())
        });
        phases.filter_map(|(from, phase)| match phase {
            Phase::Before { opens, .. } => Some((from, opens)),
            Phase::Issuing { .. } | Phase::LastTicketOut { .. } | Phase::After | Phase::ClosedToday => None,
        })
    }

    /// A moment less the pauses of the day before it.
    fn working(&self, at: Moment) -> Moment {
        // The first pause began with the day, in which nothing happens; its end is where working time begins.
        let paused =
            self.pauses().filter(|(from, _)| from.0 > i64::MIN).map(|(from, until)| at.min(until).ms_since(from));
        let begins = self.pauses().find(|(from, _)| from.0 == i64::MIN).map_or(at, |(_, opens)| at.max(opens));
        Moment(begins.0.saturating_sub(paused.sum::<i64>()))
    }

    /// How long a wait of so much working time lasts from now on.
    fn lasts_ms(&self, now: Moment, working_ms: i64) -> i64 {
        let (mut at, mut left) = (now, working_ms);
        for (from, until) in self.pauses().filter(|(_, until)| *until > now) {
            let before = from.ms_since(at);
            if left < before {
                break;
            }
            left -= before;
            at = at.max(until);
        }
        at.ms_since(now).saturating_add(left)
    }

    fn range(&self, now: Moment, estimate: Estimate) -> WaitRange {
        let seconds = |wait_s: f64| {
            // A wait is at most a day: no number is lost.
            #[allow(clippy::cast_possible_truncation)]
            let ms = (wait_s * 1000.0).round() as i64;
            u32::try_from(self.lasts_ms(now, ms) / 1000).unwrap_or(u32::MAX)
        };
        WaitRange { low_s: seconds(estimate.low_s), high_s: seconds(estimate.high_s) }
    }
}
