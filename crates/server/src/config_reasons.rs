//! Why a configuration is refused, for programs and translations: the code of each rule, where it is broken, what belongs to it.
//! The words stand in `displays/locales/*-admin.ftl`: a rule under `admin-r-CODE`, what it speaks of under `admin-of-WORD`.

use goiso_queue::config_problem::{ConfigProblem, ConfigRule, Day, Part};
use serde_json::{Map, Value, json};

/// The reason as it stands beside the server's own words.
pub fn reason(problem: &ConfigProblem) -> Value {
    let mut told = facts(&problem.rule);
    told.insert("code".to_owned(), problem.code().into());
    told.insert("at".to_owned(), problem.at.clone().into());
    Value::Object(told)
}

fn facts(rule: &ConfigRule) -> Map<String, Value> {
    let (of, facts) = match rule {
        ConfigRule::NoName { part } | ConfigRule::TextForbidden { part } | ConfigRule::TextUnseen { part } => {
            (of_part(part), json!({}))
        }
        ConfigRule::TextTooLong { part, most } => (of_part(part), json!({"most": most})),
        ConfigRule::ListLength { list, count, least, most } => {
            (of(list.word(), list.part()), json!({"found": count, "least": least, "most": most}))
        }
        ConfigRule::Twice { list, twice } => (of(list.word(), list.part()), json!({"twice": twice})),
        ConfigRule::NumberRange { number, found, least, most } => {
            (of(number.word(), number.part()), json!({"found": found, "least": least, "most": most}))
        }
        ConfigRule::LengthRange { length, found, least, most } => {
            (of(length.word(), length.part()), json!({"found_s": found.0, "least_s": least.0, "most_s": most.0}))
        }
        ConfigRule::RateRange { class, milli, least, most } => {
            let times = |milli: &u32| f64::from(*milli) / 1000.0;
            let facts = json!({"class": class, "found": times(milli), "least": times(least), "most": times(most)});
            (Map::new(), facts)
        }
        ConfigRule::NoSuchGroup { part, group } => (of_part(part), json!({"group": group})),
        ConfigRule::NoSuchClass { part, class } => (of_part(part), json!({"class": class})),
        ConfigRule::NoSuchZone { counter, zone } => (Map::new(), json!({"counter": counter, "zone": zone})),
        ConfigRule::NoOtherZone { zone, other } => (Map::new(), json!({"zone": zone, "other": other})),
        ConfigRule::ServesNothing { counter }
        | ConfigRule::CounterNotClosed { counter }
        | ConfigRule::CounterMoves { counter } => (Map::new(), json!({"counter": counter})),
        ConfigRule::OrdinaryClass | ConfigRule::AccessibleSooner | ConfigRule::ParkUsualLonger | ConfigRule::NoLogo => {
            (Map::new(), json!({}))
        }
        ConfigRule::KioskTwice { kiosk, printer } => (Map::new(), json!({"kiosk": kiosk, "printer": printer})),
        ConfigRule::NoTimeZone { zone } => (Map::new(), json!({"time_zone": zone})),
        ConfigRule::DayStartsLate { latest } => (Map::new(), json!({"latest": latest})),
        ConfigRule::NoWeekday { day } => (Map::new(), json!({"number": day})),
        ConfigRule::SessionOrder { day, opens } | ConfigRule::SessionOverlap { day, opens } => {
            (Map::new(), json!({"day": day_word(day), "opens": opens}))
        }
        ConfigRule::NoLanguage { language } => (Map::new(), json!({"language": language})),
        ConfigRule::EmptySpan { zone, from } => (Map::new(), json!({"zone": zone, "from": from})),
        ConfigRule::LowContrast { colour, ground: _, hundredths, least } => {
            let ratio = |hundredths: &u32| f64::from(*hundredths) / 100.0;
            (Map::new(), json!({"colour": colour, "found": ratio(hundredths), "least": ratio(least)}))
        }
        ConfigRule::NoPicture { group, most } => (Map::new(), json!({"group": group, "most": most})),
        ConfigRule::GroupHasTickets { group, tickets } => (Map::new(), json!({"group": group, "tickets": tickets})),
    };
    let mut all = of;
    if let Value::Object(facts) = facts {
        all.extend(facts);
    }
    all
}

/// What a rule speaks of: its word, and what has it.
fn of(word: &str, part: Option<Part>) -> Map<String, Value> {
    let mut told = part.as_ref().map(of_part).unwrap_or_default();
    told.insert("what".to_owned(), word.into());
    told
}

fn of_part(part: &Part) -> Map<String, Value> {
    let named = match part {
        Part::Hall | Part::Hotline | Part::Invite | Part::Idle => json!({}),
        Part::Zone(zone) | Part::Ticker(zone) => json!({"zone": zone}),
        Part::Group(group) => json!({"group": group}),
        Part::Service(service) | Part::Paper(service) => json!({"service": service}),
        Part::Class(class) => json!({"class": class}),
        Part::Counter(counter) => json!({"counter": counter}),
        Part::Guarantee(group, class) => json!({"group": group, "class": class}),
        Part::Printer(printer) => json!({"printer": printer}),
        Part::Day(day) => json!({"day": day_word(day)}),
    };
    let mut told = match named {
        Value::Object(told) => told,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => Map::new(),
    };
    told.insert("what".to_owned(), part.word().into());
    told
}

