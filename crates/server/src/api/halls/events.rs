//! The log of a hall, in order.

use crate::api::command;
use crate::api::incoming::ok;
use crate::app::Shared;
use crate::problem::Problem;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use goiso_store::{Epoch, StoredEvent};
use goiso_wire::http::{At, Event, Events};
use serde::Deserialize;
use utoipa::IntoParams;

/// Events in one answer, at most.
pub const LIMIT_MAX: u32 = 1_000;
/// Events in one answer, if nothing is said.
pub const LIMIT_USUAL: u32 = 200;

/// Which events.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct EventsQuery {
    /// Of this stretch of log alone.
    epoch: Option<String>,
    /// After this number; from the beginning if left out.
    #[serde(default)]
    after: u64,
    /// So many at most: 200 if left out, never more than 1000 in one answer.
    limit: Option<u32>,
}

/// Read the log, in order.
#[utoipa::path(get, path = "/api/v1/halls/{hall}/events", tag = "halls", operation_id = "get_events",
    params(("hall" = String, Path), EventsQuery), responses((status = 200, body = Events)))]
pub async fn get(
    State(app): State<Shared>,
    Path(hall): Path<String>,
    query: Result<Query<EventsQuery>, axum::extract::rejection::QueryRejection>,
) -> Result<Response, Problem> {
    let Query(query) = query.map_err(|error| Problem::bad_request(error.body_text()))?;
    let hall = command::hall(&hall)?;
    let limit = query.limit.unwrap_or(LIMIT_USUAL);
    if limit == 0 {
        return Err(Problem::bad_request("a limit of no event"));
    }
    let limit = limit.min(LIMIT_MAX);
    let position = app.engine.read(&hall, |published| published.position.clone());
    let position = position.ok_or_else(|| Problem::unknown_hall(hall.as_str()))?;
    let epoch = query.epoch.filter(|epoch| !epoch.is_empty()).map(Epoch);
    let stored = app.store.events(&hall, epoch.as_ref(), query.after, limit).await?;
    let events = stored.into_iter().map(shape).collect::<Result<_, _>>()?;
    ok(&Events { events, at: At { epoch: position.epoch.to_string(), seq: position.seq } })
}

fn shape(stored: StoredEvent) -> Result<Event, Problem> {
    let body = serde_json::from_str(&stored.body).map_err(|error| {
        tracing::error!(%error, seq = stored.position.seq, "a stored event is no JSON");
        Problem::internal()
    })?;
    Ok(Event {
        epoch: stored.position.epoch.to_string(),
        seq: stored.position.seq,
        at: stored.event.at.0,
        by: stored.event.by.to_string(),
        kind: stored.kind,
        body,
        hash: stored.hash,
    })
}
