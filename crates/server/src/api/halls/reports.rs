//! Reports over HTTP: of one hall, or of all that are within reach of who asks.

use crate::api::command;
use crate::api::incoming::ok;
use crate::app::Shared;
use crate::auth::Principal;
use crate::problem::{Problem, short};
use crate::reports::{
    FileKind, Language, Reconciliation, ReportFile, ReportName, Sheet, Subject, compute, files_aside, period,
};
use axum::Extension;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use goiso_store::statistics::Span;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Which days, in which form.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ReportQuery {
    /// The first service day, `2026-11-23`; the present one if left out.
    #[param(value_type = Option<String>)]
    from: Option<Date>,
    /// The last service day; the first if left out.
    #[param(value_type = Option<String>)]
    to: Option<Date>,
    /// `json`, `csv`, `xlsx` or `pdf`.
    format: Option<String>,
    /// The language of a file: `vi` or `en`.
    lang: Option<String>,
}

/// A report: its sheets, and the line that proves that they add up.
#[derive(Debug, Serialize, ToSchema)]
pub struct Report {
    /// As it was asked for.
    pub report: String,
    /// Whose; null for all halls within reach.
    pub hall: Option<String>,
    /// The first service day.
    pub from: String,
    /// The last one.
    pub to: String,
    /// The period that it is compared with; null where the calendar ends.
    pub before: Option<ReportSpan>,
    /// issued = served + no_show + left + cancelled + expired + open, asserted.
    pub reconciliation: Reconciliation,
    /// The sheets.
    pub sheets: Vec<Sheet>,
}

/// Service days from the first to the last.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReportSpan {
    /// The first.
    pub from: String,
    /// The last.
    pub to: String,
}

/// Figures of a hall's service days: one of the nine sheets, or `monthly` for all.
#[utoipa::path(get, path = "/api/v1/halls/{hall}/reports/{report}", tag = "halls", operation_id = "get_report",
    params(("hall" = String, Path), ("report" = String, Path), ReportQuery),
    responses((status = 200, body = Report)))]
pub async fn get(
    State(app): State<Shared>,
    Path((hall, report)): Path<(String, String)>,
    query: Result<Query<ReportQuery>, QueryRejection>,
) -> Result<Response, Problem> {
    let hall = command::hall(&hall)?;
    let subject = Subject::hall(&app, &hall).ok_or_else(|| Problem::unknown_hall(hall.as_str()))?;
    answer(&app, &report, query, subject).await
}

/// The same of all halls, added up; for those whose reach is every hall.
#[utoipa::path(get, path = "/api/v1/reports/{report}", tag = "halls", operation_id = "get_report_of_all_halls",
    params(("report" = String, Path), ReportQuery),
    responses((status = 200, body = Report)))]
pub async fn all(
    State(app): State<Shared>,
    Extension(principal): Extension<Principal>,
    Path(report): Path<String>,
    query: Result<Query<ReportQuery>, QueryRejection>,
) -> Result<Response, Problem> {
    of_every_hall(&principal)?;
    answer(&app, &report, query, Subject::all(&app)).await
}

/// Refuses whoever belongs to one hall.
pub fn of_every_hall(principal: &Principal) -> Result<(), Problem> {
    let member = principal.member().ok_or_else(|| Problem::unauthenticated("this needs a token or a sign-in"))?;
    match &member.hall {
        Some(_) => Err(Problem::forbidden("only an admin of every hall, or a supervisor of every hall, may ask this")),
        None => Ok(()),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Json,
    File(FileKind),
}

impl Form {
    fn of(word: Option<&str>) -> Result<Self, Problem> {
        let Some(word) = word.filter(|word| *word != "json") else { return Ok(Form::Json) };
        let kind = FileKind::ALL.into_iter().find(|kind| kind.word() == word);
        kind.map(Form::File).ok_or_else(|| {
            let known: Vec<_> = FileKind::ALL.iter().map(|kind| kind.word()).collect();
            let detail = format!("{} cannot be had; json, {} can", short(word), known.join(", "));
            Problem::new(StatusCode::NOT_ACCEPTABLE, "format_unknown", detail)
        })
    }
}

async fn answer(
    app: &Shared,
    report: &str,
    query: Result<Query<ReportQuery>, QueryRejection>,
    subject: Subject,
) -> Result<Response, Problem> {
    let report = ReportName::of(report).ok_or_else(|| {
        let known: Vec<_> = ReportName::words().collect();
        let detail = format!("there is no report {}; there are {}", short(report), known.join(", "));
        Problem::new(StatusCode::NOT_FOUND, "report_unknown", detail)
    })?;
    let Query(query) = query.map_err(|error| Problem::bad_request(error.body_text()))?;
    let code = query.lang.as_deref().unwrap_or("vi");
    let language =
        Language::of(code).ok_or_else(|| Problem::bad_request(format!("lang is vi or en, not {}", short(code))))?;
    let form = Form::of(query.format.as_deref())?;
    let span = period::span(query.from, query.to, subject.today)?;
    let _place = app
        .limits
        .reports
        .take(String::new())
        .ok_or_else(|| Problem::too_many("reports_busy", "other reports are being computed", 2))?;
    let computed = compute(&app.store, report, subject, span).await?;
    match form {
        Form::Json => {
            let said = |span: Span| ReportSpan { from: span.from.to_string(), to: span.to.to_string() };
            ok(&Report {
                report: computed.report.word.to_owned(),
                hall: computed.subject.hall.as_ref().map(ToString::to_string),
                from: span.from.to_string(),
                to: span.to.to_string(),
                before: period::before(span).map(said),
                reconciliation: computed.reconciliation,
                sheets: computed.sheets,
            })
        }
        Form::File(kind) => {
            let (_, files) = files_aside(computed, vec![kind], language).await?;
            files.into_iter().next().map(download).ok_or_else(Problem::internal)
        }
    }
}

fn download(file: ReportFile) -> Response {
    let headers = [
        (header::CONTENT_TYPE, file.kind.media_type().to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{}\"", file.name)),
    ];
    (headers, file.bytes).into_response()
}
