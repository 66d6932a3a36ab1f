//! A session: a follower with its view, as the server's socket task drives it.

use crate::batch::{Rendered, Request};
use crate::controls::{Control, broken};
use crate::hub::{Instant, Kept};
use crate::inner::{HallShared, Inner, Own, ReplyTo, Submission};
use crate::session::{Ask, Bye, Follower, Sent};
use crate::view_name::{Absent, ViewName};
use bytes::Bytes;
use goiso_queue::command::Item;
use goiso_queue::hall::{Call, CallState};
use goiso_queue::{Action, Actor, CallId, Command, DeviceId, Refusal, ZoneCode};
use goiso_wire::close;
use goiso_wire::frame::{At, ClientFrame};
use std::sync::{Arc, PoisonError};
use tokio::sync::watch;

/// What a session sends next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Out {
    /// A frame, as text.
    Frame(Bytes),
    /// The end: a `bye` frame, then the connection closes.
    Bye(Bye),
}

/// One follower of a view. Dropping it leaves the view.
pub struct Session {
    inner: Arc<Inner>,
    hall: Arc<HallShared>,
    kept: Arc<Kept>,
    name: ViewName,
    number: u64,
    own: Arc<Own>,
    bell: watch::Receiver<u64>,
    follower: Follower,
    painted: u64,
    frames: u64,
}

impl Session {
    pub(crate) fn new(
        inner: Arc<Inner>,
        hall: Arc<HallShared>,
        kept: Arc<Kept>,
        name: ViewName,
        number: u64,
        own: Arc<Own>,
        at: Option<At>,
    ) -> Self {
        let bell = kept.bell();
        let instant = hall.instant(&*inner.clock);
        if let Some((device, role)) = own.audience.witness() {
            hall.presence().connected(device, role, &own.audience, instant.now);
        }
        let follower = Follower::new(at, inner.settings.client_frames_per_s, instant.mono_ms);
        Self { inner, hall, kept, name, number, own, bell, follower, painted: 0, frames: 0 }
    }

    /// The next frame, or the end. Cancel safe: a frame is taken only when it is returned.
    pub async fn next(&mut self) -> Out {
        loop {
            self.bell.borrow_and_update();
            if let Some(out) = self.ready() {
                return out;
            }
            tokio::select! {
                () = self.own.bell.notified() => {}
                rung = self.bell.changed() => {
                    if rung.is_err() {
                        return Out::Bye(Bye {
                            code: close::HALL_RELOADED,
                            why: "the view is made anew".to_owned(),
                            again_ms: Some([0, self.inner.settings.return_within_ms]),
                        });
                    }
                }
            }
        }
    }

    /// The next frame or the end, if there is one now.
    pub(crate) fn ready(&mut self) -> Option<Out> {
        if let Some(bye) = self.own.bye() {
            return Some(Out::Bye(bye));
        }
        if let Some(grant) = self.own.take_grant() {
            return Some(Out::Frame(grant));
        }
        let Instant { now, mono_ms } = self.hall.instant(&*self.inner.clock);
        let mut view = self.kept.view();
        let frame = self.follower.poll(&mut view, now, mono_ms);
        let absent = view.absent();
        drop(view);
        match frame {
            Some((bytes, sent)) => {
                self.count(sent);
                Some(Out::Frame(bytes))
            }
            // What it was told last says what has changed; then it ends as it would at hello.
            None => absent.map(|absent| Out::Bye(end_of(absent))),
        }
    }

    /// A frame of the client.
    ///
    /// # Errors
    /// The connection must end: too many frames, or one that has no place here.
    pub fn receive(&mut self, frame: ClientFrame) -> Result<(), Bye> {
        if let ClientFrame::Hello { view, .. } = &frame
            && ViewName::parse(view, &self.inner.links).as_ref() != Some(&self.name)
        {
            let why = "another view needs another connection".to_owned();
            return Err(Bye { code: close::BAD_FRAME, why, again_ms: None });
        }
        let instant = self.hall.instant(&*self.inner.clock);
        let ask = self.follower.receive(frame, instant.mono_ms).inspect_err(|bye| {
            if bye.code == close::FLOOD {
                self.inner.metrics.add(&self.inner.metrics.floods);
            }
        })?;
        match ask {
            Ask::Nothing => {}
            Ask::Painted(seq) => self.paint(seq, instant),
            Ask::Speak(item, known, for_ms) => self.speak(item, known, for_ms),
            Ask::Spoken(item) => self.speech_ended(|device, zone| Action::Spoken { item, zone, device }),
            Ask::Unspoken(item, why) => {
                self.speech_ended(|device, zone| Action::Unspoken { item, zone, device, why });
            }
            Ask::Health(facts) => {
                if let Some((device, _)) = self.own.audience.witness() {
                    self.hall.presence().health(device, facts, instant.now);
                }
            }
        }
        Ok(())
    }

    /// The server has written a frame to the end.
    pub fn wrote(&mut self) {
        self.frames += 1;
    }

    /// Frames written so far.
    pub fn frames_written(&self) -> u64 {
        self.frames
    }

    /// The view that is followed.
    pub fn view(&self) -> &ViewName {
        &self.name
    }

