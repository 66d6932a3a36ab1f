//! Screens follow the hall: hello, snapshot, update, beat; by WebSocket, by server-sent events, by asking again.

use crate::hall::wall::Wall;
use crate::hall::{Builder, HALL, TestHall};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::io::AsyncReadExt;

fn zone() -> String {
    format!("hall/{HALL}/zone/main")
}

#[tokio::test]
async fn a_number_is_taken_called_and_shown() {
    let hall = TestHall::open().await;
    let mut wall = Wall::follow(&hall, "display", &zone()).await;
    let officer = hall.officer("1");
    officer.sit_down().await;
    let ticket = hall.kiosk().take("A").await;
    assert_eq!((ticket["label"].as_str(), ticket["state"].as_str()), (Some("A001"), Some("waiting")));
    assert_eq!(ticket["people_ahead"], 0);
    let next = officer.next(&Value::Null).await;
    let call = next["call"]["id"].as_str().expect("a call").to_owned();
    assert_eq!(next["call"]["ticket"]["id"], ticket["id"]);
    assert!(next["call"]["why"]["rule"].is_string());
    let key = format!("call/{call}");
    wall.until("the call", |frame| !frame["set"][key.as_str()].is_null()).await;
    assert_eq!(wall.values[&key]["label"], "A001");
    assert_eq!(wall.values[&key]["counter"], "1");
    assert!(wall.seq >= next["at"]["seq"].as_u64().expect("a seq"));
    officer.press("start", json!({"seen": ticket["id"]})).await.ok();
    let done = officer.press("finish", json!({"seen": ticket["id"], "note": "thiếu bản sao"})).await.ok();
    assert_eq!(done["ticket"], Value::Null);
    let seen = hall.by("greeter").get(&format!("/api/v1/halls/{HALL}/tickets/{}", crate::hall::id(&ticket))).await.ok();
    assert_eq!((seen["state"].as_str(), seen["outcome"].as_str()), (Some("done"), Some("served")));
    assert_eq!(seen["legs"][0]["how"], "served");
    let log = serde_json::to_string(&hall.events().await).expect("JSON");
    assert!(!log.contains("thiếu bản sao"), "a note stands apart from the log");
    hall.stop().await;
}

#[tokio::test]
async fn a_screen_that_paints_comes_back_to_the_officer() {
    let hall = Builder::new().settings(|settings| settings.expected = goiso_engine::Expected::Connected).start().await;
    let mut wall = Wall::follow(&hall, "display", &zone()).await;
    let mut desk = Wall::follow(&hall, "officer", &format!("hall/{HALL}/counter/1")).await;
    let officer = hall.officer("1");
    officer.sit_down().await;
    hall.kiosk().take("A").await;
    let next = officer.next(&Value::Null).await;
    let key = format!("call/{}", next["call"]["id"].as_str().expect("a call"));
    wall.until("the call", |frame| !frame["set"][key.as_str()].is_null()).await;
    wall.say(json!({"type": "ack", "seq": wall.seq})).await;
    let shown = desk.until("the acknowledgement", |frame| frame["set"][key.as_str()]["delivery"]["shown"] == 1);
    hall.while_time_passes(shown).await;
    assert_eq!(desk.values[&key]["delivery"]["of"], 1);
    hall.stop().await;
}

#[tokio::test]
async fn a_screen_goes_on_from_where_it_stood() {
    let hall = TestHall::open().await;
    let wall = Wall::follow(&hall, "display", &zone()).await;
    let (values, seq) = (wall.values.clone(), wall.seq);
    let epoch = hall.by("display").get(&format!("/api/v1/view?name={}", zone())).await.ok()["epoch"].clone();
    drop(wall);
    hall.kiosk().take("A").await;
    let mut back = Wall::upgrade(&hall, &[]).await.expect("an upgrade");
    back.values = values;
    back.say(json!({"type": "hello", "view": zone(), "token": hall.token("display"), "at": [epoch, seq]})).await;
    let first = back.until("an update", |frame| frame["type"] != "live").await;
    assert_eq!(first["type"], "update", "no snapshot for somebody who is nearly there");
    assert_eq!(first["from"], seq);
    assert_eq!(back.values["line/A"]["waiting"], 1);
    hall.stop().await;
}

