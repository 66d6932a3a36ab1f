//! The wait of a person who joins a line now: a linear estimate of its logarithm over what the hall did lately, which
//! learns from every wait that ends, and a range that follows what really came.
//!
//! It knows only the past: an estimate is made before the person joins, and teaches when they are called. Whoever gives
//! up teaches nothing, since nobody knows how long they would have waited.

use super::bands::Bands;
use super::learner::Learner;
use super::pulse::{Line, Pulse, as_f64};
use crate::ids::{CounterNo, GroupCode, TicketId};
use crate::time::Moment;
use std::collections::BTreeMap;

/// Figures an estimate is made from.
const FIGURES: usize = 29;
/// Added to a wait before its logarithm is taken, in seconds: below it differences mean little to a person.
const WAIT_FROM_S: f64 = 15.0;
/// The same for gaps between calls.
const GAP_FROM_S: f64 = 5.0;
/// The shortest gap that is believed, in seconds: two calls at one moment are no pace.
const GAP_MIN_S: f64 = 1.0;
/// No call for so long says as much as none at all, in seconds.
const SINCE_CALL_MAX_S: f64 = 1_800.0;
/// No longer wait is ever told, in seconds: a day.
const WAIT_MAX_S: f64 = 86_400.0;
/// People whose estimate is kept until they are called; far more than a hall may have open.
const OPEN_MAX: usize = 20_000;

/// What is told, in seconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The middle: as many wait longer as shorter.
    pub middle_s: f64,
    /// One of ten waits shorter.
    pub low_s: f64,
    /// One of ten waits longer.
    pub high_s: f64,
}

/// What is usual where nothing has been seen yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usual {
    /// Between two calls of the group, in milliseconds.
    pub gap_ms: i64,
    /// Of a service, in milliseconds.
    pub service_ms: i64,
}

/// What was told to somebody who still waits, as it is needed to learn from their wait.
#[derive(Debug, Clone, PartialEq)]
struct Told {
    figures: [f64; FIGURES],
    estimate: f64,
    ahead: usize,
    ends: (f64, f64),
}

/// Learns how long people wait. See the module.
#[derive(Debug, Clone, PartialEq)]
pub struct Estimator {
    pulse: Pulse,
    learner: Learner<FIGURES>,
    bands: Bands,
    told: BTreeMap<TicketId, Told>,
}

impl Default for Estimator {
    /// Begins with people ahead × mean gap of the group's last calls, and unlearns it as it sees better.
    fn default() -> Self {
        let mut weights = [0.0; FIGURES];
        if let Some(weight) = weights.get_mut(FIGURES - 1) {
            *weight = 1.0;
        }
        Self {
            pulse: Pulse::default(),
            learner: Learner::from(weights),
            bands: Bands::default(),
            told: BTreeMap::new(),
        }
    }
}

impl Estimator {
    /// What it knows of the recent past.
    pub fn pulse(&self) -> &Pulse {
        &self.pulse
    }

    /// What to tell somebody who would join this line now, with so many people who would be called before under the
    /// rule in force.
    pub fn prospect(&self, line: Line, ahead: usize, usual: Usual, now: Moment) -> Estimate {
        self.telling(line.group, usual, now).prospect(line.rank, ahead)
    }

