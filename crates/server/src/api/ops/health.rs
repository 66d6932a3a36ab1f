//! Is it alive, is it ready.

use crate::api::incoming::ok;
use crate::app::Shared;
use crate::problem::Problem;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;

/// It is well.
#[derive(Debug, Serialize, ToSchema)]
pub struct Health {
    /// `ok`.
    pub status: &'static str,
    /// Halls that run.
    pub halls: usize,
}

/// Whether the process answers.
#[utoipa::path(get, path = "/healthz", tag = "server", operation_id = "healthz", responses((status = 200, body = Health)))]
pub async fn healthz(State(app): State<Shared>) -> Result<Response, Problem> {
    ok(&Health { status: "ok", halls: app.engine.halls().len() })
}

/// Whether the database answers and every hall of it runs.
#[utoipa::path(get, path = "/readyz", tag = "server", operation_id = "readyz", responses((status = 200, body = Health)))]
pub async fn readyz(State(app): State<Shared>) -> Result<Response, Problem> {
    let not_ready = |detail: &str| Problem::new(StatusCode::SERVICE_UNAVAILABLE, "not_ready", detail).retry_after(1);
    let heads = app.store.heads().await.map_err(|error| {
        tracing::warn!(%error, "the database does not answer");
        not_ready("the database does not answer")
    })?;
    let running = app.engine.halls();
    if heads.iter().any(|head| !running.contains(&head.hall)) {
        return Err(not_ready("not every hall runs yet"));
    }
    if app.stopping.is_cancelled() {
        return Err(not_ready("the server stops"));
    }
    ok(&Health { status: "ok", halls: running.len() })
}
