//! Bad input: each kind gets its stable code and words, and changes nothing.

use crate::hall::wall::Wall;
use crate::hall::{Builder, HALL, TestHall, id};
use goiso_engine::{Rendered, Request};
use goiso_queue::command::IssueRequest;
use goiso_queue::config::{HallConfig, Hours, Weekly};
use goiso_queue::{Action, Actor, Command};
use serde_json::{Value, json};

fn path(rest: &str) -> String {
    format!("/api/v1/halls/{HALL}/{rest}")
}

#[tokio::test]
async fn unknown_things_are_named_and_change_nothing() {
    let hall = TestHall::open().await;
    let ticket = hall.kiosk().take("A").await;
    let officer = hall.officer("1");
    officer.sit_down().await;
    let before = hall.events().await.len();
    let (kiosk, greeter, http) = (hall.by("kiosk"), hall.by("greeter"), hall.by("officer"));
    let seen = json!({"seen": null});
    let cases = [
        (kiosk.post("/api/v1/halls/khong-co/tickets", json!({"group": "A"})).await, 404, "unknown_hall"),
        (kiosk.post("/api/v1/halls/a%2f..%2fb/tickets", json!({"group": "A"})).await, 404, "unknown_hall"),
        (kiosk.post(&path("tickets"), json!({"group": "B"})).await, 404, "unknown_group"),
        (kiosk.post(&path("tickets"), json!({"group": "Q"})).await, 404, "unknown_group"),
        (kiosk.post(&path("tickets"), json!({"group": "AA'; drop table event; --"})).await, 404, "unknown_group"),
        (kiosk.post(&path("tickets"), json!({"service": "khong-co"})).await, 404, "unknown_service"),
        (kiosk.post(&path("tickets"), json!({"group": "A", "priority": "vua"})).await, 404, "unknown_class"),
        (kiosk.post(&path("tickets"), json!({"group": "A", "service": "x"})).await, 400, "bad_request"),
        (kiosk.post(&path("tickets"), json!({})).await, 400, "bad_request"),
        (kiosk.post(&path("tickets"), json!({"group": "A", "channel": "pigeon"})).await, 400, "bad_request"),
        (kiosk.post(&path("tickets"), json!({"group": "A", "colour": "red"})).await, 400, "bad_request"),
        (kiosk.post(&path("tickets"), json!({"group": "A", "dossiers": 0})).await, 400, "out_of_range"),
        (kiosk.post(&path("tickets"), json!({"group": "A", "dossiers": 9999})).await, 400, "bad_request"),
        (kiosk.post(&path("tickets"), json!(["A"])).await, 400, "bad_request"),
        (greeter.post(&path("tickets/t999999/cancel"), json!({})).await, 404, "unknown_ticket"),
        (greeter.post(&path("tickets/nobody/cancel"), json!({})).await, 404, "unknown_ticket"),
        (
            greeter.post(&path(&format!("tickets/{}/priority", id(&ticket))), json!({"class": "vua"})).await,
            404,
            "unknown_class",
        ),
        (http.post(&path("counters/99/next"), seen.clone()).await, 404, "unknown_counter"),
        (http.post(&path("counters/a%20b/next"), seen.clone()).await, 404, "unknown_counter"),
        (
            http.post(&path("counters/1/call"), json!({"seen": null, "ticket": "t999999", "reason": "x"})).await,
            404,
            "unknown_ticket",
        ),
        (http.post(&path("counters/1/next"), json!({})).await, 400, "bad_request"),
        (http.post(&path("counters/1/next"), json!({"seen": "A001"})).await, 400, "bad_request"),
        (http.post(&path("counters/1/transfer"), json!({"seen": null, "group": "Q"})).await, 404, "unknown_group"),
        (hall.by("supervisor").get(&path("reports/khong-co")).await, 404, "report_unknown"),
        (hall.by("supervisor").get(&path("reports/days?format=xls")).await, 406, "format_unknown"),
        (hall.by("supervisor").get(&path("events?limit=0")).await, 400, "bad_request"),
        (hall.by("supervisor").get(&path("events?limt=1")).await, 400, "bad_request"),
        (hall.by("display").get("/api/v1/view?name=hall/hoa-phuong/zone/khong-co").await, 404, "unknown_view"),
        (hall.nobody().get("/api/v2/halls").await, 404, "not_found"),
    ];
    for (number, (answer, status, code)) in cases.iter().enumerate() {
        assert_eq!(answer.problem(), (*status, (*code).to_owned()), "case {number}: {}", answer.body);
    }
    assert_eq!(hall.events().await.len(), before, "nothing was changed");
    hall.stop().await;
}

