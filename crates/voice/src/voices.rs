//! All voices at hand: those of the binary, and before them a hall's own.

use crate::announcement::{Announcement, Pass};
use crate::cache::Bounded;
use crate::decode::decode;
use crate::error::PackError;
use crate::limits::{DECODED_BYTES_MAX, RENDERED_BYTES_MAX, VOICES_MAX};
use crate::manifest::{Manifest, is_voice_name};
use crate::mix::{Mixer, Part, usable};
use crate::pack::{MANIFEST, Pack, Problem, file_names};
use crate::plan::{Plan, plan, unsaid};
use crate::settings::{Language, Settings};
use std::borrow::Cow;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What a 16-bit sample of 1.0 would be.
const FULL_SCALE: f32 = 32_768.0;
/// Keys that are decoded after all others: each of them is rarely said.
const WARM_LAST: [&str; 2] = ["counter.", "notice."];

/// A clip by voice and file.
type ClipName = (String, String);

/// The voices, with what was decoded and rendered of late. Shared between threads as it is.
#[derive(Debug)]
pub struct Voices {
    /// A hall's own first; among those of a language the one named like it first.
    packs: Vec<Pack>,
    problems: Vec<Problem>,
    /// At 16 bits, as a recording has them: half the memory.
    decoded: Mutex<Bounded<ClipName, Arc<[i16]>>>,
    rendered: Mutex<Bounded<Vec<u8>, Arc<[f32]>>>,
}

impl Voices {
    /// The voices of the binary.
    pub fn builtin() -> Result<Self, PackError> {
        Self::of(Vec::new(), Vec::new())
    }

    /// The voices of a folder, and behind them those of the binary for whatever they cannot say. A clip that cannot be used
    /// is a [`Problem`]; a manifest that cannot be read is an error.
    pub fn load(dir: &Path) -> Result<Self, PackError> {
        let mut packs = Vec::new();
        let mut problems = Vec::new();
        for name in file_names(dir)? {
            let folder = dir.join(&name);
            if !folder.is_dir() {
                continue;
            }
            if !folder.join(MANIFEST).is_file() {
                let why = format!("has no {MANIFEST} and is passed over");
                problems.push(Problem { voice: name.clone(), place: name, why });
                continue;
            }
            if !is_voice_name(&name) {
                return Err(PackError::bad_name(&name, "voice", &name));
            }
            let (pack, found) = Pack::folder(&name, &folder)?;
            packs.push(pack);
            problems.extend(found);
            if packs.len() > VOICES_MAX {
                let place = dir.display().to_string();
                return Err(PackError::TooLarge { place, what: "voices", limit: VOICES_MAX as u64 });
            }
        }
        if packs.is_empty() {
            return Err(PackError::NoVoice { place: dir.display().to_string() });
        }
        Self::of(packs, problems)
    }

    fn of(mut packs: Vec<Pack>, problems: Vec<Problem>) -> Result<Self, PackError> {
        packs.sort_by_key(|pack| (pack.name != pack.manifest.language.as_str(), pack.name.clone()));
        let own = packs.len();
        for name in Pack::builtin_names() {
            let mut pack = Pack::builtin(&name)?;
            if packs[..own].iter().any(|pack| pack.name == name) {
                // a hall's folder may be named like ours; both stay within reach
                pack.name = format!("{name}.builtin");
            }
            packs.push(pack);
        }
        Ok(Self {
            packs,
            problems,
            decoded: Mutex::new(Bounded::new(DECODED_BYTES_MAX)),
            rendered: Mutex::new(Bounded::new(RENDERED_BYTES_MAX)),
        })
    }

    /// What was passed over in a hall's folder.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// The voices in the order they are tried: folder and description.
    pub fn list(&self) -> impl Iterator<Item = (&str, &Manifest)> {
        self.packs.iter().map(|pack| (pack.name.as_str(), &pack.manifest))
    }

    /// The languages that have a voice, in order.
    pub fn languages(&self) -> Vec<Language> {
        let wordless = Language::wordless();
        let spoken = self.packs.iter().map(|pack| &pack.manifest.language).filter(|language| **language != wordless);
        let mut languages: Vec<Language> = spoken.cloned().collect();
        languages.sort();
        languages.dedup();
        languages
    }

    /// Which clip is said when. There is always a plan: a language that no voice can say to the end is left out, and when
    /// none is left a chime points to the screen.
    pub fn plan(&self, what: &Announcement, settings: &Settings, pass: Pass) -> Plan {
        plan(&self.packs, what, settings, pass)
    }

