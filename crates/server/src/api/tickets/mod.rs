//! Tickets: taken, looked at, taken back, moved in their line, judged.

pub mod browser_print;
pub mod cancel;
pub mod card;
pub mod fairness;
mod fairness_paper;
#[cfg(test)]
mod fairness_paper_tests;
pub mod get;
pub mod issue;
pub mod move_on;
pub mod print;
pub mod priority;
pub mod push_back;
pub mod rate;
pub mod reinstate;
pub mod void;

use crate::api::answers::Scene;
use crate::api::command::{self, submit};
use crate::api::incoming::Incoming;
use crate::app::Shared;
use crate::problem::Problem;
use axum::http::StatusCode;
use axum::response::Response;
use goiso_engine::RenderContext;
use goiso_queue::{Action, TicketId};
use goiso_store::PrivateFact;

/// A hall of a render's context as a scene.
pub(crate) fn scene<'a>(context: &'a RenderContext<'_>) -> Scene<'a> {
    Scene {
        name: context.name,
        hall: context.hall,
        position: context.position,
        now: context.now,
        ranges: context.ranges,
        links: context.links,
    }
}

/// Submits what is done to one ticket and answers with the ticket.
async fn change(
    app: &Shared,
    (hall, ticket): (&str, &str),
    incoming: Incoming,
    action: impl FnOnce(TicketId) -> Action,
    private: Vec<PrivateFact>,
) -> Result<Response, Problem> {
    let hall = command::hall(hall)?;
    let id = command::ticket(ticket)?;
    submit(app, &hall, incoming, action(id), private, move |context, _events| {
        (StatusCode::OK, scene(context).ticket(id))
    })
    .await
}
