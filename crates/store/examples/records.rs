//! A made-up province, to measure what statistics weigh and how long reports take.
//!
//! One hall writes whole days, log and all: that tells bytes per ticket. The province then writes statistics alone, of days that
//! the same fold counted, because its logs would fill a disk without changing what a report reads. Three sizes, the last the
//! whole, tell how the time of each question grows.
//!
//! `cargo xtask bench -- --records` runs it; `--halls 200 --days 730` is the full size. `--database postgres://…` fills that empty
//! database with the whole province instead.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    reason = "a measurement prints, and stops where something is not as it should be"
)]

use goiso_queue::command::{Action, IssueFor, IssueRequest};
use goiso_queue::config::{Counter, HallConfig, PriorityClass, ServiceGroup, Text, Zone};
use goiso_queue::ticket::{Care, Channel, Language};
use goiso_queue::time::{Seconds, ServiceDay};
use goiso_queue::{Actor, Command, Event, Hall, HallId, Moment, TicketState, WaitRange, decide};
use goiso_store::statistics::{Cube, Figures, Grain, Piece, Scope, Span};
use goiso_store::{Batch, Decided, Fold, KeyRef, KnownAnswer, NewEvent, Position, Store, StoredEvent, Target};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Monday 2024-01-01, half past seven in Ho Chi Minh City.
const FIRST_MORNING: i64 = 1_704_069_000_000;
const DAY_MS: i64 = 86_400_000;
/// Seconds from half past seven until the last ticket.
const OPEN_S: i64 = 9 * 3600;
/// Kinds of days that were really counted; each of the province's days is one of them.
const KINDS: usize = 10;
/// Days of the hall that writes its log.
const LOGGED_DAYS: i64 = 20;
/// Days of a hall in one transaction of the province.
const DAYS_AT_ONCE: usize = 5;
/// Every question is asked so often; the middle time is told.
const ASKED: usize = 5;

struct Size {
    halls: usize,
    days: usize,
    tickets: u64,
}

struct Arguments {
    size: Size,
    database: Option<String>,
}

fn arguments() -> Arguments {
    let mut found = Arguments { size: Size { halls: 8, days: 60, tickets: 400 }, database: None };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let mut next = || words.next().unwrap_or_else(|| panic!("{word} wants a value"));
        match word.as_str() {
            "--halls" => found.size.halls = next().parse().unwrap(),
            "--days" => found.size.days = next().parse().unwrap(),
            "--tickets" => found.size.tickets = next().parse().unwrap(),
            "--database" => found.database = Some(next()),
            _ => panic!("there is no {word}; there are --halls, --days, --tickets and --database postgres://…"),
        }
    }
    found
}

#[tokio::main]
async fn main() {
    let Arguments { size, database } = arguments();
    let build = if cfg!(debug_assertions) { "debug" } else { "release" };
    println!(
        "records, {build} build: {} halls, {} days, {} tickets a day and hall",
        size.halls, size.days, size.tickets
    );
    let folder = std::env::temp_dir().join(format!("goiso-records-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let hall = hall_config();
    one_hall(&folder, &hall, size.tickets).await;
    one_command(&folder, &hall, size.tickets).await;
    let kinds: Vec<Kind> = (0..KINDS).map(|kind| counted_day(&hall, size.tickets, kind as u64)).collect();
    match database {
        Some(url) => province("PostgreSQL", &Target::Postgres(url), &kinds, &size).await,
        None => {
            for part in [4, 2, 1] {
                let size = Size { halls: (size.halls / part).max(1), ..size };
                let file = folder.join(format!("province-{part}.db"));
                province("SQLite", &Target::Sqlite(file.clone()), &kinds, &size).await;
                println!("  file {:.1} MB", bytes_of(&file) as f64 / 1e6);
                std::fs::remove_file(&file).unwrap();
            }
        }
    }
    std::fs::remove_dir_all(&folder).unwrap();
}

fn text(vi: &str) -> Text {
    Text { vi: vi.to_owned(), en: String::new() }
}

/// Six groups, three classes, eight counters that each serve two groups.
fn hall_config() -> HallConfig {
    let letters = ["A", "B", "C", "D", "E", "G"];
    let class = |code: &str| PriorityClass {
        code: code.parse().unwrap(),
        name: text(code),
        rate_milli: 3000,
        head_start: Seconds(0),
        from_age: None,
    };
    HallConfig {
        name: text("Trung tâm"),
        zones: vec![Zone {
            code: "main".parse().unwrap(),
            name: text("Sảnh chính"),
            speech: Default::default(),
            wall: Default::default(),
        }],
        groups: letters
            .iter()
            .map(|letter| ServiceGroup {
                code: letter.parse().unwrap(),
                name: text("Lĩnh vực"),
                daily_cap: None,
                service_time: Seconds(300),
                icon: None,
            })
            .collect(),
        classes: vec![class("elderly"), class("merit")],
        counters: (0..8)
            .map(|number: usize| Counter {
                number: (number + 1).to_string().parse().unwrap(),
                name: Text::default(),
                zone: "main".parse().unwrap(),
                groups: [number, number + 1].map(|group| letters[group % letters.len()].parse().unwrap()).to_vec(),
                helps_after: Some(Seconds(300)),
            })
            .collect(),
        ..HallConfig::empty()
    }
}

/// SplitMix64: small, and the same everywhere.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % bound.max(1)
    }
}

