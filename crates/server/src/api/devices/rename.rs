//! A device gets another name.

use crate::api::account::name_of;
use crate::api::account::tokens::within_reach;
use crate::api::incoming::{Incoming, Outside};
use crate::app::Shared;
use crate::problem::{Problem, short};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use goiso_store::devices::{DeviceNote, DeviceStep};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The name.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeviceName {
    /// For people to recognise it.
    pub name: String,
}

/// Give a device another name.
#[utoipa::path(post, path = "/api/v1/devices/{device}/rename", tag = "devices", operation_id = "rename_device",
    params(("device" = String, Path)), request_body = DeviceName, responses((status = 200, body = DeviceName)))]
pub async fn rename(
    State(app): State<Shared>,
    Path(id): Path<String>,
    incoming: Incoming,
) -> Result<Response, Problem> {
    let work = async |incoming: &Incoming| {
        let DeviceName { name } = incoming.json()?;
        let name = name_of(&name)?;
        let admin = incoming.member()?;
        let known = app.auth.book().token(&id).filter(|token| within_reach(admin, token));
        if known.is_none() {
            let detail = format!("there is no device {}", short(&id));
            return Err(Problem::new(StatusCode::NOT_FOUND, "unknown_device", detail));
        }
        let (device, by) = (id.clone(), admin.id.clone());
        let note = DeviceNote { at: app.auth.now(), device, what: DeviceStep::Renamed, by };
        let stored = name.clone();
        app.auth.change(async |store| store.rename_device(stored, note).await).await?;
        app.tell_devices();
        Outside::kept(StatusCode::OK, &DeviceName { name })
    };
    incoming.outside(&app, work).await
}
