//! A clock that a replay drives: hall time goes on only when the recorded day does.

use goiso_queue::clock::{Reading, Sync};
use goiso_queue::time::Moment;
use std::sync::atomic::{AtomicI64, Ordering};

/// Invented time. It never runs back.
#[derive(Debug)]
pub struct ReplayClock {
    began: Moment,
    now: AtomicI64,
}

impl ReplayClock {
    /// A clock that stands at this moment.
    pub fn at(began: Moment) -> Self {
        Self { began, now: AtomicI64::new(began.0) }
    }

    /// Moves it on; an earlier moment changes nothing.
    pub fn move_to(&self, now: Moment) {
        self.now.fetch_max(now.0, Ordering::SeqCst);
    }

    /// Where it stands.
    pub fn now(&self) -> Moment {
        Moment(self.now.load(Ordering::SeqCst))
    }

    /// Both clocks of a machine whose time this is.
    pub fn reading(&self) -> Reading {
        let now = self.now();
        Reading { wall_ms: now.0, mono_ms: now.ms_since(self.began), sync: Sync::Synchronised }
    }
}

impl goiso_engine::Clock for ReplayClock {
    fn reading(&self) -> Reading {
        ReplayClock::reading(self)
    }
}
