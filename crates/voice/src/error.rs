//! Why a voice cannot be used.

use std::path::PathBuf;

/// A voice, or a clip of it, that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PackError {
    /// A file or folder cannot be read.
    #[error("{path} cannot be read")]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// There is no voice where one was expected.
    #[error("{place} holds no voice: a folder with a manifest.toml")]
    NoVoice {
        /// Where.
        place: String,
    },
    /// A manifest that cannot be understood.
    #[error("the manifest of {voice} cannot be understood")]
    Manifest {
        /// Whose.
        voice: String,
        /// Where and why.
        source: Box<toml::de::Error>,
    },
    /// A name, in a manifest or of a folder, that cannot stand in a path.
    #[error("{voice}: {name:?} cannot be the name of a {kind}")]
    BadName {
        /// Whose.
        voice: String,
        /// Of a clip, a file, a voice.
        kind: &'static str,
        /// The name, shortened.
        name: String,
    },
    /// Larger than anything a voice needs.
    #[error("{place}: {what} over the limit of {limit}")]
    TooLarge {
        /// Which voice or file.
        place: String,
        /// What is too large, with its unit.
        what: &'static str,
        /// The limit.
        limit: u64,
    },
    /// A clip that no decoder reads.
    #[error("{file} cannot be decoded: {why}")]
    Undecodable {
        /// Which.
        file: String,
        /// What the decoder says.
        why: String,
    },
    /// A plan names a clip that is not there.
    #[error("{voice} has no clip {file}")]
    NoClip {
        /// Whose.
        voice: String,
        /// Which.
        file: String,
    },
}

impl PackError {
    pub(crate) fn bad_name(voice: &str, kind: &'static str, name: &str) -> Self {
        Self::BadName { voice: voice.to_owned(), kind, name: name.chars().take(80).collect() }
    }
    pub(crate) fn undecodable(file: &str, why: impl ToString) -> Self {
        Self::Undecodable { file: file.to_owned(), why: why.to_string() }
    }
}
