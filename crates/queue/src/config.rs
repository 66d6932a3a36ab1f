//! A hall's configuration: everything that the rules ask a hall to choose.
//!
//! The whole of it stands in every `day_started` and `configured` event, so that a log explains itself.

use crate::ids::{ClassCode, CounterNo, DeviceId, GroupCode, PrinterCode, ServiceCode, ZoneCode};
use crate::print::Printer;
use crate::screens::{Brand, Wall};
use crate::time::{Seconds, TimeOfDay};
use crate::voice::{Voice, ZoneSpeech};
use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A text in the hall's languages, Vietnamese first.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// Vietnamese: at most 60 characters for a name.
    pub vi: String,
    /// English; the Vietnamese text stands in where it is empty.
    #[serde(default)]
    pub en: String,
}

/// Everything a hall chooses. `validate` says whether the rules can live with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HallConfig {
    /// As it stands over the door and on paper.
    pub name: Text,
    /// IANA name of the time zone.
    #[serde(default = "default_zone")]
    pub time_zone: String,
    /// When the service day turns, on the wall clock.
    #[serde(default = "default_day_starts")]
    pub day_starts: TimeOfDay,
    /// When numbers are issued.
    #[serde(default)]
    pub hours: Hours,
    /// Zones of the hall; at least one.
    pub zones: Vec<Zone>,
    /// Service groups; at least one, letters distinct.
    pub groups: Vec<ServiceGroup>,
    /// Procedures under the groups.
    #[serde(default)]
    pub services: Vec<Service>,
    /// Priority classes beside `ordinary`, which always exists with rate 1 and no head start.
    #[serde(default)]
    pub classes: Vec<PriorityClass>,
    /// Counters; numbers distinct.
    pub counters: Vec<Counter>,
    /// Who goes first.
    #[serde(default)]
    pub policy: Policy,
    /// Bounds that come before the policy.
    #[serde(default)]
    pub guarantees: Vec<Guarantee>,
    /// When a called person may be given up.
    #[serde(default)]
    pub no_show: NoShowRule,
    /// How long a person may be away to complete papers.
    #[serde(default)]
    pub park: ParkRule,
    /// What bounds the issuing of numbers.
    #[serde(default)]
    pub limits: Limits,
    /// Nobody should wait longer than this; reports and colours only, never the order.
    #[serde(default = "default_wait_target")]
    pub wait_target: Seconds,
    /// A telephone number for paper and screens; empty if there is none.
    #[serde(default)]
    pub hotline: String,
    /// How calls are said.
    #[serde(default, skip_serializing_if = "is_default")]
    pub voice: Voice,
    /// What is its own on screens.
    #[serde(default, skip_serializing_if = "is_default")]
    pub brand: Brand,
    /// Printers that the server drives; codes distinct.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub printers: Vec<Printer>,
}

/// A setting that nobody touched does not stand in the log: older events stay byte for byte as they are.
fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

fn default_zone() -> String {
    "Asia/Ho_Chi_Minh".to_owned()
}
fn default_day_starts() -> TimeOfDay {
    TimeOfDay::new(3, 0).expect("03:00 is a time of day")
}
fn default_wait_target() -> Seconds {
    Seconds(20 * 60)
}

/// When numbers are issued and counters work.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Hours {
    /// Whenever somebody comes; one session from `day_starts` to the next.
    #[default]
    Always,
    /// By the week, with exceptions.
    Weekly(Weekly),
}

/// A week of sessions, with the days that differ.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weekly {
    /// Sessions by weekday, in order of time, not overlapping; a weekday left out is closed.
    #[serde(with = "by_weekday")]
    pub days: BTreeMap<u8, Vec<Session>>,
    /// Closed whatever the weekday.
    #[serde(default)]
    pub holidays: BTreeSet<Date>,
    /// Days with sessions of their own (a compensating Saturday); goes before `holidays`.
    #[serde(default)]
    pub extra_days: BTreeMap<Date, Vec<Session>>,
}

/// One working session (*ca*) of a day, on the wall clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Session {
    /// Numbers are issued from here; not after `opens`.
    pub issuing_from: TimeOfDay,
    /// Counters work from here.
    pub opens: TimeOfDay,
    /// No number after this; not after `closes`.
    pub last_ticket: TimeOfDay,
    /// Counters stop taking new people.
    pub closes: TimeOfDay,
}

