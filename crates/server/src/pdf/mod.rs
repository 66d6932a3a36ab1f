//! Papers to hand in, as PDF: A4 by the layout of Decree 30/2020/NĐ-CP (Annex I), Vietnamese fonts embedded, fit for archives
//! (PDF/A-2b). The same content gives the same bytes.
//!
//! [`Paper`] lays words and lines on pages and knows nothing of queues; [`Table`] is laid out so that no cell can be cut off or make
//! it run for ever; [`letterhead`] and [`signature`] are what the decree asks for around it.

mod decree;
mod face;
mod paper;
mod table;
#[cfg(test)]
pub(crate) mod tests;

pub use decree::{Head, letterhead, signature};
pub use face::Style;
pub use paper::{Align, Orientation, Paper, Title};
pub use table::{Fit, Table, TableCell, TableColumn};

/// Sheets of one paper, at most.
pub const PAGES_MAX: usize = 300;

/// Why there is no paper.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PdfError {
    /// It would be too long for anybody to read.
    #[error("it has more than {PAGES_MAX} pages")]
    TooLong,
    /// The library's word.
    #[error("{0}")]
    Library(String),
}
