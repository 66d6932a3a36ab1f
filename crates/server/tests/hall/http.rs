//! HTTP by hand, so that a test sends exactly what it says.

use serde_json::Value;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// An answer takes no longer.
const WITHIN: Duration = Duration::from_secs(20);
static KEYS: AtomicU64 = AtomicU64::new(0);

/// A client with the headers it always sends.
#[derive(Clone)]
pub struct Http {
    address: SocketAddr,
    headers: Vec<(String, String)>,
}

/// An answer.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }
    /// A success's body.
    pub fn ok(&self) -> Value {
        assert!((200..300).contains(&self.status), "{} {}", self.status, self.body);
        self.json()
    }
    /// A problem: its status and code, after a look at the document's shape.
    pub fn problem(&self) -> (u16, String) {
        assert_eq!(self.header("content-type"), Some("application/problem+json"), "{self:?}");
        let document = self.json();
        assert_eq!(document["status"], self.status);
        assert!(document["type"].is_string() && document["title"].is_string());
        assert!(document["detail"].as_str().is_some_and(|detail| !detail.is_empty()), "{document}");
        (self.status, document["code"].as_str().expect("a code").to_owned())
    }
}

impl Http {
    pub fn new(address: SocketAddr) -> Self {
        Self { address, headers: Vec::new() }
    }
    pub fn with(&self, name: &str, value: &str) -> Self {
        let mut more = self.clone();
        more.headers.push((name.to_owned(), value.to_owned()));
        more
    }
    pub fn bearer(&self, token: &str) -> Self {
        self.with("authorization", &format!("Bearer {token}"))
    }
    pub async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], "").await
    }
    /// A POST under a fresh key.
    pub async fn post(&self, path: &str, body: Value) -> Answer {
        let key = format!("key-{}", KEYS.fetch_add(1, Ordering::SeqCst));
        self.post_as(path, &key, body).await
    }
    /// A POST under this key.
    pub async fn post_as(&self, path: &str, key: &str, body: Value) -> Answer {
        self.change("POST", path, key, body).await
    }
    pub async fn put(&self, path: &str, body: Value) -> Answer {
        let key = format!("key-{}", KEYS.fetch_add(1, Ordering::SeqCst));
        self.change("PUT", path, &key, body).await
    }
    async fn change(&self, method: &str, path: &str, key: &str, body: Value) -> Answer {
        let headers = [("idempotency-key", key), ("content-type", "application/json")];
        self.send(method, path, &headers, &body.to_string()).await
    }
    /// Exactly this.
    pub async fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let mut text = format!("{method} {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n", self.address);
        for (name, value) in
            self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).chain(headers.iter().copied())
        {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
        if !body.is_empty() || method != "GET" {
            text.push_str(&format!("content-length: {}\r\n", body.len()));
        }
        text.push_str("\r\n");
        text.push_str(body);
        tokio::time::timeout(WITHIN, exchange(self.address, text.into_bytes())).await.expect("an answer in time")
    }
    /// Opens a stream of server-sent events: its head's answer and the connection to read on.
    pub async fn open(&self, path: &str) -> TcpStream {
        let mut text = format!("GET {path} HTTP/1.1\r\nhost: {}\r\n", self.address);
        for (name, value) in &self.headers {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
        text.push_str("\r\n");
        let mut socket = TcpStream::connect(self.address).await.expect("a connection");
        socket.write_all(text.as_bytes()).await.expect("sent");
        socket
    }
}

async fn exchange(address: SocketAddr, request: Vec<u8>) -> Answer {
    let mut socket = TcpStream::connect(address).await.expect("a connection");
    // a server that refuses a body early may close while it is still being sent
    let _ = socket.write_all(&request).await;
    let mut bytes = Vec::new();
    let mut part = [0; 16 * 1024];
    loop {
        match socket.read(&mut part).await {
            Ok(0) | Err(_) => break,
            Ok(read) => bytes.extend_from_slice(&part[..read]),
        }
        if let Some(answer) = whole(&bytes) {
            return answer;
        }
    }
    parse(&bytes)
}

fn whole(bytes: &[u8]) -> Option<Answer> {
    let head = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
    let text = String::from_utf8_lossy(&bytes[..head]).to_lowercase();
    let length: usize = text.lines().find_map(|line| line.strip_prefix("content-length: "))?.trim().parse().ok()?;
    (bytes.len() >= head + 4 + length).then(|| parse(bytes))
}

fn parse(bytes: &[u8]) -> Answer {
    let head = bytes.windows(4).position(|four| four == b"\r\n\r\n").expect("an answer's head");
    let text = String::from_utf8_lossy(&bytes[..head]).into_owned();
    let mut lines = text.lines();
    let status =
        lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|code| code.parse().ok()).expect("a status");
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
        .collect();
    let raw = &bytes[head + 4..];
    let chunked = headers.iter().any(|(name, value)| name == "transfer-encoding" && value == "chunked");
    let body = if chunked { dechunked(raw) } else { raw.to_vec() };
    Answer { status, headers, body: String::from_utf8_lossy(&body).into_owned() }
}

fn dechunked(mut raw: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    while let Some(end) = raw.windows(2).position(|two| two == b"\r\n") {
        let size = usize::from_str_radix(&String::from_utf8_lossy(&raw[..end]), 16).unwrap_or(0);
        if size == 0 || raw.len() < end + 2 + size {
            break;
        }
        body.extend_from_slice(&raw[end + 2..end + 2 + size]);
        raw = &raw[(end + 4 + size).min(raw.len())..];
    }
    body
}
