//! What the loudspeaker says of itself, so that a mute one stands in red before a supervisor.

use crate::machine::{Audio, Item, Leave};
use serde_json::{Map, Value, json};

/// Whether the clips of the hall's languages are decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clips {
    /// A call that comes now is said a little later.
    Loading,
    /// Everything is in memory.
    Ready,
}

/// The facts, and whether they were told.
#[derive(Debug)]
pub struct Health {
    device: Option<String>,
    audio: Audio,
    underruns: u64,
    last_said: Option<Item>,
    not_allowed: bool,
    clips: Clips,
    told: Option<Map<String, Value>>,
}

impl Health {
    /// Of a loudspeaker with this sound device, or the machine's usual one; it is lost until it was opened.
    pub fn new(device: Option<String>) -> Self {
        Self {
            device,
            audio: Audio::Lost,
            underruns: 0,
            last_said: None,
            not_allowed: false,
            clips: Clips::Loading,
            told: None,
        }
    }

    /// The sound device.
    pub fn audio(&self) -> Audio {
        self.audio
    }
    /// The sound device is this now.
    pub fn audio_is(&mut self, audio: Audio) {
        self.audio = audio;
    }
    /// The device ran dry once more.
    pub fn underrun(&mut self) {
        self.underruns += 1;
    }
    /// This was said to the end.
    pub fn said(&mut self, item: Item) {
        self.last_said = Some(item);
    }
    /// The server's answer to a question.
    pub fn allowed(&mut self, leave: Leave) {
        self.not_allowed = leave == Leave::NotAllowed;
    }
    /// The clips are this now.
    pub fn clips_are(&mut self, clips: Clips) {
        self.clips = clips;
    }
    /// Whether a call that comes now is said at once.
    pub fn is_ready(&self) -> bool {
        self.audio == Audio::Ready && self.clips == Clips::Ready
    }
    /// Whatever was told may be forgotten by now.
    pub fn stale(&mut self) {
        self.told = None;
    }

    /// The facts if they are other than what was told. The queue and underruns alone are told with the next other change, so that a busy
    /// hall is not told twice of every call.
    pub fn to_tell(&mut self, queue: usize) -> Option<Map<String, Value>> {
        let facts = self.facts(queue);
        let same = |key: &str| self.told.as_ref().is_some_and(|told| told.get(key) == facts.get(key));
        if ["audio", "clips", "last_said", "speech"].iter().all(|key| same(key)) {
            return None;
        }
        self.told = Some(facts.clone());
        Some(facts)
    }

    fn facts(&self, queue: usize) -> Map<String, Value> {
        let audio = match self.audio {
            Audio::Ready => "ok",
            Audio::Lost => "lost",
            Audio::Blocked => "blocked",
        };
        let mut facts = Map::new();
        facts.insert("audio".to_owned(), json!(audio));
        facts.insert("device".to_owned(), json!(self.device.as_deref().unwrap_or("usual")));
        facts.insert("underruns".to_owned(), json!(self.underruns));
        facts.insert("queue".to_owned(), json!(queue));
        let clips = match self.clips {
            Clips::Loading => "loading",
            Clips::Ready => "ready",
        };
        facts.insert("clips".to_owned(), json!(clips));
        if let Some(item) = self.last_said {
            facts.insert("last_said".to_owned(), json!(item.to_string()));
        }
        if self.not_allowed {
            facts.insert("speech".to_owned(), json!("not_allowed"));
        }
        facts
    }
}
