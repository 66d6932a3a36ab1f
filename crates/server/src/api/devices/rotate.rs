//! A device gets its next secret.

use crate::api::command::Nothing;
use crate::api::incoming::{Incoming, ok};
use crate::app::Shared;
use crate::auth::{Credential, Secret};
use crate::problem::Problem;
use axum::extract::State;
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;

/// A device should ask for its next secret so often.
const ROTATE_AFTER_S: i64 = 24 * 60 * 60;

/// The next secret.
#[derive(Serialize, ToSchema)]
pub struct NextSecret {
    /// To be kept safely first and used then: its first use ends the present one.
    pub token: String,
    /// The next one should be asked for after so long.
    pub rotate_after_s: i64,
}

/// Get the next secret of this device. The present one stays good until the next is used, so that an answer that got lost
/// locks nobody out; whoever uses a replaced one shuts the device out, for somebody has a copy.
#[utoipa::path(post, path = "/api/v1/devices/rotate", tag = "devices", operation_id = "rotate_device_token",
    responses((status = 200, body = NextSecret)))]
pub async fn rotate(State(app): State<Shared>, incoming: Incoming) -> Result<Response, Problem> {
    let Nothing {} = incoming.json()?;
    let member = incoming.member()?;
    let present = match &member.credential {
        Credential::Token(hash) => *hash,
        Credential::Cookie(_) => return Err(Problem::forbidden("people have no token to replace")),
    };
    let next = Secret::fresh().map_err(|_| Problem::internal())?;
    let staged = app.auth.change(async |store| store.stage_secret(&member.id, present, next.hash()).await).await?;
    if !staged {
        return Err(Problem::unauthenticated("this token is not known, or not any more"));
    }
    ok(&NextSecret { token: next.reveal().to_owned(), rotate_after_s: ROTATE_AFTER_S })
}
