//! The person is here, is done, or did not come.

use super::{SeenBody, change};
use crate::api::incoming::Incoming;
use crate::api::{command, private};
use crate::app::Shared;
use crate::problem::Problem;
use axum::extract::{Path, State};
use axum::response::Response;
use goiso_queue::Action;
use goiso_queue::TicketId;
use goiso_wire::http::CounterAnswer;
use serde::Deserialize;
use utoipa::ToSchema;

/// How a service ended.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FinishBody {
    /// The ticket on the screen, or null for nobody. It must be said.
    #[serde(deserialize_with = "command::present")]
    #[schema(value_type = Option<String>)]
    pub seen: Option<TicketId>,
    /// A word of the hall's list.
    pub result: Option<String>,
    /// For staff; kept apart from the log.
    pub note: Option<String>,
}

/// The person is here.
#[utoipa::path(post, path = "/api/v1/halls/{hall}/counters/{counter}/start", tag = "counters", operation_id = "start",
    params(("hall" = String, Path), ("counter" = String, Path)), request_body = SeenBody, responses((status = 200, body = CounterAnswer)))]
pub async fn start(
    State(app): State<Shared>,
    Path((hall, counter)): Path<(String, String)>,
    incoming: Incoming,
) -> Result<Response, Problem> {
    let SeenBody { seen } = incoming.json()?;
    change(&app, (&hall, &counter), incoming, Vec::new(), |counter| Action::Start { counter, seen }).await
}

/// Done.
#[utoipa::path(post, path = "/api/v1/halls/{hall}/counters/{counter}/finish", tag = "counters", operation_id = "finish",
    params(("hall" = String, Path), ("counter" = String, Path)), request_body = FinishBody, responses((status = 200, body = CounterAnswer)))]
pub async fn finish(
    State(app): State<Shared>,
    Path((hall, counter)): Path<(String, String)>,
    incoming: Incoming,
) -> Result<Response, Problem> {
    let FinishBody { seen, result, note } = incoming.json()?;
    let kept = note.filter(|words| !words.trim().is_empty()).map(|words| private::text("note", &words)).transpose()?;
    let (note, facts) = kept.map_or((None, Vec::new()), |(hash, fact)| (Some(hash), vec![fact]));
    change(&app, (&hall, &counter), incoming, facts, |counter| Action::Finish { counter, seen, result, note }).await
}

/// Nobody came.
#[utoipa::path(post, path = "/api/v1/halls/{hall}/counters/{counter}/no-show", tag = "counters", operation_id = "no_show",
    params(("hall" = String, Path), ("counter" = String, Path)), request_body = SeenBody, responses((status = 200, body = CounterAnswer)))]
pub async fn no_show(
    State(app): State<Shared>,
    Path((hall, counter)): Path<(String, String)>,
    incoming: Incoming,
) -> Result<Response, Problem> {
    let SeenBody { seen } = incoming.json()?;
    change(&app, (&hall, &counter), incoming, Vec::new(), |counter| Action::NoShow { counter, seen }).await
}
