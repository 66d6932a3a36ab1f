//! A running server: what it is made of, how it listens, how it stops.

use crate::api::guard::Table;
use crate::api::halls::open_data::OpenAnswers;
use crate::api::incoming::AtWork;
use crate::auth::{Auth, REREAD_EVERY, WallClock};
use crate::clock::wall_ms;
use crate::delivery::{self, Deliveries, DeliverySettings, MailSettings};
use crate::limits::{Enforced, LimitSettings, Limits};
use crate::media::Media;
use crate::page_words::PageWords;
use crate::printing::Printing;
use crate::printing::job::Pace;
use crate::problem::Problem;
use crate::proxies::{self, Prefix};
use axum::Router;
use axum::extract::ConnectInfo;
use goiso_engine::{Clock, DeviceInfo, DeviceRight, Engine, Expected, Nodes, Settings, StartError};
use goiso_queue::{HallId, Moment};
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
/// Under names that begin so the store keeps the keys of cards: one for each hall and service day.
const CARD_SECRETS: &str = "card-key/";
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
/// Old personal facts are erased at the start and then so often.
const ERASE_EVERY: Duration = Duration::from_secs(24 * 60 * 60);

/// Whether pages name their own device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeviceNames {
    /// A device is its token: one token for each screen.
    OfToken,
    /// A device is what the page says it is: the demo has one token for many screens.
    OfPage,
}

/// Whether everybody may see how long the lines are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OpenData {
    /// At `/api/v1/halls/{hall}/open-data`.
    Shown,
    /// To nobody.
    Withheld,
}

/// Whether `/gallery/` is served: every page in every state, for whoever works on the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gallery {
    /// As in the demo.
    Open,
    /// As in a hall.
    Closed,
}

/// How a server is run.
#[derive(Debug, Clone)]
pub struct AppSettings {
    /// The addresses that browsers use; empty for whatever they say they talk to.
    pub origins: Vec<String>,
    /// Proxies that are believed when they say whose request they pass on.
    pub trusted_proxies: Vec<Prefix>,
    /// A folder whose files go before the built-in pages.
    pub displays: Option<PathBuf>,
    /// A folder whose voices go before the built-in ones.
    pub sounds: Option<PathBuf>,
    /// A folder of pictures, video and slides for walls.
    pub media: Option<PathBuf>,
    /// Personal facts are erased after so many days.
    pub keep_private_days: u16,
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
    /// How long printers are waited for.
    pub print_pace: Pace,
    /// Whether the gallery of the pages is there.
    pub gallery: Gallery,
    /// Whether everybody may see how long the lines are.
    pub open_data: OpenData,
    /// Reports that are handed in by themselves, checked.
    pub deliveries: Vec<DeliverySettings>,
    /// The mail server that they are sent through.
    pub mail: Option<MailSettings>,
    /// How often it is looked whether one of them is due; the first time so long after the start.
    pub deliveries_looked_at: Duration,
    /// Signs ticket links; set from the store at the start.
    pub link_key: [u8; 32],
}

