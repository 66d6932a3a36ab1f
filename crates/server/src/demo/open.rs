//! A demo from its arguments to its end: folder, hall, tokens, listener, people.

use super::args::DemoArgs;
use super::crowd::{Crowd, Visitors, officer_of};
use super::drive::{self, Pace};
use super::invented::ReplayClock;
use super::recorded::{bytes_of, latest_monday, read_day};
use super::tally::Tally;
use super::visitor::MadeUp;
use super::words::{Line, Page, greet, pages, say};
use crate::app::{App, AppSettings, DeviceNames, Gallery, Shared, serve};
use crate::auth::{CodeUse, NewToken, Secret, fresh_id};
use crate::clock::SystemClock;
use crate::limits::Enforced;
use crate::template;
use anyhow::{Context, bail};
use goiso_engine::{Clock, Expected, Rendered, Request};
use goiso_queue::command::{Action, Actor, Command};
use goiso_queue::config::{HallConfig, Hours};
use goiso_queue::ids::HallId;
use goiso_queue::time::{Moment, Seconds};
use goiso_store::people::{Role, Standing, Token};
use goiso_store::{Store, Target};
use std::collections::BTreeMap;
use std::future::Future;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// The hall of a fresh demo.
const HALL: &str = "hoa-phuong";
/// Open tickets that the rules let a hall have at most: the bound of a demo without limits.
const OPEN_WITHOUT_LIMITS: u16 = 10_000;
/// The demo's announcer and screens may speak; the loudspeaker goes first.
const ANNOUNCER_RANK: u8 = 0;
const DISPLAY_RANK: u8 = 1;

/// Who comes.
enum People {
    Nobody,
    Crowd(Box<Crowd>),
    Recorded { crowd: Box<Crowd>, clock: Arc<ReplayClock>, pace: Pace, stay: bool },
}

/// A demo that accepts connections.
pub struct Demo {
    /// The line for programs.
    pub line: Line,
    /// The server.
    pub app: Shared,
    config: HallConfig,
    links: Vec<Page>,
    notes: Vec<String>,
    listener: TcpListener,
    people: People,
    store: Store,
    folder: Folder,
}

/// How a demo ended.
#[derive(Debug, Clone)]
pub struct Finished {
    /// The totals of a replay that came to its end.
    pub replayed: Option<Tally>,
    /// The totals of the hall's day, when the people stopped.
    pub day: Tally,
    /// What the rules refused the people, by code.
    pub refused: BTreeMap<&'static str, u64>,
}

/// The demo's data, removed at the end unless it was asked for.
struct Folder {
    path: PathBuf,
    kept: Kept,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kept {
    Yes,
    No,
}

impl Drop for Folder {
    fn drop(&mut self) {
        if self.kept == Kept::No
            && let Err(why) = std::fs::remove_dir_all(&self.path)
        {
            say(&format!("{} không xóa được · could not be removed: {why}", self.path.display()));
        }
    }
}

impl Demo {
    /// Makes or opens the hall, its tokens and its people, and listens.
    ///
    /// # Errors
    /// In one line each, with what to do.
    pub async fn open(args: &DemoArgs) -> anyhow::Result<Self> {
        Self::open_with(args, None).await
    }

