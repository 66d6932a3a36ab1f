//! The print log knows what a page had its own browser print.

use crate::hall::wall::Wall;
use crate::hall::{Builder, HALL, TestHall, id};
use goiso_queue::print::{Paper, Printer};
use goiso_store::{Target, rebuild, verify};
use serde_json::{Value, json};

fn path(rest: &str) -> String {
    format!("/api/v1/halls/{HALL}/{rest}")
}

fn told(ticket: &str) -> String {
    path(&format!("tickets/{ticket}/browser-print"))
}

fn first() -> Value {
    json!({"paper": "80", "copy": 1})
}

async fn log(hall: &TestHall) -> Vec<Value> {
    hall.by("greeter").get(&path("prints")).await.ok()["prints"].as_array().expect("prints").clone()
}

async fn recorded(hall: &TestHall) -> usize {
    hall.events().await.iter().filter(|event| event["kind"] == "slip_handed_to_browser").count()
}

#[tokio::test]
async fn a_slip_of_a_browser_stands_in_the_log_once_however_often_it_is_told() {
    let hall = TestHall::open().await;
    let ticket = id(&hall.kiosk().take("A").await);
    let kiosk = hall.by("kiosk");
    let answer = kiosk.post_as(&told(&ticket), "giay-1", first()).await.ok();
    assert_eq!(answer["copy"], 1);
    // the same page asks again, and so does one that has lost its key
    let again = kiosk.post_as(&told(&ticket), "giay-1", first()).await;
    assert_eq!(again.header("idempotency-replayed"), Some("true"));
    assert_eq!(again.ok()["print"], answer["print"]);
    assert_eq!(kiosk.post(&told(&ticket), first()).await.ok()["print"], answer["print"]);
    assert_eq!(recorded(&hall).await, 1);
    let rows = log(&hall).await;
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0]["id"], answer["print"]);
    let row = &rows[0]["print"];
    assert_eq!((&row["label"], &row["copy"], &row["printer"]), (&json!("A001"), &json!(1), &json!("")));
    assert_eq!((&row["browser"], &row["by"]), (&json!("device/kiosk"), &json!("device/kiosk")));
    assert_eq!(row["state"], "sent", "whether paper came nobody knows");
    // a marked copy is another print
    let copy = kiosk.post(&told(&ticket), json!({"paper": "80", "copy": 2})).await.ok();
    assert_eq!(copy["copy"], 2);
    assert_eq!(recorded(&hall).await, 2);
    hall.stop().await;
}

#[tokio::test]
async fn the_desk_reads_whose_browser_it_was_and_no_name_and_the_receipt_tells_it() {
    let hall = TestHall::open().await;
    let ticket = id(&hall.kiosk().take("A").await);
    let mut desk = Wall::follow(&hall, "greeter", &format!("hall/{HALL}/desk")).await;
    let answer = hall.by("greeter").post(&told(&ticket), first()).await.ok();
    let print = answer["print"].as_str().expect("a print").to_owned();
    let key = format!("print/{print}");
    let frame = desk.until("the print", |frame| frame["set"].get(&key).is_some()).await;
    let value = &frame["set"][&key];
    assert_eq!((&value["browser"], &value["by"]), (&json!("staff"), &Value::Null));
    let receipt = hall.by("supervisor").get(&path(&format!("tickets/{ticket}/fairness"))).await.ok();
    let kinds: Vec<&str> =
        receipt["own"].as_array().expect("steps").iter().filter_map(|step| step["kind"].as_str()).collect();
    assert_eq!(kinds, ["ticket_issued", "slip_handed_to_browser"]);
    hall.stop().await;
}

#[tokio::test]
async fn what_the_server_prints_after_a_browser_is_a_copy() {
    let door = Printer {
        code: "door".parse().expect("a printer"),
        name: goiso_queue::config::Text { vi: "Máy in cửa chính".to_owned(), en: String::new() },
        address: "tcp:127.0.0.1:1024".parse().expect("an address"),
        paper: Paper::Wide,
        kiosks: vec!["another".parse().expect("a device")],
    };
    let hall = Builder::new().config(|config| config.printers = vec![door]).start().await;
    let ticket = id(&hall.kiosk().take("A").await);
    hall.by("kiosk").post(&told(&ticket), first()).await.ok();
    let asked = hall.by("greeter").post(&path(&format!("tickets/{ticket}/print")), json!({})).await;
    assert_eq!(asked.status, 202, "{}", asked.body);
    let rows = log(&hall).await;
    assert_eq!((&rows[0]["print"]["printer"], &rows[0]["print"]["copy"]), (&json!("door"), &json!(2)));
    hall.stop().await;
}

