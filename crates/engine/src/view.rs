//! A view: a map of encoded values at a seq, the frames that carry its changes, and how far back a position can be resumed.
//!
//! A session costs its cursor and nothing else: what it has missed is found from the seq at which each value last changed,
//! so that any number of missed frames is one merged frame. A frame for everybody who is up to date is encoded once.

use crate::keys::Key;
use crate::to_wire::{Encoded, Look};
use crate::touched::{Extent, Touched};
use crate::values::encoded;
use crate::view_name::{Absent, ViewName};
use bytes::Bytes;
use goiso_queue::hall::Lapsed;
use goiso_queue::{Hall, Moment, TicketId, TicketState};
use goiso_store::Position;
use goiso_wire::frame::{RawSet, encode_live, encode_snapshot, encode_update};
use serde::Serialize;
use serde_json::value::RawValue;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Deleted keys that a view remembers, so that positions before the deletion can be resumed. Beyond it the oldest
/// positions get a snapshot.
const DELETIONS_KEPT: usize = 4_096;
/// Marks of which seq was reached when, in milliseconds between two.
const MARK_EVERY_MS: i64 = 10_000;
/// A snapshot is shared by everybody who comes within this, so that a returning hall is encoded once.
const SNAPSHOT_SHARED_MS: i64 = 250;

/// A value, or the memory of one that was deleted.
struct Slot {
    text: String,
    value: Option<Encoded>,
    changed: u64,
}

/// A live value and the version at which it last changed.
struct LiveSlot {
    value: Option<Encoded>,
    version: u64,
}

/// A view at a seq.
pub(crate) struct View {
    name: ViewName,
    epoch: String,
    slots: BTreeMap<Key, Slot>,
    /// Every key once, by the seq of its last change.
    by_change: BTreeSet<(u64, Key)>,
    deletions: BTreeSet<(u64, Key)>,
    /// The values are those of this seq.
    settled: u64,
    /// The newest frame leads from `from` to `seq`.
    from: u64,
    seq: u64,
    frame: Bytes,
    beat: bool,
    /// Frames so far, beats included.
    frames: u64,
    /// Monotonic time of the newest frame.
    framed_at: i64,
    /// Positions before this one are forgotten.
    oldest: u64,
    marks: VecDeque<(i64, u64)>,
    /// A citizen's place moves with every event; it is counted again when there is time, and before any frame.
    unsettled: bool,
    /// Done tickets leave the guide desk and the supervisor by themselves, and whose time away was up the counter.
    leaving: BTreeSet<(Moment, Key)>,
    /// What it shows and the hall does not have, if so: nobody can follow it any longer.
    absent: Option<Absent>,
    snapshot: Option<(u64, i64, Bytes)>,
    merged: Option<(u64, u64, Bytes)>,
    live: BTreeMap<String, LiveSlot>,
    live_version: u64,
    live_frame: Option<(u64, u64, Bytes)>,
}

/// The newest frame of a view.
pub(crate) struct Newest {
    pub from: u64,
    pub seq: u64,
    pub number: u64,
    pub beat: bool,
    pub bytes: Bytes,
}

impl View {
    /// The view of a hall as it is. Positions before it cannot be resumed.
    pub fn new(name: ViewName, look: &Look<'_>, position: &Position, mono_ms: i64) -> Self {
        let mut view = Self {
            absent: name.found_in(look.hall).err(),
            name,
            epoch: position.epoch.0.clone(),
            slots: BTreeMap::new(),
            by_change: BTreeSet::new(),
            deletions: BTreeSet::new(),
            settled: position.seq,
            from: position.seq,
            seq: position.seq,
            frame: Bytes::new(),
            beat: true,
            frames: 0,
            framed_at: mono_ms,
            oldest: position.seq,
            marks: VecDeque::new(),
            unsettled: false,
            leaving: BTreeSet::new(),
            snapshot: None,
            merged: None,
            live: BTreeMap::new(),
            live_version: 0,
            live_frame: None,
        };
        let shown = view.officer_tickets(look);
        for key in look.keys(&view.name) {
            view.refresh(&key, look, &shown, position.seq);
        }
        view
    }

