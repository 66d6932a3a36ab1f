//! Reports where the calendar or the disk is unkind: the clocks change, a ticket is open over midnight, nobody came, a byte is not what
//! was written.

use crate::hall::{Builder, HALL, MORNING_MS, TestHall};
use goiso_queue::time::{ServiceDay, TimeOfDay};
use goiso_server::reports::{SheetName, gather, reconcile};
use goiso_store::statistics::{Cube, Grain, Scope, Span, Standing};
use goiso_store::{Store, Target, verify};
use jiff::civil::{Date, date};
use serde_json::{Value, json};

fn path(rest: &str) -> String {
    format!("/api/v1/halls/{HALL}/reports/{rest}")
}

/// A cell of the only sheet: the row by its first cell, the column by its key.
fn cell(report: &Value, first: &str, column: &str) -> Value {
    let sheet = &report["sheets"][0];
    let columns = sheet["columns"].as_array().expect("columns");
    let place = columns.iter().position(|one| one["key"] == column).expect("the column");
    let rows = sheet["rows"].as_array().expect("rows");
    let row = rows.iter().find(|row| row[0]["vi"] == first || row[0]["v"] == first);
    row.unwrap_or_else(|| panic!("no row {first} in {sheet}"))[place]["v"].clone()
}

/// Lets the clock of the hall run on to this moment.
fn until(hall: &TestHall, at: &str) {
    let at: jiff::Timestamp = at.parse().expect("a moment");
    let now = goiso_engine::Clock::reading(&*hall.clock).wall_ms;
    assert!(at.as_millisecond() >= now, "the hall is past {at}");
    hall.clock.pass(at.as_millisecond() - now);
}

async fn berlin() -> TestHall {
    let hall = Builder::new()
        .config(|config| {
            config.time_zone = "Europe/Berlin".to_owned();
            config.day_starts = TimeOfDay::new(0, 0).expect("midnight");
        })
        .start()
        .await;
    assert_eq!(goiso_engine::Clock::reading(&*hall.clock).wall_ms, MORNING_MS);
    hall
}

#[tokio::test]
async fn a_night_in_which_the_clocks_go_forward_has_no_half_hours_that_were_skipped() {
    let hall = berlin().await;
    let (kiosk, lan) = (hall.kiosk(), hall.officer("1"));
    until(&hall, "2027-03-28T00:30:00Z");
    lan.sit_down().await;
    // 01:50 by the wall, ten minutes before 03:00
    until(&hall, "2027-03-28T00:50:00Z");
    kiosk.take("A").await;
    until(&hall, "2027-03-28T01:05:00Z");
    kiosk.take("A").await;
    until(&hall, "2027-03-28T01:10:00Z");
    let called = lan.next(&Value::Null).await;
    let seen = called["call"]["ticket"]["id"].clone();
    lan.press("start", json!({"seen": seen})).await.ok();
    until(&hall, "2027-03-28T01:30:00Z");
    lan.press("finish", json!({"seen": seen})).await.ok();
    lan.press("close", json!({})).await.ok();

    let supervisor = hall.by("supervisor");
    let days = supervisor.get(&path("days?from=2027-03-28")).await.ok();
    assert_eq!(cell(&days, "2027-03-28", "wait_mean"), 20 * 60, "twenty minutes, not eighty");
    assert_eq!(cell(&days, "2027-03-28", "serve_mean"), 20 * 60);
    let hours = supervisor.get(&path("hours?from=2027-03-28")).await.ok();
    for (slot, arrivals) in [("01:30", 1), ("02:00", 0), ("02:30", 0), ("03:00", 1)] {
        assert_eq!(cell(&hours, slot, "arrivals_7"), arrivals, "{slot}");
    }
    for (slot, open) in [("01:30", 1.0), ("02:00", 0.0), ("02:30", 0.0), ("03:00", 1.0)] {
        assert_eq!(cell(&hours, slot, "open_7"), open, "{slot}");
    }
    hall.stop().await;
}

