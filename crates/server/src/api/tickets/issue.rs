//! A number is taken.

use super::print::{kiosk_printer, unknown};
use super::scene;
use crate::api::answers::Scene;
use crate::api::command::{self, submit};
use crate::api::incoming::Incoming;
use crate::api::printing;
use crate::api::private;
use crate::app::Shared;
use crate::auth::Principal;
use crate::page_words::is_code;
use crate::problem::{Problem, of_refusal};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use goiso_queue::command::{IssueFor, IssueRequest};
use goiso_queue::config::HallConfig;
use goiso_queue::ticket::{Care, Channel, Language};
use goiso_queue::{Action, Actor, GroupCode, Hall, HallId, PrinterCode, Refusal};
use goiso_store::people::Role;
use goiso_wire::http::Ticket;
use serde::Deserialize;
use utoipa::ToSchema;

/// What a number is asked for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct IssueBody {
    /// The line's letter; either this or `service`.
    pub group: Option<String>,
    /// The procedure's code; its line follows.
    pub service: Option<String>,
    /// A priority class's code; `ordinary` if left out.
    pub priority: Option<String>,
    /// `kiosk`, `desk`, `phone`, `appointment`; by the role that asks if left out.
    #[schema(value_type = Option<String>)]
    pub channel: Option<Channel>,
    /// `vi` or `en`; with the code of another language that pages have, the slip is Vietnamese.
    #[schema(value_type = Option<String>)]
    pub language: Option<SlipLanguage>,
    /// `usual`, or `accessible`: called larger and longer, not given up as soon.
    #[schema(value_type = Option<String>)]
    pub care: Option<Care>,
    /// Dossiers brought along, 1 to 200.
    pub dossiers: Option<u8>,
    /// The number of a card that was shown; it is kept nowhere, a hash of it for the day.
    pub person: Option<String>,
    /// The code of a printer that is to print the slip at once, for staff. A kiosk's slips are printed if the configuration gives it
    /// a printer.
    pub printer: Option<String>,
    /// In place of `person`: what `show_card` has answered.
    pub card: Option<String>,
}

/// The language of a slip.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(try_from = "String")]
pub struct SlipLanguage(pub Language);

impl TryFrom<String> for SlipLanguage {
    type Error = &'static str;

    fn try_from(code: String) -> Result<Self, &'static str> {
        match code.as_str() {
            "en" => Ok(Self(Language::En)),
            // paper has no words of languages that a hall adds to its pages
            other if is_code(other) => Ok(Self(Language::Vi)),
            _ => Err("a language is a code of two or three small letters"),
        }
    }
}

/// Take a number.
#[utoipa::path(post, path = "/api/v1/halls/{hall}/tickets", tag = "tickets", operation_id = "issue_ticket",
    params(("hall" = String, Path)), request_body = IssueBody, responses((status = 201, body = Ticket)))]
pub async fn issue(
    State(app): State<Shared>,
    Path(hall): Path<String>,
    headers: HeaderMap,
    mut incoming: Incoming,
) -> Result<Response, Problem> {
    let hall = command::hall(&hall)?;
    let body: IssueBody = incoming.json()?;
    let role = incoming.principal.member().map(|member| member.role);
    if role == Some(Role::Kiosk) {
        app.limits.take(&app.limits.issue, &incoming.principal.id()).map_err(|wait| {
            if let Ok(kiosk) = incoming.principal.id().parse() {
                app.engine.kiosk_rushed(&hall, &kiosk);
            }
            Problem::too_many("too_fast", "this kiosk issues numbers too fast", wait.retry_after_s)
        })?;
    }
    let mut request = request_of(&body, &incoming.principal)?;
    let looked = app.engine.read(&hall, |published| {
        let group = group_of(&request.line, published.hall);
        group.and_then(|group| published.ranges.prospect(group, &request.class)).and_then(|prospect| prospect.range)
    });
    request.range = looked.ok_or_else(|| Problem::unknown_hall(hall.as_str()))?;
    let mut private = Vec::new();
    if body.person.is_some() || body.card.is_some() {
        let key = app.card_key(&hall).await?;
        let card = match (&body.person, &body.card) {
            (Some(number), None) => {
                incoming.key.request_hash = private::request_hash(&key, &incoming.key.request_hash)?;
                private::card(&key, number)?
            }
            (None, Some(card)) => card.clone(),
            (Some(_), Some(_)) | (None, None) => return Err(Problem::bad_request("name either a person or a card")),
        };
        let (hash, fact) = private::person(&key, &card)?;
        request.person = Some(hash);
        private.push(fact);
    }
    request.printer = printer_of(&app, &hall, &body, &incoming)?;
    let origin = printing::origin(&app, &headers);
    let known_as = app.settings.origins.first().cloned();
    let (tell, told) = printing::pair();
    // Not cut short by a client that hangs up: what is committed is also printed.
    let carried_out = tokio::spawn(async move {
        let answer = submit(&app, &hall, incoming, Action::Issue(request), private, move |context, events| {
            let scene = scene(context);
            let mut issued = scene.issued(events);
            if let (Some(shape), Some(own)) = (&mut issued, &known_as) {
                shape.phone_link = Some(format!("{own}{}", shape.phone_url));
            }
            if let (Some(shape), Some((print, printer))) = (&mut issued, Scene::print_asked(events, context.first_seq))
            {
                shape.print = Some(print.to_string());
                printing::tell(tell, print, printer, printing::ticket_slip(&scene, shape, print, &origin));
            }
            (StatusCode::CREATED, issued)
        })
        .await;
        if answer.is_ok() {
            printing::hand_over(&app, &hall, told);
        }
        answer
    });
    carried_out.await.map_err(|_| Problem::internal())?
}

