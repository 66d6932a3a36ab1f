//! Whether the rules can live with a configuration: all problems at once, each with its place, its facts and words.

mod hours;
mod looks;
mod problems;

use crate::config::{HallConfig, Policy};
use crate::config_problem::{ConfigRule, Length, List, Number, Part};
use crate::day::zone;
use crate::ids::{ClassCode, GROUP_LETTERS, GroupCode};
use crate::print::{MOST_KIOSKS, MOST_PRINTERS};
use crate::refusal::Refusal;
use crate::text::{NAME_CHARS, PAPER_CHARS};
use crate::time::{Seconds, TimeOfDay};
pub use hours::MOST_DATES;
use looks::shown;
use problems::Problems;
pub use problems::{LONGEST, MOST_PROBLEMS};
use std::collections::BTreeSet;

/// Counters of a hall, at most.
pub const MOST_COUNTERS: usize = 99;
/// Services of a hall, at most.
pub const MOST_SERVICES: usize = 500;
/// Priority classes beside `ordinary`, at most.
pub const MOST_CLASSES: usize = 20;
/// Zones of a hall, at most.
pub const MOST_ZONES: usize = 20;
/// Guarantees of a hall, at most: one for each group and class.
pub const MOST_GUARANTEES: usize = GROUP_LETTERS.len() * (MOST_CLASSES + 1);
/// Papers of a service, at most.
pub const MOST_PAPERS: usize = 50;
/// Open tickets a hall may allow, at most.
pub const MOST_OPEN: u16 = 10_000;
/// Characters of a picture's name, at most.
pub const ICON_CHARS: usize = 40;
/// The age from which a class may be suggested, in years.
pub const AGES: std::ops::RangeInclusive<u8> = 1..=120;
/// What a minute waited by a class may count as, in thousandths.
pub const RATES_MILLI: std::ops::RangeInclusive<u32> = 1000..=100_000;
/// Calls in a row, calls of one ticket, places of a push back: at most.
const MOST_TIMES: u32 = 100;
/// The service day turns at noon at the latest, so that it belongs to the date whose morning it holds.
const LATEST_DAY_START_HOUR: u16 = 12;
/// Of a length of time that may not be nothing.
const SHORTEST: Seconds = Seconds(1);
/// Of a length of time that may be nothing.
const NO_TIME: Seconds = Seconds(0);

