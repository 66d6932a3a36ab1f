//! The file of another queue system as rows: who took which number, when they were called, and how it ended.

use super::reason::{Reason, shown};
use crate::lines::Lines;
use anyhow::{Context, bail, ensure};
use goiso_queue::day::{day_under, zone_of};
use goiso_queue::time::ServiceDay;
use goiso_queue::{ClassCode, CounterNo, GroupCode, HallConfig, Moment, TicketNumber};
use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, TimeZone};
use std::io::Read;
use std::path::Path;

/// Bytes of a file, at most; longer histories come in several files, the earliest first.
pub const FILE_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// Bytes of a row, at most.
pub const ROW_BYTES_MAX: usize = 4 * 1024;
/// Rows of a file, at most.
pub const ROWS_MAX: usize = 1_000_000;
/// No row is of an earlier year: what is older is a slip of the pen or a clock that was never set.
const EARLIEST_YEAR: i16 = 2000;

/// A column that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// The label.
    Ticket,
    /// The group's letter.
    Group,
    /// The priority class.
    Class,
    /// When the number was taken.
    Issued,
    /// When it was called first.
    Called,
    /// Where to.
    Counter,
    /// When service began.
    Started,
    /// When it was over.
    Finished,
    /// How it ended.
    Outcome,
}

/// The columns with their names in the header.
pub(super) const COLUMNS: [(Column, &str); 9] = [
    (Column::Ticket, "ticket"),
    (Column::Group, "group"),
    (Column::Class, "class"),
    (Column::Issued, "issued"),
    (Column::Called, "called"),
    (Column::Counter, "counter"),
    (Column::Started, "started"),
    (Column::Finished, "finished"),
    (Column::Outcome, "outcome"),
];

/// How a ticket of another system ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// Served.
    Served,
    /// Called, and nobody came.
    NoShow,
    /// The citizen went.
    Left,
    /// Staff took it back.
    Cancelled,
}

/// A call and what followed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Called {
    /// When.
    pub at: Moment,
    /// Where to.
    pub counter: CounterNo,
    /// When service began, if that was recorded.
    pub started: Option<Moment>,
}

/// A row that makes sense by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its line in the file, from 1.
    pub line: u64,
    /// Its service day.
    pub day: ServiceDay,
    /// The line it stood in.
    pub group: GroupCode,
    /// The number in that series.
    pub number: TicketNumber,
    /// The priority class.
    pub class: ClassCode,
    /// When the number was taken.
    pub issued: Moment,
    /// The call, if there was one.
    pub called: Option<Called>,
    /// When it was over.
    pub ended: Moment,
    /// How.
    pub ending: Ending,
}

/// A file that was read.
#[derive(Debug, Default)]
pub struct File {
    /// Rows of the file, bad ones included.
    pub total: usize,
    /// Rows that make sense, in order of the file.
    pub rows: Vec<Row>,
    /// Those that do not.
    pub bad: Vec<(u64, Reason)>,
    /// Columns that nobody reads.
    pub passed_over: Vec<String>,
}

/// Reads a file for a hall of this configuration.
///
/// # Errors
/// What makes the file as a whole no history: too large, not UTF-8, a column missing or there twice.
pub fn read(path: &Path, config: &HallConfig) -> anyhow::Result<File> {
    let cannot = || format!("{} cannot be read", path.display());
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).with_context(cannot)?;
    file.take(FILE_BYTES_MAX + 1).read_to_end(&mut bytes).with_context(cannot)?;
    ensure!(
        bytes.len() as u64 <= FILE_BYTES_MAX,
        "{} is larger than {FILE_BYTES_MAX} bytes; cut it into several, the earliest days first",
        path.display()
    );
    parse(&bytes, config).with_context(|| path.display().to_string())
}

