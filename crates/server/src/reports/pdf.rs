//! A report as a paper to hand in.

use super::file::Language;
use super::sheet::{Cell, Chart, ChartKind, ColumnKind, Sheet};
use super::table::Pick;
use super::{Computed, Words};
use crate::pdf::{
    Align, Fit, Head, Paper, PdfError, Style, Table, TableCell, TableColumn, Title, letterhead, signature,
};
use jiff::civil::Date;

/// Sizes of the decree: text 13 to 14.
const TEXT: f32 = 13.0;
/// The darkest shade of a map of hours; black words on it keep 7:1.
const DARKEST: f64 = 165.0;
/// Weeks of a map of hours have so many columns each.
const MAPS: [(&str, &str, &str); 3] = [
    ("arrivals_", "Lượt đến", "Arrivals"),
    ("wait_", "90 % chờ không quá", "Wait, 90th percentile"),
    ("open_", "Quầy mở", "Open counters"),
];

/// Writes it.
pub(super) fn paper(computed: &Computed, language: Language) -> Result<Vec<u8>, PdfError> {
    let pick = language.pick();
    let made_on = computed.subject.today.map_or(computed.span.to.0, |day| day.0);
    let title = pick(&Words::new("Báo cáo", "Report")).to_owned();
    let subject = [about(computed, pick), days(computed, language)];
    let mut paper = Paper::new()?;
    let agency = pick(&computed.subject.name);
    letterhead(&mut paper, &Head { agency, language, made_on, symbol: Some("BC"), title: &title, subject: &subject })?;
    paper.paragraph(pick(&computed.reconciliation.in_words()), Style::Regular, TEXT, Align::Left)?;
    for (number, sheet) in (1..).zip(&computed.sheets) {
        paper.skip(10.0);
        let heading = format!("{number}. {}", pick(&sheet.title));
        draw(&mut paper, sheet, &heading, language)?;
    }
    signature(&mut paper, language)?;
    let words = format!("{title} · {} · {}", subject[0], subject[1]);
    let code = match language {
        Language::Vi => "vi",
        Language::En => "en",
    };
    paper.finish(&Title { words: &words, language: code, made_on })
}

fn about(computed: &Computed, pick: Pick) -> String {
    let whole = Words::new("Tình hình tiếp nhận và phục vụ công dân", "Reception and service of citizens");
    match computed.sheets.as_slice() {
        [sheet] => pick(&sheet.title).to_owned(),
        _ => pick(&whole).to_owned(),
    }
}

fn days(computed: &Computed, language: Language) -> String {
    let (from, to) = (computed.span.from.0, computed.span.to.0);
    match language {
        Language::Vi if from == to => format!("Ngày {}", day(from)),
        Language::Vi => format!("Từ ngày {} đến ngày {}", day(from), day(to)),
        Language::En if from == to => day(from),
        Language::En => format!("{} to {}", day(from), day(to)),
    }
}

fn day(date: Date) -> String {
    date.strftime("%d/%m/%Y").to_string()
}

fn draw(paper: &mut Paper, sheet: &Sheet, heading: &str, language: Language) -> Result<(), PdfError> {
    let pick = language.pick();
    if sheet.rows.is_empty() {
        return nothing(paper, heading, pick);
    }
    match &sheet.chart {
        Some(Chart { kind: ChartKind::Heat, .. }) => {
            let mut heading = heading.to_owned();
            for (prefix, vi, en) in MAPS {
                let places: Vec<usize> = places(sheet, |key| key.starts_with(prefix)).collect();
                let over = format!("{heading} – {}", pick(&Words::new(vi, en)));
                let map = map(sheet, &places, language);
                if map.rows.is_empty() {
                    nothing(paper, &over, pick)?;
                } else {
                    map.draw(paper, &over, TEXT)?;
                }
                paper.skip(8.0);
                heading = pick(&sheet.title).to_owned();
            }
            Ok(())
        }
        Some(Chart { kind: ChartKind::Lines | ChartKind::Bars, .. }) | None => {
            let all: Vec<usize> = (0..sheet.columns.len()).collect();
            table(sheet, &all, language, |_| u8::MAX).draw(paper, heading, TEXT)
        }
    }
}

/// In place of a table without rows.
fn nothing(paper: &mut Paper, heading: &str, pick: Pick) -> Result<(), PdfError> {
    let words = Words::new("Không có số liệu.", "Nothing to tell.");
    paper.need(TEXT * 3.0)?;
    paper.paragraph(heading, Style::Bold, TEXT, Align::Left)?;
    paper.paragraph(pick(&words), Style::Italic, TEXT, Align::Left)
}

fn places(sheet: &Sheet, wanted: impl Fn(&str) -> bool) -> impl Iterator<Item = usize> {
    let columns = sheet.columns.iter().enumerate();
    columns.filter(move |(_, column)| wanted(&column.key)).map(|(place, _)| place)
}

