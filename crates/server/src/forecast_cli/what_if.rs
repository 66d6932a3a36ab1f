//! The hall rolled forward at regular moments of a log, and those who really came next.
//!
//! At each moment a hall is built from what was known then: who waits since when, who is served since when, which
//! counters work, how long services took and how often people came. Nothing after the moment is looked at.

use super::replay::{Fact, Happened};
use super::score::{WhatIf, people, rounded, seconds, share};
use anyhow::Context;
use goiso_queue::command::Actor;
use goiso_queue::config::{Counter, Hours, Limits, Policy, PriorityClass, ServiceGroup, Text, Zone};
use goiso_queue::forecast::doubt::{AWAY_MS, Absences};
use goiso_queue::forecast::pulse::Line;
use goiso_queue::forecast::roll::{COMING_MS, Setting, roll};
use goiso_queue::forecast::rolled::Rolled;
use goiso_queue::forecast::samples::{ARRIVALS_MS, SERVICES_KEPT, Samples};
use goiso_queue::ids::{ClassCode, CounterNo, GroupCode, Label, StaffId, TicketId, TicketNumber, ZoneCode};
use goiso_queue::ticket::{Care, Channel, Language};
use goiso_queue::time::Seconds;
use goiso_queue::{Action, Command, Event, Hall, HallConfig, Moment, decide};
use std::collections::{BTreeMap, VecDeque};

/// The hall is rolled forward so often.
const EVERY_MS: i64 = 60 * 60 * 1000;
/// Runs each time.
const RUNS: u32 = 20;
/// Moments, at most: two months of a log.
const MOMENTS_MAX: usize = 1_500;
/// What is rare counts for so long.
const RARE_MS: i64 = 24 * ARRIVALS_MS;
/// What is usual before the log has shown it.
const USUAL_S: u32 = 180;
/// After so many priority calls in a row an ordinary person: the log knows no such bound, so the largest.
const AT_MOST: u8 = 100;
/// People in line, at most.
const OPEN_MAX: u16 = 5_000;

/// What is known at a moment.
#[derive(Default)]
struct Known {
    waiting: BTreeMap<TicketId, (Line, Moment)>,
    serving: BTreeMap<CounterNo, (GroupCode, Moment)>,
    seen: BTreeMap<CounterNo, Moment>,
    services: BTreeMap<GroupCode, VecDeque<i64>>,
    turns: VecDeque<i64>,
    /// Times at work, and times away, that ended lately.
    spells: VecDeque<(Moment, bool, i64)>,
    came: VecDeque<(Moment, Line)>,
    /// Waits that ended lately: whether by giving up, and how long.
    ended: VecDeque<(Moment, bool, i64)>,
}

/// Somebody who came after a moment and is not served yet.
struct Awaited {
    at: Moment,
    told: Told,
}

/// What was told of their group, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Told {
    p50_ms: i64,
    p90_ms: i64,
    mean_ms: i64,
}

/// The scores.
#[derive(Default)]
struct Sums {
    /// Told, came, whether they queued.
    came: Vec<(Told, i64, bool)>,
}

/// Rolls the hall forward through a log.
///
/// # Errors
/// A log whose services or counters make no hall.
pub(super) fn back_test(happened: &[Happened]) -> anyhow::Result<WhatIf> {
    follow_and_tell(happened, |_, _| {})
}

/// The same, and hands over what is told at each moment.
fn follow_and_tell(
    happened: &[Happened],
    mut tell: impl FnMut(Moment, &BTreeMap<GroupCode, Told>),
) -> anyhow::Result<WhatIf> {
    let mut known = Known::default();
    let mut sums = Sums::default();
    let mut awaited: BTreeMap<TicketId, Awaited> = BTreeMap::new();
    let mut rolled: Option<(Moment, BTreeMap<GroupCode, Told>)> = None;
    let mut next = happened.first().map_or(0, |first| first.at.0 - first.at.0.rem_euclid(EVERY_MS) + EVERY_MS);
    let mut moments = 0;
    for event in happened {
        while event.at.0 >= next {
            let now = Moment(next);
            known.forget(now);
            rolled = None;
            if !known.open(now).is_empty() && !known.came.is_empty() && moments < MOMENTS_MAX {
                moments += 1;
                let groups = told(&known.roll(now)?);
                tell(now, &groups);
                rolled = Some((now, groups));
            }
            next += EVERY_MS;
        }
        let of = |line: &Line| {
            let (since, told) = rolled.as_ref()?;
            (event.at.ms_since(*since) < COMING_MS[0]).then(|| told.get(&line.group).copied())?
        };
        match &event.fact {
            Fact::Joined { person, line } => {
                if let Some(told) = of(line) {
                    awaited.insert(*person, Awaited { at: event.at, told });
                }
            }
            Fact::Called { person, counter: _ } => {
                if let Some(Awaited { at, told }) = awaited.remove(person) {
                    sums.came.push((told, event.at.ms_since(at), true));
                }
            }
            Fact::Left { person } => {
                awaited.remove(person);
            }
            Fact::Taken { counter: _, line } => {
                if let Some(told) = of(line) {
                    sums.came.push((told, 0, false));
                }
            }
            Fact::Freed { counter: _ } => {}
        }
        known.follow(event);
    }
    Ok(sums.report(moments))
}

