//! Why others were called before a ticket, told from the log.
#![allow(clippy::unwrap_used, clippy::wildcard_enum_match_arm, reason = "a test picks what it asks about")]

mod common;

use common::random::{Dice, command, configs};
use common::{Deed, Floor, counter, guarantee, with_policy};
use goiso_queue::config::{HallConfig, Policy};
use goiso_queue::fairness::{Because, Came, Fairness, Joined, fairness};
use goiso_queue::print::{Paper, Printer};
use goiso_queue::time::Seconds;
use goiso_queue::{Action, CallId, Event, Fact, Hall, Moment, TicketId, TicketState, decide};
use std::collections::BTreeSet;

fn receipt(floor: &Floor, ticket: TicketId) -> Fairness {
    let first = floor.log.iter().rposition(|event| matches!(event.fact, Fact::DayStarted { .. })).unwrap();
    fairness(first as u64 + 1, &floor.log[first..], ticket).unwrap()
}

fn told(receipt: &Fairness) -> Vec<(TicketId, Came, Because)> {
    receipt.passed.iter().map(|one| (one.ticket, one.came, one.because.clone())).collect()
}

fn floor(policy: Policy) -> Floor {
    let mut floor = Floor::new(with_policy(policy));
    floor.sit("1");
    floor.sit("2");
    floor
}

#[test]
fn a_priority_class_passes_and_an_ordinary_turn_comes_between() {
    let mut floor = floor(Policy::PriorityFirst { at_most: 1 });
    let first = floor.take("A");
    let waiting = floor.later(1).take("A");
    let elderly = floor.later(60).take_as("A", "elderly");
    let merit = floor.later(1).take_as("A", "merit");
    assert_eq!(floor.next("1"), Some(elderly));
    assert_eq!(floor.later(30).next("1"), Some(first));
    let mine = receipt(&floor, waiting);
    assert_eq!(told(&mine), [(elderly, Came::Later, Because::Priority)]);
    assert_eq!((mine.earlier, mine.later), (1, 1), "the first came earlier and was called");
    let theirs = receipt(&floor, merit);
    assert_eq!((theirs.earlier, theirs.later), (2, 0), "nobody who came later passed");
    assert!(theirs.passed.is_empty());
}

#[test]
fn the_slips_of_a_ticket_are_its_own_steps_whoever_printed_them() {
    let door = Printer {
        code: "door".parse().unwrap(),
        name: common::text("Máy in"),
        address: "tcp:192.0.2.1:9100".parse().unwrap(),
        paper: Paper::Wide,
        kiosks: Vec::new(),
    };
    let mut floor = Floor::new(HallConfig { printers: vec![door], ..common::config() });
    let (mine, other) = (floor.take("A"), floor.take("A"));
    let first = floor.hall.seq;
    floor.must(Action::HandToBrowser { ticket: mine, paper: Paper::Wide, copy: 1 });
    floor.must(Action::HandToBrowser { ticket: other, paper: Paper::Wide, copy: 1 });
    floor.must(Action::Print { printer: "door".parse().unwrap(), ticket: Some(mine) });
    floor.must(Action::Print { printer: "door".parse().unwrap(), ticket: None });
    assert_eq!(receipt(&floor, mine).own[1..], [first + 1, first + 3]);
    assert_eq!(receipt(&floor, other).own[1..], [first + 2]);
}

#[test]
fn a_slip_that_is_told_of_after_the_end_is_the_last_step_and_counts_nobody_again() {
    let mut floor = floor(Policy::Arrival);
    let (mine, other) = (floor.take("A"), floor.later(5).take("A"));
    floor.must(Action::Leave { ticket: mine });
    let before = receipt(&floor, mine);
    assert_eq!(floor.next("1"), Some(other));
    floor.must(Action::HandToBrowser { ticket: mine, paper: Paper::Wide, copy: 1 });
    let after = receipt(&floor, mine);
    assert_eq!(after.own.split_last(), Some((&floor.hall.seq, &before.own[..])));
    assert_eq!(Fairness { own: before.own.clone(), ..after }, before);
    assert!(!receipt(&floor, other).own.contains(&floor.hall.seq));
}

#[test]
fn a_chosen_call_is_told_with_its_reason_and_an_undo_takes_it_back() {
    let mut floor = floor(Policy::Arrival);
    let waiting = floor.take("A");
    let chosen = floor.later(5).take("A");
    let reason = "con nhỏ".to_owned();
    floor.must(Action::CallChosen { counter: counter("1"), ticket: chosen, seen: None, reason });
    let mine = receipt(&floor, waiting);
    assert_eq!(told(&mine), [(chosen, Came::Later, Because::Chosen)]);
    assert_eq!(mine.own.len(), 1, "nothing but its issue");
    floor.later(5).at("1", Deed::Undo).unwrap();
    let mine = receipt(&floor, waiting);
    assert!(mine.passed.is_empty(), "an undone call passed nobody");
    assert_eq!((mine.earlier, mine.later), (0, 0));
    assert_eq!(receipt(&floor, chosen).own.len(), 3, "issue, call and undo are its own");
}

