//! An approver looks at the device that shows a code.

use super::pair::Kind;
use super::waiting;
use crate::api::incoming::{Incoming, ok};
use crate::app::Shared;
use crate::problem::Problem;
use axum::extract::State;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The code on the screen.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LookupBody {
    /// As typed: case, spaces and dashes do not matter.
    pub user_code: String,
}

/// A device that waits to be let in.
#[derive(Debug, Serialize, ToSchema)]
pub struct Waiting {
    /// The code as the screen shows it.
    pub user_code: String,
    /// What it says it is.
    pub kind: Kind,
    /// Where it asked from.
    pub address: String,
    /// The same stands on its screen; if not, it is another device.
    pub match_number: u8,
    /// Unix milliseconds.
    pub asked_at: i64,
    /// Unix milliseconds.
    pub expires_at: i64,
}

/// Look at the device that shows a code, before letting it in.
#[utoipa::path(post, path = "/api/v1/devices/lookup", tag = "devices", operation_id = "look_up_device",
    request_body = LookupBody, responses((status = 200, body = Waiting)))]
pub async fn lookup(State(app): State<Shared>, incoming: Incoming) -> Result<Response, Problem> {
    let LookupBody { user_code } = incoming.json()?;
    let (code, pairing) = waiting(&app, incoming.member()?, &user_code).await?;
    let kind = serde_json::from_value(pairing.kind.into()).map_err(|_| Problem::internal())?;
    ok(&Waiting {
        user_code: code.to_string(),
        kind,
        address: pairing.address,
        match_number: pairing.match_number,
        asked_at: pairing.asked_at,
        expires_at: pairing.expires_at,
    })
}
