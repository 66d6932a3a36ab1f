//! What to tell a person who waits: people ahead and a range.

pub mod bands;
pub mod doubt;
pub mod estimator;
pub mod learner;
pub mod live;
pub mod pulse;
pub mod roll;
pub mod rolled;
pub mod samples;

use crate::config::Policy;
use crate::hall::{GAPS_KEPT, Hall};
use crate::ids::{ClassCode, GroupCode, TicketId};
use crate::order::{Turn, Weight};
use crate::ticket::{Ticket, TicketState};
use crate::time::{Moment, Seconds};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// The 80 % range of a wait (10th to 90th percentile), in seconds, raw: screens round it out to 5 minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitRange {
    /// Nine of ten wait longer.
    pub low_s: u32,
    /// Nine of ten wait shorter.
    pub high_s: u32,
}

/// What to tell the people of one hall at one moment, by line.
///
/// The people ahead are counted under the rule really in force: the group's waiting people are called one after the
/// other in a thought run, with the group's present pace, and whoever is called before counts. People who come later
/// are not thought of, nor that a counter may call from another of its groups.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Forecast {
    /// For a person who would take a number now, by group and class.
    pub lines: BTreeMap<(GroupCode, ClassCode), Prospect>,
    /// For those who wait.
    pub tickets: BTreeMap<TicketId, WaitRange>,
}

/// What a person who would take a number now is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Prospect {
    /// Waiting people of the group who would be called before.
    pub people_ahead: u32,
    /// The range; none while nobody could be calling.
    pub range: Option<WaitRange>,
}

impl Forecast {
    /// Waiting people of the ticket's group who would be called before it; 0 for a ticket that does not wait.
    pub fn people_ahead(hall: &Hall, ticket: TicketId) -> u32 {
        Self::people_ahead_at(hall, ticket, hall.last_at)
    }

    /// The same at a later moment, when scores have moved.
    pub fn people_ahead_at(hall: &Hall, ticket: TicketId, now: Moment) -> u32 {
        match hall.tickets.get(&ticket) {
            Some(known) if is_waiting(known) => {
                let mut run = ThoughtRun::new(hall, known.group, now);
                run.until(ticket)
            }
            Some(_) | None => 0,
        }
    }

    /// Waiting people of the group who would be called before a ticket of this class taken now.
    pub fn people_ahead_of_new(hall: &Hall, group: GroupCode, class: &ClassCode, now: Moment) -> u32 {
        ThoughtRun::new(hall, group, now).for_new(std::slice::from_ref(class)).into_iter().next().unwrap_or(0)
    }

    /// The people of the group who would be called next by the rule in force, in their order, `at_most` of them.
    pub fn next_up(hall: &Hall, group: GroupCode, at_most: usize, now: Moment) -> Vec<TicketId> {
        let mut run = ThoughtRun::new(hall, group, now);
        std::iter::from_fn(|| run.call()).take(at_most).collect()
    }

    /// The range for a person who would take a number now, from the table.
    pub fn prospect(&self, group: GroupCode, class: &ClassCode) -> Option<Prospect> {
        self.lines.get(&(group, class.clone())).copied()
    }

    /// The range for a waiting ticket; none if it did not wait or nobody could be calling.
    pub fn range_for(&self, ticket: TicketId) -> Option<WaitRange> {
        self.tickets.get(&ticket).copied()
    }
}

fn is_waiting(ticket: &Ticket) -> bool {
    match ticket.state {
        TicketState::Waiting { .. } => true,
        TicketState::Called { .. }
        | TicketState::Serving { .. }
        | TicketState::Parked { .. }
        | TicketState::Done { .. } => false,
    }
}

fn count(people: usize) -> u32 {
    u32::try_from(people).unwrap_or(u32::MAX)
}

/// Milliseconds between two calls of the group: the mean of its last 20 gaps, until then the configured service time
/// by the counters that are open for it.
fn pace_ms(hall: &Hall, group: GroupCode) -> i64 {
    let times = hall.call_times.get(&group).filter(|times| times.len() >= GAPS_KEPT);
    if let Some((first, last)) = times.and_then(|times| Some((*times.front()?, *times.back()?))) {
        let gaps = i64::try_from(GAPS_KEPT - 1).unwrap_or(1);
        return last.ms_since(first) / gaps;
    }
    let usual = hall.config.group(group).map_or(0, |group| group.service_time.ms());
    let open = i64::try_from(hall.open_counters(group)).unwrap_or(1).max(1);
    usual / open
}

/// The pace, unless nobody could be calling: no counter is open for the group and none called it today.
fn told_pace(hall: &Hall, group: GroupCode) -> Option<i64> {
    let called_today = hall.call_times.get(&group).is_some_and(|times| !times.is_empty());
    (called_today || hall.open_counters(group) > 0).then(|| pace_ms(hall, group))
}

/// One class of the group in a thought run.
struct Line<'h> {
    class: &'h ClassCode,
    weight: Weight,
    guarantee: Option<Seconds>,
    waiting: std::collections::btree_set::Iter<'h, (Moment, TicketId)>,
    head: Option<(Moment, TicketId)>,
}

/// The group's people called one after the other, at its pace, by the rule in force.
struct ThoughtRun<'h> {
    hall: &'h Hall,
    group: GroupCode,
    lines: Vec<Line<'h>>,
    began: Moment,
    now: Moment,
    pace_ms: i64,
    priority_run: u8,
    called: u32,
}