fn parse(bytes: &[u8], config: &HallConfig) -> anyhow::Result<File> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    ensure!(
        !bytes.starts_with(b"\xff\xfe") && !bytes.starts_with(b"\xfe\xff"),
        "the file is UTF-16; save it as CSV in UTF-8"
    );
    let head = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let times = |mark: u8| head.iter().filter(|byte| **byte == mark).count();
    let delimiter = if times(b';') > times(b',') { b';' } else { b',' };
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(bytes);
    let header = reader.byte_headers().context("the file has no header")?.clone();
    let mut file = File::default();
    let places = places(&header, &mut file)?;
    let reading = Reading { config, zone: zone_of(config), width: header.len(), places };
    let mut record = csv::ByteRecord::new();
    let mut lines = Lines::of(bytes);
    while reader.read_byte_record(&mut record)? {
        file.total += 1;
        ensure!(file.total <= ROWS_MAX, "the file has more than {ROWS_MAX} rows; cut it into several");
        let line = lines.at(record.position());
        match reading.row(line, &record) {
            Ok(row) => file.rows.push(row),
            Err(reason) => file.bad.push((line, reason)),
        }
    }
    Ok(file)
}

/// Where each column stands, in the order of [`COLUMNS`].
type Places = [Option<usize>; COLUMNS.len()];

fn places(header: &csv::ByteRecord, file: &mut File) -> anyhow::Result<Places> {
    let mut places = Places::default();
    for (place, cell) in header.iter().enumerate() {
        let name = std::str::from_utf8(cell).context("the header is not UTF-8")?.trim().to_lowercase();
        match COLUMNS.iter().position(|(_, known)| *known == name) {
            Some(column) => {
                ensure!(places[column].is_none(), "the header has the column {name} twice");
                places[column] = Some(place);
            }
            None => file.passed_over.push(shown(&name).into_string()),
        }
    }
    for ((column, name), place) in COLUMNS.iter().zip(&places) {
        if place.is_none() && *column != Column::Class {
            let all = COLUMNS.map(|(_, name)| name).join(", ");
            bail!("the header has no column {name}; the columns are {all}");
        }
    }
    Ok(places)
}

struct Reading<'c> {
    config: &'c HallConfig,
    zone: TimeZone,
    width: usize,
    places: Places,
}

/// The cells of a row by column.
struct Cells<'r>([&'r str; COLUMNS.len()]);

impl<'r> Cells<'r> {
    fn of(&self, wanted: Column) -> &'r str {
        let cells = COLUMNS.iter().zip(&self.0);
        cells.filter(|((column, _), _)| *column == wanted).map(|(_, cell)| *cell).next().unwrap_or_default()
    }
}

