//! Devices are paired by a code (RFC 8628), their secrets are replaced daily, and who is shut out sees nothing more.

use crate::hall::http::{Answer, Http};
use crate::hall::wall::Wall;
use crate::hall::{Builder, HALL, OTHER, TestHall};
use axum::http::Method;
use goiso_server::api::roles::{Admits, routes};
use goiso_server::app::AppSettings;
use goiso_server::auth::pairing::OPEN_MOST;
use goiso_server::limits::Enforced;
use goiso_store::people::Role;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;

async fn asks(hall: &TestHall, kind: &str) -> Value {
    let answer = hall.nobody().post("/api/v1/devices/pair", json!({"kind": kind})).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    answer.json()
}
async fn polls(hall: &TestHall, codes: &Value) -> Answer {
    hall.nobody().post("/api/v1/devices/token", json!({"device_code": codes["device_code"]})).await
}
fn approval(codes: &Value, role: &str) -> Value {
    json!({"user_code": codes["user_code"], "match_number": codes["match_number"], "name": "Màn hình sảnh",
        "role": role, "hall": HALL, "zone": "main"})
}
async fn approves(hall: &TestHall, codes: &Value, role: &str) -> Answer {
    hall.by("admin").post("/api/v1/devices/approve", approval(codes, role)).await
}
/// A device that was let in: its id and its secret.
async fn paired(hall: &TestHall, role: &str) -> (String, String) {
    let codes = asks(hall, "hall").await;
    approves(hall, &codes, role).await.ok();
    let identity = polls(hall, &codes).await.ok();
    let text = |name: &str| identity[name].as_str().expect("a text").to_owned();
    (text("id"), text("token"))
}
async fn limited() -> TestHall {
    Builder::new().settings(|settings| settings.enforced = Enforced::Yes).start().await
}
async fn follows(hall: &TestHall, token: &str) -> Wall {
    let mut wall = Wall::upgrade(hall, &[]).await.expect("an upgrade");
    wall.say(json!({"type": "hello", "view": format!("hall/{HALL}/zone/main"), "token": token})).await;
    wall.until("the snapshot", |frame| frame["type"] == "snapshot").await;
    wall
}
async fn listed(hall: &TestHall, id: &str) -> Value {
    let devices = hall.by("admin").get("/api/v1/devices").await.ok();
    let devices = devices["devices"].as_array().expect("a list").clone();
    devices.into_iter().find(|device| device["id"] == id).expect("the device")
}
async fn journal(hall: &TestHall) -> Vec<(String, String)> {
    let devices = hall.by("admin").get("/api/v1/devices").await.ok();
    let lines = devices["journal"].as_array().expect("a list");
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    lines.iter().map(|line| (text(&line["what"]), text(&line["by"]))).collect()
}

