//! A new screen or loudspeaker asks to belong to a hall.

use crate::api::incoming::{Incoming, answer, json};
use crate::app::Shared;
use crate::auth::Secret;
use crate::auth::pairing::{CODES_LIVE_MS, OPEN_MOST, POLL_MS, UserCode, match_number};
use crate::problem::Problem;
use axum::extract::{ConnectInfo, State};
use axum::response::Response;
use goiso_store::pairings::{Pairing, PairingState};
use serde::{Deserialize, Serialize};
use std::net::SocketAddr;
use utoipa::ToSchema;

/// Somebody who finds all places taken should come back after this, in seconds.
const FULL_RETRY_S: u32 = 60;

/// What a device is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A screen of the hall.
    Hall,
    /// The screen of one counter.
    Counter,
    /// A kiosk.
    Kiosk,
    /// A loudspeaker without a screen.
    Announcer,
}

impl Kind {
    fn word(self) -> &'static str {
        match self {
            Kind::Hall => "hall",
            Kind::Counter => "counter",
            Kind::Kiosk => "kiosk",
            Kind::Announcer => "announcer",
        }
    }
}

/// Who asks.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PairBody {
    /// What it is.
    pub kind: Kind,
}

/// The two codes.
#[derive(Serialize, ToSchema)]
pub struct PairCodes {
    /// For the device alone: with it, it asks for its token.
    pub device_code: String,
    /// To be shown: `XXXX-XXXX`.
    pub user_code: String,
    /// To be shown: the approver sees the same.
    pub match_number: u8,
    /// Where the code is typed.
    pub verification_uri: String,
    /// Both codes are good for so long.
    pub expires_in_s: i64,
    /// The device asks at most so often.
    pub interval_s: i64,
}

/// Ask to be paired: get a code to show and one to ask for the token with (RFC 8628, device authorization).
#[utoipa::path(post, path = "/api/v1/devices/pair", tag = "devices", operation_id = "pair_device",
    request_body = PairBody, responses((status = 201, body = PairCodes)))]
pub async fn pair(
    State(app): State<Shared>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    incoming: Incoming,
) -> Result<Response, Problem> {
    let PairBody { kind } = incoming.json()?;
    app.limits.take(&app.limits.pairings, &peer.ip()).map_err(|wait| {
        Problem::too_many("too_fast", "too many devices of this address ask to be paired", wait.retry_after_s)
    })?;
    let secret = Secret::fresh().map_err(|_| Problem::internal())?;
    let code = UserCode::fresh().map_err(|_| Problem::internal())?;
    let now = app.auth.now();
    let pairing = Pairing {
        device_hash: secret.hash(),
        user_hash: code.hash(),
        match_number: match_number().map_err(|_| Problem::internal())?,
        kind: kind.word().to_owned(),
        address: peer.ip().to_canonical().to_string(),
        asked_at: now,
        expires_at: now.saturating_add(CODES_LIVE_MS),
        state: PairingState::Open,
    };
    let match_number = pairing.match_number;
    if !app.store.open_pairing(pairing, OPEN_MOST).await? {
        return Err(Problem::too_many("too_many_pairings", "too many devices wait to be paired", FULL_RETRY_S));
    }
    let codes = PairCodes {
        device_code: secret.reveal().to_owned(),
        user_code: code.to_string(),
        match_number,
        verification_uri: "/admin/#pair".to_owned(),
        expires_in_s: CODES_LIVE_MS / 1000,
        interval_s: POLL_MS / 1000,
    };
    Ok(answer(201, json(&codes)?))
}
