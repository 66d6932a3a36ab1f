//! The citizen lets others pass.

use super::change;
use crate::api::command::Nothing;
use crate::api::incoming::Incoming;
use crate::app::Shared;
use crate::problem::Problem;
use axum::extract::{Path, State};
use axum::response::Response;
use goiso_queue::Action;
use goiso_wire::http::Ticket;

/// Let some people pass: the ticket goes back a few places.
#[utoipa::path(post, path = "/api/v1/halls/{hall}/tickets/{ticket}/push-back", tag = "tickets", operation_id = "push_ticket_back",
    params(("hall" = String, Path), ("ticket" = String, Path)), responses((status = 200, body = Ticket)))]
pub async fn push_back(
    State(app): State<Shared>,
    Path((hall, ticket)): Path<(String, String)>,
    incoming: Incoming,
) -> Result<Response, Problem> {
    let Nothing {} = incoming.json()?;
    change(&app, (&hall, &ticket), incoming, |ticket| Action::PushBack { ticket }, Vec::new()).await
}
