//! What is logged, and what never is: no query, no fragment, no header, no body, so no secret.

use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;
use std::time::Instant;
use tracing_subscriber::EnvFilter;

/// What is logged unless `GOISO_LOG` says otherwise.
const USUAL: &str = "info";

/// Libraries that would write whole frames and messages, with the tokens in them, whatever level was asked for.
const QUIET: [&str; 4] = ["tungstenite=warn", "tokio_tungstenite=warn", "hyper=info", "sqlx=warn"];

/// Writes logs to standard error.
pub fn start() {
    let filter = EnvFilter::try_from_env("GOISO_LOG").unwrap_or_else(|_| EnvFilter::new(USUAL));
    let quiet = QUIET.iter().filter_map(|directive| directive.parse().ok());
    let filter = quiet.fold(filter, EnvFilter::add_directive);
    // a second start within one process keeps the first one's
    let _ = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).try_init();
}

/// Logs a request by its method and route. The route's pattern, not its path: what a client wrote there could be anything.
pub async fn request(request: Request, next: Next) -> Response {
    let began = Instant::now();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let response = next.run(request).await;
    let ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    let route = route.as_deref().unwrap_or("-");
    if response.status().is_server_error() {
        tracing::warn!(%method, route, status = response.status().as_u16(), ms, "answered");
    } else {
        tracing::debug!(%method, route, status = response.status().as_u16(), ms, "answered");
    }
    response
}
