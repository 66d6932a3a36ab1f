//! Slips as pictures, dot by dot: both widths, both languages, long names with stacked diacritics.

use crate::printer::picture::Picture;
use goiso_queue::WaitRange;
use goiso_queue::config::Text;
use goiso_queue::print::Paper;
use goiso_queue::ticket::Language;
use goiso_server::printing::slip::{PapersSlip, Slip, TestStrip, TicketSlip};
use jiff::civil::date;

const URL: &str = "https://motcua.nhatrang.example/ticket/#bnxgqylu0onqw43fmfwaaaaaaaaaaaaaabiwe2dbnq4tmmjqgaytcmrtfvqxi4tpozswcy3bnz";

fn text(vi: &str, en: &str) -> Text {
    Text { vi: vi.to_owned(), en: en.to_owned() }
}

fn slip(language: Language) -> TicketSlip {
    let issued = date(2026, 11, 23).at(9, 41, 7, 0).in_tz("Asia/Ho_Chi_Minh").expect("a time");
    TicketSlip {
        language,
        hall: text("Bộ phận Một cửa · Phường Nha Trang", "One-stop Hall · Nha Trang Ward"),
        group: text("Hộ tịch", "Civil status"),
        service: Some(text("Đăng ký khai sinh", "Birth registration")),
        class: None,
        label: "B045".to_owned(),
        people_ahead: Some(3),
        wait: Some(WaitRange { low_s: 900, high_s: 1_200 }),
        printed: issued.clone(),
        issued,
        copy: 1,
        url: URL.to_owned(),
        hotline: "0258 3 822 222".to_owned(),
    }
}

/// A slip of the longest names a configuration may have, in letters with everything above and below them.
fn longest() -> TicketSlip {
    let sixty = "Ủy ban Nhân dân Đặc khu Phú Quốc – Ẫm Ễn Ệp Ỗn Ộp Ữu Ặc Ẵn Ỡ".to_owned();
    assert_eq!(sixty.chars().count(), 60);
    TicketSlip {
        hall: text(&sixty, ""),
        group: text("Lĩnh vực Nghĩa vụ quân sự, Thể dục thể thao và Tổ chức hội Ẫ", ""),
        service: Some(text("Cấp lại Giấy chứng nhận quyền sử dụng đất đã bị mất, ẵỗễậ", "")),
        class: Some(text("Người cao tuổi, người khuyết tật nặng, phụ nữ mang thai", "")),
        label: "A1000".to_owned(),
        people_ahead: Some(1_234),
        wait: Some(WaitRange { low_s: 5_400, high_s: 9_000 }),
        copy: 2,
        ..slip(Language::Vi)
    }
}

fn drawn(slip: TicketSlip, paper: Paper) -> Picture {
    picture(&Slip::Ticket(Box::new(slip)), paper)
}

fn picture(slip: &Slip, paper: Paper) -> Picture {
    let strip = slip.draw(paper);
    let mut picture = Picture::default();
    for (_, band) in strip.bands(64) {
        picture.add(strip.row_bytes(), band);
    }
    picture
}

fn papers() -> [(Paper, &'static str, usize); 2] {
    [(Paper::Wide, "80", 576), (Paper::Narrow, "58", 384)]
}

#[test]
fn slips_are_as_they_were_looked_at() {
    for (paper, word, width) in papers() {
        for (slip, name) in [(slip(Language::Vi), "vi"), (slip(Language::En), "en"), (longest(), "longest")] {
            let picture = drawn(slip, paper);
            assert_eq!(picture.width, width);
            assert!(!picture.touches_edge(), "{name} on {word} mm is cut");
            picture.assert_golden(&format!("{name}-{word}"));
        }
    }
}

#[test]
fn a_list_of_papers_is_as_it_was_looked_at() {
    let papers_to_bring = vec![
        text("Tờ khai đăng ký khai sinh", "Application form"),
        text(
            "Giấy chứng sinh bản chính, hoặc văn bản của người làm chứng xác nhận về việc sinh nếu không có Giấy chứng sinh",
            "",
        ),
        text(
            "Căn cước công dân của người đi đăng ký (để đối chiếu) – Ẫ Ệ Ỗ",
            "Identity card of whoever registers, to be compared",
        ),
    ];
    for (paper, word, _) in papers() {
        for (language, name) in [(Language::Vi, "vi"), (Language::En, "en")] {
            let list = PapersSlip {
                language,
                hall: text("Bộ phận Một cửa · Phường Nha Trang", "One-stop Hall · Nha Trang Ward"),
                group: text("Hộ tịch", "Civil status"),
                service: text("Đăng ký khai sinh", "Birth registration"),
                papers: papers_to_bring.clone(),
                printed: slip(Language::Vi).printed,
                hotline: "0258 3 822 222".to_owned(),
            };
            let picture = picture(&Slip::Papers(list), paper);
            assert!(!picture.touches_edge(), "{name} on {word} mm is cut");
            picture.assert_golden(&format!("papers-{name}-{word}"));
        }
    }
}

#[test]
fn a_test_strip_is_as_it_was_looked_at() {
    for (paper, word, _) in papers() {
        let strip = TestStrip {
            hall: text("Bộ phận Một cửa · Phường Nha Trang", ""),
            printer: text("Máy in cửa chính", "Main door"),
            address: "tcp:192.168.1.60:9100".to_owned(),
            printed: slip(Language::Vi).printed,
        };
        picture(&Slip::Test(strip), paper).assert_golden(&format!("test-{word}"));
    }
}

#[test]
fn a_phone_reads_the_code_on_every_slip() {
    for (paper, word, _) in papers() {
        for url in [URL, "http://192.168.1.10:8080/ticket/#abc", &format!("{URL}{URL}")] {
            let read = drawn(TicketSlip { url: url.to_owned(), ..slip(Language::Vi) }, paper).code();
            assert_eq!(read.as_deref(), Some(url), "{word} mm");
        }
    }
}

#[test]
fn what_is_not_known_or_not_there_is_left_out() {
    let whole = drawn(slip(Language::Vi), Paper::Wide);
    let called = drawn(TicketSlip { people_ahead: None, wait: None, ..slip(Language::Vi) }, Paper::Wide);
    assert!(called.rows.len() + 60 < whole.rows.len(), "a called ticket tells no wait");
    let quiet = drawn(TicketSlip { hotline: " ".to_owned(), ..slip(Language::Vi) }, Paper::Wide);
    assert!(quiet.rows.len() < whole.rows.len(), "no hotline, no line for it");
    let again = drawn(TicketSlip { copy: 2, ..slip(Language::Vi) }, Paper::Wide);
    assert!(again.rows.len() > whole.rows.len(), "a copy says that it is one");
}
