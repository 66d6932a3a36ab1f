//! Figures of service days: a line per day, group and class, or their sum.

use crate::api::command;
use crate::api::halls::csv;
use crate::api::incoming::ok;
use crate::app::Shared;
use crate::problem::{Problem, short};
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use goiso_queue::time::ServiceDay;
use goiso_store::rows::DayCount;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};

/// Days in one report, at most: five years.
pub const DAYS_MAX: i32 = 1_830;

/// Which days, in which form.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct ReportQuery {
    /// The first service day, `2026-11-23`; the hall's present one if left out.
    #[param(value_type = Option<String>)]
    from: Option<Date>,
    /// The last service day; the first if left out.
    #[param(value_type = Option<String>)]
    to: Option<Date>,
    /// `json` or `csv`.
    format: Option<String>,
}

/// A report.
#[derive(Debug, Serialize, ToSchema)]
pub struct Report {
    /// `summary` or `days`.
    pub report: String,
    /// The first service day.
    pub from: String,
    /// The last one.
    pub to: String,
    /// `days`: a row per day, group and class; `summary`: a row per group and class.
    pub rows: Vec<ReportRow>,
}

/// Figures: issued = served + no_show + left + cancelled + expired + open; void stands apart.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ReportRow {
    /// The service day; null in a summary.
    pub day: Option<String>,
    /// The group's letter at issue.
    pub group: String,
    /// The priority class.
    pub class: String,
    /// Tickets issued.
    pub issued: i64,
    /// Served.
    pub served: i64,
    /// Of these, closed by the day's end.
    pub auto_closed: i64,
    /// Nobody came.
    pub no_show: i64,
    /// Left the line.
    pub left: i64,
    /// Taken back by staff.
    pub cancelled: i64,
    /// Open when the day ended.
    pub expired: i64,
    /// Still open.
    pub open: i64,
    /// Mispresses.
    pub void: i64,
    /// How many were called.
    pub called: i64,
    /// Mean wait from issue to first call in seconds; null if nobody was called.
    pub mean_wait_s: Option<i64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Summary,
    Days,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Json,
    Csv,
}

/// Figures of service days.
#[utoipa::path(get, path = "/api/v1/halls/{hall}/reports/{report}", tag = "halls", operation_id = "get_report",
    params(("hall" = String, Path), ("report" = String, Path), ReportQuery),
    responses((status = 200, body = Report)))]
pub async fn get(
    State(app): State<Shared>,
    Path((hall, report)): Path<(String, String)>,
    query: Result<Query<ReportQuery>, axum::extract::rejection::QueryRejection>,
) -> Result<Response, Problem> {
    let hall = command::hall(&hall)?;
    let kind = match report.as_str() {
        "summary" => Kind::Summary,
        "days" => Kind::Days,
        _ => {
            let detail = format!("there is no report {}; there are summary and days", short(&report));
            return Err(Problem::new(StatusCode::NOT_FOUND, "report_unknown", detail));
        }
    };
    let Query(query) = query.map_err(|error| Problem::bad_request(error.body_text()))?;
    let form = form_of(query.format.as_deref())?;
    let today = app.engine.read(&hall, |published| published.hall.day);
    let today = today.ok_or_else(|| Problem::unknown_hall(hall.as_str()))?;
    let (from, to) = days_of(query.from, query.to, today)?;
    let _place = app
        .limits
        .reports
        .take(String::new())
        .ok_or_else(|| Problem::too_many("reports_busy", "other reports are being computed", 2))?;
    let counts = app.store.day_counts(&hall, from, to).await?;
    let rows = rows_of(kind, counts);
    match form {
        Form::Json => ok(&Report { report, from: from.to_string(), to: to.to_string(), rows }),
        Form::Csv => {
            let text = csv::table(&HEAD, rows.iter().map(cells))?;
            let name = format!("attachment; filename=\"{hall}-{report}-{from}-{to}.csv\"");
            let headers =
                [(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, name)];
            Ok((headers, text).into_response())
        }
    }
}

fn form_of(format: Option<&str>) -> Result<Form, Problem> {
    match format {
        None | Some("json") => Ok(Form::Json),
        Some("csv") => Ok(Form::Csv),
        Some(other) => {
            let detail = format!("{} cannot be had; json and csv can", short(other));
            Err(Problem::new(StatusCode::NOT_ACCEPTABLE, "format_unknown", detail))
        }
    }
}

fn days_of(
    from: Option<Date>,
    to: Option<Date>,
    today: Option<ServiceDay>,
) -> Result<(ServiceDay, ServiceDay), Problem> {
    let from =
        from.or(today.map(|day| day.0)).ok_or_else(|| Problem::bad_request("name the first day as from=2026-11-23"))?;
    let to = to.unwrap_or(from);
    let days = from.until(to).map(|span| span.get_days()).unwrap_or(i32::MAX);
    if !(0..DAYS_MAX).contains(&days) {
        return Err(Problem::bad_request(format!("to is not before from, and not {DAYS_MAX} days or more after it")));
    }
    Ok((ServiceDay(from), ServiceDay(to)))
}

fn rows_of(kind: Kind, counts: Vec<(ServiceDay, char, String, DayCount)>) -> Vec<ReportRow> {
    let mut sums: BTreeMap<(Option<String>, String, String), DayCount> = BTreeMap::new();
    for (day, group, class, count) in counts {
        let day = match kind {
            Kind::Summary => None,
            Kind::Days => Some(day.to_string()),
        };
        add(sums.entry((day, group.to_string(), class)).or_default(), &count);
    }
    sums.into_iter().map(|((day, group, class), count)| row(day, group, class, &count)).collect()
}

fn add(sum: &mut DayCount, more: &DayCount) {
    let DayCount { issued, served, auto_closed, no_show, left, cancelled, expired, void, wait_ms, called } = more;
    sum.issued += issued;
    sum.served += served;
    sum.auto_closed += auto_closed;
    sum.no_show += no_show;
    sum.left += left;
    sum.cancelled += cancelled;
    sum.expired += expired;
    sum.void += void;
    sum.wait_ms += wait_ms;
    sum.called += called;
}

fn row(day: Option<String>, group: String, class: String, count: &DayCount) -> ReportRow {
    ReportRow {
        day,
        group,
        class,
        issued: count.issued,
        served: count.served,
        auto_closed: count.auto_closed,
        no_show: count.no_show,
        left: count.left,
        cancelled: count.cancelled,
        expired: count.expired,
        open: count.issued - count.served - count.no_show - count.left - count.cancelled - count.expired,
        void: count.void,
        called: count.called,
        mean_wait_s: (count.called > 0).then(|| count.wait_ms / count.called / 1000),
    }
}

const HEAD: [&str; 14] = [
    "day",
    "group",
    "class",
    "issued",
    "served",
    "auto_closed",
    "no_show",
    "left",
    "cancelled",
    "expired",
    "open",
    "void",
    "called",
    "mean_wait_s",
];

fn cells(row: &ReportRow) -> Vec<String> {
    let numbers = [
        row.issued,
        row.served,
        row.auto_closed,
        row.no_show,
        row.left,
        row.cancelled,
        row.expired,
        row.open,
        row.void,
        row.called,
    ];
    let mut cells = vec![row.day.clone().unwrap_or_default(), row.group.clone(), row.class.clone()];
    cells.extend(numbers.iter().map(ToString::to_string));
    cells.push(row.mean_wait_s.map(|seconds| seconds.to_string()).unwrap_or_default());
    cells
}
