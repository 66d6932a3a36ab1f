//! An approver turns a device away.

use super::lookup::LookupBody;
use super::{unknown_code, waiting};
use crate::api::incoming::{Incoming, Outside};
use crate::app::Shared;
use crate::problem::Problem;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use goiso_store::devices::{DeviceNote, DeviceStep};
use serde::Serialize;
use utoipa::ToSchema;

/// It was turned away.
#[derive(Debug, Serialize, ToSchema)]
pub struct TurnedAway {
    /// Where it asked from.
    pub address: String,
}

/// Turn away the device that shows a code.
#[utoipa::path(post, path = "/api/v1/devices/refuse", tag = "devices", operation_id = "refuse_device",
    request_body = LookupBody, responses((status = 200, body = TurnedAway)))]
pub async fn refuse(State(app): State<Shared>, incoming: Incoming) -> Result<Response, Problem> {
    let work = async |incoming: &Incoming| {
        let LookupBody { user_code } = incoming.json()?;
        let approver = incoming.member()?;
        let (code, pairing) = waiting(&app, approver, &user_code).await?;
        let (device, by) = (pairing.address.clone(), approver.id.clone());
        let note = DeviceNote { at: app.auth.now(), device, what: DeviceStep::Refused, by };
        if !app.store.refuse_pairing(code.hash(), note).await? {
            return Err(unknown_code());
        }
        Outside::kept(StatusCode::OK, &TurnedAway { address: pairing.address })
    };
    incoming.outside(&app, work).await
}
