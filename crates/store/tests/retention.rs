//! Personal facts are gone when their time is over, and the log can still be proved.
#![allow(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

#[path = "../../queue/tests/common/mod.rs"]
mod floor;
mod support;

use floor::random::Dice;
use floor::{MONDAY_EIGHT, config, officer, request};
use goiso_queue::config::{HallConfig, Limits};
use goiso_queue::{Action, Command, HallId, Moment, decide};
use goiso_store::{
    Batch, Decided, Fold, KeyRef, KnownAnswer, Loaded, NewEvent, Position, PrivateFact, Store, StoredEvent, Target,
    verify,
};
use std::path::Path;
use std::time::{Duration, Instant};
use support::{Ground, hall};

/// Stands in every fact that is to be erased.
const OLD: &str = "canary-old";
/// Stands in those that are to stay.
const NEW: &str = "canary-new";

/// Tickets with a personal fact each.
struct Told {
    id: HallId,
    loaded: Loaded,
    at: Moment,
    facts: Vec<String>,
}

impl Batch for Told {
    fn hall(&self) -> &HallId {
        &self.id
    }
    fn position(&self) -> Position {
        self.loaded.position.clone()
    }
    fn catch_up(&mut self, _: &Position, _: Vec<StoredEvent>) {}
    fn keys(&self) -> Vec<KeyRef> {
        Vec::new()
    }
    fn decide(&mut self, _: Vec<Option<KnownAnswer>>) -> Decided {
        let mut decided = Decided { fold: Fold::default(), ..Decided::default() };
        let hall = &mut self.loaded.hall;
        if hall.day.is_none() {
            let config =
                HallConfig { limits: Limits { person_open: None, person_daily: None, ..config().limits }, ..config() };
            let command = Command { by: officer(), action: Action::Configure(Box::new(config)) };
            for event in decide(hall, &command, self.at).unwrap() {
                decided.fold.apply(hall, &event);
                decided.events.push(NewEvent { event, private: Vec::new() });
            }
        }
        for value in self.facts.drain(..) {
            let command = Command { by: officer(), action: Action::Issue(request("A", "ordinary")) };
            let mut private = vec![PrivateFact { field: "note", salt: [7; 16], value }];
            for event in decide(hall, &command, self.at).unwrap() {
                decided.fold.apply(hall, &event);
                decided.events.push(NewEvent { event, private: std::mem::take(&mut private) });
            }
        }
        decided
    }
}

async fn tell(store: &Store, id: &HallId, at: Moment, facts: Vec<String>) {
    let loaded = store.load(id).await.unwrap();
    store.commit(Told { id: id.clone(), loaded, at, facts }).await.unwrap();
}

/// Facts of every length, some over many pages, told in turns by several halls: pages split and hold what was moved away.
async fn tell_much(store: &Store, halls: &[HallId], at: Moment, word: &str) {
    let mut dice = Dice(at.0 as u64);
    for _ in 0..40 {
        for id in halls {
            let facts = (0..1 + dice.below(4)).map(|_| {
                let long = if dice.sometimes(3) { 9_000 } else { 300 };
                format!("{word} {}", "x".repeat(dice.below(long) as usize))
            });
            let facts = facts.collect();
            tell(store, id, at, facts).await;
        }
    }
}

