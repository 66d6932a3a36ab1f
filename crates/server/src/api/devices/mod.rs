//! Devices: a new screen shows a code, somebody who may lets it in, it gets its token, which is replaced every day.

pub mod approve;
pub mod list;
pub mod lookup;
pub mod pair;
pub mod refuse;
pub mod rename;
pub mod rotate;
pub mod token;

use crate::app::Shared;
use crate::auth::Member;
use crate::auth::pairing::UserCode;
use crate::problem::Problem;
use axum::http::StatusCode;
use goiso_store::pairings::{Pairing, PairingState};
use std::time::Instant;

/// The open wish that a code on a screen stands for. Codes that are not good cost the approver one of a few tries.
async fn waiting(app: &Shared, approver: &Member, typed: &str) -> Result<(UserCode, Pairing), Problem> {
    let too_many = |wait: crate::limits::TooFast| {
        Problem::too_many("too_fast", "too many wrong codes; wait before the next try", wait.retry_after_s)
    };
    if app.limits.enforced == crate::limits::Enforced::Yes {
        app.limits.wrong_codes.check(&approver.id, Instant::now()).map_err(too_many)?;
    }
    let now = app.auth.now();
    if let Some(code) = UserCode::typed(typed) {
        let pairing = app.store.pairing_by_user(code.hash()).await?;
        let open = pairing.filter(|pairing| pairing.expires_at > now && pairing.state == PairingState::Open);
        if let Some(pairing) = open {
            return Ok((code, pairing));
        }
    }
    app.limits.take(&app.limits.wrong_codes, &approver.id).map_err(too_many)?;
    Err(unknown_code())
}

fn unknown_code() -> Problem {
    let detail = "no screen shows this code, or it has run out; look at the screen again";
    Problem::new(StatusCode::NOT_FOUND, "unknown_user_code", detail)
}
