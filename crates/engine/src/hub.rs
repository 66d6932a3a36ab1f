//! The views of one hall that somebody follows, or followed a short while ago.

use crate::expected::Expectations;
use crate::presence::Presence;
use crate::settings::{Expected, Settings};
use crate::to_wire::Look;
use crate::touched::{Extent, Touched};
use crate::values::{printer_value, wait_value};
use crate::view::View;
use crate::view_name::{AttachError, ViewName};
use goiso_queue::hall::Call;
use goiso_queue::{CallId, DeviceId, Forecast, Hall, HallConfig, HallId, Moment};
use goiso_store::Position;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::watch;

/// Citizens' places that are counted again in one go, so that many phones delay no command.
const SETTLED_AT_ONCE: usize = 64;
/// A citizen's place is counted again at most this often, in milliseconds.
const SETTLE_EVERY_MS: i64 = 1_000;

/// What people are told about waits moves with time alone, but slowly: it is told again after so long, in milliseconds.
const WAITS_MOVE_MS: i64 = 10_000;

/// A view with its followers.
pub(crate) struct Kept {
    view: Mutex<View>,
    bell: watch::Sender<u64>,
    followers: AtomicUsize,
    left_at: AtomicI64,
}

impl Kept {
    /// The view. A panic while it was held leaves a map whose next frame may lack a value; the hall is read again then.
    pub fn view(&self) -> MutexGuard<'_, View> {
        self.view.lock().unwrap_or_else(PoisonError::into_inner)
    }
    /// Rings when there is something new.
    pub fn bell(&self) -> watch::Receiver<u64> {
        self.bell.subscribe()
    }
    /// Somebody goes.
    pub fn left(&self, mono_ms: i64) {
        self.left_at.store(mono_ms, Ordering::Relaxed);
        self.followers.fetch_sub(1, Ordering::AcqRel);
    }
    fn ring(&self) {
        self.bell.send_modify(|count| *count = count.wrapping_add(1));
    }
}

/// A hall as everybody sees it: what is committed.
pub(crate) struct Committed {
    pub hall: Hall,
    pub position: Position,
}

/// An instant: hall time, and the monotonic clock.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Instant {
    pub now: Moment,
    pub mono_ms: i64,
}

/// The views of one hall.
pub(crate) struct Hub {
    name: HallId,
    views: BTreeMap<ViewName, Arc<Kept>>,
    expected: Expectations,
    known_calls: BTreeSet<CallId>,
    ranges_at: Option<(u64, i64)>,
}

impl Hub {
    /// No views yet. The calls that stand are expected on no screen in particular: nobody knows which stood there before.
    pub fn new(name: HallId, committed: &Committed) -> Self {
        let mut hub = Self {
            name,
            views: BTreeMap::new(),
            expected: Expectations::default(),
            known_calls: BTreeSet::new(),
            ranges_at: None,
        };
        let look = Look::new(&hub.name, &committed.hall, &hub.expected);
        let calls: BTreeSet<CallId> = look.calls().map(|call| call.id).collect();
        hub.known_calls = calls;
        let calls = committed.hall.calls.values().map(|call| (call.id, Some(call)));
        hub.expected.settle(calls, |_| crate::expected::Expected::default());
        hub
    }

    /// How many views there are.
    pub fn len(&self) -> usize {
        self.views.len()
    }

    /// Brings every view to the committed hall, and wakes who follows.
    pub fn publish(
        &mut self,
        committed: &Committed,
        touched: &mut Touched,
        presence: &Mutex<Presence>,
        expected: Expected,
        at: Instant,
    ) {
        self.settle_calls(committed, touched, presence, expected);
        let look = Look::new(&self.name, &committed.hall, &self.expected);
        for kept in self.views.values() {
            let news = kept.view().follow(&look, touched, &committed.position, at.now, at.mono_ms);
            if news {
                kept.ring();
            }
        }
    }

