//! What keeps a configuration from coming into force: where it stands, a stable code and facts for translations, words for everybody else.

use crate::config::weekday_word;
use crate::ids::{ClassCode, CounterNo, DeviceId, GroupCode, PrinterCode, ServiceCode, ZoneCode};
use crate::screens::Colour;
use crate::time::{Seconds, TimeOfDay};
use jiff::civil::Date;
use std::fmt;

/// One thing that keeps a configuration from coming into force.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{rule}")]
pub struct ConfigProblem {
    /// Where it stands, by the names and places of the serialised form: `counters.2.zone`. Of what is gone, the list it stood in.
    pub at: String,
    /// What is wrong there.
    pub rule: ConfigRule,
}

impl ConfigProblem {
    /// The stable code of the translated words.
    pub fn code(&self) -> &'static str {
        self.rule.code()
    }
}

/// A rule that a configuration breaks, with what belongs to it.
#[allow(missing_docs, reason = "each variant's message says what it and its fields mean")]
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConfigRule {
    #[error("{part} has no Vietnamese name")]
    NoName { part: Part },
    #[error("a text of {part} is longer than {most} characters")]
    TextTooLong { part: Part, most: usize },
    #[error("a text of {part} has control characters or marks that turn the direction of writing")]
    TextForbidden { part: Part },
    #[error("a text of {part} shows nothing")]
    TextUnseen { part: Part },

    #[error("{count} {list}, allowed are {least} to {most}")]
    ListLength { list: List, count: usize, least: usize, most: usize },
    #[error("two {list} are the same: {twice}")]
    Twice { list: List, twice: String },
    #[error("{number} is {found}, allowed are {least} to {most}")]
    NumberRange { number: Number, found: u32, least: u32, most: u32 },
    #[error("{length} is {} s, allowed are {} to {} s", found.0, least.0, most.0)]
    LengthRange { length: Length, found: Seconds, least: Seconds, most: Seconds },
    #[error("the rate of priority class {class} is {milli}, allowed are {least} to {most}")]
    RateRange { class: ClassCode, milli: u32, least: u32, most: u32 },

    #[error("{part} names service group {group}, which there is not")]
    NoSuchGroup { part: Part, group: GroupCode },
    #[error("{part} names priority class {class}, which there is not")]
    NoSuchClass { part: Part, class: ClassCode },
    #[error("counter {counter} stands in zone {zone}, which there is not")]
    NoSuchZone { counter: CounterNo, zone: ZoneCode },
    #[error("the wall of zone {zone} shows zone {other}, which is no other zone of the hall")]
    NoOtherZone { zone: ZoneCode, other: ZoneCode },
    #[error("counter {counter} serves no service group")]
    ServesNothing { counter: CounterNo },
    #[error("ordinary is the class every hall has, it cannot be a priority class")]
    OrdinaryClass,
    #[error("kiosk {kiosk} is named by two printers, the second is {printer}")]
    KioskTwice { kiosk: DeviceId, printer: PrinterCode },

    #[error("there is no time zone {zone:?}")]
    NoTimeZone { zone: String },
    #[error("the service day turns after {latest}")]
    DayStartsLate { latest: TimeOfDay },
    #[error("{day} is no weekday")]
    NoWeekday { day: u8 },
    #[error(
        "the session from {opens} on {day} is not in order: the day turns, numbers are issued, counters open, the last number, counters close"
    )]
    SessionOrder { day: Day, opens: TimeOfDay },
    #[error("on {day} numbers of the session from {opens} are issued before the one before closed")]
    SessionOverlap { day: Day, opens: TimeOfDay },

    #[error("an accessible call is given up sooner than a usual one")]
    AccessibleSooner,
    #[error("the usual time away for papers is longer than the longest")]
    ParkUsualLonger,

    #[error("{language:?} is no language code of two or three small letters")]
    NoLanguage { language: String },
    #[error("a time of the loudness of zone {zone} begins and ends at {from}")]
    EmptySpan { zone: ZoneCode, from: TimeOfDay },

    #[error(
        "{colour} on {ground} screens has a contrast of {}, text seen from afar needs {}: choose a {} one",
        ratio(*hundredths), ratio(*least), ground.away()
    )]
    LowContrast { colour: Colour, ground: Ground, hundredths: u32, least: u32 },
    #[error("the logo is no name of a file in the media folder, such as logo.png")]
    NoLogo,
    #[error("the picture of service group {group} is no name of 1 to {most} small letters, digits and dashes")]
    NoPicture { group: GroupCode, most: usize },

    #[error("service group {group} is gone but has open tickets")]
    GroupHasTickets { group: GroupCode, tickets: usize },
    #[error("counter {counter} is gone but not closed")]
    CounterNotClosed { counter: CounterNo },
    #[error("counter {counter} moves to another zone but is not closed")]
    CounterMoves { counter: CounterNo },
}