fn is_picture(name: &str) -> bool {
    (1..=ICON_CHARS).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

impl HallConfig {
    /// Whether the rules can live with this configuration.
    ///
    /// # Errors
    /// `bad_config` with every problem, at most [`MOST_PROBLEMS`].
    pub fn validate(&self) -> Result<(), Refusal> {
        let mut problems = Problems::default();
        problems.name(&Part::Hall, format_args!("name"), &self.name);
        problems.words(&Part::Hotline, format_args!("hotline"), &self.hotline, NAME_CHARS);
        problems.unless(zone(&self.time_zone).is_some(), format_args!("time_zone"), || ConfigRule::NoTimeZone {
            zone: shown(&self.time_zone),
        });
        if let Some(latest) = TimeOfDay::new(LATEST_DAY_START_HOUR, 0) {
            let fine = self.day_starts <= latest;
            problems.unless(fine, format_args!("day_starts"), || ConfigRule::DayStartsLate { latest });
        }
        self.check_zones(&mut problems);
        self.check_groups(&mut problems);
        self.check_services(&mut problems);
        self.check_classes(&mut problems);
        self.check_counters(&mut problems);
        self.check_guarantees(&mut problems);
        self.check_hours(&mut problems);
        self.check_rules(&mut problems);
        self.check_voice(&mut problems);
        self.check_brand(&mut problems);
        self.check_walls(&mut problems);
        self.check_printers(&mut problems);
        let problems = problems.found();
        if problems.is_empty() { Ok(()) } else { Err(Refusal::BadConfig { problems }) }
    }

    fn check_zones(&self, problems: &mut Problems) {
        problems.list(&List::Zones, format_args!("zones"), self.zones.len(), 1, MOST_ZONES);
        problems.distinct(&List::Zones, coded("zones", "code", self.zones.iter().map(|zone| &zone.code)));
        for (index, zone) in self.zones.iter().enumerate() {
            problems.name(&Part::Zone(zone.code.clone()), format_args!("zones.{index}.name"), &zone.name);
        }
    }

    fn check_groups(&self, problems: &mut Problems) {
        problems.list(&List::Groups, format_args!("groups"), self.groups.len(), 1, GROUP_LETTERS.len());
        problems.distinct(&List::Groups, coded("groups", "code", self.groups.iter().map(|group| group.code)));
        for (index, group) in self.groups.iter().enumerate() {
            let (at, code) = (format!("groups.{index}"), group.code);
            problems.name(&Part::Group(code), format_args!("{at}.name"), &group.name);
            cap(problems, &Number::GroupCap(code), &at, group.daily_cap);
            let time = group.service_time;
            problems.length(&Length::ServiceTime(code), format_args!("{at}.service_time"), time, SHORTEST);
            let fine = group.icon.as_deref().is_none_or(is_picture);
            let most = ICON_CHARS;
            problems.unless(fine, format_args!("{at}.icon"), || ConfigRule::NoPicture { group: code, most });
        }
    }

    fn check_services(&self, problems: &mut Problems) {
        problems.list(&List::Services, format_args!("services"), self.services.len(), 0, MOST_SERVICES);
        problems
            .distinct(&List::Services, coded("services", "code", self.services.iter().map(|service| &service.code)));
        for (index, service) in self.services.iter().enumerate() {
            let (at, code) = (format!("services.{index}"), &service.code);
            let part = Part::Service(code.clone());
            problems.name(&part, format_args!("{at}.name"), &service.name);
            cap(problems, &Number::ServiceCap(code.clone()), &at, service.daily_cap);
            self.known_group(problems, &part, format_args!("{at}.group"), service.group);
            let (list, papers) = (List::Papers(code.clone()), format!("{at}.papers"));
            problems.list(&list, format_args!("{papers}"), service.papers.len(), 0, MOST_PAPERS);
            for paper in &service.papers {
                // they share an input
                problems.words(&Part::Paper(code.clone()), format_args!("{papers}"), &paper.vi, PAPER_CHARS);
                problems.words(&Part::Paper(code.clone()), format_args!("{papers}"), &paper.en, PAPER_CHARS);
            }
        }
    }

    fn check_classes(&self, problems: &mut Problems) {
        problems.list(&List::Classes, format_args!("classes"), self.classes.len(), 0, MOST_CLASSES);
        problems.distinct(&List::Classes, coded("classes", "code", self.classes.iter().map(|class| &class.code)));
        let ordinary = HallConfig::ordinary();
        for (index, class) in self.classes.iter().enumerate() {
            let (at, code) = (format!("classes.{index}"), &class.code);
            problems.name(&Part::Class(code.clone()), format_args!("{at}.name"), &class.name);
            problems.unless(*code != ordinary, format_args!("{at}.code"), || ConfigRule::OrdinaryClass);
            let milli = class.rate_milli;
            problems.unless(RATES_MILLI.contains(&milli), format_args!("{at}.rate_milli"), || ConfigRule::RateRange {
                class: code.clone(),
                milli,
                least: *RATES_MILLI.start(),
                most: *RATES_MILLI.end(),
            });
            let head_start = Length::HeadStart(code.clone());
            problems.length(&head_start, format_args!("{at}.head_start"), class.head_start, NO_TIME);
            if let Some(age) = class.from_age {
                let (least, most) = (u32::from(*AGES.start()), u32::from(*AGES.end()));
                let number = Number::FromAge(code.clone());
                problems.number(&number, format_args!("{at}.from_age"), u32::from(age), least, most);
            }
        }
    }

    fn check_counters(&self, problems: &mut Problems) {
        problems.list(&List::Counters, format_args!("counters"), self.counters.len(), 1, MOST_COUNTERS);
        problems.distinct(
            &List::Counters,
            coded("counters", "number", self.counters.iter().map(|counter| &counter.number)),
        );
        for (index, counter) in self.counters.iter().enumerate() {
            let (at, number) = (format!("counters.{index}"), &counter.number);
            let part = Part::Counter(number.clone());
            problems.text(&part, format_args!("{at}.name"), &counter.name, NAME_CHARS);
            problems.unless(self.has_zone(&counter.zone), format_args!("{at}.zone"), || ConfigRule::NoSuchZone {
                counter: number.clone(),
                zone: counter.zone.clone(),
            });
            let groups = format!("{at}.groups");
            problems.unless(!counter.groups.is_empty(), format_args!("{groups}"), || ConfigRule::ServesNothing {
                counter: number.clone(),
            });
            let named = counter.groups.iter().map(|group| (groups.clone(), *group));
            problems.distinct(&List::CounterGroups(number.clone()), named);
            for group in &counter.groups {
                self.known_group(problems, &part, format_args!("{groups}"), *group);
            }
            if let Some(after) = counter.helps_after {
                let length = Length::HelpsAfter(number.clone());
                problems.length(&length, format_args!("{at}.helps_after"), after, NO_TIME);
            }
        }
    }

    fn check_guarantees(&self, problems: &mut Problems) {
        problems.list(&List::Guarantees, format_args!("guarantees"), self.guarantees.len(), 0, MOST_GUARANTEES);
        let pairs = self.guarantees.iter().map(|guarantee| format!("{} {}", guarantee.group, guarantee.class));
        problems.distinct(&List::Guarantees, coded("guarantees", "group", pairs));
        for (index, guarantee) in self.guarantees.iter().enumerate() {
            let (at, group, class) = (format!("guarantees.{index}"), guarantee.group, &guarantee.class);
            let part = Part::Guarantee(group, class.clone());
            self.known_group(problems, &part, format_args!("{at}.group"), group);
            self.known_class(problems, &part, format_args!("{at}.class"), class);
            let within = Length::Within(group, class.clone());
            problems.length(&within, format_args!("{at}.within"), guarantee.within, SHORTEST);
        }
    }

    fn known_group(&self, problems: &mut Problems, part: &Part, at: std::fmt::Arguments<'_>, group: GroupCode) {
        let known = self.group(group).is_some();
        problems.unless(known, at, || ConfigRule::NoSuchGroup { part: part.clone(), group });
    }

    fn known_class(&self, problems: &mut Problems, part: &Part, at: std::fmt::Arguments<'_>, class: &ClassCode) {
        let known = self.class(class).is_some() || *class == HallConfig::ordinary();
        problems.unless(known, at, || ConfigRule::NoSuchClass { part: part.clone(), class: class.clone() });
    }

    fn check_rules(&self, problems: &mut Problems) {
        match self.policy {
            Policy::PriorityFirst { at_most } => {
                let at = format_args!("policy.at_most");
                problems.number(&Number::PriorityInARow, at, u32::from(at_most), 1, MOST_TIMES);
            }
            Policy::Arrival | Policy::Accumulating => {}
        }
        let (no_show, park, limits) = (self.no_show, self.park, self.limits);
        let (at, most) = (format_args!("no_show.calls"), u32::from(limits.calls));
        problems.number(&Number::NoShowCalls, at, u32::from(no_show.calls), 1, most);
        problems.length(&Length::NoShowAfter, format_args!("no_show.after"), no_show.after, NO_TIME);
        let at = format_args!("no_show.accessible_after");
        problems.length(&Length::NoShowAccessibleAfter, at, no_show.accessible_after, NO_TIME);
        problems.unless(no_show.after <= no_show.accessible_after, at, || ConfigRule::AccessibleSooner);
        if let Some(after) = no_show.by_itself_after {
            let at = format_args!("no_show.by_itself_after");
            problems.length(&Length::NoShowByItselfAfter, at, after, SHORTEST);
        }
        problems.length(&Length::ParkUsual, format_args!("park.usual"), park.usual, SHORTEST);
        problems.length(&Length::ParkAtMost, format_args!("park.at_most"), park.at_most, SHORTEST);
        let at = format_args!("park.at_most");
        problems.unless(park.usual <= park.at_most, at, || ConfigRule::ParkUsualLonger);
        let at = format_args!("limits.open_tickets");
        problems.number(&Number::OpenTickets, at, u32::from(limits.open_tickets), 1, u32::from(MOST_OPEN));
        problems.number(&Number::Calls, format_args!("limits.calls"), u32::from(limits.calls), 1, MOST_TIMES);
        let at = format_args!("limits.push_back_places");
        problems.number(&Number::PushBackPlaces, at, u32::from(limits.push_back_places), 1, MOST_TIMES);
        let persons = [
            (Number::PersonOpen, "person_open", limits.person_open),
            (Number::PersonDaily, "person_daily", limits.person_daily),
        ];
        for (number, name, most) in persons {
            if let Some(most) = most {
                problems.number(&number, format_args!("limits.{name}"), u32::from(most), 1, u32::from(u8::MAX));
            }
        }
        problems.length(&Length::WaitTarget, format_args!("wait_target"), self.wait_target, SHORTEST);
    }

    fn check_printers(&self, problems: &mut Problems) {
        problems.list(&List::Printers, format_args!("printers"), self.printers.len(), 0, MOST_PRINTERS);
        problems
            .distinct(&List::Printers, coded("printers", "code", self.printers.iter().map(|printer| &printer.code)));
        let mut seen = BTreeSet::new();
        for (index, printer) in self.printers.iter().enumerate() {
            let (at, code) = (format!("printers.{index}"), &printer.code);
            problems.name(&Part::Printer(code.clone()), format_args!("{at}.name"), &printer.name);
            let kiosks = format!("{at}.kiosks");
            let list = List::Kiosks(code.clone());
            problems.list(&list, format_args!("{kiosks}"), printer.kiosks.len(), 0, MOST_KIOSKS);
            for kiosk in &printer.kiosks {
                problems.unless(seen.insert(kiosk), format_args!("{kiosks}"), || ConfigRule::KioskTwice {
                    kiosk: kiosk.clone(),
                    printer: code.clone(),
                });
            }
        }
    }
}

/// Codes with the places where they stand.
fn coded<K>(list: &str, field: &str, codes: impl Iterator<Item = K>) -> impl Iterator<Item = (String, K)> {
    codes.enumerate().map(move |(index, code)| (format!("{list}.{index}.{field}"), code))
}

/// Numbers a day, if they are bounded.
fn cap(problems: &mut Problems, number: &Number, at: &str, cap: Option<u16>) {
    if let Some(cap) = cap {
        problems.number(number, format_args!("{at}.daily_cap"), u32::from(cap), 1, u32::from(u16::MAX));
    }
}
