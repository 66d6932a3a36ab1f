//! The receipt of the order, as staff and as the ticket's holder read it, today and of an earlier day.

use crate::hall::{HALL, TestHall, id};
use serde_json::{Value, json};

fn path(rest: &str) -> String {
    format!("/api/v1/halls/{HALL}/{rest}")
}

#[tokio::test]
async fn a_receipt_names_who_was_called_first_and_ends_with_a_proof() {
    let hall = TestHall::open().await;
    let lan = hall.officer("1");
    lan.sit_down().await;
    let mine = hall.kiosk().take("A").await;
    let chosen = hall.kiosk().take("A").await;
    let body = json!({"seen": null, "ticket": id(&chosen), "reason": "con nhỏ"});
    lan.press("call", body).await.ok();

    let receipt = path(&format!("tickets/{}/fairness", id(&mine)));
    let told = hall.by("supervisor").get(&receipt).await.ok();
    assert_eq!((&told["earlier"], &told["later"]), (&json!(0), &json!(1)), "{told}");
    let first = &told["passed"][0];
    assert_eq!(
        (&first["label"], &first["because"], &first["why"]["reason"]),
        (&chosen["label"], &json!("chosen"), &json!("con nhỏ"))
    );
    assert_eq!(told["own"][0]["kind"], "ticket_issued");
    let last = hall.events().await.last().cloned().expect("an event");
    assert_eq!(told["proof"]["hash"], last["hash"], "the proof is the hash of the last event used");
    assert_eq!(told["proof"]["at"]["seq"], last["seq"]);

    let token = mine["phone_url"].as_str().and_then(|url| url.split('#').nth(1)).expect("a link").to_owned();
    let holder = hall.nobody().with("authorization", &format!("Ticket {token}"));
    let own = holder.get(&receipt).await.ok();
    assert_eq!((&own["later"], &own["passed"][0]["because"]), (&json!(1), &json!("chosen")));
    for hidden in ["why", "counter", "class", "held_for"] {
        assert_eq!(own["passed"][0][hidden], Value::Null, "the holder is not told {hidden}");
    }
    assert_eq!((&own["own"], &own["class"]), (&json!([]), &Value::Null));
    assert!(!own.to_string().contains("con nhỏ"), "no officer's words: {own}");
    let paper = hall.by("supervisor").get(&format!("{receipt}?format=pdf&lang=en")).await;
    assert_eq!((paper.status, paper.header("content-type")), (200, Some("application/pdf")));
    let name = format!("attachment; filename=\"{HALL}-{}.pdf\"", mine["label"].as_str().expect("a number"));
    assert_eq!(paper.header("content-disposition"), Some(name.as_str()));
    assert!(paper.body.starts_with("%PDF-"));
    assert_eq!(holder.get(&format!("{receipt}?format=pdf")).await.status, 200, "its holder may have it too");
    for (question, status, code) in [
        ("format=xlsx", 406, "format_unknown"),
        ("format=pdf&lang=fr", 400, "bad_request"),
        ("form=pdf", 400, "bad_request"),
    ] {
        let asked = hall.by("supervisor").get(&format!("{receipt}?{question}")).await;
        assert_eq!(asked.problem(), (status, code.to_owned()), "{question}");
    }
    let foreign = path(&format!("tickets/{}/fairness", id(&chosen)));
    assert_eq!(holder.get(&foreign).await.problem(), (404, "unknown_ticket".to_owned()));
    let kiosk = hall.by("kiosk").get(&receipt).await.problem();
    assert_eq!(kiosk, (403, "forbidden".to_owned()));
    let unknown = hall.by("supervisor").get(&path("tickets/t999999/fairness")).await.problem();
    assert_eq!(unknown, (404, "unknown_ticket".to_owned()));

    hall.clock.pass(26 * 3_600_000);
    hall.kiosk().take("A").await;
    let later = hall.by("supervisor").get(&receipt).await.ok();
    assert_eq!((&later["later"], &later["state"]), (&json!(1), &json!("done")), "the same day from the log: {later}");
    assert_eq!(later["passed"], told["passed"]);
    hall.stop().await;
}
