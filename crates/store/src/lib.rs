//! The journal of every hall and its views, on SQLite and on PostgreSQL.
//!
//! The only crate with SQL; it decides nothing. One write path: [`Store::commit`] locks the hall's row, lets the
//! batch catch up and decide, writes events, views and answers, commits, and only then returns.
//!
//! What this crate must never know: HTTP, sockets, screens, who may do what.

pub mod batch;
mod chain;
mod encode;
pub mod error;
pub mod fold;
mod outer;
pub mod people;
pub mod position;
mod postgres;
pub mod rows;
mod sqlite;
mod store;

pub use batch::{Answer, Batch, Committed, Decided, KeyRef, KnownAnswer, NewEvent, PrivateFact, StoredEvent};
pub use error::{OpenError, StoreError};
pub use fold::Fold;
pub use people::{BrowserSession, Person, Role, Standing, Token};
pub use position::{Epoch, Position};
pub use rows::{DayCount, LegRow, TicketRow};
pub use store::{EpochReason, HallHead, Loaded, NewEpoch, Store, Target};

pub(crate) use store::now_ms;