    pub fn epoch(&self) -> &str {
        &self.epoch
    }
    /// The seq whose values these are.
    pub fn settled(&self) -> u64 {
        self.settled
    }
    /// Positions from here on can be resumed.
    pub fn oldest(&self) -> u64 {
        self.oldest
    }
    /// The number of the newest frame.
    pub fn frames(&self) -> u64 {
        self.frames
    }
    pub fn live_version(&self) -> u64 {
        self.live_version
    }
    /// Values and remembered deletions.
    #[cfg(test)]
    pub fn size(&self) -> usize {
        self.slots.len()
    }
    /// Whether values wait to be made true for the newest seq.
    pub fn is_unsettled(&self) -> bool {
        self.unsettled
    }
    /// Why nobody can follow it any longer, if so: its ticket's day is over, or its zone or counter was taken out of the hall.
    pub fn absent(&self) -> Option<Absent> {
        self.absent
    }
    /// Looks whether the hall still has what it shows, and says whether that changed. Whoever attaches looks too: what was
    /// committed a moment ago may not be published yet, and who finds a zone that is back must not be sent away.
    pub fn look_for_itself(&mut self, hall: &Hall) -> bool {
        let absent = self.name.found_in(hall).err();
        std::mem::replace(&mut self.absent, absent) != absent
    }

    /// Follows the hall to a new position; says whether there is something for its followers.
    pub fn follow(
        &mut self,
        look: &Look<'_>,
        touched: &Touched,
        position: &Position,
        now: Moment,
        mono_ms: i64,
    ) -> bool {
        // Only what touches everything can take a zone, a counter or a ticket out of the hall.
        let turned = touched.extent == Extent::Everything && self.look_for_itself(look.hall);
        self.values_follow(look, touched, position, now, mono_ms) || turned
    }

    fn values_follow(
        &mut self,
        look: &Look<'_>,
        touched: &Touched,
        position: &Position,
        now: Moment,
        mono_ms: i64,
    ) -> bool {
        if position.epoch.0 != self.epoch {
            return self.restart(look, position, now, mono_ms);
        }
        if position.seq <= self.settled && touched.extent == Extent::Named {
            return false;
        }
        if self.may_wait(look, touched) {
            self.unsettled = true;
            return false;
        }
        let shown = self.officer_tickets(look);
        let keys = self.candidates(look, touched, &shown);
        self.turn_to(look, &keys, &shown, position.seq, now, mono_ms)
    }

    /// Makes values that were let wait true for the hall's seq; says whether a frame was made.
    pub fn settle(&mut self, look: &Look<'_>, now: Moment, mono_ms: i64) -> bool {
        if !self.unsettled {
            return false;
        }
        self.turn_to(look, &BTreeSet::from([Key::Mine]), &BTreeSet::new(), look.hall.seq, now, mono_ms)
    }

    /// Whether a beat is due.
    pub fn beat_due(&self, beat_ms: i64, mono_ms: i64) -> bool {
        mono_ms.saturating_sub(self.framed_at) >= beat_ms
    }

    /// An empty update, from the newest frame's seq to the seq whose values these are.
    pub fn beat(&mut self, now: Moment, mono_ms: i64) {
        let (from, seq) = (self.seq, self.settled);
        let text = encode_update(&self.epoch, from, seq, now.0, &RawSet::new());
        self.newest(from, seq, text, mono_ms);
        self.beat = true;
    }

    /// Sets a live value, or deletes it; says whether that changed anything.
    pub fn set_live<T: Serialize>(&mut self, key: String, value: Option<&T>) -> bool {
        let value = value.and_then(encoded);
        let old = self.live.get(&key).and_then(|slot| slot.value.as_deref());
        if old.map(RawValue::get) == value.as_deref().map(RawValue::get) {
            return false;
        }
        self.live_version += 1;
        self.live.insert(key, LiveSlot { value, version: self.live_version });
        true
    }

    /// Keys of live values that begin so and hold a value.
    pub fn live_keys(&self, start: &str) -> Vec<String> {
        let begin = self.live.range(start.to_owned()..).take_while(|(key, _)| key.starts_with(start));
        begin.filter(|(_, slot)| slot.value.is_some()).map(|(key, _)| key.clone()).collect()
    }

