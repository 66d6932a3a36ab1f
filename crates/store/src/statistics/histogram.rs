//! A histogram of durations whose sum is exact: two of them added hold what one would that had seen everything.
//!
//! Buckets are those of HdrHistogram with seven bits: a millisecond wide below 128 ms, then 64 for every doubling, so that the
//! middle of a bucket is within 0.8 % of every value in it. Counts may be negative, because what an undo took back is added
//! with its sign turned.

/// Values above are held at it: two days. No visit lasts longer, since a service day ends.
pub const LONGEST_MS: i64 = 172_800_000;
/// Values below have a bucket each.
const EXACT: u64 = 128;
/// Buckets per doubling above.
const PER_DOUBLING: u64 = EXACT / 2;

/// How often durations of each length came.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Histogram {
    /// Buckets that hold something, in order, with their counts: a day uses few of them.
    counts: Vec<(u16, i64)>,
}

impl Histogram {
    /// Counts `times` more of a duration in milliseconds; fewer if negative. Less than nothing counts as nothing.
    pub fn record(&mut self, ms: i64, times: i64) {
        let ms = u64::try_from(ms.clamp(0, LONGEST_MS)).unwrap_or(0);
        self.put(bucket(ms), times);
    }

    /// How many durations were counted.
    pub fn len(&self) -> i64 {
        self.counts.iter().map(|(_, count)| count).sum()
    }

    /// Whether nothing is counted.
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }

    /// The duration in milliseconds that a share of all, 0 to 1, does not exceed (nearest rank), within 0.8 %; none if nothing was
    /// counted.
    pub fn quantile(&self, share: f64) -> Option<i64> {
        let all = self.len();
        if all <= 0 {
            return None;
        }
        #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "counts stay far below 2^52")]
        let rank = ((share.clamp(0.0, 1.0) * all as f64).ceil() as i64).max(1);
        let mut below = 0;
        for (index, count) in &self.counts {
            below += count;
            if below >= rank {
                return Some(middle(usize::from(*index)));
            }
        }
        None
    }

    /// The longest duration in milliseconds, within 0.8 %.
    pub fn longest(&self) -> Option<i64> {
        self.counts.iter().rev().find(|(_, count)| *count > 0).map(|(index, _)| middle(usize::from(*index)))
    }

    /// Adds another one's counts.
    pub fn add(&mut self, other: &Histogram) {
        other.buckets().for_each(|(index, count)| self.put(index, count));
    }

    /// Takes another one's counts away.
    pub fn subtract(&mut self, other: &Histogram) {
        other.buckets().for_each(|(index, count)| self.put(index, -count));
    }

    /// The buckets that hold something, in order.
    pub(super) fn buckets(&self) -> impl ExactSizeIterator<Item = (usize, i64)> + '_ {
        self.counts.iter().map(|(index, count)| (usize::from(*index), *count))
    }

    /// The same for buckets that come in order: `place` begins at zero and goes along, so that a whole column costs one walk.
    pub(super) fn put_in_order(&mut self, place: &mut usize, index: usize, times: i64) {
        while self.counts.get(*place).is_some_and(|(known, _)| usize::from(*known) < index) {
            *place += 1;
        }
        match self.counts.get_mut(*place) {
            Some((known, count)) if usize::from(*known) == index && *count + times != 0 => *count += times,
            Some(_) | None => self.put(index, times),
        }
    }

    /// Counts `times` more in a bucket; beyond the last bucket nothing can be.
    fn put(&mut self, index: usize, times: i64) {
        let index = u16::try_from(index.min(last_bucket())).unwrap_or(u16::MAX);
        // What is read comes in order, so the place is mostly the end.
        let place = match self.counts.last() {
            Some((last, _)) if *last >= index => self.counts.binary_search_by_key(&index, |(index, _)| *index),
            Some(_) | None => Err(self.counts.len()),
        };
        match place {
            Ok(place) => {
                if let Some((_, count)) = self.counts.get_mut(place) {
                    *count += times;
                    if *count == 0 {
                        self.counts.remove(place);
                    }
                }
            }
            Err(_) if times == 0 => {}
            Err(place) => self.counts.insert(place, (index, times)),
        }
    }
}

fn bucket(ms: u64) -> usize {
    if ms < EXACT {
        return usize::try_from(ms).unwrap_or(0);
    }
    let shift = u64::from(ms.ilog2()) - 6;
    let index = EXACT + (shift - 1) * PER_DOUBLING + ((ms >> shift) - PER_DOUBLING);
    usize::try_from(index).unwrap_or(usize::MAX)
}

fn last_bucket() -> usize {
    bucket(LONGEST_MS.unsigned_abs())
}

/// The middle of a bucket.
fn middle(index: usize) -> i64 {
    let index = index as u64;
    if index < EXACT {
        return i64::try_from(index).unwrap_or(0);
    }
    let shift = (index - EXACT) / PER_DOUBLING + 1;
    let low = (PER_DOUBLING + (index - EXACT) % PER_DOUBLING) << shift;
    i64::try_from(low + (1 << shift) / 2).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_value_is_within_a_hundredth_of_its_bucket() {
        let mut ms = 0_i64;
        while ms <= LONGEST_MS {
            let found = middle(bucket(ms.unsigned_abs()));
            assert!((found - ms).abs() * 125 <= ms, "{ms} is held as {found}");
            ms += 1 + ms / 331;
        }
        assert!(last_bucket() < 2_000, "{}", last_bucket());
    }

    #[test]
    fn buckets_go_up_without_a_gap() {
        let mut before = 0;
        for ms in 0..2_000_000 {
            let now = bucket(ms);
            assert!(now == before || now == before + 1, "{ms}: {before} then {now}");
            before = now;
        }
    }

    proptest! {
        #[test]
        fn quantiles_are_within_a_hundredth_of_the_exact_ones(
            mut values in prop::collection::vec(0_i64..7_200_000, 1..400),
            share in 0.01_f64..1.0,
        ) {
            let mut held = Histogram::default();
            for ms in &values {
                held.record(*ms, 1);
            }
            values.sort_unstable();
            let rank = ((share * values.len() as f64).ceil() as usize).max(1) - 1;
            let exact = values[rank];
            let found = held.quantile(share).unwrap();
            prop_assert!((found - exact).abs() as f64 <= 0.01 * exact as f64, "{found} for {exact}");
        }

        #[test]
        fn what_is_added_and_taken_away_leaves_nothing(values in prop::collection::vec(0_i64..LONGEST_MS, 0..50)) {
            let mut one = Histogram::default();
            let mut all = Histogram::default();
            all.record(5_000, 1);
            let before = all.clone();
            for ms in values {
                one.record(ms, 1);
            }
            all.add(&one);
            all.subtract(&one);
            prop_assert_eq!(all, before);
        }
    }
}