    /// Which calls views hold, and on which screens the new ones are expected.
    fn settle_calls(
        &mut self,
        committed: &Committed,
        touched: &mut Touched,
        presence: &Mutex<Presence>,
        expected: Expected,
    ) {
        let look = Look::new(&self.name, &committed.hall, &self.expected);
        let before = match touched.extent {
            Extent::Everything => self.known_calls.clone(),
            Extent::Named => BTreeSet::new(),
        };
        touched.forget_calls(&look, &mut self.known_calls);
        let mut calls: BTreeSet<CallId> = touched.calls.clone();
        if touched.extent == Extent::Everything {
            calls.extend(before);
            calls.extend(self.known_calls.iter());
        }
        if calls.is_empty() {
            return;
        }
        let presence = presence.lock().unwrap_or_else(PoisonError::into_inner);
        let calls = calls.into_iter().map(|id| (id, committed.hall.calls.get(&id)));
        self.expected.settle(calls, |call| who_brings(&presence, call, expected));
    }

    /// The view of this name with one more follower; made if nobody followed it.
    pub fn follow(
        &mut self,
        name: &ViewName,
        committed: &Committed,
        lives: &Lives<'_>,
        settings: &Settings,
        at: Instant,
    ) -> Result<Arc<Kept>, AttachError> {
        if !self.views.contains_key(name) {
            if self.views.len() >= settings.views {
                self.drop_unfollowed();
            }
            if self.views.len() >= settings.views {
                return Err(AttachError::Full);
            }
            let view = self.fresh(name, committed, lives, at);
            let kept = Kept {
                view: Mutex::new(view),
                bell: watch::Sender::new(0),
                followers: AtomicUsize::new(0),
                left_at: AtomicI64::new(at.mono_ms),
            };
            self.views.insert(name.clone(), Arc::new(kept));
        }
        let Some(kept) = self.views.get(name) else { return Err(AttachError::NoSuchView) };
        kept.followers.fetch_add(1, Ordering::AcqRel);
        let look = Look::new(&self.name, &committed.hall, &self.expected);
        let mut view = kept.view();
        view.look_for_itself(&committed.hall);
        view.forget(settings.resume_ms, at.mono_ms);
        if view.settle(&look, at.now, at.mono_ms) {
            kept.ring();
        }
        drop(view);
        Ok(Arc::clone(kept))
    }

    /// A snapshot of a view without following it.
    pub fn snapshot(
        &mut self,
        name: &ViewName,
        committed: &Committed,
        lives: &Lives<'_>,
        at: Instant,
    ) -> (String, u64, bytes::Bytes) {
        let look = Look::new(&self.name, &committed.hall, &self.expected);
        if let Some(kept) = self.views.get(name) {
            let mut view = kept.view();
            if view.settle(&look, at.now, at.mono_ms) {
                kept.ring();
            }
            if view.settled() == committed.position.seq {
                return (view.epoch().to_owned(), view.settled(), view.snapshot(at.now, at.mono_ms));
            }
        }
        let mut view = self.fresh(name, committed, lives, at);
        (view.epoch().to_owned(), view.settled(), view.snapshot(at.now, at.mono_ms))
    }

    /// A snapshot of a view made anew, whatever is kept.
    #[cfg(test)]
    pub fn made_anew(
        &mut self,
        name: &ViewName,
        committed: &Committed,
        lives: &Lives<'_>,
        at: Instant,
    ) -> (String, u64, bytes::Bytes) {
        let mut view = self.fresh(name, committed, lives, at);
        (view.epoch().to_owned(), view.settled(), view.snapshot(at.now, at.mono_ms))
    }

    fn fresh(&mut self, name: &ViewName, committed: &Committed, lives: &Lives<'_>, at: Instant) -> View {
        // What was committed a moment ago may not be published yet, and publishing passes over a view that stands there already.
        let presence = lives.presence.lock().unwrap_or_else(PoisonError::into_inner);
        let calls = committed.hall.calls.values().map(|call| (call.id, Some(call)));
        self.expected.settle(calls, |call| who_brings(&presence, call, lives.expected));
        drop(presence);
        let look = Look::new(&self.name, &committed.hall, &self.expected);
        let mut view = View::new(name.clone(), &look, &committed.position, at.mono_ms);
        lives.set_all(name, &mut view);
        view
    }