fn staff() -> Actor {
    Actor::Staff("officer.lan".parse().unwrap())
}

/// A day of a hall: people come, counters call, serve, now and then recall or park. Hands every event to `note`.
fn live_day(
    hall: &mut Hall,
    config: &HallConfig,
    tickets: u64,
    morning: i64,
    dice: &mut Dice,
    note: &mut impl FnMut(&mut Hall, Event),
) {
    let mut press = |hall: &mut Hall, action: Action, at: i64| {
        for event in decide(hall, &Command { by: staff(), action }, Moment(at)).into_iter().flatten() {
            note(hall, event);
        }
    };
    if hall.day.is_none() {
        press(hall, Action::Configure(Box::new(config.clone())), morning);
    }
    press(hall, Action::Tick, morning);
    let counters: Vec<_> = config.counters.iter().map(|counter| counter.number.clone()).collect();
    for (number, counter) in counters.iter().enumerate() {
        let officer = format!("officer.{number}").parse().unwrap();
        press(hall, Action::OpenCounter { counter: counter.clone(), officer }, morning);
    }
    let mut free_at = vec![morning; counters.len()];
    let mut issued = 0;
    let mut now = morning;
    while now < morning + (OPEN_S + 3600) * 1000 {
        now += 15_000;
        let due = (tickets * u64::try_from(now - morning).unwrap_or(0) / 1000 / OPEN_S.unsigned_abs()).min(tickets);
        while issued < due {
            issued += 1;
            let group = &config.groups[dice.below(config.groups.len() as u64) as usize];
            let class = ["ordinary", "ordinary", "ordinary", "elderly", "merit"][dice.below(5) as usize];
            let low_s = dice.below(600) as u32;
            let request = IssueRequest {
                line: IssueFor::Group(group.code),
                class: class.parse().unwrap(),
                channel: Channel::Kiosk,
                language: Language::Vi,
                care: Care::Usual,
                dossiers: 1,
                person: None,
                range: Some(WaitRange { low_s, high_s: low_s + 600 }),
                printer: None,
            };
            press(hall, Action::Issue(request), now);
        }
        for (counter, free_at) in counters.iter().zip(&mut free_at) {
            if *free_at > now {
                continue;
            }
            let counter = || counter.clone();
            let seen = hall.desks.get(&counter()).and_then(|desk| desk.ticket);
            let called =
                hall.ticket_at(&counter()).is_some_and(|ticket| matches!(ticket.state, TicketState::Called { .. }));
            if called && dice.below(10) > 0 {
                press(hall, Action::Start { counter: counter(), seen }, now);
                // Ten minutes, more or less: the sum of four throws is no flat line.
                *free_at = now + (0..4).map(|_| dice.below(300_000) as i64).sum::<i64>();
            } else if called && dice.below(2) > 0 {
                press(hall, Action::Recall { counter: counter(), seen }, now);
                *free_at = now + 40_000;
            } else {
                press(hall, Action::CallNext { counter: counter(), seen }, now);
                *free_at = now + 20_000 + dice.below(40_000) as i64;
            }
        }
    }
}

