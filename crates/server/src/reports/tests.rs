//! Sheets from figures made by hand.

use super::names::Names;
use super::*;
use goiso_queue::time::ServiceDay;
use goiso_store::TicketRow;
use goiso_store::statistics::{Cube, Figures, Span};
use std::io::Read as _;

fn day(text: &str) -> ServiceDay {
    ServiceDay(text.parse().unwrap())
}

/// So many visits of a minute each, all served after a wait of these seconds.
fn served(waits_s: &[i64]) -> Figures {
    let mut figures = Figures::default();
    for wait in waits_s {
        figures.counts.issued += 1;
        figures.counts.served += 1;
        figures.counts.called += 1;
        figures.counts.wait_ms += wait * 1000;
        figures.counts.with_target += 1;
        figures.counts.within_target += i64::from(*wait <= 1200);
        figures.lengths.wait.record(wait * 1000, 1);
    }
    figures
}

pub(crate) fn morning() -> Gathered {
    let ordinary = served(&[60, 600, 1800]);
    let elderly = served(&[30]);
    let mut whole = ordinary.clone();
    whole.add(&elderly);
    whole.counts.rated_5 = 2;
    whole.counts.rated_1 = 1;
    let mut gathered = Gathered { whole: whole.clone(), ..Gathered::default() };
    gathered.lines.insert(('A', "ordinary".to_owned()), ordinary);
    gathered.lines.insert(('A', "elderly".to_owned()), elderly);
    gathered.slots.insert((17, 4), whole.clone());
    gathered.slots.insert((19, 4), Figures::default());
    gathered.days.insert(day("2026-11-26"), whole.clone());
    gathered.desks.insert(("10".to_owned(), "p-b".to_owned()), Figures::default());
    gathered.desks.insert(("2".to_owned(), "p-a".to_owned()), Figures::default());
    gathered.asked.push((Cube::Line, whole));
    gathered
}

pub(crate) fn names() -> Names {
    Names::new(None, [("p-a".to_owned(), "Lê Thị Ánh".to_owned())])
}

fn texts(sheet: &Sheet) -> Vec<Vec<String>> {
    super::table::rows(sheet, |words| &words.vi).1
}

#[test]
fn the_summary_tells_the_whole() {
    let rows = texts(&SheetName::Summary.of(&morning(), &names()));
    let of = |figure: &str| rows.iter().find(|row| row[0] == figure).map(|row| row[1].clone()).unwrap();
    assert_eq!(of("Số phiếu đã phát"), "4");
    assert_eq!(of("Thời gian chờ trung bình"), "623");
    assert_eq!(of("Tỷ lệ chờ trong ngưỡng"), "0.7500");
    assert_eq!(of("Số lượt đánh giá"), "3");
    assert_eq!(of("Điểm đánh giá (1 đến 5)"), "3.67");
    let longest: i64 = of("Chờ lâu nhất").parse().unwrap();
    assert!((longest - 1800).abs() <= 18, "{longest}");
}

#[test]
fn priority_stands_beside_the_ordinary_and_counters_in_the_order_of_their_numbers() {
    let rows = texts(&SheetName::Priority.of(&morning(), &names()));
    let first: Vec<&str> = rows.iter().map(|row| row[0].as_str()).collect();
    assert_eq!(first, ["Thường", "elderly", "Mọi diện ưu tiên"]);
    assert_eq!(rows[2][2], "0.2500");
    let rows = texts(&SheetName::Counters.of(&morning(), &names()));
    assert_eq!((rows[0][0].as_str(), rows[0][1].as_str()), ("2", "Lê Thị Ánh"));
    assert_eq!((rows[1][0].as_str(), rows[1][1].as_str()), ("10", "p-b"));
}

#[test]
fn half_hours_go_on_through_a_gap() {
    let sheet = SheetName::Hours.of(&morning(), &names());
    let rows = texts(&sheet);
    assert_eq!(rows.iter().map(|row| row[0].as_str()).collect::<Vec<_>>(), ["08:30", "09:00", "09:30"]);
    // Thursday
    assert_eq!(rows[0][4], "4");
    assert_eq!(rows[1][4], "0");
    assert!(sheet.rows.iter().all(|row| row.len() == sheet.columns.len()));
}