#[tokio::test]
async fn a_slip_that_is_told_of_after_the_end_stands_in_the_log_and_the_ticket_stays_as_it_ended() {
    let hall = TestHall::open().await;
    let lan = hall.officer("1");
    lan.sit_down().await;
    let taken = hall.kiosk().take("A").await;
    let ticket = id(&taken);
    lan.next(&Value::Null).await;
    lan.press("start", json!({"seen": ticket})).await.ok();
    hall.clock.pass(60_000);
    lan.press("finish", json!({"seen": ticket})).await.ok();
    let cancelled = id(&hall.kiosk().take("A").await);
    hall.by("greeter").post(&path(&format!("tickets/{cancelled}/cancel")), json!({})).await.ok();

    let (supervisor, greeter, kiosk) = (hall.by("supervisor"), hall.by("greeter"), hall.by("kiosk"));
    let link = taken["phone_url"].as_str().and_then(|url| url.split('#').nth(1)).expect("a link").to_owned();
    let hall_path = format!("/api/v1/halls/{HALL}");
    let seen = || async {
        let mut seen = Vec::new();
        for number in [&ticket, &cancelled] {
            seen.push(greeter.get(&path(&format!("tickets/{number}"))).await.ok());
            let mut receipt = supervisor.get(&path(&format!("tickets/{number}/fairness"))).await.ok();
            receipt.as_object_mut().expect("a receipt").retain(|key, _| key != "own" && key != "proof");
            seen.push(receipt);
        }
        seen.push(
            hall.nobody().with("authorization", &format!("Ticket {link}")).get("/api/v1/view?name=ticket").await.ok(),
        );
        seen.push(supervisor.get(&hall_path).await.ok());
        for value in &mut seen {
            value.as_object_mut().expect("an answer").retain(|key, _| key != "at" && key != "seq" && key != "now");
        }
        seen.push(supervisor.get(&path("reports/monthly")).await.ok()["sheets"].clone());
        seen
    };
    let before = seen().await;
    assert_eq!((before[0]["outcome"].as_str(), before[2]["outcome"].as_str()), (Some("served"), Some("cancelled")));

    // the line comes back, and the kiosk's page tells what it printed
    let mut walls = Vec::new();
    for (role, view) in [("supervisor", "supervisor"), ("greeter", "desk"), ("kiosk", "kiosk")] {
        walls.push(Wall::follow(&hall, role, &format!("hall/{HALL}/{view}")).await);
    }
    let answer = kiosk.post_as(&told(&ticket), "giay-cu", first()).await.ok();
    assert_eq!(answer["copy"], 1);
    let again = kiosk.post_as(&told(&ticket), "giay-cu", first()).await;
    assert_eq!(again.header("idempotency-replayed"), Some("true"));
    assert_eq!(kiosk.post(&told(&ticket), first()).await.ok()["print"], answer["print"]);
    kiosk.post(&told(&cancelled), first()).await.ok();
    assert_eq!(recorded(&hall).await, 2);
    let key = format!("print/{}", answer["print"].as_str().expect("a print"));
    for wall in &mut walls {
        let frame = wall.until("the print", |frame| frame["set"].get(&key).is_some()).await;
        let set = frame["set"].as_object().expect("values");
        assert!(set.keys().all(|key| key.starts_with("print/")), "nothing else changed: {frame}");
        assert_eq!((&set[&key]["label"], &set[&key]["state"]), (&taken["label"], &json!("sent")));
    }
    let rows = log(&hall).await;
    assert_eq!(rows.iter().map(|row| &row["print"]["label"]).collect::<Vec<_>>(), ["A002", "A001"]);
    assert_eq!(seen().await, before, "the tickets stay as they ended");

    // the receipt tells it last, on paper too; a past moment shows it; another slip of a ticket that has ended is not printed
    let receipt = path(&format!("tickets/{ticket}/fairness"));
    let own = supervisor.get(&receipt).await.ok()["own"].clone();
    assert_eq!(
        own.as_array().and_then(|own| own.last()).map(|step| &step["kind"]),
        Some(&json!("slip_handed_to_browser"))
    );
    assert_eq!(supervisor.get(&format!("{receipt}?format=pdf")).await.status, 200);
    let now = hall.events().await.last().and_then(|event| event["at"].as_i64()).expect("a time");
    let past = supervisor.get(&path(&format!("history?at={now}"))).await.ok();
    assert_eq!(past["supervisor"][&key]["label"], taken["label"], "{past}");

    // what is derived from the log is so again
    let copy = hall.folder.join("copy.db");
    hall.app.store.backup(&copy).await.expect("a copy");
    let target = Target::Sqlite(copy);
    assert!(verify(&target).await.expect("read").is_sound());
    rebuild(&target).await.expect("rebuilt");
    assert!(verify(&target).await.expect("read").is_sound());
    hall.stop().await;
}

#[tokio::test]
async fn what_no_browser_can_have_printed_is_refused() {
    let hall = TestHall::open().await;
    let kiosk = hall.by("kiosk");
    let nobody = kiosk.post(&told("t999999"), first()).await;
    assert_eq!(nobody.problem(), (404, "unknown_ticket".to_owned()));
    let ticket = id(&hall.kiosk().take("A").await);
    for (body, status, code) in [
        (json!({"paper": "80", "copy": 0}), 400, "bad_request"),
        (json!({"paper": "72", "copy": 1}), 400, "bad_request"),
        (json!({"copy": 1}), 400, "bad_request"),
        (json!({"paper": "58", "copy": 4}), 409, "too_many_prints"),
    ] {
        assert_eq!(kiosk.post(&told(&ticket), body.clone()).await.problem(), (status, code.to_owned()), "{body}");
    }
    let desk = json!({"paper": "58", "copy": 21});
    let desk = hall.by("greeter").post(&told(&ticket), desk).await;
    assert_eq!(desk.problem(), (409, "too_many_prints".to_owned()));
    for role in ["officer", "display", "announcer"] {
        let asked = hall.by(role).post(&told(&ticket), first()).await;
        assert_eq!(asked.problem(), (403, "forbidden".to_owned()), "{role}");
    }
    assert_eq!(recorded(&hall).await, 0);
    hall.stop().await;
}
