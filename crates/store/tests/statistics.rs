//! The figures of reports: what they count, that they add up, and that the log gives them again.
#![allow(
    clippy::unwrap_used,
    clippy::wildcard_enum_match_arm,
    clippy::indexing_slicing,
    reason = "a test stops where something is not as it should be, and picks what it asks about"
)]

#[path = "../../queue/tests/common/mod.rs"]
mod floor;
mod support;

use floor::random::{Dice, command, configs};
use floor::{Deed, Floor, MONDAY_EIGHT, counter, officer, request};
use goiso_queue::command::{IssueRequest, Seen};
use goiso_queue::config::HallConfig;
use goiso_queue::print::{Paper, PrintResult, PrintTrouble};
use goiso_queue::time::{Seconds, ServiceDay};
use goiso_queue::{Action, Command, Event, Fact, Hall, HallId, Moment, WaitRange};
use goiso_store::statistics::{Counts, Cube, Figures, Grain, Histogram, Piece, SPAN_DAYS_MAX, Scope, Span};
use goiso_store::{Fold, LegRow, Store, StoreError, Target, TicketRow, rebuild, verify};
use std::collections::{BTreeMap, BTreeSet};
use support::{Ground, Live, Press, hall};

macro_rules! on_both {
    ($($name:ident),* $(,)?) => {
        mod on_sqlite {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $name() {
                super::$name(super::Ground::sqlite()).await;
            })*
        }
        mod on_postgres {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $name() {
                super::$name(super::Ground::postgres().await).await;
            })*
        }
    };
}

on_both!(random_months_are_what_their_rows_add_up_to, an_older_database_has_its_figures_when_it_is_opened, bounds);

/// What a naive count over the rows of tickets and legs finds about one piece of one day.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
struct Naive {
    counts: Counts,
    /// In the order of `Lengths`: wait, reaction, serve, hold, total, leg_wait.
    lengths: [Vec<i64>; 6],
}

impl Naive {
    fn add(&mut self, other: &Naive) {
        let mut sum = Figures { counts: self.counts.clone(), ..Figures::default() };
        sum.add(&Figures { counts: other.counts.clone(), ..Figures::default() });
        self.counts = sum.counts;
        self.lengths.iter_mut().zip(&other.lengths).for_each(|(mine, more)| mine.extend(more));
    }

    fn is_empty(&self) -> bool {
        *self == Naive::default()
    }
}

type Counted = BTreeMap<(ServiceDay, Piece), Naive>;

/// Everything of one hall, from its rows; what no row tells (time away, open counters, persons) from its events.
async fn naive(store: &Store, live: &Live) -> Counted {
    let mut counted = Counted::new();
    let events = store.events(&live.id, None, 0, u32::MAX).await.unwrap();
    let mut day = None;
    // The wait target that was in force when each day ended.
    let mut targets: BTreeMap<ServiceDay, Seconds> = BTreeMap::new();
    let mut away: BTreeMap<u64, (Option<Moment>, i64)> = BTreeMap::new();
    let mut persons: BTreeSet<String> = BTreeSet::new();
    let mut again: BTreeSet<u64> = BTreeSet::new();
    let mut issued = Vec::new();
    let mut open: BTreeMap<String, (String, Moment, bool)> = BTreeMap::new();
    for stored in &events {
        let at = stored.event.at;
        match &stored.event.fact {
            Fact::DayStarted { day: new, config } => {
                day = Some(*new);
                targets.insert(*new, config.wait_target);
                persons.clear();
            }
            Fact::Configured { config } => {
                day.map(|day| targets.insert(day, config.wait_target));
            }
            Fact::TicketIssued { ticket, person, .. } => {
                issued.push(*ticket);
                if person.as_ref().is_some_and(|person| !persons.insert(person.as_str().to_owned())) {
                    again.insert(ticket.0);
                }
            }
            Fact::TicketParked { ticket, .. } => away.entry(ticket.0).or_default().0 = Some(at),
            Fact::TicketReturned { ticket, .. } => {
                let (since, sum) = away.entry(ticket.0).or_default();
                *sum += since.take().map_or(0, |since| at.0 - since.0);
            }
            Fact::ClockDoubted { .. } => {
                counted.entry((day.unwrap(), Piece::Day)).or_default().counts.clock_doubts += 1;
            }
            Fact::CounterOpened { counter, officer } => {
                open.insert(counter.to_string(), (officer.to_string(), at, false));
            }
            Fact::CounterPaused { counter, .. }
            | Fact::CounterResumed { counter }
            | Fact::CounterClosed { counter } => {
                let (officer, since, paused) = open.remove(counter.as_str()).unwrap();
                // The day of these halls ends at 03:00.
                let until = at.0.min(seven(ends_of(day.unwrap())));
                stood(&mut counted, day.unwrap(), counter.as_str(), &officer, since.0, until, paused);
                let paused = matches!(stored.event.fact, Fact::CounterPaused { .. });
                if !matches!(stored.event.fact, Fact::CounterClosed { .. }) {
                    open.insert(counter.to_string(), (officer, at, paused));
                }
            }
            _ => {}
        }
    }
    for ticket in issued {
        let (row, legs) = store.ticket(&live.id, ticket).await.unwrap().unwrap();
        let away = away.get(&ticket.0).map_or(0, |(_, sum)| *sum);
        count(&mut counted, &row, &legs, away, again.contains(&ticket.0), targets[&row.day]);
    }
    counted.retain(|_, naive| !naive.is_empty());
    counted
}

