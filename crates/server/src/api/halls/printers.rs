//! The printers of a hall: tried, and what they printed today.

use crate::api::command::{self, Nothing};
use crate::api::incoming::{Incoming, ok};
use crate::api::printing;
use crate::api::tickets::print::unknown;
use crate::app::Shared;
use crate::problem::Problem;
use axum::extract::{Path, State};
use axum::response::Response;
use goiso_engine::print_value;
use goiso_queue::{Action, PrinterCode};
use goiso_wire::http::{At, PrintAsked, PrintLog, PrintRow, PrinterRow};
use goiso_wire::value::PrintValue;

/// Print a strip that shows whether the printer works. It uses no number.
#[utoipa::path(post, path = "/api/v1/halls/{hall}/printers/{printer}/test", tag = "halls", operation_id = "test_printer",
    params(("hall" = String, Path), ("printer" = String, Path)), responses((status = 202, body = PrintAsked)))]
pub async fn test(
    State(app): State<Shared>,
    Path((hall, printer)): Path<(String, String)>,
    incoming: Incoming,
) -> Result<Response, Problem> {
    let Nothing {} = incoming.json()?;
    let hall = command::hall(&hall)?;
    let printer: PrinterCode = printer.parse().map_err(|_| unknown(&printer))?;
    let action = Action::Print { printer: printer.clone(), ticket: None };
    printing::ask(app, hall, incoming, action, move |scene, _| printing::test_strip(scene, &printer)).await
}

/// What was printed today, the newest first, and how the printers are.
#[utoipa::path(get, path = "/api/v1/halls/{hall}/prints", tag = "halls", operation_id = "print_log",
    params(("hall" = String, Path)), responses((status = 200, body = PrintLog)))]
pub async fn log(State(app): State<Shared>, Path(hall): Path<String>) -> Result<Response, Problem> {
    let hall = command::hall(&hall)?;
    let read = app.engine.read(&hall, |now| {
        let prints = now.hall.prints.values().rev().map(|print| PrintRow {
            id: print.id.to_string(),
            print: PrintValue { by: Some(print.by.to_string()), ..print_value(print) },
        });
        (prints.collect(), At { epoch: now.position.epoch.to_string(), seq: now.position.seq })
    });
    let (prints, at) = read.ok_or_else(|| Problem::unknown_hall(hall.as_str()))?;
    let printers = app.engine.printers(&hall).into_iter();
    let printers = printers.map(|(code, printer)| PrinterRow { code: code.to_string(), printer }).collect();
    ok(&PrintLog { prints, printers, at })
}
