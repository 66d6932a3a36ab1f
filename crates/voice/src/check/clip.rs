//! One clip under the microscope: what its file says of itself, and what its samples show.

use super::{Finding, FindingKind};
use crate::RATE;
use crate::decode::decode;
use crate::loudness::{lufs, peak_dbfs};
use std::io::Cursor;
use symphonia::core::formats::FormatOptions;
use symphonia::core::io::{MediaSourceStream, MediaSourceStreamOptions};
use symphonia::core::meta::MetadataOptions;
use symphonia::core::probe::Hint;

/// How far a clip may be from its voice's loudness, in LU; more is heard as a jump inside a sentence.
pub const LOUDNESS_TOLERANCE: f32 = 1.5;
/// Recordings below this rate lack the consonants; as on the telephone.
const RATE_MIN: u32 = 16_000;
/// The most silence before and after a word, in milliseconds; the planner adds the gaps.
const SILENCE_MAX_MS: usize = 120;
/// Below this level it is silence, in dBFS.
const SILENCE_DBFS: f32 = -50.0;
/// A clip that begins or ends louder than this was cut in the middle of a sound, in dBFS over [`EDGE`].
const CUT_DBFS: f32 = -30.0;
/// What counts as an edge, in samples: 2 ms.
const EDGE: usize = RATE as usize / 500;
/// So many equal samples in a row at the highest level are the mark of an overdriven microphone.
const FLAT_RUN: usize = 8;
/// Nothing recorded well comes this near to full scale, in dBFS.
const PEAK_MAX_DBFS: f32 = -0.1;

/// What a file's header says.
struct Header {
    rate: Option<u32>,
    channels: Option<usize>,
    frames: Option<u64>,
}

fn header(file: &str, bytes: &[u8]) -> Option<Header> {
    let mut hint = Hint::new();
    if let Some((_, ending)) = file.rsplit_once('.') {
        hint.with_extension(ending);
    }
    let stream = MediaSourceStream::new(Box::new(Cursor::new(bytes.to_vec())), MediaSourceStreamOptions::default());
    let probe = symphonia::default::get_probe();
    let found = probe.format(&hint, stream, &FormatOptions::default(), &MetadataOptions::default()).ok()?;
    let params = &found.format.default_track()?.codec_params;
    Some(Header {
        rate: params.sample_rate,
        channels: params.channels.map(|channels| channels.count()),
        frames: params.n_frames,
    })
}

/// What is expected of a clip.
pub struct Expected<'a> {
    /// Its name.
    pub key: &'a str,
    /// Its file.
    pub file: &'a str,
    /// The loudness of the voice.
    pub target_lufs: f32,
    /// Its length by the manifest.
    pub samples: Option<u64>,
}

/// Samples where it can be decoded, and what is wrong with it.
pub fn look(expected: &Expected<'_>, bytes: &[u8], findings: &mut Vec<Finding>) -> Option<Vec<f32>> {
    let mut found = |kind, what: String, mend: &str| findings.push(Finding::new(kind, expected.file, what, mend));
    let samples = match decode(expected.file, bytes) {
        Ok(samples) => samples,
        Err(why) => {
            found(FindingKind::Corrupt, why.to_string(), "export it again as FLAC or 16-bit WAV, 48 kHz, mono");
            return None;
        }
    };
    let header = header(expected.file, bytes)?;
    if let (Some(frames), Some(rate)) = (header.frames, header.rate) {
        // the decoder stops silently where a file was cut off
        let promised = frames * u64::from(RATE) / u64::from(rate.max(1));
        if (samples.len() as u64) + u64::from(RATE) / 100 < promised {
            let missing = format!("cut off: {} of {} ms are there", ms(samples.len()), ms(promised as usize));
            found(FindingKind::Corrupt, missing, "copy or export the file again");
            return None;
        }
    }
    if let Some(channels) = header.channels.filter(|channels| *channels != 1) {
        let what = format!("{channels} channels; it is played as their mean");
        found(FindingKind::NotMono, what, "export it as mono");
    }
    match header.rate {
        Some(rate) if rate < RATE_MIN => {
            let what = format!("{rate} samples a second: consonants are lost");
            found(FindingKind::LowRate, what, "record it again at 48 kHz; a higher rate cannot be made from this file");
        }
        Some(rate) if rate != RATE => {
            let what = format!("{rate} samples a second; it is converted");
            found(FindingKind::OtherRate, what, "export it at 48 kHz");
        }
        _ => {}
    }
    if let Some(promised) = expected.samples.filter(|promised| *promised != samples.len() as u64) {
        let what = format!("{} samples; the manifest says {promised}", samples.len());
        found(FindingKind::OtherLength, what, "take the line `samples` out of the manifest, or correct it");
    }
    level(expected, &samples, &mut found);
    edges(expected, &samples, &mut found);
    Some(samples)
}

