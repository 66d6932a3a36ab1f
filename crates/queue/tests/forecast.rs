//! People ahead and the range of a wait, under the rule in force.
#![allow(clippy::unwrap_used, clippy::wildcard_enum_match_arm, reason = "a test picks what it asks about")]

mod common;

use common::{Deed, Floor, class, config, counter, group, officer, request, with_policy};
use goiso_queue::config::{HallConfig, Hours, Policy, Session, Weekly};
use goiso_queue::forecast::live::Forecaster;
use goiso_queue::time::Seconds;
use goiso_queue::{Action, Command, Fact, Forecast, Moment, TicketId, WaitRange, decide};
use std::collections::{BTreeMap, BTreeSet};

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

/// What a forecaster that has just read the hall tells.
fn table(floor: &Floor) -> Forecast {
    Forecaster::of(&floor.hall).table(&floor.hall, floor.now)
}

#[test]
fn a_range_needs_somebody_who_calls() {
    let mut floor = Floor::new(config());
    let id = floor.take("A");
    let range = |floor: &Floor| table(floor).prospect(group("A"), &class("ordinary")).unwrap().range;
    assert_eq!(range(&floor), None);
    assert_eq!(table(&floor).range_for(id), None);
    floor.sit("1");
    // One ahead at the configured 300 s each: the range lies around the ten minutes.
    let alone = range(&floor).unwrap();
    assert!(alone.low_s < 600 && 600 < alone.high_s, "{alone:?}");
    let first = table(&floor).range_for(id).unwrap();
    assert!(first.low_s < 300 && 300 < first.high_s && first.high_s < alone.high_s, "{first:?}");
    floor.sit("2");
    let helped = range(&floor).unwrap();
    assert!(helped.high_s < alone.high_s, "two counters serve A: {helped:?}");
    floor.next("1");
    floor.at("1", Deed::Finish).unwrap();
    floor.at("1", Deed::Close).unwrap();
    floor.at("2", Deed::Close).unwrap();
    assert!(range(&floor).is_some(), "called today");
}

/// A floor with its events followed as they come.
struct Followed {
    floor: Floor,
    forecaster: Forecaster,
}

impl Followed {
    fn do_(&mut self, action: Action) -> bool {
        let command = Command { by: officer(), action };
        let Ok(events) = decide(&self.floor.hall, &command, self.floor.now) else { return false };
        for event in &events {
            self.floor.hall.apply(event);
            self.forecaster.follow(&self.floor.hall, event);
        }
        true
    }

    fn next(&mut self, number: &str) {
        let seen = self.floor.seen(number);
        assert!(self.do_(Deed::Next.action(counter(number), seen)));
    }

    fn range(&self) -> WaitRange {
        let table = self.forecaster.table(&self.floor.hall, self.floor.now);
        table.prospect(group("A"), &class("ordinary")).unwrap().range.unwrap()
    }
}

#[test]
fn what_is_told_follows_what_the_day_shows() {
    let mut floor = Floor::new(config());
    floor.sit("1");
    let forecaster = Forecaster::of(&floor.hall);
    let mut day = Followed { floor, forecaster };
    // Configured are 300 s each; the officer needs 60, and ten people stand in line.
    for _ in 0..10 {
        assert!(day.do_(Action::Issue(request("A", "ordinary"))));
    }
    let before = day.range();
    assert!(before.low_s <= 3_300 && 3_300 <= before.high_s, "{before:?}");
    for _ in 0..200 {
        day.next("1");
        day.floor.later(60);
        assert!(day.do_(Action::Issue(request("A", "ordinary"))));
    }
    let after = day.range();
    // Ten before at a minute each, and the first of them is called now.
    assert!(540 <= after.low_s && after.high_s <= 660, "{after:?}");
}

#[test]
fn a_wait_that_lasts_into_lunch_has_the_break_in_it() {
    let time = |text: &str| text.to_owned().try_into().unwrap();
    let session = |from: &str, opens: &str, last: &str, closes: &str| Session {
        issuing_from: time(from),
        opens: time(opens),
        last_ticket: time(last),
        closes: time(closes),
    };
    let sessions = vec![session("07:00", "07:30", "11:15", "11:30"), session("13:00", "13:30", "16:45", "17:00")];
    let weekly =
        Weekly { days: [(1, sessions)].into(), holidays: BTreeSet::default(), extra_days: BTreeMap::default() };
    let mut floor = Floor::new(HallConfig { hours: Hours::Weekly(weekly), ..config() });
    floor.sit("1");
    let at_eight = table(&floor).prospect(group("A"), &class("ordinary")).unwrap().range.unwrap();
    assert!(at_eight.high_s < 3_600, "{at_eight:?}");
    // 11:10 with sixty people before: twenty minutes are left, then two hours of lunch.
    floor.later(3 * 3_600 + 600);
    for _ in 0..60 {
        floor.take("A");
    }
    let late = table(&floor).prospect(group("A"), &class("ordinary")).unwrap().range.unwrap();
    assert!(late.low_s > 7_200 + 1_200, "{late:?}");
    let first = *floor.hall.lines.values().next().unwrap().iter().next().map(|(_, id)| id).unwrap();
    let soon = table(&floor).range_for(first).unwrap();
    assert!(soon.low_s < 1_200, "{soon:?}");
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
    let table = table(&floor);
    assert!(table.tickets.len() >= 667, "A and B have a counter: {}", table.tickets.len());
    assert_eq!(table.lines.len(), 9);
    for (code, waiting) in [("A", 334), ("B", 333), ("C", 333)] {
        let prospect = table.prospect(group(code), &class("ordinary")).unwrap();
        assert_eq!(prospect.people_ahead, waiting);
    }
    assert!(floor.hall.desks.contains_key(&counter("1")));
}

#[test]
fn the_next_ones_are_those_who_are_called_next() {
    let mut floor = Floor::new(with_policy(Policy::PriorityFirst { at_most: 2 }));
    floor.sit("1");
    for _ in 0..3 {
        floor.later(1).take("A");
    }
    for _ in 0..3 {
        floor.later(1).take_as("A", "elderly");
    }
    let told = Forecast::next_up(&floor.hall, group("A"), 4, floor.now);
    let all = Forecast::next_up(&floor.hall, group("A"), 20, floor.now);
    assert_eq!((told.len(), all.len()), (4, 6), "no more than asked for, no more than wait");
    let called: Vec<TicketId> = (0..4).filter_map(|_| floor.later(1).next("1")).collect();
    assert_eq!(told, called);
    assert_eq!(Forecast::next_up(&floor.hall, group("B"), 4, floor.now), Vec::new());
}
