//! A hall's own folder: an afternoon's recordings, whatever their format, with the voices of the binary behind them.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use goiso_voice::{
    Announcement, CLIP_BYTES_MAX, NoticeKind, NumberStyle, PackError, Pass, Place, RATE, Recall, Settings, Voices,
    decode, lufs, wav,
};
use proptest::prelude::*;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

/// Made for these tests: 440 Hz at half of full scale, a quarter of a second.
const STEREO_441_FLAC: &[u8] = include_bytes!("clips/stereo_441.flac");
const LOW_RATE_WAV: &[u8] = include_bytes!("clips/low_rate.wav");
const TONE_OGG: &[u8] = include_bytes!("clips/tone.ogg");

/// A folder of sounds that goes with its test.
struct Sounds(PathBuf);

impl Sounds {
    fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("goiso-sounds-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }
    fn with(self, path: &str, bytes: &[u8]) -> Self {
        let file = self.0.join(path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, bytes).unwrap();
        self
    }
    /// Clips that are short tones, by their keys.
    fn with_clips(mut self, voice: &str, keys: &[&str]) -> Self {
        let tone: Vec<f32> = (0..4800).map(|n| 0.3 * (n as f32 * 0.06).sin()).collect();
        for key in keys {
            self = self.with(&format!("{voice}/{key}.wav"), &wav(&tone));
        }
        self
    }
    fn path(&self) -> &Path {
        &self.0
    }
    fn said(&self, what: &Announcement, settings: &Settings) -> String {
        let plan = Voices::load(self.path()).unwrap().plan(what, settings, Pass::First);
        plan.clips.iter().map(|clip| format!("{}:{}", clip.voice, clip.key)).collect::<Vec<_>>().join(" ")
    }
}

impl Drop for Sounds {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// All that a hall with group A, counters to nine and an afternoon must record.
const LEAST: [&str; 13] = [
    "digit.0",
    "digit.1",
    "digit.2",
    "digit.3",
    "digit.4",
    "digit.5",
    "digit.6",
    "digit.7",
    "digit.8",
    "digit.9",
    "phrase.call",
    "phrase.counter",
    "letter.A",
];
const MANIFEST: &[u8] = b"language = \"vi\"\nspeaker = \"Lan\"\n";

fn call(label: &str, counter: &str, recall: Recall) -> Announcement {
    Announcement::Call { label: label.to_owned(), place: Place::Counter, counter: counter.to_owned(), recall }
}

fn vietnamese() -> Settings {
    Settings { languages: vec!["vi".parse().unwrap()], ..Settings::default() }
}

#[test]
fn the_least_own_voice_speaks_for_itself() {
    let sounds = Sounds::new().with("vi/manifest.toml", MANIFEST).with_clips("vi", &LEAST);
    assert_eq!(
        sounds.said(&call("A012", "7", Recall::First), &vietnamese()),
        "chime:chime.soft vi:phrase.call vi:letter.A vi:digit.0 vi:digit.1 vi:digit.2 vi:phrase.counter vi:digit.7"
    );
    // without a clip for a recall it is called as at first, after the chime that tells
    assert_eq!(
        sounds.said(&call("A012", "7", Recall::Again), &vietnamese()),
        "chime:chime.recall vi:phrase.call vi:letter.A vi:digit.0 vi:digit.1 vi:digit.2 vi:phrase.counter vi:digit.7"
    );
}

#[test]
fn what_an_own_voice_cannot_say_is_said_by_ours_from_end_to_end() {
    let sounds = Sounds::new().with("vi/manifest.toml", MANIFEST).with_clips("vi", &LEAST);
    let ours = |label: &str, counter: &str, style| {
        sounds.said(&call(label, counter, Recall::First), &Settings { style, ..vietnamese() })
    };
    for said in [
        ours("B012", "7", NumberStyle::Digits),
        ours("A012", "12", NumberStyle::Digits),
        ours("A012", "7", NumberStyle::Number),
        sounds.said(&Announcement::Notice { kind: NoticeKind::Thanks }, &vietnamese()),
    ] {
        let words: Vec<&str> = said.split(' ').skip(1).collect();
        assert!(!words.is_empty() && words.iter().all(|word| word.starts_with("vi.builtin:")), "{said}");
    }
    let voices = Voices::load(sounds.path()).unwrap();
    let own = voices.file("vi/digit.0.wav").unwrap();
    assert!(own.starts_with(b"RIFF"), "a hall's own file under the usual name");
    assert!(voices.file("vi.builtin/digit.0.flac").unwrap().starts_with(b"fLaC"), "and ours still in reach");
    assert!(voices.file("vi/digit.0.flac").is_none());
}

#[test]
fn one_clip_of_ours_can_be_replaced_with_a_whole_number() {
    let sounds = Sounds::new()
        .with("vi/manifest.toml", MANIFEST)
        .with_clips("vi", &LEAST)
        .with_clips("vi", &["counter.12", "window.3", "counter.1A"]);
    let said = |counter: &str| sounds.said(&call("A1", counter, Recall::First), &vietnamese());
    assert!(said("12").ends_with("vi:digit.1 vi:counter.12"));
    assert!(said("12A").ends_with("vi:counter.12 vi:letter.A"));
    assert!(said("01a").ends_with("vi:digit.1 vi:counter.1A"), "the longest clip first");
    let window =
        Announcement::Call { label: "A1".into(), place: Place::Window, counter: "3".into(), recall: Recall::First };
    assert!(sounds.said(&window, &vietnamese()).ends_with("vi:digit.1 vi:window.3"));
}

#[test]
fn the_last_digit_is_said_as_it_is_at_an_end_where_the_voice_has_it_so() {
    let sounds =
        Sounds::new().with("vi/manifest.toml", MANIFEST).with_clips("vi", &LEAST).with_clips("vi", &["digit.3.end"]);
    assert_eq!(
        sounds.said(&call("A133", "3", Recall::First), &vietnamese()),
        "chime:chime.soft vi:phrase.call vi:letter.A vi:digit.1 vi:digit.3 vi:digit.3.end vi:phrase.counter vi:digit.3.end"
    );
    assert!(
        sounds
            .said(&call("A131", "1", Recall::First), &vietnamese())
            .ends_with("vi:digit.3 vi:digit.1 vi:phrase.counter vi:digit.1")
    );
}

#[test]
fn a_second_voice_of_a_language_and_a_new_language() {
    let lao = b"language = \"lo\"\n";
    let sounds = Sounds::new()
        .with("vi-hue/manifest.toml", MANIFEST)
        .with_clips("vi-hue", &LEAST)
        .with("lo/manifest.toml", lao)
        .with_clips("lo", &LEAST);
    let settings = Settings { languages: vec!["lo".parse().unwrap(), "vi".parse().unwrap()], ..Settings::default() };
    let said = sounds.said(&call("A10", "12", Recall::First), &settings);
    // a language without rules for numbers reads digits
    assert_eq!(
        said,
        "chime:chime.soft lo:phrase.call lo:letter.A lo:digit.1 lo:digit.0 lo:phrase.counter lo:digit.1 lo:digit.2 \
         vi:phrase.call vi:letter.A vi:digit.1 vi:digit.0 vi:counter.12"
    );
    assert!(sounds.said(&call("A10", "2", Recall::First), &settings).contains("vi-hue:phrase.call"));
}

#[test]
fn an_own_chime() {
    let chime = b"language = \"zxx\"\n";
    let sounds = Sounds::new().with("chime/manifest.toml", chime).with_clips("chime", &["chime.soft"]);
    assert!(sounds.said(&call("A1", "1", Recall::First), &vietnamese()).starts_with("chime:chime.soft vi:"));
    assert!(sounds.said(&call("A1", "1", Recall::Again), &vietnamese()).starts_with("chime.builtin:chime.recall vi:"));
}

/// What half a sample of delay makes of 440 Hz: a resampler counts its own delay in whole samples.
const HALF_A_SAMPLE: f32 = 0.016;

/// How far a sound is from 440 Hz at half of full scale, its edges left aside.
fn off_the_tone(samples: &[f32]) -> f32 {
    let tone = |n: usize| 0.5 * (std::f64::consts::TAU * 440.0 * n as f64 / f64::from(RATE)).sin() as f32;
    let inner = 1000..samples.len() - 1000;
    inner.map(|n| (samples[n] - tone(n)).abs()).fold(0.0, f32::max)
}

#[test]
fn recordings_of_any_kind_come_to_the_same_tone_at_the_same_time() {
    for (file, bytes, tolerance) in [
        ("stereo_441.flac", STEREO_441_FLAC, HALF_A_SAMPLE),
        ("low_rate.wav", LOW_RATE_WAV, HALF_A_SAMPLE),
        ("tone.ogg", TONE_OGG, 0.02),
    ] {
        let samples = decode(file, bytes).unwrap();
        assert_eq!(samples.len(), 12_000, "{file}");
        let off = off_the_tone(&samples);
        assert!(off < tolerance, "{file}: {off}");
        // the name is a hint, the content decides
        assert_eq!(decode("unnamed", bytes).unwrap(), samples, "{file}");
    }
}

#[test]
fn foreign_recordings_are_planned_as_long_as_they_sound() {
    let sounds = Sounds::new()
        .with("vi/manifest.toml", MANIFEST)
        .with_clips("vi", &LEAST)
        .with("vi/counter.1.flac", STEREO_441_FLAC)
        .with("vi/counter.2.ogg", TONE_OGG)
        .with("vi/counter.3.wav", LOW_RATE_WAV);
    let voices = Voices::load(sounds.path()).unwrap();
    assert_eq!(voices.problems(), []);
    for counter in ["1", "2", "3"] {
        let plan = voices.plan(&call("A1", counter, Recall::First), &vietnamese(), Pass::Repeat);
        let clip = plan.clips.last().unwrap();
        assert_eq!((clip.key.clone(), clip.len), (format!("counter.{counter}"), 12_000));
        let sound = voices.render(&plan, 1.0).unwrap();
        let as_recorded: Vec<f32> = sound[clip.at as usize..].iter().map(|sample| sample / clip.gain).collect();
        assert!(off_the_tone(&as_recorded) < 0.02, "{counter}");
    }
}

#[test]
fn recordings_that_differ_in_loudness_are_said_alike() {
    let tone = |amplitude: f32| wav(&(0..9600).map(|n| amplitude * (n as f32 * 0.06).sin()).collect::<Vec<_>>());
    let sounds = Sounds::new()
        .with("vi/manifest.toml", MANIFEST)
        .with_clips("vi", &LEAST)
        .with("vi/counter.1.wav", &tone(0.1))
        .with("vi/counter.2.wav", &tone(0.5));
    let voices = Voices::load(sounds.path()).unwrap();
    let loudest = |counter: &str| {
        let plan = voices.plan(&call("A1", counter, Recall::First), &vietnamese(), Pass::Short);
        let sound = voices.render(&plan, 1.0).unwrap();
        let clip = plan.clips.last().unwrap();
        sound[clip.at as usize..].iter().fold(0.0f32, |peak, sample| peak.max(sample.abs()))
    };
    let (soft, loud) = (loudest("1"), loudest("2"));
    assert!((soft / loud - 1.0).abs() < 0.02, "{soft} and {loud} were 14 dB apart");
    let said = lufs(&(0..9600).map(|n| loud * (n as f32 * 0.06).sin()).collect::<Vec<_>>());
    assert!((said.unwrap() + 16.0).abs() < 0.5, "{said:?}");
}

#[test]
fn a_broken_recording_is_told_and_passed_over() {
    let listed = b"language = \"vi\"\n[clips.\"letter.B\"]\nfile = \"letter.B.flac\"\n";
    let sounds = Sounds::new()
        .with("vi/manifest.toml", listed)
        .with_clips("vi", &LEAST)
        .with("vi/digit.1.wav", b"no sound at all")
        .with("vi/letter.C.flac", &STEREO_441_FLAC[..300])
        .with("vi/letter.D.wav", &vec![0; CLIP_BYTES_MAX as usize + 1])
        .with("vi/letter.E.wav", &wav(&[0.0; 21 * RATE as usize]))
        .with("vi/letter.G.wav", &wav(&[]))
        .with("vi/notes.txt", b"A, B, C")
        .with("takes/digit.1.wav", LOW_RATE_WAV);
    let voices = Voices::load(sounds.path()).unwrap();
    let places: Vec<&str> = voices.problems().iter().map(|problem| problem.place.as_str()).collect();
    assert_eq!(
        places,
        ["takes", "digit.1.wav", "letter.B.flac", "letter.C.flac", "letter.D.wav", "letter.E.wav", "letter.G.wav"]
    );
    let plan = voices.plan(&call("A1", "1", Recall::First), &vietnamese(), Pass::Short);
    assert!(plan.clips.iter().all(|clip| clip.voice == "vi.builtin"));
}

#[test]
fn a_folder_that_is_no_voice_is_refused_with_a_reason() {
    let manifest = |text: &str| Sounds::new().with("vi/manifest.toml", text.as_bytes());
    let refused = |sounds: &Sounds| Voices::load(sounds.path()).unwrap_err();
    assert!(matches!(refused(&manifest("language = \"Tiếng Việt\"")), PackError::Manifest { .. }));
    assert!(matches!(refused(&manifest("language = \"vi\"\nspeeker = \"Lan\"")), PackError::Manifest { .. }));
    assert!(matches!(
        refused(&manifest("language = \"vi\"\n[clips.digit]\nfile = \"a.wav\"")),
        PackError::BadName { .. }
    ));
    for file in ["../vi/digit.0.wav", "/etc/passwd", "digit.0.mp3", ".hidden.wav", "a/b.wav", "a\\\\b.c.wav"] {
        let text = format!("language = \"vi\"\n[clips.\"digit.0\"]\nfile = \"{file}\"");
        assert!(matches!(refused(&manifest(&text)), PackError::BadName { .. }), "{file}");
    }
    let huge: String = (0..1001).map(|n| format!("[clips.\"counter.{n}\"]\nfile = \"counter.{n}.wav\"\n")).collect();
    assert!(matches!(refused(&manifest(&format!("language = \"vi\"\n{huge}"))), PackError::TooLarge { .. }));
    assert!(matches!(refused(&Sounds::new()), PackError::NoVoice { .. }));
    assert!(matches!(Voices::load(Path::new("no-such-folder")).unwrap_err(), PackError::Unreadable { .. }));
    assert!(matches!(refused(&Sounds::new().with("Vi Hue/manifest.toml", MANIFEST)), PackError::BadName { .. }));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever a bad disk makes of a recording, it is sound or an error.
    #[test]
    fn a_damaged_file_does_no_harm(
        bytes in prop::sample::select(vec![STEREO_441_FLAC, LOW_RATE_WAV, TONE_OGG]),
        kept in 0.0f64..=1.0,
        damage in prop::collection::vec((0usize..2000, any::<u8>()), 0..6),
    ) {
        let mut bytes = bytes[..(bytes.len() as f64 * kept) as usize].to_vec();
        for (at, byte) in damage {
            if let Some(slot) = bytes.get_mut(at) {
                *slot = byte;
            }
        }
        if let Ok(samples) = decode("damaged.flac", &bytes) {
            prop_assert!(!samples.is_empty() && samples.len() <= 20 * RATE as usize + 6);
            prop_assert!(samples.iter().all(|sample| sample.is_finite()));
        }
    }
}
