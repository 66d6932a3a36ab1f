//! A counter's steps: from a call to what became of it. Each remembers what stood before it.

use crate::command::AfterTransfer;
use crate::event::{Started, Step};
use crate::hall::{CallState, Hall, LastStep, OfficerDay};
use crate::ids::{CallId, CounterNo, GroupCode, TicketId};
use crate::order::{Rule, Weight, Why, ordinary_waits};
use crate::ticket::{Hold, Leg, LegEnd, Outcome, Start, Ticket, TicketState};
use crate::time::Moment;

impl Hall {
    pub(super) fn called(&mut self, id: TicketId, counter: &CounterNo, why: &Why, at: Moment) {
        let Some(ticket) = self.tickets.get(&id) else {
            return;
        };
        let waited_from = match &ticket.state {
            TicketState::Waiting { since, .. } => *since,
            TicketState::Called { .. }
            | TicketState::Serving { .. }
            | TicketState::Parked { .. }
            | TicketState::Done { .. } => return,
        };
        let Some(officer) = self.officer_at(counter).cloned() else {
            return;
        };
        let run = self.run_after(counter, ticket, why, at);
        let group = ticket.group;
        self.step(Step::Call, counter, id, at, |hall| {
            hall.priority_run = run;
            let call = hall.call_begins(id, counter, 1, Some(why.clone()), at);
            hall.count_gap(group, at);
            hall.change(id, |ticket| {
                ticket.state =
                    TicketState::Called { counter: counter.clone(), call, since: at, last_call_at: at, calls: 1 };
                ticket.legs.push(Leg {
                    group,
                    waited_from,
                    counter: counter.clone(),
                    officer,
                    call,
                    called_at: at,
                    calls: 1,
                    start: Start::NotYet,
                    end: None,
                });
            });
            if let Some(desk) = hall.desks.get_mut(counter) {
                desk.ticket = Some(id);
            }
            vec![call]
        });
    }

    pub(super) fn recalled(&mut self, id: TicketId, counter: &CounterNo, at: Moment) {
        let Some(ticket) = self.tickets.get(&id) else {
            return;
        };
        let TicketState::Called { call: earlier, calls, .. } = ticket.state else {
            return;
        };
        let number = calls.saturating_add(1);
        self.step(Step::Recall, counter, id, at, |hall| {
            hall.call_state(earlier, CallState::Recalled);
            let why = hall.calls.get(&earlier).and_then(|call| call.why.clone());
            let newest = hall.call_begins(id, counter, number, why, at);
            hall.change(id, |ticket| {
                if let TicketState::Called { call, last_call_at, calls, .. } = &mut ticket.state {
                    *call = newest;
                    *last_call_at = at;
                    *calls = number;
                }
                if let Some(leg) = ticket.legs.last_mut() {
                    leg.calls = number;
                }
            });
            vec![newest]
        });
    }

    pub(super) fn serving_started(&mut self, id: TicketId, counter: &CounterNo, at: Moment) {
        let Some(ticket) = self.tickets.get(&id) else {
            return;
        };
        let TicketState::Called { call, .. } = ticket.state else {
            return;
        };
        self.step(Step::Start, counter, id, at, |hall| {
            hall.call_state(call, CallState::Serving);
            hall.change(id, |ticket| {
                ticket.state = TicketState::Serving { counter: counter.clone(), call, since: at };
                if let Some(leg) = ticket.legs.last_mut() {
                    leg.start = Start::At(at);
                }
            });
            Vec::new()
        });
    }

    pub(super) fn served(&mut self, id: TicketId, counter: &CounterNo, started: Started, at: Moment) {
        self.step(Step::Finish, counter, id, at, |hall| {
            hall.count_served(id, counter, started, at);
            hall.leave_counter(id, counter, LegEnd::Served, at, |ticket| {
                ticket.return_to = None;
                ticket.state = TicketState::Done { outcome: Outcome::Served, at };
            });
            Vec::new()
        });
    }

    pub(super) fn sent_back(
        &mut self,
        id: TicketId,
        counter: &CounterNo,
        started: Started,
        to: &CounterNo,
        at: Moment,
    ) {
        self.step(Step::Finish, counter, id, at, |hall| {
            hall.count_served(id, counter, started, at);
            hall.leave_counter(id, counter, LegEnd::Transferred, at, |ticket| {
                ticket.return_to = None;
                ticket.state = TicketState::Waiting { since: at, hold: Hold::Counter { number: to.clone() } };
            });
            Vec::new()
        });
    }

