//! Papers read back as a reader's program does: what stands on them, in which letters, on which pages.

use super::decree::dated;
use crate::reports::names::Names;
use crate::reports::{
    Cell, Column, ColumnKind, Computed, FileKind, Language, ReportError, ReportName, Sheet, SheetName, Subject, Words,
};
use crate::reports::{reconcile, tests};
use goiso_queue::time::ServiceDay;
use goiso_store::statistics::{Span, Standing};
use jiff::civil::{Date, date};
use lopdf::{Document, Object};

fn day(text: &str) -> ServiceDay {
    ServiceDay(text.parse().unwrap())
}

/// A report of these sheets, of November 2026.
fn computed(sheets: Vec<Sheet>) -> Computed {
    let span = Span { from: day("2026-11-01"), to: day("2026-11-30") };
    Computed {
        report: ReportName::of("monthly").unwrap(),
        subject: Subject {
            hall: Some("hoa-phuong".parse().unwrap()),
            name: Words::new("Bộ phận Một cửa · Phường Hoa Phượng", "One-stop hall · Hoa Phượng ward"),
            names: Names::default(),
            today: Some(day("2026-12-05")),
            open_from: None,
            standing: Standing::default(),
        },
        span,
        reconciliation: reconcile(&tests::morning(), span, None).unwrap(),
        sheets,
    }
}

fn monthly() -> Computed {
    let gathered = tests::morning();
    computed(SheetName::ALL.into_iter().map(|name| name.of(&gathered, &tests::names())).collect())
}

fn sheet(columns: usize, title: &str, rows: usize, text: &str) -> Sheet {
    let column = |number| Column { key: format!("c{number}"), title: Words::plain(title), kind: ColumnKind::Text };
    Sheet {
        sheet: "groups",
        title: Words::plain("Lĩnh vực"),
        columns: (0..columns).map(column).collect(),
        rows: vec![vec![Some(Cell::Text(Words::plain(text))); columns]; rows],
        chart: None,
    }
}

fn pdf(computed: &Computed, language: Language) -> Vec<u8> {
    computed.file(FileKind::Pdf, language).unwrap().bytes
}

/// What stands on each page, without the spaces that a reader guesses.
pub(crate) fn pages(bytes: &[u8]) -> Vec<String> {
    let document = Document::load_mem(bytes).unwrap();
    let numbers: Vec<u32> = document.get_pages().into_keys().collect();
    let read = |number: &u32| document.extract_text(&[*number]).unwrap();
    numbers.iter().map(read).map(|text| squeezed(&text)).collect()
}

pub(crate) fn squeezed(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_whitespace()).collect()
}

#[test]
fn every_cell_of_the_monthly_report_stands_on_paper_in_both_languages() {
    let computed = monthly();
    for language in [Language::Vi, Language::En] {
        let all = pages(&pdf(&computed, language)).concat();
        let pick = language.pick();
        for sheet in &computed.sheets {
            assert!(all.contains(&squeezed(pick(&sheet.title))), "{}", pick(&sheet.title));
            if sheet.sheet == "hours" {
                continue;
            }
            for column in &sheet.columns {
                assert!(all.contains(&squeezed(pick(&column.title))), "{}", pick(&column.title));
            }
            for cell in sheet.rows.iter().flatten().flatten() {
                let words = squeezed(&crate::reports::pdf_words(cell, language));
                assert!(all.contains(&words), "{words}");
            }
        }
        assert!(all.contains(&squeezed(pick(&computed.reconciliation.in_words()))));
    }
    let first = &pages(&pdf(&computed, Language::Vi))[0];
    for words in [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "BỘ PHẬN MỘT CỬA",
        "PHƯỜNG HOA PHƯỢNG",
        "ngày 05 tháng 12 năm 2026",
        "Từ ngày 01/11/2026 đến ngày 30/11/2026",
    ] {
        assert!(first.contains(&squeezed(words)), "{words} in {first}");
    }
}

#[test]
fn pages_are_a4_numbered_from_the_second_and_carry_their_fonts() {
    let bytes = pdf(&monthly(), Language::Vi);
    let document = Document::load_mem(&bytes).unwrap();
    let ids = document.get_pages();
    assert!(ids.len() > 1);
    for id in ids.values() {
        let page = document.get_dictionary(*id).unwrap();
        let sides: Vec<f32> =
            page.get(b"MediaBox").unwrap().as_array().unwrap().iter().map(|side| side.as_float().unwrap()).collect();
        let (short, long) = (sides[2].min(sides[3]), sides[2].max(sides[3]));
        assert!((short - 595.28).abs() < 0.1 && (long - 841.89).abs() < 0.1, "{sides:?}");
    }
    for (number, text) in (1..).zip(pages(&bytes)) {
        assert_eq!(text.ends_with(&number.to_string()), number > 1, "page {number}: {text}");
    }
    let fonts = document.objects.values().filter_map(|object| object.as_dict().ok());
    let described: Vec<_> = fonts
        .filter(|font| font.get(b"Type").and_then(Object::as_name).is_ok_and(|name| name == b"FontDescriptor"))
        .collect();
    assert_eq!(described.len(), 3, "upright, bold, slanted");
    assert!(described.iter().all(|font| font.has(b"FontFile2")), "a reader without Tinos shows the same letters");
}

