//! Printing as people meet it: a kiosk with a printer of the server's, a guide desk that prints again, an admin who tries it.

use crate::hall::http::Answer;
use crate::hall::wall::Wall;
use crate::hall::{Builder, HALL, TestHall, id};
use crate::printer::{FakePrinter, Mood};
use goiso_queue::print::{Paper, PrintResult, PrintTrouble, Printer, PrinterAddress};
use goiso_server::printing::job::Pace;
use serde_json::{Value, json};
use std::time::Duration;

fn path(rest: &str) -> String {
    format!("/api/v1/halls/{HALL}/{rest}")
}

/// Waits that are long enough for a busy machine and short enough for a test.
fn brisk() -> Pace {
    Pace {
        connect: Duration::from_secs(2),
        tries: 2,
        pause: Duration::from_millis(50),
        answer: Duration::from_millis(700),
        stall: Duration::from_millis(900),
        whole: Duration::from_secs(10),
        done: Duration::from_secs(5),
        queue: Duration::from_secs(20),
        look: Duration::from_millis(300),
    }
}

/// A hall whose kiosk prints on this printer.
async fn hall_with(address: &str, paper: Paper) -> TestHall {
    let door = Printer {
        code: "door".parse().expect("a printer"),
        name: goiso_queue::config::Text { vi: "Máy in cửa chính".to_owned(), en: "Main door".to_owned() },
        address: address.parse().expect("an address"),
        paper,
        kiosks: vec!["kiosk".parse().expect("a device")],
    };
    Builder::new()
        .settings(|settings| {
            settings.print_pace = brisk();
            settings.origins = vec!["https://motcua.example".to_owned()];
        })
        .config(|config| config.printers = vec![door])
        .start()
        .await
}

