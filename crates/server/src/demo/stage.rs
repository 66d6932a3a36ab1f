//! A crowd on the bare rules, under an invented clock: what the tests of this folder play on.

use super::crowd::{Answer, Crowd, Visitors};
use super::visitor::MadeUp;
use crate::template::ward;
use goiso_queue::command::{Action, Actor, Command};
use goiso_queue::config::Hours;
use goiso_queue::time::{Moment, Seconds};
use goiso_queue::{Event, Fact, Hall, Outcome, Refusal, TicketState, decide};
use std::collections::BTreeMap;

/// 2026-11-23 08:00 in Việt Nam, a Monday.
pub const MORNING: Moment = Moment(1_795_395_600_000);

/// The ward, open at whatever hour.
pub struct Stage {
    pub hall: Hall,
    pub log: Vec<Event>,
}

impl Stage {
    pub fn new(speed: u32) -> Self {
        let mut config = ward();
        config.hours = Hours::Always;
        config.no_show.after = Seconds(60 / speed);
        config.no_show.accessible_after = Seconds(180 / speed);
        let mut stage = Self { hall: Hall::new(), log: Vec::new() };
        let by = Actor::Staff("admin".parse().expect("a staff id"));
        stage.submit(&Command { by, action: Action::Configure(Box::new(config)) }, MORNING).expect("the ward is fine");
        stage
    }

    pub fn submit(&mut self, command: &Command, now: Moment) -> Result<Vec<Event>, Refusal> {
        let events = decide(&self.hall, command, now)?;
        for event in &events {
            self.hall.apply(event);
        }
        self.log.extend(events.iter().cloned());
        Ok(events)
    }

    /// Plays until everybody came and went, a day at most.
    pub fn play(&mut self, crowd: &mut Crowd) -> Moment {
        self.play_until(crowd, Moment(MORNING.0 + DAY_MS), |crowd, hall| crowd.all_came() && hall.open == 0)
    }

    /// Plays until the moment, or until the end.
    pub fn play_until(&mut self, crowd: &mut Crowd, until: Moment, end: fn(&Crowd, &Hall) -> bool) -> Moment {
        let mut now = MORNING;
        while let Some(at) = crowd.next_at() {
            while let Some(deadline) = self.hall.next_deadline().filter(|deadline| *deadline <= at) {
                let before = self.log.len();
                self.submit(&Command { by: Actor::Clock, action: Action::Tick }, deadline)
                    .expect("a tick is never refused");
                assert!(self.log.len() > before, "a deadline that nothing follows from");
            }
            now = now.max(at);
            if now > until || end(crowd, &self.hall) {
                break;
            }
            if let Some(command) = crowd.act(&self.hall, |_| None, now) {
                let events = self.submit(&command, now);
                let answer = Answer::of(&command, &self.hall, events.as_deref());
                crowd.answered(Some(answer), now);
            }
        }
        now
    }

    pub fn outcomes(&self) -> BTreeMap<&'static str, u32> {
        let mut counts = BTreeMap::new();
        for ticket in self.hall.tickets.values() {
            let word = match &ticket.state {
                TicketState::Done { outcome, .. } => outcome.word(),
                TicketState::Waiting { .. }
                | TicketState::Called { .. }
                | TicketState::Serving { .. }
                | TicketState::Parked { .. } => "open",
            };
            *counts.entry(word).or_default() += 1;
        }
        counts
    }

    pub fn count(&self, of: fn(&Fact) -> bool) -> usize {
        self.log.iter().filter(|event| of(&event.fact)).count()
    }
}

fn crowd(stage: &Stage, seed: u64, most: Option<u64>, speed: f64) -> Crowd {
    let visitors = Visitors::MadeUp { crowd: MadeUp::new(seed, &stage.hall.config), most };
    Crowd::new(seed, visitors, speed, &stage.hall, MORNING)
}

const DAY_MS: i64 = 24 * 3600 * 1000;

#[test]
fn a_days_people_all_come_to_an_end_and_nothing_is_refused() {
    let mut stage = Stage::new(1);
    let mut crowd = crowd(&stage, 20, Some(350), 1.0);
    let ended = stage.play(&mut crowd);
    let outcomes = stage.outcomes();
    assert_eq!(outcomes.values().sum::<u32>(), 350, "{outcomes:?}");
    assert!(!outcomes.contains_key("open") && !outcomes.contains_key("expired"), "{outcomes:?}");
    assert!(outcomes["served"] > 320 && outcomes["no_show"] > 0, "{outcomes:?}");
    assert_eq!(crowd.refused, BTreeMap::new());
    assert_eq!(crowd.issued, 350);
    let hours = ended.ms_since(MORNING) / 3_600_000;
    assert!((6..12).contains(&hours), "350 people take about a working day, not {hours} h");
    for (what, of) in [
        ("recalls", (|fact| matches!(fact, Fact::TicketRecalled { .. })) as fn(&Fact) -> bool),
        ("parked", |fact| matches!(fact, Fact::TicketParked { .. })),
        ("returned", |fact| matches!(fact, Fact::TicketReturned { .. })),
        ("transfers", |fact| matches!(fact, Fact::TicketTransferred { .. })),
        ("ratings", |fact| matches!(fact, Fact::TicketRated { .. })),
    ] {
        assert!(stage.count(of) > 0, "no {what}");
    }
}

