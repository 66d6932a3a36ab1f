//! The clips of the voices, for pages that speak: from a hall's own folder where it has them, else from the binary.

use crate::app::Shared;
use crate::displays::answer;
use crate::problem::Problem;
use axum::Router;
use axum::extract::{Path as UrlPath, State};
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::get;
use goiso_voice::{PackError, Voices};
use std::path::Path;

/// The voices of a folder before those of the binary. A folder that cannot be used is told in one line, and the hall speaks with the
/// binary's own voices: a hall that is not called is worse than one that is called by another voice.
///
/// # Errors
/// Not even the binary's own voices can be read.
pub fn voices(folder: Option<&Path>) -> Result<Voices, PackError> {
    let Some(folder) = folder else { return Voices::builtin() };
    match Voices::load(folder) {
        Ok(voices) => {
            for problem in voices.problems() {
                tracing::warn!(voice = %problem.voice, place = %problem.place, why = %problem.why, "a clip cannot be used");
            }
            Ok(voices)
        }
        Err(error) => {
            tracing::warn!(%error, "the hall's own voices cannot be read; `goiso voice check` tells what to mend");
            Voices::builtin()
        }
    }
}

/// The routes of the clips.
pub fn router(app: &Shared) -> Router<Shared> {
    Router::new().route("/sounds/{voice}/{file}", get(clip)).with_state(app.clone())
}

async fn clip(
    State(app): State<Shared>,
    UrlPath((voice, file)): UrlPath<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let body = app.voices.file(&format!("{voice}/{file}")).ok_or_else(Problem::not_found)?;
    Ok(answer(&file, body, &headers))
}
