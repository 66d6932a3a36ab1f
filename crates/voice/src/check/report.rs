//! What a check found, in words for whoever recorded the voice.

use std::fmt;

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FindingKind {
    /// The manifest cannot be read.
    Manifest,
    /// A clip that every hall or this hall needs is not there.
    Missing,
    /// The manifest names a file that is not there.
    NoFile,
    /// A name that is never asked for: a slip, or a file of another kind.
    Misnamed,
    /// It cannot be decoded, or only in part.
    Corrupt,
    /// Overdriven.
    Clipped,
    /// Too loud or too soft beside the others.
    Loudness,
    /// No sound in it.
    Silent,
    /// It begins or ends in the middle of a sound.
    CutIntoSpeech,
    /// Too much silence before or after the word.
    Silence,
    /// The same recording under two names.
    Duplicate,
    /// The manifest is wrong about the length.
    OtherLength,
    /// Recorded as on the telephone.
    LowRate,
    /// A label or counter that cannot be said, though no single clip is known to be missing.
    Unplannable,
    /// More than one channel; it works.
    NotMono,
    /// Another rate; it works.
    OtherRate,
    /// A clip that makes the voice better; another voice or a shorter sentence is used without it.
    Recommended,
}

impl FindingKind {
    /// Whether the voice works all the same.
    pub fn is_advice(self) -> bool {
        matches!(self, Self::NotMono | Self::OtherRate | Self::Recommended)
    }

    /// One or two words, for the table.
    pub fn word(self) -> &'static str {
        match self {
            Self::Manifest => "manifest",
            Self::Missing => "missing",
            Self::NoFile => "no file",
            Self::Misnamed => "misnamed",
            Self::Corrupt => "corrupt",
            Self::Clipped => "clipped",
            Self::Loudness => "loudness",
            Self::Silent => "silent",
            Self::CutIntoSpeech => "cut short",
            Self::Silence => "silence",
            Self::Duplicate => "duplicate",
            Self::OtherLength => "length",
            Self::LowRate => "low rate",
            Self::Unplannable => "unsayable",
            Self::NotMono => "(not mono)",
            Self::OtherRate => "(rate)",
            Self::Recommended => "(better)",
        }
    }
}

/// One thing to mend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What is wrong.
    pub kind: FindingKind,
    /// The file, the clip or the label.
    pub place: String,
    /// In words.
    pub what: String,
    /// What to do.
    pub mend: String,
}

impl Finding {
    pub(super) fn new(kind: FindingKind, place: &str, what: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { kind, place: place.to_owned(), what: what.into(), mend: mend.into() }
    }
}

/// One voice, checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Checked {
    /// Its folder.
    pub voice: String,
    /// Clips that can be played.
    pub clips: usize,
    /// Their length, in seconds.
    pub seconds: f32,
    /// Labels and counters that were planned.
    pub planned: usize,
    /// What is wrong, faults first.
    pub findings: Vec<Finding>,
}

impl Checked {
    /// Whether nothing has to be mended; advice may be left.
    pub fn is_sound(&self) -> bool {
        self.findings.iter().all(|finding| finding.kind.is_advice())
    }
}

/// All voices of a folder, checked.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Report {
    /// In the order of their names.
    pub voices: Vec<Checked>,
}

impl Report {
    /// Whether nothing has to be mended.
    pub fn is_sound(&self) -> bool {
        !self.voices.is_empty() && self.voices.iter().all(Checked::is_sound)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for checked in &self.voices {
            let Checked { voice, clips, seconds, planned, findings } = checked;
            let verdict = if checked.is_sound() { "fit for use" } else { "has to be mended" };
            writeln!(f, "{voice}: {verdict}; {clips} clips, {seconds:.0} s, {planned} calls planned")?;
            let width = findings.iter().map(|finding| finding.place.chars().count()).max().unwrap_or(0).min(28);
            for Finding { kind, place, what, mend } in findings {
                writeln!(f, "  {:<10}  {place:<width$}  {what}", kind.word())?;
                writeln!(f, "  {:<10}  {:<width$}  -> {mend}", "", "")?;
            }
        }
        Ok(())
    }
}