/// A part of the hall.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Zone {
    /// Its code in views.
    pub code: ZoneCode,
    /// Its name on screens.
    pub name: Text,
    /// How its calls are said.
    #[serde(default, skip_serializing_if = "is_default")]
    pub speech: ZoneSpeech,
    /// What its wall shows.
    #[serde(default, skip_serializing_if = "is_default")]
    pub wall: Wall,
}

/// A service group (*lĩnh vực*).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceGroup {
    /// The letter of its numbers.
    pub code: GroupCode,
    /// Its name on screens and paper.
    pub name: Text,
    /// Numbers a day; none for no bound but the series.
    #[serde(default)]
    pub daily_cap: Option<u16>,
    /// How long a person is usually served, for estimates until the day has shown it.
    #[serde(default = "default_service_time")]
    pub service_time: Seconds,
    /// The name of its picture on kiosks; none for its letter alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub icon: Option<String>,
}

fn default_service_time() -> Seconds {
    Seconds(6 * 60)
}

/// A procedure (*thủ tục*).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// Its code in commands.
    pub code: ServiceCode,
    /// The group whose line it joins.
    pub group: GroupCode,
    /// Its name on screens and paper.
    pub name: Text,
    /// Numbers a day; none for no bound of its own.
    #[serde(default)]
    pub daily_cap: Option<u16>,
    /// Papers to bring, one a line.
    #[serde(default)]
    pub papers: Vec<Text>,
}

/// A priority class (*diện ưu tiên*).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PriorityClass {
    /// Its code in commands; not `ordinary`.
    pub code: ClassCode,
    /// Its name on screens.
    pub name: Text,
    /// Each minute waited counts this many thousandths; 1000 to 100000. The measured default is three for one.
    #[serde(default = "default_rate")]
    pub rate_milli: u32,
    /// Counted as if waited already.
    #[serde(default)]
    pub head_start: Seconds,
    /// A card that shows this age (in years) suggests the class; none if age says nothing. The person decides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_age: Option<u8>,
}

fn default_rate() -> u32 {
    3000
}

/// A counter (*quầy*).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counter {
    /// As it is called out.
    pub number: CounterNo,
    /// Beside the number, if it has a name; may be empty.
    #[serde(default)]
    pub name: Text,
    /// Where it stands.
    pub zone: ZoneCode,
    /// Its service groups in order of preference; at least one.
    pub groups: Vec<GroupCode>,
    /// Other groups whose head has waited this long are served too; none for never.
    #[serde(default)]
    pub helps_after: Option<Seconds>,
}

/// Who goes first, once guarantees are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Policy {
    /// Whoever came first, whatever the class.
    Arrival,
    /// Priority classes first, but after `at_most` of them in a row an ordinary person who waits.
    PriorityFirst {
        /// 1 to 100.
        at_most: u8,
    },
    /// Waiting time × the class's rate, plus its head start; the most goes first.
    #[default]
    Accumulating,
}

/// Once somebody of this group and class waited this long, nobody is called before them by rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Guarantee {
    /// Of this group.
    pub group: GroupCode,
    /// And this class.
    pub class: ClassCode,
    /// Waited so long.
    pub within: Seconds,
}

/// When a called person may be given up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoShowRule {
    /// Not before so many calls, the first included.
    pub calls: u8,
    /// Not before so long after the first call.
    pub after: Seconds,
    /// The same for a ticket with the accessible-call flag.
    pub accessible_after: Seconds,
    /// Recorded by itself so long after the last call; none for only by an officer.
    #[serde(default)]
    pub by_itself_after: Option<Seconds>,
}

impl Default for NoShowRule {
    fn default() -> Self {
        Self { calls: 2, after: Seconds(60), accessible_after: Seconds(180), by_itself_after: None }
    }
}

/// How long a person may be away to complete papers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ParkRule {
    /// If the officer names no other time.
    pub usual: Seconds,
    /// No officer may name a longer one.
    pub at_most: Seconds,
}

impl Default for ParkRule {
    fn default() -> Self {
        Self { usual: Seconds(30 * 60), at_most: Seconds(4 * 3600) }
    }
}

/// What bounds the issuing of numbers and what citizens may do with them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Waiting, called, serving and parked together.
    pub open_tickets: u16,
    /// Live tickets of one person (by hash) at a time; none for no bound.
    pub person_open: Option<u8>,
    /// Tickets of one person a day; none for no bound.
    pub person_daily: Option<u8>,
    /// Calls of one ticket in a row, recalls included.
    pub calls: u8,
    /// How many places back one push takes.
    pub push_back_places: u8,
    /// How often one ticket may be pushed back.
    pub push_backs: u8,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            open_tickets: 2000,
            person_open: Some(1),
            person_daily: Some(5),
            calls: 10,
            push_back_places: 5,
            push_backs: 3,
        }
    }
}

