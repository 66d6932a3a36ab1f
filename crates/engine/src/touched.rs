//! What an event changes, in the units that views show.

use crate::to_wire::Look;
use goiso_queue::command::Item;
use goiso_queue::hall::CALL_KEPT_MS;
use goiso_queue::ticket::Hold;
use goiso_queue::{CallId, CounterNo, Event, Fact, GroupCode, Hall, NoticeId, PrintId, Ticket, TicketId, TicketState};
use std::collections::BTreeSet;

/// How much of a view must be looked at again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Extent {
    /// Only what is named.
    #[default]
    Named,
    /// Everything: a new configuration or day, a hall read again.
    Everything,
}

/// What a stretch of events changed.
#[derive(Debug, Default)]
pub(crate) struct Touched {
    pub extent: Extent,
    /// The value `hall`.
    pub hall: bool,
    pub tickets: BTreeSet<TicketId>,
    pub groups: BTreeSet<GroupCode>,
    pub counters: BTreeSet<CounterNo>,
    pub calls: BTreeSet<CallId>,
    pub notices: BTreeSet<NoticeId>,
    pub prints: BTreeSet<PrintId>,
}

impl Touched {
    /// Everything.
    pub fn everything() -> Self {
        Self { extent: Extent::Everything, ..Self::default() }
    }

    /// Applies the event and notes what it changed. What an event says is only half of it: where its tickets stood
    /// before and where they stand afterwards is the other.
    pub fn apply(&mut self, hall: &mut Hall, event: &Event) {
        let named = named_tickets(hall, &event.fact);
        for id in &named {
            self.ticket(hall, *id);
        }
        if let Fact::PrintAsked { .. } | Fact::PapersPrintAsked { .. } | Fact::SlipHandedToBrowser { .. } = &event.fact
        {
            // The oldest may have to make room.
            self.prints.extend(hall.prints.keys().next());
        }
        hall.apply(event);
        for id in &named {
            self.ticket(hall, *id);
        }
        self.fact(hall, &event.fact);
        self.own_counters(hall);
    }

    /// An officer's day is told at every counter where they sit.
    fn own_counters(&mut self, hall: &Hall) {
        let officers: BTreeSet<_> = self.counters.iter().filter_map(|number| hall.officer_at(number)).collect();
        let theirs =
            hall.desks.keys().filter(|number| hall.officer_at(number).is_some_and(|who| officers.contains(who)));
        let theirs: Vec<_> = theirs.cloned().collect();
        self.counters.extend(theirs);
    }

    /// Adds the calls that views no longer hold, and keeps `known` the set of those they do. Only the oldest are looked
    /// at: a call goes when it is old, unless its person is still there.
    pub fn forget_calls(&mut self, look: &Look<'_>, known: &mut BTreeSet<CallId>) {
        if self.extent == Extent::Everything {
            *known = look.calls().map(|call| call.id).collect();
            return;
        }
        let gone: Vec<CallId> = known
            .iter()
            .take_while(|id| {
                look.hall.calls.get(id).is_none_or(|call| look.hall.last_at.ms_since(call.at) > CALL_KEPT_MS)
                    || !look.holds(**id)
            })
            .filter(|id| !look.holds(**id))
            .copied()
            .collect();
        for id in gone {
            known.remove(&id);
            self.calls.insert(id);
        }
        known.extend(self.calls.iter().filter(|id| look.holds(**id)));
    }

    fn ticket(&mut self, hall: &Hall, id: TicketId) {
        self.tickets.insert(id);
        let Some(ticket) = hall.tickets.get(&id) else { return };
        self.groups.insert(ticket.group);
        match &ticket.state {
            TicketState::Waiting { hold: Hold::Counter { number }, .. } => {
                self.counters.insert(number.clone());
            }
            TicketState::Called { counter, call, .. } | TicketState::Serving { counter, call, .. } => {
                self.counters.insert(counter.clone());
                self.calls.insert(*call);
            }
            TicketState::Parked { counter, .. } => {
                self.counters.insert(counter.clone());
            }
            TicketState::Waiting { hold: Hold::Anyone, .. } | TicketState::Done { .. } => {}
        }
        // Whether a counter's last step can be undone depends on what became of its tickets.
        for (number, desk) in &hall.desks {
            if desk.last_step.as_ref().is_some_and(|step| holds(&step.after, id) || holds(&step.before, id)) {
                self.counters.insert(number.clone());
            }
        }
    }

