//! Statistics of the halls: small rows that add up, so that a month or a year over a province is a sum.
//!
//! Every row counts one piece of one service day of one hall (or of one month, once its days are over). The pieces are the four
//! [`Piece`]s: the whole day, a group and class, a counter with its officer, a half hour of a weekday.

mod count;
mod figures;
mod histogram;
mod query;
mod standing;

pub use figures::{Counts, Figures, Lengths};
pub use histogram::{Histogram, LONGEST_MS};
pub use query::{EXCEPTIONS_MAX, QUESTIONS_MAX, SPAN_DAYS_MAX, STATISTICS_MAX};
pub use standing::Standing;

pub(crate) use count::{Sums, count_desk, count_event, count_ticket, standing_legs, sum_of_lines};

use crate::encode::{letter, number, unreadable};
use crate::error::StoreError;
use goiso_queue::HallId;
use goiso_queue::time::ServiceDay;

/// Half hours of a day.
pub const SLOTS: u8 = 48;

/// Which pieces are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cube {
    /// The whole day.
    Day,
    /// By group (visits: the letter at issue; legs: the line they were called from) and priority class.
    Line,
    /// By counter and officer.
    Desk,
    /// By weekday and half hour of local time: visits by their issue, open counters by the time they stood open.
    Slot,
}

/// What a row counts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Piece {
    /// Everything.
    Day,
    /// Of a group and class.
    Line {
        /// The group's letter.
        group: char,
        /// The priority class.
        class: String,
    },
    /// Of a counter and whoever sat there.
    Desk {
        /// The counter.
        counter: String,
        /// The officer.
        officer: String,
    },
    /// Of a half hour.
    Slot {
        /// 1 for Monday to 7 for Sunday.
        weekday: u8,
        /// Half hours since midnight, local time, 0 to 47.
        slot: u8,
    },
}

/// The word of a row that counts one service day.
pub(crate) const OF_DAY: &str = "day";
/// The word of a row that counts the finished days of a month.
pub(crate) const OF_MONTH: &str = "month";

impl Cube {
    /// All of them.
    pub const ALL: [Cube; 4] = [Cube::Day, Cube::Line, Cube::Desk, Cube::Slot];

    /// The word in rows.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Cube::Day => "day",
            Cube::Line => "line",
            Cube::Desk => "desk",
            Cube::Slot => "slot",
        }
    }
}

impl Piece {
    /// Whose piece it is.
    pub fn cube(&self) -> Cube {
        match self {
            Piece::Day => Cube::Day,
            Piece::Line { .. } => Cube::Line,
            Piece::Desk { .. } => Cube::Desk,
            Piece::Slot { .. } => Cube::Slot,
        }
    }

    /// The piece in rows, within its cube. No id has a slash.
    pub(crate) fn text(&self) -> String {
        match self {
            Piece::Day => String::new(),
            Piece::Line { group, class } => format!("{group}/{class}"),
            Piece::Desk { counter, officer } => format!("{counter}/{officer}"),
            Piece::Slot { weekday, slot } => format!("{weekday}/{slot:02}"),
        }
    }

    /// The piece of a row.
    pub(crate) fn of_text(cube: Cube, text: &str) -> Result<Self, StoreError> {
        let halves = || text.split_once('/').ok_or_else(|| unreadable("statistic.piece", format!("{text:?}")));
        match cube {
            Cube::Day if text.is_empty() => Ok(Piece::Day),
            Cube::Day => Err(unreadable("statistic.piece", format!("{text:?} of a whole day"))),
            Cube::Line => {
                let (group, class) = halves()?;
                Ok(Piece::Line { group: letter(group)?, class: class.to_owned() })
            }
            Cube::Desk => {
                let (counter, officer) = halves()?;
                Ok(Piece::Desk { counter: counter.to_owned(), officer: officer.to_owned() })
            }
            Cube::Slot => {
                let (weekday, slot) = halves()?;
                let part = |text: &str| {
                    let value = text.parse().map_err(|_| unreadable("statistic.piece", format!("{text:?}")))?;
                    number(value, "statistic.piece")
                };
                Ok(Piece::Slot { weekday: part(weekday)?, slot: part(slot)? })
            }
        }
    }
}

/// The first day of a service day's month: the period of its row.
pub(crate) fn month_of(day: ServiceDay) -> ServiceDay {
    ServiceDay(day.0.first_of_month())
}

/// Whose figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// Of one hall.
    Hall(HallId),
    /// Of all halls, added up.
    AllHalls,
    /// Of all halls, each apart.
    EachHall,
}

/// Service days from the first to the last, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The first.
    pub from: ServiceDay,
    /// The last, not before the first.
    pub to: ServiceDay,
}

/// How finely time is told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grain {
    /// Not at all.
    Whole,
    /// By calendar month.
    Months,
    /// By service day.
    Days,
}

/// What is asked of the statistics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Question {
    /// Which pieces.
    pub cube: Cube,
    /// Of which days.
    pub span: Span,
    /// How finely.
    pub grain: Grain,
}

/// The sum of what was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statistic {
    /// Whose; none for all halls added up.
    pub hall: Option<HallId>,
    /// The service day, or the first of the month; none for the whole span.
    pub period: Option<ServiceDay>,
    /// What it counts.
    pub piece: Piece,
    /// The figures.
    pub figures: Figures,
}
