//! `manifest.toml`: what a voice says of itself and of its clips.

use crate::error::PackError;
use crate::limits::{CLIPS_MAX, KEY_CHARS_MAX};
use crate::settings::Language;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A voice's own description. Only the language must be there: clips that are not listed are found by their files' names.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// A name of this recording: `vi-north-f`.
    #[serde(default)]
    pub id: String,
    /// What it speaks; `zxx` for chimes.
    pub language: Language,
    /// Whose accent.
    #[serde(default)]
    pub region: String,
    /// Who speaks.
    #[serde(default)]
    pub speaker: String,
    /// Where it comes from, and who allowed its use.
    #[serde(default)]
    pub provenance: String,
    /// What else is worth knowing.
    #[serde(default)]
    pub notes: String,
    /// The rate it was recorded at; files may differ, each says its own.
    #[serde(default)]
    pub sample_rate: Option<u32>,
    /// The loudness its clips were brought to.
    #[serde(default)]
    pub target_lufs: Option<f32>,
    /// The clips by their keys.
    #[serde(default)]
    pub clips: BTreeMap<String, ClipEntry>,
}

/// What the manifest says of one clip.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClipEntry {
    /// The file beside the manifest.
    pub file: String,
    /// What is said.
    #[serde(default)]
    pub text: String,
    /// How long, in samples at 48 kHz.
    #[serde(default)]
    pub samples: Option<u64>,
    /// How loud.
    #[serde(default)]
    pub lufs: Option<f32>,
    /// Its highest peak.
    #[serde(default)]
    pub peak_dbfs: Option<f32>,
    /// A doubt, a remark.
    #[serde(default)]
    pub note: String,
}

impl Manifest {
    /// Reads and checks the names in it.
    pub fn parse(voice: &str, text: &str) -> Result<Self, PackError> {
        let manifest: Self = toml::from_str(text)
            .map_err(|source| PackError::Manifest { voice: voice.to_owned(), source: Box::new(source) })?;
        if manifest.clips.len() > CLIPS_MAX {
            let limit = CLIPS_MAX as u64;
            return Err(PackError::TooLarge { place: voice.to_owned(), what: "clips", limit });
        }
        for (key, clip) in &manifest.clips {
            if !is_key(key) {
                return Err(PackError::bad_name(voice, "clip", key));
            }
            if !is_clip_file(&clip.file) {
                return Err(PackError::bad_name(voice, "file", &clip.file));
            }
        }
        Ok(manifest)
    }
}

/// `digit.3.end`, `letter.A`: words of letters, digits, `_` and `-`, joined by points.
pub fn is_key(text: &str) -> bool {
    let word = |word: &str| !word.is_empty() && word.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-');
    text.chars().count() <= KEY_CHARS_MAX && text.contains('.') && text.split('.').all(word)
}

/// A key with the ending of a kind that can be decoded; nothing that leads out of the folder.
pub fn is_clip_file(name: &str) -> bool {
    key_of_file(name).is_some()
}

/// The key that a file's name says: `digit.3` of `digit.3.flac`.
pub fn key_of_file(name: &str) -> Option<&str> {
    let (key, ending) = name.rsplit_once('.')?;
    (["flac", "wav", "ogg"].contains(&ending) && is_key(key)).then_some(key)
}

/// A voice's folder: small letters, digits and `-`.
pub fn is_voice_name(name: &str) -> bool {
    (1..=40).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

impl ClipEntry {
    /// A clip of which nothing but its file is known.
    pub fn of_file(file: &str) -> Self {
        Self {
            file: file.to_owned(),
            text: String::new(),
            samples: None,
            lufs: None,
            peak_dbfs: None,
            note: String::new(),
        }
    }
}
