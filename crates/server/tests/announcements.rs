//! What is said of a call: the plan for pages, the sound for other players, the clips themselves.

use crate::hall::{Builder, HALL, TestHall};
use serde_json::{Value, json};
use tokio::io::AsyncReadExt;

fn said(item: &str, query: &str) -> String {
    format!("/api/v1/halls/{HALL}/announcements/{item}{query}")
}

/// A called ticket: its call's id.
async fn called(hall: &TestHall) -> String {
    let officer = hall.officer("1");
    officer.sit_down().await;
    hall.kiosk().take("A").await;
    let next = officer.next(&Value::Null).await;
    next["call"]["id"].as_str().expect("a call").to_owned()
}

fn keys(plan: &Value) -> Vec<&str> {
    plan["clips"].as_array().expect("clips").iter().map(|clip| clip["key"].as_str().expect("a key")).collect()
}

#[tokio::test]
async fn a_page_gets_clips_and_offsets_and_can_fetch_every_one_of_them() {
    let hall = TestHall::open().await;
    let call = called(&hall).await;
    let plan = hall.by("display").get(&said(&call, "")).await.ok();
    assert_eq!((plan["item"].as_str(), &plan["rate"]), (Some(call.as_str()), &json!(48_000)));
    let first = keys(&plan["passes"]["first"]);
    assert!(first[0].starts_with("chime."), "{first:?}");
    let vietnamese = ["phrase.call", "letter.A", "digit.0", "digit.0", "digit.1"];
    assert!(first[1..].starts_with(&vietnamese), "{first:?}");
    assert!(first.iter().filter(|key| **key == "letter.A").count() == 2, "in two languages: {first:?}");
    assert!(!keys(&plan["passes"]["repeat"]).iter().any(|key| key.starts_with("chime.")));
    let short = keys(&plan["passes"]["short"]);
    assert_eq!(short[0], "phrase.call_short");
    for pass in ["first", "repeat", "short"] {
        let mut end = 0;
        for clip in plan["passes"][pass]["clips"].as_array().expect("clips") {
            let at = clip["at"].as_u64().expect("an offset");
            assert!(at >= end, "{pass}: clips never overlap");
            end = at + clip["samples"].as_u64().expect("a length");
            let got = hall.nobody().get(clip["url"].as_str().expect("an address")).await;
            assert_eq!((got.status, got.header("content-type")), (200, Some("audio/flac")));
        }
        assert_eq!(plan["passes"][pass]["samples"], json!(end), "{pass}");
    }
    hall.stop().await;
}

#[tokio::test]
async fn another_player_gets_sound() {
    let hall = TestHall::open().await;
    let call = called(&hall).await;
    let plan = hall.by("announcer").get(&said(&call, "?format=json")).await.ok();
    for (query, pass) in
        [("?format=wav", "first"), ("?format=wav&pass=repeat", "repeat"), ("?format=wav&pass=short", "short")]
    {
        let announcer = hall.by("announcer").with("connection", "close");
        let mut stream = announcer.open(&said(&call, query)).await;
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).await.expect("an answer");
        let at = bytes.windows(4).position(|four| four == b"RIFF").expect("sound");
        let head = String::from_utf8_lossy(&bytes[..at]).to_lowercase();
        assert!(head.starts_with("http/1.1 200") && head.contains("content-type: audio/wav"), "{head}");
        let samples = plan["passes"][pass]["samples"].as_u64().expect("a length");
        assert_eq!((bytes.len() - at) as u64, 44 + 2 * samples, "16 bits a sample behind the head");
        let loudest =
            bytes[at + 44..].chunks_exact(2).map(|two| i16::from_le_bytes([two[0], two[1]]).unsigned_abs()).max();
        assert!(loudest.is_some_and(|loudest| loudest > 3_000), "{loudest:?}: it is heard");
    }
    hall.stop().await;
}

