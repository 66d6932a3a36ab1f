//! Printers of a hall, and what becomes of what is printed. Paper is outside of what any log can know: a print was asked
//! for, and ended well, badly, or nobody knows how.

use crate::command::Actor;
use crate::config::Text;
use crate::ids::{BadId, DeviceId, Label, PrintId, PrinterCode, ServiceCode, TicketId};
use crate::time::Moment;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// The newest prints that a hall holds; older ones stand in the log alone.
pub const PRINTS_KEPT: usize = 100;
/// A print without an end after so long is lost: whoever carried it out is gone. Longer than any job can take.
pub const PRINT_LOST_MS: i64 = 90_000;
/// Prints of one ticket, the first included, on printers and by browsers together.
pub const MOST_PRINTS: u8 = 20;
/// Printers of a hall, at most.
pub const MOST_PRINTERS: usize = 20;
/// Kiosks that one printer serves by name, at most.
pub const MOST_KIOSKS: usize = 50;
/// Characters of a host's name, at most (RFC 1035).
const HOST_CHARS: usize = 253;
/// Below it are the well-known services of a machine, none of which is a printer.
const LEAST_PORT: u16 = 1024;

/// A printer of paper slips.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Printer {
    /// Its code in commands and in the log.
    pub code: PrinterCode,
    /// For people: where it stands.
    pub name: Text,
    /// How the server reaches it.
    pub address: PrinterAddress,
    /// How wide its paper is.
    #[serde(default)]
    pub paper: Paper,
    /// The kiosks whose slips it prints; empty for every kiosk that no printer names.
    #[serde(default)]
    pub kiosks: Vec<DeviceId>,
}

/// The width of a roll.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Paper {
    /// 80 mm, of which 72 can be printed on.
    #[default]
    #[serde(rename = "80")]
    Wide,
    /// 58 mm, of which 48 can be printed on.
    #[serde(rename = "58")]
    Narrow,
}

impl Paper {
    /// Its word in files and on the wire.
    pub fn word(self) -> &'static str {
        match self {
            Paper::Wide => "80",
            Paper::Narrow => "58",
        }
    }
}

/// Where a printer is: `tcp:HOST:9100`, or `file:/dev/usb/lp0` on the server's own machine.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum PrinterAddress {
    /// Raw printing over the hall's network.
    Network {
        /// A name or an address; an IPv6 one without its brackets.
        host: String,
        /// 1024 or more, usually 9100.
        port: u16,
    },
    /// A device of the server's machine, under `/dev/usb/`, `/dev/lp…` or `/dev/goiso-…` (a name given by udev).
    Device {
        /// The whole path.
        path: String,
    },
}

impl fmt::Display for PrinterAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PrinterAddress::Network { host, port } if host.contains(':') => write!(f, "tcp:[{host}]:{port}"),
            PrinterAddress::Network { host, port } => write!(f, "tcp:{host}:{port}"),
            PrinterAddress::Device { path } => write!(f, "file:{path}"),
        }
    }
}
impl FromStr for PrinterAddress {
    type Err = BadId;
    fn from_str(text: &str) -> Result<Self, BadId> {
        let bad = || BadId::new("printer address (tcp:HOST:9100 or file:/dev/usb/lp0)", text);
        if let Some(path) = text.strip_prefix("file:") {
            return if is_printer_device(path) { Ok(Self::Device { path: path.to_owned() }) } else { Err(bad()) };
        }
        let (host, port) = text.strip_prefix("tcp:").and_then(|rest| rest.rsplit_once(':')).ok_or_else(bad)?;
        let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
        let fine = match bare {
            Some(address) => address.parse::<std::net::Ipv6Addr>().is_ok(),
            None => {
                (1..=HOST_CHARS).contains(&host.len())
                    && host.bytes().all(|b| b.is_ascii_alphanumeric() || b"-.".contains(&b))
            }
        };
        let port: u16 = port.parse().map_err(|_| bad())?;
        if !fine || port < LEAST_PORT {
            return Err(bad());
        }
        Ok(Self::Network { host: bare.unwrap_or(host).to_owned(), port })
    }
}
impl From<PrinterAddress> for String {
    fn from(address: PrinterAddress) -> String {
        address.to_string()
    }
}
impl TryFrom<String> for PrinterAddress {
    type Error = BadId;
    fn try_from(text: String) -> Result<Self, BadId> {
        text.parse()
    }
}

/// A path that can only be a printer's: slips must never be written over a disk or a file.
fn is_printer_device(path: &str) -> bool {
    let name = ["/dev/usb/lp", "/dev/lp"].iter().find_map(|start| path.strip_prefix(start));
    let numbered = name.is_some_and(|rest| (1..=3).contains(&rest.len()) && rest.bytes().all(|b| b.is_ascii_digit()));
    let own = path.strip_prefix("/dev/goiso-").is_some_and(|rest| {
        (1..=40).contains(&rest.len()) && rest.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
    });
    numbered || own
}

