//! The machine's clocks: the only place of the server where rules get their time from.

use goiso_engine::Clock;
use goiso_queue::clock::{Reading, Sync};
use std::path::Path;
use std::sync::atomic::{AtomicI64, AtomicU8, Ordering};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// systemd-timesyncd, and chrony where `chrony-wait` and its like are set up, make this file once the clock is right.
const SYNCHRONISED: &str = "/run/systemd/timesync/synchronized";
/// The file is looked for at most so often.
const LOOK_EVERY_MS: i64 = 10_000;

/// Unix milliseconds by the wall clock; 0 before 1970.
pub fn wall_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// The wall clock and the monotonic clock of this machine.
#[derive(Debug)]
pub struct SystemClock {
    started: Instant,
    looked_at: AtomicI64,
    synchronised: AtomicU8,
}

impl SystemClock {
    /// Monotonic time counts from here.
    pub fn new() -> Self {
        Self { started: Instant::now(), looked_at: AtomicI64::new(i64::MIN), synchronised: AtomicU8::new(0) }
    }

    fn sync(&self, mono_ms: i64) -> Sync {
        let looked = self.looked_at.load(Ordering::Relaxed);
        if mono_ms.saturating_sub(looked) >= LOOK_EVERY_MS {
            self.looked_at.store(mono_ms, Ordering::Relaxed);
            self.synchronised.store(u8::from(Path::new(SYNCHRONISED).exists()), Ordering::Relaxed);
        }
        if self.synchronised.load(Ordering::Relaxed) == 1 { Sync::Synchronised } else { Sync::Unknown }
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for SystemClock {
    fn reading(&self) -> Reading {
        let mono_ms = i64::try_from(self.started.elapsed().as_millis()).unwrap_or(i64::MAX);
        Reading { wall_ms: wall_ms(), mono_ms, sync: self.sync(mono_ms) }
    }
}