#[test]
fn the_same_report_is_the_same_file() {
    assert_eq!(pdf(&monthly(), Language::Vi), pdf(&monthly(), Language::Vi));
}

/// Whatever stands in a name, the paper ends, and nothing on it reads the other way round.
#[test]
fn hostile_words_neither_run_for_ever_nor_off_the_page() {
    let long = "Ẫ".repeat(10_000);
    let words = "một hai ba ".repeat(2_000);
    let turned = "\u{202E}1 oãs\u{202C} <b>&amp;</b> \u{0} \u{1F600} e\u{0302}\u{0303}";
    for text in [long.as_str(), &words, turned, "", " "] {
        for columns in [1, 12, 60] {
            let computed = computed(vec![sheet(columns, text, 40, text)]);
            let all = pages(&pdf(&computed, Language::Vi)).concat();
            assert!(!all.contains('\u{202E}') && !all.contains('\u{0}'));
        }
    }
    let all = pages(&pdf(&computed(vec![sheet(1, "x", 1, turned)]), Language::Vi)).concat();
    assert!(all.contains("1oãs<b>&amp;</b>□ễ"), "{all}");
}

#[test]
fn what_nobody_reads_is_refused_and_not_begun_for_ever() {
    let error = computed(vec![sheet(1, "x", 20_000, "y")]).file(FileKind::Pdf, Language::Vi).unwrap_err();
    assert!(matches!(error, ReportError::TooLong), "{error}");
}

#[test]
fn a_day_without_anybody_is_a_paper_too() {
    let all = pages(&pdf(&computed(vec![sheet(2, "x", 0, "")]), Language::Vi)).concat();
    assert!(all.contains("Khôngcósốliệu."), "{all}");
}

/// The decree, Annex I, II.4: days below ten and months 1 and 2 are written with a nought.
#[test]
fn dates_are_written_as_the_decree_asks() {
    let table: [(Date, &str); 4] = [
        (date(2026, 1, 5), "…………, ngày 05 tháng 01 năm 2026"),
        (date(2026, 2, 28), "…………, ngày 28 tháng 02 năm 2026"),
        (date(2026, 3, 9), "…………, ngày 09 tháng 3 năm 2026"),
        (date(2026, 11, 26), "…………, ngày 26 tháng 11 năm 2026"),
    ];
    for (day, words) in table {
        assert_eq!(dated(day, Language::Vi), words);
    }
}

/// A table of many pages has its head on each of them, and every row once.
#[test]
fn a_long_table_has_its_head_on_every_page() {
    let mut long = sheet(2, "Đầu bảng", 0, "");
    long.rows = (0..300).map(|number| vec![Some(Cell::Text(Words::plain(format!("hàng-{number}.")))), None]).collect();
    let pages = pages(&pdf(&computed(vec![long]), Language::Vi));
    assert!(pages.len() > 5);
    // the last page may have room for the signature alone
    for page in &pages[..pages.len() - 1] {
        assert_eq!(page.matches("Đầubảng").count(), 2, "{page}");
    }
    let all = pages.concat();
    for number in 0..300 {
        assert_eq!(all.matches(&format!("hàng-{number}.")).count(), 1, "row {number}");
    }
    assert!(all.contains("THỦTRƯỞNGĐƠNVỊ"));
}

/// However long a table is, none of its pages has one row alone.
#[test]
fn no_row_stands_alone_on_a_page() {
    for count in 2..90 {
        let mut table = sheet(2, "Đầu", 0, "");
        table.rows = (0..count).map(|_| vec![Some(Cell::Text(Words::plain("hàng."))), None]).collect();
        let pages = pages(&pdf(&computed(vec![table]), Language::Vi));
        let rows: Vec<usize> = pages.iter().map(|page| page.matches("hàng.").count()).collect();
        assert_eq!(rows.iter().sum::<usize>(), count);
        assert!(rows.iter().all(|rows| *rows != 1), "{count}: {rows:?}");
    }
}

/// A map of hours on which nothing happened says so; a head without rows would say that something is missing.
#[test]
fn an_empty_map_is_no_head_without_rows() {
    let mut gathered = tests::morning();
    for figures in gathered.slots.values_mut() {
        figures.counts.open_ms = 0;
    }
    let all = pages(&pdf(&computed(vec![SheetName::Hours.of(&gathered, &tests::names())]), Language::Vi)).concat();
    assert!(all.contains("QuầymởKhôngcósốliệu."), "{all}");
    assert_eq!(all.matches("ThứHai").count(), 2, "the two maps on which something happened: {all}");
}
