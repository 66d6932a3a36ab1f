//! What holds in every history, whatever is pressed.
#![allow(clippy::unwrap_used, clippy::wildcard_enum_match_arm, reason = "a test picks what it asks about")]

mod common;

use common::random::{Dice, command, configs};
use common::{Floor, MONDAY_EIGHT, counter};
use goiso_queue::forecast::live::Forecaster;
use goiso_queue::order::Rule;
use goiso_queue::ticket::Hold;
use goiso_queue::{
    Action, Actor, CallId, Command, Event, Fact, GroupCode, Hall, Moment, Outcome, TicketId, TicketState, decide,
};
use std::collections::{BTreeMap, BTreeSet};

const HISTORIES: u64 = 1_500;
const COMMANDS: usize = 120;

/// What the log alone says of today's tickets.
#[derive(Default)]
struct Ledger {
    issued: BTreeSet<TicketId>,
    labels: BTreeSet<String>,
    calls: BTreeSet<CallId>,
    days: Vec<String>,
}

impl Ledger {
    fn follow(&mut self, event: &Event, seq: u64) {
        match &event.fact {
            Fact::TicketIssued { ticket, label, .. } => {
                assert!(self.issued.insert(*ticket), "{ticket} issued twice");
                assert!(self.labels.insert(label.to_string()), "{label} issued twice in a day");
            }
            Fact::TicketCalled { .. } | Fact::TicketRecalled { .. } => {
                assert!(self.calls.insert(CallId(seq)), "c{seq} used twice");
            }
            Fact::DayStarted { day, .. } => {
                assert!(self.days.iter().all(|earlier| *earlier < day.to_string()), "the day goes forward");
                self.days.push(day.to_string());
                self.issued.clear();
                self.labels.clear();
            }
            _ => {}
        }
    }
}

fn history(seed: u64, start: &Floor, mut each: impl FnMut(&Hall, &Hall, &[Event], Moment)) -> Floor {
    let mut floor = start.clone();
    let mut dice = Dice(seed);
    for _ in 0..COMMANDS {
        let (command, pause) = command(&mut dice, &floor.hall);
        floor.now = Moment(floor.now.0 + pause);
        if dice.below(400) == 0 {
            floor.later(20 * 3600);
        }
        let Ok(events) = decide(&floor.hall, &command, floor.now) else { continue };
        let before = floor.hall.clone();
        for event in &events {
            floor.hall.apply(event);
        }
        each(&before, &floor.hall, &events, floor.now);
        floor.log.extend(events);
    }
    floor
}

fn starts() -> Vec<Floor> {
    configs()
        .into_iter()
        .map(|config| {
            let mut floor = Floor::new(config);
            floor.sit("1");
            floor.sit("2");
            floor
        })
        .collect()
}

#[test]
fn no_ticket_is_lost_doubled_or_at_two_counters() {
    let starts = starts();
    for seed in 0..HISTORIES {
        let start = &starts[seed as usize % starts.len()];
        let mut ledger = Ledger::default();
        for (index, event) in start.log.iter().enumerate() {
            ledger.follow(event, index as u64 + 1);
        }
        history(seed, start, |before, hall, events, _| {
            for (index, event) in events.iter().enumerate() {
                ledger.follow(event, before.seq + index as u64 + 1);
            }
            let known: BTreeSet<TicketId> = hall.tickets.keys().copied().collect();
            assert_eq!(known, ledger.issued, "seed {seed}");
            at_one_counter(hall, seed);
            indexes_equal_a_scan(hall, seed);
            nobody_is_left_out_of_the_sum(hall, seed);
        });
    }
}

fn at_one_counter(hall: &Hall, seed: u64) {
    let by_desk: BTreeMap<TicketId, String> =
        hall.desks.iter().filter_map(|(number, desk)| Some((desk.ticket?, number.to_string()))).collect();
    let desks_with_somebody = hall.desks.values().filter(|desk| desk.ticket.is_some()).count();
    assert_eq!(by_desk.len(), desks_with_somebody, "seed {seed}: one ticket at two counters");
    let by_ticket: BTreeMap<TicketId, String> =
        hall.tickets.values().filter_map(|ticket| Some((ticket.id, ticket.counter()?.to_string()))).collect();
    assert_eq!(by_desk, by_ticket, "seed {seed}");
    for (number, desk) in &hall.desks {
        assert!(desk.ticket.is_none() || hall.at_work(number), "seed {seed}: a closed counter holds a ticket");
    }
}

