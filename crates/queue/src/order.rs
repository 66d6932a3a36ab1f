//! Who is next, and why.
//!
//! Candidates are the heads of the lines (group × class) of the counter's own groups, of other groups whose head
//! waited past the help threshold, and the first of those kept for the counter. The precedence is `Rank`, field
//! by field. "Waited" is the time since the place in the order, which only a push back moves.

use crate::config::{Counter, Policy};
use crate::hall::Hall;
use crate::ids::{ClassCode, CounterNo, GroupCode, TicketId};
use crate::ticket::{Hold, Ticket, TicketState};
use crate::time::{Moment, Seconds};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// The rule that chose a ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum Rule {
    /// Waited past a guarantee; the oldest breach goes first.
    Guarantee {
        /// The bound.
        within_s: Seconds,
    },
    /// Back from completing papers or sent to this counter.
    Returned,
    /// Policy by arrival: waited longest.
    Arrival,
    /// Policy priority first: a priority class, the n-th in a row.
    PriorityFirst {
        /// The run with this call; it grows only while an ordinary person waits.
        run: u8,
    },
    /// Policy priority first: an ordinary person, because a run was over or no priority waited.
    OrdinaryTurn,
    /// Policy accumulating: the highest score, in milliseconds of ordinary waiting.
    Accumulating {
        /// Waiting time by rate, and head start.
        score_ms: i64,
        /// The class's rate in thousandths.
        rate_milli: u32,
    },
    /// Chosen by an officer, out of order.
    Chosen {
        /// In the officer's words.
        reason: String,
    },
}

/// How the counter came to this line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum LineOf {
    /// Its own group, at this place of its preference (0 first).
    Own {
        /// 0 is the first choice.
        preference: u8,
    },
    /// Another group past the help threshold.
    Helped,
}

/// Why this ticket was next: recorded in every call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Why {
    /// The rule that decided.
    #[serde(flatten)]
    pub rule: Rule,
    /// The line it came from.
    pub group: GroupCode,
    /// Its class.
    pub class: ClassCode,
    /// In line since arrival, in milliseconds.
    pub waited_ms: i64,
    /// Whose line it was.
    pub line: LineOf,
    /// The best of the other heads, who was passed over; none if nobody else could be called.
    pub runner_up: Option<TicketId>,
    /// Heads that were looked at.
    pub candidates: u16,
}

/// Who would be called next at a counter by the rules, and why. None for an unknown counter or when nobody can be
/// called. Whether the counter is open is not asked: screens may show the next ones of a paused counter.
pub fn call_order(hall: &Hall, counter: &CounterNo, now: Moment) -> Option<(TicketId, Why)> {
    let candidates = candidates(hall, counter, now, None);
    let turn = ordinary_turn(hall, &candidates);
    let mut ranked: Vec<(Rank, &Candidate<'_>)> =
        candidates.iter().map(|candidate| (candidate.rank(hall, turn, now), candidate)).collect();
    let best = take_least(&mut ranked)?;
    let runner_up = take_least(&mut ranked).map(|candidate| candidate.ticket.id);
    let ordinary_waits = candidates.iter().any(|candidate| !candidate.weight.priority);
    let why = Why {
        rule: best.rule(hall, ordinary_waits, now),
        group: best.ticket.group,
        class: best.ticket.class.clone(),
        waited_ms: now.ms_since(best.ticket.order_at),
        line: best.line,
        runner_up,
        candidates: u16::try_from(candidates.len()).unwrap_or(u16::MAX),
    };
    Some((best.ticket.id, why))
}

/// The data of a call out of order: who the rules would have called instead is the runner-up.
pub(crate) fn why_chosen(hall: &Hall, counter: &Counter, ticket: &Ticket, reason: String, now: Moment) -> Why {
    let candidates = candidates(hall, &counter.number, now, None);
    let turn = ordinary_turn(hall, &candidates);
    let mut ranked: Vec<(Rank, &Candidate<'_>)> = candidates
        .iter()
        .filter(|candidate| candidate.ticket.id != ticket.id)
        .map(|candidate| (candidate.rank(hall, turn, now), candidate))
        .collect();
    Why {
        rule: Rule::Chosen { reason },
        group: ticket.group,
        class: ticket.class.clone(),
        waited_ms: now.ms_since(ticket.order_at),
        line: line_of(counter, ticket.group),
        runner_up: take_least(&mut ranked).map(|candidate| candidate.ticket.id),
        candidates: u16::try_from(candidates.len()).unwrap_or(u16::MAX),
    }
}

/// Whether an ordinary person could be called by this counter now: only then a call of a priority class lengthens
/// the run. `left` is the person who leaves the counter in the same step and is no candidate of it.
pub(crate) fn ordinary_waits(hall: &Hall, counter: &CounterNo, now: Moment, left: Option<TicketId>) -> bool {
    candidates(hall, counter, now, left).iter().any(|candidate| !candidate.weight.priority)
}

/// A head of a line that the counter may call, with what the order asks of it.
struct Candidate<'h> {
    ticket: &'h Ticket,
    line: LineOf,
    weight: Weight,
    /// The guarantee and the moment it was breached.
    breach: Option<(Seconds, Moment)>,
    held_here: bool,
}

/// What the policy knows of a class.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Weight {
    pub(crate) priority: bool,
    pub(crate) rate_milli: u32,
    head_start_ms: i64,
}

