//! What a rule would do to the people who wait now: the counters at work call them one after the other, in thought.
//!
//! There is no second rule here. A rehearsal is the hall itself, copied, with `decide` and `apply` and an invented clock;
//! two rehearsals that differ only in the configuration tell what the configuration does.

use crate::command::{Action, Actor, Command};
use crate::config::HallConfig;
use crate::decide::decide;
use crate::event::Fact;
use crate::hall::{CounterState, Hall};
use crate::ids::{ClassCode, CounterNo, GroupCode, Label, StaffId, TicketId};
use crate::order::Why;
use crate::refusal::Refusal;
use crate::ticket::TicketState;
use crate::time::Moment;
use std::collections::{BTreeMap, BTreeSet};

/// Calls that a rehearsal thinks through at most; whoever would come later has no place in it.
pub const CALLS_MAX: usize = 2_000;
/// A counter for which nobody waits yet looks again after so long: others' lines may come to be helped.
const LOOK_AGAIN_MS: i64 = 60_000;
/// Looks in vain, all counters together, at most.
const LOOKS_MAX: usize = 2_000;
/// A counter's own mean of the day counts from so many served people on; until then the group's configured time.
const OWN_PACE_FROM: u32 = 5;

/// Which counters call in a rehearsal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counters {
    /// Those that are open now.
    Open,
    /// All of them, because none is open.
    Assumed,
}

/// A person's place in a rehearsal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// 1 for the first who is called.
    pub place: u32,
    /// From the number to the thought call, in milliseconds.
    pub wait_ms: i64,
    /// Where to.
    pub counter: CounterNo,
    /// By which rule.
    pub why: Why,
}

/// The people who wait now, in the order in which they would be called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rehearsal {
    /// Those who are called.
    pub places: BTreeMap<TicketId, Place>,
    /// By whom.
    pub counters: Counters,
}

/// What a configuration would do to one person who waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// Whose.
    pub ticket: TicketId,
    /// The number.
    pub label: Label,
    /// The line.
    pub group: GroupCode,
    /// The class.
    pub class: ClassCode,
    /// Since arrival, in milliseconds.
    pub waited_ms: i64,
    /// Under the rule in force; none if no counter would call the person.
    pub before: Option<Place>,
    /// Under the proposed one.
    pub after: Option<Place>,
}

/// What a configuration would do to everybody who waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effect {
    /// In the order of the rule in force; who has no place in it comes last.
    pub people: Vec<Moved>,
    /// Which counters call, in both rehearsals.
    pub counters: Counters,
}

/// Compares the rule in force with a proposed configuration on the people who wait now.
///
/// # Errors
/// What [`decide`] refuses: a configuration that could not be put in force has no effect.
pub fn effect(hall: &Hall, proposed: HallConfig, now: Moment) -> Result<Effect, Refusal> {
    let before = rehearse(hall, now);
    let mut other = hall.clone();
    let configure = Command { by: Actor::Clock, action: Action::Configure(Box::new(proposed)) };
    for event in decide(&other, &configure, now)? {
        other.apply(&event);
    }
    let after = rehearse(&other, now);
    let mut people: Vec<Moved> = waiting(hall)
        .map(|ticket| Moved {
            ticket: ticket.id,
            label: ticket.label,
            group: ticket.group,
            class: ticket.class.clone(),
            waited_ms: now.ms_since(ticket.issued_at),
            before: before.places.get(&ticket.id).cloned(),
            after: after.places.get(&ticket.id).cloned(),
        })
        .collect();
    people.sort_by_key(|person| {
        (person.before.as_ref().map_or(u32::MAX, |place| place.place), person.waited_ms.wrapping_neg(), person.ticket)
    });
    Ok(Effect { people, counters: before.counters })
}

/// Everybody who waits, called by the counters that are open (by all of them if none is), with nobody new coming.
///
/// A counter is free when its present person has been there for its usual time: its own mean of today, or the
/// configured time of the person's group. Whoever is away to complete papers does not come back in it.
pub fn rehearse(hall: &Hall, now: Moment) -> Rehearsal {
    let mut stage = Stage::new(hall, now);
    let mut free: BTreeSet<(Moment, CounterNo)> = stage.callers().map(|(number, at)| (at, number)).collect();
    let mut looks = 0;
    while let Some((at, number)) = free.pop_first() {
        if stage.open.is_empty() || stage.places.len() >= CALLS_MAX || stage.over(at) {
            break;
        }
        match stage.next(&number, at) {
            Next::Called { done } => {
                free.insert((done, number));
            }
            Next::Nobody if looks < LOOKS_MAX && stage.helps(&number) => {
                looks += 1;
                free.insert((Moment(at.0.saturating_add(LOOK_AGAIN_MS)), number));
            }
            Next::Nobody | Next::Refused => {}
        }
    }
    Rehearsal { places: stage.places, counters: stage.counters }
}

