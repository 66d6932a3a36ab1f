//! Every error a client can meet, as RFC 9457 problem details: which status a refusal has, which facts go with it.

use axum::http::header::{CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use goiso_engine::SubmitError;
use goiso_queue::Refusal;
use goiso_queue::event::Phase;
use goiso_store::StoreError;
use serde_json::{Map, Value, json};

/// The media type of problem documents.
pub const PROBLEM_JSON: &str = "application/problem+json";

/// An error as the client gets it. It never carries a secret, a stack or a database's words beyond what an operator needs.
#[derive(Debug, Clone)]
pub struct Problem {
    /// HTTP status.
    pub status: StatusCode,
    /// Stable code that programs and translations go by.
    pub code: &'static str,
    /// What was tried, what stands in the way, what is allowed.
    pub detail: String,
    /// Facts that belong to the code.
    pub facts: Map<String, Value>,
    /// Worth trying again after so many seconds.
    pub retry_after_s: Option<u32>,
}

impl Problem {
    /// A problem without facts.
    pub fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        Self { status, code, detail: detail.into(), facts: Map::new(), retry_after_s: None }
    }
    /// The request is not what the route takes.
    pub fn bad_request(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "bad_request", detail)
    }
    /// Nobody is signed in, or not any more.
    pub fn unauthenticated(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "unauthenticated", detail)
    }
    /// Signed in, but not for this.
    pub fn forbidden(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden", detail)
    }
    /// There is no such hall, or not for whoever asks: the two are not told apart.
    pub fn unknown_hall(hall: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "unknown_hall", format!("there is no hall {}", short(hall)))
            .fact("hall", short(hall))
    }
    /// There is no such counter.
    pub fn unknown_counter(counter: &str) -> Self {
        of_refusal(&Refusal::UnknownCounter { counter: short(counter) })
    }
    /// There is no such ticket; the id may not even look like one.
    pub fn unknown_ticket(ticket: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "unknown_ticket", format!("there is no ticket {}", short(ticket)))
            .fact("ticket", short(ticket))
    }
    /// There is nothing at this address.
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", "there is nothing at this address")
    }
    /// Something inside failed; the log says what, the client does not learn it.
    pub fn internal() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "something failed inside; the log of the server says what",
        )
    }
    /// Too fast or too many.
    pub fn too_many(code: &'static str, detail: impl Into<String>, retry_after_s: u32) -> Self {
        Self::new(StatusCode::TOO_MANY_REQUESTS, code, detail).retry_after(retry_after_s)
    }
    /// The same with a fact more.
    #[must_use]
    pub fn fact(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.facts.insert(name.to_owned(), value.into());
        self
    }
    /// The same, worth trying again later.
    #[must_use]
    pub fn retry_after(mut self, seconds: u32) -> Self {
        self.retry_after_s = Some(seconds);
        self
    }
    /// The document as it is sent and stored under a key.
    pub fn document(&self) -> String {
        let document = goiso_wire::http::Problem {
            kind: "about:blank".to_owned(),
            title: self.status.canonical_reason().unwrap_or("Problem").to_owned(),
            status: self.status.as_u16(),
            code: self.code.to_owned(),
            detail: self.detail.clone(),
            facts: self.facts.clone(),
        };
        serde_json::to_string(&document).unwrap_or_else(|_| r#"{"type":"about:blank","status":500}"#.to_owned())
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = (self.status, self.document()).into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
        if let Some(seconds) = self.retry_after_s {
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert("www-authenticate", HeaderValue::from_static("Bearer"));
        }
        response
    }
}

/// At most this many characters of what a client sent are told back to it.
const ECHO_MAX: usize = 40;

/// A client's text, short enough to be told back.
pub fn short(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(ECHO_MAX).collect()
}

