//! Why a row did not go in: a stable code, and words in Vietnamese and English.

use super::ROWS_A_DAY_MAX;
use super::rows::{COLUMNS, Column, ROW_BYTES_MAX};
use crate::reports::Words;
use goiso_queue::Refusal;
use goiso_queue::time::ServiceDay;

/// Of what stood in a cell, in characters.
const SHOWN_CHARS: usize = 40;

/// Why a row was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// Longer than [`ROW_BYTES_MAX`], as after a quotation mark that nobody closed.
    RowTooLong,
    /// Bytes that are no UTF-8.
    NotUtf8,
    /// More or fewer cells than the header has.
    WrongWidth {
        /// Cells of the row.
        cells: usize,
    },
    /// No number of a series.
    BadTicket {
        /// What stands there.
        text: Box<str>,
    },
    /// The hall has no such group.
    UnknownGroup {
        /// What stands there.
        text: Box<str>,
    },
    /// The hall has no such class.
    UnknownClass {
        /// What stands there.
        text: Box<str>,
    },
    /// The hall has no such counter.
    UnknownCounter {
        /// What stands there.
        text: Box<str>,
    },
    /// No moment.
    BadTime {
        /// Where.
        column: Column,
        /// What stands there.
        text: Box<str>,
    },
    /// A local time that the clocks jumped over.
    TimeSkipped {
        /// Where.
        column: Column,
        /// What stands there.
        text: Box<str>,
    },
    /// A local time that came twice.
    TimeDoubled {
        /// Where.
        column: Column,
        /// What stands there.
        text: Box<str>,
    },
    /// A cell that this outcome needs is empty.
    Missing {
        /// Which.
        column: Column,
    },
    /// None of the four outcomes.
    BadOutcome {
        /// What stands there.
        text: Box<str>,
    },
    /// Issued, called, started, finished do not follow each other.
    TimesBackwards,
    /// Service began, but the ticket was not served.
    StartedNotServed,
    /// From one service day into another.
    NotOneDay,
    /// The log has gone past this day already.
    DayInLog {
        /// The day.
        day: ServiceDay,
    },
    /// Beyond [`ROWS_A_DAY_MAX`].
    DayTooFull {
        /// The day.
        day: ServiceDay,
    },
    /// The same number twice on one day.
    TicketTwice {
        /// The line that has it first.
        first: u64,
    },
    /// The counter had somebody else for a part of the time.
    CounterTaken {
        /// The line of whoever was there.
        by: u64,
    },
    /// The rules of the hall said no.
    Rules(Box<Refusal>),
}

