//! A screen on the wall: a WebSocket that says hello and keeps what it is told.

use super::TestHall;
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

/// What must come comes within this.
const WITHIN: Duration = Duration::from_secs(10);

/// A connection.
pub struct Wall {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    /// The view as told so far.
    pub values: BTreeMap<String, Value>,
    /// The position as told so far.
    pub seq: u64,
}

/// How an upgrade was refused.
pub type Refused = u16;

impl Wall {
    /// Upgrades with these headers; a refusal is its status.
    pub async fn upgrade(hall: &TestHall, headers: &[(&str, &str)]) -> Result<Self, Refused> {
        let mut request = format!("ws://{}/api/v1/stream", hall.address).into_client_request().expect("a request");
        request.headers_mut().insert("sec-websocket-protocol", "queue.v1".parse().expect("a header"));
        for (name, value) in headers {
            let name: tokio_tungstenite::tungstenite::http::HeaderName = name.parse().expect("a name");
            request.headers_mut().insert(name, value.parse().expect("a value"));
        }
        match connect_async(request).await {
            Ok((socket, _)) => Ok(Self { socket, values: BTreeMap::new(), seq: 0 }),
            Err(Error::Http(answer)) => Err(answer.status().as_u16()),
            Err(other) => panic!("{other}"),
        }
    }
    /// Upgrades, says hello and waits for the snapshot.
    pub async fn follow(hall: &TestHall, role: &str, view: &str) -> Self {
        let mut wall = Self::upgrade(hall, &[]).await.expect("an upgrade");
        wall.say(json!({"type": "hello", "view": view, "token": hall.token(role), "device": "d7"})).await;
        wall.until("the snapshot", |frame| frame["type"] == "snapshot").await;
        wall
    }
    /// Says hello and gives the close code it is answered with.
    pub async fn turned_away(hall: &TestHall, hello: Value) -> u64 {
        let mut wall = Self::upgrade(hall, &[]).await.expect("an upgrade");
        wall.say(hello).await;
        wall.goodbye().await
    }
    pub async fn say(&mut self, frame: Value) {
        self.say_text(&frame.to_string()).await;
    }
    pub async fn say_text(&mut self, text: &str) {
        self.socket.send(Message::Text(text.to_owned().into())).await.expect("sent");
    }
    /// The next frame.
    pub async fn frame(&mut self) -> Option<Value> {
        loop {
            let message = tokio::time::timeout(WITHIN, self.socket.next()).await.expect("a frame in time");
            match message {
                Some(Ok(Message::Text(text))) => {
                    let frame: Value = serde_json::from_str(&text).expect("JSON");
                    self.take(&frame);
                    return Some(frame);
                }
                Some(Ok(Message::Close(_)) | Err(_)) | None => return None,
                Some(Ok(_)) => {}
            }
        }
    }
    /// The first frame that is what is waited for.
    pub async fn until(&mut self, what: &str, fits: impl Fn(&Value) -> bool) -> Value {
        let waiting = async {
            loop {
                let frame = self.frame().await.unwrap_or_else(|| panic!("the end came before {what}"));
                if fits(&frame) {
                    return frame;
                }
            }
        };
        tokio::time::timeout(WITHIN, waiting).await.unwrap_or_else(|_| panic!("{what} did not come"))
    }
    /// The code of the goodbye.
    pub async fn goodbye(&mut self) -> u64 {
        let bye = self.until("a goodbye", |frame| frame["type"] == "bye").await;
        bye["code"].as_u64().expect("a code")
    }
    fn take(&mut self, frame: &Value) {
        let (kind, set) = (frame["type"].as_str().unwrap_or_default(), frame["set"].as_object());
        if kind == "snapshot" {
            self.values.clear();
        }
        if kind == "snapshot" || kind == "update" {
            self.seq = frame["seq"].as_u64().expect("a seq");
        }
        for (key, value) in set.into_iter().flatten() {
            if value.is_null() {
                self.values.remove(key);
            } else {
                self.values.insert(key.clone(), value.clone());
            }
        }
    }
}