#[test]
fn a_day_without_tickets_has_sheets_too() {
    let nothing = Gathered::default();
    for name in SheetName::ALL {
        let sheet = name.of(&nothing, &names());
        assert_eq!(sheet.sheet, name.word());
        assert!(sheet.rows.iter().all(|row| row.len() == sheet.columns.len()), "{name:?}");
    }
    let span = Span { from: day("2026-11-26"), to: day("2026-11-26") };
    assert_eq!(reconcile(&nothing, span, None).unwrap().issued, 0);
}

#[test]
fn what_does_not_add_up_is_not_handed_out() {
    let span = Span { from: day("2026-11-26"), to: day("2026-11-26") };
    let good = morning();
    assert_eq!(reconcile(&good, span, Some(day("2026-11-27"))).unwrap().served, 4);
    let mut open = morning();
    open.whole.counts.issued += 1;
    open.asked.clear();
    assert!(reconcile(&open, span, Some(day("2026-11-26"))).is_ok(), "somebody waits");
    assert!(reconcile(&open, span, Some(day("2026-11-27"))).is_err(), "nobody waits on a day that is over");
    let mut lost = morning();
    lost.asked.push((Cube::Slot, Figures::default()));
    assert!(reconcile(&lost, span, None).is_err(), "a cube that lost a ticket");
    let mut more = morning();
    more.whole.counts.served += 1;
    more.asked.clear();
    assert!(reconcile(&more, span, None).is_err(), "more served than issued");
}

/// What spreadsheets take for a formula, in every way that it begins.
fn payloads() -> Vec<String> {
    let beginnings = ["=", "+", "-", "@", "\t=", "\r=", "＝", "  =", "\"=", "\u{feff}+"];
    let rests = ["cmd|' /C calc'!A0", "HYPERLINK(\"http://x\",\"y\")", "1+1", "IMPORTXML(CONCAT(\"x\"))"];
    beginnings.iter().flat_map(|beginning| rests.map(|rest| format!("{beginning}{rest}"))).collect()
}

/// A morning in which everything that has a name is called so, and some tickets stand in the list.
fn named(payload: &str) -> (Gathered, Names) {
    let mut gathered = morning();
    let figures = gathered.lines.values().next().cloned().unwrap_or_default();
    gathered.lines.insert(('B', payload.to_owned()), figures.clone());
    gathered.desks.insert((payload.to_owned(), payload.to_owned()), figures.clone());
    gathered.whole.counts.print_faults = -1;
    for outcome in ["void", "expired", "served"] {
        gathered.exceptions.push(TicketRow {
            ticket: goiso_queue::TicketId(1),
            day: day("2026-11-26"),
            series: '=',
            number: 1,
            group: '=',
            service: payload.to_owned(),
            class: payload.to_owned(),
            channel: "kiosk",
            state: "done",
            outcome,
            counter: payload.to_owned(),
            issued_at: goiso_queue::Moment(0),
            first_called_at: None,
            first_started_at: None,
            done_at: None,
            rating: None,
            told: None,
        });
    }
    let mut config = crate::template::ward();
    let words = goiso_queue::config::Text { vi: payload.to_owned(), en: payload.to_owned() };
    config.groups.iter_mut().for_each(|group| group.name = words.clone());
    config.classes.iter_mut().for_each(|class| class.name = words.clone());
    (gathered, Names::new(Some(&config), [("p-a".to_owned(), payload.to_owned())]))
}

/// Every sheet with the payload wherever words stand, beside the sheet as it is.
fn attacked(payload: &str) -> Vec<(Sheet, Sheet)> {
    let (gathered, names) = named(payload);
    let sheets = SheetName::ALL.into_iter().map(|name| name.of(&gathered, &names));
    let worst = |sheet: Sheet| {
        let mut worst = sheet.clone();
        worst.columns.iter_mut().for_each(|column| column.title = Words::plain(payload));
        for cell in worst.rows.iter_mut().flatten().flatten() {
            if let Cell::Text(words) = cell {
                *words = Words::plain(payload);
            }
        }
        (sheet, worst)
    };
    sheets.map(worst).collect()
}

