//! A small HTTP client: one keep-alive connection, one request at a time, every answer with its status.

use anyhow::{Context, Result};
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::{Method, Request};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use std::time::Duration;
use tokio::net::TcpStream;

/// No answer within this is a lost connection.
const ANSWER_WITHIN: Duration = Duration::from_secs(20);

/// An answer.
#[derive(Debug, Clone)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// The body as JSON, or null.
    pub body: Value,
}

impl Answer {
    /// A 2xx.
    pub fn fine(&self) -> bool {
        (200..300).contains(&self.status)
    }
    /// The problem's code, or empty.
    pub fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or("")
    }
    /// The position it carries.
    pub fn seq(&self) -> Option<u64> {
        self.body["at"]["seq"].as_u64()
    }
}

/// One connection with one bearer token.
#[derive(Debug)]
pub struct Client {
    address: String,
    token: String,
    open: Option<SendRequest<Full<Bytes>>>,
}

impl Client {
    /// For `http://HOST:PORT`.
    pub fn new(url: &str, token: &str) -> Self {
        let address = url.trim_start_matches("http://").trim_end_matches('/').to_owned();
        Self { address, token: token.to_owned(), open: None }
    }

    /// GET under `/api/v1`.
    pub async fn get(&mut self, path: &str) -> Result<Answer> {
        self.ask(Method::GET, path, None, None).await
    }

    /// PUT under `/api/v1` with a new key.
    pub async fn put(&mut self, path: &str, body: &Value) -> Result<Answer> {
        self.ask(Method::PUT, path, Some(body), Some(&new_key())).await
    }

    /// POST under `/api/v1` with a new key.
    pub async fn post(&mut self, path: &str, body: &Value) -> Result<Answer> {
        let key = new_key();
        self.post_keyed(path, body, &key).await
    }

    /// POST under `/api/v1` with this key.
    pub async fn post_keyed(&mut self, path: &str, body: &Value, key: &str) -> Result<Answer> {
        self.ask(Method::POST, path, Some(body), Some(key)).await
    }

    async fn ask(&mut self, method: Method, path: &str, body: Option<&Value>, key: Option<&str>) -> Result<Answer> {
        let answer = tokio::time::timeout(ANSWER_WITHIN, self.ask_now(method, path, body, key)).await;
        let answer = answer.context("no answer").and_then(|answer| answer);
        if answer.is_err() {
            self.open = None;
        }
        answer
    }

    async fn ask_now(&mut self, method: Method, path: &str, body: Option<&Value>, key: Option<&str>) -> Result<Answer> {
        let mut open = match self.open.take() {
            Some(open) if !open.is_closed() => open,
            Some(_) | None => {
                let stream = TcpStream::connect(&self.address).await?;
                stream.set_nodelay(true)?;
                let (open, connection) = handshake(TokioIo::new(stream)).await?;
                // An error here ends the connection, and the request that waits for it reports it.
                tokio::spawn(async move { connection.await.ok() });
                open
            }
        };
        open.ready().await?;
        let mut request = Request::builder()
            .method(method)
            .uri(format!("/api/v1{path}"))
            .header("host", &self.address)
            .header("authorization", format!("Bearer {}", self.token));
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        let bytes = match body {
            Some(body) => {
                request = request.header("content-type", "application/json");
                Bytes::from(body.to_string())
            }
            None => Bytes::new(),
        };
        let response = open.send_request(request.body(Full::new(bytes))?).await?;
        let status = response.status().as_u16();
        let bytes = response.into_body().collect().await?.to_bytes();
        self.open = Some(open);
        Ok(Answer { status, body: serde_json::from_slice(&bytes).unwrap_or(Value::Null) })
    }
}

/// A key as goiso's own clients make them: UUIDv7.
pub fn new_key() -> String {
    uuid::Uuid::now_v7().to_string()
}
