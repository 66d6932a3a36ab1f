//! What to tell a person who waits: people ahead and a range.

use serde::{Deserialize, Serialize};

/// The 80 % range of a wait (10th to 90th percentile), in seconds, raw: screens round it out to 5 minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitRange {
    /// Nine of ten wait longer.
    pub low_s: u32,
    /// Nine of ten wait shorter.
    pub high_s: u32,
}
