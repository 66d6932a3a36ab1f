//! Where readings come from, and hall time as others than the hall's task may ask it.

use goiso_queue::Moment;
use goiso_queue::clock::Reading;
use std::sync::{Mutex, PoisonError};

/// Both clocks of the machine. The server reads the real ones, tests turn theirs by hand.
pub trait Clock: Send + Sync + 'static {
    /// Both clocks now.
    fn reading(&self) -> Reading;
}

/// Hall time as the hall's task last told it, carried on by the monotonic clock.
#[derive(Debug)]
pub(crate) struct Stamp(Mutex<(Moment, i64)>);

impl Stamp {
    pub fn new(now: Moment, mono_ms: i64) -> Self {
        Self(Mutex::new((now, mono_ms)))
    }
    /// The task told the time.
    pub fn set(&self, now: Moment, mono_ms: i64) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = (now, mono_ms);
    }
    /// Hall time at this reading.
    pub fn at(&self, reading: Reading) -> Moment {
        let (now, mono_ms) = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Moment(now.0.saturating_add(reading.mono_ms.saturating_sub(mono_ms).max(0)))
    }
}
