//! Proving a log: its chain, its numbers, and that the views are its fold. Nothing is written.

use crate::chain::{START, hex};
use crate::encode::{HallRow, RawEvent, day, new_epoch};
use crate::error::{OpenError, StoreError};
use crate::fold::Fold;
use crate::postgres::{self, Pg};
use crate::replay::{CHUNK, DayFold, Replay};
use crate::rows::{LegRow, TicketRow};
use crate::sqlite::{self, Sqlite};
use crate::statistics::{Cube, Figures, OF_DAY, OF_MONTH, Piece, Sums, month_of, sum_of_lines};
use crate::store::Target;
use goiso_queue::time::ServiceDay;
use goiso_queue::{HallId, TicketId};
use rusqlite::Connection;
use sqlx::{Postgres, Row, Transaction, query};
use std::collections::BTreeMap;
use std::fmt;

/// Findings are listed up to here; a log that is wrong everywhere needs no longer list.
const FINDINGS_AT_MOST: usize = 1_000;
/// After every day.
const END_OF_DAYS: &str = "~";

/// Why rebuild or verify could not run.
#[derive(Debug, thiserror::Error)]
pub enum ToolError {
    /// The database could not be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// It could not be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Something that does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// In which hall; none if it is about the database.
    pub hall: Option<String>,
    /// At which event, if it is about one.
    pub seq: Option<u64>,
    /// What.
    pub what: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(hall) = &self.hall {
            write!(f, "hall {hall}")?;
            if let Some(seq) = self.seq {
                write!(f, ", event {seq}")?;
            }
            f.write_str(": ")?;
        }
        f.write_str(&self.what)
    }
}

/// A hall that was read through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedHall {
    /// Which.
    pub hall: HallId,
    /// Events read.
    pub events: u64,
    /// The chain's last hash, hex: compare it with one that was kept elsewhere.
    pub head: String,
}

/// What verify found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VerifyReport {
    /// Every hall.
    pub halls: Vec<VerifiedHall>,
    /// What does not fit; nothing if all is well.
    pub findings: Vec<Finding>,
}

impl VerifyReport {
    /// Whether nothing was found.
    pub fn is_sound(&self) -> bool {
        self.findings.is_empty()
    }
    fn note(&mut self, hall: &str, seq: Option<u64>, what: String) {
        if self.findings.len() < FINDINGS_AT_MOST {
            let hall = if hall.is_empty() { None } else { Some(hall.to_owned()) };
            self.findings.push(Finding { hall, seq, what });
        }
    }
}

/// Reads every log from its first event, on a stopped hall or a copy (SQLite) or on the live database (PostgreSQL).
pub async fn verify(target: &Target) -> Result<VerifyReport, ToolError> {
    let mut report = VerifyReport::default();
    match target {
        Target::Sqlite(path) => {
            let (db, _lock) = Sqlite::to_read(path)?;
            let verdict: String =
                db.query_row("PRAGMA integrity_check(10)", [], |row| row.get(0)).map_err(StoreError::from)?;
            if verdict != "ok" {
                report.note("", None, format!("the file is damaged: {verdict}"));
            }
            for (hall, noted) in sqlite::noted_heads(path) {
                let ahead = matches!(&hall.parse::<HallId>(), Ok(id) if sqlite::rows::hall(&db, id)?.is_none_or(|row| row.seq < noted.seq));
                if ahead {
                    report.note(&hall, None, format!("the head noted beside the file is further: {}", noted.seq));
                }
            }
            Source::Sqlite(db).verify(&mut report).await?;
        }
        Target::Postgres(url) => {
            let pg = Pg::open(url).await?;
            let mut moment = pg.snapshot().await?;
            query("SET LOCAL statement_timeout = 0").execute(&mut *moment).await.map_err(StoreError::from)?;
            Source::Postgres(moment).verify(&mut report).await?;
            pg.close().await;
        }
    }
    Ok(report)
}

