//! What a supervisor steers with: the course of the day, a person moved to another line, a rule tried out on the people who wait.

use crate::hall::{HALL, TestHall, id};
use serde_json::{Value, json};

fn path(rest: &str) -> String {
    format!("/api/v1/halls/{HALL}/{rest}")
}

/// A number of a class, taken at the desk.
async fn take(hall: &TestHall, group: &str, class: &str) -> Value {
    let answer = hall.by("greeter").post(&path("tickets"), json!({"group": group, "priority": class})).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    answer.json()
}

#[tokio::test]
async fn the_course_of_the_day_is_summed_from_the_log() {
    let hall = TestHall::open().await;
    let supervisor = hall.by("supervisor");
    assert_eq!(supervisor.get(&path("today")).await.ok()["points"], json!([]), "an empty day has no steps");
    let lan = hall.officer("1");
    lan.sit_down().await;
    let kiosk = hall.kiosk();
    kiosk.take("A").await;
    kiosk.take("A").await;
    hall.clock.pass(6 * 60_000);
    let called = lan.next(&Value::Null).await;
    lan.press("finish", json!({"seen": called["call"]["ticket"]["id"]})).await.ok();
    let today = supervisor.get(&path("today")).await.ok();
    let points = today["points"].as_array().expect("points");
    let sums = |field: &str| points.iter().map(|point| point[field].as_u64().expect("a count")).collect::<Vec<_>>();
    assert_eq!((sums("waiting"), sums("issued"), sums("served")), (vec![2, 1], vec![2, 0], vec![0, 1]));
    assert_eq!((&today["called"], &today["within_target"], &today["no_shows"]), (&json!(1), &json!(1), &json!(0)));
    hall.stop().await;
}

#[tokio::test]
async fn a_person_is_moved_to_another_line_and_back() {
    let hall = TestHall::open().await;
    let supervisor = hall.by("supervisor");
    let ticket = take(&hall, "A", "ordinary").await;
    let there = path(&format!("tickets/{}/move", id(&ticket)));
    let moved = supervisor.post(&there, json!({"group": "C"})).await.ok();
    assert_eq!((&moved["group"], &moved["label"], &moved["state"]), (&json!("C"), &ticket["label"], &json!("waiting")));
    assert_eq!(moved["issued_at"], ticket["issued_at"], "the time of arrival stays");
    assert_eq!(supervisor.post(&there, json!({"group": "A"})).await.ok()["group"], "A");
    for (body, told) in [
        (json!({}), "bad_request"),
        (json!({"group": "A", "counter": "1"}), "bad_request"),
        (json!({"group": "Y"}), "unknown_group"),
    ] {
        let (status, code) = supervisor.post(&there, body.clone()).await.problem();
        assert_eq!(code, told, "{body}");
        assert!((400..500).contains(&status), "{body}: {status}");
    }
    let moves = hall.events().await.iter().filter(|event| event["kind"] == "ticket_moved").count();
    assert_eq!(moves, 2, "what was refused left nothing");
    hall.stop().await;
}

#[tokio::test]
async fn a_rule_is_tried_out_on_the_people_who_wait_and_nothing_changes() {
    let hall = TestHall::open().await;
    let supervisor = hall.by("supervisor");
    let config = hall.by("admin").get(&path("config")).await.ok();
    let class = config["classes"][0]["code"].as_str().expect("the ward has a class").to_owned();
    hall.officer("1").sit_down().await;
    for of in ["ordinary", "ordinary", class.as_str()] {
        take(&hall, "A", of).await;
        hall.clock.pass(60_000);
    }
    let before = hall.events().await.len();
    let arrival = supervisor.post(&path("policy-preview"), json!({"policy": {"kind": "arrival"}})).await.ok();
    let first = supervisor
        .post(&path("policy-preview"), json!({"policy": {"kind": "priority_first", "at_most": 2}}))
        .await
        .ok();
    assert_eq!((&arrival["waiting"], &arrival["counters"]), (&json!(3), &json!("open")));
    let after = |told: &Value| {
        let people = told["people"].as_array().expect("people").clone();
        people
            .into_iter()
            .map(|person| (person["class"].as_str().expect("a class").to_owned(), person["after"]["place"].clone()))
            .collect::<Vec<_>>()
    };
    assert!(after(&arrival).contains(&(class.clone(), json!(3))), "by arrival the last is the last: {arrival}");
    assert!(after(&first).contains(&(class.clone(), json!(1))), "priority first: {first}");
    let waits = first["classes"].as_array().expect("classes").iter().find(|row| row["class"] == class.as_str());
    assert!(waits.expect("the class")["after"]["longest_s"].as_u64().expect("a wait") >= 60);
    assert_eq!(hall.events().await.len(), before, "the log did not move");
    let bad = json!({"counters": [{"number": "1", "zone": "nowhere", "groups": ["A"], "name": {"vi": "", "en": ""}}]});
    assert_eq!(supervisor.post(&path("policy-preview"), bad).await.problem().1, "bad_config");
    assert_eq!(hall.by("officer").post(&path("policy-preview"), json!({})).await.status, 403);
    hall.stop().await;
}

