//! Everything under a path: mounted from the table of routes, described by OpenAPI, behind the guard.

pub mod account;
pub mod answers;
pub mod command;
pub mod counters;
pub mod devices;
pub mod guard;
pub mod halls;
pub mod incoming;
pub mod live;
pub mod openapi;
pub mod ops;
pub mod printing;
pub mod private;
pub mod roles;
pub mod tickets;

use crate::app::Shared;
use crate::problem::Problem;
use crate::{displays, headers, media, sounds};
use axum::Router;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tower_http::catch_panic::CatchPanicLayer;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The API's own routes with their descriptions.
fn described() -> OpenApiRouter<Shared> {
    OpenApiRouter::with_openapi(openapi::head())
        .routes(routes!(account::setup::setup))
        .routes(routes!(account::login::login))
        .routes(routes!(account::exchange::exchange))
        .routes(routes!(account::logout::logout))
        .routes(routes!(account::me::me))
        .routes(routes!(account::sessions::list))
        .routes(routes!(account::sessions::revoke))
        .routes(routes!(account::people::list, account::people::add))
        .routes(routes!(account::people::change))
        .routes(routes!(account::tokens::list, account::tokens::add))
        .routes(routes!(account::tokens::revoke))
        .routes(routes!(devices::pair::pair))
        .routes(routes!(devices::token::token))
        .routes(routes!(devices::rotate::rotate))
        .routes(routes!(devices::lookup::lookup))
        .routes(routes!(devices::approve::approve))
        .routes(routes!(devices::refuse::refuse))
        .routes(routes!(devices::list::list))
        .routes(routes!(devices::rename::rename))
        .routes(routes!(halls::list::list, halls::create::create))
        .routes(routes!(halls::template::ward))
        .routes(routes!(halls::get::get))
        .routes(routes!(halls::config::get, halls::config::put))
        .routes(routes!(halls::clock::trust))
        .routes(routes!(halls::events::get))
        .routes(routes!(halls::reports::get))
        .routes(routes!(halls::reports::all))
        .routes(routes!(halls::deliveries::list))
        .routes(routes!(halls::deliveries::send))
        .routes(routes!(halls::open_data::get))
        .routes(routes!(halls::officers::get))
        .routes(routes!(halls::today::get))
        .routes(routes!(halls::history::get))
        .routes(routes!(halls::policy_preview::preview))
        .routes(routes!(halls::what_if::ask))
        .routes(routes!(halls::issuing::stop))
        .routes(routes!(halls::issuing::resume))
        .routes(routes!(halls::notices::post))
        .routes(routes!(halls::notices::withdraw))
        .routes(routes!(halls::announcements::get))
        .routes(routes!(halls::printers::test))
        .routes(routes!(halls::printers::log))
        .routes(routes!(halls::kiosk_pin::set))
        .routes(routes!(halls::kiosk_pin::unlock))
        .routes(routes!(tickets::card::show))
        .routes(routes!(tickets::issue::issue))
        .routes(routes!(tickets::get::get))
        .routes(routes!(tickets::fairness::get))
        .routes(routes!(tickets::cancel::cancel))
        .routes(routes!(tickets::reinstate::reinstate))
        .routes(routes!(tickets::priority::priority))
        .routes(routes!(tickets::void::void))
        .routes(routes!(tickets::push_back::push_back))
        .routes(routes!(tickets::move_on::move_on))
        .routes(routes!(tickets::rate::rate))
        .routes(routes!(tickets::print::print))
        .routes(routes!(tickets::print::papers))
        .routes(routes!(tickets::browser_print::told))
        .routes(routes!(counters::open::open))
        .routes(routes!(counters::open::pause))
        .routes(routes!(counters::open::resume))
        .routes(routes!(counters::open::close))
        .routes(routes!(counters::call::next))
        .routes(routes!(counters::call::call))
        .routes(routes!(counters::call::recall))
        .routes(routes!(counters::serve::start))
        .routes(routes!(counters::serve::finish))
        .routes(routes!(counters::serve::no_show))
        .routes(routes!(counters::away::park))
        .routes(routes!(counters::away::return_from_park))
        .routes(routes!(counters::away::transfer))
        .routes(routes!(counters::undo::undo))
        .routes(routes!(live::stream::get))
        .routes(routes!(live::view::get))
        .routes(routes!(live::sse::get))
        .routes(routes!(ops::health::healthz))
        .routes(routes!(ops::health::readyz))
        .routes(routes!(ops::metrics::metrics))
}

/// The OpenAPI document.
pub fn document() -> utoipa::openapi::OpenApi {
    openapi::finish(described().into_openapi())
}

/// Everything the server answers.
pub fn router(app: &Shared) -> Router {
    let (api, _) = described().split_for_parts();
    let document = openapi::text();
    let api = api
        .route("/api/openapi.json", get(move || openapi::serve(document.clone())))
        // the guard asks the table about each of these routes: one that does not stand there is never served
        .route_layer(from_fn_with_state(app.clone(), guard::guard));
    let docs: Router<Shared> = openapi::pages();
    api.merge(docs)
        .merge(displays::router(app))
        .merge(sounds::router(app))
        .merge(media::router(app))
        .fallback(nothing_here)
        .method_not_allowed_fallback(method_not_allowed)
        .with_state(app.clone())
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn(crate::logs::request))
        .layer(from_fn(headers::every_answer))
}

async fn nothing_here(_request: Request) -> Problem {
    Problem::not_found()
}

async fn method_not_allowed() -> Problem {
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", "this address does not take that method")
}

/// A bug ends one request, not the server; what it was stands in the log and not in the answer.
fn panicked(panic: Box<dyn std::any::Any + Send>) -> Response {
    let what = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    tracing::error!(what = what.unwrap_or("unknown"), "a handler panicked");
    let mut response = Problem::internal().into_response();
    headers::put(response.headers_mut());
    response
}
