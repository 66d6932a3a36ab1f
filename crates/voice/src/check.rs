//! Whether a recorded voice is fit for a hall, and if not, what to mend: for whoever stood at the microphone.

mod clip;
mod keys;
mod report;

pub use clip::LOUDNESS_TOLERANCE;
pub use report::{Checked, Finding, FindingKind, Report};

use crate::RATE;
use crate::announcement::{Announcement, Pass, Recall};
use crate::error::PackError;
use crate::limits::CLIP_BYTES_MAX;
use crate::loudness::TARGET_LUFS;
use crate::manifest::{ClipEntry, is_voice_name, key_of_file};
use crate::pack::{MANIFEST, Pack, file_names};
use crate::settings::{Language, NumberStyle, Place, Region, Settings};
use crate::spoken::sentence;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What a hall wants to say with a voice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Letters of its groups of services.
    pub letters: Vec<char>,
    /// Its counters, as configured.
    pub counters: Vec<String>,
    /// What its counters are.
    pub places: Vec<Place>,
    /// How it may read tickets.
    pub styles: Vec<NumberStyle>,
}

impl Default for Wanted {
    /// Everything that can be configured: all letters of groups, fifty counters, both ways of reading.
    fn default() -> Self {
        Self {
            letters: "ABCDEGHKLMNPRSTUVXY".chars().collect(),
            counters: (1..=50).map(|counter: u32| counter.to_string()).collect(),
            places: vec![Place::Counter],
            styles: vec![NumberStyle::Digits, NumberStyle::Number],
        }
    }
}

/// Formats that people record in and no player here reads.
const FOREIGN: [&str; 9] = ["mp3", "m4a", "aac", "opus", "wma", "aif", "aiff", "webm", "mp4"];
/// Letters whose names are one sound to many: an engine says them alike, and a hall does well not to use both.
const HOMOPHONES: [(&str, &str); 1] = [("letter.D", "letter.G")];
/// The most calls of one kind that are told before the rest is only counted.
const TOLD: usize = 3;

/// Checks a voice's folder, or every voice in a folder of voices.
pub fn check(dir: &Path, wanted: &Wanted) -> Result<Report, PackError> {
    if dir.join(MANIFEST).is_file() {
        return Ok(Report { voices: vec![check_voice(dir, wanted)?] });
    }
    let mut report = Report::default();
    for name in file_names(dir)? {
        let folder = dir.join(&name);
        if folder.join(MANIFEST).is_file() {
            report.voices.push(check_voice(&folder, wanted)?);
        }
    }
    if report.voices.is_empty() {
        return Err(PackError::NoVoice { place: dir.display().to_string() });
    }
    Ok(report)
}

fn check_voice(folder: &Path, wanted: &Wanted) -> Result<Checked, PackError> {
    let whole = std::path::absolute(folder).unwrap_or_else(|_| folder.to_path_buf());
    let name = whole.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let mut findings = Vec::new();
    if !is_voice_name(&name) {
        let what = "cannot be the name of a voice's folder";
        findings.push(Finding::new(FindingKind::Misnamed, &name, what, "small letters a to z, digits and -: vi-lan"));
    }
    let mut checked = Checked { voice: name.clone(), clips: 0, seconds: 0.0, planned: 0, findings };
    let pack = match Pack::folder(&name, folder) {
        Ok((pack, _)) => pack,
        Err(PackError::Unreadable { path, source }) => return Err(PackError::Unreadable { path, source }),
        Err(bad) => {
            checked.findings.push(of_manifest(&bad));
            return Ok(checked);
        }
    };
    let files: BTreeSet<String> = file_names(folder)?.into_iter().collect();
    let entries = entries(&pack, &files);
    names(&pack, &files, &entries, &mut checked.findings);
    let samples = clips(&pack, folder, &files, &entries, &mut checked.findings)?;
    duplicates(&samples, &entries, &mut checked.findings);
    let wordless = pack.manifest.language == Language::wordless();
    let present: BTreeSet<&str> =
        entries.iter().filter(|(_, entry)| files.contains(&entry.file)).map(|(key, _)| key.as_str()).collect();
    if wordless {
        for key in keys::CHIMES.iter().filter(|key| !present.contains(**key)) {
            checked.findings.push(missing(key, "a chime"));
        }
    } else {
        required(&pack, &present, wanted, &mut checked.findings);
        recommended(&present, wanted, &mut checked.findings);
        // a call that cannot be said for a clip that is known to be bad is told once, by the clip
        if checked.findings.iter().all(|finding| !explains(finding.kind)) {
            checked.planned = plan_all(&pack, wanted, &mut checked.findings);
        }
    }
    checked.clips = samples.len();
    checked.seconds = samples.values().map(Vec::len).sum::<usize>() as f32 / RATE as f32;
    checked.findings.sort_by_key(|finding| (finding.kind.is_advice(), finding.kind, finding.place.clone()));
    Ok(checked)
}