/// Ms of the wall clock to Unix ms: these halls are seven hours ahead of Greenwich, always.
fn seven(wall: i64) -> i64 {
    wall - 7 * 3_600_000
}

fn days_since_1970(day: ServiceDay) -> i64 {
    i64::from(goiso_queue_date(1970, 1, 1).0.until(day.0).unwrap().get_days())
}

fn ends_of(day: ServiceDay) -> i64 {
    (days_since_1970(day) + 1) * 86_400_000 + 3 * 3_600_000
}

fn goiso_queue_date(year: i16, month: i8, day: i8) -> ServiceDay {
    serde_json::from_value(serde_json::Value::String(format!("{year}-{month:02}-{day:02}"))).unwrap()
}

fn slot_of(at: i64) -> Piece {
    let wall = at + 7 * 3_600_000;
    let weekday = (wall.div_euclid(86_400_000) + 3).rem_euclid(7) + 1;
    let slot = wall.rem_euclid(86_400_000) / 1_800_000;
    Piece::Slot { weekday: weekday as u8, slot: slot as u8 }
}

fn stood(counted: &mut Counted, day: ServiceDay, counter: &str, officer: &str, since: i64, until: i64, paused: bool) {
    let mut add = |piece: Piece, ms: i64| {
        let counts = &mut counted.entry((day, piece)).or_default().counts;
        counts.open_ms += ms;
        counts.paused_ms += if paused { ms } else { 0 };
    };
    add(Piece::Day, until - since);
    add(Piece::Desk { counter: counter.to_owned(), officer: officer.to_owned() }, until - since);
    // Half hour by half hour of the whole day, whatever of each is covered.
    let mut from = since - since.rem_euclid(1_800_000);
    while from < until {
        add(slot_of(from), until.min(from + 1_800_000) - since.max(from));
        from += 1_800_000;
    }
}

