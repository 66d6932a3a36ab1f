//! Questions over HTTP: before following, what the token is for (the hall, the zone, the speaker's rank); before there is one, pairing.

use anyhow::{Context, Result, bail};
use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use hyper::{Request, StatusCode, Uri};
use hyper_util::rt::TokioIo;
use serde::Deserialize;
use serde_json::Value;
use std::time::Duration;
use tokio::net::TcpStream;

/// The answer must be there within this.
const ANSWER_WITHIN: Duration = Duration::from_secs(10);
/// No answer is longer, in bytes.
const ANSWER_MAX: usize = 64 * 1024;

/// What the server says of a token.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Me {
    /// The hall; none for every hall.
    pub hall: Option<String>,
    /// The zone; none for every zone.
    pub zone: Option<String>,
    /// The rank of a speaker; none may not speak.
    #[serde(default)]
    pub speaks: Option<u8>,
}

/// Why it could not be learned.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// The server does not know the token: nothing gets better by itself.
    #[error(
        "the server does not know this token: make one with `goiso token add --role announcer` and put it into the file"
    )]
    WrongToken,
    /// There is no server, or it is not well.
    #[error("{0:#}")]
    Unreachable(#[from] anyhow::Error),
}

/// Asks `GET /api/v1/me`.
///
/// # Errors
/// The token is wrong, or there is no server now.
pub async fn me(server: &str, token: &str) -> Result<Me, AskError> {
    let answer = tokio::time::timeout(ANSWER_WITHIN, get(server, "/api/v1/me", token));
    let (status, body) = answer.await.context("the server does not answer")??;
    match status {
        StatusCode::OK => Ok(serde_json::from_slice(&body).context("the server's answer is of another kind")?),
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Err(AskError::WrongToken),
        other => Err(AskError::Unreachable(anyhow::anyhow!("the server answers {other}"))),
    }
}

async fn get(server: &str, path: &str, token: &str) -> Result<(StatusCode, Bytes)> {
    let request = Request::get(path).header(AUTHORIZATION, format!("Bearer {token}"));
    send(server, request.body(Full::default())?).await
}

/// Posts a body of JSON and gives the answer's, null where it is none.
///
/// # Errors
/// There is no server now, or it does not answer.
pub async fn post(server: &str, path: &str, body: &Value) -> Result<(StatusCode, Value)> {
    let key = uuid::Uuid::now_v7().to_string();
    let request = Request::post(path).header(CONTENT_TYPE, "application/json").header("Idempotency-Key", key);
    let request = request.body(Full::from(serde_json::to_vec(body)?))?;
    let answer = tokio::time::timeout(ANSWER_WITHIN, send(server, request)).await;
    let (status, body) = answer.context("the server does not answer")??;
    Ok((status, serde_json::from_slice(&body).unwrap_or(Value::Null)))
}

async fn send(server: &str, mut request: Request<Full<Bytes>>) -> Result<(StatusCode, Bytes)> {
    let address: Uri = server.trim_end_matches('/').replace("ws://", "http://").parse()?;
    if address.scheme_str() != Some("http") {
        bail!("{server} is no address of a server: it does not begin with http://");
    }
    let host = address.authority().context("an address without host")?.as_str().to_owned();
    let port = address.port_u16().unwrap_or(80);
    let stream = TcpStream::connect((address.host().unwrap_or_default(), port)).await.context("no server there")?;
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
    let driver = tokio::spawn(connection);
    request.headers_mut().insert(HOST, host.parse()?);
    let answer = sender.send_request(request).await?;
    let status = answer.status();
    let body = Limited::new(answer.into_body(), ANSWER_MAX).collect().await.map_err(|why| anyhow::anyhow!(why))?;
    driver.abort();
    Ok((status, body.to_bytes()))
}