impl Reading<'_> {
    fn row(&self, line: u64, record: &csv::ByteRecord) -> Result<Row, Reason> {
        if record.as_slice().len() > ROW_BYTES_MAX {
            return Err(Reason::RowTooLong);
        }
        if record.len() != self.width {
            return Err(Reason::WrongWidth { cells: record.len() });
        }
        let mut cells = Cells([""; COLUMNS.len()]);
        for (cell, place) in cells.0.iter_mut().zip(&self.places) {
            let bytes = place.and_then(|place| record.get(place)).unwrap_or_default();
            *cell = std::str::from_utf8(bytes).map_err(|_| Reason::NotUtf8)?.trim();
        }
        let text = cells.of(Column::Group);
        let group = text.parse().ok().filter(|code| self.config.group(*code).is_some());
        let group: GroupCode = group.ok_or_else(|| Reason::UnknownGroup { text: shown(text) })?;
        let text = cells.of(Column::Ticket);
        let number = number_of(text, group).ok_or_else(|| Reason::BadTicket { text: shown(text) })?;
        let class = self.class(cells.of(Column::Class))?;
        let issued = self.moment(&cells, Column::Issued)?.ok_or(Reason::Missing { column: Column::Issued })?;
        let called = self.moment(&cells, Column::Called)?;
        let counter = self.counter(cells.of(Column::Counter))?;
        let started = self.moment(&cells, Column::Started)?;
        let finished = self.moment(&cells, Column::Finished)?;
        let ending = ending_of(cells.of(Column::Outcome))?;
        let called = match (called, counter) {
            (Some(at), Some(counter)) => Some(Called { at, counter, started }),
            (None, None) => None,
            (Some(_), None) => return Err(Reason::Missing { column: Column::Counter }),
            (None, Some(_)) => return Err(Reason::Missing { column: Column::Called }),
        };
        let ended = match (ending, &called, finished) {
            (Ending::Served | Ending::NoShow, None, _) => return Err(Reason::Missing { column: Column::Called }),
            // When nobody came, not every system writes down when that was given up.
            (Ending::NoShow, Some(called), None) => called.at,
            (Ending::Served | Ending::Left | Ending::Cancelled, _, None) => {
                return Err(Reason::Missing { column: Column::Finished });
            }
            (Ending::Served | Ending::NoShow | Ending::Left | Ending::Cancelled, _, Some(finished)) => finished,
        };
        match ending {
            Ending::Served => {}
            Ending::NoShow | Ending::Left | Ending::Cancelled if started.is_some() => {
                return Err(Reason::StartedNotServed);
            }
            Ending::NoShow | Ending::Left | Ending::Cancelled => {}
        }
        let order = [Some(issued), called.as_ref().map(|called| called.at), started, Some(ended)];
        if !order.iter().flatten().is_sorted() {
            return Err(Reason::TimesBackwards);
        }
        let day = day_under(self.config, issued);
        if day_under(self.config, ended) != day {
            return Err(Reason::NotOneDay);
        }
        Ok(Row { line, day, group, number, class, issued, called, ended, ending })
    }

    fn class(&self, text: &str) -> Result<ClassCode, Reason> {
        if text.is_empty() {
            return Ok(HallConfig::ordinary());
        }
        let known = |code: &ClassCode| *code == HallConfig::ordinary() || self.config.class(code).is_some();
        text.parse().ok().filter(known).ok_or_else(|| Reason::UnknownClass { text: shown(text) })
    }

    fn counter(&self, text: &str) -> Result<Option<CounterNo>, Reason> {
        if text.is_empty() {
            return Ok(None);
        }
        let known = text.parse().ok().filter(|number| self.config.counter(number).is_some());
        known.map(Some).ok_or_else(|| Reason::UnknownCounter { text: shown(text) })
    }

    /// A local time of the hall, or RFC 3339. None where the cell is empty.
    fn moment(&self, cells: &Cells<'_>, column: Column) -> Result<Option<Moment>, Reason> {
        let text = cells.of(column);
        if text.is_empty() {
            return Ok(None);
        }
        let bad = || Reason::BadTime { column, text: shown(text) };
        let at = match text.parse::<jiff::Timestamp>() {
            Ok(at) => at,
            Err(_) => {
                let local = ["%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S"];
                let wall = local.iter().find_map(|form| DateTime::strptime(form, text).ok()).ok_or_else(bad)?;
                let ambiguous = self.zone.to_ambiguous_timestamp(wall);
                match ambiguous.offset() {
                    AmbiguousOffset::Unambiguous { offset } => offset.to_timestamp(wall).map_err(|_| bad())?,
                    AmbiguousOffset::Gap { .. } => return Err(Reason::TimeSkipped { column, text: shown(text) }),
                    AmbiguousOffset::Fold { .. } => return Err(Reason::TimeDoubled { column, text: shown(text) }),
                }
            }
        };
        if at.to_zoned(TimeZone::UTC).year() < EARLIEST_YEAR {
            return Err(bad());
        }
        Ok(Some(Moment(at.as_millisecond())))
    }
}

fn ending_of(text: &str) -> Result<Ending, Reason> {
    match text {
        "served" => Ok(Ending::Served),
        "no_show" => Ok(Ending::NoShow),
        "left" => Ok(Ending::Left),
        "cancelled" => Ok(Ending::Cancelled),
        "" => Err(Reason::Missing { column: Column::Outcome }),
        _ => Err(Reason::BadOutcome { text: shown(text) }),
    }
}

