//! Whole-system tests: the real binary, real sockets, real faults.
//!
//! What this crate must never know: `goiso-queue`. What it expects of a hall it works out by itself, naive and slow,
//! from answers and from the log as the service gives it.

pub mod announcer;
pub mod answers;
pub mod calling;
pub mod chromium;
pub mod disk;
pub mod half_open;
pub mod hall;
pub mod http;
pub mod node;
pub mod postgres;
pub mod proxy;
pub mod record;
pub mod rounds;
pub mod server;
pub mod shift;
pub mod sound;