#[tokio::test]
async fn a_hall_s_own_voice_settings_are_kept_to() {
    use goiso_queue::voice::{Chime, NumberStyle, Place};
    let hall = Builder::new()
        .config(|config| {
            config.voice.languages = vec!["vi".to_owned()];
            config.voice.style = NumberStyle::Number;
            config.voice.chime = Chime::None;
            config.zones[0].speech.place = Place::Window;
        })
        .start()
        .await;
    let call = called(&hall).await;
    let plan = hall.by("display").get(&said(&call, "")).await.ok();
    let first = keys(&plan["passes"]["first"]);
    assert_eq!(first[..3], ["phrase.call", "letter.A", "digit.1"], "A001 read as a number: {first:?}");
    assert!(first.contains(&"phrase.window") && !first.iter().any(|key| key.starts_with("chime.")), "{first:?}");
    hall.stop().await;
}

#[tokio::test]
async fn a_notice_is_said_if_it_is_to_be() {
    let hall = TestHall::open().await;
    let post = |body: Value| {
        let supervisor = hall.by("supervisor");
        async move {
            let answer = supervisor.post(&format!("/api/v1/halls/{HALL}/notices"), body).await;
            assert_eq!(answer.status, 201, "{}", answer.body);
            answer.json()["notice"].as_str().expect("a notice").to_owned()
        }
    };
    let words = json!({"vi": "Sắp hết giờ", "en": ""});
    let said_aloud = post(json!({"text": words, "speech": "closing_soon"})).await;
    let plan = hall.by("announcer").get(&said(&said_aloud, "")).await.ok();
    assert!(keys(&plan["passes"]["first"]).contains(&"notice.closing_soon"));
    let silent = post(json!({"text": words})).await;
    assert_eq!(hall.by("announcer").get(&said(&silent, "")).await.problem(), (404, "unknown_item".to_owned()));
    let nonsense = json!({"text": words, "speech": "shout"});
    let refused = hall.by("supervisor").post(&format!("/api/v1/halls/{HALL}/notices"), nonsense).await;
    assert!(refused.status == 400 || refused.status == 422, "{}", refused.body);
    hall.stop().await;
}

#[tokio::test]
async fn what_is_not_there_is_told_so() {
    let hall = TestHall::open().await;
    let call = called(&hall).await;
    for (path, code) in [(said("c9999", ""), "unknown_item"), (said("x", ""), "unknown_item")] {
        assert_eq!(hall.by("display").get(&path).await.problem(), (404, code.to_owned()), "{path}");
    }
    assert_eq!(hall.by("display").get(&said(&call, "?format=mp3")).await.status, 400);
    assert_eq!(hall.by("kiosk").get(&said(&call, "")).await.status, 403);
    assert_eq!(hall.nobody().get(&said(&call, "")).await.status, 401);
    assert_eq!(hall.by("other-display").get(&said(&call, "")).await.problem(), (404, "unknown_hall".to_owned()));
    for path in [
        "/sounds/vi/nothing.flac",
        "/sounds/vi/manifest.toml",
        "/sounds/../Cargo.toml",
        "/sounds/vi/..%2f..%2fREADME.md",
    ] {
        assert_eq!(hall.nobody().get(path).await.status, 404, "{path}");
    }
    hall.stop().await;
}

#[tokio::test]
async fn a_screen_of_one_zone_hears_nothing_of_another() {
    let hall = TestHall::open().await;
    let call = called(&hall).await;
    let new = |zone: &str| goiso_server::auth::NewToken {
        id: format!("screen-{zone}"),
        name: zone.to_owned(),
        role: goiso_store::people::Role::Display,
        hall: Some(HALL.parse().expect("a hall")),
        zone: zone.to_owned(),
        speaks: Some(1),
    };
    let zones = hall.app.engine.read(&HALL.parse().expect("a hall"), |now| {
        let counter = now.hall.config.counter(&"1".parse().expect("a counter")).expect("counter 1").zone.clone();
        let other = now.hall.config.zones.iter().find(|zone| zone.code != counter).expect("two zones");
        (counter, other.code.clone())
    });
    let (own, other) = zones.expect("the hall");
    for (zone, status) in [(own, 200), (other, 404)] {
        let (_, secret) = hall.app.auth.add_token(new(&zone.to_string())).await.expect("a token");
        let screen = hall.nobody().bearer(secret.reveal());
        assert_eq!(screen.get(&said(&call, "")).await.status, status);
        assert_eq!(screen.get("/api/v1/me").await.ok()["speaks"], 1);
    }
    hall.stop().await;
}
