//! Another priority class.

use super::change;
use crate::api::incoming::Incoming;
use crate::app::Shared;
use crate::problem::Problem;
use crate::problem::{of_refusal, short};
use axum::extract::{Path, State};
use axum::response::Response;
use goiso_queue::Action;
use goiso_queue::{ClassCode, Refusal};
use goiso_wire::http::Ticket;
use serde::Deserialize;
use utoipa::ToSchema;

/// The class a ticket is to have.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PriorityBody {
    /// A class's code, or `ordinary`; `priority`, as in the body that issues a ticket, names it too.
    #[serde(alias = "priority")]
    pub class: String,
}

/// Give a ticket another priority class.
#[utoipa::path(post, path = "/api/v1/halls/{hall}/tickets/{ticket}/priority", tag = "tickets", operation_id = "set_ticket_priority",
    params(("hall" = String, Path), ("ticket" = String, Path)), request_body = PriorityBody, responses((status = 200, body = Ticket)))]
pub async fn priority(
    State(app): State<Shared>,
    Path((hall, ticket)): Path<(String, String)>,
    incoming: Incoming,
) -> Result<Response, Problem> {
    let PriorityBody { class } = incoming.json()?;
    let class: ClassCode = class.parse().map_err(|_| of_refusal(&Refusal::UnknownClass { class: short(&class) }))?;
    change(&app, (&hall, &ticket), incoming, |ticket| Action::SetPriority { ticket, class }, Vec::new()).await
}
