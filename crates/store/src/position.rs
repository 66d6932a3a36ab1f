//! Where a hall's log stands.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A stretch of log that was never cut: 8 letters and digits drawn at random, on PostgreSQL followed by the server's timeline.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Epoch(pub String);

impl fmt::Display for Epoch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An event's place: the epoch and its number in the hall's log, from 1 without gaps. Seq 0 is before the first event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// The stretch.
    pub epoch: Epoch,
    /// The number.
    pub seq: u64,
}