#[tokio::test]
async fn a_body_must_be_json_of_a_bearable_size_under_a_key() {
    let hall = TestHall::open().await;
    let kiosk = hall.by("kiosk");
    let tickets = path("tickets");
    let before = hall.events().await.len();
    let json_key = [("content-type", "application/json"), ("idempotency-key", "k1")];
    let large = format!("{{\"group\":\"A\",\"person\":\"{}\"}}", "x".repeat(70_000));
    let cases = [
        (kiosk.send("POST", &tickets, &json_key, "{\"group\":").await, 400, "bad_request"),
        (kiosk.send("POST", &tickets, &json_key, &large).await, 413, "body_too_large"),
        (
            kiosk.send("POST", &tickets, &[("content-type", "text/plain"), ("idempotency-key", "k2")], "{}").await,
            415,
            "unsupported_media_type",
        ),
        (kiosk.send("POST", &tickets, &[("idempotency-key", "k3")], "{}").await, 415, "unsupported_media_type"),
        (
            kiosk.send("POST", &tickets, &[("content-type", "application/json")], "{}").await,
            400,
            "idempotency_key_missing",
        ),
        (kiosk.post_as(&tickets, "", json!({"group": "A"})).await, 400, "idempotency_key_missing"),
        (kiosk.post_as(&tickets, &"k".repeat(129), json!({"group": "A"})).await, 400, "idempotency_key_missing"),
        (kiosk.post_as(&tickets, "a b", json!({"group": "A"})).await, 400, "idempotency_key_missing"),
        (kiosk.send("GET", &tickets, &[], "").await, 405, "method_not_allowed"),
        (kiosk.send("DELETE", &tickets, &[], "").await, 405, "method_not_allowed"),
    ];
    for (number, (answer, status, code)) in cases.iter().enumerate() {
        assert_eq!(answer.problem(), (*status, (*code).to_owned()), "case {number}: {}", answer.body);
    }
    assert_eq!(hall.events().await.len(), before, "nothing was changed");
    hall.stop().await;
}

#[tokio::test]
async fn one_key_takes_effect_once_and_belongs_to_one_request() {
    let hall = TestHall::open().await;
    let kiosk = hall.by("kiosk");
    let first = kiosk.post_as(&path("tickets"), "press-1", json!({"group": "A"})).await;
    assert_eq!(first.header("idempotency-replayed"), None);
    let again = kiosk.post_as(&path("tickets"), "press-1", json!({"group": "A"})).await;
    assert_eq!((again.status, &again.body), (201, &first.body), "the same answer, byte for byte");
    assert_eq!(again.header("idempotency-replayed"), Some("true"));
    let other = kiosk.post_as(&path("tickets"), "press-1", json!({"group": "C"})).await;
    assert_eq!(other.problem(), (422, "key_reused".to_owned()));
    let issued = hall.events().await.iter().filter(|event| event["kind"] == "ticket_issued").count();
    assert_eq!(issued, 1);
    // a key is its principal's own
    let greeter = hall.by("greeter").post_as(&path("tickets"), "press-1", json!({"group": "A"})).await;
    assert_eq!(greeter.ok()["label"], "A002");
    // refusals are answers too
    let officer = hall.by("officer");
    let refused = officer.post_as(&path("counters/1/next"), "n1", json!({"seen": null})).await;
    assert_eq!(refused.problem(), (409, "counter_closed".to_owned()));
    hall.officer("1").sit_down().await;
    let same = officer.post_as(&path("counters/1/next"), "n1", json!({"seen": null})).await;
    assert_eq!(same.body, refused.body);
    hall.stop().await;
}

