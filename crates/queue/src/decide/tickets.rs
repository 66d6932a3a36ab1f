//! What happens to a ticket away from a counter's own keys.

use super::{Case, Facts};
use crate::command::{Seen, TransferTo};
use crate::event::{Fact, LeftBecause};
use crate::ids::{ClassCode, CounterNo, FactHash, GroupCode, TicketId};
use crate::refusal::Refusal;
use crate::text;
use crate::ticket::{Hold, Outcome, Ticket, TicketState};
use crate::time::Moment;
use std::ops::Bound;

impl Case<'_> {
    pub(super) fn ticket(&self, id: TicketId) -> Result<&Ticket, Refusal> {
        self.hall.tickets.get(&id).ok_or(Refusal::UnknownTicket { ticket: id })
    }

    pub(super) fn cancel(&self, id: TicketId) -> Facts {
        let ticket = self.ticket(id)?;
        match ticket.state {
            TicketState::Waiting { .. } | TicketState::Called { .. } | TicketState::Parked { .. } => {
                Ok(vec![Fact::TicketCancelled { ticket: id }])
            }
            TicketState::Serving { .. } | TicketState::Done { .. } => {
                Err(wrong_state(ticket, "cancel", "it waiting, called or parked"))
            }
        }
    }

    pub(super) fn leave(&self, id: TicketId) -> Facts {
        let ticket = self.ticket(id)?;
        match ticket.state {
            TicketState::Waiting { .. } | TicketState::Called { .. } | TicketState::Parked { .. } => {
                Ok(vec![Fact::TicketLeft { ticket: id, because: LeftBecause::Citizen }])
            }
            TicketState::Serving { .. } | TicketState::Done { .. } => {
                Err(wrong_state(ticket, "leave", "it waiting, called or parked"))
            }
        }
    }

    pub(super) fn void(&self, id: TicketId, reason: &str) -> Facts {
        let ticket = self.ticket(id)?;
        match ticket.state {
            TicketState::Waiting { .. } | TicketState::Called { .. } => {
                Ok(vec![Fact::TicketVoided { ticket: id, reason: text::reason(reason)? }])
            }
            TicketState::Serving { .. } | TicketState::Parked { .. } | TicketState::Done { .. } => {
                Err(wrong_state(ticket, "void", "it waiting or called"))
            }
        }
    }

    /// Behind the person so many places further back in the same line.
    pub(super) fn push_back(&self, id: TicketId) -> Facts {
        let ticket = self.ticket(id)?;
        match ticket.state {
            TicketState::Waiting { .. } => {}
            TicketState::Called { .. }
            | TicketState::Serving { .. }
            | TicketState::Parked { .. }
            | TicketState::Done { .. } => {
                return Err(wrong_state(ticket, "push back", "it waiting"));
            }
        }
        let limits = self.hall.config.limits;
        if ticket.push_backs >= limits.push_backs {
            return Err(Refusal::TooManyPushBacks { ticket: id, times: ticket.push_backs });
        }
        let place = (ticket.order_at, id);
        let behind = self.hall.lines.get(&(ticket.group, ticket.class.clone())).and_then(|line| {
            line.range((Bound::Excluded(place), Bound::Unbounded)).take(usize::from(limits.push_back_places)).last()
        });
        let (order_at, _) = behind.ok_or(Refusal::NobodyBehind { ticket: id })?;
        let order_at = Moment(order_at.0.saturating_add(1));
        Ok(vec![Fact::TicketPushedBack { ticket: id, order_at }])
    }

    /// To another line, or to be kept for a counter, with the place that its arrival gives it there.
    pub(super) fn move_on(&self, id: TicketId, to: &TransferTo) -> Facts {
        let ticket = self.ticket(id)?;
        let held = match &ticket.state {
            TicketState::Waiting { hold, .. } => hold,
            TicketState::Called { .. }
            | TicketState::Serving { .. }
            | TicketState::Parked { .. }
            | TicketState::Done { .. } => return Err(wrong_state(ticket, "move", "it waiting")),
        };
        let (group, hold) = self.line_at(ticket, to)?;
        if group == ticket.group && hold == *held {
            return Ok(Vec::new());
        }
        Ok(vec![Fact::TicketMoved { ticket: id, to: to.clone(), group, hold }])
    }

    /// The line that a ticket joins when it is sent to a group or a counter, and for whom it is kept there.
    pub(super) fn line_at(&self, ticket: &Ticket, to: &TransferTo) -> Result<(GroupCode, Hold), Refusal> {
        match to {
            TransferTo::Group { group } => Ok((self.known_group(*group)?.code, Hold::Anyone)),
            TransferTo::Counter { number } => {
                let target = self
                    .hall
                    .config
                    .counter(number)
                    .ok_or_else(|| Refusal::UnknownCounter { counter: number.to_string() })?;
                let own = target.groups.iter().find(|group| **group == ticket.group);
                let group = own.or(target.groups.first()).copied().unwrap_or(ticket.group);
                Ok((group, Hold::Counter { number: number.clone() }))
            }
        }
    }

    pub(super) fn set_priority(&self, id: TicketId, class: &ClassCode) -> Facts {
        let ticket = self.ticket(id)?;
        self.known_class(class)?;
        if !ticket.is_open() {
            return Err(wrong_state(ticket, "change priority", "it waiting, called, serving or parked"));
        }
        if ticket.class == *class {
            return Ok(Vec::new());
        }
        Ok(vec![Fact::PriorityChanged { ticket: id, class: class.clone() }])
    }

    pub(super) fn reinstate(&self, id: TicketId) -> Facts {
        let ticket = self.ticket(id)?;
        let ended = match ticket.state {
            TicketState::Done { outcome, .. } => Some(outcome),
            TicketState::Waiting { .. }
            | TicketState::Called { .. }
            | TicketState::Serving { .. }
            | TicketState::Parked { .. } => None,
        };
        match ended {
            Some(Outcome::NoShow | Outcome::Left | Outcome::Cancelled) => {}
            Some(Outcome::Served | Outcome::Void | Outcome::Expired) | None => {
                return Err(wrong_state(ticket, "reinstate", "it ended as no-show, left or cancelled"));
            }
        }
        self.known_group(ticket.group)?;
        Ok(vec![Fact::TicketReinstated { ticket: id }])
    }

    pub(super) fn rate(&self, id: TicketId, score: u8, comment: Option<&FactHash>) -> Facts {
        let ticket = self.ticket(id)?;
        let served = match ticket.state {
            TicketState::Done { outcome, .. } => outcome == Outcome::Served,
            TicketState::Waiting { .. }
            | TicketState::Called { .. }
            | TicketState::Serving { .. }
            | TicketState::Parked { .. } => false,
        };
        if !served {
            return Err(wrong_state(ticket, "rate", "it served"));
        }
        if ticket.rating.is_some() {
            return Err(Refusal::AlreadyRated { ticket: id });
        }
        if !(1..=5).contains(&score) {
            return Err(Refusal::OutOfRange { what: "the rating", allowed: "1 to 5" });
        }
        Ok(vec![Fact::TicketRated { ticket: id, score, comment: comment.cloned() }])
    }

    /// A parked person is back; the guide desk may say so for any counter.
    pub(super) fn come_back(&self, counter: &CounterNo, seen: Seen, id: TicketId) -> Facts {
        let actual = self.desk(counter)?.ticket;
        match seen {
            Seen::AtCounter(seen) if seen != actual => return Err(Refusal::StaleScreen { seen, actual }),
            Seen::AtCounter(_) | Seen::Elsewhere => {}
        }
        let ticket = self.ticket(id)?;
        match &ticket.state {
            TicketState::Parked { counter: sender, .. } => {
                let hold = match self.hall.config.counter(sender) {
                    Some(_) => Hold::Counter { number: sender.clone() },
                    None => Hold::Anyone,
                };
                Ok(vec![Fact::TicketReturned { ticket: id, hold }])
            }
            TicketState::Waiting { .. }
            | TicketState::Called { .. }
            | TicketState::Serving { .. }
            | TicketState::Done { .. } => Err(wrong_state(ticket, "return", "it parked")),
        }
    }
}

pub(super) fn wrong_state(ticket: &Ticket, attempt: &'static str, allowed: &'static str) -> Refusal {
    Refusal::TicketState { ticket: ticket.id, state: ticket.state.word(), attempt, allowed }
}