    /// The same with a crowd that ends: `most` people come by themselves.
    ///
    /// # Errors
    /// As [`Demo::open`].
    pub async fn open_with(args: &DemoArgs, most: Option<u64>) -> anyhow::Result<Self> {
        if !args.listen.ip().is_loopback() && !args.allow_plain_http {
            bail!(
                "{} is beyond this machine, where the demo's tokens can be read: --allow-plain-http lets it",
                args.listen
            );
        }
        // The port first: whoever finds it taken has lost nothing.
        let listener = listen(args).await?;
        let url = format!("http://{}", listener.local_addr()?);
        let folder = folder(args)?;
        let database = folder.path.join("goiso.db");
        let store = Store::open(&Target::Sqlite(database)).await?;

        let mut config = template::ward();
        config.hours = Hours::Always;
        let recorded = match &args.replay {
            None => None,
            Some(path) => {
                if !store.heads().await?.is_empty() {
                    bail!("a replay needs a fresh hall, and {} has one: name another --data", folder.path.display());
                }
                let file = bytes_of(path).with_context(|| format!("{} cannot be read", path.display()))?;
                let today = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date();
                let day = read_day(&file, &config, latest_monday(today))
                    .with_context(|| format!("{} cannot be replayed", path.display()))?;
                config.day_starts = day.day_starts;
                Some(day)
            }
        };
        let began = recorded.as_ref().map(|day| day.begins);
        let invented = began.map(|began| Arc::new(ReplayClock::at(began)));
        let clock: Arc<dyn Clock> = match &invented {
            Some(clock) => Arc::clone(clock) as Arc<dyn Clock>,
            None => Arc::new(SystemClock::new()),
        };

        let settings = AppSettings {
            displays: args.displays.clone(),
            sounds: args.sounds.clone(),
            media: args.media.clone(),
            enforced: if args.no_limits { Enforced::No } else { Enforced::Yes },
            device_names: DeviceNames::OfPage,
            expected: Expected::Connected,
            gallery: Gallery::Open,
            ..AppSettings::default()
        };
        let app = App::start(store.clone(), clock, settings).await?;
        let speed = match args.speed {
            Some(Pace::Times(times)) if recorded.is_none() => times,
            Some(Pace::Max) if recorded.is_none() => bail!("--speed max is for a replay; give a number"),
            Some(Pace::Times(_) | Pace::Max) | None => 1.0,
        };
        let hall = hall(&app, &adjusted(config, speed, args)).await?;
        let tokens = tokens(&app, &hall).await?;
        let look = app.engine.read(&hall, |look| (look.hall.config.clone(), look.hall.clone(), look.now));
        let (config, state, now) = look.context("the demo's hall is gone")?;
        name_officers(&app, &hall, &config).await?;

        let mut notes = Vec::new();
        let people = match (recorded, invented) {
            (Some(day), Some(clock)) => {
                notes.push(format!("Phát lại {} người · replaying {} people", day.people.len(), day.people.len()));
                let crowd = Crowd::new(0, Visitors::Recorded(day.people), 1.0, &state, clock.now());
                let pace = args.speed.unwrap_or(Pace::Max);
                People::Recorded { crowd: Box::new(crowd), clock, pace, stay: args.stay }
            }
            (Some(_) | None, _) if args.no_traffic => {
                notes.push("Không có người tự đến · nobody comes by themselves".to_owned());
                People::Nobody
            }
            (Some(_) | None, _) => {
                let seed = match args.seed {
                    Some(seed) => seed,
                    None => u64::from_le_bytes(crate::auth::secret::random()?) % 1_000_000,
                };
                notes.push(format!(
                    "Người và cán bộ tự đến và làm việc (--seed {seed}); quầy nào bạn bấm thì 5 phút tiếp theo là của bạn."
                ));
                notes.push("People come and officers work by themselves; a counter where you press a key is yours for 5 minutes.".to_owned());
                let visitors = Visitors::MadeUp { crowd: MadeUp::new(seed, &config), most };
                People::Crowd(Box::new(Crowd::new(seed, visitors, speed, &state, now)))
            }
        };
        let links = links(&app, &url, &hall, &config, &tokens)?;
        let line = Line::new(
            url,
            hall,
            &config,
            tokens.iter().map(|(role, secret)| (*role, secret.reveal().to_owned())).collect(),
        );
        Ok(Self { line, app, config, links, notes, listener, people, store, folder })
    }

    /// Tells people what to open.
    pub fn greet(&self) {
        let mut notes = self.notes.clone();
        if self.folder.kept == Kept::Yes {
            let folder = self.folder.path.display();
            notes.push(format!("Dữ liệu ở {folder} · the data is in {folder}"));
        }
        notes.push("Ctrl+C để dừng · to stop".to_owned());
        greet(&self.config, &self.links, &notes);
    }

