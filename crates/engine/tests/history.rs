//! Looking back shows what was published live.

use goiso_engine::testing::ManualClock;
use goiso_engine::{Audience, Engine, LookBackError, Rendered, Request, Settings, ViewName, When, Who};
use goiso_queue::command::{AfterTransfer, IssueRequest, Item, TransferTo};
use goiso_queue::config::{Counter, Hours, Policy, PriorityClass, ServiceGroup, Text, Zone};
use goiso_queue::print::Paper;
use goiso_queue::time::{Seconds, ServiceDay};
use goiso_queue::{Action, Actor, CallId, Command, CounterNo, Hall, HallConfig, HallId, Moment, TicketId};
use goiso_store::people::Role;
use goiso_store::{Store, Target};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

/// 2026-11-23 08:00 in the hall.
const MORNING: i64 = 1_795_395_600_000;
const COMMANDS: u32 = 260;

fn hall() -> HallId {
    "nha-trang".parse().expect("a hall")
}

fn text(vi: &str) -> Text {
    Text { vi: vi.to_owned(), en: String::new() }
}

fn counter(number: u64) -> CounterNo {
    number.to_string().parse().expect("a counter")
}

fn config() -> HallConfig {
    let zone = |code: &str| Zone {
        code: code.parse().expect("a zone"),
        name: text(code),
        speech: Default::default(),
        wall: Default::default(),
    };
    let group = |letter: &str| ServiceGroup {
        code: letter.parse().expect("a group"),
        name: text("Lĩnh vực"),
        daily_cap: None,
        service_time: Seconds(300),
        icon: None,
    };
    let desk = |number: u64, zone: &str, groups: &[&str]| Counter {
        number: counter(number),
        name: text(""),
        zone: zone.parse().expect("a zone"),
        groups: groups.iter().map(|letter| letter.parse().expect("a group")).collect(),
        helps_after: None,
    };
    HallConfig {
        name: text("Bộ phận Một cửa"),
        hours: Hours::Always,
        policy: Policy::Accumulating,
        zones: vec![zone("main"), zone("upstairs")],
        groups: vec![group("A"), group("B")],
        classes: vec![PriorityClass {
            code: "elderly".parse().expect("a class"),
            name: text("Người cao tuổi"),
            rate_milli: 3000,
            head_start: Seconds(0),
            from_age: None,
        }],
        counters: vec![desk(1, "main", &["A", "B"]), desk(2, "upstairs", &["B", "A"])],
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
        (z ^ (z >> 31)) % bound
    }
}

fn some_ticket(dice: &mut Dice, hall: &Hall) -> TicketId {
    let place = dice.below(hall.tickets.len().max(1) as u64) as usize;
    hall.tickets.keys().nth(place).copied().unwrap_or(TicketId(0))
}

fn some_action(dice: &mut Dice, hall: &Hall) -> Action {
    let at = counter(1 + dice.below(2));
    let seen = hall.desks.get(&at).and_then(|desk| desk.ticket);
    let newest = hall.calls.keys().next_back().copied().unwrap_or(CallId(0));
    let (item, zone) =
        (Item::Call(newest), hall.calls.get(&newest).map_or("main".to_owned(), |call| call.zone.to_string()));
    let zone = zone.parse().expect("a zone");
    let device = || "d-loa".parse().expect("a device");
    match dice.below(20) {
        0..=3 => Action::Issue(IssueRequest::plain(
            ["A", "B"][dice.below(2) as usize].parse().expect("a group"),
            if dice.below(4) == 0 { "elderly".parse().expect("a class") } else { HallConfig::ordinary() },
        )),
        4 => Action::OpenCounter { counter: at, officer: "p-lan".parse().expect("a staff id") },
        5 | 6 => Action::CallNext { counter: at, seen },
        7 => Action::Recall { counter: at, seen },
        8 => Action::Start { counter: at, seen },
        9 => Action::Undo { counter: at, seen },
        10 => Action::Transfer {
            counter: at,
            seen,
            to: TransferTo::Counter { number: counter(1 + dice.below(2)) },
            after: AfterTransfer::Returns,
        },
        11 => Action::Cancel { ticket: some_ticket(dice, hall) },
        12 => Action::PushBack { ticket: some_ticket(dice, hall) },
        13..=15 => Action::Speak { item, zone, device: device(), for_ms: 4_000 },
        16 => Action::Spoken { item, zone, device: device() },
        17 | 18 => Action::HandToBrowser { ticket: some_ticket(dice, hall), paper: Paper::Wide, copy: 1 },
        _ => Action::Shown { call: newest, devices: vec![device()] },
    }
}

fn audience() -> Audience {
    Audience {
        principal: "p-lan".to_owned(),
        role: Who::Role(Role::Supervisor),
        device: None,
        name: "Lan".to_owned(),
        hall: Some(hall()),
        zone: None,
        speaks: None,
    }
}

