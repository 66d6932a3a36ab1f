//! What both databases promise alike: one suite, run on each.
#![allow(
    clippy::unwrap_used,
    clippy::wildcard_enum_match_arm,
    reason = "a test stops where something is not as it should be, and picks what it asks about"
)]

#[path = "../../queue/tests/common/mod.rs"]
mod floor;
mod support;

use floor::random::{Dice, command, configs};
use floor::{MONDAY_EIGHT, config, counter, officer, request};
use goiso_queue::config::HallConfig;
use goiso_queue::time::ServiceDay;
use goiso_queue::{Action, Command, Event, Fact, Moment, TicketId};
use goiso_store::people::{BrowserSession, Person, Role, Standing, Token};
use goiso_store::{Answer, EpochReason, Position, Store, StoreError, rebuild, verify};
use std::collections::BTreeSet;
use support::{Facts, Ground, Live, Mishap, Press, Presses, hall, key};

/// Runs a test of the suite on SQLite and on PostgreSQL.
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

on_both!(
    every_statement_prepares,
    what_is_written_is_read_again,
    a_key_takes_effect_once,
    random_days_load_rebuild_and_verify_as_they_were_lived,
    two_nodes_catch_up_with_each_other,
    many_halls_commit_side_by_side,
    a_bug_in_one_hall_stops_no_other,
    a_copy_from_another_history_is_refused,
    the_log_is_only_appended_to,
    two_may_change_places_in_one_batch,
    a_restored_hall_begins_a_new_epoch_first,
    people_tokens_sessions_and_secrets,
    answers_outside_of_halls,
);

fn press(action: Action, at: Moment) -> Press {
    Press { command: Command { by: officer(), action }, at, key: None }
}

fn issue(at: Moment) -> Press {
    press(Action::Issue(request("A", "ordinary")), at)
}

fn later(seconds: i64) -> Moment {
    Moment(MONDAY_EIGHT.0 + seconds * 1000)
}

/// A hall with its day begun and officers at counters 1 and 2.
async fn open_hall(store: &Store, name: &str, config: HallConfig) -> Live {
    let id = hall(name);
    store.create_hall(&id).await.unwrap();
    let mut live = Live::load(store, &id).await;
    let sit = |number: &str| Action::OpenCounter { counter: counter(number), officer: "officer.lan".parse().unwrap() };
    let presses = [Action::Configure(Box::new(config)), sit("1"), sit("2")];
    live.press(store, presses.into_iter().map(|action| press(action, MONDAY_EIGHT)).collect()).await.unwrap();
    assert!(live.loaded.hall.day.is_some(), "the day has begun");
    live
}

async fn open_plain(store: &Store, name: &str) -> Live {
    open_hall(store, name, HallConfig { limits: no_person_limits(), ..config() }).await
}

fn no_person_limits() -> goiso_queue::config::Limits {
    goiso_queue::config::Limits { person_open: None, person_daily: None, ..Default::default() }
}

/// A random day or more; names of epochs come from the store, as the engine takes them.
async fn live_through(store: &Store, live: &mut Live, seed: u64, commands: usize) {
    let mut dice = Dice(seed);
    let mut now = live.loaded.hall.last_at;
    let mut left = commands;
    while left > 0 {
        // The dice look at the hall before the batch, so some commands of a batch are refused: those are answers too.
        let size = 1 + dice.below(16) as usize;
        let mut presses = Vec::new();
        for _ in 0..size.min(left) {
            let (mut command, pause) = command(&mut dice, &live.loaded.hall);
            now = Moment(now.0 + pause + if dice.below(200) == 0 { 20 * 3_600_000 } else { 0 });
            if let Action::NewEpoch { epoch, .. } = &mut command.action {
                *epoch = store.fresh_epoch().await.unwrap().0;
            }
            presses.push(Press { command, at: now, key: None });
        }
        left = left.saturating_sub(size);
        live.press(store, presses).await.unwrap();
    }
}

fn all_days() -> (ServiceDay, ServiceDay) {
    let day = |text: &str| serde_json::from_value(serde_json::Value::String(text.to_owned())).unwrap();
    (day("2000-01-01"), day("2100-01-01"))
}

async fn every_statement_prepares(ground: Ground) {
    let store = ground.store().await;
    assert!(store.prepare_every_statement().await.unwrap() > 40);
    store.close().await.unwrap();
}

