//! Receipts on paper, read back: one sheet whatever stands on it, in both languages.

use super::fairness::{FairnessCall, FairnessProof, FairnessReceipt, FairnessStep};
use super::fairness_paper::{Asked, paper};
use crate::page_words::PageWords;
use crate::pdf::tests::{pages, squeezed};
use crate::reports::Language;
use crate::template::ward;
use goiso_queue::{HallConfig, Moment};
use goiso_wire::http::At;

/// 26 November 2026, 09:00 in Viet Nam.
const NINE: i64 = 1_795_658_400_000;
const MINUTE: i64 = 60_000;

fn call(number: i64, because: &str) -> FairnessCall {
    FairnessCall {
        label: format!("A{number:03}"),
        came: "later".to_owned(),
        arrived_at: NINE + number * MINUTE,
        called_at: NINE + (number + 3) * MINUTE,
        because: because.to_owned(),
        within_s: (because == "guarantee").then_some(1800),
        helped: because == "arrival",
        held_for: None,
        counter: Some("3".to_owned()),
        class: Some("ordinary".to_owned()),
        why: None,
        seq: 0,
    }
}

fn step(minutes: i64, kind: &str, counter: Option<&str>) -> FairnessStep {
    let counter = counter.map(str::to_owned);
    FairnessStep { seq: 0, at: NINE + minutes * MINUTE, kind: kind.to_owned(), counter, group: None, class: None }
}

fn receipt(passed: Vec<FairnessCall>) -> FairnessReceipt {
    FairnessReceipt {
        ticket: "t12".to_owned(),
        label: "A012".to_owned(),
        group: "A".to_owned(),
        class: Some("ordinary".to_owned()),
        issued_at: NINE,
        state: "done".to_owned(),
        earlier: 7,
        later: u32::try_from(passed.len()).unwrap(),
        passed,
        own: vec![
            step(0, "ticket_issued", None),
            step(21, "ticket_called", Some("2")),
            step(22, "serving_started", Some("2")),
            step(30, "ticket_served", Some("2")),
        ],
        proof: FairnessProof { at: At { epoch: "k3f9".to_owned(), seq: 4711 }, hash: "9f2c".repeat(16) },
    }
}

fn read(receipt: &FairnessReceipt, passed: usize, config: &HallConfig, language: Language) -> Vec<String> {
    let page_words = &PageWords::read(None);
    let asked = Asked { receipt, passed, config, now: Moment(NINE + 60 * MINUTE), language, page_words };
    let bytes = paper(&asked).unwrap();
    assert_eq!(bytes, paper(&asked).unwrap(), "the same receipt is the same file");
    pages(&bytes)
}

#[test]
fn a_hall_s_own_words_stand_on_paper_too() {
    let folder = std::env::temp_dir().join(format!("goiso-own-paper-{}", std::process::id()));
    std::fs::create_dir_all(folder.join("locales")).unwrap();
    std::fs::write(folder.join("locales/vi-staff.ftl"), "fair-step-ticket-issued = đã phát số\n").unwrap();
    let page_words = &PageWords::read(Some(&folder));
    std::fs::remove_dir_all(&folder).unwrap();
    let config = &ward();
    let receipt = &receipt(Vec::new());
    let asked = Asked { receipt, passed: 0, config, now: Moment(NINE), language: Language::Vi, page_words };
    let page = squeezed(&pages(&paper(&asked).unwrap()).concat());
    assert!(page.contains(&squeezed("đã phát số")), "{page}");
}

const REASONS: [&str; 12] = [
    "chosen",
    "guarantee",
    "held",
    "kept",
    "returned",
    "transferred",
    "reinstated",
    "moved",
    "pushed_back",
    "priority",
    "ordinary_turn",
    "arrival",
];

