//! Reports as a supervisor asks for them: a morning in figures, as a page, a table and a workbook; and what is no question.

use crate::hall::{Builder, HALL, TestHall, id};
use goiso_server::app::OpenData;
use serde_json::{Value, json};

fn path(rest: &str) -> String {
    format!("/api/v1/halls/{HALL}/reports/{rest}")
}

/// Three people come to A and one to C; two are served at counter 1, one number was a mispress.
async fn morning(hall: &TestHall) {
    let lan = hall.officer("1");
    lan.sit_down().await;
    let kiosk = hall.kiosk();
    for _ in 0..3 {
        kiosk.take("A").await;
    }
    hall.clock.pass(5 * 60_000);
    let mut seen = Value::Null;
    for _ in 0..2 {
        let called = lan.next(&seen).await;
        seen = called["call"]["ticket"]["id"].clone();
        lan.press("start", json!({"seen": seen})).await.ok();
        hall.clock.pass(3 * 60_000);
        lan.press("finish", json!({"seen": seen})).await.ok();
        seen = Value::Null;
    }
    let mistaken = kiosk.take("C").await;
    let void = format!("/api/v1/halls/{HALL}/tickets/{}/void", id(&mistaken));
    hall.by("supervisor").post(&void, json!({"reason": "Bấm nhầm"})).await.ok();
}

/// The cells of a row of the only sheet, by column.
fn cell<'a>(report: &'a Value, first: &str, column: &str) -> &'a Value {
    let sheet = &report["sheets"][0];
    let columns = sheet["columns"].as_array().expect("columns");
    let place = columns.iter().position(|one| one["key"] == column).expect("the column");
    let rows = sheet["rows"].as_array().expect("rows");
    let row = rows.iter().find(|row| row[0]["vi"] == first || row[0]["v"] == first).expect("the row");
    &row[place]["v"]
}

#[tokio::test]
async fn a_morning_stands_in_every_sheet_with_the_same_sum() {
    let hall = TestHall::open().await;
    morning(&hall).await;
    let supervisor = hall.by("supervisor");
    let monthly = supervisor.get(&path("monthly?from=2026-11-01&to=2026-11-30")).await.ok();
    assert_eq!(monthly["sheets"].as_array().map(Vec::len), Some(9));
    assert_eq!(monthly["before"], json!({"from": "2026-10-01", "to": "2026-10-31"}));
    let line =
        json!({"issued": 3, "served": 2, "no_show": 0, "left": 0, "cancelled": 0, "expired": 0, "open": 1, "void": 1});
    for report in ["summary", "groups", "counters", "hours", "days", "priority", "ratings", "estimates", "anomalies"] {
        let answer = supervisor.get(&path(report)).await.ok();
        assert_eq!(answer["reconciliation"], line, "{report}");
        assert_eq!(answer["sheets"][0]["sheet"], report);
    }
    let days = supervisor.get(&path("days")).await.ok();
    assert_eq!(cell(&days, "2026-11-23", "served"), 2);
    let wait = cell(&days, "2026-11-23", "wait_mean").as_i64().expect("seconds");
    assert_eq!(wait, (300 + 480) / 2, "five minutes for one, eight for the other");
    let counters = supervisor.get(&path("counters")).await.ok();
    assert_eq!((cell(&counters, "1", "served"), cell(&counters, "1", "serve_mean")), (&json!(2), &json!(180)));
    let hours = supervisor.get(&path("hours")).await.ok();
    assert_eq!(cell(&hours, "08:00", "arrivals_1"), 3, "a Monday");
    let anomalies = supervisor.get(&path("anomalies")).await.ok();
    assert_eq!(cell(&anomalies, "Số ghi nhầm", "count"), 1);
    hall.stop().await;
}

#[tokio::test]
async fn a_counter_that_is_still_open_has_its_time_in_today_s_report() {
    let hall = TestHall::open().await;
    morning(&hall).await;
    let supervisor = hall.by("supervisor");
    let counters = supervisor.get(&path("counters")).await.ok();
    let of = |report: &Value, column: &str| cell(report, "1", column).as_i64().expect("seconds");
    assert_eq!(
        (of(&counters, "open"), of(&counters, "idle")),
        (11 * 60, 5 * 60),
        "open for 11 minutes, 6 of them busy"
    );
    // somebody is called and served: the counter is not idle meanwhile
    let lan = hall.officer("1");
    let called = lan.next(&Value::Null).await;
    hall.clock.pass(4 * 60_000);
    let meanwhile = supervisor.get(&path("counters")).await.ok();
    assert_eq!((of(&meanwhile, "open"), of(&meanwhile, "idle")), (15 * 60, 5 * 60));
    // what stood is counted once when it ends
    let seen = called["call"]["ticket"]["id"].clone();
    lan.press("start", json!({"seen": seen})).await.ok();
    lan.press("finish", json!({"seen": seen})).await.ok();
    lan.press("pause", json!({"reason": "Họp"})).await.ok();
    hall.clock.pass(60_000);
    let paused = supervisor.get(&path("counters")).await.ok();
    assert_eq!((of(&paused, "open"), of(&paused, "paused")), (16 * 60, 60));
    let yesterday = supervisor.get(&path("counters?from=2026-11-22")).await.ok();
    assert_eq!(yesterday["sheets"][0]["rows"], json!([]), "nothing stands on other days");
    hall.stop().await;
}

