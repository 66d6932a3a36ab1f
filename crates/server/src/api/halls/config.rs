//! What a hall chooses: read, tried out, put in force.

use super::Done;
use super::announcements::{Unsaid, unsaid};
use crate::api::command::{self, submit};
use crate::api::incoming::{Format, Incoming, ok, unexpected};
use crate::app::Shared;
use crate::config::one_line;
use crate::problem::{Problem, of_refusal};
use crate::template::BadImport;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use goiso_queue::{Action, Actor, Command, Hall, HallConfig, decide};
use goiso_wire::http::At;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Look at a hall's configuration, as JSON or, with `Accept: application/toml`, as TOML.
#[utoipa::path(get, path = "/api/v1/halls/{hall}/config", tag = "halls", operation_id = "get_config",
    params(("hall" = String, Path)), responses((status = 200, body = Object)))]
pub async fn get(State(app): State<Shared>, Path(hall): Path<String>, headers: HeaderMap) -> Result<Response, Problem> {
    let hall = command::hall(&hall)?;
    let config = app.engine.read(&hall, |published| published.hall.config.clone());
    let config = config.ok_or_else(|| Problem::unknown_hall(hall.as_str()))?;
    let accept = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or("*/*");
    if accept.contains("application/toml") {
        let text = crate::template::to_toml(&config).map_err(|error| {
            tracing::error!(%error, "a configuration could not be written as TOML");
            Problem::internal()
        })?;
        return Ok(([(header::CONTENT_TYPE, "application/toml")], text).into_response());
    }
    if accept.contains("application/json") || accept.contains("application/*") || accept.contains("*/*") {
        return ok(&config);
    }
    Err(Problem::new(StatusCode::NOT_ACCEPTABLE, "not_acceptable", "JSON or TOML can be had"))
}

/// Mistakes of a file that are told at once.
const PROBLEMS_TOLD: usize = 50;

/// Whether to try only.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct PutQuery {
    /// `true`: say what would be refused and change nothing.
    #[serde(default)]
    dry_run: bool,
}

/// What a trial found.
#[derive(Debug, Serialize, ToSchema)]
pub struct Trial {
    /// Nothing stands in its way.
    pub fine: bool,
    /// The configuration as it would be: what a file says, in the form of the forms.
    #[schema(value_type = Object)]
    pub config: HallConfig,
    /// Counters whose names cannot be said in every language of the hall: fine, but worth a thought.
    pub unsaid: Vec<Unsaid>,
    /// Where the log stands; it did not move.
    pub at: At,
}

/// Put a whole configuration in force, as JSON or TOML, or with the rows of one table (CSV) merged in; with `?dry_run=true` only try it.
#[utoipa::path(put, path = "/api/v1/halls/{hall}/config", tag = "halls", operation_id = "put_config",
    params(("hall" = String, Path), PutQuery), request_body = Object, responses((status = 200, body = Done)))]
pub async fn put(
    State(app): State<Shared>,
    Path(hall): Path<String>,
    query: Result<Query<PutQuery>, axum::extract::rejection::QueryRejection>,
    incoming: Incoming,
) -> Result<Response, Problem> {
    let Query(query) = query.map_err(|error| Problem::bad_request(error.body_text()))?;
    let hall = command::hall(&hall)?;
    let current = app.engine.read(&hall, |published| published.hall.config.clone());
    let config = read(&incoming, &current.ok_or_else(|| Problem::unknown_hall(hall.as_str()))?)?;
    if query.dry_run {
        let actor = incoming.actor()?;
        let tried = app.engine.read(&hall, |published| {
            (tried(published.hall, config.clone(), actor, published.now), published.position.clone())
        });
        let (problem, position) = tried.ok_or_else(|| Problem::unknown_hall(hall.as_str()))?;
        return match problem {
            Some(problem) => Err(problem),
            None => {
                let unsaid = unsaid(&config, &app.voices);
                let at = At { epoch: position.epoch.to_string(), seq: position.seq };
                ok(&Trial { fine: true, config, unsaid, at })
            }
        };
    }
    let action = Action::Configure(Box::new(config));
    let response = submit(&app, &hall, incoming, action, Vec::new(), |context, _events| {
        (StatusCode::OK, Done { at: At { epoch: context.position.epoch.to_string(), seq: context.position.seq } })
    })
    .await?;
    Ok(response)
}

fn read(incoming: &Incoming, current: &HallConfig) -> Result<HallConfig, Problem> {
    let unusable = |error: &BadImport| {
        let lines: Vec<String> = error.to_string().lines().take(PROBLEMS_TOLD).map(str::to_owned).collect();
        unexpected(&one_line(&error.to_string())).fact("problems", lines)
    };
    match incoming.format {
        Format::Json => incoming.json(),
        Format::Toml => crate::template::parse_toml(incoming.text()?).map_err(|error| unusable(&error)),
        Format::Csv => crate::template::parse_csv(current, incoming.text()?)
            .map(|(_, config)| config)
            .map_err(|error| unusable(&error)),
    }
}

fn tried(hall: &Hall, config: HallConfig, by: Actor, now: goiso_queue::Moment) -> Option<Problem> {
    let command = Command { by, action: Action::Configure(Box::new(config)) };
    decide(hall, &command, now).err().map(|refusal| of_refusal(&refusal))
}