    /// Beats, citizens' places, positions and views that are too old: what time brings. Says whether some of it waits for
    /// the next time. No beats if `fresh` is false: a screen must not be told that nothing happened when nobody knows.
    pub fn time_passes(&mut self, committed: &Committed, settings: &Settings, known: Known, at: Instant) -> Rest {
        let look = Look::new(&self.name, &committed.hall, &self.expected);
        let mut rest = Rest::Done;
        let mut settled = 0;
        for kept in self.views.values() {
            let mut view = kept.view();
            let beat_due = view.beat_due(settings.beat_ms, at.mono_ms);
            let mut framed = false;
            if view.is_unsettled() && view.beat_due(SETTLE_EVERY_MS, at.mono_ms) {
                if settled < SETTLED_AT_ONCE {
                    settled += 1;
                    framed = view.settle(&look, at.now, at.mono_ms);
                } else {
                    rest = Rest::Waits;
                    continue;
                }
            }
            if beat_due && !framed && known == Known::Fresh {
                view.beat(at.now, at.mono_ms);
                framed = true;
            }
            view.forget(settings.resume_ms, at.mono_ms);
            drop(view);
            if framed {
                kept.ring();
            }
        }
        self.views.retain(|_, kept| {
            kept.followers.load(Ordering::Acquire) > 0
                || at.mono_ms.saturating_sub(kept.left_at.load(Ordering::Relaxed)) <= settings.resume_ms
        });
        rest
    }

    /// Unlogged facts, at most once a second: what people are told about waits, and devices that changed.
    pub fn live(&mut self, lives: &Lives<'_>, changed: &BTreeSet<DeviceId>, at: Instant) {
        let seq = lives.committed.position.seq;
        let waits_changed =
            self.ranges_at.is_none_or(|(of, told_at)| of != seq || at.mono_ms.saturating_sub(told_at) >= WAITS_MOVE_MS);
        if waits_changed {
            self.ranges_at = Some((seq, at.mono_ms));
        }
        for (name, kept) in &self.views {
            if kept.followers.load(Ordering::Acquire) == 0 {
                continue;
            }
            let mut view = kept.view();
            let mut rings = waits_changed && lives.set_waits(name, &mut view);
            rings |= lives.set_devices(name, &mut view, changed);
            rings |= lives.set_printers(name, &mut view);
            drop(view);
            if rings {
                kept.ring();
            }
        }
    }

    /// Views that nobody follows go, whatever their age.
    fn drop_unfollowed(&mut self) {
        self.views.retain(|_, kept| kept.followers.load(Ordering::Acquire) > 0);
    }
}

fn who_brings(presence: &Presence, call: &Call, expected: Expected) -> crate::expected::Expected {
    crate::expected::Expected {
        screens: presence.screens(call, expected),
        speakers: presence.speakers(call),
        paired: presence.paired_speakers(call),
    }
}

/// Whether the log is known to stand where we think.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Known {
    Fresh,
    Stale,
}

/// Whether something was put off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rest {
    Done,
    Waits,
}

/// What live values are made of.
pub(crate) struct Lives<'a> {
    pub committed: &'a Committed,
    pub ranges: &'a Forecast,
    pub presence: &'a Mutex<Presence>,
    /// Which screens should show a call that nobody has settled yet.
    pub expected: Expected,
}

