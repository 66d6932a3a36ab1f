//! A follower over real sockets, against a server that says exactly what each story needs.

#![allow(clippy::unwrap_used, reason = "a broken story is a failed test")]

use futures_util::{SinkExt, StreamExt};
use goiso_client::machine::{Say, Who};
use goiso_client::{Change, Follower, Freshness, Position, Settings, StartError};
use goiso_wire::close;
use serde_json::{Value, json};
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::server::{Request, Response};

/// Nothing in these stories takes so long.
const PATIENCE: Duration = Duration::from_secs(20);

/// A hall's stream at a free port.
struct Hall(TcpListener);

impl Hall {
    async fn new() -> Self {
        Self(TcpListener::bind("127.0.0.1:0").await.unwrap())
    }
    fn follow(&self, token: Option<&str>) -> Follower {
        let server = format!("http://{}", self.0.local_addr().unwrap());
        let who = Who { view: "hall/hai-chau/zone/main".to_owned(), token: token.map(str::to_owned), ..Who::default() };
        Follower::start(Settings { server, who }).unwrap()
    }
    /// Waits for a follower; gives the line to it and the headers it came with.
    async fn guest(&self) -> (Line, Request) {
        let (stream, _) = tokio::time::timeout(PATIENCE, self.0.accept()).await.expect("nobody came").unwrap();
        let mut seen = None;
        #[allow(clippy::result_large_err, reason = "the library's own signature")]
        let look = |request: &Request, mut response: Response| {
            seen = Some(request.clone());
            let chosen = request.headers()["sec-websocket-protocol"].clone();
            response.headers_mut().insert("sec-websocket-protocol", chosen);
            Ok(response)
        };
        let socket = tokio_tungstenite::accept_hdr_async(stream, look).await.unwrap();
        (Line(socket), seen.unwrap())
    }
}

struct Line(WebSocketStream<TcpStream>);

impl Line {
    async fn say(&mut self, frame: Value) {
        self.0.send(Message::text(frame.to_string())).await.unwrap();
    }
    async fn hear(&mut self) -> Value {
        let message = tokio::time::timeout(PATIENCE, self.0.next()).await.expect("nothing was said").unwrap().unwrap();
        serde_json::from_str(message.to_text().unwrap()).unwrap()
    }
}

fn snapshot(seq: u64, set: Value) -> Value {
    json!({"type": "snapshot", "epoch": "k3f9", "seq": seq, "now": 1, "set": set})
}
fn update(from: u64, seq: u64, set: Value) -> Value {
    json!({"type": "update", "epoch": "k3f9", "from": from, "seq": seq, "now": 2, "set": set})
}
async fn until(follower: &mut Follower, wanted: impl Fn(&Change) -> bool) -> Change {
    let search = async {
        loop {
            let change = follower.changed().await;
            if wanted(&change) {
                return change;
            }
        }
    };
    tokio::time::timeout(PATIENCE, search).await.expect("the change never came")
}
async fn until_at(follower: &mut Follower, seq: u64) {
    let there = |change: &Change| match change {
        Change::Values { position: Some(position), .. } => position.seq == seq,
        Change::Values { position: None, .. }
        | Change::Freshness(_)
        | Change::Granted { .. }
        | Change::Unsent(_)
        | Change::Stopped { .. }
        | Change::Missed => false,
    };
    until(follower, there).await;
}

#[tokio::test]
async fn a_wall_comes_back_to_where_it_stood() {
    let hall = Hall::new().await;
    let mut wall = hall.follow(Some("gd_secret"));
    let (mut line, request) = hall.guest().await;
    assert_eq!(request.uri().path(), "/api/v1/stream");
    assert_eq!(request.headers()["sec-websocket-protocol"], "queue.v1");
    assert_eq!(request.headers()["authorization"], "Bearer gd_secret");
    let hello = line.hear().await;
    assert_eq!(hello, json!({"type": "hello", "view": "hall/hai-chau/zone/main", "token": "gd_secret"}));

    line.say(snapshot(10, json!({"call/c9": {"label": "A001"}}))).await;
    line.say(update(10, 11, json!({"call/c11": {"label": "A002"}}))).await;
    until_at(&mut wall, 11).await;
    assert_eq!(wall.read(|view| view.freshness()), Freshness::Live);

    drop(line);
    let (mut line, _) = hall.guest().await;
    assert_eq!(line.hear().await["at"], json!(["k3f9", 11]));
    line.say(update(11, 14, json!({"call/c9": null, "call/c14": {"label": "A003"}}))).await;
    until_at(&mut wall, 14).await;
    assert_eq!(wall.values().keys().collect::<Vec<_>>(), ["call/c11", "call/c14"]);
    assert_eq!(wall.read(|view| view.position().cloned()), Some(Position { epoch: "k3f9".to_owned(), seq: 14 }));
}

