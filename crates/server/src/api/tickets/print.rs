//! Paper on request: a ticket's slip once more, and the list of papers that a procedure asks for.

use super::issue::SlipLanguage;
use crate::api::answers::Scene;
use crate::api::command;
use crate::api::incoming::Incoming;
use crate::api::printing;
use crate::app::Shared;
use crate::problem::{Problem, of_refusal, short};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use goiso_queue::{Action, Actor, DeviceId, HallId, PrinterCode, Refusal, ServiceCode, TicketId};
use goiso_store::people::Role;
use goiso_wire::http::PrintAsked;
use serde::Deserialize;
use utoipa::ToSchema;

/// A kiosk may print a number again for so long after it first sent it to a printer: later somebody else stands there.
const KIOSK_AGAIN_MS: i64 = 2 * 60 * 1000;
/// Prints of one ticket by a kiosk, the first included.
pub const KIOSK_PRINTS: u8 = 3;

/// Where a slip is printed.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PrintBody {
    /// The printer's code; the kiosk's own, or the hall's first, if left out.
    pub printer: Option<String>,
}

/// Print a ticket's slip once more. A kiosk may for its own numbers, for two minutes.
#[utoipa::path(post, path = "/api/v1/halls/{hall}/tickets/{ticket}/print", tag = "tickets", operation_id = "print_ticket",
    params(("hall" = String, Path), ("ticket" = String, Path)), request_body = PrintBody,
    responses((status = 202, body = PrintAsked)))]
pub async fn print(
    State(app): State<Shared>,
    Path((hall, ticket)): Path<(String, String)>,
    headers: HeaderMap,
    incoming: Incoming,
) -> Result<Response, Problem> {
    let PrintBody { printer } = incoming.json()?;
    let hall = command::hall(&hall)?;
    let id = command::ticket(&ticket)?;
    let role = incoming.member()?.role;
    let printer = match (role, incoming.actor()?) {
        (Role::Kiosk, Actor::Device(device)) => {
            kiosk_may(&app, &hall, id, &device)?;
            kiosk_printer(&app, &hall, &device)
        }
        (Role::Kiosk, Actor::Staff(_) | Actor::Citizen | Actor::Clock) => None,
        (
            Role::Admin | Role::Supervisor | Role::Officer | Role::Greeter | Role::Display | Role::Announcer,
            Actor::Device(_) | Actor::Staff(_) | Actor::Citizen | Actor::Clock,
        ) => named_or_first(&app, &hall, printer.as_deref())?,
    };
    let printer = printer.ok_or_else(none_configured)?;
    let origin = printing::origin(&app, &headers);
    let action = Action::Print { printer, ticket: Some(id) };
    let slip = move |scene: &Scene<'_>, print| printing::ticket_slip(scene, &scene.ticket(id)?, print, &origin);
    printing::ask(app, hall, incoming, action, slip).await
}

/// In which language, and where, a list of papers is printed.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PapersBody {
    /// The printer's code; the kiosk's own, or the hall's first, if left out.
    pub printer: Option<String>,
    /// `vi` or `en`; Vietnamese if left out, and for every other language that pages have.
    #[schema(value_type = Option<String>)]
    pub language: Option<SlipLanguage>,
}

/// Print the list of papers that a procedure asks for. It uses no number.
#[utoipa::path(post, path = "/api/v1/halls/{hall}/services/{service}/papers/print", tag = "tickets",
    operation_id = "print_papers", params(("hall" = String, Path), ("service" = String, Path)), request_body = PapersBody,
    responses((status = 202, body = PrintAsked)))]
pub async fn papers(
    State(app): State<Shared>,
    Path((hall, service)): Path<(String, String)>,
    incoming: Incoming,
) -> Result<Response, Problem> {
    let PapersBody { printer, language } = incoming.json()?;
    let hall = command::hall(&hall)?;
    let service: ServiceCode =
        service.parse().map_err(|_| of_refusal(&Refusal::UnknownService { service: short(&service) }))?;
    let printer = match incoming.actor()? {
        Actor::Device(device) => kiosk_printer(&app, &hall, &device),
        Actor::Staff(_) | Actor::Citizen | Actor::Clock => named_or_first(&app, &hall, printer.as_deref())?,
    };
    let printer = printer.ok_or_else(none_configured)?;
    let language = language.map(|SlipLanguage(language)| language).unwrap_or_default();
    let action = Action::PrintPapers { printer, service: service.clone() };
    printing::ask(app, hall, incoming, action, move |scene, _| printing::papers_slip(scene, &service, language)).await
}

/// The printer that somebody at work names, or the hall's first.
fn named_or_first(app: &Shared, hall: &HallId, printer: Option<&str>) -> Result<Option<PrinterCode>, Problem> {
    match printer {
        Some(code) => Ok(Some(code.parse().map_err(|_| unknown(code))?)),
        None => {
            Ok(app.engine.read(hall, |now| now.hall.config.printers.first().map(|first| first.code.clone())).flatten())
        }
    }
}

/// The printer of a kiosk's slips, if the server prints them.
pub fn kiosk_printer(app: &Shared, hall: &HallId, device: &DeviceId) -> Option<PrinterCode> {
    app.engine.read(hall, |now| now.hall.config.printer_of(device).map(|printer| printer.code.clone())).flatten()
}

/// There is no such printer.
pub fn unknown(printer: &str) -> Problem {
    of_refusal(&Refusal::UnknownPrinter { printer: short(printer) })
}

fn none_configured() -> Problem {
    Problem::new(StatusCode::CONFLICT, "no_printer", "no printer is configured for this; an administrator can add one")
}

/// A kiosk may print again what it printed itself, a moment ago, and not many times.
fn kiosk_may(app: &Shared, hall: &HallId, ticket: TicketId, device: &DeviceId) -> Result<(), Problem> {
    let own = Actor::Device(device.clone());
    let (fresh, times) = app
        .engine
        .read(hall, |now| {
            let fresh = now.hall.prints.values().any(|print| {
                print.ticket() == Some(ticket) && print.by == own && now.now.ms_since(print.at) <= KIOSK_AGAIN_MS
            });
            (fresh, now.hall.printed.get(&ticket).copied().unwrap_or(0))
        })
        .unwrap_or((false, 0));
    if !fresh {
        let detail = "a kiosk prints again only what it printed itself a moment ago";
        return Err(Problem::new(StatusCode::FORBIDDEN, "not_own_print", detail));
    }
    if times >= KIOSK_PRINTS {
        return Err(of_refusal(&Refusal::TooManyPrints { ticket, times }));
    }
    Ok(())
}