/// Where rows are read from, all of one moment.
enum Source {
    Sqlite(Connection),
    Postgres(Transaction<'static, Postgres>),
}

/// Figures as they stand in rows: (period, piece).
type Statistics = BTreeMap<(ServiceDay, Piece), Vec<u8>>;

impl Source {
    async fn verify(mut self, report: &mut VerifyReport) -> Result<(), StoreError> {
        let halls = match self.halls().await {
            Ok(halls) => halls,
            Err(StoreError::Unreadable { what, why }) => {
                report.note("", None, format!("{what}: {why}"));
                return Ok(());
            }
            Err(error) => return Err(error),
        };
        for row in halls {
            self.verify_hall(row, report).await?;
        }
        for (table, hall) in self.strays().await? {
            report.note(&hall, None, format!("there are rows in {table}, but no such hall"));
        }
        Ok(())
    }

    async fn verify_hall(&mut self, row: HallRow, report: &mut VerifyReport) -> Result<(), StoreError> {
        let name = row.hall.as_str();
        let mut replay: Option<Replay> = None;
        let mut hash = START;
        let mut seq = 0;
        let mut read = 0;
        let mut last_day = String::new();
        let mut months = Months::default();
        loop {
            let events = match self.events(name, seq).await {
                Ok(events) => events,
                Err(StoreError::Unreadable { what, why }) => {
                    report.note(name, Some(seq + 1), format!("{what}: {why}"));
                    break;
                }
                Err(error) => return Err(error),
            };
            if events.is_empty() {
                break;
            }
            for raw in events {
                read += 1;
                if raw.seq != seq + 1 {
                    report.note(name, Some(seq + 1), format!("missing: the next is {}", raw.seq));
                }
                if raw.link(name).hash(&hash) != raw.hash {
                    report.note(name, Some(raw.seq), "the event or its predecessor is not what was written".to_owned());
                }
                (seq, hash) = (raw.seq, raw.hash);
                let replay = replay
                    .get_or_insert_with(|| Replay::new(row.hall.clone(), crate::position::Epoch(raw.epoch.clone())));
                let epoch_before = replay.row.epoch.0.clone();
                match replay.step(&raw) {
                    Ok(Some(mut day)) => {
                        let whole = sum_of_lines(&day.fold.statistics);
                        for (key, figures) in whole {
                            day.fold.statistics.entry(key).or_default().add(&figures);
                        }
                        self.compare_views(name, &mut last_day, &day, report).await?;
                        if let Some(month) = months.next(&day) {
                            self.compare_months(name, &mut months.last, month, report).await?;
                        }
                        months.add(&day);
                    }
                    Ok(None) => {}
                    Err(error) => report.note(name, Some(raw.seq), error.to_string()),
                }
                if raw.epoch != epoch_before && !begins(&raw, &row.hall) {
                    report.note(name, Some(raw.seq), format!("epoch {} begins without epoch_started", raw.epoch));
                }
            }
        }
        let mut replay = replay.unwrap_or_else(|| Replay::new(row.hall.clone(), row.epoch.clone()));
        let day = replay.finish();
        self.compare_views(name, &mut last_day, &day, report).await?;
        let rest = DayFold { day: END_OF_DAYS.to_owned(), fold: Fold::default() };
        self.compare_views(name, &mut last_day, &rest, report).await?;
        let month = std::mem::take(&mut months.sums);
        self.compare_months(name, &mut months.last, (END_OF_DAYS.to_owned(), month), report).await?;
        let expected = HallRow { renew: row.renew.clone(), ..replay.row };
        if expected != row {
            let what = format!(
                "the hall's row says {}/{} {} day {:?} from {}, the log {}/{} {} day {:?} from {}",
                row.epoch,
                row.seq,
                hex(&row.head_hash),
                row.day,
                row.day_seq,
                expected.epoch,
                expected.seq,
                hex(&expected.head_hash),
                expected.day,
                expected.day_seq
            );
            report.note(name, None, what);
        }
        report.halls.push(VerifiedHall { hall: row.hall, events: read, head: hex(&hash) });
        Ok(())
    }

