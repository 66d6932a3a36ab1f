//! Halls: the glance, the configuration, the log, reports, notices, issuing, the clock.

pub mod announcements;
pub mod clock;
pub mod config;
pub mod create;
pub mod csv;
pub mod deliveries;
pub mod events;
pub mod get;
pub mod history;
pub mod issuing;
pub mod kiosk_pin;
pub mod list;
pub mod notices;
pub mod officers;
pub mod open_data;
pub mod policy_preview;
pub mod printers;
pub mod reports;
pub mod template;
pub mod today;
pub mod what_if;

use goiso_wire::http::At;
use serde::Serialize;
use utoipa::ToSchema;

/// The answer to a command that leaves nothing to show but where the log stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct Done {
    /// Where the log stands.
    pub at: At,
}