fn level(expected: &Expected<'_>, samples: &[f32], found: &mut impl FnMut(FindingKind, String, &str)) {
    let Some(peak) = peak_dbfs(samples) else {
        found(FindingKind::Silent, "nothing but silence".to_owned(), "record it again");
        return;
    };
    if peak > PEAK_MAX_DBFS || flat_run(samples) >= FLAT_RUN {
        let what = format!("overdriven: peak {peak:.1} dBFS, {} samples in a row at it", flat_run(samples));
        found(
            FindingKind::Clipped,
            what,
            "record it again with the microphone turned down; making it quieter does not mend it",
        );
    }
    // too much silence is told as that; and though a planner evens recordings out, one that is far off was recorded otherwise
    // than the rest, and its noise is lifted with it
    let heard = lufs(without_silence(samples));
    match heard {
        None => found(FindingKind::Silent, "too soft to be measured".to_owned(), "record it again, nearer"),
        Some(heard) if (heard - expected.target_lufs).abs() > LOUDNESS_TOLERANCE => {
            let off = heard - expected.target_lufs;
            let way = if off > 0.0 { "too loud" } else { "too soft" };
            let what = format!("{way}: {heard:.1} LUFS, the voice has {:.1}", expected.target_lufs);
            let mend = format!("make it {:.1} dB {}", off.abs(), if off > 0.0 { "softer" } else { "louder" });
            found(FindingKind::Loudness, what, &mend);
        }
        Some(_) => {}
    }
}

fn edges(expected: &Expected<'_>, samples: &[f32], found: &mut impl FnMut(FindingKind, String, &str)) {
    let (Some(first), Some(last)) = (samples.chunks(EDGE).next(), samples.rchunks(EDGE).next()) else { return };
    for (edge, where_) in [(first, "begins"), (last, "ends")] {
        let level = rms_dbfs(edge);
        // chimes are struck: they begin as they mean to
        if level > CUT_DBFS && !(expected.key.starts_with("chime.") && where_ == "begins") {
            let what = format!("{where_} in the middle of a sound ({level:.0} dBFS)");
            found(FindingKind::CutIntoSpeech, what, "cut it again a little further out, and fade the edge over 10 ms");
        }
    }
    for (silence, where_) in
        [(silence(&mut samples.chunks(EDGE)), "before"), (silence(&mut samples.rchunks(EDGE)), "after")]
    {
        if silence < samples.len() && ms(silence) > SILENCE_MAX_MS {
            let what = format!("{} ms of silence {where_} the sound", ms(silence));
            found(FindingKind::Silence, what, "cut it off; the pauses are added when a sentence is put together");
        }
    }
}

/// The clip without silence that is longer than it may be.
fn without_silence(samples: &[f32]) -> &[f32] {
    let excess = |silence: usize| if ms(silence) > SILENCE_MAX_MS { silence } else { 0 };
    let (before, after) = (excess(silence(&mut samples.chunks(EDGE))), excess(silence(&mut samples.rchunks(EDGE))));
    if before + after < samples.len() { &samples[before..samples.len() - after] } else { samples }
}

/// How many samples from here on are silence.
fn silence(chunks: &mut dyn Iterator<Item = &[f32]>) -> usize {
    chunks.take_while(|chunk| rms_dbfs(chunk) < SILENCE_DBFS).map(<[f32]>::len).sum()
}

fn ms(samples: usize) -> usize {
    samples * 1000 / RATE as usize
}

/// The level of a stretch, in dBFS.
pub fn rms_dbfs(samples: &[f32]) -> f32 {
    let power = samples.iter().map(|sample| sample * sample).sum::<f32>() / samples.len().max(1) as f32;
    10.0 * power.max(1e-12).log10()
}

/// The longest run of samples at the highest level.
fn flat_run(samples: &[f32]) -> usize {
    let peak = samples.iter().fold(0.0f32, |peak, sample| peak.max(sample.abs()));
    // one step of 16 bits
    let top = peak - 1.0 / 32768.0;
    let (mut longest, mut run) = (0, 0);
    for sample in samples {
        run = if sample.abs() >= top { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    longest
}
