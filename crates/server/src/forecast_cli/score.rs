//! How far what was told was from what came.

use super::simple::{self, Told};
use goiso_queue::Moment;
use goiso_queue::forecast::estimator::Estimate;
use goiso_queue::ids::TicketId;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt;

/// The share of people who should wait within the range.
const NOMINAL: f64 = 0.8;

/// One estimator on all served waits.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Line {
    /// Its name.
    pub name: &'static str,
    /// Served people who had waited.
    pub n: usize,
    /// Mean of the distance, in seconds.
    pub mae_s: f64,
    /// Mean of told less came, in seconds: below zero, people wait longer than they were told.
    pub bias_s: f64,
}

/// The range.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Range {
    /// The share that should fall inside.
    pub nominal: f64,
    /// Served people who had waited.
    pub n: usize,
    /// The share that fell inside.
    pub coverage: f64,
    /// The share that waited longer than its high end.
    pub above: f64,
    /// The middle one of the ranges' widths, in seconds.
    pub median_width_s: f64,
}

/// The outcome of an evaluation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Report {
    /// Ours first.
    pub estimators: Vec<Line>,
    /// Ours.
    pub range: Range,
    /// The hall rolled forward at regular moments.
    pub what_if: WhatIf,
}

/// How far the hall rolled forward was from those who came next.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub(super) struct WhatIf {
    /// Moments it was rolled forward at.
    pub moments: usize,
    /// People who came within half an hour of one and were served, of groups that were thought to come.
    pub n: usize,
    /// The share who waited no longer than the p90 of their group.
    pub coverage_p90: f64,
    /// The mean of the p50 told less what came, and of the mean told less what came, in seconds.
    pub median_bias_s: f64,
    /// Below zero, people wait longer than they were thought to.
    pub bias_s: f64,
    /// The same of those who found a line, not a free counter.
    pub queued_n: usize,
    /// Their share under the p90.
    pub queued_coverage_p90: f64,
}

/// Collects what was told and what came.
#[derive(Debug, Default)]
pub(super) struct Score {
    open: BTreeMap<TicketId, (Moment, Estimate, Told)>,
    /// In the order people were asked about: what was told, and what came once it has.
    told: Vec<Estimate>,
    came: Vec<(f64, Estimate, Told)>,
}

impl Score {
    pub(super) fn told(&mut self, person: TicketId, at: Moment, ours: Estimate, simple: Told) {
        self.told.push(ours);
        self.open.insert(person, (at, ours, simple));
    }

    pub(super) fn came(&mut self, person: TicketId, at: Moment) {
        if let Some((since, ours, simple)) = self.open.remove(&person) {
            self.came.push((seconds(at.ms_since(since)), ours, simple));
        }
    }

    pub(super) fn gave_up(&mut self, person: TicketId) {
        self.open.remove(&person);
    }

    /// What ours told, to everybody who joined, in order.
    #[cfg(test)]
    pub(super) fn told_in_order(&self) -> Vec<Estimate> {
        self.told.clone()
    }

    pub(super) fn report(&self, what_if: WhatIf) -> Report {
        let ours = self.line("goiso", |(_, ours, _)| ours.middle_s);
        let others = simple::NAMES
            .iter()
            .enumerate()
            .map(|(at, name)| self.line(name, move |(_, _, told)| told.get(at).copied().unwrap_or(0.0)));
        let mut widths: Vec<f64> = self.came.iter().map(|(_, ours, _)| ours.high_s - ours.low_s).collect();
        widths.sort_by(f64::total_cmp);
        let inside = self.came.iter().filter(|(wait, ours, _)| (ours.low_s..=ours.high_s).contains(wait)).count();
        let above = self.came.iter().filter(|(wait, ours, _)| *wait > ours.high_s).count();
        Report {
            estimators: std::iter::once(ours).chain(others).collect(),
            range: Range {
                nominal: NOMINAL,
                n: self.came.len(),
                coverage: share(inside, self.came.len()),
                above: share(above, self.came.len()),
                median_width_s: widths.get(widths.len() / 2).copied().map_or(0.0, rounded),
            },
            what_if,
        }
    }

    fn line(&self, name: &'static str, told: impl Fn(&(f64, Estimate, Told)) -> f64) -> Line {
        let n = self.came.len();
        let errors: Vec<f64> = self.came.iter().map(|came| told(came) - came.0).collect();
        let mean = |sum: f64| if n == 0 { 0.0 } else { rounded(sum / people(n)) };
        Line { name, n, mae_s: mean(errors.iter().map(|error| error.abs()).sum()), bias_s: mean(errors.iter().sum()) }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:<28} {:>7} {:>8} {:>8}", "estimator", "waits", "MAE s", "bias s")?;
        for line in &self.estimators {
            writeln!(f, "{:<28} {:>7} {:>8.1} {:>+8.1}", line.name, line.n, line.mae_s, line.bias_s)?;
        }
        let Range { nominal, n, coverage, above, median_width_s } = &self.range;
        writeln!(f, "\nrange for {:.0} % of people, over {n} waits:", nominal * 100.0)?;
        writeln!(
            f,
            "{:.1} % inside, {:.1} % waited longer, median width {median_width_s:.0} s",
            coverage * 100.0,
            above * 100.0
        )?;
        let WhatIf { moments, n, coverage_p90, bias_s, .. } = &self.what_if;
        writeln!(f, "\nrolled forward at {moments} moments, over {n} who came in the next 30 min:")?;
        writeln!(f, "{:.1} % within p90, bias {bias_s:+.1} s", coverage_p90 * 100.0)
    }
}

pub(super) fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { (people(part) / people(whole) * 10_000.0).round() / 10_000.0 }
}

/// To hundredths.
pub(super) fn rounded(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

pub(super) fn people(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::from(u32::MAX), f64::from)
}

pub(super) fn seconds(ms: i64) -> f64 {
    // Waits are far below 2^53 milliseconds.
    #[allow(clippy::cast_precision_loss)]
    let seconds = ms as f64 / 1000.0;
    seconds
}
