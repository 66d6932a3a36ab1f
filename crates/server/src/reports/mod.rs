//! Reports: nine sheets made from statistics, for screens and for files.
//!
//! A report asks the store for sums, asserts that they reconcile, and lays them out as [`Sheet`]s of typed cells. The writers know
//! cells and nothing of queues. What a figure means stands in `goiso_store::statistics`.

mod anomalies;
mod counters;
mod days;
mod estimates;
mod file;
mod gather;
mod groups;
mod hours;
pub mod names;
mod pdf;
pub mod period;
mod priority;
mod ratings;
mod reconcile;
mod sheet;
mod subject;
mod summary;
mod table;
#[cfg(test)]
pub(crate) mod tests;
pub mod xlsx;

pub use file::{Computed, FileKind, Language, ReportError, ReportFile, compute, files_aside};
pub use gather::{Gathered, gather};
#[cfg(test)]
pub(crate) use pdf::words as pdf_words;
pub use reconcile::{Broken, Reconciliation, reconcile};
pub use sheet::{Cell, Chart, ChartKind, Column, ColumnKind, Sheet, Words};
pub use subject::Subject;

use names::Names;

/// One of the sheets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SheetName {
    /// The whole in a few figures, against the period before.
    Summary,
    /// Service groups.
    Groups,
    /// Counters and officers; never ranked, because what comes to them differs.
    Counters,
    /// Half hours by weekday.
    Hours,
    /// Service days.
    Days,
    /// Priority classes.
    Priority,
    /// What citizens judged.
    Ratings,
    /// How often the told range of a wait held.
    Estimates,
    /// What should be looked into.
    Anomalies,
}

impl SheetName {
    /// In the order of the monthly report.
    pub const ALL: [SheetName; 9] = [
        SheetName::Summary,
        SheetName::Groups,
        SheetName::Counters,
        SheetName::Hours,
        SheetName::Days,
        SheetName::Priority,
        SheetName::Ratings,
        SheetName::Estimates,
        SheetName::Anomalies,
    ];

    /// As it stands in URLs.
    pub fn word(self) -> &'static str {
        match self {
            SheetName::Summary => "summary",
            SheetName::Groups => "groups",
            SheetName::Counters => "counters",
            SheetName::Hours => "hours",
            SheetName::Days => "days",
            SheetName::Priority => "priority",
            SheetName::Ratings => "ratings",
            SheetName::Estimates => "estimates",
            SheetName::Anomalies => "anomalies",
        }
    }

    /// The sheet from what was gathered for it.
    pub fn of(self, gathered: &Gathered, names: &Names) -> Sheet {
        match self {
            SheetName::Summary => summary::sheet(gathered),
            SheetName::Groups => groups::sheet(gathered, names),
            SheetName::Counters => counters::sheet(gathered, names),
            SheetName::Hours => hours::sheet(gathered),
            SheetName::Days => days::sheet(gathered),
            SheetName::Priority => priority::sheet(gathered, names),
            SheetName::Ratings => ratings::sheet(gathered),
            SheetName::Estimates => estimates::sheet(gathered, names),
            SheetName::Anomalies => anomalies::sheet(gathered),
        }
    }
}

/// What a report is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportName {
    /// As it stands in URLs.
    pub word: &'static str,
    /// Its sheets.
    pub sheets: Vec<SheetName>,
}

impl ReportName {
    /// What there is: each sheet, and all of them.
    pub fn words() -> impl Iterator<Item = &'static str> {
        SheetName::ALL.into_iter().map(SheetName::word).chain(["monthly"])
    }

    /// The report of this word: a sheet's own, or `monthly` for all nine.
    pub fn of(word: &str) -> Option<Self> {
        if word == "monthly" {
            return Some(Self { word: "monthly", sheets: SheetName::ALL.to_vec() });
        }
        SheetName::ALL
            .into_iter()
            .find(|sheet| sheet.word() == word)
            .map(|sheet| Self { word: sheet.word(), sheets: vec![sheet] })
    }
}
