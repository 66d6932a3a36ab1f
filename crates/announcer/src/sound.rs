//! The sound thread: owns the device, plays one pass at a time, tells when it began, ended or was cut, and opens the device again when
//! it was lost. Nothing else in this program touches sound.

use crate::machine::Why;
use goiso_voice::RATE;
use rodio::cpal::traits::{DeviceTrait, HostTrait};
use rodio::{ChannelCount, DeviceSinkBuilder, MixerDeviceSink, SampleRate, Source, cpal};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant, SystemTime};
use tokio::sync::mpsc::UnboundedSender;

/// Samples of a channel that the device takes at a time, unless told otherwise: 85 ms. Half as much ran dry on a busy machine with two
/// cores.
pub const BUFFER_FRAMES: u32 = 4096;
/// A lost device is looked for again after so long, and then after twice as long, up to the most.
const REOPEN_FIRST: Duration = Duration::from_millis(500);
const REOPEN_MOST: Duration = Duration::from_secs(10);
/// A device that takes nothing for so long is lost, whatever it says. Some sound servers play what they had in hand first, which takes
/// up to two seconds.
const DEAD_AFTER: Duration = Duration::from_secs(4);
/// A device plays once it has taken so many times its buffer: the first fill it takes at once, and stands still after it.
const PLAYS_AFTER: usize = 4;
/// An announcement that stood still for longer is not taken up again in mid-sentence.
const STALL: Duration = Duration::from_millis(1_500);
/// Samples between two looks at the clock: 10 ms.
const LOOK_EVERY: usize = RATE as usize / 100;
/// Silence after an announcement, so that its last samples have left the device when its end is told: 200 ms.
const TAIL: usize = RATE as usize / 5;
/// A pass that cannot begin within this after it was handed over is not begun at all: the machine stood still meanwhile.
pub const BEGINS_WITHIN: Duration = Duration::from_secs(2);
/// Errors of one device that are told, at most.
const ERRORS_TOLD: u32 = 3;
/// How often the thread looks after the device.
const LOOK_AFTER: Duration = Duration::from_millis(250);
/// The same while an idle device is to be given back, or an open one does not play yet.
const LOOK_SOON: Duration = Duration::from_millis(10);

/// How the sound device is used.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Its name or id; the machine's usual one if none.
    pub device: Option<String>,
    /// Samples of a channel that it takes at a time.
    pub buffer: u32,
    /// It is given back after so long without sound; kept if none.
    pub release_after: Option<Duration>,
}

/// A pass to play.
#[derive(Debug)]
pub struct Play {
    /// Told back with everything that becomes of it.
    pub id: u64,
    /// Mono, 48 kHz.
    pub samples: Arc<[f32]>,
    /// It does not begin after this.
    pub latest: Instant,
}

/// What the thread tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// The first sample went to the device, at this time.
    Began(u64, SystemTime),
    /// The last sample has left it.
    Ended(u64),
    /// It was cut short, or did not begin.
    Cut(u64, Why),
    /// There is a device, and it plays: what is handed over is heard at once.
    Ready,
    /// There is none.
    Lost,
    /// The device ran dry.
    Underrun,
}

/// Starts the thread.
///
/// # Errors
/// The system has no thread left.
pub fn start(settings: Settings, tell: UnboundedSender<Event>) -> std::io::Result<Sender<Play>> {
    let (play, plays) = channel();
    let failing = Arc::new(AtomicBool::new(false));
    let thread = Thread {
        settings,
        tell,
        failing,
        device: None,
        reopen: None,
        pause: REOPEN_FIRST,
        now: None,
        idle: Instant::now(),
    };
    std::thread::Builder::new().name("sound".to_owned()).spawn(move || thread.run(&plays))?;
    Ok(play)
}

/// Names of the sound devices, as `--device` takes them, with a word about each.
///
/// # Errors
/// The machine has no sound system.
pub fn devices() -> anyhow::Result<Vec<(String, String)>> {
    let devices = cpal::default_host().output_devices()?;
    Ok(devices
        .filter_map(|device| Some((device.id().ok()?.to_string(), device.description().ok()?.name().to_owned())))
        .collect())
}

/// What sounds now, as the thread sees it.
struct Now {
    id: u64,
    over: Arc<AtomicBool>,
}

/// An open device with its pulse: a silence that counts how much of it was taken.
struct Device {
    sink: MixerDeviceSink,
    pulse: Arc<AtomicU64>,
    seen: (u64, Instant),
    /// How much it has to take before it plays, and that it does once that was told.
    plays_from: Option<u64>,
}

