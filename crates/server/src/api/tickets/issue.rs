//! A number is taken.

use super::scene;
use crate::api::command::{self, submit};
use crate::api::incoming::Incoming;
use crate::api::private;
use crate::app::Shared;
use crate::auth::Principal;
use crate::problem::{Problem, of_refusal};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use goiso_queue::command::{IssueFor, IssueRequest};
use goiso_queue::config::HallConfig;
use goiso_queue::ticket::{Care, Channel, Language};
use goiso_queue::{Action, GroupCode, Hall, Refusal};
use goiso_store::people::Role;
use goiso_wire::http::Ticket;
use serde::Deserialize;
use utoipa::ToSchema;

/// What a number is asked for.
#[derive(Debug, Deserialize, ToSchema)]
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
    /// `vi` or `en`.
    #[schema(value_type = Option<String>)]
    pub language: Option<Language>,
    /// `usual`, or `accessible`: called larger and longer, not given up as soon.
    #[schema(value_type = Option<String>)]
    pub care: Option<Care>,
    /// Dossiers brought along, 1 to 200.
    pub dossiers: Option<u8>,
    /// The number of a card that was shown; it is kept nowhere, a hash of it for the day.
    pub person: Option<String>,
}

/// Take a number.
#[utoipa::path(post, path = "/api/v1/halls/{hall}/tickets", tag = "tickets", operation_id = "issue_ticket",
    params(("hall" = String, Path)), request_body = IssueBody, responses((status = 201, body = Ticket)))]
pub async fn issue(
    State(app): State<Shared>,
    Path(hall): Path<String>,
    incoming: Incoming,
) -> Result<Response, Problem> {
    let hall = command::hall(&hall)?;
    let body: IssueBody = incoming.json()?;
    let role = incoming.principal.member().map(|member| member.role);
    if role == Some(Role::Kiosk) {
        app.limits
            .take(&app.limits.issue, &incoming.principal.id())
            .map_err(|wait| Problem::too_many("too_fast", "this kiosk issues numbers too fast", wait.retry_after_s))?;
    }
    let mut request = request_of(&body, &incoming.principal)?;
    let looked = app.engine.read(&hall, |published| {
        let group = group_of(&request.line, published.hall);
        let prospect = group.and_then(|group| published.ranges.prospect(group, &request.class));
        (
            prospect.and_then(|prospect| prospect.range),
            published.hall.day.map(|day| day.to_string()).unwrap_or_default(),
        )
    });
    let (range, day) = looked.ok_or_else(|| Problem::unknown_hall(hall.as_str()))?;
    request.range = range;
    let mut private = Vec::new();
    if let Some(number) = &body.person {
        let (hash, fact) = private::person(&app.settings.link_key, hall.as_str(), &day, number)?;
        request.person = Some(hash);
        private.push(fact);
    }
    submit(&app, &hall, incoming, Action::Issue(request), private, |context, events| {
        (StatusCode::CREATED, scene(context).issued(events))
    })
    .await
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
        language: body.language.unwrap_or_default(),
        care: body.care.unwrap_or_default(),
        dossiers: body.dossiers.unwrap_or(1),
        person: None,
        range: None,
    })
}

fn group_of(line: &IssueFor, hall: &Hall) -> Option<GroupCode> {
    match line {
        IssueFor::Group(group) => Some(*group),
        IssueFor::Service(service) => hall.config.service(service).map(|service| service.group),
    }
}