#[tokio::test]
async fn a_key_outside_halls_takes_effect_once_too() {
    let hall = TestHall::open().await;
    let admin = hall_admin(&hall).await;
    let body = json!({"login": "lan", "name": "Lan", "role": "officer", "hall": HALL, "password": "mot-hai-ba-bon"});
    let first = admin.post_as("/api/v1/people", "p1", body.clone()).await;
    assert_eq!(first.status, 201, "{}", first.body);
    assert_eq!(admin.post_as("/api/v1/people", "p1", body.clone()).await.body, first.body);
    let taken = admin.post_as("/api/v1/people", "p2", body).await;
    assert_eq!(taken.problem(), (409, "login_taken".to_owned()));
    assert_eq!(taken.json()["detail"], "somebody signs in as lan already", "no word of the database");
    assert_eq!(admin.post_as("/api/v1/people", "p1", json!({})).await.problem(), (422, "key_reused".to_owned()));
    hall.stop().await;
}

async fn hall_admin(hall: &TestHall) -> crate::hall::http::Http {
    hall.by("admin")
}

#[tokio::test]
async fn a_double_press_and_a_stale_screen_call_nobody_twice() {
    let hall = TestHall::open().await;
    for _ in 0..3 {
        hall.kiosk().take("A").await;
    }
    let officer = hall.officer("1");
    officer.sit_down().await;
    let called = officer.next(&Value::Null).await;
    let first = called["call"]["ticket"].clone();
    assert_eq!(first["label"], "A001");
    // the second press of the same key, sent before the screen could change
    let second = officer.press("next", json!({"seen": null})).await;
    assert_eq!(second.problem(), (409, "stale_screen".to_owned()));
    assert_eq!(second.json()["actual"], first["id"]);
    for key in ["recall", "start", "finish", "no-show", "undo"] {
        let stale = officer.press(key, json!({"seen": "t999999"})).await;
        assert_eq!(stale.problem(), (409, "stale_screen".to_owned()), "{key}");
    }
    let wrong = officer.press("no-show", json!({"seen": first["id"]})).await;
    assert_eq!(wrong.problem(), (409, "no_show_too_early".to_owned()));
    assert_eq!(officer.press("pause", json!({})).await.problem(), (409, "counter_busy".to_owned()));
    assert_eq!(officer.press("close", json!({})).await.problem(), (409, "counter_busy".to_owned()));
    assert_eq!(officer.press("open", json!({})).await.problem().0, 409);
    let rate = hall.by("supervisor").post(&path(&format!("tickets/{}/rate", id(&first))), json!({"score": 5})).await;
    assert_eq!(rate.problem(), (409, "ticket_state".to_owned()));
    let calls = hall.events().await.iter().filter(|event| event["kind"] == "ticket_called").count();
    assert_eq!(calls, 1);
    hall.stop().await;
}

#[tokio::test]
async fn a_closed_hall_issues_nothing() {
    let closed = Builder::new().config(|config| config.hours = Hours::Weekly(Weekly::default())).start().await;
    let answer = closed.by("kiosk").post(&path("tickets"), json!({"group": "A"})).await;
    assert_eq!(answer.problem(), (409, "issuing_closed".to_owned()));
    closed.stop().await;
    let hall = TestHall::open().await;
    let stop =
        hall.by("supervisor").post(&path("issuing/stop"), json!({"groups": ["A"], "reason": "Hệ thống bận"})).await;
    stop.ok();
    let answer = hall.by("kiosk").post(&path("tickets"), json!({"group": "A"})).await;
    assert_eq!(answer.problem(), (409, "issuing_stopped".to_owned()));
    assert_eq!(answer.json()["reason"], "Hệ thống bận");
    hall.by("supervisor").post(&path("issuing/resume"), json!({})).await.ok();
    hall.kiosk().take("A").await;
    hall.stop().await;
}

