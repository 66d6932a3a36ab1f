//! What a single file promises: one server, old copies recognised, backups under load, full disks, and no change that
//! verify does not see.
#![allow(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

#[path = "../../queue/tests/common/mod.rs"]
mod floor;
mod support;

use floor::random::{Dice, command};
use floor::{MONDAY_EIGHT, config, counter, officer, request};
use goiso_queue::config::{HallConfig, Limits};
use goiso_queue::{Action, Command, Moment};
use goiso_store::{EpochReason, OpenError, Store, StoreError, Target, verify};
use rusqlite::Connection;
use rusqlite::types::Value;
use std::path::Path;
use std::time::{Duration, Instant};
use support::{Folder, Ground, Live, Press, hall};

fn later(seconds: i64) -> Moment {
    Moment(MONDAY_EIGHT.0 + seconds * 1000)
}

fn press(action: Action, at: Moment) -> Press {
    Press { command: Command { by: officer(), action }, at, key: None }
}

fn issue(at: Moment) -> Press {
    press(Action::Issue(request("A", "ordinary")), at)
}

async fn open_hall(store: &Store, name: &str) -> Live {
    let id = hall(name);
    store.create_hall(&id).await.unwrap();
    let mut live = Live::load(store, &id).await;
    let limits = Limits { person_open: None, person_daily: None, open_tickets: 10_000, ..Default::default() };
    let config = HallConfig { limits, ..config() };
    let sit = |number: &str| Action::OpenCounter { counter: counter(number), officer: "officer.lan".parse().unwrap() };
    let presses = [Action::Configure(Box::new(config)), sit("1"), sit("2")];
    live.press(store, presses.into_iter().map(|action| press(action, MONDAY_EIGHT)).collect()).await.unwrap();
    assert!(live.loaded.hall.day.is_some(), "the day has begun");
    live
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_server_is_refused_and_told_who_has_the_file() {
    let ground = Ground::sqlite();
    let store = ground.store().await;
    match Store::open(&ground.target).await {
        Err(OpenError::InUse { pid, .. }) => assert_eq!(pid, std::process::id().to_string()),
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("two servers on one file"),
    }
    assert!(verify(&ground.target).await.is_err(), "verify runs on a stopped hall or a copy");
    store.close().await.unwrap();
    ground.store().await.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hall_that_was_not_closed_goes_on_exactly() {
    let ground = Ground::sqlite();
    let store = ground.store().await;
    let mut live = open_hall(&store, "nha-trang").await;
    for round in 0..50 {
        live.press(&store, vec![issue(later(round))]).await.unwrap();
    }
    // What a killed server leaves: the files as they are, log file and all.
    let left = Folder::new();
    for suffix in ["", "-wal", ".head"] {
        let name = format!("hall.db{suffix}");
        std::fs::copy(ground.path().with_file_name(&name), left.file(&name)).unwrap();
    }
    store.close().await.unwrap();
    let target = Target::Sqlite(left.file("hall.db"));
    let again = Store::open(&target).await.unwrap();
    let loaded = again.load(&live.id).await.unwrap();
    assert_eq!(loaded.hall, live.loaded.hall);
    assert_eq!(loaded.new_epoch, None);
    again.close().await.unwrap();
    assert_eq!(
        std::fs::metadata(left.file("hall.db-wal")).map_or(0, |file| file.len()),
        0,
        "closed, the file is whole"
    );
    assert!(verify(&target).await.unwrap().is_sound());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_file_copied_back_begins_a_new_epoch() {
    let ground = Ground::sqlite();
    let store = ground.store().await;
    let mut live = open_hall(&store, "nha-trang").await;
    live.press(&store, vec![issue(later(1))]).await.unwrap();
    store.close().await.unwrap();
    let old = ground.path().with_file_name("old.db");
    std::fs::copy(ground.path(), &old).unwrap();
    let store = ground.store().await;
    assert_eq!(store.load(&live.id).await.unwrap().new_epoch, None, "its own file is no old one");
    live.press(&store, vec![issue(later(2))]).await.unwrap();
    store.close().await.unwrap();

    std::fs::copy(&old, ground.path()).unwrap();
    let report = verify(&ground.target).await.unwrap();
    assert!(report.findings.iter().any(|finding| finding.what.contains("head noted")), "{report:?}");
    let store = ground.store().await;
    let loaded = store.load(&live.id).await.unwrap();
    assert_eq!(loaded.new_epoch.map(|order| order.reason), Some(EpochReason::Behind));
    store.close().await.unwrap();

    // Gone another way to the same height: the hash tells.
    let other = Folder::new();
    std::fs::copy(&old, other.file("hall.db")).unwrap();
    let target = Target::Sqlite(other.file("hall.db"));
    let store = Store::open(&target).await.unwrap();
    let mut elsewhere = Live::load(&store, &live.id).await;
    elsewhere.press(&store, vec![issue(later(77))]).await.unwrap();
    store.close().await.unwrap();
    assert_eq!(elsewhere.loaded.position, live.loaded.position, "as far as the one that was lost");
    let note = format!(
        "{{\"nha-trang\":{{\"epoch\":\"{}\",\"seq\":{},\"hash\":\"{}\"}}}}",
        live.loaded.position.epoch, live.loaded.position.seq, live.loaded.hash
    );
    std::fs::write(other.file("hall.db.head"), note).unwrap();
    let store = Store::open(&target).await.unwrap();
    let loaded = store.load(&live.id).await.unwrap();
    assert_eq!(loaded.new_epoch.map(|order| order.reason), Some(EpochReason::Behind));
    store.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_under_load_is_of_one_moment_and_marked() {
    let ground = Ground::sqlite();
    let store = ground.store().await;
    let mut halls = Vec::new();
    for number in 0..4 {
        halls.push(open_hall(&store, &format!("hall-{number}")).await);
    }
    let (stop, stopped) = tokio::sync::watch::channel(());
    let tasks: Vec<_> = halls
        .into_iter()
        .map(|mut live| {
            let (store, stopped) = (store.clone(), stopped.clone());
            tokio::spawn(async move {
                let mut round = 0;
                while stopped.has_changed().is_ok() {
                    round += 1;
                    live.press(&store, (0..8).map(|_| issue(later(round))).collect()).await.unwrap();
                }
                live
            })
        })
        .collect();
    let folder = Folder::new();
    for number in 0..5 {
        let before: u64 = store.heads().await.unwrap().iter().map(|head| head.position.seq).sum();
        let copy = folder.file(&format!("copy-{number}.db"));
        let facts = store.backup(&copy).await.unwrap();
        let after: u64 = store.heads().await.unwrap().iter().map(|head| head.position.seq).sum();
        assert_eq!(facts.halls, 4);
        let target = Target::Sqlite(copy.clone());
        let report = verify(&target).await.unwrap();
        assert!(report.is_sound(), "{:#?}", report.findings);
        let copied: u64 = report.halls.iter().map(|hall| hall.events).sum();
        assert!((before..=after).contains(&copied), "{before} {copied} {after}");
        assert!(matches!(store.backup(&copy).await, Err(StoreError::Exists(_))), "nothing is written over");
        let restored = Store::open(&target).await.unwrap();
        let loaded = restored.load(&hall("hall-0")).await.unwrap();
        assert_eq!(loaded.new_epoch.map(|order| order.reason), Some(EpochReason::Restored));
        restored.close().await.unwrap();
    }
    drop((stop, stopped));
    for task in tasks {
        let live = task.await.unwrap();
        assert_eq!(store.load(&live.id).await.unwrap().new_epoch, None, "the original is not marked");
    }
    store.close().await.unwrap();
}

/// A small file system of its own. Needs root, as the test container has.
struct SmallDisk(Folder);

impl SmallDisk {
    fn new() -> Self {
        let folder = Folder::new();
        let mounted = std::process::Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=2m", "tmpfs"])
            .arg(&folder.0)
            .status()
            .unwrap();
        assert!(mounted.success(), "mounting a small disk needs root");
        Self(folder)
    }
}
impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _gone = std::process::Command::new("umount").args(["-l"]).arg(&self.0.0).status();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_is_told_and_work_goes_on_when_there_is_space() {
    let disk = SmallDisk::new();
    let target = Target::Sqlite(disk.0.file("hall.db"));
    let store = Store::open(&target).await.unwrap();
    let mut live = open_hall(&store, "nha-trang").await;
    let mut refused = 0;
    for round in 0..3 {
        let ballast = disk.0.file("ballast");
        // Fills the disk to its end, then works until the database needs more.
        let mut file = std::fs::File::create(&ballast).unwrap();
        while std::io::Write::write(&mut file, &[1; 4096]).is_ok_and(|wrote| wrote > 0) {}
        let before = Instant::now();
        loop {
            let presses = (0..16).map(|_| issue(later(round))).collect();
            match live.press(&store, presses).await {
                Ok(_) => assert!(before.elapsed() < Duration::from_secs(20), "the disk is full, and nobody says so"),
                Err(StoreError::Unavailable { why }) => {
                    assert!(why.contains("full"), "{why}");
                    refused += 1;
                    break;
                }
                Err(other) => panic!("{other}"),
            }
        }
        assert_eq!(store.load(&live.id).await.unwrap().hall, live.loaded.hall, "nothing half written; reading goes on");
        drop(file);
        std::fs::remove_file(&ballast).unwrap();
        live.press(&store, vec![issue(later(round))]).await.expect("space is back, and so is work");
        assert_eq!(store.load(&live.id).await.unwrap().hall, live.loaded.hall);
    }
    assert_eq!(refused, 3);
    store.close().await.unwrap();
    assert!(verify(&target).await.unwrap().is_sound());
}

/// A day with everything in it, closed.
async fn lived(ground: &Ground) {
    let store = ground.store().await;
    for name in ["hue", "nha-trang"] {
        let mut live = open_hall(&store, name).await;
        let mut dice = Dice(7);
        let mut now = MONDAY_EIGHT;
        for round in 0..150 {
            let (mut command, pause) = command(&mut dice, &live.loaded.hall);
            now = Moment(now.0 + pause + if round == 100 { 20 * 3_600_000 } else { 0 });
            if let Action::NewEpoch { epoch, .. } = &mut command.action {
                *epoch = store.fresh_epoch().await.unwrap().0;
            }
            live.press(&store, vec![Press { command, at: now, key: None }]).await.unwrap();
        }
    }
    store.close().await.unwrap();
}

/// The columns of the tables that verify answers for.
const TABLES: [(&str, &str, &[&str]); 5] = [
    ("event", "hall, seq", &["hall", "seq", "epoch", "at", "by", "kind", "body", "hash"]),
    ("hall", "hall", &["epoch", "seq", "head_hash", "day", "day_seq", "ticket_base", "last_at"]),
    (
        "ticket",
        "hall, ticket",
        &[
            "hall",
            "ticket",
            "day",
            "series",
            "number",
            "line",
            "service",
            "class",
            "channel",
            "state",
            "outcome",
            "counter",
            "issued_at",
            "first_called_at",
            "first_started_at",
            "done_at",
            "rating",
            "told_low_s",
        ],
    ),
    (
        "leg",
        "hall, ticket, leg",
        &[
            "hall",
            "ticket",
            "leg",
            "day",
            "line",
            "counter",
            "officer",
            "waited_from",
            "called_at",
            "calls",
            "started_at",
            "start",
            "ended_at",
            "how",
        ],
    ),
    ("statistic", "hall, scale, cube, period, piece", &["hall", "scale", "cube", "period", "piece", "figures"]),
];

/// Another value of the same type.
fn changed(value: &Value, dice: &mut Dice) -> Value {
    match value {
        Value::Null => Value::Integer(1 + dice.below(1_000) as i64),
        Value::Integer(number) => Value::Integer(number + 1 + dice.below(1_000) as i64),
        Value::Real(number) => Value::Real(number + 1.0),
        Value::Text(text) => {
            let mut chars: Vec<char> = text.chars().collect();
            if chars.is_empty() {
                return Value::Text("x".to_owned());
            }
            let place = dice.below(chars.len() as u64) as usize;
            chars[place] = if chars[place] == 'x' { 'y' } else { 'x' };
            Value::Text(chars.into_iter().collect())
        }
        Value::Blob(bytes) => {
            let mut bytes = bytes.clone();
            let place = dice.below(bytes.len() as u64) as usize;
            bytes[place] ^= 1 << dice.below(8);
            Value::Blob(bytes)
        }
    }
}

/// Makes one random change; what it was, or none if the row refused it.
fn mutate(db: &Connection, dice: &mut Dice) -> Option<String> {
    let (table, key, columns) = TABLES[dice.below(TABLES.len() as u64) as usize];
    let rows: i64 = db.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap();
    assert!(rows > 0, "the log has something in {table}");
    let pick = dice.below(rows as u64);
    let chosen = format!("({key}) = (SELECT {key} FROM {table} ORDER BY {key} LIMIT 1 OFFSET {pick})");
    match dice.below(10) {
        0 if table != "hall" => {
            db.execute(&format!("DELETE FROM {table} WHERE {chosen}"), []).unwrap();
            Some(format!("{table}: row {pick} removed"))
        }
        1 if table == "event" => {
            // A copy behind the end, or two events that change places.
            let inserted = db.execute(
                &format!(
                    "INSERT INTO event SELECT e.hall, (SELECT max(seq) + 1 FROM event m WHERE m.hall = e.hall), e.epoch,
                     e.at, e.by, e.kind, e.body, e.hash FROM event e WHERE {chosen}"
                ),
                [],
            );
            inserted.ok().map(|_| format!("event: row {pick} inserted again at the end"))
        }
        2 if table == "event" => {
            let swap = format!(
                "UPDATE event SET (at, by, kind, body, hash) =
                    (SELECT o.at, o.by, o.kind, o.body, o.hash FROM event o WHERE o.hall = event.hall
                     AND o.seq = event.seq + 1)
                 WHERE {chosen} AND EXISTS (SELECT 1 FROM event o WHERE o.hall = event.hall AND o.seq = event.seq + 1)"
            );
            (db.execute(&swap, []).unwrap() == 1).then(|| format!("event: row {pick} is its successor"))
        }
        _ => {
            let column = columns[dice.below(columns.len() as u64) as usize];
            let before: Value =
                db.query_row(&format!("SELECT {column} FROM {table} WHERE {chosen}"), [], |row| row.get(0)).unwrap();
            let after = changed(&before, dice);
            let done = db.execute(&format!("UPDATE {table} SET {column} = ?1 WHERE {chosen}"), [&after]);
            done.ok().map(|_| format!("{table}.{column}: row {pick} from {before:?} to {after:?}"))
        }
    }
}

fn copy_of(path: &Path, folder: &Folder) -> Target {
    let copy = folder.file("copy.db");
    std::fs::copy(path, &copy).unwrap();
    Target::Sqlite(copy)
}

#[tokio::test(flavor = "multi_thread")]
async fn verify_finds_any_single_change() {
    let ground = Ground::sqlite();
    lived(&ground).await;
    let folder = Folder::new();
    let sound = verify(&copy_of(ground.path(), &folder)).await.unwrap();
    assert!(sound.is_sound(), "{:#?}", sound.findings);
    assert!(sound.halls.iter().all(|hall| hall.events > 100), "{sound:?}");
    let (mut made, mut refused) = (0, 0);
    for seed in 0..400 {
        let target = copy_of(ground.path(), &folder);
        let what = {
            let db = Connection::open(folder.file("copy.db")).unwrap();
            db.execute_batch("DROP TRIGGER event_is_never_changed; DROP TRIGGER event_is_never_removed").unwrap();
            mutate(&db, &mut Dice(seed))
        };
        let Some(what) = what else {
            refused += 1;
            continue;
        };
        made += 1;
        let report = verify(&target).await.unwrap();
        assert!(!report.is_sound(), "seed {seed}: not found: {what}");
    }
    assert!(made > 300, "{made} changes were made, {refused} refused by the tables themselves");
}
