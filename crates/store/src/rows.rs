//! Rows of the views, as reports and pages read them. Each is a fold of the log and can be derived again.

use crate::statistics::Counts;
use goiso_queue::time::ServiceDay;
use goiso_queue::{Moment, TicketId};

/// A ticket as the views have it, also after its service day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketRow {
    /// Its id.
    pub ticket: TicketId,
    /// Its service day.
    pub day: ServiceDay,
    /// The series' letter.
    pub series: char,
    /// The number in the series.
    pub number: u16,
    /// The line now.
    pub group: char,
    /// The procedure, or empty.
    pub service: String,
    /// The priority class.
    pub class: String,
    /// `kiosk`, `desk`, `phone`, `appointment`.
    pub channel: &'static str,
    /// The state's word.
    pub state: &'static str,
    /// The outcome's word, or empty while open.
    pub outcome: &'static str,
    /// The counter it is called to or served at, or empty.
    pub counter: String,
    /// Issued.
    pub issued_at: Moment,
    /// First call of the visit.
    pub first_called_at: Option<Moment>,
    /// First start of the visit.
    pub first_started_at: Option<Moment>,
    /// Done.
    pub done_at: Option<Moment>,
    /// 1 to 5.
    pub rating: Option<u8>,
    /// The range it was told, (low, high) in seconds.
    pub told: Option<(u32, u32)>,
}

/// A leg as the views have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LegRow {
    /// Whose.
    pub ticket: TicketId,
    /// 0 for the first.
    pub leg: u16,
    /// Its service day.
    pub day: ServiceDay,
    /// The line it was called from.
    pub group: char,
    /// The counter.
    pub counter: String,
    /// Who sat there.
    pub officer: String,
    /// In line since.
    pub waited_from: Moment,
    /// First call.
    pub called_at: Moment,
    /// Call events.
    pub calls: u8,
    /// Start, pressed or implied.
    pub started_at: Option<Moment>,
    /// `pressed`, `implied`, or empty.
    pub start: &'static str,
    /// End.
    pub ended_at: Option<Moment>,
    /// `served`, `no_show`, `parked`, `transferred`, `cancelled`, `auto_closed`, `undone`, or empty.
    pub how: &'static str,
}

/// Counts of one service day, group and class. issued = served + no_show + left + cancelled + expired + open; void stands apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DayCount {
    /// Tickets issued, void ones not counted.
    pub issued: i64,
    /// Served, closed by the day's end included.
    pub served: i64,
    /// Of these, closed by the day's end.
    pub auto_closed: i64,
    /// Nobody came.
    pub no_show: i64,
    /// Left the line.
    pub left: i64,
    /// Taken back by staff.
    pub cancelled: i64,
    /// Still open when the day ended.
    pub expired: i64,
    /// Mispresses.
    pub void: i64,
    /// Sum of waits (issue to first call) in milliseconds, of tickets that were called.
    pub wait_ms: i64,
    /// How many were called.
    pub called: i64,
}

/// The words of [`TicketRow::channel`].
pub const CHANNELS: [&str; 4] = ["kiosk", "desk", "phone", "appointment"];
/// The words of [`TicketRow::state`].
pub const STATES: [&str; 5] = ["waiting", "called", "serving", "parked", "done"];
/// The words of [`TicketRow::outcome`].
pub const OUTCOMES: [&str; 7] = ["", "served", "no_show", "left", "cancelled", "void", "expired"];
/// The words of [`LegRow::start`].
pub const STARTS: [&str; 3] = ["", "pressed", "implied"];
/// The words of [`LegRow::how`].
pub const HOWS: [&str; 8] = ["", "served", "no_show", "parked", "transferred", "cancelled", "auto_closed", "undone"];

impl TicketRow {
    /// Whether the ticket occupies its counter.
    pub fn is_at_counter(&self) -> bool {
        matches!(self.state, "called" | "serving")
    }
}

impl DayCount {
    /// Of a line's figures, those of visits.
    pub(crate) fn of(counts: &Counts) -> Self {
        Self {
            issued: counts.issued,
            served: counts.served,
            auto_closed: counts.auto_closed,
            no_show: counts.no_show,
            left: counts.left,
            cancelled: counts.cancelled,
            expired: counts.expired,
            void: counts.void,
            wait_ms: counts.wait_ms,
            called: counts.called,
        }
    }
    /// issued − served − no_show − left − cancelled − expired: what is still open.
    pub fn open(&self) -> i64 {
        self.issued - self.served - self.no_show - self.left - self.cancelled - self.expired
    }
    /// Whether nothing is counted.
    pub fn is_zero(&self) -> bool {
        *self == DayCount::default()
    }
}