fn explains(kind: FindingKind) -> bool {
    matches!(kind, FindingKind::Missing | FindingKind::NoFile | FindingKind::Corrupt | FindingKind::Misnamed)
}

fn of_manifest(bad: &PackError) -> Finding {
    let (kind, mend) = match bad {
        PackError::BadName { .. } => {
            (FindingKind::Misnamed, "a key has points between words: digit.3; a file is key.flac")
        }
        PackError::Unreadable { .. }
        | PackError::NoVoice { .. }
        | PackError::Manifest { .. }
        | PackError::TooLarge { .. }
        | PackError::Undecodable { .. }
        | PackError::NoClip { .. } => {
            (FindingKind::Manifest, "mend the line that is named, or copy the manifest of another voice")
        }
    };
    let mut what = bad.to_string();
    if let Some(source) = std::error::Error::source(bad) {
        what = format!("{what}: {}", source.to_string().trim_end().replace('\n', " / "));
    }
    Finding::new(kind, MANIFEST, what, mend)
}

/// What the manifest names, and what only the files' names say.
fn entries(pack: &Pack, files: &BTreeSet<String>) -> BTreeMap<String, ClipEntry> {
    let mut entries = pack.manifest.clips.clone();
    for file in files {
        if let Some(key) = key_of_file(file) {
            entries.entry(key.to_owned()).or_insert_with(|| ClipEntry::of_file(file));
        }
    }
    entries
}

/// Keys and files that nobody will ever ask for.
fn names(pack: &Pack, files: &BTreeSet<String>, entries: &BTreeMap<String, ClipEntry>, findings: &mut Vec<Finding>) {
    let known: Vec<String> = keys::required(&Wanted::default(), "vi")
        .into_iter()
        .map(|(key, _)| key)
        .chain(["phrase.counter", "phrase.recall", "phrase.call_short"].map(str::to_owned))
        .chain(pack.manifest.clips.keys().filter(|key| keys::is_known(key)).cloned())
        .collect();
    let rename = |wrong: &str| match keys::perhaps(wrong, &known) {
        Some(meant) => format!("if it is {meant}, name it so"),
        None => "look the names up in another voice's manifest, or take it away".to_owned(),
    };
    let mut wrong = |place: &str, what: String, mend: String| {
        findings.push(Finding::new(FindingKind::Misnamed, place, what, mend));
    };
    for (key, entry) in entries {
        let of_file = key_of_file(&entry.file).unwrap_or_default();
        if !keys::is_known(key) {
            wrong(key, "no announcement has a clip of this name".to_owned(), rename(key));
        } else if of_file != key && keys::is_known(of_file) {
            let what = format!("the manifest uses {} for {key}", entry.file);
            wrong(&entry.file, what, format!("name the file {key}.flac, and correct the manifest"));
        }
    }
    for file in files {
        let ending = file.rsplit_once('.').map(|(_, ending)| ending.to_lowercase()).unwrap_or_default();
        if FOREIGN.contains(&ending.as_str()) {
            let what = format!("{ending} is not played: clips are FLAC, WAV or Ogg Vorbis");
            wrong(file, what, "export it as FLAC".to_owned());
        } else if ["flac", "wav", "ogg"].contains(&ending.as_str()) {
            match key_of_file(file) {
                None => wrong(
                    file,
                    "cannot be the name of a clip".to_owned(),
                    rename(file.trim_end_matches(&format!(".{ending}"))),
                ),
                Some(key) if entries.values().all(|entry| entry.file != *file) => {
                    let used = entries.get(key).map(|entry| entry.file.as_str()).unwrap_or_default();
                    wrong(file, format!("is not used: {key} is {used}"), "take one of the two away".to_owned());
                }
                Some(_) => {}
            }
        }
    }
}