#[tokio::test]
async fn after_9999_numbers_of_a_series_there_are_no_more() {
    let hall = Builder::new().config(|config| config.limits.open_tickets = 10_000).start().await;
    let name: goiso_queue::HallId = HALL.parse().expect("a hall");
    let mut waiting = tokio::task::JoinSet::new();
    for _ in 0..9_999 {
        let request = Request {
            command: Command {
                by: Actor::Staff("test".parse().expect("a staff id")),
                action: Action::Issue(IssueRequest::plain("A".parse().expect("a group"), HallConfig::ordinary())),
            },
            key: None,
            private: Vec::new(),
            render: Box::new(|_, outcome| Rendered {
                status: if outcome.is_ok() { 201 } else { 409 },
                body: String::new(),
            }),
        };
        // the mailbox holds 256
        while waiting.len() >= 128 {
            waiting.join_next().await;
        }
        let (engine, name) = (hall.app.engine.clone(), name.clone());
        waiting.spawn(async move { engine.submit(&name, request).await.expect("an answer").status });
    }
    while let Some(status) = waiting.join_next().await {
        assert_eq!(status.expect("no panic"), 201);
    }
    let answer = hall.by("kiosk").post(&path("tickets"), json!({"group": "A"})).await;
    assert_eq!(answer.problem(), (409, "numbers_exhausted".to_owned()));
    assert_eq!(hall.kiosk().take("C").await["label"], "C001", "other series go on");
    hall.stop().await;
}

#[tokio::test]
async fn a_kiosk_that_is_pressed_without_end_is_slowed() {
    let hall = Builder::new()
        .settings(|settings| {
            settings.enforced = goiso_server::limits::Enforced::Yes;
            settings.limits.issue_per_minute = 3;
        })
        .start()
        .await;
    let mut watched = Wall::follow(&hall, "supervisor", &format!("hall/{HALL}/supervisor")).await;
    for _ in 0..3 {
        hall.kiosk().take("A").await;
    }
    let answer = hall.by("kiosk").post(&path("tickets"), json!({"group": "A"})).await;
    assert_eq!(answer.problem(), (429, "too_fast".to_owned()));
    assert!(answer.header("retry-after").is_some());
    hall.by("greeter").post(&path("tickets"), json!({"group": "A"})).await.ok();
    let alarm = |frame: &Value| frame["set"]["device/kiosk"]["alarm"].clone();
    hall.clock.pass(1_000);
    watched.until("that somebody should look after it", |frame| alarm(frame) == "rush").await;
    hall.by("admin").post(&path("kiosk-pin"), json!({"pin": "2580"})).await.ok();
    hall.by("kiosk").post(&path("kiosk-pin/unlock"), json!({"pin": "2580"})).await.ok();
    let calm = |frame: &Value| frame["set"].get("device/kiosk").is_some() && alarm(frame).is_null();
    hall.clock.pass(1_000);
    watched.until("that somebody has", calm).await;
    hall.kiosk().take("A").await;
    hall.stop().await;
}

