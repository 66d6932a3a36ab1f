//! A ticket that was given up stands in line again.

use super::change;
use crate::api::command::Nothing;
use crate::api::incoming::Incoming;
use crate::app::Shared;
use crate::problem::Problem;
use axum::extract::{Path, State};
use axum::response::Response;
use goiso_queue::Action;
use goiso_wire::http::Ticket;

/// Put a ticket that ended today as no-show, left or cancelled back in line, with its arrival time.
#[utoipa::path(post, path = "/api/v1/halls/{hall}/tickets/{ticket}/reinstate", tag = "tickets", operation_id = "reinstate_ticket",
    params(("hall" = String, Path), ("ticket" = String, Path)), responses((status = 200, body = Ticket)))]
pub async fn reinstate(
    State(app): State<Shared>,
    Path((hall, ticket)): Path<(String, String)>,
    incoming: Incoming,
) -> Result<Response, Problem> {
    let Nothing {} = incoming.json()?;
    change(&app, (&hall, &ticket), incoming, |ticket| Action::Reinstate { ticket }, Vec::new()).await
}
