//! The rules of following: frames, milliseconds and dice in; actions out. No socket, no clock.
//!
//! Milliseconds are of any clock that never runs back.

use crate::backoff;
use goiso_wire::frame::{At, ClientFrame, ServerFrame};
use goiso_wire::{BEHIND_MS, OFFLINE_MS};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// A hello that brought nothing usable is said again no sooner than this, in milliseconds: frames that were on their way when it
/// went out must not each cause another one.
pub const HELLO_AGAIN_MS: u64 = 2_000;
/// Acknowledgements go out at most this often, in milliseconds.
pub const ACK_EVERY_MS: u64 = 1_000;
/// Close codes from here on mean: do not come back.
pub const STAY_AWAY_FROM: u16 = 4100;

/// A place in a hall's log.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The stretch of log.
    pub epoch: String,
    /// The number in it.
    pub seq: u64,
}

/// What may honestly be said about the values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Freshness {
    /// Frames come.
    Live,
    /// No frame for [`BEHIND_MS`].
    Behind,
    /// No frame for [`OFFLINE_MS`], or none yet.
    Offline,
    /// The server said not to come back.
    Stopped,
}

/// Who follows what.
#[derive(Debug, Clone, Default)]
pub struct Who {
    /// `hall/{hall}/zone/{zone}` and so on.
    pub view: String,
    /// A device's or program's token.
    pub token: Option<String>,
    /// The device's own name for itself.
    pub device: Option<String>,
    /// Program and version.
    pub app: Option<String>,
}

/// What to do next, in order.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// Send it over the open connection.
    Send(ClientFrame),
    /// These keys changed or went away.
    Changed(Vec<String>),
    /// The answer to `speak`.
    Granted {
        /// What was asked for.
        item: String,
        /// Whether it may be said, or why not.
        leave: Result<(), String>,
    },
    /// What may be said about the values is another now.
    Freshness(Freshness),
    /// Give up the connection, if there is one, and open the next at this time.
    ConnectAt(u64),
    /// Give up the connection for good.
    Stop {
        /// A number of [`goiso_wire::close`].
        code: u16,
        /// In a word.
        why: String,
    },
}

/// What an update means for somebody who stands at `mine`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Known already.
    Ignore,
    /// Leads on from here.
    Apply,
    /// Something is missing in between.
    HelloHere,
    /// Of another stretch of log.
    HelloAnew,
}

/// The whole of resuming: where an update leads and whether that is from here.
pub fn judge(mine: Option<&Position>, epoch: &str, from: u64, seq: u64) -> Verdict {
    match mine {
        Some(mine) if mine.epoch != epoch => Verdict::HelloAnew,
        None => Verdict::HelloAnew,
        Some(mine) if seq <= mine.seq => Verdict::Ignore,
        Some(mine) if from > mine.seq => Verdict::HelloHere,
        Some(_) => Verdict::Apply,
    }
}

/// One view, followed.
#[derive(Debug)]
pub struct Machine {
    who: Who,
    position: Option<Position>,
    values: BTreeMap<String, Value>,
    live: BTreeMap<String, Value>,
    /// A hello went out: the next live frame is whole.
    live_is_old: bool,
    hall_now: Option<i64>,
    /// When that was heard.
    hall_heard: u64,
    open: bool,
    /// When the last hello of this connection went out that was not answered yet.
    asked_at: Option<u64>,
    heard_at: Option<u64>,
    /// The hearing that a silence is counted from: a new connection has its full time.
    opened_at: u64,
    attempts: u32,
    freshness: Freshness,
    ack: Option<u64>,
    acked: Option<(Position, u64)>,
    judge: fn(Option<&Position>, &str, u64, u64) -> Verdict,
}

impl Machine {
    /// Nothing known yet.
    pub fn new(who: Who) -> Self {
        Self::judging(who, judge)
    }

    fn judging(who: Who, judge: fn(Option<&Position>, &str, u64, u64) -> Verdict) -> Self {
        Self {
            who,
            position: None,
            values: BTreeMap::new(),
            live: BTreeMap::new(),
            live_is_old: true,
            hall_now: None,
            hall_heard: 0,
            open: false,
            asked_at: None,
            heard_at: None,
            opened_at: 0,
            attempts: 0,
            freshness: Freshness::Offline,
            ack: None,
            acked: None,
            judge,
        }
    }

    /// Where it stands.
    pub fn position(&self) -> Option<&Position> {
        self.position.as_ref()
    }
    /// Hall time of the newest frame.
    pub fn hall_now(&self) -> Option<i64> {
        self.hall_now
    }
    /// Hall time at `now`: that of the newest frame and what has passed since.
    pub fn hall_time(&self, now: u64) -> Option<i64> {
        let since = i64::try_from(now.saturating_sub(self.hall_heard)).unwrap_or(i64::MAX);
        self.hall_now.map(|hall| hall.saturating_add(since))
    }
    /// Logged values by key.
    pub fn values(&self) -> &BTreeMap<String, Value> {
        &self.values
    }
    /// Unlogged facts by key.
    pub fn live(&self) -> &BTreeMap<String, Value> {
        &self.live
    }
    /// What may be said about the values.
    pub fn freshness(&self) -> Freshness {
        self.freshness
    }
    /// Attempts to connect since the last frame.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// A connection stands.
    pub fn opened(&mut self, now: u64) -> Vec<Action> {
        self.open = true;
        self.opened_at = now;
        self.acked = None;
        vec![self.hello(now)]
    }

