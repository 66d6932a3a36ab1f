//! How far outcomes fell from what was told: rolling quantiles by people ahead, whose levels follow what really came
//! (adaptive conformal inference: Gibbs and Candès, 2021), so that eight of ten fall between the ends whatever changes.

use std::collections::VecDeque;

/// Errors that are remembered for one number of people ahead.
const KEPT: usize = 300;
/// Before so many a number of people ahead borrows from all.
const ENOUGH: usize = 20;
/// So many people ahead and more share their errors.
const BUCKETS: usize = 13;
/// How much one outcome moves a level.
const STEP: f64 = 0.002;
/// What may fall outside at each end.
const OUTSIDE: f64 = 0.1;
/// The levels stay within.
const LEVEL_MIN: f64 = 0.02;
const LEVEL_MAX: f64 = 0.25;
/// The ends before anything is known, in the logarithm of the wait: from a third to twice and a half.
const AT_FIRST: (f64, f64) = (-1.1, 0.9);

/// Errors of estimates, in the logarithm of the wait: outcome less estimate.
#[derive(Debug, Clone, PartialEq)]
pub struct Bands {
    buckets: [Errors; BUCKETS],
    all: Errors,
    /// The share that should fall below the low end, as the quantile that is taken for it.
    low_level: f64,
    high_level: f64,
}

/// The last errors, in the order they came and by size.
#[derive(Debug, Clone, PartialEq, Default)]
struct Errors {
    came: VecDeque<f64>,
    sorted: Vec<f64>,
}

impl Errors {
    fn add(&mut self, error: f64) {
        if self.came.len() >= KEPT
            && let Some(oldest) = self.came.pop_front()
        {
            let at = self.sorted.partition_point(|known| known.total_cmp(&oldest).is_lt());
            self.sorted.remove(at);
        }
        self.came.push_back(error);
        let at = self.sorted.partition_point(|known| known.total_cmp(&error).is_lt());
        self.sorted.insert(at, error);
    }

    /// The error below which this share of them lies, between neighbours by their distance.
    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    fn quantile(&self, share: f64) -> Option<f64> {
        // At most KEPT errors and a share within 0 and 1: the place is a small whole number.
        let place = share.clamp(0.0, 1.0) * (self.sorted.len().checked_sub(1)? as f64);
        let below = self.sorted.get(place.floor() as usize)?;
        let above = self.sorted.get(place.ceil() as usize)?;
        Some(below + (above - below) * place.fract())
    }
}

impl Default for Bands {
    fn default() -> Self {
        Self {
            buckets: std::array::from_fn(|_| Errors::default()),
            all: Errors::default(),
            low_level: OUTSIDE,
            high_level: OUTSIDE,
        }
    }
}

impl Bands {
    /// The ends of the range around an estimate, with so many people ahead.
    pub fn ends(&self, ahead: usize) -> (f64, f64) {
        let own = self.buckets.get(ahead.min(BUCKETS - 1)).filter(|errors| errors.came.len() >= ENOUGH);
        let errors = own.unwrap_or(&self.all);
        if errors.came.len() < ENOUGH {
            return AT_FIRST;
        }
        let low = errors.quantile(self.low_level).unwrap_or(AT_FIRST.0);
        let high = errors.quantile(1.0 - self.high_level).unwrap_or(AT_FIRST.1);
        (low, high.max(low))
    }

    /// What came, and the ends that were told for it, all as errors of the estimate. No numbers teach nothing.
    pub fn learn(&mut self, ahead: usize, error: f64, (low, high): (f64, f64)) {
        if !error.is_finite() {
            return;
        }
        if let Some(errors) = self.buckets.get_mut(ahead.min(BUCKETS - 1)) {
            errors.add(error);
        }
        self.all.add(error);
        self.low_level = follow(self.low_level, error < low);
        self.high_level = follow(self.high_level, error > high);
    }
}

/// A level after an outcome: outside makes the range wider, inside a little narrower; in the long run a tenth is outside.
fn follow(level: f64, outside: bool) -> f64 {
    let missed = if outside { 1.0 } else { 0.0 };
    (level + STEP * (OUTSIDE - missed)).clamp(LEVEL_MIN, LEVEL_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers that look random, the same ones every time: -1 to 1.
    fn noise(n: u32) -> f64 {
        let mixed = n.wrapping_mul(0x9E37_79B9) ^ (n.wrapping_mul(0x85EB_CA6B) >> 13);
        f64::from(mixed >> 8) / f64::from(1 << 23) - 1.0
    }

    #[test]
    fn eight_of_ten_fall_inside_though_errors_grow() {
        let mut bands = Bands::default();
        let mut inside = 0_u32;
        let (from, to) = (2_000, 12_000);
        for n in 0..to {
            let ahead = usize::try_from(n % 5).expect("small");
            let error = noise(n) * (1.0 + f64::from(n) / 4_000.0);
            let ends = bands.ends(ahead);
            inside += u32::from(n >= from && ends.0 <= error && error <= ends.1);
            bands.learn(ahead, error, ends);
        }
        let share = f64::from(inside) / f64::from(to - from);
        assert!((0.785..0.815).contains(&share), "{share}");
    }

    #[test]
    fn an_unseen_number_of_people_borrows_and_nothing_known_is_wide() {
        let mut bands = Bands::default();
        assert_eq!(bands.ends(3), AT_FIRST);
        for n in 0..100 {
            bands.learn(0, noise(n) / 10.0, (-1.0, 1.0));
        }
        let (low, high) = bands.ends(40);
        assert!(-0.1 <= low && low < high && high <= 0.1, "{low} {high}");
        bands.learn(0, f64::NAN, (-1.0, 1.0));
        assert_eq!(bands.ends(40), (low, high));
    }
}
