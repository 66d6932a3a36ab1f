//! The recent past of a hall, as far as an estimate looks at it: who waits since when, how calls followed each other,
//! how long the last ones waited and were served, who gave up.
//!
//! It is fed with plain facts in their order, by a hall's events or by a recorded log alike, and keeps a bounded number
//! of each. Times that run back are taken as no time passed.

use crate::ids::{CounterNo, GroupCode, TicketId};
use crate::time::Moment;
use std::collections::{BTreeMap, VecDeque};

/// Calls that are remembered, for gaps between them and the waits they ended.
const CALLS_KEPT: usize = 41;
/// Waits that are remembered of one line or group.
const WAITS_KEPT: usize = 20;
/// Services that are remembered.
const SERVICES_KEPT: usize = 50;
/// Arrivals that are remembered, and people who gave up.
const ARRIVALS_KEPT: usize = 200;
/// Arrivals count as recent for so long.
const RECENT_MS: i64 = 15 * 60 * 1000;
/// A call longer ago says nothing about the pace: a lunch break or a night lies between.
const STALE_MS: i64 = 3 * 3600 * 1000;
/// Lines and groups that are remembered; far more than a hall can have.
const LINES_MAX: usize = 512;

/// A line as the estimate sees it: who goes before whom within a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Line {
    /// The service group.
    pub group: GroupCode,
    /// How fast its people rise; a higher rank overtakes. A hall takes the class's rate in thousandths.
    pub rank: u32,
}

/// Somebody in line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Standing {
    line: Line,
    since: Moment,
}

/// A call that ended a wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Called {
    at: Moment,
    waited_ms: i64,
}

/// What happened lately. See the module.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pulse {
    waiting: BTreeMap<TicketId, Standing>,
    busy: BTreeMap<CounterNo, Moment>,
    seen: BTreeMap<CounterNo, Moment>,
    calls: VecDeque<Called>,
    group_calls: BTreeMap<GroupCode, VecDeque<Moment>>,
    group_waits: BTreeMap<GroupCode, VecDeque<i64>>,
    line_waits: BTreeMap<Line, VecDeque<i64>>,
    services: VecDeque<i64>,
    gave_up: VecDeque<Moment>,
    joined: VecDeque<(Moment, Line)>,
}

fn keep<T>(list: &mut VecDeque<T>, item: T, at_most: usize) {
    if list.len() >= at_most {
        list.pop_front();
    }
    list.push_back(item);
}

impl Pulse {
    /// Somebody joined a line.
    pub fn joined(&mut self, ticket: TicketId, line: Line, at: Moment) {
        keep(&mut self.joined, (at, line), ARRIVALS_KEPT);
        self.waiting.insert(ticket, Standing { line, since: at });
    }

    /// Somebody who waits was called to a counter. Gives the wait in milliseconds, none if they did not wait.
    pub fn called(&mut self, ticket: TicketId, counter: &CounterNo, at: Moment) -> Option<i64> {
        self.taken(counter, at);
        let standing = self.waiting.remove(&ticket)?;
        let waited_ms = at.ms_since(standing.since);
        keep(&mut self.calls, Called { at, waited_ms }, CALLS_KEPT);
        if self.line_waits.len() < LINES_MAX || self.line_waits.contains_key(&standing.line) {
            keep(self.line_waits.entry(standing.line).or_default(), waited_ms, WAITS_KEPT);
            keep(self.group_waits.entry(standing.line.group).or_default(), waited_ms, WAITS_KEPT);
            keep(self.group_calls.entry(standing.line.group).or_default(), at, WAITS_KEPT + 1);
        }
        Some(waited_ms)
    }

    /// Somebody left the line without being called. Gives whether they waited.
    pub fn left(&mut self, ticket: TicketId, at: Moment) -> bool {
        let waited = self.waiting.remove(&ticket).is_some();
        if waited {
            keep(&mut self.gave_up, at, ARRIVALS_KEPT);
        }
        waited
    }

