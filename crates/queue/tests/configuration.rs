//! What a configuration must not be, each with words for the admin.
#![allow(clippy::unwrap_used, clippy::wildcard_enum_match_arm, reason = "a test picks what it asks about")]

mod common;

use common::{class, config, counter, group, guarantee, text};
use goiso_queue::config::{HallConfig, Hours, Policy, Session, Text, Weekly, Zone};
use goiso_queue::screens::{Arrow, Elsewhere};
use goiso_queue::time::{Seconds, TimeOfDay};
use goiso_queue::validate::MOST_PROBLEMS;
use goiso_queue::{ConfigProblem, Refusal};

fn found(change: impl FnOnce(&mut HallConfig)) -> Vec<ConfigProblem> {
    let mut config = config();
    change(&mut config);
    match config.validate() {
        Ok(()) => Vec::new(),
        Err(Refusal::BadConfig { problems }) => problems,
        Err(other) => panic!("{other}"),
    }
}

fn problems(change: impl FnOnce(&mut HallConfig)) -> Vec<String> {
    found(change).iter().map(ToString::to_string).collect()
}

fn session(times: [(u16, u16); 4]) -> Session {
    let [issuing_from, opens, last_ticket, closes] = times.map(|(hour, minute)| TimeOfDay::new(hour, minute).unwrap());
    Session { issuing_from, opens, last_ticket, closes }
}

fn weekly(sessions: Vec<Session>) -> Hours {
    Hours::Weekly(Weekly { days: [(1, sessions)].into(), ..Weekly::default() })
}

#[test]
fn the_halls_own_configuration_is_fine() {
    assert_eq!(problems(|_| {}), Vec::<String>::new());
    let fine = session([(7, 0), (7, 30), (11, 15), (11, 30)]);
    assert_eq!(problems(|c| c.hours = weekly(vec![fine])), Vec::<String>::new());
}

#[test]
fn each_problem_is_found_and_named_where_it_stands() {
    type Change = fn(&mut HallConfig);
    let rows: [(&str, &str, &str, Change); 51] = [
        ("contrast of 3.", "low_contrast_dark", "brand.accent_dark", |c| {
            c.brand.accent_dark = Some("#3f8fd0".parse().unwrap())
        }),
        ("choose a darker", "low_contrast_light", "brand.accent_light", |c| {
            c.brand.accent_light = Some("#7cc8f6".parse().unwrap())
        }),
        ("no name of a file", "no_logo", "brand.logo", |c| c.brand.logo = "../logo.png".to_owned()),
        ("longer than 60", "text_too_long", "brand.invite.vi", |c| c.brand.invite = text(&"x".repeat(61))),
        ("rows on the wall of zone main is 7", "number_range", "zones.0.wall.rows", |c| c.zones[0].wall.rows = 7),
        ("next numbers on the wall of zone main is 6", "number_range", "zones.0.wall.next", |c| {
            c.zones[0].wall.next = 6
        }),
        ("no other zone of the hall", "no_other_zone", "zones.0.wall.elsewhere.main", |c| {
            let own = c.zones[0].code.clone();
            c.zones[0].wall.elsewhere = vec![Elsewhere { zone: own, arrow: Arrow::Up }];
        }),
        ("the hall has no Vietnamese name", "no_name", "name.vi", |c| c.name = Text::default()),
        ("longer than 60", "text_too_long", "name.vi", |c| c.name = text(&"x".repeat(61))),
        ("no Vietnamese name", "no_name", "name.vi", |c| c.name = text("\u{200b}")),
        ("service group A has no Vietnamese name", "no_name", "groups.0.name.vi", |c| {
            c.groups[0].name = text("\u{feff}\u{ad}")
        }),
        ("shows nothing", "text_unseen", "groups.0.name.en", |c| c.groups[0].name.en = "\u{200b}".to_owned()),
        ("marks that turn", "text_forbidden", "name.vi", |c| c.name = text("Hộ\u{fff9}")),
        ("marks that turn", "text_forbidden", "groups.0.name.vi", |c| c.groups[0].name = text("abc\u{202e}def")),
        ("the hotline has control", "text_forbidden", "hotline", |c| c.hotline = "1\u{0007}".to_owned()),
        ("no time zone", "no_time_zone", "time_zone", |c| c.time_zone = "Asia/Atlantis".to_owned()),
        ("after 12:00", "day_starts_late", "day_starts", |c| c.day_starts = TimeOfDay::new(12, 1).unwrap()),
        ("0 zones", "list_length", "zones", |c| c.zones.clear()),
        ("two zones are the same: main", "twice", "zones.2.code", |c| c.zones.push(c.zones[0].clone())),
        ("21 zones", "list_length", "zones", |c| {
            c.zones = (0..21)
                .map(|n| Zone {
                    code: format!("z{n}").parse().unwrap(),
                    name: text("x"),
                    speech: Default::default(),
                    wall: Default::default(),
                })
                .collect();
        }),
        ("0 service groups", "list_length", "groups", |c| c.groups.clear()),
        ("two service groups", "twice", "groups.3.code", |c| c.groups.push(c.groups[0].clone())),
        ("daily cap of service group A is 0", "number_range", "groups.0.daily_cap", |c| {
            c.groups[0].daily_cap = Some(0)
        }),
        ("service time of service group A is 0 s", "length_range", "groups.0.service_time", |c| {
            c.groups[0].service_time = Seconds(0)
        }),
        ("picture of service group A", "no_picture", "groups.0.icon", |c| c.groups[0].icon = Some(String::new())),
        ("picture of service group A", "no_picture", "groups.0.icon", |c| c.groups[0].icon = Some("../x".to_owned())),
        ("age of priority class elderly", "number_range", "classes.0.from_age", |c| c.classes[0].from_age = Some(0)),
        ("age of priority class elderly", "number_range", "classes.0.from_age", |c| c.classes[0].from_age = Some(121)),
        ("two services", "twice", "services.1.code", |c| c.services.push(c.services[0].clone())),
        ("service copies names service group X", "no_such_group", "services.0.group", |c| {
            c.services[0].group = group("X")
        }),
        ("501 services", "list_length", "services", |c| {
            c.services = (0..501)
                .map(|n| {
                    let mut service = c.services[0].clone();
                    service.code = format!("s{n}").parse().unwrap();
                    service
                })
                .collect();
        }),
        ("51 papers of service copies", "list_length", "services.0.papers", |c| {
            c.services[0].papers = vec![text("x"); 51]
        }),
        ("longer than 200", "text_too_long", "services.0.papers", |c| {
            c.services[0].papers = vec![text(&"x".repeat(201))]
        }),
        ("two priority classes", "twice", "classes.2.code", |c| c.classes.push(c.classes[0].clone())),
        ("ordinary is the class", "ordinary_class", "classes.0.code", |c| c.classes[0].code = class("ordinary")),
        ("rate of priority class elderly is 999", "rate_range", "classes.0.rate_milli", |c| {
            c.classes[0].rate_milli = 999
        }),
        ("rate of priority class elderly is 100001", "rate_range", "classes.0.rate_milli", |c| {
            c.classes[0].rate_milli = 100_001
        }),
        ("head start of priority class elderly", "length_range", "classes.0.head_start", |c| {
            c.classes[0].head_start = Seconds(24 * 3600 + 1)
        }),
        ("0 counters", "list_length", "counters", |c| c.counters.clear()),
        ("two counters are the same: 1", "twice", "counters.1.number", |c| c.counters[1].number = counter("1")),
        ("stands in zone roof", "no_such_zone", "counters.0.zone", |c| c.counters[0].zone = "roof".parse().unwrap()),
        ("serves no service group", "serves_nothing", "counters.0.groups", |c| c.counters[0].groups.clear()),
        ("two service groups of counter 1", "twice", "counters.0.groups", |c| {
            c.counters[0].groups = vec![group("A"), group("A")]
        }),
        ("counter 1 names service group X", "no_such_group", "counters.0.groups", |c| {
            c.counters[0].groups = vec![group("X")]
        }),
        ("names priority class astronaut", "no_such_class", "guarantees.0.class", |c| {
            c.guarantees = vec![guarantee("A", "astronaut", 60)]
        }),
        ("two guarantees are the same: A elderly", "twice", "guarantees.1.group", |c| {
            c.guarantees = vec![guarantee("A", "elderly", 60); 2]
        }),
        ("in a row", "number_range", "policy.at_most", |c| c.policy = Policy::PriorityFirst { at_most: 0 }),
        ("calls before a no-show is 11", "number_range", "no_show.calls", |c| c.no_show.calls = 11),
        ("given up sooner", "accessible_sooner", "no_show.accessible_after", |c| {
            c.no_show.accessible_after = Seconds(30)
        }),
        ("longer than the longest", "park_usual_longer", "park.at_most", |c| c.park.usual = Seconds(5 * 3600)),
        ("open tickets of a person is 0", "number_range", "limits.person_open", |c| c.limits.person_open = Some(0)),
    ];
    for (words, code, at, change) in rows {
        let found = found(change);
        let told = |problem: &ConfigProblem| {
            (problem.code(), problem.at.as_str()) == (code, at) && problem.to_string().contains(words)
        };
        assert!(found.iter().any(told), "{words}, {code} at {at}: {found:?}");
    }
}

