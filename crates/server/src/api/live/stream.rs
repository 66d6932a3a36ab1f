//! The WebSocket: hello, then frames both ways until one of them ends it.

use super::audience;
use crate::api::guard::{by_link, by_token, own_origin, who};
use crate::api::roles::may_see;
use crate::app::Shared;
use crate::auth::{Credential, Principal};
use crate::problem::Problem;
use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket, WebSocketUpgrade};
use axum::extract::{ConnectInfo, State};
use axum::http::header::ORIGIN;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use goiso_engine::{AttachError, Bye, Out, Session, ViewName};
use goiso_wire::frame::{At, ClientFrame, ServerFrame};
use goiso_wire::{CLIENT_FRAME_MAX, HELLO_WITHIN_MS, STALLED_MS, SUBPROTOCOL, close};
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

/// Bytes read at once from a screen: it says little, and the library's own 128 KiB a connection would be most of the
/// server's memory.
const READ_BUFFER: usize = 2 * 1024;
/// Bytes gathered before a frame is written: none, a frame goes out at once.
const WRITE_BUFFER: usize = 0;
/// Bytes of frames that may wait in a connection before writing fails.
const WRITE_MOST: usize = 4 * 1024 * 1024;
/// When to come back after an end that will pass.
const AGAIN_MS: [u64; 2] = [1_000, 10_000];

/// Follow a view by WebSocket with the subprotocol `queue.v1`.
#[utoipa::path(get, path = "/api/v1/stream", tag = "following", operation_id = "follow_by_websocket",
    responses((status = 101, description = "the connection is a WebSocket now")))]
pub async fn get(
    State(app): State<Shared>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, axum::extract::ws::rejection::WebSocketUpgradeRejection>,
) -> Result<Response, Problem> {
    if headers.contains_key(ORIGIN) && !own_origin(&app, &headers) {
        return Err(Problem::new(StatusCode::FORBIDDEN, "foreign_page", "this page may not follow"));
    }
    let from_page = headers.contains_key(ORIGIN);
    let principal = who(&app, peer.ip(), &headers).await?;
    if let Principal::Member(member) = &principal
        && let Credential::Cookie(_) = member.credential
        && !from_page
    {
        // a cookie without an Origin comes from no page of ours
        return Err(Problem::new(StatusCode::FORBIDDEN, "foreign_page", "a cookie needs a page of this server"));
    }
    let upgrade =
        upgrade.map_err(|error| Problem::new(StatusCode::UPGRADE_REQUIRED, "upgrade_required", error.body_text()))?;
    let spoken = upgrade.requested_protocols().any(|protocol| protocol.as_bytes() == SUBPROTOCOL.as_bytes());
    if !spoken {
        return Err(Problem::bad_request(format!("offer the subprotocol {SUBPROTOCOL}")));
    }
    let open = upgrade
        .protocols([SUBPROTOCOL])
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(WRITE_BUFFER)
        .max_write_buffer_size(WRITE_MOST)
        .max_message_size(CLIENT_FRAME_MAX)
        .max_frame_size(CLIENT_FRAME_MAX);
    Ok(open.on_upgrade(move |socket| follow(app, socket, principal, peer.ip())))
}

async fn follow(app: Shared, mut socket: WebSocket, principal: Principal, from: IpAddr) {
    let bye = match begin(&app, &mut socket, principal, from).await {
        Ok(Begun { session, principal, place }) => {
            let bye = run(&app, &mut socket, session, &principal).await;
            drop(place);
            bye
        }
        Err(end) => end,
    };
    if let Some(bye) = bye {
        say_goodbye(&mut socket, bye).await;
    }
}

struct Begun {
    session: Session,
    principal: Principal,
    place: crate::limits::Place,
}

