//! Which devices there are and how they are.

use crate::api::account::tokens::within_reach;
use crate::api::incoming::ok;
use crate::app::Shared;
use crate::auth::Principal;
use crate::problem::Problem;
use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use goiso_store::devices::{DeviceNote, DeviceRow, DeviceStep};
use goiso_store::people::{Role, Standing, Token};
use serde::Serialize;
use std::collections::{HashMap, HashSet};
use utoipa::ToSchema;

/// Lines of the journal that are shown.
const NOTES: u32 = 200;

/// Devices within reach.
#[derive(Debug, Serialize, ToSchema)]
pub struct Devices {
    /// By name.
    pub devices: Vec<DeviceEntry>,
    /// Who did what with them, the newest first.
    pub journal: Vec<JournalEntry>,
}

/// A device.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeviceEntry {
    /// Stable id, also in the log.
    pub id: String,
    /// For people.
    pub name: String,
    /// `display`, `kiosk`, `announcer`.
    pub role: String,
    /// Where; null for every hall.
    pub hall: Option<String>,
    /// Its only zone; null for every zone.
    pub zone: Option<String>,
    /// The counter whose page it opens.
    pub counter: Option<String>,
    /// The rank of a speaker; null may not speak.
    pub speaks: Option<u8>,
    /// `connected`, `away`, `never` (not seen yet), `revoked`, `copied` (shut out because a replaced secret was used again).
    pub state: String,
    /// Last seen, Unix milliseconds.
    pub seen_at: Option<i64>,
    /// Its present secret is in use since, Unix milliseconds.
    pub rotated_at: Option<i64>,
    /// Unix milliseconds.
    pub created_at: i64,
}

/// A line of the devices' journal.
#[derive(Debug, Serialize, ToSchema)]
pub struct JournalEntry {
    /// Unix milliseconds.
    pub at: i64,
    /// The device's id, or the address of one that was not let in yet.
    pub device: String,
    /// `approved`, `refused`, `paired`, `renamed`, `revoked`, `secret_reused`.
    pub what: String,
    /// The id of whoever did it.
    pub by: String,
}

/// List the devices: what they are for, whether they are there, and who did what with them.
#[utoipa::path(get, path = "/api/v1/devices", tag = "devices", operation_id = "list_devices",
    responses((status = 200, body = Devices)))]
pub async fn list(State(app): State<Shared>, Extension(principal): Extension<Principal>) -> Result<Response, Problem> {
    let admin = principal.member().ok_or_else(|| Problem::unauthenticated("this needs a token or a sign-in"))?;
    let rows = app.store.devices().await?;
    let rows: HashMap<String, DeviceRow> = rows.into_iter().map(|row| (row.id.clone(), row)).collect();
    let notes = app.store.device_notes(NOTES).await?;
    let copied: HashSet<&str> =
        notes.iter().filter(|note| note.what == DeviceStep::SecretReused).map(|note| note.device.as_str()).collect();
    let tokens = app.auth.book().tokens();
    let own: Vec<&Token> = tokens.iter().filter(|token| is_device(token) && within_reach(admin, token)).collect();
    let devices = own.iter().map(|token| {
        let row = rows.get(&token.id);
        let seen_at = app.auth.seen(&token.id).or_else(|| row.and_then(|row| row.seen_at));
        let state = match token.standing {
            Standing::Disabled if copied.contains(token.id.as_str()) => "copied",
            Standing::Disabled => "revoked",
            Standing::Active if app.limits.streams.open_of(&token.id) > 0 => "connected",
            Standing::Active if seen_at.is_some() => "away",
            Standing::Active => "never",
        };
        DeviceEntry {
            id: token.id.clone(),
            name: token.name.clone(),
            role: token.role.word().to_owned(),
            hall: token.hall.as_ref().map(ToString::to_string),
            zone: (!token.zone.is_empty()).then(|| token.zone.clone()),
            counter: row.map(|row| row.counter.clone()).filter(|counter| !counter.is_empty()),
            speaks: token.speaks,
            state: state.to_owned(),
            seen_at,
            rotated_at: row.map(|row| row.rotated_at),
            created_at: token.created_at,
        }
    });
    let devices = devices.collect();
    // whoever has one hall reads the lines of its devices and their own; addresses that asked belong to no hall
    let own = |device: &str| own.iter().any(|token| token.id == device);
    let reads = |note: &&DeviceNote| admin.hall.is_none() || note.by == admin.id || own(&note.device);
    let journal = notes.iter().filter(reads).map(|note| JournalEntry {
        at: note.at,
        device: note.device.clone(),
        what: note.what.word().to_owned(),
        by: note.by.clone(),
    });
    let journal = journal.collect();
    ok(&Devices { devices, journal })
}

fn is_device(token: &Token) -> bool {
    match token.role {
        Role::Kiosk | Role::Display | Role::Announcer => true,
        Role::Admin | Role::Supervisor | Role::Officer | Role::Greeter => false,
    }
}
