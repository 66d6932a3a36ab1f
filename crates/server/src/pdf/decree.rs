//! What Decree 30/2020/NĐ-CP asks for around the text: who writes, the country and its motto, number and date, the title, who signs.

use super::PdfError;
use super::face::Style;
use super::paper::{Align, LEADING, Paper};
use crate::reports::Language;
use jiff::civil::Date;

/// The sizes of Annex I, each in the middle of its range.
const COUNTRY: f32 = 12.5;
const MOTTO: f32 = 13.5;
const AGENCY: f32 = 12.5;
const NUMBER: f32 = 13.0;
const TITLE: f32 = 14.0;
const SUBJECT: f32 = 14.0;
const SIGNATURE: f32 = 13.5;
/// Names of an agency above each other, at most.
const AGENCY_NAMES_MAX: usize = 3;
/// Room to sign in.
const SIGN_HERE: f32 = 60.0;
/// Of a line under words.
const LINE: f32 = 0.6;
/// How much of the width the left column has.
const LEFT_PART: f32 = 0.42;

/// What stands above the text.
#[derive(Debug, Clone)]
pub struct Head<'a> {
    /// Who writes.
    pub agency: &'a str,
    /// In which language.
    pub language: Language,
    /// The date of the paper.
    pub made_on: Date,
    /// The decree's letters for its kind, as they stand in its number: `BC`; a paper of no kind has no number.
    pub symbol: Option<&'a str>,
    /// What it is: `Báo cáo`.
    pub title: &'a str,
    /// What it is about, a line each.
    pub subject: &'a [String],
}

/// Two columns, then the title.
pub fn letterhead(paper: &mut Paper, head: &Head<'_>) -> Result<(), PdfError> {
    let (from, to) = paper.edges();
    let middle = from + (to - from) * LEFT_PART;
    let (left, right) = ((from, middle - 6.0), (middle, to));
    let (country, motto, number) = match head.language {
        Language::Vi => ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Số"),
        Language::En => ("SOCIALIST REPUBLIC OF VIET NAM", "Independence - Freedom - Happiness", "No."),
    };
    let top = paper.y();
    // `Bộ phận Một cửa · Phường Hoa Phượng` is two names, a line each
    for name in head.agency.to_uppercase().splitn(AGENCY_NAMES_MAX, " · ") {
        paper.lines(name, Style::Bold, AGENCY, left, Align::Middle)?;
    }
    under(paper, left, (left.1 - left.0) * 0.4);
    let left_end = paper.y();
    paper.go_to(top);
    paper.lines(country, Style::Bold, COUNTRY, right, Align::Middle)?;
    paper.lines(motto, Style::Bold, MOTTO, right, Align::Middle)?;
    under(paper, right, paper.faces.width(Style::Bold, MOTTO, motto));
    let row = paper.y().max(left_end) + 6.0;
    paper.go_to(row);
    if let Some(symbol) = head.symbol {
        paper.lines(&format!("{number}: ……/{symbol}-……"), Style::Regular, NUMBER, left, Align::Middle)?;
        paper.go_to(row);
    }
    paper.lines(&dated(head.made_on, head.language), Style::Italic, NUMBER, right, Align::Middle)?;
    paper.skip(16.0);
    paper.lines(&head.title.to_uppercase(), Style::Bold, TITLE, (from, to), Align::Middle)?;
    for line in head.subject {
        paper.lines(line, Style::Bold, SUBJECT, (from, to), Align::Middle)?;
    }
    under(paper, (from, to), (to - from) * 0.2);
    paper.skip(10.0);
    Ok(())
}

/// A line of a length in the middle under what was just written.
fn under(paper: &mut Paper, (from, to): (f32, f32), length: f32) {
    let x = from + (to - from - length) / 2.0;
    let y = paper.y() + 2.5;
    paper.rule(x, y, length, LINE);
    paper.skip(5.0);
}

/// `……, ngày 05 tháng 01 năm 2026`: days below ten and the months 1 and 2 have a nought before them, as the decree asks. The place is
/// written by hand: a hall is not asked where it is.
pub(super) fn dated(day: Date, language: Language) -> String {
    match language {
        Language::Vi => {
            let month = if day.month() < 3 { format!("{:02}", day.month()) } else { day.month().to_string() };
            format!("…………, ngày {:02} tháng {month} năm {}", day.day(), day.year())
        }
        Language::En => format!("…………, {}", day.strftime("%-d %B %Y")),
    }
}

/// Two who sign, and room to do it.
pub fn signature(paper: &mut Paper, language: Language) -> Result<(), PdfError> {
    let (maker, head, how) = match language {
        Language::Vi => ("NGƯỜI LẬP BIỂU", "THỦ TRƯỞNG ĐƠN VỊ", "(Ký, ghi rõ họ tên)"),
        Language::En => ("PREPARED BY", "HEAD OF UNIT", "(Signature, full name)"),
    };
    paper.need(SIGNATURE * LEADING * 2.0 + SIGN_HERE)?;
    paper.skip(14.0);
    let (from, to) = paper.edges();
    let middle = (from + to) / 2.0;
    let top = paper.y();
    for (who, edges) in [(maker, (from, middle)), (head, (middle, to))] {
        paper.go_to(top);
        paper.lines(who, Style::Bold, SIGNATURE, edges, Align::Middle)?;
        paper.lines(how, Style::Italic, SIGNATURE, edges, Align::Middle)?;
    }
    paper.skip(SIGN_HERE);
    Ok(())
}