/// Reads the hello and attaches to the view. An error is the goodbye, none if nobody is there to hear it.
async fn begin(app: &Shared, socket: &mut WebSocket, principal: Principal, from: IpAddr) -> Result<Begun, Option<Bye>> {
    let hello = tokio::select! {
        hello = tokio::time::timeout(Duration::from_millis(HELLO_WITHIN_MS), hello(socket)) => {
            hello.map_err(|_| Some(later(close::NO_HELLO, "no hello in time")))??
        }
        () = app.stopping.cancelled() => return Err(Some(later(close::GOING_AWAY, "the server stops"))),
    };
    let Hello { view: name, token, device, at } = hello;
    let principal = match token {
        Some(token) => {
            by_token(app, from, &token).await.map_err(|problem| {
                Some(match problem.status {
                    // the database does not answer: that says nothing about the token
                    StatusCode::SERVICE_UNAVAILABLE => later(close::GOING_AWAY, "not to be found out now"),
                    _ => never(close::UNAUTHORIZED, "this token is not known"),
                })
            })?
        }
        None => principal,
    };
    let view = view_of(app, from, &name)?;
    if !may_see(&principal, &view) {
        return Err(Some(match principal {
            Principal::Nobody => never(close::UNAUTHORIZED, "not signed in"),
            Principal::Member(ref member) if !member.reaches(view.hall()) => never(close::NO_SUCH_VIEW, "no such view"),
            Principal::Member(_) | Principal::Holder { .. } => never(close::FORBIDDEN, "not for this role"),
        }));
    }
    let follower = match &view {
        // whoever holds the link is the ticket's holder, however many nobodies there are
        ViewName::Ticket { hall, ticket } => Principal::Holder { hall: hall.clone(), ticket: *ticket }.id(),
        ViewName::Zone { .. }
        | ViewName::CounterDisplay { .. }
        | ViewName::Counter { .. }
        | ViewName::Kiosk { .. }
        | ViewName::Desk { .. }
        | ViewName::Supervisor { .. } => format!("{}/{}", principal.id(), device.as_deref().unwrap_or_default()),
    };
    let place = app.limits.streams.take(follower);
    let place = place.ok_or_else(|| Some(later(close::FULL, "too many streams")))?;
    let audience = audience(app, &principal, &view, device.as_deref());
    let session = app.engine.attach(&view, audience, at).map_err(|error| {
        Some(match error {
            AttachError::NoSuchView => never(close::NO_SUCH_VIEW, "no such view"),
            AttachError::Gone => never(close::GONE, "the ticket's link has run out"),
            AttachError::Full => later(close::FULL, "too many streams"),
            AttachError::Stopping => later(close::GOING_AWAY, "the server stops"),
        })
    })?;
    Ok(Begun { session, principal, place })
}

struct Hello {
    view: String,
    token: Option<String>,
    device: Option<String>,
    at: Option<At>,
}

/// A device's name for itself is at most so long, in characters.
const DEVICE_MAX: usize = 40;

async fn hello(socket: &mut WebSocket) -> Result<Hello, Option<Bye>> {
    loop {
        let text = match socket.recv().await {
            Some(Ok(Message::Text(text))) => text,
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => continue,
            Some(Ok(Message::Binary(_))) => return Err(Some(never(close::BAD_FRAME, "frames are text"))),
            Some(Ok(Message::Close(_))) | None => return Err(None),
            Some(Err(_)) => return Err(Some(never(close::BAD_FRAME, "not a frame"))),
        };
        return match read(&text) {
            Ok(ClientFrame::Hello { view, token, device, at, app: _ }) => {
                let device = device.filter(|name| name.len() <= DEVICE_MAX);
                Ok(Hello { view, token, device, at })
            }
            Ok(
                ClientFrame::Ack { .. }
                | ClientFrame::Speak { .. }
                | ClientFrame::Spoken { .. }
                | ClientFrame::Unspoken { .. }
                | ClientFrame::Health { .. },
            ) => Err(Some(never(close::BAD_FRAME, "hello comes first"))),
            Err(Unread::Malformed | Unread::Unknown) => Err(Some(never(close::BAD_FRAME, "hello comes first"))),
        };
    }
}

fn view_of(app: &Shared, from: IpAddr, name: &str) -> Result<ViewName, Option<Bye>> {
    if let Some(token) = name.strip_prefix("ticket/") {
        // a wrong link costs the address one of its tries, as everywhere
        by_link(app, from, token)
            .map_err(|_| Some(never(close::GONE, "the ticket's link is not good, or not any more")))?;
    }
    ViewName::parse(name, app.engine.links()).ok_or_else(|| Some(never(close::NO_SUCH_VIEW, "no such view")))
}

