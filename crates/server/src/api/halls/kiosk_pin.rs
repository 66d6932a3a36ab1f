//! The attendant's PIN: it opens the attendant's page of a kiosk. Kept as an Argon2id hash beside the server's secrets.

use crate::api::command;
use crate::api::incoming::{Incoming, ok};
use crate::app::Shared;
use crate::auth::passwords::Verdict;
use crate::limits::Enforced;
use crate::problem::Problem;
use axum::extract::{ConnectInfo, Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use goiso_queue::HallId;
use serde::{Deserialize, Serialize};
use std::net::SocketAddr;
use std::time::Instant;
use utoipa::ToSchema;

/// A PIN has at least so many digits.
pub const PIN_SHORTEST: usize = 4;
/// And at most so many.
pub const PIN_LONGEST: usize = 8;

/// A hall's new PIN.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PinBody {
    /// 4 to 8 digits; null for no PIN, so that nobody opens the attendant's page.
    #[schema(min_length = 4, max_length = 8, pattern = "^[0-9]{4,8}$")]
    pub pin: Option<String>,
}

/// Whether a hall has a PIN.
#[derive(Debug, Serialize, ToSchema)]
pub struct PinSet {
    /// Yes or no.
    pub set: bool,
}

/// What an attendant types at a kiosk.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UnlockBody {
    /// The digits.
    pub pin: String,
}

/// The right PIN was typed.
#[derive(Debug, Serialize, ToSchema)]
pub struct Unlocked {
    /// Always true; a wrong PIN is a problem.
    pub unlocked: bool,
}

/// Set the hall's kiosk PIN, or take it away.
#[utoipa::path(post, path = "/api/v1/halls/{hall}/kiosk-pin", tag = "halls", operation_id = "set_kiosk_pin",
    params(("hall" = String, Path)), request_body = PinBody, responses((status = 200, body = PinSet)))]
pub async fn set(State(app): State<Shared>, Path(hall): Path<String>, incoming: Incoming) -> Result<Response, Problem> {
    let hall = command::hall(&hall)?;
    let PinBody { pin } = incoming.json()?;
    if let Some(pin) = &pin
        && !well_formed(pin)
    {
        return Err(Problem::bad_request(format!("a PIN has {PIN_SHORTEST} to {PIN_LONGEST} digits")));
    }
    let set = pin.is_some();
    match pin {
        Some(pin) => {
            let hash = app.auth.passwords.hash_pin(pin).await?;
            app.store.set_secret(&name(&hall), hash.into_bytes()).await?;
        }
        None => app.store.forget_secret(&name(&hall)).await?,
    }
    // a repetition sets the same once more; kept under its key, the request's hash would give four digits away
    ok(&PinSet { set })
}

/// Open the attendant's page of a kiosk: the right PIN also lifts this kiosk's limit of numbers a minute.
#[utoipa::path(post, path = "/api/v1/halls/{hall}/kiosk-pin/unlock", tag = "halls", operation_id = "unlock_kiosk",
    params(("hall" = String, Path)), request_body = UnlockBody, responses((status = 200, body = Unlocked)))]
pub async fn unlock(
    State(app): State<Shared>,
    Path(hall): Path<String>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    incoming: Incoming,
) -> Result<Response, Problem> {
    let hall = command::hall(&hall)?;
    let Ok(UnlockBody { pin }) = incoming.json() else {
        return Err(Problem::bad_request("send {\"pin\": digits}"));
    };
    let kiosk = incoming.principal.id();
    let slow = format!("{}/{kiosk}", name(&hall));
    if app.limits.enforced == Enforced::Yes {
        app.limits.login.begin(&slow, peer.ip(), Instant::now()).map_err(|wait| {
            Problem::too_many("login_delayed", "too many wrong PINs; wait before the next try", wait.retry_after_s)
        })?;
    }
    let stored = app.store.known_secret(&name(&hall)).await?;
    let Some(stored) = stored.and_then(|bytes| String::from_utf8(bytes).ok()) else {
        return Err(Problem::new(StatusCode::CONFLICT, "no_kiosk_pin", "this hall has no kiosk PIN yet"));
    };
    match app.auth.passwords.check(pin, Some(stored)).await? {
        Verdict::Right => {
            app.limits.login.right(&slow, peer.ip());
            app.limits.issue.refill(&kiosk);
            if let Ok(kiosk) = kiosk.parse() {
                app.engine.kiosk_calmed(&hall, &kiosk);
            }
            ok(&Unlocked { unlocked: true })
        }
        Verdict::Wrong => {
            tracing::info!(%kiosk, hall = hall.as_str(), "a wrong PIN was typed at a kiosk");
            Err(Problem::new(StatusCode::FORBIDDEN, "wrong_pin", "this is not the hall's kiosk PIN"))
        }
    }
}

fn well_formed(pin: &str) -> bool {
    (PIN_SHORTEST..=PIN_LONGEST).contains(&pin.len()) && pin.bytes().all(|byte| byte.is_ascii_digit())
}

fn name(hall: &HallId) -> String {
    format!("kiosk-pin/{hall}")
}