#[tokio::test]
async fn a_screen_shows_a_code_is_let_in_and_gets_its_token_once() {
    let hall = TestHall::open().await;
    let codes = asks(&hall, "hall").await;
    let shown = codes["user_code"].as_str().expect("a code");
    assert_eq!((shown.len(), &shown[4..5]), (9, "-"));
    assert_eq!((codes["expires_in_s"].clone(), codes["interval_s"].clone()), (json!(600), json!(5)));
    assert_eq!(codes["device_code"].as_str().map(str::len), Some(52), "256 bits, five a letter");
    assert_eq!(polls(&hall, &codes).await.problem(), (400, "authorization_pending".to_owned()));

    let typed = shown.to_lowercase().replace('-', " ");
    let found = hall.by("admin").post("/api/v1/devices/lookup", json!({"user_code": typed})).await.ok();
    assert_eq!(found["kind"], "hall");
    assert_eq!(found["address"], "127.0.0.1", "the approver sees where it asks from");
    assert_eq!(found["match_number"], codes["match_number"], "and the number on its screen");
    assert!(!found.to_string().contains(codes["device_code"].as_str().expect("a code")));

    approves(&hall, &codes, "display").await.ok();
    assert_eq!(approves(&hall, &codes, "display").await.problem(), (404, "unknown_user_code".to_owned()), "once");
    hall.clock.pass(5_000);
    let identity = polls(&hall, &codes).await.ok();
    assert_eq!((identity["role"].clone(), identity["hall"].clone()), (json!("display"), json!(HALL)));
    let token = identity["token"].as_str().expect("a secret").to_owned();
    hall.clock.pass(5_000);
    assert_eq!(polls(&hall, &codes).await.problem(), (400, "expired_token".to_owned()), "once");
    let id = identity["id"].as_str().expect("an id");
    follows(&hall, &token).await;
    let (device, list) = (listed(&hall, id).await, hall.by("admin").get("/api/v1/devices").await.body);
    assert_eq!((device["name"].clone(), device["zone"].clone()), (json!("Màn hình sảnh"), json!("main")));
    assert!(!list.contains(&token), "a secret is handed out once");
    let lines = journal(&hall).await;
    let whats: Vec<&str> = lines.iter().map(|(what, _)| what.as_str()).collect();
    assert_eq!(whats, ["paired", "approved"]);
    assert!(lines.iter().all(|(_, by)| by == "admin"));
    hall.stop().await;
}

#[tokio::test]
async fn a_code_is_good_for_ten_minutes() {
    let hall = TestHall::open().await;
    let (late, later) = (asks(&hall, "hall").await, asks(&hall, "kiosk").await);
    hall.clock.pass(10 * MINUTE_MS - 1);
    approves(&hall, &late, "display").await.ok();
    hall.clock.pass(1);
    assert_eq!(polls(&hall, &late).await.problem(), (400, "expired_token".to_owned()), "let in, but too late");
    assert_eq!(approves(&hall, &later, "kiosk").await.problem(), (404, "unknown_user_code".to_owned()));
    assert_eq!(polls(&hall, &later).await.problem(), (400, "expired_token".to_owned()));
    hall.stop().await;
}

#[tokio::test]
async fn a_device_that_asks_too_often_is_slowed() {
    let hall = TestHall::open().await;
    let codes = asks(&hall, "hall").await;
    assert_eq!(polls(&hall, &codes).await.problem().1, "authorization_pending");
    let hasty = polls(&hall, &codes).await;
    assert_eq!(hasty.problem(), (400, "slow_down".to_owned()));
    assert_eq!(hasty.json()["interval_s"], 10);
    hall.clock.pass(9_000);
    assert_eq!(polls(&hall, &codes).await.json()["interval_s"], 15, "each time longer");
    hall.clock.pass(15_000);
    assert_eq!(polls(&hall, &codes).await.problem().1, "authorization_pending");
    hall.stop().await;
}

#[tokio::test]
async fn a_refused_device_hears_it_and_is_forgotten() {
    let hall = TestHall::open().await;
    let codes = asks(&hall, "kiosk").await;
    hall.by("admin").post("/api/v1/devices/refuse", json!({"user_code": codes["user_code"]})).await.ok();
    assert_eq!(approves(&hall, &codes, "kiosk").await.problem(), (404, "unknown_user_code".to_owned()));
    assert_eq!(polls(&hall, &codes).await.problem(), (400, "access_denied".to_owned()));
    assert_eq!(polls(&hall, &codes).await.problem(), (400, "expired_token".to_owned()));
    assert_eq!(journal(&hall).await, [("refused".to_owned(), "admin".to_owned())]);
    hall.stop().await;
}

#[tokio::test]
async fn the_sixth_wrong_code_in_a_minute_is_too_many() {
    let hall = limited().await;
    let codes = asks(&hall, "hall").await;
    let guess = async || hall.by("admin").post("/api/v1/devices/lookup", json!({"user_code": "BBBB-BBBB"})).await;
    for _ in 0..5 {
        assert_eq!(guess().await.problem(), (404, "unknown_user_code".to_owned()));
    }
    let sixth = guess().await;
    assert_eq!(sixth.problem(), (429, "too_fast".to_owned()));
    assert!(sixth.header("retry-after").is_some());
    assert_eq!(approves(&hall, &codes, "display").await.status, 429, "the right one waits too");
    hall.stop().await;
}

