//! The receipt of the order: why others were called before a ticket.

use super::fairness_paper::{Asked, paper};
use crate::api::command;
use crate::api::incoming::ok;
use crate::app::Shared;
use crate::auth::Principal;
use crate::pdf::PdfError;
use crate::problem::{Problem, short};
use crate::reports::{FileKind, Language};
use axum::Extension;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use goiso_engine::why_value;
use goiso_queue::fairness::{Because, Came, Fairness, Joined, Passed, fairness};
use goiso_queue::{Fact, HallConfig, HallId, Moment, TicketId};
use goiso_store::{DayLog, StoredEvent};
use goiso_wire::http::At;
use goiso_wire::value::Why;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Calls in one receipt, at most: the newest. The sums are over all.
const CALLS_TOLD: usize = 300;
/// Own steps in one receipt, at most: the newest.
const STEPS_TOLD: usize = 200;

/// In which form.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct FairnessQuery {
    /// `json`, or `pdf` for one sheet of paper.
    format: Option<String>,
    /// The language of the paper: `vi` or `en`.
    lang: Option<String>,
}

/// Why others were called before a ticket, counted from the log of its day.
#[derive(Debug, Serialize, ToSchema)]
pub struct FairnessReceipt {
    /// Its id.
    pub ticket: String,
    /// Its number.
    pub label: String,
    /// The line it is in, or was last.
    pub group: String,
    /// Its class; none for the ticket's holder.
    pub class: Option<String>,
    /// When it was taken.
    pub issued_at: i64,
    /// `waiting`, `called`, `serving`, `parked` or `done`.
    pub state: String,
    /// People who came earlier and were called while it waited.
    pub earlier: u32,
    /// People who came later and were called while it waited.
    pub later: u32,
    /// The calls that need a reason, oldest first, at most 300 of them: of those who came later, and of those who came
    /// earlier but joined the line after it.
    pub passed: Vec<FairnessCall>,
    /// What happened to the ticket itself, oldest first; empty for its holder.
    pub own: Vec<FairnessStep>,
    /// The last event that was counted: its hash in the log proves all before it.
    pub proof: FairnessProof,
}

/// One call that went before.
#[derive(Debug, Serialize, ToSchema)]
pub struct FairnessCall {
    /// The number that was called.
    pub label: String,
    /// `later` or `earlier` than the ticket.
    pub came: String,
    /// When that number was taken.
    pub arrived_at: i64,
    /// When it was called.
    pub called_at: i64,
    /// `chosen`, `guarantee`, `held`, `kept`, `returned`, `transferred`, `reinstated`, `moved`, `pushed_back`, `priority`,
    /// `ordinary_turn` or `arrival`.
    pub because: String,
    /// The bound of a guarantee, in seconds.
    pub within_s: Option<u32>,
    /// Whether a counter of another line helped out.
    pub helped: bool,
    /// The counter that the ticket was kept for; none for its holder.
    pub held_for: Option<String>,
    /// Where the number was called to; none for the ticket's holder.
    pub counter: Option<String>,
    /// Its class; none for the ticket's holder.
    pub class: Option<String>,
    /// What the log recorded with the call; none for the ticket's holder.
    pub why: Option<Why>,
    /// The event.
    pub seq: u64,
}

/// One step of the ticket itself.
#[derive(Debug, Serialize, ToSchema)]
pub struct FairnessStep {
    /// The event.
    pub seq: u64,
    /// When.
    pub at: i64,
    /// Its kind in the log.
    pub kind: String,
    /// The counter that it names.
    pub counter: Option<String>,
    /// The line that it names.
    pub group: Option<String>,
    /// The class that it names.
    pub class: Option<String>,
}

/// Where the count ended.
#[derive(Debug, Serialize, ToSchema)]
pub struct FairnessProof {
    /// The event.
    pub at: At,
    /// Its hash, which covers every event before it.
    pub hash: String,
}

/// Who reads a receipt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reader {
    Staff,
    Holder,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Json,
    Paper(Language),
}

impl Form {
    fn of(query: &FairnessQuery) -> Result<Self, Problem> {
        let code = query.lang.as_deref().unwrap_or("vi");
        let language =
            Language::of(code).ok_or_else(|| Problem::bad_request(format!("lang is vi or en, not {}", short(code))))?;
        match query.format.as_deref() {
            None | Some("json") => Ok(Form::Json),
            Some("pdf") => Ok(Form::Paper(language)),
            Some(other) => {
                let detail = format!("{} cannot be had; json and pdf can", short(other));
                Err(Problem::new(StatusCode::NOT_ACCEPTABLE, "format_unknown", detail))
            }
        }
    }
}

