//! What there is to say.

use crate::settings::Place;
use serde::{Deserialize, Serialize};

/// Something the hall is told.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Announcement {
    /// A ticket is asked to a counter.
    Call {
        /// As printed: `A012`.
        label: String,
        /// What counters are in this hall.
        place: Place,
        /// As configured: `3`, `12`, `3B`.
        counter: String,
        /// Whether it was called before.
        recall: Recall,
    },
    /// A sentence for everybody.
    Notice {
        /// Which.
        kind: NoticeKind,
    },
}

/// Whether a ticket is called for the first time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Recall {
    /// It was not called before.
    First,
    /// It was, and did not come.
    Again,
}

/// The notices that have a recording.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    /// The office closes soon.
    ClosingSoon,
    /// No more numbers today.
    IssuingClosed,
    /// A counter pauses.
    CounterPaused,
    /// Papers at hand, please.
    Prepare,
    /// Thanks.
    Thanks,
    /// Welcome.
    Welcome,
    /// Free text: no voice can say it, a chime points to the screen.
    Text,
}

impl NoticeKind {
    /// The clip that says it.
    pub(crate) fn key(self) -> Option<&'static str> {
        match self {
            Self::ClosingSoon => Some("notice.closing_soon"),
            Self::IssuingClosed => Some("notice.issuing_closed"),
            Self::CounterPaused => Some("notice.counter_paused"),
            Self::Prepare => Some("notice.prepare"),
            Self::Thanks => Some("notice.thanks"),
            Self::Welcome => Some("notice.welcome"),
            Self::Text => None,
        }
    }
}

/// How much of an announcement is said; the busier the hall, the less.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pass {
    /// Chime and all languages.
    First,
    /// All languages without the chime.
    Repeat,
    /// The short phrase in the first language.
    Short,
}
