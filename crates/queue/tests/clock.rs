//! Hall time under wall clocks that lie.

use goiso_queue::Moment;
use goiso_queue::clock::{AHEAD_MS, ClockChange, HallClock, JUMP_MS, Reading, Sync};

const NOON: i64 = 1_795_410_000_000;
const HOUR: i64 = 3_600_000;

fn reading(wall_ms: i64, mono_ms: i64) -> Reading {
    Reading { wall_ms, mono_ms, sync: Sync::Unknown }
}
fn synced(wall_ms: i64, mono_ms: i64) -> Reading {
    Reading { sync: Sync::Synchronised, ..reading(wall_ms, mono_ms) }
}
fn doubted(wall: i64) -> Option<ClockChange> {
    Some(ClockChange::Doubted { wall: Moment(wall) })
}
fn trusted(wall: i64) -> Option<ClockChange> {
    Some(ClockChange::Trusted { wall: Moment(wall) })
}

#[test]
fn an_honest_clock_is_followed() {
    let mut clock = HallClock::start(reading(NOON, 0), Some(Moment(NOON - HOUR)));
    assert_eq!(clock.read(reading(NOON, 0)), (Moment(NOON), None));
    assert_eq!(clock.read(reading(NOON + 5000, 5000)), (Moment(NOON + 5000), None));
    // A small step back is waited out: time never runs back.
    assert_eq!(clock.read(reading(NOON + 4000, 6000)), (Moment(NOON + 6000), None));
    // A small step forward is taken.
    assert_eq!(clock.read(reading(NOON + 40_000, 7000)), (Moment(NOON + 40_000), None));
}

#[test]
fn a_jump_is_followed_only_up_to_a_minute() {
    for (jump, follows) in [(JUMP_MS, true), (JUMP_MS + 1, false), (25 * HOUR, false)] {
        let mut clock = HallClock::start(reading(NOON, 0), None);
        let (now, change) = clock.read(reading(NOON + 1000 + jump, 1000));
        let expected = if follows { NOON + 1000 + jump } else { NOON + 1000 };
        assert_eq!((now, change.is_none()), (Moment(expected), follows), "{jump} ms forward");

        let mut clock = HallClock::start(reading(NOON, 0), None);
        let (now, change) = clock.read(reading(NOON + 1000 - jump, 1000));
        assert_eq!((now, change.is_none()), (Moment(NOON + 1000), follows), "{jump} ms back");
    }
}

#[test]
fn a_doubt_is_told_once_and_time_goes_on() {
    let mut clock = HallClock::start(reading(NOON, 0), None);
    assert_eq!(clock.read(reading(NOON + HOUR, 1000)), (Moment(NOON + 1000), doubted(NOON + HOUR)));
    assert_eq!(clock.read(reading(NOON + HOUR + 1000, 2000)), (Moment(NOON + 2000), None));
    assert!(clock.is_doubted());
    // An admin accepts it.
    let after = reading(NOON + HOUR + 2000, 3000);
    assert_eq!(clock.accept(after), (Moment(NOON + HOUR + 2000), trusted(NOON + HOUR + 2000)));
    assert_eq!(clock.read(reading(NOON + HOUR + 3000, 4000)), (Moment(NOON + HOUR + 3000), None));
}

#[test]
fn a_doubt_ends_when_the_wall_is_back_or_synchronised() {
    let mut clock = HallClock::start(reading(NOON, 0), None);
    clock.read(reading(NOON - HOUR, 1000));
    assert_eq!(clock.read(reading(NOON + 2000, 2000)), (Moment(NOON + 2000), trusted(NOON + 2000)));

    let mut clock = HallClock::start(reading(NOON, 0), None);
    clock.read(reading(NOON + HOUR, 1000));
    let (now, change) = clock.read(synced(NOON + HOUR, 2000));
    assert_eq!((now, change), (Moment(NOON + HOUR), trusted(NOON + HOUR)));
}

#[test]
fn a_synchronised_jump_is_followed_but_never_back() {
    let mut clock = HallClock::start(reading(NOON, 0), None);
    assert_eq!(clock.read(synced(NOON + HOUR, 1000)), (Moment(NOON + HOUR), None));
    assert_eq!(clock.read(synced(NOON, 2000)), (Moment(NOON + HOUR + 1000), None));
    assert_eq!(clock.read(synced(NOON + 500, 2500)), (Moment(NOON + HOUR + 1500), None));
}

#[test]
fn a_machine_that_boots_with_a_wrong_clock() {
    let last = Moment(NOON);
    // Behind the last event: a dead battery says 2020.
    let battery = 1_577_836_800_000;
    let mut clock = HallClock::start(reading(battery, 0), Some(last));
    assert_eq!(clock.read(reading(battery, 0)), (last, doubted(battery)));
    assert_eq!(clock.read(reading(battery + 5000, 5000)), (Moment(NOON + 5000), None));
    // The network comes up and the clock is set.
    let right = NOON + 9 * HOUR;
    assert_eq!(clock.read(synced(right, 6000)), (Moment(right), trusted(right)));

    // Thirty days ahead are a holiday, more are doubted.
    let table = [(0, false), (-1, true), (AHEAD_MS, false), (AHEAD_MS + 1, true)];
    for (ahead, doubts) in table {
        let clock = HallClock::start(reading(NOON + ahead, 0), Some(last));
        assert_eq!(clock.is_doubted(), doubts, "{ahead} ms ahead");
        assert!(!HallClock::start(synced(NOON + ahead, 0), Some(last)).is_doubted());
    }
}

#[test]
fn hall_time_never_runs_back_and_keeps_pace_in_doubt() {
    // A fixed sequence of wild walls: every fourth is far off, some are synchronised, the monotonic clock is honest.
    let mut state = 88_172_645_463_325_252_u64;
    let mut next = |bound: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        i64::try_from(state % bound).unwrap_or(0)
    };
    let mut clock = HallClock::start(reading(NOON, 0), None);
    let (mut mono, mut last, mut doubts) = (0, Moment(NOON), 0);
    for _ in 0..100_000 {
        let elapsed = next(5000);
        mono += elapsed;
        let wall = NOON + mono + if next(4) == 0 { next(200_000_000) - 100_000_000 } else { 0 };
        let sync = if next(50) == 0 { Sync::Synchronised } else { Sync::Unknown };
        let (now, change) = clock.read(Reading { wall_ms: wall, mono_ms: mono, sync });
        assert!(now.0 >= last.0 + elapsed, "slower than the monotonic clock");
        if clock.is_doubted() {
            assert_eq!(now.0, last.0 + elapsed, "in doubt the monotonic clock alone");
        }
        doubts += i32::from(matches!(change, Some(ClockChange::Doubted { .. })));
        last = now;
    }
    assert!(doubts > 1000, "only {doubts} doubts");
}