    /// The newest frame.
    pub fn newest_frame(&self) -> Newest {
        Newest { from: self.from, seq: self.seq, number: self.frames, beat: self.beat, bytes: self.frame.clone() }
    }

    /// Everything, at `settled`.
    pub fn snapshot(&mut self, now: Moment, mono_ms: i64) -> Bytes {
        if let Some((seq, at, bytes)) = &self.snapshot
            && *seq == self.settled
            && (0..SNAPSHOT_SHARED_MS).contains(&mono_ms.saturating_sub(*at))
        {
            return bytes.clone();
        }
        let set: RawSet<'_> =
            self.slots.values().filter_map(|slot| Some((slot.text.as_str(), slot.value.as_deref()?))).collect();
        let bytes = Bytes::from(encode_snapshot(&self.epoch, self.settled, now.0, &set));
        self.snapshot = Some((self.settled, mono_ms, bytes.clone()));
        bytes
    }

    /// What changed after `from`, as one frame to `settled`. `from` must not be before [`View::oldest`].
    pub fn merged(&mut self, from: u64, now: Moment) -> Bytes {
        if let Some((cached, settled, bytes)) = &self.merged
            && *cached == from
            && *settled == self.settled
        {
            return bytes.clone();
        }
        let changed = changed_after(&self.by_change, &self.slots, from);
        let bytes = Bytes::from(encode_update(&self.epoch, from, self.settled, now.0, &changed));
        self.merged = Some((from, self.settled, bytes.clone()));
        bytes
    }

    /// The live values that changed after a version, all that stand if it is 0; none if there are none.
    pub fn live_after(&mut self, version: u64) -> Option<Bytes> {
        if version >= self.live_version {
            return None;
        }
        if let Some((cached, to, bytes)) = &self.live_frame
            && *cached == version
            && *to == self.live_version
        {
            return Some(bytes.clone());
        }
        let set: RawSet<'_> = self
            .live
            .iter()
            .filter(|(_, slot)| slot.version > version && (version > 0 || slot.value.is_some()))
            .map(|(key, slot)| (key.as_str(), slot.value.as_deref().unwrap_or(RawValue::NULL)))
            .collect();
        let bytes = Bytes::from(encode_live(&set));
        self.live_frame = Some((version, self.live_version, bytes.clone()));
        Some(bytes)
    }

    /// Forgets positions that are too old to be resumed.
    pub fn forget(&mut self, resume_ms: i64, mono_ms: i64) {
        while let Some((at, seq)) = self.marks.front().copied() {
            if mono_ms.saturating_sub(at) <= resume_ms {
                break;
            }
            self.marks.pop_front();
            self.forget_before(seq);
        }
        if self.marks.back().is_none_or(|(at, _)| mono_ms.saturating_sub(*at) >= MARK_EVERY_MS) {
            self.marks.push_back((mono_ms, self.settled));
        }
    }

    /// Another stretch of log: nothing of the old one can be resumed.
    fn restart(&mut self, look: &Look<'_>, position: &Position, now: Moment, mono_ms: i64) -> bool {
        let live = std::mem::take(&mut self.live);
        let (version, frames) = (self.live_version, self.frames);
        *self = Self::new(self.name.clone(), look, position, mono_ms);
        self.live = live;
        self.live_version = version;
        self.frames = frames;
        self.beat(now, mono_ms);
        true
    }

    /// Whether nothing but a citizen's place in line can have changed.
    fn may_wait(&self, look: &Look<'_>, touched: &Touched) -> bool {
        match &self.name {
            ViewName::Ticket { ticket, .. } => {
                let waits = look.hall.tickets.get(ticket).is_some_and(|ticket| match ticket.state {
                    TicketState::Waiting { .. } => true,
                    TicketState::Called { .. }
                    | TicketState::Serving { .. }
                    | TicketState::Parked { .. }
                    | TicketState::Done { .. } => false,
                });
                waits && !touched.hall && touched.extent == Extent::Named && !touched.tickets.contains(ticket)
            }
            ViewName::Zone { .. }
            | ViewName::CounterDisplay { .. }
            | ViewName::Counter { .. }
            | ViewName::Kiosk { .. }
            | ViewName::Desk { .. }
            | ViewName::Supervisor { .. } => false,
        }
    }

