//! No numbers for a while, and numbers again: two commands of one shape.

use super::Done;
use crate::api::command::{self, submit};
use crate::api::incoming::Incoming;
use crate::app::Shared;
use crate::problem::{Problem, of_refusal, short};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use goiso_queue::{Action, GroupCode, Refusal};
use goiso_wire::http::At;
use serde::Deserialize;
use utoipa::ToSchema;

/// For which groups no numbers are issued, and why.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StopBody {
    /// Letters; all groups if empty.
    #[serde(default)]
    pub groups: Vec<String>,
    /// As kiosks show it.
    pub reason: String,
}

/// For which groups numbers are issued again.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ResumeBody {
    /// Letters; all groups if empty.
    #[serde(default)]
    pub groups: Vec<String>,
}

/// Stop issuing numbers until resumed or until the day turns.
#[utoipa::path(post, path = "/api/v1/halls/{hall}/issuing/stop", tag = "halls", operation_id = "stop_issuing",
    params(("hall" = String, Path)), request_body = StopBody, responses((status = 200, body = Done)))]
pub async fn stop(
    State(app): State<Shared>,
    Path(hall): Path<String>,
    incoming: Incoming,
) -> Result<Response, Problem> {
    let StopBody { groups, reason } = incoming.json()?;
    let groups = letters(&groups)?;
    change(&app, &hall, incoming, Action::StopIssuing { groups, reason }).await
}

/// Issue numbers again.
#[utoipa::path(post, path = "/api/v1/halls/{hall}/issuing/resume", tag = "halls", operation_id = "resume_issuing",
    params(("hall" = String, Path)), request_body = ResumeBody, responses((status = 200, body = Done)))]
pub async fn resume(
    State(app): State<Shared>,
    Path(hall): Path<String>,
    incoming: Incoming,
) -> Result<Response, Problem> {
    let ResumeBody { groups } = incoming.json()?;
    let groups = letters(&groups)?;
    change(&app, &hall, incoming, Action::ResumeIssuing { groups }).await
}

fn letters(groups: &[String]) -> Result<Vec<GroupCode>, Problem> {
    let unknown = |group: &String| of_refusal(&Refusal::UnknownGroup { group: short(group) });
    groups.iter().map(|group| group.parse().map_err(|_| unknown(group))).collect()
}

async fn change(app: &Shared, hall: &str, incoming: Incoming, action: Action) -> Result<Response, Problem> {
    let hall = command::hall(hall)?;
    submit(app, &hall, incoming, action, Vec::new(), |context, _events| {
        (StatusCode::OK, Done { at: At { epoch: context.position.epoch.to_string(), seq: context.position.seq } })
    })
    .await
}
