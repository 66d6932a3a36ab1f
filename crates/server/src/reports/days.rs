//! Sheet 5: service days.

use super::Gathered;
use super::sheet::{Cell, Chart, ChartKind, ColumnKind, Sheet, Words, column, count, mean, quantile, seconds, share};

pub(super) fn sheet(gathered: &Gathered) -> Sheet {
    let rows = gathered.days.iter().map(|(day, figures)| {
        let counts = &figures.counts;
        vec![
            Some(Cell::Day { v: day.to_string() }),
            count(counts.issued),
            count(counts.served),
            count(counts.no_show),
            count(counts.left),
            count(counts.cancelled),
            count(counts.expired),
            count(figures.open()),
            mean(counts.wait_ms, counts.called),
            quantile(&figures.lengths.wait, 0.5),
            quantile(&figures.lengths.wait, 0.9),
            figures.lengths.wait.longest().and_then(seconds),
            share(counts.within_target, counts.with_target),
            mean(counts.serve_ms, counts.legs_timed),
        ]
    });
    Sheet {
        sheet: "days",
        title: Words::new("Ngày làm việc", "Service days"),
        columns: vec![
            column("day", "Ngày", "Day", ColumnKind::Day),
            column("issued", "Đã phát", "Issued", ColumnKind::Count),
            column("served", "Phục vụ", "Served", ColumnKind::Count),
            column("no_show", "Vắng", "No-show", ColumnKind::Count),
            column("left", "Rời hàng", "Left", ColumnKind::Count),
            column("cancelled", "Hủy", "Cancelled", ColumnKind::Count),
            column("expired", "Hết ngày", "Expired", ColumnKind::Count),
            column("open", "Còn mở", "Open", ColumnKind::Count),
            column("wait_mean", "Chờ trung bình", "Wait, mean", ColumnKind::Seconds),
            column("wait_p50", "Chờ trung vị", "Wait, median", ColumnKind::Seconds),
            column("wait_p90", "90 % chờ không quá", "Wait, p90", ColumnKind::Seconds),
            column("wait_max", "Chờ lâu nhất", "Wait, longest", ColumnKind::Seconds),
            column("within", "Trong ngưỡng", "Within target", ColumnKind::Share),
            column("serve_mean", "Phục vụ trung bình", "Serve, mean", ColumnKind::Seconds),
        ],
        rows: rows.collect(),
        chart: Some(Chart { kind: ChartKind::Lines, x: 0, y: vec![1, 2] }),
    }
}
