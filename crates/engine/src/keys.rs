//! Keys of a view's map.

use goiso_queue::{CallId, CounterNo, GroupCode, NoticeId, PrintId, TicketId};
use std::fmt;

/// What a value is of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// The hall as such.
    Hall,
    /// The officer's own counter, or the citizen's own ticket.
    Mine,
    /// A call event.
    Call(CallId),
    /// Who waits.
    Line(GroupCode),
    /// A notice.
    Notice(NoticeId),
    /// A counter.
    Counter(CounterNo),
    /// A ticket.
    Ticket(TicketId),
    /// Somebody whose time away was up.
    Lapsed(TicketId),
    /// A print.
    Print(PrintId),
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Key::Hall => f.write_str("hall"),
            Key::Mine => f.write_str("mine"),
            Key::Call(id) => write!(f, "call/{id}"),
            Key::Line(group) => write!(f, "line/{group}"),
            Key::Notice(id) => write!(f, "notice/{id}"),
            Key::Counter(number) => write!(f, "counter/{number}"),
            Key::Ticket(id) => write!(f, "ticket/{id}"),
            Key::Lapsed(id) => write!(f, "lapsed/{id}"),
            Key::Print(id) => write!(f, "print/{id}"),
        }
    }
}
