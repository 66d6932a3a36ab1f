//! An officer sits down, goes away for a while, comes back, leaves: four commands of one shape.

use super::change;
use crate::api::command::Nothing;
use crate::api::incoming::Incoming;
use crate::app::Shared;
use crate::auth::{Credential, Member};
use crate::problem::Problem;
use axum::extract::{Path, State};
use axum::response::Response;
use goiso_queue::Action;
use goiso_queue::StaffId;
use goiso_wire::http::CounterAnswer;
use serde::Deserialize;
use utoipa::ToSchema;

/// Who sits down.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenBody {
    /// The officer, if a program with a token opens for one; a person who signed in is the officer.
    #[schema(value_type = Option<String>)]
    pub officer: Option<StaffId>,
}

/// Why a counter pauses.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PauseBody {
    /// As the screens show it.
    #[serde(default)]
    pub reason: String,
}

/// Open a counter.
#[utoipa::path(post, path = "/api/v1/halls/{hall}/counters/{counter}/open", tag = "counters", operation_id = "open_counter",
    params(("hall" = String, Path), ("counter" = String, Path)), request_body = OpenBody, responses((status = 200, body = CounterAnswer)))]
pub async fn open(
    State(app): State<Shared>,
    Path((hall, counter)): Path<(String, String)>,
    incoming: Incoming,
) -> Result<Response, Problem> {
    let OpenBody { officer } = incoming.json()?;
    let officer = officer_of(officer, incoming.member()?)?;
    change(&app, (&hall, &counter), incoming, Vec::new(), |counter| Action::OpenCounter { counter, officer }).await
}

fn officer_of(named: Option<StaffId>, member: &Member) -> Result<StaffId, Problem> {
    let own = || member.id.parse::<StaffId>().map_err(|_| Problem::forbidden("no log could name this officer"));
    match (named, &member.credential) {
        (None, _) => own(),
        (Some(officer), Credential::Token(_)) => Ok(officer),
        (Some(officer), Credential::Cookie(_)) if officer.as_str() == member.id => Ok(officer),
        (Some(_), Credential::Cookie(_)) => Err(Problem::forbidden("a person opens a counter for themselves")),
    }
}

/// Make no calls for a while; not with somebody at the counter.
#[utoipa::path(post, path = "/api/v1/halls/{hall}/counters/{counter}/pause", tag = "counters", operation_id = "pause_counter",
    params(("hall" = String, Path), ("counter" = String, Path)), request_body = PauseBody, responses((status = 200, body = CounterAnswer)))]
pub async fn pause(
    State(app): State<Shared>,
    Path((hall, counter)): Path<(String, String)>,
    incoming: Incoming,
) -> Result<Response, Problem> {
    let PauseBody { reason } = incoming.json()?;
    change(&app, (&hall, &counter), incoming, Vec::new(), |counter| Action::PauseCounter { counter, reason }).await
}

/// Call again after a pause.
#[utoipa::path(post, path = "/api/v1/halls/{hall}/counters/{counter}/resume", tag = "counters", operation_id = "resume_counter",
    params(("hall" = String, Path), ("counter" = String, Path)), responses((status = 200, body = CounterAnswer)))]
pub async fn resume(
    State(app): State<Shared>,
    Path((hall, counter)): Path<(String, String)>,
    incoming: Incoming,
) -> Result<Response, Problem> {
    let Nothing {} = incoming.json()?;
    change(&app, (&hall, &counter), incoming, Vec::new(), |counter| Action::ResumeCounter { counter }).await
}

/// Close a counter; not with somebody at it.
#[utoipa::path(post, path = "/api/v1/halls/{hall}/counters/{counter}/close", tag = "counters", operation_id = "close_counter",
    params(("hall" = String, Path), ("counter" = String, Path)), responses((status = 200, body = CounterAnswer)))]
pub async fn close(
    State(app): State<Shared>,
    Path((hall, counter)): Path<(String, String)>,
    incoming: Incoming,
) -> Result<Response, Problem> {
    let Nothing {} = incoming.json()?;
    change(&app, (&hall, &counter), incoming, Vec::new(), |counter| Action::CloseCounter { counter }).await
}