/// What stood in the way of a print.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PrintTrouble {
    /// No connection, or the device is not there.
    Unreachable,
    /// The roll is used up.
    PaperOut,
    /// The lid is up.
    CoverOpen,
    /// The printer says that it cannot print: the cutter, the temperature, another fault.
    Fault,
    /// Too much was waiting for the printer.
    Busy,
    /// The printer took no more bytes for too long.
    Slow,
    /// The connection broke.
    CutOff,
    /// Nobody said how it ended: the server was stopped meanwhile.
    Lost,
    /// It is no longer configured, or what was to be printed is gone.
    Gone,
}

impl PrintTrouble {
    /// Its word in frames and words.
    pub fn word(self) -> &'static str {
        match self {
            PrintTrouble::Unreachable => "unreachable",
            PrintTrouble::PaperOut => "paper_out",
            PrintTrouble::CoverOpen => "cover_open",
            PrintTrouble::Fault => "fault",
            PrintTrouble::Busy => "busy",
            PrintTrouble::Slow => "slow",
            PrintTrouble::CutOff => "cut_off",
            PrintTrouble::Lost => "lost",
            PrintTrouble::Gone => "gone",
        }
    }
}

/// How a print ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum PrintResult {
    /// The printer says that it worked through all of it.
    Printed,
    /// All of it went out; the printer is of a kind that says nothing, or a browser's.
    Sent,
    /// Nothing of it went out.
    Failed {
        /// Why.
        why: PrintTrouble,
    },
    /// Some of it went out: whether there is a slip, and a whole one, only eyes can tell.
    Unknown {
        /// Why.
        why: PrintTrouble,
    },
}

impl PrintResult {
    /// Its word in frames.
    pub fn word(self) -> &'static str {
        match self {
            PrintResult::Printed => "printed",
            PrintResult::Sent => "sent",
            PrintResult::Failed { .. } => "failed",
            PrintResult::Unknown { .. } => "unknown",
        }
    }
    /// What stood in the way, if something did.
    pub fn why(self) -> Option<PrintTrouble> {
        match self {
            PrintResult::Printed | PrintResult::Sent => None,
            PrintResult::Failed { why } | PrintResult::Unknown { why } => Some(why),
        }
    }
}

/// What is printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Printable {
    /// A ticket's slip.
    Slip {
        /// Of which ticket.
        ticket: TicketId,
        /// The ticket's number.
        label: Option<Label>,
        /// The n-th print of this ticket; 1 with its issue.
        copy: u8,
    },
    /// The list of papers that a procedure asks for; it uses no number.
    Papers {
        /// Of which procedure.
        service: ServiceCode,
    },
    /// A strip that shows that the printer works; it uses no number.
    Test,
}

/// What carries a print out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PrintedOn {
    /// A printer of the hall, by the server.
    Printer(PrinterCode),
    /// The browser of whoever asked, on a printer of which the server knows nothing.
    Browser {
        /// How wide its paper is.
        paper: Paper,
        /// The n-th slip of this ticket from there; of the second on it is marked as a copy.
        copy: u8,
    },
}

impl PrintedOn {
    /// The hall's printer, if it is one.
    pub fn printer(&self) -> Option<&PrinterCode> {
        match self {
            PrintedOn::Printer(code) => Some(code),
            PrintedOn::Browser { .. } => None,
        }
    }
}

/// A print that was asked for today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Print {
    /// Its id.
    pub id: PrintId,
    /// On which printer, or by which browser.
    pub on: PrintedOn,
    /// Of what.
    pub what: Printable,
    /// Who asked.
    pub by: Actor,
    /// When.
    pub at: Moment,
    /// When and how it ended.
    pub ended: Option<(Moment, PrintResult)>,
}

impl Print {
    /// The ticket whose slip it is, if it is one.
    pub fn ticket(&self) -> Option<TicketId> {
        match &self.what {
            Printable::Slip { ticket, .. } => Some(*ticket),
            Printable::Papers { .. } | Printable::Test => None,
        }
    }
    /// Whether it is the slip that the browser of somebody printed of this ticket as its n-th.
    pub fn is_of_browser(&self, by: &Actor, ticket: TicketId, nth: u8) -> bool {
        match self.on {
            PrintedOn::Printer(_) => false,
            PrintedOn::Browser { copy, .. } => copy == nth && self.by == *by && self.ticket() == Some(ticket),
        }
    }
    /// When it is given up for lost, unless it has ended.
    pub fn lost_at(&self) -> Option<Moment> {
        self.ended.is_none().then_some(Moment(self.at.0.saturating_add(PRINT_LOST_MS)))
    }
}