#[tokio::test]
async fn a_configuration_that_cannot_work_is_refused_whole() {
    let hall = TestHall::open().await;
    let admin = hall.by("admin");
    let config = admin.get(&path("config")).await.ok();
    let before = hall.events().await.len();
    let mut slip = config.clone();
    slip["nmae"] = json!("x");
    let unread = admin.put(&path("config"), slip).await;
    assert_eq!(unread.problem(), (400, "bad_request".to_owned()));
    assert_eq!(unread.json()["reasons"][0]["code"], "unknown_entry");
    assert_eq!(unread.json()["reasons"][0]["entry"], "nmae");
    let mut empty = config.clone();
    empty["counters"][0]["zone"] = json!("khong-co");
    let refused = admin.put(&path("config"), empty.clone()).await;
    assert_eq!(refused.problem(), (422, "bad_config".to_owned()));
    assert!(refused.json()["problems"].as_array().is_some_and(|problems| !problems.is_empty()));
    assert_eq!(admin.put(&path("config?dry_run=true"), empty).await.problem(), (422, "bad_config".to_owned()));
    let mut fine = config;
    fine["hotline"] = json!("1022");
    let tried = admin.put(&path("config?dry_run=true"), fine.clone()).await.ok();
    assert_eq!((&tried["fine"], &tried["unsaid"]), (&json!(true), &json!([])));
    let mut worded = fine.clone();
    worded["counters"][0]["number"] = json!("W1");
    let tried = admin.put(&path("config?dry_run=true"), worded).await.ok();
    assert_eq!(tried["unsaid"], json!([{"counter": "W1", "languages": ["vi"]}]), "W has no Vietnamese clip");
    assert_eq!(hall.events().await.len(), before, "trials and refusals change nothing");
    admin.put(&path("config"), fine).await.ok();
    assert_eq!(admin.get(&path("config")).await.ok()["hotline"], "1022");
    let toml = admin.with("accept", "application/toml").get(&path("config")).await;
    let headers = [("content-type", "application/toml"), ("idempotency-key", "toml-1")];
    let back = admin.send("PUT", &path("config"), &headers, &toml.body).await;
    assert_eq!(back.status, 200, "{}", back.body);
    let unfit = toml.body.replacen("code = \"main\"", "code = \"lobby\"", 1);
    let headers = [("content-type", "application/toml"), ("idempotency-key", "toml-2")];
    let refused = admin.send("PUT", &path("config?dry_run=true"), &headers, &unfit).await;
    assert_eq!(refused.problem(), (422, "bad_config".to_owned()));
    assert_eq!(refused.json()["config"]["zones"][0]["code"], "lobby", "the forms can mend it");
    let reason = json!({"code": "no_such_zone", "at": "counters.0.zone", "counter": "1", "zone": "main"});
    assert_eq!(refused.json()["reasons"][0], reason);
    let headers = [("content-type", "text/csv"), ("idempotency-key", "csv-1")];
    let table = "number,zone,groups\n1,cellar,A\n";
    let refused = admin.send("PUT", &path("config?dry_run=true"), &headers, table).await;
    assert_eq!(refused.json()["reasons"], json!([{"line": 2, "column": "zone", "code": "no_zone", "zone": "cellar"}]));
    hall.stop().await;
}

#[tokio::test]
async fn a_configuration_made_from_an_older_one_is_not_put_over_a_newer_one() {
    let hall = TestHall::open().await;
    let admin = hall.by("admin");
    let first = admin.get(&path("config")).await;
    let tag = first.header("etag").expect("an entity tag").to_owned();
    let with = |hotline: &str| {
        let mut config = first.json();
        config["hotline"] = json!(hotline);
        config
    };
    let put = async |key: &str, tag: &str, config: &Value| {
        let headers = [("content-type", "application/json"), ("idempotency-key", key), ("if-match", tag)];
        admin.send("PUT", &path("config"), &headers, &config.to_string()).await
    };
    let mine = put("mine", &tag, &with("1022")).await;
    let next = mine.json()["tag"].as_str().expect("its tag").to_owned();
    assert_eq!(admin.get(&path("config")).await.header("etag"), Some(next.as_str()));
    let theirs = put("theirs", &tag, &with("115")).await;
    assert_eq!(theirs.problem(), (409, "stale_config".to_owned()));
    assert_eq!(admin.get(&path("config")).await.ok()["hotline"], "1022", "nothing was put over it");
    assert_eq!(put("mine", &tag, &with("1022")).await.json(), mine.json(), "a repetition gets its answer again");
    assert_eq!(put("theirs-again", &next, &with("115")).await.status, 200, "who has looked goes on");
    admin.put(&path("config"), with("113")).await.ok();
    hall.stop().await;
}
