//! The hall at an earlier moment.

use crate::api::command;
use crate::api::incoming::ok;
use crate::app::Shared;
use crate::problem::Problem;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use goiso_engine::{LookBackError, LookedBack, Mark, When};
use goiso_queue::Moment;
use goiso_queue::time::ServiceDay;
use goiso_wire::http::At;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};

/// Which moment: one of both.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct HistoryQuery {
    /// Unix milliseconds of hall time.
    at: Option<i64>,
    /// The last moment of this service day at which something happened, `2026-11-23`.
    #[param(value_type = Option<String>)]
    day: Option<Date>,
}

/// The hall at a moment, replayed from the log. Which screens were connected was never recorded: none counts as missing.
#[derive(Debug, Serialize, ToSchema)]
pub struct HistoryMoment {
    /// The last event that had happened.
    pub proof: HistoryProof,
    /// The moment, Unix milliseconds.
    pub now: i64,
    /// The service day.
    pub day: String,
    /// When the day's log begins.
    pub from: i64,
    /// When it ends, so far.
    pub until: i64,
    /// The nearest moment before at which something happened.
    pub before: Option<i64>,
    /// The nearest one after.
    pub after: Option<i64>,
    /// The values of the supervisor's view.
    #[schema(value_type = Object)]
    pub supervisor: BTreeMap<String, Box<RawValue>>,
    /// The values of each zone's view.
    #[schema(value_type = Object)]
    pub zones: BTreeMap<String, BTreeMap<String, Box<RawValue>>>,
    /// What screens and loudspeakers did in the 30 seconds before, oldest first; at most 200.
    pub marks: Vec<HistoryMark>,
}

/// Where the replay ended.
#[derive(Debug, Serialize, ToSchema)]
pub struct HistoryProof {
    /// The event.
    pub at: At,
    /// Its hash, which covers every event before it.
    pub hash: String,
}

/// Something that a screen or loudspeaker did.
#[derive(Debug, Serialize, ToSchema)]
pub struct HistoryMark {
    /// The event.
    pub seq: u64,
    /// When.
    pub at: i64,
    /// `granted`, `said`, `failed` or `shown`.
    pub what: String,
    /// The call or notice.
    pub item: String,
    /// Where it was said; none for what was shown.
    pub zone: Option<String>,
    /// Which devices.
    pub devices: Vec<String>,
    /// Why it was not said.
    pub why: Option<String>,
}

/// Look at the hall as it stood at a moment: the supervisor's view, each zone's view, and what was said and shown shortly
/// before.
#[utoipa::path(get, path = "/api/v1/halls/{hall}/history", tag = "halls", operation_id = "get_history",
    params(("hall" = String, Path), HistoryQuery), responses((status = 200, body = HistoryMoment)))]
pub async fn get(
    State(app): State<Shared>,
    Path(hall): Path<String>,
    query: Result<Query<HistoryQuery>, axum::extract::rejection::QueryRejection>,
) -> Result<Response, Problem> {
    let Query(query) = query.map_err(|error| Problem::bad_request(error.body_text()))?;
    let hall = command::hall(&hall)?;
    let when = match (query.at, query.day) {
        (Some(at), None) => When::At(Moment(at)),
        (None, Some(day)) => When::EndOf(ServiceDay(day)),
        (Some(_), Some(_)) | (None, None) => return Err(Problem::bad_request("name either a moment or a day")),
    };
    let _place = app
        .limits
        .reports
        .take(String::new())
        .ok_or_else(|| Problem::too_many("reports_busy", "other reports are being computed", 2))?;
    let looked = app.engine.look_back(&hall, when).await.map_err(|error| match error {
        LookBackError::UnknownHall => Problem::unknown_hall(hall.as_str()),
        LookBackError::NothingThen => {
            Problem::new(StatusCode::NOT_FOUND, "nothing_then", "nothing is recorded of that time")
        }
        LookBackError::Store(error) => error.into(),
        LookBackError::Failed => Problem::internal(),
    })?;
    ok(&shape(looked))
}

fn shape(looked: LookedBack) -> HistoryMoment {
    HistoryMoment {
        proof: HistoryProof { at: At { epoch: looked.epoch, seq: looked.seq }, hash: looked.hash },
        now: looked.at.0,
        day: looked.day.to_string(),
        from: looked.span.0.0,
        until: looked.span.1.0,
        before: looked.beside.0.map(|at| at.0),
        after: looked.beside.1.map(|at| at.0),
        supervisor: looked.supervisor,
        zones: looked.zones.into_iter().map(|(zone, values)| (zone.to_string(), values)).collect(),
        marks: looked.marks.into_iter().map(mark).collect(),
    }
}

fn mark(mark: Mark) -> HistoryMark {
    HistoryMark {
        seq: mark.seq,
        at: mark.at.0,
        what: mark.what.to_owned(),
        item: mark.item,
        zone: mark.zone.map(|zone| zone.to_string()),
        devices: mark.devices.iter().map(ToString::to_string).collect(),
        why: mark.why.map(str::to_owned),
    }
}
