//! The service day on walls all over the world, sessions, and what a turn of the day does.
#![allow(clippy::unwrap_used, clippy::wildcard_enum_match_arm, reason = "a test picks what it asks about")]

mod common;

use common::{Deed, Floor, config, group, text};
use goiso_queue::config::{HallConfig, Hours, Session, Weekly};
use goiso_queue::day::{between_sessions, day_start, opening, service_day, zone, zone_names};
use goiso_queue::event::Phase;
use goiso_queue::time::{ServiceDay, TimeOfDay};
use goiso_queue::{Action, Fact, Moment, Outcome, TicketState};
use jiff::Timestamp;
use std::collections::BTreeMap;

fn time(hour: u16, minute: u16) -> TimeOfDay {
    TimeOfDay::new(hour, minute).unwrap()
}
fn at(rfc: &str) -> Moment {
    Moment(rfc.parse::<Timestamp>().unwrap().as_millisecond())
}
fn day_of(zone_name: &str, starts: TimeOfDay, rfc: &str) -> String {
    service_day(&zone(zone_name).unwrap(), starts, at(rfc)).to_string()
}

#[test]
fn the_day_turns_at_its_hour_on_the_halls_wall() {
    let three = time(3, 0);
    let seven = time(7, 0);
    let midnight = time(0, 0);
    let table = [
        // Viet Nam, the default: 02:59 still yesterday, 03:00 today.
        ("Asia/Ho_Chi_Minh", three, "2026-11-23T02:59:59.999+07:00", "2026-11-22"),
        ("Asia/Ho_Chi_Minh", three, "2026-11-23T03:00:00+07:00", "2026-11-23"),
        // 07:00 in Viet Nam is midnight UTC, where other systems turned.
        ("Asia/Ho_Chi_Minh", three, "2026-11-23T06:59:59.999+07:00", "2026-11-23"),
        ("Asia/Ho_Chi_Minh", three, "2026-11-23T07:00:00+07:00", "2026-11-23"),
        ("Asia/Ho_Chi_Minh", seven, "2026-11-23T06:59:59.999+07:00", "2026-11-22"),
        ("Asia/Ho_Chi_Minh", seven, "2026-11-23T07:00:00+07:00", "2026-11-23"),
        // Midnight.
        ("Asia/Ho_Chi_Minh", three, "2026-11-22T23:59:59.999+07:00", "2026-11-22"),
        ("Asia/Ho_Chi_Minh", three, "2026-11-23T00:00:00+07:00", "2026-11-22"),
        ("Asia/Ho_Chi_Minh", midnight, "2026-11-22T23:59:59.999+07:00", "2026-11-22"),
        ("Asia/Ho_Chi_Minh", midnight, "2026-11-23T00:00:00+07:00", "2026-11-23"),
        // Berlin jumps from 02:00 to 03:00: a day that starts at 02:30 starts at 03:00.
        ("Europe/Berlin", time(2, 30), "2026-03-29T01:59:59.999+01:00", "2026-03-28"),
        ("Europe/Berlin", time(2, 30), "2026-03-29T03:00:00+02:00", "2026-03-29"),
        // And goes back from 03:00 to 02:00: the first 02:30 turns, the second does not turn back.
        ("Europe/Berlin", time(2, 30), "2026-10-25T02:29:59.999+02:00", "2026-10-24"),
        ("Europe/Berlin", time(2, 30), "2026-10-25T02:30:00+02:00", "2026-10-25"),
        ("Europe/Berlin", time(2, 30), "2026-10-25T02:00:00+01:00", "2026-10-25"),
        ("Europe/Berlin", three, "2026-10-25T02:59:59.999+01:00", "2026-10-24"),
        ("Europe/Berlin", three, "2026-10-25T03:00:00+01:00", "2026-10-25"),
        // São Paulo once jumped over midnight, and once back over it.
        ("America/Sao_Paulo", midnight, "2018-11-03T23:59:59.999-03:00", "2018-11-03"),
        ("America/Sao_Paulo", midnight, "2018-11-04T01:00:00-02:00", "2018-11-04"),
        ("America/Sao_Paulo", midnight, "2018-02-17T23:30:00-02:00", "2018-02-17"),
        ("America/Sao_Paulo", midnight, "2018-02-17T23:30:00-03:00", "2018-02-17"),
        ("America/Sao_Paulo", midnight, "2018-02-18T00:00:00-03:00", "2018-02-18"),
        // Beirut jumps over midnight every spring.
        ("Asia/Beirut", midnight, "2026-03-28T23:59:59.999+02:00", "2026-03-28"),
        ("Asia/Beirut", midnight, "2026-03-29T01:00:00+03:00", "2026-03-29"),
        // Casablanca leaves summer time for Ramadan: 03:00 happens twice.
        ("Africa/Casablanca", three, "2026-02-15T02:59:59.999+01:00", "2026-02-14"),
        ("Africa/Casablanca", three, "2026-02-15T03:00:00+00:00", "2026-02-15"),
        // Lord Howe moves by half an hour.
        ("Australia/Lord_Howe", time(2, 15), "2026-10-04T01:59:59.999+10:30", "2026-10-03"),
        ("Australia/Lord_Howe", time(2, 15), "2026-10-04T02:30:00+11:00", "2026-10-04"),
        ("Australia/Lord_Howe", time(1, 45), "2026-04-05T01:45:00+11:00", "2026-04-05"),
        ("Australia/Lord_Howe", time(1, 45), "2026-04-05T01:30:00+10:30", "2026-04-05"),
        // Samoa left out a whole date.
        ("Pacific/Apia", three, "2011-12-29T23:59:59.999-10:00", "2011-12-29"),
        ("Pacific/Apia", three, "2011-12-31T03:00:00+14:00", "2011-12-31"),
    ];
    for (zone_name, starts, moment, day) in table {
        assert_eq!(day_of(zone_name, starts, moment), day, "{zone_name}, day from {starts}, {moment}");
    }
}