async fn what_is_written_is_read_again(ground: Ground) {
    let store = ground.store().await;
    let mut live = open_plain(&store, "nha-trang").await;
    let before = live.loaded.position.seq;
    live.press(&store, vec![issue(later(1)), press(Action::CallNext { counter: counter("1"), seen: None }, later(9))])
        .await
        .unwrap();
    let id = live.id.clone();
    let events = store.events(&id, None, before, 100).await.unwrap();
    let kinds: Vec<&str> = events.iter().map(|event| event.kind.as_str()).collect();
    assert_eq!(kinds, ["ticket_issued", "ticket_called"]);
    assert_eq!(events.last().unwrap().hash, live.loaded.hash);
    assert_eq!(events[0].position.seq, before + 1);
    assert_eq!(store.events(&id, None, before, 1).await.unwrap().len(), 1, "no more than asked for");
    let other = goiso_store::Epoch("other".to_owned());
    assert!(store.events(&id, Some(&other), 0, 100).await.unwrap().is_empty(), "nothing of a foreign epoch");
    let own = live.loaded.position.epoch.clone();
    assert_eq!(store.events(&id, Some(&own), before, 100).await.unwrap(), events);

    let Fact::TicketIssued { ticket, .. } = events[0].event.fact else { panic!("{:?}", events[0]) };
    let (row, legs) = store.ticket(&id, ticket).await.unwrap().unwrap();
    assert_eq!((row.state, row.counter.as_str(), row.number), ("called", "1", 1));
    assert_eq!(row.first_called_at, Some(later(9)));
    assert_eq!((legs.len(), legs[0].officer.as_str(), legs[0].calls), (1, "officer.lan", 1));
    assert!(store.ticket(&id, TicketId(999_999)).await.unwrap().is_none());

    let (from, to) = all_days();
    let counts = store.day_counts(&id, from, to).await.unwrap();
    assert_eq!(counts.len(), 1);
    assert_eq!((counts[0].1, counts[0].2.as_str()), ('A', "ordinary"));
    assert_eq!((counts[0].3.issued, counts[0].3.called, counts[0].3.wait_ms, counts[0].3.open()), (1, 1, 8000, 1));

    let heads = store.heads().await.unwrap();
    assert_eq!(heads.len(), 1);
    assert_eq!(heads[0].position, live.loaded.position);
    assert_eq!(heads[0].day, live.loaded.hall.day);
    assert_eq!(heads[0].last_at, later(9));
    assert!(matches!(store.create_hall(&id).await, Err(StoreError::Exists(_))), "a hall is made once");
    assert!(matches!(store.load(&hall("hue")).await, Err(StoreError::UnknownHall(_))));
    store.close().await.unwrap();

    let store = ground.store().await;
    let again = store.load(&id).await.unwrap();
    assert_eq!(again.hall, live.loaded.hall, "a restart continues exactly");
    assert_eq!((again.position, again.hash, again.new_epoch), (live.loaded.position, live.loaded.hash, None));
    store.close().await.unwrap();
}

async fn a_key_takes_effect_once(ground: Ground) {
    let store = ground.store().await;
    let mut live = open_plain(&store, "nha-trang").await;
    let with =
        |name: KeyName, request: u8, at: i64| Press { key: Some(key(name.0, name.1, request)), ..issue(later(at)) };
    let first = live.press(&store, vec![with(KeyName("d-kiosk", "k1"), 1, 1)]).await.unwrap();
    let seq = live.loaded.position.seq;
    let again = live.press(&store, vec![with(KeyName("d-kiosk", "k1"), 1, 2)]).await.unwrap();
    assert_eq!(first, again, "the retry gets the same answer");
    assert_eq!(live.loaded.position.seq, seq, "and does nothing");
    let other_body = live.press(&store, vec![with(KeyName("d-kiosk", "k1"), 2, 3)]).await.unwrap();
    assert_eq!(other_body, ["422"]);
    let other_principal = live.press(&store, vec![with(KeyName("d-desk", "k1"), 1, 4)]).await.unwrap();
    assert_ne!(other_principal, first, "keys are their principal's own");
    assert_eq!(live.loaded.position.seq, seq + 1);
    // Known and unknown keys of one batch keep their places.
    let mixed = vec![
        with(KeyName("d-kiosk", "k2"), 1, 5),
        with(KeyName("d-kiosk", "k1"), 1, 5),
        with(KeyName("d-kiosk", "k3"), 1, 5),
    ];
    let answers = live.press(&store, mixed).await.unwrap();
    assert_eq!(answers[1], first[0]);
    assert_eq!(live.loaded.position.seq, seq + 3);
    // Forgotten after its time, and not before.
    assert_eq!(store.forget_answers(0).await.unwrap(), 0);
    assert_eq!(store.forget_answers(i64::MAX).await.unwrap(), 4);
    store.close().await.unwrap();
}

