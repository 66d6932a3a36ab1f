//! A change as it comes in: who sends it, under which key, with which body.

use crate::app::Shared;
use crate::auth::{Member, Principal};
use crate::problem::{PROBLEM_JSON, Problem, key_reused};
use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use goiso_queue::Actor;
use goiso_store::{Answer, KeyRef, StoreError};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

/// Bytes of a body, at most.
pub const BODY_MAX: usize = 64 * 1024;
/// Bytes of a whole configuration, at most.
pub const CONFIG_MAX: usize = 1024 * 1024;
/// Characters of a key, at most.
pub const KEY_MAX: usize = 128;
/// The header that carries the key.
pub const KEY_HEADER: &str = "idempotency-key";
/// Marks an answer that was given before under the same key.
pub const REPLAYED_HEADER: &str = "idempotency-replayed";

/// A change, read whole.
#[derive(Debug)]
pub struct Incoming {
    /// Who sends it.
    pub principal: Principal,
    /// Under which key.
    pub key: KeyRef,
    /// JSON, or TOML or CSV where the route says so.
    pub format: Format,
    body: Bytes,
}

/// What a body is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// `application/json`, or no body at all.
    Json,
    /// `application/toml`.
    Toml,
    /// `text/csv`.
    Csv,
}

impl FromRequest<Shared> for Incoming {
    type Rejection = Problem;

    async fn from_request(request: Request, _app: &Shared) -> Result<Self, Problem> {
        let (parts, body) = request.into_parts();
        let principal = parts.extensions.get::<Principal>().cloned().ok_or_else(Problem::internal)?;
        let key = key_of(&parts.headers)?;
        let path = parts.uri.path();
        let most = if path.ends_with("/config") || path == "/api/v1/halls" { CONFIG_MAX } else { BODY_MAX };
        let body = read(body, most).await?;
        let format = format_of(&parts.headers, &body)?;
        let hash = Sha256::new()
            .chain_update(parts.method.as_str())
            .chain_update([0])
            .chain_update(parts.uri.path_and_query().map_or(path, |whole| whole.as_str()))
            .chain_update([0])
            .chain_update(&body)
            .finalize();
        let key = KeyRef { principal: principal.id(), key, request_hash: hash.into() };
        Ok(Self { principal, key, format, body })
    }
}

impl Incoming {
    /// The body as JSON; an empty one stands for `{}`.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Problem> {
        if self.format != Format::Json {
            return Err(unsupported());
        }
        let body: &[u8] = if self.body.is_empty() { b"{}" } else { &self.body };
        serde_json::from_slice(body).map_err(|error| unexpected(&error.to_string()))
    }
    /// The body as text.
    pub fn text(&self) -> Result<&str, Problem> {
        std::str::from_utf8(&self.body).map_err(|_| Problem::bad_request("the body is not UTF-8"))
    }
    /// The member that sends it.
    pub fn member(&self) -> Result<&Member, Problem> {
        self.principal.member().ok_or_else(|| Problem::unauthenticated("this needs a token or a sign-in"))
    }
    /// The actor that the log will name.
    pub fn actor(&self) -> Result<Actor, Problem> {
        self.principal.actor().ok_or_else(|| Problem::forbidden("nobody that a log could name sends this"))
    }

    /// Answers a change outside every hall: a known key gets its answer again; a new one does the work and keeps the
    /// answer. Answers that hand out a secret must not be kept: they say so by [`Kept::Never`].
    pub async fn outside<F>(self, app: &Shared, work: F) -> Result<Response, Problem>
    where
        F: AsyncFnOnce(&Self) -> Result<Outside, Problem>,
    {
        let _one_at_a_time = app.outside.lock(&self.key).await;
        if let Some(known) = app.store.outer_answer(&self.key).await? {
            if known.request_hash != self.key.request_hash {
                return Err(key_reused());
            }
            return Ok(again(answer(known.status, known.body)));
        }
        let outside = match work(&self).await {
            Ok(outside) => outside,
            Err(problem) if problem.status.is_server_error() || problem.status == StatusCode::TOO_MANY_REQUESTS => {
                return Err(problem);
            }
            Err(problem) => Outside { status: problem.status, body: problem.document(), kept: Kept::UnderKey },
        };
        if outside.kept == Kept::UnderKey {
            let kept = Answer { key: self.key, status: outside.status.as_u16(), body: outside.body.clone() };
            match app.store.keep_outer_answer(kept).await {
                // another node did the same under the same key: its answer stays
                Ok(()) | Err(StoreError::Exists(_)) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(answer(outside.status.as_u16(), outside.body))
    }
}

/// Whether an answer is kept under its key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// A repetition gets it again.
    UnderKey,
    /// It holds a secret: a repetition is refused by what the first one changed.
    Never,
}

/// The answer to a change outside every hall.
#[derive(Debug)]
pub struct Outside {
    /// Its status.
    pub status: StatusCode,
    /// JSON.
    pub body: String,
    /// Whether it is kept.
    pub kept: Kept,
}

impl Outside {
    /// An answer that is kept.
    pub fn kept<T: Serialize>(status: StatusCode, body: &T) -> Result<Self, Problem> {
        Ok(Self { status, body: json(body)?, kept: Kept::UnderKey })
    }
    /// An answer with a secret in it.
    pub fn secret<T: Serialize>(status: StatusCode, body: &T) -> Result<Self, Problem> {
        Ok(Self { status, body: json(body)?, kept: Kept::Never })
    }
}

