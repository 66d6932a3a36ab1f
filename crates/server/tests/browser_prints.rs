//! The print log knows what a page had its own browser print.

mod hall;

use goiso_queue::print::{Paper, Printer};
use hall::wall::Wall;
use hall::{Builder, HALL, TestHall, id};
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
async fn what_no_browser_can_have_printed_is_refused() {
    let hall = TestHall::open().await;
    let kiosk = hall.by("kiosk");
    let nobody = kiosk.post(&told("t999999"), first()).await;
    assert_eq!(nobody.problem(), (404, "unknown_ticket".to_owned()));
    let over = id(&hall.kiosk().take("A").await);
    hall.by("greeter").post(&path(&format!("tickets/{over}/cancel")), json!({})).await.ok();
    assert_eq!(kiosk.post(&told(&over), first()).await.problem(), (409, "ticket_state".to_owned()));
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
