//! What became of a day's tickets.

use goiso_queue::{Hall, Outcome, TicketState};
use std::fmt;

/// Tickets by how they stand. Always `issued = served + no_show + left + cancelled + expired + open`; void ones apart.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Numbers taken, void ones not counted.
    pub issued: u64,
    /// Served.
    pub served: u64,
    /// Called in vain.
    pub no_show: u64,
    /// Gave up.
    pub left: u64,
    /// Taken back.
    pub cancelled: u64,
    /// Still waiting or away when the day ended.
    pub expired: u64,
    /// Waiting, called, serving, parked.
    pub open: u64,
    /// Mispresses.
    pub void: u64,
}

impl Tally {
    /// Of the service day that a hall is in.
    pub fn of(hall: &Hall) -> Self {
        let mut tally = Self::default();
        for ticket in hall.tickets.values() {
            tally.issued += 1;
            match &ticket.state {
                TicketState::Waiting { .. }
                | TicketState::Called { .. }
                | TicketState::Serving { .. }
                | TicketState::Parked { .. } => tally.open += 1,
                TicketState::Done { outcome, .. } => match outcome {
                    Outcome::Served => tally.served += 1,
                    Outcome::NoShow => tally.no_show += 1,
                    Outcome::Left => tally.left += 1,
                    Outcome::Cancelled => tally.cancelled += 1,
                    Outcome::Expired => tally.expired += 1,
                    Outcome::Void => {
                        tally.issued -= 1;
                        tally.void += 1;
                    }
                },
            }
        }
        tally
    }

    /// Whether the sum is the numbers taken.
    pub fn adds_up(&self) -> bool {
        self.issued == self.served + self.no_show + self.left + self.cancelled + self.expired + self.open
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.adds_up() { '=' } else { '≠' };
        write!(
            f,
            "issued {} {sign} served {} + no-show {} + left {} + cancelled {} + expired {} + open {}",
            self.issued, self.served, self.no_show, self.left, self.cancelled, self.expired, self.open
        )
    }
}