    /// A connection was lost, or could not be made.
    pub fn closed(&mut self, now: u64, dice: u64) -> Vec<Action> {
        if self.freshness == Freshness::Stopped {
            return Vec::new();
        }
        vec![self.leave(now, backoff::pause(self.attempts, dice))]
    }

    /// The connection ended with this code, said outside of a frame.
    pub fn closed_with(&mut self, now: u64, code: u16, why: &str, dice: u64) -> Vec<Action> {
        if code >= STAY_AWAY_FROM && self.freshness != Freshness::Stopped {
            return self.stop(code, why);
        }
        self.closed(now, dice)
    }

    /// A frame arrived.
    pub fn frame(&mut self, now: u64, frame: ServerFrame, dice: u64) -> Vec<Action> {
        if !self.open {
            return Vec::new();
        }
        let mut actions = Vec::new();
        if let ServerFrame::Bye { code, why, again_ms } = frame {
            return self.bye(now, code, &why, again_ms, dice);
        }
        self.heard_at = Some(now);
        self.attempts = 0;
        match frame {
            ServerFrame::Snapshot { epoch, seq, now: hall_now, set } => {
                let position = Position { epoch, seq };
                let older = self.position.as_ref().is_some_and(|mine| mine.epoch == position.epoch && mine.seq > seq);
                if !older {
                    let mut keys: Vec<String> = self.values.keys().chain(set.keys()).cloned().collect();
                    keys.sort();
                    keys.dedup();
                    keys.retain(|key| self.values.get(key) != set.get(key));
                    self.values = set;
                    self.arrived(position, hall_now, now);
                    actions.push(Action::Changed(keys));
                }
            }
            ServerFrame::Update { epoch, from, seq, now: hall_now, set } => {
                match (self.judge)(self.position.as_ref(), &epoch, from, seq) {
                    Verdict::Apply => {
                        let keys = set.keys().cloned().collect();
                        merge(&mut self.values, set);
                        self.arrived(Position { epoch, seq }, hall_now, now);
                        actions.push(Action::Changed(keys));
                    }
                    // a beat repeats the position it stands at: only the time in it is new
                    Verdict::Ignore => self.hall_at(hall_now, now),
                    Verdict::HelloHere => actions.extend(self.ask_again(now)),
                    Verdict::HelloAnew => {
                        self.position = None;
                        actions.extend(self.ask_again(now));
                    }
                }
            }
            ServerFrame::Live { set } => {
                let mut keys: Vec<String> = set.keys().cloned().collect();
                if std::mem::take(&mut self.live_is_old) {
                    keys.extend(self.live.keys().filter(|key| !set.contains_key(*key)).cloned());
                    self.live.clear();
                }
                merge(&mut self.live, set);
                actions.push(Action::Changed(keys));
            }
            ServerFrame::Grant { item, ok, why } => {
                let leave = if ok { Ok(()) } else { Err(why.unwrap_or_default()) };
                actions.push(Action::Granted { item, leave });
            }
            // answered above
            ServerFrame::Bye { .. } => {}
        }
        actions.extend(self.look(now));
        actions
    }

    /// Time has passed: see [`Machine::next_tick`].
    pub fn tick(&mut self, now: u64, dice: u64) -> Vec<Action> {
        let mut actions = Vec::from_iter(self.look(now));
        if self.open && self.silent_ms(now) >= OFFLINE_MS {
            actions.push(self.leave(now, backoff::pause(self.attempts, dice)));
        }
        actions.extend(self.due_ack(now));
        actions
    }

    /// When [`Machine::tick`] has something to do, if nothing else happens first.
    pub fn next_tick(&self) -> Option<u64> {
        let heard = self.heard_at.unwrap_or(self.opened_at);
        let aging = match self.freshness {
            Freshness::Live => Some(heard + BEHIND_MS),
            Freshness::Behind => Some(heard + OFFLINE_MS),
            Freshness::Offline | Freshness::Stopped => None,
        };
        let silence = self.open.then(|| heard.max(self.opened_at) + OFFLINE_MS);
        let ack = self.ack.filter(|_| self.open).and(self.acked.as_ref()).map(|(_, at)| at + ACK_EVERY_MS);
        [aging, silence, ack].into_iter().flatten().min()
    }

    /// These values were painted (or said, or counted); goes out at most once a second.
    pub fn painted(&mut self, now: u64, seq: u64) -> Vec<Action> {
        self.ack = self.ack.max(Some(seq));
        self.due_ack(now).into_iter().collect()
    }

