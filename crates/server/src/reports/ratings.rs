//! Sheet 7: what citizens judged.

use super::Gathered;
use super::sheet::{Chart, ChartKind, ColumnKind, Sheet, Words, answers, column, count, score, share, text};

pub(super) fn sheet(gathered: &Gathered) -> Sheet {
    let counts = &gathered.whole.counts;
    let levels = [
        ("Rất hài lòng", "Very satisfied", counts.rated_5),
        ("Hài lòng", "Satisfied", counts.rated_4),
        ("Bình thường", "Neutral", counts.rated_3),
        ("Không hài lòng", "Dissatisfied", counts.rated_2),
        ("Rất không hài lòng", "Very dissatisfied", counts.rated_1),
    ];
    let (times, sum) = answers(counts);
    let mut rows: Vec<_> = levels
        .into_iter()
        .map(|(vi, en, level)| vec![text(Words::new(vi, en)), count(level), share(level, times)])
        .collect();
    rows.push(vec![
        text(Words::new("Tất cả (tỷ lệ trả lời)", "All (response rate)")),
        count(times),
        share(times, counts.served),
    ]);
    rows.push(vec![text(Words::new("Điểm trung bình (1 đến 5)", "Mean (1 to 5)")), score(sum, times), None]);
    Sheet {
        sheet: "ratings",
        title: Words::new("Đánh giá", "Ratings"),
        columns: vec![
            column("level", "Mức", "Level", ColumnKind::Text),
            column("answers", "Số lượt", "Answers", ColumnKind::Mixed),
            column("share", "Tỷ lệ", "Share", ColumnKind::Share),
        ],
        rows,
        chart: Some(Chart { kind: ChartKind::Bars, x: 0, y: vec![1] }),
    }
}
