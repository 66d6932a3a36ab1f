//! The day's course, and what a proposed rule would do to the people who wait.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test picks what it asks about")]

mod common;

use common::{Deed, Floor, config, guarantee, with_policy};
use goiso_queue::config::Policy;
use goiso_queue::course::{STEPS_MAX, Sums, course, sums};
use goiso_queue::rehearsal::{Counters, effect, rehearse};
use goiso_queue::time::Seconds;
use goiso_queue::{Action, Moment, TicketId};

/// Three ordinary people, then an elderly one who came last.
fn a_line() -> (Floor, Vec<TicketId>) {
    let mut floor = Floor::new(with_policy(Policy::Arrival));
    floor.sit("1");
    let mut people = Vec::new();
    for code in ["ordinary", "ordinary", "ordinary", "elderly"] {
        people.push(floor.take_as("A", code));
        floor.later(60);
    }
    (floor, people)
}

#[test]
fn a_rehearsal_calls_whom_the_counter_then_really_calls() {
    let (mut floor, people) = a_line();
    let thought = rehearse(&floor.hall, floor.now);
    assert_eq!(thought.counters, Counters::Open);
    let before = floor.hall.clone();
    for place in 1..=4 {
        let called = floor.next("1").unwrap();
        assert_eq!(thought.places[&called].place, place, "{called}");
        floor.later(300);
    }
    assert_eq!(thought.places[&people[0]].wait_ms, 240_000, "called at once");
    assert_eq!(thought.places[&people[1]].wait_ms, 180_000 + 300_000, "after a service time");
    assert_ne!(before, floor.hall, "the rehearsal did not touch the hall itself");
}

#[test]
fn a_proposed_policy_moves_the_elderly_person_up_and_the_others_down() {
    let (floor, people) = a_line();
    let told = effect(&floor.hall, with_policy(Policy::PriorityFirst { at_most: 2 }), floor.now).unwrap();
    let places: Vec<(TicketId, u32, u32)> = told
        .people
        .iter()
        .map(|person| (person.ticket, person.before.as_ref().unwrap().place, person.after.as_ref().unwrap().place))
        .collect();
    assert_eq!(places, [(people[0], 1, 2), (people[1], 2, 3), (people[2], 3, 4), (people[3], 4, 1)]);
    let mut bounded = with_policy(Policy::PriorityFirst { at_most: 2 });
    bounded.guarantees = vec![guarantee("A", "ordinary", 60)];
    let told = effect(&floor.hall, bounded, floor.now).unwrap();
    assert_eq!(told.people[3].after.as_ref().unwrap().place, 4, "whoever waited past the guarantee goes first");
}

#[test]
fn with_no_counter_open_all_are_assumed_and_a_bad_rule_is_refused() {
    let (mut floor, people) = a_line();
    floor.at("1", Deed::Close).unwrap();
    let thought = rehearse(&floor.hall, floor.now);
    assert_eq!((thought.counters, thought.places.len()), (Counters::Assumed, people.len()));
    let mut bad = config();
    bad.counters[0].groups = vec![common::group("Y")];
    assert_eq!(effect(&floor.hall, bad, floor.now).unwrap_err().code(), "bad_config");
    floor.take("C");
    floor.sit("1");
    let thought = rehearse(&floor.hall, floor.now);
    assert_eq!(thought.places.len(), people.len(), "no open counter serves C: that person has no place");
}

#[test]
fn the_course_of_the_day_counts_who_waits_who_came_and_who_was_served() {
    let mut floor = Floor::new(config());
    assert_eq!(course(&floor.hall, Seconds(300), floor.now), []);
    floor.sit("1");
    floor.take("A");
    let gone = floor.take("A");
    let struck = floor.take("A");
    floor.must(Action::Void { ticket: struck, reason: "bấm nhầm".to_owned() });
    floor.later(360);
    floor.next("1");
    floor.take("A");
    floor.later(300);
    floor.must(Action::Cancel { ticket: gone });
    floor.at("1", Deed::Finish).unwrap();
    floor.later(60);
    let points = course(&floor.hall, Seconds(300), floor.now);
    let told: Vec<(u32, u32, u32)> = points.iter().map(|point| (point.waiting, point.issued, point.served)).collect();
    assert_eq!(told, [(2, 2, 0), (2, 1, 0), (1, 0, 1)]);
    assert_eq!(sums(&floor.hall), Sums { called: 1, within_target: 1, no_shows: 0 }, "called after six minutes");
    let later = Moment(floor.now.0 + 3 * 24 * 3600 * 1000);
    let points = course(&floor.hall, Seconds(300), later);
    assert_eq!(points.len(), STEPS_MAX, "bounded, however long the day");
    assert!(points.iter().all(|point| point.waiting == 1), "whoever came before the first step still waits");
}
