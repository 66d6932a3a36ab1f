//! Tokens of devices and programs: listed, added, revoked.

use super::{hall_of, name_of, role_of};
use crate::api::command::Nothing;
use crate::api::incoming::{Incoming, Outside, ok};
use crate::app::Shared;
use crate::auth::{Member, NewToken, Principal, fresh_id};
use crate::problem::{Problem, short};
use axum::Extension;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use goiso_queue::ZoneCode;
use goiso_store::devices::{DeviceNote, DeviceStep};
use goiso_store::people::{Role, Standing, Token};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Tokens within reach.
#[derive(Debug, Serialize, ToSchema)]
pub struct Tokens {
    /// By name.
    pub tokens: Vec<TokenEntry>,
}

/// A token, without its secret.
#[derive(Debug, Serialize, ToSchema)]
pub struct TokenEntry {
    /// Stable id, also in the log.
    pub id: String,
    /// For people.
    pub name: String,
    /// What it may do.
    pub role: String,
    /// Where; null for every hall.
    pub hall: Option<String>,
    /// The only zone of a screen or loudspeaker; null for every zone.
    pub zone: Option<String>,
    /// The rank of a speaker, lower asks first; null may not speak.
    pub speaks: Option<u8>,
    /// `active` or `disabled`.
    pub standing: String,
    /// Unix milliseconds.
    pub created_at: i64,
    /// The secret; only in the answer that adds it, never again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
}

impl TokenEntry {
    fn of(token: &Token) -> Self {
        Self {
            id: token.id.clone(),
            name: token.name.clone(),
            role: token.role.word().to_owned(),
            hall: token.hall.as_ref().map(ToString::to_string),
            zone: (!token.zone.is_empty()).then(|| token.zone.clone()),
            speaks: token.speaks,
            standing: token.standing.word().to_owned(),
            created_at: token.created_at,
            token: None,
        }
    }
}

/// A token to be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddTokenBody {
    /// For people to recognise it.
    pub name: String,
    /// What it may do.
    pub role: String,
    /// Where; null for every hall.
    pub hall: Option<String>,
    /// The only zone of a screen or loudspeaker.
    pub zone: Option<String>,
    /// The rank of a speaker, lower asks first; left out it may not speak.
    pub speaks: Option<u8>,
}

/// List tokens.
#[utoipa::path(get, path = "/api/v1/tokens", tag = "account", operation_id = "list_tokens",
    responses((status = 200, body = Tokens)))]
pub async fn list(State(app): State<Shared>, Extension(principal): Extension<Principal>) -> Result<Response, Problem> {
    let admin = principal.member().ok_or_else(|| Problem::unauthenticated("this needs a token or a sign-in"))?;
    let tokens = app.auth.book().tokens();
    ok(&Tokens { tokens: tokens.iter().filter(|token| within_reach(admin, token)).map(TokenEntry::of).collect() })
}

/// Add a token. The answer holds its secret, this once: it is kept nowhere, and a repetition makes another.
#[utoipa::path(post, path = "/api/v1/tokens", tag = "account", operation_id = "add_token",
    request_body = AddTokenBody, responses((status = 201, body = TokenEntry)))]
pub async fn add(State(app): State<Shared>, incoming: Incoming) -> Result<Response, Problem> {
    let work = async |incoming: &Incoming| {
        let body: AddTokenBody = incoming.json()?;
        let hall = hall_of(&app, incoming.member()?, body.hall)?;
        let zone = match body.zone {
            None => String::new(),
            Some(zone) => {
                let known = zone.parse::<ZoneCode>().ok().filter(|zone| {
                    hall.as_ref().is_some_and(|hall| {
                        app.engine.read(hall, |published| published.hall.config.has_zone(zone)) == Some(true)
                    })
                });
                let unknown = || {
                    let refusal = goiso_queue::Refusal::UnknownZone { zone: short(&zone) };
                    crate::problem::of_refusal(&refusal)
                };
                known.ok_or_else(unknown)?.to_string()
            }
        };
        let role = role_of(&body.role)?;
        let letter = match role {
            Role::Kiosk | Role::Display | Role::Announcer => "d",
            Role::Admin | Role::Supervisor | Role::Officer | Role::Greeter => "s",
        };
        let new = NewToken { id: fresh_id(letter)?, name: name_of(&body.name)?, role, hall, zone, speaks: body.speaks };
        let (token, secret) = app.auth.add_token(new).await?;
        app.tell_devices();
        let mut entry = TokenEntry::of(&token);
        entry.token = Some(secret.reveal().to_owned());
        Outside::secret(StatusCode::CREATED, &entry)
    };
    incoming.outside(&app, work).await
}

/// Revoke a token: it opens nothing any more, and its streams end within moments.
#[utoipa::path(post, path = "/api/v1/tokens/{token}/revoke", tag = "account", operation_id = "revoke_token",
    params(("token" = String, Path)), responses((status = 200, body = TokenEntry)))]
pub async fn revoke(
    State(app): State<Shared>,
    Path(id): Path<String>,
    incoming: Incoming,
) -> Result<Response, Problem> {
    let work = async |incoming: &Incoming| {
        let Nothing {} = incoming.json()?;
        let admin = incoming.member()?;
        let known = app.auth.book().token(&id).filter(|token| within_reach(admin, token));
        let mut token = known.ok_or_else(|| {
            Problem::new(StatusCode::NOT_FOUND, "unknown_token", format!("there is no token {}", short(&id)))
        })?;
        let note =
            DeviceNote { at: app.auth.now(), device: id.clone(), what: DeviceStep::Revoked, by: admin.id.clone() };
        app.auth.change(async |store| store.revoke_device(note).await).await?;
        app.tell_devices();
        tracing::info!(token = %id, by = %admin.id, "a token was revoked");
        token.standing = Standing::Disabled;
        Outside::kept(StatusCode::OK, &TokenEntry::of(&token))
    };
    incoming.outside(&app, work).await
}

pub(crate) fn within_reach(admin: &Member, token: &Token) -> bool {
    admin.hall.is_none() || admin.hall == token.hall
}