    fn fact(&mut self, hall: &Hall, fact: &Fact) {
        match fact {
            Fact::Configured { .. } | Fact::EpochStarted { .. } | Fact::DayStarted { .. } => {
                self.extent = Extent::Everything;
            }
            Fact::PhaseChanged { .. }
            | Fact::IssuingStopped { .. }
            | Fact::IssuingResumed { .. }
            | Fact::ClockDoubted { .. }
            | Fact::ClockTrusted { .. } => self.hall = true,

            Fact::TicketIssued { .. }
            | Fact::TicketCancelled { .. }
            | Fact::TicketLeft { .. }
            | Fact::TicketVoided { .. }
            | Fact::TicketExpired { .. }
            | Fact::TicketPushedBack { .. }
            | Fact::TicketMoved { .. }
            | Fact::PriorityChanged { .. }
            | Fact::TicketRated { .. }
            | Fact::TicketReturned { .. } => {}

            // Calls that nobody followed are over for whoever waits again.
            Fact::TicketReinstated { ticket } => {
                self.calls.extend(hall.calls.values().filter(|call| call.ticket == *ticket).map(|call| call.id));
            }

            Fact::TicketAutoClosed { counter, .. }
            | Fact::CounterOpened { counter, .. }
            | Fact::CounterPaused { counter, .. }
            | Fact::CounterResumed { counter }
            | Fact::CounterClosed { counter }
            | Fact::TicketCalled { counter, .. }
            | Fact::TicketRecalled { counter, .. }
            | Fact::ServingStarted { counter, .. }
            | Fact::TicketServed { counter, .. }
            | Fact::TicketNoShow { counter, .. }
            | Fact::TicketParked { counter, .. }
            | Fact::TicketTransferred { counter, .. }
            | Fact::TicketSentBack { counter, .. }
            | Fact::StepUndone { counter, .. } => {
                self.counters.insert(counter.clone());
            }

            Fact::NoticePosted { .. } => {
                self.notices.insert(NoticeId(hall.seq));
            }
            Fact::NoticeWithdrawn { notice } => {
                self.notices.insert(*notice);
            }
            Fact::CallShown { call, .. } => {
                self.calls.insert(*call);
            }
            Fact::SpeechGranted { .. } => {}
            Fact::PrintAsked { .. } | Fact::PapersPrintAsked { .. } | Fact::SlipHandedToBrowser { .. } => {
                self.prints.insert(PrintId(hall.seq));
            }
            Fact::PrintEnded { print, .. } => {
                self.prints.insert(*print);
            }
            Fact::SpeechDone { item, .. } | Fact::SpeechFailed { item, .. } => match item {
                Item::Call(call) => {
                    self.calls.insert(*call);
                }
                Item::Notice(notice) => {
                    self.notices.insert(*notice);
                }
            },
        }
    }
}

fn holds(tickets: &[Ticket], id: TicketId) -> bool {
    tickets.iter().any(|ticket| ticket.id == id)
}

/// The tickets that an event is about.
fn named_tickets(hall: &Hall, fact: &Fact) -> Vec<TicketId> {
    let Fact::StepUndone { counter, .. } = fact else { return fact.ticket().into_iter().collect() };
    let step = hall.desks.get(counter).and_then(|desk| desk.last_step.as_ref());
    step.map(|step| step.before.iter().chain(&step.after).map(|ticket| ticket.id).collect()).unwrap_or_default()
}
