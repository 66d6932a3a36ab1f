//! A person who waits is sent to another line.

use super::change;
use crate::api::command;
use crate::api::incoming::Incoming;
use crate::app::Shared;
use crate::problem::Problem;
use axum::extract::{Path, State};
use axum::response::Response;
use goiso_queue::Action;
use goiso_wire::http::Ticket;
use serde::Deserialize;
use utoipa::ToSchema;

/// Where a waiting person is moved to.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MoveBody {
    /// A service group's letter; either this or `counter`.
    pub group: Option<String>,
    /// A counter's number: the ticket is kept for it.
    pub counter: Option<String>,
}

/// Move a waiting ticket to another group, or keep it for a counter; it keeps its arrival time.
#[utoipa::path(post, path = "/api/v1/halls/{hall}/tickets/{ticket}/move", tag = "tickets", operation_id = "move_ticket",
    params(("hall" = String, Path), ("ticket" = String, Path)), request_body = MoveBody, responses((status = 200, body = Ticket)))]
pub async fn move_on(
    State(app): State<Shared>,
    Path((hall, ticket)): Path<(String, String)>,
    incoming: Incoming,
) -> Result<Response, Problem> {
    let MoveBody { group, counter } = incoming.json()?;
    let to = command::send_to(group, counter)?;
    change(&app, (&hall, &ticket), incoming, |ticket| Action::Move { ticket, to }, Vec::new()).await
}
