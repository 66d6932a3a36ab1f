//! The line under every report: issued = served + no-show + left + cancelled + expired + open. A report in which it does not hold,
//! or whose parts do not add up to its whole, is not handed out.

use super::Gathered;
use super::sheet::Words;
use goiso_queue::time::ServiceDay;
use goiso_store::statistics::{Figures, Span};
use serde::Serialize;
use utoipa::ToSchema;

/// The line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct Reconciliation {
    /// Tickets issued, void ones not counted.
    pub issued: i64,
    /// Served, closed by the day's end included.
    pub served: i64,
    /// Nobody came.
    pub no_show: i64,
    /// Left the line.
    pub left: i64,
    /// Taken back by staff.
    pub cancelled: i64,
    /// Open when their day ended.
    pub expired: i64,
    /// Still open.
    pub open: i64,
    /// Mispresses; not among the issued.
    pub void: i64,
}

impl Reconciliation {
    /// The line as it stands on paper.
    pub fn in_words(&self) -> Words {
        let Self { issued, served, no_show, left, cancelled, expired, open, void } = self;
        Words::new(
            format!(
                "Đã phát {issued} = phục vụ {served} + vắng {no_show} + rời hàng {left} + hủy {cancelled} + hết ngày {expired} + đang mở \
                 {open}; số ghi nhầm: {void}"
            ),
            format!(
                "Issued {issued} = served {served} + no-show {no_show} + left {left} + cancelled {cancelled} + expired {expired} + open \
                 {open}; void: {void}"
            ),
        )
    }
}

/// What did not add up, for the log of the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken(pub String);

/// The line of what was gathered. Broken if a day that is over has open tickets, if more ended than were issued, or if groups,
/// half hours or days count other tickets than the whole does.
pub fn reconcile(gathered: &Gathered, span: Span, today: Option<ServiceDay>) -> Result<Reconciliation, Broken> {
    let line = of(&gathered.whole);
    if line.open < 0 {
        return Err(Broken(format!("{} more tickets ended than were issued", -line.open)));
    }
    if line.open > 0 && today.is_some_and(|today| span.to < today) {
        return Err(Broken(format!("{} tickets are open on days that are over", line.open)));
    }
    for (cube, part) in &gathered.asked {
        if of(part) != line {
            return Err(Broken(format!("{cube:?} counts {:?}, the whole {line:?}", of(part))));
        }
    }
    Ok(line)
}

fn of(figures: &Figures) -> Reconciliation {
    let counts = &figures.counts;
    Reconciliation {
        issued: counts.issued,
        served: counts.served,
        no_show: counts.no_show,
        left: counts.left,
        cancelled: counts.cancelled,
        expired: counts.expired,
        open: figures.open(),
        void: counts.void,
    }
}
