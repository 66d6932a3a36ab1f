//! A slip that a page had its own browser print: nobody was asked first, and the print log hears of it afterwards.

use super::print::KIOSK_PRINTS;
use crate::api::command;
use crate::api::incoming::Incoming;
use crate::api::tickets::scene;
use crate::app::Shared;
use crate::problem::{Problem, of_refusal};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use goiso_queue::print::{MOST_PRINTS, Paper, Print, Printable};
use goiso_queue::{Action, Refusal};
use goiso_store::people::Role;
use goiso_wire::http::BrowserPrint;
use serde::Deserialize;
use utoipa::ToSchema;

/// What a browser printed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BrowserPrintBody {
    /// How wide its paper is: `80` or `58`.
    #[schema(value_type = String)]
    pub paper: Paper,
    /// The n-th slip of this ticket by this browser; of the second on they are marked as copies.
    pub copy: u8,
}

/// Tell that a browser printed a ticket's slip. Told again, the answer is the same and nothing more is recorded. It may be told after
/// the ticket has ended, on the same service day: the ticket stays as it is, the print log knows the paper.
#[utoipa::path(post, path = "/api/v1/halls/{hall}/tickets/{ticket}/browser-print", tag = "tickets",
    operation_id = "browser_print", params(("hall" = String, Path), ("ticket" = String, Path)),
    request_body = BrowserPrintBody, responses((status = 200, body = BrowserPrint)))]
pub async fn told(
    State(app): State<Shared>,
    Path((hall, ticket)): Path<(String, String)>,
    incoming: Incoming,
) -> Result<Response, Problem> {
    let BrowserPrintBody { paper, copy } = incoming.json()?;
    let hall = command::hall(&hall)?;
    let id = command::ticket(&ticket)?;
    let most = match incoming.member()?.role {
        Role::Kiosk => KIOSK_PRINTS,
        Role::Admin | Role::Supervisor | Role::Officer | Role::Greeter | Role::Display | Role::Announcer => MOST_PRINTS,
    };
    if copy == 0 {
        return Err(Problem::bad_request("the first slip is copy 1"));
    }
    if copy > most {
        return Err(of_refusal(&Refusal::TooManyPrints { ticket: id, times: most }));
    }
    let by = incoming.actor()?;
    let action = Action::HandToBrowser { ticket: id, paper, copy };
    command::submit(&app, &hall, incoming, action, Vec::new(), move |context, _| {
        let scene = scene(context);
        let known = scene.hall.prints.values().find(|print| print.is_of_browser(&by, id, copy));
        let answer = known.map(|print| BrowserPrint { print: print.id.to_string(), copy: nth(print), at: scene.at() });
        (StatusCode::OK, answer)
    })
    .await
}

/// Which print of its ticket it is.
fn nth(print: &Print) -> u8 {
    match print.what {
        Printable::Slip { copy, .. } => copy,
        Printable::Papers { .. } | Printable::Test => 1,
    }
}
