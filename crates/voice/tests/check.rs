//! The check of a voice, on copies of the real one that were spoiled in one way each.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use goiso_voice::{Checked, FindingKind, RATE, Wanted, check, decode, wav};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

fn shipped() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../sounds")
}

/// A copy of the Vietnamese voice that goes with its test.
struct Copy(PathBuf);

impl Copy {
    fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("goiso-check-{}-{number}/vi", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        for file in std::fs::read_dir(shipped().join("vi")).unwrap() {
            let file = file.unwrap();
            std::fs::copy(file.path(), folder.join(file.file_name())).unwrap();
        }
        Self(folder)
    }
    fn path(&self, file: &str) -> PathBuf {
        self.0.join(file)
    }
    /// Writes a clip again after a change to its samples, as WAV in a file that still ends in .flac; the ending is a hint.
    fn respeak(&self, key: &str, change: impl FnOnce(&mut Vec<f32>)) {
        let file = format!("{key}.flac");
        let mut samples = decode(&file, &std::fs::read(self.path(&file)).unwrap()).unwrap();
        change(&mut samples);
        std::fs::write(self.path(&file), wav(&samples)).unwrap();
    }
    fn manifest(&self, change: impl FnOnce(String) -> String) {
        let path = self.path("manifest.toml");
        let text = std::fs::read_to_string(&path).unwrap();
        let changed = change(text.clone());
        assert_ne!(text, changed, "the change found nothing to change");
        std::fs::write(path, changed).unwrap();
    }
    fn check(&self) -> Checked {
        self.check_for(&Wanted::default())
    }
    fn check_for(&self, wanted: &Wanted) -> Checked {
        let mut report = check(&self.0, wanted).unwrap();
        assert_eq!(report.voices.len(), 1);
        report.voices.remove(0)
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        if let Some(parent) = self.0.parent() {
            let _ = std::fs::remove_dir_all(parent);
        }
    }
}

/// Kind and place of everything that was found.
fn told(checked: &Checked) -> Vec<(FindingKind, &str)> {
    checked.findings.iter().map(|finding| (finding.kind, finding.place.as_str())).collect()
}

#[test]
fn the_shipped_voices_pass_without_a_remark() {
    let report = check(&shipped(), &Wanted::default()).unwrap();
    let names: Vec<&str> = report.voices.iter().map(|checked| checked.voice.as_str()).collect();
    assert_eq!(names, ["chime", "en", "vi"]);
    for checked in &report.voices {
        assert_eq!(told(checked), [], "{}", checked.voice);
    }
    assert!(report.is_sound());
    assert!(report.voices[2].clips > 100 && report.voices[2].planned > 40_000, "{:?}", report.voices[2]);
    assert!(report.to_string().contains("vi: fit for use"), "{report}");
}

#[test]
fn a_missing_clip_is_told() {
    let copy = Copy::new();
    std::fs::remove_file(copy.path("digit.4.flac")).unwrap();
    let checked = copy.check();
    assert_eq!(told(&checked), [(FindingKind::Missing, "digit.4"), (FindingKind::NoFile, "digit.4.flac")]);
    assert!(!checked.is_sound());
    let table = check(&copy.0, &Wanted::default()).unwrap().to_string();
    assert!(table.contains("vi: has to be mended") && table.contains("record it and put it there"), "{table}");
}

