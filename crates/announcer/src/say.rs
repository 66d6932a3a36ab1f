//! From an announcement to samples, with what it takes in time.

use crate::machine::{Pass, Repeat, longest_ms};
use anyhow::{Context, Result};
use goiso_voice::{Announcement, Language, Pass as Spoken, Settings, Voices};
use std::path::Path;
use std::sync::Arc;

/// The voices at hand.
#[derive(Debug, Clone)]
pub struct Speech {
    voices: Arc<Voices>,
}

impl Speech {
    /// The voices of a folder before those of this program.
    ///
    /// # Errors
    /// A manifest in the folder cannot be read.
    pub fn new(sounds: Option<&Path>) -> Result<Self> {
        let voices = match sounds {
            None => Voices::builtin().context("the voices of this program")?,
            Some(folder) => Voices::load(folder).with_context(|| format!("the voices in {}", folder.display()))?,
        };
        for problem in voices.problems() {
            tracing::warn!(voice = %problem.voice, place = %problem.place, why = %problem.why, "a clip cannot be used");
        }
        Ok(Self { voices: Arc::new(voices) })
    }

    /// Decodes the clips of these languages, which takes a second or two.
    pub fn warm(&self, languages: &[Language]) {
        self.voices.warm(languages);
    }

    /// The samples of a pass at 48 kHz.
    ///
    /// # Errors
    /// A clip cannot be read.
    pub fn samples(&self, what: &Announcement, settings: &Settings, pass: Pass, gain: f32) -> Result<Arc<[f32]>> {
        let plan = self.voices.plan(what, settings, spoken(pass));
        Ok(self.voices.render(&plan, gain)?)
    }

    /// How long it will take in all at most, in milliseconds.
    pub fn longest_ms(&self, what: &Announcement, settings: &Settings, repeat: Repeat) -> u32 {
        let of = |pass| {
            let length = self.voices.plan(what, settings, spoken(pass)).duration();
            u64::try_from(length.as_millis()).unwrap_or(u64::MAX)
        };
        u32::try_from(longest_ms(of(Pass::First), of(Pass::Repeat), repeat)).unwrap_or(u32::MAX)
    }
}

fn spoken(pass: Pass) -> Spoken {
    match pass {
        Pass::First => Spoken::First,
        Pass::Repeat => Spoken::Repeat,
        Pass::Short => Spoken::Short,
    }
}