#[test]
fn a_seed_plays_the_same_day_again() {
    let play = |seed| {
        let mut stage = Stage::new(1);
        let mut crowd = crowd(&stage, seed, Some(120), 1.0);
        stage.play(&mut crowd);
        stage.log
    };
    assert_eq!(play(4), play(4));
    assert_ne!(play(4), play(5));
}

#[test]
fn speed_shortens_the_day_and_loses_nobody() {
    let mut stage = Stage::new(60);
    let mut crowd = crowd(&stage, 20, Some(350), 60.0);
    let ended = stage.play(&mut crowd);
    let minutes = ended.ms_since(MORNING) / 60_000;
    assert!((5..14).contains(&minutes), "a day at sixty times the speed is minutes, not {minutes} min");
    assert_eq!(stage.outcomes().values().sum::<u32>(), 350);
    assert_eq!(crowd.refused, BTreeMap::new());
}

#[test]
fn counters_at_which_a_person_presses_a_key_are_left_to_them_for_five_minutes() {
    let mut stage = Stage::new(1);
    let mut crowd = crowd(&stage, 9, None, 1.0);
    let taken = stage.play_until(&mut crowd, Moment(MORNING.0 + 10 * 60_000), |_, _| false);
    let newcomer = Actor::Staff("newcomer".parse().expect("a staff id"));
    for counter in stage.hall.desks.keys().cloned().collect::<Vec<_>>() {
        let seen = stage.hall.desks[&counter].ticket;
        let by = newcomer.clone();
        stage.submit(&Command { by, action: Action::CallNext { counter, seen } }, taken).expect("an open counter");
    }
    let called = |hall: &Hall| hall.desks.values().filter_map(|desk| desk.ticket).collect::<Vec<_>>();
    let mine = called(&stage.hall);
    assert!(mine.len() >= 3, "several wait after ten minutes");
    let before = stage.log.len();
    stage.play_until(&mut crowd, Moment(taken.0 + 4 * 60_000 + 50_000), |_, _| false);
    assert_eq!(called(&stage.hall), mine, "still the newcomer's");
    let by_officers = |log: &[Event], hall: &Hall| {
        let officers: Vec<Actor> = hall.desks.keys().map(|n| Actor::Staff(super::crowd::officer_of(n))).collect();
        log.iter().filter(|event| officers.contains(&event.by)).count()
    };
    assert_eq!(by_officers(&stage.log[before..], &stage.hall), 0);
    assert!(stage.log.len() > before, "people still came");
    stage.play_until(&mut crowd, Moment(taken.0 + 20 * 60_000), |_, _| false);
    assert!(by_officers(&stage.log[before..], &stage.hall) > 0, "after five minutes the officers are back");
}

#[test]
fn a_number_taken_by_somebody_else_is_called_and_served_too() {
    let mut stage = Stage::new(1);
    let mut crowd = crowd(&stage, 2, Some(5), 1.0);
    let issue = goiso_queue::command::IssueRequest {
        line: goiso_queue::command::IssueFor::Group("L".parse().expect("a letter")),
        class: goiso_queue::HallConfig::ordinary(),
        channel: goiso_queue::ticket::Channel::Phone,
        language: goiso_queue::ticket::Language::Vi,
        care: goiso_queue::ticket::Care::Usual,
        dossiers: 1,
        person: None,
        range: None,
        printer: None,
    };
    stage.play(&mut crowd);
    let quiet = Moment(MORNING.0 + 3 * 3_600_000);
    stage.play_until(&mut crowd, quiet, |_, _| false);
    assert_eq!(stage.hall.open, 0, "the five are gone and the officers idle");
    stage.submit(&Command { by: Actor::Citizen, action: Action::Issue(issue) }, quiet).expect("the ward is open");
    stage.play(&mut crowd);
    let outcomes: Vec<_> = stage.hall.tickets.values().map(|ticket| ticket.state.clone()).collect();
    assert_eq!(outcomes.len(), 6);
    assert!(outcomes.iter().any(|state| matches!(state, TicketState::Done { outcome: Outcome::Served, .. })));
    assert_eq!(stage.hall.open, 0, "{outcomes:?}");
}

#[test]
fn a_recorded_day_is_played_to_the_last_person() {
    let file = include_str!("../../tests/data/day.csv");
    let day = super::recorded::read_day(file.as_bytes(), &ward(), jiff::civil::date(2026, 11, 23)).expect("a fine day");
    let count = day.people.len();
    let gives_up = day.people.iter().filter(|one| one.visitor.patience_ms.is_some()).count();
    let mut stage = Stage::new(1);
    let mut crowd = Crowd::new(0, Visitors::Recorded(day.people), 1.0, &stage.hall, MORNING);
    stage.play(&mut crowd);
    let outcomes = stage.outcomes();
    let sum = |words: &[&str]| words.iter().filter_map(|word| outcomes.get(word)).sum::<u32>() as usize;
    assert_eq!(sum(&["served", "left"]), count, "{outcomes:?}");
    assert!(sum(&["left"]) <= gives_up && sum(&["served"]) > count * 9 / 10, "{outcomes:?}");
    assert_eq!(crowd.refused, BTreeMap::new());
}