    pub(super) fn no_show(&mut self, id: TicketId, counter: &CounterNo, at: Moment) {
        self.step(Step::NoShow, counter, id, at, |hall| {
            hall.officer_did(counter, OfficerDay { no_shows: 1, ..OfficerDay::default() });
            hall.leave_counter(id, counter, LegEnd::NoShow, at, |ticket| {
                ticket.state = TicketState::Done { outcome: Outcome::NoShow, at };
            });
            Vec::new()
        });
    }

    pub(super) fn went_away(&mut self, id: TicketId, counter: &CounterNo, reason: &str, until: Moment, at: Moment) {
        self.step(Step::Park, counter, id, at, |hall| {
            hall.leave_counter(id, counter, LegEnd::Parked, at, |ticket| {
                ticket.state =
                    TicketState::Parked { counter: counter.clone(), since: at, until, reason: reason.to_owned() };
            });
            Vec::new()
        });
    }

    pub(super) fn transferred(
        &mut self,
        id: TicketId,
        counter: &CounterNo,
        after: AfterTransfer,
        group: GroupCode,
        hold: &Hold,
        at: Moment,
    ) {
        self.step(Step::Transfer, counter, id, at, |hall| {
            hall.leave_counter(id, counter, LegEnd::Transferred, at, |ticket| {
                ticket.group = group;
                ticket.return_to = match after {
                    AfterTransfer::Ends => None,
                    AfterTransfer::Returns => Some(counter.clone()),
                };
                ticket.state = TicketState::Waiting { since: at, hold: hold.clone() };
            });
            Vec::new()
        });
    }

    /// The day ended with somebody at the counter: served, flagged, and not averaged.
    pub(super) fn auto_closed(&mut self, id: TicketId, counter: &CounterNo, at: Moment) {
        if let Some(desk) = self.desks.get_mut(counter) {
            desk.served = desk.served.saturating_add(1);
        }
        self.officer_did(counter, OfficerDay { served: 1, ..OfficerDay::default() });
        self.leave_counter(id, counter, LegEnd::AutoClosed, at, |ticket| {
            ticket.return_to = None;
            ticket.state = TicketState::Done { outcome: Outcome::Served, at };
        });
    }

    /// The ticket goes from the counter: its leg and call end, the counter is free.
    pub(super) fn leave_counter(
        &mut self,
        id: TicketId,
        counter: &CounterNo,
        how: LegEnd,
        at: Moment,
        change: impl FnOnce(&mut Ticket),
    ) {
        if let Some(call) = self.tickets.get(&id).and_then(call_of) {
            self.call_state(
                call,
                match how {
                    LegEnd::Served | LegEnd::Parked | LegEnd::Transferred | LegEnd::AutoClosed => CallState::Over,
                    LegEnd::NoShow => CallState::NoShow,
                    LegEnd::Cancelled | LegEnd::Undone => CallState::Withdrawn,
                },
            );
        }
        self.change(id, |ticket| {
            if let Some(leg) = ticket.legs.last_mut()
                && leg.end.is_none()
            {
                leg.end = Some((at, how));
            }
            change(ticket);
        });
        if let Some(desk) = self.desks.get_mut(counter)
            && desk.ticket == Some(id)
        {
            desk.ticket = None;
            desk.idle_since = at;
        }
    }

    /// Adds to the day of whoever sits at a counter.
    fn officer_did(&mut self, counter: &CounterNo, more: OfficerDay) {
        if let Some(officer) = self.officer_at(counter).cloned() {
            let day = self.officers.entry(officer).or_default();
            *day = day.plus(more);
        }
    }

    /// The day of whoever sits at a counter, so far.
    fn day_at(&self, counter: &CounterNo) -> OfficerDay {
        self.officer_at(counter).and_then(|officer| self.officers.get(officer)).copied().unwrap_or_default()
    }

