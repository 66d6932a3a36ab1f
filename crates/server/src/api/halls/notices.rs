//! Notices on the screens: posted, withdrawn.

use super::Done;
use crate::api::command::{self, Nothing, submit};
use crate::api::incoming::{Incoming, composed};
use crate::app::Shared;
use crate::problem::{Problem, of_refusal, short};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use goiso_queue::config::Text;
use goiso_queue::voice::NoticeSpeech;
use goiso_queue::{Action, Fact, Moment, NoticeId, Refusal};
use goiso_wire::http::At;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A notice to be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NoticeBody {
    /// Its words in the hall's languages.
    #[schema(value_type = goiso_wire::value::Text)]
    pub text: Text,
    /// On the screens of these zones; of all if empty.
    #[serde(default)]
    pub zones: Vec<String>,
    /// Until then, Unix milliseconds; until withdrawn if left out.
    pub until: Option<i64>,
    /// What of it is said aloud: `text` (a chime), `closing_soon`, `issuing_closed`, `counter_paused`, `prepare`, `thanks`, `welcome`;
    /// nothing if left out.
    #[schema(value_type = Option<String>)]
    pub speech: Option<NoticeSpeech>,
}

/// A notice that now is.
#[derive(Debug, Serialize, ToSchema)]
pub struct Posted {
    /// Its id.
    pub notice: Option<String>,
    /// Where the log stands.
    pub at: At,
}

/// Put a notice on the screens.
#[utoipa::path(post, path = "/api/v1/halls/{hall}/notices", tag = "halls", operation_id = "post_notice",
    params(("hall" = String, Path)), request_body = NoticeBody, responses((status = 201, body = Posted)))]
pub async fn post(
    State(app): State<Shared>,
    Path(hall): Path<String>,
    incoming: Incoming,
) -> Result<Response, Problem> {
    let NoticeBody { text, zones, until, speech } = incoming.json()?;
    let hall = command::hall(&hall)?;
    let unknown = |zone: &String| of_refusal(&Refusal::UnknownZone { zone: short(zone) });
    let zones = zones.iter().map(|zone| zone.parse().map_err(|_| unknown(zone))).collect::<Result<_, _>>()?;
    let action = Action::PostNotice { text: composed(&text)?, zones, until: until.map(Moment), speech };
    submit(&app, &hall, incoming, action, Vec::new(), |context, events| {
        let posted = events.iter().zip(context.first_seq..).find_map(|(event, seq)| {
            matches!(event.fact, Fact::NoticePosted { .. }).then(|| NoticeId(seq).to_string())
        });
        let at = At { epoch: context.position.epoch.to_string(), seq: context.position.seq };
        (StatusCode::CREATED, Posted { notice: posted, at })
    })
    .await
}

/// Take a notice off the screens.
#[utoipa::path(post, path = "/api/v1/halls/{hall}/notices/{notice}/withdraw", tag = "halls", operation_id = "withdraw_notice",
    params(("hall" = String, Path), ("notice" = String, Path)), responses((status = 200, body = Done)))]
pub async fn withdraw(
    State(app): State<Shared>,
    Path((hall, notice)): Path<(String, String)>,
    incoming: Incoming,
) -> Result<Response, Problem> {
    let Nothing {} = incoming.json()?;
    let hall = command::hall(&hall)?;
    let notice: NoticeId = notice.parse().map_err(|_| of_refusal(&Refusal::UnknownItem { item: short(&notice) }))?;
    submit(&app, &hall, incoming, Action::WithdrawNotice { notice }, Vec::new(), |context, _events| {
        (StatusCode::OK, Done { at: At { epoch: context.position.epoch.to_string(), seq: context.position.seq } })
    })
    .await
}
