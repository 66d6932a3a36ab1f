//! An officer sits down, pauses, goes; and the checks that every counter command makes.

use super::{Case, Facts};
use crate::event::Fact;
use crate::hall::{CounterState, Desk};
use crate::ids::{CounterNo, StaffId, TicketId};
use crate::refusal::Refusal;
use crate::text;
use crate::ticket::Ticket;

impl Case<'_> {
    pub(super) fn desk(&self, counter: &CounterNo) -> Result<&Desk, Refusal> {
        self.hall.desks.get(counter).ok_or_else(|| Refusal::UnknownCounter { counter: counter.to_string() })
    }

    /// The desk of an open counter whose officer saw what is there.
    pub(super) fn seen(
        &self,
        counter: &CounterNo,
        seen: Option<TicketId>,
        attempt: &'static str,
    ) -> Result<&Desk, Refusal> {
        let desk = self.desk(counter)?;
        match desk.state {
            CounterState::Open { .. } => {}
            CounterState::Paused { .. } | CounterState::Closed => {
                return Err(wrong_counter(desk, attempt, "open"));
            }
        }
        if desk.ticket != seen {
            return Err(Refusal::StaleScreen { seen, actual: desk.ticket });
        }
        Ok(desk)
    }

    /// Whoever is called to or served at the counter.
    pub(super) fn person(
        &self,
        counter: &CounterNo,
        seen: Option<TicketId>,
        attempt: &'static str,
    ) -> Result<&Ticket, Refusal> {
        let desk = self.seen(counter, seen, attempt)?;
        let here = desk.ticket.and_then(|id| self.hall.tickets.get(&id));
        here.ok_or(Refusal::NobodyHere { attempt })
    }

    pub(super) fn open(&self, counter: &CounterNo, officer: &StaffId) -> Facts {
        let desk = self.desk(counter)?;
        match desk.state {
            CounterState::Closed => {
                Ok(vec![Fact::CounterOpened { counter: counter.clone(), officer: officer.clone() }])
            }
            CounterState::Open { .. } | CounterState::Paused { .. } => Err(wrong_counter(desk, "open", "closed")),
        }
    }

    pub(super) fn pause(&self, counter: &CounterNo, reason: &str) -> Facts {
        let desk = self.desk(counter)?;
        match desk.state {
            CounterState::Open { .. } => {}
            CounterState::Closed | CounterState::Paused { .. } => {
                return Err(wrong_counter(desk, "pause", "open"));
            }
        }
        self.nobody_at(desk)?;
        Ok(vec![Fact::CounterPaused { counter: counter.clone(), reason: text::reason(reason)? }])
    }

    pub(super) fn resume(&self, counter: &CounterNo) -> Facts {
        let desk = self.desk(counter)?;
        match desk.state {
            CounterState::Paused { .. } => Ok(vec![Fact::CounterResumed { counter: counter.clone() }]),
            CounterState::Open { .. } | CounterState::Closed => Err(wrong_counter(desk, "resume", "paused")),
        }
    }

    pub(super) fn close(&self, counter: &CounterNo) -> Facts {
        let desk = self.desk(counter)?;
        match desk.state {
            CounterState::Open { .. } | CounterState::Paused { .. } => {}
            CounterState::Closed => return Err(wrong_counter(desk, "close", "open or paused")),
        }
        self.nobody_at(desk)?;
        Ok(vec![Fact::CounterClosed { counter: counter.clone() }])
    }

    fn nobody_at(&self, desk: &Desk) -> Result<(), Refusal> {
        match desk.ticket.and_then(|id| self.hall.tickets.get(&id)) {
            Some(ticket) => Err(Refusal::CounterBusy { ticket: ticket.id, state: ticket.state.word() }),
            None => Ok(()),
        }
    }
}

fn wrong_counter(desk: &Desk, attempt: &'static str, allowed: &'static str) -> Refusal {
    Refusal::CounterState { state: desk.state.word(), attempt, allowed }
}