impl Lives<'_> {
    fn set_all(&self, name: &ViewName, view: &mut View) {
        self.set_waits(name, view);
        let all = self.presence.lock().unwrap_or_else(PoisonError::into_inner).ids();
        self.set_devices(name, view, &all);
        self.set_printers(name, view);
    }

    /// `wait/{group}` for somebody who comes now, `wait` for a citizen who waits. Says whether one changed.
    fn set_waits(&self, name: &ViewName, view: &mut View) -> bool {
        let hall = &self.committed.hall;
        match name {
            ViewName::Zone { .. } | ViewName::Kiosk { .. } | ViewName::Desk { .. } | ViewName::Supervisor { .. } => {
                let ordinary = HallConfig::ordinary();
                let mut changed = false;
                for group in &hall.config.groups {
                    let range = self.ranges.prospect(group.code, &ordinary).and_then(|prospect| prospect.range);
                    changed |= view.set_live(format!("wait/{}", group.code), range.map(wait_value).as_ref());
                }
                changed
            }
            ViewName::Ticket { ticket, .. } => {
                let range = self.ranges.range_for(*ticket);
                view.set_live("wait".to_owned(), range.map(wait_value).as_ref())
            }
            ViewName::CounterDisplay { .. } | ViewName::Counter { .. } => false,
        }
    }

    /// `printer/{code}` where slips are asked for or watched. Says whether one changed.
    fn set_printers(&self, name: &ViewName, view: &mut View) -> bool {
        match name {
            ViewName::Kiosk { .. } | ViewName::Desk { .. } | ViewName::Supervisor { .. } => {
                let printers = &self.committed.hall.config.printers;
                let presence = self.presence.lock().unwrap_or_else(PoisonError::into_inner);
                let mut changed = false;
                let mut gone = view.live_keys("printer/");
                for printer in printers {
                    let (state, since) = presence.printer(&printer.code);
                    let key = format!("printer/{}", printer.code);
                    gone.retain(|known| *known != key);
                    changed |= view.set_live(key, Some(&printer_value(printer, state.word(), since)));
                }
                for key in gone {
                    changed |= view.set_live::<()>(key, None);
                }
                changed
            }
            ViewName::Zone { .. }
            | ViewName::CounterDisplay { .. }
            | ViewName::Counter { .. }
            | ViewName::Ticket { .. } => false,
        }
    }

    /// `device/{id}` of these devices in the supervisors' view. Says whether one changed.
    fn set_devices(&self, name: &ViewName, view: &mut View, devices: &BTreeSet<DeviceId>) -> bool {
        match name {
            ViewName::Supervisor { .. } => {
                let presence = self.presence.lock().unwrap_or_else(PoisonError::into_inner);
                let mut changed = false;
                for id in devices {
                    changed |= view.set_live(format!("device/{id}"), presence.value(id).as_ref());
                }
                changed
            }
            ViewName::Zone { .. }
            | ViewName::CounterDisplay { .. }
            | ViewName::Counter { .. }
            | ViewName::Ticket { .. }
            | ViewName::Kiosk { .. }
            | ViewName::Desk { .. } => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view_name::Absent;
    use goiso_queue::{Actor, Event, Fact};
    use goiso_store::Epoch;

    const AT: Instant = Instant { now: Moment(0), mono_ms: 0 };

    fn configured(seq: u64, config: HallConfig) -> Committed {
        let mut hall = Hall::new();
        let fact = Fact::Configured { config: Box::new(config) };
        hall.apply(&Event { at: AT.now, by: Actor::Clock, fact });
        hall.seq = seq;
        Committed { hall, position: Position { epoch: Epoch("e0".to_owned()), seq } }
    }

    #[test]
    fn whoever_attaches_to_what_is_back_is_not_sent_away_before_its_return_is_published() {
        let whole = crate::sim::commands::config();
        let none = HallConfig { zones: Vec::new(), ..whole.clone() };
        let (first, gone, back) = (configured(1, whole.clone()), configured(2, none), configured(3, whole));
        let presence = Mutex::new(Presence::default());
        let ranges = goiso_queue::forecast::live::Forecaster::of(&first.hall).table(&first.hall, AT.now);
        let settings = Settings::default();
        let name = ViewName::Zone { hall: "q1".parse().expect("a hall"), zone: "main".parse().expect("a zone") };
        let mut hub = Hub::new(name.hall().clone(), &first);
        let follow = |hub: &mut Hub, committed: &Committed| {
            let lives = Lives { committed, ranges: &ranges, presence: &presence, expected: Expected::Configured };
            hub.follow(&name, committed, &lives, &settings, AT).expect("a view")
        };
        let kept = follow(&mut hub, &first);
        assert_eq!(kept.view().absent(), None);
        let mut bell = kept.bell();
        bell.mark_unchanged();
        hub.publish(&gone, &mut Touched::everything(), &presence, Expected::Configured, AT);
        assert_eq!(kept.view().absent(), Some(Absent::Place));
        assert_eq!(bell.has_changed().ok(), Some(true), "its followers are woken");
        let kept = follow(&mut hub, &back);
        assert_eq!(kept.view().absent(), None);
    }
}
