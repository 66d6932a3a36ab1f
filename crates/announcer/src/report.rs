//! What is said, told on standard output as lines of JSON, for whoever wants to watch or measure.

use crate::machine::{Item, Pass, Why};
use serde_json::json;
use std::io::Write;
use std::time::{SystemTime, UNIX_EPOCH};

/// A step of an announcement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// A pass was handed to the sound device.
    Play(Pass),
    /// Its first sample has left this program.
    Began,
    /// The announcement was said to the end.
    Spoken,
    /// It was not.
    Unspoken(Why),
}

/// Where it is told.
#[derive(Debug)]
pub enum Report {
    /// Nowhere.
    Off,
    /// On standard output.
    Lines,
}

impl Report {
    /// As the argument says.
    pub fn new(asked: bool) -> Self {
        if asked { Report::Lines } else { Report::Off }
    }

    /// `{"item":"c10","step":"began","at":…}`; `at` is Unix time in milliseconds with a fraction.
    pub fn tell(&self, item: Item, step: Step) {
        match self {
            Report::Off => return,
            Report::Lines => {}
        }
        let at = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0.0, |since| since.as_secs_f64() * 1000.0);
        let mut line = json!({ "item": item.to_string(), "at": at });
        let (word, more) = match step {
            Step::Play(Pass::First) => ("play", Some(("pass", "first"))),
            Step::Play(Pass::Repeat) => ("play", Some(("pass", "repeat"))),
            Step::Play(Pass::Short) => ("play", Some(("pass", "short"))),
            Step::Began => ("began", None),
            Step::Spoken => ("spoken", None),
            Step::Unspoken(why) => ("unspoken", Some(("why", why.word()))),
        };
        line["step"] = json!(word);
        if let Some((key, value)) = more {
            line[key] = json!(value);
        }
        let mut out = std::io::stdout().lock();
        // nobody reads it any more
        let _gone = writeln!(out, "{line}").and_then(|()| out.flush());
    }
}
