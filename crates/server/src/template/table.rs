//! The tables of a hall as CSV, for those who keep theirs in a spreadsheet.
//!
//! The first row names the columns and thereby the table; columns may stand in any order, those marked ? may be left
//! out, and `;` may stand for `,` (as spreadsheets write it in Vietnamese). A row with the code of an entry changes
//! it, and what its columns do not name stays; another code adds one, nothing is removed.
//!
//! ```text
//! groups    code, name_vi, name_en?, daily_cap?, service_minutes?, icon?
//! services  code, group, name_vi, name_en?, daily_cap?, papers?, papers_en?       papers with | between them
//! counters  number, zone, groups, name_vi?, name_en?, helps_after_minutes?        groups as "A C": the preferred first
//! ```

use super::import::{BadImport, BadRow, Reason, bounded};
use crate::lines::Lines;
use goiso_queue::HallConfig;
use goiso_queue::config::{Counter, Service, ServiceGroup, Text};
use goiso_queue::time::Seconds;
use serde::Serialize;
use std::str::FromStr;
use utoipa::ToSchema;

/// A name on screens may not be longer, in characters.
const NAME_MAX: usize = 60;
/// Between the papers of a service.
const BETWEEN_PAPERS: char = '|';

/// A table of a hall.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Table {
    /// Service groups.
    Groups,
    /// Procedures.
    Services,
    /// Counters.
    Counters,
}

impl Table {
    /// All of them.
    pub const ALL: [Table; 3] = [Table::Groups, Table::Services, Table::Counters];

    /// Columns that must be there, and columns that may.
    pub fn columns(self) -> (&'static [&'static str], &'static [&'static str]) {
        match self {
            Table::Groups => (&["code", "name_vi"], &["name_en", "daily_cap", "service_minutes", "icon"]),
            Table::Services => (&["code", "group", "name_vi"], &["name_en", "daily_cap", "papers", "papers_en"]),
            Table::Counters => (&["number", "zone", "groups"], &["name_vi", "name_en", "helps_after_minutes"]),
        }
    }

    /// The table whose columns these are: all that it needs and none that it does not know.
    fn of_header(names: &[&str]) -> Option<Table> {
        Table::ALL.into_iter().find(|table| {
            let (needed, allowed) = table.columns();
            needed.iter().all(|name| names.contains(name))
                && names.iter().all(|name| needed.contains(name) || allowed.contains(name))
        })
    }

    fn described(self) -> String {
        let (needed, allowed) = self.columns();
        let allowed: String = allowed.iter().map(|name| format!(", {name}?")).collect();
        format!("{}{allowed}", needed.join(", "))
    }
}

/// What a row does to its table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RowChange {
    /// The entry is like that already.
    Same,
    /// The entry becomes another.
    Changed,
    /// A new entry.
    Added,
}

/// A row of a table and what it does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RowOf {
    /// Its line in the file, from 1.
    pub line: u64,
    /// The code or number of the entry.
    pub key: String,
    /// What it does.
    pub what: RowChange,
}

/// A configuration with a table merged in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// Which table it was.
    pub table: Table,
    /// The configuration as it would be.
    pub config: HallConfig,
    /// Every row, in order of the file.
    pub rows: Vec<RowOf>,
}

/// A configuration with the rows of a CSV table merged in.
///
/// # Errors
/// [`BadImport::Rows`] names every row that cannot be used; the configuration is then to be left as it was.
pub fn parse_csv(config: &HallConfig, text: &str) -> Result<Merged, BadImport> {
    let text = bounded(text)?;
    let first = text.lines().next().unwrap_or_default();
    let delimiter = if first.contains(';') { b';' } else { b',' };
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).trim(csv::Trim::All).flexible(true).from_reader(text.as_bytes());
    let header = reader.headers().cloned().unwrap_or_default();
    let names: Vec<&str> = header.iter().collect();
    let table = Table::of_header(&names).ok_or_else(|| BadImport::UnknownTable {
        found: first.chars().take(200).collect(),
        expected: Table::ALL.map(Table::described).join(" or "),
    })?;

    let mut merged = config.clone();
    let mut rows = Vec::new();
    let mut bad = Vec::new();
    let mut lines = Lines::of(text.as_bytes());
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(wrong) => {
                let line = lines.at(wrong.position());
                bad.push(BadRow { line, column: String::new(), why: wrong.to_string(), reason: None });
                continue;
            }
        };
        let mut row = Row { line: lines.at(record.position()), names: &names, record: &record, bad: Vec::new() };
        if record.len() > names.len() {
            let why = format!("{} values for {} columns", record.len(), names.len());
            row.wrong("", why, Reason::of("too_many_values", "most", names.len()));
        } else {
            let done = match table {
                Table::Groups => merge_group(&mut merged, &mut row),
                Table::Services => merge_service(&mut merged, &mut row),
                Table::Counters => merge_counter(&mut merged, &mut row),
            };
            rows.extend(done.map(|(key, what)| RowOf { line: row.line, key, what }));
        }
        bad.append(&mut row.bad);
    }
    if bad.is_empty() { Ok(Merged { table, config: merged, rows }) } else { Err(BadImport::Rows { rows: bad }) }
}

