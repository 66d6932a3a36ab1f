//! The citizen judges.

use super::change;
use crate::api::incoming::Incoming;
use crate::api::private;
use crate::app::Shared;
use crate::problem::Problem;
use axum::extract::{Path, State};
use axum::response::Response;
use goiso_queue::Action;
use goiso_wire::http::Ticket;
use serde::Deserialize;
use utoipa::ToSchema;

/// A judgement.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RateBody {
    /// 1 to 5.
    #[schema(minimum = 1, maximum = 5)]
    pub score: u8,
    /// In the citizen's own words; kept apart from the log.
    pub comment: Option<String>,
}

/// Judge a served ticket, once.
#[utoipa::path(post, path = "/api/v1/halls/{hall}/tickets/{ticket}/rate", tag = "tickets", operation_id = "rate_ticket",
    params(("hall" = String, Path), ("ticket" = String, Path)), request_body = RateBody, responses((status = 200, body = Ticket)))]
pub async fn rate(
    State(app): State<Shared>,
    Path((hall, ticket)): Path<(String, String)>,
    incoming: Incoming,
) -> Result<Response, Problem> {
    let RateBody { score, comment } = incoming.json()?;
    let kept =
        comment.filter(|words| !words.trim().is_empty()).map(|words| private::text("comment", &words)).transpose()?;
    let (comment, facts) = kept.map_or((None, Vec::new()), |(hash, fact)| (Some(hash), vec![fact]));
    change(&app, (&hall, &ticket), incoming, |ticket| Action::Rate { ticket, score, comment }, facts).await
}
