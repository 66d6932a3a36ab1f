//! `goiso import-history` on a database of its own: what goes in is counted as a naive hand would count it, what does not is accounted
//! for row by row, and the log is as sound as one that was lived.

use goiso_server::template::{to_toml, ward};
use goiso_store::Target;
use goiso_store::statistics::{Cube, Figures, Grain, Piece, Scope, Span};
use goiso_store::{Store, StoreError};
use jiff::ToSpan as _;
use jiff::civil::{Date, DateTime, date};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

const HALL: &str = "hoa-phuong";
const HEAD: &str = "officer;ticket;group;class;issued;called;counter;started;finished;outcome\n";

/// A folder that goes with its test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("goiso-import-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).expect("a folder");
        std::fs::write(path.join("hall.toml"), to_toml(&ward()).expect("TOML")).expect("written");
        Self(path)
    }
    fn path(&self, name: &str) -> String {
        self.0.join(name).to_str().expect("a path").to_owned()
    }
    fn file(&self, name: &str, text: &str) -> String {
        let path = self.path(name);
        std::fs::write(&path, text).expect("written");
        path
    }
    /// `goiso import-history`, into `goiso.db` of this folder.
    fn import(&self, file: &str, more: &[&str]) -> Output {
        let data = self.path("goiso.db");
        let mut args = vec!["import-history", file, "--hall", HALL, "--data", &data];
        args.extend(more);
        goiso(&args)
    }
    /// The same into a hall that is not there yet.
    fn import_new(&self, file: &str, more: &[&str]) -> Output {
        let config = self.path("hall.toml");
        self.import(file, &[&["--config", config.as_str()], more].concat())
    }
    async fn store(&self) -> Store {
        Store::open(&Target::Sqlite(self.0.join("goiso.db"))).await.expect("a database")
    }
    fn is_sound(&self) {
        let verified = goiso(&["verify", &self.path("goiso.db")]);
        assert!(verified.status.success(), "{}", text(&verified.stdout));
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // what stays behind goes with the system's own cleaning
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn goiso(args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_goiso"));
    command.env("GOISO_LOG", "error").args(args).stdin(Stdio::null()).output().expect("a process")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

/// One line on standard error, and nothing else happened.
fn one_line(output: &Output, says: &str) {
    let error = text(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{error}{}", text(&output.stdout));
    assert!(error.starts_with("goiso: ") && error.trim_end().lines().count() == 1, "{error}");
    assert!(error.contains(says), "{error}");
}

/// A splitmix64 generator: the same file on every machine.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: i64) -> i64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        i64::try_from((z ^ (z >> 31)) >> 1).expect("63 bits") % end
    }
}

/// A row as the test knows it.
#[derive(Debug, Clone)]
struct Made {
    day: Date,
    group: char,
    class: &'static str,
    issued: DateTime,
    called: Option<(DateTime, &'static str)>,
    started: Option<DateTime>,
    finished: DateTime,
    outcome: &'static str,
}

fn written(rows: &[(String, Made)]) -> String {
    let mut file = HEAD.to_owned();
    let at = |at: DateTime| at.strftime("%Y-%m-%d %H:%M:%S").to_string();
    for (ticket, made) in rows {
        let (called, counter) = made.called.map_or((String::new(), ""), |(called, counter)| (at(called), counter));
        let started = made.started.map_or(String::new(), at);
        let Made { group, class, outcome, .. } = made;
        let (issued, finished) = (at(made.issued), at(made.finished));
        writeln!(file, "Lan;{ticket};{group};{class};{issued};{called};{counter};{started};{finished};{outcome}")
            .expect("text");
    }
    file
}

/// The mornings of some days: three counters one after another, and people who went before they were called.
fn mornings(first: Date, days: i64, seed: u64) -> Vec<(String, Made)> {
    let mut dice = Dice(seed);
    let mut rows = Vec::new();
    for day in (0..days).map(|past| first.checked_add(past.days()).expect("a date")) {
        let mut numbers: BTreeMap<char, u16> = BTreeMap::new();
        let mut ticket = |group: char| {
            let number = numbers.entry(group).or_default();
            *number += 1;
            format!("{group}{number:03}")
        };
        for (counter, group) in [("1", 'A'), ("2", 'A'), ("3", 'C')] {
            let mut free = day.at(7, 40, 0, 0);
            while free.time() < jiff::civil::time(11, 0, 0, 0) {
                let called = free.checked_add(dice.below(120).seconds()).expect("a time");
                let issued = called.checked_sub(dice.below(2400).seconds()).expect("a time").max(day.at(7, 0, 0, 0));
                let outcome = ["served", "served", "served", "served", "no_show", "left", "cancelled"]
                    [usize::try_from(dice.below(7)).expect("small")];
                let started = (outcome == "served" && dice.below(5) > 0)
                    .then(|| called.checked_add(dice.below(60).seconds()).expect("a time"));
                let finished = started.unwrap_or(called).checked_add(dice.below(600).seconds()).expect("a time");
                let class = if dice.below(6) == 0 { "elderly" } else { "" };
                let called = Some((called, counter));
                rows.push((ticket(group), Made { day, group, class, issued, called, started, finished, outcome }));
                free = finished;
            }
        }
        for _ in 0..dice.below(8) {
            let issued = day.at(8, 0, 0, 0).checked_add(dice.below(7200).seconds()).expect("a time");
            let finished = issued.checked_add(dice.below(1800).seconds()).expect("a time");
            let made = Made {
                day,
                group: 'K',
                class: "ordinary",
                issued,
                called: None,
                started: None,
                finished,
                outcome: "left",
            };
            rows.push((ticket('K'), made));
        }
    }
    // The order of a file is nobody's promise.
    for place in (1..rows.len()).rev() {
        let other = usize::try_from(dice.below(i64::try_from(place).expect("small") + 1)).expect("small");
        rows.swap(place, other);
    }
    rows
}

/// What a hand counts.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
struct Naive {
    issued: i64,
    served: i64,
    no_show: i64,
    left: i64,
    cancelled: i64,
    called: i64,
    wait_ms: i64,
    within_target: i64,
    implied: i64,
    reacted: i64,
    reaction_ms: i64,
    timed: i64,
    serve_ms: i64,
    busy_ms: i64,
}

impl Naive {
    fn count(&mut self, made: &Made) {
        let ms = |from: DateTime, to: DateTime| to.duration_since(from).as_secs() * 1000;
        self.issued += 1;
        match made.outcome {
            "served" => self.served += 1,
            "no_show" => self.no_show += 1,
            "left" => self.left += 1,
            "cancelled" => self.cancelled += 1,
            other => panic!("{other}"),
        }
        let Some((called, _)) = made.called else { return };
        let wait = ms(made.issued, called);
        self.called += 1;
        self.wait_ms += wait;
        self.within_target += i64::from(wait <= 1_200_000);
        self.busy_ms += ms(called, made.finished);
        match (made.started, made.outcome) {
            (Some(started), _) => {
                self.reacted += 1;
                self.reaction_ms += ms(called, started);
                self.timed += 1;
                self.serve_ms += ms(started, made.finished);
            }
            (None, "served") => self.implied += 1,
            (None, _) => {}
        }
    }
    fn of(figures: &Figures) -> Self {
        let counts = &figures.counts;
        assert_eq!((counts.expired, counts.void, counts.auto_closed, counts.recalls), (0, 0, 0, 0));
        assert_eq!(figures.open(), 0);
        Self {
            issued: counts.issued,
            served: counts.served,
            no_show: counts.no_show,
            left: counts.left,
            cancelled: counts.cancelled,
            called: counts.called,
            wait_ms: counts.wait_ms,
            within_target: counts.within_target,
            implied: counts.implied,
            reacted: counts.reacted,
            reaction_ms: counts.reaction_ms,
            timed: counts.legs_timed,
            serve_ms: counts.serve_ms,
            busy_ms: counts.busy_ms,
        }
    }
}

async fn figures(
    store: &Store,
    cube: Cube,
    grain: Grain,
) -> Result<BTreeMap<(Option<Date>, Piece), Naive>, StoreError> {
    let span = Span {
        from: goiso_queue::time::ServiceDay(date(2026, 1, 1)),
        to: goiso_queue::time::ServiceDay(date(2026, 12, 31)),
    };
    let found = store.statistics(&Scope::Hall(HALL.parse().expect("a hall")), cube, span, grain).await?;
    Ok(found.into_iter().map(|one| ((one.period.map(|day| day.0), one.piece), Naive::of(&one.figures))).collect())
}

fn counted(rows: &[(String, Made)], piece: impl Fn(&Made) -> Piece) -> BTreeMap<(Option<Date>, Piece), Naive> {
    let mut all: BTreeMap<_, Naive> = BTreeMap::new();
    for (_, made) in rows {
        all.entry((Some(made.day), piece(made))).or_default().count(made);
    }
    all
}

fn line_of(made: &Made) -> Piece {
    let class = if made.class.is_empty() { "ordinary" } else { made.class };
    Piece::Line { group: made.group, class: class.to_owned() }
}

#[tokio::test]
async fn the_figures_of_imported_days_are_those_of_a_naive_count_and_the_log_is_sound() {
    let folder = Folder::new("figures");
    // Monday to Saturday, over the end of a month
    let rows = mornings(date(2026, 3, 30), 6, 7);
    let file = folder.file("past.csv", &written(&rows));
    let done = folder.import_new(&file, &[]);
    assert_eq!(done.status.code(), Some(0), "{}{}", text(&done.stdout), text(&done.stderr));
    let account = text(&done.stdout);
    assert!(account.contains(&format!("{} đã nhập / imported", rows.len())), "{account}");
    assert!(account.contains("6 ngày / days: 2026-03-30 – 2026-04-04"), "{account}");
    assert!(account.contains("columns passed over: officer"), "{account}");
    assert!(rows.len() > 300, "{}", rows.len());
    folder.is_sound();

    let store = folder.store().await;
    let (by_line, by_day) = (counted(&rows, line_of), counted(&rows, |_| Piece::Day));
    assert_eq!(figures(&store, Cube::Line, Grain::Days).await.expect("figures"), by_line);
    assert_eq!(figures(&store, Cube::Day, Grain::Days).await.expect("figures"), by_day);
    let hall = HALL.parse().expect("a hall");
    let events = store.events(&hall, None, 0, 100_000).await.expect("the log");
    // every paper kept its number, at its moment
    let label = |stored: &goiso_store::StoredEvent| {
        let goiso_queue::Fact::TicketIssued { label, .. } = &stored.event.fact else { return None };
        Some((stored.event.at.0, label.to_string()))
    };
    let mut labels: Vec<(i64, String)> = events.iter().filter_map(label).collect();
    let paper = |(ticket, made): &(String, Made)| (ms_of(made.issued), ticket.clone());
    let mut papers: Vec<(i64, String)> = rows.iter().map(paper).collect();
    labels.sort_unstable();
    papers.sort_unstable();
    assert_eq!(labels, papers);
    store.close().await.expect("closed");

    let rebuilt = goiso(&["rebuild", &folder.path("goiso.db")]);
    assert!(rebuilt.status.success(), "{}", text(&rebuilt.stderr));
    folder.is_sound();
    // a server that goes on from here begins its own day
    let store = folder.store().await;
    served_once(&store, date(2026, 4, 6)).await;
    let head = store.heads().await.expect("heads").remove(0);
    assert_eq!(head.day.map(|day| day.0), Some(date(2026, 4, 6)));
    assert_eq!(figures(&store, Cube::Line, Grain::Days).await.expect("figures"), by_line);
    assert_eq!(figures(&store, Cube::Day, Grain::Days).await.expect("figures"), by_day);
    store.close().await.expect("closed");
    folder.is_sound();
}

fn ms_of(local: DateTime) -> i64 {
    local.in_tz("Asia/Ho_Chi_Minh").expect("a time").timestamp().as_millisecond()
}

/// The halls at work at eight of a morning, until their first turn is done.
async fn served_once(store: &Store, day: Date) {
    let clock = std::sync::Arc::new(goiso_engine::testing::ManualClock::at(ms_of(day.at(8, 0, 0, 0))));
    let engine =
        goiso_engine::Engine::start(store.clone(), clock, goiso_engine::Settings::default()).await.expect("halls");
    let hall = HALL.parse().expect("a hall");
    if engine.halls().is_empty() {
        let by = goiso_queue::Actor::Staff("p-lan".parse().expect("a staff id"));
        engine.create_hall(hall, ward(), by).await.expect("a hall");
    } else {
        engine.warmed(&hall).await;
    }
    engine.stop().await;
}

#[tokio::test]
async fn every_refused_row_is_accounted_for_and_changes_nothing() {
    let folder = Folder::new("refused");
    let rows = mornings(date(2026, 3, 2), 2, 11);
    let good = written(&rows);
    let free = "2026-03-02 11:12:00;2026-03-02 11:20:00";
    let bad = [
        ("A900;A;;2026-03-02 05:00:00;;;;2026-03-02 08:00:00;left".to_owned(), "issuing_closed"),
        (format!("A901;A;;2026-03-02 08:00:00;{free}"), "wrong_width"),
        ("A902;Z;;2026-03-02 08:00:00;;;;2026-03-02 08:10:00;left".to_owned(), "unknown_group"),
        ("A903;A;;2026-03-02 08:00:00;;;;2026-03-03 08:10:00;left".to_owned(), "not_one_day"),
        ("A001;A;;2026-03-02 08:00:00;;;;2026-03-02 08:10:00;left".to_owned(), "ticket_twice"),
        // somebody whom the old system never closed: everybody else of the day stays
        (
            "A904;A;;2026-03-02 07:00:00;2026-03-02 07:41:00;1;2026-03-02 07:41:10;2026-03-02 17:00:00;served"
                .to_owned(),
            "counter_taken",
        ),
        ("=cmd|' /C calc'!A0;A;;2026-03-02 08:00:00;;;;2026-03-02 08:10:00;left".to_owned(), "bad_ticket"),
    ];
    let mut file = good.clone();
    for (row, _) in &bad {
        writeln!(file, "Lan;{row}").expect("text");
    }
    let file = folder.file("past.csv", &file);
    let list = folder.path("refused.csv");

    let before = folder.import_new(&file, &["--check"]);
    assert_eq!(before.status.code(), Some(3), "{}", text(&before.stderr));
    assert!(!Path::new(&folder.path("goiso.db")).exists(), "a check makes no database");

    let done = folder.import_new(&file, &["--refused", &list]);
    assert_eq!(done.status.code(), Some(3), "{}", text(&done.stderr));
    let account = text(&done.stdout);
    assert_eq!(text(&before.stdout).lines().skip(2).collect::<Vec<_>>(), account.lines().skip(2).collect::<Vec<_>>());
    let mut listed = csv::Reader::from_path(&list).expect("the list");
    let listed: Vec<csv::StringRecord> = listed.records().collect::<Result<_, _>>().expect("CSV");
    let first_bad = u64::try_from(rows.len()).expect("small") + 2;
    for ((place, (_, code)), row) in (first_bad..).zip(&bad).zip(&listed) {
        assert_eq!((&row[0], &row[1]), (place.to_string().as_str(), *code), "{account}");
        // in a table, words that could be taken for a formula have an apostrophe in front
        let words = [2, 3].map(|column| row[column].strip_prefix('\'').unwrap_or(&row[column]));
        assert!(account.contains(&format!("dòng / line {place}: {code}: {} / {}", words[0], words[1])), "{account}");
    }
    assert_eq!(listed.len(), bad.len());
    let store = folder.store().await;
    assert_eq!(figures(&store, Cube::Line, Grain::Days).await.expect("figures"), counted(&rows, line_of));
    store.close().await.expect("closed");
    folder.is_sound();
    // the list is never written over something
    one_line(&folder.import(&file, &["--refused", &file]), "cannot be made");
}

#[tokio::test]
async fn an_import_that_was_cut_off_goes_on_after_the_days_that_are_in() {
    let folder = Folder::new("cut-off");
    let rows = mornings(date(2026, 3, 2), 4, 13);
    let first: Vec<_> = rows.iter().filter(|(_, made)| made.day < date(2026, 3, 4)).cloned().collect();
    let part = folder.file("part.csv", &written(&first));
    assert_eq!(folder.import_new(&part, &[]).status.code(), Some(0));
    let whole = folder.file("whole.csv", &written(&rows));
    one_line(&folder.import_new(&whole, &[]), "leave --config out");
    let done = folder.import(&whole, &[]);
    let account = text(&done.stdout);
    assert_eq!(done.status.code(), Some(3), "{account}{}", text(&done.stderr));
    assert!(account.contains(&format!("{} đã nhập", rows.len() - first.len())), "{account}");
    assert!(account.contains(&format!("{:>7}  day_in_log", first.len())), "{account}");
    let store = folder.store().await;
    assert_eq!(figures(&store, Cube::Line, Grain::Days).await.expect("figures"), counted(&rows, line_of));
    store.close().await.expect("closed");
    folder.is_sound();
}

#[tokio::test]
async fn a_past_goes_into_no_hall_that_has_its_own_nor_into_today() {
    let folder = Folder::new("own");
    let past = folder.file("past.csv", &written(&mornings(date(2026, 3, 2), 1, 17)));
    one_line(&folder.import(&past, &[]), "there is no hall");
    one_line(&folder.import(&folder.path("khong-co.csv"), &[]), "");
    let future = folder.file("future.csv", &written(&mornings(date(2199, 3, 4), 1, 17)));
    one_line(&folder.import_new(&future, &[]), "is not over; nothing was imported");

    // a hall that somebody configured in April has a day of its own
    let store = folder.store().await;
    served_once(&store, date(2026, 4, 1)).await;
    store.close().await.expect("closed");

    let before = std::fs::read(folder.path("goiso.db")).expect("the file");
    one_line(&folder.import(&past, &[]), "has events of its own up to 2026-04-01");
    one_line(&folder.import(&past, &["--check"]), "has events of its own up to 2026-04-01");
    let rows = mornings(date(2026, 4, 2), 2, 19);
    let later = folder.file("later.csv", &written(&rows));
    let looked = folder.import(&later, &["--check"]);
    assert_eq!(looked.status.code(), Some(0), "{}", text(&looked.stderr));
    assert!(text(&looked.stdout).contains("nothing was written"));
    assert_eq!(std::fs::read(folder.path("goiso.db")).expect("the file"), before, "a look changes nothing");
    assert_eq!(folder.import(&later, &[]).status.code(), Some(0));
    folder.is_sound();
    let store = folder.store().await;
    assert_eq!(figures(&store, Cube::Line, Grain::Days).await.expect("figures"), counted(&rows, line_of));
    store.close().await.expect("closed");

    // a restored copy begins its new epoch first
    let copy = folder.path("copy.db");
    assert!(goiso(&["backup", "--data", &folder.path("goiso.db"), &copy]).status.success());
    let next = folder.file("next.csv", &written(&mornings(date(2026, 4, 6), 1, 23)));
    let done = goiso(&["import-history", &next, "--hall", HALL, "--data", &copy]);
    assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
    assert!(goiso(&["verify", &copy]).status.success());
}

#[test]
fn what_is_too_much_is_told_and_read_no_further() {
    let folder = Folder::new("limits");
    let mut day = "ticket,group,issued,called,counter,started,finished,outcome\n".to_owned();
    for number in 0..20_001 {
        let group = ["A", "C", "K"][number % 3];
        let at = format!("2026-03-02 {:02}:{:02}:{:02}", 8 + number / 7200, number / 120 % 60, number / 2 % 60);
        writeln!(day, "{},{group},{at},,,,{at},left", number / 3 + 1).expect("text");
    }
    let full = folder.import_new(&folder.file("full.csv", &day), &["--check"]);
    let account = text(&full.stdout);
    assert_eq!(full.status.code(), Some(3), "{account}{}", text(&full.stderr));
    assert!(account.contains("20000 nhập được") && account.contains("line 20002: day_too_full"), "{account}");

    let large = folder.file("large.csv", HEAD);
    std::fs::File::options()
        .write(true)
        .open(&large)
        .and_then(|file| file.set_len(64 * 1024 * 1024 + 1))
        .expect("a file");
    one_line(&folder.import_new(&large, &[]), "larger than");
    one_line(&folder.import_new(&folder.file("other.csv", "ticket,group\n"), &[]), "no column issued");
    let config = folder.file("bad.toml", "time_zone = \"Asia/Ho_Chi_Minh\"\n");
    one_line(&folder.import(&folder.path("full.csv"), &["--config", &config]), "bad.toml");
}
