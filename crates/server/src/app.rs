//! A running server: what it is made of, how it listens, how it stops.

use crate::api::guard::Table;
use crate::api::incoming::AtWork;
use crate::auth::{Auth, REREAD_EVERY, WallClock};
use crate::clock::wall_ms;
use crate::limits::{Enforced, LimitSettings, Limits};
use axum::Router;
use axum::extract::ConnectInfo;
use goiso_engine::{Clock, DeviceInfo, Engine, Expected, Nodes, Settings, StartError};
use goiso_store::people::{Role, Standing};
use goiso_store::{Store, StoreError};
use goiso_voice::{PackError, Voices};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::future::Future;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt;

/// What handlers share.
pub type Shared = Arc<App>;

/// Under this name the store keeps the secret that signs ticket links.
const LINK_SECRET: &str = "ticket-links";
/// A request's head must be there within this.
const HEAD_WITHIN: Duration = Duration::from_secs(10);
/// Bytes of a connection's read buffer; a request's head must fit in.
const HEAD_BYTES: usize = 16 * 1024;
/// Connections are cut so long after the server began to stop.
const STOP_WITHIN: Duration = Duration::from_secs(5);
/// Pause after an accept that failed for want of descriptors or memory.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);
/// Answers are kept under their keys for so long.
const KEYS_KEPT_MS: i64 = 25 * 60 * 60 * 1000;
/// Old answers are forgotten so often.
const FORGET_EVERY: Duration = Duration::from_secs(10 * 60);

/// Whether pages name their own device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeviceNames {
    /// A device is its token: one token for each screen.
    OfToken,
    /// A device is what the page says it is: the demo has one token for many screens.
    OfPage,
}

/// How a server is run.
#[derive(Debug, Clone)]
pub struct AppSettings {
    /// The addresses that browsers use; empty for whatever they say they talk to.
    pub origins: Vec<String>,
    /// A folder whose files go before the built-in pages.
    pub displays: Option<PathBuf>,
    /// A folder whose voices go before the built-in ones.
    pub sounds: Option<PathBuf>,
    /// Limits against abuse.
    pub limits: LimitSettings,
    /// Whether they hold.
    pub enforced: Enforced,
    /// Whether other processes write the same database.
    pub nodes: Nodes,
    /// Whether pages name their own device.
    pub device_names: DeviceNames,
    /// Which screens should show a call.
    pub expected: Expected,
    /// Signs ticket links and hashes cards; set from the store at the start.
    pub link_key: [u8; 32],
}

impl Default for AppSettings {
    fn default() -> Self {
        Self {
            origins: Vec::new(),
            displays: None,
            sounds: None,
            limits: LimitSettings::default(),
            enforced: Enforced::Yes,
            nodes: Nodes::One,
            device_names: DeviceNames::OfToken,
            expected: Expected::Configured,
            link_key: [0; 32],
        }
    }
}

/// Everything that handlers need.
pub struct App {
    /// The running halls.
    pub engine: Engine,
    /// The database, for what is outside of halls or long past.
    pub store: Store,
    /// Who may come in.
    pub auth: Auth,
    /// How often and how many.
    pub limits: Limits,
    /// How it is run.
    pub settings: AppSettings,
    /// What announcements are made of.
    pub voices: Voices,
    /// Who may do what.
    pub table: Table,
    /// Changes outside halls that are at work.
    pub outside: AtWork,
    /// Cancelled when the server begins to stop.
    pub stopping: CancellationToken,
}