#[tokio::test]
async fn what_is_no_frame_ends_the_connection_with_its_code() {
    let hall = TestHall::open().await;
    let token = hall.token("display");
    let cases = [
        (json!({"type": "ack", "seq": 1}), 4100),
        (json!({"type": "hello", "view": zone(), "token": "khong-co"}), 4101),
        (json!({"type": "hello", "view": zone()}), 4101),
        (json!({"type": "hello", "view": format!("hall/{HALL}/zone/khong-co"), "token": token}), 4104),
        (json!({"type": "hello", "view": "khong/co", "token": token}), 4104),
        (json!({"type": "hello", "view": "ticket/khongco"}), 4110),
        (json!({"type": "hello"}), 4100),
        (json!([]), 4100),
    ];
    for (hello, code) in cases {
        assert_eq!(Wall::turned_away(&hall, hello.clone()).await, code, "{hello}");
    }
    let mut loud = Wall::follow(&hall, "display", &zone()).await;
    loud.say_text(&format!("{{\"type\":\"ack\",\"seq\":1,\"x\":\"{}\"}}", "x".repeat(5_000))).await;
    assert_eq!(loud.goodbye().await, 4100, "too long");
    let mut garbled = Wall::follow(&hall, "display", &zone()).await;
    garbled.say_text("{").await;
    assert_eq!(garbled.goodbye().await, 4100);
    let mut later = Wall::follow(&hall, "display", &zone()).await;
    later.say(json!({"type": "of-a-later-version"})).await;
    hall.kiosk().take("A").await;
    later.until("an update", |frame| frame["type"] == "update").await;
    hall.stop().await;
}

#[tokio::test]
async fn a_flood_of_frames_ends_the_connection_where_limits_hold() {
    use goiso_server::limits::Enforced;
    let hall = Builder::new().settings(|settings| settings.enforced = Enforced::Yes).start().await;
    let mut flood = Wall::follow(&hall, "display", &zone()).await;
    for seq in 0..200 {
        flood.say(json!({"type": "ack", "seq": seq})).await;
    }
    assert_eq!(flood.goodbye().await, 4009);
    hall.stop().await;
}

#[tokio::test]
async fn a_device_has_four_streams_and_no_fifth() {
    let hall =
        Builder::new().settings(|settings| settings.enforced = goiso_server::limits::Enforced::Yes).start().await;
    let mut walls = Vec::new();
    for _ in 0..4 {
        walls.push(Wall::follow(&hall, "display", &zone()).await);
    }
    let hello = json!({"type": "hello", "view": zone(), "token": hall.token("display"), "device": "d7"});
    assert_eq!(Wall::turned_away(&hall, hello).await, 4029);
    let other = json!({"type": "hello", "view": zone(), "token": hall.token("display"), "device": "d8"});
    let mut next = Wall::upgrade(&hall, &[]).await.expect("an upgrade");
    next.say(other).await;
    next.until("the snapshot", |frame| frame["type"] == "snapshot").await;
    hall.stop().await;
}

#[tokio::test]
async fn a_server_that_stops_says_so() {
    let hall = TestHall::open().await;
    let mut wall = Wall::follow(&hall, "display", &zone()).await;
    hall.stop().await;
    assert_eq!(wall.goodbye().await, 4001);
}

#[tokio::test]
async fn a_view_is_not_sent_again_while_nothing_changed() {
    let hall = TestHall::open().await;
    let display = hall.by("display");
    let path = format!("/api/v1/view?name={}", zone());
    let first = display.get(&path).await;
    let etag = first.header("etag").expect("a tag").to_owned();
    let same = display.with("if-none-match", &etag).get(&path).await;
    assert_eq!((same.status, same.body.as_str()), (304, ""));
    hall.kiosk().take("A").await;
    let changed = display.with("if-none-match", &etag).get(&path).await;
    assert_eq!(changed.ok()["set"]["line/A"]["waiting"], 1);
    hall.stop().await;
}

#[tokio::test]
async fn a_foreign_player_follows_by_server_sent_events() {
    let hall = TestHall::open().await;
    let mut socket = hall.by("display").open(&format!("/api/v1/sse?name={}", zone())).await;
    let mut text = String::new();
    read_until(&mut socket, &mut text, "\"type\":\"snapshot\"").await;
    assert!(text.contains("content-type: text/event-stream"), "{text}");
    assert!(text.contains("\nid: "), "{text}");
    hall.kiosk().take("A").await;
    read_until(&mut socket, &mut text, "\"waiting\":1").await;
    hall.stop().await;
}

/// What a stream is followed by ends within this, once its view is no more.
const ENDED_WITHIN: Duration = Duration::from_secs(5);

