//! Random choices that one printed seed repeats.

/// A stream of numbers (SplitMix64).
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    /// The stream of a seed; each `lane` has its own.
    pub fn new(seed: u64, lane: u64) -> Self {
        Self(seed ^ lane.wrapping_mul(0xd134_2543_de82_ef95))
    }

    /// The next number.
    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// One of them; `None` of none.
    pub fn pick<'a, T>(&mut self, choices: &'a [T]) -> Option<&'a T> {
        let count = u64::try_from(choices.len()).ok().filter(|count| *count > 0)?;
        choices.get(usize::try_from(self.roll() % count).ok()?)
    }
}

/// A seed nobody chose.
pub fn fresh_seed() -> u64 {
    let [.., a, b, c, d] = *uuid::Uuid::new_v4().as_bytes();
    u64::from(u32::from_be_bytes([a, b, c, d]))
}

#[cfg(test)]
mod tests {
    use super::Dice;

    #[test]
    fn a_seed_repeats_and_lanes_differ() {
        let rolls = |seed, lane| -> Vec<u64> {
            let mut dice = Dice::new(seed, lane);
            (0..5).map(|_| dice.roll()).collect()
        };
        assert_eq!(rolls(7, 1), rolls(7, 1));
        assert_ne!(rolls(7, 1), rolls(7, 2));
        assert_eq!(Dice::new(1, 1).pick::<u8>(&[]), None);
    }
}