impl Device {
    /// Whether it plays from now on; said once.
    fn begins_to_play(&mut self) -> bool {
        let begins = self.plays_from.is_some_and(|from| self.pulse.load(Ordering::Relaxed) >= from);
        if begins {
            self.plays_from = None;
        }
        begins
    }

    /// Whether it has taken nothing for so long that it must be gone.
    fn is_dead(&mut self) -> bool {
        let taken = self.pulse.load(Ordering::Relaxed);
        if taken != self.seen.0 {
            self.seen = (taken, Instant::now());
        }
        self.seen.1.elapsed() > DEAD_AFTER
    }
}

struct Thread {
    settings: Settings,
    tell: UnboundedSender<Event>,
    failing: Arc<AtomicBool>,
    device: Option<Device>,
    /// When a lost device is looked for again.
    reopen: Option<Instant>,
    pause: Duration,
    now: Option<Now>,
    idle: Instant,
}

impl Thread {
    fn run(mut self, plays: &Receiver<Play>) {
        self.open();
        loop {
            let giving_back = self.settings.release_after.is_some();
            let soon = self.device.as_ref().is_some_and(|device| giving_back || device.plays_from.is_some());
            match plays.recv_timeout(if soon { LOOK_SOON } else { LOOK_AFTER }) {
                Ok(play) => self.play(play),
                Err(RecvTimeoutError::Timeout) => {}
                // whoever told it what to play is gone
                Err(RecvTimeoutError::Disconnected) => return,
            }
            self.look_after();
        }
    }

    fn tell(&self, event: Event) {
        // nobody listens only while the program ends
        let _gone = self.tell.send(event);
    }

    fn open(&mut self) -> bool {
        self.failing.store(false, Ordering::Relaxed);
        match open(&self.settings, &self.failing, &self.tell) {
            Ok(device) => {
                self.device = Some(device);
                self.reopen = None;
                self.idle = Instant::now();
                true
            }
            Err(error) => {
                tracing::warn!(%error, "no sound device; it is looked for again in {:?}", self.pause);
                self.reopen = Some(Instant::now() + self.pause);
                self.pause = (self.pause * 2).min(REOPEN_MOST);
                self.tell(Event::Lost);
                false
            }
        }
    }

    fn play(&mut self, play: Play) {
        let Play { id, samples, latest } = play;
        if self.device.is_none() && !self.open() {
            self.tell(Event::Cut(id, Why::NoDevice));
            return;
        }
        if Instant::now() > latest {
            self.tell(Event::Cut(id, Why::Old));
            return;
        }
        let Some(device) = &self.device else { return };
        let over = Arc::new(AtomicBool::new(false));
        let voice =
            Voice { id, samples, at: 0, looked_at: Instant::now(), tell: self.tell.clone(), over: Arc::clone(&over) };
        device.sink.mixer().add(Mono(voice));
        self.now = Some(Now { id, over });
    }

    /// Notices what is over, what stands still and what was lost; gives back what is not used; looks again for what is missing.
    fn look_after(&mut self) {
        if self.now.as_ref().is_some_and(|now| now.over.load(Ordering::Acquire)) {
            self.now = None;
            self.idle = Instant::now();
        }
        if self.device.as_mut().is_some_and(Device::begins_to_play) {
            self.pause = REOPEN_FIRST;
            self.tell(Event::Ready);
        }
        let dead = self.device.as_mut().is_some_and(Device::is_dead);
        if self.device.is_some() && (dead || self.failing.load(Ordering::Relaxed)) {
            tracing::warn!("the sound device is gone; it is looked for again in {:?}", self.pause);
            self.device = None;
            if let Some(now) = self.now.take()
                && !now.over.swap(true, Ordering::AcqRel)
            {
                self.tell(Event::Cut(now.id, Why::NoDevice));
            }
            self.tell(Event::Lost);
            self.reopen = Some(Instant::now() + self.pause);
            self.pause = (self.pause * 2).min(REOPEN_MOST);
        }
        if self.device.is_none() && self.reopen.is_some_and(|at| Instant::now() >= at) {
            self.open();
        }
        let unused = self.settings.release_after.is_some_and(|after| self.idle.elapsed() >= after);
        let plays = self.device.as_ref().is_some_and(|device| device.plays_from.is_none());
        if unused && self.now.is_none() && plays {
            self.device = None;
        }
    }
}

