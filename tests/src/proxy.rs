//! A proxy between clients and server that cuts connections: before the request arrives, or after the answer has left.

use anyhow::Result;
use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// How often which cut is made, in per cent of requests.
#[derive(Debug, Clone, Copy)]
pub struct Cuts {
    /// The request never arrives.
    pub before: u32,
    /// The request arrives, its answer does not.
    pub after: u32,
}

/// What the proxy did; a run in which a kind never happened proves nothing.
#[derive(Debug, Default)]
pub struct Counts {
    /// Requests cut before they arrived.
    pub before: AtomicU64,
    /// Answers cut.
    pub after: AtomicU64,
    /// Requests and answers passed on.
    pub passed: AtomicU64,
}

/// A running proxy; it ends with its runtime.
#[derive(Debug)]
pub struct Proxy {
    /// Where clients connect: `http://127.0.0.1:PORT`.
    pub url: String,
    /// What it did so far.
    pub counts: Arc<Counts>,
}

impl Proxy {
    /// In front of `server` (`http://HOST:PORT`).
    pub async fn start(server: &str, cuts: Cuts, seed: u64) -> Result<Proxy> {
        let target: SocketAddr = server.trim_start_matches("http://").parse()?;
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}", listener.local_addr()?);
        let counts = Arc::new(Counts::default());
        let told = counts.clone();
        tokio::spawn(async move {
            let mut number = seed;
            while let Ok((client, _)) = listener.accept().await {
                number = number.wrapping_add(1);
                let dice = SmallRng::seed_from_u64(number);
                let counts = told.clone();
                // A connection that fails here is one more cut, which is what the clients are to live with.
                tokio::spawn(async move { pass(client, target, cuts, dice, &counts).await.ok() });
            }
        });
        Ok(Proxy { url, counts })
    }
}

/// Passes one request and its answer at a time; clients here never pipeline.
async fn pass(
    mut client: TcpStream,
    target: SocketAddr,
    cuts: Cuts,
    mut dice: SmallRng,
    counts: &Counts,
) -> Result<()> {
    client.set_nodelay(true)?;
    let mut server = TcpStream::connect(target).await?;
    server.set_nodelay(true)?;
    loop {
        let Some(request) = message(&mut client).await? else { return Ok(()) };
        let roll = dice.random_range(0..100);
        if roll < cuts.before {
            counts.before.fetch_add(1, Ordering::Relaxed);
            return Ok(());
        }
        server.write_all(&request).await?;
        let Some(answer) = message(&mut server).await? else { return Ok(()) };
        if roll < cuts.before + cuts.after {
            counts.after.fetch_add(1, Ordering::Relaxed);
            return Ok(());
        }
        client.write_all(&answer).await?;
        counts.passed.fetch_add(1, Ordering::Relaxed);
    }
}

/// One whole HTTP/1.1 message with a length; none at the end of the connection.
async fn message(from: &mut TcpStream) -> Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    let mut chunk = [0_u8; 8192];
    loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&bytes[..end]).to_ascii_lowercase();
            let length = head
                .lines()
                .find_map(|line| line.strip_prefix("content-length:"))
                .and_then(|text| text.trim().parse::<usize>().ok())
                .unwrap_or(0);
            if bytes.len() >= end + 4 + length {
                return Ok(Some(bytes));
            }
        }
        let read = from.read(&mut chunk).await?;
        if read == 0 {
            return Ok(None);
        }
        bytes.extend_from_slice(&chunk[..read]);
    }
}
