//! What an engine is to say: a sentence for each clip, with the wanted words in square brackets.

use crate::limits::{CLIPS_MAX, MANIFEST_BYTES_MAX};
use crate::manifest::is_key;
use serde::Deserialize;
use std::collections::BTreeMap;

/// The longest sentence, in characters.
pub const TEXT_CHARS_MAX: usize = 300;

/// Signs at which an engine pauses.
const PAUSES: [char; 7] = [',', '.', ';', ':', '!', '?', '…'];

/// Why the texts cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TextsError {
    /// Not TOML, or not of this form.
    #[error("the texts cannot be understood: {0}")]
    Form(#[from] toml::de::Error),
    /// One of them.
    #[error("{key}: {why}")]
    Text {
        /// Whose.
        key: String,
        /// What is wrong.
        why: String,
    },
    /// Too many.
    #[error("more than {CLIPS_MAX} texts or {MANIFEST_BYTES_MAX} bytes")]
    TooMany,
    /// None.
    #[error("no texts")]
    None,
}

/// The texts by their keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Texts {
    pub(super) list: BTreeMap<String, Text>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    texts: BTreeMap<String, String>,
}

impl Texts {
    /// The texts for Vietnamese: digits, letters, number words, phrases, notices, counters 1 to 50.
    pub fn vietnamese() -> Result<Self, TextsError> {
        Self::parse(include_str!("vi.toml"))
    }

    /// Reads `[texts]`, each `"key" = "sentence with [the words]"`; without brackets the whole sentence is the clip.
    pub fn parse(file: &str) -> Result<Self, TextsError> {
        if file.len() as u64 > MANIFEST_BYTES_MAX {
            return Err(TextsError::TooMany);
        }
        let file: File = toml::from_str(file)?;
        if file.texts.is_empty() {
            return Err(TextsError::None);
        }
        if file.texts.len() > CLIPS_MAX {
            return Err(TextsError::TooMany);
        }
        let mut list = BTreeMap::new();
        for (key, sentence) in file.texts {
            let text = match (is_key(&key), Text::parse(&sentence)) {
                (true, Ok(text)) => text,
                (false, _) => return Err(TextsError::Text { key, why: "cannot be the name of a clip".to_owned() }),
                (_, Err(why)) => return Err(TextsError::Text { key, why }),
            };
            list.insert(key, text);
        }
        Ok(Self { list })
    }

    /// Only those whose keys are chosen.
    pub fn only(mut self, chosen: impl Fn(&str) -> bool) -> Self {
        self.list.retain(|key, _| chosen(key));
        self
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}

/// A sentence around the wanted words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    pub before: String,
    pub word: String,
    pub after: String,
}

impl Text {
    fn parse(sentence: &str) -> Result<Self, String> {
        if sentence.chars().count() > TEXT_CHARS_MAX {
            return Err(format!("longer than {TEXT_CHARS_MAX} characters"));
        }
        if sentence.chars().any(char::is_control) {
            return Err("a sentence is one line".to_owned());
        }
        if sentence.trim_start().starts_with('-') {
            // an engine would take it for an option
            return Err("begins with -".to_owned());
        }
        let (before, word, after) = match (sentence.matches('[').count(), sentence.matches(']').count()) {
            (0, 0) => ("", sentence, ""),
            (1, 1) => {
                let (before, rest) = sentence.split_once('[').unwrap_or_default();
                let (word, after) = rest.split_once(']').ok_or("] before [")?;
                (before, word, after)
            }
            _ => return Err("has more than one pair of brackets".to_owned()),
        };
        if !word.chars().any(char::is_alphanumeric) {
            return Err("nothing to be said".to_owned());
        }
        Ok(Self { before: before.to_owned(), word: word.trim().to_owned(), after: after.to_owned() })
    }

    pub fn whole(&self) -> String {
        format!("{}{}{}", self.before, self.word, self.after)
    }

    pub fn is_whole(&self) -> bool {
        self.before.trim().is_empty() && self.after.trim().is_empty()
    }

    /// Which part it is of how many that pauses part; nothing when no sign stands on both its sides.
    pub fn place_between_pauses(&self) -> Option<(usize, usize)> {
        let parted_before = self.before.trim().is_empty() || self.before.trim_end().ends_with(PAUSES);
        let parted_after = self.after.trim().is_empty() || self.after.trim_start().starts_with(PAUSES);
        let parts = |text: &str| text.split(PAUSES).filter(|part| part.chars().any(char::is_alphanumeric)).count();
        let (before, inside, after) = (parts(&self.before), parts(&self.word), parts(&self.after));
        (parted_before && parted_after && inside == 1).then_some((before, before + 1 + after))
    }
}

#[cfg(test)]
mod tests {
    use super::{Text, Texts};

    #[test]
    fn brackets_mark_the_words() {
        let text = Text::parse("Mời số một, [không], năm.").unwrap();
        assert_eq!((text.word.as_str(), text.whole().as_str()), ("không", "Mời số một, không, năm."));
        assert_eq!(text.place_between_pauses(), Some((1, 3)));
        assert_eq!(Text::parse("số [ba] mươi").unwrap().place_between_pauses(), None);
        assert!(Text::parse("Mời số").unwrap().is_whole());
        for bad in ["a [b] [c]", "a ]b[", "[ ]", "", "-v en", "a\nb", &"a".repeat(301)] {
            assert!(Text::parse(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_file_is_read_whole_or_not_at_all() {
        assert_eq!(Texts::parse("[texts]\n\"digit.0\" = \"a, [b], c\"").unwrap().len(), 1);
        for bad in ["", "[texts]", "[text]\na = \"b\"", "[texts]\n\"../a\" = \"b\"", "[texts]\n\"digit.0\" = \"[\""] {
            assert!(Texts::parse(bad).is_err(), "{bad:?}");
        }
    }
}
