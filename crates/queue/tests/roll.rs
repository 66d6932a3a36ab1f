//! The hall rolled forward: what a change would do to people who come.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test picks what it asks about")]

mod common;

use common::random::Dice;
use common::{Deed, Floor, config, counter, group};
use goiso_queue::HallConfig;
use goiso_queue::config::{Hours, Policy, Session, Weekly};
use goiso_queue::forecast::doubt::Absences;
use goiso_queue::forecast::roll::{
    ALL_STEPS_MAX, COMING_MS, Change, LINE_EVERY_MS, NEWCOMERS_MAX, RUNS_MAX, STEPS_MAX, Setting, roll, what_if,
};
use goiso_queue::forecast::rolled::Rolled;
use goiso_queue::forecast::samples::Samples;
use goiso_queue::time::TimeOfDay;

const SETTING: Setting = Setting { runs: 30, seed: 7 };

/// A busy morning: counter 1 serves, a person a minute comes to A or B, now and then an elderly one.
fn busy(seed: u64) -> Floor {
    let mut floor = Floor::new(config());
    floor.sit("1");
    let mut dice = Dice(seed);
    for minute in 0..60 {
        let class = if dice.sometimes(15) { "elderly" } else { "ordinary" };
        floor.take_as(if dice.sometimes(60) { "A" } else { "B" }, class);
        floor.later(30);
        if minute % 3 == 0 {
            floor.next("1");
        }
        floor.later(30);
    }
    floor
}

fn p90(rolled: &Rolled, letter: &str) -> i64 {
    rolled.groups[&group(letter)][1].unwrap().p90_ms
}

#[test]
fn the_same_seed_gives_the_same_answer_and_the_hall_is_not_touched() {
    let floor = busy(1);
    let before = floor.hall.clone();
    let samples = Samples::of(&floor.hall, floor.now);
    let one = roll(&floor.hall, &samples, floor.now, SETTING);
    assert_eq!(one, roll(&floor.hall, &samples, floor.now, SETTING));
    assert_ne!(one, roll(&floor.hall, &samples, floor.now, Setting { seed: 8, ..SETTING }));
    assert_eq!(floor.hall, before);
    assert_eq!(one.runs, 30);
    let coming = one.groups[&group("A")];
    assert!(coming[0].unwrap().people < coming[1].unwrap().people, "{coming:?}");
    assert!(coming[1].unwrap().p50_ms <= coming[1].unwrap().p90_ms, "{coming:?}");
    let waiting: usize = ["A", "B", "C"].iter().map(|letter| floor.hall.waiting_in(group(letter))).sum();
    assert_eq!(usize::try_from(one.line[0].p50).unwrap(), waiting, "the first look is at the hall as it stands");
    assert_eq!(one.line.len(), usize::try_from(COMING_MS[1] / LINE_EVERY_MS).unwrap() + 1);
}

#[test]
fn opening_a_counter_never_makes_the_wait_longer_and_closing_one_never_shorter() {
    // A twentieth of the wait, and a minute: the two rolls meet the same people, but in another order.
    let noise = |ms: i64| ms / 20 + 60_000;
    for seed in 0..6 {
        let mut floor = busy(seed);
        let (before, after) = what_if(&floor.hall, &Change::Open(counter("2")), floor.now, SETTING).unwrap();
        for letter in ["A", "B"] {
            assert!(p90(&after, letter) <= p90(&before, letter) + noise(p90(&before, letter)), "{seed} {letter}");
        }
        assert!(p90(&after, "A") < p90(&before, "A") * 9 / 10, "{seed}: two serve faster than one");
        floor.sit("2");
        floor.next("2");
        let (before, after) = what_if(&floor.hall, &Change::Close(counter("2")), floor.now, SETTING).unwrap();
        for letter in ["A", "B"] {
            assert!(p90(&after, letter) + noise(p90(&before, letter)) >= p90(&before, letter), "{seed} {letter}");
        }
    }
}

#[test]
fn other_groups_and_another_policy_move_the_waits_they_should() {
    let mut floor = busy(3);
    floor.take("C");
    floor.later(60);
    let groups = Change::Groups(counter("1"), vec![group("A")]);
    let (before, after) = what_if(&floor.hall, &groups, floor.now, SETTING).unwrap();
    assert!(p90(&after, "A") < p90(&before, "A"), "nobody of B is called before A");
    let left = after.groups[&group("B")][1].unwrap();
    assert_eq!(left.not_called, left.people, "nobody calls B any more");
    let (before, after) = what_if(&floor.hall, &Change::Policy(Policy::Arrival), floor.now, SETTING).unwrap();
    assert_ne!(before, after, "the elderly wait their turn");
}

