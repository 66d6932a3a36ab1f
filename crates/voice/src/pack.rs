//! One voice: its manifest and where its files lie.

use crate::check::LOUDNESS_TOLERANCE;
use crate::decode::decode;
use crate::error::PackError;
use crate::limits::{CLIP_BYTES_MAX, CLIPS_MAX, MANIFEST_BYTES_MAX};
use crate::loudness::{TARGET_LUFS, factor, lufs, peak_dbfs};
use crate::manifest::{ClipEntry, Manifest, key_of_file};
use rust_embed::RustEmbed;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The voices in the binary; a debug build reads them from the source tree.
#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../../sounds"]
struct Builtin;

/// The file that makes a folder a voice.
pub const MANIFEST: &str = "manifest.toml";

/// Something in a hall's folder that is passed over, in words for whoever recorded it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The voice's folder.
    pub voice: String,
    /// The file or clip.
    pub place: String,
    /// What is wrong.
    pub why: String,
}

/// One voice.
#[derive(Debug)]
pub struct Pack {
    /// As plans and URLs name it.
    pub name: String,
    /// What it says of itself.
    pub manifest: Manifest,
    /// What it can say, by key.
    pub clips: BTreeMap<String, Clip>,
    source: Source,
}

/// A clip that is there and can be decoded.
#[derive(Debug, Clone, PartialEq)]
pub struct Clip {
    /// Its file.
    pub file: String,
    /// How long, in samples at 48 kHz.
    pub samples: u64,
    /// What brings it to the loudness of the others.
    pub gain: f32,
}

#[derive(Debug)]
enum Source {
    /// In the binary, under this folder.
    Builtin(String),
    Folder(PathBuf),
}

impl Pack {
    /// A voice of the binary; its manifest is trusted for the lengths, which a test measures.
    pub fn builtin(voice: &str) -> Result<Self, PackError> {
        let source = Source::Builtin(voice.to_owned());
        let no_voice = || PackError::NoVoice { place: format!("the binary's {voice}") };
        let text = source.read(MANIFEST)?.ok_or_else(no_voice)?;
        let manifest = Manifest::parse(voice, &String::from_utf8_lossy(&text))?;
        let mut clips = BTreeMap::new();
        for (key, entry) in &manifest.clips {
            let samples = match entry.samples {
                Some(samples) => samples,
                None => source.decoded(voice, &entry.file)?.len() as u64,
            };
            clips.insert(key.clone(), Clip { file: entry.file.clone(), samples, gain: 1.0 });
        }
        Ok(Self { name: voice.to_owned(), manifest, clips, source })
    }

    /// The folders of the binary's voices.
    pub fn builtin_names() -> Vec<String> {
        let manifests = Builtin::iter().filter_map(|path| path.strip_suffix("/manifest.toml").map(str::to_owned));
        let mut names: Vec<String> = manifests.collect();
        names.sort();
        names
    }

    /// A voice of a hall. Its clips are decoded once to be measured; one that is missing or broken is a problem to be told,
    /// and the voice goes without it.
    pub fn folder(name: &str, folder: &Path) -> Result<(Self, Vec<Problem>), PackError> {
        let source = Source::Folder(folder.to_path_buf());
        let no_voice = || PackError::NoVoice { place: folder.display().to_string() };
        let text = source.read(MANIFEST)?.ok_or_else(no_voice)?;
        let manifest = Manifest::parse(name, &String::from_utf8_lossy(&text))?;
        let mut entries = manifest.clips.clone();
        for file in file_names(folder)? {
            if let Some(key) = key_of_file(&file) {
                entries.entry(key.to_owned()).or_insert_with(|| ClipEntry::of_file(&file));
            }
        }
        if entries.len() > CLIPS_MAX {
            return Err(PackError::TooLarge { place: name.to_owned(), what: "clips", limit: CLIPS_MAX as u64 });
        }
        let mut clips = BTreeMap::new();
        let mut problems = Vec::new();
        for (key, entry) in entries {
            match source.decoded(name, &entry.file) {
                Ok(sound) => {
                    let target = manifest.target_lufs.unwrap_or(TARGET_LUFS);
                    let gain = gain(target, lufs(&sound), peak_dbfs(&sound));
                    clips.insert(key, Clip { file: entry.file, samples: sound.len() as u64, gain });
                }
                Err(why) => {
                    problems.push(Problem { voice: name.to_owned(), place: entry.file, why: why.to_string() });
                }
            }
        }
        Ok((Self { name: name.to_owned(), manifest, clips, source }, problems))
    }

