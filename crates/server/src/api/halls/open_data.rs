//! What a hall tells everybody, if its administrator wants it: people waiting, open counters, current numbers, expected waits. For the
//! web page of the town, an app, a newspaper.

use crate::api::answers;
use crate::api::command;
use crate::app::{OpenData, Shared};
use crate::problem::Problem;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use goiso_engine::Published;
use goiso_queue::config::ServiceGroup;
use goiso_queue::event::Phase;
use goiso_queue::hall::CounterState;
use goiso_queue::{Hall, HallConfig, HallId};
use goiso_wire::value::{Text, WaitRange};
use serde::Serialize;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};
use utoipa::ToSchema;

/// An answer is given again for so long: whoever asks costs next to nothing.
const KEPT: Duration = Duration::from_secs(5);

/// The newest answer of each hall.
#[derive(Debug, Default)]
pub struct OpenAnswers(Mutex<HashMap<HallId, (Instant, String)>>);

/// A hall as everybody may see it. No person, no officer, no ticket but the newest called.
#[derive(Debug, Serialize, ToSchema)]
pub struct OpenHall {
    /// As it stands in URLs.
    pub hall: String,
    /// Over the door.
    pub name: Text,
    /// When this was true, Unix milliseconds.
    pub at: i64,
    /// The service day; null before the first.
    pub service_day: Option<String>,
    /// Whether numbers are issued now.
    pub issuing: bool,
    /// People in line, all groups.
    pub waiting: usize,
    /// Counters that call.
    pub open_counters: usize,
    /// By group, in the hall's order.
    pub groups: Vec<OpenGroup>,
}

/// A service group.
#[derive(Debug, Serialize, ToSchema)]
pub struct OpenGroup {
    /// Its letter.
    pub code: String,
    /// Its name.
    pub name: Text,
    /// People in line.
    pub waiting: usize,
    /// Counters that call its people.
    pub open_counters: usize,
    /// The number that was called last today, if any was.
    pub current: Option<String>,
    /// What a person who comes now would wait, 10th to 90th percentile in seconds; null while nobody can say.
    pub expected: Option<WaitRange>,
}

/// Look at a hall as everybody may; where its server is set to tell (`open_data`).
#[utoipa::path(get, path = "/api/v1/halls/{hall}/open-data", tag = "halls", operation_id = "get_open_data",
    params(("hall" = String, Path)), responses((status = 200, body = OpenHall)))]
pub async fn get(State(app): State<Shared>, Path(hall): Path<String>) -> Result<Response, Problem> {
    let hall = command::hall(&hall)?;
    match app.settings.open_data {
        OpenData::Shown => {}
        OpenData::Withheld => {
            return Err(Problem::new(StatusCode::NOT_FOUND, "not_open", "this server shows no open data"));
        }
    }
    let now = Instant::now();
    let kept = app.open_answers.0.lock().unwrap_or_else(PoisonError::into_inner).get(&hall).cloned();
    if let Some((_, body)) = kept.filter(|(made, _)| now.duration_since(*made) < KEPT) {
        return Ok(answer(body));
    }
    let open = app.engine.read(&hall, look).ok_or_else(|| Problem::unknown_hall(hall.as_str()))?;
    let body = serde_json::to_string(&open).map_err(|error| {
        tracing::error!(%error, "open data could not be written");
        Problem::internal()
    })?;
    // Only halls that exist come so far: as many answers are kept as there are halls.
    app.open_answers.0.lock().unwrap_or_else(PoisonError::into_inner).insert(hall, (now, body.clone()));
    Ok(answer(body))
}

fn answer(body: String) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "application/json".to_owned()),
        (header::CACHE_CONTROL, format!("public, max-age={}", KEPT.as_secs())),
        // Pages of others may read it: it is for everybody, and no cookie changes it.
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*".to_owned()),
    ];
    (headers, body).into_response()
}

fn look(published: &Published<'_>) -> OpenHall {
    let hall = published.hall;
    let groups: Vec<OpenGroup> = hall.config.groups.iter().map(|group| open_group(published, group)).collect();
    OpenHall {
        hall: published.name.to_string(),
        name: answers::text(&hall.config.name),
        at: published.now.0,
        service_day: hall.day.map(|day| day.to_string()),
        issuing: matches!(hall.phase, Phase::Issuing { .. }),
        waiting: groups.iter().map(|group| group.waiting).sum(),
        open_counters: hall.desks.values().filter(|desk| is_open(&desk.state)).count(),
        groups,
    }
}

fn open_group(published: &Published<'_>, group: &ServiceGroup) -> OpenGroup {
    let hall: &Hall = published.hall;
    let counters = hall.config.counters.iter().filter(|counter| counter.groups.contains(&group.code));
    let called = hall
        .calls
        .values()
        .rev()
        .find(|call| hall.tickets.get(&call.ticket).is_some_and(|ticket| ticket.label.group == group.code));
    let expected = published.ranges.prospect(group.code, &HallConfig::ordinary()).and_then(|prospect| prospect.range);
    OpenGroup {
        code: group.code.to_string(),
        name: answers::text(&group.name),
        waiting: hall.lines.iter().filter(|((code, _), _)| *code == group.code).map(|(_, line)| line.len()).sum(),
        open_counters: counters
            .filter(|counter| hall.desks.get(&counter.number).is_some_and(|desk| is_open(&desk.state)))
            .count(),
        current: called.map(|call| call.label.to_string()),
        expected: expected.map(|range| WaitRange { low_s: range.low_s, high_s: range.high_s }),
    }
}

fn is_open(state: &CounterState) -> bool {
    match state {
        CounterState::Open { .. } => true,
        CounterState::Closed | CounterState::Paused { .. } => false,
    }
}
