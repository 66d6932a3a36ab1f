//! What nobody knows of the next hour, drawn anew in every run of a roll: whether more people come than did, and which
//! counters are left for a while. Without it every run is an afternoon like the last hour, and the slow tenth is missed.

use super::pulse::as_f64;
use super::samples::Dice;

/// How the next half hour's arrivals differ from those of the hour before, beyond chance: the deviation of the logarithm
/// of their ratio. On 17 recorded days it was 0.28 with the chance of small numbers in it and 0.22 without.
pub(super) const RUSH: f64 = 0.25;
/// A counter that took nobody for so long though somebody waited was away, not on its way to the next.
pub const AWAY_MS: i64 = 15 * 60 * 1000;
/// Absences that are drawn from.
const SPELLS_KEPT: usize = 200;
/// Before so many are known the usual one counts too.
const SPELLS_ENOUGH: usize = 3;
/// The usual absence.
const USUAL_MS: i64 = 30 * 60 * 1000;
/// What counts before anything was seen: one absence in so much work.
const USUAL_EVERY_MS: i64 = 4 * 60 * 60 * 1000;

/// How often counters were left, and for how long.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Absences {
    spells: Vec<i64>,
    /// Left and not back yet.
    begun: u32,
    worked_ms: i64,
}

impl Absences {
    /// A counter served, or was on its way to the next person, for so long.
    pub fn worked(&mut self, ms: i64) {
        self.worked_ms = self.worked_ms.saturating_add(ms.max(0));
    }

    /// A counter was away for so long and is back; the newest count.
    pub fn was_away(&mut self, ms: i64) {
        if self.spells.len() >= SPELLS_KEPT {
            self.spells.remove(0);
        }
        self.spells.push(ms.max(0));
    }

    /// A counter is away.
    pub fn is_away(&mut self) {
        self.begun = self.begun.saturating_add(1);
    }

    /// From now until a counter at work is left.
    pub(super) fn until_left_ms(&self, dice: &mut Dice) -> i64 {
        let seen = f64::from(self.begun) + as_f64(i64::try_from(self.spells.len()).unwrap_or(i64::MAX));
        dice.until_next((seen + 1.0) / as_f64(self.worked_ms.saturating_add(USUAL_EVERY_MS)))
    }

    /// How long it is left.
    pub(super) fn spell_ms(&self, dice: &mut Dice) -> i64 {
        let usual = usize::from(self.spells.len() < SPELLS_ENOUGH);
        let of = u64::try_from(self.spells.len().saturating_add(usual)).unwrap_or(1).max(1);
        let drawn = usize::try_from(dice.roll() % of).ok().and_then(|place| self.spells.get(place));
        drawn.copied().unwrap_or(USUAL_MS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR_MS: i64 = 60 * 60 * 1000;

    /// The mean of many draws, in minutes.
    fn mean(draw: impl Fn(&mut Dice) -> i64) -> i64 {
        let sum: i64 = (0..4_000).map(|n| draw(&mut Dice::of(&[n]))).sum();
        sum / 4_000 / 60_000
    }

    #[test]
    fn counters_are_left_as_often_and_as_long_as_they_were() {
        let mut seen = Absences::default();
        let left = |seen: &Absences| mean(|dice| seen.until_left_ms(dice));
        assert!((220..=260).contains(&left(&seen)), "one in four hours is usual: {}", left(&seen));
        assert_eq!(mean(|dice| seen.spell_ms(dice)), 30);
        for _ in 0..15 {
            seen.worked(HOUR_MS);
            seen.was_away(20 * 60_000);
        }
        seen.worked(HOUR_MS);
        seen.is_away();
        // 16 and the usual one in 16 hours and the usual four
        assert!((66..=75).contains(&left(&seen)), "{}", left(&seen));
        assert_eq!(mean(|dice| seen.spell_ms(dice)), 20, "the usual one does not count any more");
    }

    #[test]
    fn a_rush_is_as_often_below_as_above_and_seldom_more_than_half_as_many() {
        let drawn: Vec<f64> = (0..4_000).map(|n| Dice::of(&[n]).factor(RUSH)).collect();
        let share = |limit: f64| drawn.iter().filter(|factor| **factor > limit).count();
        assert!((1_880..=2_120).contains(&share(1.0)), "{}", share(1.0));
        // 1.5 is 1.62 deviations above
        assert!((150..=280).contains(&share(1.5)), "{}", share(1.5));
        assert!(drawn.iter().all(|factor| *factor > 0.2 && *factor < 5.0));
    }
}
