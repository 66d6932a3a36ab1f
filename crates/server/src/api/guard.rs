//! What every request passes before its handler: who asks, does the table admit them, is the hall theirs, and did the
//! request come from our own pages.

use crate::api::roles::{Admits, Route};
use crate::app::Shared;
use crate::auth::{Credential, Known, Principal, Secret};
use crate::problem::Problem;
use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{ConnectInfo, MatchedPath, RawPathParams, Request, State};
use axum::http::header::{AUTHORIZATION, COOKIE, HOST, ORIGIN};
use axum::http::{HeaderMap, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use goiso_queue::HallId;
use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};

/// The table by path and method.
#[derive(Debug)]
pub struct Table(HashMap<(&'static str, Method), Admits>);

impl Table {
    /// Of these rows.
    pub fn new(routes: Vec<Route>) -> Self {
        Self(routes.into_iter().map(|route| ((route.path, route.method), route.admits)).collect())
    }
    /// Who a mounted route admits; none if it does not stand in the table.
    pub fn admits(&self, path: &str, method: &Method) -> Option<Admits> {
        // HEAD is answered by the handler of GET
        let method = if *method == Method::HEAD { &Method::GET } else { method };
        self.0.iter().find(|((row, of), _)| *row == path && of == method).map(|(_, admits)| *admits)
    }
}

/// Lets a request through to its handler, with its [`Principal`] in the extensions, or answers with a problem.
pub async fn guard(
    State(app): State<Shared>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    path: MatchedPath,
    params: Result<RawPathParams, RawPathParamsRejection>,
    mut request: Request,
    next: Next,
) -> Response {
    let Ok(params) = params else {
        return Problem::not_found().into_response();
    };
    let hall = params.iter().find(|(name, _)| *name == "hall").map(|(_, value)| value.to_owned());
    let ticket = params.iter().find(|(name, _)| *name == "ticket").map(|(_, value)| value.to_owned());
    let asked = Asked { path: path.as_str(), hall: hall.as_deref(), ticket: ticket.as_deref() };
    match admit(&app, peer.ip(), &asked, request.method(), request.headers()).await {
        Ok(principal) => {
            request.extensions_mut().insert(principal);
            next.run(request).await
        }
        Err(problem) => problem.into_response(),
    }
}

struct Asked<'a> {
    path: &'a str,
    hall: Option<&'a str>,
    ticket: Option<&'a str>,
}

async fn admit(
    app: &Shared,
    from: IpAddr,
    asked: &Asked<'_>,
    method: &Method,
    headers: &HeaderMap,
) -> Result<Principal, Problem> {
    let admits = app.table.admits(asked.path, method).ok_or_else(Problem::not_found)?;
    if admits == Admits::Everybody {
        own_pages_only(app, headers, method)?;
        return Ok(Principal::Nobody);
    }
    let principal = who(app, from, headers).await?;
    if let Principal::Member(member) = &principal
        && let Credential::Cookie(_) = member.credential
    {
        own_pages_only(app, headers, method)?;
    }
    let (roles, holder) = match admits {
        Admits::Everybody | Admits::ByView => return Ok(principal),
        Admits::Roles(roles) => (roles, false),
        Admits::RolesAndHolder(roles) => (roles, true),
    };
    match &principal {
        Principal::Nobody => Err(Problem::unauthenticated("this needs a token or a sign-in")),
        Principal::Holder { hall, ticket } => {
            if !holder {
                return Err(Problem::forbidden("a ticket's link opens its own ticket alone"));
            }
            let own = asked.hall == Some(hall.as_str()) && asked.ticket == Some(ticket.to_string().as_str());
            if !own {
                return Err(Problem::unknown_ticket(asked.ticket.unwrap_or_default()));
            }
            app.limits.take(&app.limits.citizen, &principal.id()).map_err(|wait| {
                Problem::too_many("too_fast", "too many requests with this ticket's link", wait.retry_after_s)
            })?;
            Ok(principal)
        }
        Principal::Member(member) => {
            if let Some(hall) = asked.hall {
                let known = hall
                    .parse::<HallId>()
                    .ok()
                    .filter(|hall| member.reaches(hall) && app.engine.read(hall, |_| ()).is_some());
                if known.is_none() {
                    return Err(Problem::unknown_hall(hall));
                }
            }
            if roles.contains(&member.role) {
                return Ok(principal);
            }
            Err(Problem::forbidden(format!("this is not for the role {}", member.role.word()))
                .fact("role", member.role.word()))
        }
    }
}

/// Whoever the request's proof belongs to: a bearer token, a ticket's link, or a cookie. A wrong proof is no proof
/// at all but an error, and costs the address one of its tries.
pub async fn who(app: &Shared, from: IpAddr, headers: &HeaderMap) -> Result<Principal, Problem> {
    if let Some(value) = headers.get(AUTHORIZATION) {
        let value = value.to_str().map_err(|_| Problem::unauthenticated("the Authorization header is unreadable"))?;
        return match value.split_once(' ') {
            Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => by_token(app, from, token.trim()).await,
            Some((scheme, token)) if scheme.eq_ignore_ascii_case("ticket") => by_link(app, from, token.trim()),
            Some(_) | None => Err(Problem::unauthenticated("send Authorization: Bearer or Authorization: Ticket")),
        };
    }
    match cookie(headers, app.cookie_name()) {
        Some(secret) => {
            Ok(app.auth.by_cookie(&Secret::sent(secret)).await.map_or(Principal::Nobody, Principal::Member))
        }
        None => Ok(Principal::Nobody),
    }
}

/// Whoever a device's or program's token belongs to.
pub async fn by_token(app: &Shared, from: IpAddr, token: &str) -> Result<Principal, Problem> {
    let unknown = || wrong_secret(app, from, "this token is not known, or not any more");
    match app.auth.by_token(&Secret::sent(token)).await? {
        Known::Member(member) => Ok(Principal::Member(member)),
        Known::Nobody => Err(unknown()),
        Known::Copied => {
            app.tell_devices();
            Err(unknown())
        }
    }
}

/// Whoever holds a ticket's link.
pub fn by_link(app: &Shared, from: IpAddr, token: &str) -> Result<Principal, Problem> {
    match app.engine.links().open(token) {
        Some((hall, ticket)) => Ok(Principal::Holder { hall, ticket }),
        None => Err(wrong_secret(app, from, "this ticket's link is not good, or not any more")),
    }
}

/// A wrong secret costs its address one of its tries; without tries left even the answer is kept back.
pub fn wrong_secret(app: &Shared, from: IpAddr, detail: &str) -> Problem {
    match app.limits.take(&app.limits.wrong_secrets, &from) {
        Ok(()) => Problem::unauthenticated(detail),
        Err(wait) => Problem::too_many("too_fast", "too many wrong secrets from this address", wait.retry_after_s),
    }
}

/// A cookie by its name.
pub fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(own, _)| *own == name)
        .map(|(_, value)| value)
}

