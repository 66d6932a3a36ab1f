//! A recorded day as a file: `arrival,group,class,service_seconds`, and `leaves_after_seconds` if it is known.
//!
//! `arrival` is seconds from opening (07:30), a time of day `HH:MM:SS`, or an instant `2026-11-23T08:15:00+07:00`;
//! one form for the whole file. `group` is the letter, `class` a class of the hall (empty for ordinary),
//! `service_seconds` the time at the counter. Whoever has `leaves_after_seconds` gives up if not called by then.

use super::visitor::{Fate, Recorded, Visitor};
use crate::lines::Lines;
use crate::template::BadRow;
use goiso_queue::HallConfig;
use goiso_queue::command::IssueFor;
use goiso_queue::day::{moment_of, zone};
use goiso_queue::ids::{ClassCode, GroupCode};
use goiso_queue::ticket::{Care, Language};
use goiso_queue::time::{Moment, ServiceDay, TimeOfDay};
use jiff::civil::Date;
use serde::Deserialize;
use std::io::Read;
use std::path::Path;

/// Rows that are read, at most.
pub const ROWS_MAX: usize = 100_000;
/// Bytes of a file, at most: some hundred for each row.
pub const FILE_BYTES_MAX: u64 = 16 * 1024 * 1024;
/// Nobody is served or waits longer, in seconds.
const LONGEST_S: f64 = 24.0 * 3600.0;
/// From the seat to the counter, in milliseconds: recordings do not have it.
const WALK_MS: i64 = 5_000;
/// Minutes after midnight at which the hall opens whose day is recorded from its opening.
const OPENING_MINUTES: i64 = 7 * 60 + 30;

#[derive(Deserialize)]
struct Row {
    arrival: String,
    group: String,
    #[serde(default)]
    class: String,
    service_seconds: f64,
    #[serde(default)]
    leaves_after_seconds: Option<f64>,
}

/// When somebody came, as the file says it, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Arrival {
    FromOpening(i64),
    TimeOfDay(i64),
    Instant(i64),
}

impl Arrival {
    fn parse(text: &str) -> Option<Self> {
        if let Ok(seconds) = text.parse::<f64>() {
            return in_ms(seconds).map(Arrival::FromOpening);
        }
        if let Ok(instant) = text.parse::<jiff::Timestamp>() {
            return Some(Arrival::Instant(instant.as_millisecond()));
        }
        let mut parts = text.split(':');
        let (hour, minute, second) = (parts.next()?, parts.next()?, parts.next().unwrap_or("0"));
        let hour: i64 = hour.parse().ok().filter(|hour| (0..24).contains(hour))?;
        let minute: i64 = minute.parse().ok().filter(|minute| (0..60).contains(minute))?;
        let second: i64 = second.parse().ok().filter(|second| (0..60).contains(second))?;
        parts.next().is_none().then_some(Arrival::TimeOfDay(((hour * 60 + minute) * 60 + second) * 1000))
    }

    fn form(self) -> &'static str {
        match self {
            Arrival::FromOpening(_) => "seconds from opening",
            Arrival::TimeOfDay(_) => "a time of day",
            Arrival::Instant(_) => "an instant",
        }
    }

    fn on(self, midnight: Moment) -> Moment {
        match self {
            Arrival::FromOpening(ms) => Moment(midnight.0 + OPENING_MINUTES * 60_000 + ms),
            Arrival::TimeOfDay(ms) => Moment(midnight.0 + ms),
            Arrival::Instant(ms) => Moment(ms),
        }
    }
}

/// A recorded day, in order of arrival, with the hour at which its service day may turn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    /// The people.
    pub people: Vec<Recorded>,
    /// The full hour before the first of them, noon at the latest: a day that begins here holds them all.
    pub day_starts: TimeOfDay,
    /// The moment at which that service day begins.
    pub begins: Moment,
}

/// Why a recorded day cannot be replayed.
#[derive(Debug, thiserror::Error)]
pub enum BadDay {
    /// Rows that cannot be used; at most twenty are told.
    #[error("{}", rows.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Rows {
        /// In order of the file.
        rows: Vec<BadRow>,
    },
    /// Nobody came.
    #[error("the file has no rows; its columns are arrival,group,class,service_seconds")]
    Empty,
    /// More than [`ROWS_MAX`].
    #[error("the file has more than {ROWS_MAX} rows")]
    TooLong,
    /// More than one day.
    #[error("the arrivals do not fit one service day: {hours} hours from the first to the last")]
    NotOneDay {
        /// From the first to the last.
        hours: i64,
    },
}