/// The print log's newest line of a print once it has ended.
async fn ended(hall: &TestHall, print: &str) -> Value {
    let waiting = async {
        loop {
            let log = hall.by("supervisor").get(&path("prints")).await.ok();
            let rows = log["prints"].as_array().expect("prints").clone();
            let row = rows.iter().find(|row| row["id"] == print).unwrap_or_else(|| panic!("no {print} in {log}"));
            if row["print"]["state"] != "asked" {
                return row["print"].clone();
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), waiting).await.expect("an end in time")
}

/// Waits until the printer stands in this state in the print log.
async fn stands(hall: &TestHall, state: &str) {
    let waiting = async {
        loop {
            let log = hall.by("greeter").get(&path("prints")).await.ok();
            if log["printers"][0]["printer"]["state"] == state {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), waiting).await.unwrap_or_else(|_| panic!("never {state}"));
}

fn print_of(answer: &Value) -> String {
    answer["print"].as_str().unwrap_or_else(|| panic!("no print in {answer}")).to_owned()
}

#[tokio::test]
async fn a_number_from_the_kiosk_comes_out_once_with_its_code() {
    let printer = FakePrinter::start(Mood::Well).await;
    let hall = hall_with(&printer.named(), Paper::Wide).await;
    // pressed twice, asked again after a lost answer, loaded anew: always the same key
    let mut answers: Vec<Answer> = Vec::new();
    for _ in 0..4 {
        answers.push(hall.by("kiosk").post_as(&path("tickets"), "wish-1", json!({"group": "A"})).await);
    }
    let ticket = answers[0].ok();
    for again in &answers {
        assert_eq!(again.json(), ticket, "one wish, one answer");
    }
    let row = ended(&hall, &print_of(&ticket)).await;
    assert_eq!(
        (row["state"].as_str(), row["label"].as_str(), row["copy"].as_u64()),
        (Some("printed"), Some("A001"), Some(1))
    );
    assert_eq!(row["by"], "device/kiosk");
    // the next slip comes after whatever a second print would have been
    let second = hall.kiosk().take("A").await;
    ended(&hall, &print_of(&second)).await;
    let slips = printer.slips();
    assert_eq!(slips.len(), 2, "one slip for each number");
    assert_eq!(printer.garbage(), Vec::<u8>::new());
    let url = ticket["phone_url"].as_str().expect("a link");
    assert_eq!(ticket["phone_link"], format!("https://motcua.example{url}"), "the screen shows what the slip has");
    assert_eq!(slips[0].code(), Some(format!("https://motcua.example{url}")));
    assert_eq!(slips[0].width, 576);
    assert!(!slips[0].touches_edge());
    let kinds: Vec<Value> = hall.events().await.iter().map(|event| event["kind"].clone()).collect();
    assert_eq!(kinds.iter().filter(|kind| *kind == "ticket_issued").count(), 2);
    assert_eq!(kinds.iter().filter(|kind| *kind == "print_asked").count(), 2);
    assert_eq!(kinds.iter().filter(|kind| *kind == "print_ended").count(), 2);
    hall.stop().await;
}

#[tokio::test]
async fn what_comes_out_is_dot_for_dot_what_was_drawn() {
    let printer = FakePrinter::start(Mood::Well).await;
    let hall = hall_with(&printer.named(), Paper::Narrow).await;
    let answer = hall.by("admin").post(&path("printers/door/test"), json!({})).await;
    assert_eq!(answer.status, 202, "{}", answer.body);
    ended(&hall, &print_of(&answer.json())).await;
    let strip = goiso_server::printing::slip::TestStrip {
        hall: hall.app.engine.read(&HALL.parse().expect("a hall"), |now| now.hall.config.name.clone()).expect("a hall"),
        printer: goiso_queue::config::Text { vi: "Máy in cửa chính".to_owned(), en: String::new() },
        address: printer.named(),
        printed: jiff::civil::date(2026, 11, 23).at(8, 0, 0, 0).in_tz("Asia/Ho_Chi_Minh").expect("a time"),
    };
    let drawn = goiso_server::printing::slip::Slip::Test(strip).draw(Paper::Narrow);
    let mut expected = crate::printer::picture::Picture::default();
    for (_, band) in drawn.bands(7) {
        expected.add(drawn.row_bytes(), band);
    }
    assert_eq!(printer.slips(), vec![expected]);
    // it used no number and stands in no statistics
    assert_eq!(hall.kiosk().take("A").await["label"], "A001");
    hall.stop().await;
}

#[tokio::test]
async fn a_list_of_papers_comes_out_of_the_kiosk_s_own_printer_and_uses_no_number() {
    let printer = FakePrinter::start(Mood::Well).await;
    let hall = hall_with(&printer.named(), Paper::Wide).await;
    let mut config = hall.by("admin").get(&path("config")).await.ok();
    let code = config["services"][0]["code"].as_str().expect("a code").to_owned();
    config["services"][0]["papers"] = json!([{"vi": "Giấy chứng sinh", "en": "Birth certificate"}]);
    let put = hall.by("admin").put(&path("config"), config).await;
    assert_eq!(put.status, 200, "{}", put.body);
    let code = code.as_str();
    let print = path(&format!("services/{code}/papers/print"));
    let mut answers = Vec::new();
    for _ in 0..3 {
        answers.push(hall.by("kiosk").post_as(&print, "list-1", json!({"language": "en"})).await);
    }
    assert_eq!(answers[0].status, 202, "{}", answers[0].body);
    for again in &answers {
        assert_eq!(again.json(), answers[0].json(), "one press, one list");
    }
    let row = ended(&hall, &print_of(&answers[0].json())).await;
    assert_eq!((row["state"].as_str(), row["service"].as_str(), row.get("label")), (Some("printed"), Some(code), None));
    let slips = printer.printed(1).await;
    assert_eq!(slips.len(), 1);
    assert_eq!(slips[0].code(), None, "nothing to follow: it is no number");
    assert_eq!(hall.kiosk().take("A").await["label"], "A001");
    let unknown = hall.by("kiosk").post(&path("services/nothing/papers/print"), json!({})).await;
    assert_eq!((unknown.status, unknown.json()["code"].as_str()), (404, Some("unknown_service")));
    assert_eq!(hall.by("display").post(&print, json!({})).await.status, 403);
    hall.stop().await;
}

/// A printer on a cable of the server's own machine: asked, printed on, read back as a picture.
#[tokio::test]
async fn a_printer_on_a_device_prints_whether_it_answers_or_not() {
    let strip = goiso_server::printing::slip::TestStrip {
        hall: goiso_queue::config::Text { vi: "Bộ phận Một cửa".to_owned(), en: String::new() },
        printer: goiso_queue::config::Text { vi: "Máy in".to_owned(), en: String::new() },
        address: "file:/dev/usb/lp0".to_owned(),
        printed: jiff::civil::date(2026, 11, 23).at(8, 0, 0, 0).in_tz("Asia/Ho_Chi_Minh").expect("a time"),
    };
    let drawn = goiso_server::printing::slip::Slip::Test(strip).draw(Paper::Narrow);
    let bytes = goiso_server::printing::escpos::picture(&drawn);
    let mut expected = crate::printer::picture::Picture::default();
    for (_, band) in drawn.bands(7) {
        expected.add(drawn.row_bytes(), band);
    }
    for (mood, result) in
        [(Mood::Well, PrintResult::Printed), (Mood::Silent, PrintResult::Sent), (Mood::Slow, PrintResult::Printed)]
    {
        let (printer, device, kept) = FakePrinter::on_device(mood);
        let address = PrinterAddress::Device { path: device };
        let ended = goiso_server::printing::job::print(&address, &bytes, &brisk()).await;
        assert_eq!(ended.result, result, "{mood:?}");
        assert_eq!(printer.printed(1).await, vec![expected.clone()], "{mood:?}");
        assert_eq!(printer.garbage(), Vec::<u8>::new(), "{mood:?}");
        drop(kept);
    }
    let (_printer, device, _kept) = FakePrinter::on_device(Mood::PaperOut);
    let ended = goiso_server::printing::job::print(&PrinterAddress::Device { path: device }, &bytes, &brisk()).await;
    assert_eq!(ended.result, PrintResult::Failed { why: PrintTrouble::PaperOut });
}

#[tokio::test]
async fn a_printer_that_cannot_print_is_told_before_anything_is_sent() {
    for (mood, why) in [(Mood::PaperOut, "paper_out"), (Mood::CoverOpen, "cover_open")] {
        let printer = FakePrinter::start(mood).await;
        let hall = hall_with(&printer.named(), Paper::Wide).await;
        let ticket = hall.kiosk().take("A").await;
        let row = ended(&hall, &print_of(&ticket)).await;
        assert_eq!((row["state"].as_str(), row["why"].as_str()), (Some("failed"), Some(why)));
        assert!(printer.slips().is_empty());
        stands(&hall, why).await;
        // mended: the guide desk prints it, and the state is seen without anybody asking
        printer.mood(Mood::PaperLow);
        stands(&hall, "paper_low").await;
        let again = hall.by("greeter").post(&path(&format!("tickets/{}/print", id(&ticket))), json!({})).await;
        let row = ended(&hall, &print_of(&again.ok())).await;
        assert_eq!((row["state"].as_str(), row["copy"].as_u64()), (Some("printed"), Some(2)));
        assert_eq!(row["by"], "staff/greeter");
        assert_eq!(printer.slips().len(), 1, "what failed before was not sent later");
        hall.stop().await;
    }
}

#[tokio::test]
async fn a_printer_that_is_away_is_unreachable_and_the_number_counts() {
    let printer = FakePrinter::start(Mood::Well).await;
    let hall = hall_with(&printer.named(), Paper::Wide).await;
    stands(&hall, "ok").await;
    printer.unplug();
    stands(&hall, "unreachable").await;
    let ticket = hall.kiosk().take("A").await;
    let row = ended(&hall, &print_of(&ticket)).await;
    assert_eq!((row["state"].as_str(), row["why"].as_str()), (Some("failed"), Some("unreachable")));
    assert_eq!(ticket["state"], "waiting");
    hall.stop().await;
}

#[tokio::test]
async fn a_printer_whose_cable_is_out_is_unreachable_and_the_number_counts() {
    let hall = hall_with("file:/dev/goiso-unplugged", Paper::Narrow).await;
    stands(&hall, "unreachable").await;
    let ticket = hall.kiosk().take("A").await;
    let row = ended(&hall, &print_of(&ticket)).await;
    assert_eq!((row["state"].as_str(), row["why"].as_str()), (Some("failed"), Some("unreachable")));
    assert_eq!(ticket["state"], "waiting");
    hall.stop().await;
}

#[tokio::test]
async fn half_a_slip_is_an_unknown_end_and_is_not_sent_again() {
    let cases = [(Mood::CutsOff, "cut_off"), (Mood::Stuck, "slow")];
    for (mood, why) in cases {
        let printer = FakePrinter::start(Mood::Well).await;
        let hall = hall_with(&printer.named(), Paper::Wide).await;
        stands(&hall, "ok").await;
        printer.mood(mood);
        let ticket = hall.kiosk().take("A").await;
        let row = ended(&hall, &print_of(&ticket)).await;
        // a small slip may fit whole into the buffers between: then it was the answer that did not come
        assert_eq!(row["state"], "unknown", "{row}");
        assert!(row["why"] == why || row["why"] == "cut_off" || row["why"] == "fault", "{row}");
        if mood == Mood::CutsOff {
            // the rest of the picture it was cut off in swallows nothing of the next slip
            printer.mood(Mood::Well);
            stands(&hall, "ok").await;
            let next = hall.kiosk().take("A").await;
            assert_eq!(ended(&hall, &print_of(&next)).await["state"], "printed");
            let slips = printer.slips();
            assert_eq!(slips.len(), 1, "the first was not sent again");
            let url = next["phone_url"].as_str().expect("a link");
            assert_eq!(slips[0].code(), Some(format!("https://motcua.example{url}")));
            assert_eq!(printer.garbage(), Vec::<u8>::new());
        }
        hall.stop().await;
    }
}

#[tokio::test]
async fn slow_and_silent_printers_print() {
    for (mood, state) in [(Mood::Slow, "printed"), (Mood::Silent, "sent")] {
        let printer = FakePrinter::start(mood).await;
        let hall = hall_with(&printer.named(), Paper::Wide).await;
        let ticket = hall.kiosk().take("A").await;
        let row = ended(&hall, &print_of(&ticket)).await;
        assert_eq!(row["state"], state, "{mood:?}: {row}");
        assert_eq!(printer.printed(1).await.len(), 1);
        hall.stop().await;
    }
}

#[tokio::test]
async fn a_kiosk_prints_again_only_its_own_fresh_number_and_nobody_two_at_once() {
    let printer = FakePrinter::start(Mood::PaperOut).await;
    let hall = hall_with(&printer.named(), Paper::Wide).await;
    let own = hall.kiosk().take("A").await;
    ended(&hall, &print_of(&own)).await;
    let desk = hall.by("greeter").post(&path("tickets"), json!({"group": "A"})).await.ok();
    assert!(desk.get("print").is_none(), "the desk did not ask for paper");
    let kiosk = hall.by("kiosk");
    let print = |ticket: &Value| path(&format!("tickets/{}/print", id(ticket)));
    assert_eq!(kiosk.post(&print(&desk), json!({})).await.problem(), (403, "not_own_print".to_owned()));
    printer.mood(Mood::Slow);
    // two presses under two keys: the second finds the first under way
    let own_print = print(&own);
    let (first, second) = tokio::join!(kiosk.post(&own_print, json!({})), kiosk.post(&own_print, json!({})));
    let mut statuses = [first.status, second.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [202, 409], "{} {}", first.body, second.body);
    let done = if first.status == 202 { first } else { second };
    assert_eq!(ended(&hall, &print_of(&done.ok())).await["state"], "printed");
    assert_eq!(printer.slips().len(), 1);
    // later somebody else stands there
    hall.clock.pass(121_000);
    assert_eq!(kiosk.post(&print(&own), json!({})).await.problem(), (403, "not_own_print".to_owned()));
    // a desk that wants paper says where
    let taken = hall.by("greeter").post(&path("tickets"), json!({"group": "A", "printer": "door"})).await.ok();
    assert_eq!(ended(&hall, &print_of(&taken)).await["state"], "printed");
    let unknown = hall.by("greeter").post(&path("tickets"), json!({"group": "A", "printer": "nowhere"})).await;
    assert_eq!(unknown.problem(), (404, "unknown_printer".to_owned()));
    hall.stop().await;
}

#[tokio::test]
async fn kiosk_desk_and_supervisor_see_prints_and_printers_live() {
    let printer = FakePrinter::start(Mood::PaperLow).await;
    let hall = hall_with(&printer.named(), Paper::Wide).await;
    stands(&hall, "paper_low").await;
    let ticket = hall.kiosk().take("A").await;
    let print = print_of(&ticket);
    ended(&hall, &print).await;
    for (role, view) in [("kiosk", "kiosk"), ("greeter", "desk"), ("supervisor", "supervisor")] {
        let seen = hall.by(role).get(&format!("/api/v1/view?name=hall/{HALL}/{view}")).await.ok();
        let value = &seen["set"][format!("print/{print}")];
        assert_eq!(value["state"], "printed", "{view}: {seen}");
        assert_eq!(value.get("by").is_some(), view == "supervisor", "who asked is the supervisor's alone");
    }
    let mut wall = Wall::follow(&hall, "kiosk", &format!("hall/{HALL}/kiosk")).await;
    let live =
        hall.while_time_passes(wall.until("the printer", |frame| frame["set"].get("printer/door").is_some())).await;
    assert_eq!(live["set"]["printer/door"]["state"], "paper_low");
    assert_eq!(live["set"]["printer/door"]["kiosks"], json!(["kiosk"]));
    hall.stop().await;
}

#[tokio::test]
async fn a_print_that_nobody_ended_is_called_lost() {
    let printer = FakePrinter::start(Mood::Stuck).await;
    let hall = Builder::new()
        .settings(|settings| {
            settings.print_pace = Pace {
                whole: Duration::from_secs(600),
                stall: Duration::from_secs(600),
                done: Duration::from_secs(600),
                ..brisk()
            }
        })
        .config(|config| {
            config.printers = vec![Printer {
                code: "door".parse().expect("a printer"),
                name: goiso_queue::config::Text { vi: "Cửa".to_owned(), en: String::new() },
                address: printer.named().parse().expect("an address"),
                paper: Paper::Wide,
                kiosks: Vec::new(),
            }];
        })
        .start()
        .await;
    let ticket = hall.kiosk().take("A").await;
    hall.clock.pass(89_000);
    let log = hall.by("supervisor").get(&path("prints")).await.ok();
    assert_eq!(log["prints"][0]["print"]["state"], "asked", "{log}");
    hall.clock.pass(2_000);
    let row = hall.while_time_passes(ended(&hall, &print_of(&ticket))).await;
    assert_eq!((row["state"].as_str(), row["why"].as_str()), (Some("unknown"), Some("lost")));
    hall.stop().await;
}

#[tokio::test]
async fn addresses_that_are_no_printers_are_refused_and_only_an_admin_sets_one() {
    let hall = TestHall::open().await;
    let config = hall.by("admin").get(&path("config")).await.ok();
    let with = |address: &str| {
        let mut config = config.clone();
        config["printers"] = json!([{"code": "door", "name": {"vi": "Cửa", "en": ""}, "address": address}]);
        config
    };
    let dry = path("config?dry_run=true");
    for bad in [
        "tcp:127.0.0.1:22",
        "tcp:10.0.0.1",
        "http://10.0.0.1:9100",
        "tcp:a b:9100",
        "tcp:user@host:9100",
        "tcp::9100",
        "file:/etc/passwd",
        "file:/dev/sda",
        "file:/dev/usb/../sda",
        "file:/dev/lp",
        "file:/dev/usb/lp0/x",
        "",
    ] {
        let answer = hall.by("admin").put(&dry, with(bad)).await;
        assert_eq!(answer.problem(), (400, "bad_request".to_owned()), "{bad}: {}", answer.body);
    }
    for good in [
        "tcp:192.168.1.60:9100",
        "tcp:[fe80::1]:9100",
        "tcp:may-in.local:9101",
        "file:/dev/usb/lp0",
        "file:/dev/goiso-kiosk",
    ] {
        hall.by("admin").put(&dry, with(good)).await.ok();
    }
    for role in ["supervisor", "officer", "greeter", "kiosk"] {
        let answer = hall.by(role).put(&path("config"), with("tcp:192.168.1.60:9100")).await;
        assert_eq!(answer.problem(), (403, "forbidden".to_owned()), "{role}");
    }
    let none = hall.by("greeter").post(&path("tickets/t1/print"), json!({})).await;
    assert_eq!(none.problem(), (409, "no_printer".to_owned()));
    hall.stop().await;
}
