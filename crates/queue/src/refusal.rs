//! A refusal is an answer: a stable code, the state and the attempt, and what is allowed instead.

use crate::config_problem::ConfigProblem;
use crate::event::Phase;
use crate::ids::{Label, PrintId, TicketId};
use crate::time::Moment;

fn all_of(problems: &[ConfigProblem]) -> String {
    problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

/// Why a command changed nothing.
#[allow(missing_docs, reason = "each variant's message says what it and its fields mean")]
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("there is no service group {group}")]
    UnknownGroup { group: String },
    #[error("there is no service {service}")]
    UnknownService { service: String },
    #[error("there is no priority class {class}")]
    UnknownClass { class: String },
    #[error("there is no counter {counter}")]
    UnknownCounter { counter: String },
    #[error("there is no zone {zone}")]
    UnknownZone { zone: String },
    #[error("there is no ticket {ticket} in this service day")]
    UnknownTicket { ticket: TicketId },
    #[error("there is no {item} that could be shown or said")]
    UnknownItem { item: String },
    #[error("the hall has no configuration yet")]
    NotConfigured,
    #[error("the configuration cannot work: {}", all_of(problems))]
    BadConfig { problems: Vec<ConfigProblem> },

    #[error("numbers are not issued now")]
    IssuingClosed { phase: Phase },
    #[error("issuing is stopped: {reason}")]
    IssuingStopped { reason: String },
    #[error("all numbers of series {group} are used today")]
    NumbersExhausted { group: String },
    #[error("{what} is full for today: {cap}")]
    DailyCapReached { what: String, cap: u16 },
    #[error("this person holds {open} open tickets already, the newest is {label}, {state}")]
    PersonHasTicket { open: u8, ticket: TicketId, label: Label, state: &'static str },
    #[error("this person took {taken} tickets today")]
    PersonCapReached { taken: u8 },
    #[error("{open} tickets are open, no more can be")]
    TooManyOpen { open: u16 },

    #[error("the counter is {state}; {attempt} needs it {allowed}")]
    CounterState { state: &'static str, attempt: &'static str, allowed: &'static str },
    #[error("the counter still has {ticket}, {state}")]
    CounterBusy { ticket: TicketId, state: &'static str },
    #[error("the screen showed {}, the counter has {}", or_nobody(seen), or_nobody(actual))]
    StaleScreen { seen: Option<TicketId>, actual: Option<TicketId> },
    #[error("the counter has nobody; {attempt} needs somebody called or served")]
    NobodyHere { attempt: &'static str },
    #[error("{ticket} is {state}; {attempt} needs {allowed}")]
    TicketState { ticket: TicketId, state: &'static str, attempt: &'static str, allowed: &'static str },
    #[error("no-show only after {calls_needed} calls and from {not_before:?}")]
    NoShowTooEarly { calls: u8, calls_needed: u8, not_before: Moment },
    #[error("{ticket} was called {calls} times, no more calls")]
    TooManyCalls { ticket: TicketId, calls: u8 },
    #[error("{ticket} was pushed back {times} times, no more")]
    TooManyPushBacks { ticket: TicketId, times: u8 },
    #[error("nobody waits behind {ticket}")]
    NobodyBehind { ticket: TicketId },
    #[error("{what} must be {allowed}")]
    OutOfRange { what: &'static str, allowed: &'static str },
    #[error("{ticket} is rated already")]
    AlreadyRated { ticket: TicketId },
    #[error("nothing to take back: {why}")]
    NothingToUndo { why: &'static str },

    #[error("there is no printer {printer}")]
    UnknownPrinter { printer: String },
    #[error("{print} is being printed already")]
    PrintUnderWay { print: PrintId },
    #[error("{ticket} was printed {times} times, no more")]
    TooManyPrints { ticket: TicketId, times: u8 },
    #[error("{service} asks for no papers")]
    NoPapers { service: String },

    #[error("too old to be said: {age_ms} ms")]
    SpeechTooOld { age_ms: i64 },
    #[error("said by another already")]
    SpeechTaken,
    #[error("no longer true")]
    SpeechWithdrawn,
    #[error("other speech of the zone is under way")]
    SpeechBusy,
}

fn or_nobody(ticket: &Option<TicketId>) -> String {
    ticket.map_or_else(|| "nobody".to_owned(), |ticket| ticket.to_string())
}

impl Refusal {
    /// The stable code of the problem document and of the translated words.
    pub fn code(&self) -> &'static str {
        match self {
            Refusal::UnknownGroup { .. } => "unknown_group",
            Refusal::UnknownService { .. } => "unknown_service",
            Refusal::UnknownClass { .. } => "unknown_class",
            Refusal::UnknownCounter { .. } => "unknown_counter",
            Refusal::UnknownZone { .. } => "unknown_zone",
            Refusal::UnknownTicket { .. } => "unknown_ticket",
            Refusal::UnknownItem { .. } => "unknown_item",
            Refusal::NotConfigured => "not_configured",
            Refusal::BadConfig { .. } => "bad_config",
            Refusal::IssuingClosed { .. } => "issuing_closed",
            Refusal::IssuingStopped { .. } => "issuing_stopped",
            Refusal::NumbersExhausted { .. } => "numbers_exhausted",
            Refusal::DailyCapReached { .. } => "daily_cap_reached",
            Refusal::PersonHasTicket { .. } => "person_has_ticket",
            Refusal::PersonCapReached { .. } => "person_cap_reached",
            Refusal::TooManyOpen { .. } => "too_many_open",
            Refusal::CounterState { state, .. } => match *state {
                "closed" => "counter_closed",
                "paused" => "counter_paused",
                _ => "counter_open",
            },
            Refusal::CounterBusy { .. } => "counter_busy",
            Refusal::StaleScreen { .. } => "stale_screen",
            Refusal::NobodyHere { .. } => "nobody_here",
            Refusal::TicketState { .. } => "ticket_state",
            Refusal::NoShowTooEarly { .. } => "no_show_too_early",
            Refusal::TooManyCalls { .. } => "too_many_calls",
            Refusal::TooManyPushBacks { .. } => "too_many_push_backs",
            Refusal::NobodyBehind { .. } => "nobody_behind",
            Refusal::OutOfRange { .. } => "out_of_range",
            Refusal::AlreadyRated { .. } => "already_rated",
            Refusal::NothingToUndo { .. } => "nothing_to_undo",
            Refusal::UnknownPrinter { .. } => "unknown_printer",
            Refusal::PrintUnderWay { .. } => "print_under_way",
            Refusal::TooManyPrints { .. } => "too_many_prints",
            Refusal::NoPapers { .. } => "no_papers",
            Refusal::SpeechTooOld { .. } => "old",
            Refusal::SpeechTaken => "taken",
            Refusal::SpeechWithdrawn => "withdrawn",
            Refusal::SpeechBusy => "busy",
        }
    }
}
