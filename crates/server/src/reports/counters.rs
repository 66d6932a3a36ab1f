//! Sheet 3: counters and officers, by the counter's number. No ranking: what comes to one differs from what comes to another.

use super::Gathered;
use super::names::Names;
use super::sheet::{ColumnKind, Sheet, Words, column, count, mean, quantile, seconds, text};

pub(super) fn sheet(gathered: &Gathered, names: &Names) -> Sheet {
    let mut desks: Vec<_> = gathered.desks.iter().collect();
    desks.sort_by_key(|((counter, officer), _)| (counter.parse::<u32>().unwrap_or(u32::MAX), counter, officer));
    let rows = desks.into_iter().map(|((counter, officer), figures)| {
        let counts = &figures.counts;
        let idle_ms = (counts.open_ms - counts.paused_ms - counts.busy_ms).max(0);
        vec![
            text(Words::plain(counter)),
            text(names.officer(officer)),
            count(counts.legs_served),
            count(counts.transferred),
            count(counts.parked),
            mean(counts.serve_ms, counts.legs_timed),
            quantile(&figures.lengths.serve, 0.5),
            seconds(counts.open_ms),
            seconds(counts.paused_ms),
            seconds(idle_ms),
            count(counts.recalls),
            count(counts.implied),
            count(counts.legs_auto_closed),
        ]
    });
    Sheet {
        sheet: "counters",
        title: Words::new("Quầy và cán bộ", "Counters and officers"),
        columns: vec![
            column("counter", "Quầy", "Counter", ColumnKind::Text),
            column("officer", "Cán bộ", "Officer", ColumnKind::Text),
            column("served", "Phục vụ", "Served", ColumnKind::Count),
            column("transferred", "Chuyển", "Transferred", ColumnKind::Count),
            column("parked", "Chờ bổ sung", "Parked", ColumnKind::Count),
            column("serve_mean", "Phục vụ trung bình", "Serve, mean", ColumnKind::Seconds),
            column("serve_p50", "Phục vụ trung vị", "Serve, median", ColumnKind::Seconds),
            column("open", "Thời gian mở", "Open", ColumnKind::Seconds),
            column("paused", "Tạm ngưng", "Paused", ColumnKind::Seconds),
            column("idle", "Rảnh", "Idle", ColumnKind::Seconds),
            column("recalls", "Gọi lại", "Recalls", ColumnKind::Count),
            column("implied", "Không bấm bắt đầu", "Start not pressed", ColumnKind::Count),
            column("auto_closed", "Tự đóng cuối ngày", "Auto-closed", ColumnKind::Count),
        ],
        rows: rows.collect(),
        chart: None,
    }
}
