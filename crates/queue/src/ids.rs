//! One type per kind of id, so that a counter can never stand where a ticket should.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

/// A text that does not name anything of the kind it was read as.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a {kind}: {text:?}")]
pub struct BadId {
    /// What was expected, in words.
    pub kind: &'static str,
    /// What was given, shortened to 40 characters.
    pub text: String,
}

impl BadId {
    pub(crate) fn new(kind: &'static str, text: &str) -> Self {
        Self { kind, text: text.chars().take(40).collect() }
    }
}

/// Ids that are a letter in front of a number: `t17`, `c10`, `n3`.
macro_rules! numbered_id {
    ($(#[$doc:meta])* $name:ident, $letter:literal, $kind:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(into = "String", try_from = "String")]
        pub struct $name(pub u64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($letter, "{}"), self.0)
            }
        }
        impl FromStr for $name {
            type Err = BadId;
            fn from_str(text: &str) -> Result<Self, BadId> {
                let digits = text.strip_prefix($letter).ok_or_else(|| BadId::new($kind, text))?;
                if digits.is_empty() || digits.len() > 18 || !digits.bytes().all(|b| b.is_ascii_digit()) {
                    return Err(BadId::new($kind, text));
                }
                digits.parse().map(Self).map_err(|_| BadId::new($kind, text))
            }
        }
        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.to_string()
            }
        }
        impl TryFrom<String> for $name {
            type Error = BadId;
            fn try_from(text: String) -> Result<Self, BadId> {
                text.parse()
            }
        }
    };
}

numbered_id!(
    /// A ticket: `t{seq of its issue + the epoch's base}`; never used twice in a hall, whatever is restored.
    TicketId, "t", "ticket"
);
numbered_id!(
    /// A call event, first call or recall: `c{seq}`; never used twice within an epoch.
    CallId, "c", "call"
);
numbered_id!(
    /// A notice on the screens: `n{seq}`.
    NoticeId, "n", "notice"
);
numbered_id!(
    /// Something to be printed: `p{seq}`; never used twice within an epoch.
    PrintId, "p", "print"
);

/// Short texts chosen by people, shared between copies because every hall holds each many times: letters, digits, `-`, `_`, `.`; 1 to 40 characters.
macro_rules! name_id {
    ($(#[$doc:meta])* $name:ident, $kind:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(into = "String", try_from = "String")]
        pub struct $name(Arc<str>);

        impl $name {
            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
        impl FromStr for $name {
            type Err = BadId;
            fn from_str(text: &str) -> Result<Self, BadId> {
                let fine = (1..=40).contains(&text.len())
                    && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b));
                if fine { Ok(Self(Arc::from(text))) } else { Err(BadId::new($kind, text)) }
            }
        }
        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0.as_ref().to_owned()
            }
        }
        impl TryFrom<String> for $name {
            type Error = BadId;
            fn try_from(text: String) -> Result<Self, BadId> {
                text.parse()
            }
        }
    };
}

name_id!(
    /// A hall, as it stands in a URL: `nha-trang`.
    HallId, "hall"
);
name_id!(
    /// A counter, as it is called out: `3`, `12`.
    CounterNo, "counter"
);
name_id!(
    /// A procedure (*thủ tục*) inside a service group: `chung-thuc-ban-sao`.
    ServiceCode, "service"
);
name_id!(
    /// A priority class (*diện ưu tiên*): `ordinary`, `elderly`.
    ClassCode, "priority class"
);
name_id!(
    /// A part of the hall with its own screens and loudspeakers: `main`.
    ZoneCode, "zone"
);
name_id!(
    /// A person at work or a program, as the log names it; never a citizen: `officer.lan`.
    StaffId, "staff id"
);
name_id!(
    /// A screen, loudspeaker, kiosk: `d7`.
    DeviceId, "device"
);
name_id!(
    /// A printer of slips: `cua-chinh`.
    PrinterCode, "printer"
);

/// Letters that every Vietnamese listener tells apart and every voice pack has: no F, I, J, O, Q, W, Z.
pub const GROUP_LETTERS: &str = "ABCDEGHKLMNPRSTUVXY";

/// A service group (*lĩnh vực*), named by the letter that stands before its numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct GroupCode(char);

impl GroupCode {
    /// The letter.
    pub fn letter(self) -> char {
        self.0
    }
}
impl fmt::Display for GroupCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}
impl FromStr for GroupCode {
    type Err = BadId;
    fn from_str(text: &str) -> Result<Self, BadId> {
        let mut chars = text.chars();
        match (chars.next(), chars.next()) {
            (Some(letter), None) if GROUP_LETTERS.contains(letter) => Ok(Self(letter)),
            _ => Err(BadId::new("service group letter", text)),
        }
    }
}
impl From<GroupCode> for String {
    fn from(code: GroupCode) -> String {
        code.to_string()
    }
}
impl TryFrom<String> for GroupCode {
    type Error = BadId;
    fn try_from(text: String) -> Result<Self, BadId> {
        text.parse()
    }
}

/// The number of a ticket inside its series: 1 to [`TicketNumber::LAST`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TicketNumber(pub u16);

impl TicketNumber {
    /// The last number of a day's series; after it `numbers_exhausted` is the answer.
    pub const LAST: TicketNumber = TicketNumber(9999);
}

/// What is printed, shown and said: `A001` … `A999`, then `A1000` … `A9999`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Label {
    /// The series, which is the service group at issue.
    pub group: GroupCode,
    /// The place in the series.
    pub number: TicketNumber,
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{:03}", self.group, self.number.0)
    }
}

/// A salted hash that stands in the log for a personal fact (card, phone, note): 64 hex digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct FactHash(Arc<str>);

impl FactHash {
    /// The hash as hex.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
impl FromStr for FactHash {
    type Err = BadId;
    fn from_str(text: &str) -> Result<Self, BadId> {
        let fine = text.len() == 64 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        if fine { Ok(Self(Arc::from(text))) } else { Err(BadId::new("hash", text)) }
    }
}
impl From<FactHash> for String {
    fn from(hash: FactHash) -> String {
        hash.0.as_ref().to_owned()
    }
}
impl TryFrom<String> for FactHash {
    type Error = BadId;
    fn try_from(text: String) -> Result<Self, BadId> {
        text.parse()
    }
}