impl Reason {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Reason::RowTooLong => "row_too_long",
            Reason::NotUtf8 => "not_utf8",
            Reason::WrongWidth { .. } => "wrong_width",
            Reason::BadTicket { .. } => "bad_ticket",
            Reason::UnknownGroup { .. } => "unknown_group",
            Reason::UnknownClass { .. } => "unknown_class",
            Reason::UnknownCounter { .. } => "unknown_counter",
            Reason::BadTime { .. } => "bad_time",
            Reason::TimeSkipped { .. } => "time_skipped",
            Reason::TimeDoubled { .. } => "time_doubled",
            Reason::Missing { .. } => "missing",
            Reason::BadOutcome { .. } => "bad_outcome",
            Reason::TimesBackwards => "times_backwards",
            Reason::StartedNotServed => "started_not_served",
            Reason::NotOneDay => "not_one_day",
            Reason::DayInLog { .. } => "day_in_log",
            Reason::DayTooFull { .. } => "day_too_full",
            Reason::TicketTwice { .. } => "ticket_twice",
            Reason::CounterTaken { .. } => "counter_taken",
            Reason::Rules(refusal) => refusal.code(),
        }
    }

    /// The same for people.
    pub fn words(&self) -> Words {
        match self {
            Reason::RowTooLong => Words::new(
                format!("Dòng dài hơn {ROW_BYTES_MAX} byte; có thể thiếu dấu nháy đóng"),
                format!("the row is longer than {ROW_BYTES_MAX} bytes; a quotation mark may be missing"),
            ),
            Reason::NotUtf8 => Words::new("Dòng không phải UTF-8", "the row is not UTF-8"),
            Reason::WrongWidth { cells } => Words::new(
                format!("Dòng có {cells} ô, khác số cột của dòng tiêu đề"),
                format!("the row has {cells} cells, which is not what the header has"),
            ),
            Reason::BadTicket { text } => Words::new(
                format!("\"{text}\" không phải số thứ tự của nhóm (như A017, 1 đến 9999)"),
                format!("\"{text}\" is no ticket of the group (as A017, 1 to 9999)"),
            ),
            Reason::UnknownGroup { text } => {
                Words::new(format!("Bộ phận không có lĩnh vực \"{text}\""), format!("the hall has no group \"{text}\""))
            }
            Reason::UnknownClass { text } => Words::new(
                format!("Bộ phận không có diện ưu tiên \"{text}\""),
                format!("the hall has no class \"{text}\""),
            ),
            Reason::UnknownCounter { text } => {
                Words::new(format!("Bộ phận không có quầy \"{text}\""), format!("the hall has no counter \"{text}\""))
            }
            Reason::BadTime { column, text } => Words::new(
                format!("Cột {column}: \"{text}\" không phải thời điểm (như 2026-11-23 08:05:10)"),
                format!("column {column}: \"{text}\" is no moment (as 2026-11-23 08:05:10)"),
            ),
            Reason::TimeSkipped { column, text } => Words::new(
                format!("Cột {column}: đồng hồ đã nhảy qua {text} khi đổi giờ"),
                format!("column {column}: the clocks jumped over {text}"),
            ),
            Reason::TimeDoubled { column, text } => Words::new(
                format!("Cột {column}: {text} có hai lần khi đổi giờ; cần ghi kèm múi giờ"),
                format!("column {column}: {text} came twice when the clocks changed; write it with its offset"),
            ),
            Reason::Missing { column } => Words::new(
                format!("Thiếu cột {column}, mà kết quả này cần có"),
                format!("{column} is empty, which this outcome needs"),
            ),
            Reason::BadOutcome { text } => Words::new(
                format!("Kết quả \"{text}\" không phải served, no_show, left hay cancelled"),
                format!("the outcome \"{text}\" is none of served, no_show, left, cancelled"),
            ),
            Reason::TimesBackwards => Words::new(
                "Các thời điểm lấy số, gọi, bắt đầu, kết thúc không theo thứ tự",
                "issued, called, started and finished do not follow each other",
            ),
            Reason::StartedNotServed => {
                Words::new("Đã bắt đầu nhưng kết quả không phải served", "service began, but the outcome is not served")
            }
            Reason::NotOneDay => Words::new(
                "Phiếu kéo dài từ ngày làm việc này sang ngày khác",
                "the ticket lasts from one service day into another",
            ),
            Reason::DayInLog { day } => Words::new(
                format!("Nhật ký đã qua ngày {day}; không thể thêm vào nữa"),
                format!("the log has gone past {day}; nothing can be added to it"),
            ),
            Reason::DayTooFull { day } => Words::new(
                format!("Ngày {day} có hơn {ROWS_A_DAY_MAX} dòng"),
                format!("{day} has more than {ROWS_A_DAY_MAX} rows"),
            ),
            Reason::TicketTwice { first } => Words::new(
                format!("Số này đã có trong ngày, ở dòng {first}"),
                format!("line {first} has this ticket of the day"),
            ),
            Reason::CounterTaken { by } => Words::new(
                format!("Quầy khi đó đang có người khác, ở dòng {by}"),
                format!("the counter had somebody else then, see line {by}"),
            ),
            Reason::Rules(refusal) => {
                Words::new(format!("Quy tắc của bộ phận không nhận: {}", in_vietnamese(refusal)), refusal.to_string())
            }
        }
    }
}

/// The refusals that a row can meet; any other keeps its own words, which name what was tried.
fn in_vietnamese(refusal: &Refusal) -> String {
    if let Refusal::IssuingClosed { .. } = refusal {
        return "lấy số ngoài giờ phát số".to_owned();
    }
    if let Refusal::DailyCapReached { what, cap } = refusal {
        return format!("{what} đã đủ {cap} số trong ngày");
    }
    if let Refusal::TooManyOpen { open } = refusal {
        return format!("đang có {open} phiếu chưa xong, không nhận thêm");
    }
    if let Refusal::NumbersExhausted { group } = refusal {
        return format!("dãy số {group} đã hết");
    }
    refusal.to_string()
}

/// What stood in a cell, short enough to be told.
pub(super) fn shown(text: &str) -> Box<str> {
    text.chars().take(SHOWN_CHARS).collect()
}

impl std::fmt::Display for Column {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let name = COLUMNS.iter().find(|(column, _)| column == self).map_or("", |(_, name)| name);
        f.write_str(name)
    }
}