/// Every quarter of an hour around the next three changes of the clock, in every zone there is: each moment lies within
/// its day, and the day only goes forward.
#[test]
fn the_day_never_goes_back_in_any_zone() {
    let names = zone_names();
    assert!(names.len() > 400, "the built-in database has the world's zones");
    for name in names {
        let zone = zone(&name).unwrap();
        for starts in [time(0, 0), time(2, 30), time(3, 0)] {
            let mut day = service_day(&zone, starts, at("2026-01-01T00:00:00Z"));
            // Only around a change of the clock is a day longer or shorter than others.
            let changes = zone.following(at_timestamp("2026-01-01T00:00:00Z")).take(3);
            for change in changes {
                let middle = change.timestamp().as_millisecond();
                for quarter in -200..200_i64 {
                    let now = Moment(middle + quarter * 900_000);
                    if now < day_start(&zone, starts, day) {
                        continue;
                    }
                    let next = service_day(&zone, starts, now);
                    assert!(next >= day, "{name} from {starts}: {next} after {day}");
                    assert!(day_start(&zone, starts, next) <= now, "{name}: {next} has not begun");
                    let tomorrow = ServiceDay(next.0.tomorrow().unwrap());
                    assert!(day_start(&zone, starts, tomorrow) > now, "{name}: {next} is over");
                    day = next;
                }
            }
        }
    }
}

fn at_timestamp(rfc: &str) -> Timestamp {
    rfc.parse().unwrap()
}

fn session(from: (u16, u16), opens: (u16, u16), last: (u16, u16), closes: (u16, u16)) -> Session {
    Session {
        issuing_from: time(from.0, from.1),
        opens: time(opens.0, opens.1),
        last_ticket: time(last.0, last.1),
        closes: time(closes.0, closes.1),
    }
}

/// Two sessions Monday to Friday, Wednesday a holiday, the next Saturday worked instead.
fn office() -> HallConfig {
    let morning = session((7, 0), (7, 30), (11, 15), (11, 30));
    let afternoon = session((13, 0), (13, 30), (16, 45), (17, 0));
    let days: BTreeMap<u8, Vec<Session>> = (1..=5).map(|day| (day, vec![morning, afternoon])).collect();
    HallConfig {
        hours: Hours::Weekly(Weekly {
            days,
            holidays: ["2026-11-25".parse().unwrap()].into(),
            extra_days: [("2026-11-28".parse().unwrap(), vec![morning])].into(),
        }),
        ..config()
    }
}