    /// Whether a file is one of this voice's clips.
    pub fn has_file(&self, file: &str) -> bool {
        self.clips.values().any(|clip| clip.file == file)
    }

    /// A clip's file as it lies there.
    pub fn bytes(&self, file: &str) -> Result<Cow<'static, [u8]>, PackError> {
        let missing = || PackError::NoClip { voice: self.name.clone(), file: file.to_owned() };
        if !self.has_file(file) {
            return Err(missing());
        }
        self.source.read(file)?.ok_or_else(missing)
    }
}

impl Source {
    /// A file, or nothing where there is none. The name was checked to stay in the folder.
    fn read(&self, file: &str) -> Result<Option<Cow<'static, [u8]>>, PackError> {
        match self {
            Self::Builtin(voice) => Ok(Builtin::get(&format!("{voice}/{file}")).map(|found| found.data)),
            Self::Folder(folder) => read_bounded(&folder.join(file)).map(|bytes| bytes.map(Cow::Owned)),
        }
    }

    fn decoded(&self, voice: &str, file: &str) -> Result<Vec<f32>, PackError> {
        let missing = || PackError::NoClip { voice: voice.to_owned(), file: file.to_owned() };
        decode(file, &self.read(file)?.ok_or_else(missing)?)
    }
}

fn read_bounded(path: &Path) -> Result<Option<Vec<u8>>, PackError> {
    let unreadable = |source| PackError::Unreadable { path: path.to_path_buf(), source };
    let facts = match std::fs::metadata(path) {
        Ok(facts) => facts,
        Err(missing) if missing.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(other) => return Err(unreadable(other)),
    };
    let limit = if path.ends_with(MANIFEST) { MANIFEST_BYTES_MAX } else { CLIP_BYTES_MAX };
    if facts.len() > limit {
        return Err(PackError::TooLarge { place: path.display().to_string(), what: "bytes", limit });
    }
    std::fs::read(path).map(Some).map_err(unreadable)
}

/// The names in a folder, in order.
pub fn file_names(folder: &Path) -> Result<Vec<String>, PackError> {
    let unreadable = |source| PackError::Unreadable { path: folder.to_path_buf(), source };
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        names.push(entry.map_err(unreadable)?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}

/// No clip is lifted above this peak.
const PEAK_MAX_DBFS: f32 = -1.0;
/// No clip is changed by more than this, in dB: what differs so much holds something else than speech.
const LIFT_MAX_DB: f32 = 20.0;

/// What brings a clip to its voice's loudness; a clip that is near it is left as it was recorded.
fn gain(target: f32, lufs: Option<f32>, peak_dbfs: Option<f32>) -> f32 {
    let (Some(lufs), Some(peak)) = (lufs, peak_dbfs) else { return 1.0 };
    let lift = target - lufs;
    if lift.is_nan() || lift.abs() <= LOUDNESS_TOLERANCE {
        return 1.0;
    }
    factor(lift.clamp(-LIFT_MAX_DB, LIFT_MAX_DB).min((PEAK_MAX_DBFS - peak).max(0.0)))
}

#[cfg(test)]
mod tests {
    use super::gain;

    #[test]
    fn a_recording_far_from_its_voice_is_brought_near() {
        for (lufs, peak, gain_db) in [
            (-16.0, -3.0, 0.0),
            (-17.4, -6.0, 0.0),
            (-22.0, -12.0, 6.0),
            (-22.0, -4.0, 3.0),
            (-22.0, 0.0, 0.0),
            (-10.0, 0.0, -6.0),
            (f32::NAN, 0.0, 0.0),
            (-90.0, -60.0, 20.0),
        ] {
            let gain = gain(-16.0, Some(lufs), Some(peak));
            assert!((20.0 * gain.log10() - gain_db).abs() < 0.01, "{lufs} LUFS, peak {peak}: {gain}");
        }
        assert_eq!(gain(-16.0, None, None), 1.0);
    }
}