fn is_text(cell: Option<&Cell>) -> bool {
    match cell {
        Some(Cell::Text(_)) => true,
        Some(
            Cell::Day { .. } | Cell::Count { .. } | Cell::Seconds { .. } | Cell::Share { .. } | Cell::Score { .. },
        )
        | None => false,
    }
}

#[test]
fn no_word_of_a_table_is_a_formula_and_every_number_stays_one() {
    let payloads = payloads();
    assert_eq!(payloads.len(), 40);
    let (mut words, mut below_zero) = (0, 0);
    for payload in &payloads {
        for (sheet, worst) in attacked(payload) {
            let (head, lines) = super::table::rows(&worst, |words| &words.vi);
            let text = crate::api::halls::csv::as_they_are(std::iter::once(head).chain(lines)).unwrap();
            let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
            let safe = format!("'{payload}");
            assert!(reader.headers().unwrap().iter().all(|title| title == safe), "{payload:?} {}", sheet.sheet);
            let read: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().unwrap();
            let as_it_is = texts(&sheet);
            assert_eq!(read.len(), sheet.rows.len());
            for ((cells, numbers), row) in read.iter().zip(&as_it_is).zip(&sheet.rows) {
                for ((cell, number), typed) in cells.iter().zip(numbers).zip(row) {
                    if is_text(typed.as_ref()) {
                        words += 1;
                        assert_eq!(cell, safe, "{}", sheet.sheet);
                    } else {
                        below_zero += i32::from(cell.starts_with('-'));
                        assert_eq!(cell, number, "{}", sheet.sheet);
                        assert!(!cell.starts_with('\''), "{}", sheet.sheet);
                    }
                }
            }
            // The names that came from the hall's own configuration and people are as safe as those put in here.
            assert!(as_it_is.iter().flatten().all(|cell| cell != payload), "{payload:?} {}", sheet.sheet);
        }
    }
    assert!(words > 40 * 30, "{words} cells were tried");
    assert!(below_zero >= 40, "{below_zero} numbers below zero");
}

#[test]
fn no_cell_of_a_workbook_is_a_formula() {
    for payload in payloads() {
        for (_, sheet) in attacked(&payload) {
            let strings =
                sheet.columns.len() + sheet.rows.iter().flatten().filter(|cell| is_text(cell.as_ref())).count();
            let heading = xlsx::Heading { hall: &payload, span: &payload, reconciliation: &payload };
            let name = sheet.sheet;
            let bytes = xlsx::workbook(&[sheet], &heading, |words| &words.vi).unwrap();
            let mut book = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
            let mut page = String::new();
            book.by_name("xl/worksheets/sheet1.xml").unwrap().read_to_string(&mut page).unwrap();
            assert!(!page.contains("<f>") && !page.contains("<f "), "a formula in {name}");
            // Every cell with words points to the table of strings; three stand above the head.
            assert_eq!(page.matches("t=\"s\"").count(), 3 + strings, "{name} {payload:?}");
            let mut table = String::new();
            book.by_name("xl/sharedStrings.xml").unwrap().read_to_string(&mut table).unwrap();
            let rest = ["cmd|", "HYPERLINK(", "1+1", "IMPORTXML("].into_iter().find(|rest| payload.contains(rest));
            assert!(rest.is_some_and(|rest| table.contains(rest)), "{name} {payload:?}");
        }
    }
}

#[test]
fn the_monthly_workbook_has_nine_sheets_with_charts() {
    let gathered = morning();
    let sheets: Vec<Sheet> = SheetName::ALL.into_iter().map(|name| name.of(&gathered, &names())).collect();
    let heading = xlsx::Heading { hall: "Phường Hoa Phượng", span: "26/11/2026", reconciliation: "4 = 4" };
    let bytes = xlsx::workbook(&sheets, &heading, |words| &words.vi).unwrap();
    let book = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let count = |prefix: &str| book.file_names().filter(|name| name.as_ref().unwrap().starts_with(prefix)).count();
    assert_eq!(count("xl/worksheets/sheet"), 9);
    assert_eq!(count("xl/charts/chart"), 4);
}