/// A principal and a key.
#[derive(Clone, Copy)]
struct KeyName(&'static str, &'static str);

async fn random_days_load_rebuild_and_verify_as_they_were_lived(ground: Ground) {
    let store = ground.store().await;
    let mut lived = Vec::new();
    for (seed, config) in configs().into_iter().enumerate() {
        let mut live = open_hall(&store, &format!("hall-{seed}"), config).await;
        live_through(&store, &mut live, seed as u64, 250).await;
        let loaded = store.load(&live.id).await.unwrap();
        assert_eq!(loaded.hall, live.loaded.hall, "seed {seed}: read again it is the hall that was lived");
        assert_eq!(loaded.position, live.loaded.position);
        assert_eq!(loaded.hash, live.loaded.hash);
        lived.push(live);
    }
    let before = views(&store, &lived).await;
    assert!(before.matches("undone").count() > 0, "an undone leg was among them");
    store.close().await.unwrap();
    let report = verify(&ground.target).await.unwrap();
    assert!(report.is_sound(), "{:#?}", report.findings);
    assert_eq!(report.halls.len(), lived.len());
    let rebuilt = rebuild(&ground.target).await.unwrap();
    let events: u64 = lived.iter().map(|live| live.loaded.position.seq).sum();
    assert_eq!((rebuilt.halls, rebuilt.events), (lived.len() as u64, events));
    let store = ground.store().await;
    assert_eq!(views(&store, &lived).await, before, "derived again, the rows are the same");
    store.close().await.unwrap();
    assert!(verify(&ground.target).await.unwrap().is_sound());
}

/// Every view row of every hall, as text.
async fn views(store: &Store, lived: &[Live]) -> String {
    let mut text = String::new();
    let (from, to) = all_days();
    for live in lived {
        for event in store.events(&live.id, None, 0, u32::MAX).await.unwrap() {
            if let Fact::TicketIssued { ticket, .. } = event.event.fact {
                text.push_str(&format!("{:?}\n", store.ticket(&live.id, ticket).await.unwrap().unwrap()));
            }
        }
        text.push_str(&format!("{:?}\n", store.day_counts(&live.id, from, to).await.unwrap()));
    }
    text
}