/// A receipt in the form that was asked for.
enum Answer {
    Json(Box<FairnessReceipt>),
    Paper { label: String, bytes: Vec<u8> },
}

/// Look at why others were called before a ticket, also of an earlier day. The ticket's holder is told numbers and rules
/// alone.
#[utoipa::path(get, path = "/api/v1/halls/{hall}/tickets/{ticket}/fairness", tag = "tickets",
    operation_id = "get_ticket_fairness", params(("hall" = String, Path), ("ticket" = String, Path), FairnessQuery),
    responses((status = 200, body = FairnessReceipt)))]
pub async fn get(
    State(app): State<Shared>,
    Extension(principal): Extension<Principal>,
    Path((hall, ticket)): Path<(String, String)>,
    query: Result<Query<FairnessQuery>, QueryRejection>,
) -> Result<Response, Problem> {
    let hall = command::hall(&hall)?;
    let id = command::ticket(&ticket)?;
    let Query(query) = query.map_err(|error| Problem::bad_request(error.body_text()))?;
    let form = Form::of(&query)?;
    let reader = match &principal {
        Principal::Holder { .. } => Reader::Holder,
        Principal::Nobody | Principal::Member(_) => Reader::Staff,
    };
    let looked = app.engine.read(&hall, |published| {
        (published.position.seq, published.hall.tickets.get(&id).map(|ticket| ticket.issued_at))
    });
    let (head, today) = looked.ok_or_else(|| Problem::unknown_hall(hall.as_str()))?;
    let _place = app
        .limits
        .reports
        .take(String::new())
        .ok_or_else(|| Problem::too_many("reports_busy", "other reports are being computed", 2))?;
    let unknown = || Problem::unknown_ticket(&id.to_string());
    let log = day_of(&app, &hall, id, head, today).await?.ok_or_else(unknown)?;
    let now = app.now();
    let words = Shared::clone(&app);
    let told = tokio::task::spawn_blocking(move || {
        let counted = fairness(log.first_seq(), log.events.iter().map(|stored| &stored.event), id)?;
        let receipt = receipt(&counted, &log, reader);
        match form {
            Form::Json => Some(Ok(Answer::Json(Box::new(receipt)))),
            Form::Paper(language) => {
                let config = in_force(&counted, &log)?;
                let passed = counted.passed.len();
                let written =
                    paper(&Asked { receipt: &receipt, passed, config, now, language, page_words: &words.page_words });
                Some(written.map(|bytes| Answer::Paper { label: receipt.label, bytes }))
            }
        }
    });
    let told = told.await.map_err(|error| {
        tracing::error!(%error, "a receipt ended early");
        Problem::internal()
    })?;
    match told.ok_or_else(unknown)?.map_err(unwritten)? {
        Answer::Json(receipt) => ok(&receipt),
        Answer::Paper { label, bytes } => {
            let headers = [
                (header::CONTENT_TYPE, FileKind::Pdf.media_type().to_owned()),
                (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{hall}-{label}.pdf\"")),
            ];
            Ok((headers, bytes).into_response())
        }
    }
}

fn unwritten(error: PdfError) -> Problem {
    tracing::error!(%error, "a receipt could not be written as a paper");
    Problem::internal()
}

/// The configuration that was in force when the ticket was last called; the newest for one that never was.
fn in_force<'l>(counted: &Fairness, log: &'l DayLog) -> Option<&'l HallConfig> {
    let called =
        counted.own.iter().rev().find(|seq| {
            stored(log, **seq).is_some_and(|stored| matches!(stored.event.fact, Fact::TicketCalled { .. }))
        });
    let until = called.copied().unwrap_or(u64::MAX);
    let known = log.events.iter().take_while(|stored| stored.position.seq <= until);
    known.filter_map(|stored| config_of(&stored.event.fact)).last()
}

fn config_of(fact: &Fact) -> Option<&HallConfig> {
    if let Fact::DayStarted { config, .. } | Fact::Configured { config } = fact { Some(config) } else { None }
}

fn stored(log: &DayLog, seq: u64) -> Option<&StoredEvent> {
    let place = usize::try_from(seq.checked_sub(log.first_seq())?).ok()?;
    log.events.get(place)
}

