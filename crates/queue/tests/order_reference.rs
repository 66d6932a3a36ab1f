//! Call next against a reference that knows no index: all waiting tickets, sorted and scanned, with scoring of its own.
#![allow(clippy::unwrap_used, clippy::wildcard_enum_match_arm, reason = "a test picks what it asks about")]

mod common;

use common::Floor;
use common::random::{Dice, command, configs};
use goiso_queue::config::{Counter, HallConfig, Policy};
use goiso_queue::event::Step;
use goiso_queue::hall::CounterState;
use goiso_queue::order::Rule;
use goiso_queue::ticket::Hold;
use goiso_queue::{Action, CounterNo, Event, Fact, Hall, Moment, Ticket, TicketId, TicketState, decide};
use std::cmp::Ordering;
use std::collections::BTreeMap;

const HISTORIES: u64 = 10_000;
const COMMANDS: usize = 100;

/// What the reference says of a call.
#[derive(Debug, PartialEq, Eq)]
struct Verdict {
    ticket: TicketId,
    runner_up: Option<TicketId>,
    candidates: usize,
    rule: &'static str,
    ordinary_waits: bool,
}

struct Reference {
    /// Priority calls in a row.
    run: u8,
    /// By counter, the run before and after its last call.
    around: BTreeMap<CounterNo, (u8, u8)>,
}

impl Reference {
    fn next(&self, hall: &Hall, counter: &Counter, now: Moment) -> Option<Verdict> {
        let mut waiting: Vec<&Ticket> = hall
            .tickets
            .values()
            .filter(|t| matches!(t.state, TicketState::Waiting { .. }))
            .filter(|t| may_call(hall, counter, t, now))
            .collect();
        waiting.sort_by_key(|t| (t.order_at, t.id));
        let mut heads: Vec<&Ticket> = Vec::new();
        let mut kept: Option<&Ticket> = None;
        for ticket in waiting {
            if kept_for(ticket) == Some(&counter.number) && kept.is_none() {
                kept = Some(ticket);
            }
            let first = heads.iter().all(|h| (h.group, &h.class) != (ticket.group, &ticket.class));
            if first {
                heads.push(ticket);
            }
        }
        heads.retain(|head| {
            counter.groups.contains(&head.group)
                || counter.helps_after.is_some_and(|after| now.0 - head.order_at.0 >= i64::from(after.0) * 1000)
        });
        if let Some(kept) = kept
            && heads.iter().all(|head| head.id != kept.id)
        {
            heads.push(kept);
        }
        let ordinary_waits = heads.iter().any(|head| head.class.as_str() == "ordinary");
        heads.sort_by(|a, b| self.compare(&hall.config, counter, a, b, ordinary_waits, now));
        let best = heads.first()?;
        Some(Verdict {
            ticket: best.id,
            runner_up: heads.get(1).map(|t| t.id),
            candidates: heads.len(),
            rule: if breach(&hall.config, best, now).is_some() {
                "guarantee"
            } else if kept_for(best) == Some(&counter.number) {
                "returned"
            } else {
                match hall.config.policy {
                    Policy::Arrival => "arrival",
                    Policy::Accumulating => "accumulating",
                    Policy::PriorityFirst { .. } if best.class.as_str() == "ordinary" => "ordinary_turn",
                    Policy::PriorityFirst { .. } => "priority_first",
                }
            },
            ordinary_waits,
        })
    }

    fn compare(
        &self,
        config: &HallConfig,
        counter: &Counter,
        a: &Ticket,
        b: &Ticket,
        ordinary_waits: bool,
        now: Moment,
    ) -> Ordering {
        let step = |t: &Ticket| {
            if breach(config, t, now).is_some() {
                1
            } else if kept_for(t) == Some(&counter.number) {
                2
            } else {
                3
            }
        };
        let place = |t: &Ticket| counter.groups.iter().position(|g| *g == t.group).unwrap_or(1000);
        let by_step = step(a).cmp(&step(b));
        let within_step = match step(a) {
            1 => breach(config, a, now).cmp(&breach(config, b, now)),
            2 => a.order_at.cmp(&b.order_at),
            _ => Ordering::Equal,
        };
        by_step
            .then(within_step)
            .then_with(|| self.by_policy(config, a, b, ordinary_waits, now))
            .then_with(|| place(a).cmp(&place(b)))
            .then_with(|| a.order_at.cmp(&b.order_at))
            .then_with(|| a.id.cmp(&b.id))
    }

    fn by_policy(&self, config: &HallConfig, a: &Ticket, b: &Ticket, ordinary_waits: bool, now: Moment) -> Ordering {
        let waited = |t: &Ticket| i128::from((now.0 - t.order_at.0).max(0));
        match config.policy {
            Policy::Arrival => waited(b).cmp(&waited(a)),
            Policy::Accumulating => {
                let score = |t: &Ticket| match t.class.as_str() {
                    "elderly" => waited(t) * 3,
                    "merit" => waited(t) * 2 + 600_000,
                    _ => waited(t),
                };
                score(b).cmp(&score(a))
            }
            Policy::PriorityFirst { at_most } => {
                let ordinary_first = ordinary_waits && self.run >= at_most;
                let behind = |t: &Ticket| (t.class.as_str() == "ordinary") != ordinary_first;
                behind(a).cmp(&behind(b)).then(waited(b).cmp(&waited(a)))
            }
        }
    }

