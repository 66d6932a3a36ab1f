//! Follows the zone, feeds the machine, does what it says. Whatever fails is told in one line and tried again: a loudspeaker that gave up
//! would be mute until somebody looked.

use crate::arguments::Follow;
use crate::ask::{self, AskError};
use crate::duck::{Duck, Others};
use crate::health::{Clips, Health};
use crate::machine::{Audio, Connection, Input, Item, Leave, Machine, Output, Pass, Repeat};
use crate::report::{Report, Step};
use crate::say::Speech;
use crate::sound::{self, Event, Play};
use crate::view::{ZoneNow, zone_now};
use crate::warm::Warm;
use anyhow::{Context, Result};
use goiso_client::machine::{Say, Who};
use goiso_client::{Change, Follower, Freshness, Settings};
use std::collections::VecDeque;
use std::path::Path;
use std::time::{Duration, Instant};
use tokio::sync::mpsc::UnboundedReceiver;

/// A hall that cannot be followed now is tried again after so long, and then after twice as long, up to the most.
const AGAIN_FIRST: Duration = Duration::from_secs(1);
const AGAIN_MOST: Duration = Duration::from_secs(30);
/// How often the view is read again although nothing changed: loudness and notices go by the clock.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// How often health is told although nothing changed.
const HEALTH_EVERY: Duration = Duration::from_secs(10);
/// Words about ended announcements that wait for a connection, at most.
const UNSENT_MAX: usize = 32;
/// A token is no longer than this, in bytes.
const TOKEN_MAX: usize = 512;

/// Follows until the process is ended.
///
/// # Errors
/// An argument is missing, the voices cannot be read, or the system has no threads.
pub async fn run(follow: Follow) -> Result<()> {
    let server = follow.server.clone().context("--server is missing: http://host:port of the goiso server")?;
    let token_file = follow.token.clone().context("--token is missing: a file that holds the announcer's token")?;
    let speech = Speech::new(follow.output.sounds.as_deref())?;
    let (tell, sounds) = tokio::sync::mpsc::unbounded_channel();
    let settings = sound::Settings {
        device: follow.output.device.clone(),
        buffer: follow.output.buffer,
        release_after: follow.release_after.map(|seconds| Duration::from_secs_f64(seconds.clamp(0.0, 86_400.0))),
    };
    let sound = sound::start(settings, tell)?;
    let mut daemon = Daemon {
        speech,
        sound,
        sounds,
        report: Report::new(follow.report),
        health: Health::new(follow.output.device.clone()),
        duck: Duck::new(follow.duck.clone()),
        warm: Warm::default(),
        told_ready: false,
        playing: None,
        plays: 0,
        unsent: VecDeque::new(),
    };
    let mut pause = AGAIN_FIRST;
    loop {
        let followed = daemon.follow(&server, &token_file, &follow).await;
        let why = match followed {
            Ok(Gone { followed, why }) => {
                if followed {
                    pause = AGAIN_FIRST;
                }
                why
            }
            Err(error) => format!("{error:#}"),
        };
        tracing::warn!("{why}; trying again in {} s", pause.as_secs());
        // An announcement that sounds is heard to its end meanwhile: the sound thread needs nobody.
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(AGAIN_MOST);
    }
}

/// Following is over.
struct Gone {
    /// Whether it had begun.
    followed: bool,
    why: String,
}

/// A pass that sounds.
struct Playing {
    id: u64,
    item: Item,
}

struct Daemon {
    speech: Speech,
    sound: std::sync::mpsc::Sender<Play>,
    sounds: UnboundedReceiver<Event>,
    report: Report,
    health: Health,
    duck: Duck,
    warm: Warm,
    told_ready: bool,
    playing: Option<Playing>,
    plays: u64,
    unsent: VecDeque<Say>,
}

/// What one stretch of following knows.
struct Zone {
    code: String,
    follower: Follower,
    machine: Machine,
    now: Option<ZoneNow>,
    began: Instant,
}