    /// What is seen of one group at one moment, to tell many of its people.
    pub fn telling(&self, group: GroupCode, usual: Usual, now: Moment) -> Telling<'_> {
        Telling { estimator: self, group, seen: Seen::of(&self.pulse, group, usual, now), now, ranks: BTreeMap::new() }
    }

    /// Somebody joined a line, with so many people before them under the rule in force. Gives what was to be told.
    pub fn joined(&mut self, ticket: TicketId, line: Line, ahead: usize, usual: Usual, at: Moment) -> Estimate {
        let mut telling = self.telling(line.group, usual, at);
        let prospect = telling.prospect(line.rank, ahead);
        let figures = telling.figures(line.rank, ahead);
        let told = Told { figures, estimate: self.learner.estimate(&figures), ahead, ends: self.bands.ends(ahead) };
        if self.told.len() < OPEN_MAX {
            self.told.insert(ticket, told);
        }
        self.pulse.joined(ticket, line, at);
        prospect
    }

    /// Somebody waits again after they were away: nothing was told to them that could be learnt from.
    pub fn came_back(&mut self, ticket: TicketId, line: Line, at: Moment) {
        self.pulse.joined(ticket, line, at);
    }

    /// Somebody who waits went to another line: what they were told was about the old one.
    pub fn moved(&mut self, ticket: TicketId, line: Line) {
        self.pulse.moved(ticket, line);
        self.told.remove(&ticket);
    }

    /// Somebody was called, for the first time or again; the wait of whoever waited is learnt from.
    pub fn called(&mut self, ticket: TicketId, counter: &CounterNo, at: Moment) {
        let waited_ms = self.pulse.called(ticket, counter, at);
        if let (Some(waited_ms), Some(told)) = (waited_ms, self.told.remove(&ticket)) {
            let outcome = (as_f64(waited_ms) / 1000.0 + WAIT_FROM_S).ln();
            self.bands.learn(told.ahead, outcome - told.estimate, told.ends);
            self.learner.learn(&told.figures, outcome);
        }
    }

    /// Somebody left the line without being called.
    pub fn left(&mut self, ticket: TicketId, at: Moment) {
        self.pulse.left(ticket, at);
        self.told.remove(&ticket);
    }

    /// A counter took somebody who did not wait in line.
    pub fn taken(&mut self, counter: &CounterNo, at: Moment) {
        self.pulse.taken(counter, at);
    }

    /// A counter is done with somebody.
    pub fn freed(&mut self, counter: &CounterNo, at: Moment) {
        self.pulse.freed(counter, at);
    }

    /// A counter closed or paused.
    pub fn closed(&mut self, counter: &CounterNo) {
        self.pulse.closed(counter);
    }

    /// A new service day: what was learnt stays.
    pub fn day_started(&mut self) {
        self.pulse.day_started();
        self.told.clear();
    }
}

/// What is seen at one moment of the hall and a group, whoever asks.
#[derive(Debug, Clone, PartialEq)]
struct Seen {
    gap_10: f64,
    gap_20_s: f64,
    gap_40: f64,
    group_gap_s: f64,
    longest: f64,
    longest_of_group: f64,
    mean_age: f64,
    lately_s: f64,
    last_1: f64,
    last_5: f64,
    group_last_5: f64,
    since_call: f64,
    waiting: f64,
    busy: f64,
    active: f64,
    served_for: f64,
    service: f64,
}

impl Seen {
    fn of(pulse: &Pulse, group: GroupCode, usual: Usual, now: Moment) -> Self {
        let gap_s = |ms: Option<f64>| (ms.unwrap_or_else(|| as_f64(usual.gap_ms)) / 1000.0).max(GAP_MIN_S);
        let gap = |gaps| (gap_s(pulse.gap_ms(gaps, now)) + GAP_FROM_S).ln();
        let group_gap_s = gap_s(pulse.gap_of_group_ms(group, now));
        let lately_s = pulse.last_waits_ms(20, now).map_or(group_gap_s, |ms| ms / 1000.0);
        let since_s = pulse.since_call_ms(now).map_or(SINCE_CALL_MAX_S, |ms| as_f64(ms) / 1000.0);
        Self {
            gap_10: gap(10),
            gap_20_s: gap_s(pulse.gap_ms(20, now)),
            gap_40: gap(40),
            group_gap_s,
            longest: wait(Some(as_f64(pulse.longest_ms(now))), 0.0),
            longest_of_group: wait(Some(as_f64(pulse.longest_of_group_ms(group, now))), 0.0),
            mean_age: wait(Some(pulse.mean_age_ms(now)), 0.0),
            lately_s,
            last_1: wait(pulse.last_waits_ms(1, now), lately_s),
            last_5: wait(pulse.last_waits_ms(5, now), lately_s),
            group_last_5: wait(pulse.last_waits_of_group_ms(group, 5), lately_s),
            since_call: (since_s.min(SINCE_CALL_MAX_S) + GAP_FROM_S).ln(),
            waiting: count(pulse.waiting()),
            busy: count(pulse.busy()),
            active: count(pulse.active(now)),
            served_for: wait(Some(pulse.served_for_ms(now)), 0.0),
            service: wait(pulse.service_ms(), as_f64(usual.service_ms) / 1000.0),
        }
    }
}

