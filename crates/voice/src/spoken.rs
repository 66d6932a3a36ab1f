//! Sentences as clips: what one voice says for an announcement, or that it cannot.

use crate::announcement::{Announcement, Pass, Recall};
use crate::limits::SAID_CHARS_MAX;
use crate::numbers;
use crate::pack::{Clip, Pack};
use crate::settings::{Gaps, NumberStyle, Place, Region, Settings};

/// A clip and the silence before it.
#[derive(Debug, Clone, PartialEq)]
pub struct Spoken<'a> {
    /// Its name.
    pub key: &'a str,
    /// Where it lies.
    pub clip: &'a Clip,
    /// Milliseconds before it.
    pub gap_ms: u16,
}

/// What a voice says; nothing when any part is missing, for half a sentence is worse than another voice.
pub fn sentence<'a>(pack: &'a Pack, what: &Announcement, settings: &Settings, pass: Pass) -> Option<Vec<Spoken<'a>>> {
    let mut saying = Saying { pack, settings, said: Vec::new() };
    match what {
        Announcement::Notice { kind } => saying.push(kind.key()?, 0)?,
        Announcement::Call { label, place, counter, recall } => {
            saying.opening(*recall, pass)?;
            saying.label(label)?;
            saying.place(*place, counter)?;
        }
    }
    Some(saying.said)
}

/// A run of a label or counter.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Letter(char),
    Digits(String),
}

/// Letters one by one, digits as they stand together; signs between them are seen, not said.
fn pieces(text: &str) -> Option<Vec<Piece>> {
    if text.chars().count() > SAID_CHARS_MAX {
        return None;
    }
    let mut pieces = Vec::new();
    let mut joined = false;
    for c in text.chars() {
        match (c, pieces.last_mut()) {
            (_, Some(Piece::Digits(run))) if joined && c.is_ascii_digit() => run.push(c),
            _ if c.is_ascii_digit() => pieces.push(Piece::Digits(c.to_string())),
            _ if c.is_alphabetic() => pieces.extend(c.to_uppercase().map(Piece::Letter)),
            _ if "-_. ".contains(c) => {}
            _ => return None,
        }
        joined = c.is_ascii_digit();
    }
    (!pieces.is_empty()).then_some(pieces)
}

/// Pieces as they stand in the name of a clip: `3B`, and `1-2` so that it is not taken for twelve.
fn joined(pieces: &[Piece]) -> String {
    let mut text = String::new();
    for piece in pieces {
        match piece {
            Piece::Letter(letter) => text.push(*letter),
            Piece::Digits(run) => {
                if text.ends_with(|c: char| c.is_ascii_digit()) {
                    text.push('-');
                }
                text.push_str(run);
            }
        }
    }
    text
}

/// Whether digits are read as one number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reading {
    OneByOne,
    AsNumber,
}

struct Saying<'a, 's> {
    pack: &'a Pack,
    settings: &'s Settings,
    said: Vec<Spoken<'a>>,
}

impl<'a> Saying<'a, '_> {
    fn gaps(&self) -> Gaps {
        self.settings.gaps
    }

    fn push(&mut self, key: &str, gap_ms: u16) -> Option<()> {
        let (key, clip) = self.pack.clips.get_key_value(key)?;
        self.said.push(Spoken { key, clip, gap_ms });
        Some(())
    }

    fn opening(&mut self, recall: Recall, pass: Pass) -> Option<()> {
        let best = match (pass, recall) {
            (Pass::Short, _) => "phrase.call_short",
            (_, Recall::Again) => "phrase.recall",
            (_, Recall::First) => "phrase.call",
        };
        self.push(best, 0).or_else(|| self.push("phrase.call", 0))
    }

    fn label(&mut self, label: &str) -> Option<()> {
        let pieces = pieces(label)?;
        let reading = match self.settings.style {
            NumberStyle::Digits => Reading::OneByOne,
            NumberStyle::Number => Reading::AsNumber,
        };
        self.pieces(&pieces, self.gaps().before_letter_ms, reading)
    }

    /// *đến quầy số mười hai*: the longest clip that fits, then what it left over.
    fn place(&mut self, place: Place, counter: &str) -> Option<()> {
        let mut pieces = pieces(counter)?;
        for piece in &mut pieces {
            if let Piece::Digits(run) = piece {
                let short = run.trim_start_matches('0');
                *run = if short.is_empty() { "0".to_owned() } else { short.to_owned() };
            }
        }
        let gaps = self.gaps();
        for taken in (1..=pieces.len()).rev() {
            let key = format!("{}.{}", place.name(), joined(&pieces[..taken]));
            if self.push(&key, gaps.before_place_ms).is_some() {
                return self.pieces(&pieces[taken..], gaps.after_letter_ms, Reading::AsNumber);
            }
        }
        self.push(&format!("phrase.{}", place.name()), gaps.before_place_ms)?;
        self.pieces(&pieces, gaps.after_place_ms, Reading::AsNumber)
    }

    fn pieces(&mut self, pieces: &[Piece], first_gap_ms: u16, reading: Reading) -> Option<()> {
        let mut gap_ms = first_gap_ms;
        for (at, piece) in pieces.iter().enumerate() {
            let last = at + 1 == pieces.len();
            match piece {
                Piece::Letter(letter) => self.push(&format!("letter.{letter}"), gap_ms)?,
                Piece::Digits(run) => self.digits(run, gap_ms, reading, last)?,
            }
            gap_ms = self.gaps().after_letter_ms;
        }
        Some(())
    }

    fn digits(&mut self, run: &str, first_gap_ms: u16, reading: Reading, last: bool) -> Option<()> {
        let (words, gap_ms) = match self.number(run, reading) {
            Some(words) => (words, self.gaps().between_words_ms),
            None => (
                run.chars().filter_map(|c| c.to_digit(10)).map(numbers::digit).collect(),
                self.gaps().between_digits_ms,
            ),
        };
        for (at, word) in words.iter().enumerate() {
            let gap_ms = if at == 0 { first_gap_ms } else { gap_ms };
            let ends = last && at + 1 == words.len();
            // a digit at the end falls in tone; a voice may have it twice
            if ends && self.push(&format!("{word}.end"), gap_ms).is_some() {
                continue;
            }
            self.push(word, gap_ms).or_else(|| self.push(numbers::instead(word)?, gap_ms))?;
        }
        Some(())
    }

    /// The words of a number, where this voice's language has a rule for it here.
    fn number(&self, run: &str, reading: Reading) -> Option<Vec<&'static str>> {
        let region: Region = self.settings.region;
        let value: u32 = run.parse().ok().filter(|value| *value <= numbers::NUMBER_MAX)?;
        let read = reading == Reading::AsNumber && self.pack.manifest.language.as_str() == "vi";
        read.then(|| numbers::vietnamese(value, region))
    }
}