#[tokio::test]
async fn a_table_and_a_workbook_are_files_that_programs_read() {
    let hall = TestHall::open().await;
    morning(&hall).await;
    let supervisor = hall.by("supervisor");
    let table = supervisor.get(&path("groups?format=csv")).await;
    assert_eq!(table.status, 200);
    assert!(table.body.starts_with('\u{feff}'), "spreadsheets read Vietnamese by the mark");
    assert!(table.body.contains("\r\n"), "RFC 4180");
    assert!(table.body.contains("Lĩnh vực,Đã phát"));
    assert!(table.body.contains("Đã phát 3 = phục vụ 2"), "the line stands below");
    assert!(table.header("content-disposition").is_some_and(|name| name.contains("hoa-phuong-groups-2026-11-23")));
    let all = supervisor.get(&path("monthly?format=csv&lang=en")).await;
    assert!(all.body.contains("Summary\r\n") && all.body.contains("Anomalies\r\n"));
    let book = supervisor.get(&path("monthly?format=xlsx")).await;
    assert_eq!(book.status, 200);
    assert!(book.header("content-type").is_some_and(|kind| kind.contains("spreadsheetml")));
    hall.stop().await;
}

#[tokio::test]
async fn open_data_tell_everybody_the_lines_and_nobody_s_name_where_a_hall_wants_it() {
    let address = format!("/api/v1/halls/{HALL}/open-data");
    let closed = TestHall::open().await;
    assert_eq!(closed.nobody().get(&address).await.problem(), (404, "not_open".to_owned()));
    closed.stop().await;
    let hall = Builder::new().settings(|settings| settings.open_data = OpenData::Shown).start().await;
    morning(&hall).await;
    let answer = hall.nobody().get(&address).await;
    assert_eq!(answer.header("cache-control"), Some("public, max-age=5"));
    assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
    assert!(!answer.body.contains("officer"), "{}", answer.body);
    let open = answer.ok();
    assert_eq!((&open["waiting"], &open["open_counters"], &open["issuing"]), (&json!(1), &json!(1), &json!(true)));
    let group = &open["groups"][0];
    assert_eq!((&group["code"], &group["waiting"], &group["current"]), (&json!("A"), &json!(1), &json!("A002")));
    // what is asked again at once is the same answer, whatever happened
    hall.kiosk().take("A").await;
    assert_eq!(hall.nobody().get(&address).await.ok(), open);
    let other = "/api/v1/halls/khong-co/open-data";
    assert_eq!(hall.nobody().get(other).await.problem(), (404, "unknown_hall".to_owned()));
    hall.stop().await;
}

#[tokio::test]
async fn what_is_no_question_has_its_own_answer() {
    let hall = TestHall::open().await;
    let supervisor = hall.by("supervisor");
    for (question, status, code) in [
        ("yearly", 404, "report_unknown"),
        ("days?from=2026-11-23&to=2026-11-22", 400, "span_backwards"),
        ("days?from=2027-01-01", 400, "span_future"),
        ("days?from=2010-01-01&to=2026-11-23", 400, "span_too_long"),
        ("days?from=2026-02-30", 400, "bad_request"),
        ("days?format=xls", 406, "format_unknown"),
        ("days?lang=fr", 400, "bad_request"),
        ("days?form=csv", 400, "bad_request"),
    ] {
        assert_eq!(supervisor.get(&path(question)).await.problem(), (status, code.to_owned()), "{question}");
    }
    let empty = supervisor.get(&path("days?from=2026-11-01&to=2026-11-07")).await.ok();
    assert_eq!((&empty["reconciliation"]["issued"], &empty["sheets"][0]["rows"]), (&json!(0), &json!([])));
    // all halls are for those whose reach is every hall
    assert_eq!(supervisor.get("/api/v1/reports/summary").await.problem(), (403, "forbidden".to_owned()));
    hall.stop().await;
}