/// Looks at every clip; its samples by its key.
fn clips(
    pack: &Pack,
    folder: &Path,
    files: &BTreeSet<String>,
    entries: &BTreeMap<String, ClipEntry>,
    findings: &mut Vec<Finding>,
) -> Result<BTreeMap<String, Vec<f32>>, PackError> {
    let mut decoded = BTreeMap::new();
    for (key, entry) in entries {
        if !files.contains(&entry.file) {
            let what = format!("the manifest has {key}, but the file is not there");
            findings.push(Finding::new(
                FindingKind::NoFile,
                &entry.file,
                what,
                "put the file there, or take it out of the manifest",
            ));
            continue;
        }
        let path = folder.join(&entry.file);
        let unreadable = |source| PackError::Unreadable { path: path.clone(), source };
        if std::fs::metadata(&path).map_err(unreadable)?.len() > CLIP_BYTES_MAX {
            let what = format!("larger than {} MiB", CLIP_BYTES_MAX / 1024 / 1024);
            findings.push(Finding::new(
                FindingKind::Corrupt,
                &entry.file,
                what,
                "a clip is one word or sentence: cut it",
            ));
            continue;
        }
        let bytes = std::fs::read(&path).map_err(unreadable)?;
        let expected = clip::Expected {
            key,
            file: &entry.file,
            target_lufs: pack.manifest.target_lufs.unwrap_or(TARGET_LUFS),
            samples: entry.samples,
        };
        if let Some(samples) = clip::look(&expected, &bytes, findings) {
            decoded.insert(key.clone(), samples);
        }
    }
    Ok(decoded)
}

/// The same recording under two names; allowed where both say the same word.
fn duplicates(
    samples: &BTreeMap<String, Vec<f32>>,
    entries: &BTreeMap<String, ClipEntry>,
    findings: &mut Vec<Finding>,
) {
    let mut by_length: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
    let stem = |key: &str| key.strip_suffix(".end").unwrap_or(key).to_owned();
    let text = |key: &str| entries.get(key).map(|entry| entry.text.to_lowercase()).filter(|text| !text.is_empty());
    for (key, sound) in samples {
        let alike = by_length.entry(sound.len()).or_default();
        for other in alike.iter().filter(|other| samples.get(**other) == Some(sound)) {
            let same_word = stem(other) == stem(key) || (text(other).is_some() && text(other) == text(key));
            if HOMOPHONES.contains(&(other, key)) {
                let what = format!("sounds like {other}, as in the north");
                findings.push(Finding::new(
                    FindingKind::Recommended,
                    key,
                    what,
                    "give groups other letters than these two",
                ));
            } else if !same_word {
                let what = format!("the same recording as {other}");
                findings.push(Finding::new(
                    FindingKind::Duplicate,
                    key,
                    what,
                    "one of the two is wrong: listen to both",
                ));
            }
        }
        alike.push(key);
    }
}

fn missing(key: &str, what_for: &str) -> Finding {
    Finding::new(FindingKind::Missing, key, what_for, format!("record it and put it there as {key}.flac"))
}

