//! What is said, told on standard output as lines of JSON, for whoever wants to watch or measure.

use crate::machine::{Item, Pass, Why};
use serde_json::{Value, json};
use std::io::Write;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A step of an announcement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Leave was asked for.
    Asked,
    /// It was given.
    Granted,
    /// A pass was planned and mixed, which took so long, and handed to the sound device.
    Play(Pass, Duration),
    /// Its first sample has left this program, at this time.
    Began(SystemTime),
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
        let at = match step {
            Step::Began(at) => at,
            Step::Asked | Step::Granted | Step::Play(..) | Step::Spoken | Step::Unspoken(_) => SystemTime::now(),
        };
        let mut line = json!({ "item": item.to_string(), "at": unix_ms(at) });
        line["step"] = json!(match step {
            Step::Asked => "asked",
            Step::Granted => "granted",
            Step::Play(..) => "play",
            Step::Began(_) => "began",
            Step::Spoken => "spoken",
            Step::Unspoken(_) => "unspoken",
        });
        match step {
            Step::Play(pass, mixed) => {
                line["pass"] = json!(match pass {
                    Pass::First => "first",
                    Pass::Repeat => "repeat",
                    Pass::Short => "short",
                });
                line["mixed_ms"] = json!(mixed.as_secs_f64() * 1000.0);
            }
            Step::Unspoken(why) => line["why"] = json!(why.word()),
            Step::Asked | Step::Granted | Step::Began(_) | Step::Spoken => {}
        }
        self.write(&line);
    }

    /// `{"step":"ready","at":…}`: the view is followed, the sound device plays, the clips of the hall's languages are in memory.
    pub fn ready(&self) {
        self.write(&json!({ "step": "ready", "at": unix_ms(SystemTime::now()) }));
    }

    fn write(&self, line: &Value) {
        match self {
            Report::Off => {}
            Report::Lines => {
                let mut out = std::io::stdout().lock();
                // nobody reads it any more
                let _gone = writeln!(out, "{line}").and_then(|()| out.flush());
            }
        }
    }
}

fn unix_ms(at: SystemTime) -> f64 {
    at.duration_since(UNIX_EPOCH).map_or(0.0, |since| since.as_secs_f64() * 1000.0)
}
