//! A mispress is struck out.

use super::change;
use crate::api::incoming::Incoming;
use crate::app::Shared;
use crate::problem::Problem;
use axum::extract::{Path, State};
use axum::response::Response;
use goiso_queue::Action;
use goiso_wire::http::Ticket;
use serde::Deserialize;
use utoipa::ToSchema;

/// Why a ticket is struck out.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VoidBody {
    /// In a few words; it stands in the log.
    pub reason: String,
}

/// Strike out a mispress; only before service started.
#[utoipa::path(post, path = "/api/v1/halls/{hall}/tickets/{ticket}/void", tag = "tickets", operation_id = "void_ticket",
    params(("hall" = String, Path), ("ticket" = String, Path)), request_body = VoidBody, responses((status = 200, body = Ticket)))]
pub async fn void(
    State(app): State<Shared>,
    Path((hall, ticket)): Path<(String, String)>,
    incoming: Incoming,
) -> Result<Response, Problem> {
    let VoidBody { reason } = incoming.json()?;
    change(&app, (&hall, &ticket), incoming, |ticket| Action::Void { ticket, reason }, Vec::new()).await
}