#[test]
fn every_reason_and_every_step_is_in_words_in_both_languages() {
    let told = receipt((1..).zip(REASONS).map(|(number, because)| call(number, because)).collect());
    for (language, words) in [
        (
            Language::Vi,
            [
                "PHIẾU GIẢI THÍCH THỨ TỰ GỌI SỐ",
                "Số A012, ngày 26/11/2026",
                "Lấy số lúc 09:00.",
                "Quy tắc đang áp dụng: ai chờ lâu hơn được gọi trước",
                "12 người lấy số sau được gọi trước; 7 người lấy số trước",
                "đã chờ quá mức bảo đảm 30 phút",
                "cán bộ gọi đích danh",
                "09:21:00",
                "bắt đầu phục vụ",
                "sự kiện 4711",
            ],
        ),
        (
            Language::En,
            [
                "SOCIALIST REPUBLIC OF VIET NAM",
                "Number A012, 26/11/2026",
                "Taken at 09:00.",
                "Rule in force: who waited longest goes first",
                "12 people who came later were called first",
                "had waited longer than the guaranteed 30 min",
                "chosen by an officer",
                "09:21:00",
                "service began",
                "up to event 4711",
            ],
        ),
    ] {
        let pages = read(&told, REASONS.len(), &ward(), language);
        assert_eq!(pages.len(), 1);
        for words in words {
            assert!(pages[0].contains(&squeezed(words)), "{words} in {}", pages[0]);
        }
        for call in &told.passed {
            assert!(pages[0].contains(&call.label), "{}", call.label);
        }
        assert!(!pages[0].contains("fair-"), "a word is missing: {}", pages[0]);
        // a squeezed hash is broken over two lines at most
        assert!(pages[0].contains(&"9f2c".repeat(16)));
    }
}

#[test]
fn the_sheet_says_how_many_calls_it_leaves_out() {
    let told = receipt((1..=300).map(|number| call(number, "priority")).collect());
    let pages = read(&told, 412, &ward(), Language::Vi);
    assert_eq!(pages.len(), 1);
    let shown = told.passed.iter().filter(|call| pages[0].contains(&format!("{}09:", call.label))).count()
        + told.passed.iter().filter(|call| pages[0].contains(&format!("{}1", call.label))).count();
    assert!(pages[0].contains("A300") && !pages[0].contains("A001"), "the newest stand on it: {}", pages[0]);
    assert!(shown >= 8, "{shown} of 300: {}", pages[0]);
    assert!(pages[0].contains(&squeezed(&format!("Còn {} lượt gọi sớm hơn", 412 - shown))), "{shown}: {}", pages[0]);
}

#[test]
fn whoever_holds_the_ticket_reads_no_counter_and_no_class() {
    let mut told = receipt(vec![FairnessCall { counter: None, class: None, ..call(1, "priority") }]);
    told.class = None;
    told.own.clear();
    let pages = read(&told, 1, &ward(), Language::Vi);
    assert!(!pages[0].contains("Quầy") && !pages[0].contains("Diện:"), "{}", pages[0]);
    assert!(pages[0].contains(&squeezed("thuộc diện ưu tiên")));
}

#[test]
fn nobody_passed_it_is_told_too() {
    let pages = read(&receipt(Vec::new()), 0, &ward(), Language::Vi);
    assert_eq!(pages.len(), 1);
    assert!(pages[0].contains(&squeezed("Không có số nào vượt lên trước.")));
}

/// Whatever an officer typed as a reason and a hall is called, it is one sheet.
#[test]
fn hostile_words_leave_one_sheet() {
    for text in ["Ẫ".repeat(10_000), "một hai ".repeat(2_000), "\u{202E}<b>\u{0}\u{1F600}".to_owned()] {
        let mut config = ward();
        for class in &mut config.classes {
            class.name.vi.clone_from(&text);
        }
        config.groups[0].name.vi.clone_from(&text);
        let class = config.classes[0].code.to_string();
        let calls = (1..=40).map(|number| FairnessCall {
            counter: Some(text.clone()),
            class: Some(class.clone()),
            because: text.clone(),
            ..call(number, "chosen")
        });
        let mut told = receipt(calls.collect());
        told.own = (0..200).map(|minute| step(minute, &text, Some(&text))).collect();
        let pages = read(&told, 40, &config, Language::Vi);
        assert_eq!(pages.len(), 1);
        assert!(!pages[0].contains('\u{202E}') && !pages[0].contains('\u{0}'));
    }
}
