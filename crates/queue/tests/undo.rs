//! The last step of a counter, taken back.
#![allow(clippy::unwrap_used, clippy::wildcard_enum_match_arm, reason = "a test picks what it asks about")]

mod common;

use common::{Deed, Floor, counter};
use goiso_queue::hall::{CallState, Hall, OfficerDay};
use goiso_queue::ticket::LegEnd;
use goiso_queue::{Action, Fact, StaffId};

/// The hall without what an undo leaves on purpose: its place in the log, the withdrawn calls, the undone leg, and
/// that there is nothing more to take back.
fn bare(hall: &Hall) -> Hall {
    let mut bare = hall.clone();
    bare.seq = 0;
    bare.last_at = goiso_queue::Moment(0);
    bare.calls.retain(|_, call| call.state != CallState::Withdrawn);
    for desk in bare.desks.values_mut() {
        desk.last_step = None;
        desk.idle_since = goiso_queue::Moment(0);
    }
    for ticket in bare.tickets.values_mut() {
        ticket.legs.retain(|leg| leg.end.is_none_or(|(_, end)| end != LegEnd::Undone));
    }
    bare
}

/// A hall in which counter 1 can do the deed: somebody called twice a minute ago, or served.
fn before(deed: Deed) -> Floor {
    let mut floor = Floor::open();
    for letter in ["A", "B", "A"] {
        floor.later(5).take(letter);
    }
    floor.later(60).next("1");
    floor.at("1", Deed::Recall).unwrap();
    floor.later(60);
    if matches!(deed, Deed::Finish | Deed::Park | Deed::Next) {
        floor.at("1", Deed::Start).unwrap();
    }
    floor.later(30);
    floor
}

#[test]
fn an_undo_leaves_the_hall_as_it_was() {
    use Deed::{Finish, Next, NoShow, Park, Recall, Start, ToCounter, ToCounterAndBack, ToGroup};
    for deed in [Next, Recall, Start, Finish, NoShow, Park, ToGroup('B'), ToCounter('2'), ToCounterAndBack('2')] {
        let mut floor = before(deed);
        let was = bare(&floor.hall);
        floor.at("1", deed).unwrap();
        assert_ne!(bare(&floor.hall), was, "{deed:?} changes something");
        floor.later(7).at("1", Deed::Undo).unwrap();
        assert_eq!(bare(&floor.hall), was, "{deed:?} taken back");
        assert_eq!(floor.at("1", Deed::Undo).unwrap_err().code(), "nothing_to_undo", "an undo is not undone");
    }
}

#[test]
fn an_undone_call_is_withdrawn_and_its_leg_marked() {
    let mut floor = Floor::open();
    let id = floor.take("A");
    floor.next("1");
    let call = floor.newest_call();
    floor.at("1", Deed::Undo).unwrap();
    assert_eq!(floor.call_state(call), CallState::Withdrawn);
    assert_eq!(floor.state(id), "waiting");
    assert_eq!(floor.ticket(id).legs[0].end.unwrap().1, LegEnd::Undone);
    assert!(floor.hall.call_times.is_empty(), "an undone call makes no pace");
}

#[test]
fn after_an_undone_recall_the_call_before_it_stands_again() {
    let mut floor = Floor::open();
    floor.take("A");
    floor.next("1");
    let first = floor.newest_call();
    floor.later(10).at("1", Deed::Recall).unwrap();
    let devices = vec!["d1".parse().unwrap()];
    floor.must(Action::Shown { call: floor.newest_call(), devices });
    floor.at("1", Deed::Undo).unwrap();
    assert_eq!(floor.call_state(first), CallState::Calling);
}