#[test]
fn a_clipped_clip_is_told_from_a_loud_one() {
    let copy = Copy::new();
    // overdriven and then turned down again, as a recorder with a limiter does: loudness alone would not show it
    copy.respeak("digit.1", |samples| {
        for sample in samples.iter_mut() {
            *sample = (*sample * 6.0).clamp(-0.3, 0.3);
        }
    });
    copy.respeak("digit.7", |samples| {
        for sample in samples.iter_mut() {
            *sample *= 0.5;
        }
    });
    copy.respeak("phrase.recall", |samples| {
        let peak = samples.iter().fold(0.0f32, |peak, sample| peak.max(sample.abs()));
        for sample in samples.iter_mut() {
            *sample *= 0.95 / peak;
        }
    });
    copy.respeak("letter.K", |samples| {
        for sample in samples.iter_mut() {
            *sample *= 1.3;
        }
    });
    let checked = copy.check();
    let kinds = |place: &str| -> Vec<FindingKind> {
        told(&checked).into_iter().filter(|(_, at)| at.starts_with(place)).map(|(kind, _)| kind).collect()
    };
    assert!(kinds("digit.1").contains(&FindingKind::Clipped), "{:?}", checked.findings);
    assert_eq!(kinds("digit.7"), [FindingKind::Loudness]);
    assert_eq!(kinds("phrase.recall"), [FindingKind::Loudness]);
    assert_eq!(kinds("letter.K"), [FindingKind::Loudness]);
    let what = |place: &str| checked.findings.iter().find(|finding| finding.place.starts_with(place)).unwrap();
    assert!(what("digit.7").what.starts_with("too soft") && what("digit.7").mend.ends_with("louder"));
    assert!(what("letter.K").what.starts_with("too loud") && what("letter.K").mend.ends_with("softer"));
}

#[test]
fn a_wrong_name_is_told_with_the_right_one() {
    let copy = Copy::new();
    std::fs::rename(copy.path("digit.3.flac"), copy.path("digt.3.flac")).unwrap();
    std::fs::copy(copy.path("num.tu.flac"), copy.path("vier.flac")).unwrap();
    std::fs::write(copy.path("digit.5.mp3"), b"ID3").unwrap();
    copy.manifest(|text| text.replace("\"digit.9.flac\"", "\"digit.8.flac\""));
    let checked = copy.check();
    let misnamed: Vec<&str> =
        told(&checked).into_iter().filter(|(kind, _)| *kind == FindingKind::Misnamed).map(|(_, place)| place).collect();
    assert_eq!(misnamed, ["digit.5.mp3", "digit.8.flac", "digit.9.flac", "digt.3", "vier.flac"]);
    let slip = checked.findings.iter().find(|finding| finding.place == "digt.3").unwrap();
    assert_eq!(slip.mend, "if it is digit.3, name it so");
}

#[test]
fn a_corrupt_clip_is_told_also_when_only_its_end_is_gone() {
    let copy = Copy::new();
    let whole = std::fs::read(copy.path("phrase.call.flac")).unwrap();
    std::fs::write(copy.path("phrase.call.flac"), &whole[..whole.len() / 2]).unwrap();
    let mut noise = std::fs::read(copy.path("digit.0.flac")).unwrap();
    noise.iter_mut().for_each(|byte| *byte = byte.wrapping_mul(31).wrapping_add(7));
    std::fs::write(copy.path("digit.0.flac"), noise).unwrap();
    std::fs::write(copy.path("digit.1.flac"), b"").unwrap();
    let checked = copy.check();
    assert_eq!(
        told(&checked),
        [
            (FindingKind::Corrupt, "digit.0.flac"),
            (FindingKind::Corrupt, "digit.1.flac"),
            (FindingKind::Corrupt, "phrase.call.flac"),
        ]
    );
}

#[test]
fn ends_that_are_wrong_are_told() {
    let copy = Copy::new();
    copy.manifest(|text| {
        text.lines().filter(|line| !line.starts_with("samples")).map(|line| format!("{line}\n")).collect()
    });
    copy.respeak("digit.2", |samples| samples.truncate(samples.len() * 2 / 3));
    copy.respeak("digit.6", |samples| samples.extend([0.0; RATE as usize / 2]));
    copy.respeak("letter.B", |samples| samples.iter_mut().for_each(|sample| *sample = 0.0));
    assert_eq!(
        told(&copy.check()),
        [
            (FindingKind::Silent, "letter.B.flac"),
            (FindingKind::CutIntoSpeech, "digit.2.flac"),
            (FindingKind::Silence, "digit.6.flac"),
        ]
    );
}

