//! The hall's loudspeaker: follows the view of a zone, asks leave, and says its calls, one after the other.
//!
//! ```text
//! queue.v1 ──> follower ──> daemon ──> machine    what to say next, and whether it still may be said (pure)
//!                             │  ▲
//!                             ▼  │
//!                           sound thread ──> sound card
//! ```
//!
//! What this crate must never know: what a ticket is, who waits, why somebody was called. It knows what frames say.

pub mod arguments;
pub mod ask;
pub mod daemon;
pub mod duck;
pub mod health;
pub mod loudness;
pub mod machine;
pub mod pair;
pub mod report;
pub mod say;
pub mod sound;
pub mod test;
pub mod view;
pub mod warm;
