//! What keeps a configuration from coming into force: a stable code for translations, words for everybody else.

use crate::ids::{CounterNo, GroupCode};

/// One thing that keeps a configuration from coming into force.
#[allow(missing_docs, reason = "each variant's message says what it and its fields mean")]
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConfigProblem {
    /// What can be found without knowing the hall: forms find it while it is typed.
    #[error("{words}")]
    Rule { words: String },
    #[error("service group {group} is gone but has open tickets")]
    GroupHasTickets { group: GroupCode, tickets: usize },
    #[error("counter {counter} is gone but not closed")]
    CounterNotClosed { counter: CounterNo },
    #[error("counter {counter} moves to another zone but is not closed")]
    CounterMoves { counter: CounterNo },
}

impl ConfigProblem {
    /// The stable code of the translated words.
    pub fn code(&self) -> &'static str {
        match self {
            ConfigProblem::Rule { .. } => "rule",
            ConfigProblem::GroupHasTickets { .. } => "group_has_tickets",
            ConfigProblem::CounterNotClosed { .. } => "counter_not_closed",
            ConfigProblem::CounterMoves { .. } => "counter_moves",
        }
    }
}