/// Breach first, then the policy, then arrival, then id; the least is called.
type ThoughtRank = (u8, Moment, (u8, Reverse<i128>), Moment, TicketId);

impl<'h> ThoughtRun<'h> {
    fn new(hall: &'h Hall, group: GroupCode, now: Moment) -> Self {
        let lines = hall
            .lines
            .iter()
            .filter(|((of, _), _)| *of == group)
            .map(|((_, class), line)| {
                let mut waiting = line.iter();
                let head = waiting.next().copied();
                Line {
                    class,
                    weight: Weight::of(hall, class),
                    guarantee: hall.config.guarantee(group, class),
                    waiting,
                    head,
                }
            })
            .collect();
        Self {
            hall,
            group,
            lines,
            began: now,
            now,
            pace_ms: pace_ms(hall, group),
            priority_run: hall.priority_run,
            called: 0,
        }
    }

    fn turn(&self, ordinary_waits: bool) -> Turn {
        Turn::after(self.hall.config.policy, self.priority_run, ordinary_waits)
    }

    fn ordinary_waits(&self) -> bool {
        self.lines.iter().any(|line| !line.weight.priority && line.head.is_some())
    }

    fn rank(
        &self,
        weight: Weight,
        guarantee: Option<Seconds>,
        (order_at, id): (Moment, TicketId),
        turn: Turn,
    ) -> ThoughtRank {
        let breach = guarantee.map(|within| order_at.plus(within)).filter(|breached_at| *breached_at <= self.now);
        let judged = weight.judge(self.hall.config.policy, turn, self.now.ms_since(order_at));
        (u8::from(breach.is_none()), breach.unwrap_or(Moment(0)), judged, order_at, id)
    }

    fn best(&self, turn: Turn) -> Option<(usize, ThoughtRank)> {
        let heads = self.lines.iter().enumerate().filter_map(|(index, line)| {
            let head = line.head?;
            Some((index, self.rank(line.weight, line.guarantee, head, turn)))
        });
        heads.min_by_key(|(_, rank)| *rank)
    }

    /// Calls the next one; none when nobody waits.
    fn call(&mut self) -> Option<TicketId> {
        let ordinary_waits = self.ordinary_waits();
        let (index, _) = self.best(self.turn(ordinary_waits))?;
        let line = self.lines.get_mut(index)?;
        let (_, called) = line.head?;
        line.head = line.waiting.next().copied();
        self.priority_run =
            if line.weight.priority { self.priority_run.saturating_add(u8::from(ordinary_waits)) } else { 0 };
        self.called = self.called.saturating_add(1);
        self.now = Moment(self.now.0.saturating_add(self.pace_ms));
        Some(called)
    }

    /// How many are called before this one.
    fn until(&mut self, ticket: TicketId) -> u32 {
        while let Some(called) = self.call() {
            if called == ticket {
                return self.called.saturating_sub(1);
            }
        }
        self.called
    }

    /// How many are called before a new ticket of each class. One run tells it for all of them: a new ticket stands
    /// last in its class, so it changes nothing for the others before it is called itself.
    fn for_new(mut self, classes: &[ClassCode]) -> Vec<u32> {
        let all = count(self.hall.waiting_in(self.group));
        let mut newcomers: Vec<Newcomer> = classes.iter().map(|class| self.newcomer(class)).collect();
        let mut open = newcomers.iter().filter(|newcomer| newcomer.ahead.is_none()).count();
        while open > 0 {
            // The newcomer is a candidate too: an ordinary one may end a run that nobody else would.
            let turn = self.turn(self.ordinary_waits());
            let best = self.best(turn);
            let turn_of_ordinary = self.turn(true);
            let best_of_ordinary = if turn_of_ordinary == turn { best } else { self.best(turn_of_ordinary) };
            for newcomer in newcomers.iter_mut().filter(|newcomer| newcomer.ahead.is_none()) {
                let class_waits = newcomer.line.and_then(|index| self.lines.get(index)?.head).is_some();
                if class_waits {
                    continue;
                }
                let (turn, best) =
                    if newcomer.weight.priority { (turn, best) } else { (turn_of_ordinary, best_of_ordinary) };
                let place = (self.began, TicketId(u64::MAX));
                let rank = self.rank(newcomer.weight, newcomer.guarantee, place, turn);
                if best.is_none_or(|(_, best)| rank < best) {
                    newcomer.ahead = Some(self.called);
                    open -= 1;
                }
            }
            if open > 0 && self.call().is_none() {
                break;
            }
        }
        newcomers.into_iter().map(|newcomer| newcomer.ahead.unwrap_or(all)).collect()
    }

    fn newcomer(&self, class: &ClassCode) -> Newcomer {
        let weight = Weight::of(self.hall, class);
        // Under these policies nobody who came before an ordinary person can have waited less.
        let last = match self.hall.config.policy {
            Policy::Arrival => true,
            Policy::Accumulating => !weight.priority,
            Policy::PriorityFirst { .. } => false,
        };
        Newcomer {
            weight,
            guarantee: self.hall.config.guarantee(self.group, class),
            line: self.lines.iter().position(|line| line.class == class),
            ahead: last.then(|| count(self.hall.waiting_in(self.group))),
        }
    }
}

/// A person of a class who would take a number now.
struct Newcomer {
    weight: Weight,
    guarantee: Option<Seconds>,
    /// The line of the class, if anybody of it waits.
    line: Option<usize>,
    /// The answer, once known.
    ahead: Option<u32>,
}
