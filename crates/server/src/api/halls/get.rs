//! A hall at a glance.

use crate::api::answers::{Officers, Scene};
use crate::api::command;
use crate::api::incoming::ok;
use crate::app::Shared;
use crate::auth::Principal;
use crate::problem::Problem;
use axum::Extension;
use axum::extract::{Path, State};
use axum::response::Response;
use goiso_wire::http::Hall;

/// Look at a hall: its groups with the people waiting, its counters with the tickets there.
#[utoipa::path(get, path = "/api/v1/halls/{hall}", tag = "halls", operation_id = "get_hall",
    params(("hall" = String, Path)), responses((status = 200, body = Hall)))]
pub async fn get(
    State(app): State<Shared>,
    Extension(principal): Extension<Principal>,
    Path(hall): Path<String>,
) -> Result<Response, Problem> {
    let hall = command::hall(&hall)?;
    let staff = principal.member().is_some_and(crate::auth::Member::is_staff);
    let officers = if staff { Officers::Named } else { Officers::Withheld };
    let links = app.engine.links();
    let glance = app.engine.read(&hall, |published| {
        let scene = Scene {
            name: &hall,
            hall: published.hall,
            position: published.position,
            now: published.now,
            ranges: published.ranges,
            links,
        };
        scene.glance(officers)
    });
    ok(&glance.ok_or_else(|| Problem::unknown_hall(hall.as_str()))?)
}