/// A weekday by its word, a date as it is written in files.
fn day_word(day: &Day) -> String {
    day.to_string()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot make its own values is a failed test")]
mod tests {
    use super::*;
    use goiso_queue::config_problem::{Ground, Length, List, Number};
    use goiso_queue::time::{Seconds, TimeOfDay};
    use std::collections::{BTreeMap, BTreeSet};
    use std::str::FromStr;

    /// What the rules are read from: whatever word is written there has to be met below.
    const RULES: &str = include_str!("../../queue/src/config_problem.rs");
    const LANGUAGES: [(&str, &str); 2] = [
        ("vi", include_str!("../../../displays/locales/vi-admin.ftl")),
        ("en", include_str!("../../../displays/locales/en-admin.ftl")),
    ];
    /// What the page makes of the facts before it puts them into words (`displays/admin/reasons.js`): lengths of time get a unit.
    const MADE: [(&str, &str); 3] = [("found_s", "found"), ("least_s", "least"), ("most_s", "most")];

    fn id<T: FromStr>(text: &str) -> T {
        text.parse().unwrap_or_else(|_| panic!("{text} is an id"))
    }

    fn parts() -> Vec<Part> {
        let (group, class) = (id("A"), id("elderly"));
        vec![
            Part::Hall,
            Part::Hotline,
            Part::Invite,
            Part::Idle,
            Part::Zone(id("main")),
            Part::Ticker(id("main")),
            Part::Group(group),
            Part::Service(id("copies")),
            Part::Paper(id("copies")),
            Part::Class(id("elderly")),
            Part::Counter(id("1")),
            Part::Guarantee(group, class),
            Part::Printer(id("door")),
        ]
    }

    fn lists() -> Vec<List> {
        vec![
            List::Zones,
            List::Groups,
            List::Services,
            List::Papers(id("copies")),
            List::Classes,
            List::Counters,
            List::CounterGroups(id("1")),
            List::Guarantees,
            List::Holidays,
            List::ExtraDays,
            List::Sessions(Day::Weekday(1)),
            List::Printers,
            List::Kiosks(id("door")),
            List::Languages,
            List::Volumes(id("main")),
            List::Elsewhere(id("main")),
        ]
    }

    fn numbers() -> Vec<Number> {
        vec![
            Number::GroupCap(id("A")),
            Number::ServiceCap(id("copies")),
            Number::FromAge(id("elderly")),
            Number::PriorityInARow,
            Number::NoShowCalls,
            Number::OpenTickets,
            Number::PersonOpen,
            Number::PersonDaily,
            Number::Calls,
            Number::PushBackPlaces,
            Number::Volume(id("main")),
            Number::Rows(id("main")),
            Number::Next(id("main")),
        ]
    }

    fn lengths() -> Vec<Length> {
        vec![
            Length::ServiceTime(id("A")),
            Length::HeadStart(id("elderly")),
            Length::HelpsAfter(id("1")),
            Length::Within(id("A"), id("elderly")),
            Length::NoShowAfter,
            Length::NoShowAccessibleAfter,
            Length::NoShowByItselfAfter,
            Length::ParkUsual,
            Length::ParkAtMost,
            Length::WaitTarget,
        ]
    }

    /// Every rule with everything it can speak of.
    fn rules() -> Vec<ConfigRule> {
        let day = Day::Weekday(1);
        let time = TimeOfDay::new(7, 30).unwrap();
        let mut rules = vec![
            ConfigRule::RateRange { class: id("elderly"), milli: 1, least: 1000, most: 100_000 },
            ConfigRule::NoSuchGroup { part: Part::Counter(id("1")), group: id("X") },
            ConfigRule::NoSuchClass { part: Part::Guarantee(id("A"), id("x")), class: id("x") },
            ConfigRule::NoSuchZone { counter: id("1"), zone: id("roof") },
            ConfigRule::NoOtherZone { zone: id("main"), other: id("roof") },
            ConfigRule::ServesNothing { counter: id("1") },
            ConfigRule::OrdinaryClass,
            ConfigRule::KioskTwice { kiosk: id("k-1"), printer: id("door") },
            ConfigRule::NoTimeZone { zone: "Asia/Atlantis".to_owned() },
            ConfigRule::DayStartsLate { latest: time },
            ConfigRule::NoWeekday { day: 8 },
            ConfigRule::SessionOrder { day, opens: time },
            ConfigRule::SessionOverlap { day: Day::Date("2026-09-02".parse().unwrap()), opens: time },
            ConfigRule::AccessibleSooner,
            ConfigRule::ParkUsualLonger,
            ConfigRule::NoLanguage { language: "VN".to_owned() },
            ConfigRule::EmptySpan { zone: id("main"), from: time },
            ConfigRule::NoLogo,
            ConfigRule::NoPicture { group: id("A"), most: 40 },
            ConfigRule::GroupHasTickets { group: id("A"), tickets: 3 },
            ConfigRule::CounterNotClosed { counter: id("1") },
            ConfigRule::CounterMoves { counter: id("1") },
        ];
        rules.extend([Ground::Dark, Ground::Light].map(|ground| ConfigRule::LowContrast {
            colour: "#3f8fd0".parse().unwrap(),
            ground,
            hundredths: 345,
            least: 700,
        }));
        for part in parts() {
            rules.extend([
                ConfigRule::NoName { part: part.clone() },
                ConfigRule::TextTooLong { part: part.clone(), most: 60 },
                ConfigRule::TextForbidden { part: part.clone() },
                ConfigRule::TextUnseen { part },
            ]);
        }
        for list in lists() {
            rules.push(ConfigRule::Twice { list: list.clone(), twice: "A".to_owned() });
            rules.push(ConfigRule::ListLength { list, count: 0, least: 1, most: 9 });
        }
        rules.extend(numbers().into_iter().map(|number| ConfigRule::NumberRange {
            number,
            found: 0,
            least: 1,
            most: 9,
        }));
        let (least, most) = (Seconds(1), Seconds(60));
        rules.extend(lengths().into_iter().map(|length| ConfigRule::LengthRange {
            length,
            found: Seconds(0),
            least,
            most,
        }));
        rules
    }

    /// Messages with what stands in them, the lines that follow included.
    fn messages(source: &str) -> BTreeMap<String, String> {
        let mut all = BTreeMap::new();
        let mut last = String::new();
        for line in source.lines() {
            match line.split_once(" = ") {
                Some((name, words)) if !line.starts_with([' ', '#', '}']) => {
                    last = name.to_owned();
                    all.insert(last.clone(), words.to_owned());
                }
                Some(_) | None => {
                    if let Some(words) = all.get_mut(&last) {
                        words.push_str(line);
                    }
                }
            }
        }
        all
    }

    /// The facts that a message names.
    fn named(words: &str) -> BTreeSet<String> {
        let names = words.split('$').skip(1);
        names.map(|rest| rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect()).collect()
    }

    /// What an arm of a `match` there gives first: the codes and words of the rules.
    fn written() -> BTreeSet<String> {
        let parts = RULES.split('"').collect::<Vec<_>>();
        let code = |text: &str| text.len() > 1 && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        let arm = |before: &str| {
            let near: String = before.chars().filter(|c| !c.is_whitespace()).collect();
            ["=>", "=>(", "=>{("].iter().any(|end| near.ends_with(end))
        };
        let pairs = parts.windows(2).step_by(2);
        pairs
            .filter_map(|pair| match pair {
                [before, text] if arm(before) && code(text) => Some((*text).to_owned()),
                [..] => None,
            })
            .collect()
    }

    #[test]
    fn every_rule_and_all_that_it_speaks_of_has_words_in_both_languages_made_of_the_facts_that_are_sent() {
        let mut met = BTreeSet::from(["day", "dark", "light", "darker", "lighter"].map(str::to_owned));
        for rule in rules() {
            let told = reason(&ConfigProblem { at: "name".to_owned(), rule });
            let word = |name: &str| told[name].as_str().map(|word| word.replace('_', "-"));
            let facts: BTreeSet<String> = told
                .as_object()
                .unwrap()
                .keys()
                .map(|name| {
                    MADE.iter().find(|(sent, _)| sent == name).map_or(name.as_str(), |(_, made)| made).to_owned()
                })
                .collect();
            let keys = [
                Some(format!("admin-r-{}", word("code").unwrap())),
                word("what").map(|what| format!("admin-of-{what}")),
            ];
            for (language, source) in LANGUAGES {
                let all = messages(source);
                for key in keys.iter().flatten() {
                    let words = all.get(key).unwrap_or_else(|| panic!("{key} has no words in {language}"));
                    let unknown: Vec<_> = named(words).into_iter().filter(|name| !facts.contains(name)).collect();
                    assert_eq!(unknown, Vec::<String>::new(), "{language} {key}: {told}");
                }
                let (Some(rule), what) = (&keys[0], told.get("what")) else { panic!("{told}") };
                assert_eq!(
                    named(&all[rule]).contains("what"),
                    what.is_some(),
                    "{language} {rule} says what it speaks of"
                );
            }
            met.extend(["code", "what"].iter().filter_map(|name| told[*name].as_str().map(str::to_owned)));
        }
        let unmet: Vec<_> = written().into_iter().filter(|code| !met.contains(code)).collect();
        assert_eq!(unmet, Vec::<String>::new(), "rules that this test does not make");
        assert!(written().len() > 75, "{} words are written there", written().len());
    }
}
