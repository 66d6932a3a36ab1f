//! Signed-in browsers: listed, ended.

use crate::api::command::Nothing;
use crate::api::incoming::{Incoming, Outside, ok};
use crate::api::private::hex;
use crate::app::Shared;
use crate::auth::{Credential, Member, Principal};
use crate::problem::{Problem, short};
use axum::Extension;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use goiso_store::people::{BrowserSession, Role};
use serde::Serialize;
use utoipa::ToSchema;

/// Bytes of a session's hash that name it: enough to tell sessions apart, useless to sign in with.
const NAME_BYTES: usize = 8;

/// Sessions that last.
#[derive(Debug, Serialize, ToSchema)]
pub struct Sessions {
    /// The newest use first.
    pub sessions: Vec<SessionEntry>,
}

/// A session.
#[derive(Debug, Serialize, ToSchema)]
pub struct SessionEntry {
    /// Names it.
    pub id: String,
    /// Whose.
    pub person: String,
    /// For people.
    pub name: String,
    /// Began, Unix milliseconds.
    pub created_at: i64,
    /// Last used, within a minute.
    pub seen_at: i64,
    /// It is the one that asks.
    pub own: bool,
}

/// List sessions: one's own, an admin everybody's.
#[utoipa::path(get, path = "/api/v1/sessions", tag = "account", operation_id = "list_sessions",
    responses((status = 200, body = Sessions)))]
pub async fn list(State(app): State<Shared>, Extension(principal): Extension<Principal>) -> Result<Response, Problem> {
    let member = principal.member().ok_or_else(|| Problem::unauthenticated("this needs a token or a sign-in"))?;
    let book = app.auth.book();
    let own = match member.credential {
        Credential::Cookie(hash) => Some(hash),
        Credential::Token(_) => None,
    };
    let sessions = book.sessions(app.auth.now());
    let entries = sessions.iter().filter(|session| within_reach(&app, member, session)).map(|session| SessionEntry {
        id: name_of(session),
        person: session.person.clone(),
        name: book.person(&session.person).map(|person| person.name.clone()).unwrap_or_default(),
        created_at: session.created_at,
        seen_at: session.seen_at,
        own: own == Some(session.hash),
    });
    ok(&Sessions { sessions: entries.collect() })
}

/// End a session: one's own, an admin anybody's.
#[utoipa::path(post, path = "/api/v1/sessions/{session}/revoke", tag = "account", operation_id = "revoke_session",
    params(("session" = String, Path)), responses((status = 200, body = super::logout::SignedOut)))]
pub async fn revoke(
    State(app): State<Shared>,
    Path(id): Path<String>,
    incoming: Incoming,
) -> Result<Response, Problem> {
    let work = async |incoming: &Incoming| {
        let Nothing {} = incoming.json()?;
        let member = incoming.member()?;
        let sessions = app.auth.book().sessions(app.auth.now());
        let found = sessions.iter().find(|session| name_of(session) == id && within_reach(&app, member, session));
        let hash = found.map(|session| session.hash).ok_or_else(|| {
            Problem::new(StatusCode::NOT_FOUND, "unknown_session", format!("there is no session {}", short(&id)))
        })?;
        app.auth.change(async |store| store.end_session(hash).await).await?;
        Outside::kept(StatusCode::OK, &super::logout::SignedOut {})
    };
    incoming.outside(&app, work).await
}

fn name_of(session: &BrowserSession) -> String {
    hex(session.hash.get(..NAME_BYTES).unwrap_or_default())
}

fn within_reach(app: &Shared, member: &Member, session: &BrowserSession) -> bool {
    if session.person == member.id {
        return true;
    }
    let person = app.auth.book().person(&session.person).and_then(|person| person.hall.clone());
    member.role == Role::Admin && (member.hall.is_none() || member.hall == person)
}