fn count(counted: &mut Counted, row: &TicketRow, legs: &[LegRow], away: i64, again: bool, target: Seconds) {
    let line = |group: char| Piece::Line { group, class: row.class.clone() };
    let mut visit = Naive::default();
    let c = &mut visit.counts;
    if row.outcome == "void" {
        c.void = 1;
    } else {
        c.issued = 1;
        c.served = i64::from(row.outcome == "served");
        c.no_show = i64::from(row.outcome == "no_show");
        c.left = i64::from(row.outcome == "left");
        c.cancelled = i64::from(row.outcome == "cancelled");
        c.expired = i64::from(row.outcome == "expired");
        let auto = legs.last().is_some_and(|leg| leg.how == "auto_closed") && row.outcome == "served";
        c.auto_closed = i64::from(auto);
        c.same_person = i64::from(again);
        let rated = |level: u8| i64::from(row.rating == Some(level));
        (c.rated_1, c.rated_2, c.rated_3, c.rated_4, c.rated_5) = (rated(1), rated(2), rated(3), rated(4), rated(5));
        if let Some(called) = row.first_called_at {
            let wait = called.0 - row.issued_at.0;
            (c.called, c.with_target, c.wait_ms) = (1, 1, wait);
            c.within_target = i64::from(wait <= i64::from(target.0) * 1000);
            if let Some((low, high)) = row.told {
                let (low, high) = (i64::from(low) * 1000, i64::from(high) * 1000);
                c.told = 1;
                c.told_below = i64::from(wait < low);
                c.told_above = i64::from(wait > high);
                c.told_width_ms = high - low;
                c.told_error_ms = (wait - (low + high) / 2).abs();
            }
            visit.lengths[0].push(wait);
        }
        if away > 0 {
            visit.lengths[3].push(away);
        }
        if row.outcome == "served" && !auto {
            visit.lengths[4].push(row.done_at.unwrap().0 - row.issued_at.0);
        }
    }
    for piece in [Piece::Day, line(row.series), slot_of(row.issued_at.0)] {
        counted.entry((row.day, piece)).or_default().add(&visit);
    }
    if row.outcome == "void" {
        return;
    }
    for leg in legs.iter().filter(|leg| leg.how != "undone") {
        let mut part = Naive::default();
        let c = &mut part.counts;
        c.recalls = i64::from(leg.calls) - 1;
        c.implied = i64::from(leg.start == "implied");
        c.legs_served = i64::from(leg.how == "served");
        c.transferred = i64::from(leg.how == "transferred");
        c.parked = i64::from(leg.how == "parked");
        c.legs_auto_closed = i64::from(leg.how == "auto_closed");
        part.lengths[5].push(leg.called_at.0 - leg.waited_from.0);
        let started = leg.started_at.filter(|_| leg.start == "pressed");
        if let Some(started) = started {
            (c.reacted, c.reaction_ms) = (1, started.0 - leg.called_at.0);
            part.lengths[1].push(started.0 - leg.called_at.0);
        }
        if let Some(ended) = leg.ended_at.filter(|_| leg.how != "auto_closed") {
            c.busy_ms = ended.0 - leg.called_at.0;
            if let Some(started) = started.filter(|_| ["served", "transferred", "parked"].contains(&leg.how)) {
                (c.legs_timed, c.serve_ms) = (1, ended.0 - started.0);
                part.lengths[2].push(ended.0 - started.0);
            }
        }
        let desk = Piece::Desk { counter: leg.counter.clone(), officer: leg.officer.clone() };
        for piece in [Piece::Day, line(leg.group), desk] {
            counted.entry((row.day, piece)).or_default().add(&part);
        }
    }
}

/// Figures must have these counts, and quantiles within a hundredth of the exact ones.
fn agree(what: &str, found: &Figures, naive: &Naive) {
    assert_eq!(found.counts, naive.counts, "{what}");
    let open = found.counts.issued
        - found.counts.served
        - found.counts.no_show
        - found.counts.left
        - found.counts.cancelled
        - found.counts.expired;
    assert_eq!(found.open(), open, "{what}");
    let lengths = &found.lengths;
    let found = [&lengths.wait, &lengths.reaction, &lengths.serve, &lengths.hold, &lengths.total, &lengths.leg_wait];
    for (index, (found, exact)) in found.into_iter().zip(&naive.lengths).enumerate() {
        same_quantiles(&format!("{what}, length {index}"), found, exact);
    }
}

fn same_quantiles(what: &str, found: &Histogram, exact: &[i64]) {
    assert_eq!(found.len(), exact.len() as i64, "{what}");
    let mut exact = exact.to_vec();
    exact.sort_unstable();
    for share in [0.5, 0.9, 0.95] {
        let rank = ((share * exact.len() as f64).ceil() as usize).max(1) - 1;
        let (found, exact) = (found.quantile(share), exact.get(rank).copied());
        match (found, exact) {
            (None, None) => {}
            (Some(found), Some(exact)) => {
                assert!((found - exact).abs() as f64 <= 0.01 * exact as f64, "{what}, {share}: {found} for {exact}");
            }
            (found, exact) => panic!("{what}, {share}: {found:?} for {exact:?}"),
        }
    }
}

