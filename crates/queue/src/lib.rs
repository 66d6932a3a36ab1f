//! The rules of one hall, as functions over data.
//!
//! ```text
//! decide(&Hall, &Command, Moment) -> Result<Vec<Event>, Refusal>      pure
//! Hall::apply(&mut self, &Event)                                     total: never fails, never decides
//! Hall::next_deadline() -> Option<Moment>                            when the hall wants to be looked at again
//! ```
//!
//! What this crate must never know: async, a clock, randomness, I/O, logging, SQL, sockets, languages of screens.
//! Time is an argument; hash maps are not iterated (the crate holds none). Every number, tie and deadline follows
//! from the hall's configuration and the events so far, so that replaying a log gives the same hall on any machine.
//!
//! Events and the configuration have a serialised form because it *is* the log's format: fields may be added with a
//! default, never removed or retyped (`tests/log_format.rs` holds the samples that prove it).

pub mod clock;
pub mod command;
pub mod config;
pub mod config_problem;
pub mod course;
pub mod day;
pub mod event;
pub mod fairness;
pub mod forecast;
pub mod hall;
pub mod ids;
pub mod order;
pub mod print;
pub mod refusal;
pub mod rehearsal;
pub mod screens;
pub mod ticket;
pub mod time;

mod apply;
mod deadline;
mod decide;
pub mod text;
pub mod validate;
pub mod voice;

pub use command::{Action, Actor, Command};
pub use config::HallConfig;
pub use config_problem::{ConfigProblem, ConfigRule};
pub use decide::{SPEECH_AGE_BEHIND_MS, SPEECH_AGE_MS, decide};
pub use event::{Event, Fact};
pub use forecast::{Forecast, WaitRange};
pub use hall::Hall;
pub use ids::*;
pub use order::{Why, call_order};
pub use refusal::Refusal;
pub use ticket::{Outcome, Ticket, TicketState};
pub use time::Moment;
