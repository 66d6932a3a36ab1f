//! A linear estimate that learns from every outcome: recursive least squares with forgetting (Ljung and Söderström,
//! *Theory and Practice of Recursive Identification*, 1983, chapter 2), in a fixed space and time.

/// A figure is remembered for about so many outcomes: 1 / (1 - 0.9998).
const MEMORY: f64 = 0.9998;
/// How far one outcome may pull, in the logarithm of the wait: 4.5 times the estimate or its inverse. Somebody who came
/// back from a long phone call must not teach what nobody else will see.
const PULL_MAX: f64 = 1.5;
/// How little is known of a weight at first: the variance of the prior.
const PRIOR_VARIANCE: f64 = 1.0 / 3.0;

/// Weights for `N` figures and what is known about them.
#[derive(Debug, Clone, PartialEq)]
pub struct Learner<const N: usize> {
    weights: [f64; N],
    /// The covariance of the weights, up to a factor.
    doubt: Box<[[f64; N]; N]>,
}

impl<const N: usize> Learner<N> {
    /// Begins with these weights.
    pub fn from(weights: [f64; N]) -> Self {
        let mut doubt = Box::new([[0.0; N]; N]);
        for (at, row) in doubt.iter_mut().enumerate() {
            if let Some(variance) = row.get_mut(at) {
                *variance = PRIOR_VARIANCE;
            }
        }
        Self { weights, doubt }
    }

    /// The estimate for these figures.
    pub fn estimate(&self, figures: &[f64; N]) -> f64 {
        dot(&self.weights, figures)
    }

    /// What came out for these figures. Figures or outcomes that are no numbers teach nothing.
    pub fn learn(&mut self, figures: &[f64; N], outcome: f64) {
        let surprise = (outcome - self.estimate(figures)).clamp(-PULL_MAX, PULL_MAX);
        let mut spread = [0.0; N];
        for (into, row) in spread.iter_mut().zip(self.doubt.iter()) {
            *into = dot(row, figures);
        }
        let memory = self.memory();
        let whole = memory + dot(figures, &spread);
        if !surprise.is_finite() || !whole.is_finite() || whole <= 0.0 {
            return;
        }
        for (weight, spread) in self.weights.iter_mut().zip(&spread) {
            *weight += spread / whole * surprise;
        }
        for (row, left) in self.doubt.iter_mut().zip(&spread) {
            for (doubt, right) in row.iter_mut().zip(&spread) {
                // The product of two numbers does not depend on their order, so the matrix stays symmetric to the bit.
                *doubt = (*doubt - left * right / whole) / memory;
            }
        }
    }

    /// Forgetting lets the doubt grow where nothing is seen for long, without end; so nothing is forgotten while the
    /// doubt is as large as at the beginning.
    fn memory(&self) -> f64 {
        let doubt: f64 = self.doubt.iter().enumerate().filter_map(|(at, row)| row.get(at)).sum();
        let at_first = PRIOR_VARIANCE * self.doubt.iter().map(|_| 1.0).sum::<f64>();
        if doubt < at_first { MEMORY } else { 1.0 }
    }
}

fn dot<const N: usize>(left: &[f64; N], right: &[f64; N]) -> f64 {
    left.iter().zip(right).map(|(left, right)| left * right).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_learnt_and_a_changed_one_too() {
        let mut learner = Learner::from([0.0, 0.0]);
        let figures = |n: u32| [1.0, f64::from(n % 7)];
        for n in 0..400 {
            learner.learn(&figures(n), 2.0 + 0.5 * f64::from(n % 7));
        }
        assert!((learner.estimate(&[1.0, 10.0]) - 7.0).abs() < 0.1, "{learner:?}");
        for n in 0..20_000 {
            learner.learn(&figures(n), 1.0 + 0.25 * f64::from(n % 7));
        }
        assert!((learner.estimate(&[1.0, 10.0]) - 3.5).abs() < 0.1, "{learner:?}");
    }

    #[test]
    fn figures_that_never_move_do_not_let_doubt_grow_without_end() {
        let mut learner = Learner::from([0.0, 0.0, 0.0]);
        for n in 0..500_000_u32 {
            learner.learn(&[1.0, 0.0, 0.0], f64::from(n % 3));
        }
        learner.learn(&[1.0, 1.0, 0.0], 1.0);
        let known = learner.estimate(&[1.0, 1.0, 1.0]);
        assert!(known.abs() < 5.0, "{known}");
    }

    #[test]
    fn what_is_no_number_teaches_nothing() {
        let mut learner = Learner::from([1.0, 1.0]);
        let before = learner.clone();
        learner.learn(&[f64::NAN, 1.0], 1.0);
        learner.learn(&[1.0, f64::INFINITY], 1.0);
        learner.learn(&[1.0, 1.0], f64::NAN);
        assert_eq!(learner, before);
    }
}