/// One group at one moment.
#[derive(Debug)]
pub struct Telling<'e> {
    estimator: &'e Estimator,
    group: GroupCode,
    seen: Seen,
    now: Moment,
    ranks: BTreeMap<u32, Ranked>,
}

impl Telling<'_> {
    /// What to tell somebody of this rank with so many people before them.
    pub fn prospect(&mut self, rank: u32, ahead: usize) -> Estimate {
        let figures = self.figures(rank, ahead);
        let estimate = self.estimator.learner.estimate(&figures);
        let (low, high) = self.estimator.bands.ends(ahead);
        let middle_s = seconds(estimate);
        let low_s = seconds(estimate + low).min(middle_s);
        Estimate { middle_s, low_s, high_s: seconds(estimate + high).max(middle_s) }
    }

    /// What an estimate is made from. Logarithms, because waits multiply: twice the people, twice the wait.
    fn figures(&mut self, rank: u32, ahead: usize) -> [f64; FIGURES] {
        let (estimator, group, now, lately_s) = (self.estimator, self.group, self.now, self.seen.lately_s);
        let ranked =
            self.ranks.entry(rank).or_insert_with(|| Ranked::of(&estimator.pulse, Line { group, rank }, lately_s, now));
        let (seen, before) = (&self.seen, people(ahead));
        let by_gap = |gap_s: f64| ((before + 1.0) * gap_s + GAP_FROM_S).ln();
        [
            1.0,
            (before + 1.0).ln(),
            before.sqrt().min(6.0),
            before.min(25.0) / 10.0,
            seen.waiting,
            ranked.of_group,
            ranked.of_all,
            seen.gap_10,
            (seen.gap_20_s + GAP_FROM_S).ln(),
            seen.gap_40,
            seen.longest,
            seen.longest_of_group,
            seen.last_1,
            seen.last_5,
            seen.group_last_5,
            ranked.last_1,
            ranked.last_5,
            ranked.last_20,
            seen.mean_age,
            seen.since_call,
            seen.busy,
            seen.active,
            seen.served_for,
            seen.service,
            ranked.joined_above,
            ranked.joined_beside,
            by_gap(seen.gap_20_s),
            (seen.group_gap_s + GAP_FROM_S).ln(),
            by_gap(seen.group_gap_s),
        ]
    }
}

/// What is seen of the people of one rank.
#[derive(Debug, Clone, PartialEq)]
struct Ranked {
    of_group: f64,
    of_all: f64,
    last_1: f64,
    last_5: f64,
    last_20: f64,
    joined_above: f64,
    joined_beside: f64,
}

impl Ranked {
    fn of(pulse: &Pulse, line: Line, lately_s: f64, now: Moment) -> Self {
        let last = |calls| wait(pulse.last_waits_of_line_ms(line, calls), lately_s);
        Self {
            of_group: count(pulse.group_from(line)),
            of_all: count(pulse.waiting_from(line.rank)),
            last_1: last(1),
            last_5: last(5),
            last_20: last(20),
            joined_above: count(pulse.joined_above(line.rank, now)),
            joined_beside: count(pulse.joined_beside(line.rank, now)),
        }
    }
}

/// The logarithm of a wait, or of another in its place.
fn wait(ms: Option<f64>, or_s: f64) -> f64 {
    (ms.map_or(or_s, |ms| ms / 1000.0).max(0.0) + WAIT_FROM_S).ln()
}

/// The logarithm of so many people or counters, and one.
fn count(how_many: usize) -> f64 {
    (people(how_many) + 1.0).ln()
}

/// A wait of its logarithm.
fn seconds(estimate: f64) -> f64 {
    let seconds = estimate.min(WAIT_MAX_S.ln()).exp() - WAIT_FROM_S;
    if seconds.is_finite() { seconds.clamp(0.0, WAIT_MAX_S) } else { WAIT_MAX_S }
}

fn people(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::from(u32::MAX), f64::from)
}