impl ConfigRule {
    /// The stable code of the translated words.
    pub fn code(&self) -> &'static str {
        match self {
            ConfigRule::NoName { .. } => "no_name",
            ConfigRule::TextTooLong { .. } => "text_too_long",
            ConfigRule::TextForbidden { .. } => "text_forbidden",
            ConfigRule::TextUnseen { .. } => "text_unseen",
            ConfigRule::ListLength { .. } => "list_length",
            ConfigRule::Twice { .. } => "twice",
            ConfigRule::NumberRange { .. } => "number_range",
            ConfigRule::LengthRange { .. } => "length_range",
            ConfigRule::RateRange { .. } => "rate_range",
            ConfigRule::NoSuchGroup { .. } => "no_such_group",
            ConfigRule::NoSuchClass { .. } => "no_such_class",
            ConfigRule::NoSuchZone { .. } => "no_such_zone",
            ConfigRule::NoOtherZone { .. } => "no_other_zone",
            ConfigRule::ServesNothing { .. } => "serves_nothing",
            ConfigRule::OrdinaryClass => "ordinary_class",
            ConfigRule::KioskTwice { .. } => "kiosk_twice",
            ConfigRule::NoTimeZone { .. } => "no_time_zone",
            ConfigRule::DayStartsLate { .. } => "day_starts_late",
            ConfigRule::NoWeekday { .. } => "no_weekday",
            ConfigRule::SessionOrder { .. } => "session_order",
            ConfigRule::SessionOverlap { .. } => "session_overlap",
            ConfigRule::AccessibleSooner => "accessible_sooner",
            ConfigRule::ParkUsualLonger => "park_usual_longer",
            ConfigRule::NoLanguage { .. } => "no_language",
            ConfigRule::EmptySpan { .. } => "empty_span",
            ConfigRule::LowContrast { ground: Ground::Dark, .. } => "low_contrast_dark",
            ConfigRule::LowContrast { ground: Ground::Light, .. } => "low_contrast_light",
            ConfigRule::NoLogo => "no_logo",
            ConfigRule::NoPicture { .. } => "no_picture",
            ConfigRule::GroupHasTickets { .. } => "group_has_tickets",
            ConfigRule::CounterNotClosed { .. } => "counter_not_closed",
            ConfigRule::CounterMoves { .. } => "counter_moves",
        }
    }
}

/// A ratio of WCAG as it is written.
fn ratio(hundredths: u32) -> String {
    match hundredths % 100 {
        0 => format!("{}:1", hundredths / 100),
        rest => format!("{}.{rest:02}:1", hundredths / 100),
    }
}

/// The ground of a screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ground {
    /// Of walls.
    Dark,
    /// Of kiosks.
    Light,
}

impl Ground {
    /// Where a colour that stands out too little has to go.
    fn away(self) -> &'static str {
        match self {
            Ground::Dark => "lighter",
            Ground::Light => "darker",
        }
    }
}

impl fmt::Display for Ground {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Ground::Dark => "dark",
            Ground::Light => "light",
        })
    }
}

/// A day with sessions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Day {
    /// From Monday, 1, on.
    Weekday(u8),
    /// A day of its own.
    Date(Date),
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Day::Weekday(day) => f.write_str(weekday_word(*day).unwrap_or("no weekday")),
            Day::Date(date) => date.fmt(f),
        }
    }
}

/// A part of a hall that has texts, or names other parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// The hall itself.
    Hall,
    /// Its telephone.
    Hotline,
    /// The words over a called number.
    Invite,
    /// The words while nobody is called.
    Idle,
    /// A zone.
    Zone(ZoneCode),
    /// The line of notices on a zone's wall.
    Ticker(ZoneCode),
    /// A service group.
    Group(GroupCode),
    /// A service.
    Service(ServiceCode),
    /// A paper of a service.
    Paper(ServiceCode),
    /// A priority class.
    Class(ClassCode),
    /// A counter.
    Counter(CounterNo),
    /// A guarantee.
    Guarantee(GroupCode, ClassCode),
    /// A printer.
    Printer(PrinterCode),
    /// A day with sessions.
    Day(Day),
}