#[test]
fn a_transfer_with_return_keeps_its_arrival_and_goes_back_to_its_counter() {
    let mut floor = floor(Policy::Arrival);
    let travelling = floor.take("A");
    floor.later(10).next("1");
    floor.at("1", Deed::Start).unwrap();
    let waiting_b = floor.later(5).take("B");
    let waiting_a = floor.later(5).take("A");
    floor.at("1", Deed::ToCounterAndBack('2')).unwrap();
    let waits_in = |floor: &Floor| floor.ticket(travelling).group;
    let group = waits_in(&floor);
    assert_eq!(floor.later(5).next("2"), Some(travelling));
    let other = if group == "A".parse().unwrap() { waiting_a } else { waiting_b };
    let mine = receipt(&floor, other);
    assert_eq!(told(&mine), [(travelling, Came::Earlier, Because::Kept)], "kept for counter 2");
    floor.at("2", Deed::Start).unwrap();
    floor.later(60).at("2", Deed::Finish).unwrap();
    assert_eq!(floor.later(5).next("1"), Some(travelling), "back at the first counter");
    assert_eq!(receipt(&floor, travelling).passed, [], "nobody passed the traveller");
}

#[test]
fn whoever_is_let_in_again_keeps_the_arrival() {
    let mut floor = floor(Policy::Arrival);
    let gone = floor.take("A");
    floor.must(Action::Cancel { ticket: gone });
    let waiting = floor.later(5).take("A");
    floor.must(Action::Reinstate { ticket: gone });
    assert_eq!(floor.next("1"), Some(gone));
    assert_eq!(
        told(&receipt(&floor, waiting)),
        [(gone, Came::Earlier, Because::KeptArrival { joined: Joined::Reinstated })]
    );
}

#[test]
fn a_guarantee_goes_before_a_longer_score() {
    let config = HallConfig { guarantees: vec![guarantee("A", "elderly", 120)], ..with_policy(Policy::Arrival) };
    let mut floor = Floor::new(config);
    floor.sit("1");
    let waiting = floor.take("A");
    let elderly = floor.later(60).take_as("A", "elderly");
    assert_eq!(floor.later(180).next("1"), Some(elderly));
    assert_eq!(told(&receipt(&floor, waiting)), [(elderly, Came::Later, Because::Guarantee { within: Seconds(120) })]);
}

#[test]
fn whoever_let_others_pass_is_told_so() {
    let mut floor = floor(Policy::Arrival);
    let waiting = floor.take("A");
    for _ in 0..6 {
        floor.later(5).take("A");
    }
    floor.must(Action::PushBack { ticket: waiting });
    let passed = floor.next("1").unwrap();
    assert_ne!(passed, waiting);
    assert_eq!(told(&receipt(&floor, waiting)), [(passed, Came::Later, Because::PushedBack)]);
}

/// Counted the slow way: the hall before every event, and the calls that undos named.
fn naive(first: usize, log: &[Event], ticket: TicketId) -> (usize, usize) {
    let mut halls = vec![Hall::new()];
    halls[0].seq = first as u64;
    for event in log {
        let mut next = halls.last().unwrap().clone();
        next.apply(event);
        halls.push(next);
    }
    let undone: BTreeSet<CallId> = (0..log.len())
        .filter_map(|index| match &log[index].fact {
            Fact::StepUndone { counter, .. } => halls[index].desks[counter].last_step.as_ref(),
            _ => None,
        })
        .flat_map(|step| step.calls.clone())
        .collect();
    let (mut earlier, mut later) = (BTreeSet::new(), BTreeSet::new());
    for (index, event) in log.iter().enumerate() {
        let Fact::TicketCalled { ticket: called, .. } = &event.fact else { continue };
        let Some(mine) = halls[index].tickets.get(&ticket) else { continue };
        let theirs = &halls[index].tickets[called];
        let waits = matches!(mine.state, TicketState::Waiting { .. }) && mine.group == theirs.group;
        if *called == ticket || !waits || undone.contains(&CallId(halls[index].seq + 1)) {
            continue;
        }
        let before = theirs.issued_at < mine.issued_at || (theirs.issued_at == mine.issued_at && called < &ticket);
        if before {
            earlier.insert(*called)
        } else {
            later.insert(*called)
        };
    }
    (earlier.len(), later.len())
}

#[test]
fn every_receipt_counts_as_a_slow_count_does() {
    let configs = configs();
    let mut passed = 0;
    for seed in 0..configs.len() as u64 {
        let mut floor = Floor::new(configs[seed as usize].clone());
        floor.sit("1");
        floor.sit("2");
        let mut dice = Dice(seed + 77);
        for _ in 0..150 {
            let (command, pause) = command(&mut dice, &floor.hall);
            floor.now = Moment(floor.now.0 + pause);
            let Ok(events) = decide(&floor.hall, &command, floor.now) else { continue };
            events.iter().for_each(|event| floor.hall.apply(event));
            floor.log.extend(events);
        }
        let first = floor.log.iter().rposition(|event| matches!(event.fact, Fact::DayStarted { .. })).unwrap();
        for ticket in floor.hall.tickets.keys().copied().step_by(3) {
            let told = receipt(&floor, ticket);
            assert_eq!((told.earlier, told.later), naive(first, &floor.log[first..], ticket), "seed {seed}, {ticket}");
            let named: BTreeSet<_> =
                told.passed.iter().filter(|one| one.came == Came::Later).map(|one| one.ticket).collect();
            assert_eq!(named.len(), told.later, "seed {seed}, {ticket}: whoever came later and passed is named");
            passed += told.later;
        }
    }
    assert!(passed > 100, "the histories hold enough of it: {passed}");
}