#[tokio::test]
async fn a_thousand_wait_at_most_and_make_room_when_they_run_out() {
    let hall = TestHall::open().await;
    for _ in 0..OPEN_MOST {
        asks(&hall, "hall").await;
    }
    let full = hall.nobody().post("/api/v1/devices/pair", json!({"kind": "hall"})).await;
    assert_eq!(full.problem(), (429, "too_many_pairings".to_owned()));
    hall.clock.pass(10 * MINUTE_MS);
    asks(&hall, "hall").await;
    hall.stop().await;
}

#[tokio::test]
async fn one_address_asks_for_no_more_than_a_hall_needs() {
    let hall = limited().await;
    for _ in 0..30 {
        asks(&hall, "hall").await;
    }
    let more = hall.nobody().post("/api/v1/devices/pair", json!({"kind": "hall"})).await;
    assert_eq!(more.problem(), (429, "too_fast".to_owned()));
    hall.stop().await;
}

#[tokio::test]
async fn behind_a_trusted_proxy_each_client_has_its_own_address_and_nobody_else_makes_one_up() {
    let asks_from = async |hall: &TestHall, forwarded: &str| {
        let asking = hall.nobody().with("x-forwarded-for", forwarded);
        asking.post("/api/v1/devices/pair", json!({"kind": "hall"})).await
    };
    let seen_from = async |hall: &TestHall, codes: &Value| {
        let found = hall.by("admin").post("/api/v1/devices/lookup", json!({"user_code": codes["user_code"]})).await;
        found.ok()["address"].as_str().expect("an address").to_owned()
    };
    let trusting = |settings: &mut AppSettings| {
        settings.enforced = Enforced::Yes;
        settings.trusted_proxies = vec!["127.0.0.0/8".parse().expect("a prefix")];
    };
    let hall = Builder::new().settings(trusting).start().await;
    let codes = asks_from(&hall, "10.9.9.9, 203.0.113.5").await.ok();
    assert_eq!(seen_from(&hall, &codes).await, "203.0.113.5", "not what that one wrote before it");
    for _ in 1..30 {
        assert_eq!(asks_from(&hall, "203.0.113.5").await.status, 201);
    }
    assert_eq!(asks_from(&hall, "203.0.113.5").await.problem(), (429, "too_fast".to_owned()));
    assert_eq!(asks_from(&hall, "203.0.113.6").await.status, 201, "another screen is not slowed down by it");
    hall.stop().await;

    let hall = limited().await;
    let codes = asks_from(&hall, "203.0.113.5").await.ok();
    assert_eq!(seen_from(&hall, &codes).await, "127.0.0.1", "a stranger's header says nothing");
    for number in 1..30 {
        assert_eq!(asks_from(&hall, &format!("203.0.113.{number}")).await.status, 201);
    }
    assert_eq!(asks_from(&hall, "203.0.113.200").await.problem(), (429, "too_fast".to_owned()));
    hall.stop().await;
}

#[tokio::test]
async fn only_the_device_that_the_approver_sees_is_let_in_and_never_as_staff() {
    let hall = TestHall::open().await;
    let codes = asks(&hall, "hall").await;
    let with = |name: &str, value: Value| {
        let mut body = approval(&codes, "display");
        body[name] = value;
        body
    };
    let other_number = if codes["match_number"] == 10 { 11 } else { 10 };
    let wrong = [
        (with("match_number", json!(other_number)), (409, "other_device")),
        (with("role", json!("admin")), (400, "bad_request")),
        (with("role", json!("officer")), (400, "bad_request")),
        (with("zone", json!("nowhere")), (404, "unknown_zone")),
        (with("counter", json!("99")), (404, "unknown_counter")),
        (with("hall", json!(OTHER)), (404, "unknown_hall")),
        (with("name", json!("Lan\u{202e}")), (400, "bad_request")),
    ];
    for (body, (status, code)) in wrong {
        let answer = hall.by("admin").post("/api/v1/devices/approve", body.clone()).await;
        assert_eq!(answer.problem(), (status, code.to_owned()), "{body}");
    }
    assert_eq!(polls(&hall, &codes).await.problem().1, "authorization_pending");
    hall.stop().await;
}

