//! A card at the kiosk: one live number a person, nothing of the card kept, no key of a day that is over; the attendant's PIN.

use crate::hall::{Builder, HALL, Kiosk, TestHall};
use goiso_server::limits::Enforced;
use serde_json::{Value, json};

const NUMBER: &str = "048012345678";
const DAY_MS: u64 = 24 * 3600 * 1000;

async fn show(kiosk: &Kiosk, number: &str) -> Value {
    kiosk.0.post(&format!("/api/v1/halls/{HALL}/cards"), json!({"number": number})).await.ok()
}

fn tickets() -> String {
    format!("/api/v1/halls/{HALL}/tickets")
}

#[tokio::test]
async fn whoever_holds_a_number_gets_no_second_and_hears_which_it_is() {
    let hall = TestHall::open().await;
    let kiosk = hall.kiosk();
    let first = show(&kiosk, NUMBER).await;
    assert_eq!((&first["open"], &first["may_take"]), (&Value::Null, &json!(true)));
    let ticket = kiosk.0.post(&tickets(), json!({"group": "A", "card": first["card"]})).await;
    assert_eq!(ticket.status, 201, "{}", ticket.body);
    let label = ticket.json()["label"].clone();

    let again = show(&kiosk, NUMBER).await;
    assert_eq!(again["card"], first["card"]);
    assert_eq!((&again["open"]["label"], &again["open"]["state"]), (&label, &json!("waiting")));
    assert_eq!(again["may_take"], false);
    let refused = kiosk.0.post(&tickets(), json!({"group": "C", "card": first["card"]})).await;
    assert_eq!(refused.problem(), (409, "person_has_ticket".to_owned()));
    assert_eq!((&refused.json()["label"], &refused.json()["state"]), (&label, &json!("waiting")));

    let other = show(&kiosk, "048012345679").await;
    assert_eq!(other["may_take"], true, "another person may");
    hall.stop().await;
}

#[tokio::test]
async fn what_is_no_card_is_refused_without_repeating_it() {
    let hall = TestHall::open().await;
    let kiosk = hall.kiosk();
    let path = format!("/api/v1/halls/{HALL}/cards");
    for body in [
        json!({"number": "04801234567"}),
        json!({"number": "0480123456789"}),
        json!({"number": "04801234567x"}),
        json!({"number": 48_012_345_678_u64}),
        json!({"number": NUMBER, "name": "Nguyễn Thị Lan"}),
    ] {
        let answer = kiosk.0.post(&path, body).await;
        assert_eq!(answer.problem(), (400, "bad_request".to_owned()));
        assert!(!answer.body.contains("4801234567") && !answer.body.contains("Lan"), "{}", answer.body);
    }
    let bare = kiosk.0.post(&tickets(), json!({"group": "A", "card": NUMBER})).await;
    assert_eq!(bare.problem(), (400, "bad_request".to_owned()), "a bare number stands for no card");
    hall.stop().await;
}

#[tokio::test]
async fn the_day_ends_and_its_key_is_gone() {
    let hall = TestHall::open().await;
    let kiosk = hall.kiosk();
    let monday = show(&kiosk, NUMBER).await;
    let keys = || async {
        let names = hall.app.store.secret_names().await.expect("names");
        names.into_iter().filter(|name| name.starts_with("card-key/")).collect::<Vec<_>>()
    };
    assert_eq!(keys().await, [format!("card-key/{HALL}/2026-11-23")]);
    hall.app.forget_card_keys().await.expect("nothing to erase");
    assert_eq!(keys().await.len(), 1, "the day is not over");

    hall.clock.pass(DAY_MS.try_into().expect("a day"));
    kiosk.take("A").await;
    let tuesday = show(&kiosk, NUMBER).await;
    assert_ne!(tuesday["card"], monday["card"], "nobody is known from one day to the next");
    hall.app.forget_card_keys().await.expect("erased");
    assert_eq!(keys().await, [format!("card-key/{HALL}/2026-11-24")]);
    hall.stop().await;
}

#[tokio::test]
async fn the_pin_is_an_admins_to_set_and_opens_at_the_kiosk_alone() {
    let hall = Builder::new().settings(|settings| settings.enforced = Enforced::Yes).start().await;
    let (pin, unlock) = (format!("/api/v1/halls/{HALL}/kiosk-pin"), format!("/api/v1/halls/{HALL}/kiosk-pin/unlock"));
    let kiosk = hall.kiosk();
    let none = kiosk.0.post(&unlock, json!({"pin": "2580"})).await;
    assert_eq!(none.problem(), (409, "no_kiosk_pin".to_owned()));
    for bad in ["123", "123456789", "12a4", ""] {
        let answer = hall.by("admin").post(&pin, json!({"pin": bad})).await;
        assert_eq!(answer.problem(), (400, "bad_request".to_owned()), "{bad:?}");
    }
    hall.by("admin").post(&pin, json!({"pin": "2580"})).await.ok();
    let stored = hall.app.store.known_secret(&format!("kiosk-pin/{HALL}")).await.expect("read").expect("kept");
    assert!(String::from_utf8_lossy(&stored).starts_with("$argon2id$"), "hashed");

    while kiosk.0.post(&tickets(), json!({"group": "A"})).await.status == 201 {}
    assert_eq!(kiosk.0.post(&unlock, json!({"pin": "0000"})).await.problem(), (403, "wrong_pin".to_owned()));
    assert_eq!(kiosk.0.post(&tickets(), json!({"group": "A"})).await.status, 429);
    kiosk.0.post(&unlock, json!({"pin": "2580"})).await.ok();
    assert_eq!(kiosk.0.post(&tickets(), json!({"group": "A"})).await.status, 201, "the attendant lifts the limit");

    let guesses = async {
        for guess in 0..20 {
            let answer = kiosk.0.post(&unlock, json!({"pin": format!("{guess:04}")})).await;
            if answer.status == 429 {
                return answer.problem().1;
            }
        }
        "never".to_owned()
    };
    assert_eq!(guesses.await, "login_delayed", "guessing is slowed");
    hall.by("admin").post(&pin, json!({"pin": null})).await.ok();
    hall.stop().await;
}
