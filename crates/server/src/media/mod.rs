//! Pictures, video and slides of a hall's own folder, for the panels of its walls and for its logo.
//!
//! Only files that stand in the list are served, by the very names in it: what leads out of the folder, is hidden, too large or
//! not what it says it is never gets into the list. Slides come without scripts and without any right of the page around them.

mod folder;
mod kind;

pub use folder::{Item, Listing, Media};

use crate::app::Shared;
use crate::displays::answer;
use crate::problem::Problem;
use axum::Router;
use axum::body::Body;
use axum::extract::{Path as UrlPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::Response;
use axum::routing::get;
use std::borrow::Cow;
use tower::ServiceExt;
use tower_http::services::ServeFile;

/// A slide may show pictures of the folder and style itself; it runs nothing, fetches nothing, leads nowhere.
const POLICY: &str = "sandbox; default-src 'none'; img-src 'self' data:; media-src 'self'; style-src 'unsafe-inline'; \
                      font-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

/// The routes of the folder.
pub fn router(app: &Shared) -> Router<Shared> {
    Router::new().route("/media/", get(list)).route("/media/{name}", get(file)).with_state(app.clone())
}

/// What there is, with a version that changes when anything does; empty without a folder.
async fn list(State(app): State<Shared>, headers: HeaderMap) -> Result<Response, Problem> {
    let body = serde_json::to_vec(&*app.media.listing().await).map_err(|_| Problem::internal())?;
    Ok(answer("list.json", Cow::Owned(body), &headers))
}

/// A file of the list, whole or by ranges.
async fn file(
    State(app): State<Shared>,
    UrlPath(name): UrlPath<String>,
    request: Request,
) -> Result<Response, Problem> {
    let listing = app.media.listing().await;
    let kind = listing.items.iter().find(|item| item.name == name).map(|item| item.kind);
    let (kind, path) = kind.zip(app.media.path(&name)).ok_or_else(Problem::not_found)?;
    let mut response = match ServeFile::new(path).oneshot(request).await {
        Ok(response) => response.map(Body::new),
        Err(never) => match never {},
    };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind.content_type()));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    // a slide has no origin, and yet may show the folder's pictures
    headers.insert(HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("cross-origin"));
    Ok(response)
}