fn indexes_equal_a_scan(hall: &Hall, seed: u64) {
    let mut lines: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    let mut held: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    let mut parked = BTreeSet::new();
    for ticket in hall.tickets.values() {
        let place = (ticket.order_at, ticket.id);
        match &ticket.state {
            TicketState::Waiting { hold, .. } => {
                lines.entry((ticket.group, ticket.class.clone())).or_default().insert(place);
                if let Hold::Counter { number } = hold {
                    held.entry(number.clone()).or_default().insert(place);
                }
            }
            TicketState::Parked { until, .. } => {
                parked.insert((*until, ticket.id));
            }
            TicketState::Called { .. } | TicketState::Serving { .. } | TicketState::Done { .. } => {}
        }
        let open_legs = ticket.legs.iter().filter(|leg| leg.end.is_none()).count();
        assert_eq!(open_legs, usize::from(ticket.counter().is_some()), "seed {seed}: legs of {}", ticket.id);
    }
    assert_eq!(lines, hall.lines, "seed {seed}");
    assert_eq!(held, hall.held, "seed {seed}");
    assert_eq!(parked, hall.parked, "seed {seed}");
}

fn nobody_is_left_out_of_the_sum(hall: &Hall, seed: u64) {
    let mut ended: BTreeMap<Outcome, u32> = BTreeMap::new();
    let mut open = 0;
    for ticket in hall.tickets.values() {
        match ticket.state {
            TicketState::Done { outcome, .. } => *ended.entry(outcome).or_default() += 1,
            _ => open += 1,
        }
    }
    assert_eq!(open, hall.open, "seed {seed}");
    let void = ended.remove(&Outcome::Void).unwrap_or(0);
    let issued: u32 = hall.group_issued.values().sum();
    assert_eq!(issued - void, ended.values().sum::<u32>() + open, "seed {seed}");
    for (group, last) in &hall.numbers {
        let issued = hall.group_issued.get(group).copied().unwrap_or(0);
        assert!(u32::from(*last) >= issued, "seed {seed}: series {group} gives each number once");
    }
}

#[test]
fn replaying_the_log_through_json_gives_the_live_hall() {
    let starts = starts();
    for seed in 0..400 {
        let live = history(seed, &starts[seed as usize % starts.len()], |_, _, _, _| {});
        let mut replayed = Hall::new();
        for event in &live.log {
            let json = serde_json::to_string(&event.fact).unwrap();
            let fact: Fact = serde_json::from_str(&json).unwrap();
            let by = Actor::try_from(event.by.to_string()).unwrap();
            replayed.apply(&Event { at: event.at, by, fact });
        }
        assert_eq!(replayed, live.hall, "seed {seed}");
    }
}

/// Another node loads a hall from the newest `day_started` on, with the position and what epochs added.
#[test]
fn a_log_can_be_read_from_the_newest_day_on() {
    let starts = starts();
    let mut turned = 0;
    for seed in 0..400 {
        let live = history(seed, &starts[seed as usize % starts.len()], |_, _, _, _| {});
        let from = live.log.iter().rposition(|event| matches!(event.fact, Fact::DayStarted { .. })).unwrap();
        let mut loaded = Hall::new();
        loaded.seq = from as u64;
        loaded.ticket_base = live.log[..from]
            .iter()
            .filter_map(|event| match event.fact {
                Fact::EpochStarted { ticket_base, .. } => Some(ticket_base),
                _ => None,
            })
            .next_back()
            .unwrap_or(0);
        for event in &live.log[from..] {
            loaded.apply(event);
        }
        turned += u32::from(from > 2);
        assert_eq!(loaded, live.hall, "seed {seed}");
    }
    assert!(turned > 20, "only {turned} histories saw a second day");
}

#[test]
fn nobody_is_called_before_a_breached_guarantee() {
    let starts: Vec<Floor> = starts().into_iter().filter(|floor| !floor.hall.config.guarantees.is_empty()).collect();
    let mut kept = 0;
    for seed in 0..HISTORIES {
        history(seed, &starts[seed as usize % starts.len()], |before, _, events, now| {
            for event in events {
                let Fact::TicketCalled { ticket, counter, why } = &event.fact else { continue };
                if matches!(why.rule, Rule::Chosen { .. }) {
                    continue;
                }
                let own = &before.config.counter(counter).unwrap().groups;
                let oldest = before
                    .tickets
                    .values()
                    .filter(|t| matches!(t.state, TicketState::Waiting { .. }) && own.contains(&t.group))
                    .filter_map(|t| Some((t.order_at.plus(before.config.guarantee(t.group, &t.class)?), t.id)))
                    .filter(|(breached_at, _)| *breached_at <= now)
                    .min();
                if let Some((breached_at, _)) = oldest {
                    assert!(matches!(why.rule, Rule::Guarantee { .. }), "seed {seed}: {ticket} by {why:?}");
                    let called = &before.tickets[ticket];
                    let within = before.config.guarantee(called.group, &called.class).unwrap();
                    assert!(called.order_at.plus(within) <= breached_at, "seed {seed}: not the oldest");
                    kept += 1;
                }
            }
        });
    }
    assert!(kept > 1000, "only {kept} calls under a breached guarantee");
}

