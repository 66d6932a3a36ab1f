//! Sheet 2: service groups, with the share of priority among their tickets.

use super::Gathered;
use super::names::{Names, ORDINARY};
use super::sheet::{Chart, ChartKind, ColumnKind, Sheet, Words, column, count, mean, quantile, share, text};
use goiso_store::statistics::Figures;
use std::collections::BTreeMap;

#[derive(Default)]
struct Group {
    all: Figures,
    priority: i64,
    before: i64,
}

pub(super) fn sheet(gathered: &Gathered, names: &Names) -> Sheet {
    let mut groups: BTreeMap<char, Group> = BTreeMap::new();
    for ((letter, class), figures) in &gathered.lines {
        let group = groups.entry(*letter).or_default();
        group.all.add(figures);
        if class != ORDINARY {
            group.priority += figures.counts.issued;
        }
    }
    for ((letter, _), figures) in &gathered.lines_before {
        groups.entry(*letter).or_default().before += figures.counts.issued;
    }
    let rows = groups.iter().map(|(letter, Group { all, priority, before })| {
        let counts = &all.counts;
        vec![
            text(names.group(*letter)),
            count(counts.issued),
            count(*before),
            count(counts.served),
            count(counts.no_show),
            count(counts.left),
            share(*priority, counts.issued),
            mean(counts.wait_ms, counts.called),
            quantile(&all.lengths.wait, 0.5),
            quantile(&all.lengths.wait, 0.9),
            share(counts.within_target, counts.with_target),
            mean(counts.serve_ms, counts.legs_timed),
        ]
    });
    Sheet {
        sheet: "groups",
        title: Words::new("Lĩnh vực", "Service groups"),
        columns: vec![
            column("group", "Lĩnh vực", "Group", ColumnKind::Text),
            column("issued", "Đã phát", "Issued", ColumnKind::Count),
            column("issued_before", "Kỳ trước", "Before", ColumnKind::Count),
            column("served", "Phục vụ", "Served", ColumnKind::Count),
            column("no_show", "Vắng", "No-show", ColumnKind::Count),
            column("left", "Rời hàng", "Left", ColumnKind::Count),
            column("priority", "Tỷ lệ ưu tiên", "Priority share", ColumnKind::Share),
            column("wait_mean", "Chờ trung bình", "Wait, mean", ColumnKind::Seconds),
            column("wait_p50", "Chờ trung vị", "Wait, median", ColumnKind::Seconds),
            column("wait_p90", "90 % chờ không quá", "Wait, p90", ColumnKind::Seconds),
            column("within", "Trong ngưỡng", "Within target", ColumnKind::Share),
            column("serve_mean", "Phục vụ trung bình", "Serve, mean", ColumnKind::Seconds),
        ],
        rows: rows.collect(),
        chart: Some(Chart { kind: ChartKind::Bars, x: 0, y: vec![1] }),
    }
}