    /// The keys whose values may have changed.
    fn candidates(&mut self, look: &Look<'_>, touched: &Touched, shown: &BTreeSet<TicketId>) -> BTreeSet<Key> {
        let mut keys = BTreeSet::new();
        match touched.extent {
            Extent::Everything => {
                keys.extend(self.present().cloned());
                keys.extend(look.keys(&self.name));
            }
            Extent::Named => {
                if touched.hall {
                    keys.insert(Key::Hall);
                }
                let calls = || touched.calls.iter().map(|id| Key::Call(*id));
                let lines = || touched.groups.iter().map(|group| Key::Line(*group));
                let notices = || touched.notices.iter().map(|id| Key::Notice(*id));
                let counters = || touched.counters.iter().map(|number| Key::Counter(number.clone()));
                let tickets = || touched.tickets.iter().map(|id| Key::Ticket(*id));
                let prints = || touched.prints.iter().map(|id| Key::Print(*id));
                match &self.name {
                    ViewName::Zone { zone, .. } => {
                        keys.extend(calls().chain(lines()).chain(notices()).chain(counters()));
                        // who is next in a line also depends on the hour, on open counters and on calls of other lines
                        keys.extend(look.next_lines(zone));
                    }
                    ViewName::CounterDisplay { .. } => keys.extend(calls().chain(counters())),
                    ViewName::Counter { counter, .. } => {
                        keys.extend(calls().chain(lines()).chain(counters()));
                        if touched.counters.contains(counter) {
                            keys.insert(Key::Mine);
                        }
                        keys.extend(touched.tickets.iter().map(|id| Key::Lapsed(*id)));
                        keys.extend(
                            self.present().filter(|key| matches!(key, Key::Ticket(id) if !shown.contains(id))).cloned(),
                        );
                        keys.extend(shown.iter().map(|id| Key::Ticket(*id)).filter(|key| !self.has(key)));
                        keys.extend(shown.iter().filter(|id| touched.tickets.contains(id)).map(|id| Key::Ticket(*id)));
                    }
                    ViewName::Ticket { .. } => {
                        keys.insert(Key::Mine);
                    }
                    ViewName::Kiosk { .. } => keys.extend(lines().chain(notices()).chain(prints())),
                    ViewName::Desk { .. } => {
                        keys.extend(lines().chain(notices()).chain(counters()).chain(tickets()).chain(prints()));
                    }
                    ViewName::Supervisor { .. } => {
                        keys.extend(calls().chain(lines()).chain(notices()).chain(counters()));
                        keys.extend(tickets().chain(prints()));
                    }
                }
            }
        }
        // Time alone takes these away.
        while self.leaving.first().is_some_and(|(at, _)| *at <= look.hall.last_at) {
            keys.extend(self.leaving.pop_first().map(|(_, key)| key));
        }
        keys
    }

    /// Whether a key holds a value now; one that was deleted leaves a slot without.
    fn has(&self, key: &Key) -> bool {
        self.slots.get(key).is_some_and(|slot| slot.value.is_some())
    }

    /// Keys that hold a value now.
    fn present(&self) -> impl Iterator<Item = &Key> {
        self.slots.iter().filter(|(_, slot)| slot.value.is_some()).map(|(key, _)| key)
    }

