//! Sheet 9: what should be looked into: how often each happened, then the tickets one by one. Over all halls it counts alone: a list of
//! a province is read by nobody.

use super::Gathered;
use super::sheet::{Cell, ColumnKind, Sheet, Words, column, count, text};
use goiso_store::TicketRow;

pub(super) fn sheet(gathered: &Gathered) -> Sheet {
    let counts = &gathered.whole.counts;
    let kinds = [
        ("Số ghi nhầm", "Void tickets", counts.void),
        ("In lại", "Reprints", counts.reprints),
        ("Một người nhiều số", "Several tickets of one person", counts.same_person),
        ("Hết ngày chưa gọi", "Left over at the day's end", counts.expired),
        ("Tự đóng ở quầy cuối ngày", "Closed at a counter by the day's end", counts.auto_closed),
        ("Đồng hồ đáng ngờ", "Clock doubted", counts.clock_doubts),
        ("Lỗi máy in", "Printer faults", counts.print_faults),
    ];
    let mut rows: Vec<_> =
        kinds.into_iter().map(|(vi, en, times)| vec![text(Words::new(vi, en)), count(times), None, None]).collect();
    rows.extend(gathered.exceptions.iter().map(|ticket| {
        vec![text(what(ticket)), None, Some(Cell::Day { v: ticket.day.to_string() }), text(Words::plain(label(ticket)))]
    }));
    Sheet {
        sheet: "anomalies",
        title: Words::new("Bất thường", "Anomalies"),
        columns: vec![
            column("what", "Việc", "What", ColumnKind::Text),
            column("count", "Số lần", "Times", ColumnKind::Count),
            column("day", "Ngày", "Day", ColumnKind::Day),
            column("ticket", "Số phiếu", "Ticket", ColumnKind::Text),
        ],
        rows,
        chart: None,
    }
}

fn what(ticket: &TicketRow) -> Words {
    match ticket.outcome {
        "void" => Words::new("Số ghi nhầm", "Void ticket"),
        "expired" => Words::new("Hết ngày chưa gọi", "Left over at the day's end"),
        _ => Words::new("Tự đóng ở quầy cuối ngày", "Closed at a counter by the day's end"),
    }
}

fn label(ticket: &TicketRow) -> String {
    format!("{}{:03}", ticket.series, ticket.number)
}