fn told(rolled: &Rolled) -> BTreeMap<GroupCode, Told> {
    let groups = rolled.groups.iter().filter_map(|(group, coming)| {
        let waits = coming[0]?;
        Some((*group, Told { p50_ms: waits.p50_ms, p90_ms: waits.p90_ms, mean_ms: waits.mean_ms }))
    });
    groups.collect()
}

impl Sums {
    fn report(&self, moments: usize) -> WhatIf {
        let n = self.came.len();
        let mean = |error: fn(&Told, i64) -> i64| {
            let sum: f64 = self.came.iter().map(|(told, came, _)| seconds(error(told, *came))).sum();
            if n == 0 { 0.0 } else { rounded(sum / people(n)) }
        };
        let within = |queued: bool| {
            self.came.iter().filter(|(told, came, waited)| *came <= told.p90_ms && (*waited || !queued)).count()
        };
        let queued_n = self.came.iter().filter(|(_, _, waited)| *waited).count();
        WhatIf {
            moments,
            n,
            coverage_p90: share(within(false), n),
            median_bias_s: mean(|told, came| told.p50_ms - came),
            bias_s: mean(|told, came| told.mean_ms - came),
            queued_n,
            queued_coverage_p90: share(within(true), queued_n),
        }
    }
}

impl Known {
    fn follow(&mut self, event: &Happened) {
        let at = event.at;
        match &event.fact {
            Fact::Joined { person, line } => {
                self.came.push_back((at, *line));
                self.waiting.insert(*person, (*line, at));
            }
            Fact::Called { person, counter } => {
                if let Some((line, since)) = self.waiting.remove(person) {
                    self.ended.push_back((at, false, at.ms_since(since)));
                    let freed = self.seen.get(counter).filter(|_| !self.serving.contains_key(counter));
                    if let Some(freed) = freed.filter(|freed| since <= **freed) {
                        let turn = at.ms_since(*freed);
                        self.spells.push_back((at, turn < AWAY_MS, turn));
                        if turn < AWAY_MS {
                            if self.turns.len() >= SERVICES_KEPT {
                                self.turns.pop_front();
                            }
                            self.turns.push_back(turn);
                        }
                    }
                    self.taken(counter, line.group, at);
                }
            }
            Fact::Left { person } => {
                if let Some((_, since)) = self.waiting.remove(person) {
                    self.ended.push_back((at, true, at.ms_since(since)));
                }
            }
            Fact::Taken { counter, line } => {
                self.came.push_back((at, *line));
                self.taken(counter, line.group, at);
            }
            Fact::Freed { counter } => {
                if let Some((group, since)) = self.serving.remove(counter) {
                    let services = self.services.entry(group).or_default();
                    if services.len() >= SERVICES_KEPT {
                        services.pop_front();
                    }
                    services.push_back(at.ms_since(since));
                    self.spells.push_back((at, true, at.ms_since(since)));
                }
                self.seen.insert(counter.clone(), at);
            }
        }
    }

    fn taken(&mut self, counter: &CounterNo, group: GroupCode, at: Moment) {
        self.serving.insert(counter.clone(), (group, at));
        self.seen.insert(counter.clone(), at);
    }

    /// What is too old to count.
    fn forget(&mut self, now: Moment) {
        while self.came.front().is_some_and(|(at, _)| now.ms_since(*at) >= ARRIVALS_MS) {
            self.came.pop_front();
        }
        // Patience and absences are rare: they are learnt over a longer time.
        for rare in [&mut self.ended, &mut self.spells] {
            while rare.front().is_some_and(|(at, _, _)| now.ms_since(*at) >= RARE_MS) {
                rare.pop_front();
            }
        }
    }

    /// The counters at work.
    fn open(&self, now: Moment) -> Vec<CounterNo> {
        let lately =
            self.seen.iter().filter(|(counter, at)| now.ms_since(**at) < AWAY_MS || self.serving.contains_key(counter));
        lately.map(|(counter, _)| counter.clone()).collect()
    }

