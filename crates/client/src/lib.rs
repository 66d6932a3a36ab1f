//! Follows a view of `queue.v1`: connects, resumes where it stood, and says honestly how old its data is.
//!
//! The rules are in [`machine`], without socket, clock or dice; [`follower`] drives them over a WebSocket.
//! What this crate must never know: what a call or a line is. It keeps values by key and hands them on.

pub mod backoff;
pub mod follower;
pub mod machine;

pub use follower::{Change, Follower, Settings, StartError};
pub use machine::{Freshness, Position};
