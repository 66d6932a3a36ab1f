//! How a hall's calls are said: languages, style, loudness through the day. The rules only keep and check it; speakers follow it.

use crate::time::TimeOfDay;
use serde::{Deserialize, Serialize};

/// Languages one announcement is said in, at most: a third already takes longer than people listen.
pub const MOST_LANGUAGES: usize = 4;
/// Spans of loudness of a zone, at most.
pub const MOST_VOLUMES: usize = 24;
/// The loudest, in per cent of a pack's own level.
pub const LOUDEST: u8 = 150;

/// How calls are said in the whole hall.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Voice {
    /// Codes of the languages in the order they are said: `vi`, `en`; at least one.
    pub languages: Vec<String>,
    /// How the number of a ticket is read.
    pub style: NumberStyle,
    /// Whose words: *linh* and *nghìn*, or *lẻ* and *ngàn*.
    pub region: Region,
    /// What sounds before a call.
    pub chime: Chime,
    /// Whether an announcement is said again when nobody else waits to be called.
    pub repeat: Repeat,
}

impl Default for Voice {
    fn default() -> Self {
        Self {
            languages: vec!["vi".to_owned(), "en".to_owned()],
            style: NumberStyle::default(),
            region: Region::default(),
            chime: Chime::default(),
            repeat: Repeat::default(),
        }
    }
}

/// How the number of a ticket is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NumberStyle {
    /// Digit by digit, as printed: *không, bốn, năm*.
    #[default]
    Digits,
    /// As a number: *bốn mươi lăm*.
    Number,
}

/// Whose number words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Region {
    /// *linh*, *nghìn*.
    #[default]
    North,
    /// *lẻ*, *ngàn*.
    South,
}

/// What sounds before a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Chime {
    /// Two soft notes.
    #[default]
    Soft,
    /// Two notes, as at a railway station.
    Classic,
    /// Nothing.
    None,
}

/// How often an announcement is said when there is time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Repeat {
    /// Twice, a moment apart.
    #[default]
    Twice,
    /// Once.
    Once,
}

/// What a counter of a zone is called when it is called out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// *quầy*.
    #[default]
    Counter,
    /// *cửa*.
    Window,
    /// *phòng*.
    Room,
}

/// How calls of one zone are said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ZoneSpeech {
    /// What its counters are called.
    pub place: Place,
    /// Loudness in per cent, 0 to [`LOUDEST`]; 0 is silence.
    pub volume: u8,
    /// Times of the day with a loudness of their own; the first that fits counts.
    pub volumes: Vec<VolumeSpan>,
}

impl Default for ZoneSpeech {
    fn default() -> Self {
        Self { place: Place::default(), volume: 100, volumes: Vec::new() }
    }
}

/// A time of the day with a loudness of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VolumeSpan {
    /// From here.
    pub from: TimeOfDay,
    /// Until just before; earlier than `from` means over midnight.
    pub to: TimeOfDay,
    /// In per cent; 0 is quiet.
    pub percent: u8,
}

/// What of a notice is said aloud. Its own words stand on the screens; voices have clips for these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeSpeech {
    /// A chime that makes people look up.
    Text,
    /// The hall closes soon.
    ClosingSoon,
    /// No more numbers.
    IssuingClosed,
    /// A counter pauses.
    CounterPaused,
    /// Please have your papers ready.
    Prepare,
    /// Thank you.
    Thanks,
    /// Welcome.
    Welcome,
}

impl NoticeSpeech {
    /// Its word in frames.
    pub fn word(self) -> &'static str {
        match self {
            NoticeSpeech::Text => "text",
            NoticeSpeech::ClosingSoon => "closing_soon",
            NoticeSpeech::IssuingClosed => "issuing_closed",
            NoticeSpeech::CounterPaused => "counter_paused",
            NoticeSpeech::Prepare => "prepare",
            NoticeSpeech::Thanks => "thanks",
            NoticeSpeech::Welcome => "welcome",
        }
    }
}

/// Why a speaker did not say something, or not to the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unsaid {
    /// It was too old when its turn came.
    Old,
    /// It was no longer true.
    Withdrawn,
    /// The hall wants silence now.
    Quiet,
    /// There is no sound device, or it was lost.
    NoDevice,
    /// The voice has nothing for it.
    NoClips,
    /// The machine stood still in the middle.
    Stalled,
    /// The browser allows no sound yet.
    Blocked,
}

impl Unsaid {
    /// Its word in frames.
    pub fn word(self) -> &'static str {
        match self {
            Unsaid::Old => "old",
            Unsaid::Withdrawn => "withdrawn",
            Unsaid::Quiet => "quiet",
            Unsaid::NoDevice => "no_device",
            Unsaid::NoClips => "no_clips",
            Unsaid::Stalled => "stalled",
            Unsaid::Blocked => "blocked",
        }
    }

    /// The reason of a word.
    pub fn of_word(word: &str) -> Option<Self> {
        let all = [
            Unsaid::Old,
            Unsaid::Withdrawn,
            Unsaid::Quiet,
            Unsaid::NoDevice,
            Unsaid::NoClips,
            Unsaid::Stalled,
            Unsaid::Blocked,
        ];
        all.into_iter().find(|reason| reason.word() == word)
    }
}