    fn follow(&mut self, event: &Event, ordinary_waits: Option<bool>) {
        match &event.fact {
            Fact::TicketCalled { counter, why, .. } => {
                let before = self.run;
                if !matches!(why.rule, Rule::Chosen { .. }) {
                    if why.class.as_str() == "ordinary" {
                        self.run = 0;
                    } else if ordinary_waits.unwrap() {
                        self.run += 1;
                    }
                }
                self.around.insert(counter.clone(), (before, self.run));
            }
            Fact::StepUndone { counter, step: Step::Call } => {
                if let Some((before, after)) = self.around.remove(counter)
                    && self.run == after
                {
                    self.run = before;
                }
            }
            _ => {}
        }
    }
}

fn kept_for(ticket: &Ticket) -> Option<&CounterNo> {
    match &ticket.state {
        TicketState::Waiting { hold: Hold::Counter { number }, .. } => Some(number),
        _ => None,
    }
}

fn breach(config: &HallConfig, ticket: &Ticket, now: Moment) -> Option<i64> {
    let bound = config.guarantees.iter().find(|g| g.group == ticket.group && g.class == ticket.class)?;
    let at = ticket.order_at.0 + i64::from(bound.within.0) * 1000;
    (at <= now.0).then_some(at)
}

fn may_call(hall: &Hall, counter: &Counter, ticket: &Ticket, now: Moment) -> bool {
    match kept_for(ticket) {
        None => true,
        Some(keeper) => {
            *keeper == counter.number
                || matches!(hall.desks[keeper].state, CounterState::Closed)
                || breach(&hall.config, ticket, now).is_some()
        }
    }
}

fn word(rule: &Rule) -> &'static str {
    match rule {
        Rule::Guarantee { .. } => "guarantee",
        Rule::Returned => "returned",
        Rule::Arrival => "arrival",
        Rule::PriorityFirst { .. } => "priority_first",
        Rule::OrdinaryTurn => "ordinary_turn",
        Rule::Accumulating { .. } => "accumulating",
        Rule::Chosen { .. } => "chosen",
    }
}

/// Runs a share of the histories; returns how often each rule was seen.
fn compare_histories(share: u64, of: u64) -> BTreeMap<&'static str, u64> {
    let halls: Vec<Floor> = configs()
        .into_iter()
        .map(|config| {
            let mut floor = Floor::new(config);
            floor.sit("1");
            floor.sit("2");
            floor
        })
        .collect();
    let mut seen: BTreeMap<&'static str, u64> = BTreeMap::new();
    for history in (share..HISTORIES).step_by(of as usize) {
        let floor = &halls[history as usize % halls.len()];
        let (mut hall, mut now) = (floor.hall.clone(), floor.now);
        let mut dice = Dice(history);
        let mut reference = Reference { run: 0, around: BTreeMap::new() };
        for number in 0..COMMANDS {
            let (command, pause) = command(&mut dice, &hall);
            now = Moment(now.0 + pause);
            let counter = match &command.action {
                Action::CallNext { counter, .. } => hall.config.counter(counter).cloned(),
                _ => None,
            };
            let Ok(events) = decide(&hall, &command, now) else { continue };
            let verdict = counter.and_then(|counter| reference.next(&hall, &counter, now));
            let called = events.iter().find_map(|event| match &event.fact {
                Fact::TicketCalled { ticket, why, .. } => Some((*ticket, why)),
                _ => None,
            });
            if let Action::CallNext { .. } = command.action {
                let told = called.map(|(ticket, why)| Verdict {
                    ticket,
                    runner_up: why.runner_up,
                    candidates: usize::from(why.candidates),
                    rule: word(&why.rule),
                    ordinary_waits: verdict.as_ref().is_some_and(|v| v.ordinary_waits),
                });
                assert_eq!(told, verdict, "history {history}, command {number}: {command:?}");
                *seen.entry(verdict.as_ref().map_or("nobody", |v| v.rule)).or_default() += 1;
            }
            for event in &events {
                reference.follow(event, verdict.as_ref().map(|v| v.ordinary_waits));
                hall.apply(event);
            }
            assert_eq!(hall.priority_run, reference.run, "history {history}, command {number}");
        }
    }
    seen
}

/// Every rule must have decided often, or the histories prove nothing.
fn all_rules_seen(seen: &BTreeMap<&'static str, u64>) {
    for rule in ["guarantee", "returned", "arrival", "priority_first", "ordinary_turn", "accumulating", "nobody"] {
        let times = seen.get(rule).copied().unwrap_or(0);
        assert!(times > 200, "{rule} decided only {times} times: {seen:?}");
    }
}

#[test]
fn call_next_is_the_first_of_all_sorted_first_half() {
    all_rules_seen(&compare_histories(0, 2));
}

#[test]
fn call_next_is_the_first_of_all_sorted_second_half() {
    all_rules_seen(&compare_histories(1, 2));
}
