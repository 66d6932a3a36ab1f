//! The sound thread: owns the device, plays one pass at a time, tells when it began, ended or was cut, and opens the device again when
//! it was lost. Nothing else in this program touches sound.

use crate::machine::Why;
use goiso_voice::RATE;
use rodio::cpal::traits::{DeviceTrait, HostTrait};
use rodio::{ChannelCount, DeviceSinkBuilder, MixerDeviceSink, SampleRate, Source, cpal};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};
use tokio::sync::mpsc::UnboundedSender;

/// Samples of a channel that the device takes at a time, unless told otherwise: 21 ms.
pub const BUFFER_FRAMES: u32 = 1024;
/// A lost device is looked for again after so long, and then after twice as long, up to the most.
const REOPEN_FIRST: Duration = Duration::from_millis(500);
const REOPEN_MOST: Duration = Duration::from_secs(10);
/// A device that takes nothing for so long is lost, whatever it says.
const DEAD_AFTER: Duration = Duration::from_secs(3);
/// An announcement that stood still for longer is not taken up again in mid-sentence.
const STALL: Duration = Duration::from_millis(1_500);
/// Samples between two looks at the clock: 10 ms.
const LOOK_EVERY: usize = RATE as usize / 100;
/// Silence after an announcement, so that its last samples have left the device when its end is told: 200 ms.
const TAIL: usize = RATE as usize / 5;
/// A pass that cannot begin within this after it was handed over is not begun at all: the machine stood still meanwhile.
pub const BEGINS_WITHIN: Duration = Duration::from_secs(2);
/// How often the thread looks after the device.
const LOOK_AFTER: Duration = Duration::from_millis(250);

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
    /// The first sample went to the device.
    Began(u64),
    /// The last sample has left it.
    Ended(u64),
    /// It was cut short, or did not begin.
    Cut(u64, Why),
    /// There is a device.
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
        sink: None,
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
    progress: Arc<AtomicU64>,
    seen: (u64, Instant),
    over: Arc<AtomicBool>,
}

struct Thread {
    settings: Settings,
    tell: UnboundedSender<Event>,
    failing: Arc<AtomicBool>,
    sink: Option<MixerDeviceSink>,
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
            match plays.recv_timeout(LOOK_AFTER) {
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
            Ok(sink) => {
                self.sink = Some(sink);
                self.reopen = None;
                self.pause = REOPEN_FIRST;
                self.idle = Instant::now();
                self.tell(Event::Ready);
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
        if self.sink.is_none() && !self.open() {
            self.tell(Event::Cut(id, Why::NoDevice));
            return;
        }
        if Instant::now() > latest {
            self.tell(Event::Cut(id, Why::Old));
            return;
        }
        let Some(sink) = &self.sink else { return };
        let progress = Arc::new(AtomicU64::new(0));
        let over = Arc::new(AtomicBool::new(false));
        let voice = Voice {
            id,
            samples,
            at: 0,
            looked_at: Instant::now(),
            tell: self.tell.clone(),
            progress: Arc::clone(&progress),
            over: Arc::clone(&over),
        };
        sink.mixer().add(voice);
        self.now = Some(Now { id, progress, seen: (0, Instant::now()), over });
    }

    /// Notices what is over, what stands still and what was lost; gives back what is not used; looks again for what is missing.
    fn look_after(&mut self) {
        if self.now.as_ref().is_some_and(|now| now.over.load(Ordering::Acquire)) {
            self.now = None;
            self.idle = Instant::now();
        }
        let stuck = self.now.as_mut().is_some_and(|now| {
            let progress = now.progress.load(Ordering::Relaxed);
            if progress != now.seen.0 {
                now.seen = (progress, Instant::now());
            }
            now.seen.1.elapsed() > DEAD_AFTER
        });
        if self.sink.is_some() && (stuck || self.failing.load(Ordering::Relaxed)) {
            self.sink = None;
            if let Some(now) = self.now.take()
                && !now.over.swap(true, Ordering::AcqRel)
            {
                self.tell(Event::Cut(now.id, Why::NoDevice));
            }
            self.tell(Event::Lost);
            self.reopen = Some(Instant::now() + self.pause);
        }
        if self.sink.is_none() && self.reopen.is_some_and(|at| Instant::now() >= at) {
            self.open();
        }
        let unused = self.settings.release_after.is_some_and(|after| self.idle.elapsed() >= after);
        if unused && self.now.is_none() && self.sink.is_some() {
            self.sink = None;
        }
    }
}

fn open(
    settings: &Settings,
    failing: &Arc<AtomicBool>,
    tell: &UnboundedSender<Event>,
) -> anyhow::Result<MixerDeviceSink> {
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
        move |error: rodio::CpalError| {
            let kind = error.kind();
            if kind == cpal::ErrorKind::Xrun {
                // counted, and over by itself
                let _gone = tell.send(Event::Underrun);
            } else if kind != cpal::ErrorKind::DeviceChanged && kind != cpal::ErrorKind::RealtimeDenied {
                tracing::warn!(%error, "the sound device failed");
                failing.store(true, Ordering::Relaxed);
            }
        }
    };
    let asked = DeviceSinkBuilder::from_device(device)?
        .with_buffer_size(cpal::BufferSize::Fixed(settings.buffer))
        .with_error_callback(callback);
    // At our own rate nothing has to be converted; a device without it converts.
    let mut sink = match asked.with_sample_rate(rate).open_stream() {
        Ok(sink) => sink,
        Err(first) => return Err(anyhow::anyhow!(first)),
    };
    sink.log_on_drop(false);
    Ok(sink)
}

fn is_called(device: &cpal::Device, name: &str) -> bool {
    device.id().is_ok_and(|id| id.to_string() == name)
        || device.description().is_ok_and(|description| description.name() == name)
}

/// An announcement on its way to the device. It tells its own begin and end, and stops by itself where the machine stood still.
struct Voice {
    id: u64,
    samples: Arc<[f32]>,
    at: usize,
    looked_at: Instant,
    tell: UnboundedSender<Event>,
    progress: Arc<AtomicU64>,
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
            self.progress.fetch_add(1, Ordering::Relaxed);
        }
        if self.at == 0 {
            let _gone = self.tell.send(Event::Began(self.id));
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

impl Source for Voice {
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
