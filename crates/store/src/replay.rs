//! Walking through a whole log: what rebuild and verify share.

use crate::encode::{HallRow, RawEvent};
use crate::error::StoreError;
use crate::fold::Fold;
use crate::position::Epoch;
use goiso_queue::{Fact, Hall, HallId};

/// Events that are read in one go.
pub(crate) const CHUNK: i64 = 2_000;

/// A hall on its way through its log.
pub(crate) struct Replay {
    /// The hall so far.
    pub hall: Hall,
    /// The row that the hall should have so far.
    pub row: HallRow,
    /// The rows of the service day so far.
    pub fold: Fold,
}

/// The rows of one service day, finished.
pub(crate) struct DayFold {
    /// Empty for what came before the first day.
    pub day: String,
    pub fold: Fold,
}

impl Replay {
    /// Before the first event.
    pub fn new(hall: HallId, epoch: Epoch) -> Self {
        Self { hall: Hall::new(), row: HallRow::new(hall, epoch), fold: Fold::default() }
    }

    /// Takes the next event; a `day_started` hands back the day before it. The caller sees to seq and chain.
    pub fn step(&mut self, raw: &RawEvent) -> Result<Option<DayFold>, StoreError> {
        let event = raw.event(&self.row.hall)?;
        let finished = matches!(event.fact, Fact::DayStarted { .. }).then(|| self.finish());
        self.fold.apply(&mut self.hall, &event);
        self.row.follow(raw, &event.fact);
        Ok(finished)
    }

    /// The rows of the day so far.
    pub fn finish(&mut self) -> DayFold {
        DayFold { day: self.row.day.clone(), fold: std::mem::take(&mut self.fold) }
    }
}