    /// Serves until `shutdown`, or until the people that were to come have come and gone: a replay, or a crowd that ends.
    ///
    /// # Errors
    /// The disk failed, or the hall cannot write.
    pub async fn serve(self, shutdown: impl Future<Output = ()>) -> anyhow::Result<Finished> {
        let Demo { line, app, listener, people, store, folder, .. } = self;
        let hall = line.hall;
        let stopping = CancellationToken::new();
        let crowd = play(&app, &hall, people, &stopping);
        let ended = CancellationToken::new();
        let served = serve(listener, Arc::clone(&app), ended.clone().cancelled_owned());
        let play_or_stop = async {
            tokio::pin!(crowd);
            tokio::select! {
                played = &mut crowd => played,
                () = shutdown => {
                    stopping.cancel();
                    crowd.await
                }
            }
        };
        let both = async {
            let played = play_or_stop.await;
            let day = app.engine.read(&hall, |look| Tally::of(look.hall)).unwrap_or_default();
            ended.cancel();
            (played, day)
        };
        tokio::pin!(both, served);
        // The disk may fail while people still act: then nothing else is to be waited for.
        let (played, day) = tokio::select! {
            done = &mut both => {
                served.await?;
                done
            }
            failed = &mut served => {
                failed?;
                bail!("the server ended by itself");
            }
        };
        store.close().await?;
        drop(folder);
        let (replayed, refused) = played?;
        Ok(Finished { replayed, day, refused })
    }
}

type Played = anyhow::Result<(Option<Tally>, BTreeMap<&'static str, u64>)>;

async fn play(app: &Shared, hall: &HallId, people: People, stopping: &CancellationToken) -> Played {
    match people {
        People::Nobody => {
            stopping.cancelled().await;
            Ok((None, BTreeMap::new()))
        }
        People::Crowd(crowd) => {
            let crowd = drive::live(app.engine.clone(), hall.clone(), *crowd, stopping.clone()).await?;
            Ok((None, crowd.refused))
        }
        People::Recorded { mut crowd, clock, pace, stay } => {
            let began = std::time::Instant::now();
            let zone = app.engine.read(hall, |look| look.hall.config.time_zone.clone()).unwrap_or_default();
            let zone = goiso_queue::day::zone(&zone).unwrap_or(jiff::tz::TimeZone::UTC);
            let told = |now: Moment, tally: Tally| {
                let wall = jiff::Timestamp::from_millisecond(now.0).unwrap_or_default().to_zoned(zone.clone());
                say(&format!("  {}  {tally}", wall.strftime("%H:%M")));
            };
            let tally = drive::replay(&app.engine, hall, &mut crowd, &clock, pace, stopping, told).await?;
            let took = began.elapsed().as_secs_f64();
            if stopping.is_cancelled() {
                return Ok((None, crowd.refused));
            }
            say(&format!("  {took:.1} s"));
            if stay {
                say(&format!("{tally}\nNgày đã phát lại xong, sảnh vẫn mở · the day is over, the hall stays open"));
                stopping.cancelled().await;
            }
            Ok((Some(tally), crowd.refused))
        }
    }
}

async fn listen(args: &DemoArgs) -> anyhow::Result<TcpListener> {
    match TcpListener::bind(args.listen).await {
        Ok(listener) => Ok(listener),
        Err(why) if why.kind() == std::io::ErrorKind::AddrInUse => {
            bail!("{} is taken by another program: choose another port with --listen 127.0.0.1:0", args.listen)
        }
        Err(why) => Err(why).with_context(|| format!("cannot listen on {}", args.listen)),
    }
}

fn folder(args: &DemoArgs) -> anyhow::Result<Folder> {
    let (path, kept) = match &args.data {
        Some(path) => (path.clone(), Kept::Yes),
        None => (
            std::env::temp_dir().join(fresh_id("goiso-demo").map_err(|problem| anyhow::anyhow!(problem.detail))?),
            Kept::No,
        ),
    };
    std::fs::create_dir_all(&path).with_context(|| format!("{} cannot be made", path.display()))?;
    Ok(Folder { path, kept })
}

/// The configuration with what the arguments ask of it.
fn adjusted(mut config: HallConfig, speed: f64, args: &DemoArgs) -> HallConfig {
    if speed > 1.0 {
        // People who do everything N times as fast are given up N times as soon.
        let shorter = |time: Seconds| {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            let seconds = (f64::from(time.0) / speed).floor() as u32;
            Seconds(seconds)
        };
        config.no_show.after = shorter(config.no_show.after);
        config.no_show.accessible_after = shorter(config.no_show.accessible_after);
    }
    if args.no_limits {
        config.limits.open_tickets = OPEN_WITHOUT_LIMITS;
        config.limits.person_open = None;
        config.limits.person_daily = None;
    }
    config
}

/// The hall that is here already, or a fresh one.
async fn hall(app: &Shared, config: &HallConfig) -> anyhow::Result<HallId> {
    let by = Actor::Staff("demo-admin".parse()?);
    let name: HallId = HALL.parse()?;
    let known = app.engine.halls();
    let Some(hall) = known.iter().find(|hall| **hall == name).or(known.first()).cloned() else {
        app.engine.create_hall(name.clone(), config.clone(), by).await?;
        return Ok(name);
    };
    // What was set up in it stays; only what this run asks for is laid over it.
    let found = app.engine.read(&hall, |look| look.hall.config.clone()).context("the demo's hall is gone")?;
    let mut wanted = found.clone();
    wanted.hours = Hours::Always;
    wanted.no_show = config.no_show;
    wanted.limits = config.limits;
    if wanted != found {
        let request = Request {
            command: Command { by, action: Action::Configure(Box::new(wanted)) },
            key: None,
            private: Vec::new(),
            render: Box::new(|_, outcome| match outcome {
                Ok(_) => Rendered { status: 200, body: String::new() },
                Err(refusal) => Rendered { status: 409, body: refusal.to_string() },
            }),
        };
        let reply = app.engine.submit(&hall, request).await?;
        if reply.status != 200 {
            bail!("the hall that is here cannot be opened: {}", reply.body);
        }
    }
    Ok(hall)
}

/// What the crowd's officers are called, counter by counter and from the first again: invented.
const OFFICERS: [&str; 12] = [
    "Đỗ Thị Mỹ Hạnh",
    "Lê Đặng Quỳnh Như",
    "Nguyễn Thị Ngọc Lan",
    "Phạm Vũ Khánh Huyền",
    "Trần Đình Trưởng",
    "Huỳnh Thế Nghĩa",
    "Bùi Thị Thu Hằng",
    "Vũ Ngọc Diễm",
    "Hoàng Anh Tuấn",
    "Đặng Hữu Phước",
    "Phan Thị Kiều Oanh",
    "Lý Gia Bảo",
];

/// The names of the crowd's officers, as those of programs that may do nothing.
async fn name_officers(app: &Shared, hall: &HallId, config: &HallConfig) -> anyhow::Result<()> {
    for (counter, name) in config.counters.iter().zip(OFFICERS.iter().cycle()) {
        let id = officer_of(&counter.number).to_string();
        if app.auth.book().token(&id).is_some() {
            continue;
        }
        let token = Token {
            hash: crate::auth::secret::random()?,
            id,
            name: (*name).to_owned(),
            role: Role::Officer,
            hall: Some(hall.clone()),
            zone: String::new(),
            speaks: None,
            standing: Standing::Disabled,
            created_at: app.auth.now(),
        };
        let added = app.auth.change(async |store| store.add_token(token).await).await;
        added.map_err(|problem| anyhow::anyhow!("{}: {}", problem.code, problem.detail))?;
    }
    Ok(())
}

/// A token for every role; those of earlier runs are of no use any more.
async fn tokens(app: &Shared, hall: &HallId) -> anyhow::Result<Vec<(&'static str, Secret)>> {
    let words = |problem: crate::problem::Problem| anyhow::anyhow!("{}: {}", problem.code, problem.detail);
    for old in app.auth.book().tokens() {
        if old.id.starts_with("demo-") && old.standing == Standing::Active {
            let id = old.id.clone();
            app.auth
                .change(async |store| store.set_token_standing(&id, Standing::Disabled).await)
                .await
                .map_err(words)?;
        }
    }
    let mut tokens = Vec::new();
    for role in Role::ALL {
        let word = role.word();
        let first = format!("demo-{word}");
        let id = if app.auth.book().token(&first).is_none() { first } else { fresh_id(&first).map_err(words)? };
        // A device stands in one hall; staff of a demo may also try others.
        let (hall, speaks) = match role {
            Role::Announcer => (Some(hall.clone()), Some(ANNOUNCER_RANK)),
            Role::Display => (Some(hall.clone()), Some(DISPLAY_RANK)),
            Role::Kiosk => (Some(hall.clone()), None),
            Role::Admin | Role::Supervisor | Role::Officer | Role::Greeter => (None, None),
        };
        let new = NewToken { id, name: format!("Demo {word}"), role, hall, zone: String::new(), speaks };
        let (_, secret) = app.auth.add_token(new).await.map_err(words)?;
        tokens.push((word, secret));
    }
    app.tell_devices();
    Ok(tokens)
}

fn links(
    app: &Shared,
    url: &str,
    hall: &HallId,
    config: &HallConfig,
    tokens: &[(&'static str, Secret)],
) -> anyhow::Result<Vec<Page>> {
    let mut links = Vec::new();
    for (names, role, path) in pages(hall, config) {
        let (_, secret) = tokens.iter().find(|(word, _)| *word == role.word()).context("every role has a token")?;
        let code = app.auth.codes.issue(secret.clone(), CodeUse::WhileRunning)?;
        links.push(Page { names, link: format!("{url}/{path}#code={code}") });
    }
    Ok(links)
}