fn press(action: Action, at: Moment) -> Press {
    Press { command: Command { by: officer(), action }, at, key: None }
}

/// A hall that lives through some months: hours of random presses, then a night or a week.
async fn lived(store: &Store, name: &str, config: HallConfig, seed: u64) -> Live {
    let id = hall(name);
    store.create_hall(&id).await.unwrap();
    let mut live = Live::load(store, &id).await;
    live.press(store, vec![press(Action::Configure(Box::new(config)), MONDAY_EIGHT)]).await.unwrap();
    let mut dice = Dice(seed);
    let mut now = MONDAY_EIGHT;
    for _ in 0..14 {
        for number in ["1", "2", "3"] {
            // Refused where somebody sits already.
            let officer = dice.one_of(&["officer.lan", "officer.minh"]).parse().unwrap();
            let sit = Action::OpenCounter { counter: counter(number), officer };
            live.press(store, vec![press(sit, now)]).await.unwrap();
        }
        for _ in 0..10 {
            let mut presses = Vec::new();
            for _ in 0..dice.below(12) {
                let (mut command, pause) = command(&mut dice, &live.loaded.hall);
                if let Action::NewEpoch { epoch, .. } = &mut command.action {
                    *epoch = store.fresh_epoch().await.unwrap().0;
                }
                if let Action::Issue(request) = &mut command.action {
                    let low_s = dice.below(600) as u32;
                    request.range = Some(WaitRange { low_s, high_s: low_s + dice.below(900) as u32 });
                    request.person = dice.sometimes(40).then(|| format!("{:064x}", dice.below(6)).parse().unwrap());
                }
                if dice.sometimes(2) {
                    command.action = Action::DoubtClock { wall: Moment(0) };
                }
                now = Moment(now.0 + pause);
                presses.push(Press { command, at: now, key: None });
            }
            live.press(store, presses).await.unwrap();
        }
        if dice.sometimes(15) {
            // What a visit of today is measured by may change while the day goes on.
            let config =
                HallConfig { wait_target: Seconds(60 + dice.below(600) as u32), ..live.loaded.hall.config.clone() };
            live.press(store, vec![press(Action::Configure(Box::new(config)), now)]).await.unwrap();
        }
        now = Moment(now.0 + dice.one_of(&[1, 20, 30, 200]) * 3_600_000);
    }
    live
}

fn span(from: &str, to: &str) -> Span {
    let day = |text: &str| serde_json::from_value(serde_json::Value::String(text.to_owned())).unwrap();
    Span { from: day(from), to: day(to) }
}

fn all_days() -> Span {
    span("2026-11-01", "2027-12-31")
}