    fn absences(&self, now: Moment) -> Absences {
        let mut absences = Absences::default();
        for (_, at_work, ms) in &self.spells {
            if *at_work {
                absences.worked(*ms);
            } else {
                absences.was_away(*ms);
            }
        }
        let away = self.seen.iter().filter(|(counter, at)| {
            (AWAY_MS..RARE_MS).contains(&now.ms_since(**at)) && !self.serving.contains_key(counter)
        });
        if !self.waiting.is_empty() {
            away.for_each(|_| absences.is_away());
        }
        absences
    }

    fn samples(&self, now: Moment) -> anyhow::Result<Samples> {
        let mut samples = Samples::default();
        let mut rates: BTreeMap<Line, u32> = BTreeMap::new();
        for (_, line) in &self.came {
            *rates.entry(*line).or_default() += 1;
        }
        for (line, people) in rates {
            samples.arrive(line.group, class(line.rank)?, people, ARRIVALS_MS);
        }
        for (group, services) in &self.services {
            for ms in services {
                samples.served(*group, *ms);
            }
            samples.usual(*group, i64::from(USUAL_S) * 1000);
        }
        for ms in &self.turns {
            samples.turned(*ms);
        }
        samples.absences = self.absences(now);
        let left = self.ended.iter().filter(|(_, left, _)| *left).count();
        let waited = self.ended.iter().map(|(_, _, ms)| *ms).sum();
        samples.gave_up(u32::try_from(left).unwrap_or(u32::MAX), waited);
        Ok(samples)
    }

    /// The hall of the moment, rolled forward.
    fn roll(&self, now: Moment) -> anyhow::Result<Rolled> {
        let samples = self.samples(now)?;
        let hall = self.hall(now)?;
        Ok(roll(&hall, &samples, now, Setting { runs: RUNS, seed: now.0.unsigned_abs() }))
    }

    fn hall(&self, now: Moment) -> anyhow::Result<Hall> {
        let mut hall = Hall::new();
        let open = self.open(now);
        let first = self.waiting.values().map(|(_, since)| *since);
        let first = first.chain(self.serving.values().map(|(_, since)| *since)).min().unwrap_or(now).min(now);
        act(&mut hall, Action::Configure(Box::new(self.config(&open)?)), first)?;
        for counter in &open {
            act(&mut hall, Action::OpenCounter { counter: counter.clone(), officer: officer(counter)? }, first)?;
        }
        let mut served: Vec<_> =
            self.serving.iter().map(|(counter, (group, since))| (*since, *group, counter)).collect();
        served.sort();
        for (since, group, counter) in served {
            let ticket = issue(&mut hall, Line { group, rank: 0 }, since)?;
            let reason = "log".to_owned();
            act(&mut hall, Action::CallChosen { counter: counter.clone(), seen: None, ticket, reason }, since)?;
        }
        let mut waiting: Vec<_> = self.waiting.values().map(|(line, since)| (*since, *line)).collect();
        waiting.sort();
        for (since, line) in waiting {
            issue(&mut hall, line, since)?;
        }
        for (counter, at) in &self.seen {
            // The counters opened at one moment in this hall, but each was done with its last person at its own.
            if let Some(desk) = hall.desks.get_mut(counter) {
                desk.idle_since = *at;
            }
        }
        Ok(hall)
    }

    fn config(&self, open: &[CounterNo]) -> anyhow::Result<HallConfig> {
        let zone: ZoneCode = "log".parse()?;
        let ranks = self.came.iter().map(|(_, line)| *line).chain(self.waiting.values().map(|(line, _)| *line));
        let (mut groups, mut classes) = (std::collections::BTreeSet::new(), std::collections::BTreeSet::new());
        for line in ranks {
            groups.insert(line.group);
            classes.insert(line.rank);
        }
        groups.extend(self.serving.values().map(|(group, _)| *group));
        groups.extend(self.services.keys().copied());
        let name = || Text { vi: "log".to_owned(), en: String::new() };
        let mut priority = Vec::new();
        for rank in classes.into_iter().filter(|rank| *rank > 0) {
            priority.push(PriorityClass {
                code: class(rank)?,
                name: name(),
                rate_milli: 1_000,
                head_start: Seconds(0),
                from_age: None,
            });
        }
        Ok(HallConfig {
            name: name(),
            time_zone: "UTC".to_owned(),
            hours: Hours::Always,
            zones: vec![Zone {
                code: zone.clone(),
                name: name(),
                speech: Default::default(),
                wall: Default::default(),
            }],
            groups: groups
                .iter()
                .map(|code| ServiceGroup {
                    code: *code,
                    name: name(),
                    daily_cap: None,
                    service_time: Seconds(USUAL_S),
                    icon: None,
                })
                .collect(),
            classes: priority,
            // The log's rule: every counter takes every service, by priority and then arrival.
            counters: open
                .iter()
                .map(|number| Counter {
                    number: number.clone(),
                    name: Text::default(),
                    zone: zone.clone(),
                    groups: groups.iter().copied().collect(),
                    helps_after: None,
                })
                .collect(),
            policy: Policy::PriorityFirst { at_most: AT_MOST },
            limits: Limits { open_tickets: OPEN_MAX, ..Limits::default() },
            ..HallConfig::empty()
        })
    }
}

