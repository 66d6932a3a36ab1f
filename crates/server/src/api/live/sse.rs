//! The frames of a view as server-sent events, for foreign signage players.

use super::view::ViewQuery;
use super::{attach_problem, audience, view_of};
use crate::app::Shared;
use crate::auth::Principal;
use crate::limits::Place;
use crate::problem::Problem;
use axum::Extension;
use axum::body::{Body, Bytes};
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use goiso_engine::{Out, Session};
use goiso_wire::frame::{At, ServerFrame};
use serde::Deserialize;
use std::convert::Infallible;
use tokio::sync::watch;

/// Follow a view by server-sent events: the data of each is a frame of queue.v1, its id the position, so that a player
/// that comes back goes on where it stood.
#[utoipa::path(get, path = "/api/v1/sse", tag = "following", operation_id = "follow_by_sse", params(ViewQuery),
    responses((status = 200, description = "frames", content_type = "text/event-stream")))]
pub async fn get(
    State(app): State<Shared>,
    Extension(principal): Extension<Principal>,
    query: Result<Query<ViewQuery>, axum::extract::rejection::QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let Query(query) = query.map_err(|error| Problem::bad_request(error.body_text()))?;
    let view = view_of(&app, &principal, &query.name)?;
    let audience = audience(&app, &principal, &view, None);
    let place = app.limits.streams.take(format!("{}/sse", principal.id()));
    let place = place.ok_or_else(|| attach_problem(goiso_engine::AttachError::Full, &query.name))?;
    let session =
        app.engine.attach(&view, audience, last_id(&headers)).map_err(|error| attach_problem(error, &query.name))?;
    let follow = Follow { changed: app.auth.watch(), app, principal, session, _place: place, ended: false };
    let frames = futures_util::stream::unfold(follow, |mut follow| async move {
        let event = follow.next().await?;
        Some((Ok::<Bytes, Infallible>(event), follow))
    });
    let mut response = Response::new(Body::from_stream(frames));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

struct Follow {
    app: Shared,
    principal: Principal,
    session: Session,
    changed: watch::Receiver<u64>,
    _place: Place,
    ended: bool,
}

impl Follow {
    async fn next(&mut self) -> Option<Bytes> {
        if self.ended {
            return None;
        }
        loop {
            tokio::select! {
                out = self.session.next() => return Some(match out {
                    Out::Frame(frame) => {
                        self.session.wrote();
                        event(&frame)
                    }
                    Out::Bye(bye) => {
                        self.ended = true;
                        let frame = ServerFrame::Bye { code: bye.code, why: bye.why, again_ms: bye.again_ms };
                        event(serde_json::to_string(&frame).unwrap_or_default().as_bytes())
                    }
                }),
                changed = self.changed.changed() => {
                    let holds = self.principal.member().is_none_or(|member| self.app.auth.still_holds(member));
                    if changed.is_err() || !holds {
                        return None;
                    }
                }
            }
        }
    }
}

/// The head of a frame that names a position.
#[derive(Deserialize)]
struct Stands {
    epoch: String,
    seq: u64,
}

fn event(frame: &[u8]) -> Bytes {
    let mut text = Vec::with_capacity(frame.len() + 64);
    if let Ok(Stands { epoch, seq }) = serde_json::from_slice(frame) {
        text.extend_from_slice(format!("id: {epoch}:{seq}\n").as_bytes());
    }
    text.extend_from_slice(b"data: ");
    text.extend_from_slice(frame);
    text.extend_from_slice(b"\n\n");
    Bytes::from(text)
}

fn last_id(headers: &HeaderMap) -> Option<At> {
    let (epoch, seq) = headers.get("last-event-id")?.to_str().ok()?.rsplit_once(':')?;
    Some(At(epoch.to_owned(), seq.parse().ok()?))
}
