//! A table of typed cells with its words in two languages; what every writer of a report reads.

use goiso_store::statistics::{Counts, Histogram};
use serde::Serialize;
use utoipa::ToSchema;

/// The same in Vietnamese and English.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Words {
    /// Vietnamese.
    pub vi: String,
    /// English.
    pub en: String,
}

impl Words {
    /// Both.
    pub fn new(vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self { vi: vi.into(), en: en.into() }
    }
    /// What is the same in every language.
    pub fn plain(text: impl Into<String>) -> Self {
        let vi = text.into();
        Self { en: vi.clone(), vi }
    }
}

/// What the cells of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ColumnKind {
    /// Words.
    Text,
    /// Service days.
    Day,
    /// How many.
    Count,
    /// Durations.
    Seconds,
    /// Parts of one.
    Share,
    /// Means.
    Score,
    /// Each cell its own.
    Mixed,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Column {
    /// For programs.
    pub key: String,
    /// For people.
    pub title: Words,
    /// What stands in it.
    pub kind: ColumnKind,
}

/// One cell.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(tag = "t", rename_all = "snake_case")]
pub enum Cell {
    /// Words.
    Text(Words),
    /// A service day, `2026-11-23`.
    Day {
        /// The day.
        v: String,
    },
    /// How many.
    Count {
        /// The number.
        v: i64,
    },
    /// A duration in seconds.
    Seconds {
        /// Whole seconds.
        v: i64,
    },
    /// A part of one, 0 to 1.
    Share {
        /// The part.
        v: f64,
    },
    /// A mean.
    Score {
        /// The mean.
        v: f64,
    },
}

/// How a sheet is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChartKind {
    /// Over time.
    Lines,
    /// Side by side.
    Bars,
    /// As a coloured table.
    Heat,
}

/// What of a sheet is drawn: columns by their place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Chart {
    /// How.
    pub kind: ChartKind,
    /// The column of the labels.
    pub x: usize,
    /// The columns of the values.
    pub y: Vec<usize>,
}

/// One sheet of a report.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Sheet {
    /// As it stands in URLs.
    pub sheet: &'static str,
    /// Over it.
    pub title: Words,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows, a cell per column; null where there is nothing to tell.
    pub rows: Vec<Vec<Option<Cell>>>,
    /// How it is drawn, if it is.
    pub chart: Option<Chart>,
}

/// A column of these words.
pub(super) fn column(key: &str, vi: &str, en: &str, kind: ColumnKind) -> Column {
    Column { key: key.to_owned(), title: Words::new(vi, en), kind }
}

pub(super) fn text(words: Words) -> Option<Cell> {
    Some(Cell::Text(words))
}

pub(super) fn count(v: i64) -> Option<Cell> {
    Some(Cell::Count { v })
}

/// A duration of whole seconds from milliseconds, rounded.
pub(super) fn seconds(ms: i64) -> Option<Cell> {
    Some(Cell::Seconds { v: (ms + 500).div_euclid(1000) })
}

/// A part of a whole; nothing where there is no whole.
pub(super) fn share(part: i64, whole: i64) -> Option<Cell> {
    (whole > 0).then(|| Cell::Share { v: ratio(part, whole) })
}

/// A mean; nothing of nothing.
pub(super) fn score(sum: i64, of: i64) -> Option<Cell> {
    (of > 0).then(|| Cell::Score { v: ratio(sum, of) })
}

/// A mean duration; nothing of nothing.
pub(super) fn mean(sum_ms: i64, of: i64) -> Option<Cell> {
    if of > 0 { seconds(sum_ms / of) } else { None }
}

/// A percentile of durations.
pub(super) fn quantile(of: &Histogram, share: f64) -> Option<Cell> {
    of.quantile(share).and_then(seconds)
}

/// How many judged, and the sum of their levels.
pub(super) fn answers(counts: &Counts) -> (i64, i64) {
    let levels = [counts.rated_1, counts.rated_2, counts.rated_3, counts.rated_4, counts.rated_5];
    let sum = levels.iter().zip(1_i64..).map(|(times, level)| times * level).sum();
    (levels.iter().sum(), sum)
}

/// Counts stay far below 2^52, so that none loses a digit.
#[allow(clippy::cast_precision_loss, reason = "see above")]
pub(super) fn ratio(part: i64, whole: i64) -> f64 {
    part as f64 / whole as f64
}