#[test]
fn nothing_is_taken_back_once_something_followed() {
    let mut floor = Floor::open();
    let id = floor.take("A");
    floor.next("1");
    floor.at("1", Deed::ToGroup('B')).unwrap();
    floor.next("2");
    assert_eq!(floor.seen("2"), Some(id));
    assert_eq!(floor.at("1", Deed::Undo).unwrap_err().code(), "nothing_to_undo", "counter 2 called the person");

    let mut floor = Floor::open();
    let id = floor.take("A");
    floor.next("1");
    floor.must(Action::SetPriority { ticket: id, class: common::class("elderly") });
    assert_eq!(floor.at("1", Deed::Undo).unwrap_err().code(), "nothing_to_undo", "the class was changed");

    let mut floor = Floor::open();
    floor.take("A");
    floor.next("1");
    floor.at("1", Deed::Finish).unwrap();
    floor.at("1", Deed::Pause).unwrap();
    floor.must(Action::ResumeCounter { counter: counter("1") });
    assert_eq!(floor.at("1", Deed::Undo).unwrap_err().code(), "nothing_to_undo", "the officer was away");
}

#[test]
fn a_call_and_the_finish_before_it_are_one_step_and_a_separate_finish_is_another() {
    let mut floor = Floor::open();
    let first = floor.take("A");
    let second = floor.later(1).take("A");
    floor.next("1");
    floor.later(60).next("1");
    floor.later(1).at("1", Deed::Undo).unwrap();
    assert_eq!((floor.state(first), floor.state(second)), ("called", "waiting"));
    assert_eq!(floor.seen("1"), Some(first));
    assert_eq!(floor.hall.desks[&counter("1")].served, 0);

    floor.later(1).at("1", Deed::Finish).unwrap();
    floor.later(1).next("1");
    floor.later(1).at("1", Deed::Undo).unwrap();
    assert_eq!((floor.state(first), floor.state(second)), ("done", "waiting"), "the finish stands");
}

#[test]
fn an_undo_says_which_step() {
    let mut floor = Floor::open();
    floor.take("A");
    floor.next("1");
    let facts = floor.at("1", Deed::Undo).unwrap();
    let step = goiso_queue::event::Step::Call;
    assert_eq!(facts, vec![Fact::StepUndone { counter: counter("1"), step }]);
}

#[test]
fn an_officer_has_a_day_of_their_own_at_every_counter() {
    let mut floor = Floor::open();
    let lan = "p-lan".parse::<StaffId>().unwrap();
    let day = |floor: &Floor, who: &StaffId| floor.hall.officers.get(who).copied().unwrap_or_default();
    for _ in 0..4 {
        floor.take("A");
    }
    let usual = floor.hall.officer_at(&counter("1")).unwrap().clone();
    floor.next("1");
    floor.at("1", Deed::Start).unwrap();
    floor.later(90).at("1", Deed::Finish).unwrap();
    assert_eq!(day(&floor, &usual), OfficerDay { served: 1, no_shows: 0, serve_time: (90_000, 1) });
    floor.at("1", Deed::Undo).unwrap();
    assert!(!floor.hall.officers.contains_key(&usual), "an undone step is nobody's");
    floor.at("1", Deed::Finish).unwrap();

    // Another officer sits down at the same counter, and begins with nothing.
    floor.must(Action::CloseCounter { counter: counter("1") });
    floor.must(Action::OpenCounter { counter: counter("1"), officer: lan.clone() });
    floor.next("1");
    floor.at("1", Deed::Recall).unwrap();
    floor.later(120).at("1", Deed::NoShow).unwrap();
    assert_eq!(day(&floor, &lan), OfficerDay { no_shows: 1, ..OfficerDay::default() });
    // A finish and a call that are one step go back together.
    floor.next("1");
    let before = day(&floor, &lan);
    floor.next("1");
    assert_eq!(day(&floor, &lan).served, 1);
    floor.at("1", Deed::Undo).unwrap();
    assert_eq!(day(&floor, &lan), before);
    assert_eq!(day(&floor, &usual).served, 1, "what the first one did stays theirs");
    assert_eq!(floor.hall.desks[&counter("1")].served, 1);
}