#[test]
fn the_hours_of_a_day() {
    let floor = Floor::new(office());
    let plan = floor.hall.plan.clone().unwrap();
    let vn = |clock: &str| at(&format!("2026-11-23T{clock}+07:00"));
    let morning = Phase::Issuing { last_ticket: vn("11:15:00"), closes: vn("11:30:00") };
    let noon = Phase::Before { issuing_from: vn("13:00:00"), opens: vn("13:30:00") };
    let table = [
        ("06:59:59.999", Phase::Before { issuing_from: vn("07:00:00"), opens: vn("07:30:00") }),
        ("07:00:00", morning),
        ("11:14:59.999", morning),
        ("11:15:00", Phase::LastTicketOut { closes: vn("11:30:00") }),
        ("11:30:00", noon),
        ("12:59:59.999", noon),
        ("13:00:00", Phase::Issuing { last_ticket: vn("16:45:00"), closes: vn("17:00:00") }),
        ("16:45:00", Phase::LastTicketOut { closes: vn("17:00:00") }),
        ("17:00:00", Phase::After),
        ("23:00:00", Phase::After),
    ];
    for (clock, phase) in table {
        assert_eq!(plan.phase_at(vn(clock)), phase, "{clock}");
    }
}

#[test]
fn a_closed_hall_knows_when_it_opens_again() {
    let hall = office();
    let day = |date: &str| ServiceDay(date.parse().unwrap());
    let told = |date: &str, phase: Phase| opening(&hall, day(date), phase);
    let vn = |when: &str| at(&format!("2026-{when}:00+07:00"));
    let issuing = |last: &str, closes: &str| Phase::Issuing { last_ticket: vn(last), closes: vn(closes) };
    assert_eq!(
        told("2026-11-23", issuing("11-23T11:15", "11-23T11:30")),
        Some(vn("11-23T07:30")),
        "numbers come first"
    );
    assert_eq!(told("2026-11-23", issuing("11-23T16:45", "11-23T17:00")), Some(vn("11-23T13:30")));
    assert_eq!(told("2026-11-23", Phase::LastTicketOut { closes: vn("11-23T11:30") }), None);
    assert_eq!(told("2026-11-23", Phase::After), Some(vn("11-24T07:30")));
    assert_eq!(told("2026-11-24", Phase::After), Some(vn("11-26T07:30")), "over the holiday");
    assert_eq!(told("2026-11-25", Phase::ClosedToday), Some(vn("11-26T07:30")), "on the holiday");
    assert_eq!(told("2026-11-28", Phase::After), Some(vn("11-30T07:30")), "over the Sunday");
    assert_eq!(opening(&config(), day("2026-11-23"), Phase::After), None, "never closed");
    let never = HallConfig { hours: Hours::Weekly(Weekly::default()), ..config() };
    assert_eq!(opening(&never, day("2026-11-23"), Phase::ClosedToday), None);

    let noon = Phase::Before { issuing_from: vn("11-23T13:00"), opens: vn("11-23T13:30") };
    let dawn = Phase::Before { issuing_from: vn("11-23T07:00"), opens: vn("11-23T07:30") };
    assert!(between_sessions(&hall, day("2026-11-23"), noon));
    assert!(!between_sessions(&hall, day("2026-11-23"), dawn));
    assert!(!between_sessions(&hall, day("2026-11-23"), Phase::After));
}

#[test]
fn holidays_and_worked_saturdays() {
    let Hours::Weekly(weekly) = office().hours else { panic!("office hours are weekly") };
    let sessions = |date: &str| weekly.sessions_on(date.parse().unwrap()).len();
    assert_eq!(sessions("2026-11-24"), 2, "Tuesday");
    assert_eq!(sessions("2026-11-25"), 0, "a holiday on a Wednesday");
    assert_eq!(sessions("2026-11-28"), 1, "a Saturday that is worked");
    assert_eq!(sessions("2026-12-05"), 0, "a usual Saturday");
}