async fn random_months_are_what_their_rows_add_up_to(ground: Ground) {
    let store = ground.store().await;
    let mut all: BTreeMap<HallId, Counted> = BTreeMap::new();
    for (seed, config) in configs().into_iter().step_by(5).enumerate() {
        let live = lived(&store, &format!("hall-{seed}"), config, 40 + seed as u64).await;
        let counted = naive(&store, &live).await;
        assert!(counted.len() > 100, "{}", counted.len());
        all.insert(live.id.clone(), counted);
    }
    let served: i64 = all.values().flatten().map(|(_, naive)| naive.counts.legs_timed).sum();
    let undone_and_left = all.values().flatten().map(|(_, naive)| naive.counts.left + naive.counts.void).sum::<i64>();
    assert!(served > 50 && undone_and_left > 20, "the histories hold what they should: {served}, {undone_and_left}");

    for cube in Cube::ALL {
        for (id, counted) in &all {
            let scope = Scope::Hall(id.clone());
            let days = store.statistics(&scope, cube, all_days(), Grain::Days).await.unwrap();
            let expected: Vec<_> = counted.iter().filter(|((_, piece), _)| piece.cube() == cube).collect();
            assert_eq!(days.len(), expected.len(), "{id} {cube:?}");
            for found in &days {
                let key = (found.period.unwrap(), found.piece.clone());
                agree(&format!("{id} {key:?}"), &found.figures, &counted[&key]);
            }
            // Months and days beside them are days added up, whatever the edges.
            for (from, to) in [("2026-11-01", "2027-12-31"), ("2026-11-24", "2026-12-31"), ("2026-12-02", "2027-02-11")]
            {
                let span = span(from, to);
                for grain in [Grain::Whole, Grain::Months] {
                    let mut sums: BTreeMap<(Option<ServiceDay>, Piece), Naive> = BTreeMap::new();
                    for ((day, piece), naive) in
                        expected.iter().filter(|((day, _), _)| (span.from..=span.to).contains(day))
                    {
                        let period = (grain == Grain::Months).then(|| ServiceDay(day.0.first_of_month()));
                        sums.entry((period, piece.clone())).or_default().add(naive);
                    }
                    let found = store.statistics(&scope, cube, span, grain).await.unwrap();
                    assert_eq!(found.len(), sums.len(), "{id} {cube:?} {span:?} {grain:?}");
                    for row in found {
                        let key = (row.period, row.piece.clone());
                        agree(&format!("{id} {key:?} of {span:?}"), &row.figures, &sums[&key]);
                    }
                }
            }
        }
        let mut sums: BTreeMap<Piece, Naive> = BTreeMap::new();
        for ((_, piece), naive) in all.values().flatten().filter(|((_, piece), _)| piece.cube() == cube) {
            sums.entry(piece.clone()).or_default().add(naive);
        }
        let together = store.statistics(&Scope::AllHalls, cube, all_days(), Grain::Whole).await.unwrap();
        assert_eq!(together.len(), sums.len());
        for row in &together {
            assert_eq!((&row.hall, row.period), (&None, None));
            agree(&format!("all halls {:?}", row.piece), &row.figures, &sums[&row.piece]);
        }
        let each = store.statistics(&Scope::EachHall, cube, all_days(), Grain::Whole).await.unwrap();
        let halls: BTreeSet<_> = each.iter().map(|row| row.hall.clone().unwrap()).collect();
        assert_eq!(halls, all.keys().cloned().collect(), "each hall apart");
    }
    for (id, counted) in &all {
        let listed = store.exceptions(id, all_days()).await.unwrap();
        let days = counted.iter().filter(|((_, piece), _)| *piece == Piece::Day);
        let expected: i64 = days.map(|(_, day)| day.counts.void + day.counts.expired + day.counts.auto_closed).sum();
        assert_eq!(listed.len() as i64, expected, "{id}: each exception is counted, and each that is counted listed");
        assert!(listed.is_sorted_by_key(|row| (row.day, row.series, row.number)));
    }
    store.close().await.unwrap();
    let report = verify(&ground.target).await.unwrap();
    assert!(report.is_sound(), "{:#?}", report.findings);
    let before = stored(&ground).await;
    assert!(before.iter().any(|row| row.contains("month")), "months are over");
    rebuild(&ground.target).await.unwrap();
    assert!(stored(&ground).await == before, "derived again, every byte is the same");
}

/// Every row of the table, as text.
async fn stored(ground: &Ground) -> Vec<String> {
    let all = "SELECT hall, scale, cube, period, piece, figures FROM statistic ORDER BY 1, 2, 3, 4, 5";
    match &ground.target {
        Target::Sqlite(path) => {
            let db = rusqlite::Connection::open(path).unwrap();
            let mut statement = db.prepare(all).unwrap();
            let rows = statement.query_map([], |row| {
                let text = |index: usize| row.get::<_, String>(index);
                let figures: Vec<u8> = row.get(5)?;
                Ok(format!("{} {} {} {} {} {figures:?}", text(0)?, text(1)?, text(2)?, text(3)?, text(4)?))
            });
            rows.unwrap().map(Result::unwrap).collect()
        }
        Target::Postgres(url) => {
            use sqlx::Row;
            let mut db = support::postgres::connection(url).await;
            let rows = sqlx::query(all).fetch_all(&mut db).await.unwrap();
            rows.iter()
                .map(|row| {
                    let text = |index: usize| row.get::<String, _>(index);
                    let figures: Vec<u8> = row.get(5);
                    format!("{} {} {} {} {} {figures:?}", text(0), text(1), text(2), text(3), text(4))
                })
                .collect()
        }
    }
}