#[tokio::test]
async fn a_night_in_which_the_clocks_go_back_has_half_hours_that_count_twice() {
    let hall = berlin().await;
    let (kiosk, lan) = (hall.kiosk(), hall.officer("1"));
    // 02:40 by the wall, and an hour later 02:40 again
    until(&hall, "2027-10-31T00:30:00Z");
    lan.sit_down().await;
    until(&hall, "2027-10-31T00:40:00Z");
    kiosk.take("A").await;
    until(&hall, "2027-10-31T01:40:00Z");
    kiosk.take("A").await;
    until(&hall, "2027-10-31T01:50:00Z");
    let called = lan.next(&Value::Null).await;
    let seen = called["call"]["ticket"]["id"].clone();
    until(&hall, "2027-10-31T02:00:00Z");
    lan.press("no-show", json!({"seen": seen})).await.problem();
    lan.press("recall", json!({"seen": seen})).await.ok();
    lan.press("no-show", json!({"seen": seen})).await.ok();
    lan.press("close", json!({})).await.ok();

    let supervisor = hall.by("supervisor");
    let days = supervisor.get(&path("days?from=2027-10-31")).await.ok();
    assert_eq!(cell(&days, "2027-10-31", "wait_mean"), 70 * 60, "seventy minutes, not ten");
    let hours = supervisor.get(&path("hours?from=2027-10-31")).await.ok();
    for (slot, arrivals, open) in [("02:00", 0, 1.0), ("02:30", 2, 2.0)] {
        assert_eq!(cell(&hours, slot, "arrivals_7"), arrivals, "{slot}");
        assert_eq!(cell(&hours, slot, "open_7"), open, "{slot}: stood open in both");
    }
    // a year with both nights: whoever waited on is left over, and everything adds up in every form
    until(&hall, "2027-10-31T23:30:00Z");
    kiosk.take("C").await;
    let year = "from=2027-01-01&to=2027-12-31";
    let monthly = supervisor.get(&path(&format!("monthly?{year}"))).await.ok();
    let line =
        json!({"issued": 3, "served": 0, "no_show": 1, "left": 0, "cancelled": 0, "expired": 1, "open": 1, "void": 0});
    assert_eq!(monthly["reconciliation"], line);
    for format in ["csv", "xlsx"] {
        assert_eq!(supervisor.get(&path(&format!("monthly?{year}&format={format}"))).await.status, 200);
    }
    hall.stop().await;
}

#[tokio::test]
async fn a_ticket_that_is_open_over_midnight_belongs_to_the_day_that_began_it() {
    let hall = TestHall::open().await;
    let (kiosk, lan) = (hall.kiosk(), hall.officer("1"));
    lan.sit_down().await;
    // 23:50 in Việt Nam; the day turns at 03:00
    until(&hall, "2026-11-23T16:50:00Z");
    kiosk.take("A").await;
    kiosk.take("A").await;
    let supervisor = hall.by("supervisor");
    until(&hall, "2026-11-23T17:20:00Z");
    let called = lan.next(&Value::Null).await;
    let open = supervisor.get(&path("days?from=2026-11-23")).await.ok();
    assert_eq!((cell(&open, "2026-11-23", "issued"), cell(&open, "2026-11-23", "open")), (json!(2), json!(2)));
    assert_eq!(supervisor.get(&path("days?from=2026-11-24")).await.problem(), (400, "span_future".to_owned()));
    let seen = called["call"]["ticket"]["id"].clone();
    lan.press("finish", json!({"seen": seen})).await.ok();
    // the day turns over the one who still waits
    until(&hall, "2026-11-23T21:00:00Z");
    kiosk.take("C").await;
    let over = supervisor.get(&path("days?from=2026-11-23&to=2026-11-24")).await.ok();
    let of = |day: &str| ["issued", "served", "expired", "open"].map(|column| cell(&over, day, column));
    assert_eq!(of("2026-11-23"), [json!(2), json!(1), json!(1), json!(0)]);
    assert_eq!(of("2026-11-24"), [json!(1), json!(0), json!(0), json!(1)]);
    assert_eq!(cell(&over, "2026-11-23", "wait_max").as_i64().map(|wait| (wait - 1800).abs() <= 18), Some(true));
    hall.stop().await;
}

