//! A receipt of the order: who was called before a ticket, by which rule, and what became of the ticket itself.
//!
//! The receipt is a fold of one day's events and of nothing else, so that whoever has the log can count it again.

use crate::event::{Event, Fact};
use crate::hall::Hall;
use crate::ids::{CallId, ClassCode, CounterNo, GroupCode, Label, TicketId};
use crate::order::{Rule, Why};
use crate::ticket::{Hold, LegEnd, Ticket, TicketState};
use crate::time::{Moment, Seconds};
use std::collections::{BTreeMap, BTreeSet};

/// Whether somebody who was called came before the ticket or after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Came {
    /// Took the number earlier.
    Earlier,
    /// Took the number later.
    Later,
}

/// How somebody came into the line without losing the time of arrival.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Joined {
    /// Back from completing papers.
    Returned,
    /// Sent on from another line or counter.
    Transferred,
    /// Let in again by staff.
    Reinstated,
    /// Moved here by staff.
    Moved,
}

/// Why somebody was called first, seen from the ticket that waited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Because {
    /// An officer chose, out of order.
    Chosen,
    /// Waited past a bound that goes before the policy.
    Guarantee {
        /// The bound.
        within: Seconds,
    },
    /// The ticket itself was kept for a counter, and another one called.
    Held {
        /// For which.
        counter: CounterNo,
    },
    /// The other was kept for the counter that called.
    Kept,
    /// Came earlier and joined the line later, with the arrival kept.
    KeptArrival {
        /// How.
        joined: Joined,
    },
    /// The ticket had let others pass.
    PushedBack,
    /// A class that goes first, or counts its time faster.
    Priority,
    /// The turn of an ordinary person between priority classes.
    OrdinaryTurn,
    /// By arrival.
    Arrival,
}

/// One call that went before the ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passed {
    /// The event.
    pub seq: u64,
    /// Who was called.
    pub ticket: TicketId,
    /// The number as it is shown.
    pub label: Label,
    /// When that number was taken.
    pub arrived: Moment,
    /// Whether that was before the ticket's own.
    pub came: Came,
    /// When it was called.
    pub at: Moment,
    /// Where to.
    pub counter: CounterNo,
    /// Why that one, in a word.
    pub because: Because,
    /// What the log recorded with the call.
    pub why: Why,
}

/// The receipt of one ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fairness {
    /// Whose.
    pub ticket: TicketId,
    /// As it is shown.
    pub label: Label,
    /// The line it is in now.
    pub group: GroupCode,
    /// Its class now.
    pub class: ClassCode,
    /// When it was taken.
    pub issued_at: Moment,
    /// Where it stands, as a word.
    pub state: &'static str,
    /// People who came earlier and were called while it waited.
    pub earlier: usize,
    /// People who came later and were called while it waited.
    pub later: usize,
    /// The calls that need a reason, in order: of those who came later, and of those who came earlier but joined the line
    /// after the ticket.
    pub passed: Vec<Passed>,
    /// The events that changed the ticket itself or printed its slip, in order.
    pub own: Vec<u64>,
}

/// The receipt of a ticket from the events of its day, of which the first has the seq `first`. Calls that were taken back
/// do not count. None if no event issues the ticket.
pub fn fairness<'e>(first: u64, events: impl IntoIterator<Item = &'e Event>, ticket: TicketId) -> Option<Fairness> {
    let mut hall = Hall::new();
    hall.seq = first.saturating_sub(1);
    let mut joined: BTreeMap<TicketId, (u64, Joined)> = BTreeMap::new();
    let mut issued: Option<u64> = None;
    let mut own = Vec::new();
    let mut calls: Vec<(Passed, bool)> = Vec::new();
    for event in events {
        let seq = hall.seq + 1;
        if concerns(&hall, &event.fact, ticket) {
            own.push(seq);
        }
        if let Fact::TicketIssued { ticket: taken, .. } = &event.fact
            && *taken == ticket
        {
            issued = Some(seq);
        }
        if let Some((who, how)) = joins(&event.fact) {
            joined.insert(who, (seq, how));
        }
        if let Fact::TicketCalled { ticket: called, counter, why } = &event.fact
            && let Some((mine, theirs)) = hall.tickets.get(&ticket).zip(hall.tickets.get(called))
        {
            let since = |joined: &(u64, Joined)| issued.is_some_and(|issued| joined.0 > issued);
            let joined = joined.get(called).filter(|joined| since(joined)).map(|(_, how)| *how);
            calls.extend(passed(mine, theirs, joined, (seq, event.at), counter, why));
        }
        hall.apply(event);
    }
    let mine = hall.tickets.get(&ticket)?;
    let stands = |passed: &Passed| {
        hall.tickets.get(&passed.ticket).is_some_and(|ticket| {
            ticket
                .legs
                .iter()
                .any(|leg| leg.call == CallId(passed.seq) && !leg.end.is_some_and(|(_, end)| end == LegEnd::Undone))
        })
    };
    calls.retain(|(passed, _)| stands(passed));
    let people = |came: Came| {
        calls
            .iter()
            .filter(|(passed, _)| passed.came == came)
            .map(|(passed, _)| passed.ticket)
            .collect::<BTreeSet<_>>()
            .len()
    };
    Some(Fairness {
        ticket,
        label: mine.label,
        group: mine.group,
        class: mine.class.clone(),
        issued_at: mine.issued_at,
        state: mine.state.word(),
        earlier: people(Came::Earlier),
        later: people(Came::Later),
        passed: calls.into_iter().filter(|(_, told)| *told).map(|(passed, _)| passed).collect(),
        own,
    })
}