impl Zone {
    fn mono(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
    /// Hall time; before the first frame nothing depends on it.
    fn hall(&self) -> i64 {
        self.follower.hall_time().unwrap_or(0)
    }
}

impl Daemon {
    async fn follow(&mut self, server: &str, token_file: &Path, follow: &Follow) -> Result<Gone> {
        // What was begun under the last connection is heard to its end before anything else is.
        while self.playing.is_some() {
            match self.sounds.recv().await.context("the sound thread ended")? {
                Event::Ended(_) | Event::Cut(..) => self.playing = None,
                Event::Ready => self.health.audio_is(Audio::Ready),
                Event::Lost => self.health.audio_is(Audio::Lost),
                Event::Began(..) | Event::Underrun => {}
            }
        }
        let token = read_token(token_file)?;
        let me = match ask::me(server, &token).await {
            Ok(me) => me,
            Err(why @ (AskError::WrongToken | AskError::Unreachable(_))) => {
                return Ok(Gone { followed: false, why: why.to_string() });
            }
        };
        let hall = follow.hall.clone().or(me.hall).context("--hall is missing: the token is for every hall")?;
        let zone = follow.zone.clone().or(me.zone).context("--zone is missing: the token is for every zone")?;
        let rank = me.speaks.context(
            "this token may not speak: give it a rank (`speaks`) in the admin page or make one with --speaks 0",
        )?;
        let who = Who {
            view: format!("hall/{hall}/zone/{zone}"),
            token: Some(token),
            device: follow.name.clone(),
            app: Some(concat!("announcer/", env!("CARGO_PKG_VERSION")).to_owned()),
        };
        let follower = Follower::start(Settings { server: server.to_owned(), who })?;
        tracing::info!(%hall, %zone, rank, "following");
        let machine = Machine::new(rank, Repeat::Twice);
        let mut zone = Zone { code: zone, follower, machine, now: None, began: Instant::now() };
        let audio = self.health.audio();
        self.feed(&mut zone, Input::Audio(audio)).await;
        self.feed(&mut zone, Input::Connection(Connection::Behind)).await;
        let why = self.attend(&mut zone).await?;
        Ok(Gone { followed: true, why })
    }

    async fn attend(&mut self, zone: &mut Zone) -> Result<String> {
        let mut look = tokio::time::interval(LOOK_EVERY);
        let mut health = tokio::time::interval(HEALTH_EVERY);
        loop {
            let tick = zone.machine.next_tick().map(|at| zone.began + Duration::from_millis(at));
            tokio::select! {
                change = zone.follower.changed() => {
                    if let Some(why) = self.changed(zone, change).await {
                        return Ok(why);
                    }
                }
                event = self.sounds.recv() => {
                    let event = event.context("the sound thread ended")?;
                    self.sounded(zone, event).await;
                }
                () = self.warm.done() => self.health.clips_are(Clips::Ready),
                () = sleep_until(tick) => self.feed(zone, Input::Tick).await,
                _ = look.tick() => self.see(zone).await,
                _ = health.tick() => self.health.stale(),
            }
            if !self.told_ready && self.health.is_ready() {
                self.told_ready = true;
                self.report.ready();
                tracing::info!("ready to speak");
            }
            if let Some(facts) = self.health.to_tell(zone.machine.queue()) {
                zone.follower.health(facts).await;
            }
        }
    }

    /// Something about the view changed; the reason if following is over.
    async fn changed(&mut self, zone: &mut Zone, change: Change) -> Option<String> {
        match change {
            Change::Values { keys, position } => {
                if let Some(position) = position {
                    zone.follower.painted(position.seq).await;
                }
                if !keys.is_empty() {
                    self.see(zone).await;
                }
            }
            Change::Missed => self.see(zone).await,
            Change::Freshness(freshness) => {
                let connection = match freshness {
                    Freshness::Live => Connection::Live,
                    Freshness::Behind => Connection::Behind,
                    Freshness::Offline | Freshness::Stopped => Connection::Offline,
                };
                if connection == Connection::Live {
                    self.health.stale();
                    for say in std::mem::take(&mut self.unsent) {
                        send(&zone.follower, say).await;
                    }
                }
                self.feed(zone, Input::Connection(connection)).await;
            }
            Change::Granted { item, leave } => {
                let leave = match leave {
                    Ok(()) => Leave::Given,
                    Err(why) if why == "busy" => Leave::Busy,
                    Err(why) if why == "not_allowed" => Leave::NotAllowed,
                    Err(_) => Leave::Refused,
                };
                self.health.allowed(leave);
                if let Some(item) = Item::of_word(&item) {
                    if leave == Leave::Given {
                        self.report.tell(item, Step::Granted);
                    }
                    self.feed(zone, Input::Answer { item, leave }).await;
                }
            }
            Change::Unsent(say) => match say {
                Say::Spoken(_) | Say::Unspoken { .. } => {
                    if self.unsent.len() < UNSENT_MAX {
                        self.unsent.push_back(say);
                    }
                }
                // The question never went out; the machine finds by itself that no answer comes.
                Say::Speak { .. } => {}
                Say::Health(_) => self.health.stale(),
            },
            Change::Stopped { code, why } => {
                return Some(format!("the server sent this loudspeaker away: {why} ({code})"));
            }
        }
        None
    }

    /// Reads the view anew and shows it to the machine.
    async fn see(&mut self, zone: &mut Zone) {
        let hall = zone.hall();
        let now = zone.follower.read(|machine| {
            let position = machine.position()?;
            zone_now(&zone.code, &position.epoch, machine.values(), hall)
        });
        let Some(now) = now else { return };
        let view = now.view.clone();
        self.warm.wanted(&self.speech, &now.settings.languages);
        if !self.warm.is_done() {
            self.health.clips_are(Clips::Loading);
        }
        zone.now = Some(now);
        self.feed(zone, Input::View(view)).await;
    }

