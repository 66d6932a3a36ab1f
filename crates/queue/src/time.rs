//! Hall time: a moment in milliseconds, a length in seconds, a time of day, a service day.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A point in hall time: Unix milliseconds. Never runs back within an epoch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Moment(pub i64);

impl Moment {
    /// Milliseconds from `earlier` to here; zero if `earlier` is later.
    pub fn ms_since(self, earlier: Moment) -> i64 {
        self.0.saturating_sub(earlier.0).max(0)
    }
    /// This moment and `seconds` more.
    pub fn plus(self, seconds: Seconds) -> Moment {
        Moment(self.0.saturating_add(i64::from(seconds.0) * 1000))
    }
}

/// A length of time in whole seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Seconds(pub u32);

impl Seconds {
    /// The length in milliseconds.
    pub fn ms(self) -> i64 {
        i64::from(self.0) * 1000
    }
}

/// A time of day on the hall's wall clock, in minutes after midnight: 0 to 1440. Written `"07:30"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct TimeOfDay(u16);

impl TimeOfDay {
    /// `hour` 0 to 24, `minute` 0 to 59, at most 24:00.
    pub fn new(hour: u16, minute: u16) -> Option<Self> {
        let minutes = hour.checked_mul(60)?.checked_add(minute)?;
        (minute < 60 && minutes <= 1440).then_some(Self(minutes))
    }
    /// Minutes after midnight.
    pub fn minutes(self) -> u16 {
        self.0
    }
}
impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}
impl From<TimeOfDay> for String {
    fn from(time: TimeOfDay) -> String {
        time.to_string()
    }
}
impl TryFrom<String> for TimeOfDay {
    type Error = crate::ids::BadId;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        let bad = || crate::ids::BadId { kind: "time of day", text: text.chars().take(40).collect() };
        let (hour, minute) = text.split_once(':').ok_or_else(bad)?;
        if hour.len() != 2 || minute.len() != 2 {
            return Err(bad());
        }
        let hour = hour.parse().map_err(|_| bad())?;
        let minute = minute.parse().map_err(|_| bad())?;
        TimeOfDay::new(hour, minute).ok_or_else(bad)
    }
}

/// The stored date of a hall's working day; it turns at the hall's `day_starts`, not at midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ServiceDay(pub Date);

impl fmt::Display for ServiceDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