impl Part {
    /// The stable word for translations.
    pub fn word(&self) -> &'static str {
        match self {
            Part::Hall => "hall",
            Part::Hotline => "hotline",
            Part::Invite => "invite",
            Part::Idle => "idle",
            Part::Zone(_) => "zone",
            Part::Ticker(_) => "ticker",
            Part::Group(_) => "group",
            Part::Service(_) => "service",
            Part::Paper(_) => "paper",
            Part::Class(_) => "class",
            Part::Counter(_) => "counter",
            Part::Guarantee(..) => "guarantee",
            Part::Printer(_) => "printer",
            Part::Day(_) => "day",
        }
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Part::Hall => f.write_str("the hall"),
            Part::Hotline => f.write_str("the hotline"),
            Part::Invite => f.write_str("the words over a called number"),
            Part::Idle => f.write_str("the words while nobody is called"),
            Part::Zone(zone) => write!(f, "zone {zone}"),
            Part::Ticker(zone) => write!(f, "the wall of zone {zone}"),
            Part::Group(group) => write!(f, "service group {group}"),
            Part::Service(service) => write!(f, "service {service}"),
            Part::Paper(service) => write!(f, "the papers of service {service}"),
            Part::Class(class) => write!(f, "priority class {class}"),
            Part::Counter(counter) => write!(f, "counter {counter}"),
            Part::Guarantee(group, class) => write!(f, "the guarantee of {group} {class}"),
            Part::Printer(printer) => write!(f, "printer {printer}"),
            Part::Day(day) => day.fmt(f),
        }
    }
}

/// A list of a configuration.
#[allow(missing_docs, reason = "each is the list of that name; what is in brackets has it")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum List {
    Zones,
    Groups,
    Services,
    Papers(ServiceCode),
    Classes,
    Counters,
    CounterGroups(CounterNo),
    Guarantees,
    Holidays,
    ExtraDays,
    Sessions(Day),
    Printers,
    Kiosks(PrinterCode),
    Languages,
    Volumes(ZoneCode),
    Elsewhere(ZoneCode),
}

impl List {
    /// The stable word for translations, and the English one.
    fn names(&self) -> (&'static str, &'static str) {
        match self {
            List::Zones => ("zones", "zones"),
            List::Groups => ("groups", "service groups"),
            List::Services => ("services", "services"),
            List::Papers(_) => ("papers", "papers"),
            List::Classes => ("classes", "priority classes"),
            List::Counters => ("counters", "counters"),
            List::CounterGroups(_) => ("counter_groups", "service groups"),
            List::Guarantees => ("guarantees", "guarantees"),
            List::Holidays => ("holidays", "holidays"),
            List::ExtraDays => ("extra_days", "days with sessions of their own"),
            List::Sessions(_) => ("sessions", "sessions"),
            List::Printers => ("printers", "printers"),
            List::Kiosks(_) => ("kiosks", "kiosks"),
            List::Languages => ("languages", "languages of announcements"),
            List::Volumes(_) => ("volumes", "times of the loudness"),
            List::Elsewhere(_) => ("elsewhere", "other zones on the wall"),
        }
    }
    /// The stable word for translations.
    pub fn word(&self) -> &'static str {
        self.names().0
    }
    /// What has it, if it is not the hall.
    pub fn part(&self) -> Option<Part> {
        match self {
            List::Papers(service) => Some(Part::Service(service.clone())),
            List::CounterGroups(counter) => Some(Part::Counter(counter.clone())),
            List::Sessions(day) => Some(Part::Day(*day)),
            List::Kiosks(printer) => Some(Part::Printer(printer.clone())),
            List::Volumes(zone) | List::Elsewhere(zone) => Some(Part::Zone(zone.clone())),
            List::Zones
            | List::Groups
            | List::Services
            | List::Classes
            | List::Counters
            | List::Guarantees
            | List::Holidays
            | List::ExtraDays
            | List::Printers
            | List::Languages => None,
        }
    }
}

impl fmt::Display for List {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        of_part(f, self.names().1, self.part())
    }
}

/// A number of a configuration that has bounds.
#[allow(missing_docs, reason = "each is the number of that name; what is in brackets has it")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Number {
    GroupCap(GroupCode),
    ServiceCap(ServiceCode),
    FromAge(ClassCode),
    PriorityInARow,
    NoShowCalls,
    OpenTickets,
    PersonOpen,
    PersonDaily,
    Calls,
    PushBackPlaces,
    Volume(ZoneCode),
    Rows(ZoneCode),
    Next(ZoneCode),
}

