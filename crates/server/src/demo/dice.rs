//! Chance from a seed: the same numbers on every machine and with every version of every library.

/// A splitmix64 generator.
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    /// A stream of its own for the n-th thing under a seed, so that the order in which things happen changes nothing.
    pub fn nth(seed: u64, n: u64) -> Self {
        let mut mixer = Self(seed);
        let base = mixer.bits();
        let mut dice = Self(base ^ n.wrapping_mul(0xd134_2543_de82_ef95));
        dice.bits();
        dice
    }

    /// 64 even bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// 0 up to, not including, 1.
    pub fn unit(&mut self) -> f64 {
        // 53 bits are what a double holds exactly.
        #[allow(clippy::cast_precision_loss)]
        let bits = (self.bits() >> 11) as f64;
        bits / 9_007_199_254_740_992.0
    }

    /// Whether something of this probability (0 to 1) happens.
    pub fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// From `low` up to, not including, `high`.
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// A place among `count`; 0 if there is none.
    pub fn below(&mut self, count: usize) -> usize {
        let count = count.max(1) as u64;
        usize::try_from(self.bits() % count).unwrap_or(0)
    }

    /// The place of a weight, drawn in proportion; 0 if all weights are 0.
    pub fn weighted(&mut self, weights: impl Iterator<Item = u32> + Clone) -> usize {
        let total: u64 = weights.clone().map(u64::from).sum();
        let mut left = self.bits() % total.max(1);
        for (place, weight) in weights.enumerate() {
            let weight = u64::from(weight);
            if left < weight {
                return place;
            }
            left -= weight;
        }
        0
    }

    /// A wait with this mean, as between independent arrivals.
    pub fn exponential(&mut self, mean: f64) -> f64 {
        -mean * (1.0 - self.unit()).ln()
    }

    /// A length with this mean whose logarithm is spread by `sigma`, as times at a counter are.
    pub fn lognormal(&mut self, mean: f64, sigma: f64) -> f64 {
        // Box and Muller: two even numbers make one normal one.
        let radius = (-2.0 * (1.0 - self.unit()).ln()).sqrt();
        let normal = radius * (std::f64::consts::TAU * self.unit()).cos();
        mean * (sigma * normal - sigma * sigma / 2.0).exp()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mean(mut draw: impl FnMut(&mut Dice) -> f64) -> f64 {
        let mut dice = Dice::nth(7, 0);
        (0..20_000).map(|_| draw(&mut dice)).sum::<f64>() / 20_000.0
    }

    #[test]
    fn the_same_seed_and_place_draw_the_same_and_others_differ() {
        let draw =
            |seed, n| (0..4).map(|_| 0).scan(Dice::nth(seed, n), |dice, _| Some(dice.bits())).collect::<Vec<_>>();
        assert_eq!(draw(1, 5), draw(1, 5));
        assert_ne!(draw(1, 5), draw(1, 6));
        assert_ne!(draw(1, 5), draw(2, 5));
    }

    #[test]
    fn lengths_have_the_mean_they_are_asked_for() {
        let close = |found: f64, wanted: f64| (found / wanted - 1.0).abs() < 0.05;
        assert!(close(mean(|dice| dice.exponential(77.0)), 77.0));
        assert!(close(mean(|dice| dice.lognormal(240.0, 0.5)), 240.0));
        assert!(close(mean(|dice| dice.between(5.0, 20.0)), 12.5));
    }

    #[test]
    fn weights_are_kept() {
        let certification = mean(|dice| f64::from(u8::from(dice.weighted([58, 15, 0, 27].into_iter()) == 0)));
        assert!((certification - 0.58).abs() < 0.02, "{certification}");
        assert!(mean(|dice| f64::from(u8::from(dice.weighted([58, 15, 0, 27].into_iter()) == 2))) == 0.0);
    }
}