/// One week of a map of hours; the more there is, the darker. Half hours in which there is nothing on any day do not stand on paper.
fn map(sheet: &Sheet, places: &[usize], language: Language) -> Table {
    let amount = |cell: Option<&Cell>| match cell {
        None | Some(Cell::Text(_) | Cell::Day { .. }) => 0.0,
        Some(Cell::Count { v } | Cell::Seconds { v }) => as_amount(*v),
        Some(Cell::Share { v } | Cell::Score { v }) => *v,
    };
    let cell = |row: &[Option<Cell>], place: usize| row.get(place).and_then(Option::as_ref).cloned();
    let some = |row: &&Vec<Option<Cell>>| places.iter().any(|place| amount(cell(row, *place).as_ref()) > 0.0);
    let rows: Vec<Vec<Option<Cell>>> = sheet.rows.iter().filter(some).cloned().collect();
    let most = rows.iter().flat_map(|row| places.iter().map(|place| amount(cell(row, *place).as_ref())));
    let most = most.fold(0.0, f64::max);
    let shown: Vec<usize> = std::iter::once(0).chain(places.iter().copied()).collect();
    let shade = |cell: &Cell| if most > 0.0 { shade(amount(Some(cell)) / most) } else { u8::MAX };
    let picked = Sheet { rows, ..sheet.clone() };
    let mut table = table(&picked, &shown, language, shade);
    let week = Words::new("Thứ Hai,Thứ Ba,Thứ Tư,Thứ Năm,Thứ Sáu,Thứ Bảy,Chủ nhật", "Mon,Tue,Wed,Thu,Fri,Sat,Sun");
    let names = language.pick()(&week).split(',');
    for (column, name) in table.columns.iter_mut().skip(1).zip(names) {
        name.clone_into(&mut column.title);
        column.align = Align::Middle;
    }
    table
}

/// 255 is white.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between DARKEST and 255")]
fn shade(part: f64) -> u8 {
    (255.0 - part.clamp(0.0, 1.0) * (255.0 - DARKEST)) as u8
}

/// Counts and seconds stay far below 2^52.
#[allow(clippy::cast_precision_loss, reason = "see above")]
fn as_amount(v: i64) -> f64 {
    v as f64
}

fn table(sheet: &Sheet, shown: &[usize], language: Language, grey: impl Fn(&Cell) -> u8) -> Table {
    let pick = language.pick();
    let columns = shown.iter().filter_map(|place| sheet.columns.get(*place)).map(|column| TableColumn {
        title: pick(&column.title).to_owned(),
        align: match column.kind {
            ColumnKind::Text => Align::Left,
            ColumnKind::Day => Align::Middle,
            ColumnKind::Count | ColumnKind::Seconds | ColumnKind::Share | ColumnKind::Score | ColumnKind::Mixed => {
                Align::Right
            }
        },
    });
    let cell = |cell: Option<&Cell>| match cell {
        None => TableCell::plain("–"),
        Some(cell) => {
            let grey = match cell {
                Cell::Text(_) | Cell::Day { .. } => u8::MAX,
                Cell::Count { .. } | Cell::Seconds { .. } | Cell::Share { .. } | Cell::Score { .. } => grey(cell),
            };
            TableCell { text: words(cell, language), grey }
        }
    };
    let row =
        |row: &Vec<Option<Cell>>| shown.iter().map(|place| cell(row.get(*place).and_then(Option::as_ref))).collect();
    Table { columns: columns.collect(), rows: sheet.rows.iter().map(row).collect(), fit: Fit::Turn }
}

/// A cell as it stands on paper and on the page: `1.234`, `7:05`, `93,5 %`.
pub(crate) fn words(cell: &Cell, language: Language) -> String {
    let (thousands, comma) = match language {
        Language::Vi => (".", ","),
        Language::En => (",", "."),
    };
    match cell {
        Cell::Text(words) => language.pick()(words).to_owned(),
        Cell::Day { v } => v.parse::<Date>().map_or_else(|_| v.clone(), day),
        Cell::Count { v } => grouped(*v, thousands),
        Cell::Seconds { v } => time(*v),
        Cell::Share { v } => format!("{:.1}\u{a0}%", v * 100.0).replace('.', comma),
        Cell::Score { v } => format!("{v:.2}").replace('.', comma),
    }
}

fn grouped(number: i64, by: &str) -> String {
    let digits = number.unsigned_abs().to_string();
    let first = digits.len() % 3;
    let head = (first > 0).then(|| digits[..first].to_owned());
    let rest = digits.as_bytes()[first..].chunks(3).map(|chunk| String::from_utf8_lossy(chunk).into_owned());
    let sign = if number < 0 { "-" } else { "" };
    format!("{sign}{}", head.into_iter().chain(rest).collect::<Vec<_>>().join(by))
}

/// `7:05`, or `1:02:05` from an hour on.
fn time(seconds: i64) -> String {
    let sign = if seconds < 0 { "-" } else { "" };
    let whole = seconds.unsigned_abs();
    let (hours, minutes, seconds) = (whole / 3600, whole / 60 % 60, whole % 60);
    if hours > 0 { format!("{sign}{hours}:{minutes:02}:{seconds:02}") } else { format!("{sign}{minutes}:{seconds:02}") }
}