    /// The run of priority calls after this one. A chosen call is no call by rule and leaves it as it is.
    fn run_after(&self, counter: &CounterNo, ticket: &Ticket, why: &Why, at: Moment) -> u8 {
        let by_rule = match why.rule {
            Rule::Guarantee { .. }
            | Rule::Returned
            | Rule::Arrival
            | Rule::PriorityFirst { .. }
            | Rule::OrdinaryTurn
            | Rule::Accumulating { .. } => true,
            Rule::Chosen { .. } => false,
        };
        if !by_rule {
            self.priority_run
        } else if !Weight::of(self, &ticket.class).priority {
            0
        } else {
            self.priority_run.saturating_add(u8::from(ordinary_waits(self, counter, at, self.just_left(counter, at))))
        }
    }

    /// Whoever left the counter in the same step, a moment ago.
    fn just_left(&self, counter: &CounterNo, at: Moment) -> Option<TicketId> {
        let step = self.desks.get(counter)?.last_step.as_ref()?;
        self.one_step(step, at).then(|| step.after.last().map(|ticket| ticket.id))?
    }

    /// Whether a call now belongs to this step: a finish by the same counter right before, at the same moment.
    fn one_step(&self, earlier: &LastStep, at: Moment) -> bool {
        earlier.step == Step::Finish && earlier.seq + 1 == self.seq && earlier.at == at
    }

    /// One more served; its serve time only if the officer pressed start.
    fn count_served(&mut self, id: TicketId, counter: &CounterNo, started: Started, at: Moment) {
        let since = self.tickets.get(&id).and_then(|ticket| match ticket.state {
            TicketState::Serving { since, .. } => Some(since),
            TicketState::Waiting { .. }
            | TicketState::Called { .. }
            | TicketState::Parked { .. }
            | TicketState::Done { .. } => None,
        });
        let serve_time = since.map_or((0, 0), |since| (at.ms_since(since), 1));
        if let Some(desk) = self.desks.get_mut(counter) {
            desk.served = desk.served.saturating_add(1);
            let (sum, count) = desk.serve_time;
            desk.serve_time = (sum.saturating_add(serve_time.0), count.saturating_add(serve_time.1));
        }
        self.officer_did(counter, OfficerDay { served: 1, no_shows: 0, serve_time });
        self.change(id, |ticket| {
            if let Some(leg) = ticket.legs.last_mut() {
                match started {
                    Started::ByOfficer => {}
                    Started::Implied => leg.start = Start::Implied(leg.called_at),
                }
            }
        });
    }

    /// Takes a step and remembers it with what stood before. A call right after the finish of the same moment is
    /// one step with it.
    fn step(
        &mut self,
        step: Step,
        counter: &CounterNo,
        id: TicketId,
        at: Moment,
        take: impl FnOnce(&mut Self) -> Vec<CallId>,
    ) {
        let Some(before) = self.tickets.get(&id).cloned() else {
            return;
        };
        let Some(desk) = self.desks.get(counter) else {
            return;
        };
        let day_before = self.day_at(counter);
        let earlier =
            desk.last_step.as_ref().filter(|earlier| step == Step::Call && self.one_step(earlier, at)).cloned();
        let mut taken = LastStep {
            step,
            before: Vec::with_capacity(2),
            after: Vec::with_capacity(2),
            ticket_before: desk.ticket,
            priority_run_before: self.priority_run,
            priority_run_after: 0,
            served_before: (desk.served, desk.serve_time),
            added: (self.officer_at(counter).cloned(), OfficerDay::default()),
            calls: Vec::new(),
            seq: self.seq,
            at,
        };
        if let Some(earlier) = earlier {
            taken = LastStep { step, seq: self.seq, ..earlier };
        }
        taken.calls.extend(take(self));
        taken.added.1 = taken.added.1.plus(self.day_at(counter).minus(day_before));
        if taken.before.iter().all(|known| known.id != id) {
            taken.before.push(before);
        }
        taken.after.retain(|known| known.id != id);
        taken.after.extend(self.tickets.get(&id).cloned());
        taken.priority_run_after = self.priority_run;
        if let Some(desk) = self.desks.get_mut(counter) {
            desk.last_step = Some(taken);
        }
    }
}

/// The newest call event of a ticket that is called or served.
pub(super) fn call_of(ticket: &Ticket) -> Option<CallId> {
    match ticket.state {
        TicketState::Called { call, .. } | TicketState::Serving { call, .. } => Some(call),
        TicketState::Waiting { .. } | TicketState::Parked { .. } | TicketState::Done { .. } => None,
    }
}