/// One hall's days with their logs, committed a day at a time.
async fn one_hall(folder: &Path, config: &HallConfig, tickets: u64) {
    let file = folder.join("hall.db");
    let store = Store::open(&Target::Sqlite(file.clone())).await.unwrap();
    let id: HallId = "nha-trang".parse().unwrap();
    store.create_hall(&id).await.unwrap();
    let loaded = store.load(&id).await.unwrap();
    let (mut hall, mut position, mut dice) = (loaded.hall, loaded.position, Dice(1));
    let begun = Instant::now();
    let mut events = 0;
    for day in 0..LOGGED_DAYS {
        let mut decided = Decided::default();
        live_day(&mut hall, config, tickets, FIRST_MORNING + day * DAY_MS, &mut dice, &mut |hall, event| {
            decided.fold.apply(hall, &event);
            decided.events.push(NewEvent { event, private: Vec::new() });
        });
        events += decided.events.len();
        let (_, committed) = store.commit(Ready { id: id.clone(), position, decided: Some(decided) }).await.unwrap();
        position = committed.position;
    }
    let took = begun.elapsed();
    store.close().await.unwrap();
    let all = tickets as f64 * LOGGED_DAYS as f64;
    println!("one hall, {LOGGED_DAYS} days with their log: {events} events in {took:.1?}");
    println!("  all {:.0} bytes a ticket", bytes_of(&file) as f64 / all);
    for (name, bytes) in tables_of(&file) {
        println!("  {name:<24} {:>7.1} bytes a ticket", bytes as f64 / all);
    }
}

/// What statistics cost each command: the same day in two halls of one file, a commit per command, one without them.
async fn one_command(folder: &Path, config: &HallConfig, tickets: u64) {
    let mut steps: Vec<Vec<Event>> = Vec::new();
    let mut hall = Hall::new();
    let mut bare = Duration::ZERO;
    live_day(&mut hall, config, tickets, FIRST_MORNING, &mut Dice(3), &mut |hall, event| {
        let begun = Instant::now();
        hall.apply(&event);
        bare += begun.elapsed();
        steps.push(vec![event]);
    });
    let store = Store::open(&Target::Sqlite(folder.join("command.db"))).await.unwrap();
    let mut halls = Vec::new();
    for name in ["with", "without"] {
        let id: HallId = name.parse().unwrap();
        store.create_hall(&id).await.unwrap();
        let loaded = store.load(&id).await.unwrap();
        halls.push((id, loaded.hall, loaded.position, Duration::ZERO, Duration::ZERO));
    }
    let commands = steps.len() as u32;
    for step in steps {
        for (id, hall, position, folding, committing) in &mut halls {
            let mut decided = Decided::default();
            let begun = Instant::now();
            for event in &step {
                decided.fold.apply(hall, event);
            }
            *folding += begun.elapsed();
            if id.as_str() == "without" {
                decided.fold.statistics.clear();
            }
            decided.events.extend(step.iter().map(|event| NewEvent { event: event.clone(), private: Vec::new() }));
            let begun = Instant::now();
            let ready = Ready { id: id.clone(), position: position.clone(), decided: Some(decided) };
            *position = store.commit(ready).await.unwrap().1.position;
            *committing += begun.elapsed();
        }
    }
    store.close().await.unwrap();
    println!("a command, the mean of {commands}: applying {:.1?}", bare / commands);
    for (id, _, _, folding, committing) in halls {
        println!(
            "  {:<8} statistics: applying and counting {:.1?}, committing {:.1?}",
            id.as_str(),
            folding / commands,
            committing / commands
        );
    }
}

/// Bytes of pages by table, as the database itself tells them.
fn tables_of(file: &Path) -> Vec<(String, i64)> {
    let db = rusqlite::Connection::open(file).unwrap();
    let sizes = "SELECT name, sum(pgsize) FROM dbstat GROUP BY name HAVING sum(pgsize) > 8192 ORDER BY 2 DESC";
    let mut statement = db.prepare(sizes).unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    rows.map(Result::unwrap).collect()
}

/// A decision that was made beforehand.
struct Ready {
    id: HallId,
    position: Position,
    decided: Option<Decided>,
}

impl Batch for Ready {
    fn hall(&self) -> &HallId {
        &self.id
    }
    fn position(&self) -> Position {
        self.position.clone()
    }
    fn catch_up(&mut self, _: &Position, _: Vec<StoredEvent>) {}
    fn keys(&self) -> Vec<KeyRef> {
        Vec::new()
    }
    fn decide(&mut self, _: Vec<Option<KnownAnswer>>) -> Decided {
        self.decided.take().unwrap_or_default()
    }
}