impl Number {
    /// The stable word for translations, and the English one.
    fn names(&self) -> (&'static str, &'static str) {
        match self {
            Number::GroupCap(_) => ("group_cap", "the daily cap"),
            Number::ServiceCap(_) => ("service_cap", "the daily cap"),
            Number::FromAge(_) => ("from_age", "the age"),
            Number::PriorityInARow => ("priority_in_a_row", "the number of priority calls in a row"),
            Number::NoShowCalls => ("no_show_calls", "the number of calls before a no-show"),
            Number::OpenTickets => ("open_tickets", "the number of open tickets"),
            Number::PersonOpen => ("person_open", "the number of open tickets of a person"),
            Number::PersonDaily => ("person_daily", "the number of tickets of a person a day"),
            Number::Calls => ("calls", "the number of calls of one ticket"),
            Number::PushBackPlaces => ("push_back_places", "the number of places of a push back"),
            Number::Volume(_) => ("volume", "the loudness"),
            Number::Rows(_) => ("rows", "the number of rows on the wall"),
            Number::Next(_) => ("next", "the number of next numbers on the wall"),
        }
    }
    /// The stable word for translations.
    pub fn word(&self) -> &'static str {
        self.names().0
    }
    /// What has it, if it is not the hall.
    pub fn part(&self) -> Option<Part> {
        match self {
            Number::GroupCap(group) => Some(Part::Group(*group)),
            Number::ServiceCap(service) => Some(Part::Service(service.clone())),
            Number::FromAge(class) => Some(Part::Class(class.clone())),
            Number::Volume(zone) | Number::Rows(zone) | Number::Next(zone) => Some(Part::Zone(zone.clone())),
            Number::PriorityInARow
            | Number::NoShowCalls
            | Number::OpenTickets
            | Number::PersonOpen
            | Number::PersonDaily
            | Number::Calls
            | Number::PushBackPlaces => None,
        }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        of_part(f, self.names().1, self.part())
    }
}

/// A length of time of a configuration.
#[allow(missing_docs, reason = "each is the length of that name; what is in brackets has it")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Length {
    ServiceTime(GroupCode),
    HeadStart(ClassCode),
    HelpsAfter(CounterNo),
    Within(GroupCode, ClassCode),
    NoShowAfter,
    NoShowAccessibleAfter,
    NoShowByItselfAfter,
    ParkUsual,
    ParkAtMost,
    WaitTarget,
}

impl Length {
    /// The stable word for translations, and the English one.
    fn names(&self) -> (&'static str, &'static str) {
        match self {
            Length::ServiceTime(_) => ("service_time", "the service time"),
            Length::HeadStart(_) => ("head_start", "the head start"),
            Length::HelpsAfter(_) => ("helps_after", "the help threshold"),
            Length::Within(..) => ("within", "the time"),
            Length::NoShowAfter => ("no_show_after", "the time before a no-show"),
            Length::NoShowAccessibleAfter => {
                ("no_show_accessible_after", "the time before a no-show of an accessible call")
            }
            Length::NoShowByItselfAfter => ("no_show_by_itself_after", "the time to a no-show by itself"),
            Length::ParkUsual => ("park_usual", "the usual time away for papers"),
            Length::ParkAtMost => ("park_at_most", "the longest time away for papers"),
            Length::WaitTarget => ("wait_target", "the wait target"),
        }
    }
    /// The stable word for translations.
    pub fn word(&self) -> &'static str {
        self.names().0
    }
    /// What has it, if it is not the hall.
    pub fn part(&self) -> Option<Part> {
        match self {
            Length::ServiceTime(group) => Some(Part::Group(*group)),
            Length::HeadStart(class) => Some(Part::Class(class.clone())),
            Length::HelpsAfter(counter) => Some(Part::Counter(counter.clone())),
            Length::Within(group, class) => Some(Part::Guarantee(*group, class.clone())),
            Length::NoShowAfter
            | Length::NoShowAccessibleAfter
            | Length::NoShowByItselfAfter
            | Length::ParkUsual
            | Length::ParkAtMost
            | Length::WaitTarget => None,
        }
    }
}

impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        of_part(f, self.names().1, self.part())
    }
}

fn of_part(f: &mut fmt::Formatter<'_>, noun: &str, part: Option<Part>) -> fmt::Result {
    match part {
        None => f.write_str(noun),
        Some(part) => write!(f, "{noun} of {part}"),
    }
}