fn open(settings: &Settings, failing: &Arc<AtomicBool>, tell: &UnboundedSender<Event>) -> anyhow::Result<Device> {
    let host = cpal::default_host();
    let device = match &settings.device {
        None => host.default_output_device(),
        Some(name) => host.output_devices()?.find(|device| is_called(device, name)),
    };
    let device = device.ok_or_else(|| match &settings.device {
        None => anyhow::anyhow!("this machine has none"),
        Some(name) => anyhow::anyhow!("{name} is not among those that `goiso-announcer devices` lists"),
    })?;
    let rate = SampleRate::new(RATE).unwrap_or(SampleRate::MIN);
    let callback = {
        let (failing, tell) = (Arc::clone(failing), tell.clone());
        let mut told = 0_u32;
        move |error: rodio::CpalError| {
            let kind = error.kind();
            if kind == cpal::ErrorKind::Xrun {
                // counted, and over by itself
                let _gone = tell.send(Event::Underrun);
                return;
            }
            if [cpal::ErrorKind::DeviceNotAvailable, cpal::ErrorKind::StreamInvalidated].contains(&kind) {
                failing.store(true, Ordering::Relaxed);
            }
            // Some drivers stumble many times a second without harm; whether they play is seen by the pulse.
            if told < ERRORS_TOLD {
                told += 1;
                tracing::warn!(%error, "the sound device stumbles");
            }
        }
    };
    // At our own rate nothing has to be converted; a device without it converts.
    let asked = |size| {
        let builder = DeviceSinkBuilder::from_device(device.clone())?.with_buffer_size(size);
        builder.with_sample_rate(rate).with_error_callback(callback.clone()).open_stream()
    };
    let mut sink = asked(cpal::BufferSize::Fixed(settings.buffer)).or_else(|error| {
        tracing::info!(%error, "the sound device has a buffer of its own size");
        asked(cpal::BufferSize::Default)
    })?;
    sink.log_on_drop(false);
    let pulse = Arc::new(AtomicU64::new(0));
    sink.mixer().add(Mono(Pulse { taken: 0, pulse: Arc::clone(&pulse) }));
    let plays_from = Some((settings.buffer as usize * PLAYS_AFTER / LOOK_EVERY) as u64);
    Ok(Device { sink, pulse, seen: (0, Instant::now()), plays_from })
}

/// One channel at our rate, without end in sight: how everything here sounds.
struct Mono<I>(I);

impl<I: Iterator<Item = f32>> Iterator for Mono<I> {
    type Item = f32;

    fn next(&mut self) -> Option<f32> {
        self.0.next()
    }
}

impl<I: Iterator<Item = f32>> Source for Mono<I> {
    fn current_span_len(&self) -> Option<usize> {
        None
    }
    fn channels(&self) -> ChannelCount {
        ChannelCount::MIN
    }
    fn sample_rate(&self) -> SampleRate {
        SampleRate::new(RATE).unwrap_or(SampleRate::MIN)
    }
    fn total_duration(&self) -> Option<Duration> {
        None
    }
}

fn is_called(device: &cpal::Device, name: &str) -> bool {
    device.id().is_ok_and(|id| id.to_string() == name)
        || device.description().is_ok_and(|description| description.name() == name)
}

/// Silence that counts how much of it was taken.
struct Pulse {
    taken: usize,
    pulse: Arc<AtomicU64>,
}

impl Iterator for Pulse {
    type Item = f32;

    fn next(&mut self) -> Option<f32> {
        self.taken = self.taken.wrapping_add(1);
        if self.taken.is_multiple_of(LOOK_EVERY) {
            self.pulse.fetch_add(1, Ordering::Relaxed);
        }
        Some(0.0)
    }
}

/// An announcement on its way to the device. It tells its own begin and end, and stops by itself where the machine stood still.
struct Voice {
    id: u64,
    samples: Arc<[f32]>,
    at: usize,
    looked_at: Instant,
    tell: UnboundedSender<Event>,
    over: Arc<AtomicBool>,
}

impl Voice {
    /// Tells what became of it, once.
    fn end(&self, event: Event) {
        if !self.over.swap(true, Ordering::AcqRel) {
            let _gone = self.tell.send(event);
        }
    }
}

impl Iterator for Voice {
    type Item = f32;

    fn next(&mut self) -> Option<f32> {
        if self.at.is_multiple_of(LOOK_EVERY) {
            if self.over.load(Ordering::Acquire) {
                return None;
            }
            if self.looked_at.elapsed() > STALL {
                self.end(Event::Cut(self.id, Why::Stalled));
                return None;
            }
            self.looked_at = Instant::now();
        }
        if self.at == 0 {
            let _gone = self.tell.send(Event::Began(self.id, SystemTime::now()));
        }
        let sample = self.samples.get(self.at).copied();
        self.at += 1;
        match sample {
            Some(sample) => Some(sample),
            None if self.at <= self.samples.len() + TAIL => Some(0.0),
            None => {
                self.end(Event::Ended(self.id));
                None
            }
        }
    }
}

impl Drop for Voice {
    fn drop(&mut self) {
        // the device went away with it
        self.end(Event::Cut(self.id, Why::NoDevice));
    }
}
