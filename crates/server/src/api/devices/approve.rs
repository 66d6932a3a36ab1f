//! An approver lets a device in and says what it is for.

use super::{unknown_code, waiting};
use crate::api::account::{hall_of, name_of, role_of};
use crate::api::incoming::{Incoming, Outside};
use crate::app::Shared;
use crate::problem::{Problem, of_refusal, short};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use goiso_queue::{CounterNo, HallId, Refusal, ZoneCode};
use goiso_store::devices::{DeviceNote, DeviceStep};
use goiso_store::pairings::PairingGrant;
use goiso_store::people::Role;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a device will be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ApproveBody {
    /// As it stands on the screen.
    pub user_code: String,
    /// As it stands on the screen, so that no other device is let in by mistake.
    pub match_number: u8,
    /// For people to recognise it.
    pub name: String,
    /// `display`, `kiosk` or `announcer`: a paired device never has the right of staff.
    pub role: String,
    /// Where.
    pub hall: String,
    /// Its only zone; left out it may follow every zone of the hall.
    pub zone: Option<String>,
    /// The counter whose page it opens, if it is one's.
    pub counter: Option<String>,
    /// The rank of a speaker, lower asks first; left out it may not speak.
    pub speaks: Option<u8>,
}

/// What a device will be, as it was understood.
#[derive(Debug, Serialize, ToSchema)]
pub struct Approved {
    /// For people to recognise it.
    pub name: String,
    /// What it may do.
    pub role: String,
    /// Where.
    pub hall: String,
}

/// Let in the device that shows a code. It fetches its token itself.
#[utoipa::path(post, path = "/api/v1/devices/approve", tag = "devices", operation_id = "approve_device",
    request_body = ApproveBody, responses((status = 200, body = Approved)))]
pub async fn approve(State(app): State<Shared>, incoming: Incoming) -> Result<Response, Problem> {
    let work = async |incoming: &Incoming| {
        let body: ApproveBody = incoming.json()?;
        let approver = incoming.member()?;
        let (code, pairing) = waiting(&app, approver, &body.user_code).await?;
        if pairing.match_number != body.match_number {
            let detail = "the number on the screen is another: this is not the device that you see";
            return Err(Problem::new(StatusCode::CONFLICT, "other_device", detail));
        }
        let unknown_hall = || Problem::unknown_hall(&body.hall);
        let hall = hall_of(&app, approver, Some(body.hall.clone()))?.ok_or_else(unknown_hall)?;
        let role = role_of(&body.role)?;
        let speaks = match role {
            Role::Display | Role::Announcer => body.speaks,
            Role::Kiosk => None,
            Role::Admin | Role::Supervisor | Role::Officer | Role::Greeter => {
                return Err(Problem::bad_request("a device is a display, a kiosk or an announcer"));
            }
        };
        let grant = PairingGrant {
            name: name_of(&body.name)?,
            role,
            zone: zone_of(&app, &hall, body.zone)?,
            counter: counter_of(&app, &hall, body.counter)?,
            hall,
            speaks,
            by: approver.id.clone(),
        };
        let approved =
            Approved { name: grant.name.clone(), role: grant.role.word().to_owned(), hall: grant.hall.to_string() };
        let (device, by) = (pairing.address, approver.id.clone());
        let note = DeviceNote { at: app.auth.now(), device, what: DeviceStep::Approved, by };
        if !app.store.grant_pairing(code.hash(), grant, note).await? {
            return Err(unknown_code());
        }
        tracing::info!(name = %approved.name, by = %approver.id, "a device was let in");
        Outside::kept(StatusCode::OK, &approved)
    };
    incoming.outside(&app, work).await
}

fn zone_of(app: &Shared, hall: &HallId, zone: Option<String>) -> Result<String, Problem> {
    let Some(zone) = zone.filter(|zone| !zone.is_empty()) else { return Ok(String::new()) };
    let has = |code: &ZoneCode| app.engine.read(hall, |hall| hall.hall.config.has_zone(code)) == Some(true);
    let known = zone.parse::<ZoneCode>().ok().filter(has);
    known.map(|code| code.to_string()).ok_or_else(|| of_refusal(&Refusal::UnknownZone { zone: short(&zone) }))
}

fn counter_of(app: &Shared, hall: &HallId, counter: Option<String>) -> Result<String, Problem> {
    let Some(counter) = counter.filter(|counter| !counter.is_empty()) else { return Ok(String::new()) };
    let has = |no: &CounterNo| app.engine.read(hall, |hall| hall.hall.config.counter(no).is_some()) == Some(true);
    let known = counter.parse::<CounterNo>().ok().filter(has);
    known.map(|no| no.to_string()).ok_or_else(|| Problem::unknown_counter(&counter))
}