async fn an_older_database_has_its_figures_when_it_is_opened(ground: Ground) {
    let store = ground.store().await;
    for (seed, config) in configs().into_iter().take(2).enumerate() {
        lived(&store, &format!("hall-{seed}"), config, 90 + seed as u64).await;
    }
    store.close().await.unwrap();
    let before = stored(&ground).await;
    assert!(before.len() > 100);
    // As the schema was before: other counts, no figures, nothing handed in.
    let older = "DROP TABLE statistic; DROP TABLE delivery; CREATE TABLE day_count (hall TEXT)";
    match &ground.target {
        Target::Sqlite(path) => {
            let db = rusqlite::Connection::open(path).unwrap();
            db.execute_batch(&format!("{older}; DROP TABLE event_private_moved; PRAGMA user_version = 2")).unwrap();
            drop(db);
            let refused = verify(&ground.target).await.unwrap_err().to_string();
            assert!(
                refused.contains("schema 2") && refused.contains("goiso rebuild"),
                "verify changes nothing: {refused}"
            );
        }
        Target::Postgres(url) => {
            let mut db = support::postgres::connection(url).await;
            let older = format!("{older}; DELETE FROM goiso_schema WHERE number > 2");
            sqlx::raw_sql(sqlx::AssertSqlSafe(older)).execute(&mut db).await.unwrap();
        }
    }
    ground.store().await.close().await.unwrap();
    assert!(stored(&ground).await == before, "derived from the log when the file was brought up to date");
    assert!(verify(&ground.target).await.unwrap().is_sound());
}

async fn bounds(ground: Ground) {
    let store = ground.store().await;
    let id = hall("nha-trang");
    store.create_hall(&id).await.unwrap();
    let scope = Scope::Hall(id);
    let nothing = store.statistics(&scope, Cube::Day, all_days(), Grain::Whole).await.unwrap();
    assert_eq!(nothing, [], "a hall in which nothing happened");
    let turned = span("2027-01-01", "2026-01-01");
    assert_eq!(
        store.statistics(&scope, Cube::Day, turned, Grain::Whole).await.unwrap(),
        [],
        "the last day before the first"
    );
    let long = span("2000-01-01", "2026-01-01");
    let refused = store.statistics(&scope, Cube::Day, long, Grain::Whole).await;
    assert!(matches!(refused, Err(StoreError::TooMuch { .. })), "{SPAN_DAYS_MAX} days at most: {refused:?}");
    let nowhere = Scope::Hall(hall("hue"));
    let refused = store.statistics(&nowhere, Cube::Day, all_days(), Grain::Whole).await;
    assert!(matches!(refused, Err(StoreError::UnknownHall(_))), "{refused:?}");
    store.close().await.unwrap();
}

/// What a fold counted of the whole day: its lines, and what is of no line.
fn whole_day(fold: &Fold) -> Figures {
    let mut whole = Figures::default();
    let parts = fold.statistics.iter().filter(|((_, piece), _)| [Cube::Day, Cube::Line].contains(&piece.cube()));
    parts.for_each(|(_, figures)| whole.add(figures));
    whole
}

fn folded(log: &[Event]) -> (Fold, Hall) {
    let (mut fold, mut hall) = (Fold::default(), Hall::new());
    log.iter().for_each(|event| fold.apply(&mut hall, event));
    (fold, hall)
}

fn minutes(count: i64) -> i64 {
    count * 60_000
}

/// Within a hundredth, as a histogram holds it.
fn about(found: Option<i64>, exact: i64) {
    let found = found.unwrap();
    assert!((found - exact).abs() * 100 <= exact, "{found} for {exact}");
}