    /// A counter has somebody.
    pub fn taken(&mut self, counter: &CounterNo, at: Moment) {
        self.busy.insert(counter.clone(), at);
        self.seen.insert(counter.clone(), at);
    }

    /// A counter is done with somebody.
    pub fn freed(&mut self, counter: &CounterNo, at: Moment) {
        if let Some(since) = self.busy.remove(counter) {
            keep(&mut self.services, at.ms_since(since), SERVICES_KEPT);
        }
        self.seen.insert(counter.clone(), at);
    }

    /// A counter closed or paused: it is not at work any more.
    pub fn closed(&mut self, counter: &CounterNo) {
        self.busy.remove(counter);
        self.seen.remove(counter);
    }

    /// A new service day: nobody waits and no counter works; the usual lengths stay.
    pub fn day_started(&mut self) {
        self.waiting.clear();
        self.busy.clear();
        self.seen.clear();
    }

    /// The line of somebody who waits.
    pub fn line_of(&self, ticket: TicketId) -> Option<Line> {
        self.waiting.get(&ticket).map(|standing| standing.line)
    }

    /// Everybody who waits.
    pub fn everybody(&self) -> impl Iterator<Item = TicketId> + '_ {
        self.waiting.keys().copied()
    }

    /// Whether a counter has somebody.
    pub fn is_busy(&self, counter: &CounterNo) -> bool {
        self.busy.contains_key(counter)
    }

    /// The counters that have somebody.
    pub fn busy_counters(&self) -> impl Iterator<Item = &CounterNo> {
        self.busy.keys()
    }

    /// Somebody who waits stands in another line now, since when they came.
    pub fn moved(&mut self, ticket: TicketId, line: Line) {
        if let Some(standing) = self.waiting.get_mut(&ticket) {
            standing.line = line;
        }
    }

    /// People in line.
    pub fn waiting(&self) -> usize {
        self.waiting.len()
    }

    /// People in line whose rank is at least this one's, over all groups: nobody of them is overtaken.
    pub fn waiting_from(&self, rank: u32) -> usize {
        self.waiting.values().filter(|standing| standing.line.rank >= rank).count()
    }

    /// The same of one group.
    pub fn group_from(&self, line: Line) -> usize {
        let mine = |standing: &&Standing| standing.line.group == line.group && standing.line.rank >= line.rank;
        self.waiting.values().filter(mine).count()
    }

    /// How long the first in line has waited, in milliseconds; 0 if nobody waits.
    pub fn longest_ms(&self, now: Moment) -> i64 {
        self.waiting.values().map(|standing| now.ms_since(standing.since)).max().unwrap_or(0)
    }

    /// The same of one group.
    pub fn longest_of_group_ms(&self, group: GroupCode, now: Moment) -> i64 {
        let mine = self.waiting.values().filter(|standing| standing.line.group == group);
        mine.map(|standing| now.ms_since(standing.since)).max().unwrap_or(0)
    }

    /// How long those in line have waited on average, in milliseconds; 0 if nobody waits.
    pub fn mean_age_ms(&self, now: Moment) -> f64 {
        mean(self.waiting.values().map(|standing| now.ms_since(standing.since))).unwrap_or(0.0)
    }

    /// Milliseconds between the last `gaps` + 1 calls, on average; none until there were two in living memory.
    pub fn gap_ms(&self, gaps: usize, now: Moment) -> Option<f64> {
        let mut recent = self.calls.iter().rev().take(gaps.saturating_add(1));
        let last = recent.next().filter(|call| now.ms_since(call.at) < STALE_MS)?;
        let mut first = last;
        let mut count = 0_u32;
        for call in recent.take_while(|call| now.ms_since(call.at) < STALE_MS) {
            first = call;
            count += 1;
        }
        (count > 0).then(|| as_f64(last.at.ms_since(first.at)) / f64::from(count))
    }

    /// The same of the last calls of one group, at most 20 gaps.
    pub fn gap_of_group_ms(&self, group: GroupCode, now: Moment) -> Option<f64> {
        let calls = self.group_calls.get(&group)?;
        let last = calls.back().filter(|at| now.ms_since(**at) < STALE_MS)?;
        let recent = calls.iter().rev().take_while(|at| now.ms_since(**at) < STALE_MS);
        let (first, count) = recent.fold((*last, 0_u32), |(_, count), at| (*at, count + 1));
        (count > 1).then(|| as_f64(last.ms_since(first)) / f64::from(count - 1))
    }

    /// Milliseconds since the last call; none if there was none in living memory.
    pub fn since_call_ms(&self, now: Moment) -> Option<i64> {
        self.calls.back().map(|call| now.ms_since(call.at)).filter(|since| *since < STALE_MS)
    }

    /// The mean wait of the last calls, in milliseconds.
    pub fn last_waits_ms(&self, calls: usize, now: Moment) -> Option<f64> {
        let recent = self.calls.iter().rev().take(calls).filter(|call| now.ms_since(call.at) < STALE_MS);
        mean(recent.map(|call| call.waited_ms))
    }

    /// The same of one group.
    pub fn last_waits_of_group_ms(&self, group: GroupCode, calls: usize) -> Option<f64> {
        mean(self.group_waits.get(&group)?.iter().rev().take(calls).copied())
    }

    /// The same of one line.
    pub fn last_waits_of_line_ms(&self, line: Line, calls: usize) -> Option<f64> {
        mean(self.line_waits.get(&line)?.iter().rev().take(calls).copied())
    }

    /// The mean length of the last services, in milliseconds.
    pub fn service_ms(&self) -> Option<f64> {
        mean(self.services.iter().copied())
    }

    /// Counters that have somebody.
    pub fn busy(&self) -> usize {
        self.busy.len()
    }

    /// Counters that have somebody or did lately.
    pub fn active(&self, now: Moment) -> usize {
        let lately = self.seen.iter().filter(|(_, at)| now.ms_since(**at) < RECENT_MS).count();
        let long =
            self.seen.iter().filter(|(counter, at)| now.ms_since(**at) >= RECENT_MS && self.busy.contains_key(counter));
        lately + long.count()
    }

    /// How long the present services have lasted on average, in milliseconds; 0 if nobody is served.
    pub fn served_for_ms(&self, now: Moment) -> f64 {
        mean(self.busy.values().map(|since| now.ms_since(*since))).unwrap_or(0.0)
    }

    /// People who gave up lately.
    pub fn gave_up_lately(&self, now: Moment) -> usize {
        self.gave_up.iter().filter(|at| now.ms_since(**at) < RECENT_MS).count()
    }

    /// People who joined lately with a higher rank, who would overtake.
    pub fn joined_above(&self, rank: u32, now: Moment) -> usize {
        self.lately(now).filter(|line| line.rank > rank).count()
    }

    /// People who joined lately with this rank.
    pub fn joined_beside(&self, rank: u32, now: Moment) -> usize {
        self.lately(now).filter(|line| line.rank == rank).count()
    }

    fn lately(&self, now: Moment) -> impl Iterator<Item = &Line> {
        self.joined.iter().filter(move |(at, _)| now.ms_since(*at) < RECENT_MS).map(|(_, line)| line)
    }
}

fn mean(values: impl Iterator<Item = i64>) -> Option<f64> {
    let (mut sum, mut count) = (0.0_f64, 0_u32);
    for value in values {
        sum += as_f64(value);
        count += 1;
    }
    (count > 0).then(|| sum / f64::from(count))
}

/// Milliseconds are far below 2^53, beyond which whole numbers would be lost.
#[allow(clippy::cast_precision_loss)]
pub(super) fn as_f64(ms: i64) -> f64 {
    ms as f64
}
