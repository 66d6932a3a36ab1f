//! A code from the fragment of a link becomes a token.

use super::Identity;
use crate::api::guard::wrong_secret;
use crate::api::incoming::{Incoming, ok};
use crate::app::Shared;
use crate::auth::Known;
use crate::problem::Problem;
use axum::extract::{ConnectInfo, State};
use axum::response::Response;
use serde::Deserialize;
use std::net::SocketAddr;
use utoipa::ToSchema;

/// A code.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExchangeBody {
    /// As it stood in the fragment.
    pub code: String,
}

/// Get the token that a link's code stands for.
#[utoipa::path(post, path = "/api/v1/exchange", tag = "account", operation_id = "exchange_code",
    request_body = ExchangeBody, responses((status = 200, body = Identity)))]
pub async fn exchange(
    State(app): State<Shared>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    incoming: Incoming,
) -> Result<Response, Problem> {
    let ExchangeBody { code } = incoming.json()?;
    let wrong = || wrong_secret(&app, peer.ip(), "this code is not good, or not any more");
    let grant = app.auth.codes.exchange(&code).ok_or_else(wrong)?;
    let Known::Member(member) = app.auth.by_token(&grant.token).await? else { return Err(wrong()) };
    let mut identity = Identity::of(&member);
    identity.counter = grant.counter.map(|counter| counter.to_string());
    identity.zone = grant.zone.map(|zone| zone.to_string()).or(identity.zone);
    identity.token = Some(grant.token.reveal().to_owned());
    ok(&identity)
}
