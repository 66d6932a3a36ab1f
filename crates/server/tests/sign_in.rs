//! People sign in, are sent away, and nobody else's page can act for them.

use crate::hall::http::{Answer, Http};
use crate::hall::wall::Wall;
use crate::hall::{Builder, HALL, TestHall};
use goiso_server::app::AppSettings;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const PASSWORD: &str = "mot-hai-ba-bon";

async fn with_lan(settings: impl FnOnce(&mut AppSettings)) -> (TestHall, Value) {
    let hall = Builder::new().settings(settings).start().await;
    let body = json!({"login": "Lan", "name": "Lan", "role": "officer", "hall": HALL, "password": PASSWORD});
    let lan = hall.by("admin").post("/api/v1/people", body).await.ok();
    (hall, lan)
}

async fn login(hall: &TestHall, password: &str) -> Answer {
    hall.nobody().post("/api/v1/login", json!({"login": "lan", "password": password})).await
}

/// The browser with the cookie of a sign-in, as our own page sends it.
fn browser(hall: &TestHall, answer: &Answer) -> Http {
    bare_browser(hall, answer).with("sec-fetch-site", "same-origin")
}
fn bare_browser(hall: &TestHall, answer: &Answer) -> Http {
    let cookie = answer.header("set-cookie").expect("a cookie").split(';').next().expect("a value").to_owned();
    hall.nobody().with("cookie", &cookie)
}

#[tokio::test]
async fn a_person_signs_in_acts_and_signs_out() {
    let (hall, lan) = with_lan(|_| {}).await;
    let answer = login(&hall, PASSWORD).await;
    assert_eq!(answer.ok()["id"], lan["id"]);
    let browser = browser(&hall, &answer);
    assert_eq!(browser.get("/api/v1/me").await.ok()["name"], "Lan");
    browser.post(&format!("/api/v1/halls/{HALL}/counters/1/open"), json!({})).await.ok();
    let counters = hall.by("supervisor").get(&format!("/api/v1/halls/{HALL}")).await.ok()["counters"].clone();
    assert_eq!(counters[0]["officer"], lan["id"], "a person who signed in is the officer");
    let shown = hall.by("display").get(&format!("/api/v1/halls/{HALL}")).await.ok()["counters"].clone();
    assert_eq!(shown[0]["officer"], Value::Null, "screens do not learn who works");
    let staff = json!({"login": "xa", "name": "Xa", "role": "officer", "hall": "hall-kia", "password": PASSWORD});
    let elsewhere = hall.by("admin").post("/api/v1/people", staff).await;
    let names = hall.by("supervisor").get(&format!("/api/v1/halls/{HALL}/officers")).await.ok()["names"].clone();
    assert_eq!(names[lan["id"].as_str().expect("an id")], "Lan", "whoever may see the id may see the name");
    assert!(names.as_object().is_some_and(|names| names.values().all(|name| name != "Xa")), "{names} {elsewhere:?}");
    assert!(names.as_object().is_some_and(|names| names.values().all(|name| name != "display")), "{names}");
    let told = hall.by("display").get(&format!("/api/v1/halls/{HALL}/officers")).await;
    assert_eq!(told.problem(), (403, "forbidden".to_owned()), "screens do not learn names either");
    let as_other = browser.post(&format!("/api/v1/halls/{HALL}/counters/2/open"), json!({"officer": "minh"})).await;
    assert_eq!(as_other.problem(), (403, "forbidden".to_owned()));
    let out = browser.post("/api/v1/logout", json!({})).await;
    assert!(out.header("set-cookie").expect("a cookie").contains("Max-Age=0"));
    assert_eq!(browser.get("/api/v1/me").await.problem(), (401, "unauthenticated".to_owned()));
    hall.stop().await;
}

