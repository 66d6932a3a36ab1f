//! Who comes next: by the rules, by choice, once more.

use super::{SeenBody, calling, change};
use crate::api::command;
use crate::api::incoming::Incoming;
use crate::app::Shared;
use crate::problem::{Problem, short};
use axum::extract::{Path, State};
use axum::response::Response;
use goiso_queue::Action;
use goiso_queue::TicketId;
use goiso_wire::http::{CounterAnswer, Next};
use serde::Deserialize;
use utoipa::ToSchema;

/// A ticket called out of order.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CallBody {
    /// The ticket on the screen, or null for nobody. It must be said.
    #[serde(deserialize_with = "command::present")]
    #[schema(value_type = Option<String>)]
    pub seen: Option<TicketId>,
    /// Whom to call; either this or `label`.
    pub ticket: Option<String>,
    /// Whom to call, by the number on the paper: `A045`.
    pub label: Option<String>,
    /// Why this one; it stands in the log.
    pub reason: String,
}

/// Finish whoever is here and call whoever is next by the rules. With nobody waiting, `call` is null and the open ticket
/// is finished all the same.
#[utoipa::path(post, path = "/api/v1/halls/{hall}/counters/{counter}/next", tag = "counters", operation_id = "call_next",
    params(("hall" = String, Path), ("counter" = String, Path)), request_body = SeenBody, responses((status = 200, body = Next)))]
pub async fn next(
    State(app): State<Shared>,
    Path((hall, counter)): Path<(String, String)>,
    incoming: Incoming,
) -> Result<Response, Problem> {
    let SeenBody { seen } = incoming.json()?;
    calling(&app, (&hall, &counter), incoming, |counter| Action::CallNext { counter, seen }).await
}

/// Finish whoever is here and call this ticket out of order.
#[utoipa::path(post, path = "/api/v1/halls/{hall}/counters/{counter}/call", tag = "counters", operation_id = "call_chosen",
    params(("hall" = String, Path), ("counter" = String, Path)), request_body = CallBody, responses((status = 200, body = Next)))]
pub async fn call(
    State(app): State<Shared>,
    Path((hall, counter)): Path<(String, String)>,
    incoming: Incoming,
) -> Result<Response, Problem> {
    let CallBody { seen, ticket, label, reason } = incoming.json()?;
    let ticket = match (ticket, label) {
        (Some(ticket), None) => command::ticket(&ticket)?,
        (None, Some(label)) => labelled(&app, &hall, &label)?,
        (Some(_), Some(_)) | (None, None) => return Err(Problem::bad_request("name either a ticket or a label")),
    };
    calling(&app, (&hall, &counter), incoming, |counter| Action::CallChosen { counter, seen, ticket, reason }).await
}

/// Today's ticket with this number, however it is typed.
fn labelled(app: &Shared, hall: &str, label: &str) -> Result<TicketId, Problem> {
    let hall = command::hall(hall)?;
    let meant = label.trim().to_uppercase();
    let found = app.engine.read(&hall, |published| {
        published.hall.tickets.values().find(|ticket| ticket.label.to_string() == meant).map(|ticket| ticket.id)
    });
    found.ok_or_else(|| Problem::unknown_hall(hall.as_str()))?.ok_or_else(|| Problem::unknown_ticket(&short(label)))
}

/// Call the called one again.
#[utoipa::path(post, path = "/api/v1/halls/{hall}/counters/{counter}/recall", tag = "counters", operation_id = "recall",
    params(("hall" = String, Path), ("counter" = String, Path)), request_body = SeenBody, responses((status = 200, body = CounterAnswer)))]
pub async fn recall(
    State(app): State<Shared>,
    Path((hall, counter)): Path<(String, String)>,
    incoming: Incoming,
) -> Result<Response, Problem> {
    let SeenBody { seen } = incoming.json()?;
    change(&app, (&hall, &counter), incoming, Vec::new(), |counter| Action::Recall { counter, seen }).await
}