impl Weight {
    /// Of a class; one that is no longer configured counts as ordinary.
    pub(crate) fn of(hall: &Hall, class: &ClassCode) -> Self {
        hall.config.class(class).map_or(Self { priority: false, rate_milli: 1000, head_start_ms: 0 }, |class| Self {
            priority: true,
            rate_milli: class.rate_milli,
            head_start_ms: class.head_start.ms(),
        })
    }
    /// Waiting time × rate + head start, in millionths of a second so that it is exact.
    pub(crate) fn score_micro(self, waited_ms: i64) -> i128 {
        i128::from(waited_ms) * i128::from(self.rate_milli) + i128::from(self.head_start_ms) * 1000
    }
    /// The policy's judgement; the least goes first.
    pub(crate) fn judge(self, policy: Policy, ordinary_turn: Turn, waited_ms: i64) -> (u8, Reverse<i128>) {
        match policy {
            Policy::Arrival => (0, Reverse(i128::from(waited_ms))),
            Policy::Accumulating => (0, Reverse(self.score_micro(waited_ms))),
            Policy::PriorityFirst { .. } => {
                let first = match ordinary_turn {
                    Turn::Priority => self.priority,
                    Turn::Ordinary => !self.priority,
                };
                (u8::from(!first), Reverse(i128::from(waited_ms)))
            }
        }
    }
}

/// Whose turn it is under priority first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Turn {
    Priority,
    Ordinary,
}

impl Turn {
    /// After `run` priority calls in a row, given whether an ordinary person could be called.
    pub(crate) fn after(policy: Policy, run: u8, ordinary_waits: bool) -> Self {
        match policy {
            Policy::PriorityFirst { at_most } if run >= at_most && ordinary_waits => Turn::Ordinary,
            Policy::PriorityFirst { .. } | Policy::Arrival | Policy::Accumulating => Turn::Priority,
        }
    }
}

/// The precedence, field by field; the least is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    /// 0 breached guarantee, 1 held for this counter, 2 policy.
    step: u8,
    /// Within step 0 the breach, within step 1 the arrival.
    since: Moment,
    policy: (u8, Reverse<i128>),
    preference: u16,
    order_at: Moment,
    id: TicketId,
}

impl Candidate<'_> {
    fn rank(&self, hall: &Hall, turn: Turn, now: Moment) -> Rank {
        let order_at = self.ticket.order_at;
        let (step, since) = match (self.breach, self.held_here) {
            (Some((_, breached_at)), _) => (0, breached_at),
            (None, true) => (1, order_at),
            (None, false) => (2, Moment(0)),
        };
        Rank {
            step,
            since,
            policy: self.weight.judge(hall.config.policy, turn, now.ms_since(order_at)),
            preference: match self.line {
                LineOf::Own { preference } => u16::from(preference),
                LineOf::Helped => u16::MAX,
            },
            order_at,
            id: self.ticket.id,
        }
    }

    fn rule(&self, hall: &Hall, ordinary_waits: bool, now: Moment) -> Rule {
        if let Some((within_s, _)) = self.breach {
            return Rule::Guarantee { within_s };
        }
        if self.held_here {
            return Rule::Returned;
        }
        match hall.config.policy {
            Policy::Arrival => Rule::Arrival,
            Policy::PriorityFirst { .. } if self.weight.priority => {
                Rule::PriorityFirst { run: hall.priority_run.saturating_add(u8::from(ordinary_waits)) }
            }
            Policy::PriorityFirst { .. } => Rule::OrdinaryTurn,
            Policy::Accumulating => {
                let score = self.weight.score_micro(now.ms_since(self.ticket.order_at)) / 1000;
                Rule::Accumulating {
                    score_ms: i64::try_from(score).unwrap_or(i64::MAX),
                    rate_milli: self.weight.rate_milli,
                }
            }
        }
    }
}