    /// Sends a frame of the device's own; `None` while there is no connection.
    pub fn say(&self, say: Say) -> Option<Action> {
        if !self.open || self.position.is_none() {
            return None;
        }
        Some(Action::Send(match say {
            Say::Speak { item, ms } => ClientFrame::Speak { item, ms: Some(ms) },
            Say::Spoken(item) => ClientFrame::Spoken { item },
            Say::Unspoken { item, why } => ClientFrame::Unspoken { item, why },
            Say::Health(facts) => ClientFrame::Health { facts },
        }))
    }

    fn hello(&mut self, now: u64) -> Action {
        self.live_is_old = true;
        self.asked_at = Some(now);
        Action::Send(ClientFrame::Hello {
            view: self.who.view.clone(),
            token: self.who.token.clone(),
            device: self.who.device.clone(),
            at: self.position.as_ref().map(|position| At(position.epoch.clone(), position.seq)),
            app: self.who.app.clone(),
        })
    }

    fn ask_again(&mut self, now: u64) -> Option<Action> {
        let asked = self.asked_at.is_some_and(|at| now < at + HELLO_AGAIN_MS);
        (!asked).then(|| self.hello(now))
    }

    /// Hall time never runs back.
    fn hall_at(&mut self, hall: i64, now: u64) {
        if self.hall_now.is_none_or(|known| known <= hall) {
            (self.hall_now, self.hall_heard) = (Some(hall), now);
        }
    }

    fn arrived(&mut self, position: Position, hall_now: i64, now: u64) {
        if self.position.as_ref().is_none_or(|mine| mine.epoch != position.epoch) {
            // acknowledgements belong to a stretch of log
            self.ack = None;
            self.hall_now = None;
        }
        self.position = Some(position);
        self.hall_at(hall_now, now);
        self.asked_at = None;
    }

    fn bye(&mut self, now: u64, code: u16, why: &str, again_ms: Option<[u64; 2]>, dice: u64) -> Vec<Action> {
        if code >= STAY_AWAY_FROM {
            return self.stop(code, why);
        }
        let pause = match again_ms {
            Some(range) => backoff::pause_in(range, dice),
            None => backoff::pause(self.attempts, dice),
        };
        vec![self.leave(now, pause)]
    }

    fn stop(&mut self, code: u16, why: &str) -> Vec<Action> {
        self.open = false;
        self.freshness = Freshness::Stopped;
        vec![Action::Freshness(Freshness::Stopped), Action::Stop { code, why: why.to_owned() }]
    }

    fn leave(&mut self, now: u64, pause: u64) -> Action {
        self.open = false;
        self.asked_at = None;
        self.attempts = self.attempts.saturating_add(1);
        Action::ConnectAt(now + pause)
    }

    /// Without a frame, on this connection or since the last one.
    fn silent_ms(&self, now: u64) -> u64 {
        now.saturating_sub(self.heard_at.unwrap_or(0).max(self.opened_at))
    }

    fn look(&mut self, now: u64) -> Option<Action> {
        let silent = self.heard_at.map(|heard| now.saturating_sub(heard));
        let seen = match (self.freshness, silent) {
            (Freshness::Stopped, _) => Freshness::Stopped,
            (_, None) => Freshness::Offline,
            (_, Some(silent)) if silent >= OFFLINE_MS => Freshness::Offline,
            (_, Some(silent)) if silent >= BEHIND_MS => Freshness::Behind,
            // a connection whose frames cannot be used yet shows nothing new
            (before, Some(_)) if self.position.is_none() => before,
            (_, Some(_)) => Freshness::Live,
        };
        (seen != self.freshness).then(|| {
            self.freshness = seen;
            Action::Freshness(seen)
        })
    }

    fn due_ack(&mut self, now: u64) -> Option<Action> {
        let mine = self.position.as_ref().filter(|_| self.open)?;
        let seq = self.ack?.min(mine.seq);
        if let Some((acked, at)) = &self.acked {
            if acked.epoch == mine.epoch && acked.seq >= seq {
                self.ack = None;
                return None;
            }
            if now < at + ACK_EVERY_MS {
                return None;
            }
        }
        self.ack = None;
        self.acked = Some((Position { epoch: mine.epoch.clone(), seq }, now));
        Some(Action::Send(ClientFrame::Ack { seq }))
    }
}

/// What a device says of its own accord.
#[derive(Debug, Clone, PartialEq)]
pub enum Say {
    /// Asks leave to say a call or a notice.
    Speak {
        /// `c10`, `n3`.
        item: String,
        /// How long it will take in all, in milliseconds.
        ms: u32,
    },
    /// It was said to the end.
    Spoken(String),
    /// It will not be said by this device, or was not to the end.
    Unspoken {
        /// `c10`, `n3`.
        item: String,
        /// In the word of the protocol.
        why: String,
    },
    /// Facts of the device.
    Health(Map<String, Value>),
}

fn merge(values: &mut BTreeMap<String, Value>, set: BTreeMap<String, Value>) {
    for (key, value) in set {
        if value.is_null() {
            values.remove(&key);
        } else {
            values.insert(key, value);
        }
    }
}

#[cfg(test)]
mod model;
#[cfg(test)]
mod tests;