/// What became of a thought press of *next*.
enum Next {
    /// Somebody was called, and will be done then.
    Called { done: Moment },
    /// Nobody could be called.
    Nobody,
    /// The counter cannot call.
    Refused,
}

/// The hall in thought.
struct Stage {
    hall: Hall,
    began: Moment,
    counters: Counters,
    /// Who waited when it began and is not called yet.
    open: BTreeSet<TicketId>,
    places: BTreeMap<TicketId, Place>,
}

impl Stage {
    fn new(hall: &Hall, now: Moment) -> Self {
        let mut hall = hall.clone();
        // The thought day has no hours: what waits now is looked at to its end.
        let open = waiting(&hall).map(|ticket| ticket.id).collect();
        let any = hall.desks.values().any(|desk| match desk.state {
            CounterState::Open { .. } => true,
            CounterState::Paused { .. } | CounterState::Closed => false,
        });
        let counters = if any { Counters::Open } else { Counters::Assumed };
        if counters == Counters::Assumed {
            open_all(&mut hall, now);
        }
        Self { hall, began: now, counters, open, places: BTreeMap::new() }
    }

    /// The counters that call, and when each is free.
    fn callers(&self) -> impl Iterator<Item = (CounterNo, Moment)> {
        self.hall.desks.iter().filter_map(|(number, desk)| match desk.state {
            CounterState::Open { .. } => Some((number.clone(), self.free_at(number))),
            CounterState::Paused { .. } | CounterState::Closed => None,
        })
    }

    fn free_at(&self, number: &CounterNo) -> Moment {
        let Some(ticket) = self.hall.ticket_at(number) else {
            return self.began;
        };
        let since = match ticket.state {
            TicketState::Serving { since, .. } => since,
            TicketState::Called { .. }
            | TicketState::Waiting { .. }
            | TicketState::Parked { .. }
            | TicketState::Done { .. } => self.began,
        };
        Moment(since.0.saturating_add(self.pace_ms(number, ticket.group))).max(self.began)
    }

    fn pace_ms(&self, number: &CounterNo, group: GroupCode) -> i64 {
        let own = self.hall.desks.get(number).map(|desk| desk.serve_time).filter(|(_, count)| *count >= OWN_PACE_FROM);
        let usual = || self.hall.config.group(group).map_or(0, |group| group.service_time.ms());
        own.and_then(|(sum, count)| sum.checked_div(i64::from(count))).unwrap_or_else(usual).max(1000)
    }

    fn helps(&self, number: &CounterNo) -> bool {
        self.hall.config.counter(number).is_some_and(|counter| counter.helps_after.is_some())
    }

    /// Whether the service day would have ended by then.
    fn over(&self, at: Moment) -> bool {
        self.hall.plan.as_ref().is_some_and(|plan| at >= plan.ends_at)
    }

    fn next(&mut self, number: &CounterNo, at: Moment) -> Next {
        let seen = self.hall.desks.get(number).and_then(|desk| desk.ticket);
        let call = Command { by: Actor::Clock, action: Action::CallNext { counter: number.clone(), seen } };
        let Ok(events) = decide(&self.hall, &call, at) else {
            return Next::Refused;
        };
        let mut done = None;
        for event in &events {
            self.hall.apply(event);
            if let Fact::TicketCalled { ticket, counter, why } = &event.fact {
                done = Some(Moment(at.0.saturating_add(self.pace_ms(number, why.group))));
                self.note(*ticket, counter, why, at);
            }
        }
        done.map_or(Next::Nobody, |done| Next::Called { done })
    }

    /// The first call of a person counts; whoever comes back from a transfer was called before.
    fn note(&mut self, id: TicketId, counter: &CounterNo, why: &Why, at: Moment) {
        if !self.open.remove(&id) {
            return;
        }
        let place = u32::try_from(self.places.len()).unwrap_or(u32::MAX).saturating_add(1);
        let wait_ms = self.hall.tickets.get(&id).map_or(0, |ticket| at.ms_since(ticket.issued_at));
        self.places.insert(id, Place { place, wait_ms, counter: counter.clone(), why: why.clone() });
    }
}

fn waiting(hall: &Hall) -> impl Iterator<Item = &crate::ticket::Ticket> {
    hall.lines.values().flatten().filter_map(|(_, id)| hall.tickets.get(id))
}

/// Every counter opens, those that are paused go on.
fn open_all(hall: &mut Hall, now: Moment) {
    let Ok(officer) = "rehearsal".parse::<StaffId>() else {
        return;
    };
    let numbers: Vec<CounterNo> = hall.config.counters.iter().map(|counter| counter.number.clone()).collect();
    for counter in numbers {
        let action = if hall.at_work(&counter) {
            Action::ResumeCounter { counter }
        } else {
            Action::OpenCounter { counter, officer: officer.clone() }
        };
        let events = decide(hall, &Command { by: Actor::Clock, action }, now).unwrap_or_default();
        for event in &events {
            hall.apply(event);
        }
    }
}