async fn two_nodes_catch_up_with_each_other(ground: Ground) {
    let store = ground.store().await;
    let mut here = open_plain(&store, "nha-trang").await;
    // A file has one server; a second copy of the hall in it is behind in the same way.
    let other_store = match &ground.target {
        goiso_store::Target::Sqlite(_) => store.clone(),
        goiso_store::Target::Postgres(_) => ground.store().await,
    };
    let mut there = Live::load(&other_store, &here.id).await;
    for round in 0..20 {
        here.press(&store, vec![issue(later(round))]).await.unwrap();
        there.press(&other_store, vec![issue(later(round)), issue(later(round))]).await.unwrap();
        assert_eq!(there.loaded.position.seq, here.loaded.position.seq + 2);
    }
    here.press(&store, vec![issue(later(60))]).await.unwrap();
    assert_eq!(here.loaded.hall, store.load(&here.id).await.unwrap().hall);
    // At the same instant, over and over: nothing is lost and no number is given twice.
    let mut tasks = Vec::new();
    for node in [&store, &other_store] {
        let (node, mut live) = (node.clone(), Live::load(node, &here.id).await);
        tasks.push(tokio::spawn(async move {
            for _ in 0..50 {
                live.press(&node, vec![issue(later(100))]).await.unwrap();
            }
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    let events = store.events(&here.id, None, here.loaded.position.seq, 1000).await.unwrap();
    let tickets: BTreeSet<String> = events
        .iter()
        .filter_map(|event| match &event.event.fact {
            Fact::TicketIssued { label, .. } => Some(label.to_string()),
            _ => None,
        })
        .collect();
    assert_eq!((events.len(), tickets.len()), (100, 100));
    store.close().await.unwrap();
}

async fn many_halls_commit_side_by_side(ground: Ground) {
    let store = ground.store().await;
    let mut halls = Vec::new();
    for number in 0..12 {
        halls.push(open_plain(&store, &format!("hall-{number}")).await);
    }
    let tasks: Vec<_> = halls
        .into_iter()
        .map(|mut live| {
            let store = store.clone();
            tokio::spawn(async move {
                for round in 0..20 {
                    live.press(&store, vec![issue(later(round)), issue(later(round))]).await.unwrap();
                }
                live
            })
        })
        .collect();
    for task in tasks {
        let live = task.await.unwrap();
        assert_eq!(live.loaded.hall.tickets.len(), 40);
        assert_eq!(store.load(&live.id).await.unwrap().hall, live.loaded.hall);
    }
    store.close().await.unwrap();
    assert!(verify(&ground.target).await.unwrap().is_sound());
}

async fn a_bug_in_one_hall_stops_no_other(ground: Ground) {
    let store = ground.store().await;
    let mut halls = Vec::new();
    for number in 0..6 {
        halls.push(open_plain(&store, &format!("hall-{number}")).await);
    }
    for round in 0..10 {
        let tasks: Vec<_> = halls
            .iter()
            .enumerate()
            .map(|(number, live)| {
                let press = Press { key: Some(key("d-1", &format!("k{round}"), 1)), ..issue(later(round)) };
                let mut batch = Presses::new(&live.id, &live.loaded, vec![press]);
                batch.mishap = match number {
                    0 => Mishap::Panic,
                    1 => Mishap::DoubleKey,
                    _ => Mishap::None,
                };
                let store = store.clone();
                tokio::spawn(async move { store.commit(batch).await })
            })
            .collect();
        for (number, task) in tasks.into_iter().enumerate() {
            match (number, task.await.unwrap()) {
                (0, Err(StoreError::Panicked(_))) | (1, Err(StoreError::Exists(_))) => {}
                (2.., Ok((batch, committed))) => halls[number].follow(&batch, &committed),
                (number, Ok(_)) => panic!("hall {number} went through"),
                (number, Err(error)) => panic!("hall {number}: {error}"),
            }
        }
    }
    for (number, live) in halls.iter().enumerate() {
        assert_eq!(store.load(&live.id).await.unwrap().hall, live.loaded.hall);
        assert_eq!(live.loaded.hall.tickets.len(), if number < 2 { 0 } else { 10 });
    }
    store.close().await.unwrap();
    assert!(verify(&ground.target).await.unwrap().is_sound(), "nothing of the failed ones is left");
}

async fn a_copy_from_another_history_is_refused(ground: Ground) {
    let store = ground.store().await;
    let live = open_plain(&store, "nha-trang").await;
    let refused = async |epoch: &str, seq: u64| {
        let position = Position { epoch: goiso_store::Epoch(epoch.to_owned()), seq };
        let mut loaded = live.loaded.clone();
        loaded.position = position;
        let outcome = store.commit(Presses::new(&live.id, &loaded, vec![issue(later(1))])).await;
        assert!(matches!(outcome, Err(StoreError::InDoubt { .. })), "{epoch}/{seq}");
    };
    let epoch = live.loaded.position.epoch.0.clone();
    refused(&epoch, live.loaded.position.seq + 1).await;
    refused("zzzz", live.loaded.position.seq).await;
    refused("zzzz", 1).await;
    assert_eq!(store.load(&live.id).await.unwrap().position, live.loaded.position);
    store.close().await.unwrap();
}

async fn the_log_is_only_appended_to(ground: Ground) {
    let store = ground.store().await;
    open_plain(&store, "nha-trang").await;
    let attempts = ["UPDATE event SET body = '{}' WHERE seq = 1", "DELETE FROM event WHERE seq = 1"];
    match &ground.target {
        goiso_store::Target::Sqlite(path) => {
            let db = rusqlite::Connection::open(path).unwrap();
            for attempt in attempts {
                assert!(db.execute(attempt, []).unwrap_err().to_string().contains("only appended to"));
            }
        }
        goiso_store::Target::Postgres(url) => {
            let mut db = support::postgres::connection(url).await;
            for attempt in attempts.into_iter().chain(["TRUNCATE event"]) {
                let refused = sqlx::query(attempt).execute(&mut db).await.unwrap_err();
                assert!(refused.to_string().contains("only appended to"), "{refused}");
            }
        }
    }
    store.close().await.unwrap();
}

async fn two_may_change_places_in_one_batch(ground: Ground) {
    let store = ground.store().await;
    let mut live = open_plain(&store, "nha-trang").await;
    let next = |number: &str, seen| press(Action::CallNext { counter: counter(number), seen }, later(2));
    live.press(&store, vec![issue(later(1)), issue(later(1)), next("1", None), next("2", None)]).await.unwrap();
    let at = |live: &Live, number: &str| live.loaded.hall.ticket_at(&counter(number)).map(|ticket| ticket.id);
    let (one, two) = (at(&live, "1").unwrap(), at(&live, "2").unwrap());
    let send = |number: &str, seen, to: &str| {
        let to = goiso_queue::command::TransferTo::Counter { number: counter(to) };
        let after = goiso_queue::command::AfterTransfer::Ends;
        press(Action::Transfer { counter: counter(number), seen: Some(seen), to, after }, later(20))
    };
    let start = |number: &str, seen| press(Action::Start { counter: counter(number), seen: Some(seen) }, later(10));
    let answers = live
        .press(
            &store,
            vec![
                start("1", one),
                start("2", two),
                send("1", one, "2"),
                send("2", two, "1"),
                press(Action::CallNext { counter: counter("1"), seen: None }, later(30)),
                press(Action::CallNext { counter: counter("2"), seen: None }, later(30)),
            ],
        )
        .await
        .unwrap();
    assert_eq!((at(&live, "1"), at(&live, "2")), (Some(two), Some(one)), "{answers:?}");
    store.close().await.unwrap();
    assert!(verify(&ground.target).await.unwrap().is_sound());
}

async fn a_restored_hall_begins_a_new_epoch_first(ground: Ground) {
    let store = ground.store().await;
    let mut live = open_plain(&store, "nha-trang").await;
    live.press(&store, vec![issue(later(1))]).await.unwrap();
    store.mark_restored().await.unwrap();
    let outcome = live.press(&store, vec![issue(later(2))]).await;
    assert!(matches!(outcome, Err(StoreError::InDoubt { .. })), "nothing goes on in the old epoch");
    let mut live = Live::load(&store, &live.id).await;
    let order = live.loaded.new_epoch.clone().unwrap();
    assert_eq!(order.reason, EpochReason::Restored);
    let begin = Action::NewEpoch { epoch: order.epoch.0.clone(), skip_numbers: 200 };
    live.press(&store, vec![press(begin, later(3)), issue(later(4))]).await.unwrap();
    let again = store.load(&live.id).await.unwrap();
    assert_eq!(again.new_epoch, None, "once is enough");
    assert_eq!(again.position.epoch, order.epoch);
    assert_eq!(again.hall, live.loaded.hall);
    let newest = again.hall.tickets.values().last().unwrap();
    assert_eq!(newest.label.to_string(), "A202", "paper of the lost future exists");
    store.close().await.unwrap();
    assert!(verify(&ground.target).await.unwrap().is_sound());
}

async fn people_tokens_sessions_and_secrets(ground: Ground) {
    let store = ground.store().await;
    let lan = Person {
        id: "p-lan".to_owned(),
        login: "lan".to_owned(),
        name: "Trần Thị Lan".to_owned(),
        role: Role::Officer,
        hall: Some(hall("nha-trang")),
        password: "$argon2id$".to_owned(),
        standing: Standing::Active,
        created_at: 5,
    };
    store.add_person(lan.clone()).await.unwrap();
    let twin = Person { id: "p-other".to_owned(), ..lan.clone() };
    assert!(matches!(store.add_person(twin).await, Err(StoreError::Exists(_))), "a login is one person's");
    assert_eq!(store.person_by_login("lan").await.unwrap(), Some(lan.clone()));
    assert_eq!(store.person_by_login("minh").await.unwrap(), None);
    let changed = Person { role: Role::Supervisor, hall: None, standing: Standing::Disabled, ..lan };
    assert!(store.update_person(changed.clone()).await.unwrap());
    assert_eq!(store.person("p-lan").await.unwrap(), Some(changed.clone()));
    assert_eq!(store.people().await.unwrap(), std::slice::from_ref(&changed));
    assert!(!store.update_person(Person { id: "p-nobody".to_owned(), ..changed }).await.unwrap());

    let kiosk = Token {
        hash: [7; 32],
        id: "d-kiosk".to_owned(),
        name: "Ki-ốt cửa chính".to_owned(),
        role: Role::Kiosk,
        hall: Some(hall("nha-trang")),
        zone: String::new(),
        speaks: Some(2),
        standing: Standing::Active,
        created_at: 6,
    };
    store.add_token(kiosk.clone()).await.unwrap();
    assert_eq!(store.token_by_hash([7; 32]).await.unwrap(), Some(kiosk.clone()));
    assert!(store.rotate_token("d-kiosk", [7; 32], [8; 32]).await.unwrap());
    assert!(!store.rotate_token("d-kiosk", [7; 32], [9; 32]).await.unwrap(), "the old secret rotates nothing");
    assert_eq!(store.token_by_hash([7; 32]).await.unwrap(), None);
    assert!(store.set_token_standing("d-kiosk", Standing::Disabled).await.unwrap());
    let now = Token { hash: [8; 32], standing: Standing::Disabled, ..kiosk };
    assert_eq!(store.tokens().await.unwrap(), [now]);

    let session =
        |number: u8| BrowserSession { hash: [number; 32], person: "p-lan".to_owned(), created_at: 10, seen_at: 10 };
    store.add_session(session(1)).await.unwrap();
    store.add_session(session(2)).await.unwrap();
    store.touch_session([1; 32], 99).await.unwrap();
    assert_eq!(store.session_by_hash([1; 32]).await.unwrap().map(|session| session.seen_at), Some(99));
    assert_eq!(store.sessions_of("p-lan").await.unwrap().len(), 2);
    store.forget_sessions(50).await.unwrap();
    assert_eq!(store.session_by_hash([2; 32]).await.unwrap(), None, "too long unused");
    store.end_session([1; 32]).await.unwrap();
    assert_eq!(store.sessions_of("p-lan").await.unwrap(), []);
    store.add_session(session(3)).await.unwrap();
    assert_eq!(store.end_sessions_of("p-lan").await.unwrap(), 1);

    let link = store.secret("link-key").await.unwrap();
    assert_ne!(link, [0; 32]);
    assert_eq!(store.secret("link-key").await.unwrap(), link, "made once");
    assert_ne!(store.secret("day-key").await.unwrap(), link);
    store.set_secret("kiosk-pin", b"of any length".to_vec()).await.unwrap();
    store.set_secret("kiosk-pin", b"another".to_vec()).await.unwrap();
    assert_eq!(store.known_secret("kiosk-pin").await.unwrap().as_deref(), Some(&b"another"[..]));
    assert_eq!(store.known_secret("nothing").await.unwrap(), None, "asking makes none");
    assert_eq!(store.secret_names().await.unwrap(), ["day-key", "kiosk-pin", "link-key"]);
    store.forget_secret("link-key").await.unwrap();
    assert_ne!(store.secret("link-key").await.unwrap(), link, "forgotten is forgotten");
    store.close().await.unwrap();
}

async fn answers_outside_of_halls(ground: Ground) {
    let store = ground.store().await;
    let kept = Answer { key: key("p-lan", "k1", 1), status: 201, body: "{\"id\":\"p-9\"}".to_owned() };
    assert_eq!(store.outer_answer(&kept.key).await.unwrap(), None);
    store.keep_outer_answer(kept.clone()).await.unwrap();
    let known = store.outer_answer(&kept.key).await.unwrap().unwrap();
    assert_eq!((known.status, known.body.as_str(), known.request_hash), (201, kept.body.as_str(), [1; 32]));
    assert!(matches!(store.keep_outer_answer(kept).await, Err(StoreError::Exists(_))));
    assert_eq!(store.forget_answers(i64::MAX).await.unwrap(), 1);
    store.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_promoted_server_begins_a_new_epoch() {
    let ground = Ground::postgres().await;
    let store = ground.store().await;
    let id = hall("nha-trang");
    store.create_hall(&id).await.unwrap();
    // A promotion changes the server's timeline under an epoch; here the epoch is made to name another timeline.
    let mut db = support::postgres::connection(ground.url()).await;
    sqlx::query("UPDATE hall SET epoch = 'k3f9x2aq-F'").execute(&mut db).await.unwrap();
    let mut live = Live::load(&store, &id).await;
    let order = live.loaded.new_epoch.clone().unwrap();
    assert_eq!(order.reason, EpochReason::Promoted);
    let configure = Action::Configure(Box::new(config()));
    let outcome = live.press(&store, vec![press(configure, later(0))]).await;
    assert!(matches!(outcome, Err(StoreError::InDoubt { .. })));
    let fact = Fact::EpochStarted { epoch: order.epoch.0.clone(), skip_numbers: 200, ticket_base: 1000 };
    let events = vec![Event { at: later(1), by: goiso_queue::Actor::Clock, fact }];
    store.commit(Facts { id: id.clone(), position: live.loaded.position, events }).await.unwrap();
    assert_eq!(store.load(&id).await.unwrap().new_epoch, None);
    store.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_does_not_sync_is_refused() {
    let url = support::postgres::fresh_database().await.replace("allow_unsafe_fsync=1", "");
    let named = std::env::var("GOISO_TEST_POSTGRES").is_ok();
    match Store::open(&goiso_store::Target::Postgres(url)).await {
        Err(error) => assert!(error.to_string().contains("fsync is off"), "{error}"),
        // A named server may well sync.
        Ok(_) => assert!(named, "our own test server runs without fsync"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_nodes_that_start_at_once_make_the_schema_once() {
    let ground = Ground::postgres().await;
    let (one, two) = tokio::join!(Store::open(&ground.target), Store::open(&ground.target));
    let (one, two) = (one.unwrap(), two.unwrap());
    one.create_hall(&hall("nha-trang")).await.unwrap();
    assert_eq!(two.heads().await.unwrap().len(), 1);
    one.close().await.unwrap();
    two.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn verify_finds_changes_on_postgres_too() {
    let ground = Ground::postgres().await;
    let store = ground.store().await;
    let mut live = open_plain(&store, "nha-trang").await;
    live_through(&store, &mut live, 3, 200).await;
    store.close().await.unwrap();
    let mut db = support::postgres::connection(ground.url()).await;
    // As somebody would who owns the server: past the triggers. Each change is taken back after it was found.
    sqlx::query("SET session_replication_role = replica").execute(&mut db).await.unwrap();
    let changes = [
        ("UPDATE event SET at = at + 1 WHERE seq = 40", "UPDATE event SET at = at - 1 WHERE seq = 40"),
        ("UPDATE event SET body = body || ' ' WHERE seq = 9", "UPDATE event SET body = rtrim(body) WHERE seq = 9"),
        ("UPDATE event SET seq = 100000 WHERE seq = 30", "UPDATE event SET seq = 30 WHERE seq = 100000"),
        ("UPDATE hall SET seq = seq - 1", "UPDATE hall SET seq = seq + 1"),
        ("UPDATE hall SET day = '2030-01-01'", "UPDATE hall SET day = (SELECT max(day) FROM ticket)"),
        ("UPDATE leg SET calls = calls + 1 WHERE leg = 0", "UPDATE leg SET calls = calls - 1 WHERE leg = 0"),
        ("UPDATE ticket SET hall = 'hue'", "UPDATE ticket SET hall = 'nha-trang'"),
        ("UPDATE ticket SET day = 'z' || day", "UPDATE ticket SET day = substr(day, 2)"),
        ("UPDATE statistic SET period = 'z' || period", "UPDATE statistic SET period = substr(period, 2)"),
    ];
    assert!(verify(&ground.target).await.unwrap().is_sound());
    for (change, back) in changes {
        assert!(sqlx::query(change).execute(&mut db).await.unwrap().rows_affected() > 0, "{change}");
        assert!(!verify(&ground.target).await.unwrap().is_sound(), "not found: {change}");
        sqlx::query(back).execute(&mut db).await.unwrap();
        let report = verify(&ground.target).await.unwrap();
        assert!(report.is_sound(), "{back}: {:#?}", report.findings);
    }
}
