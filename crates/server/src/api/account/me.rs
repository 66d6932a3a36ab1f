//! Who is asking.

use super::Identity;
use crate::api::incoming::ok;
use crate::auth::Principal;
use crate::problem::Problem;
use axum::Extension;
use axum::response::Response;

/// Learn who you are.
#[utoipa::path(get, path = "/api/v1/me", tag = "account", operation_id = "me",
    responses((status = 200, body = Identity)))]
pub async fn me(Extension(principal): Extension<Principal>) -> Result<Response, Problem> {
    let member = principal.member().ok_or_else(|| Problem::unauthenticated("this needs a token or a sign-in"))?;
    ok(&Identity::of(member))
}
