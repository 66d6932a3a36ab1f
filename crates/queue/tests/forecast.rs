//! People ahead and the range of a wait, under the rule in force.
#![allow(clippy::unwrap_used, clippy::wildcard_enum_match_arm, reason = "a test picks what it asks about")]

mod common;

use common::{Deed, Floor, class, config, counter, group, request, with_policy};
use goiso_queue::config::{HallConfig, Policy};
use goiso_queue::time::Seconds;
use goiso_queue::{Action, Fact, Forecast, Moment, TicketId, WaitRange};

fn ahead_of_new(floor: &Floor, code: &str) -> u32 {
    Forecast::people_ahead_of_new(&floor.hall, group("A"), &class(code), floor.now)
}

#[test]
fn by_arrival_everybody_is_ahead() {
    let mut floor = Floor::new(with_policy(Policy::Arrival));
    let ids: Vec<TicketId> = (0..4).map(|_| floor.later(1).take("A")).collect();
    floor.take("B");
    let ahead: Vec<u32> = ids.iter().map(|id| Forecast::people_ahead(&floor.hall, *id)).collect();
    assert_eq!(ahead, [0, 1, 2, 3]);
    assert_eq!((ahead_of_new(&floor, "ordinary"), ahead_of_new(&floor, "elderly")), (4, 4));
}

#[test]
fn priority_first_lets_so_many_pass() {
    let mut floor = Floor::new(with_policy(Policy::PriorityFirst { at_most: 2 }));
    let ordinary: Vec<TicketId> = (0..3).map(|_| floor.later(1).take("A")).collect();
    let elderly: Vec<TicketId> = (0..3).map(|_| floor.later(1).take_as("A", "elderly")).collect();
    let ahead = |id: &TicketId| Forecast::people_ahead(&floor.hall, *id);
    assert_eq!(elderly.iter().map(ahead).collect::<Vec<_>>(), [0, 1, 3]);
    assert_eq!(ordinary.iter().map(ahead).collect::<Vec<_>>(), [2, 4, 5]);
    assert_eq!(ahead_of_new(&floor, "elderly"), 4, "two, an ordinary one, one, and then the new one");
    assert_eq!(ahead_of_new(&floor, "ordinary"), 6);
}

#[test]
fn accumulating_overtakes_in_the_course_of_waiting() {
    let mut floor = Floor::new(config());
    floor.sit("1");
    // Ten people who came five minutes apart; one is called every five minutes, as configured.
    for _ in 0..10 {
        floor.take("A");
        floor.later(300);
    }
    assert_eq!(ahead_of_new(&floor, "ordinary"), 10);
    let elderly = ahead_of_new(&floor, "elderly");
    assert!((2..10).contains(&elderly), "overtakes some of the ten, not all: {elderly}");
    let id = floor.take_as("A", "elderly");
    assert_eq!(Forecast::people_ahead_at(&floor.hall, id, floor.now), elderly, "the same once the number is taken");
    let mut called = 0;
    while floor.next("1") != Some(id) {
        floor.later(300);
        called += 1;
    }
    assert_eq!(called, elderly, "and so it comes, if nobody else does");
}

#[test]
fn whatever_is_told_comes_true_when_nobody_else_comes_and_the_pace_holds() {
    let policies = [Policy::Arrival, Policy::Accumulating, Policy::PriorityFirst { at_most: 1 }];
    for policy in policies {
        let mut floor = Floor::new(HallConfig {
            guarantees: vec![common::guarantee("A", "ordinary", 1200)],
            ..with_policy(policy)
        });
        floor.sit("1");
        let classes = ["ordinary", "elderly", "ordinary", "merit", "ordinary", "ordinary", "elderly", "ordinary"];
        let ids: Vec<TicketId> = classes.iter().map(|code| floor.later(97).take_as("A", code)).collect();
        let told: Vec<u32> = ids.iter().map(|id| Forecast::people_ahead_at(&floor.hall, *id, floor.now)).collect();
        let mut came = vec![0; ids.len()];
        for place in 0..ids.len() {
            let called = floor.next("1").unwrap();
            let index = ids.iter().position(|id| *id == called).unwrap();
            came[index] = place as u32;
            floor.later(300);
        }
        assert_eq!(told, came, "{policy:?}");
    }
}

#[test]
fn a_range_needs_somebody_who_calls() {
    let mut floor = Floor::new(config());
    let id = floor.take("A");
    let range = |floor: &Floor| {
        Forecast::ranges(&floor.hall, floor.now).prospect(group("A"), &class("ordinary")).unwrap().range
    };
    assert_eq!(range(&floor), None);
    assert_eq!(Forecast::range_for(&floor.hall, id, floor.now), None);
    floor.sit("1");
    // One ahead at 300 s: half to 1.6 times, and one gap more.
    assert_eq!(range(&floor), Some(WaitRange { low_s: 150, high_s: 780 }));
    assert_eq!(Forecast::range_for(&floor.hall, id, floor.now), Some(WaitRange { low_s: 0, high_s: 300 }));
    floor.sit("2");
    assert_eq!(range(&floor), Some(WaitRange { low_s: 75, high_s: 390 }), "two counters serve A");
    floor.next("1");
    floor.at("1", Deed::Finish).unwrap();
    floor.at("1", Deed::Close).unwrap();
    floor.at("2", Deed::Close).unwrap();
    assert!(range(&floor).is_some(), "called today");
}

#[test]
fn after_twenty_gaps_the_pace_is_the_groups_own() {
    let mut floor = Floor::new(config());
    floor.sit("1");
    for _ in 0..21 {
        floor.take("A");
        floor.next("1");
        floor.later(100);
    }
    for _ in 0..3 {
        floor.take("A");
    }
    let prospect = Forecast::ranges(&floor.hall, floor.now).prospect(group("A"), &class("ordinary")).unwrap();
    assert_eq!(prospect.people_ahead, 3);
    assert_eq!(prospect.range, Some(WaitRange { low_s: 150, high_s: 580 }));
}

#[test]
fn the_number_says_how_many_are_ahead_and_records_what_was_told() {
    let mut floor = Floor::open();
    floor.take("A");
    let mut wanted = request("A", "ordinary");
    wanted.range = Some(WaitRange { low_s: 60, high_s: 600 });
    let facts = floor.must(Action::Issue(wanted.clone()));
    let Some(Fact::TicketIssued { people_ahead, range, .. }) = facts.first() else { panic!("{facts:?}") };
    assert_eq!((*people_ahead, *range), (1, wanted.range));
}

#[test]
fn the_table_has_every_line_and_is_cheap_with_a_thousand_waiting() {
    let mut config = config();
    config.counters[0].helps_after = Some(Seconds(60));
    let mut floor = Floor::new(config);
    floor.sit("1");
    let letters = ["A", "B", "C"];
    let classes = ["ordinary", "ordinary", "elderly", "merit"];
    for number in 0..1000_usize {
        floor.take_as(letters[number % 3], classes[number % 4]);
        floor.now = Moment(floor.now.0 + 700);
    }
    let table = Forecast::ranges(&floor.hall, floor.now);
    assert_eq!(table.lines.len(), 9);
    for (code, waiting) in [("A", 334), ("B", 333), ("C", 333)] {
        let prospect = table.prospect(group(code), &class("ordinary")).unwrap();
        assert_eq!(prospect.people_ahead, waiting);
    }
    assert!(floor.hall.desks.contains_key(&counter("1")));
}