/// Without the upper floor and its counter 6; counter 7 moves down and takes their work.
fn without_the_upper_floor(config: &mut Value) {
    let zones = config["zones"].as_array_mut().expect("zones");
    zones.retain(|zone| zone["code"] != "upper");
    let counters = config["counters"].as_array_mut().expect("counters");
    counters.retain(|counter| counter["number"] != "6");
    for counter in counters.iter_mut().filter(|counter| counter["number"] == "7") {
        counter["zone"] = json!("main");
        counter["groups"].as_array_mut().expect("groups").push(json!("K"));
    }
}

/// Puts a configuration in force.
async fn configure(hall: &TestHall, config: &Value) {
    let admin = hall.by("admin");
    let path = format!("/api/v1/halls/{HALL}/config");
    let now = admin.get(&path).await;
    let tag = now.header("etag").expect("a tag").to_owned();
    let put = admin.with("if-match", &tag).put(&path, config.clone()).await;
    assert_eq!(put.status, 200, "{}", put.body);
}

#[tokio::test]
async fn a_stream_whose_zone_or_counter_is_taken_away_ends_as_one_that_never_was() {
    let hall = TestHall::open().await;
    let upper = format!("hall/{HALL}/zone/upper");
    let mut ending = Vec::new();
    for (role, view) in [
        ("display", upper.clone()),
        ("announcer", upper.clone()),
        ("display", format!("hall/{HALL}/counter/6/display")),
        ("officer", format!("hall/{HALL}/counter/6")),
    ] {
        ending.push((view.clone(), Wall::follow(&hall, role, &view).await));
    }
    let mut staying = Vec::new();
    for (role, view) in [
        ("display", zone()),
        ("display", format!("hall/{HALL}/counter/7/display")),
        ("officer", format!("hall/{HALL}/counter/7")),
        ("kiosk", format!("hall/{HALL}/kiosk")),
        ("supervisor", format!("hall/{HALL}/supervisor")),
    ] {
        staying.push((view.clone(), Wall::follow(&hall, role, &view).await));
    }
    let mut player = hall.by("display").open(&format!("/api/v1/sse?name={upper}")).await;
    let mut played = String::new();
    read_until(&mut player, &mut played, "\"type\":\"snapshot\"").await;

    let before = hall.by("admin").get(&format!("/api/v1/halls/{HALL}/config")).await.ok();
    let mut after = before.clone();
    without_the_upper_floor(&mut after);
    configure(&hall, &after).await;
    for (view, wall) in &mut ending {
        let goodbye = tokio::time::timeout(ENDED_WITHIN, wall.until("a goodbye", |frame| frame["type"] == "bye")).await;
        let goodbye = goodbye.unwrap_or_else(|_| panic!("{view} goes on"));
        assert_eq!((&goodbye["code"], goodbye.get("again_ms")), (&json!(4104), None), "{view}");
        // what it was told last says so too
        let zones = wall.values["hall"]["zones"].as_array().expect("zones");
        assert!(!zones.iter().any(|zone| zone["code"] == "upper"), "{view}");
    }
    tokio::time::timeout(ENDED_WITHIN, read_until(&mut player, &mut played, "\"code\":4104")).await.expect("an end");
    // The others are told of the new hall, and of what happens in it.
    hall.kiosk().take("A").await;
    let seven = hall.officer("7");
    seven.sit_down().await;
    for (view, wall) in &mut staying {
        let told = |frame: &Value| frame["set"].get("line/A").is_some() || frame["set"].get("counter/7").is_some();
        let frame = wall.until("what happens", |frame| frame["type"] == "bye" || told(frame)).await;
        assert_ne!(frame["type"], "bye", "{view}");
    }

    // A zone that comes back is followed like any other.
    seven.press("close", json!({})).await.ok();
    configure(&hall, &before).await;
    let mut back = Wall::follow(&hall, "display", &upper).await;
    hall.kiosk().take("K").await;
    back.until("the line", |frame| frame["set"]["line/K"]["waiting"] == 1).await;
    hall.stop().await;
}

async fn read_until(socket: &mut tokio::net::TcpStream, text: &mut String, what: &str) {
    let mut part = [0; 4096];
    while !text.contains(what) {
        let read = tokio::time::timeout(Duration::from_secs(10), socket.read(&mut part)).await;
        let read = read.unwrap_or_else(|_| panic!("{what} did not come")).expect("read");
        assert!(read > 0, "the end came before {what}");
        text.push_str(&String::from_utf8_lossy(&part[..read]));
    }
}
