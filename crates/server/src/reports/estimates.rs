//! Sheet 8: how often the range that a person was told held, and how far its middle was off. Eight of ten should hold.

use super::Gathered;
use super::names::Names;
use super::sheet::{ColumnKind, Sheet, Words, column, count, mean, share, text};
use goiso_store::statistics::Figures;
use std::collections::BTreeMap;

pub(super) fn sheet(gathered: &Gathered, names: &Names) -> Sheet {
    let mut groups: BTreeMap<char, Figures> = BTreeMap::new();
    for ((letter, _), figures) in &gathered.lines {
        groups.entry(*letter).or_default().add(figures);
    }
    let row = |name: Words, figures: &Figures| {
        let counts = &figures.counts;
        let held = counts.told - counts.told_below - counts.told_above;
        vec![
            text(name),
            count(counts.told),
            share(held, counts.told),
            share(counts.told_below, counts.told),
            share(counts.told_above, counts.told),
            mean(counts.told_width_ms, counts.told),
            mean(counts.told_error_ms, counts.told),
        ]
    };
    let mut rows: Vec<_> = groups.iter().map(|(letter, figures)| row(names.group(*letter), figures)).collect();
    rows.push(row(Words::new("Tất cả", "All"), &gathered.whole));
    Sheet {
        sheet: "estimates",
        title: Words::new("Chờ dự kiến", "Estimates"),
        columns: vec![
            column("group", "Lĩnh vực", "Group", ColumnKind::Text),
            column("told", "Số lần báo", "Told", ColumnKind::Count),
            column("held", "Đúng khoảng", "Held", ColumnKind::Share),
            column("below", "Gọi sớm hơn", "Earlier", ColumnKind::Share),
            column("above", "Gọi muộn hơn", "Later", ColumnKind::Share),
            column("width", "Độ rộng trung bình", "Width, mean", ColumnKind::Seconds),
            column("error", "Lệch giữa khoảng", "Error, mean", ColumnKind::Seconds),
        ],
        rows,
        chart: None,
    }
}