#[tokio::test]
async fn a_paired_device_opens_its_role_and_its_hall_alone() {
    let hall = TestHall::open().await;
    for role in [Role::Kiosk, Role::Display, Role::Announcer] {
        let (_, token) = paired(&hall, role.word()).await;
        let http = hall.nobody().bearer(&token);
        for route in routes() {
            let roles = match route.admits {
                Admits::Everybody | Admits::ByView => continue,
                Admits::Roles(roles) | Admits::RolesAndHolder(roles) => roles,
            };
            if route.path.contains("{hall}") {
                let other = ask(&http, &route.method, &concrete(route.path, OTHER)).await;
                assert_eq!(other.problem(), (404, "unknown_hall".to_owned()), "{role:?} {}", route.path);
            }
            let answer = ask(&http, &route.method, &concrete(route.path, HALL)).await;
            if !roles.contains(&role) {
                assert_eq!(answer.problem(), (403, "forbidden".to_owned()), "{role:?} {}", route.path);
            } else if route.path != "/api/v1/logout" {
                assert!(answer.status != 401 && answer.status != 403, "{role:?} {}: {}", route.path, answer.body);
            }
        }
        let views = [
            ("zone/main", role != Role::Kiosk),
            ("kiosk", role == Role::Kiosk),
            ("supervisor", false),
            ("desk", false),
            ("counter/1", false),
        ];
        for (view, opens) in views {
            let own = http.get(&format!("/api/v1/view?name=hall/{HALL}/{view}")).await;
            assert_eq!(own.status, if opens { 200 } else { 403 }, "{role:?} {view}");
            let other = http.get(&format!("/api/v1/view?name=hall/{OTHER}/{view}")).await;
            assert_eq!(other.problem(), (404, "unknown_view".to_owned()), "{role:?} {view}");
        }
    }
    hall.stop().await;
}

fn concrete(path: &str, hall: &str) -> String {
    path.replace("{hall}", hall)
        .replace("{counter}", "1")
        .replace("{ticket}", "t999999")
        .replace("{notice}", "n999999")
        .replace("{item}", "c999999")
        .replace("{report}", "days")
        .replace("{person}", "p-nobody")
        .replace("{token}", "d-nobody")
        .replace("{session}", "nobody")
        .replace("{device}", "d-nobody")
}

async fn ask(http: &Http, method: &Method, path: &str) -> Answer {
    match *method {
        Method::GET => http.get(path).await,
        Method::PUT => http.put(path, json!({})).await,
        _ => http.post(path, json!({"khong": "co"})).await,
    }
}

async fn rotates(hall: &TestHall, token: &str) -> String {
    let next = hall.nobody().bearer(token).post("/api/v1/devices/rotate", json!({})).await.ok();
    next["token"].as_str().expect("a secret").to_owned()
}
async fn knows(hall: &TestHall, token: &str) -> u16 {
    hall.nobody().bearer(token).get("/api/v1/me").await.status
}

