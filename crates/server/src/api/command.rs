//! From a request to a command of a hall and back to an answer.

use crate::api::incoming::{Incoming, again, answer, json};
use crate::app::Shared;
use crate::problem::{Problem, of_refusal, short};
use axum::http::StatusCode;
use axum::response::Response;
use goiso_engine::{RenderContext, Rendered, Replayed, Request};
use goiso_queue::command::TransferTo;
use goiso_queue::{Action, Command, CounterNo, Event, HallId, Refusal, TicketId};
use goiso_store::PrivateFact;
use serde::{Deserialize, Deserializer, Serialize};

/// Submits one action to a hall and renders its answer inside the transaction, so that it is stored under its key.
pub async fn submit<T, R>(
    app: &Shared,
    hall: &HallId,
    incoming: Incoming,
    action: Action,
    private: Vec<PrivateFact>,
    render: R,
) -> Result<Response, Problem>
where
    T: Serialize,
    R: FnOnce(&RenderContext<'_>, &[Event]) -> (StatusCode, T) + Send + 'static,
{
    let command = Command { by: incoming.actor()?, action };
    let render = move |context: &RenderContext<'_>, outcome: Result<&[Event], &goiso_queue::Refusal>| {
        let problem = match outcome {
            Ok(events) => {
                let (status, value) = render(context, events);
                match json(&value) {
                    Ok(body) => return Rendered { status: status.as_u16(), body },
                    Err(problem) => problem,
                }
            }
            Err(refusal) => of_refusal(refusal),
        };
        Rendered { status: problem.status.as_u16(), body: problem.document() }
    };
    let request = Request { command, key: Some(incoming.key), private, render: Box::new(render) };
    let reply = app.engine.submit(hall, request).await?;
    let response = answer(reply.status, reply.body);
    Ok(match reply.replayed {
        Replayed::First => response,
        Replayed::Again => again(response),
    })
}

/// A hall of a path. The guard has let it through, so a bad one is unknown.
pub fn hall(text: &str) -> Result<HallId, Problem> {
    text.parse().map_err(|_| Problem::unknown_hall(text))
}
/// A counter of a path.
pub fn counter(text: &str) -> Result<CounterNo, Problem> {
    text.parse().map_err(|_| Problem::unknown_counter(text))
}
/// A ticket of a path or body.
pub fn ticket(text: &str) -> Result<TicketId, Problem> {
    text.parse().map_err(|_| Problem::unknown_ticket(text))
}
/// Where somebody is sent: a body names either a group or a counter.
pub fn send_to(group: Option<String>, counter_number: Option<String>) -> Result<TransferTo, Problem> {
    match (group, counter_number) {
        (Some(group), None) => {
            let unknown = |_| of_refusal(&Refusal::UnknownGroup { group: short(&group) });
            Ok(TransferTo::Group { group: group.parse().map_err(unknown)? })
        }
        (None, Some(number)) => Ok(TransferTo::Counter { number: counter(&number)? }),
        (Some(_), Some(_)) | (None, None) => Err(Problem::bad_request("name either a group or a counter")),
    }
}

/// For fields that may be null but must be there: `seen` left out is not the same as nobody seen.
pub fn present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(from: D) -> Result<Option<T>, D::Error> {
    Option::<T>::deserialize(from)
}

/// The body of a command that says nothing more.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}