#[test]
fn a_tick_does_all_that_is_due_and_then_nothing() {
    let starts = starts();
    for seed in 0..200 {
        let live = history(seed, &starts[seed as usize % starts.len()], |_, _, _, _| {});
        let mut floor = live;
        for _ in 0..20 {
            let Some(due) = floor.hall.next_deadline() else { break };
            floor.now = floor.now.max(due);
            floor.must(Action::Tick);
            assert_eq!(floor.must(Action::Tick), vec![], "seed {seed}: a second tick at once");
            let next = floor.hall.next_deadline().unwrap();
            assert!(next > floor.now, "seed {seed}: a deadline in the past would spin");
        }
    }
}

#[test]
fn no_moment_and_no_order_of_events_makes_the_hall_panic() {
    let starts = starts();
    let moments = [i64::MIN, -1, 0, 1, MONDAY_EIGHT.0, i64::MAX / 2, i64::MAX];
    let mut dice = Dice(7);
    for seed in 0..60 {
        let live = history(seed, &starts[seed as usize % starts.len()], |_, _, _, _| {});
        let mut scrambled = Hall::new();
        for _ in 0..live.log.len() {
            let event = live.log[dice.below(live.log.len() as u64) as usize].clone();
            scrambled.apply(&Event { at: Moment(dice.one_of(&moments)), ..event });
            let (command, _) = command(&mut dice, &scrambled);
            let _ = decide(&scrambled, &command, Moment(dice.one_of(&moments)));
            let _ = scrambled.next_deadline();
        }
        let _ = goiso_queue::call_order(&scrambled, &counter("1"), Moment(i64::MAX));
        let _ = Forecaster::of(&scrambled).table(&scrambled, Moment(i64::MAX));
    }
}

#[test]
fn a_hall_without_configuration_refuses_everything_else() {
    let hall = Hall::new();
    let by = Actor::Clock;
    let group: GroupCode = "A".parse().unwrap();
    let stop = Action::StopIssuing { groups: vec![group], reason: "x".to_owned() };
    let refusal = decide(&hall, &Command { by: by.clone(), action: stop }, MONDAY_EIGHT).unwrap_err();
    assert_eq!(refusal.code(), "not_configured");
    assert_eq!(decide(&hall, &Command { by, action: Action::Tick }, MONDAY_EIGHT), Ok(vec![]));
    assert_eq!(hall.next_deadline(), None);
}

#[test]
fn the_forecast_knows_who_waits_after_every_event() {
    let starts: Vec<Floor> = configs().into_iter().map(Floor::new).collect();
    for seed in 0..200 {
        let start = &starts[seed as usize % starts.len()];
        let live = history(seed, start, |_, _, _, _| {});
        let mut hall = start.hall.clone();
        let mut forecaster = Forecaster::of(&hall);
        for event in live.log.iter().skip(start.log.len()) {
            hall.apply(event);
            forecaster.follow(&hall, event);
            let waits = |state: &TicketState| matches!(state, TicketState::Waiting { .. });
            let waiting: BTreeSet<TicketId> =
                hall.tickets.values().filter(|ticket| waits(&ticket.state)).map(|ticket| ticket.id).collect();
            let known: BTreeSet<TicketId> = forecaster.waiting().collect();
            assert_eq!(known, waiting, "seed {seed}, after {event:?}");
            let busy: BTreeSet<_> =
                hall.desks.iter().filter(|(_, desk)| desk.ticket.is_some()).map(|(number, _)| number.clone()).collect();
            assert_eq!(forecaster.busy().cloned().collect::<BTreeSet<_>>(), busy, "seed {seed}, after {event:?}");
        }
        for range in forecaster.table(&hall, live.now).tickets.values() {
            assert!(range.low_s <= range.high_s, "{range:?}");
        }
    }
}
