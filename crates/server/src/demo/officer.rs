//! An officer of the crowd: from the counter as the screen shows it to the next key, or to when to look again.

use super::crowd::{scaled, somebody_waits};
use super::visitor::{Fate, Visitor};
use goiso_queue::Hall;
use goiso_queue::command::{Action, AfterTransfer, TransferTo};
use goiso_queue::hall::CounterState;
use goiso_queue::ids::{CallId, CounterNo, StaffId, TicketId};
use goiso_queue::ticket::{Care, Outcome, Ticket, TicketState};
use goiso_queue::time::Moment;

/// Between two calls of somebody who does not come.
const RECALL_AFTER_MS: i64 = 30_000;
/// Behind the moment from which a no-show may be recorded.
const NO_SHOW_GRACE_MS: i64 = 1_000;
/// The papers that are missing, as officers put it.
const MISSING: &str = "Bổ sung giấy tờ";

/// What an officer does.
pub enum Plan {
    /// Presses this key now.
    Act(Action),
    /// Nothing before this moment.
    LookAt(Moment),
    /// Nothing until somebody comes.
    Idle,
}

/// A counter as its screen shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Glance {
    state: &'static str,
    officer: Option<StaffId>,
    ticket: Option<TicketId>,
    shown: &'static str,
    call: Option<CallId>,
}

impl Glance {
    /// What the screen of a counter shows now.
    pub fn of(hall: &Hall, counter: &CounterNo) -> Self {
        let (state, officer) = match hall.desks.get(counter).map(|desk| &desk.state) {
            Some(CounterState::Open { officer, .. }) => ("open", Some(officer.clone())),
            Some(CounterState::Paused { officer, .. }) => ("paused", Some(officer.clone())),
            Some(CounterState::Closed) | None => ("closed", None),
        };
        let ticket = hall.ticket_at(counter);
        let call = ticket.and_then(|ticket| match &ticket.state {
            TicketState::Called { call, .. } | TicketState::Serving { call, .. } => Some(*call),
            TicketState::Waiting { .. } | TicketState::Parked { .. } | TicketState::Done { .. } => None,
        });
        Self {
            state,
            officer,
            ticket: ticket.map(|ticket| ticket.id),
            shown: ticket.map_or("nobody", |ticket| ticket.state.word()),
            call,
        }
    }

    /// Whether a person must have pressed keys here to make this of it: not so when the day turned, or when the
    /// citizen left or the hall's own time limit gave them up.
    pub fn differs_by_others(&self, now: &Glance, hall: &Hall) -> bool {
        if self == now {
            return false;
        }
        let gone_by_itself = now.ticket.is_none()
            && self.ticket.is_some_and(|ticket| match hall.tickets.get(&ticket).map(|ticket| &ticket.state) {
                // A ticket of the day before.
                None => true,
                Some(TicketState::Done { outcome, .. }) => match outcome {
                    Outcome::Left | Outcome::Cancelled | Outcome::Void | Outcome::Expired => true,
                    Outcome::NoShow => hall.config.no_show.by_itself_after.is_some(),
                    Outcome::Served => false,
                },
                Some(
                    TicketState::Waiting { .. }
                    | TicketState::Called { .. }
                    | TicketState::Serving { .. }
                    | TicketState::Parked { .. },
                ) => false,
            });
        let same_desk = self.state == now.state && self.officer == now.officer;
        let turned = now.state == "closed" && self.ticket.is_none_or(|ticket| !hall.tickets.contains_key(&ticket));
        let new_day = turned && hall.open == 0 && hall.tickets.is_empty();
        !(new_day || gone_by_itself && same_desk)
    }
}