impl Default for AppSettings {
    fn default() -> Self {
        Self {
            origins: Vec::new(),
            trusted_proxies: Vec::new(),
            displays: None,
            sounds: None,
            media: None,
            keep_private_days: crate::config::KEEP_PRIVATE_DAYS,
            limits: LimitSettings::default(),
            enforced: Enforced::Yes,
            nodes: Nodes::One,
            device_names: DeviceNames::OfToken,
            expected: Expected::Configured,
            print_pace: Pace::default(),
            gallery: Gallery::Closed,
            open_data: OpenData::Withheld,
            deliveries: Vec::new(),
            mail: None,
            deliveries_looked_at: delivery::LOOK_EVERY,
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
    /// Words of the pages that also stand on paper.
    pub page_words: PageWords,
    /// What walls show beside calls.
    pub media: Media,
    /// Printers of paper slips.
    pub printing: Printing,
    /// Who may do what.
    pub table: Table,
    /// Changes outside halls that are at work.
    pub outside: AtWork,
    /// What everybody may see of the halls, made a moment ago.
    pub open_answers: OpenAnswers,
    /// Reports that are handed in by themselves.
    pub deliveries: Deliveries,
    clock: Arc<dyn Clock>,
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
        let engine = Engine::start(store.clone(), Arc::clone(&clock), engine_settings).await?;
        engine.set_expected(settings.expected);
        let stopping = CancellationToken::new();
        let app = Arc::new(Self {
            printing: Printing::new(engine.clone(), settings.print_pace, stopping.clone()),
            engine,
            store,
            auth,
            limits: Limits::new(settings.limits, settings.enforced),
            voices: crate::sounds::voices(settings.sounds.as_deref())?,
            page_words: PageWords::read(settings.displays.as_deref()),
            media: Media::new(settings.media.clone()),
            deliveries: Deliveries::new(std::mem::take(&mut settings.deliveries), settings.mail.take()),
            clock,
            settings,
            table: Table::new(crate::api::roles::routes()),
            outside: AtWork::default(),
            open_answers: OpenAnswers::default(),
            stopping,
        });
        app.tell_devices();
        Ok(app)
    }

    /// The wall clock that the halls go by.
    pub fn now(&self) -> Moment {
        Moment(self.clock.reading().wall_ms)
    }

    /// Tells the engine which devices are configured: at the start and whenever tokens changed.
    pub fn tell_devices(&self) {
        let halls = self.engine.halls();
        let devices = self.auth.book().tokens().into_iter().flat_map(|token| {
            let right = match token.standing {
                Standing::Active => Some(DeviceRight::Held),
                // whoever is in charge must learn that somebody else has its secret
                Standing::Disabled => self.auth.is_copied(&token.id).then_some(DeviceRight::Copied),
            };
            let device = match token.role {
                Role::Kiosk | Role::Display | Role::Announcer => right.is_some(),
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
                    right: right?,
                })
            });
            infos.collect::<Vec<_>>()
        });
        self.engine.set_devices(devices.collect());
    }

    /// The key of the cards that are shown in a hall on its present service day, made with the first of them.
    pub async fn card_key(&self, hall: &HallId) -> Result<[u8; 32], Problem> {
        let day = self.engine.read(hall, |published| published.hall.day);
        let day = day.ok_or_else(|| Problem::unknown_hall(hall.as_str()))?;
        let day = day.map(|day| day.to_string()).unwrap_or_default();
        Ok(self.store.secret(&format!("{CARD_SECRETS}{hall}/{day}")).await?)
    }

    /// Erases the keys of service days that are over: what was made with them says nothing about anybody any more.
    pub async fn forget_card_keys(&self) -> Result<(), StoreError> {
        for name in self.store.secret_names().await? {
            let told = name.strip_prefix(CARD_SECRETS).and_then(|rest| rest.rsplit_once('/'));
            let Some((hall, day)) = told else { continue };
            let hall = hall.parse::<HallId>().ok();
            let today = hall.and_then(|hall| self.engine.read(&hall, |published| published.hall.day)).flatten();
            // another node may be in the next day already: its key stays
            if today.is_some_and(|today| day < today.to_string().as_str()) {
                self.store.forget_secret(&name).await?;
            }
        }
        Ok(())
    }

    /// Erases personal facts whose time is over; how many.
    pub async fn erase_private(&self) -> Result<u64, StoreError> {
        const DAY_MS: i64 = 24 * 60 * 60 * 1000;
        let kept = i64::from(self.settings.keep_private_days) * DAY_MS;
        self.store.erase_private(Moment(wall_ms() - kept)).await
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
        let mut erase = tokio::time::interval(ERASE_EVERY);
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
                    if let Err(problem) = self.auth.note_seen().await {
                        tracing::warn!(code = problem.code, "when devices were seen could not be written down");
                    }
                }
                _ = erase.tick() => match self.erase_private().await {
                    Ok(0) => {}
                    Ok(erased) => tracing::info!(erased, "personal facts whose time is over were erased"),
                    Err(error) => tracing::warn!(%error, "old personal facts could not be erased"),
                },
                _ = forget.tick() => {
                    if let Err(error) = self.store.forget_answers(wall_ms() - KEYS_KEPT_MS).await {
                        tracing::warn!(%error, "old answers could not be forgotten");
                    }
                    if let Err(error) = self.forget_card_keys().await {
                        tracing::warn!(%error, "the keys of past days could not be erased");
                    }
                }
            }
        }
    }
}

/// Hands in reports as they fall due. Apart from the rest of the house: a mail server may take its time.
async fn hand_in_reports(app: Shared) {
    let every = app.settings.deliveries_looked_at;
    let mut look = tokio::time::interval_at(tokio::time::Instant::now() + every, every);
    look.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let looking = async {
        loop {
            look.tick().await;
            if let Err(error) = app.deliveries.hand_in(&app).await {
                tracing::warn!(%error, "which reports are due could not be read");
            }
        }
    };
    tokio::select! {
        () = app.stopping.cancelled() => {}
        () = looking => {}
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
    tasks.spawn(app.printing.clone().run());
    if !app.deliveries.settings.is_empty() {
        tasks.spawn(hand_in_reports(Arc::clone(&app)));
    }
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
                    tasks.spawn(connection(socket, peer, router.clone(), Arc::clone(&app), place));
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

async fn connection(socket: TcpStream, peer: SocketAddr, router: Router, app: Shared, _place: OwnedSemaphorePermit) {
    // a frame of 200 bytes must not wait for the next one
    if let Err(error) = socket.set_nodelay(true) {
        tracing::debug!(%error, "a connection was gone before it began");
        return;
    }
    let stopping = app.stopping.clone();
    let service = service_fn(move |mut request: hyper::Request<hyper::body::Incoming>| {
        // handlers know whoever asks, not the proxy before us
        let client = proxies::client(peer, request.headers(), &app.settings.trusted_proxies);
        request.extensions_mut().insert(ConnectInfo(client));
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
