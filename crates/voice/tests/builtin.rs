//! The voices of the binary: what their manifests say is so, and a whole announcement is the sum of its clips.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use goiso_voice::{
    Announcement, CLIP_SECONDS_MAX, Chime, ClipAt, DECODED_BYTES_MAX, Gaps, LOUDNESS_TOLERANCE, Language, NoticeKind,
    NumberStyle, Pass, Place, RATE, Recall, Region, Settings, Voices, lufs, peak_dbfs,
};
use std::time::Instant;

fn call(label: &str, place: Place, counter: &str, recall: Recall) -> Announcement {
    Announcement::Call { label: label.to_owned(), place, counter: counter.to_owned(), recall }
}

fn only(language: &str) -> Settings {
    Settings { languages: vec![language.parse().unwrap()], ..Settings::default() }
}

/// The clips by name, voice in front: `vi:digit.0`.
fn said(voices: &Voices, what: &Announcement, settings: &Settings, pass: Pass) -> String {
    let name = |clip: &ClipAt| format!("{}:{}", clip.voice, clip.key);
    voices.plan(what, settings, pass).clips.iter().map(name).collect::<Vec<_>>().join(" ")
}

#[test]
fn every_clip_is_as_long_and_as_loud_as_its_manifest_says() {
    let voices = Voices::builtin().unwrap();
    let mut clips = 0;
    for (voice, manifest) in voices.list() {
        assert!(!manifest.provenance.is_empty() && !manifest.speaker.is_empty(), "{voice} says where it comes from");
        for (key, clip) in &manifest.clips {
            let samples = voices.samples(voice, &clip.file).unwrap();
            assert_eq!(Some(samples.len() as u64), clip.samples, "{voice} {key}");
            assert!(samples.len() < (CLIP_SECONDS_MAX * RATE) as usize);
            let peak_dbfs = peak_dbfs(&samples).unwrap();
            assert!((peak_dbfs - clip.peak_dbfs.unwrap()).abs() < 0.2, "{voice} {key}: {peak_dbfs}");
            assert!(peak_dbfs <= -1.5, "{voice} {key}: {peak_dbfs}");
            let loudness = lufs(&samples).unwrap();
            assert!((loudness - clip.lufs.unwrap()).abs() < 0.6, "{voice} {key}: {loudness} LUFS");
            assert!(
                (loudness - manifest.target_lufs.unwrap()).abs() < LOUDNESS_TOLERANCE,
                "{voice} {key}: {loudness} LUFS"
            );
            assert!(!clip.text.is_empty(), "{voice} {key}");
            clips += 1;
        }
    }
    assert_eq!(clips, 207);
    assert_eq!(voices.languages(), [Language::english(), Language::vietnamese()]);
    assert!(voices.problems().is_empty());
}