/// The problem a refusal is: unknown things are 404, unworkable values 400 or 422, everything that another state of the
/// hall would allow is 409.
pub fn of_refusal(refusal: &Refusal) -> Problem {
    let (status, facts) = match refusal {
        Refusal::UnknownGroup { group } => (StatusCode::NOT_FOUND, json!({"group": group})),
        Refusal::UnknownService { service } => (StatusCode::NOT_FOUND, json!({"service": service})),
        Refusal::UnknownClass { class } => (StatusCode::NOT_FOUND, json!({"class": class})),
        Refusal::UnknownCounter { counter } => (StatusCode::NOT_FOUND, json!({"counter": counter})),
        Refusal::UnknownZone { zone } => (StatusCode::NOT_FOUND, json!({"zone": zone})),
        Refusal::UnknownTicket { ticket } => (StatusCode::NOT_FOUND, json!({"ticket": ticket})),
        Refusal::UnknownItem { item } => (StatusCode::NOT_FOUND, json!({"item": item})),
        Refusal::NotConfigured => (StatusCode::CONFLICT, json!({})),
        Refusal::BadConfig { problems } => {
            let words: Vec<String> = problems.iter().map(ToString::to_string).collect();
            let reasons: Vec<Value> = problems.iter().map(crate::config_reasons::reason).collect();
            (StatusCode::UNPROCESSABLE_ENTITY, json!({"problems": words, "reasons": reasons}))
        }
        Refusal::IssuingClosed { phase } => (StatusCode::CONFLICT, phase_facts(phase)),
        Refusal::IssuingStopped { reason } => (StatusCode::CONFLICT, json!({"reason": reason})),
        Refusal::NumbersExhausted { group } => (StatusCode::CONFLICT, json!({"group": group})),
        Refusal::DailyCapReached { what, cap } => (StatusCode::CONFLICT, json!({"what": what, "cap": cap})),
        Refusal::PersonHasTicket { open, ticket, label, state } => {
            (StatusCode::CONFLICT, json!({"open": open, "ticket": ticket, "label": label.to_string(), "state": state}))
        }
        Refusal::PersonCapReached { taken } => (StatusCode::CONFLICT, json!({"taken": taken})),
        Refusal::TooManyOpen { open } => (StatusCode::CONFLICT, json!({"open": open})),
        Refusal::CounterState { state, attempt, allowed } => {
            (StatusCode::CONFLICT, json!({"state": state, "attempt": attempt, "allowed": allowed}))
        }
        Refusal::CounterBusy { ticket, state } => (StatusCode::CONFLICT, json!({"ticket": ticket, "state": state})),
        Refusal::StaleScreen { seen, actual } => (StatusCode::CONFLICT, json!({"seen": seen, "actual": actual})),
        Refusal::NobodyHere { attempt } => (StatusCode::CONFLICT, json!({"attempt": attempt})),
        Refusal::TicketState { ticket, state, attempt, allowed } => {
            (StatusCode::CONFLICT, json!({"ticket": ticket, "state": state, "attempt": attempt, "allowed": allowed}))
        }
        Refusal::NoShowTooEarly { calls, calls_needed, not_before } => {
            (StatusCode::CONFLICT, json!({"calls": calls, "calls_needed": calls_needed, "not_before": not_before.0}))
        }
        Refusal::TooManyCalls { ticket, calls } => (StatusCode::CONFLICT, json!({"ticket": ticket, "calls": calls})),
        Refusal::TooManyPushBacks { ticket, times } => {
            (StatusCode::CONFLICT, json!({"ticket": ticket, "times": times}))
        }
        Refusal::NobodyBehind { ticket } => (StatusCode::CONFLICT, json!({"ticket": ticket})),
        Refusal::OutOfRange { what, allowed } => (StatusCode::BAD_REQUEST, json!({"what": what, "allowed": allowed})),
        Refusal::AlreadyRated { ticket } => (StatusCode::CONFLICT, json!({"ticket": ticket})),
        Refusal::NothingToUndo { why } => (StatusCode::CONFLICT, json!({"why": why})),
        Refusal::UnknownPrinter { printer } => (StatusCode::NOT_FOUND, json!({"printer": printer})),
        Refusal::PrintUnderWay { print } => (StatusCode::CONFLICT, json!({"print": print})),
        Refusal::NoPapers { service } => (StatusCode::CONFLICT, json!({"service": service})),
        Refusal::TooManyPrints { ticket, times } => (StatusCode::CONFLICT, json!({"ticket": ticket, "times": times})),
        Refusal::SpeechTooOld { age_ms } => (StatusCode::CONFLICT, json!({"age_ms": age_ms})),
        Refusal::SpeechTaken | Refusal::SpeechWithdrawn | Refusal::SpeechBusy => (StatusCode::CONFLICT, json!({})),
    };
    let mut problem = Problem::new(status, refusal.code(), refusal.to_string());
    if let Value::Object(facts) = facts {
        problem.facts = facts;
    }
    problem
}

