//! A counter's last step did not happen.

use super::steps::call_of;
use crate::event::Step;
use crate::hall::{CallState, Hall, OfficerDay};
use crate::ids::CounterNo;
use crate::ticket::{LegEnd, Ticket, TicketState};
use crate::time::Moment;

impl Hall {
    pub(super) fn undo(&mut self, counter: &CounterNo, at: Moment) {
        let Some(desk) = self.desks.get_mut(counter) else {
            return;
        };
        let Some(step) = desk.last_step.take() else {
            return;
        };
        desk.ticket = step.ticket_before;
        (desk.served, desk.serve_time) = step.served_before;
        if let (Some(officer), added) = step.added {
            let left = self.officers.get(&officer).copied().unwrap_or_default().minus(added);
            if left == OfficerDay::default() {
                self.officers.remove(&officer);
            } else {
                self.officers.insert(officer, left);
            }
        }
        // Another counter's call may have moved the run since; then it is theirs.
        if self.priority_run == step.priority_run_after {
            self.priority_run = step.priority_run_before;
        }
        for call in step.calls {
            self.call_state(call, CallState::Withdrawn);
        }
        for before in step.before {
            if step.step == Step::Call && call_of(&before).is_none() {
                self.uncount_gap(before.group, step.at);
            }
            self.put_back(before, at);
        }
    }

    /// The ticket as it was; a leg that began with the undone call stays behind it, marked.
    fn put_back(&mut self, mut before: Ticket, at: Moment) {
        let Some(now) = self.take(before.id) else {
            return;
        };
        if now.legs.len() > before.legs.len() {
            before.legs.extend(now.legs.into_iter().skip(before.legs.len()).map(|mut leg| {
                leg.end = Some((at, LegEnd::Undone));
                leg
            }));
        }
        before.rating = now.rating;
        if let Some(call) = call_of(&before) {
            self.call_state(
                call,
                match before.state {
                    TicketState::Serving { .. } => CallState::Serving,
                    TicketState::Called { .. }
                    | TicketState::Waiting { .. }
                    | TicketState::Parked { .. }
                    | TicketState::Done { .. } => CallState::Calling,
                },
            );
        }
        self.index(before);
    }
}
