//! People, devices and programs: signing in, being set up, being sent away.

pub mod exchange;
pub mod login;
pub mod logout;
pub mod me;
pub mod people;
pub mod sessions;
pub mod setup;
pub mod tokens;

use crate::auth::Member;
use crate::problem::{Problem, short};
use goiso_queue::HallId;
use goiso_queue::text::{is_forbidden, shows_something};
use goiso_store::people::{Role, Standing};
use serde::Serialize;
use unicode_normalization::UnicodeNormalization;
use utoipa::ToSchema;

/// Characters of a name, at most.
const NAME_MAX: usize = 60;

/// Who somebody is, as pages keep it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Identity {
    /// Stable id.
    pub id: String,
    /// For people.
    pub name: String,
    /// `admin`, `supervisor`, `officer`, `greeter`, `kiosk`, `display`, `announcer`.
    pub role: String,
    /// The hall; null for every hall.
    pub hall: Option<String>,
    /// The counter whose page this is for, if it is for one's.
    pub counter: Option<String>,
    /// The zone that a screen or loudspeaker is bound to, or whose page this is for.
    pub zone: Option<String>,
    /// The rank of a speaker, lower asks first; null may not speak.
    pub speaks: Option<u8>,
    /// The token to keep in this tab; only in the answer to a code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
}

impl Identity {
    pub(crate) fn of(member: &Member) -> Self {
        Self {
            id: member.id.clone(),
            name: member.name.clone(),
            role: member.role.word().to_owned(),
            hall: member.hall.as_ref().map(ToString::to_string),
            counter: None,
            zone: member.zone.as_ref().map(ToString::to_string),
            speaks: member.speaks,
            token: None,
        }
    }
}

pub(crate) fn role_of(word: &str) -> Result<Role, Problem> {
    Role::of_word(word).ok_or_else(|| Problem::bad_request(format!("there is no role {}", short(word))))
}

fn standing_of(word: &str) -> Result<Standing, Problem> {
    match word {
        "active" => Ok(Standing::Active),
        "disabled" => Ok(Standing::Disabled),
        _ => Err(Problem::bad_request("standing is active or disabled")),
    }
}

/// A hall that is there, or none for every hall; an admin of one hall hands out only that one.
pub(crate) fn hall_of(app: &crate::app::App, admin: &Member, hall: Option<String>) -> Result<Option<HallId>, Problem> {
    match (hall, &admin.hall) {
        (None, None) => Ok(None),
        (None, Some(_)) => Err(Problem::forbidden("an admin of one hall sets people up for that hall")),
        (Some(hall), _) => {
            let known: Option<HallId> = hall.parse().ok().filter(|known| app.engine.read(known, |_| ()).is_some());
            let known = known.filter(|known| admin.reaches(known));
            known.map(Some).ok_or_else(|| Problem::unknown_hall(&hall))
        }
    }
}

/// A name for people: NFC, 1 to 60 characters, none of which is a control or turns the direction of writing.
pub(crate) fn name_of(name: &str) -> Result<String, Problem> {
    let name: String = name.trim().nfc().collect();
    let length = name.chars().count();
    let odd = |c: char| is_forbidden(c) || matches!(c, '\u{200b}'..='\u{200d}' | '\u{feff}');
    if !(1..=NAME_MAX).contains(&length) || name.chars().any(odd) || !shows_something(&name) {
        return Err(Problem::bad_request(format!("a name has 1 to {NAME_MAX} visible characters")));
    }
    Ok(name)
}

/// What people type to sign in: 1 to 40 lower-case letters, digits, `-`, `_`, `.`, `@`.
fn login_of(login: &str) -> Result<String, Problem> {
    let login = login.trim().to_lowercase();
    let fine = (1..=40).contains(&login.len())
        && login.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-_.@".contains(&b));
    if fine { Ok(login) } else { Err(Problem::bad_request("a login has 1 to 40 letters, digits, - _ . @")) }
}