#[tokio::test]
async fn a_day_on_which_nobody_came_is_a_report_in_every_form() {
    let hall = TestHall::open().await;
    let supervisor = hall.by("supervisor");
    let names = SheetName::ALL.map(SheetName::word);
    for report in names.into_iter().chain(["monthly"]) {
        let answer = supervisor.get(&path(report)).await.ok();
        assert_eq!(
            (&answer["reconciliation"]["issued"], &answer["from"]),
            (&json!(0), &json!("2026-11-23")),
            "{report}"
        );
        for format in ["csv", "xlsx"] {
            assert_eq!(
                supervisor.get(&path(&format!("{report}?format={format}"))).await.status,
                200,
                "{report} {format}"
            );
        }
        for (question, code) in [
            ("from=2026-11-24&to=2026-11-23", "span_backwards"),
            ("from=2026-11-24", "span_future"),
            ("from=2021-11-01&to=2026-11-23", "span_too_long"),
            ("to=2026-11-22", "span_backwards"),
            ("from=9999-12-31&to=9999-12-31", "span_future"),
            ("from=-009999-01-01&to=2026-11-23", "span_too_long"),
            ("from=2026-13-01", "bad_request"),
            ("from=", "bad_request"),
        ] {
            for format in ["json", "csv", "xlsx"] {
                let question = path(&format!("{report}?{question}&format={format}"));
                assert_eq!(supervisor.get(&question).await.problem(), (400, code.to_owned()), "{question}");
            }
        }
    }
    hall.stop().await;
}

/// Changes every place where these bytes stand in the file at `offset` in them.
fn flip(file: &std::path::Path, stands: &[u8], offset: usize) -> usize {
    let mut bytes = std::fs::read(file).expect("the file");
    let places: Vec<usize> =
        bytes.windows(stands.len()).enumerate().filter(|(_, window)| *window == stands).map(|(at, _)| at).collect();
    for place in &places {
        bytes[place + offset] ^= 2;
    }
    std::fs::write(file, bytes).expect("written");
    places.len()
}

#[tokio::test]
async fn a_byte_that_is_not_what_was_written_is_found_and_handed_to_nobody_as_a_figure() {
    let hall = TestHall::open().await;
    hall.officer("1").sit_down().await;
    for _ in 0..3 {
        hall.kiosk().take("A").await;
    }
    hall.officer("1").next(&Value::Null).await;
    until(&hall, "2026-11-24T01:00:00Z");
    hall.kiosk().take("C").await;
    let copy = hall.folder.join("copy.db");
    hall.app.store.backup(&copy).await.expect("a copy");
    let target = Target::Sqlite(copy.clone());
    assert!(verify(&target).await.expect("read").is_sound());
    let of_day = |day: Date| Span { from: ServiceDay(day), to: ServiceDay(day) };
    let (span, today) = (of_day(date(2026, 11, 23)), Some(ServiceDay(date(2026, 11, 24))));
    let scope = Scope::Hall(HALL.parse().expect("a hall"));

    // the figures of a line: how many were issued stands behind the form and the place of the count
    let store = Store::open(&target).await.expect("a database");
    let lines = store.statistics(&scope, Cube::Line, span, Grain::Days).await.expect("figures");
    let stored = lines.first().expect("a line").figures.to_bytes();
    store.close().await.expect("closed");
    let good = std::fs::read(&copy).expect("the file");
    assert_eq!(stored[2], 6, "three were issued");
    assert!(flip(&copy, &stored, 2) >= 1);
    let found = verify(&target).await.expect("read").findings;
    assert!(found.iter().any(|finding| finding.to_string().contains("statistic")), "{found:?}");
    let store = Store::open(&target).await.expect("a database");
    let gathered = gather(&store, &scope, &Standing::default(), span, &[SheetName::Groups]).await.expect("figures");
    let broken = reconcile(&gathered, span, today).expect_err("the parts are not the whole");
    assert!(broken.0.contains("issued: 2") && broken.0.contains("issued: 3"), "{}", broken.0);
    store.close().await.expect("closed");

    // the words of an event
    std::fs::write(&copy, good).expect("written");
    assert_eq!(flip(&copy, b"{\"kind\":\"ticket_called\"", 12), 1);
    let found = verify(&target).await.expect("read").findings;
    assert!(found.iter().any(|finding| finding.to_string().contains("is not what was written")), "{found:?}");
    hall.stop().await;
}