/// The printer that is to print at once: a kiosk's own by the configuration, for staff the one they name.
fn printer_of(
    app: &Shared,
    hall: &HallId,
    body: &IssueBody,
    incoming: &Incoming,
) -> Result<Option<PrinterCode>, Problem> {
    let kiosk = incoming.principal.member().is_some_and(|member| member.role == Role::Kiosk);
    match (&body.printer, incoming.actor()?) {
        (None, Actor::Device(device)) if kiosk => Ok(kiosk_printer(app, hall, &device)),
        (None, Actor::Device(_) | Actor::Staff(_) | Actor::Citizen | Actor::Clock) => Ok(None),
        (Some(_), Actor::Device(_) | Actor::Staff(_) | Actor::Citizen | Actor::Clock) if kiosk => {
            Err(Problem::bad_request("the configuration says where a kiosk prints"))
        }
        (Some(code), Actor::Device(_) | Actor::Staff(_) | Actor::Citizen | Actor::Clock) => {
            let code: PrinterCode = code.parse().map_err(|_| unknown(code))?;
            let known = app.engine.read(hall, |now| now.hall.config.printer(&code).is_some()).unwrap_or(false);
            if known { Ok(Some(code)) } else { Err(unknown(code.as_str())) }
        }
    }
}

fn request_of(body: &IssueBody, principal: &Principal) -> Result<IssueRequest, Problem> {
    let line = match (&body.group, &body.service) {
        (Some(group), None) => {
            let unknown = |_| of_refusal(&Refusal::UnknownGroup { group: crate::problem::short(group) });
            IssueFor::Group(group.parse().map_err(unknown)?)
        }
        (None, Some(service)) => {
            let unknown = |_| of_refusal(&Refusal::UnknownService { service: crate::problem::short(service) });
            IssueFor::Service(service.parse().map_err(unknown)?)
        }
        (Some(_), Some(_)) | (None, None) => {
            return Err(Problem::bad_request("name either a group or a service"));
        }
    };
    let class = match &body.priority {
        Some(class) => {
            class.parse().map_err(|_| of_refusal(&Refusal::UnknownClass { class: crate::problem::short(class) }))?
        }
        None => HallConfig::ordinary(),
    };
    let by_role = match principal.member().map(|member| member.role) {
        Some(Role::Kiosk | Role::Display | Role::Announcer) => Channel::Kiosk,
        Some(Role::Admin | Role::Supervisor | Role::Officer | Role::Greeter) => Channel::Desk,
        None => Channel::Phone,
    };
    Ok(IssueRequest {
        line,
        class,
        channel: body.channel.unwrap_or(by_role),
        language: body.language.map(|SlipLanguage(language)| language).unwrap_or_default(),
        care: body.care.unwrap_or_default(),
        dossiers: body.dossiers.unwrap_or(1),
        person: None,
        range: None,
        printer: None,
    })
}

fn group_of(line: &IssueFor, hall: &Hall) -> Option<GroupCode> {
    match line {
        IssueFor::Group(group) => Some(*group),
        IssueFor::Service(service) => hall.config.service(service).map(|service| service.group),
    }
}
