//! A view as one frame, for players that ask again.

use super::{attach_problem, audience, view_of};
use crate::app::Shared;
use crate::auth::Principal;
use crate::problem::Problem;
use axum::Extension;
use axum::body::Body;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;

/// Which view.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ViewQuery {
    /// `hall/{hall}/zone/{zone}` and so on.
    pub name: String,
}

/// A view as a snapshot frame. With `If-None-Match` the answer is 304 while nothing changed.
#[utoipa::path(get, path = "/api/v1/view", tag = "following", operation_id = "get_view", params(ViewQuery),
    responses((status = 200, body = Object), (status = 304, description = "nothing changed")))]
pub async fn get(
    State(app): State<Shared>,
    Extension(principal): Extension<Principal>,
    query: Result<Query<ViewQuery>, axum::extract::rejection::QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let Query(query) = query.map_err(|error| Problem::bad_request(error.body_text()))?;
    let view = view_of(&app, &principal, &query.name)?;
    let audience = audience(&app, &principal, &view, None);
    let now = app.engine.view_now(&view, &audience).map_err(|error| attach_problem(error, &query.name))?;
    let etag = format!("W/\"{}-{}\"", now.epoch, now.seq);
    let tag = HeaderValue::from_str(&etag).map_err(|_| Problem::internal())?;
    let known = headers.get(header::IF_NONE_MATCH).and_then(|known| known.to_str().ok()).unwrap_or_default();
    let same = known.split(',').any(|one| one.trim() == etag || one.trim() == "*");
    let mut response = if same { Response::new(Body::empty()) } else { Response::new(Body::from(now.frame)) };
    if same {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    } else {
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
    response.headers_mut().insert(header::ETAG, tag);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    Ok(response)
}
