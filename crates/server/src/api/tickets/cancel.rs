//! A ticket is taken back: by staff it is cancelled, by its holder it is left.

use super::change;
use crate::api::command::Nothing;
use crate::api::incoming::Incoming;
use crate::app::Shared;
use crate::auth::Principal;
use crate::problem::Problem;
use axum::extract::{Path, State};
use axum::response::Response;
use goiso_queue::Action;
use goiso_wire::http::Ticket;

/// Take a ticket back. The holder of its link leaves the line; staff cancel.
#[utoipa::path(post, path = "/api/v1/halls/{hall}/tickets/{ticket}/cancel", tag = "tickets", operation_id = "cancel_ticket",
    params(("hall" = String, Path), ("ticket" = String, Path)), responses((status = 200, body = Ticket)))]
pub async fn cancel(
    State(app): State<Shared>,
    Path((hall, ticket)): Path<(String, String)>,
    incoming: Incoming,
) -> Result<Response, Problem> {
    let Nothing {} = incoming.json()?;
    let by_holder = match incoming.principal {
        Principal::Holder { .. } => true,
        Principal::Member(_) | Principal::Nobody => false,
    };
    let action = |ticket| if by_holder { Action::Leave { ticket } } else { Action::Cancel { ticket } };
    change(&app, (&hall, &ticket), incoming, action, Vec::new()).await
}
