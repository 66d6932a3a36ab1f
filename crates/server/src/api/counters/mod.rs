//! Counters: an officer sits down, calls, serves, sends on.

pub mod away;
pub mod call;
pub mod open;
pub mod serve;
pub mod undo;

use crate::api::answers::Scene;
use crate::api::command::{self, submit};
use crate::api::incoming::Incoming;
use crate::app::Shared;
use crate::problem::Problem;
use axum::http::StatusCode;
use axum::response::Response;
use goiso_engine::RenderContext;
use goiso_queue::{Action, CounterNo, TicketId};
use goiso_store::PrivateFact;
use goiso_wire::http::Next;
use serde::Deserialize;
use utoipa::ToSchema;

/// What the officer's screen shows; a command that fits another state is refused with the true one.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SeenBody {
    /// The ticket on the screen, or null for nobody. It must be said.
    #[serde(deserialize_with = "command::present")]
    #[schema(value_type = Option<String>)]
    pub seen: Option<TicketId>,
}

fn scene<'a>(context: &'a RenderContext<'_>) -> Scene<'a> {
    Scene {
        name: context.name,
        hall: context.hall,
        position: context.position,
        now: context.now,
        ranges: context.ranges,
        links: context.links,
    }
}

/// Submits a counter command and answers with the counter.
async fn change(
    app: &Shared,
    (hall, counter): (&str, &str),
    incoming: Incoming,
    private: Vec<PrivateFact>,
    action: impl FnOnce(CounterNo) -> Action,
) -> Result<Response, Problem> {
    let hall = command::hall(hall)?;
    let counter = command::counter(counter)?;
    let action = action(counter.clone());
    submit(app, &hall, incoming, action, private, move |context, events| {
        (StatusCode::OK, scene(context).counter(&counter, events, context.first_seq))
    })
    .await
}

/// Submits a call and answers with whoever was called.
async fn calling(
    app: &Shared,
    (hall, counter): (&str, &str),
    incoming: Incoming,
    action: impl FnOnce(CounterNo) -> Action,
) -> Result<Response, Problem> {
    let hall = command::hall(hall)?;
    let action = action(command::counter(counter)?);
    submit(app, &hall, incoming, action, Vec::new(), |context, events| {
        let scene = scene(context);
        (StatusCode::OK, Next { call: scene.called(events, context.first_seq), at: scene.at() })
    })
    .await
}
