//! How long to stay away: full jitter, so that a thousand screens do not come back in one instant.

/// The ceiling of the first pause, in milliseconds; it doubles with every attempt that brought no frame.
pub const FIRST_MS: u64 = 500;
/// No ceiling is higher, in milliseconds.
pub const CEILING_MS: u64 = 15_000;
/// A server may not send its clients away for longer, in milliseconds.
pub const AGAIN_MAX_MS: u64 = 120_000;

/// A pause before the next attempt, drawn evenly from nothing to the ceiling. `dice` is any random number.
pub fn pause(attempts_without_frame: u32, dice: u64) -> u64 {
    let doublings = attempts_without_frame.min(CEILING_MS.ilog2());
    let ceiling = FIRST_MS.saturating_mul(1 << doublings).min(CEILING_MS);
    dice % (ceiling + 1)
}

/// A pause drawn evenly from the range a server gave when it said goodbye.
pub fn pause_in([low, high]: [u64; 2], dice: u64) -> u64 {
    let low = low.min(AGAIN_MAX_MS);
    let high = high.clamp(low, AGAIN_MAX_MS);
    low + dice % (high - low + 1)
}

#[cfg(test)]
mod tests {
    use super::{AGAIN_MAX_MS, CEILING_MS, FIRST_MS, pause, pause_in};

    #[test]
    fn the_ceiling_doubles_and_ends() {
        let highest = |attempts| (0..=CEILING_MS).map(|dice| pause(attempts, dice)).max().unwrap_or(0);
        assert_eq!(highest(0), FIRST_MS);
        assert_eq!(highest(1), 2 * FIRST_MS);
        assert_eq!(highest(4), 16 * FIRST_MS);
        assert_eq!(highest(5), CEILING_MS);
        assert_eq!(highest(u32::MAX), CEILING_MS);
        assert_eq!((0..100).map(|dice| pause(3, dice)).min(), Some(0), "full jitter begins at nothing");
    }

    #[test]
    fn a_server_s_range_is_kept_and_bounded() {
        assert!((0..10_000).all(|dice| (200..=700).contains(&pause_in([200, 700], dice))));
        assert_eq!(pause_in([300, 300], 17), 300);
        assert_eq!(pause_in([900, 100], 5), 900, "a range the wrong way round is its first end");
        assert!(pause_in([u64::MAX, u64::MAX], 9) <= AGAIN_MAX_MS);
        assert!(pause_in([0, u64::MAX], u64::MAX) <= AGAIN_MAX_MS);
    }
}
