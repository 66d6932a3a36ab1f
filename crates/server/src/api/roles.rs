//! Who may do and see what: one table of every route, one of every view. What does not stand here is not served.

use crate::auth::{Member, Principal};
use axum::http::Method;
use goiso_engine::ViewName;
use goiso_store::people::Role::{self, Admin, Announcer, Display, Greeter, Kiosk, Officer, Supervisor};

/// Who a route admits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admits {
    /// Everybody, without any proof.
    Everybody,
    /// These roles.
    Roles(&'static [Role]),
    /// These roles, and the holder of the ticket's link.
    RolesAndHolder(&'static [Role]),
    /// Whoever may see the view that is asked for: the handler asks [`may_see`].
    ByView,
}

/// One row of the table.
#[derive(Debug, Clone)]
pub struct Route {
    /// The method.
    pub method: Method,
    /// The path as it is mounted.
    pub path: &'static str,
    /// Who may.
    pub admits: Admits,
}

const ADMIN: &[Role] = &[Admin];
const DEVICES: &[Role] = &[Kiosk, Display, Announcer];
const STEERING: &[Role] = &[Admin, Supervisor];
const AT_COUNTERS: &[Role] = &[Admin, Supervisor, Officer];
const AT_THE_DOOR: &[Role] = &[Admin, Supervisor, Greeter];
const STAFF: &[Role] = &[Admin, Supervisor, Officer, Greeter];
const ISSUING: &[Role] = &[Admin, Supervisor, Greeter, Kiosk];
const PRINTING: &[Role] = &[Admin, Supervisor, Greeter, Kiosk];
const READING_TICKETS: &[Role] = &[Admin, Supervisor, Officer, Greeter, Kiosk];
const HEARING: &[Role] = &[Admin, Supervisor, Officer, Greeter, Display, Announcer];
const ALL: &[Role] = &Role::ALL;

/// Every route.
pub fn routes() -> Vec<Route> {
    use Admits::{ByView, Everybody, Roles, RolesAndHolder};
    let get = |path, admits| Route { method: Method::GET, path, admits };
    let post = |path, admits| Route { method: Method::POST, path, admits };
    let put = |path, admits| Route { method: Method::PUT, path, admits };
    vec![
        // signing in
        post("/api/v1/setup", Everybody),
        post("/api/v1/login", Everybody),
        post("/api/v1/exchange", Everybody),
        post("/api/v1/logout", Roles(ALL)),
        get("/api/v1/me", Roles(ALL)),
        get("/api/v1/sessions", Roles(STAFF)),
        post("/api/v1/sessions/{session}/revoke", Roles(STAFF)),
        // people and devices
        get("/api/v1/people", Roles(ADMIN)),
        post("/api/v1/people", Roles(ADMIN)),
        post("/api/v1/people/{person}", Roles(ADMIN)),
        get("/api/v1/tokens", Roles(ADMIN)),
        post("/api/v1/tokens", Roles(ADMIN)),
        post("/api/v1/tokens/{token}/revoke", Roles(ADMIN)),
        // pairing of devices
        post("/api/v1/devices/pair", Everybody),
        post("/api/v1/devices/token", Everybody),
        post("/api/v1/devices/rotate", Roles(DEVICES)),
        post("/api/v1/devices/lookup", Roles(ADMIN)),
        post("/api/v1/devices/approve", Roles(ADMIN)),
        post("/api/v1/devices/refuse", Roles(ADMIN)),
        get("/api/v1/devices", Roles(ADMIN)),
        post("/api/v1/devices/{device}/rename", Roles(ADMIN)),
        // halls
        get("/api/v1/halls", Roles(ALL)),
        post("/api/v1/halls", Roles(ADMIN)),
        get("/api/v1/templates/ward", Roles(ADMIN)),
        get("/api/v1/halls/{hall}", Roles(ALL)),
        get("/api/v1/halls/{hall}/config", Roles(STEERING)),
        put("/api/v1/halls/{hall}/config", Roles(ADMIN)),
        post("/api/v1/halls/{hall}/clock/trust", Roles(ADMIN)),
        get("/api/v1/halls/{hall}/events", Roles(STEERING)),
        get("/api/v1/halls/{hall}/reports/{report}", Roles(STEERING)),
        get("/api/v1/reports/{report}", Roles(STEERING)),
        get("/api/v1/deliveries", Roles(STEERING)),
        post("/api/v1/deliveries/{name}/send", Roles(STEERING)),
        get("/api/v1/halls/{hall}/open-data", Everybody),
        get("/api/v1/halls/{hall}/officers", Roles(STAFF)),
        get("/api/v1/halls/{hall}/today", Roles(STEERING)),
        get("/api/v1/halls/{hall}/history", Roles(STEERING)),
        post("/api/v1/halls/{hall}/policy-preview", Roles(STEERING)),
        post("/api/v1/halls/{hall}/what-if", Roles(STEERING)),
        post("/api/v1/halls/{hall}/issuing/stop", Roles(STEERING)),
        post("/api/v1/halls/{hall}/issuing/resume", Roles(STEERING)),
        post("/api/v1/halls/{hall}/notices", Roles(STEERING)),
        post("/api/v1/halls/{hall}/notices/{notice}/withdraw", Roles(STEERING)),
        get("/api/v1/halls/{hall}/announcements/{item}", Roles(HEARING)),
        post("/api/v1/halls/{hall}/printers/{printer}/test", Roles(STEERING)),
        get("/api/v1/halls/{hall}/prints", Roles(AT_THE_DOOR)),
        post("/api/v1/halls/{hall}/kiosk-pin", Roles(ADMIN)),
        post("/api/v1/halls/{hall}/kiosk-pin/unlock", Roles(ISSUING)),
        // tickets
        post("/api/v1/halls/{hall}/cards", Roles(ISSUING)),
        post("/api/v1/halls/{hall}/tickets", Roles(ISSUING)),
        get("/api/v1/halls/{hall}/tickets/{ticket}", RolesAndHolder(READING_TICKETS)),
        get("/api/v1/halls/{hall}/tickets/{ticket}/fairness", RolesAndHolder(STAFF)),
        post("/api/v1/halls/{hall}/tickets/{ticket}/cancel", RolesAndHolder(AT_THE_DOOR)),
        post("/api/v1/halls/{hall}/tickets/{ticket}/reinstate", Roles(STAFF)),
        post("/api/v1/halls/{hall}/tickets/{ticket}/priority", Roles(AT_THE_DOOR)),
        post("/api/v1/halls/{hall}/tickets/{ticket}/move", Roles(STEERING)),
        post("/api/v1/halls/{hall}/tickets/{ticket}/void", Roles(AT_THE_DOOR)),
        post("/api/v1/halls/{hall}/tickets/{ticket}/push-back", RolesAndHolder(AT_THE_DOOR)),
        post("/api/v1/halls/{hall}/tickets/{ticket}/rate", RolesAndHolder(STEERING)),
        post("/api/v1/halls/{hall}/tickets/{ticket}/print", Roles(PRINTING)),
        post("/api/v1/halls/{hall}/tickets/{ticket}/browser-print", Roles(PRINTING)),
        post("/api/v1/halls/{hall}/services/{service}/papers/print", Roles(PRINTING)),
        // counters
        post("/api/v1/halls/{hall}/counters/{counter}/open", Roles(AT_COUNTERS)),
        post("/api/v1/halls/{hall}/counters/{counter}/pause", Roles(AT_COUNTERS)),
        post("/api/v1/halls/{hall}/counters/{counter}/resume", Roles(AT_COUNTERS)),
        post("/api/v1/halls/{hall}/counters/{counter}/close", Roles(AT_COUNTERS)),
        post("/api/v1/halls/{hall}/counters/{counter}/next", Roles(AT_COUNTERS)),
        post("/api/v1/halls/{hall}/counters/{counter}/call", Roles(AT_COUNTERS)),
        post("/api/v1/halls/{hall}/counters/{counter}/recall", Roles(AT_COUNTERS)),
        post("/api/v1/halls/{hall}/counters/{counter}/start", Roles(AT_COUNTERS)),
        post("/api/v1/halls/{hall}/counters/{counter}/finish", Roles(AT_COUNTERS)),
        post("/api/v1/halls/{hall}/counters/{counter}/no-show", Roles(AT_COUNTERS)),
        post("/api/v1/halls/{hall}/counters/{counter}/park", Roles(AT_COUNTERS)),
        post("/api/v1/halls/{hall}/counters/{counter}/return", Roles(STAFF)),
        post("/api/v1/halls/{hall}/counters/{counter}/transfer", Roles(AT_COUNTERS)),
        post("/api/v1/halls/{hall}/counters/{counter}/undo", Roles(AT_COUNTERS)),
        // following
        get("/api/v1/stream", ByView),
        get("/api/v1/view", ByView),
        get("/api/v1/sse", ByView),
        // the server itself: no fact of any hall stands in these
        get("/healthz", Everybody),
        get("/readyz", Everybody),
        get("/metrics", Everybody),
        get("/api/openapi.json", Everybody),
    ]
}

/// Whether a principal may follow a view. The holder's view names its own right: whoever knows the token may.
pub fn may_see(principal: &Principal, view: &ViewName) -> bool {
    match (view, principal) {
        (ViewName::Ticket { .. }, _) => true,
        (_, Principal::Nobody | Principal::Holder { .. }) => false,
        (view, Principal::Member(member)) => member.reaches(view.hall()) && role_may_see(member, view),
    }
}

fn role_may_see(member: &Member, view: &ViewName) -> bool {
    match view {
        ViewName::Zone { zone, .. } => match member.role {
            Admin | Supervisor | Officer | Greeter => true,
            Display | Announcer => member.zone.as_ref().is_none_or(|own| own == zone),
            Kiosk => false,
        },
        ViewName::Counter { .. } => match member.role {
            Admin | Supervisor | Officer => true,
            Greeter | Kiosk | Display | Announcer => false,
        },
        ViewName::CounterDisplay { .. } => match member.role {
            Admin | Supervisor | Officer | Display => true,
            Greeter | Kiosk | Announcer => false,
        },
        ViewName::Kiosk { .. } => match member.role {
            Admin | Supervisor | Greeter | Kiosk => true,
            Officer | Display | Announcer => false,
        },
        ViewName::Desk { .. } => match member.role {
            Admin | Supervisor | Officer | Greeter => true,
            Kiosk | Display | Announcer => false,
        },
        ViewName::Supervisor { .. } => match member.role {
            Admin | Supervisor => true,
            Officer | Greeter | Kiosk | Display | Announcer => false,
        },
        ViewName::Ticket { .. } => true,
    }
}