    /// Compares the rows after `last_day` up to and with this day; moves `last_day` on.
    async fn compare_views(
        &mut self,
        hall: &str,
        last_day: &mut String,
        expected: &DayFold,
        report: &mut VerifyReport,
    ) -> Result<(), StoreError> {
        // A day's successor in the order of texts.
        let from = if last_day.is_empty() { String::new() } else { format!("{last_day}!") };
        let found = async {
            Ok::<_, StoreError>((
                self.tickets(hall, &from, &expected.day).await?,
                self.legs(hall, &from, &expected.day).await?,
                self.statistics(hall, OF_DAY, &from, &expected.day).await?,
            ))
        };
        match found.await {
            Ok((tickets, legs, statistics)) => {
                let tickets: BTreeMap<TicketId, TicketRow> = tickets.into_iter().map(|row| (row.ticket, row)).collect();
                let legs: BTreeMap<(TicketId, u16), LegRow> =
                    legs.into_iter().map(|row| ((row.ticket, row.leg), row)).collect();
                differences(hall, "ticket", &expected.fold.tickets, &tickets, report);
                differences(hall, "leg", &expected.fold.legs, &legs, report);
                differences(hall, "statistic of", &in_rows(&expected.fold.statistics), &statistics, report);
                identity(hall, &tickets, &statistics, report);
            }
            Err(StoreError::Unreadable { what, why }) => {
                report.note(hall, None, format!("views up to {}: {what}: {why}", expected.day));
            }
            Err(error) => return Err(error),
        }
        last_day.clone_from(&expected.day);
        Ok(())
    }

    /// Compares the rows of months after `last` up to and with this one; moves `last` on.
    async fn compare_months(
        &mut self,
        hall: &str,
        last: &mut String,
        (month, sums): (String, Sums),
        report: &mut VerifyReport,
    ) -> Result<(), StoreError> {
        let from = if last.is_empty() { String::new() } else { format!("{last}!") };
        match self.statistics(hall, OF_MONTH, &from, &month).await {
            Ok(found) => differences(hall, "statistic of the month", &in_rows(&sums), &found, report),
            Err(StoreError::Unreadable { what, why }) => {
                report.note(hall, None, format!("months up to {month}: {what}: {why}"));
            }
            Err(error) => return Err(error),
        }
        *last = month;
        Ok(())
    }