#[test]
fn what_is_said_for_what() {
    let voices = Voices::builtin().unwrap();
    let (digits, south) = (only("vi"), Region::South);
    let number = Settings { style: NumberStyle::Number, ..only("vi") };
    let number_south = Settings { region: south, ..number.clone() };
    let quiet = Settings { chime: Chime::None, ..only("vi") };
    let classic = Settings { chime: Chime::Classic, ..only("en") };
    let (counter, window, room) = (Place::Counter, Place::Window, Place::Room);
    let (first, again) = (Recall::First, Recall::Again);
    for (what, settings, pass, words) in [
        (
            call("B045", counter, "3", first),
            &digits,
            Pass::First,
            "chime:chime.soft vi:phrase.call vi:letter.B vi:digit.0 vi:digit.4 vi:digit.5 vi:counter.3",
        ),
        (
            call("A012", counter, "12", again),
            &digits,
            Pass::First,
            "chime:chime.recall vi:phrase.recall vi:letter.A vi:digit.0 vi:digit.1 vi:digit.2 vi:counter.12",
        ),
        (
            call("A012", counter, "12", again),
            &digits,
            Pass::Short,
            "vi:phrase.call_short vi:letter.A vi:digit.0 vi:digit.1 vi:digit.2 vi:counter.12",
        ),
        (
            call("A012", counter, "7", first),
            &number,
            Pass::Repeat,
            "vi:phrase.call vi:letter.A vi:num.muoi vi:digit.2 vi:counter.7",
        ),
        (
            call("K1005", counter, "7", first),
            &number,
            Pass::Repeat,
            "vi:phrase.call vi:letter.K vi:digit.1 vi:num.nghin vi:digit.0 vi:num.tram vi:num.linh vi:digit.5 vi:counter.7",
        ),
        (
            call("K1005", counter, "7", first),
            &number_south,
            Pass::Repeat,
            "vi:phrase.call vi:letter.K vi:digit.1 vi:num.ngan vi:digit.0 vi:num.tram vi:num.le vi:digit.5 vi:counter.7",
        ),
        // no clip holds these whole: the phrase, then the number
        (
            call("A001", counter, "51", first),
            &digits,
            Pass::Repeat,
            "vi:phrase.call vi:letter.A vi:digit.0 vi:digit.0 vi:digit.1 \
             vi:phrase.counter vi:digit.5 vi:num.muoi_tens vi:num.mot_tone",
        ),
        (
            call("A001", window, "12", first),
            &digits,
            Pass::Repeat,
            "vi:phrase.call vi:letter.A vi:digit.0 vi:digit.0 vi:digit.1 vi:phrase.window vi:num.muoi vi:digit.2",
        ),
        (
            call("A001", room, "105", first),
            &digits,
            Pass::Repeat,
            "vi:phrase.call vi:letter.A vi:digit.0 vi:digit.0 vi:digit.1 \
             vi:phrase.room vi:digit.1 vi:num.tram vi:num.linh vi:digit.5",
        ),
        // counters as people name them
        (
            call("A001", counter, "003B", first),
            &digits,
            Pass::Repeat,
            "vi:phrase.call vi:letter.A vi:digit.0 vi:digit.0 vi:digit.1 vi:counter.3 vi:letter.B",
        ),
        (
            call("A001", counter, "a-12", first),
            &digits,
            Pass::Repeat,
            "vi:phrase.call vi:letter.A vi:digit.0 vi:digit.0 vi:digit.1 vi:phrase.counter vi:letter.A vi:num.muoi vi:digit.2",
        ),
        (
            call("A001", counter, "00", first),
            &digits,
            Pass::Repeat,
            "vi:phrase.call vi:letter.A vi:digit.0 vi:digit.0 vi:digit.1 vi:phrase.counter vi:digit.0",
        ),
        (
            call("A002", counter, "51", first),
            &classic,
            Pass::First,
            "chime:chime.classic en:phrase.call en:letter.A en:digit.0 en:digit.0 en:digit.2 \
             en:phrase.counter en:digit.5 en:digit.1",
        ),
        (
            call("A001", counter, "2", first),
            &quiet,
            Pass::First,
            "vi:phrase.call vi:letter.A vi:digit.0 vi:digit.0 vi:digit.1 vi:counter.2",
        ),
        (
            Announcement::Notice { kind: NoticeKind::ClosingSoon },
            &Settings::default(),
            Pass::First,
            "chime:chime.notice vi:notice.closing_soon en:notice.closing_soon",
        ),
        (Announcement::Notice { kind: NoticeKind::Thanks }, &Settings::default(), Pass::Short, "vi:notice.thanks"),
        // never silence
        (Announcement::Notice { kind: NoticeKind::Text }, &quiet, Pass::Repeat, "chime:chime.notice"),
        (call("A001", counter, "W", first), &quiet, Pass::Short, "chime:chime.soft"),
        (call("A001", counter, "W", again), &digits, Pass::Repeat, "chime:chime.recall"),
        (call("A001", counter, "2", first), &only("fr"), Pass::First, "chime:chime.soft"),
        // a language that cannot say it is left out, and the next one speaks
        (
            call("A001", counter, "W2", first),
            &Settings::default(),
            Pass::Short,
            "en:phrase.call_short en:letter.A en:digit.0 en:digit.0 en:digit.1 en:phrase.counter en:letter.W en:digit.2",
        ),
    ] {
        assert_eq!(said(&voices, &what, settings, pass), words, "{what:?} {pass:?}");
    }
}

#[test]
fn a_hall_is_told_which_language_will_be_left_out() {
    let voices = Voices::builtin().unwrap();
    let unsaid =
        |counter: &str| voices.unsaid(&call("A001", Place::Counter, counter, Recall::First), &Settings::default());
    assert_eq!(unsaid("12B"), []);
    assert_eq!(unsaid("W1"), [Language::vietnamese()]);
    assert_eq!(unsaid("--"), [Language::vietnamese(), Language::english()]);
}

#[test]
fn silences_are_those_of_the_settings() {
    let voices = Voices::builtin().unwrap();
    let gaps = Gaps {
        after_chime_ms: 1,
        before_letter_ms: 2,
        after_letter_ms: 3,
        between_digits_ms: 4,
        between_words_ms: 5,
        before_place_ms: 6,
        after_place_ms: 7,
        between_languages_ms: 8,
    };
    let settings = Settings { gaps, ..Settings::default() };
    let plan = voices.plan(&call("A12", Place::Window, "21B", Recall::First), &settings, Pass::First);
    let silences: Vec<u64> =
        plan.clips.windows(2).map(|pair| (pair[1].at - pair[0].at - pair[0].len) * 1000 / u64::from(RATE)).collect();
    let vietnamese = [1, 2, 3, 4, 6, 7, 5, 5, 3];
    let english = [8, 2, 3, 4, 6, 7, 4, 3];
    assert_eq!(silences, [&vietnamese[..], &english[..]].concat());
}