fn phase_facts(phase: &Phase) -> Value {
    match phase {
        Phase::ClosedToday => json!({"phase": "closed_today"}),
        Phase::Before { issuing_from, opens } => {
            json!({"phase": "before", "issuing_from": issuing_from.0, "opens": opens.0})
        }
        Phase::Issuing { last_ticket, closes } => {
            json!({"phase": "issuing", "last_ticket": last_ticket.0, "closes": closes.0})
        }
        Phase::LastTicketOut { closes } => json!({"phase": "last_ticket_out", "closes": closes.0}),
        Phase::After => json!({"phase": "after"}),
    }
}

/// Seconds after which a client whose commit is in doubt should ask again with the same key.
const IN_DOUBT_RETRY_S: u32 = 1;
/// Seconds after which a client should come back to a server that stops.
const STOPPING_RETRY_S: u32 = 2;

impl From<SubmitError> for Problem {
    fn from(error: SubmitError) -> Problem {
        let unavailable = |code, detail: String, after: u32| {
            Problem::new(StatusCode::SERVICE_UNAVAILABLE, code, detail).retry_after(after)
        };
        match error {
            SubmitError::UnknownHall => Problem::new(StatusCode::NOT_FOUND, "unknown_hall", "there is no such hall"),
            SubmitError::Busy { retry_after_s } => unavailable(
                "busy",
                "the hall has too much to do; try again with the same key".to_owned(),
                retry_after_s,
            ),
            SubmitError::KeyReused => key_reused(),
            SubmitError::Unavailable { why, retry_after_s } => {
                tracing::warn!(%why, "the database cannot write now");
                unavailable("unavailable", format!("nothing was written: {}", plain(&why)), retry_after_s)
            }
            SubmitError::InDoubt { why } => {
                tracing::warn!(%why, "a commit is in doubt");
                let detail = "whether this was written is not known; the same key finds out".to_owned();
                unavailable("in_doubt", detail, IN_DOUBT_RETRY_S)
            }
            SubmitError::Stopping => unavailable("stopping", "the server stops".to_owned(), STOPPING_RETRY_S),
        }
    }
}

/// The key was used for another request.
pub fn key_reused() -> Problem {
    Problem::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "key_reused",
        "this Idempotency-Key was used for another request; a new request needs a new key",
    )
}

/// The kind of trouble in words for people, without a database's own words about tables and statements.
fn plain(why: &str) -> &'static str {
    if why.contains("full") {
        "the disk is full"
    } else if why.to_ascii_lowercase().contains("read-only") || why.contains("readonly") {
        "the disk is read-only"
    } else {
        "the database cannot write now"
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Problem {
        match &error {
            StoreError::UnknownHall(hall) => Problem::unknown_hall(hall.as_str()),
            StoreError::Exists(what) => {
                // Which table and column is the database's own affair.
                tracing::info!(%what, "a key is taken already");
                Problem::new(StatusCode::CONFLICT, "exists", "there is one of this name or code already")
            }
            StoreError::Unavailable { why } | StoreError::InDoubt { why } => {
                tracing::warn!(%error, "the database cannot be used now");
                Problem::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", plain(why)).retry_after(1)
            }
            StoreError::TooMuch { .. } => Problem::new(StatusCode::BAD_REQUEST, "too_much", error.to_string()),
            StoreError::Fatal { .. } | StoreError::Unreadable { .. } | StoreError::Panicked(_) => {
                tracing::error!(%error, "the database failed");
                Problem::internal()
            }
        }
    }
}
