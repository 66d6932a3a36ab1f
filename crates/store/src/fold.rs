//! The views as a fold of the log: the same code writes them live and derives them again.

use crate::rows::{DayCount, LegRow, TicketRow};
use goiso_queue::time::ServiceDay;
use goiso_queue::{Event, Hall, TicketId};
use std::collections::BTreeMap;

/// Rows that a stretch of events changes, the last value of each.
#[derive(Debug, Default)]
pub struct Fold {
    /// Whole rows to insert or replace.
    pub tickets: BTreeMap<TicketId, TicketRow>,
    /// Whole rows to insert or replace.
    pub legs: BTreeMap<(TicketId, u16), LegRow>,
    /// To be added to the stored counts: (day, group letter, class).
    pub counts: BTreeMap<(ServiceDay, char, String), DayCount>,
    /// The service day and the seq of its `day_started`, if one is among the events.
    pub day_started: Option<(ServiceDay, u64)>,
}

impl Fold {
    /// Applies `event` to `hall` and notes which rows it changes. This is the only way the engine applies events, live or caught up.
    pub fn apply(&mut self, hall: &mut Hall, event: &Event) {
        hall.apply(event);
        todo!()
    }
}