/// Bad rows that are told.
const TOLD: usize = 20;

/// Reads the bytes of such a file.
///
/// # Errors
/// What cannot be opened or read, and what is larger than [`FILE_BYTES_MAX`].
pub fn bytes_of(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    std::fs::File::open(path)?.take(FILE_BYTES_MAX + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > FILE_BYTES_MAX {
        return Err(std::io::Error::other(format!("it is larger than {FILE_BYTES_MAX} bytes")));
    }
    Ok(bytes)
}

/// A day from the bytes of a file, for a hall of this configuration, on `date` where the file names no date.
///
/// # Errors
/// [`BadDay`], with the line of every bad row.
pub fn read_day(bytes: &[u8], config: &HallConfig, date: Date) -> Result<Day, BadDay> {
    let zone = zone(&config.time_zone).unwrap_or(jiff::tz::TimeZone::UTC);
    let midnight = moment_of(&zone, date, TimeOfDay::new(0, 0).expect("midnight is a time of day"));
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).flexible(true).from_reader(bytes);
    let mut lines = Lines::of(bytes);
    let mut people = Vec::new();
    let mut bad: Vec<BadRow> = Vec::new();
    let mut form = None;
    let header = reader.headers().cloned().unwrap_or_default();
    for (n, record) in reader.records().enumerate() {
        if n >= ROWS_MAX {
            return Err(BadDay::TooLong);
        }
        if bad.len() >= TOLD {
            break;
        }
        let line = match &record {
            Ok(record) => lines.at(record.position()),
            Err(wrong) => lines.at(wrong.position()),
        };
        let mut wrong =
            |column: &str, why: String| bad.push(BadRow { line, column: column.to_owned(), why, reason: None });
        let row = match record.and_then(|record| record.deserialize::<Row>(Some(&header))) {
            Ok(row) => row,
            Err(why) => {
                wrong("", words_of(&why));
                continue;
            }
        };
        let Some(arrival) = Arrival::parse(&row.arrival) else {
            wrong("arrival", format!("{:?} is not seconds from opening, HH:MM:SS or an instant", row.arrival));
            continue;
        };
        if form.is_some_and(|form| form != arrival.form()) {
            wrong("arrival", format!("{} among others; one form for the whole file", arrival.form()));
            continue;
        }
        form = Some(arrival.form());
        match visitor(&row, config) {
            Ok(visitor) => people.push(Recorded { at: arrival.on(midnight), visitor }),
            Err((column, why)) => wrong(column, why),
        }
    }
    if !bad.is_empty() {
        return Err(BadDay::Rows { rows: bad });
    }
    // Stable: people of one second stay in the order of the file.
    people.sort_by_key(|one| one.at);
    let (Some(first), Some(last)) = (people.first(), people.last()) else { return Err(BadDay::Empty) };
    let wall = jiff::Timestamp::from_millisecond(first.at.0).unwrap_or_default().to_zoned(zone.clone());
    let hour = u16::try_from(wall.hour()).unwrap_or(0).min(12);
    let day_starts = TimeOfDay::new(hour, 0).expect("an hour up to noon is a time of day");
    let date = wall.date();
    let starts = |date: Date| goiso_queue::day::day_start(&zone, day_starts, ServiceDay(date));
    let (begins, ends) = (starts(date), starts(date.tomorrow().unwrap_or(date)));
    if last.at >= ends {
        return Err(BadDay::NotOneDay { hours: last.at.ms_since(first.at) / 3_600_000 });
    }
    Ok(Day { people, day_starts, begins })
}

fn visitor(row: &Row, config: &HallConfig) -> Result<Visitor, (&'static str, String)> {
    let group: GroupCode = row.group.parse().map_err(|wrong| ("group", format!("{wrong}")))?;
    if config.group(group).is_none() {
        return Err(("group", format!("the hall has no group {group}")));
    }
    let class: ClassCode = if row.class.is_empty() {
        HallConfig::ordinary()
    } else {
        row.class.parse().map_err(|wrong| ("class", format!("{wrong}")))?
    };
    if class != HallConfig::ordinary() && config.class(&class).is_none() {
        return Err(("class", format!("the hall has no class {class}")));
    }
    let length = |column: &'static str, seconds: f64| {
        in_ms(seconds).ok_or_else(|| (column, format!("{seconds} is not a number of seconds from 0 to {LONGEST_S}")))
    };
    let serve_ms = length("service_seconds", row.service_seconds)?;
    let patience_ms = match row.leaves_after_seconds {
        Some(seconds) => Some(length("leaves_after_seconds", seconds)?),
        None => None,
    };
    Ok(Visitor {
        line: IssueFor::Group(group),
        class,
        care: Care::Usual,
        language: Language::Vi,
        dossiers: 1,
        walk_ms: WALK_MS,
        serve_ms,
        fate: Fate::Comes,
        patience_ms,
        rates: None,
    })
}