#[test]
fn issuing_hours_stand_apart_from_counter_hours_and_leftovers_carry_to_the_afternoon() {
    let mut floor = Floor::new(office());
    floor.now = at("2026-11-23T07:05:00+07:00").max(floor.now);
    let early = floor.take("A");
    floor.now = at("2026-11-23T11:15:00+07:00");
    let refusal = floor.issue(common::request("A", "ordinary")).unwrap_err();
    assert_eq!(refusal.code(), "issuing_closed");
    floor.now = at("2026-11-23T12:00:00+07:00");
    floor.sit("1");
    assert_eq!(floor.next("1"), Some(early), "an officer may call leftovers at noon");
    floor.now = at("2026-11-23T13:00:00+07:00");
    floor.take("A");
    assert!(matches!(floor.hall.phase, Phase::Issuing { .. }));
    let phases = floor.log.iter().filter(|event| matches!(event.fact, Fact::PhaseChanged { .. })).count();
    assert_eq!(phases, 3, "morning, noon, afternoon; nothing asked between 11:15 and 12:00 but what was refused");
}

#[test]
fn the_turn_of_the_day_comes_before_the_command_that_crosses_it() {
    let mut floor = Floor::open();
    let serving = floor.take("A");
    let called = floor.take("A");
    let parked = floor.take("A");
    let waiting = floor.take("A");
    floor.next("1");
    floor.at("1", Deed::Start).unwrap();
    floor.next("2");
    floor.at("2", Deed::Recall).unwrap();
    let seen = floor.seen("2");
    assert_eq!(seen, Some(called));
    floor.at("2", Deed::Park).unwrap();
    let (called, parked) = (parked, called);
    assert_eq!(floor.next("2"), Some(called));
    let notice = Action::PostNotice { text: text("Xin giữ trật tự"), zones: vec![], until: None, speech: None };
    floor.must(notice);

    floor.now = at("2026-11-24T02:59:59.999+07:00");
    floor.must(Action::ResumeIssuing { groups: vec![] });
    assert_eq!(floor.state(waiting), "waiting", "still Monday");

    floor.now = at("2026-11-24T03:00:00+07:00");
    let facts = floor.must(Action::Issue(common::request("A", "ordinary")));
    let ended = |facts: &[Fact], id| {
        facts.iter().any(|fact| match fact {
            Fact::TicketExpired { ticket } => *ticket == id && (id == waiting || id == parked),
            Fact::TicketAutoClosed { ticket, .. } => *ticket == id && (id == serving || id == called),
            _ => false,
        })
    };
    for id in [serving, called, parked, waiting] {
        assert!(ended(&facts, id), "{id} ended by its own kind of event");
        assert!(!floor.hall.tickets.contains_key(&id), "yesterday's tickets are gone");
    }
    assert_eq!(floor.hall.day.unwrap().to_string(), "2026-11-24");
    let first = floor.hall.tickets.values().next().unwrap();
    assert_eq!(first.label.to_string(), "A001", "numbers begin again");
    assert!(matches!(first.state, TicketState::Waiting { .. }));
    assert!(!floor.hall.at_work(&common::counter("1")), "officers sit down anew");
    assert_eq!(floor.hall.notices.len(), 1, "a notice without end still stands");
}

#[test]
fn a_refused_command_turns_no_day_and_the_tick_does() {
    let mut floor = Floor::open();
    floor.take("A");
    floor.later(24 * 3600);
    floor.refused(Action::Issue(common::request("X", "ordinary")));
    assert_eq!(floor.hall.day.unwrap().to_string(), "2026-11-23");
    floor.must(Action::Tick);
    assert_eq!(floor.hall.day.unwrap().to_string(), "2026-11-24");
    assert_eq!(floor.hall.open, 0);
}

#[test]
fn a_hall_that_slept_for_days_turns_once() {
    let mut floor = Floor::open();
    let left = floor.take("A");
    floor.later(9 * 24 * 3600);
    let facts = floor.must(Action::Tick);
    assert_eq!(facts.iter().filter(|fact| matches!(fact, Fact::DayStarted { .. })).count(), 1);
    assert!(facts.contains(&Fact::TicketExpired { ticket: left }));
    assert_eq!(floor.hall.day.unwrap().to_string(), "2026-12-02");
}

#[test]
fn a_machine_that_boots_with_an_old_clock_stays_in_its_day() {
    let mut floor = Floor::open();
    let before = floor.take("A");
    floor.now = at("2020-01-01T00:00:00Z");
    let after = floor.take("A");
    assert_eq!(floor.hall.day.unwrap().to_string(), "2026-11-23");
    assert!(floor.ticket(after).issued_at >= floor.ticket(before).issued_at, "lifted to the newest event");
    assert_eq!(floor.ticket(after).label.to_string(), "A002");
}

