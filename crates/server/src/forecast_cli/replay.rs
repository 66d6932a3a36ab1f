//! A log as one stream of moments, and the estimators in it, who know at each moment only what was before.

use super::score::Score;
use super::simple::Simple;
use crate::queue_log::{Call, Outcome, seconds};
use anyhow::Context;
use goiso_queue::forecast::estimator::{Estimator, Usual};
use goiso_queue::forecast::pulse::Line;
use goiso_queue::ids::{CounterNo, GroupCode, TicketId};
use goiso_queue::{GROUP_LETTERS, Moment};
use jiff::civil::Date;
use std::collections::BTreeMap;

const DAY_S: i64 = 24 * 3600;
/// What is told before the log has shown anything: a call a minute, three minutes each.
const USUAL: Usual = Usual { gap_ms: 60_000, service_ms: 180_000 };

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Fact {
    /// Somebody joined a line.
    Joined { person: TicketId, line: Line },
    /// Somebody who waited was taken by a counter.
    Called { person: TicketId, counter: CounterNo },
    /// Somebody gave up.
    Left { person: TicketId },
    /// A counter took somebody without a wait.
    Taken { counter: CounterNo, line: Line },
    /// A counter was done.
    Freed { counter: CounterNo },
}

/// And when. Events of one second come in this order: counters are done, people come, people go.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Happened {
    pub at: Moment,
    pub order: u8,
    pub fact: Fact,
}

/// The log's calls as what happened, in order.
///
/// # Errors
/// A time that is none, with its line; more services than a hall has letters.
pub(super) fn happened(calls: &[(u64, Call)]) -> anyhow::Result<Vec<Happened>> {
    let mut happened = Vec::new();
    let mut letters: BTreeMap<&str, GroupCode> = BTreeMap::new();
    let mut free = GROUP_LETTERS.chars();
    for (line, call) in calls {
        let date: Date = call.date.parse().with_context(|| format!("line {line}, date"))?;
        let day = date.duration_since(Date::ZERO).as_secs();
        let at = |text: &str, column: &str| -> anyhow::Result<i64> {
            Ok(day + i64::from(seconds(text).with_context(|| format!("line {line}, {column}"))?))
        };
        // A time of day before the one it follows belongs to the next day.
        let after = |time: i64, before: i64| if time < before { time + DAY_S } else { time };
        let group = match letters.get(call.service.as_str()) {
            Some(group) => *group,
            None => {
                let letter = free.next().with_context(|| format!("line {line}: more services than letters"))?;
                let group = letter.to_string().parse::<GroupCode>()?;
                letters.insert(&call.service, group);
                group
            }
        };
        let person = TicketId(*line);
        let joined = at(&call.q_start, "q_start")?;
        let waited = joined > day;
        let left = after(at(&call.q_exit, "q_exit")?, joined);
        let mut push = |at_s: i64, order: u8, fact: Fact| {
            happened.push(Happened { at: Moment(at_s * 1000), order, fact });
        };
        let of = Line { group, rank: u32::from(call.priority) };
        if waited {
            push(joined, 1, Fact::Joined { person, line: of });
        }
        match call.outcome {
            Outcome::Agent => {
                let counter: CounterNo = counter_of(&call.agent).with_context(|| format!("line {line}, agent"))?;
                let begun = if waited { left } else { at(&call.ser_start, "ser_start")? };
                let ended = begun + i64::from(call.ser_time_s);
                let taken = counter.clone();
                let fact = if waited {
                    Fact::Called { person, counter: taken }
                } else {
                    Fact::Taken { counter: taken, line: of }
                };
                push(begun, 2, fact);
                push(ended, if ended > begun { 0 } else { 3 }, Fact::Freed { counter });
            }
            Outcome::Hang if waited => push(left, 2, Fact::Left { person }),
            Outcome::Hang => {}
        }
    }
    // Stable: what happened in one second in one way stays in the order of the log.
    happened.sort_by_key(|happened| (happened.at, happened.order));
    Ok(happened)
}

/// The agent's desk; those without a name share one.
fn counter_of(agent: &str) -> anyhow::Result<CounterNo> {
    let name: String = agent.chars().filter(char::is_ascii_alphanumeric).take(8).collect();
    Ok(if name.is_empty() { "0".parse()? } else { name.parse()? })
}

/// Lets everything happen, asks every estimator about each person who joins, and scores them when the person is called.
pub(super) fn replay(happened: &[Happened], score: &mut Score) {
    let mut estimator = Estimator::default();
    let mut simple = Simple::default();
    for Happened { at, order: _, fact } in happened {
        match fact {
            Fact::Joined { person, line } => {
                // The log's rule, as its calls show it: whoever has a lower priority is overtaken, by every service.
                let ahead = estimator.pulse().waiting_from(line.rank);
                let told = simple.tell(estimator.pulse(), *person, ahead, *at);
                let ours = estimator.joined(*person, *line, ahead, USUAL, *at);
                score.told(*person, *at, ours, told);
            }
            Fact::Called { person, counter } => {
                estimator.called(*person, counter, *at);
                simple.called(*person, *at);
                score.came(*person, *at);
            }
            Fact::Left { person } => {
                estimator.left(*person, *at);
                simple.left(*person);
                score.gave_up(*person);
            }
            Fact::Taken { counter, line: _ } => estimator.taken(counter, *at),
            Fact::Freed { counter } => estimator.freed(counter, *at),
        }
    }
}