/// A change that a browser sends must come from our own pages: it says so in `Sec-Fetch-Site`, or by its `Origin`.
/// Programs send neither.
fn own_pages_only(app: &Shared, headers: &HeaderMap, method: &Method) -> Result<(), Problem> {
    if *method == Method::GET || *method == Method::HEAD {
        return Ok(());
    }
    let foreign = || Problem::new(axum::http::StatusCode::FORBIDDEN, "foreign_page", "this page may not send that");
    if headers.contains_key(ORIGIN) {
        return if own_origin(app, headers) { Ok(()) } else { Err(foreign()) };
    }
    match headers.get("sec-fetch-site").map(|site| site.as_bytes()) {
        Some(b"same-origin" | b"none") => Ok(()),
        Some(_) => Err(foreign()),
        // a cookie without either is no browser of this decade; without a cookie it is a program signing in
        None if headers.contains_key(COOKIE) => Err(foreign()),
        None => Ok(()),
    }
}

/// Whether the request's Origin is exactly one of ours.
pub fn own_origin(app: &Shared, headers: &HeaderMap) -> bool {
    let Some(Ok(origin)) = headers.get(ORIGIN).map(|origin| origin.to_str()) else {
        return false;
    };
    if !app.settings.origins.is_empty() {
        return app.settings.origins.iter().any(|own| own == origin);
    }
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    let named = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
    host.is_some() && named == host
}