/// A table of a configuration as CSV that [`parse_csv`] reads back to the same.
pub fn to_csv(config: &HallConfig, table: Table) -> String {
    let (needed, allowed) = table.columns();
    let mut lines = vec![needed.iter().chain(allowed).map(|name| (*name).to_owned()).collect::<Vec<_>>()];
    match table {
        Table::Groups => lines.extend(config.groups.iter().map(|group| {
            let minutes = minutes_text(group.service_time);
            vec![
                group.code.to_string(),
                group.name.vi.clone(),
                group.name.en.clone(),
                cap_text(group.daily_cap),
                minutes,
                group.icon.clone().unwrap_or_default(),
            ]
        })),
        Table::Services => lines.extend(config.services.iter().map(|service| {
            let papers = |of: fn(&Text) -> &str| {
                service.papers.iter().map(of).collect::<Vec<_>>().join(&BETWEEN_PAPERS.to_string())
            };
            vec![
                service.code.to_string(),
                service.group.to_string(),
                service.name.vi.clone(),
                service.name.en.clone(),
                cap_text(service.daily_cap),
                papers(|paper| &paper.vi),
                papers(|paper| &paper.en),
            ]
        })),
        Table::Counters => lines.extend(config.counters.iter().map(|counter| {
            vec![
                counter.number.to_string(),
                counter.zone.to_string(),
                counter.groups.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "),
                counter.name.vi.clone(),
                counter.name.en.clone(),
                counter.helps_after.map(minutes_text).unwrap_or_default(),
            ]
        })),
    }
    lines.iter().map(|values| values.iter().map(|value| quoted(value)).collect::<Vec<_>>().join(",") + "\r\n").collect()
}

/// One row, which gathers what is wrong with it.
struct Row<'r> {
    line: u64,
    names: &'r [&'r str],
    record: &'r csv::StringRecord,
    bad: Vec<BadRow>,
}

