//! The demo as programs meet it: its line, its tokens, its people to the last ticket, a recorded day.

use goiso_server::demo::args::DemoArgs;
use goiso_server::demo::drive::Pace;
use goiso_server::demo::{Demo, Finished};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A demo of a few hundred people at the highest speed is over long before this.
const WITHIN: Duration = Duration::from_secs(120);

fn args() -> DemoArgs {
    DemoArgs {
        listen: SocketAddr::from(([127, 0, 0, 1], 0)),
        data: None,
        no_traffic: false,
        no_limits: false,
        speed: None,
        seed: Some(20),
        replay: None,
        stay: false,
        displays: None,
        sounds: None,
        media: None,
        allow_plain_http: false,
    }
}

async fn to_the_end(demo: Demo) -> Finished {
    let forever = std::future::pending();
    tokio::time::timeout(WITHIN, demo.serve(forever)).await.expect("it comes to an end").expect("it ends well")
}

/// Asks as a program does and gives the status and the body.
async fn ask(url: &str, method: &str, path: &str, token: &str, body: &str) -> (u16, String) {
    let address = url.strip_prefix("http://").expect("an address");
    let mut socket = TcpStream::connect(address).await.expect("the line is printed once connections are accepted");
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\nIdempotency-Key: {method}-{path}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
    socket.write_all(request.as_bytes()).await.expect("sent");
    let mut answer = String::new();
    socket.read_to_string(&mut answer).await.expect("answered");
    let (head, body) = answer.split_once("\r\n\r\n").expect("a head");
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
    (status, body.to_owned())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_line_is_json_and_each_of_its_tokens_is_let_in() {
    let demo = Demo::open(&DemoArgs { no_traffic: true, ..args() }).await.expect("a free port");
    let line: serde_json::Value =
        serde_json::from_str(&serde_json::to_string(&demo.line).expect("a line")).expect("the line is JSON");
    let keys: Vec<&String> = line.as_object().expect("an object").keys().collect();
    assert_eq!(keys, ["counters", "groups", "hall", "tokens", "url", "zones"]);
    let (url, hall) = (line["url"].as_str().expect("an address"), line["hall"].as_str().expect("a hall"));
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let served = tokio::spawn(demo.serve(async {
        let _asked = stopped.await;
    }));
    let tokens = line["tokens"].as_object().expect("tokens");
    assert_eq!(tokens.len(), 7);
    for (role, token) in tokens {
        let (status, body) = ask(url, "GET", "/api/v1/me", token.as_str().expect("a token"), "").await;
        assert_eq!(status, 200, "{role}: {body}");
        assert!(body.contains(&format!("\"{role}\"")), "{role}: {body}");
    }
    let token = |role: &str| tokens[role].as_str().expect("a token").to_owned();
    // A newcomer's first minute, at every counter.
    let path = format!("/api/v1/halls/{hall}/tickets");
    let (status, body) = ask(url, "POST", &path, &token("kiosk"), r#"{"group":"A"}"#).await;
    assert_eq!(status, 201, "{body}");
    for counter in line["counters"].as_array().expect("counters") {
        let counter = counter.as_str().expect("a counter");
        let path = format!("/api/v1/halls/{hall}/counters/{counter}/open");
        let (status, body) = ask(url, "POST", &path, &token("officer"), "{}").await;
        assert_eq!(status, 200, "{body}");
    }
    let path = format!("/api/v1/halls/{hall}/counters/3/next");
    let (status, body) = ask(url, "POST", &path, &token("officer"), r#"{"seen":null}"#).await;
    assert_eq!(status, 200, "{body}");
    assert!(body.contains("A001"), "{body}");
    stop.send(()).expect("the demo runs");
    let finished = served.await.expect("no panic").expect("it ends well");
    assert_eq!((finished.day.issued, finished.day.open), (1, 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_hundred_people_come_to_an_end_and_nothing_unexpected_is_refused() {
    let fast = DemoArgs { speed: Some(Pace::Times(2000.0)), ..args() };
    let finished = to_the_end(Demo::open_with(&fast, Some(300)).await.expect("a free port")).await;
    let day = finished.day;
    assert_eq!((day.issued, day.open, day.void), (300, 0, 0), "{day}");
    assert!(day.adds_up() && day.served > 270, "{day}");
    // Somebody may leave or be given up between the look and the key; nothing else may be refused.
    let expected = ["ticket_state", "stale_screen", "nobody_here"];
    assert!(finished.refused.keys().all(|code| expected.contains(code)), "{:?}", finished.refused);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_recorded_day_is_replayed_to_its_last_ticket() {
    let file = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/day.csv"));
    let replay = DemoArgs { replay: Some(file), seed: None, ..args() };
    let tally = to_the_end(Demo::open(&replay).await.expect("a fine day")).await.replayed.expect("to its end");
    assert_eq!((tally.issued, tally.open, tally.expired), (180, 0, 0), "{tally}");
    assert!(tally.adds_up() && tally.served > 160, "{tally}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kept_demo_goes_on_where_it_was_with_fresh_tokens() {
    let folder = std::env::temp_dir().join(format!("goiso-demo-kept-{}", std::process::id()));
    let kept = DemoArgs { data: Some(folder.clone()), speed: Some(Pace::Times(2000.0)), ..args() };
    let first = Demo::open_with(&kept, Some(20)).await.expect("a free port");
    let old = first.line.tokens["admin"].clone();
    assert_eq!(to_the_end(first).await.day.issued, 20);
    let again = Demo::open(&DemoArgs { no_traffic: true, ..kept }).await.expect("the hall that is here");
    assert_ne!(again.line.tokens["admin"], old);
    let url = again.line.url.clone();
    let fresh = again.line.tokens["admin"].clone();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let served = tokio::spawn(again.serve(async {
        let _asked = stopped.await;
    }));
    assert_eq!(ask(&url, "GET", "/api/v1/me", &old, "").await.0, 401, "tokens of the run before are shut");
    assert_eq!(ask(&url, "GET", "/api/v1/me", &fresh, "").await.0, 200);
    stop.send(()).expect("the demo runs");
    assert_eq!(served.await.expect("no panic").expect("it ends well").day.issued, 20, "the day goes on");
    std::fs::remove_dir_all(folder).expect("the data was kept");
}

#[tokio::test]
async fn a_taken_port_and_an_open_address_are_told_in_one_line() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let listen = taken.local_addr().expect("an address");
    let why = |opened: anyhow::Result<Demo>| opened.err().map(|why| why.to_string()).unwrap_or_default();
    let told = why(Demo::open(&DemoArgs { listen, ..args() }).await);
    assert!(told.contains("--listen 127.0.0.1:0") && !told.contains('\n'), "{told}");
    let beyond = SocketAddr::from(([0, 0, 0, 0], 0));
    let told = why(Demo::open(&DemoArgs { listen: beyond, ..args() }).await);
    assert!(told.contains("--allow-plain-http"), "{told}");
}
