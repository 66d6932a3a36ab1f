//! From an announcement to sound: which clips are said when ([`Voices::plan`]), and their samples ([`Voices::render`]).
//!
//! The announcer plays the samples, browsers schedule the same plan with the same files, so every loudspeaker of a hall says
//! the same. Nothing is synthesised at run time: words are recordings, cut out of fluent speech, and joined sample by sample.
//!
//! What this crate must never know: frames, sockets, the states of tickets, loudspeakers. It is told what to say, and when
//! to say it is decided elsewhere.

mod announcement;
mod cache;
mod check;
mod decode;
mod error;
mod limits;
mod loudness;
mod manifest;
mod mix;
mod numbers;
mod pack;
mod plan;
mod render_own;
mod settings;
mod spoken;
mod voices;
mod wav;

pub use announcement::{Announcement, NoticeKind, Pass, Recall};
pub use check::{Checked, Finding, FindingKind, LOUDNESS_TOLERANCE, Report, Wanted, check};
pub use decode::decode;
pub use error::PackError;
pub use limits::*;
pub use loudness::{TARGET_LUFS, lufs, peak_dbfs};
pub use manifest::{ClipEntry, Manifest};
pub use pack::Problem;
pub use plan::{ClipAt, Plan};
pub use render_own::{
    ENGINE_SECONDS_MAX, Engine, EngineError, Order, Progress, RenderError, Rendered, TEXT_CHARS_MAX, Texts, TextsError,
    render_own,
};
pub use settings::{BadLanguage, Chime, Gaps, Language, NumberStyle, Place, Region, Settings};
pub use voices::Voices;
pub use wav::wav;

/// Samples a second of everything that is planned and mixed; one channel.
pub const RATE: u32 = 48_000;
