//! What people are called who sit at counters.

use crate::api::command;
use crate::api::incoming::ok;
use crate::app::Shared;
use crate::problem::Problem;
use axum::extract::{Path, State};
use axum::response::Response;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Names by staff id. Logs and views carry ids only, so that a name can be mended, or forgotten, without touching a record.
#[derive(Debug, Serialize, ToSchema)]
pub struct Officers {
    /// Staff of this hall, and of every hall.
    pub names: BTreeMap<String, String>,
}

/// Look up what the staff of a hall are called.
#[utoipa::path(get, path = "/api/v1/halls/{hall}/officers", tag = "halls", operation_id = "get_officers",
    params(("hall" = String, Path)), responses((status = 200, body = Officers)))]
pub async fn get(State(app): State<Shared>, Path(hall): Path<String>) -> Result<Response, Problem> {
    let hall = command::hall(&hall)?;
    if app.engine.read(&hall, |_| ()).is_none() {
        return Err(Problem::unknown_hall(hall.as_str()));
    }
    ok(&Officers { names: app.auth.book().staff_names(Some(&hall)) })
}