/// Why a server did not start.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The halls.
    #[error(transparent)]
    Engine(#[from] StartError),
    /// People, tokens and sessions.
    #[error("people, tokens and sessions cannot be read: {0}")]
    Auth(String),
    /// The voices.
    #[error("the voices cannot be read: {0}")]
    Voices(#[from] PackError),
}

impl App {
    /// Starts the halls of a database under a clock.
    pub async fn start(store: Store, clock: Arc<dyn Clock>, mut settings: AppSettings) -> Result<Shared, AppError> {
        settings.link_key = store.secret(LINK_SECRET).await?;
        let sessions = match settings.enforced {
            Enforced::Yes => settings.limits.streams as usize,
            Enforced::No => usize::MAX,
        };
        let mut engine_settings =
            Settings { link_key: settings.link_key, nodes: settings.nodes, sessions, ..Settings::default() };
        match settings.enforced {
            Enforced::Yes => {}
            Enforced::No => engine_settings.client_frames_per_s = u32::MAX,
        }
        let wall: WallClock = {
            let clock = Arc::clone(&clock);
            Arc::new(move || clock.reading().wall_ms)
        };
        let auth = Auth::start(store.clone(), wall).await.map_err(|problem| AppError::Auth(problem.detail))?;
        let engine = Engine::start(store.clone(), clock, engine_settings).await?;
        engine.set_expected(settings.expected);
        let app = Arc::new(Self {
            engine,
            store,
            auth,
            limits: Limits::new(settings.limits, settings.enforced),
            voices: crate::sounds::voices(settings.sounds.as_deref())?,
            settings,
            table: Table::new(crate::api::roles::routes()),
            outside: AtWork::default(),
            stopping: CancellationToken::new(),
        });
        app.tell_devices();
        Ok(app)
    }

    /// Tells the engine which devices are configured: at the start and whenever tokens changed.
    pub fn tell_devices(&self) {
        let halls = self.engine.halls();
        let devices = self.auth.book().tokens().into_iter().flat_map(|token| {
            let device = match token.role {
                Role::Kiosk | Role::Display | Role::Announcer => token.standing == Standing::Active,
                Role::Admin | Role::Supervisor | Role::Officer | Role::Greeter => false,
            };
            let id = token.id.parse().ok().filter(|_| device);
            let here = halls.iter().filter(|hall| token.hall.as_ref().is_none_or(|own| own == *hall));
            let infos = here.filter_map(|hall| {
                Some(DeviceInfo {
                    id: id.clone()?,
                    name: token.name.clone(),
                    role: token.role,
                    hall: hall.clone(),
                    zone: token.zone.parse().ok(),
                    speaks: token.speaks,
                })
            });
            infos.collect::<Vec<_>>()
        });
        self.engine.set_devices(devices.collect());
    }

    /// Whether browsers come over TLS, by the addresses they use.
    pub fn over_tls(&self) -> bool {
        self.settings.origins.iter().any(|origin| origin.starts_with("https://"))
    }

    /// The name of the sign-in cookie: with TLS one that only this very host can set.
    pub fn cookie_name(&self) -> &'static str {
        if self.over_tls() { "__Host-goiso" } else { "goiso" }
    }

    /// The header that sets the sign-in cookie, or takes it away.
    pub fn cookie(&self, secret: Option<&crate::auth::Secret>) -> String {
        let secure = if self.over_tls() { "; Secure" } else { "" };
        let (value, age) = match secret {
            Some(secret) => (secret.reveal(), crate::auth::LONGEST_MS / 1000),
            None => ("", 0),
        };
        format!("{}={value}; Path=/; HttpOnly; SameSite=Strict; Max-Age={age}{secure}", self.cookie_name())
    }

    async fn keep_house(self: Shared) {
        let mut reread = tokio::time::interval(REREAD_EVERY);
        let mut forget = tokio::time::interval(FORGET_EVERY);
        let mut told = self.engine.halls();
        loop {
            tokio::select! {
                () = self.stopping.cancelled() => return,
                _ = reread.tick() => {
                    let before = self.auth.book();
                    match self.auth.reread().await {
                        // another node may have set up a hall whose tokens were known before the hall was
                        Ok(()) if *before != *self.auth.book() || told != self.engine.halls() => {
                            told = self.engine.halls();
                            self.tell_devices();
                        }
                        Ok(()) => {}
                        Err(problem) => tracing::warn!(code = problem.code, "people and tokens could not be read again"),
                    }
                }
                _ = forget.tick() => {
                    if let Err(error) = self.store.forget_answers(wall_ms() - KEYS_KEPT_MS).await {
                        tracing::warn!(%error, "old answers could not be forgotten");
                    }
                }
            }
        }
    }
}

/// How serving ended otherwise than by being asked to.
#[derive(Debug, thiserror::Error)]
pub enum Ended {
    /// The disk failed: what is really there is for a fresh start to find out.
    #[error("the disk failed, a fresh start must read what is there: {0}")]
    DiskFailed(String),
}

/// Serves until `shutdown` resolves or the disk fails: then ends the streams, lets answers go out, stops the halls.
pub async fn serve(listener: TcpListener, app: Shared, shutdown: impl Future<Output = ()>) -> Result<(), Ended> {
    let router = crate::api::router(&app);
    let tasks = TaskTracker::new();
    tasks.spawn(Arc::clone(&app).keep_house());
    let places = match app.limits.enforced {
        Enforced::Yes => app.limits.settings.connections as usize,
        Enforced::No => Semaphore::MAX_PERMITS,
    };
    let places = Arc::new(Semaphore::new(places));
    let fatal = app.engine.fatal();
    tokio::pin!(fatal, shutdown);
    let ended = loop {
        let place = Arc::clone(&places).acquire_owned();
        let accepted = async {
            let place = place.await;
            (place, listener.accept().await)
        };
        tokio::select! {
            () = &mut shutdown => break Ok(()),
            why = &mut fatal => break Err(Ended::DiskFailed(why)),
            (place, accepted) = accepted => match (place, accepted) {
                (Ok(place), Ok((socket, peer))) => {
                    tasks.spawn(connection(socket, peer, router.clone(), app.stopping.clone(), place));
                }
                (Err(_), _) => break Ok(()),
                (Ok(_), Err(error)) => {
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                }
            },
        }
    };
    drop(listener);
    match &ended {
        // nothing may be written any more, and nobody may be told that it was
        Err(Ended::DiskFailed(_)) => app.stopping.cancel(),
        Ok(()) => {
            app.engine.stop().await;
            app.stopping.cancel();
            tasks.close();
            if tokio::time::timeout(STOP_WITHIN, tasks.wait()).await.is_err() {
                tracing::info!("connections that did not end in time are cut");
            }
        }
    }
    ended
}

async fn connection(
    socket: TcpStream,
    peer: SocketAddr,
    router: Router,
    stopping: CancellationToken,
    _place: OwnedSemaphorePermit,
) {
    // a frame of 200 bytes must not wait for the next one
    if let Err(error) = socket.set_nodelay(true) {
        tracing::debug!(%error, "a connection was gone before it began");
        return;
    }
    let service = service_fn(move |mut request: hyper::Request<hyper::body::Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        router.clone().oneshot(request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_WITHIN)
        .max_buf_size(HEAD_BYTES)
        .serve_connection(TokioIo::new(socket), service)
        .with_upgrades();
    tokio::pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = stopping.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection ended badly");
    }
}
