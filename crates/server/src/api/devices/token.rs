//! A waiting device asks for its token.

use crate::api::account::Identity;
use crate::api::guard::wrong_secret;
use crate::api::incoming::{Incoming, ok};
use crate::app::Shared;
use crate::auth::{Known, Secret, fresh_id};
use crate::problem::Problem;
use axum::extract::{ConnectInfo, State};
use axum::http::StatusCode;
use axum::response::Response;
use goiso_store::devices::{DeviceNote, DeviceStep};
use goiso_store::pairings::{PairingGrant, PairingState};
use goiso_store::people::{Standing, Token};
use serde::Deserialize;
use std::net::SocketAddr;
use utoipa::ToSchema;

/// The code that the device kept.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeviceTokenBody {
    /// As the answer to its wish held it.
    pub device_code: String,
}

/// Fetch the token of a device that was let in, once. Until then a problem says how things stand: `authorization_pending`,
/// `slow_down` (with `interval_s`), `access_denied`, `expired_token` (RFC 8628, 3.5).
#[utoipa::path(post, path = "/api/v1/devices/token", tag = "devices", operation_id = "device_token",
    request_body = DeviceTokenBody, responses((status = 200, body = Identity)))]
pub async fn token(
    State(app): State<Shared>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    incoming: Incoming,
) -> Result<Response, Problem> {
    let DeviceTokenBody { device_code } = incoming.json()?;
    let hash = Secret::sent(&device_code).hash();
    let now = app.auth.now();
    let Some(pairing) = app.store.pairing_by_device(hash).await? else {
        let wrong = wrong_secret(&app, peer.ip(), "");
        return Err(if wrong.status == StatusCode::TOO_MANY_REQUESTS { wrong } else { expired() });
    };
    app.auth.paces.ask(hash, now).map_err(|slower| {
        not_yet("slow_down", "the device asks too often").fact("interval_s", slower.wait_ms / 1000)
    })?;
    if pairing.expires_at <= now {
        return Err(expired());
    }
    match pairing.state {
        PairingState::Open => Err(not_yet("authorization_pending", "nobody has let this device in yet")),
        PairingState::Refused => {
            app.store.end_pairing(hash).await?;
            app.auth.paces.forget(&hash);
            Err(not_yet("access_denied", "this device was turned away"))
        }
        PairingState::Granted(grant) => {
            let identity = take(&app, hash, grant).await?;
            app.auth.paces.forget(&hash);
            app.tell_devices();
            ok(&identity)
        }
    }
}

async fn take(app: &Shared, hash: [u8; 32], grant: PairingGrant) -> Result<Identity, Problem> {
    let secret = Secret::fresh().map_err(|_| Problem::internal())?;
    let now = app.auth.now();
    let token = Token {
        hash: secret.hash(),
        id: fresh_id("d")?,
        name: grant.name,
        role: grant.role,
        hall: Some(grant.hall),
        zone: grant.zone,
        speaks: grant.speaks,
        standing: Standing::Active,
        created_at: now,
    };
    let note = DeviceNote { at: now, device: token.id.clone(), what: DeviceStep::Paired, by: grant.by };
    let counter = grant.counter.clone();
    let taken = app.auth.change(async |store| store.take_pairing(hash, token, counter, note).await).await?;
    if !taken {
        // it was taken a moment ago, or ran out meanwhile
        return Err(expired());
    }
    let Known::Member(member) = app.auth.by_token(&secret).await? else { return Err(Problem::internal()) };
    let mut identity = Identity::of(&member);
    identity.counter = (!grant.counter.is_empty()).then_some(grant.counter);
    identity.token = Some(secret.reveal().to_owned());
    Ok(identity)
}

fn not_yet(code: &'static str, detail: &str) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, code, detail)
}

fn expired() -> Problem {
    not_yet("expired_token", "this code has run out or was used; ask for a new one")
}