fn required(pack: &Pack, present: &BTreeSet<&str>, wanted: &Wanted, findings: &mut Vec<Finding>) {
    let language = pack.manifest.language.as_str();
    for (key, what_for) in keys::required(wanted, language) {
        if !present.contains(key.as_str()) {
            findings.push(missing(&key, what_for));
        }
    }
    if wanted.styles.contains(&NumberStyle::Number) && language == "vi" {
        for (one, other) in [("num.linh", "num.le"), ("num.nghin", "num.ngan")] {
            if !present.contains(one) && !present.contains(other) {
                findings.push(missing(one, "a word inside numbers"));
            }
        }
    }
    for place in wanted.places.iter().map(|place| place.name()) {
        let phrase = format!("phrase.{place}");
        let own = |counter: &String| present.contains(format!("{place}.{counter}").as_str());
        if !present.contains(phrase.as_str()) && !wanted.counters.iter().all(own) {
            findings.push(missing(&phrase, "said before the number of a counter"));
        }
    }
}

fn recommended(present: &BTreeSet<&str>, wanted: &Wanted, findings: &mut Vec<Finding>) {
    let mut better = |place: &str, what: &str, mend: &str| {
        findings.push(Finding::new(FindingKind::Recommended, place, what, mend));
    };
    for (key, what) in [
        ("phrase.recall", "a second call begins like a first one"),
        ("phrase.call_short", "in a full hall the long phrase is said"),
    ] {
        if !present.contains(key) {
            better(key, what, "record it when there is time");
        }
    }
    for place in wanted.places.iter().map(|place| place.name()) {
        let lacking = wanted.counters.iter().filter(|counter| !present.contains(format!("{place}.{counter}").as_str()));
        let lacking: Vec<&str> = lacking.map(String::as_str).collect();
        if let Some(first) = lacking.first() {
            let what = format!("{} counters are put together from single words", lacking.len());
            better(&format!("{place}.{first}"), &what, "a whole sentence for each counter is understood better");
        }
    }
    let notices = ["closing_soon", "issuing_closed", "counter_paused", "prepare", "thanks", "welcome"];
    let lacking = notices.iter().filter(|notice| !present.contains(format!("notice.{notice}").as_str())).count();
    if lacking > 0 {
        better(
            "notice.*",
            &format!("{lacking} notices are not said by this voice"),
            "another voice of the language says them, or a chime",
        );
    }
}

/// Plans every call that the hall can make; tells the first of each kind that cannot be said.
fn plan_all(pack: &Pack, wanted: &Wanted, findings: &mut Vec<Finding>) -> usize {
    let mut planned = 0;
    let mut unsaid: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let first_place = wanted.places.first().copied().unwrap_or_default();
    let first_counter = wanted.counters.first().cloned().unwrap_or_else(|| "1".to_owned());
    let mut try_one = |what: &'static str, label: &str, place: Place, counter: &str, settings: &Settings, pass| {
        let call = |recall| {
            let (label, counter) = (label.to_owned(), counter.to_owned());
            sentence(pack, &Announcement::Call { label, place, counter, recall }, settings, pass).is_some()
        };
        planned += 1;
        if !(call(Recall::First) && call(Recall::Again)) {
            unsaid.entry(what).or_default().push(if what == "labels" { label.to_owned() } else { counter.to_owned() });
        }
    };
    for style in &wanted.styles {
        for region in [Region::North, Region::South] {
            let settings = Settings { style: *style, region, ..Settings::default() };
            for (at, letter) in wanted.letters.iter().enumerate() {
                // numbers do not depend on their letter: one letter with all of them, all letters with some
                let step = if at == 0 { 1 } else { 1111 };
                for number in (0..10_000).step_by(step) {
                    let label = format!("{letter}{number:03}");
                    try_one("labels", &label, first_place, &first_counter, &settings, Pass::First);
                }
            }
            let letter = wanted.letters.first().copied().unwrap_or('A');
            for place in &wanted.places {
                for counter in &wanted.counters {
                    try_one("counters", &format!("{letter}012"), *place, counter, &settings, Pass::Short);
                }
            }
        }
    }
    for (what, mut list) in unsaid {
        list.dedup();
        let examples = list.iter().take(TOLD).cloned().collect::<Vec<_>>().join(", ");
        let what = format!("{} {what} cannot be said with this voice", list.len());
        findings.push(Finding::new(FindingKind::Unplannable, &examples, what, "record the letters and words in them"));
    }
    planned
}
