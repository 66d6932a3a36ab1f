//! What a hall learnt about waits is there again after a restart.

use goiso_engine::testing::ManualClock;
use goiso_engine::{Engine, Rendered, Request, Settings};
use goiso_queue::command::{IssueFor, IssueRequest};
use goiso_queue::config::{Counter, Hours, ServiceGroup, Text, Zone};
use goiso_queue::forecast::live::Forecaster;
use goiso_queue::ticket::{Care, Channel, Language};
use goiso_queue::time::Seconds;
use goiso_queue::{Action, Actor, Command, CounterNo, Forecast, Hall, HallConfig, HallId, Moment};
use goiso_store::{Store, Target};
use std::path::PathBuf;
use std::sync::Arc;

/// 2026-11-23 08:00 in the hall.
const MORNING: i64 = 1_795_395_600_000;

/// A folder that goes with the test.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let path = std::env::temp_dir().join(format!("goiso-warm-{}", std::process::id()));
        std::fs::create_dir_all(&path).expect("a folder for the test");
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _left_behind = std::fs::remove_dir_all(&self.0);
    }
}

struct Running {
    folder: Folder,
    clock: Arc<ManualClock>,
    store: Store,
    engine: Engine,
}

fn hall() -> HallId {
    "nha-trang".parse().expect("a hall")
}

fn text(vi: &str) -> Text {
    Text { vi: vi.to_owned(), en: String::new() }
}

fn config() -> HallConfig {
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

async fn engine(store: &Store, clock: &Arc<ManualClock>) -> Engine {
    let settings = Settings { link_key: [3; 32], ..Settings::default() };
    Engine::start(store.clone(), clock.clone(), settings).await.expect("an engine")
}

impl Running {
    async fn open() -> Self {
        let folder = Folder::new();
        let store = Store::open(&Target::Sqlite(folder.0.join("goiso.db"))).await.expect("a database");
        let clock = Arc::new(ManualClock::at(MORNING));
        let engine = engine(&store, &clock).await;
        engine.create_hall(hall(), config(), staff("p-admin")).await.expect("a hall");
        Self { folder, clock, store, engine }
    }

    /// The server stops and starts again on the same file.
    async fn restart(self) -> Self {
        let Running { folder, clock, store, engine: old } = self;
        old.stop().await;
        drop(old);
        store.close().await.expect("a closed database");
        let store = Store::open(&Target::Sqlite(folder.0.join("goiso.db"))).await.expect("a database");
        let engine = engine(&store, &clock).await;
        Self { folder, clock, store, engine }
    }

    async fn act(&self, action: Action) -> u16 {
        let request = Request {
            command: Command { by: staff("p-lan"), action },
            key: None,
            private: Vec::new(),
            render: Box::new(|_, verdict| Rendered {
                status: if verdict.is_ok() { 200 } else { 409 },
                body: String::new(),
            }),
        };
        self.engine.submit(&hall(), request).await.expect("an answer").status
    }

    async fn issue(&self) {
        let taken = Action::Issue(IssueRequest {
            line: IssueFor::Group("A".parse().expect("a group")),
            class: HallConfig::ordinary(),
            channel: Channel::Kiosk,
            language: Language::Vi,
            care: Care::Usual,
            dossiers: 1,
            person: None,
            range: None,
            printer: None,
        });
        assert_eq!(self.act(taken).await, 200);
    }

    async fn call_next(&self) {
        let seen = self.hall_now().desks.get(&counter("1")).and_then(|desk| desk.ticket);
        assert_eq!(self.act(Action::CallNext { counter: counter("1"), seen }).await, 200);
    }

    async fn open_counter(&self) {
        let officer = "p-lan".parse().expect("a staff id");
        assert_eq!(self.act(Action::OpenCounter { counter: counter("1"), officer }).await, 200);
    }

    fn hall_now(&self) -> Hall {
        self.engine.read(&hall(), |now| now.hall.clone()).expect("a hall")
    }

    /// The table once the turn before is over: a command that is refused comes after it.
    async fn table(&self) -> Forecast {
        assert_eq!(self.act(Action::CloseCounter { counter: counter("2") }).await, 409);
        self.engine.read(&hall(), |now| now.ranges.clone()).expect("a hall")
    }

    /// Until this wall time.
    fn until(&self, at: i64) {
        let now = self.engine.read(&hall(), |now| now.now.0).expect("a hall");
        self.clock.pass(at - now);
    }
}

fn staff(id: &str) -> Actor {
    Actor::Staff(id.parse().expect("a staff id"))
}

fn counter(number: &str) -> CounterNo {
    number.parse().expect("a counter")
}

const DAY_MS: i64 = 24 * 3600 * 1000;

/// Three days of a line that grows and falls, and the morning of a fourth with people in line.
async fn four_days(running: &Running) {
    for day in 0..4_i64 {
        running.until(MORNING + day * DAY_MS);
        running.open_counter().await;
        for person in 0..30_i64 {
            running.issue().await;
            running.clock.pass(40_000 + 7_000 * (person % 5));
            if person % 3 != 1 || person > 20 {
                running.call_next().await;
            }
        }
        if day < 3 {
            for _ in 0..30 {
                running.clock.pass(60_000 + 500 * day);
                running.call_next().await;
            }
        }
    }
    for _ in 0..4 {
        running.issue().await;
    }
}

#[tokio::test]
async fn a_hall_that_was_restarted_tells_what_one_that_ran_through_tells() {
    let running = Running::open().await;
    four_days(&running).await;
    running.clock.pass(1_000);
    running.issue().await;
    let ran_through = running.table().await;
    assert!(ran_through.lines.values().any(|prospect| prospect.range.is_some()), "{ran_through:?}");
    assert!(ran_through.tickets.len() > 3, "{ran_through:?}");
    let present = running.hall_now();
    let cold = Forecaster::of(&present).table(&present, Moment(present.last_at.0));
    assert_ne!(cold, ran_through, "the past matters to what is told");

    let running = running.restart().await;
    running.engine.warmed(&hall()).await;
    assert_eq!(running.table().await, ran_through);

    // And what happens afterwards is learnt in both alike.
    running.clock.pass(90_000);
    running.call_next().await;
    let went_on = running.table().await;
    let running = running.restart().await;
    running.engine.warmed(&hall()).await;
    assert_eq!(running.table().await, went_on);
    running.engine.stop().await;
}
