//! Plans: which clip begins at which sample.

use crate::RATE;
use crate::announcement::{Announcement, Pass, Recall};
use crate::pack::Pack;
use crate::settings::{Chime, Language, Settings};
use crate::spoken::{Spoken, sentence};
use serde::Serialize;

/// One clip of a plan.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ClipAt {
    /// The voice's folder.
    pub voice: String,
    /// What it says.
    pub key: String,
    /// Its file in that folder.
    pub file: String,
    /// Where it begins, in samples from the pass's start.
    pub at: u64,
    /// How long it is, in samples.
    pub len: u64,
    /// What it is multiplied with.
    pub gain: f32,
}

/// One pass of an announcement. Clips never overlap and stand in order.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Plan {
    /// What is said.
    pub clips: Vec<ClipAt>,
    /// The whole length, in samples.
    pub len: u64,
}

impl Plan {
    /// How long it takes.
    pub fn duration(&self) -> std::time::Duration {
        std::time::Duration::from_micros(self.len.saturating_mul(1_000_000) / u64::from(RATE))
    }

    fn push(&mut self, pack: &Pack, spoken: &Spoken<'_>, gap_ms: u16) {
        let at = if self.clips.is_empty() { 0 } else { self.len + samples(gap_ms) };
        self.clips.push(ClipAt {
            voice: pack.name.clone(),
            key: spoken.key.to_owned(),
            file: spoken.clip.file.clone(),
            at,
            len: spoken.clip.samples,
            gain: spoken.clip.gain,
        });
        self.len = at + spoken.clip.samples;
    }
}

fn samples(ms: u16) -> u64 {
    u64::from(ms) * u64::from(RATE) / 1000
}

/// A sentence with the voice that says it.
type Said<'a> = (&'a Pack, Vec<Spoken<'a>>);

/// The first voice of a language that can say all of it.
fn say<'a>(
    packs: &'a [Pack],
    language: &Language,
    what: &Announcement,
    settings: &Settings,
    pass: Pass,
) -> Option<Said<'a>> {
    let mut voices = packs.iter().filter(|pack| pack.manifest.language == *language);
    voices.find_map(|pack| Some((pack, sentence(pack, what, settings, pass)?)))
}

/// The languages of a hall, each once.
fn languages(settings: &Settings) -> impl Iterator<Item = &Language> {
    let all = &settings.languages;
    all.iter().enumerate().filter(|(at, language)| !all[..*at].contains(language)).map(|(_, language)| language)
}

/// Languages that a hall asked for and that are left out, because no voice of theirs can say this to the end.
pub fn unsaid(packs: &[Pack], what: &Announcement, settings: &Settings) -> Vec<Language> {
    languages(settings)
        .filter(|language| say(packs, language, what, settings, Pass::First).is_none())
        .cloned()
        .collect()
}

/// Plans with the voices in their order: a hall's own before those of the binary.
pub fn plan(packs: &[Pack], what: &Announcement, settings: &Settings, pass: Pass) -> Plan {
    let said = languages(settings).filter_map(|language| say(packs, language, what, settings, pass));
    let sentences: Vec<Said<'_>> = match pass {
        Pass::First | Pass::Repeat => said.collect(),
        Pass::Short => said.take(1).collect(),
    };
    let mut plan = Plan::default();
    let gaps = settings.gaps;
    let with_chime = pass == Pass::First && settings.chime != Chime::None;
    if with_chime || sentences.is_empty() {
        let key = chime(what, settings.chime);
        let found = packs.iter().find_map(|pack| pack.clips.get_key_value(key).map(|found| (pack, found)));
        if let Some((pack, (key, clip))) = found {
            plan.push(pack, &Spoken { key, clip, gap_ms: 0 }, 0);
        }
    }
    for (number, (pack, said)) in sentences.iter().enumerate() {
        let before = if number == 0 { gaps.after_chime_ms } else { gaps.between_languages_ms };
        for (at, spoken) in said.iter().enumerate() {
            plan.push(pack, spoken, if at == 0 { before } else { spoken.gap_ms });
        }
    }
    plan
}

fn chime(what: &Announcement, chosen: Chime) -> &'static str {
    match what {
        Announcement::Notice { .. } => "chime.notice",
        Announcement::Call { recall: Recall::Again, .. } => "chime.recall",
        Announcement::Call { recall: Recall::First, .. } => match chosen {
            Chime::Classic => "chime.classic",
            Chime::Soft | Chime::None => "chime.soft",
        },
    }
}
