//! Sheet 6: priority classes beside the ordinary one.

use super::Gathered;
use super::names::{Names, ORDINARY};
use super::sheet::{Chart, ChartKind, ColumnKind, Sheet, Words, column, count, mean, quantile, seconds, share, text};
use goiso_store::statistics::Figures;
use std::collections::BTreeMap;

pub(super) fn sheet(gathered: &Gathered, names: &Names) -> Sheet {
    let mut classes: BTreeMap<(bool, &str), Figures> = BTreeMap::new();
    let mut priority = Figures::default();
    for ((_, class), figures) in &gathered.lines {
        // The ordinary one first, then by code.
        classes.entry((class != ORDINARY, class.as_str())).or_default().add(figures);
        if class != ORDINARY {
            priority.add(figures);
        }
    }
    let issued = gathered.whole.counts.issued;
    let row = |name: Words, figures: &Figures| {
        let counts = &figures.counts;
        vec![
            text(name),
            count(counts.issued),
            share(counts.issued, issued),
            count(counts.served),
            count(counts.no_show),
            mean(counts.wait_ms, counts.called),
            quantile(&figures.lengths.wait, 0.5),
            quantile(&figures.lengths.wait, 0.9),
            figures.lengths.wait.longest().and_then(seconds),
        ]
    };
    let mut rows: Vec<_> = classes.iter().map(|((_, class), figures)| row(names.class(class), figures)).collect();
    if !rows.is_empty() {
        rows.push(row(Words::new("Mọi diện ưu tiên", "All priority classes"), &priority));
    }
    Sheet {
        sheet: "priority",
        title: Words::new("Ưu tiên", "Priority"),
        columns: vec![
            column("class", "Diện", "Class", ColumnKind::Text),
            column("issued", "Đã phát", "Issued", ColumnKind::Count),
            column("share", "Tỷ lệ", "Share", ColumnKind::Share),
            column("served", "Phục vụ", "Served", ColumnKind::Count),
            column("no_show", "Vắng", "No-show", ColumnKind::Count),
            column("wait_mean", "Chờ trung bình", "Wait, mean", ColumnKind::Seconds),
            column("wait_p50", "Chờ trung vị", "Wait, median", ColumnKind::Seconds),
            column("wait_p90", "90 % chờ không quá", "Wait, p90", ColumnKind::Seconds),
            column("wait_max", "Chờ lâu nhất", "Wait, longest", ColumnKind::Seconds),
        ],
        rows,
        chart: Some(Chart { kind: ChartKind::Bars, x: 0, y: vec![7] }),
    }
}
