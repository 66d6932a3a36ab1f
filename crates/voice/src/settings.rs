//! What a hall chooses about its voice.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

/// A language by its code: `vi`, `en`, or three letters where there are no two.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Language(Arc<str>);

/// A text that is no language code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a language code of two or three small letters: {0:?}")]
pub struct BadLanguage(String);

impl Language {
    /// Vietnamese.
    pub fn vietnamese() -> Self {
        Self(Arc::from("vi"))
    }
    /// English.
    pub fn english() -> Self {
        Self(Arc::from("en"))
    }
    /// What has no words: chimes.
    pub(crate) fn wordless() -> Self {
        Self(Arc::from("zxx"))
    }
    /// The code.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl FromStr for Language {
    type Err = BadLanguage;
    fn from_str(text: &str) -> Result<Self, BadLanguage> {
        let fine = (2..=3).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_lowercase());
        if fine { Ok(Self(Arc::from(text))) } else { Err(BadLanguage(text.chars().take(20).collect())) }
    }
}
impl From<Language> for String {
    fn from(language: Language) -> String {
        language.0.as_ref().to_owned()
    }
}
impl TryFrom<String> for Language {
    type Error = BadLanguage;
    fn try_from(text: String) -> Result<Self, BadLanguage> {
        text.parse()
    }
}

/// How the number of a ticket is read. Counters are always read as numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NumberStyle {
    /// A012: *A, không, một, hai*.
    #[default]
    Digits,
    /// A012: *A, mười hai*.
    Number,
}

/// Whose words are used inside numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Region {
    /// *linh*, *nghìn*.
    #[default]
    North,
    /// *lẻ*, *ngàn*.
    South,
}

/// What a counter is in this hall.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
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

impl Place {
    /// As it stands in the names of clips.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Counter => "counter",
            Self::Window => "window",
            Self::Room => "room",
        }
    }
}

/// The sound before a first call; recalls and notices have their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Chime {
    /// Two soft notes.
    #[default]
    Soft,
    /// Two notes, as halls know them.
    Classic,
    /// Speech without any chime; only what cannot be said still chimes.
    None,
}

/// Silences inside an announcement, in milliseconds. The defaults are those that were understood best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Gaps {
    /// Chime, then speech.
    pub after_chime_ms: u16,
    /// Before the letter of the label.
    pub before_letter_ms: u16,
    /// Between a letter and what follows it.
    pub after_letter_ms: u16,
    /// Between digits read one by one.
    pub between_digits_ms: u16,
    /// Between the words of a number.
    pub between_words_ms: u16,
    /// Before *đến quầy số*.
    pub before_place_ms: u16,
    /// Between *đến quầy số* and the number, where no clip holds both.
    pub after_place_ms: u16,
    /// Between languages.
    pub between_languages_ms: u16,
}

impl Default for Gaps {
    fn default() -> Self {
        Self {
            after_chime_ms: 200,
            before_letter_ms: 300,
            after_letter_ms: 300,
            between_digits_ms: 50,
            between_words_ms: 50,
            before_place_ms: 450,
            after_place_ms: 80,
            between_languages_ms: 500,
        }
    }
}

/// A hall's voice.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Said one after the other; the first is the one that is said when time is short. None at all: only chimes.
    pub languages: Vec<Language>,
    /// How tickets are read.
    pub style: NumberStyle,
    /// Words inside numbers.
    pub region: Region,
    /// The sound before a first call.
    pub chime: Chime,
    /// Silences.
    pub gaps: Gaps,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            languages: vec![Language::vietnamese(), Language::english()],
            style: NumberStyle::default(),
            region: Region::default(),
            chime: Chime::default(),
            gaps: Gaps::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Chime, Gaps, Language, NumberStyle, Region, Settings};

    #[test]
    fn a_hall_writes_only_what_differs() {
        let written: Settings =
            serde_json::from_str(r#"{"languages":["vi"],"region":"south","gaps":{"before_letter_ms":300}}"#).unwrap();
        let expected = Settings {
            languages: vec![Language::vietnamese()],
            region: Region::South,
            gaps: Gaps { before_letter_ms: 300, ..Gaps::default() },
            ..Settings::default()
        };
        assert_eq!(written, expected);
        assert_eq!((written.style, written.chime), (NumberStyle::Digits, Chime::Soft));
        let text = serde_json::to_string(&written).unwrap();
        assert_eq!(serde_json::from_str::<Settings>(&text).unwrap(), written);
        assert_eq!(serde_json::from_str::<Settings>("{}").unwrap(), Settings::default());
    }

    #[test]
    fn what_is_misspelt_is_refused() {
        for text in [
            r#"{"langauges":["vi"]}"#,
            r#"{"languages":["Vietnamese"]}"#,
            r#"{"languages":["v"]}"#,
            r#"{"languages":["VI"]}"#,
            r#"{"style":"words"}"#,
            r#"{"gaps":{"before_letter":3}}"#,
            r#"{"gaps":{"before_letter_ms":-1}}"#,
        ] {
            assert!(serde_json::from_str::<Settings>(text).is_err(), "{text}");
        }
    }
}
