//! The limit of the stream: a bare echo through axum's WebSocket, as a process of its own like the server.

use anyhow::{Context, Result};
use axum::Router;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::routing::get;
use std::process::Stdio;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::net::TcpListener;
use tokio::process::{Child, Command};

/// Serves until killed; prints its address first.
pub async fn serve() -> Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("{}", listener.local_addr()?);
    let routes = Router::new().route("/", get(|upgrade: WebSocketUpgrade| async { upgrade.on_upgrade(echo) }));
    Ok(axum::serve(
        axum::serve::ListenerExt::tap_io(listener, |stream| {
            // what the kernel refuses here only makes the echo slower
            let _ = stream.set_nodelay(true);
        }),
        routes,
    )
    .await?)
}

async fn echo(mut socket: WebSocket) {
    while let Some(Ok(message)) = socket.recv().await {
        let answered = match message {
            Message::Text(text) => socket.send(Message::Text(text)).await,
            Message::Close(_) => return,
            Message::Binary(_) | Message::Ping(_) | Message::Pong(_) => Ok(()),
        };
        if answered.is_err() {
            return;
        }
    }
}

/// The echo server as a process.
pub struct Echo {
    child: Child,
    /// `127.0.0.1:PORT`.
    pub address: String,
}

impl Echo {
    /// Starts this binary once more, as the echo server.
    pub async fn start() -> Result<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .arg("--echo")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .context("the echo server cannot be started")?;
        let mut lines = BufReader::new(child.stdout.take().context("no standard output")?).lines();
        let address = lines.next_line().await?.context("the echo server says nothing")?;
        Ok(Self { child, address })
    }

    /// Its process.
    pub fn id(&self) -> Result<u32> {
        self.child.id().context("the echo server has ended")
    }

    /// Ends it.
    pub async fn stop(mut self) -> Result<()> {
        Ok(self.child.kill().await?)
    }
}