impl HallConfig {
    /// No zone, no group, no counter: what a hall has before the first `configured`.
    pub fn empty() -> Self {
        Self {
            name: Text::default(),
            time_zone: default_zone(),
            day_starts: default_day_starts(),
            hours: Hours::default(),
            zones: Vec::new(),
            groups: Vec::new(),
            services: Vec::new(),
            classes: Vec::new(),
            counters: Vec::new(),
            policy: Policy::default(),
            guarantees: Vec::new(),
            no_show: NoShowRule::default(),
            park: ParkRule::default(),
            limits: Limits::default(),
            wait_target: default_wait_target(),
            hotline: String::new(),
            voice: Voice::default(),
            brand: Brand::default(),
            printers: Vec::new(),
        }
    }
    /// The class every hall has.
    pub fn ordinary() -> ClassCode {
        "ordinary".parse().expect("ordinary is a class code")
    }
    /// A group by its letter.
    pub fn group(&self, code: GroupCode) -> Option<&ServiceGroup> {
        self.groups.iter().find(|group| group.code == code)
    }
    /// A service by its code.
    pub fn service(&self, code: &ServiceCode) -> Option<&Service> {
        self.services.iter().find(|service| service.code == *code)
    }
    /// A counter by its number.
    pub fn counter(&self, number: &CounterNo) -> Option<&Counter> {
        self.counters.iter().find(|counter| counter.number == *number)
    }
    /// Whether the hall has this zone.
    pub fn has_zone(&self, code: &ZoneCode) -> bool {
        self.zone(code).is_some()
    }
    /// A zone by its code.
    pub fn zone(&self, code: &ZoneCode) -> Option<&Zone> {
        self.zones.iter().find(|zone| zone.code == *code)
    }
    /// How long people of this group and class may wait before nobody is called before them; the shortest if several.
    pub fn guarantee(&self, group: GroupCode, class: &ClassCode) -> Option<Seconds> {
        self.guarantees
            .iter()
            .filter(|guarantee| guarantee.group == group && guarantee.class == *class)
            .map(|guarantee| guarantee.within)
            .min()
    }
    /// A printer by its code.
    pub fn printer(&self, code: &PrinterCode) -> Option<&Printer> {
        self.printers.iter().find(|printer| printer.code == *code)
    }
    /// The printer of a kiosk's slips: the first that names it, else the first that names none.
    pub fn printer_of(&self, kiosk: &DeviceId) -> Option<&Printer> {
        let own = self.printers.iter().find(|printer| printer.kiosks.contains(kiosk));
        own.or_else(|| self.printers.iter().find(|printer| printer.kiosks.is_empty()))
    }
    /// A class beside `ordinary`.
    pub fn class(&self, code: &ClassCode) -> Option<&PriorityClass> {
        self.classes.iter().find(|class| class.code == *code)
    }
}

/// A weekday, from Monday, 1, on, as files and the log name it.
pub(crate) fn weekday_word(day: u8) -> Option<&'static str> {
    by_weekday::WORDS.get(usize::from(day).wrapping_sub(1)).copied()
}

/// Weekdays as words (`monday`) in files and in the log, as ISO numbers (Monday 1) in memory.
mod by_weekday {
    use super::{BTreeMap, Session, Weekday};
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(super) const WORDS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

    pub fn serialize<S: Serializer>(days: &BTreeMap<u8, Vec<Session>>, to: S) -> Result<S::Ok, S::Error> {
        days.iter()
            .filter_map(|(day, sessions)| WORDS.get(usize::from(*day).wrapping_sub(1)).map(|word| (*word, sessions)))
            .collect::<BTreeMap<_, _>>()
            .serialize(to)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeMap<u8, Vec<Session>>, D::Error> {
        let words = BTreeMap::<String, Vec<Session>>::deserialize(from)?;
        words
            .into_iter()
            .map(|(word, sessions)| {
                let at = WORDS.iter().position(|known| *known == word);
                let day = at.and_then(|at| Weekday::from_monday_zero_offset(i8::try_from(at).ok()?).ok());
                day.and_then(|day| u8::try_from(day.to_monday_one_offset()).ok())
                    .map(|day| (day, sessions))
                    .ok_or_else(|| serde::de::Error::custom(format!("not a weekday: {word}")))
            })
            .collect()
    }
}
