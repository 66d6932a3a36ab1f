//! Reports that are handed in by themselves: what became of them, and handing one in at once.

use crate::api::incoming::ok;
use crate::app::{App, Shared};
use crate::auth::Principal;
use crate::delivery::{DeliveryError, DeliverySettings, due};
use crate::problem::{Problem, short};
use axum::Extension;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use goiso_store::deliveries::{Delivered, Way};
use serde::Serialize;
use utoipa::ToSchema;

/// Reports that are handed in by themselves.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeliveryList {
    /// In the order of the configuration file.
    pub deliveries: Vec<DeliveryEntry>,
}

/// One of them.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeliveryEntry {
    /// As configured.
    pub name: String,
    /// Which report.
    pub report: String,
    /// Whose; null for all halls.
    pub hall: Option<String>,
    /// `day`, `week`, `month`, `quarter`, `year`.
    pub every: String,
    /// As which files.
    pub files: Vec<String>,
    /// The last period that is over; null before the first.
    pub last: Option<DeliveryPeriod>,
    /// How it gets where it belongs, and what became of it.
    pub ways: Vec<DeliveryWay>,
}

/// A period and when its report is due.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeliveryPeriod {
    /// The first service day.
    pub from: String,
    /// The last one.
    pub to: String,
    /// Unix milliseconds.
    pub due_at: i64,
}

/// How a report gets where it belongs, and what became of the last one.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeliveryWay {
    /// `folder` or `mail`.
    pub way: String,
    /// The folder, or the addresses.
    pub to: Vec<String>,
    /// The last one that was handed in.
    pub done: Option<DeliveryDone>,
    /// What stands in the way of the present one.
    pub trouble: Option<DeliveryTrouble>,
}

/// A report that was handed in.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeliveryDone {
    /// The first service day.
    pub from: String,
    /// The last one.
    pub to: String,
    /// Unix milliseconds.
    pub at: i64,
}

/// What stands in the way.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeliveryTrouble {
    /// In words, of the mail server or the file system.
    pub why: String,
    /// How often it was tried.
    pub times: u32,
    /// When it is tried again, Unix milliseconds.
    pub again_at: i64,
}

/// Reports that are handed in by themselves, as far as whoever asks may see.
#[utoipa::path(get, path = "/api/v1/deliveries", tag = "halls", operation_id = "get_deliveries",
    responses((status = 200, body = DeliveryList)))]
pub async fn list(State(app): State<Shared>, Extension(principal): Extension<Principal>) -> Result<Response, Problem> {
    let done = app.store.last_deliveries().await?;
    let seen = app.deliveries.settings.iter().filter(|settings| may_see(&principal, settings));
    ok(&DeliveryList { deliveries: seen.map(|settings| entry(&app, settings, &done)).collect() })
}

/// Hands in the last period of one of them now, by every way, done or not.
#[utoipa::path(post, path = "/api/v1/deliveries/{name}/send", tag = "halls", operation_id = "send_delivery",
    params(("name" = String, Path)), responses((status = 200, body = DeliveryEntry)))]
pub async fn send(
    State(app): State<Shared>,
    Extension(principal): Extension<Principal>,
    Path(name): Path<String>,
) -> Result<Response, Problem> {
    let known = app.deliveries.settings.iter().find(|settings| settings.name == name && may_see(&principal, settings));
    let settings = known.ok_or_else(|| {
        let detail = format!("there is no delivery {}; the configuration file has them", short(&name));
        Problem::new(StatusCode::NOT_FOUND, "unknown_delivery", detail)
    })?;
    let _place = app
        .limits
        .reports
        .take(String::new())
        .ok_or_else(|| Problem::too_many("reports_busy", "other reports are being computed", 2))?;
    app.deliveries.hand_in_now(&app, settings).await.map_err(of_error)?;
    ok(&entry(&app, settings, &app.store.last_deliveries().await?))
}

/// Whoever belongs to one hall sees that hall's.
fn may_see(principal: &Principal, settings: &DeliverySettings) -> bool {
    principal.member().is_some_and(|member| match &member.hall {
        Some(own) => settings.hall.as_ref() == Some(own),
        None => true,
    })
}

fn of_error(error: DeliveryError) -> Problem {
    match error {
        DeliveryError::Store(error) => error.into(),
        DeliveryError::Report(error) => error.into(),
        DeliveryError::NothingYet => {
            Problem::new(StatusCode::CONFLICT, "nothing_to_hand_in", "no period is over yet; come back when one is")
        }
        DeliveryError::NoHall(hall) => Problem::unknown_hall(hall.as_str()),
        error @ (DeliveryError::NoReport(_)
        | DeliveryError::Folder(_)
        | DeliveryError::Mail(_)
        | DeliveryError::NoMailServer
        | DeliveryError::GivenUp(_)) => {
            Problem::new(StatusCode::BAD_GATEWAY, "not_handed_in", error.to_string()).fact("why", error.to_string())
        }
    }
}

fn entry(app: &App, settings: &DeliverySettings, done: &[Delivered]) -> DeliveryEntry {
    let way = |way: Way| DeliveryWay {
        way: way.word().to_owned(),
        to: match way {
            Way::Folder => settings.folder.iter().map(|folder| folder.display().to_string()).collect(),
            Way::Mail => settings.mail_to.clone(),
        },
        done: done.iter().find(|one| one.delivery.name == settings.name && one.delivery.way == way).map(
            |Delivered { delivery, at }| DeliveryDone {
                from: delivery.from.to_string(),
                to: delivery.to.to_string(),
                at: *at,
            },
        ),
        trouble: app.deliveries.trouble(&settings.name, way).map(|trouble| DeliveryTrouble {
            why: trouble.why,
            times: trouble.times,
            again_at: trouble.again_at,
        }),
    };
    DeliveryEntry {
        name: settings.name.clone(),
        report: settings.report.clone(),
        hall: settings.hall.as_ref().map(ToString::to_string),
        every: settings.every.word().to_owned(),
        files: settings.files.iter().map(|kind| kind.word().to_owned()).collect(),
        last: due(app, settings, app.now()).map(|due| DeliveryPeriod {
            from: due.span.from.to_string(),
            to: due.span.to.to_string(),
            due_at: due.at.0,
        }),
        ways: settings.ways().map(way).collect(),
    }
}
