//! The hall at an earlier moment, over HTTP.

use crate::hall::{HALL, TestHall, id};
use serde_json::{Value, json};

fn path(question: &str) -> String {
    format!("/api/v1/halls/{HALL}/history{question}")
}

#[tokio::test]
async fn the_hall_is_seen_as_it_stood() {
    let hall = TestHall::open().await;
    let supervisor = hall.by("supervisor");
    let lan = hall.officer("1");
    lan.sit_down().await;
    let ticket = hall.kiosk().take("A").await;
    let waiting = hall.events().await.last().cloned().expect("an event");
    let then = waiting["at"].as_i64().expect("a time");
    hall.clock.pass(60_000);
    lan.next(&Value::Null).await;

    let label = &ticket["label"];
    let past = supervisor.get(&path(&format!("?at={then}"))).await.ok();
    assert_eq!(
        past["proof"],
        json!({"at": {"epoch": waiting["epoch"], "seq": waiting["seq"]}, "hash": waiting["hash"]})
    );
    assert_eq!(past["supervisor"]["line/A"]["waiting"], 1, "{past}");
    assert_eq!(past["supervisor"]["counter/1"]["label"], Value::Null);
    assert_eq!(
        past["zones"].as_object().expect("zones").len(),
        past["supervisor"]["hall"]["zones"].as_array().map_or(0, Vec::len)
    );
    let called = past["after"].as_i64().expect("something happened after");
    let next = supervisor.get(&path(&format!("?at={called}"))).await.ok();
    assert_eq!(&next["supervisor"]["counter/1"]["label"], label, "{next}");
    assert_eq!((&next["supervisor"]["line/A"]["waiting"], &next["after"]), (&json!(0), &Value::Null));

    hall.clock.pass(60_000);
    lan.press("finish", json!({"seen": id(&ticket)})).await.ok();
    let again = supervisor.get(&path(&format!("?at={called}"))).await.ok();
    assert!(again["after"].as_i64() > Some(called), "a day that goes on is followed: {again}");
    assert_eq!(again["supervisor"], next["supervisor"]);
    let day = again["day"].as_str().expect("a day");
    let end = supervisor.get(&path(&format!("?day={day}"))).await.ok();
    assert_eq!((&end["now"], &end["supervisor"]["counter/1"]["served"]), (&end["until"], &json!(1)));

    for (question, told) in [
        ("", (400, "bad_request")),
        ("?at=1&day=2026-11-23", (400, "bad_request")),
        ("?at=soon", (400, "bad_request")),
        ("?day=2026-13-01", (400, "bad_request")),
        ("?at=1", (404, "nothing_then")),
        ("?at=-9223372036854775808", (404, "nothing_then")),
        ("?day=2019-01-01", (404, "nothing_then")),
        ("?day=9999-12-31", (404, "nothing_then")),
    ] {
        let (status, code) = supervisor.get(&path(question)).await.problem();
        assert_eq!((status, code.as_str()), told, "{question}");
    }
    assert_eq!(hall.by("officer").get(&path("?at=1")).await.problem(), (403, "forbidden".to_owned()));
    hall.stop().await;
}