#[test]
fn a_visit_is_measured_as_the_monthly_report_means_it() {
    let mut floor = Floor::open();
    let told = WaitRange { low_s: 300, high_s: 480 };
    let wanted = IssueRequest { range: Some(told), ..request("A", "elderly") };
    let ticket = floor.issue(wanted).unwrap();
    // Called after ten minutes, once more, came after a minute, was sent for papers after five.
    floor.later(600).next("1");
    floor.later(40).at("1", Deed::Recall).unwrap();
    floor.later(20).at("1", Deed::Start).unwrap();
    floor.later(300).at("1", Deed::Park).unwrap();
    // Back after twelve minutes, called two minutes later at counter 1, which knows the person; served in four.
    floor.later(720);
    floor.must(Action::Return { counter: counter("1"), seen: Seen::Elsewhere, ticket });
    floor.later(120).next("1");
    floor.at("1", Deed::Start).unwrap();
    floor.later(240).at("1", Deed::Finish).unwrap();
    floor.must(Action::Rate { ticket, score: 5, comment: None });
    let (fold, hall) = folded(&floor.log);
    let day = hall.day.unwrap();
    let figures = whole_day(&fold);
    let counts = &figures.counts;
    assert_eq!((counts.issued, counts.served, counts.called, figures.open()), (1, 1, 1, 0));
    assert_eq!((counts.wait_ms, counts.with_target, counts.within_target), (minutes(10), 1, 1));
    assert_eq!((counts.told, counts.told_below, counts.told_above), (1, 0, 1), "told 5 to 8 minutes, waited 10");
    assert_eq!((counts.told_width_ms, counts.told_error_ms), (minutes(3), 210_000));
    assert_eq!((counts.legs_served, counts.parked, counts.legs_timed, counts.recalls), (1, 1, 2, 1));
    assert_eq!((counts.serve_ms, counts.reaction_ms, counts.reacted), (minutes(9), minutes(1), 2));
    assert_eq!(counts.busy_ms, minutes(10));
    assert_eq!((counts.rated_5, counts.rated_4), (1, 0));
    about(figures.lengths.wait.longest(), minutes(10));
    about(figures.lengths.hold.longest(), minutes(12));
    about(figures.lengths.leg_wait.quantile(0.5), minutes(2));
    about(figures.lengths.total.longest(), minutes(34));
    let line = Piece::Line { group: 'A', class: "elderly".to_owned() };
    assert_eq!(fold.statistics[&(day, line)], figures, "one line had it all");
    let slot = Piece::Slot { weekday: 1, slot: 16 };
    assert_eq!(fold.statistics[&(day, slot)].counts.issued, 1, "on a Monday from eight to half past");
    let desk = Piece::Desk { counter: "1".to_owned(), officer: "officer.lan".to_owned() };
    let desk = &fold.statistics[&(day, desk)].counts;
    assert_eq!((desk.issued, desk.legs_served, desk.busy_ms), (0, 1, minutes(10)), "counters have legs, not visits");
}

#[test]
fn what_is_undone_void_or_closed_by_the_night_tells_nothing_of_lengths() {
    let mut floor = Floor::open();
    let void = floor.take("A");
    floor.later(60).next("1");
    floor.at("1", Deed::Start).unwrap();
    floor.must(Action::Undo { counter: counter("1"), seen: Some(void) });
    floor.must(Action::Void { ticket: void, reason: "bấm nhầm".to_owned() });
    let kept = floor.take("A");
    floor.later(60).next("1");
    assert_eq!(floor.state(kept), "called");
    let figures = whole_day(&folded(&floor.log).0);
    assert_eq!((figures.counts.void, figures.counts.issued, figures.counts.called), (1, 1, 1));
    assert_eq!((figures.counts.wait_ms, figures.counts.reacted), (minutes(1), 0), "the struck out one stands apart");
    floor.later(20 * 3600);
    floor.must(Action::Tick);
    let (fold, hall) = folded(&floor.log);
    let figures = whole_day(&fold);
    let counts = &figures.counts;
    assert_eq!((counts.served, counts.auto_closed, counts.legs_auto_closed, counts.legs_served), (1, 1, 1, 0));
    assert!(figures.lengths.total.is_empty() && figures.lengths.serve.is_empty());
    assert_eq!(counts.busy_ms, 0);
    // Both counters stood open from eight until the day ended at three, though nobody looked until four.
    assert_eq!(counts.open_ms, 2 * 19 * minutes(60));
    let last = Piece::Slot { weekday: 2, slot: 5 };
    let day = fold.days_over[0];
    assert_eq!(fold.statistics[&(day, last)].counts.open_ms, 2 * minutes(30));
    assert!(!fold.statistics.contains_key(&(day, Piece::Slot { weekday: 2, slot: 6 })));
    assert_eq!(fold.statistics.keys().filter(|(of, _)| Some(*of) == hall.day).count(), 0, "nothing of today yet");
}

