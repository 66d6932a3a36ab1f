//! From the press of *next* to the frame with that call at a screen, over real sockets, one press at a time.

use crate::Bench;
use crate::bare_echo::Echo;
use crate::commands::{histogram, micros};
use crate::hall::{Hall, Pressed};
use crate::report::{Report, Row};
use crate::server::Greeting;
use anyhow::{Context, Result, bail};
use futures_util::{SinkExt, StreamExt};
use goiso_wire::SUBPROTOCOL;
use hdrhistogram::Histogram;
use serde_json::json;
use std::time::{Duration, Instant};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::header::{AUTHORIZATION, SEC_WEBSOCKET_PROTOCOL};
use tokio_tungstenite::tungstenite::protocol::{Message, WebSocketConfig};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

/// A frame that has not come by then never will.
const FRAME_WITHIN: Duration = Duration::from_secs(10);
/// As long as an update with one call and one line.
const ECHO_BYTES: usize = 300;
/// Read buffer of our own sockets: there are hundreds of them.
const READ_BUFFER: usize = 4 * 1024;

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

pub async fn measure(bench: &Bench, report: &mut Report) -> Result<()> {
    let server = bench.fresh_server().await?;
    let hall = Hall::open(&server).await?;
    let times = presses(&hall, bench.extent.presses).await?;
    server.stop().await?;
    let echo = Echo::start().await?;
    let limit = echoes(&echo.address, bench.extent.presses).await?;
    echo.stop().await?;
    for (name, quantile, goal) in [("p50", 0.5, 1.0), ("p99", 0.99, 3.0)] {
        let ms = |times: &Histogram<u64>| times.value_at_quantile(quantile) as f64 / 1_000.0;
        let row = Row::new(&format!("press to screen, {name}"), "ms", ms(&times));
        report.add(row.limit("bare echo through axum", ms(&limit)).goal_at_most(goal));
    }
    Ok(())
}

async fn presses(hall: &Hall, presses: u32) -> Result<Histogram<u64>> {
    let zone = hall.greeting.zones.first().context("a hall without zones")?;
    let counter = hall.counters.iter().find(|counter| counter.zone == *zone).context("a zone without counters")?;
    let group = counter.groups.first().context("a counter that serves nobody")?;
    let mut screen = Screen::open(&hall.greeting, zone).await?;
    let mut visitor = hall.visitor().await?;
    let mut seen: Option<String> = None;
    let mut times = histogram()?;
    for _ in 0..presses {
        visitor.take(group).await?;
        let pressed = Instant::now();
        let Pressed::Called(called) = visitor.next(&counter.number, seen.as_deref()).await? else {
            bail!("nobody waits, though one came");
        };
        let shown = screen.frame_with(&format!("\"call/{}\":", called.call)).await?;
        times.record(micros(shown - pressed))?;
        seen = Some(called.ticket);
    }
    Ok(times)
}

/// A screen whose frames are noted with the moment they came.
struct Screen {
    frames: mpsc::UnboundedReceiver<(Instant, String)>,
    reader: tokio::task::JoinHandle<()>,
}

impl Drop for Screen {
    fn drop(&mut self) {
        self.reader.abort();
    }
}

impl Screen {
    async fn open(greeting: &Greeting, zone: &str) -> Result<Self> {
        let mut socket = subscribe(greeting, zone).await?;
        let (note, frames) = mpsc::unbounded_channel();
        let reader = tokio::spawn(async move {
            while let Some(Ok(message)) = socket.next().await {
                let came = Instant::now();
                if let Message::Text(text) = message
                    && note.send((came, text.to_string())).is_err()
                {
                    return;
                }
            }
        });
        Ok(Self { frames, reader })
    }

    /// When the frame with these words came.
    async fn frame_with(&mut self, words: &str) -> Result<Instant> {
        let search = async {
            while let Some((came, frame)) = self.frames.recv().await {
                if frame.contains(words) {
                    return Ok(came);
                }
            }
            bail!("the stream ended")
        };
        tokio::time::timeout(FRAME_WITHIN, search).await.with_context(|| format!("no frame with {words}"))?
    }
}

/// A socket that has said hello as a hall display and has its snapshot.
pub async fn subscribe(greeting: &Greeting, zone: &str) -> Result<Socket> {
    let token = greeting.token("display")?;
    let mut request = format!("ws://{}/api/v1/stream", greeting.address()).into_client_request()?;
    request.headers_mut().insert(SEC_WEBSOCKET_PROTOCOL, SUBPROTOCOL.parse()?);
    request.headers_mut().insert(AUTHORIZATION, format!("Bearer {token}").parse()?);
    let mut socket = connect(request).await?;
    let view = format!("hall/{}/zone/{zone}", greeting.hall);
    let hello = json!({"type": "hello", "view": view, "token": token, "app": "bench"});
    socket.send(Message::text(hello.to_string())).await?;
    let snapshot = tokio::time::timeout(FRAME_WITHIN, socket.next()).await.context("no snapshot")?;
    let snapshot = snapshot.context("the stream ended")??.into_text()?;
    anyhow::ensure!(snapshot.contains("\"snapshot\""), "no snapshot but {snapshot}");
    Ok(socket)
}

/// A socket of the bare echo server.
pub async fn connect_echo(address: &str) -> Result<Socket> {
    connect(format!("ws://{address}/").into_client_request()?).await
}

async fn connect(request: tokio_tungstenite::tungstenite::handshake::client::Request) -> Result<Socket> {
    let config = WebSocketConfig::default().read_buffer_size(READ_BUFFER);
    Ok(tokio_tungstenite::connect_async_with_config(request, Some(config), true).await?.0)
}

async fn echoes(address: &str, count: u32) -> Result<Histogram<u64>> {
    let mut socket = connect_echo(address).await?;
    let text = "x".repeat(ECHO_BYTES);
    let mut times = histogram()?;
    for _ in 0..count {
        let sent = Instant::now();
        socket.send(Message::text(text.clone())).await?;
        socket.next().await.context("the echo ended")??;
        times.record(micros(sent.elapsed()))?;
    }
    Ok(times)
}
