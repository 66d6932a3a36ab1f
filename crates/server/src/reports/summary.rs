//! Sheet 1: the whole in a few figures, against the period before.

use super::Gathered;
use super::sheet::{
    Cell, ColumnKind, Sheet, Words, answers, column, count, mean, quantile, score, seconds, share, text,
};
use goiso_store::statistics::Figures;

type Figure = fn(&Figures) -> Option<Cell>;

/// Vietnamese, English, what it is.
const FIGURES: [(&str, &str, Figure); 21] = [
    ("Số phiếu đã phát", "Tickets issued", |of| count(of.counts.issued)),
    ("Đã phục vụ", "Served", |of| count(of.counts.served)),
    ("Vắng mặt", "No-show", |of| count(of.counts.no_show)),
    ("Tỷ lệ vắng mặt", "No-show share", |of| share(of.counts.no_show, of.counts.issued)),
    ("Đã rời hàng", "Left", |of| count(of.counts.left)),
    ("Đã hủy", "Cancelled", |of| count(of.counts.cancelled)),
    ("Hết ngày chưa gọi", "Expired", |of| count(of.counts.expired)),
    ("Còn mở", "Open", |of| count(of.open())),
    ("Số ghi nhầm (không tính)", "Void (not counted)", |of| count(of.counts.void)),
    ("Thời gian chờ trung bình", "Wait, mean", |of| mean(of.counts.wait_ms, of.counts.called)),
    ("Thời gian chờ trung vị", "Wait, median", |of| quantile(&of.lengths.wait, 0.5)),
    ("90 % chờ không quá", "Wait, 90th percentile", |of| quantile(&of.lengths.wait, 0.9)),
    ("Chờ lâu nhất", "Wait, longest", |of| of.lengths.wait.longest().and_then(seconds)),
    ("Tỷ lệ chờ trong ngưỡng", "Within wait target", |of| {
        share(of.counts.within_target, of.counts.with_target)
    }),
    ("Từ gọi đến bắt đầu, trung vị", "Reaction, median", |of| quantile(&of.lengths.reaction, 0.5)),
    ("Thời gian phục vụ trung bình", "Serve, mean", |of| mean(of.counts.serve_ms, of.counts.legs_timed)),
    ("Thời gian phục vụ trung vị", "Serve, median", |of| quantile(&of.lengths.serve, 0.5)),
    ("Tổng thời gian trung vị", "Total, median", |of| quantile(&of.lengths.total, 0.5)),
    ("Cuộc gọi lại", "Recalls", |of| count(of.counts.recalls)),
    ("Số lượt đánh giá", "Ratings", |of| count(answers(&of.counts).0)),
    ("Điểm đánh giá (1 đến 5)", "Rating (1 to 5)", |of| {
        let (times, sum) = answers(&of.counts);
        score(sum, times)
    }),
];

pub(super) fn sheet(gathered: &Gathered) -> Sheet {
    let rows = FIGURES
        .map(|(vi, en, figure)| vec![text(Words::new(vi, en)), figure(&gathered.whole), figure(&gathered.before)]);
    Sheet {
        sheet: "summary",
        title: Words::new("Tổng hợp", "Summary"),
        columns: vec![
            column("figure", "Chỉ tiêu", "Figure", ColumnKind::Text),
            column("value", "Kỳ này", "This period", ColumnKind::Mixed),
            column("before", "Kỳ trước", "Period before", ColumnKind::Mixed),
        ],
        rows: rows.into(),
        chart: None,
    }
}