fn holds(path: &Path, word: &str) -> usize {
    let Ok(bytes) = std::fs::read(path) else { return 0 };
    bytes.windows(word.len()).filter(|part| *part == word.as_bytes()).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_erased_is_neither_in_the_file_nor_in_its_log_file() {
    let ground = Ground::sqlite();
    let store = ground.store().await;
    let halls: Vec<HallId> = (0..5).map(|number| hall(&format!("hall-{number}"))).collect();
    for id in &halls {
        store.create_hall(id).await.unwrap();
    }
    let later = Moment(MONDAY_EIGHT.0 + 3_600_000);
    tell_much(&store, &halls, MONDAY_EIGHT, OLD).await;
    tell_much(&store, &halls, later, NEW).await;
    let wal = ground.path().with_extension("db-wal");
    assert!(holds(ground.path(), OLD) + holds(&wal, OLD) > 500, "it was there");
    let kept = holds(ground.path(), NEW) + holds(&wal, NEW);
    assert!(kept > 500, "{kept}");

    assert_eq!(store.erase_private(MONDAY_EIGHT).await.unwrap(), 0, "not before its time");
    let erased = store.erase_private(later).await.unwrap();
    assert!(erased > 400, "{erased}");
    // The log file is emptied when the writer is idle, which here it is at once.
    let begun = Instant::now();
    while holds(&wal, OLD) > 0 {
        assert!(begun.elapsed() < Duration::from_secs(10), "the log file still holds {}", holds(&wal, OLD));
        tokio::task::yield_now().await;
    }
    assert_eq!(holds(ground.path(), OLD), 0, "while the server runs");
    assert_eq!(store.erase_private(later).await.unwrap(), 0, "once");
    store.close().await.unwrap();
    for file in std::fs::read_dir(ground.path().parent().unwrap()).unwrap() {
        assert_eq!(holds(&file.as_ref().unwrap().path(), OLD), 0, "{file:?}");
    }
    assert!(holds(ground.path(), NEW) > 400, "what is younger stays");
    let report = verify(&ground.target).await.unwrap();
    assert!(report.is_sound(), "{:#?}", report.findings);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erasing_that_was_cut_off_is_ended_by_the_next() {
    let ground = Ground::sqlite();
    let store = ground.store().await;
    let id = hall("nha-trang");
    store.create_hall(&id).await.unwrap();
    tell_much(&store, std::slice::from_ref(&id), MONDAY_EIGHT, OLD).await;
    store.close().await.unwrap();
    {
        let db = rusqlite::Connection::open(ground.path()).unwrap();
        let half = "INSERT INTO event_private_moved SELECT * FROM event_private ORDER BY hall, seq LIMIT 30;
            DELETE FROM event_private WHERE (hall, seq) IN (SELECT hall, seq FROM event_private_moved)";
        db.execute_batch(half).unwrap();
    }
    let store = ground.store().await;
    let later = Moment(MONDAY_EIGHT.0 + 3_600_000);
    let erased = store.erase_private(later).await.unwrap();
    assert!(erased > 60, "{erased}");
    tell(&store, &id, later, vec![NEW.to_owned()]).await;
    store.close().await.unwrap();
    assert_eq!((holds(ground.path(), OLD), holds(ground.path(), NEW)), (0, 1));
    assert!(verify(&ground.target).await.unwrap().is_sound());
}

#[tokio::test(flavor = "multi_thread")]
async fn postgres_forgets_too_and_the_log_still_verifies() {
    let ground = Ground::postgres().await;
    let store = ground.store().await;
    let halls = [hall("nha-trang"), hall("hue")];
    for id in &halls {
        store.create_hall(id).await.unwrap();
    }
    let later = Moment(MONDAY_EIGHT.0 + 3_600_000);
    tell_much(&store, &halls, MONDAY_EIGHT, OLD).await;
    tell_much(&store, &halls, later, NEW).await;
    let erased = store.erase_private(later).await.unwrap();
    store.close().await.unwrap();
    let Target::Postgres(url) = &ground.target else { panic!("of PostgreSQL") };
    let mut db = support::postgres::connection(url).await;
    let count = |word: &str| format!("SELECT count(*) FROM event_private WHERE value LIKE '{word}%'");
    let left: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(count(OLD))).fetch_one(&mut db).await.unwrap();
    let kept: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(count(NEW))).fetch_one(&mut db).await.unwrap();
    assert!(erased > 100 && kept > 100, "{erased} erased, {kept} kept");
    assert_eq!(left, 0);
    let report = verify(&ground.target).await.unwrap();
    assert!(report.is_sound(), "{:#?}", report.findings);
}
