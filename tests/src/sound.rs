//! Sound systems without a sound card, and what was heard on them.

use crate::server::Scratch;
use anyhow::{Context, Result, ensure};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};
use tokio::process::{Child, Command};

/// Samples a second of every recording.
pub const RATE: usize = 48_000;
/// Between two looks at a recording.
const LOOK_EVERY: Duration = Duration::from_millis(50);
/// A sound server is there within this, and what it plays is recorded.
const UP_WITHIN: Duration = Duration::from_secs(20);

/// An ALSA configuration whose usual device writes everything that is played to a file, as fast as it is played: 16 bits, 48 kHz, two
/// channels.
pub fn alsa_to_file(folder: &Path) -> Result<(PathBuf, PathBuf)> {
    let recording = folder.join("played.raw");
    // Through cat, since the plug-in would begin the file anew each time the device is opened.
    let text = format!(
        "pcm.!default {{ type plug slave {{ pcm {{ type file file \"|cat >> {}\" format raw slave.pcm {{ type null }} }} \
         format S16_LE rate {RATE} channels 2 }} }}\nctl.!default {{ type hw card 0 }}\n",
        recording.display()
    );
    Ok((written(folder, "file.conf", &text)?, recording))
}

/// An ALSA configuration whose usual device takes everything at once and plays nothing.
pub fn alsa_to_nowhere(folder: &Path) -> Result<PathBuf> {
    let text =
        format!("pcm.!default {{ type plug slave {{ pcm {{ type null }} format S16_LE rate {RATE} channels 2 }} }}\n");
    written(folder, "null.conf", &text)
}

/// An ALSA configuration without any device.
pub fn alsa_without_device(folder: &Path) -> Result<PathBuf> {
    written(folder, "none.conf", "# no device\n")
}

fn written(folder: &Path, name: &str, text: &str) -> Result<PathBuf> {
    let path = folder.join(name);
    std::fs::write(&path, text)?;
    Ok(path)
}

/// A PulseAudio of the test's own with one sink that goes nowhere, and a recorder on it.
#[derive(Debug)]
pub struct Pulse {
    server: Child,
    recorder: Option<Child>,
    folder: Scratch,
}