async fn submit(engine: &Engine, action: Action) -> u16 {
    let request = Request {
        command: Command { by: Actor::Staff("p-lan".parse().expect("a staff id")), action },
        key: None,
        private: Vec::new(),
        render: Box::new(|_, verdict| match verdict {
            Ok(_) => Rendered { status: 200, body: String::new() },
            Err(refusal) => Rendered { status: 409, body: refusal.code().to_owned() },
        }),
    };
    engine.submit(&hall(), request).await.expect("an answer").status
}

fn live(engine: &Engine, view: &ViewName) -> (u64, Value) {
    let now = engine.view_now(view, &audience()).expect("a view");
    let frame: Value = serde_json::from_slice(&now.frame).expect("a frame is JSON");
    (now.seq, frame["set"].clone())
}

fn zone(code: &str) -> ViewName {
    ViewName::Zone { hall: hall(), zone: code.parse().expect("a zone") }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn looking_back_shows_what_was_published_live() {
    let folder = std::env::temp_dir().join(format!("goiso-history-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let store = Store::open(&Target::Sqlite(folder.join("goiso.db"))).await.expect("a database");
    let clock = Arc::new(ManualClock::at(MORNING));
    let settings = Settings { link_key: [3; 32], ..Settings::default() };
    let engine = Engine::start(store.clone(), clock.clone(), settings).await.expect("an engine");
    engine.create_hall(hall(), config(), Actor::Staff("p-admin".parse().expect("a staff id"))).await.expect("a hall");

    let mut dice = Dice(20_261_123);
    let mut published = Vec::new();
    for turn in 0..COMMANDS as usize {
        clock.pass(1 + i64::try_from(dice.below([5_000, 5_000, 5_000, 60_000][turn % 4])).expect("a pause"));
        let copy = engine.read(&hall(), |now| now.hall.clone()).expect("a hall");
        submit(&engine, some_action(&mut dice, &copy)).await;
        let at = engine.read(&hall(), |now| now.now).expect("a hall");
        let views = [ViewName::Supervisor { hall: hall() }, zone("main"), zone("upstairs")];
        let shown: Vec<(u64, Value)> = views.iter().map(|view| live(&engine, view)).collect();
        published.push((at, shown));
    }
    let far = published.last().expect("a moment").0;
    assert!(published.last().expect("a moment").1[0].0 > 150, "much happened");

    let printed = |shown: &[(u64, Value)]| {
        shown[0].1.as_object().is_some_and(|set| set.keys().any(|key| key.starts_with("print/")))
    };
    assert!(published.iter().any(|(_, shown)| printed(shown)), "browsers printed too");

    let mut marks: BTreeMap<&str, usize> = BTreeMap::new();
    for turn in 0..120 {
        let (at, shown) = &published[dice.below(u64::from(COMMANDS)) as usize];
        let looked = engine.look_back(&hall(), When::At(*at)).await.expect("a moment");
        assert_eq!(looked.seq, shown[0].0, "turn {turn}: the seq of {at:?}");
        let supervisor = serde_json::to_value(&looked.supervisor).expect("values");
        assert_eq!(supervisor, shown[0].1, "turn {turn}: the supervisor's view");
        for (code, (_, zone)) in ["main", "upstairs"].iter().zip(&shown[1..]) {
            let values = &looked.zones[&code.parse().expect("a zone")];
            assert_eq!(&serde_json::to_value(values).expect("values"), zone, "turn {turn}: zone {code}");
        }
        for mark in &looked.marks {
            assert!(mark.at <= *at && at.ms_since(mark.at) <= 30_000, "shortly before: {mark:?}");
            *marks.entry(mark.what).or_default() += 1;
        }
        assert!(looked.beside.0.is_none_or(|before| before < *at));
        assert!(looked.beside.1.is_none_or(|after| after > *at));
    }
    assert!(marks.contains_key("granted") && marks.contains_key("shown"), "said and shown are told: {marks:?}");

    let day = ServiceDay("2026-11-23".parse().expect("a day"));
    let end = engine.look_back(&hall(), When::EndOf(day)).await.expect("a day");
    assert_eq!((end.day, end.at <= far), (day, true));
    assert_eq!(end.at, end.span.1);
    for never in [When::At(Moment(MORNING - 1)), When::EndOf(ServiceDay("2025-01-01".parse().expect("a day")))] {
        let error = engine.look_back(&hall(), never).await.expect_err("nothing was recorded then");
        assert!(matches!(error, LookBackError::NothingThen), "{never:?}: {error}");
    }
    let nowhere = engine.look_back(&"khong-co".parse().expect("a hall"), When::At(far)).await;
    assert!(matches!(nowhere, Err(LookBackError::UnknownHall)));
    engine.stop().await;
    store.close().await.expect("a closed database");
    std::fs::remove_dir_all(&folder).expect("the folder goes");
}
