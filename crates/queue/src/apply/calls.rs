//! What is shown and said: call events with their fate, notices, leave to speak.

use crate::command::Item;
use crate::hall::{CALL_KEPT_MS, CALLS_KEPT, Call, CallState, GAPS_KEPT, Hall};
use crate::ids::{CallId, CounterNo, DeviceId, GroupCode, NoticeId, TicketId, ZoneCode};
use crate::order::Why;
use crate::time::Moment;
use crate::voice::Unsaid;

impl Hall {
    /// The call event of this seq begins to stand.
    pub(super) fn call_begins(
        &mut self,
        ticket: TicketId,
        counter: &CounterNo,
        number: u8,
        why: Option<Why>,
        at: Moment,
    ) -> CallId {
        let id = CallId(self.seq);
        let known = self.tickets.get(&ticket).map(|ticket| (ticket.label, ticket.group));
        let zone = self.config.counter(counter).map(|counter| counter.zone.clone());
        if let (Some((label, group)), Some(zone)) = (known, zone) {
            let call = Call {
                id,
                ticket,
                label,
                group,
                counter: counter.clone(),
                zone,
                number,
                why,
                at,
                state: CallState::Calling,
                shown: Default::default(),
                said: Default::default(),
                unsaid: None,
            };
            self.calls.insert(id, call);
            self.forget_old_calls(at);
        }
        id
    }

    pub(super) fn call_state(&mut self, id: CallId, state: CallState) {
        if let Some(call) = self.calls.get_mut(&id) {
            call.state = state;
        }
    }

    /// Whoever waits again is no longer one of those who were called and did not come.
    pub(super) fn came_after_all(&mut self, ticket: TicketId) {
        for call in self.calls.values_mut() {
            if call.ticket == ticket && call.state == CallState::NoShow {
                call.state = CallState::Over;
            }
        }
    }

    /// Old calls go, but never one whose person is still awaited or at the counter.
    fn forget_old_calls(&mut self, now: Moment) {
        while self.calls.len() > CALLS_KEPT {
            let old = self.calls.values().take_while(|call| now.ms_since(call.at) > CALL_KEPT_MS);
            let over = old.filter(|call| match call.state {
                CallState::Calling | CallState::Serving => false,
                CallState::Recalled | CallState::Over | CallState::NoShow | CallState::Withdrawn => true,
            });
            let Some((id, zone)) = over.map(|call| (call.id, call.zone.clone())).next() else {
                return;
            };
            self.calls.remove(&id);
            self.grants.remove(&(zone, Item::Call(id)));
        }
    }

    pub(super) fn count_gap(&mut self, group: GroupCode, at: Moment) {
        let times = self.call_times.entry(group).or_default();
        times.push_back(at);
        while times.len() > GAPS_KEPT {
            times.pop_front();
        }
    }

    /// An undone call makes no gap.
    pub(super) fn uncount_gap(&mut self, group: GroupCode, at: Moment) {
        if let Some(times) = self.call_times.get_mut(&group) {
            if let Some(index) = times.iter().rposition(|time| *time == at) {
                times.remove(index);
            }
            if times.is_empty() {
                self.call_times.remove(&group);
            }
        }
    }

    pub(super) fn notice_gone(&mut self, id: NoticeId) {
        self.notices.remove(&id);
        let item = Item::Notice(id);
        let zones: Vec<ZoneCode> =
            self.grants.keys().filter(|(_, of)| *of == item).map(|(zone, _)| zone.clone()).collect();
        for zone in zones {
            self.grants.remove(&(zone, item));
        }
    }

    /// The speech of a device is over: the zone is free for others.
    fn speech_ends(&mut self, item: Item, zone: &ZoneCode, device: &DeviceId, at: Moment) {
        if let Some(grant) = self.grants.get_mut(&(zone.clone(), item)).filter(|grant| grant.device == *device) {
            grant.until = grant.until.min(at);
        }
    }

    pub(super) fn unsaid(&mut self, item: Item, zone: &ZoneCode, device: &DeviceId, why: Unsaid, at: Moment) {
        self.speech_ends(item, zone, device, at);
        match item {
            Item::Call(id) => {
                if let Some(call) = self.calls.get_mut(&id) {
                    call.unsaid = Some(why);
                }
            }
            Item::Notice(_) => {}
        }
    }

    pub(super) fn said(&mut self, item: Item, zone: &ZoneCode, device: &DeviceId, at: Moment) {
        self.speech_ends(item, zone, device, at);
        match item {
            Item::Call(id) => {
                if let Some(call) = self.calls.get_mut(&id) {
                    call.said.insert(device.clone());
                }
            }
            Item::Notice(id) => {
                if let Some(notice) = self.notices.get_mut(&id) {
                    notice.said.insert(device.clone());
                }
            }
        }
    }
}