#[tokio::test]
async fn the_cookie_is_for_this_host_alone_and_for_tls_where_there_is_tls() {
    let (plain, _) = with_lan(|_| {}).await;
    let cookie = login(&plain, PASSWORD).await.header("set-cookie").expect("a cookie").to_owned();
    assert!(cookie.starts_with("goiso=") && !cookie.contains("Secure"), "{cookie}");
    for part in ["; Path=/", "; HttpOnly", "; SameSite=Strict"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    plain.stop().await;
    let (tls, _) = with_lan(|settings| settings.origins = vec!["https://hall.example".to_owned()]).await;
    let cookie = login(&tls, PASSWORD).await.header("set-cookie").expect("a cookie").to_owned();
    assert!(cookie.starts_with("__Host-goiso="), "{cookie}");
    for part in ["; Path=/", "; HttpOnly", "; SameSite=Strict", "; Secure"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(!cookie.contains("Domain"), "{cookie}");
    tls.stop().await;
}

#[tokio::test]
async fn guessing_a_password_is_slowed_and_tells_nothing() {
    let (hall, _) = with_lan(|settings| settings.enforced = goiso_server::limits::Enforced::Yes).await;
    let wrong = login(&hall, "sai-sai-sai-sai").await;
    let nobody = hall.nobody().post("/api/v1/login", json!({"login": "ai-do", "password": PASSWORD})).await;
    assert_eq!(wrong.problem(), (401, "wrong_password".to_owned()));
    assert_eq!(wrong.body, nobody.body, "an account that exists looks like one that does not");
    let mut slowed = None;
    for _ in 0..6 {
        let answer = login(&hall, "sai-sai-sai-sai").await;
        if answer.status == 429 {
            slowed = Some(answer);
            break;
        }
    }
    let slowed = slowed.expect("six wrong passwords in a row are too many");
    assert_eq!(slowed.problem(), (429, "login_delayed".to_owned()));
    assert!(slowed.header("retry-after").is_some());
    assert_eq!(login(&hall, PASSWORD).await.status, 429, "the right one waits too");
    hall.stop().await;
}

#[tokio::test]
async fn a_session_runs_out_unused_and_at_last() {
    let (hall, _) = with_lan(|_| {}).await;
    let browser_of = |answer: &Answer| browser(&hall, answer);
    let idle = browser_of(&login(&hall, PASSWORD).await);
    hall.clock.pass(29 * 60_000);
    idle.get("/api/v1/me").await.ok();
    hall.clock.pass(29 * 60_000);
    idle.get("/api/v1/me").await.ok();
    hall.clock.pass(31 * 60_000);
    assert_eq!(idle.get("/api/v1/me").await.status, 401, "half an hour unused");
    let busy = browser_of(&login(&hall, PASSWORD).await);
    for _ in 0..47 {
        hall.clock.pass(15 * 60_000);
        busy.get("/api/v1/me").await.ok();
    }
    hall.clock.pass(16 * 60_000);
    assert_eq!(busy.get("/api/v1/me").await.status, 401, "twelve hours");
    hall.stop().await;
}

#[tokio::test]
async fn only_our_own_pages_act_with_a_cookie() {
    let (hall, _) = with_lan(|_| {}).await;
    let answer = login(&hall, PASSWORD).await;
    let bare = bare_browser(&hall, &answer);
    let open = format!("/api/v1/halls/{HALL}/counters/1/open");
    let host = hall.address.to_string();
    let foreign =
        ["https://evil.example", "null", &format!("http://{host}.evil.example"), &format!("http://evil{host}")];
    for origin in foreign {
        let refused = bare.with("origin", origin).post(&open, json!({})).await;
        assert_eq!(refused.problem(), (403, "foreign_page".to_owned()), "{origin}");
    }
    for site in ["cross-site", "same-site"] {
        let refused = bare.with("sec-fetch-site", site).post(&open, json!({})).await;
        assert_eq!(refused.problem(), (403, "foreign_page".to_owned()), "{site}");
    }
    assert_eq!(bare.post(&open, json!({})).await.problem(), (403, "foreign_page".to_owned()), "neither header");
    let form = [("content-type", "text/plain"), ("idempotency-key", "f1"), ("sec-fetch-site", "same-origin")];
    assert_eq!(bare.send("POST", &open, &form, "{}").await.problem(), (415, "unsupported_media_type".to_owned()));
    bare.with("origin", &format!("http://{host}")).post(&open, json!({})).await.ok();
    hall.stop().await;
}

#[tokio::test]
async fn a_stream_takes_no_page_but_our_own() {
    let (hall, _) = with_lan(|_| {}).await;
    let host = hall.address.to_string();
    let own = format!("http://{host}");
    let foreign = [
        "https://evil.example",
        "null",
        &format!("{own}.evil.example"),
        &format!("http://evil{host}"),
        "http://127.0.0.1",
    ];
    for origin in foreign {
        assert_eq!(Wall::upgrade(&hall, &[("origin", origin)]).await.err(), Some(403), "{origin}");
    }
    assert!(Wall::upgrade(&hall, &[("origin", &own)]).await.is_ok());
    // a program without a page sends its token; a cookie without a page is nobody's
    let bearer = format!("Bearer {}", hall.token("display"));
    let mut program = Wall::upgrade(&hall, &[("authorization", &bearer)]).await.expect("an upgrade");
    program.say(json!({"type": "hello", "view": format!("hall/{HALL}/zone/main")})).await;
    program.until("the snapshot", |frame| frame["type"] == "snapshot").await;
    let signed_in = login(&hall, PASSWORD).await;
    let cookie =
        signed_in.header("set-cookie").and_then(|cookie| cookie.split(';').next()).expect("a cookie").to_owned();
    assert_eq!(Wall::upgrade(&hall, &[("cookie", &cookie)]).await.err(), Some(403));
    let mut page = Wall::upgrade(&hall, &[("cookie", &cookie), ("origin", &own)]).await.expect("an upgrade");
    page.say(json!({"type": "hello", "view": format!("hall/{HALL}/counter/1")})).await;
    page.until("the snapshot", |frame| frame["type"] == "snapshot").await;
    hall.stop().await;
}

#[tokio::test]
async fn whoever_is_sent_away_sees_nothing_more_within_five_seconds() {
    let (hall, lan) = with_lan(|_| {}).await;
    let admin = hall.by("admin");
    // a device
    let device = admin
        .post("/api/v1/tokens", json!({"name": "Màn hình 2", "role": "display", "hall": HALL, "zone": "main"}))
        .await
        .ok();
    let token = device["token"].as_str().expect("a secret").to_owned();
    let listed = admin.get("/api/v1/tokens").await;
    assert!(!listed.body.contains(&token), "a secret is shown once");
    let mut wall = Wall::upgrade(&hall, &[]).await.expect("an upgrade");
    wall.say(json!({"type": "hello", "view": format!("hall/{HALL}/zone/main"), "token": token})).await;
    wall.until("the snapshot", |frame| frame["type"] == "snapshot").await;
    let upper = hall.nobody().bearer(&token).get(&format!("/api/v1/view?name=hall/{HALL}/zone/upper")).await;
    assert_eq!(upper.problem(), (403, "forbidden".to_owned()), "a screen of one zone");
    let asked = Instant::now();
    let id = device["id"].as_str().expect("an id");
    admin.post(&format!("/api/v1/tokens/{id}/revoke"), json!({})).await.ok();
    assert_eq!(wall.goodbye().await, 4101);
    assert!(asked.elapsed() < Duration::from_secs(5));
    assert_eq!(hall.nobody().bearer(&token).get("/api/v1/me").await.status, 401);
    // a person: signed out, disabled, given another role
    let own = format!("http://{}", hall.address);
    let lan_at = format!("/api/v1/people/{}", lan["id"].as_str().expect("an id"));
    let changes: [(&str, Value); 3] = [
        ("logout", Value::Null),
        ("role", json!({"role": "greeter"})),
        ("disable", json!({"standing": "disabled", "role": "officer"})),
    ];
    for (what, change) in changes {
        if what == "disable" {
            admin.post(&lan_at, json!({"role": "officer"})).await.ok();
        }
        let signed_in = login(&hall, PASSWORD).await;
        let cookie =
            signed_in.header("set-cookie").and_then(|cookie| cookie.split(';').next()).expect("a cookie").to_owned();
        let mut page = Wall::upgrade(&hall, &[("cookie", &cookie), ("origin", &own)]).await.expect("an upgrade");
        page.say(json!({"type": "hello", "view": format!("hall/{HALL}/desk")})).await;
        page.until("the snapshot", |frame| frame["type"] == "snapshot").await;
        let asked = Instant::now();
        if change.is_null() {
            browser(&hall, &signed_in).post("/api/v1/logout", json!({})).await.ok();
        } else {
            admin.post(&lan_at, change).await.ok();
        }
        assert_eq!(page.goodbye().await, 4101, "{what}");
        assert!(asked.elapsed() < Duration::from_secs(5), "{what}");
    }
    assert_eq!(login(&hall, PASSWORD).await.problem(), (401, "wrong_password".to_owned()), "disabled");
    hall.stop().await;
}

#[tokio::test]
async fn sessions_are_listed_and_ended_by_their_own_and_by_an_admin() {
    let (hall, _) = with_lan(|_| {}).await;
    let first = browser(&hall, &login(&hall, PASSWORD).await);
    let second = browser(&hall, &login(&hall, PASSWORD).await);
    let sessions = first.get("/api/v1/sessions").await.ok()["sessions"].as_array().expect("a list").clone();
    assert_eq!(sessions.len(), 2);
    let other = sessions.iter().find(|session| session["own"] == false).expect("the other").clone();
    let revoke = format!("/api/v1/sessions/{}/revoke", other["id"].as_str().expect("an id"));
    assert_eq!(hall.by("supervisor").post(&revoke, json!({})).await.problem(), (404, "unknown_session".to_owned()));
    first.post(&revoke, json!({})).await.ok();
    assert_eq!(second.get("/api/v1/me").await.status, 401);
    first.get("/api/v1/me").await.ok();
    hall.stop().await;
}

#[tokio::test]
async fn a_fresh_installation_has_no_account_and_a_code_that_works_once() {
    let hall = TestHall::open().await;
    let code = hall.app.auth.setup.code_to_print().expect("randomness").expect("no account yet");
    let body = |code: &str| json!({"code": code, "login": "lan", "password": PASSWORD, "name": "Lan"});
    assert_eq!(hall.by("admin").get("/api/v1/people").await.ok()["people"], json!([]));
    assert_eq!(
        hall.nobody().post("/api/v1/setup", body("khong-dung")).await.problem(),
        (401, "unauthenticated".to_owned())
    );
    let short = json!({"code": code, "login": "lan", "password": "ngan", "name": "Lan"});
    assert_eq!(hall.nobody().post("/api/v1/setup", short).await.problem(), (400, "bad_request".to_owned()));
    let made = hall.nobody().post("/api/v1/setup", body(&code)).await;
    assert_eq!(made.ok()["role"], "admin");
    assert_eq!(browser(&hall, &made).get("/api/v1/people").await.ok()["people"][0]["login"], "lan");
    assert_eq!(hall.nobody().post("/api/v1/setup", body(&code)).await.status, 401, "once");
    let id = made.json()["id"].as_str().expect("an id").to_owned();
    let alone = browser(&hall, &made).post(&format!("/api/v1/people/{id}"), json!({"standing": "disabled"})).await;
    assert_eq!(alone.problem(), (409, "last_admin".to_owned()));
    hall.stop().await;
}

#[tokio::test]
async fn a_code_in_a_link_becomes_a_token() {
    let hall = TestHall::open().await;
    let token = goiso_server::auth::Secret::sent(hall.token("officer"));
    let code = hall.app.auth.codes.issue(token, goiso_server::auth::CodeUse::Once).expect("a code");
    let got = hall.nobody().post("/api/v1/exchange", json!({"code": code})).await.ok();
    assert_eq!((got["token"].as_str(), got["role"].as_str()), (Some(hall.token("officer")), Some("officer")));
    let again = hall.nobody().post("/api/v1/exchange", json!({"code": code})).await;
    assert_eq!(again.problem(), (401, "unauthenticated".to_owned()));
    hall.stop().await;
}

#[tokio::test]
async fn names_cannot_turn_the_writing_around() {
    let hall = TestHall::open().await;
    let long = "x".repeat(61);
    for name in ["Lan\u{202e}nimda", "Lan\u{200d}", "La\nn", "", &long] {
        let body = json!({"login": "lan", "name": name, "role": "officer", "hall": HALL, "password": PASSWORD});
        assert_eq!(
            hall.by("admin").post("/api/v1/people", body).await.problem(),
            (400, "bad_request".to_owned()),
            "{name:?}"
        );
    }
    hall.stop().await;
}