/// A value whose texts are composed (NFC), so that the same words are the same bytes wherever they are compared, searched or drawn.
pub fn composed<T: Serialize + DeserializeOwned>(value: &T) -> Result<T, Problem> {
    let unwritten = |error: serde_json::Error| {
        tracing::error!(%error, "texts could not be composed");
        Problem::internal()
    };
    let mut tree = serde_json::to_value(value).map_err(unwritten)?;
    compose(&mut tree);
    serde_json::from_value(tree).map_err(unwritten)
}

fn compose(tree: &mut Value) {
    match tree {
        Value::String(text) => *text = text.nfc().collect(),
        Value::Array(values) => values.iter_mut().for_each(compose),
        Value::Object(fields) => fields.values_mut().for_each(compose),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// A value as JSON.
pub fn json<T: Serialize>(value: &T) -> Result<String, Problem> {
    serde_json::to_string(value).map_err(|error| {
        tracing::error!(%error, "an answer could not be written");
        Problem::internal()
    })
}

/// An answer of this status: a problem document from 400 on.
pub fn answer(status: u16, body: String) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let kind = if status.as_u16() >= 400 { PROBLEM_JSON } else { "application/json" };
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}

/// Marks an answer as given before.
pub fn again(mut response: Response) -> Response {
    response.headers_mut().insert(REPLAYED_HEADER, HeaderValue::from_static("true"));
    response
}

/// A value as a 200 answer.
pub fn ok<T: Serialize>(value: &T) -> Result<Response, Problem> {
    Ok(answer(200, json(value)?))
}

fn key_of(headers: &HeaderMap) -> Result<String, Problem> {
    let missing = |detail: &str| Problem::new(StatusCode::BAD_REQUEST, "idempotency_key_missing", detail);
    let mut keys = headers.get_all(KEY_HEADER).iter();
    let Some(key) = keys.next() else {
        return Err(missing("every change needs an Idempotency-Key header, fresh for each new change"));
    };
    let fine = (1..=KEY_MAX).contains(&key.len()) && key.as_bytes().iter().all(u8::is_ascii_graphic);
    match key.to_str() {
        Ok(key) if fine && keys.next().is_none() => Ok(key.to_owned()),
        Ok(_) | Err(_) => Err(missing("the Idempotency-Key is one header of 1 to 128 visible ASCII characters")),
    }
}

async fn read(body: Body, most: usize) -> Result<Bytes, Problem> {
    axum::body::to_bytes(body, most).await.map_err(|error| {
        let mut source: Option<&dyn std::error::Error> = Some(&error);
        while let Some(cause) = source {
            if cause.to_string().contains("length limit") {
                return Problem::new(
                    StatusCode::PAYLOAD_TOO_LARGE,
                    "body_too_large",
                    format!("at most {most} bytes are read"),
                )
                .fact("most", most);
            }
            source = cause.source();
        }
        Problem::bad_request("the body did not arrive whole")
    })
}

fn format_of(headers: &HeaderMap, body: &Bytes) -> Result<Format, Problem> {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let kind = kind.map(|kind| kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase());
    match kind.as_deref() {
        Some("application/json") => Ok(Format::Json),
        Some("application/toml") => Ok(Format::Toml),
        Some("text/csv") => Ok(Format::Csv),
        None if body.is_empty() => Ok(Format::Json),
        None | Some(_) => Err(unsupported()),
    }
}

/// Characters of a parser's words that are told: it repeats what it could not read, however long.
const WHY_MAX: usize = 300;

/// The body is JSON or TOML and yet not what the route takes.
pub fn unexpected(why: &str) -> Problem {
    let why: String = why.chars().filter(|c| !c.is_control()).take(WHY_MAX).collect();
    Problem::bad_request(format!("the body is not what is expected: {why}"))
}

fn unsupported() -> Problem {
    Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", "send Content-Type: application/json")
}

impl IntoResponse for Outside {
    fn into_response(self) -> Response {
        answer(self.status.as_u16(), self.body)
    }
}

/// Keys outside halls that are at work, so that a repetition waits for the first instead of running beside it.
#[derive(Debug, Default)]
pub struct AtWork([tokio::sync::Mutex<()>; AT_WORK]);

/// Changes outside halls that may run side by side; they are rare.
const AT_WORK: usize = 8;

impl AtWork {
    async fn lock(&self, key: &KeyRef) -> tokio::sync::MutexGuard<'_, ()> {
        let hash = Sha256::new().chain_update(&key.principal).chain_update([0]).chain_update(&key.key).finalize();
        let slot = usize::from(hash[0]) % AT_WORK;
        self.0[slot].lock().await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use goiso_queue::config::Text;

    #[test]
    fn texts_are_composed_wherever_they_stand_and_nothing_else_is_changed() {
        let loose = |text: &str| Text { vi: text.to_owned(), en: "e\u{301}".to_owned() };
        let made = composed(&vec![loose("Ho\u{323}\u{302} ti\u{323}ch"), loose("Hộ tịch")]).expect("composed");
        assert_eq!((made[0].vi.as_str(), made[0].en.as_str()), ("Hộ tịch", "é"));
        assert_eq!(made[0], made[1]);
        let ward = crate::template::ward();
        assert_eq!(composed(&ward).expect("composed"), ward);
    }
}
