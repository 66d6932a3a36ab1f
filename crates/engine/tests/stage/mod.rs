//! A hall with one line and two counters on a real SQLite file, under a clock turned by hand.

#![allow(dead_code, reason = "each test file uses its part")]

use goiso_engine::testing::ManualClock;
use goiso_engine::{Engine, Rendered, Request, Settings};
use goiso_queue::command::IssueRequest;
use goiso_queue::config::{Counter, Hours, ServiceGroup, Text, Zone};
use goiso_queue::time::Seconds;
use goiso_queue::{Action, Actor, Command, Hall, HallConfig, HallId, TicketId};
use goiso_store::{KeyRef, Store, Target};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

/// 2026-11-23 08:00 in the hall.
pub const MORNING: i64 = 1_795_395_600_000;

/// A folder that goes with the test.
pub struct Folder(pub PathBuf);

impl Folder {
    fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("goiso-engine-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&path).expect("a folder for the test");
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _left_behind = std::fs::remove_dir_all(&self.0);
    }
}

pub struct Running {
    pub folder: Folder,
    pub clock: Arc<ManualClock>,
    pub store: Store,
    pub engine: Engine,
}

pub fn hall() -> HallId {
    "nha-trang".parse().expect("a hall")
}

pub fn text(vi: &str) -> Text {
    Text { vi: vi.to_owned(), en: String::new() }
}

pub fn config() -> HallConfig {
    HallConfig {
        name: text("Bộ phận Một cửa"),
        hours: Hours::Always,
        zones: vec![Zone {
            code: "main".parse().expect("a zone"),
            name: text("Khu A"),
            speech: Default::default(),
            wall: Default::default(),
        }],
        groups: vec![ServiceGroup {
            code: "A".parse().expect("a group"),
            name: text("Chứng thực"),
            daily_cap: None,
            service_time: Seconds(300),
            icon: None,
        }],
        counters: ["1", "2"]
            .map(|number| Counter {
                number: number.parse().expect("a counter"),
                name: text(""),
                zone: "main".parse().expect("a zone"),
                groups: vec!["A".parse().expect("a group")],
                helps_after: None,
            })
            .to_vec(),
        ..HallConfig::empty()
    }
}

pub async fn engine(store: &Store, clock: &Arc<ManualClock>) -> Engine {
    let settings = Settings { link_key: [3; 32], ..Settings::default() };
    Engine::start(store.clone(), clock.clone(), settings).await.expect("an engine")
}

impl Running {
    pub async fn open() -> Self {
        let folder = Folder::new();
        let store = Store::open(&Target::Sqlite(folder.0.join("goiso.db"))).await.expect("a database");
        let clock = Arc::new(ManualClock::at(MORNING));
        let engine = engine(&store, &clock).await;
        engine.create_hall(hall(), config(), staff("p-admin")).await.expect("a hall");
        Self { folder, clock, store, engine }
    }

    /// The server stops and starts again on the same file.
    pub async fn restart(self) -> Self {
        let Running { folder, clock, store, engine: old } = self;
        old.stop().await;
        drop(old);
        store.close().await.expect("a closed database");
        let store = Store::open(&Target::Sqlite(folder.0.join("goiso.db"))).await.expect("a database");
        let engine = engine(&store, &clock).await;
        Self { folder, clock, store, engine }
    }

    pub async fn act(&self, by: Actor, action: Action) -> (u16, String) {
        let reply = self.engine.submit(&hall(), request(by, action, None)).await.expect("an answer");
        (reply.status, reply.body)
    }

    pub async fn issue(&self) -> TicketId {
        let (status, body) = self.act(staff("p-lan"), issue()).await;
        assert_eq!(status, 200, "{body}");
        self.engine.read(&hall(), |now| *now.hall.tickets.keys().next_back().expect("a ticket")).expect("a hall")
    }

    pub async fn call_next(&self) -> (u16, String) {
        let seen = self
            .engine
            .read(&hall(), |now| now.hall.desks.get(&"1".parse().expect("a counter")).and_then(|desk| desk.ticket))
            .flatten();
        self.act(staff("p-lan"), Action::CallNext { counter: "1".parse().expect("a counter"), seen }).await
    }

    pub async fn open_counter(&self) {
        let action = Action::OpenCounter {
            counter: "1".parse().expect("a counter"),
            officer: "p-lan".parse().expect("a staff id"),
        };
        assert_eq!(self.act(staff("p-lan"), action).await.0, 200);
    }

    pub fn hall_now(&self) -> Hall {
        self.engine.read(&hall(), |now| now.hall.clone()).expect("a hall")
    }
}

pub fn staff(id: &str) -> Actor {
    Actor::Staff(id.parse().expect("a staff id"))
}

pub fn issue() -> Action {
    Action::Issue(IssueRequest::plain("A".parse().expect("a group"), HallConfig::ordinary()))
}

pub fn request(by: Actor, action: Action, key: Option<KeyRef>) -> Request {
    Request {
        command: Command { by, action },
        key,
        private: Vec::new(),
        render: Box::new(|context, verdict| match verdict {
            Ok(events) => Rendered { status: 200, body: format!("{} from {}", events.len(), context.first_seq) },
            Err(refusal) => Rendered { status: 409, body: refusal.code().to_owned() },
        }),
    }
}