    async fn sounded(&mut self, zone: &mut Zone, event: Event) {
        let in_hand =
            |playing: &Option<Playing>, id| playing.as_ref().filter(|playing| playing.id == id).map(|now| now.item);
        match event {
            Event::Began(id, at) => {
                if let Some(item) = in_hand(&self.playing, id) {
                    self.report.tell(item, Step::Began(at));
                }
            }
            Event::Ended(id) => {
                if in_hand(&self.playing, id).is_some() {
                    self.playing = None;
                    self.feed(zone, Input::Ended).await;
                }
            }
            Event::Cut(id, why) => {
                if in_hand(&self.playing, id).is_some() {
                    self.playing = None;
                    self.feed(zone, Input::Failed(why)).await;
                }
            }
            Event::Ready => {
                self.health.audio_is(Audio::Ready);
                self.feed(zone, Input::Audio(Audio::Ready)).await;
            }
            Event::Lost => {
                self.health.audio_is(Audio::Lost);
                self.feed(zone, Input::Audio(Audio::Lost)).await;
            }
            Event::Underrun => {
                tracing::debug!("the sound device ran dry");
                self.health.underrun();
            }
        }
    }

    /// Feeds the machine and does what it says; what follows from that is fed too.
    async fn feed(&mut self, zone: &mut Zone, input: Input) {
        let mut inputs = VecDeque::from([input]);
        while let Some(input) = inputs.pop_front() {
            let outputs = zone.machine.feed(input, zone.mono(), zone.hall());
            for output in outputs {
                inputs.extend(self.act(zone, output).await);
            }
        }
    }

    async fn act(&mut self, zone: &mut Zone, output: Output) -> Option<Input> {
        match output {
            Output::Ask(item) => {
                let now = zone.now.as_ref()?;
                let what = now.announcements.get(&item)?;
                let ms = self.speech.longest_ms(what, &now.settings, now.view.repeat);
                self.report.tell(item, Step::Asked);
                zone.follower.speak(&item.to_string(), ms).await;
                None
            }
            Output::Play(item, pass) => {
                self.duck.others(Others::Low).await;
                self.play(zone, item, pass)
            }
            Output::Stop => {
                self.playing = None;
                // The device is gone, and what it played with it.
                None
            }
            Output::Spoken(item) => {
                self.duck.others(Others::Usual).await;
                self.report.tell(item, Step::Spoken);
                self.health.said(item);
                send(&zone.follower, Say::Spoken(item.to_string())).await;
                None
            }
            Output::Unspoken(item, why) => {
                self.duck.others(Others::Usual).await;
                self.report.tell(item, Step::Unspoken(why));
                tracing::warn!(%item, why = why.word(), "not said");
                send(&zone.follower, Say::Unspoken { item: item.to_string(), why: why.word().to_owned() }).await;
                None
            }
        }
    }

    fn play(&mut self, zone: &Zone, item: Item, pass: Pass) -> Option<Input> {
        let now = zone.now.as_ref()?;
        let what = now.announcements.get(&item)?;
        let begun = Instant::now();
        let samples = match self.speech.samples(what, &now.settings, pass, now.gain) {
            Ok(samples) => samples,
            Err(error) => {
                tracing::warn!(%item, error = format!("{error:#}"), "no voice for it");
                return Some(Input::Failed(crate::machine::Why::NoClips));
            }
        };
        self.plays += 1;
        self.playing = Some(Playing { id: self.plays, item });
        self.report.tell(item, Step::Play(pass, begun.elapsed()));
        let latest = Instant::now() + sound::BEGINS_WITHIN;
        if self.sound.send(Play { id: self.plays, samples, latest }).is_err() {
            return Some(Input::Failed(crate::machine::Why::NoDevice));
        }
        None
    }
}

async fn send(follower: &Follower, say: Say) {
    match say {
        Say::Speak { item, ms } => follower.speak(&item, ms).await,
        Say::Spoken(item) => follower.spoken(&item).await,
        Say::Unspoken { item, why } => follower.unspoken(&item, &why).await,
        Say::Health(facts) => follower.health(facts).await,
    }
}

fn read_token(file: &Path) -> Result<String> {
    let text =
        std::fs::read_to_string(file).with_context(|| format!("the token in {} cannot be read", file.display()))?;
    let token = text.trim();
    anyhow::ensure!(!token.is_empty() && token.len() <= TOKEN_MAX, "{} holds no token", file.display());
    Ok(token.to_owned())
}

async fn sleep_until(at: Option<Instant>) {
    match at {
        Some(at) => tokio::time::sleep_until(at.into()).await,
        None => std::future::pending().await,
    }
}