/// What one kind of day adds to each piece.
type Kind = Vec<(Piece, Figures)>;

fn counted_day(config: &HallConfig, tickets: u64, seed: u64) -> Kind {
    let (mut hall, mut fold, mut dice) = (Hall::new(), Fold::default(), Dice(seed));
    let morning = FIRST_MORNING + (seed as i64 % 5) * DAY_MS;
    live_day(&mut hall, config, tickets, morning, &mut dice, &mut |hall, event| fold.apply(hall, &event));
    fold.statistics
        .into_iter()
        .filter(|(_, figures)| !figures.is_empty())
        .map(|((_, piece), figures)| (piece, figures))
        .collect()
}

/// The days of the province, weekends left out.
fn working_days(days: usize) -> Vec<ServiceDay> {
    let text = serde_json::Value::String("2024-01-01".to_owned());
    let first: ServiceDay = serde_json::from_value(text).unwrap();
    let mut all = Vec::new();
    let mut date = first.0;
    for _ in 0..days {
        if date.weekday().to_monday_one_offset() <= 5 {
            all.push(ServiceDay(date));
        }
        date = date.tomorrow().unwrap();
    }
    all
}

async fn province(name: &str, target: &Target, kinds: &[Kind], size: &Size) {
    let store = Store::open(target).await.unwrap();
    let days = working_days(size.days);
    let mut halls = Vec::new();
    let begun = Instant::now();
    let mut slowest = Duration::ZERO;
    let mut rows = 0;
    for number in 0..size.halls {
        let id: HallId = format!("hall-{number:03}").parse().unwrap();
        store.create_hall(&id).await.unwrap();
        let position = store.load(&id).await.unwrap().position;
        for (turn, some) in days.chunks(DAYS_AT_ONCE).enumerate() {
            let mut statistics = BTreeMap::new();
            for (place, day) in some.iter().enumerate() {
                let kind = &kinds[(turn * 3 + place + number * 7) % kinds.len()];
                rows += kind.len();
                statistics.extend(kind.iter().map(|(piece, figures)| ((*day, piece.clone()), figures.clone())));
            }
            let fold = Fold { statistics, days_over: some.to_vec(), ..Fold::default() };
            let decided = Decided { fold, ..Decided::default() };
            let one = Instant::now();
            store.commit(Ready { id: id.clone(), position: position.clone(), decided: Some(decided) }).await.unwrap();
            slowest = slowest.max(one.elapsed());
        }
        halls.push(id);
    }
    println!(
        "{name}, {} halls, {} working days: {rows} rows of days in {:.1?}, the slowest {DAYS_AT_ONCE} days {slowest:.0?}",
        size.halls,
        days.len(),
        begun.elapsed()
    );
    let last = days[days.len() - 1];
    let month = Span { from: ServiceDay(last.0.first_of_month()), to: ServiceDay(last.0.last_of_month()) };
    let year = Span { from: days[0], to: last };
    let one = Scope::Hall(halls[0].clone());
    for cube in Cube::ALL {
        ask(&store, "one hall's month", &one, cube, month, Grain::Whole).await;
    }
    ask(&store, "one hall's month by days", &one, Cube::Day, month, Grain::Days).await;
    for cube in Cube::ALL {
        ask(&store, "all halls, all days", &Scope::AllHalls, cube, year, Grain::Whole).await;
    }
    ask(&store, "all halls by months", &Scope::AllHalls, Cube::Day, year, Grain::Months).await;
    ask(&store, "each hall, all days", &Scope::EachHall, Cube::Day, year, Grain::Whole).await;
    store.close().await.unwrap();
}

async fn ask(store: &Store, what: &str, scope: &Scope, cube: Cube, span: Span, grain: Grain) {
    let mut times = Vec::new();
    let mut rows = 0;
    for _ in 0..ASKED {
        let begun = Instant::now();
        rows = store.statistics(scope, cube, span, grain).await.unwrap().len();
        times.push(begun.elapsed());
    }
    times.sort_unstable();
    println!("  {what:<26} {cube:<6} {rows:>5} rows {:>10.2?}", times[ASKED / 2], cube = format!("{cube:?}"));
}

fn bytes_of(file: &PathBuf) -> u64 {
    std::fs::metadata(file).unwrap().len()
}
