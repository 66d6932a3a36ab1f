//! What came of the runs of a roll: waits and lines, added up and told by quantiles.

use super::roll::{COMING_MS, LINE_EVERY_MS, STEPS_MAX, Stage};
use crate::ids::GroupCode;
use std::collections::BTreeMap;

/// Waits of people who come within a time, over all runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waits {
    /// People of all runs.
    pub people: u32,
    /// Half of them wait no longer.
    pub p50_ms: i64,
    /// Nine of ten wait no longer.
    pub p90_ms: i64,
    /// On average.
    pub mean_ms: i64,
    /// Of them, people who were not called while the roll looked; their wait counts as far as it was seen.
    pub not_called: u32,
}

/// How many wait at a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineAt {
    /// From now, in milliseconds.
    pub after_ms: i64,
    /// The middle of the runs, all groups together.
    pub p50: u32,
    /// Nine of ten runs had no more.
    pub p90: u32,
    /// The middle of the runs by group.
    pub groups: BTreeMap<GroupCode, u32>,
}

/// What came of the runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rolled {
    /// How many there were.
    pub runs: u32,
    /// Runs that were cut at [`STEPS_MAX`].
    pub cut: u32,
    /// By group, for each of [`COMING_MS`]; none where nobody came.
    pub groups: BTreeMap<GroupCode, [Option<Waits>; 2]>,
    /// Over time, every [`LINE_EVERY_MS`].
    pub line: Vec<LineAt>,
}

/// What was seen in all runs.
#[derive(Default)]
pub(super) struct Seen {
    runs: u32,
    cut: u32,
    waits: BTreeMap<GroupCode, [Vec<i64>; 2]>,
    not_called: BTreeMap<GroupCode, [u32; 2]>,
    line: Vec<BTreeMap<GroupCode, Vec<u32>>>,
    totals: Vec<Vec<u32>>,
}

impl Seen {
    /// Adds a run.
    pub(super) fn note(&mut self, stage: Stage<'_>) {
        self.runs += 1;
        self.cut += u32::from(stage.steps >= STEPS_MAX);
        for newcomer in stage.newcomers.iter().filter(|newcomer| newcomer.counts) {
            let so_far = stage.ends.ms_since(newcomer.at);
            let waits = self.waits.entry(newcomer.group).or_default();
            let not_called = self.not_called.entry(newcomer.group).or_default();
            for ((within, waits), not_called) in COMING_MS.iter().zip(waits).zip(not_called) {
                if newcomer.at.ms_since(stage.began) < *within {
                    waits.push(newcomer.waited_ms.unwrap_or(so_far));
                    *not_called += u32::from(newcomer.waited_ms.is_none());
                }
            }
        }
        for (index, look) in stage.line.into_iter().enumerate() {
            if self.line.len() <= index {
                self.line.push(BTreeMap::new());
                self.totals.push(Vec::new());
            }
            if let (Some(groups), Some(totals)) = (self.line.get_mut(index), self.totals.get_mut(index)) {
                totals.push(look.values().sum());
                for (group, waiting) in look {
                    groups.entry(group).or_default().push(waiting);
                }
            }
        }
    }

    /// The runs so far.
    pub(super) fn rolled(self) -> Rolled {
        let Self { runs, cut, waits, not_called, line, totals } = self;
        let groups = waits.into_iter().map(|(group, both)| {
            let missed = not_called.get(&group).copied().unwrap_or_default();
            let mut told = [None, None];
            for ((told, waits), missed) in told.iter_mut().zip(both).zip(missed) {
                *told = summed(waits, missed);
            }
            (group, told)
        });
        let groups = groups.collect();
        let line = line.into_iter().zip(totals).zip(0_i64..).map(|((groups, mut totals), step)| LineAt {
            after_ms: step.saturating_mul(LINE_EVERY_MS),
            p50: quantile(&mut totals, 50).unwrap_or(0),
            p90: quantile(&mut totals, 90).unwrap_or(0),
            groups: groups
                .into_iter()
                .map(|(group, mut waiting)| (group, quantile(&mut waiting, 50).unwrap_or(0)))
                .collect(),
        });
        Rolled { runs, cut, groups, line: line.collect() }
    }
}

fn summed(mut waits: Vec<i64>, not_called: u32) -> Option<Waits> {
    let people = u32::try_from(waits.len()).unwrap_or(u32::MAX);
    let mean_ms = waits.iter().sum::<i64>().checked_div(i64::from(people))?;
    Some(Waits { people, p50_ms: quantile(&mut waits, 50)?, p90_ms: quantile(&mut waits, 90)?, mean_ms, not_called })
}

/// The nearest rank: the least value that so many of a hundred do not exceed.
fn quantile<T: Copy + Ord>(values: &mut [T], of_hundred: usize) -> Option<T> {
    values.sort_unstable();
    let rank = values.len().saturating_mul(of_hundred).div_ceil(100);
    values.get(rank.saturating_sub(1)).copied()
}