    /// Languages of the settings in which this cannot be said, for a hall that chooses the names of its counters.
    pub fn unsaid(&self, what: &Announcement, settings: &Settings) -> Vec<Language> {
        unsaid(&self.packs, what, settings)
    }

    /// The samples of a plan, never beyond full scale.
    pub fn render(&self, plan: &Plan, gain: f32) -> Result<Arc<[f32]>, PackError> {
        let gain = usable(gain);
        let key = cache_key(plan, gain);
        if let Some(samples) = lock(&self.rendered).get(&key) {
            return Ok(samples);
        }
        let mut mixer = Mixer::new(plan.len as usize, gain);
        for clip in &plan.clips {
            let samples = self.samples(&clip.voice, &clip.file)?;
            mixer.add(&Part { at: clip.at as usize, len: clip.len as usize, gain: clip.gain, samples: &samples });
        }
        let samples: Arc<[f32]> = mixer.finish().into();
        lock(&self.rendered).put(key, samples.clone(), size_of_val(samples.as_ref()));
        Ok(samples)
    }

    /// A clip's samples at 48 kHz, to 16 bits.
    pub fn samples(&self, voice: &str, file: &str) -> Result<Vec<f32>, PackError> {
        let name = (voice.to_owned(), file.to_owned());
        let kept = lock(&self.decoded).get(&name);
        let samples = match kept {
            Some(samples) => samples,
            None => self.decoded(name)?,
        };
        Ok(samples.iter().map(|sample| f32::from(*sample) / FULL_SCALE).collect())
    }

    fn decoded(&self, name: ClipName) -> Result<Arc<[i16]>, PackError> {
        let (voice, file) = (&name.0, &name.1);
        let pack = self.pack(voice).ok_or_else(|| PackError::NoClip { voice: voice.clone(), file: file.clone() })?;
        let exact = decode(file, &pack.bytes(file)?)?;
        // what is louder than full scale is brought to it; casting does that
        let samples: Arc<[i16]> = exact.iter().map(|sample| (sample * FULL_SCALE).round() as i16).collect();
        lock(&self.decoded).put(name, Arc::clone(&samples), size_of_val(samples.as_ref()));
        Ok(samples)
    }

    /// Decodes the clips of these languages ahead, so that no first call waits for it: the words of every call first, counters and
    /// notices after them, and no more than is kept. A clip that cannot be read is left to the call that wants it.
    pub fn warm(&self, languages: &[Language]) {
        let wordless = Language::wordless();
        let of = |pack: &&Pack| languages.contains(&pack.manifest.language) || pack.manifest.language == wordless;
        let packs = self.packs.iter().filter(of);
        let mut clips: Vec<_> =
            packs.flat_map(|pack| pack.clips.iter().map(move |(key, clip)| (pack, key, clip))).collect();
        clips.sort_by_key(|(_, key, _)| WARM_LAST.iter().any(|rare| key.starts_with(rare)));
        for (pack, _, clip) in clips {
            let name = (pack.name.clone(), clip.file.clone());
            let bytes = usize::try_from(clip.samples).unwrap_or(usize::MAX).saturating_mul(size_of::<i16>());
            let wanted = {
                let decoded = lock(&self.decoded);
                !decoded.has(&name) && decoded.has_room(bytes)
            };
            if wanted {
                let _found_again_when_it_is_said = self.decoded(name);
            }
        }
    }

    /// Decoded clips in memory, in bytes.
    pub fn decoded_bytes(&self) -> usize {
        lock(&self.decoded).bytes()
    }

    /// A clip's file, for `vi/digit.0.flac`; nothing but clips, whatever else lies in the folder.
    pub fn file(&self, path: &str) -> Option<Cow<'static, [u8]>> {
        let (voice, file) = path.split_once('/')?;
        self.pack(voice)?.bytes(file).ok()
    }

    fn pack(&self, voice: &str) -> Option<&Pack> {
        self.packs.iter().find(|pack| pack.name == voice)
    }
}

/// A cache is as good after a panic as before.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// All that decides about the samples.
fn cache_key(plan: &Plan, gain: f32) -> Vec<u8> {
    let mut key = Vec::with_capacity(64 * plan.clips.len());
    key.extend_from_slice(&gain.to_bits().to_le_bytes());
    key.extend_from_slice(&plan.len.to_le_bytes());
    for clip in &plan.clips {
        for text in [&clip.voice, &clip.file] {
            key.extend_from_slice(text.as_bytes());
            key.push(0);
        }
        key.extend_from_slice(&clip.at.to_le_bytes());
        key.extend_from_slice(&clip.len.to_le_bytes());
        key.extend_from_slice(&clip.gain.to_bits().to_le_bytes());
    }
    key
}