/// The log of the day on which the ticket was issued.
async fn day_of(
    app: &Shared,
    hall: &HallId,
    id: TicketId,
    head: u64,
    today: Option<Moment>,
) -> Result<Option<DayLog>, Problem> {
    if today.is_some() {
        return Ok(app.store.day_around(hall, head, head).await?);
    }
    let Some((row, _)) = app.store.ticket(hall, id).await? else { return Ok(None) };
    let seq = app.store.seq_at(hall, head, row.issued_at).await?;
    Ok(app.store.day_around(hall, seq, head).await?)
}

fn receipt(counted: &Fairness, log: &DayLog, reader: Reader) -> FairnessReceipt {
    let staff = |text: String| (reader == Reader::Staff).then_some(text);
    let last = log.events.last();
    let own = match reader {
        Reader::Staff => newest(&counted.own, STEPS_TOLD).iter().filter_map(|seq| step(log, *seq)).collect(),
        Reader::Holder => Vec::new(),
    };
    FairnessReceipt {
        ticket: counted.ticket.to_string(),
        label: counted.label.to_string(),
        group: counted.group.to_string(),
        class: staff(counted.class.to_string()),
        issued_at: counted.issued_at.0,
        state: counted.state.to_owned(),
        earlier: count(counted.earlier),
        later: count(counted.later),
        passed: newest(&counted.passed, CALLS_TOLD).iter().map(|passed| call(passed, reader)).collect(),
        own,
        proof: FairnessProof {
            at: last.map_or(At { epoch: String::new(), seq: 0 }, |event| At {
                epoch: event.position.epoch.to_string(),
                seq: event.position.seq,
            }),
            hash: last.map_or_else(String::new, |event| event.hash.clone()),
        },
    }
}

fn newest<T>(all: &[T], most: usize) -> &[T] {
    all.get(all.len().saturating_sub(most)..).unwrap_or_default()
}

fn count(people: usize) -> u32 {
    u32::try_from(people).unwrap_or(u32::MAX)
}

fn call(passed: &Passed, reader: Reader) -> FairnessCall {
    let staff = |text: String| (reader == Reader::Staff).then_some(text);
    let why = why_value(&passed.why);
    let (within_s, held_for) = match &passed.because {
        Because::Guarantee { within } => (Some(within.0), None),
        Because::Held { counter } => (None, Some(counter.to_string())),
        Because::Chosen
        | Because::Kept
        | Because::KeptArrival { .. }
        | Because::PushedBack
        | Because::Priority
        | Because::OrdinaryTurn
        | Because::Arrival => (None, None),
    };
    FairnessCall {
        label: passed.label.to_string(),
        came: match passed.came {
            Came::Later => "later",
            Came::Earlier => "earlier",
        }
        .to_owned(),
        arrived_at: passed.arrived.0,
        called_at: passed.at.0,
        because: word(&passed.because).to_owned(),
        within_s,
        helped: why.helped,
        held_for: held_for.and_then(staff),
        counter: staff(passed.counter.to_string()),
        class: staff(passed.why.class.to_string()),
        why: (reader == Reader::Staff).then_some(why),
        seq: passed.seq,
    }
}

fn word(because: &Because) -> &'static str {
    match because {
        Because::Chosen => "chosen",
        Because::Guarantee { .. } => "guarantee",
        Because::Held { .. } => "held",
        Because::Kept => "kept",
        Because::KeptArrival { joined: Joined::Returned } => "returned",
        Because::KeptArrival { joined: Joined::Transferred } => "transferred",
        Because::KeptArrival { joined: Joined::Reinstated } => "reinstated",
        Because::KeptArrival { joined: Joined::Moved } => "moved",
        Because::PushedBack => "pushed_back",
        Because::Priority => "priority",
        Because::OrdinaryTurn => "ordinary_turn",
        Because::Arrival => "arrival",
    }
}

fn step(log: &DayLog, seq: u64) -> Option<FairnessStep> {
    let stored = stored(log, seq)?;
    let body: serde_json::Value = serde_json::from_str(&stored.body).ok()?;
    let named = |field: &str| body.get(field).and_then(|value| value.as_str()).map(str::to_owned);
    Some(FairnessStep {
        seq,
        at: stored.event.at.0,
        kind: stored.kind.clone(),
        counter: named("counter"),
        group: named("group"),
        class: named("class"),
    })
}