impl Pulse {
    /// Starts both.
    pub async fn start() -> Result<Self> {
        let folder = Scratch::new("pulse")?;
        let socket = folder.path().join("native");
        let server = Command::new("pulseaudio")
            .args([
                "-n",
                "--daemonize=no",
                "--exit-idle-time=-1",
                "--use-pid-file=no",
                "--log-target=stderr",
                "--log-level=error",
            ])
            .arg("-L")
            .arg(format!("module-null-sink sink_name=hall rate={RATE} channels=2 format=s16le"))
            .arg("-L")
            .arg(format!("module-native-protocol-unix socket={} auth-anonymous=1", socket.display()))
            .env("XDG_RUNTIME_DIR", folder.path())
            .env("HOME", folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .context("starting pulseaudio")?;
        let mut pulse = Self { server, recorder: None, folder };
        let begun = Instant::now();
        while !(socket.exists() && pulse.lists_the_sink().await) {
            ensure!(begun.elapsed() < UP_WITHIN, "pulseaudio does not start");
            ensure!(pulse.server.try_wait()?.is_none(), "pulseaudio ended");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        pulse.recorder = Some(pulse.record()?);
        // the recorder has begun once its file grows: a null sink plays silence
        while pulse.bytes() == 0 {
            ensure!(begun.elapsed() < UP_WITHIN, "the recorder does not start");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok(pulse)
    }

    /// Where clients find it.
    pub fn address(&self) -> String {
        format!("unix:{}", self.folder.path().join("native").display())
    }

    /// An ALSA configuration whose usual device is this.
    pub fn alsa(&self) -> Result<PathBuf> {
        // the plug-in's own definitions come first
        let text = "</usr/share/alsa/alsa.conf>\npcm.!default { type pulse }\nctl.!default { type pulse }\n";
        written(self.folder.path(), "pulse.conf", text)
    }

    async fn lists_the_sink(&self) -> bool {
        let mut asked = Command::new("pactl");
        asked.args(["list", "short", "sinks"]).env("PULSE_SERVER", self.address()).stdin(Stdio::null());
        asked.output().await.is_ok_and(|out| String::from_utf8_lossy(&out.stdout).contains("hall"))
    }

    fn record(&self) -> Result<Child> {
        let file = std::fs::File::create(self.recording())?;
        Command::new("parec")
            .args(["-d", "hall.monitor", "--format=s16le", "--channels=1", "--latency-msec=50"])
            .arg(format!("--rate={RATE}"))
            .env("PULSE_SERVER", self.address())
            .stdin(Stdio::null())
            .stdout(file)
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .context("starting parec")
    }

    fn recording(&self) -> PathBuf {
        self.folder.path().join("heard.raw")
    }

    fn bytes(&self) -> u64 {
        std::fs::metadata(self.recording()).map_or(0, |facts| facts.len())
    }

    /// Waits until the recording holds a second of silence after everything else; gives all of it.
    pub async fn until_silence(&self, quieter_than: f32) -> Result<Vec<f32>> {
        let begun = Instant::now();
        loop {
            let heard = self.heard()?;
            let silent = heard.iter().rev().take_while(|sample| sample.abs() <= quieter_than).count();
            if silent >= RATE {
                return Ok(heard);
            }
            ensure!(begun.elapsed() < UP_WITHIN, "it does not fall silent");
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    /// Waits until a second has been recorded from the first sound after so many samples.
    pub async fn until_sounding(&self, after: usize, louder_than: f32) -> Result<()> {
        let begun = Instant::now();
        loop {
            let heard = self.heard()?;
            if begin_of_sound(&heard, after, louder_than).is_some_and(|at| heard.len() >= at + RATE) {
                return Ok(());
            }
            ensure!(begun.elapsed() < UP_WITHIN, "nothing sounds");
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    /// Everything that was heard so far, mono.
    pub fn heard(&self) -> Result<Vec<f32>> {
        Ok(samples(&std::fs::read(self.recording())?, 1))
    }
}

/// 16-bit samples of the first of so many channels.
pub fn samples(bytes: &[u8], channels: usize) -> Vec<f32> {
    let frames = bytes.chunks_exact(2 * channels);
    frames.map(|frame| f32::from(i16::from_le_bytes([frame[0], frame[1]])) / 32_768.0).collect()
}

/// Pearson's correlation of two stretches of one length; 0 where one of them is silence.
pub fn correlation(one: &[f32], other: &[f32]) -> f64 {
    let length = one.len().min(other.len());
    let (one, other) = (&one[..length], &other[..length]);
    let (mut product, mut first, mut second) = (0.0_f64, 0.0_f64, 0.0_f64);
    for (a, b) in one.iter().zip(other) {
        let (a, b) = (f64::from(*a), f64::from(*b));
        product += a * b;
        first += a * a;
        second += b * b;
    }
    if first == 0.0 || second == 0.0 { 0.0 } else { product / (first * second).sqrt() }
}

/// The first sample at or after `from` that is louder than `above`.
pub fn begin_of_sound(samples: &[f32], from: usize, above: f32) -> Option<usize> {
    samples.get(from..)?.iter().position(|sample| sample.abs() > above).map(|at| from + at)
}

/// Where a piece is best found in a recording around a place: (offset from there, correlation). Coarse first, then to the sample.
pub fn find(piece: &[f32], recording: &[f32], place: usize, around: usize) -> (isize, f64) {
    let at = |offset: isize| place.checked_add_signed(offset).and_then(|from| recording.get(from..from + piece.len()));
    let thin = |samples: &[f32], step: usize| -> Vec<f32> { samples.iter().step_by(step).copied().collect() };
    let best = |offsets: &mut dyn Iterator<Item = isize>, step: usize| {
        let thinned = thin(piece, step);
        let found = offsets.filter_map(|offset| Some((offset, correlation(&thinned, &thin(at(offset)?, step)))));
        found.max_by(|a, b| a.1.total_cmp(&b.1)).unwrap_or((0, 0.0))
    };
    let around = isize::try_from(around).unwrap_or(isize::MAX);
    let (coarse, _) = best(&mut (-around..=around).step_by(4), 4);
    best(&mut (coarse - 8..=coarse + 8), 1)
}

/// Parts that a torn piece is looked for in.
const PARTS: usize = 8;

/// A piece that was torn once on its way to the recorder, as a machine does that is busy with other things: all its parts but one are
/// found around their places. Gives the largest offset; none where more than one part is missing, as of any other piece.
pub fn find_torn(piece: &[f32], recording: &[f32], place: usize, around: usize, alike: f64) -> Option<isize> {
    let length = piece.len().div_ceil(PARTS).max(1);
    let loudest = piece.iter().fold(0.0_f32, |most, sample| most.max(sample.abs()));
    let loud = |part: &[f32]| part.iter().any(|sample| sample.abs() > loudest / 10.0);
    let parts = piece.chunks(length).enumerate().filter(|(_, part)| part.len() == length && loud(part));
    let (mut missing, mut largest) = (0, 0_isize);
    for (number, part) in parts {
        match find(part, recording, place + number * length, around) {
            (offset, found) if found >= alike => largest = if offset.abs() > largest.abs() { offset } else { largest },
            _ => missing += 1,
        }
    }
    (missing <= 1).then_some(largest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone(length: usize, step: f32) -> Vec<f32> {
        (0..length).map(|at| (at as f32 * step).sin() * (1.0 + (at as f32 * 0.001).cos()) / 3.0).collect()
    }

    #[test]
    fn a_piece_is_found_where_it_is_and_another_is_not() {
        let piece = tone(9_600, 0.05);
        let mut recording = vec![0.0; 48_000];
        recording[20_123..29_723].copy_from_slice(&piece);
        let (offset, alike) = find(&piece, &recording, 20_000, 960);
        assert_eq!(offset, 123);
        assert!(alike > 0.999);
        assert!(find(&tone(9_600, 0.11), &recording, 20_000, 960).1 < 0.5);
        assert_eq!(begin_of_sound(&recording, 0, 0.01), Some(20_124));
    }

    #[test]
    fn a_piece_that_was_torn_once_is_found_and_another_is_not() {
        // noise without its highest tones: no two parts are alike, as in speech
        let mut state = 7_u32;
        let mut noise = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as f32 / (1 << 23) as f32 - 1.0
        };
        let raw: Vec<f32> = (0..19_232).map(|_| noise()).collect();
        let piece: Vec<f32> = raw.windows(33).map(|near| near.iter().sum::<f32>() / 33.0).collect();
        let mut recording = vec![0.0; 60_000];
        recording[20_000..30_000].copy_from_slice(&piece[..10_000]);
        recording[30_145..39_345].copy_from_slice(&piece[10_000..]);
        assert!(find(&piece, &recording, 20_000, 1_920).1 < 0.9, "in one piece it is not there");
        assert_eq!(find_torn(&piece, &recording, 20_000, 1_920, 0.9), Some(145));
        let other: Vec<f32> = piece.iter().rev().copied().collect();
        assert_eq!(find_torn(&other, &recording, 20_000, 1_920, 0.9), None);
        // torn twice is no accident
        recording.copy_within(33_000..40_000, 33_300);
        assert_eq!(find_torn(&piece, &recording, 20_000, 1_920, 0.9), None);
    }
}
