//! The halls within reach.

use crate::api::incoming::ok;
use crate::app::Shared;
use crate::auth::Principal;
use crate::problem::Problem;
use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use goiso_wire::value::Text;
use serde::Serialize;
use utoipa::ToSchema;

/// The halls within reach.
#[derive(Debug, Serialize, ToSchema)]
pub struct Halls {
    /// By id.
    pub halls: Vec<HallEntry>,
}

/// A hall of the list.
#[derive(Debug, Serialize, ToSchema)]
pub struct HallEntry {
    /// As it stands in URLs.
    pub hall: String,
    /// Over the door.
    pub name: Text,
}

/// List the halls within reach.
#[utoipa::path(get, path = "/api/v1/halls", tag = "halls", operation_id = "list_halls",
    responses((status = 200, body = Halls)))]
pub async fn list(State(app): State<Shared>, Extension(principal): Extension<Principal>) -> Result<Response, Problem> {
    let member = principal.member().ok_or_else(|| Problem::unauthenticated("this needs a token or a sign-in"))?;
    let mut ids = app.engine.halls();
    ids.sort();
    let entries = ids.into_iter().filter(|hall| member.reaches(hall)).filter_map(|hall| {
        let name = app.engine.read(&hall, |published| crate::api::answers::text(&published.hall.config.name))?;
        Some(HallEntry { hall: hall.to_string(), name })
    });
    ok(&Halls { halls: entries.collect() })
}