impl<'r> Row<'r> {
    fn wrong(&mut self, column: &str, why: String, reason: Reason) {
        self.bad.push(BadRow { line: self.line, column: column.to_owned(), why, reason: Some(reason) });
    }
    /// Whether the file has this column and the row reaches so far: what it does not name stays as it was.
    fn names(&self, column: &str) -> bool {
        self.names.iter().position(|name| *name == column).is_some_and(|place| place < self.record.len())
    }
    /// The value of a column, empty if the column or the value is missing.
    fn value(&self, column: &str) -> &'r str {
        let place = self.names.iter().position(|name| *name == column);
        place.and_then(|place| self.record.get(place)).unwrap_or_default()
    }
    /// An id that must be there.
    fn id<T: FromStr<Err = goiso_queue::ids::BadId>>(&mut self, column: &str) -> Option<T> {
        match self.value(column).parse() {
            Ok(id) => Some(id),
            Err(wrong) => {
                let value = self.value(column);
                let reason =
                    if value.is_empty() { Reason::plain("needed") } else { Reason::of("not_code", "value", value) };
                self.wrong(column, wrong.to_string(), reason);
                None
            }
        }
    }
    /// Both names; a column that is not there keeps what was known.
    fn name(&mut self, known: Option<&Text>, need: Need) -> Text {
        let mut text = known.cloned().unwrap_or_default();
        for (column, words) in [("name_vi", &mut text.vi), ("name_en", &mut text.en)] {
            if self.names(column) {
                self.value(column).clone_into(words);
            }
        }
        if need == Need::Yes && text.vi.is_empty() {
            self.wrong("name_vi", "a name is needed".to_owned(), Reason::plain("needed"));
        }
        for (column, value) in [("name_vi", &text.vi), ("name_en", &text.en)] {
            if value.chars().count() > NAME_MAX {
                self.wrong(column, format!("at most {NAME_MAX} characters"), Reason::of("too_long", "most", NAME_MAX));
            }
        }
        text
    }
    /// The papers of a service; a column that is not there keeps what was known, line by line.
    fn papers(&mut self, known: &[Text]) -> Vec<Text> {
        let old = |of: fn(&Text) -> &str| known.iter().map(|paper| of(paper).to_owned()).collect::<Vec<_>>();
        let vi = if self.names("papers") { papers(self.value("papers")) } else { old(|paper| &paper.vi) };
        let told = self.names("papers_en");
        let en = if told { papers(self.value("papers_en")) } else { old(|paper| &paper.en) };
        if told && en.len() > vi.len() {
            let why = format!("{} papers, but {} in Vietnamese", en.len(), vi.len());
            self.wrong("papers_en", why, Reason::of("too_many_papers", "most", vi.len()));
        }
        let renamed = |place: usize, vi: &str| known.get(place).is_none_or(|paper| paper.vi != vi);
        let mut en = en.into_iter();
        let pairs = vi.into_iter().enumerate().map(|(place, vi)| {
            let en = en.next().unwrap_or_default();
            // the old translation of another paper would be a wrong one
            let en = if !told && renamed(place, &vi) { String::new() } else { en };
            Text { vi, en }
        });
        pairs.collect()
    }
    /// A whole number from 1, or none if the value is empty.
    fn count(&mut self, column: &str) -> Option<u16> {
        let value = self.value(column);
        if value.is_empty() {
            return None;
        }
        match value.parse::<u16>() {
            Ok(number) if number > 0 => Some(number),
            Ok(_) | Err(_) => {
                let why = format!("{value:?} is not a whole number from 1 to {}", u16::MAX);
                self.wrong(column, why, Reason::of("not_whole", "value", value));
                None
            }
        }
    }
    /// Minutes, fractions allowed, as whole seconds; none if the value is empty.
    fn minutes(&mut self, column: &str) -> Option<Seconds> {
        const DAY_MINUTES: f64 = 1440.0;
        let value = self.value(column).replace(',', ".");
        if value.is_empty() {
            return None;
        }
        match value.parse::<f64>() {
            Ok(minutes) if minutes > 0.0 && minutes <= DAY_MINUTES => {
                // In range by the guard: at most 86,400.
                #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
                let seconds = (minutes * 60.0).round() as u32;
                Some(Seconds(seconds.max(1)))
            }
            Ok(_) | Err(_) => {
                let why = format!("{value:?} is not a number of minutes up to {DAY_MINUTES}");
                self.wrong(column, why, Reason::of("not_minutes", "value", value));
                None
            }
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Need {
    Yes,
    No,
}

/// What a row was about and what it did, if it could be used.
type Done = Option<(String, RowChange)>;

fn merge_group(config: &mut HallConfig, row: &mut Row<'_>) -> Done {
    let code = row.id("code");
    let known = code.and_then(|code| config.group(code)).cloned();
    let name = row.name(known.as_ref().map(|group| &group.name), Need::Yes);
    let daily_cap = row.count("daily_cap");
    let daily_cap = if row.names("daily_cap") { daily_cap } else { known.as_ref().and_then(|group| group.daily_cap) };
    let minutes = row.minutes("service_minutes");
    let service_time = minutes.or(known.as_ref().map(|group| group.service_time)).unwrap_or(Seconds(6 * 60));
    let icon = Some(row.value("icon").to_owned()).filter(|icon| !icon.is_empty());
    let icon = if row.names("icon") { icon } else { known.and_then(|group| group.icon) };
    let group = ServiceGroup { code: code?, name, daily_cap, service_time, icon };
    let key = group.code.to_string();
    Some((key, put(&mut config.groups, group, |group| group.code)))
}

fn merge_service(config: &mut HallConfig, row: &mut Row<'_>) -> Done {
    let code = row.id("code");
    let group = row.id("group");
    let known = config.services.iter().find(|service| Some(&service.code) == code.as_ref()).cloned();
    let name = row.name(known.as_ref().map(|service| &service.name), Need::Yes);
    let daily_cap = row.count("daily_cap");
    let daily_cap =
        if row.names("daily_cap") { daily_cap } else { known.as_ref().and_then(|service| service.daily_cap) };
    let papers = row.papers(&known.map(|service| service.papers).unwrap_or_default());
    let (Some(code), Some(group)) = (code, group) else { return None };
    if config.group(group).is_none() {
        let why = format!("the hall has no group {group}; import the groups first");
        row.wrong("group", why, Reason::of("no_group", "group", group));
        return None;
    }
    let key = code.to_string();
    let service = Service { code, group, name, daily_cap, papers };
    Some((key, put(&mut config.services, service, |service| service.code.clone())))
}

fn merge_counter(config: &mut HallConfig, row: &mut Row<'_>) -> Done {
    let number = row.id("number");
    let zone = row.id("zone");
    let known = number.as_ref().and_then(|number| config.counter(number)).cloned();
    let name = row.name(known.as_ref().map(|counter| &counter.name), Need::No);
    let helps_after = row.minutes("helps_after_minutes");
    let helps_after =
        if row.names("helps_after_minutes") { helps_after } else { known.and_then(|counter| counter.helps_after) };
    let mut groups = Vec::new();
    for letter in row.value("groups").split([' ', '+', '/']).filter(|letter| !letter.is_empty()) {
        match letter.parse() {
            Ok(code) if config.group(code).is_none() => {
                let why = format!("the hall has no group {code}; import the groups first");
                row.wrong("groups", why, Reason::of("no_group", "group", code));
            }
            Ok(code) => groups.push(code),
            Err(wrong) => row.wrong("groups", format!("{wrong}"), Reason::of("not_code", "value", letter)),
        }
    }
    if row.value("groups").is_empty() {
        row.wrong("groups", "at least one group is needed".to_owned(), Reason::plain("needed"));
    }
    let (Some(number), Some(zone)) = (number, zone) else { return None };
    if !config.has_zone(&zone) {
        row.wrong("zone", format!("the hall has no zone {zone}"), Reason::of("no_zone", "zone", zone));
        return None;
    }
    let key = number.to_string();
    let counter = Counter { number, name, zone, groups, helps_after };
    Some((key, put(&mut config.counters, counter, |counter| counter.number.clone())))
}

/// Replaces the entry with the same key in its place, or adds it behind the others.
fn put<T: PartialEq, K: PartialEq>(entries: &mut Vec<T>, entry: T, key: impl Fn(&T) -> K) -> RowChange {
    match entries.iter_mut().find(|known| key(known) == key(&entry)) {
        Some(known) if *known == entry => RowChange::Same,
        Some(known) => {
            *known = entry;
            RowChange::Changed
        }
        None => {
            entries.push(entry);
            RowChange::Added
        }
    }
}

fn papers(text: &str) -> Vec<String> {
    let parts = text.split(BETWEEN_PAPERS).map(|paper| paper.trim().to_owned());
    if text.is_empty() { Vec::new() } else { parts.collect() }
}

fn cap_text(cap: Option<u16>) -> String {
    cap.map(|cap| cap.to_string()).unwrap_or_default()
}

fn minutes_text(time: Seconds) -> String {
    (f64::from(time.0) / 60.0).to_string()
}

fn quoted(value: &str) -> String {
    if value.contains([',', ';', '"', '\n', '\r']) {
        format!("\"{}\"", value.replace('"', "\"\""))
    } else {
        value.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::ward;

    fn rows(wrong: BadImport) -> Vec<(u64, String)> {
        match wrong {
            BadImport::Rows { rows } => rows.into_iter().map(|row| (row.line, row.column)).collect(),
            BadImport::TooLong { .. } | BadImport::Unread { .. } | BadImport::UnknownTable { .. } => Vec::new(),
        }
    }

    #[test]
    fn every_table_of_the_ward_comes_back_as_it_was() {
        let ward = ward();
        for table in Table::ALL {
            let text = to_csv(&ward, table);
            let merged = parse_csv(&ward, &text).expect("the ward's own table");
            assert_eq!((merged.table, &merged.config), (table, &ward), "{text}");
            assert!(merged.rows.iter().all(|row| row.what == RowChange::Same), "{:?}", merged.rows);
        }
    }

    #[test]
    fn groups_services_and_counters_build_a_hall_in_that_order() {
        let mut hall = ward();
        let full = hall.clone();
        hall.groups.clear();
        hall.services.clear();
        hall.counters.clear();
        for table in Table::ALL {
            hall = parse_csv(&hall, &to_csv(&full, table)).expect("the ward's own table").config;
        }
        assert_eq!(hall, full);
    }

    #[test]
    fn a_row_with_a_known_letter_replaces_the_group_and_a_new_letter_adds_one() {
        let merged = parse_csv(&ward(), "code,name_vi,daily_cap\nA,Sao y,80\nB,Thu phí\n").expect("fine rows");
        let told: Vec<_> = merged.rows.iter().map(|row| (row.line, row.key.as_str(), row.what)).collect();
        assert_eq!(told, [(2, "A", RowChange::Changed), (3, "B", RowChange::Added)]);
        let hall = merged.config;
        let letters: String = hall.groups.iter().map(|group| group.code.letter()).collect();
        assert_eq!(letters, "ACKSLXHNUB");
        let certification = &hall.groups[0];
        assert_eq!((certification.name.vi.as_str(), certification.daily_cap), ("Sao y", Some(80)));
        assert_eq!(certification.service_time, Seconds(240), "minutes left out keep what the hall had");
    }

    #[test]
    fn a_spreadsheet_with_a_mark_and_semicolons_is_read() {
        let text = "\u{feff}number;zone;groups;helps_after_minutes\r\n8;upper;L A;1,5\r\n";
        let hall = parse_csv(&ward(), text).map(|merged| merged.config).expect("as a Vietnamese spreadsheet saves it");
        let counter = &hall.counters[7];
        assert_eq!(counter.helps_after, Some(Seconds(90)));
        assert_eq!(counter.groups.len(), 2);
    }

    #[test]
    fn a_column_that_is_not_there_keeps_what_the_hall_had() {
        let mut before = ward();
        before.counters[0].helps_after = Some(Seconds(600));
        before.counters[0].name = Text { vi: "Chứng thực".to_owned(), en: "Certification".to_owned() };
        before.groups[0].daily_cap = Some(80);
        before.groups[0].icon = Some("stamp".to_owned());
        before.services[0].daily_cap = Some(9);
        let (group, service, counter) = (&before.groups[0], &before.services[0], &before.counters[0]);
        assert!(!service.papers.is_empty() && !service.name.en.is_empty() && !group.name.en.is_empty());
        let letters = counter.groups.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
        let texts = [
            format!("code,name_vi\n{},{}\n", group.code, group.name.vi),
            format!("code,group,name_vi\n{},{},{}\n", service.code, service.group, service.name.vi),
            format!("number,zone,groups\n{},{},{letters}\n", counter.number, counter.zone),
        ];
        for text in texts {
            let after = parse_csv(&before, &text).map(|merged| merged.config);
            assert_eq!(after.as_ref(), Ok(&before), "{text}");
        }
        // what is there and empty is emptied, and another paper does not keep the old one's translation
        let text = format!("number,zone,groups,helps_after_minutes\n{},{},{letters},\n", counter.number, counter.zone);
        let after = parse_csv(&before, &text).expect("a fine row").config;
        assert_eq!((after.counters[0].helps_after, &after.counters[0].name), (None, &counter.name));
        let (code, group, name) = (&service.code, service.group, &service.name.vi);
        let after = parse_csv(&before, &format!("code,group,name_vi,papers\n{code},{group},{name},Giấy khác\n"));
        assert_eq!(
            after.expect("a fine row").config.services[0].papers,
            [Text { vi: "Giấy khác".into(), en: "".into() }]
        );
    }

    #[test]
    fn every_bad_row_is_told_with_its_line() {
        let text = "code,group,name_vi,daily_cap\n\
                    khai-sinh,C,Đăng ký khai sinh,\n\
                    khai sinh,C,Có khoảng trắng,\n\
                    sao-y,E,Nhóm không có,\n\
                    mot,Q,Chữ không dùng,0\n\
                    hai,A,,-3\n\
                    ba,A,Quá nhiều,1,2,3\n";
        let wrong = parse_csv(&ward(), text).expect_err("five rows are bad");
        let expected =
            [(3, "code"), (4, "group"), (5, "group"), (5, "daily_cap"), (6, "name_vi"), (6, "daily_cap"), (7, "")];
        assert_eq!(rows(wrong), expected.map(|(line, column)| (line, column.to_owned())));
    }

    #[test]
    fn a_counter_of_an_unknown_zone_or_group_is_told() {
        let text = "number,zone,groups\n1,main,A\n8,cellar,A\n9,main,A E\n10,main,\n";
        // as a spreadsheet of Windows writes it, too
        for text in [text.to_owned(), text.replace('\n', "\r\n")] {
            let wrong = parse_csv(&ward(), &text).expect_err("three rows are bad");
            let expected = [(3, "zone"), (4, "groups"), (5, "groups")];
            assert_eq!(rows(wrong), expected.map(|(line, column)| (line, column.to_owned())));
        }
    }

    #[test]
    fn columns_of_no_table_are_refused_with_what_they_may_be() {
        let wrong = parse_csv(&ward(), "letter,title\nA,Chứng thực\n").expect_err("no such columns");
        assert!(wrong.to_string().contains("code, group, name_vi, name_en?"), "{wrong}");
    }
}