#[tokio::test]
async fn what_opening_a_counter_would_do_is_told_and_nothing_changes() {
    let hall = TestHall::open().await;
    let supervisor = hall.by("supervisor");
    hall.officer("1").sit_down().await;
    for _ in 0..12 {
        take(&hall, "A", "ordinary").await;
        hall.clock.pass(60_000);
    }
    let config = hall.by("admin").get(&path("config")).await.ok();
    let groups = |number: &Value| {
        config["counters"].as_array().expect("counters").iter().find(|c| c["number"] == *number).expect("it")["groups"]
            .clone()
    };
    assert!(groups(&json!("1")).as_array().expect("groups").contains(&json!("A")), "{config}");
    let before = hall.events().await.len();
    let open = json!({"change": {"kind": "groups", "counter": "2", "groups": ["A"]}});
    let told = supervisor.post(&path("what-if"), open).await.ok();
    assert_eq!(told["runs"], json!(40));
    let line = told["line"].as_array().expect("a line");
    assert_eq!((line.len(), &line[0]["before"]), (13, &json!(12)), "{told}");
    let told = supervisor.post(&path("what-if"), json!({"change": {"kind": "close", "counter": "1"}})).await.ok();
    let of = |told: &Value, when: &str| {
        let row = told["groups"].as_array().expect("groups").iter().find(|row| row["group"] == "A").expect("A").clone();
        row["coming"][0][when].clone()
    };
    assert!(of(&told, "after")["longer"].as_bool().expect("a word"), "nobody calls any more: {told}");
    assert!(!of(&told, "before")["longer"].as_bool().expect("a word"), "{told}");
    assert!(of(&told, "after")["p90_s"].as_u64() > of(&told, "before")["p90_s"].as_u64(), "{told}");
    assert_eq!(hall.events().await.len(), before, "the log did not move");
    let refused = |body: Value| async { supervisor.post(&path("what-if"), body).await.problem().1 };
    assert_eq!(refused(json!({"change": {"kind": "open", "counter": "1"}})).await, "counter_open");
    assert_eq!(refused(json!({"change": {"kind": "open", "counter": "999"}})).await, "unknown_counter");
    assert_eq!(refused(json!({"change": {"kind": "groups", "counter": "1", "groups": []}})).await, "bad_request");
    assert_eq!(
        refused(json!({"change": {"kind": "groups", "counter": "1", "groups": ["A", "A"]}})).await,
        "bad_request"
    );
    assert_eq!(
        hall.by("officer").post(&path("what-if"), json!({"change": {"kind": "close", "counter": "1"}})).await.status,
        403
    );
    hall.stop().await;
}

#[tokio::test]
async fn a_parked_person_is_welcomed_back_at_the_guide_desk() {
    let hall = TestHall::open().await;
    let lan = hall.officer("1");
    lan.sit_down().await;
    let ticket = hall.kiosk().take("A").await;
    lan.next(&Value::Null).await;
    lan.press("park", json!({"seen": id(&ticket), "reason": "Thiếu giấy tờ"})).await.ok();
    let back = path("counters/1/return");
    let kiosk = hall.by("kiosk").post(&back, json!({"ticket": id(&ticket)})).await;
    assert_eq!(kiosk.problem(), (403, "forbidden".to_owned()));
    hall.by("greeter").post(&back, json!({"ticket": id(&ticket)})).await.ok();
    let called = lan.next(&Value::Null).await;
    assert_eq!(called["call"]["ticket"]["id"], json!(id(&ticket)), "first for the counter that sent them");
    hall.stop().await;
}

#[tokio::test]
async fn a_number_is_called_by_what_stands_on_the_paper() {
    let hall = TestHall::open().await;
    let lan = hall.officer("1");
    lan.sit_down().await;
    let kiosk = hall.kiosk();
    kiosk.take("A").await;
    let second = kiosk.take("A").await;
    for (body, told) in [
        (json!({"seen": null, "reason": "x"}), "bad_request"),
        (json!({"seen": null, "ticket": id(&second), "label": "A002", "reason": "x"}), "bad_request"),
        (json!({"seen": null, "label": "A003", "reason": "x"}), "unknown_ticket"),
    ] {
        assert_eq!(lan.press("call", body.clone()).await.problem().1, told, "{body}");
    }
    let called = lan.press("call", json!({"seen": null, "label": " a002 ", "reason": "Đã hẹn trước"})).await.ok();
    assert_eq!(called["call"]["ticket"]["id"], json!(id(&second)));
    hall.stop().await;
}

#[tokio::test]
async fn a_counter_tells_its_officers_own_day_and_how_long_somebody_may_be_away() {
    let hall = TestHall::open().await;
    let lan = hall.officer("1");
    let mine = async || {
        hall.by("officer").get(&format!("/api/v1/view?name=hall/{HALL}/counter/1")).await.ok()["set"]["mine"].clone()
    };
    assert_eq!(mine().await["own"], Value::Null, "nobody sits there");
    lan.sit_down().await;
    let ticket = hall.kiosk().take("A").await;
    lan.next(&Value::Null).await;
    lan.press("finish", json!({"seen": id(&ticket)})).await.ok();
    let seen = mine().await;
    assert_eq!(seen["own"], json!({"served": 1, "no_shows": 0}));
    assert_eq!(seen["away"], json!({"usual_s": 1800, "at_most_s": 14400}));
    hall.stop().await;
}