#[test]
fn the_same_recording_under_two_names_is_told() {
    let copy = Copy::new();
    copy.manifest(|text| {
        text.lines().filter(|line| !line.starts_with("samples")).map(|line| format!("{line}\n")).collect()
    });
    std::fs::copy(copy.path("digit.2.flac"), copy.path("digit.5.flac")).unwrap();
    // the same word may have one recording
    std::fs::copy(copy.path("digit.3.flac"), copy.path("digit.3.end.flac")).unwrap();
    // and what sounds alike anyway is advice
    std::fs::copy(copy.path("letter.D.flac"), copy.path("letter.G.flac")).unwrap();
    let found = [(FindingKind::Duplicate, "digit.5"), (FindingKind::Recommended, "letter.G")];
    assert_eq!(told(&copy.check()), found);
}

#[test]
fn a_manifest_that_is_wrong_is_told() {
    let copy = Copy::new();
    copy.manifest(|text| text.replacen("samples = ", "samples = 1", 1));
    let checked = copy.check();
    assert_eq!(checked.findings.iter().map(|finding| finding.kind).collect::<Vec<_>>(), [FindingKind::OtherLength]);
    copy.manifest(|text| text.replacen("language = ", "langage = ", 1));
    let checked = copy.check();
    assert_eq!(told(&checked), [(FindingKind::Manifest, "manifest.toml")]);
    assert!(checked.findings[0].what.contains("langage"), "{:?}", checked.findings);
}

#[test]
fn what_works_all_the_same_is_advice() {
    let copy = Copy::new();
    copy.manifest(|text| {
        text.lines().filter(|line| !line.starts_with("samples")).map(|line| format!("{line}\n")).collect()
    });
    // the same tone twice as fast in a file that says half the rate
    let path = copy.path("notice.thanks.flac");
    let samples = decode("notice.thanks.flac", &std::fs::read(&path).unwrap()).unwrap();
    let half: Vec<f32> = samples.chunks_exact(2).map(|pair| (pair[0] + pair[1]) / 2.0).collect();
    let mut file = wav(&half);
    file[24..28].copy_from_slice(&(RATE / 2).to_le_bytes());
    std::fs::write(&path, file).unwrap();
    std::fs::remove_file(copy.path("phrase.recall.flac")).unwrap();
    copy.manifest(|text| {
        text.replace(
            "[clips.\"phrase.recall\"]\nfile = \"phrase.recall.flac\"",
            "[clips.\"phrase.recall\"]\nfile = \"phrase.recall.wav\"",
        )
    });
    std::fs::write(copy.path("phrase.recall.wav"), wav(&samples)).unwrap();
    let checked = copy.check();
    assert!(told(&checked).contains(&(FindingKind::OtherRate, "notice.thanks.flac")), "{:?}", checked.findings);
    assert!(checked.is_sound(), "{:?}", checked.findings);
}

#[test]
fn a_hall_asks_only_for_what_it_has() {
    let copy = Copy::new();
    let gone = |key: &str| {
        std::fs::remove_file(copy.path(&format!("{key}.flac"))).unwrap();
        copy.manifest(|text| {
            let from = text.find(&format!("[clips.\"{key}\"]")).unwrap();
            let to = text[from..].find("\n\n").map_or(text.len(), |end| from + end + 2);
            format!("{}{}", &text[..from], &text[to..])
        });
    };
    gone("letter.Y");
    gone("num.muoi");
    gone("counter.50");
    let small = Wanted {
        letters: vec!['A', 'B'],
        counters: vec!["1".to_owned(), "7".to_owned()],
        styles: vec![goiso_voice::NumberStyle::Digits],
        ..Wanted::default()
    };
    assert_eq!(told(&copy.check_for(&small)), []);
    let missing = |checked: &Checked| -> Vec<String> {
        let missing = checked.findings.iter().filter(|finding| finding.kind == FindingKind::Missing);
        missing.map(|finding| finding.place.clone()).collect()
    };
    assert_eq!(missing(&copy.check()), ["letter.Y", "num.muoi"]);
    let odd = Wanted { counters: vec!["3".to_owned(), "quay-F".to_owned()], ..small };
    assert_eq!(told(&copy.check_for(&odd)).first(), Some(&(FindingKind::Unplannable, "quay-F")));
}
