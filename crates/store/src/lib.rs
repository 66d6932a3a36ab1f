//! The journal of every hall and its views, on SQLite and on PostgreSQL.
//!
//! The only crate with SQL; it decides nothing. One write path: [`Store::commit`] locks the hall's row, lets the
//! batch catch up and decide, writes events, views and answers, commits, and only then returns.
//!
//! What this crate must never know: HTTP, sockets, screens, who may do what.

pub mod batch;
mod chain;
mod controls;
mod day_log;
pub mod deliveries;
pub mod devices;
mod encode;
pub mod error;
pub mod fold;
mod outer;
pub mod pairings;
mod patience;
pub mod people;
pub mod position;
mod postgres;
mod rebuild;
mod replay;
mod retention;
pub mod rows;
mod sqlite;
pub mod statistics;
mod store;
mod verify;

pub use batch::{Answer, Batch, Committed, Decided, KeyRef, KnownAnswer, NewEvent, PrivateFact, StoredEvent};
pub use day_log::{DAY_EVENTS_MAX, DayLog};
pub use error::{OpenError, StoreError};
pub use fold::Fold;
pub use patience::aside;
pub use people::{BrowserSession, Person, Role, Standing, Token};
pub use position::{Epoch, Position};
pub use rebuild::{RebuildReport, rebuild};
pub use rows::{DayCount, LegRow, TicketRow};
pub use store::{BackupFacts, EpochReason, HallHead, Loaded, NewEpoch, Store, Target};
pub use verify::{Finding, ToolError, VerifiedHall, VerifyReport, verify};

pub(crate) use store::now_ms;