#[test]
fn sessions_are_in_order_and_do_not_overlap() {
    let morning = session([(7, 0), (7, 30), (11, 15), (11, 30)]);
    let bad = [
        ("session_order", "0.opens", vec![session([(7, 30), (7, 0), (11, 15), (11, 30)])]),
        ("session_order", "0.closes", vec![session([(7, 0), (7, 30), (11, 45), (11, 30)])]),
        ("session_order", "0.issuing_from", vec![session([(2, 0), (7, 30), (11, 15), (11, 30)])]),
        ("session_order", "0.last_ticket", vec![session([(7, 0), (7, 0), (7, 0), (11, 30)])]),
        ("session_overlap", "1.issuing_from", vec![morning, session([(11, 0), (13, 30), (16, 45), (17, 0)])]),
    ];
    for (code, place, sessions) in bad {
        let shown = format!("{sessions:?}");
        let at = format!("hours.days.monday.{place}");
        let told: Vec<_> = found(|c| c.hours = weekly(sessions)).iter().map(|p| (p.code(), p.at.clone())).collect();
        assert_eq!(told, [(code, at)], "{shown}");
    }
    assert!(
        problems(|c| c.hours = weekly(vec![morning; 9])).contains(&"9 sessions of monday, allowed are 0 to 8".into())
    );
    let eighth = Hours::Weekly(Weekly { days: [(8, vec![])].into(), ..Weekly::default() });
    assert_eq!(problems(|c| c.hours = eighth), ["8 is no weekday"]);
}

#[test]
fn no_more_problems_are_told_than_somebody_reads() {
    let many = |c: &mut HallConfig| c.services = vec![c.services[0].clone(); 5000];
    assert_eq!(found(many).len(), MOST_PROBLEMS);
}

#[test]
fn all_problems_are_told_at_once() {
    let found = problems(|c| {
        c.time_zone = String::new();
        c.counters[0].groups.clear();
        c.classes[0].rate_milli = 0;
    });
    assert_eq!(found.len(), 3, "{found:?}");
}
