//! The first account of a fresh installation.

use super::login::signed_in;
use super::{Identity, login_of, name_of};
use crate::api::guard::wrong_secret;
use crate::api::incoming::Incoming;
use crate::app::Shared;
use crate::auth::fresh_id;
use crate::problem::Problem;
use axum::extract::{ConnectInfo, State};
use axum::response::Response;
use goiso_store::people::{Person, Role, Standing};
use serde::Deserialize;
use std::net::SocketAddr;
use utoipa::ToSchema;

/// The first admin.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetupBody {
    /// As the server printed it.
    pub code: String,
    /// What they will type to sign in.
    pub login: String,
    /// 10 characters at least.
    pub password: String,
    /// For people.
    pub name: String,
}

/// Make the first admin, once, with the code that the server printed at its first start; they are signed in at once.
#[utoipa::path(post, path = "/api/v1/setup", tag = "account", operation_id = "setup",
    request_body = SetupBody, responses((status = 200, body = Identity)))]
pub async fn setup(
    State(app): State<Shared>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    incoming: Incoming,
) -> Result<Response, Problem> {
    let SetupBody { code, login, password, name } = incoming.json()?;
    let (login, name) = (login_of(&login)?, name_of(&name)?);
    // another node may have made the first account meanwhile
    app.auth.reread().await?;
    let taken = app.auth.setup.take(&code).filter(|_| !app.auth.book().has_people());
    let taken = taken.ok_or_else(|| wrong_secret(&app, peer.ip(), "this set-up code is not good, or not any more"))?;
    let person = Person {
        id: fresh_id("p")?,
        login,
        name,
        role: Role::Admin,
        hall: None,
        password: app.auth.passwords.hash(password).await?,
        standing: Standing::Active,
        created_at: app.auth.now(),
    };
    let stored = person.clone();
    app.auth.change(async |store| store.add_person(stored).await).await?;
    taken.spent();
    let secret = app.auth.begin_session(&person).await?;
    signed_in(&app, &secret).await
}