fn class(rank: u32) -> anyhow::Result<ClassCode> {
    if rank == 0 { Ok(HallConfig::ordinary()) } else { Ok(format!("p{rank}").parse()?) }
}

fn officer(counter: &CounterNo) -> anyhow::Result<StaffId> {
    Ok(format!("log-{}", counter.as_str().to_lowercase()).parse()?)
}

fn act(hall: &mut Hall, action: Action, at: Moment) -> anyhow::Result<Vec<Event>> {
    let events = decide(hall, &Command { by: Actor::Clock, action }, at).context("a hall of the log")?;
    for event in &events {
        hall.apply(event);
    }
    Ok(events)
}

/// Stands in line, without the people ahead, which nobody asks for.
fn issue(hall: &mut Hall, line: Line, at: Moment) -> anyhow::Result<TicketId> {
    let ticket = TicketId(hall.ticket_base.saturating_add(hall.seq).saturating_add(1));
    let number = hall.numbers.get(&line.group).copied().unwrap_or(0).saturating_add(1);
    let fact = goiso_queue::Fact::TicketIssued {
        ticket,
        label: Label { group: line.group, number: TicketNumber(number.min(TicketNumber::LAST.0)) },
        group: line.group,
        service: None,
        class: class(line.rank)?,
        channel: Channel::Phone,
        language: Language::Vi,
        care: Care::Usual,
        dossiers: 1,
        person: None,
        people_ahead: 0,
        range: None,
    };
    hall.apply(&Event { at, by: Actor::Clock, fact });
    Ok(ticket)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counter(number: u32) -> CounterNo {
        number.to_string().parse().expect("a counter")
    }

    /// Three hours of two counters to which somebody comes every two minutes; from `after` on they take so many seconds.
    fn hours(after: i64, then_s: i64) -> Vec<Happened> {
        let line = Line { group: "A".parse().expect("a group"), rank: 0 };
        let mut free = [0_i64; 2];
        let mut happened = Vec::new();
        for n in 0..90_i64 {
            let came = n * 120_000;
            let at = usize::from(free[1] < free[0]);
            let called = came.max(free[at]);
            let serve_ms = if called < after { 300_000 } else { then_s * 1000 };
            free[at] = called + serve_ms;
            let person = TicketId(u64::try_from(n).expect("small") + 1);
            let counter = counter(if at == 0 { 1 } else { 2 });
            happened.push(Happened { at: Moment(came), order: 1, fact: Fact::Joined { person, line } });
            happened.push(Happened {
                at: Moment(called),
                order: 2,
                fact: Fact::Called { person, counter: counter.clone() },
            });
            happened.push(Happened { at: Moment(free[at]), order: 0, fact: Fact::Freed { counter } });
        }
        happened.sort_by_key(|event| (event.at, event.order));
        happened
    }

    fn told_at(happened: &[Happened]) -> Vec<(Moment, BTreeMap<GroupCode, Told>)> {
        let mut all = Vec::new();
        follow_and_tell(happened, |at, groups| all.push((at, groups.clone()))).expect("a hall");
        all
    }

    #[test]
    fn only_the_past_of_a_moment_is_used() {
        let turn = 2 * EVERY_MS;
        let (slow, quick) = (told_at(&hours(turn, 1_200)), told_at(&hours(turn, 10)));
        let until = |all: &[(Moment, BTreeMap<GroupCode, Told>)]| -> Vec<_> {
            all.iter().filter(|(at, _)| at.0 <= turn).cloned().collect()
        };
        assert!(until(&slow).iter().any(|(_, groups)| !groups.is_empty()), "{slow:?}");
        assert_eq!(until(&slow), until(&quick), "what came later changed what was told");
        assert_ne!(slow, quick, "and afterwards it is another hall");
    }
}
