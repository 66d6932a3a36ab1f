//! The precedence, step by step, where random histories seldom come: equal scores, and one rule against another.
#![allow(clippy::unwrap_used, clippy::wildcard_enum_match_arm, reason = "a test picks what it asks about")]

mod common;

use common::{Deed, Floor, config, guarantee, with_policy};
use goiso_queue::config::{HallConfig, Policy};
use goiso_queue::order::Rule;
use goiso_queue::{Fact, TicketId};

fn rule(floor: &Floor) -> Rule {
    let called =
        floor.log.iter().rev().find_map(|event| {
            if let Fact::TicketCalled { why, .. } = &event.fact { Some(why.rule.clone()) } else { None }
        });
    called.unwrap()
}

/// A person of A who waited 30 s and an elderly one of `letter` who waited 10 s: both score 30.
fn equal_scores(letter: &str) -> (Floor, TicketId, TicketId) {
    let mut floor = Floor::open();
    let ordinary = floor.take("A");
    let elderly = floor.later(20).take_as(letter, "elderly");
    floor.later(10);
    (floor, ordinary, elderly)
}

#[test]
fn equal_scores_go_by_the_counters_preference_then_by_arrival_then_by_id() {
    let (mut floor, ordinary, _) = equal_scores("B");
    assert_eq!(floor.next("1"), Some(ordinary), "counter 1 prefers A");
    let (mut floor, _, elderly) = equal_scores("B");
    assert_eq!(floor.next("2"), Some(elderly), "counter 2 prefers B");
    assert_eq!(rule(&floor), Rule::Accumulating { score_ms: 30_000, rate_milli: 3000 });
    let (mut floor, ordinary, _) = equal_scores("A");
    assert_eq!(floor.next("1"), Some(ordinary), "whoever came first");
    let mut floor = Floor::open();
    let first = floor.take_as("A", "elderly");
    floor.take("A");
    assert_eq!(floor.next("1"), Some(first), "in one millisecond, the lower id");
}

#[test]
fn the_higher_score_goes_before_preference() {
    let mut floor = Floor::open();
    floor.take("A");
    let elderly = floor.later(20).take_as("B", "elderly");
    floor.now.0 += 10_001;
    assert_eq!(floor.next("1"), Some(elderly), "30.003 against 30.001");
}

#[test]
fn a_breached_guarantee_goes_before_a_returned_person_and_that_before_the_policy() {
    let guarantees = vec![guarantee("B", "ordinary", 600)];
    let mut floor = Floor::new(HallConfig { guarantees, ..config() });
    floor.sit("1");
    let returned = floor.take("A");
    floor.next("1");
    floor.at("1", Deed::Park).unwrap();
    let waiting = floor.take("B");
    let elderly = floor.take_as("A", "elderly");
    floor.must(goiso_queue::Action::Return {
        counter: common::counter("1"),
        seen: goiso_queue::command::Seen::Elsewhere,
        ticket: returned,
    });
    floor.later(599);
    let mut breached = floor.clone();
    assert_eq!((floor.next("1"), rule(&floor)), (Some(returned), Rule::Returned));
    breached.later(1);
    let within_s = goiso_queue::time::Seconds(600);
    assert_eq!((breached.next("1"), rule(&breached)), (Some(waiting), Rule::Guarantee { within_s }));
    assert_eq!((breached.next("1"), rule(&breached)), (Some(returned), Rule::Returned));
    assert_eq!(breached.next("1"), Some(elderly));
}

#[test]
fn priority_first_counts_only_while_somebody_ordinary_waits() {
    let mut floor = Floor::new(with_policy(Policy::PriorityFirst { at_most: 2 }));
    floor.sit("1");
    for _ in 0..3 {
        floor.take_as("A", "elderly");
    }
    floor.next("1");
    assert_eq!(rule(&floor), Rule::PriorityFirst { run: 0 }, "nobody ordinary waits");
    let ordinary = floor.take("A");
    let last = floor.take_as("A", "elderly");
    floor.next("1");
    assert_eq!(rule(&floor), Rule::PriorityFirst { run: 1 });
    floor.next("1");
    assert_eq!(rule(&floor), Rule::PriorityFirst { run: 2 });
    assert_eq!((floor.next("1"), rule(&floor)), (Some(ordinary), Rule::OrdinaryTurn));
    assert_eq!(floor.hall.priority_run, 0);
    assert_eq!((floor.next("1"), rule(&floor)), (Some(last), Rule::PriorityFirst { run: 0 }));
}
