//! A person signs out.

use super::login::set_cookie;
use crate::api::command::Nothing;
use crate::api::incoming::{Incoming, ok};
use crate::app::Shared;
use crate::auth::Credential;
use crate::problem::Problem;
use axum::extract::State;
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;

/// Nothing is left.
#[derive(Debug, Serialize, ToSchema)]
pub struct SignedOut {}

/// Sign out: the session ends, its streams with it.
#[utoipa::path(post, path = "/api/v1/logout", tag = "account", operation_id = "logout",
    responses((status = 200, body = SignedOut)))]
pub async fn logout(State(app): State<Shared>, incoming: Incoming) -> Result<Response, Problem> {
    let Nothing {} = incoming.json()?;
    match incoming.member()?.credential {
        Credential::Cookie(hash) => app.auth.change(async |store| store.end_session(hash).await).await?,
        Credential::Token(_) => {
            return Err(Problem::bad_request("a token does not sign out; an admin revokes it"));
        }
    }
    let mut response = ok(&SignedOut {})?;
    set_cookie(&mut response, &app.cookie(None))?;
    Ok(response)
}
