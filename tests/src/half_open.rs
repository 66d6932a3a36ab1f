//! A network between an announcer and its server that can go dead without a word: connections stay open and carry nothing, in either
//! direction, until it carries again.

use anyhow::Result;
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// Whether bytes arrive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Carries,
    Dead,
}

/// A line to a server; it ends with its runtime.
#[derive(Debug)]
pub struct Line {
    /// Where clients connect: `http://127.0.0.1:PORT`.
    pub url: String,
    state: watch::Sender<State>,
}

impl Line {
    /// In front of `server` (`http://HOST:PORT`).
    pub async fn to(server: &str) -> Result<Self> {
        let target: SocketAddr = server.trim_start_matches("http://").parse()?;
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}", listener.local_addr()?);
        let (state, now) = watch::channel(State::Carries);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let now = now.clone();
                // a connection that fails here is one that broke, which its ends are to live with
                tokio::spawn(async move { join(client, target, now).await.ok() });
            }
        });
        Ok(Self { url, state })
    }

    /// From now on nothing arrives, and nobody is told.
    pub fn goes_dead(&self) {
        self.state.send_replace(State::Dead);
    }

    /// What was sent meanwhile arrives late, and all that comes after it.
    pub fn carries_again(&self) {
        self.state.send_replace(State::Carries);
    }
}

async fn join(client: TcpStream, target: SocketAddr, mut now: watch::Receiver<State>) -> Result<()> {
    now.wait_for(|state| *state == State::Carries).await?;
    let server = TcpStream::connect(target).await?;
    for stream in [&client, &server] {
        stream.set_nodelay(true)?;
    }
    let ((from_client, to_client), (from_server, to_server)) = (client.into_split(), server.into_split());
    tokio::select! {
        ended = carry(from_client, to_server, now.clone()) => ended,
        ended = carry(from_server, to_client, now) => ended,
    }
}

async fn carry(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, mut now: watch::Receiver<State>) -> Result<()> {
    let mut bytes = vec![0; 16 * 1024];
    loop {
        let read = from.read(&mut bytes).await?;
        // the end of a connection does not arrive either
        now.wait_for(|state| *state == State::Carries).await?;
        if read == 0 {
            return Ok(());
        }
        to.write_all(&bytes[..read]).await?;
    }
}