#[test]
fn where_counters_are_often_left_people_wait_longer() {
    // Six people an hour, ten minutes each at most, at one counter: nobody waits for long while it is manned.
    let mut floor = Floor::new(config());
    floor.sit("1");
    for _ in 0..6 {
        floor.take("A");
        floor.next("1");
        floor.later(600);
    }
    let usual = Samples::of(&floor.hall, floor.now);
    let mut left = usual.clone();
    for _ in 0..60 {
        left.absences.was_away(45 * 60_000);
    }
    let told = |samples: &Samples| roll(&floor.hall, samples, floor.now, SETTING).groups[&group("A")][1].unwrap();
    let (left, usual) = (told(&left), told(&usual));
    assert!(left.mean_ms > usual.mean_ms + 10 * 60_000, "{left:?} {usual:?}");
}

#[test]
fn a_counter_that_took_nobody_for_long_though_somebody_waited_was_away() {
    let mut floor = Floor::new(config());
    floor.sit("1");
    let went_away = |floor: &mut Floor, minutes: i64| {
        floor.take("A");
        floor.take("A");
        floor.next("1");
        floor.later(300);
        floor.at("1", Deed::Finish).unwrap();
        floor.later(minutes * 60);
        floor.next("1");
        Samples::of(&floor.hall, floor.now).absences
    };
    let mut expected = Absences::default();
    expected.worked(5 * 60_000);
    expected.worked(14 * 60_000);
    let at_work = went_away(&mut floor, 14);
    assert_eq!(at_work, expected, "14 minutes to the next are long, but no absence");
    floor.later(300);
    floor.at("1", Deed::Finish).unwrap();
    expected.worked(5 * 60_000);
    let away = went_away(&mut floor, 20);
    expected.worked(5 * 60_000);
    expected.was_away(20 * 60_000);
    assert_eq!(away, expected);
}

#[test]
fn whoever_is_at_lunch_with_everybody_else_is_not_away() {
    let session = |times: [(u16, u16); 4]| {
        let [issuing_from, opens, last_ticket, closes] =
            times.map(|(hour, minute)| TimeOfDay::new(hour, minute).unwrap());
        Session { issuing_from, opens, last_ticket, closes }
    };
    let sessions =
        vec![session([(7, 0), (7, 30), (11, 15), (11, 30)]), session([(13, 0), (13, 30), (16, 45), (17, 0)])];
    let hours = Hours::Weekly(Weekly { days: [(1, sessions)].into(), ..Weekly::default() });
    let mut floor = Floor::new(HallConfig { hours, ..config() });
    floor.sit("1");
    floor.later(3 * 3600);
    floor.take("A");
    floor.take("A");
    floor.next("1");
    floor.later(20 * 60);
    floor.at("1", Deed::Finish).unwrap();
    let mut worked = Absences::default();
    worked.worked(20 * 60_000);
    floor.later(70 * 60);
    assert_eq!(Samples::of(&floor.hall, floor.now).absences, worked, "at half past twelve everybody is");
    floor.later(62 * 60);
    floor.next("1");
    assert_eq!(Samples::of(&floor.hall, floor.now).absences, worked, "and it was back with them");
}

#[test]
fn what_could_not_be_done_is_refused() {
    let mut floor = busy(2);
    let refused = |floor: &Floor, change| what_if(&floor.hall, &change, floor.now, SETTING).unwrap_err().code();
    assert_eq!(refused(&floor, Change::Open(counter("99"))), "unknown_counter");
    assert_eq!(refused(&floor, Change::Open(counter("1"))), "counter_open");
    assert_eq!(refused(&floor, Change::Close(counter("2"))), "counter_closed");
    assert_eq!(refused(&floor, Change::Groups(counter("1"), vec![group("Y")])), "bad_config");
    assert_eq!(refused(&floor, Change::Policy(Policy::PriorityFirst { at_most: 0 })), "bad_config");
    floor.sit("2");
    floor.at("2", Deed::Pause).unwrap();
    let (before, after) = what_if(&floor.hall, &Change::Open(counter("2")), floor.now, SETTING).unwrap();
    assert!(p90(&after, "A") < p90(&before, "A"), "a paused counter goes on");
}

#[test]
fn the_bounds_hold_with_two_thousand_in_line() {
    let mut config: HallConfig = config();
    config.limits.open_tickets = 5_000;
    let mut floor = Floor::new(config);
    floor.sit("1");
    floor.sit("2");
    for person in 0..2_000 {
        floor.take(if person % 2 == 0 { "A" } else { "B" });
        floor.later(1);
    }
    let rolled =
        roll(&floor.hall, &Samples::of(&floor.hall, floor.now), floor.now, Setting { runs: u32::MAX, seed: 1 });
    assert!((1..=RUNS_MAX).contains(&rolled.runs), "{}", rolled.runs);
    assert!(rolled.runs * 100 < ALL_STEPS_MAX + STEPS_MAX);
    let people = rolled.groups.values().map(|both| both[1].unwrap().people).sum::<u32>();
    assert!(people <= rolled.runs * u32::try_from(NEWCOMERS_MAX).unwrap());
    let coming = rolled.groups[&group("A")][1].unwrap();
    assert_eq!(coming.not_called, coming.people, "nobody who comes now is called within the horizon");
}