    async fn halls(&mut self) -> Result<Vec<HallRow>, StoreError> {
        match self {
            Source::Sqlite(db) => sqlite::rows::halls(db),
            Source::Postgres(db) => postgres::rows::halls(db).await,
        }
    }
    async fn events(&mut self, hall: &str, after: u64) -> Result<Vec<RawEvent>, StoreError> {
        match self {
            Source::Sqlite(db) => sqlite::rows::events(db, hall, None, after, CHUNK),
            Source::Postgres(db) => postgres::rows::events(db, hall, None, after, CHUNK).await,
        }
    }
    async fn tickets(&mut self, hall: &str, from: &str, to: &str) -> Result<Vec<TicketRow>, StoreError> {
        match self {
            Source::Sqlite(db) => sqlite::rows::tickets(db, hall, from, to),
            Source::Postgres(db) => postgres::rows::tickets(db, hall, from, to).await,
        }
    }
    async fn legs(&mut self, hall: &str, from: &str, to: &str) -> Result<Vec<LegRow>, StoreError> {
        match self {
            Source::Sqlite(db) => sqlite::rows::legs(db, hall, from, to),
            Source::Postgres(db) => postgres::rows::legs(db, hall, from, to).await,
        }
    }
    async fn statistics(&mut self, hall: &str, scale: &str, from: &str, to: &str) -> Result<Statistics, StoreError> {
        let mut found = Statistics::new();
        for cube in Cube::ALL {
            let take = |period: &str, piece: &str, figures: &[u8]| {
                found.insert((day(period)?, Piece::of_text(cube, piece)?), figures.to_vec());
                Ok(())
            };
            match self {
                Source::Sqlite(db) => sqlite::statistics::each(db, hall, scale, cube, from, to, take)?,
                Source::Postgres(db) => postgres::statistics::each(db, hall, scale, cube, (from, to), take).await?,
            }
        }
        Ok(found)
    }
    /// Tables with rows of halls that do not exist.
    async fn strays(&mut self) -> Result<Vec<(String, String)>, StoreError> {
        match self {
            Source::Sqlite(db) => {
                let mut statement = db.prepare(sqlite::sql::STRAYS)?;
                sqlite::rows::collect(statement.query([])?, |row| Ok((row.get(0)?, row.get(1)?)))
            }
            Source::Postgres(db) => {
                let rows = query(postgres::sql::STRAYS).fetch_all(&mut **db).await?;
                rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
            }
        }
    }
}

fn begins(raw: &RawEvent, hall: &HallId) -> bool {
    raw.event(hall).is_ok_and(|event| new_epoch(&event.fact) == Some(raw.epoch.as_str()))
}

fn differences<K: Ord + fmt::Debug, V: PartialEq + fmt::Debug>(
    hall: &str,
    table: &str,
    expected: &BTreeMap<K, V>,
    found: &BTreeMap<K, V>,
    report: &mut VerifyReport,
) {
    for (key, row) in expected {
        match found.get(key) {
            None => report.note(hall, None, format!("{table} {key:?} is missing")),
            Some(other) if other != row => {
                report.note(hall, None, format!("{table} {key:?} is {other:?}, the log says {row:?}"));
            }
            Some(_) => {}
        }
    }
    for key in found.keys().filter(|key| !expected.contains_key(key)) {
        report.note(hall, None, format!("{table} {key:?} is not from the log"));
    }
}

/// Figures as the bytes of rows; where nothing is counted there is no row.
fn in_rows(figures: &Sums) -> Statistics {
    let counted = figures.iter().filter(|(_, figures)| !figures.is_empty());
    counted.map(|(key, figures)| (key.clone(), figures.to_bytes())).collect()
}

/// The finished days of a month added up, a month at a time.
#[derive(Default)]
struct Months {
    /// The month that was compared last.
    last: String,
    sums: Sums,
}

impl Months {
    /// The month before this day's, if the day is the first of another.
    fn next(&mut self, day: &DayFold) -> Option<(String, Sums)> {
        let (known, _) = self.sums.keys().next()?;
        let known = *known;
        let new = self::day(&day.day).ok().map(month_of)?;
        (new != known).then(|| (known.to_string(), std::mem::take(&mut self.sums)))
    }

    fn add(&mut self, day: &DayFold) {
        for ((day, piece), figures) in &day.fold.statistics {
            self.sums.entry((month_of(*day), piece.clone())).or_default().add(figures);
        }
    }
}

/// issued = served + no_show + left + cancelled + expired + open, with what is open counted on the tickets themselves.
fn identity(hall: &str, tickets: &BTreeMap<TicketId, TicketRow>, statistics: &Statistics, report: &mut VerifyReport) {
    let mut open: BTreeMap<(ServiceDay, Piece), i64> = BTreeMap::new();
    for row in tickets.values().filter(|row| row.state != "done") {
        let line = Piece::Line { group: row.series, class: row.class.clone() };
        *open.entry((row.day, line)).or_default() += 1;
    }
    for (key, bytes) in statistics.iter().filter(|((_, piece), _)| piece.cube() == Cube::Line) {
        let mut figures = Figures::default();
        let on_tickets = open.remove(key).unwrap_or(0);
        // Bytes that cannot be read differ from those that the log says, and were noted.
        if figures.add_bytes(bytes).is_ok() && figures.open() != on_tickets {
            let (day, piece) = key;
            let what = format!("{day} {piece:?}: the figures leave {} open, the tickets {on_tickets}", figures.open());
            report.note(hall, None, what);
        }
    }
    for ((day, piece), on_tickets) in open {
        report.note(hall, None, format!("{day} {piece:?}: {on_tickets} open tickets are not counted"));
    }
}