/// Frames both ways until the end; the goodbye, none if nobody is there to hear it.
async fn run(app: &Shared, socket: &mut WebSocket, mut session: Session, principal: &Principal) -> Option<Bye> {
    let mut changed = app.auth.watch();
    loop {
        tokio::select! {
            out = session.next() => match out {
                Out::Frame(frame) => match Utf8Bytes::try_from(frame) {
                    Ok(text) => {
                        write(socket, Message::Text(text)).await.ok()?;
                        session.wrote();
                    }
                    Err(error) => {
                        tracing::error!(%error, "a frame is no text");
                        return Some(later(close::HALL_RELOADED, "something failed inside"));
                    }
                },
                Out::Bye(bye) => return Some(bye),
            },
            message = socket.recv() => match message {
                Some(Ok(Message::Text(text))) => match read(&text) {
                    Ok(frame) => if let Err(bye) = session.receive(frame) { return Some(bye); },
                    // kinds of a later version are passed over, but they count
                    Err(Unread::Unknown) => {
                        let nothing = ClientFrame::Health { facts: serde_json::Map::new() };
                        if let Err(bye) = session.receive(nothing) { return Some(bye); }
                    }
                    Err(Unread::Malformed) => return Some(never(close::BAD_FRAME, "not a frame of queue.v1")),
                },
                Some(Ok(Message::Binary(_))) => return Some(never(close::BAD_FRAME, "frames are text")),
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {
                    let nothing = ClientFrame::Health { facts: serde_json::Map::new() };
                    if let Err(bye) = session.receive(nothing) { return Some(bye); }
                }
                Some(Ok(Message::Close(_))) | None => return None,
                Some(Err(_)) => return Some(never(close::BAD_FRAME, "not a frame of queue.v1")),
            },
            known = changed.changed() => {
                let holds = principal.member().is_none_or(|member| app.auth.still_holds(member));
                if known.is_err() || !holds {
                    return Some(never(close::UNAUTHORIZED, "not signed in any more"));
                }
            }
        }
    }
}

/// Writes a message; a screen that takes none of it for so long is gone.
async fn write(socket: &mut WebSocket, message: Message) -> Result<(), Gone> {
    match tokio::time::timeout(Duration::from_millis(STALLED_MS), socket.send(message)).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) | Err(_) => Err(Gone),
    }
}

struct Gone;

async fn say_goodbye(socket: &mut WebSocket, bye: Bye) {
    let code = bye.code;
    let reason = Utf8Bytes::from(bye.why.clone());
    let frame = ServerFrame::Bye { code, why: bye.why, again_ms: bye.again_ms };
    if let Ok(text) = serde_json::to_string(&frame)
        && write(socket, Message::Text(text.into())).await.is_ok()
    {
        // whoever is gone by now needs no goodbye
        let _ = write(socket, Message::Close(Some(CloseFrame { code, reason }))).await;
    }
}

enum Unread {
    /// No JSON object with a type, or one with wrong fields.
    Malformed,
    /// A type this server does not know.
    Unknown,
}

fn read(text: &str) -> Result<ClientFrame, Unread> {
    const KNOWN: [&str; 6] = ["hello", "ack", "speak", "spoken", "unspoken", "health"];
    #[derive(serde::Deserialize)]
    struct Kind {
        #[serde(rename = "type")]
        kind: String,
    }
    match serde_json::from_str(text) {
        Ok(frame) => Ok(frame),
        Err(_) => match serde_json::from_str::<Kind>(text) {
            Ok(Kind { kind }) if !KNOWN.contains(&kind.as_str()) => Err(Unread::Unknown),
            Ok(_) | Err(_) => Err(Unread::Malformed),
        },
    }
}

fn later(code: u16, why: &str) -> Bye {
    Bye { code, why: why.to_owned(), again_ms: Some(AGAIN_MS) }
}
fn never(code: u16, why: &str) -> Bye {
    Bye { code, why: why.to_owned(), again_ms: None }
}
