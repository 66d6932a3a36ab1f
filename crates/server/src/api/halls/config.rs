//! What a hall chooses: read, tried out, put in force.

use super::announcements::{Unsaid, unsaid};
use crate::api::command::{self, submit};
use crate::api::incoming::{Format, Incoming, composed, json, ok, unexpected};
use crate::api::private::hex;
use crate::app::Shared;
use crate::config::one_line;
use crate::problem::{Problem, of_refusal};
use crate::template::{BadImport, RowOf};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use goiso_queue::{Action, Actor, Command, Hall, HallConfig, decide};
use goiso_wire::http::At;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::{IntoParams, ToSchema};

/// One configuration is put in force at a time, so that nothing comes between the look at `If-Match` and the write.
static PUTTING: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());
/// Bytes of a configuration's hash that tell it from others.
const TAG_BYTES: usize = 16;

/// Names a configuration, as an entity tag: two that are the same have the same.
fn tag_of(config: &HallConfig) -> Result<String, Problem> {
    let hash = Sha256::digest(json(config)?);
    Ok(format!("\"{}\"", hex(hash.get(..TAG_BYTES).unwrap_or_default())))
}

/// Look at a hall's configuration, as JSON or, with `Accept: application/toml`, as TOML. Its `ETag` goes into the `If-Match` of a change.
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
        let typed = (header::CONTENT_TYPE, "application/toml".to_owned());
        return Ok(([typed, (header::ETAG, tag_of(&config)?)], text).into_response());
    }
    if accept.contains("application/json") || accept.contains("application/*") || accept.contains("*/*") {
        return Ok(([(header::ETAG, tag_of(&config)?)], ok(&config)?).into_response());
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
    /// Of a table: every row and what it does.
    pub rows: Vec<RowOf>,
    /// Where the log stands; it did not move.
    pub at: At,
}

/// A configuration that is in force.
#[derive(Debug, Serialize, ToSchema)]
pub struct Configured {
    /// Where the log stands.
    pub at: At,
    /// Its entity tag, for the `If-Match` of the next change.
    pub tag: String,
}

/// Put a whole configuration in force, as JSON or TOML, or with the rows of one table (CSV) merged in; with `?dry_run=true` only try it.
/// `If-Match` names the configuration that the change was made from: where another is in force by now, the answer is 409 `stale_config`.
#[utoipa::path(put, path = "/api/v1/halls/{hall}/config", tag = "halls", operation_id = "put_config",
    params(("hall" = String, Path), ("if-match" = Option<String>, Header), PutQuery), request_body = Object, responses((status = 200, body = Configured)))]
pub async fn put(
    State(app): State<Shared>,
    Path(hall): Path<String>,
    query: Result<Query<PutQuery>, axum::extract::rejection::QueryRejection>,
    headers: HeaderMap,
    incoming: Incoming,
) -> Result<Response, Problem> {
    let Query(query) = query.map_err(|error| Problem::bad_request(error.body_text()))?;
    let hall = command::hall(&hall)?;
    let _one_at_a_time = PUTTING.lock().await;
    let current = app.engine.read(&hall, |published| published.hall.config.clone());
    let current = current.ok_or_else(|| Problem::unknown_hall(hall.as_str()))?;
    let Read { config, rows } = read(&incoming, &current)?;
    let config = composed(&config)?;
    if query.dry_run {
        let actor = incoming.actor()?;
        let tried = app.engine.read(&hall, |published| {
            (tried(published.hall, config.clone(), actor, published.now), published.position.clone())
        });
        let (problem, position) = tried.ok_or_else(|| Problem::unknown_hall(hall.as_str()))?;
        return match problem {
            // a file that the rules refuse can be mended in the forms, each mistake at its input
            Some(problem) if incoming.format != Format::Json => Err(problem.fact("config", value_of(&config)?)),
            Some(problem) => Err(problem),
            None => {
                let unsaid = unsaid(&config, &app.voices);
                let at = At { epoch: position.epoch.to_string(), seq: position.seq };
                ok(&Trial { fine: true, config, unsaid, rows, at })
            }
        };
    }
    // what is in force already was put by this very change, whose answer was lost, or says the same
    if let Some(from) = headers.get(header::IF_MATCH).filter(|_| config != current) {
        let now = tag_of(&current)?;
        if from.as_bytes() != now.as_bytes() {
            let detail = "another configuration is in force than the one that was changed; look at it first";
            return Err(Problem::new(StatusCode::CONFLICT, "stale_config", detail).fact("tag", now));
        }
    }
    let tag = tag_of(&config)?;
    let action = Action::Configure(Box::new(config));
    submit(&app, &hall, incoming, action, Vec::new(), |context, _events| {
        let at = At { epoch: context.position.epoch.to_string(), seq: context.position.seq };
        (StatusCode::OK, Configured { at, tag })
    })
    .await
}

fn value_of(config: &HallConfig) -> Result<serde_json::Value, Problem> {
    serde_json::to_value(config).map_err(|error| {
        tracing::error!(%error, "a configuration could not be written");
        Problem::internal()
    })
}

/// What was sent, read.
struct Read {
    config: HallConfig,
    rows: Vec<RowOf>,
}

fn read(incoming: &Incoming, current: &HallConfig) -> Result<Read, Problem> {
    let unusable = |error: &BadImport| {
        let lines: Vec<String> = error.to_string().lines().take(PROBLEMS_TOLD).map(str::to_owned).collect();
        let reasons: Vec<_> = error.reasons().into_iter().take(PROBLEMS_TOLD).collect();
        unexpected(&one_line(&error.to_string())).fact("problems", lines).fact("reasons", reasons)
    };
    let whole = |config| Read { config, rows: Vec::new() };
    match incoming.format {
        Format::Json => {
            // no body at all stands for an empty one
            let text = Some(incoming.text()?).filter(|text| !text.is_empty()).unwrap_or("{}");
            crate::template::parse_json(text).map(whole).map_err(|error| unusable(&error))
        }
        Format::Toml => crate::template::parse_toml(incoming.text()?).map(whole).map_err(|error| unusable(&error)),
        Format::Csv => {
            let merged = crate::template::parse_csv(current, incoming.text()?).map_err(|error| unusable(&error))?;
            Ok(Read { config: merged.config, rows: merged.rows })
        }
    }
}

fn tried(hall: &Hall, config: HallConfig, by: Actor, now: goiso_queue::Moment) -> Option<Problem> {
    let command = Command { by, action: Action::Configure(Box::new(config)) };
    decide(hall, &command, now).err().map(|refusal| of_refusal(&refusal))
}