    /// Brings the values of these keys to a seq, and makes a frame of those that really changed.
    fn turn_to(
        &mut self,
        look: &Look<'_>,
        keys: &BTreeSet<Key>,
        shown: &BTreeSet<TicketId>,
        seq: u64,
        now: Moment,
        mono_ms: i64,
    ) -> bool {
        let mut changed = Vec::new();
        for key in keys {
            if self.refresh(key, look, shown, seq) {
                changed.push(key);
            }
        }
        self.settled = seq;
        self.unsettled = false;
        if changed.is_empty() {
            return false;
        }
        let set: RawSet<'_> = changed
            .into_iter()
            .filter_map(|key| self.slots.get(key))
            .map(|slot| (slot.text.as_str(), slot.value.as_deref().unwrap_or(RawValue::NULL)))
            .collect();
        let text = encode_update(&self.epoch, self.seq, seq, now.0, &set);
        self.newest(self.seq, seq, text, mono_ms);
        self.beat = false;
        while self.deletions.len() > DELETIONS_KEPT {
            let Some((oldest, _)) = self.deletions.first() else { break };
            self.forget_before(*oldest);
        }
        true
    }

    fn newest(&mut self, from: u64, seq: u64, text: String, mono_ms: i64) {
        self.from = from;
        self.seq = seq;
        self.frame = Bytes::from(text);
        self.frames += 1;
        self.framed_at = mono_ms;
    }

    /// Makes the value of a key anew; says whether it differs.
    fn refresh(&mut self, key: &Key, look: &Look<'_>, shown: &BTreeSet<TicketId>, seq: u64) -> bool {
        let value = self.value_of(key, look, shown);
        self.note_leaving(key, look, value.is_some());
        let old = self.slots.get(key);
        let same = match (&value, old.and_then(|slot| slot.value.as_deref())) {
            (None, None) => true,
            (Some(new), Some(old)) => new.get() == old.get(),
            (Some(_), None) | (None, Some(_)) => false,
        };
        if same {
            return false;
        }
        if let Some(old) = old {
            let place = (old.changed, key.clone());
            self.by_change.remove(&place);
            self.deletions.remove(&place);
        }
        self.by_change.insert((seq, key.clone()));
        if value.is_none() {
            self.deletions.insert((seq, key.clone()));
        }
        self.slots.insert(key.clone(), Slot { text: key.to_string(), value, changed: seq });
        true
    }

    fn value_of(&self, key: &Key, look: &Look<'_>, shown: &BTreeSet<TicketId>) -> Option<Encoded> {
        if let (ViewName::Counter { .. }, Key::Ticket(id)) = (&self.name, key)
            && !shown.contains(id)
        {
            return None;
        }
        look.value(&self.name, key)
    }

    /// The tickets an officer's view holds; found once per turn, because it takes a walk along the lines.
    fn officer_tickets(&self, look: &Look<'_>) -> BTreeSet<TicketId> {
        match &self.name {
            ViewName::Counter { counter, .. } => look.officer_tickets(counter),
            ViewName::Zone { .. }
            | ViewName::CounterDisplay { .. }
            | ViewName::Ticket { .. }
            | ViewName::Kiosk { .. }
            | ViewName::Desk { .. }
            | ViewName::Supervisor { .. } => BTreeSet::new(),
        }
    }

    fn note_leaving(&mut self, key: &Key, look: &Look<'_>, stays: bool) {
        let at = if let (ViewName::Desk { .. } | ViewName::Supervisor { .. }, Key::Ticket(id)) = (&self.name, key) {
            look.desk_drops_at(*id)
        } else if let Key::Lapsed(id) = key {
            look.hall.lapsed.get(id).map(Lapsed::shown_until)
        } else {
            None
        };
        if let Some(at) = at.filter(|_| stays) {
            self.leaving.insert((at, key.clone()));
        }
    }

    fn forget_before(&mut self, seq: u64) {
        self.oldest = self.oldest.max(seq);
        while let Some((at, key)) = self.deletions.first().cloned() {
            if at > self.oldest {
                break;
            }
            self.deletions.pop_first();
            self.by_change.remove(&(at, key.clone()));
            self.slots.remove(&key);
        }
    }
}

fn changed_after<'v>(by_change: &BTreeSet<(u64, Key)>, slots: &'v BTreeMap<Key, Slot>, from: u64) -> RawSet<'v> {
    by_change
        .range((from.saturating_add(1), Key::Hall)..)
        .filter_map(|(_, key)| slots.get(key))
        .map(|slot| (slot.text.as_str(), slot.value.as_deref().unwrap_or(RawValue::NULL)))
        .collect()
}