fn ordinary_turn(hall: &Hall, candidates: &[Candidate<'_>]) -> Turn {
    let ordinary_waits = candidates.iter().any(|candidate| !candidate.weight.priority);
    Turn::after(hall.config.policy, hall.priority_run, ordinary_waits)
}

fn take_least<'c, 'h>(ranked: &mut Vec<(Rank, &'c Candidate<'h>)>) -> Option<&'c Candidate<'h>> {
    let least = ranked.iter().enumerate().min_by_key(|(_, (rank, _))| *rank)?.0;
    Some(ranked.swap_remove(least).1)
}

fn line_of(counter: &Counter, group: GroupCode) -> LineOf {
    counter
        .groups
        .iter()
        .position(|own| *own == group)
        .map_or(LineOf::Helped, |at| LineOf::Own { preference: u8::try_from(at).unwrap_or(u8::MAX) })
}

/// The heads of the lines the counter may call from, and the first of those kept for it.
fn candidates<'h>(hall: &'h Hall, number: &CounterNo, now: Moment, left: Option<TicketId>) -> Vec<Candidate<'h>> {
    let Some(counter) = hall.config.counter(number) else {
        return Vec::new();
    };
    let mut found: Vec<Candidate<'h>> = Vec::with_capacity(hall.lines.len());
    for ((group, class), line) in &hall.lines {
        let line_of = line_of(counter, *group);
        let waited_at_least = match line_of {
            LineOf::Own { .. } => 0,
            LineOf::Helped => match counter.helps_after {
                Some(after) => after.ms(),
                None => continue,
            },
        };
        let guarantee = hall.config.guarantee(*group, class);
        let head = line
            .iter()
            .filter(|(_, id)| left != Some(*id))
            .filter_map(|(_, id)| hall.tickets.get(id))
            .find_map(|ticket| candidate(hall, ticket, number, line_of, guarantee, now));
        if let Some(head) = head
            && now.ms_since(head.ticket.order_at) >= waited_at_least
        {
            found.push(head);
        }
    }
    let kept = hall.held.get(number).and_then(BTreeSet::first).and_then(|(_, id)| hall.tickets.get(id));
    if let Some(ticket) = kept
        && found.iter().all(|candidate| candidate.ticket.id != ticket.id)
    {
        let guarantee = hall.config.guarantee(ticket.group, &ticket.class);
        found.extend(candidate(hall, ticket, number, line_of(counter, ticket.group), guarantee, now));
    }
    found
}

/// The ticket as a candidate, unless it is kept for another counter.
fn candidate<'h>(
    hall: &'h Hall,
    ticket: &'h Ticket,
    number: &CounterNo,
    line: LineOf,
    guarantee: Option<Seconds>,
    now: Moment,
) -> Option<Candidate<'h>> {
    let breach =
        guarantee.map(|within| (within, ticket.order_at.plus(within))).filter(|(_, breached_at)| *breached_at <= now);
    let held_here = match &ticket.state {
        TicketState::Waiting { hold: Hold::Anyone, .. } => false,
        TicketState::Waiting { hold: Hold::Counter { number: keeper }, .. } => {
            let here = keeper == number;
            if !here && breach.is_none() && hall.at_work(keeper) {
                return None;
            }
            here
        }
        TicketState::Called { .. }
        | TicketState::Serving { .. }
        | TicketState::Parked { .. }
        | TicketState::Done { .. } => return None,
    };
    Some(Candidate { ticket, line, weight: Weight::of(hall, &ticket.class), breach, held_here })
}
