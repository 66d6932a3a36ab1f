//! The words on paper. A slip has one language, the one its holder chose.

use goiso_queue::WaitRange;
use goiso_queue::config::Text;
use goiso_queue::ticket::Language;
use jiff::Zoned;
use jiff::civil::Weekday;

/// Ranges are rounded out to so many seconds, as on the screens.
const ROUND_S: u32 = 5 * 60;

/// The words of a language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words {
    /// Above the number.
    pub yours: &'static str,
    /// Above the people ahead.
    pub ahead: &'static str,
    /// Above the range.
    pub wait: &'static str,
    /// Before the class's name.
    pub priority: &'static str,
    /// What to do now.
    pub watch: &'static str,
    /// Below the code.
    pub scan: &'static str,
    /// Before the telephone number.
    pub phone: &'static str,
    /// Over a list of papers.
    pub papers: &'static str,
    /// Over a strip that is no ticket.
    pub test: &'static str,
    /// On both.
    pub no_number: &'static str,
}

const VI: Words = Words {
    yours: "Số của ông/bà",
    ahead: "Người chờ trước",
    wait: "Dự kiến chờ",
    priority: "Ưu tiên",
    watch: "Vui lòng theo dõi màn hình và loa",
    scan: "Quét mã để theo dõi số trên điện thoại",
    phone: "Điện thoại",
    papers: "Giấy tờ cần mang theo",
    test: "BẢN IN THỬ",
    no_number: "Không phải số thứ tự",
};
const EN: Words = Words {
    yours: "Your number",
    ahead: "People ahead",
    wait: "Expected wait",
    priority: "Priority",
    watch: "Please watch the screen and listen",
    scan: "Scan to follow your number on your phone",
    phone: "Telephone",
    papers: "Papers to bring",
    test: "TEST PRINT",
    no_number: "Not a queue number",
};

/// The words of a language.
pub fn words(language: Language) -> &'static Words {
    match language {
        Language::Vi => &VI,
        Language::En => &EN,
    }
}

/// A name in a language; the Vietnamese one where there is no other.
pub fn name(text: &Text, language: Language) -> String {
    match language {
        Language::En if !text.en.trim().is_empty() => text.en.clone(),
        Language::En | Language::Vi => text.vi.clone(),
    }
}

/// A wait in minutes, rounded out as on the screens.
pub fn range(range: Option<WaitRange>, language: Language) -> String {
    let Some(WaitRange { low_s, high_s }) = range else {
        return match language {
            Language::Vi => "chưa đủ dữ liệu",
            Language::En => "not known yet",
        }
        .to_owned();
    };
    let low = low_s / ROUND_S * (ROUND_S / 60);
    let high = high_s.div_ceil(ROUND_S).max(1) * (ROUND_S / 60);
    match (language, low) {
        (Language::Vi, 0) => format!("dưới {high} phút"),
        (Language::Vi, low) => format!("{low}–{high} phút"),
        (Language::En, 0) => format!("under {high} min"),
        (Language::En, low) => format!("{low}–{high} min"),
    }
}

/// `09:41`.
pub fn time(at: &Zoned) -> String {
    format!("{:02}:{:02}", at.hour(), at.minute())
}

/// `Thứ Hai, 23/11/2026`.
pub fn date(at: &Zoned, language: Language) -> String {
    let day = match (language, at.weekday()) {
        (Language::Vi, Weekday::Monday) => "Thứ Hai",
        (Language::Vi, Weekday::Tuesday) => "Thứ Ba",
        (Language::Vi, Weekday::Wednesday) => "Thứ Tư",
        (Language::Vi, Weekday::Thursday) => "Thứ Năm",
        (Language::Vi, Weekday::Friday) => "Thứ Sáu",
        (Language::Vi, Weekday::Saturday) => "Thứ Bảy",
        (Language::Vi, Weekday::Sunday) => "Chủ Nhật",
        (Language::En, Weekday::Monday) => "Monday",
        (Language::En, Weekday::Tuesday) => "Tuesday",
        (Language::En, Weekday::Wednesday) => "Wednesday",
        (Language::En, Weekday::Thursday) => "Thursday",
        (Language::En, Weekday::Friday) => "Friday",
        (Language::En, Weekday::Saturday) => "Saturday",
        (Language::En, Weekday::Sunday) => "Sunday",
    };
    format!("{day}, {:02}/{:02}/{}", at.day(), at.month(), at.year())
}

/// How long the number counts: leftovers carry to the afternoon, never to tomorrow.
pub fn valid(at: &Zoned, language: Language) -> String {
    let (day, month) = (at.day(), at.month());
    match language {
        Language::Vi => format!("Số chỉ có giá trị trong ngày {day:02}/{month:02}"),
        Language::En => format!("Valid on {day:02}/{month:02} only"),
    }
}

/// Said on every copy but the first.
pub fn copy(copy: u8, printed: &Zoned, language: Language) -> String {
    let time = time(printed);
    match language {
        Language::Vi => format!("In lại lúc {time} (bản {copy})"),
        Language::En => format!("Reprinted at {time} (copy {copy})"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_rounded_out_as_on_the_screens() {
        let told = |low_s, high_s, language| range(Some(WaitRange { low_s, high_s }), language);
        assert_eq!(told(0, 0, Language::Vi), "dưới 5 phút");
        assert_eq!(told(299, 301, Language::Vi), "dưới 10 phút");
        assert_eq!(told(300, 900, Language::Vi), "5–15 phút");
        assert_eq!(told(899, 901, Language::En), "10–20 min");
        assert_eq!(range(None, Language::Vi), "chưa đủ dữ liệu");
    }
}
