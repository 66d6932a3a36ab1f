//! A clock to be turned by hand.

use crate::clock::Clock;
use goiso_queue::clock::{Reading, Sync};
use std::sync::atomic::{AtomicI64, Ordering};

/// A clock that stands still until it is moved. Both its clocks move together unless one is set apart.
#[derive(Debug)]
pub struct ManualClock {
    wall_ms: AtomicI64,
    mono_ms: AtomicI64,
}

impl ManualClock {
    /// At this wall time, Unix milliseconds.
    pub fn at(wall_ms: i64) -> Self {
        Self { wall_ms: AtomicI64::new(wall_ms), mono_ms: AtomicI64::new(0) }
    }
    /// Time passes.
    pub fn pass(&self, ms: i64) {
        self.wall_ms.fetch_add(ms, Ordering::SeqCst);
        self.mono_ms.fetch_add(ms, Ordering::SeqCst);
    }
    /// The wall clock alone jumps.
    pub fn jump(&self, ms: i64) {
        self.wall_ms.fetch_add(ms, Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn reading(&self) -> Reading {
        Reading {
            wall_ms: self.wall_ms.load(Ordering::SeqCst),
            mono_ms: self.mono_ms.load(Ordering::SeqCst),
            sync: Sync::Unknown,
        }
    }
}
