//! What a configuration must not be, each with words for the admin.
#![allow(clippy::unwrap_used, clippy::wildcard_enum_match_arm, reason = "a test picks what it asks about")]

mod common;

use common::{class, config, counter, group, guarantee, text};
use goiso_queue::Refusal;
use goiso_queue::config::{HallConfig, Hours, Policy, Session, Text, Weekly, Zone};
use goiso_queue::screens::{Arrow, Elsewhere};
use goiso_queue::time::{Seconds, TimeOfDay};

fn problems(change: impl FnOnce(&mut HallConfig)) -> Vec<String> {
    let mut config = config();
    change(&mut config);
    match config.validate() {
        Ok(()) => Vec::new(),
        Err(Refusal::BadConfig { problems }) => problems.iter().map(ToString::to_string).collect(),
        Err(other) => panic!("{other}"),
    }
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
fn each_problem_is_found_and_named() {
    type Change = fn(&mut HallConfig);
    let rows: [(&str, Change); 51] = [
        ("contrast of 3.", |c| c.brand.accent_dark = Some("#3f8fd0".parse().unwrap())),
        ("choose a darker", |c| c.brand.accent_light = Some("#7cc8f6".parse().unwrap())),
        ("no name of a file", |c| c.brand.logo = "../logo.png".to_owned()),
        ("longer than 60", |c| c.brand.invite = text(&"x".repeat(61))),
        ("7 rows on the wall of zone main", |c| c.zones[0].wall.rows = 7),
        ("6 next numbers", |c| c.zones[0].wall.next = 6),
        ("no other zone of the hall", |c| {
            let own = c.zones[0].code.clone();
            c.zones[0].wall.elsewhere = vec![Elsewhere { zone: own, arrow: Arrow::Up }];
        }),
        ("no Vietnamese name", |c| c.name = Text::default()),
        ("longer than 60", |c| c.name = text(&"x".repeat(61))),
        ("no Vietnamese name", |c| c.name = text("\u{200b}")),
        ("no Vietnamese name", |c| c.groups[0].name = text("\u{feff}\u{ad}")),
        ("shows nothing", |c| c.groups[0].name.en = "\u{200b}".to_owned()),
        ("marks that turn", |c| c.name = text("Hộ\u{fff9}")),
        ("marks that turn", |c| c.groups[0].name = text("abc\u{202e}def")),
        ("marks that turn", |c| c.hotline = "1\u{0007}".to_owned()),
        ("no time zone", |c| c.time_zone = "Asia/Atlantis".to_owned()),
        ("after 12:00", |c| c.day_starts = TimeOfDay::new(12, 1).unwrap()),
        ("0 zones", |c| c.zones.clear()),
        ("two zones", |c| c.zones.push(c.zones[0].clone())),
        ("21 zones", |c| {
            c.zones = (0..21)
                .map(|n| Zone {
                    code: format!("z{n}").parse().unwrap(),
                    name: text("x"),
                    speech: Default::default(),
                    wall: Default::default(),
                })
                .collect();
        }),
        ("0 service groups", |c| c.groups.clear()),
        ("two service groups", |c| c.groups.push(c.groups[0].clone())),
        ("daily cap of service group A is 0", |c| c.groups[0].daily_cap = Some(0)),
        ("service time", |c| c.groups[0].service_time = Seconds(0)),
        ("picture of service group A", |c| c.groups[0].icon = Some(String::new())),
        ("picture of service group A", |c| c.groups[0].icon = Some("../x".to_owned())),
        ("age of priority class elderly", |c| c.classes[0].from_age = Some(0)),
        ("age of priority class elderly", |c| c.classes[0].from_age = Some(121)),
        ("two services", |c| c.services.push(c.services[0].clone())),
        ("service copies names service group X", |c| c.services[0].group = group("X")),
        ("501 services", |c| {
            c.services = (0..501)
                .map(|n| {
                    let mut service = c.services[0].clone();
                    service.code = format!("s{n}").parse().unwrap();
                    service
                })
                .collect();
        }),
        ("51 papers", |c| c.services[0].papers = vec![text("x"); 51]),
        ("longer than 200", |c| c.services[0].papers = vec![text(&"x".repeat(201))]),
        ("two priority classes", |c| c.classes.push(c.classes[0].clone())),
        ("ordinary is the class", |c| c.classes[0].code = class("ordinary")),
        ("rate of priority class elderly is 999", |c| c.classes[0].rate_milli = 999),
        ("rate of priority class elderly is 100001", |c| c.classes[0].rate_milli = 100_001),
        ("head start", |c| c.classes[0].head_start = Seconds(24 * 3600 + 1)),
        ("0 counters", |c| c.counters.clear()),
        ("two counters", |c| c.counters[1].number = counter("1")),
        ("stands in zone roof", |c| c.counters[0].zone = "roof".parse().unwrap()),
        ("serves no service group", |c| c.counters[0].groups.clear()),
        ("two service groups of counter 1", |c| c.counters[0].groups = vec![group("A"), group("A")]),
        ("counter 1 names service group X", |c| c.counters[0].groups = vec![group("X")]),
        ("names priority class astronaut", |c| c.guarantees = vec![guarantee("A", "astronaut", 60)]),
        ("two guarantees", |c| c.guarantees = vec![guarantee("A", "elderly", 60); 2]),
        ("in a row", |c| c.policy = Policy::PriorityFirst { at_most: 0 }),
        ("calls before a no-show", |c| c.no_show.calls = 11),
        ("given up sooner", |c| c.no_show.accessible_after = Seconds(30)),
        ("longer than the longest", |c| c.park.usual = Seconds(5 * 3600)),
        ("0 open tickets", |c| c.limits.person_open = Some(0)),
    ];
    for (words, change) in rows {
        let found = problems(change);
        assert!(found.iter().any(|problem| problem.contains(words)), "{words}: {found:?}");
    }
}

#[test]
fn sessions_are_in_order_and_do_not_overlap() {
    let morning = session([(7, 0), (7, 30), (11, 15), (11, 30)]);
    let bad = [
        vec![session([(7, 30), (7, 0), (11, 15), (11, 30)])],
        vec![session([(7, 0), (7, 30), (11, 45), (11, 30)])],
        vec![session([(2, 0), (7, 30), (11, 15), (11, 30)])],
        vec![session([(7, 0), (7, 0), (7, 0), (11, 30)])],
        vec![morning, session([(11, 0), (13, 30), (16, 45), (17, 0)])],
        vec![morning; 9],
    ];
    for sessions in bad {
        let shown = format!("{sessions:?}");
        assert!(!problems(|c| c.hours = weekly(sessions)).is_empty(), "{shown}");
    }
    assert!(
        !problems(|c| c.hours = Hours::Weekly(Weekly { days: [(8, vec![])].into(), ..Weekly::default() })).is_empty()
    );
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