/// Whether an event changes the ticket, by name or by taking a step back, or prints its slip.
fn concerns(hall: &Hall, fact: &Fact, ticket: TicketId) -> bool {
    if let Fact::StepUndone { counter, .. } = fact {
        let step = hall.desks.get(counter).and_then(|desk| desk.last_step.as_ref());
        return step.is_some_and(|step| step.before.iter().chain(&step.after).any(|one| one.id == ticket));
    }
    fact.ticket() == Some(ticket) || fact.slip() == Some(ticket)
}

/// Who joins a line by this event, keeping the time of arrival.
fn joins(fact: &Fact) -> Option<(TicketId, Joined)> {
    let how = match fact {
        Fact::TicketReturned { .. } => Joined::Returned,
        Fact::TicketTransferred { .. } | Fact::TicketSentBack { .. } => Joined::Transferred,
        Fact::TicketReinstated { .. } => Joined::Reinstated,
        Fact::TicketMoved { .. } => Joined::Moved,
        Fact::TicketIssued { .. }
        | Fact::TicketCancelled { .. }
        | Fact::TicketLeft { .. }
        | Fact::TicketVoided { .. }
        | Fact::TicketExpired { .. }
        | Fact::TicketAutoClosed { .. }
        | Fact::TicketPushedBack { .. }
        | Fact::PriorityChanged { .. }
        | Fact::TicketRated { .. }
        | Fact::TicketCalled { .. }
        | Fact::TicketRecalled { .. }
        | Fact::ServingStarted { .. }
        | Fact::TicketServed { .. }
        | Fact::TicketNoShow { .. }
        | Fact::TicketParked { .. }
        | Fact::StepUndone { .. }
        | Fact::Configured { .. }
        | Fact::EpochStarted { .. }
        | Fact::DayStarted { .. }
        | Fact::PhaseChanged { .. }
        | Fact::IssuingStopped { .. }
        | Fact::IssuingResumed { .. }
        | Fact::ClockDoubted { .. }
        | Fact::ClockTrusted { .. }
        | Fact::CounterOpened { .. }
        | Fact::CounterPaused { .. }
        | Fact::CounterResumed { .. }
        | Fact::CounterClosed { .. }
        | Fact::NoticePosted { .. }
        | Fact::NoticeWithdrawn { .. }
        | Fact::CallShown { .. }
        | Fact::SpeechGranted { .. }
        | Fact::SpeechDone { .. }
        | Fact::SpeechFailed { .. }
        | Fact::PrintAsked { .. }
        | Fact::PapersPrintAsked { .. }
        | Fact::SlipHandedToBrowser { .. }
        | Fact::PrintEnded { .. } => return None,
    };
    fact.ticket().map(|ticket| (ticket, how))
}

/// The call, if it went before a ticket that waited in the same line, and whether it needs a reason.
fn passed(
    mine: &Ticket,
    theirs: &Ticket,
    joined: Option<Joined>,
    (seq, at): (u64, Moment),
    counter: &CounterNo,
    why: &Why,
) -> Option<(Passed, bool)> {
    let hold = match &mine.state {
        TicketState::Waiting { hold, .. } => hold,
        TicketState::Called { .. }
        | TicketState::Serving { .. }
        | TicketState::Parked { .. }
        | TicketState::Done { .. } => return None,
    };
    if mine.id == theirs.id || mine.group != theirs.group {
        return None;
    }
    let came = if (theirs.issued_at, theirs.id) < (mine.issued_at, mine.id) { Came::Earlier } else { Came::Later };
    let told = came == Came::Later || joined.is_some();
    let passed = Passed {
        seq,
        ticket: theirs.id,
        label: theirs.label,
        arrived: theirs.issued_at,
        came,
        at,
        counter: counter.clone(),
        because: because(mine, hold, theirs, (came, joined), counter, why),
        why: why.clone(),
    };
    Some((passed, told))
}

fn because(
    mine: &Ticket,
    hold: &Hold,
    theirs: &Ticket,
    (came, joined): (Came, Option<Joined>),
    counter: &CounterNo,
    why: &Why,
) -> Because {
    let let_pass = mine.order_at > mine.issued_at && theirs.order_at <= mine.order_at;
    match (&why.rule, hold) {
        (Rule::Chosen { .. }, _) => return Because::Chosen,
        (Rule::Guarantee { within_s }, _) => return Because::Guarantee { within: *within_s },
        (_, Hold::Counter { number }) if number != counter => return Because::Held { counter: number.clone() },
        (Rule::Returned, _) => return Because::Kept,
        (
            Rule::Arrival | Rule::PriorityFirst { .. } | Rule::OrdinaryTurn | Rule::Accumulating { .. },
            Hold::Anyone | Hold::Counter { .. },
        ) => {}
    }
    if let (Came::Earlier, Some(joined)) = (came, joined) {
        return Because::KeptArrival { joined };
    }
    if mine.class == theirs.class && let_pass {
        return Because::PushedBack;
    }
    match &why.rule {
        Rule::PriorityFirst { .. } | Rule::Accumulating { .. } if mine.class != theirs.class => Because::Priority,
        Rule::OrdinaryTurn if mine.class != theirs.class => Because::OrdinaryTurn,
        Rule::Arrival
        | Rule::PriorityFirst { .. }
        | Rule::OrdinaryTurn
        | Rule::Accumulating { .. }
        | Rule::Returned
        | Rule::Guarantee { .. }
        | Rule::Chosen { .. } => {
            if let_pass {
                Because::PushedBack
            } else {
                Because::Arrival
            }
        }
    }
}
