//! People, devices and their secrets, which are never in the log. Secrets are stored as SHA-256 of 256 random bits, passwords as Argon2id.

use crate::encode::{id, unreadable};
use crate::error::StoreError;
use goiso_queue::HallId;

/// What somebody may do. The server's routes and views name the roles they admit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Sets up halls, people, devices.
    Admin,
    /// Watches and steers a hall.
    Supervisor,
    /// Calls at counters.
    Officer,
    /// Helps at the door.
    Greeter,
    /// Takes numbers for citizens.
    Kiosk,
    /// Shows calls.
    Display,
    /// Says calls.
    Announcer,
}

impl Role {
    /// All of them, the widest first.
    pub const ALL: [Role; 7] =
        [Role::Admin, Role::Supervisor, Role::Officer, Role::Greeter, Role::Kiosk, Role::Display, Role::Announcer];
    /// The role's word in files, rows and answers.
    pub fn word(self) -> &'static str {
        match self {
            Role::Admin => "admin",
            Role::Supervisor => "supervisor",
            Role::Officer => "officer",
            Role::Greeter => "greeter",
            Role::Kiosk => "kiosk",
            Role::Display => "display",
            Role::Announcer => "announcer",
        }
    }
    /// The role of a word.
    pub fn of_word(word: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.word() == word)
    }
}

/// A person who signs in with a password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Stable id, also the staff id in the log: `p-…`.
    pub id: String,
    /// What they type, lower case, unique.
    pub login: String,
    /// Shown on screens of staff.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// Where; `None` is every hall.
    pub hall: Option<HallId>,
    /// Argon2id in PHC form.
    pub password: String,
    /// May not sign in.
    pub standing: Standing,
    /// Created, Unix milliseconds.
    pub created_at: i64,
}

/// Whether a person or token is of use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Yes.
    Active,
    /// Not any more, or not now.
    Disabled,
}

/// A bearer token of a device or program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// SHA-256 of the secret.
    pub hash: [u8; 32],
    /// Stable id, the device or staff id in the log: `d-…`.
    pub id: String,
    /// For people to recognise it.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// Where; `None` is every hall.
    pub hall: Option<HallId>,
    /// The zone of a display or announcer, or empty.
    pub zone: String,
    /// The rank of a speaker: lower asks first; `None` may not speak.
    pub speaks: Option<u8>,
    /// Whether it is of use.
    pub standing: Standing,
    /// Created, Unix milliseconds.
    pub created_at: i64,
}

/// A signed-in browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrowserSession {
    /// SHA-256 of the cookie's secret.
    pub hash: [u8; 32],
    /// Who.
    pub person: String,
    /// Began, Unix milliseconds; ends 12 h later at most.
    pub created_at: i64,
    /// Last used, Unix milliseconds, written at most once a minute; ends 30 min later.
    pub seen_at: i64,
}

impl Standing {
    /// The standing's word in rows.
    pub fn word(self) -> &'static str {
        match self {
            Standing::Active => "active",
            Standing::Disabled => "disabled",
        }
    }
    pub(crate) fn of_column(text: &str) -> Result<Self, StoreError> {
        [Standing::Active, Standing::Disabled]
            .into_iter()
            .find(|standing| standing.word() == text)
            .ok_or_else(|| unreadable("standing", format!("{text:?}")))
    }
}

/// The column of a hall: empty for every hall.
pub(crate) fn hall_column(hall: Option<&HallId>) -> &str {
    hall.map_or("", HallId::as_str)
}

pub(crate) fn hall_of_column(text: &str) -> Result<Option<HallId>, StoreError> {
    if text.is_empty() { Ok(None) } else { id(text, "hall").map(Some) }
}

pub(crate) fn role_of_column(text: &str) -> Result<Role, StoreError> {
    Role::of_word(text).ok_or_else(|| unreadable("role", format!("{text:?}")))
}
