//! A lean HTTP/1.1 client: one kept connection, one request at a time, so that little of what is measured is its own work.

use anyhow::{Context, Result, bail};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// An answer that is longer is no answer of ours, in bytes.
const ANSWER_MAX: usize = 4 * 1024 * 1024;

/// One kept connection.
pub struct Client {
    stream: TcpStream,
    host: String,
    buffer: Vec<u8>,
    request: Vec<u8>,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// The body as JSON, if the status is one of success.
    pub fn ok(&self) -> Result<Value> {
        if !(200..300).contains(&self.status) {
            bail!("{}: {}", self.status, String::from_utf8_lossy(&self.body));
        }
        Ok(serde_json::from_slice(&self.body)?)
    }
}

impl Client {
    /// Connects to `host:port`.
    pub async fn connect(address: &str) -> Result<Self> {
        let stream = TcpStream::connect(address).await.with_context(|| format!("no connection to {address}"))?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, host: address.to_owned(), buffer: Vec::with_capacity(8 * 1024), request: Vec::new() })
    }

    /// A command, under a fresh time-ordered key.
    pub async fn post(&mut self, path: &str, token: &str, body: &Value) -> Result<Answer> {
        self.command("POST", path, token, body).await
    }

    /// A whole thing put in its place.
    pub async fn put(&mut self, path: &str, token: &str, body: &Value) -> Result<Answer> {
        self.command("PUT", path, token, body).await
    }

    async fn command(&mut self, method: &str, path: &str, token: &str, body: &Value) -> Result<Answer> {
        let body = serde_json::to_vec(body)?;
        let key = uuid::Uuid::now_v7();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {token}\r\nidempotency-key: {key}\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n",
            self.host,
            body.len()
        );
        self.exchange(head, &body).await
    }

    /// A look.
    pub async fn get(&mut self, path: &str, token: &str) -> Result<Answer> {
        let head = format!("GET {path} HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {token}\r\n\r\n", self.host);
        self.exchange(head, &[]).await
    }

    async fn exchange(&mut self, head: String, body: &[u8]) -> Result<Answer> {
        self.request.clear();
        self.request.extend_from_slice(head.as_bytes());
        self.request.extend_from_slice(body);
        self.stream.write_all(&self.request).await?;
        loop {
            if let Some((answer, length)) = parse(&self.buffer)? {
                self.buffer.drain(..length);
                return Ok(answer);
            }
            if self.buffer.len() > ANSWER_MAX {
                bail!("an answer without end");
            }
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                bail!("the server closed the connection");
            }
        }
    }
}

/// A whole answer at the front of what was read, and its length; `None` while some of it is missing.
fn parse(read: &[u8]) -> Result<Option<(Answer, usize)>> {
    let Some(end) = find(read, b"\r\n\r\n") else { return Ok(None) };
    let head = std::str::from_utf8(&read[..end]).context("a head that is no text")?;
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|status| status.parse().ok());
    let status = status.with_context(|| format!("no status: {head}"))?;
    let start = end + 4;
    let mut length = None;
    for line in lines {
        let Some((name, value)) = line.split_once(':') else { continue };
        if name.eq_ignore_ascii_case("content-length") {
            length = Some(value.trim().parse::<usize>().context("a length that is no number")?);
        } else if name.eq_ignore_ascii_case("transfer-encoding") {
            return Ok(chunks(&read[start..])?.map(|(body, used)| (Answer { status, body }, start + used)));
        }
    }
    let length = length.unwrap_or(0);
    match read.get(start..start + length) {
        Some(body) => Ok(Some((Answer { status, body: body.to_vec() }, start + length))),
        None => Ok(None),
    }
}

fn chunks(read: &[u8]) -> Result<Option<(Vec<u8>, usize)>> {
    let mut body = Vec::new();
    let mut at = 0;
    loop {
        let Some(end) = find(&read[at..], b"\r\n") else { return Ok(None) };
        let size = std::str::from_utf8(&read[at..at + end])?.split(';').next().unwrap_or("").trim();
        let size = usize::from_str_radix(size, 16).with_context(|| format!("{size} is no size of a chunk"))?;
        let data = at + end + 2;
        let Some(chunk) = read.get(data..data + size + 2) else { return Ok(None) };
        body.extend_from_slice(&chunk[..size]);
        at = data + size + 2;
        if size == 0 {
            return Ok(Some((body, at)));
        }
    }
}

fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len()).position(|window| window == wanted)
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn an_answer_is_read_whole_or_not_yet() {
        let text = b"HTTP/1.1 201 Created\r\nContent-Length: 5\r\n\r\nhelloHTTP/1.1 ";
        for length in 0..text.len() - 9 {
            assert!(parse(&text[..length]).unwrap().is_none(), "{length} bytes");
        }
        let (answer, used) = parse(text).unwrap().unwrap();
        assert_eq!((answer.status, answer.body.as_slice(), used), (201, &b"hello"[..], text.len() - 9));
    }

    #[test]
    fn an_answer_in_chunks_is_put_together() {
        let text = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\n\r\n";
        assert!(parse(&text[..text.len() - 1]).unwrap().is_none());
        let (answer, used) = parse(text).unwrap().unwrap();
        assert_eq!((answer.body.as_slice(), used), (&b"hello"[..], text.len()));
    }

    #[test]
    fn what_is_no_answer_is_an_error() {
        assert!(parse(b"hello\r\n\r\n").is_err());
        assert!(parse(b"HTTP/1.1 200 OK\r\ncontent-length: many\r\n\r\n").is_err());
    }
}