#[test]
fn an_announcement_is_the_sum_of_its_clips() {
    let voices = Voices::builtin().unwrap();
    let settings = Settings::default();
    let plan = voices.plan(&call("A012", Place::Counter, "12", Recall::First), &settings, Pass::First);
    let sound = voices.render(&plan, 1.0).unwrap();
    assert_eq!(sound.len() as u64, plan.len);
    let mut expected = vec![0.0f32; sound.len()];
    for clip in &plan.clips {
        let samples = voices.samples(&clip.voice, &clip.file).unwrap();
        expected[clip.at as usize..(clip.at + clip.len) as usize].copy_from_slice(&samples);
    }
    assert!(sound.iter().zip(&expected).all(|(a, b)| a == b), "bit by bit");
    let seconds = plan.duration().as_secs_f64();
    assert!((11.0..13.5).contains(&seconds), "{seconds} s");
    // rendered once, given again
    assert!(std::sync::Arc::ptr_eq(&sound, &voices.render(&plan, 1.0).unwrap()));
    let half = voices.render(&plan, 0.5).unwrap();
    assert!(half.iter().zip(sound.iter()).all(|(half, whole)| *half == whole * 0.5));
    let loud = voices.render(&plan, 4.0).unwrap();
    assert!(loud.iter().all(|sample| sample.abs() <= 1.0));
}

/// The server renders on whatever thread asks.
#[test]
fn voices_are_shared_between_threads() {
    let voices = Voices::builtin().unwrap();
    let settings = Settings::default();
    let lengths: Vec<usize> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8)
            .map(|n| {
                let what = call(&format!("A{:03}", n % 2), Place::Counter, "5", Recall::First);
                let (voices, settings) = (&voices, &settings);
                scope.spawn(move || voices.render(&voices.plan(&what, settings, Pass::First), 1.0).unwrap().len())
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert!(lengths.chunks(2).all(|pair| pair == &lengths[..2]), "{lengths:?}");
}

#[test]
fn nothing_but_clips_is_handed_out() {
    let voices = Voices::builtin().unwrap();
    assert!(voices.file("vi/digit.0.flac").unwrap().starts_with(b"fLaC"));
    for path in [
        "",
        "vi",
        "vi/",
        "vi/manifest.toml",
        "vi/../en/digit.0.flac",
        "../sounds/vi/digit.0.flac",
        "README.md",
        "vi/digit.0",
        "no/digit.0.flac",
        "/vi/digit.0.flac",
        "vi//digit.0.flac",
    ] {
        assert!(voices.file(path).is_none(), "{path}");
    }
}

/// With clips at hand, an announcement must be ready before anybody waits for it: 5 ms in a release build.
#[test]
fn planning_and_mixing_take_no_time() {
    const ROUNDS: u32 = 60;
    let limit_ms = if cfg!(debug_assertions) { 50.0 } else { 5.0 };
    let voices = Voices::builtin().unwrap();
    let settings = Settings::default();
    let ticket = |n: u32| call(&format!("A{n:03}"), Place::Counter, &format!("{}", n % 50 + 1), Recall::First);
    for n in 0..ROUNDS {
        let plan = voices.plan(&ticket(n), &settings, Pass::Repeat);
        voices.render(&plan, 1.0).unwrap();
    }
    let mut times_ms: Vec<f64> = (0..ROUNDS)
        .map(|n| {
            let began = Instant::now();
            let plan = voices.plan(&ticket(n), &settings, Pass::First);
            let sound = voices.render(&plan, 0.9).unwrap();
            assert!(!sound.is_empty());
            began.elapsed().as_secs_f64() * 1000.0
        })
        .collect();
    times_ms.sort_by(f64::total_cmp);
    let (median, slowest) = (times_ms[times_ms.len() / 2], times_ms[times_ms.len() - 1]);
    println!("planned and mixed in {median:.2} ms (median), {slowest:.2} ms (slowest of {ROUNDS})");
    assert!(median < limit_ms, "{median:.2} ms is over {limit_ms} ms");
}

#[test]
fn both_voices_are_kept_whole_once_they_were_decoded_ahead() {
    let voices = Voices::builtin().unwrap();
    let bytes_of = |wanted: &[&str]| -> u64 {
        let of = voices.list().filter(|(name, _)| wanted.contains(name));
        of.flat_map(|(_, manifest)| manifest.clips.values()).map(|clip| clip.samples.unwrap() * 2).sum()
    };
    voices.warm(&[Language::vietnamese()]);
    assert_eq!(voices.decoded_bytes() as u64, bytes_of(&["vi", "chime"]), "a language and the chimes");
    let both = [Language::vietnamese(), Language::english()];
    voices.warm(&both);
    let whole = bytes_of(&["vi", "en", "chime"]);
    assert_eq!(voices.decoded_bytes() as u64, whole);
    assert!(whole <= DECODED_BYTES_MAX as u64, "{whole} bytes would not stay");
    voices.warm(&both);
    assert_eq!(voices.decoded_bytes() as u64, whole, "once is enough");
}