    /// The screen has painted up to `seq`: calls among it that are still up are acknowledged.
    fn paint(&mut self, seq: u64, at: Instant) {
        let Some((device, _)) = self.own.audience.witness() else { return };
        let after = std::mem::replace(&mut self.painted, seq);
        let committed = self.hall.committed.read().unwrap_or_else(PoisonError::into_inner);
        let calls = committed
            .hall
            .calls
            .range(CallId(after.saturating_add(1))..=CallId(seq))
            .map(|(_, call)| call)
            .filter(|call| is_up(call) && self.shows(call) && !call.shown.contains(device))
            .map(|call| call.id);
        let mut presence = self.hall.presence();
        presence.painted(device, seq, calls, at);
        if presence.shown_since().is_some() {
            self.hall.wake.notify_one();
        }
    }

    fn shows(&self, call: &Call) -> bool {
        match &self.name {
            ViewName::Zone { zone, .. } => call.zone == *zone,
            ViewName::CounterDisplay { counter, .. } => call.counter == *counter,
            ViewName::Counter { .. }
            | ViewName::Ticket { .. }
            | ViewName::Kiosk { .. }
            | ViewName::Desk { .. }
            | ViewName::Supervisor { .. } => false,
        }
    }

    fn speak(&self, item: String, known: Option<Item>, for_ms: u32) {
        self.inner.metrics.add(&self.inner.metrics.speech_asked);
        let (Some((device, zone)), Some(known)) = (self.speaker(), known) else {
            self.own.grant(item, Some("not_allowed"));
            return;
        };
        if broken(Control::LeaveToEverybody) {
            self.own.grant(item, None);
            return;
        }
        let action = Action::Speak { item: known, zone, device: device.clone(), for_ms };
        let request = Request {
            command: Command { by: Actor::Device(device), action },
            key: None,
            private: Vec::new(),
            render: Box::new(|_, verdict| match verdict {
                Ok(_) => Rendered { status: 200, body: String::new() },
                Err(refusal) => Rendered { status: 409, body: why_not(refusal).to_owned() },
            }),
        };
        let reply = ReplyTo::Speaker(Arc::clone(&self.own), item.clone());
        if self.hall.mailbox.try_send(Submission { request, reply }).is_err() {
            // A hall with a full mailbox says nothing; the client asks again while the call is young.
            self.own.grant(item, Some("busy"));
        }
    }

    /// Word that something was said to the end, or was not.
    fn speech_ended(&self, action: impl FnOnce(DeviceId, ZoneCode) -> Action) {
        let Some((device, zone)) = self.speaker() else { return };
        let request = Request {
            command: Command { by: Actor::Device(device.clone()), action: action(device, zone) },
            key: None,
            private: Vec::new(),
            render: Box::new(|_, _| Rendered { status: 200, body: String::new() }),
        };
        if self.hall.mailbox.try_send(Submission { request, reply: ReplyTo::Nobody }).is_err() {
            tracing::debug!(hall = %self.hall.name, "a full mailbox lost word of an announcement");
        }
    }

    /// The device and the zone it speaks in, if it may speak at all.
    fn speaker(&self) -> Option<(DeviceId, ZoneCode)> {
        let audience = &self.own.audience;
        audience.speaks?;
        let zone = match &self.name {
            ViewName::Zone { zone, .. } => zone.clone(),
            ViewName::CounterDisplay { .. }
            | ViewName::Counter { .. }
            | ViewName::Ticket { .. }
            | ViewName::Kiosk { .. }
            | ViewName::Desk { .. }
            | ViewName::Supervisor { .. } => audience.zone.clone()?,
        };
        let elsewhere = audience.zone.as_ref().is_some_and(|own| *own != zone);
        (!elsewhere).then_some((audience.device.clone()?, zone))
    }

    fn count(&self, sent: Sent) {
        let metrics = &self.inner.metrics;
        metrics.add(match sent {
            Sent::Snapshot => &metrics.snapshots,
            Sent::Resumed => &metrics.resumes,
            Sent::Update => &metrics.updates,
            Sent::Merged => &metrics.merged,
            Sent::Beat => &metrics.beats,
            Sent::Live => &metrics.lives,
            Sent::Ahead => {
                tracing::error!(
                    hall = %self.hall.name,
                    view = self.name.kind(),
                    principal = self.own.audience.principal,
                    "a client stands further than the log: was a backup restored?"
                );
                &metrics.ahead
            }
        });
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let instant = self.hall.instant(&*self.inner.clock);
        self.kept.left(instant.mono_ms);
        self.inner.followers.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.number);
        if let Some((device, _)) = self.own.audience.witness() {
            self.hall.presence().disconnected(device, instant.now);
        }
    }
}

/// The end of a view that shows what the hall has no longer: the code that hello is answered with from now on.
fn end_of(absent: Absent) -> Bye {
    let (code, why) = match absent {
        Absent::Place => (close::NO_SUCH_VIEW, "the hall has it no longer"),
        Absent::Ticket => (close::GONE, "the ticket's day is over"),
    };
    Bye { code, why: why.to_owned(), again_ms: None }
}

/// Whether a call still stands on screens. One that is over was seen or not, but no officer waits to hear of it.
fn is_up(call: &Call) -> bool {
    match call.state {
        CallState::Calling | CallState::Serving => true,
        CallState::Recalled | CallState::Over | CallState::NoShow | CallState::Withdrawn => false,
    }
}

/// The word of a grant that is no leave.
fn why_not(refusal: &Refusal) -> &'static str {
    match refusal.code() {
        word @ ("old" | "taken" | "withdrawn" | "busy") => word,
        "unknown_item" => "withdrawn",
        _ => "not_allowed",
    }
}
