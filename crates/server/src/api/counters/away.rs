//! Away to complete papers, back again, on to another group or counter.

use super::change;
use crate::api::command;
use crate::api::incoming::Incoming;
use crate::app::Shared;
use crate::problem::Problem;
use axum::extract::{Path, State};
use axum::response::Response;
use goiso_queue::Action;
use goiso_queue::TicketId;
use goiso_queue::command::{AfterTransfer, Seen};
use goiso_queue::time::Seconds;
use goiso_wire::http::CounterAnswer;
use serde::Deserialize;
use utoipa::ToSchema;

/// Why somebody goes to complete papers.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ParkBody {
    /// The ticket on the screen, or null for nobody. It must be said.
    #[serde(deserialize_with = "command::present")]
    #[schema(value_type = Option<String>)]
    pub seen: Option<TicketId>,
    /// What is missing, in a word of the hall's list; never a personal fact.
    pub reason: String,
    /// Back within so many seconds; the hall's usual time if left out.
    pub away_s: Option<u32>,
}

/// Who is back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReturnBody {
    /// The ticket on the officer's screen, or null for nobody; left out by a guide desk, which does not show it.
    #[serde(default, deserialize_with = "at_counter")]
    #[schema(value_type = Option<String>)]
    pub seen: Option<Seen>,
    /// The parked ticket.
    pub ticket: String,
}

fn at_counter<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<Seen>, D::Error> {
    command::present(from).map(|seen| Some(Seen::AtCounter(seen)))
}

/// Where somebody is sent on to.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TransferBody {
    /// The ticket on the screen, or null for nobody. It must be said.
    #[serde(deserialize_with = "command::present")]
    #[schema(value_type = Option<String>)]
    pub seen: Option<TicketId>,
    /// A service group's letter; either this or `counter`.
    pub group: Option<String>,
    /// A counter's number.
    pub counter: Option<String>,
    /// `ends`, or `returns`: the person comes back here afterwards, first in line.
    #[schema(value_type = Option<String>)]
    pub after: Option<AfterTransfer>,
}

/// Send the person to complete papers.
#[utoipa::path(post, path = "/api/v1/halls/{hall}/counters/{counter}/park", tag = "counters", operation_id = "park",
    params(("hall" = String, Path), ("counter" = String, Path)), request_body = ParkBody, responses((status = 200, body = CounterAnswer)))]
pub async fn park(
    State(app): State<Shared>,
    Path((hall, counter)): Path<(String, String)>,
    incoming: Incoming,
) -> Result<Response, Problem> {
    let ParkBody { seen, reason, away_s } = incoming.json()?;
    let away = away_s.map(Seconds);
    change(&app, (&hall, &counter), incoming, Vec::new(), |counter| Action::Park { counter, seen, reason, away }).await
}

/// A parked person is back: in line again, first for the counter that sent them.
#[utoipa::path(post, path = "/api/v1/halls/{hall}/counters/{counter}/return", tag = "counters", operation_id = "return_from_park",
    params(("hall" = String, Path), ("counter" = String, Path)), request_body = ReturnBody, responses((status = 200, body = CounterAnswer)))]
pub async fn return_from_park(
    State(app): State<Shared>,
    Path((hall, counter)): Path<(String, String)>,
    incoming: Incoming,
) -> Result<Response, Problem> {
    let ReturnBody { seen, ticket } = incoming.json()?;
    let seen = seen.unwrap_or(Seen::Elsewhere);
    let ticket = command::ticket(&ticket)?;
    change(&app, (&hall, &counter), incoming, Vec::new(), |counter| Action::Return { counter, seen, ticket }).await
}

/// Send the person on to another group or counter.
#[utoipa::path(post, path = "/api/v1/halls/{hall}/counters/{counter}/transfer", tag = "counters", operation_id = "transfer",
    params(("hall" = String, Path), ("counter" = String, Path)), request_body = TransferBody, responses((status = 200, body = CounterAnswer)))]
pub async fn transfer(
    State(app): State<Shared>,
    Path((hall, counter)): Path<(String, String)>,
    incoming: Incoming,
) -> Result<Response, Problem> {
    let TransferBody { seen, group, counter: to_counter, after } = incoming.json()?;
    let to = command::send_to(group, to_counter)?;
    let after = after.unwrap_or(AfterTransfer::Ends);
    change(&app, (&hall, &counter), incoming, Vec::new(), |counter| Action::Transfer { counter, seen, to, after }).await
}
