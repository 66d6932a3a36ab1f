//! What was shown, and leave to say it: at most once per zone, never late, never untrue.

use super::{Case, Facts};
use crate::command::Item;
use crate::event::Fact;
use crate::hall::{CallState, Grant};
use crate::ids::{CallId, DeviceId, NoticeId, ZoneCode};
use crate::refusal::Refusal;
use crate::time::Moment;
use crate::voice::Unsaid;

/// The greatest age at which an announcement may begin, in milliseconds.
pub const SPEECH_AGE_MS: i64 = 20_000;
/// The same if it waited behind other speech of its zone.
pub const SPEECH_AGE_BEHIND_MS: i64 = 60_000;
/// No announcement keeps a zone for longer, in milliseconds, whatever a device says of it.
pub const SPEECH_LONGEST_MS: u32 = 60_000;

impl Case<'_> {
    /// Only devices that are new to the call; an old or unknown call is passed over.
    pub(super) fn shown(&self, call: CallId, devices: &[DeviceId]) -> Vec<Fact> {
        let Some(known) = self.hall.calls.get(&call) else {
            return Vec::new();
        };
        let mut new: Vec<DeviceId> = devices.iter().filter(|device| !known.shown.contains(*device)).cloned().collect();
        new.sort();
        new.dedup();
        if new.is_empty() {
            return Vec::new();
        }
        vec![Fact::CallShown { call, devices: new }]
    }

    /// Leave is given to one device per zone and item, while the item is young and true and nobody else speaks there. A device whose
    /// own speech is still counted as under way has begun anew (a reload), so its old speech is over.
    pub(super) fn speak(&self, item: Item, zone: &ZoneCode, device: &DeviceId, for_ms: u32) -> Facts {
        self.known_zone(zone)?;
        let at = self.sayable(item, zone)?;
        if self.hall.grants.contains_key(&(zone.clone(), item)) {
            return Err(Refusal::SpeechTaken);
        }
        let age_ms = self.now.ms_since(at);
        let allowed = if self.waited_behind_speech(zone, at) { SPEECH_AGE_BEHIND_MS } else { SPEECH_AGE_MS };
        if age_ms > allowed {
            return Err(Refusal::SpeechTooOld { age_ms });
        }
        if self.grants_of(zone).any(|grant| grant.until > self.now && grant.device != *device) {
            return Err(Refusal::SpeechBusy);
        }
        let for_ms = for_ms.min(SPEECH_LONGEST_MS);
        Ok(vec![Fact::SpeechGranted { item, zone: zone.clone(), device: device.clone(), for_ms }])
    }

    /// When the item came up, if it belongs to the zone and is still true.
    fn sayable(&self, item: Item, zone: &ZoneCode) -> Result<Moment, Refusal> {
        let unknown = || Refusal::UnknownItem { item: item.to_string() };
        match item {
            Item::Call(id) => {
                let call = self.hall.calls.get(&id).filter(|call| call.zone == *zone).ok_or_else(unknown)?;
                match call.state {
                    CallState::Calling => Ok(call.at),
                    CallState::Recalled
                    | CallState::Serving
                    | CallState::Over
                    | CallState::NoShow
                    | CallState::Withdrawn => Err(Refusal::SpeechWithdrawn),
                }
            }
            Item::Notice(id) => match self.hall.notices.get(&id) {
                Some(notice) if notice.zones.is_empty() || notice.zones.contains(zone) => Ok(notice.at),
                Some(_) => Err(unknown()),
                // Ids are seqs: one that the log has passed may have stood, a later one never did.
                None if NoticeId(1) <= id && id.0 <= self.hall.seq => Err(Refusal::SpeechWithdrawn),
                None => Err(unknown()),
            },
        }
    }

    /// Whether other speech of the zone began since, or was still under way then.
    fn waited_behind_speech(&self, zone: &ZoneCode, since: Moment) -> bool {
        self.grants_of(zone).any(|grant| grant.at >= since || grant.until > since)
    }

    fn grants_of(&self, zone: &ZoneCode) -> impl Iterator<Item = &Grant> {
        let from = (zone.clone(), Item::Call(CallId(0)));
        self.hall.grants.range(from..).take_while(move |((of, _), _)| of == zone).map(|(_, grant)| grant)
    }

    /// Recorded once per device, and only of what leave was given for.
    pub(super) fn spoken(&self, item: Item, zone: &ZoneCode, device: &DeviceId) -> Facts {
        self.known_zone(zone)?;
        let said = match item {
            Item::Call(id) => self.hall.calls.get(&id).map(|call| &call.said),
            Item::Notice(id) => self.hall.notices.get(&id).map(|notice| &notice.said),
        };
        let granted = self.hall.grants.contains_key(&(zone.clone(), item));
        match said {
            Some(said) if granted && !said.contains(device) => {
                Ok(vec![Fact::SpeechDone { item, zone: zone.clone(), device: device.clone() }])
            }
            Some(_) | None => Ok(Vec::new()),
        }
    }

    /// Recorded of a call or notice that stands and that this device did not say to the end; of one that another device may say or
    /// has said, only if leave was this device's own.
    pub(super) fn unspoken(&self, item: Item, zone: &ZoneCode, device: &DeviceId, why: Unsaid) -> Facts {
        self.known_zone(zone)?;
        let (said, told) = match item {
            Item::Call(id) => match self.hall.calls.get(&id).filter(|call| call.zone == *zone) {
                Some(call) => (&call.said, call.unsaid),
                None => return Ok(Vec::new()),
            },
            Item::Notice(id) => match self.hall.notices.get(&id) {
                Some(notice) => (&notice.said, None),
                None => return Ok(Vec::new()),
            },
        };
        let grant = self.hall.grants.get(&(zone.clone(), item));
        let another = grant.is_some_and(|grant| grant.device != *device);
        if another || said.contains(device) || told == Some(why) {
            return Ok(Vec::new());
        }
        Ok(vec![Fact::SpeechFailed { item, zone: zone.clone(), device: device.clone(), why }])
    }
}