#[test]
fn a_configuration_with_another_zone_never_takes_the_day_back() {
    let mut floor = Floor::open();
    floor.later(20 * 3600 - 60);
    floor.must(Action::Tick);
    assert_eq!(floor.hall.day.unwrap().to_string(), "2026-11-24");
    let west = HallConfig { time_zone: "America/Los_Angeles".to_owned(), ..config() };
    floor.must(Action::Configure(Box::new(west)));
    floor.take("A");
    assert_eq!(floor.hall.day.unwrap().to_string(), "2026-11-24", "though it is the 23rd in Los Angeles");
    assert!(floor.hall.plan.as_ref().unwrap().ends_at > floor.now);
}

#[test]
fn an_auto_closed_ticket_counts_as_served_and_is_flagged_on_its_leg() {
    let mut floor = Floor::open();
    let id = floor.take("A");
    floor.next("1");
    let mut hall = floor.hall.clone();
    let event = goiso_queue::Event {
        at: floor.now,
        by: goiso_queue::Actor::Clock,
        fact: Fact::TicketAutoClosed { ticket: id, counter: common::counter("1") },
    };
    hall.apply(&event);
    let ticket = &hall.tickets[&id];
    assert!(matches!(ticket.state, TicketState::Done { outcome: Outcome::Served, .. }));
    let (_, end) = ticket.legs[0].end.unwrap();
    assert_eq!(end, goiso_queue::ticket::LegEnd::AutoClosed);
    assert_eq!(hall.desks[&common::counter("1")].serve_time, (0, 0), "not averaged");
}

#[test]
fn numbers_run_to_9999_and_then_are_exhausted() {
    let mut config = config();
    config.limits.open_tickets = 10_000;
    let mut floor = Floor::new(config);
    for number in 1..=9999_u16 {
        let id = floor.take("A");
        let label = floor.ticket(id).label.to_string();
        let expected = if number < 1000 { format!("A{number:03}") } else { format!("A{number}") };
        assert_eq!(label, expected);
    }
    let refusal = floor.refused(Action::Issue(common::request("A", "ordinary")));
    assert_eq!(refusal.code(), "numbers_exhausted");
    assert_eq!(floor.take("B"), *floor.hall.tickets.keys().next_back().unwrap(), "other series go on");
    let first = floor.ticket(*floor.hall.tickets.keys().next().unwrap()).clone();
    floor.must(Action::Cancel { ticket: first.id });
    let refusal = floor.refused(Action::Issue(common::request("A", "ordinary")));
    assert_eq!(refusal.code(), "numbers_exhausted", "a cancelled number is not given again");
}

#[test]
fn a_new_epoch_moves_every_series_on_and_ticket_ids_apart() {
    let mut floor = Floor::open();
    let before = floor.take("A");
    floor.must(Action::NewEpoch { epoch: "k3f9".to_owned(), skip_numbers: 200 });
    let after = floor.take("A");
    let fresh = floor.take("B");
    assert_eq!(floor.ticket(after).label.to_string(), "A202");
    assert_eq!(floor.ticket(fresh).label.to_string(), "B201", "also a series that had not started");
    assert!(after.0 >= before.0 + 1_000_000);
    floor.must(Action::NewEpoch { epoch: "k4".to_owned(), skip_numbers: 60_000 });
    assert_eq!(floor.hall.numbers[&group("A")], 9999);
    assert_eq!(floor.refused(Action::Issue(common::request("A", "ordinary"))).code(), "numbers_exhausted");
}

#[test]
fn a_doubted_clock_is_told_once_and_stays_doubted_over_the_turn() {
    let mut floor = Floor::open();
    let wall = at("2020-01-01T00:00:00Z");
    assert_eq!(floor.must(Action::TrustClock { wall }), vec![], "never doubted");
    assert_eq!(floor.must(Action::DoubtClock { wall }).len(), 1);
    assert_eq!(floor.must(Action::DoubtClock { wall }), vec![]);
    floor.later(24 * 3600).must(Action::Tick);
    assert_eq!(floor.hall.doubted_wall, Some(wall));
    assert!(floor.hall.clock_doubted.is_some());
    assert_eq!(floor.must(Action::TrustClock { wall: floor.now }).len(), 1);
    assert_eq!(floor.hall.clock_doubted, None);
}