/// The officer's next key. `visitor` is whoever is called to or served at the counter.
pub fn plan(
    hall: &Hall,
    counter: &CounterNo,
    officer: &StaffId,
    visitor: Option<&Visitor>,
    speed: f64,
    now: Moment,
) -> Plan {
    match hall.desks.get(counter).map(|desk| &desk.state) {
        // Taken out of the configuration, or paused by somebody who means it.
        None | Some(CounterState::Paused { .. }) => Plan::Idle,
        Some(CounterState::Closed) => {
            Plan::Act(Action::OpenCounter { counter: counter.clone(), officer: officer.clone() })
        }
        Some(CounterState::Open { .. }) => match (hall.ticket_at(counter), visitor) {
            (Some(ticket), Some(visitor)) => with_somebody(hall, counter, ticket, visitor, speed, now),
            (Some(_) | None, _) if somebody_waits(hall, counter, now) => {
                Plan::Act(Action::CallNext { counter: counter.clone(), seen: None })
            }
            (Some(_) | None, _) => Plan::Idle,
        },
    }
}

fn with_somebody(
    hall: &Hall,
    counter: &CounterNo,
    ticket: &Ticket,
    visitor: &Visitor,
    speed: f64,
    now: Moment,
) -> Plan {
    let counter = counter.clone();
    let seen = Some(ticket.id);
    let after = |from: Moment, human_ms: i64| Moment(from.0 + scaled(human_ms, speed));
    let at = |due: Moment, action: Action| if now < due { Plan::LookAt(due) } else { Plan::Act(action) };
    let first_leg = ticket.legs.len() <= 1;
    match &ticket.state {
        TicketState::Called { since, last_call_at, calls, .. } => {
            let start = Action::Start { counter: counter.clone(), seen };
            let recall = Action::Recall { counter: counter.clone(), seen };
            match visitor.fate {
                Fate::ComesWhenRecalled if first_leg && *calls < 2 => at(after(*since, RECALL_AFTER_MS), recall),
                Fate::NeverComes => {
                    let rule = hall.config.no_show;
                    let wait = match ticket.care {
                        Care::Usual => rule.after,
                        Care::Accessible => rule.accessible_after,
                    };
                    if *calls < rule.calls.max(2) {
                        at(after(*last_call_at, RECALL_AFTER_MS), recall)
                    } else {
                        let allowed = Moment(since.plus(wait).0 + scaled(NO_SHOW_GRACE_MS, speed));
                        at(allowed.max(after(*last_call_at, RECALL_AFTER_MS)), Action::NoShow { counter, seen })
                    }
                }
                Fate::Comes | Fate::ComesWhenRecalled | Fate::FetchesPapers { .. } | Fate::SentOn { .. } => {
                    at(after(*last_call_at, visitor.walk_ms), start)
                }
            }
        }
        TicketState::Serving { since, .. } => {
            // Whoever comes a second time knows what is asked, and the sender has looked at half of it.
            let length = if first_leg { visitor.serve_ms } else { visitor.serve_ms / 2 };
            let done = match &visitor.fate {
                Fate::FetchesPapers { .. } if first_leg => {
                    return at(
                        after(*since, visitor.serve_ms / 3),
                        Action::Park { counter, seen, reason: MISSING.to_owned(), away: None },
                    );
                }
                Fate::SentOn { to } if first_leg && ticket.group != *to => {
                    return at(
                        after(*since, visitor.serve_ms / 2),
                        Action::Transfer {
                            counter,
                            seen,
                            to: TransferTo::Group { group: *to },
                            after: AfterTransfer::Ends,
                        },
                    );
                }
                Fate::Comes
                | Fate::ComesWhenRecalled
                | Fate::NeverComes
                | Fate::FetchesPapers { .. }
                | Fate::SentOn { .. } => after(*since, length),
            };
            // Officers in a hurry press *next* with the papers still in hand; the others finish, breathe, and call.
            let hurried = ticket.id.0.is_multiple_of(2) && somebody_waits(hall, &counter, now);
            if hurried {
                at(done, Action::CallNext { counter, seen })
            } else {
                at(done, Action::Finish { counter, seen, result: None, note: None })
            }
        }
        TicketState::Waiting { .. } | TicketState::Parked { .. } | TicketState::Done { .. } => Plan::Idle,
    }
}
