//! How the service day went so far.

use crate::api::command;
use crate::api::incoming::ok;
use crate::app::Shared;
use crate::problem::Problem;
use axum::extract::{Path, State};
use axum::response::Response;
use goiso_queue::course::{Sums, course, sums};
use goiso_queue::time::Seconds;
use goiso_wire::http::At;
use serde::Serialize;
use utoipa::ToSchema;

/// The length of a step: a day in them fits on a screen.
const STEP: Seconds = Seconds(300);

/// The service day in steps of five minutes, from its first number on; at most a day of them.
#[derive(Debug, Serialize, ToSchema)]
pub struct Today {
    /// The length of a step, in seconds.
    pub step_s: u32,
    /// The steps, oldest first; none while no number was taken.
    pub points: Vec<TodayPoint>,
    /// People who were called at least once.
    pub called: u32,
    /// Of them, within the hall's wait target after they took their number.
    pub within_target: u32,
    /// People who were called and did not come.
    pub no_shows: u32,
    /// Where the log stands.
    pub at: At,
}

/// One step.
#[derive(Debug, Serialize, ToSchema)]
pub struct TodayPoint {
    /// When it began, Unix milliseconds.
    pub from: i64,
    /// People in line at its end; the last step ends now.
    pub waiting: u32,
    /// Numbers taken in it.
    pub issued: u32,
    /// Visits that ended served in it.
    pub served: u32,
}

/// Look at how many waited, came and were served through the day.
#[utoipa::path(get, path = "/api/v1/halls/{hall}/today", tag = "halls", operation_id = "get_today",
    params(("hall" = String, Path)), responses((status = 200, body = Today)))]
pub async fn get(State(app): State<Shared>, Path(hall): Path<String>) -> Result<Response, Problem> {
    let hall = command::hall(&hall)?;
    let today = app.engine.read(&hall, |published| {
        let Sums { called, within_target, no_shows } = sums(published.hall);
        Today {
            step_s: STEP.0,
            called,
            within_target,
            no_shows,
            points: course(published.hall, STEP, published.now)
                .into_iter()
                .map(|point| TodayPoint {
                    from: point.from.0,
                    waiting: point.waiting,
                    issued: point.issued,
                    served: point.served,
                })
                .collect(),
            at: At { epoch: published.position.epoch.to_string(), seq: published.position.seq },
        }
    });
    ok(&today.ok_or_else(|| Problem::unknown_hall(hall.as_str()))?)
}