#[tokio::test]
async fn the_present_secret_is_good_until_the_next_is_used() {
    let hall = TestHall::open().await;
    let (id, first) = paired(&hall, "display").await;
    let mut wall = follows(&hall, &first).await;
    hall.clock.pass(DAY_MS);
    let lost = rotates(&hall, &first).await;
    assert_eq!(knows(&hall, &first).await, 200, "the answer may have been lost");
    let second = rotates(&hall, &first).await;
    assert_eq!(knows(&hall, &lost).await, 401, "only the newest answer counts");
    assert_eq!(knows(&hall, &first).await, 200);
    assert_eq!(knows(&hall, &second).await, 200, "used: the present one now");
    let call = hall.kiosk().take("A").await;
    wall.until("what follows the change", |frame| frame["type"] == "update").await;
    assert_eq!(call["label"], "A001", "what began with the first secret goes on");
    let device = listed(&hall, &id).await;
    assert_eq!(
        (device["state"].clone(), device["rotated_at"].as_i64()),
        (json!("connected"), Some(hall.app.auth.now()))
    );
    hall.stop().await;
}

#[tokio::test]
async fn a_replaced_secret_that_is_used_again_shuts_the_device_out_and_is_written_down() {
    let hall = TestHall::open().await;
    let (id, first) = paired(&hall, "display").await;
    let second = rotates(&hall, &first).await;
    assert_eq!(knows(&hall, &second).await, 200);
    let mut wall = follows(&hall, &second).await;
    let mut watched = Wall::follow(&hall, "supervisor", &format!("hall/{HALL}/supervisor")).await;
    let asked = Instant::now();
    assert_eq!(knows(&hall, &first).await, 401, "somebody has a copy");
    assert_eq!(wall.goodbye().await, 4101);
    assert!(asked.elapsed() < Duration::from_secs(5));
    assert_eq!(knows(&hall, &second).await, 401, "nobody knows which of the two is the thief");
    assert_eq!(listed(&hall, &id).await["state"], "copied");
    let alarm = |frame: &Value| frame["set"][format!("device/{id}")]["alarm"] == "copied";
    hall.clock.pass(1_000);
    watched.until("that somebody should look after it", alarm).await;
    assert_eq!(journal(&hall).await.first(), Some(&("secret_reused".to_owned(), "goiso".to_owned())));
    hall.stop().await;
}

#[tokio::test]
async fn a_revoked_device_sees_nothing_more_within_five_seconds_and_it_is_written_down() {
    let hall = TestHall::open().await;
    let (id, token) = paired(&hall, "display").await;
    let mut wall = follows(&hall, &token).await;
    let renamed = hall.by("admin").post(&format!("/api/v1/devices/{id}/rename"), json!({"name": "Sảnh 2"})).await;
    assert_eq!(renamed.ok()["name"], "Sảnh 2");
    hall.kiosk().take("A").await;
    wall.until("an update", |frame| frame["type"] == "update").await;
    assert_eq!(listed(&hall, &id).await["state"], "connected", "another name closes nothing");
    let asked = Instant::now();
    hall.by("admin").post(&format!("/api/v1/tokens/{id}/revoke"), json!({})).await.ok();
    assert_eq!(wall.goodbye().await, 4101);
    assert!(asked.elapsed() < Duration::from_secs(5));
    assert_eq!(knows(&hall, &token).await, 401);
    let device = listed(&hall, &id).await;
    assert_eq!((device["state"].clone(), device["name"].clone()), (json!("revoked"), json!("Sảnh 2")));
    let whats: Vec<String> = journal(&hall).await.into_iter().map(|(what, _)| what).collect();
    assert_eq!(whats, ["revoked", "renamed", "paired", "approved"]);
    hall.stop().await;
}

#[tokio::test]
async fn no_code_and_no_secret_stands_in_the_database() {
    let hall = TestHall::open().await;
    let codes = asks(&hall, "hall").await;
    let (_, token) = paired(&hall, "display").await;
    let next = rotates(&hall, &token).await;
    for file in std::fs::read_dir(&hall.folder).expect("the folder") {
        let path = file.expect("a file").path();
        let Ok(bytes) = std::fs::read(&path) else { continue };
        for canary in [codes["device_code"].as_str(), codes["user_code"].as_str(), Some(&token), Some(&next)] {
            let canary = canary.expect("a text").as_bytes();
            assert!(!bytes.windows(canary.len()).any(|part| part == canary), "{}", path.display());
        }
    }
    hall.stop().await;
}
