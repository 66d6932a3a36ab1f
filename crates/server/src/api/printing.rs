//! What the routes that print have in common: the slip is composed where the print is decided, and handed over once that is durable.

use crate::api::answers::Scene;
use crate::api::command::submit;
use crate::api::incoming::Incoming;
use crate::api::tickets::scene;
use crate::app::Shared;
use crate::printing::slip::{PapersSlip, Slip, TestStrip, TicketSlip};
use crate::problem::Problem;
use axum::http::header::HOST;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use goiso_queue::day::zone;
use goiso_queue::print::Printable;
use goiso_queue::ticket::Language;
use goiso_queue::{Action, HallConfig, HallId, Moment, PrintId, PrinterCode, ServiceCode, TicketId};
use goiso_wire::http::{PrintAsked, Ticket};
use jiff::{Timestamp, Zoned};
use tokio::sync::oneshot;

/// Bytes of a Host header that is believed, at most.
const HOST_MAX: usize = 255;

/// A print that was decided, with what is to be printed.
pub struct Decided {
    print: PrintId,
    printer: PrinterCode,
    slip: Slip,
}

/// Where a decision tells what it decided. A repetition under the same key is not decided again, tells nothing, and prints nothing.
pub type Tell = oneshot::Sender<Decided>;

/// A pair for one request.
pub fn pair() -> (Tell, oneshot::Receiver<Decided>) {
    oneshot::channel()
}

/// After COMMIT: hands over what was decided, if anything was.
pub fn hand_over(app: &Shared, hall: &HallId, mut told: oneshot::Receiver<Decided>) {
    if let Ok(Decided { print, printer, slip }) = told.try_recv() {
        app.printing.hand_over(hall, &printer, print, slip);
    }
}

/// Tells what was decided; nobody listens any more if the request is being given up, and then nothing is printed.
pub fn tell(tell: Tell, print: PrintId, printer: PrinterCode, slip: Option<Slip>) {
    if let Some(slip) = slip {
        let _given_up = tell.send(Decided { print, printer, slip });
    }
}

/// Asks for a print, and hands it over once that is durable. It is not cut short by a client that hangs up: what is committed is also
/// printed.
///
/// # Errors
/// What the rules refuse; nothing is printed then.
pub async fn ask(
    app: Shared,
    hall: HallId,
    incoming: Incoming,
    action: Action,
    slip: impl FnOnce(&Scene<'_>, PrintId) -> Option<Slip> + Send + 'static,
) -> Result<Response, Problem> {
    let (tell_it, told) = pair();
    let carried_out = tokio::spawn(async move {
        let answer = submit(&app, &hall, incoming, action, Vec::new(), move |context, events| {
            let scene = scene(context);
            let asked = Scene::print_asked(events, context.first_seq);
            if let Some((print, printer)) = &asked {
                tell(tell_it, *print, printer.clone(), slip(&scene, *print));
            }
            let answer = asked.map(|(print, printer)| PrintAsked {
                print: print.to_string(),
                printer: printer.to_string(),
                at: scene.at(),
            });
            (StatusCode::ACCEPTED, answer)
        })
        .await;
        if answer.is_ok() {
            hand_over(&app, &hall, told);
        }
        answer
    });
    carried_out.await.map_err(|_| Problem::internal())?
}

/// The address under which phones reach this server: as configured, else as whoever asks reaches it.
pub fn origin(app: &Shared, headers: &HeaderMap) -> String {
    if let Some(origin) = app.settings.origins.first() {
        return origin.clone();
    }
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()).filter(|host| {
        (1..=HOST_MAX).contains(&host.len()) && host.bytes().all(|b| b.is_ascii_alphanumeric() || b"-.:[]".contains(&b))
    });
    host.map_or_else(String::new, |host| format!("http://{host}"))
}

/// The slip of a ticket as an answer tells it.
pub fn ticket_slip(scene: &Scene<'_>, shape: &Ticket, print: PrintId, origin: &str) -> Option<Slip> {
    let id: TicketId = shape.id.parse().ok()?;
    let config = &scene.hall.config;
    let ticket = scene.hall.tickets.get(&id)?;
    Some(Slip::Ticket(Box::new(TicketSlip {
        language: ticket.language,
        hall: config.name.clone(),
        group: config.group(ticket.group).map(|group| group.name.clone()).unwrap_or_default(),
        service: ticket.service.as_ref().and_then(|code| config.service(code)).map(|service| service.name.clone()),
        class: config.class(&ticket.class).map(|class| class.name.clone()),
        label: shape.label.clone(),
        people_ahead: shape.people_ahead,
        wait: shape.wait.as_ref().map(|wait| goiso_queue::WaitRange { low_s: wait.low_s, high_s: wait.high_s }),
        issued: local(config, ticket.issued_at)?,
        printed: local(config, scene.now)?,
        copy: match scene.hall.prints.get(&print).map(|print| &print.what) {
            Some(Printable::Slip { copy, .. }) => *copy,
            Some(Printable::Papers { .. } | Printable::Test) | None => 1,
        },
        url: format!("{origin}{}", shape.phone_url),
        hotline: config.hotline.clone(),
    })))
}

/// The list of papers that a procedure asks for.
pub fn papers_slip(scene: &Scene<'_>, service: &ServiceCode, language: Language) -> Option<Slip> {
    let config = &scene.hall.config;
    let service = config.service(service)?;
    Some(Slip::Papers(PapersSlip {
        language,
        hall: config.name.clone(),
        group: config.group(service.group).map(|group| group.name.clone()).unwrap_or_default(),
        service: service.name.clone(),
        papers: service.papers.clone(),
        printed: local(config, scene.now)?,
        hotline: config.hotline.clone(),
    }))
}

/// A test strip of a printer.
pub fn test_strip(scene: &Scene<'_>, printer: &PrinterCode) -> Option<Slip> {
    let config = &scene.hall.config;
    let printer = config.printer(printer)?;
    Some(Slip::Test(TestStrip {
        hall: config.name.clone(),
        printer: printer.name.clone(),
        address: printer.address.to_string(),
        printed: local(config, scene.now)?,
    }))
}

/// A moment on the hall's wall clock.
fn local(config: &HallConfig, at: Moment) -> Option<Zoned> {
    Some(Timestamp::from_millisecond(at.0).ok()?.to_zoned(zone(&config.time_zone)?))
}
