//! Shapes of HTTP answers and requests under `/api/v1`.

use crate::value::{PrintValue, PrinterValue, Text, WaitRange, Why};
use serde::{Deserialize, Serialize};

macro_rules! wire_types {
    ($($(#[$doc:meta])* $kind:ident $name:ident { $($body:tt)* })*) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
            #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
            pub $kind $name { $($body)* }
        )*
    };
}

wire_types! {
    /// A position in a hall's log.
    struct At {
        /// The stretch of log.
        pub epoch: String,
        /// The number in it.
        pub seq: u64,
    }

    /// A ticket, as answers give it.
    struct Ticket {
        /// `t17`.
        pub id: String,
        /// `A012`.
        pub label: String,
        /// The line's letter.
        pub group: String,
        /// The class's code.
        pub class: String,
        /// `waiting`, `called`, `serving`, `parked`, `done`.
        pub state: String,
        /// `served`, `no_show`, `left`, `cancelled`, `void`, `expired`; null while open.
        pub outcome: Option<String>,
        /// People who would be called before, under the rule in force; null unless waiting.
        pub people_ahead: Option<u32>,
        /// The range, or null when there is not enough to say.
        pub wait: Option<WaitRange>,
        /// Issued, Unix milliseconds.
        pub issued_at: i64,
        /// Where it is called to or served.
        pub counter: Option<String>,
        /// The citizen's page: a path with an unguessable token.
        pub phone_url: String,
        /// The same as a whole address, as slips have it. Absent where the configuration names no address of this server: then it is
        /// where whoever asked has come from.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub phone_link: Option<String>,
        /// Legs behind it.
        #[serde(default)]
        pub legs: Vec<Leg>,
        /// The print of its slip that was sent to a printer with the issue: a key `print/{id}` of the views. Absent if the server does
        /// not print for whoever asked.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub print: Option<String>,
        /// Where the log stood.
        pub at: At,
    }

    /// The answer to whoever asked for a print. How it ends stands under `print/{id}` of the views, and in the print log.
    struct PrintAsked {
        /// `p12`.
        pub print: String,
        /// On this printer.
        pub printer: String,
        /// Where the log stands.
        pub at: At,
    }

    /// The answer to whoever told of a slip that a browser printed.
    struct BrowserPrint {
        /// `p12`: a key `print/{id}` of the views.
        pub print: String,
        /// The n-th print of the ticket, on printers and by browsers together.
        pub copy: u8,
        /// Where the log stands.
        pub at: At,
    }

    /// The print log of today, newest first, and the printers as they were last seen.
    struct PrintLog {
        /// The newest hundred.
        pub prints: Vec<PrintRow>,
        /// In the order of the configuration.
        pub printers: Vec<PrinterRow>,
        /// Where the log stands.
        pub at: At,
    }

    /// A line of the print log.
    struct PrintRow {
        /// `p12`.
        pub id: String,
        /// What it is of, and how it went.
        pub print: PrintValue,
    }

    /// A printer in the print log.
    struct PrinterRow {
        /// Its code.
        pub code: String,
        /// As it was last seen.
        pub printer: PrinterValue,
    }

    /// One leg of a visit.
    struct Leg {
        /// The line's letter.
        pub group: String,
        /// The counter.
        pub counter: String,
        /// In line since.
        pub waited_from: i64,
        /// First call.
        pub called_at: i64,
        /// Call events.
        pub calls: u8,
        /// Service began.
        pub started_at: Option<i64>,
        /// Whether the start was pressed or implied by the next step.
        pub start_implied: bool,
        /// It ended.
        pub ended_at: Option<i64>,
        /// `served`, `no_show`, `parked`, `transferred`, `cancelled`, `auto_closed`, `undone`.
        pub how: Option<String>,
    }

    /// A call, as its maker gets it.
    struct Call {
        /// `c10`.
        pub id: String,
        /// 1 for a first call, 2 and more for recalls.
        pub number: u8,
        /// Who.
        pub ticket: Ticket,
        /// Where to.
        pub counter: String,
        /// Why this one.
        pub why: Why,
    }

    /// The answer to call next; `call` is null when nobody can be called.
    struct Next {
        /// Who is next.
        pub call: Option<Call>,
        /// Where the log stands.
        pub at: At,
    }

    /// The answer to every other counter command.
    struct CounterAnswer {
        /// `3`.
        pub counter: String,
        /// `closed`, `open`, `paused`.
        pub state: String,
        /// Whoever is there now.
        pub ticket: Option<Ticket>,
        /// The newest call event made by this command, if it made one.
        pub call: Option<String>,
        /// Where the log stands.
        pub at: At,
    }

    /// A hall at a glance.
    struct Hall {
        /// Over the door.
        pub name: Text,
        /// `2026-11-23`, or empty before the first.
        pub service_day: String,
        /// Service groups.
        pub groups: Vec<HallGroup>,
        /// Counters.
        pub counters: Vec<HallCounter>,
        /// Where the log stands.
        pub at: At,
    }

    /// A service group of a hall.
    struct HallGroup {
        /// Its letter.
        pub code: String,
        /// Its name.
        pub name: Text,
        /// People waiting.
        pub waiting: u32,
    }

    /// A counter of a hall.
    struct HallCounter {
        /// `3`.
        pub number: String,
        /// `closed`, `open`, `paused`.
        pub state: String,
        /// Who sits there.
        pub officer: Option<String>,
        /// Ticket id of whoever is there.
        pub ticket: Option<String>,
    }

    /// One event of the log.
    struct Event {
        /// The stretch of log.
        pub epoch: String,
        /// The number in it.
        pub seq: u64,
        /// Hall time.
        pub at: i64,
        /// Who: `staff/…`, `device/…`, `citizen`, `clock`.
        pub by: String,
        /// `ticket_issued` and so on.
        pub kind: String,
        /// What happened.
        pub body: serde_json::Value,
        /// The chain's hash at this event, hex.
        pub hash: String,
    }

    /// Part of the log, in order.
    struct Events {
        /// The events.
        pub events: Vec<Event>,
        /// Where the log stands.
        pub at: At,
    }

    /// RFC 9457 problem details, with a stable `code`.
    struct Problem {
        /// `about:blank` or a path that explains the code.
        #[serde(rename = "type")]
        pub kind: String,
        /// In a few words.
        pub title: String,
        /// HTTP status.
        pub status: u16,
        /// Stable.
        pub code: String,
        /// What was tried, what stands in the way, what is allowed.
        pub detail: String,
        /// Facts that belong to the code: `seen`, `actual`, `ticket`, `state`, `allowed`, `not_before` …
        #[serde(flatten)]
        pub facts: serde_json::Map<String, serde_json::Value>,
    }
}
