//! A hall to start from.

use crate::api::incoming::ok;
use crate::problem::Problem;
use axum::response::Response;

/// Get the configuration of a ward's one-stop hall: groups, services and counters to start from.
#[utoipa::path(get, path = "/api/v1/templates/ward", tag = "halls", operation_id = "ward_template",
    responses((status = 200, body = Object)))]
pub async fn ward() -> Result<Response, Problem> {
    ok(&crate::template::ward())
}
