//! A new hall.

use crate::api::incoming::{Incoming, Outside, composed};
use crate::app::Shared;
use crate::problem::{Problem, of_refusal};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use goiso_engine::CreateError;
use goiso_queue::{HallConfig, HallId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A hall to be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateBody {
    /// As it stands in URLs: letters, digits, `-`, `_`, `.`.
    #[schema(value_type = String)]
    pub hall: HallId,
    /// What it chooses.
    #[schema(value_type = Object)]
    pub config: HallConfig,
}

/// A hall that now is.
#[derive(Debug, Serialize, ToSchema)]
pub struct Created {
    /// As it stands in URLs.
    pub hall: String,
}

/// Set up a new hall.
#[utoipa::path(post, path = "/api/v1/halls", tag = "halls", operation_id = "create_hall",
    request_body = CreateBody, responses((status = 201, body = Created)))]
pub async fn create(State(app): State<Shared>, incoming: Incoming) -> Result<Response, Problem> {
    let work = async |incoming: &Incoming| {
        let member = incoming.member()?;
        if member.hall.is_some() {
            return Err(Problem::forbidden("only an admin of every hall sets up new ones"));
        }
        let CreateBody { hall, config } = incoming.json()?;
        let created = Created { hall: hall.to_string() };
        app.engine
            .create_hall(hall.clone(), composed(&config)?, incoming.actor()?)
            .await
            .map_err(|error| problem(&hall, error))?;
        app.tell_devices();
        Outside::kept(StatusCode::CREATED, &created)
    };
    incoming.outside(&app, work).await
}

fn problem(hall: &HallId, error: CreateError) -> Problem {
    match error {
        CreateError::Exists => Problem::new(StatusCode::CONFLICT, "exists", format!("there is a hall {hall} already")),
        CreateError::Refused(refusal) => of_refusal(&refusal),
        CreateError::Submit(error) => error.into(),
        CreateError::Store(error) => error.into(),
    }
}