#[tokio::test]
async fn a_gap_is_asked_for_on_the_same_line() {
    let hall = Hall::new().await;
    let mut wall = hall.follow(None);
    let (mut line, request) = hall.guest().await;
    assert!(!request.headers().contains_key("authorization"));
    line.hear().await;
    line.say(snapshot(10, json!({}))).await;
    line.say(update(12, 13, json!({"call/c13": {"label": "A004"}}))).await;
    assert_eq!(line.hear().await["at"], json!(["k3f9", 10]));
    line.say(update(10, 13, json!({"call/c12": {"label": "A003"}, "call/c13": {"label": "A004"}}))).await;
    until_at(&mut wall, 13).await;
    assert_eq!(wall.values().len(), 2);
}

#[tokio::test]
async fn it_paints_asks_speaks_and_tells_its_health() {
    let hall = Hall::new().await;
    let mut loudspeaker = hall.follow(None);
    loudspeaker.speak("c9", 5_000).await;
    let unsent = until(&mut loudspeaker, |change| matches!(change, Change::Unsent(_))).await;
    assert_eq!(unsent, Change::Unsent(Say::Speak { item: "c9".to_owned(), ms: 5_000 }));
    let (mut line, _) = hall.guest().await;
    line.hear().await;
    line.say(snapshot(10, json!({}))).await;
    until_at(&mut loudspeaker, 10).await;
    loudspeaker.painted(10).await;
    assert_eq!(line.hear().await, json!({"type": "ack", "seq": 10}));
    loudspeaker.speak("c10", 9_400).await;
    assert_eq!(line.hear().await, json!({"type": "speak", "item": "c10", "ms": 9_400}));
    line.say(json!({"type": "grant", "item": "c10", "ok": true})).await;
    let granted = until(&mut loudspeaker, |change| matches!(change, Change::Granted { .. })).await;
    assert_eq!(granted, Change::Granted { item: "c10".to_owned(), leave: Ok(()) });
    loudspeaker.spoken("c10").await;
    assert_eq!(line.hear().await, json!({"type": "spoken", "item": "c10"}));
    loudspeaker.unspoken("c11", "old").await;
    assert_eq!(line.hear().await, json!({"type": "unspoken", "item": "c11", "why": "old"}));
    let facts = json!({"audio": "ok", "underruns": 0});
    loudspeaker.health(facts.as_object().unwrap().clone()).await;
    assert_eq!(line.hear().await, json!({"type": "health", "audio": "ok", "underruns": 0}));
}

#[tokio::test]
async fn a_last_goodbye_is_the_last() {
    let hall = Hall::new().await;
    let mut phone = hall.follow(None);
    let (mut line, _) = hall.guest().await;
    line.hear().await;
    line.say(json!({"type": "bye", "code": close::GONE, "why": "gone"})).await;
    let stopped = until(&mut phone, |change| matches!(change, Change::Stopped { .. })).await;
    assert_eq!(stopped, Change::Stopped { code: close::GONE, why: "gone".to_owned() });
    assert_eq!(phone.read(|view| view.freshness()), Freshness::Stopped);
    let ended = tokio::time::timeout(PATIENCE, line.0.next()).await.expect("the line stays open");
    assert!(!matches!(ended, Some(Ok(Message::Text(_)))), "it went on talking: {ended:?}");
}

#[tokio::test]
async fn a_goodbye_with_a_time_is_kept() {
    let hall = Hall::new().await;
    let _wall = hall.follow(None);
    let (mut line, _) = hall.guest().await;
    line.hear().await;
    line.say(snapshot(10, json!({}))).await;
    let before = std::time::Instant::now();
    line.say(json!({"type": "bye", "code": close::SLOW, "why": "slow", "again_ms": [300, 400]})).await;
    let (mut line, _) = hall.guest().await;
    assert!(before.elapsed() >= Duration::from_millis(300), "back after {:?}", before.elapsed());
    assert_eq!(line.hear().await["at"], json!(["k3f9", 10]));
}

#[tokio::test]
async fn frames_of_another_release_are_passed_over() {
    let hall = Hall::new().await;
    let mut wall = hall.follow(None);
    let (mut line, _) = hall.guest().await;
    line.hear().await;
    line.say(json!({"type": "weather", "sky": "blue"})).await;
    line.say(snapshot(3, json!({"weather/today": {"sky": "blue"}}))).await;
    until_at(&mut wall, 3).await;
    assert_eq!(wall.values().len(), 1, "an unknown key is kept for whoever knows it");
}

#[tokio::test]
async fn an_address_that_cannot_be_used_is_told_at_once() {
    for address in ["hall.example", "https://hall.example", "http://"] {
        let settings = Settings { server: address.to_owned(), who: Who::default() };
        assert!(matches!(Follower::start(settings), Err(StartError::Address { .. })), "{address}");
    }
    let who = Who { token: Some("two\nlines".to_owned()), ..Who::default() };
    let settings = Settings { server: "http://127.0.0.1:1".to_owned(), who };
    assert!(matches!(Follower::start(settings), Err(StartError::Token)));
}
