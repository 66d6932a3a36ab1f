//! Hall time from a wall clock that may be wrong and a monotonic clock that never is: a machine over readings.
//!
//! Hall time never runs back and is `max(wall, last + monotonic elapsed)`. A wall clock that jumps by more than
//! [`JUMP_MS`] against the monotonic one, or that at start lies behind the last event or more than [`AHEAD_MS`] ahead
//! of it, is doubted: hall time goes on by the monotonic clock until the system clock is synchronised, an admin
//! accepts it, or the wall is back where it was expected.

use crate::time::Moment;

/// The greatest jump that is followed without asking, in milliseconds.
pub const JUMP_MS: i64 = 60_000;
/// How far ahead of the last event a wall clock may start, in milliseconds: 30 days.
pub const AHEAD_MS: i64 = 30 * 24 * 3600 * 1000;

/// Whether the operating system says that its clock is kept by NTP.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sync {
    /// It is.
    Synchronised,
    /// It is not, or nobody knows.
    Unknown,
}

/// Both clocks at one instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// The wall clock, Unix milliseconds.
    pub wall_ms: i64,
    /// The monotonic clock, milliseconds since any fixed point of this run.
    pub mono_ms: i64,
    /// Whether the wall clock is kept by NTP.
    pub sync: Sync,
}

/// What the log should be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClockChange {
    /// The wall clock is not followed any more.
    Doubted {
        /// What it shows.
        wall: Moment,
    },
    /// It is followed again.
    Trusted {
        /// What it shows.
        wall: Moment,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Trust {
    /// Hall time follows the wall.
    Followed,
    /// It does not, and nobody was told yet.
    DoubtUntold,
    /// It does not, and that is known.
    Doubted,
}

/// The hall's clock. Feed it a reading whenever the time is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HallClock {
    /// The newest hall time told.
    last: Moment,
    /// What the wall should show at the newest reading if it had not jumped.
    expected_wall_ms: i64,
    /// The monotonic clock at the newest reading.
    mono_ms: i64,
    trust: Trust,
}

impl HallClock {
    /// The clock of a hall whose newest event is `last_event`, none for a new hall.
    pub fn start(first: Reading, last_event: Option<Moment>) -> Self {
        let wall = Moment(first.wall_ms);
        let last = last_event.unwrap_or(wall);
        let ahead = first.wall_ms.saturating_sub(last.0);
        let plausible = (0..=AHEAD_MS).contains(&ahead) || first.sync == Sync::Synchronised;
        if plausible {
            Self {
                last: wall.max(last),
                expected_wall_ms: first.wall_ms,
                mono_ms: first.mono_ms,
                trust: Trust::Followed,
            }
        } else {
            Self { last, expected_wall_ms: last.0, mono_ms: first.mono_ms, trust: Trust::DoubtUntold }
        }
    }

    /// Hall time now, and what changed since the reading before.
    pub fn read(&mut self, reading: Reading) -> (Moment, Option<ClockChange>) {
        let (by_mono, expected) = self.advance(reading);
        let off = reading.wall_ms.saturating_sub(expected).saturating_abs();
        let follow = match reading.sync {
            Sync::Synchronised => true,
            Sync::Unknown => off <= JUMP_MS,
        };
        if follow { self.follow(reading, by_mono) } else { self.doubt(reading, by_mono, expected) }
    }

    /// An admin says that the wall clock is right.
    pub fn accept(&mut self, reading: Reading) -> (Moment, Option<ClockChange>) {
        let (by_mono, _) = self.advance(reading);
        self.follow(reading, by_mono)
    }

    /// Whether hall time runs on the monotonic clock alone.
    pub fn is_doubted(&self) -> bool {
        self.trust != Trust::Followed
    }

    fn advance(&mut self, reading: Reading) -> (Moment, i64) {
        let elapsed = reading.mono_ms.saturating_sub(self.mono_ms).max(0);
        self.mono_ms = self.mono_ms.max(reading.mono_ms);
        (Moment(self.last.0.saturating_add(elapsed)), self.expected_wall_ms.saturating_add(elapsed))
    }

    fn follow(&mut self, reading: Reading, by_mono: Moment) -> (Moment, Option<ClockChange>) {
        let wall = Moment(reading.wall_ms);
        let change = match self.trust {
            // A doubt that nobody was told of needs no end.
            Trust::Followed | Trust::DoubtUntold => None,
            Trust::Doubted => Some(ClockChange::Trusted { wall }),
        };
        self.trust = Trust::Followed;
        self.expected_wall_ms = reading.wall_ms;
        self.last = by_mono.max(wall);
        (self.last, change)
    }

    fn doubt(&mut self, reading: Reading, by_mono: Moment, expected: i64) -> (Moment, Option<ClockChange>) {
        let change = match self.trust {
            Trust::Followed | Trust::DoubtUntold => Some(ClockChange::Doubted { wall: Moment(reading.wall_ms) }),
            Trust::Doubted => None,
        };
        self.trust = Trust::Doubted;
        self.expected_wall_ms = expected;
        self.last = by_mono;
        (self.last, change)
    }
}
