//! The counter's last step did not happen.

use super::{SeenBody, change};
use crate::api::incoming::Incoming;
use crate::app::Shared;
use crate::problem::Problem;
use axum::extract::{Path, State};
use axum::response::Response;
use goiso_queue::Action;
use goiso_wire::http::CounterAnswer;

/// Take the counter's last step back, while nothing else followed it.
#[utoipa::path(post, path = "/api/v1/halls/{hall}/counters/{counter}/undo", tag = "counters", operation_id = "undo",
    params(("hall" = String, Path), ("counter" = String, Path)), request_body = SeenBody, responses((status = 200, body = CounterAnswer)))]
pub async fn undo(
    State(app): State<Shared>,
    Path((hall, counter)): Path<(String, String)>,
    incoming: Incoming,
) -> Result<Response, Problem> {
    let SeenBody { seen } = incoming.json()?;
    change(&app, (&hall, &counter), incoming, Vec::new(), |counter| Action::Undo { counter, seen }).await
}