fn in_ms(seconds: f64) -> Option<i64> {
    #[allow(clippy::cast_possible_truncation)]
    (0.0..=LONGEST_S).contains(&seconds).then(|| (seconds * 1000.0).round() as i64)
}

fn words_of(wrong: &csv::Error) -> String {
    if let csv::ErrorKind::Deserialize { err, .. } = wrong.kind() { err.kind().to_string() } else { wrong.to_string() }
}

/// The latest Monday before today: the day of a recording that names none.
pub fn latest_monday(today: Date) -> Date {
    let back = i64::from(today.weekday().to_monday_zero_offset());
    let back = if back == 0 { 7 } else { back };
    today.checked_sub(jiff::Span::new().days(back)).unwrap_or(today)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::ward;
    use jiff::civil::date;

    const HEAD: &str = "arrival,group,class,service_seconds\n";

    fn read(text: &str) -> Result<Day, BadDay> {
        read_day(text.as_bytes(), &ward(), date(2026, 11, 23))
    }
    fn told(text: &str) -> Vec<(u64, String)> {
        match read(text) {
            Err(BadDay::Rows { rows }) => rows.into_iter().map(|row| (row.line, row.column)).collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_three_forms_of_an_arrival_name_the_same_moment() {
        for arrival in ["1800", "08:00:00", "8:00", "2026-11-23T08:00:00+07:00", "2026-11-23T01:00:00Z"] {
            let day = read(&format!("{HEAD}{arrival},A,,60\n")).expect(arrival);
            assert_eq!(day.people[0].at, super::super::stage::MORNING, "{arrival}");
        }
    }

    #[test]
    fn people_stand_in_order_of_arrival_with_what_the_file_says_of_them() {
        let day = read("group,arrival,service_seconds,class,leaves_after_seconds\nC,09:00:00,540,elderly,\nA,06:59:58,61.5,ordinary,300\n")
            .expect("columns in any order");
        let first = &day.people[0].visitor;
        assert_eq!((first.serve_ms, first.patience_ms), (61_500, Some(300_000)));
        assert_eq!(day.people[1].visitor.class.as_str(), "elderly");
        assert_eq!(day.day_starts.to_string(), "06:00");
        assert_eq!(day.begins.0, super::super::stage::MORNING.0 - 2 * 3_600_000);
    }

    #[test]
    fn bad_rows_are_told_with_line_and_column() {
        let text = format!(
            "{HEAD}08:00:00,A,,60\n08:00:61,A,,60\n08:01:00,E,,60\n08:02:00,A,kings,60\n08:03:00,A,,-1\n90,A,,60\n08:04:00,A,,soon\n08:05:00,A\n"
        );
        let expected =
            [(3, "arrival"), (4, "group"), (5, "class"), (6, "service_seconds"), (7, "arrival"), (8, ""), (9, "")];
        assert_eq!(told(&text), expected.map(|(line, column)| (line, column.to_owned())));
    }

    #[test]
    fn a_file_without_people_or_with_two_days_is_refused() {
        assert!(matches!(read(HEAD), Err(BadDay::Empty)));
        let two = format!("{HEAD}2026-11-23T08:00:00Z,A,,60\n2026-11-24T09:00:00Z,A,,60\n");
        assert!(matches!(read(&two), Err(BadDay::NotOneDay { hours: 25 })));
    }

    #[test]
    fn the_day_of_a_recording_without_a_date_is_past() {
        assert_eq!(latest_monday(date(2026, 11, 23)), date(2026, 11, 16));
        assert_eq!(latest_monday(date(2026, 11, 24)), date(2026, 11, 23));
        assert_eq!(latest_monday(date(2026, 11, 29)), date(2026, 11, 23));
    }
}
