//! A ticket, looked at.

use crate::api::answers::Scene;
use crate::api::command;
use crate::api::incoming::ok;
use crate::app::Shared;
use crate::auth::Principal;
use crate::problem::Problem;
use axum::Extension;
use axum::extract::{Path, State};
use axum::response::Response;
use goiso_queue::{HallId, TicketId};
use goiso_store::Position;
use goiso_store::rows::{LegRow, TicketRow};
use goiso_wire::http::{At, Leg, Ticket};

/// Look at a ticket: its state, people ahead, wait range, legs. Also a ticket of an earlier day, without the latter two.
#[utoipa::path(get, path = "/api/v1/halls/{hall}/tickets/{ticket}", tag = "tickets", operation_id = "get_ticket",
    params(("hall" = String, Path), ("ticket" = String, Path)), responses((status = 200, body = Ticket)))]
pub async fn get(
    State(app): State<Shared>,
    Extension(principal): Extension<Principal>,
    Path((hall, ticket)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let hall = command::hall(&hall)?;
    let id = command::ticket(&ticket)?;
    let links = app.engine.links();
    let looked = app.engine.read(&hall, |published| {
        let scene = Scene {
            name: &hall,
            hall: published.hall,
            position: published.position,
            now: published.now,
            ranges: published.ranges,
            links,
        };
        (scene.ticket(id), published.position.clone())
    });
    let (today, position) = looked.ok_or_else(|| Problem::unknown_hall(hall.as_str()))?;
    let mut shown = match today {
        Some(ticket) => ticket,
        None => earlier(&app, &hall, id, position).await?,
    };
    if principal.member().is_some_and(|member| !member.is_staff()) {
        // the link is the holder's right over the ticket: a kiosk gets it with the number and never again
        shown.phone_url = String::new();
    }
    ok(&shown)
}

async fn earlier(app: &Shared, hall: &HallId, id: TicketId, position: Position) -> Result<Ticket, Problem> {
    let found = app.store.ticket(hall, id).await?;
    let (ticket, legs) = found.ok_or_else(|| Problem::unknown_ticket(&id.to_string()))?;
    Ok(of_row(&ticket, &legs, position))
}

fn of_row(row: &TicketRow, legs: &[LegRow], position: Position) -> Ticket {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Ticket {
        id: row.ticket.to_string(),
        label: format!("{}{:03}", row.series, row.number),
        group: row.group.to_string(),
        class: row.class.clone(),
        state: row.state.to_owned(),
        outcome: some(row.outcome),
        people_ahead: None,
        wait: None,
        issued_at: row.issued_at.0,
        counter: some(&row.counter),
        phone_url: String::new(),
        phone_link: None,
        legs: legs
            .iter()
            .map(|leg| Leg {
                group: leg.group.to_string(),
                counter: leg.counter.clone(),
                waited_from: leg.waited_from.0,
                called_at: leg.called_at.0,
                calls: leg.calls,
                started_at: leg.started_at.map(|at| at.0),
                start_implied: leg.start == "implied",
                ended_at: leg.ended_at.map(|at| at.0),
                how: some(leg.how),
            })
            .collect(),
        print: None,
        at: At { epoch: position.epoch.to_string(), seq: position.seq },
    }
}