/// `A017`, `A-17` and `17` are the same number of series A.
fn number_of(text: &str, group: GroupCode) -> Option<TicketNumber> {
    let digits = text.strip_prefix(group.letter()).map_or(text, |rest| rest.strip_prefix('-').unwrap_or(rest));
    let plain = (1..=8).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    let number = digits.parse().ok().filter(|_| plain)?;
    (1..=TicketNumber::LAST.0).contains(&number).then_some(TicketNumber(number))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::ward;

    const HEAD: &str = "ticket,group,class,issued,called,counter,started,finished,outcome\n";

    fn file(text: &str) -> File {
        parse(text.as_bytes(), &ward()).expect("a history")
    }
    fn code_of(row: &str) -> &'static str {
        let read = file(&format!("{HEAD}{row}\n"));
        assert_eq!((read.total, read.rows.len()), (1, 0), "{row}");
        assert_eq!(read.bad[0].0, 2);
        read.bad[0].1.code()
    }
    fn berlin() -> HallConfig {
        HallConfig { time_zone: "Europe/Berlin".to_owned(), ..ward() }
    }

    #[test]
    fn columns_stand_in_any_order_with_either_mark_and_either_beginning() {
        let semicolons = "\u{feff}Outcome;officer;finished;STARTED;counter;called;issued;group;ticket\r\nserved;Lan;2026-11-23 08:20:00;2026-11-23T08:11:30;1;2026-11-23 08:10:00;2026-11-23T08:05:10+07:00;A;A017\r\n";
        let read = file(semicolons);
        assert_eq!(read.bad, []);
        assert_eq!(read.passed_over, ["officer"]);
        let [row] = read.rows.as_slice() else { panic!("{:?}", read.rows) };
        assert_eq!((row.line, row.number, row.class.as_str()), (2, TicketNumber(17), "ordinary"));
        let called = row.called.as_ref().expect("a call");
        assert_eq!(called.at.ms_since(row.issued), 290_000);
        assert_eq!(called.started.map(|at| at.ms_since(called.at)), Some(90_000));
        assert_eq!((row.ending, row.ended.ms_since(row.issued)), (Ending::Served, 890_000));
    }

    #[test]
    fn each_bad_row_has_its_own_code() {
        let long = format!("A001,A,,\"{}\",,,,,served", "x".repeat(ROW_BYTES_MAX));
        let table = [
            ("A001,A,,2026-11-23 08:00:00,2026-11-23 08:01:00,1,,2026-11-23 08:02:00", "wrong_width"),
            (long.as_str(), "row_too_long"),
            ("B001,A,,2026-11-23 08:00:00,,,,2026-11-23 08:02:00,left", "bad_ticket"),
            ("A0,A,,2026-11-23 08:00:00,,,,2026-11-23 08:02:00,left", "bad_ticket"),
            ("A10000,A,,2026-11-23 08:00:00,,,,2026-11-23 08:02:00,left", "bad_ticket"),
            ("A1,Z,,2026-11-23 08:00:00,,,,2026-11-23 08:02:00,left", "unknown_group"),
            ("A1,A,kings,2026-11-23 08:00:00,,,,2026-11-23 08:02:00,left", "unknown_class"),
            ("A1,A,,2026-11-23 08:00:00,2026-11-23 08:01:00,999,,2026-11-23 08:02:00,served", "unknown_counter"),
            ("A1,A,,2026-11-23,,,,2026-11-23 08:02:00,left", "bad_time"),
            ("A1,A,,2026-02-30 08:00:00,,,,2026-11-23 08:02:00,left", "bad_time"),
            ("A1,A,,1970-01-01 08:00:00,,,,1970-01-01 08:02:00,left", "bad_time"),
            ("A1,A,,,,,,2026-11-23 08:02:00,left", "missing"),
            ("A1,A,,2026-11-23 08:00:00,,,,,left", "missing"),
            ("A1,A,,2026-11-23 08:00:00,,,,2026-11-23 08:02:00,served", "missing"),
            ("A1,A,,2026-11-23 08:00:00,2026-11-23 08:01:00,,,2026-11-23 08:02:00,served", "missing"),
            ("A1,A,,2026-11-23 08:00:00,,1,,2026-11-23 08:02:00,left", "missing"),
            ("A1,A,,2026-11-23 08:00:00,2026-11-23 08:01:00,1,,,served", "missing"),
            ("A1,A,,2026-11-23 08:00:00,,,,2026-11-23 08:02:00,", "missing"),
            ("A1,A,,2026-11-23 08:00:00,,,,2026-11-23 08:02:00,gone", "bad_outcome"),
            ("A1,A,,2026-11-23 08:03:00,,,,2026-11-23 08:02:00,left", "times_backwards"),
            (
                "A1,A,,2026-11-23 08:00:00,2026-11-23 08:02:00,1,2026-11-23 08:01:00,2026-11-23 08:03:00,served",
                "times_backwards",
            ),
            (
                "A1,A,,2026-11-23 08:00:00,2026-11-23 08:01:00,1,2026-11-23 08:02:00,2026-11-23 08:03:00,left",
                "started_not_served",
            ),
            ("A1,A,,2026-11-23 23:59:00,,,,2026-11-24 03:00:00,left", "not_one_day"),
        ];
        for (row, code) in table {
            assert_eq!(code_of(row), code, "{row}");
        }
        let mut bytes = HEAD.as_bytes().to_vec();
        bytes.extend_from_slice(b"A\xff,A,,2026-11-23 08:00:00,,,,2026-11-23 08:02:00,left\n");
        assert_eq!(parse(&bytes, &ward()).expect("a history").bad, [(2, Reason::NotUtf8)]);
        // The night until the day turns belongs to the day.
        let late = format!("{HEAD}A1,A,,2026-11-23 23:59:00,,,,2026-11-24 02:59:59,left\n");
        assert_eq!(file(&late).rows[0].day.to_string(), "2026-11-23");
    }

    #[test]
    fn lines_are_those_of_the_file_also_after_a_cell_of_two_lines() {
        let text = format!(
            "{HEAD}\"A\n1\",A,,2026-11-23 08:00:00,,,,2026-11-23 08:02:00,left\n\nA2,A,,x,,,,2026-11-23 08:02:00,left\n"
        );
        for text in [text.clone(), text.replace('\n', "\r\n"), text.replace('\n', "\r")] {
            let lines: Vec<(u64, &str)> = file(&text).bad.iter().map(|(line, reason)| (*line, reason.code())).collect();
            assert_eq!(lines, [(2, "bad_ticket"), (5, "bad_time")], "{text:?}");
        }
    }

    #[test]
    fn a_time_that_the_clocks_skipped_or_doubled_is_told_apart_and_an_offset_settles_it() {
        let row = |issued: &str| format!("{HEAD}A1,A,,{issued},,,,2026-10-25T20:00:00+01:00,left\n");
        let of = |issued: &str| parse(row(issued).as_bytes(), &berlin()).expect("a history");
        assert_eq!(of("2026-10-25 02:30:00").bad[0].1.code(), "time_doubled");
        assert_eq!(of("2026-03-29 02:30:00").bad[0].1.code(), "time_skipped");
        let (summer, winter) = (of("2026-10-25T03:30:00+02:00"), of("2026-10-25T03:30:00+01:00"));
        // 03:30 of summer is 02:30 of winter, before the day turns at 03:00.
        assert_eq!(summer.bad[0].1.code(), "not_one_day");
        assert_eq!(winter.rows.len(), 1);
    }

    #[test]
    fn a_file_that_is_no_history_is_refused_as_a_whole() {
        let why = |bytes: &[u8]| format!("{:#}", parse(bytes, &ward()).expect_err("no history"));
        assert!(why(b"").contains("no column ticket"));
        assert!(why(b"ticket,group,issued,called,counter,started,finished\n").contains("no column outcome"));
        assert!(why(b"ticket,ticket,group\n").contains("twice"));
        assert!(why(b"\xff\xfet\0i\0").contains("UTF-16"));
    }
}
