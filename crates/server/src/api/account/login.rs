//! A person signs in.

use super::Identity;
use crate::api::incoming::{Incoming, ok};
use crate::app::Shared;
use crate::auth::Secret;
use crate::problem::Problem;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use serde::Deserialize;
use std::net::SocketAddr;
use utoipa::ToSchema;

/// A login and its password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LoginBody {
    /// What was given at set-up; `name` is taken for it too.
    #[serde(alias = "name")]
    pub login: String,
    /// The password.
    pub password: String,
}

/// Sign in: the answer sets a cookie that scripts cannot read.
#[utoipa::path(post, path = "/api/v1/login", tag = "account", operation_id = "login",
    request_body = LoginBody, responses((status = 200, body = Identity)))]
pub async fn login(
    State(app): State<Shared>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    incoming: Incoming,
) -> Result<Response, Problem> {
    let LoginBody { login, password } = incoming.json()?;
    let (_, secret) = app.auth.sign_in(&app.limits, &login, password, peer.ip()).await?;
    signed_in(&app, &secret).await
}

/// The answer to a sign-in.
pub(super) async fn signed_in(app: &Shared, secret: &Secret) -> Result<Response, Problem> {
    let member = app.auth.by_cookie(secret).await.ok_or_else(Problem::internal)?;
    let mut response = ok(&Identity::of(&member))?;
    set_cookie(&mut response, &app.cookie(Some(secret)))?;
    Ok(response)
}

/// Sets the header; it is the one answer in which the cookie's secret stands.
pub(super) fn set_cookie(response: &mut Response, cookie: &str) -> Result<(), Problem> {
    let mut value = HeaderValue::from_str(cookie).map_err(|_| Problem::internal())?;
    value.set_sensitive(true);
    response.headers_mut().insert(header::SET_COOKIE, value);
    Ok(())
}
