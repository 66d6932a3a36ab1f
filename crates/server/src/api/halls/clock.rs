//! An admin says that the wall clock is right.

use super::Done;
use crate::api::command::{self, Nothing, submit};
use crate::api::incoming::Incoming;
use crate::app::Shared;
use crate::clock::wall_ms;
use crate::problem::Problem;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use goiso_queue::{Action, Moment};
use goiso_wire::http::At;

/// Let hall time follow the wall clock again, after it jumped.
#[utoipa::path(post, path = "/api/v1/halls/{hall}/clock/trust", tag = "halls", operation_id = "trust_clock",
    params(("hall" = String, Path)), responses((status = 200, body = Done)))]
pub async fn trust(
    State(app): State<Shared>,
    Path(hall): Path<String>,
    incoming: Incoming,
) -> Result<Response, Problem> {
    let Nothing {} = incoming.json()?;
    let hall = command::hall(&hall)?;
    let action = Action::TrustClock { wall: Moment(wall_ms()) };
    submit(&app, &hall, incoming, action, Vec::new(), |context, _events| {
        (StatusCode::OK, Done { at: At { epoch: context.position.epoch.to_string(), seq: context.position.seq } })
    })
    .await
}
