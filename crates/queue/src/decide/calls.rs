//! A counter's steps with a person: call, recall, start, finish, give up, send away, send on, take back.

use super::tickets::wrong_state;
use super::{Case, Facts};
use crate::command::{AfterTransfer, TransferTo};
use crate::deadline::patience;
use crate::event::{Fact, NoShowBy, Started};
use crate::ids::{CounterNo, FactHash, TicketId};
use crate::order::{call_order, why_chosen};
use crate::refusal::Refusal;
use crate::text;
use crate::ticket::{Ticket, TicketState};
use crate::time::Seconds;

impl Case<'_> {
    /// Finish whoever is here and call whoever is next; whoever leaves the counter is not the next.
    pub(super) fn call_next(&self, counter: &CounterNo, seen: Option<TicketId>) -> Facts {
        self.seen(counter, seen, "call next")?;
        let mut facts: Vec<Fact> = self.finished(counter).into_iter().collect();
        if let Some((ticket, why)) = call_order(self.hall, counter, self.now) {
            facts.push(Fact::TicketCalled { ticket, counter: counter.clone(), why });
        }
        Ok(facts)
    }

    pub(super) fn call_chosen(&self, counter: &CounterNo, seen: Option<TicketId>, id: TicketId, reason: &str) -> Facts {
        self.seen(counter, seen, "call")?;
        let ticket = self.ticket(id)?;
        match ticket.state {
            TicketState::Waiting { .. } => {}
            TicketState::Called { .. }
            | TicketState::Serving { .. }
            | TicketState::Parked { .. }
            | TicketState::Done { .. } => return Err(wrong_state(ticket, "call", "it waiting")),
        }
        let reason = text::reason(reason)?;
        let Some(known) = self.hall.config.counter(counter) else {
            return Err(Refusal::UnknownCounter { counter: counter.to_string() });
        };
        let why = why_chosen(self.hall, known, ticket, reason, self.now);
        let mut facts: Vec<Fact> = self.finished(counter).into_iter().collect();
        facts.push(Fact::TicketCalled { ticket: id, counter: counter.clone(), why });
        Ok(facts)
    }

    /// How the counter's open ticket ends when the officer goes on.
    fn finished(&self, counter: &CounterNo) -> Option<Fact> {
        let ticket = self.hall.ticket_at(counter)?;
        Some(self.end_of_leg(counter, ticket, None, None))
    }

    /// Served, or back to the counter that sent the person here.
    fn end_of_leg(
        &self,
        counter: &CounterNo,
        ticket: &Ticket,
        result: Option<String>,
        note: Option<&FactHash>,
    ) -> Fact {
        let started = match ticket.state {
            TicketState::Serving { .. } => Started::ByOfficer,
            TicketState::Called { .. }
            | TicketState::Waiting { .. }
            | TicketState::Parked { .. }
            | TicketState::Done { .. } => Started::Implied,
        };
        let sender = ticket.return_to.as_ref().filter(|sender| *sender != counter);
        match sender.filter(|sender| self.hall.config.counter(sender).is_some()) {
            Some(to) => Fact::TicketSentBack { ticket: ticket.id, counter: counter.clone(), started, to: to.clone() },
            None => {
                Fact::TicketServed { ticket: ticket.id, counter: counter.clone(), started, result, note: note.cloned() }
            }
        }
    }

    pub(super) fn recall(&self, counter: &CounterNo, seen: Option<TicketId>) -> Facts {
        let ticket = self.person(counter, seen, "recall")?;
        let calls = match ticket.state {
            TicketState::Called { calls, .. } => calls,
            TicketState::Waiting { .. }
            | TicketState::Serving { .. }
            | TicketState::Parked { .. }
            | TicketState::Done { .. } => return Err(wrong_state(ticket, "recall", "it called")),
        };
        if calls >= self.hall.config.limits.calls {
            return Err(Refusal::TooManyCalls { ticket: ticket.id, calls });
        }
        Ok(vec![Fact::TicketRecalled { ticket: ticket.id, counter: counter.clone() }])
    }

    pub(super) fn start(&self, counter: &CounterNo, seen: Option<TicketId>) -> Facts {
        let ticket = self.person(counter, seen, "start")?;
        match ticket.state {
            TicketState::Called { .. } => {
                Ok(vec![Fact::ServingStarted { ticket: ticket.id, counter: counter.clone() }])
            }
            TicketState::Waiting { .. }
            | TicketState::Serving { .. }
            | TicketState::Parked { .. }
            | TicketState::Done { .. } => Err(wrong_state(ticket, "start", "it called")),
        }
    }

    pub(super) fn finish(
        &self,
        counter: &CounterNo,
        seen: Option<TicketId>,
        result: Option<&str>,
        note: Option<&FactHash>,
    ) -> Facts {
        let ticket = self.person(counter, seen, "finish")?;
        let result = result.map(text::result).transpose()?;
        Ok(vec![self.end_of_leg(counter, ticket, result, note)])
    }

    pub(super) fn no_show(&self, counter: &CounterNo, seen: Option<TicketId>) -> Facts {
        let ticket = self.person(counter, seen, "no-show")?;
        let (calls, since) = match ticket.state {
            TicketState::Called { calls, since, .. } => (calls, since),
            TicketState::Waiting { .. }
            | TicketState::Serving { .. }
            | TicketState::Parked { .. }
            | TicketState::Done { .. } => return Err(wrong_state(ticket, "no-show", "it called")),
        };
        let calls_needed = self.hall.config.no_show.calls;
        let not_before = since.plus(patience(self.hall, ticket.care));
        if calls < calls_needed || self.now < not_before {
            return Err(Refusal::NoShowTooEarly { calls, calls_needed, not_before });
        }
        Ok(vec![Fact::TicketNoShow { ticket: ticket.id, counter: counter.clone(), recorded: NoShowBy::Officer }])
    }

    pub(super) fn park(
        &self,
        counter: &CounterNo,
        seen: Option<TicketId>,
        reason: &str,
        away: Option<Seconds>,
    ) -> Facts {
        let ticket = self.person(counter, seen, "park")?;
        let reason = text::reason(reason)?;
        let rule = self.hall.config.park;
        let away = away.unwrap_or(rule.usual);
        if away < Seconds(1) || away > rule.at_most {
            return Err(Refusal::OutOfRange {
                what: "the time away",
                allowed: "at least a second and at most what the hall allows",
            });
        }
        Ok(vec![Fact::TicketParked { ticket: ticket.id, counter: counter.clone(), reason, until: self.now.plus(away) }])
    }

    pub(super) fn transfer(
        &self,
        counter: &CounterNo,
        seen: Option<TicketId>,
        to: &TransferTo,
        after: AfterTransfer,
    ) -> Facts {
        let ticket = self.person(counter, seen, "transfer")?;
        let here = match to {
            TransferTo::Group { .. } => false,
            TransferTo::Counter { number } => number == counter,
        };
        if here {
            return Err(Refusal::OutOfRange { what: "the counter", allowed: "another than this one" });
        }
        let (group, hold) = self.line_at(ticket, to)?;
        Ok(vec![Fact::TicketTransferred {
            ticket: ticket.id,
            counter: counter.clone(),
            to: to.clone(),
            after,
            group,
            hold,
        }])
    }

    /// Only while every ticket of the step still stands exactly as the step left it.
    pub(super) fn undo(&self, counter: &CounterNo, seen: Option<TicketId>) -> Facts {
        let desk = self.seen(counter, seen, "undo")?;
        let step = desk.last_step.as_ref().ok_or(Refusal::NothingToUndo { why: "no step that can be taken back" })?;
        let here = step.after.iter().find(|ticket| ticket.counter() == Some(counter));
        let untouched = here.map(|ticket| ticket.id) == desk.ticket
            && step
                .after
                .iter()
                .all(|left| self.hall.tickets.get(&left.id).is_some_and(|now| same_but_rating(now, left)));
        if !untouched {
            return Err(Refusal::NothingToUndo { why: "something followed the step" });
        }
        Ok(vec![Fact::StepUndone { counter: counter.clone(), step: step.step }])
    }
}

fn same_but_rating(now: &Ticket, left: &Ticket) -> bool {
    now.rating == left.rating && now == left || {
        let unrated = Ticket { rating: left.rating, ..now.clone() };
        unrated == *left
    }
}
