//! Who asks: a device or program with a token, a person with a cookie, the holder of a ticket's link, or nobody.

use goiso_engine::{Audience, Who};
use goiso_queue::{Actor, DeviceId, HallId, StaffId, TicketId, ZoneCode};
use goiso_store::people::Role;
use std::sync::Arc;

/// How somebody proved who they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Credential {
    /// A bearer token, by the SHA-256 of its secret.
    Token([u8; 32]),
    /// A browser's cookie, by the SHA-256 of its secret.
    Cookie([u8; 32]),
}

/// A device, program or person that is known here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Stable id: of the token or of the person. Keys and the log go by it.
    pub id: String,
    /// For people to recognise it.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// Where; `None` is every hall.
    pub hall: Option<HallId>,
    /// The only zone a screen or loudspeaker may follow; `None` is every zone of the hall.
    pub zone: Option<ZoneCode>,
    /// The rank of a speaker; `None` may not speak.
    pub speaks: Option<u8>,
    /// How it was proved.
    pub credential: Credential,
}

impl Member {
    /// Whether this hall is within reach.
    pub fn reaches(&self, hall: &HallId) -> bool {
        self.hall.as_ref().is_none_or(|own| own == hall)
    }
    /// Whether both give the same right, whatever secret proved it and whatever people call it.
    pub fn gives_as(&self, other: &Member) -> bool {
        let (name, credential) = (other.name.clone(), other.credential.clone());
        Member { name, credential, ..self.clone() } == *other
    }
    /// The actor that the log names: devices in the hall as devices, everybody else as staff.
    pub fn actor(&self) -> Option<Actor> {
        match self.role {
            Role::Admin | Role::Supervisor | Role::Officer | Role::Greeter => {
                self.id.parse::<StaffId>().ok().map(Actor::Staff)
            }
            Role::Kiosk | Role::Display | Role::Announcer => self.id.parse::<DeviceId>().ok().map(Actor::Device),
        }
    }
    /// Whether answers may name people at work.
    pub fn is_staff(&self) -> bool {
        match self.role {
            Role::Admin | Role::Supervisor | Role::Officer | Role::Greeter => true,
            Role::Kiosk | Role::Display | Role::Announcer => false,
        }
    }
}

/// Whoever sends a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Principal {
    /// Without any proof.
    Nobody,
    /// Known here.
    Member(Arc<Member>),
    /// The holder of a ticket's link, for this ticket alone.
    Holder {
        /// The ticket's hall.
        hall: HallId,
        /// The ticket.
        ticket: TicketId,
    },
}

impl Principal {
    /// The stable id under which keys are kept.
    pub fn id(&self) -> String {
        match self {
            Principal::Nobody => "nobody".to_owned(),
            Principal::Member(member) => member.id.clone(),
            Principal::Holder { hall, ticket } => format!("citizen/{hall}/{ticket}"),
        }
    }
    /// The member, if it is one.
    pub fn member(&self) -> Option<&Member> {
        match self {
            Principal::Member(member) => Some(member),
            Principal::Nobody | Principal::Holder { .. } => None,
        }
    }
    /// The actor that the log names; nobody acts in no hall.
    pub fn actor(&self) -> Option<Actor> {
        match self {
            Principal::Nobody => None,
            Principal::Member(member) => member.actor(),
            Principal::Holder { .. } => Some(Actor::Citizen),
        }
    }
    /// The audience that a view is shown to. `device` is the name a page or program gives itself.
    pub fn audience(&self, device: Option<DeviceId>) -> Audience {
        match self {
            Principal::Member(member) => Audience {
                principal: member.id.clone(),
                role: Who::Role(member.role),
                device: device.or_else(|| member.id.parse().ok()),
                name: member.name.clone(),
                hall: member.hall.clone(),
                zone: member.zone.clone(),
                speaks: member.speaks,
            },
            Principal::Nobody | Principal::Holder { .. } => Audience {
                principal: self.id(),
                role: Who::Citizen,
                device: None,
                name: String::new(),
                hall: None,
                zone: None,
                speaks: None,
            },
        }
    }
}
