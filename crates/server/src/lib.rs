//! The shell: configuration, HTTP, sockets, people, devices, and the binary.
//!
//! One endpoint is one file under `api`, read downwards: its request, its documentation, its handler. Who may do what
//! stands in one table (`api/roles.rs`), which problem a refusal is in one file (`problem.rs`).
//!
//! What this crate must never know: a rule of the queue, a statement of SQL, how a view is made.

pub mod api;
pub mod app;
pub mod auth;
pub mod cli;
pub mod clock;
pub mod config;
pub mod config_reasons;
pub mod delivery;
pub mod demo;
pub mod displays;
pub mod forecast_cli;
pub mod headers;
pub mod import_history;
pub mod limits;
pub mod lines;
pub mod logs;
pub mod media;
pub mod page_words;
pub mod pdf;
pub mod printing;
pub mod problem;
pub mod proxies;
pub mod queue_log;
pub mod reports;
pub mod sounds;
pub mod template;
pub mod voice_cli;
