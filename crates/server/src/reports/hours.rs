//! Sheet 4: half hours by weekday: arrivals, the 90th percentile of their waits, counters that stood open.

use super::Gathered;
use super::sheet::{Cell, Chart, ChartKind, Column, ColumnKind, Sheet, Words, column, count, quantile, ratio, text};
use std::collections::BTreeSet;

const SLOT_MS: i64 = 30 * 60_000;
/// Monday first.
const WEEKDAYS: [(&str, &str); 7] = [
    ("Thứ Hai", "Mon"),
    ("Thứ Ba", "Tue"),
    ("Thứ Tư", "Wed"),
    ("Thứ Năm", "Thu"),
    ("Thứ Sáu", "Fri"),
    ("Thứ Bảy", "Sat"),
    ("Chủ Nhật", "Sun"),
];

fn columns_of(key: &str, vi: &str, en: &str, kind: ColumnKind) -> impl Iterator<Item = Column> {
    (1_usize..).zip(WEEKDAYS).map(move |(number, (day_vi, day_en))| {
        column(&format!("{key}_{number}"), &format!("{vi} {day_vi}"), &format!("{en} {day_en}"), kind)
    })
}

pub(super) fn sheet(gathered: &Gathered) -> Sheet {
    let slots: BTreeSet<u8> = gathered.slots.keys().map(|(slot, _)| *slot).collect();
    let lived = |weekday: u8| {
        let days = gathered.days.keys().filter(|day| day.0.weekday().to_monday_one_offset().cast_unsigned() == weekday);
        i64::try_from(days.count()).unwrap_or(0)
    };
    let lived: Vec<i64> = (1..=7).map(lived).collect();
    // From the first half hour with anything to the last, so that a gap shows as one.
    let range = slots.first().copied().unwrap_or(0)..slots.last().map_or(0, |last| last + 1);
    let rows = range.map(|slot| {
        let of = |weekday: u8| gathered.slots.get(&(slot, weekday));
        let mut row = vec![text(Words::plain(format!("{:02}:{:02}", slot / 2, slot % 2 * 30)))];
        row.extend((1..=7).zip(&lived).map(|(weekday, days)| {
            let arrivals = of(weekday).map_or(0, |figures| figures.counts.issued);
            // On a weekday that nobody worked nobody was awaited either.
            if *days > 0 { count(arrivals) } else { None }
        }));
        row.extend((1..=7).map(|weekday| of(weekday).and_then(|figures| quantile(&figures.lengths.wait, 0.9))));
        row.extend((1..=7).zip(&lived).map(|(weekday, days)| {
            let open_ms = of(weekday).map_or(0, |figures| figures.counts.open_ms);
            (*days > 0).then(|| Cell::Score { v: ratio(open_ms, SLOT_MS * days) })
        }));
        row
    });
    let mut columns = vec![column("time", "Giờ", "Time", ColumnKind::Text)];
    columns.extend(columns_of("arrivals", "Lượt đến", "Arrivals", ColumnKind::Count));
    columns.extend(columns_of("wait", "90 % chờ", "Wait p90", ColumnKind::Seconds));
    columns.extend(columns_of("open", "Quầy mở", "Open counters", ColumnKind::Score));
    Sheet {
        sheet: "hours",
        title: Words::new("Giờ trong tuần", "Hours of the week"),
        columns,
        rows: rows.collect(),
        chart: Some(Chart { kind: ChartKind::Heat, x: 0, y: (1..=7).collect() }),
    }
}
