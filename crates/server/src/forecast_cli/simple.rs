//! The estimators that others use, to be compared with.

use goiso_queue::Moment;
use goiso_queue::forecast::pulse::Pulse;
use goiso_queue::ids::TicketId;
use std::collections::{BTreeMap, VecDeque};

/// Outcomes by people ahead that the corrected call rate looks at.
const RATIOS_KEPT: usize = 200;
/// Before so many the correction is none.
const RATIOS_ENOUGH: usize = 10;
/// So many people ahead and more share their outcomes.
const AHEAD_MAX: usize = 30;

/// The names, in the order of [`Simple::tell`].
pub(super) const NAMES: [&str; 7] = [
    "last_wait",
    "head_of_line",
    "mean_of_last_10",
    "ahead_x_gap",
    "ahead_x_service_by_counters",
    "half_gap_half_head",
    "call_rate_x_median",
];

/// What each tells, in seconds.
pub(super) type Told = [f64; NAMES.len()];

/// Those that have to remember something themselves.
#[derive(Debug, Default)]
pub(super) struct Simple {
    ratios: BTreeMap<usize, VecDeque<f64>>,
    open: BTreeMap<TicketId, (usize, f64, Moment)>,
}

impl Simple {
    /// What each would tell somebody who joins now with so many people ahead; 0 as long as it knows nothing.
    pub(super) fn tell(&mut self, pulse: &Pulse, person: TicketId, ahead: usize, now: Moment) -> Told {
        let seconds = |ms: Option<f64>| ms.unwrap_or(0.0) / 1000.0;
        let people = count(ahead) + 1.0;
        let head = count_ms(pulse.longest_ms(now));
        let by_gap = people * seconds(pulse.gap_ms(20, now));
        let by_service = people * seconds(pulse.service_ms()) / count(pulse.active(now).max(1));
        let bucket = ahead.min(AHEAD_MAX);
        let corrected = by_gap * self.ratios.get(&bucket).and_then(median).unwrap_or(1.0);
        self.open.insert(person, (bucket, by_gap, now));
        [
            seconds(pulse.last_waits_ms(1, now)),
            head,
            seconds(pulse.last_waits_ms(10, now)),
            by_gap,
            by_service,
            (by_gap + head) / 2.0,
            corrected,
        ]
    }

    /// Somebody's wait ended.
    pub(super) fn called(&mut self, person: TicketId, now: Moment) {
        let Some((bucket, told, since)) = self.open.remove(&person) else { return };
        if told <= 0.0 {
            return;
        }
        let ratios = self.ratios.entry(bucket).or_default();
        if ratios.len() >= RATIOS_KEPT {
            ratios.pop_front();
        }
        ratios.push_back(count_ms(now.ms_since(since)) / told);
    }

    /// Somebody gave up.
    pub(super) fn left(&mut self, person: TicketId) {
        self.open.remove(&person);
    }
}

fn median(values: &VecDeque<f64>) -> Option<f64> {
    if values.len() < RATIOS_ENOUGH {
        return None;
    }
    let mut sorted: Vec<f64> = values.iter().copied().collect();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied()
}

fn count(people: usize) -> f64 {
    u32::try_from(people).map_or(f64::from(u32::MAX), f64::from)
}

/// Seconds of milliseconds, which are far below 2^53.
#[allow(clippy::cast_precision_loss)]
fn count_ms(ms: i64) -> f64 {
    ms as f64 / 1000.0
}
