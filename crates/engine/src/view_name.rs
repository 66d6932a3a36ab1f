//! The names of views, and who follows them.

use crate::links::Links;
use goiso_queue::{CounterNo, DeviceId, Hall, HallId, TicketId, ZoneCode};
use goiso_store::people::Role;

/// A view of one hall. The order of the variants is the order in which a commit reaches them: those who call and those who
/// are called first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ViewName {
    /// The screens and loudspeakers of a zone.
    Zone {
        /// Whose.
        hall: HallId,
        /// Which.
        zone: ZoneCode,
    },
    /// The screen above a counter.
    CounterDisplay {
        /// Whose.
        hall: HallId,
        /// Which.
        counter: CounterNo,
    },
    /// The officer's own.
    Counter {
        /// Whose.
        hall: HallId,
        /// Which.
        counter: CounterNo,
    },
    /// A citizen's.
    Ticket {
        /// Whose.
        hall: HallId,
        /// Which.
        ticket: TicketId,
    },
    /// Where numbers are taken.
    Kiosk {
        /// Whose.
        hall: HallId,
    },
    /// The guide desk.
    Desk {
        /// Whose.
        hall: HallId,
    },
    /// Everything.
    Supervisor {
        /// Whose.
        hall: HallId,
    },
}

impl ViewName {
    /// Reads `hall/{hall}/zone/{zone}`, `hall/{hall}/counter/{n}`, `hall/{hall}/counter/{n}/display`, `hall/{hall}/kiosk`,
    /// `hall/{hall}/desk`, `hall/{hall}/supervisor` or `ticket/{token}`; none for anything else, and for a token that is
    /// forged or of another service day.
    pub fn parse(text: &str, links: &Links) -> Option<ViewName> {
        let parts: Vec<&str> = text.split('/').collect();
        match parts.as_slice() {
            ["ticket", token] => {
                let (hall, ticket) = links.open(token)?;
                Some(ViewName::Ticket { hall, ticket })
            }
            ["hall", hall, "zone", zone] => Some(ViewName::Zone { hall: hall.parse().ok()?, zone: zone.parse().ok()? }),
            ["hall", hall, "counter", counter] => {
                Some(ViewName::Counter { hall: hall.parse().ok()?, counter: counter.parse().ok()? })
            }
            ["hall", hall, "counter", counter, "display"] => {
                Some(ViewName::CounterDisplay { hall: hall.parse().ok()?, counter: counter.parse().ok()? })
            }
            ["hall", hall, "kiosk"] => Some(ViewName::Kiosk { hall: hall.parse().ok()? }),
            ["hall", hall, "desk"] => Some(ViewName::Desk { hall: hall.parse().ok()? }),
            ["hall", hall, "supervisor"] => Some(ViewName::Supervisor { hall: hall.parse().ok()? }),
            _ => None,
        }
    }

    /// The hall that it is a view of.
    pub fn hall(&self) -> &HallId {
        match self {
            ViewName::Zone { hall, .. }
            | ViewName::CounterDisplay { hall, .. }
            | ViewName::Counter { hall, .. }
            | ViewName::Ticket { hall, .. }
            | ViewName::Kiosk { hall }
            | ViewName::Desk { hall }
            | ViewName::Supervisor { hall } => hall,
        }
    }

    /// Looks for what it shows: a zone or counter may be taken out of the configuration at any time, a ticket goes with its day.
    ///
    /// # Errors
    /// What the hall does not have.
    pub(crate) fn found_in(&self, hall: &Hall) -> Result<(), Absent> {
        let (there, otherwise) = match self {
            ViewName::Zone { zone, .. } => (hall.config.has_zone(zone), Absent::Place),
            ViewName::Counter { counter, .. } | ViewName::CounterDisplay { counter, .. } => {
                (hall.config.counter(counter).is_some(), Absent::Place)
            }
            ViewName::Ticket { ticket, .. } => (hall.tickets.contains_key(ticket), Absent::Ticket),
            ViewName::Kiosk { .. } | ViewName::Desk { .. } | ViewName::Supervisor { .. } => return Ok(()),
        };
        if there { Ok(()) } else { Err(otherwise) }
    }

    /// The kind of view in one word, for logs and metrics; never a token.
    pub fn kind(&self) -> &'static str {
        match self {
            ViewName::Zone { .. } => "zone",
            ViewName::CounterDisplay { .. } => "counter_display",
            ViewName::Counter { .. } => "counter",
            ViewName::Ticket { .. } => "ticket",
            ViewName::Kiosk { .. } => "kiosk",
            ViewName::Desk { .. } => "desk",
            ViewName::Supervisor { .. } => "supervisor",
        }
    }
}

/// In what capacity somebody follows a view.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Who {
    /// Signed in, person or device.
    Role(Role),
    /// The holder of a ticket's link.
    Citizen,
}

/// Who follows a view. Whether they may is decided before a session is attached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audience {
    /// Stable id of the person, device or link: what revocation goes by.
    pub principal: String,
    /// In what capacity.
    pub role: Who,
    /// The screen, kiosk or loudspeaker, if it is one.
    pub device: Option<DeviceId>,
    /// For people.
    pub name: String,
    /// The hall that it is bound to; none for all.
    pub hall: Option<HallId>,
    /// The zone of a screen or loudspeaker.
    pub zone: Option<ZoneCode>,
    /// The rank of a speaker, lower asks first; none may not speak.
    pub speaks: Option<u8>,
}

impl Audience {
    /// The device, if what it paints and says is evidence: that of a screen, loudspeaker or kiosk.
    pub(crate) fn witness(&self) -> Option<(&DeviceId, Role)> {
        match self.role {
            Who::Role(role @ (Role::Display | Role::Announcer | Role::Kiosk)) => Some((self.device.as_ref()?, role)),
            Who::Role(Role::Admin | Role::Supervisor | Role::Officer | Role::Greeter) | Who::Citizen => None,
        }
    }
}

/// What a view shows and the hall does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Absent {
    /// The zone or the counter, which may come back with another configuration.
    Place,
    /// The ticket: it is of another day.
    Ticket,
}

impl From<Absent> for AttachError {
    fn from(absent: Absent) -> Self {
        match absent {
            Absent::Place => AttachError::NoSuchView,
            Absent::Ticket => AttachError::Gone,
        }
    }
}

/// Why a view cannot be followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AttachError {
    /// No such hall, zone or counter.
    #[error("there is no such view")]
    NoSuchView,
    /// The ticket is not of the present service day.
    #[error("the ticket's link has run out")]
    Gone,
    /// As many views or sessions as are allowed.
    #[error("too many connections, later")]
    Full,
    /// The engine ends.
    #[error("the server stops")]
    Stopping,
}
