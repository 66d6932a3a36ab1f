//! Following a hall: by WebSocket, by server-sent events, by asking again.

pub mod sse;
pub mod stream;
pub mod view;

use crate::api::roles::may_see;
use crate::app::{DeviceNames, Shared};
use crate::auth::{Member, Principal};
use crate::problem::{Problem, short};
use axum::http::StatusCode;
use goiso_engine::{AttachError, Audience, ViewName};
use goiso_store::people::Role;

/// The view of a name, if whoever asks may follow it. `ticket` alone is the holder's own, so that the token stands in a
/// header and in no URL.
fn view_of(app: &Shared, principal: &Principal, name: &str) -> Result<ViewName, Problem> {
    let unknown = || Problem::new(StatusCode::NOT_FOUND, "unknown_view", format!("there is no view {}", short(name)));
    let view = match (name, principal) {
        ("ticket", Principal::Holder { hall, ticket }) => ViewName::Ticket { hall: hall.clone(), ticket: *ticket },
        ("ticket", Principal::Nobody | Principal::Member(_)) => {
            return Err(Problem::unauthenticated("send Authorization: Ticket with the token of the ticket's link"));
        }
        (name, _) if name.starts_with("ticket/") => {
            return Err(Problem::bad_request(
                "a ticket's token does not belong in a URL; name the view ticket and send Authorization: Ticket",
            ));
        }
        (name, Principal::Nobody | Principal::Member(_) | Principal::Holder { .. }) => {
            ViewName::parse(name, app.engine.links()).ok_or_else(unknown)?
        }
    };
    admit(principal, &view, unknown)?;
    Ok(view)
}

/// A hall out of reach is as unknown as one that is not there.
fn admit(principal: &Principal, view: &ViewName, unknown: impl FnOnce() -> Problem) -> Result<(), Problem> {
    if may_see(principal, view) {
        return Ok(());
    }
    match principal {
        Principal::Nobody => Err(Problem::unauthenticated("this view needs a token or a sign-in")),
        Principal::Holder { .. } => Err(Problem::forbidden("a ticket's link opens its own ticket alone")),
        Principal::Member(member) if member.reaches(view.hall()) => {
            Err(Problem::forbidden(format!("this view is not for the role {}", member.role.word())))
        }
        Principal::Member(_) => Err(unknown()),
    }
}

fn audience(app: &Shared, principal: &Principal, view: &ViewName, named: Option<&str>) -> Audience {
    let named = match app.settings.device_names {
        DeviceNames::OfPage => named.and_then(|name| name.parse().ok()),
        DeviceNames::OfToken => None,
    };
    let mut audience = principal.audience(named);
    if let (ViewName::Zone { zone, .. }, Some(member)) = (view, principal.member())
        && is_device(member)
    {
        // a screen for every zone shows the one it follows
        audience.zone = audience.zone.or_else(|| Some(zone.clone()));
    }
    audience
}

fn is_device(member: &Member) -> bool {
    match member.role {
        Role::Kiosk | Role::Display | Role::Announcer => true,
        Role::Admin | Role::Supervisor | Role::Officer | Role::Greeter => false,
    }
}

/// Seconds after which somebody who found no place should come back.
const FULL_RETRY_S: u32 = 5;

fn attach_problem(error: AttachError, name: &str) -> Problem {
    match error {
        AttachError::NoSuchView => {
            Problem::new(StatusCode::NOT_FOUND, "unknown_view", format!("there is no view {}", short(name)))
        }
        AttachError::Gone => Problem::new(StatusCode::GONE, "link_over", "the ticket's link has run out"),
        AttachError::Full => Problem::too_many("too_many_streams", "too many streams are open", FULL_RETRY_S),
        AttachError::Stopping => {
            Problem::new(StatusCode::SERVICE_UNAVAILABLE, "stopping", "the server stops").retry_after(FULL_RETRY_S)
        }
    }
}