#[test]
fn a_counters_hours_are_cut_at_half_hours_and_pauses_are_part_of_them() {
    let mut floor = Floor::new(floor::config());
    floor.later(20 * 60).sit("1");
    floor.later(15 * 60);
    floor.must(Action::PauseCounter { counter: counter("1"), reason: "nghỉ".to_owned() });
    floor.later(30 * 60);
    floor.must(Action::ResumeCounter { counter: counter("1") });
    floor.later(60);
    floor.must(Action::CloseCounter { counter: counter("1") });
    let (fold, hall) = folded(&floor.log);
    let figures = whole_day(&fold);
    assert_eq!((figures.counts.open_ms, figures.counts.paused_ms), (minutes(46), minutes(30)));
    let slot = |slot: u8| {
        let counts = &fold.statistics[&(hall.day.unwrap(), Piece::Slot { weekday: 1, slot })].counts;
        (counts.open_ms, counts.paused_ms)
    };
    assert_eq!(slot(16), (minutes(10), 0));
    assert_eq!(slot(17), (minutes(30), minutes(25)));
    assert_eq!(slot(18), (minutes(6), minutes(5)));
}

#[test]
fn prints_and_the_clock_are_counted_by_the_day() {
    let mut floor = Floor::open();
    let (ticket, other) = (floor.take("A"), floor.take("A"));
    let print = |number: u64| goiso_queue::PrintId(number);
    let seq = floor.hall.seq;
    let asked = || Fact::PrintAsked { printer: "cua-chinh".parse().unwrap(), ticket: Some(ticket) };
    let failed = PrintResult::Failed { why: PrintTrouble::PaperOut };
    let facts = [
        asked(),
        Fact::PrintEnded { print: print(seq + 1), result: failed },
        Fact::PrintEnded { print: print(seq + 1), result: failed },
        asked(),
        Fact::PrintEnded { print: print(seq + 4), result: PrintResult::Printed },
        Fact::ClockDoubted { wall: Moment(0) },
        Fact::SlipHandedToBrowser { ticket, paper: Paper::Wide, copy: 1 },
        Fact::SlipHandedToBrowser { ticket: other, paper: Paper::Wide, copy: 1 },
    ];
    floor.log.extend(facts.map(|fact| Event { at: floor.now, by: officer(), fact }));
    let counts = whole_day(&folded(&floor.log).0).counts;
    assert_eq!((counts.reprints, counts.print_faults, counts.clock_doubts), (2, 1, 1));
}

#[test]
fn a_new_wait_target_measures_the_whole_day_anew() {
    let mut floor = Floor::open();
    floor.take("A");
    floor.later(600).next("1");
    let within = |floor: &Floor| whole_day(&folded(&floor.log).0).counts.within_target;
    assert_eq!(within(&floor), 1);
    let stricter = HallConfig { wait_target: Seconds(300), ..floor.hall.config.clone() };
    floor.must(Action::Configure(Box::new(stricter)));
    assert_eq!(within(&floor), 0);
    let kept = |floor: &Floor| whole_day(&folded(&floor.log).0).counts;
    assert_eq!((kept(&floor).issued, kept(&floor).called), (1, 1), "nothing else changed");
}
