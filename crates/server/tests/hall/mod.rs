//! A hall to test on: the real server on a free port and a database of its own; a kiosk, an officer, a wall as objects.

pub mod http;
pub mod wall;

use goiso_engine::testing::ManualClock;
use goiso_queue::HallConfig;
use goiso_queue::config::Hours;
use goiso_queue::{Actor, HallId};
use goiso_server::app::{App, AppSettings, DeviceNames, Shared, serve};
use goiso_server::auth::NewToken;
use goiso_server::limits::Enforced;
use goiso_server::template::ward;
use goiso_store::people::Role;
use goiso_store::{Store, Target};
use http::{Answer, Http};
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

/// 2026-11-23 08:00 in Việt Nam, a Monday.
pub const MORNING_MS: i64 = 1_795_395_600_000;
/// The hall of the tests.
pub const HALL: &str = "hoa-phuong";
/// Another hall on the same server.
pub const OTHER: &str = "hai-chau";

static NAMES: AtomicU64 = AtomicU64::new(0);

/// How a test wants its hall.
pub struct Builder {
    settings: AppSettings,
    config: HallConfig,
}

impl Builder {
    /// The ward, open at whatever hour; limits off.
    pub fn new() -> Self {
        let mut config = ward();
        config.hours = Hours::Always;
        let settings =
            AppSettings { enforced: Enforced::No, device_names: DeviceNames::OfPage, ..AppSettings::default() };
        Self { settings, config }
    }
    /// With other settings.
    pub fn settings(mut self, change: impl FnOnce(&mut AppSettings)) -> Self {
        change(&mut self.settings);
        self
    }
    /// With another configuration.
    pub fn config(mut self, change: impl FnOnce(&mut HallConfig)) -> Self {
        change(&mut self.config);
        self
    }
    /// Starts the server.
    pub async fn start(self) -> TestHall {
        let number = NAMES.fetch_add(1, Ordering::SeqCst);
        let folder = std::env::temp_dir().join(format!("goiso-server-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        let store = Store::open(&Target::Sqlite(folder.join("goiso.db"))).await.expect("a database");
        let clock = Arc::new(ManualClock::at(MORNING_MS));
        let app = App::start(store, clock.clone(), self.settings).await.expect("a server");
        let by = Actor::Staff("test".parse().expect("a staff id"));
        for hall in [HALL, OTHER] {
            let hall: HallId = hall.parse().expect("a hall");
            app.engine.create_hall(hall, self.config.clone(), by.clone()).await.expect("the ward is fine");
        }
        let mut tokens = Vec::new();
        for (hall, prefix) in [(HALL, ""), (OTHER, "other-")] {
            for role in Role::ALL {
                let new = NewToken {
                    id: format!("{prefix}{}", role.word()),
                    name: format!("{prefix}{}", role.word()),
                    role,
                    hall: Some(hall.parse().expect("a hall")),
                    zone: String::new(),
                    speaks: (role == Role::Announcer).then_some(0),
                };
                let (_, secret) = app.auth.add_token(new).await.expect("a token");
                tokens.push((format!("{prefix}{}", role.word()), secret.reveal().to_owned()));
            }
        }
        app.tell_devices();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let (stop, stopped) = oneshot::channel::<()>();
        let serving = app.clone();
        let server = tokio::spawn(async move {
            serve(listener, serving, async {
                // an end by dropping is an end too
                let _ = stopped.await;
            })
            .await
        });
        TestHall { address, app, clock, tokens, folder, stop: Some(stop), server }
    }
}

/// A running server with a hall.
pub struct TestHall {
    pub address: SocketAddr,
    pub app: Shared,
    pub clock: Arc<ManualClock>,
    tokens: Vec<(String, String)>,
    pub folder: PathBuf,
    stop: Option<oneshot::Sender<()>>,
    server: tokio::task::JoinHandle<Result<(), goiso_server::app::Ended>>,
}

impl TestHall {
    /// The ward, open, limits off.
    pub async fn open() -> Self {
        Builder::new().start().await
    }
    /// A token of the tests' hall, or with `other-` before it of the other.
    pub fn token(&self, role: &str) -> &str {
        &self.tokens.iter().find(|(word, _)| word == role).expect("every role has a token").1
    }
    /// Whoever has this role's token.
    pub fn by(&self, role: &str) -> Http {
        Http::new(self.address).bearer(self.token(role))
    }
    /// Nobody.
    pub fn nobody(&self) -> Http {
        Http::new(self.address)
    }
    /// The kiosk at the door.
    pub fn kiosk(&self) -> Kiosk {
        Kiosk(self.by("kiosk"))
    }
    /// An officer at a counter.
    pub fn officer(&self, counter: &str) -> Officer {
        Officer { http: self.by("officer"), counter: counter.to_owned() }
    }
    /// Events in the log so far.
    pub async fn events(&self) -> Vec<Value> {
        let answer = self.by("admin").get(&format!("/api/v1/halls/{HALL}/events?limit=1000")).await;
        answer.ok()["events"].as_array().expect("events").clone()
    }
    /// Lets the clock run beside what is waited for.
    pub async fn while_time_passes<T>(&self, waited_for: impl Future<Output = T>) -> T {
        let mut ticks = tokio::time::interval(Duration::from_millis(10));
        tokio::pin!(waited_for);
        loop {
            tokio::select! {
                done = &mut waited_for => return done,
                _ = ticks.tick() => self.clock.pass(10),
            }
        }
    }
    /// Stops the server and removes its folder; a server that ended badly fails the test.
    pub async fn stop(mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        (&mut self.server).await.expect("no panic").expect("a good end");
    }
}

impl Drop for TestHall {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// The kiosk at the door.
pub struct Kiosk(pub Http);

impl Kiosk {
    /// Takes a number.
    pub async fn take(&self, group: &str) -> Value {
        let answer = self.0.post(&format!("/api/v1/halls/{HALL}/tickets"), json!({"group": group})).await;
        assert_eq!(answer.status, 201, "{}", answer.body);
        answer.json()
    }
}

/// An officer at a counter.
pub struct Officer {
    pub http: Http,
    pub counter: String,
}

impl Officer {
    /// Presses a key.
    pub async fn press(&self, key: &str, body: Value) -> Answer {
        self.http.post(&format!("/api/v1/halls/{HALL}/counters/{}/{key}", self.counter), body).await
    }
    /// Sits down.
    pub async fn sit_down(&self) {
        self.press("open", json!({})).await.ok();
    }
    /// Calls whoever is next, seeing this ticket.
    pub async fn next(&self, seen: &Value) -> Value {
        self.press("next", json!({"seen": seen})).await.ok()
    }
}

/// A ticket's id as answers give it.
pub fn id(ticket: &Value) -> String {
    ticket["id"].as_str().expect("a ticket's id").to_owned()
}
