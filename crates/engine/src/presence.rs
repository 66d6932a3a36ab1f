//! Screens, loudspeakers and kiosks of a hall as they are now: connected or not, what they painted, what they say of
//! themselves. Nothing of it is in the log but the acknowledgements, which go through the mailbox.

use crate::expected::Screen;
use crate::hub::Instant;
use crate::settings::Expected;
use crate::view_name::Audience;
use goiso_queue::hall::Call;
use goiso_queue::{CallId, DeviceId, HallId, Moment, PrinterCode, ZoneCode};
use goiso_store::people::Role;
use goiso_wire::value::DeviceValue;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Facts that are kept of one device.
const HEALTH_FACTS: usize = 32;
/// The fact by which a device says that it sounds, and how that goes.
const HEALTH_AUDIO: &str = "audio";
/// Their size together, in bytes of JSON.
const HEALTH_BYTES: usize = 1024;

/// A kiosk that was stopped is told of for so long, in milliseconds, unless somebody in charge lifts it.
const RUSH_TOLD_MS: i64 = 10 * 60_000;

/// Whether a device may still come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeviceRight {
    /// It may.
    Held,
    /// Its secret was used by two: it is shut out until it is paired again.
    Copied,
}

/// A configured device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceInfo {
    /// Its id.
    pub id: DeviceId,
    /// For people.
    pub name: String,
    /// What it is.
    pub role: Role,
    /// Where.
    pub hall: HallId,
    /// The part of the hall it serves; none for all.
    pub zone: Option<ZoneCode>,
    /// The rank of a speaker.
    pub speaks: Option<u8>,
    /// Whether it may still come in.
    pub right: DeviceRight,
}

/// A printer as it was last seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PrinterState {
    /// It could print.
    Ok,
    /// It could, but not for long.
    PaperLow,
    /// The roll is used up.
    PaperOut,
    /// The lid is up.
    CoverOpen,
    /// It says that it cannot print.
    Fault,
    /// No connection, or the device is not there.
    Unreachable,
    /// It takes what is sent and tells nothing.
    Silent,
    /// Nobody looked yet.
    #[default]
    Unknown,
}

impl PrinterState {
    /// Its word in frames.
    pub fn word(self) -> &'static str {
        match self {
            PrinterState::Ok => "ok",
            PrinterState::PaperLow => "paper_low",
            PrinterState::PaperOut => "paper_out",
            PrinterState::CoverOpen => "cover_open",
            PrinterState::Fault => "fault",
            PrinterState::Unreachable => "unreachable",
            PrinterState::Silent => "silent",
            PrinterState::Unknown => "unknown",
        }
    }
}

/// A device now.
#[derive(Debug)]
struct Device {
    name: String,
    role: Role,
    zone: Option<ZoneCode>,
    speaks: Option<u8>,
    configured: bool,
    right: DeviceRight,
    /// Since when it issues too fast.
    rushed_at: Option<Moment>,
    connections: u32,
    seen_at: Option<Moment>,
    painted: Option<u64>,
    health: Map<String, Value>,
}

/// The devices of one hall, and the acknowledgements that wait to be logged.
#[derive(Debug, Default)]
pub(crate) struct Presence {
    devices: BTreeMap<DeviceId, Device>,
    changed: BTreeSet<DeviceId>,
    /// Calls with the devices that painted them since the last were logged.
    shown: BTreeMap<CallId, BTreeSet<DeviceId>>,
    /// Monotonic time of the first of them.
    shown_since: i64,
    /// Printers with their state and since when, as this node last saw them.
    printers: BTreeMap<PrinterCode, (PrinterState, Moment)>,
}

impl Presence {
    /// The configured devices of this hall are these.
    pub fn configure(&mut self, devices: impl Iterator<Item = DeviceInfo>) {
        let named: BTreeMap<DeviceId, DeviceInfo> = devices.map(|info| (info.id.clone(), info)).collect();
        for (id, device) in &mut self.devices {
            device.configured = named.contains_key(id);
        }
        self.changed.extend(self.devices.keys().cloned());
        for (id, info) in named {
            self.changed.insert(id.clone());
            let device = self.devices.entry(id).or_insert_with(|| Device::new(info.name.clone(), info.role));
            device.name = info.name;
            device.role = info.role;
            device.zone = info.zone;
            device.speaks = info.speaks;
            device.right = info.right;
            device.configured = true;
        }
        self.devices.retain(|_, device| device.configured || device.connections > 0);
    }

    /// A connection of a device begins.
    pub fn connected(&mut self, id: &DeviceId, role: Role, audience: &Audience, now: Moment) {
        let device = self.devices.entry(id.clone()).or_insert_with(|| Device::new(audience.name.clone(), role));
        if !device.configured {
            device.zone = audience.zone.clone();
            device.speaks = audience.speaks;
        }
        device.connections += 1;
        device.seen_at = Some(now);
        self.changed.insert(id.clone());
    }

    /// A connection ends. A device that nobody configured is forgotten with its last one.
    pub fn disconnected(&mut self, id: &DeviceId, now: Moment) {
        if let Some(device) = self.devices.get_mut(id) {
            device.connections = device.connections.saturating_sub(1);
            device.seen_at = Some(now);
            if device.connections == 0 && !device.configured {
                self.devices.remove(id);
            }
            self.changed.insert(id.clone());
        }
    }

    /// A device has painted everything up to a seq, these calls among it.
    pub fn painted(&mut self, id: &DeviceId, seq: u64, calls: impl Iterator<Item = CallId>, at: Instant) {
        if let Some(device) = self.devices.get_mut(id) {
            device.painted = Some(seq);
            device.seen_at = Some(at.now);
            self.changed.insert(id.clone());
        }
        for call in calls {
            if self.shown.is_empty() {
                self.shown_since = at.mono_ms;
            }
            self.shown.entry(call).or_default().insert(id.clone());
        }
    }

    /// A device says how it is. Too many facts, or too large ones, are cut at the bound.
    pub fn health(&mut self, id: &DeviceId, facts: Map<String, Value>, now: Moment) {
        let Some(device) = self.devices.get_mut(id) else { return };
        let mut left = HEALTH_BYTES;
        device.health = facts
            .into_iter()
            .take(HEALTH_FACTS)
            .take_while(|(name, fact)| {
                let size = name.len() + fact.to_string().len() + 4;
                let fits = size <= left;
                left = left.saturating_sub(size);
                fits
            })
            .collect();
        device.seen_at = Some(now);
        self.changed.insert(id.clone());
    }

    /// A kiosk was stopped because it issued numbers too fast.
    pub fn rushed(&mut self, id: &DeviceId, now: Moment) {
        if let Some(device) = self.devices.get_mut(id) {
            device.rushed_at = Some(now);
            self.changed.insert(id.clone());
        }
    }

    /// Somebody in charge has looked after a kiosk.
    pub fn calmed(&mut self, id: &DeviceId) {
        if let Some(device) = self.devices.get_mut(id)
            && device.rushed_at.take().is_some()
        {
            self.changed.insert(id.clone());
        }
    }

    /// What was so long ago that it is told no more.
    pub fn forget_rushes(&mut self, now: Moment) {
        for (id, device) in &mut self.devices {
            if device.rushed_at.is_some_and(|at| now.ms_since(at) >= RUSH_TOLD_MS) {
                device.rushed_at = None;
                self.changed.insert(id.clone());
            }
        }
    }

    /// A printer was looked at.
    pub fn printer_seen(&mut self, printer: &PrinterCode, state: PrinterState, now: Moment) {
        let known = self.printers.entry(printer.clone()).or_insert((state, now));
        if known.0 != state {
            *known = (state, now);
        }
    }

    /// Only these printers are configured.
    pub fn keep_printers(&mut self, known: impl Fn(&PrinterCode) -> bool) {
        self.printers.retain(|printer, _| known(printer));
    }

    /// A printer as it was last seen.
    pub fn printer(&self, printer: &PrinterCode) -> (PrinterState, Moment) {
        self.printers.get(printer).copied().unwrap_or((PrinterState::Unknown, Moment(0)))
    }

    /// Since when acknowledgements wait, by the monotonic clock.
    pub fn shown_since(&self) -> Option<i64> {
        (!self.shown.is_empty()).then_some(self.shown_since)
    }

    /// The acknowledgements that wait, of so many calls at most, the oldest first.
    pub fn take_shown(&mut self, at_most: usize) -> Vec<(CallId, Vec<DeviceId>)> {
        let mut taken = Vec::new();
        while taken.len() < at_most {
            let Some((call, devices)) = self.shown.pop_first() else { break };
            taken.push((call, devices.into_iter().collect()));
        }
        taken
    }

    /// The screens that should show a call.
    pub fn screens(&self, call: &Call, expected: Expected) -> Vec<Screen> {
        self.devices
            .iter()
            .filter(|(_, device)| device.role == Role::Display)
            .filter(|(_, device)| device.zone.as_ref().is_none_or(|zone| *zone == call.zone))
            .filter(|(_, device)| match expected {
                Expected::Configured => device.configured && device.right == DeviceRight::Held,
                Expected::Connected => device.connections > 0,
            })
            .map(|(id, device)| Screen { device: id.clone(), name: device.name.clone() })
            .collect()
    }

    /// The loudspeakers that are there to say a call: connected, of its zone or of all, with the right to speak. A screen counts once it
    /// says of itself that it can sound: many may speak and do not.
    pub fn speakers(&self, call: &Call) -> usize {
        self.devices
            .values()
            .filter(|device| device.speaks.is_some() && device.connections > 0)
            .filter(|device| device.zone.as_ref().is_none_or(|zone| *zone == call.zone))
            .filter(|device| device.role == Role::Announcer || device.health.contains_key(HEALTH_AUDIO))
            .count()
    }

    /// The loudspeakers that should say a call, whether they are there or not: paired for its zone or for all. A screen counts once it
    /// said of itself that it can sound.
    pub fn paired_speakers(&self, call: &Call) -> usize {
        self.devices
            .values()
            .filter(|device| device.speaks.is_some() && device.configured && device.right == DeviceRight::Held)
            .filter(|device| device.zone.as_ref().is_none_or(|zone| *zone == call.zone))
            .filter(|device| device.role == Role::Announcer || device.health.contains_key(HEALTH_AUDIO))
            .count()
    }

    /// Devices that changed since this was asked last.
    pub fn take_changed(&mut self) -> BTreeSet<DeviceId> {
        std::mem::take(&mut self.changed)
    }

    /// All devices.
    pub fn ids(&self) -> BTreeSet<DeviceId> {
        self.devices.keys().cloned().collect()
    }

    /// A device as supervisors see it.
    pub fn value(&self, id: &DeviceId) -> Option<DeviceValue> {
        let device = self.devices.get(id)?;
        Some(DeviceValue {
            name: device.name.clone(),
            role: device.role.word().to_owned(),
            zone: device.zone.as_ref().map_or_else(String::new, ToString::to_string),
            connected: device.connections > 0,
            seen_at: device.seen_at.map(|at| at.0),
            ack_seq: device.painted,
            alarm: match (device.right, device.rushed_at) {
                (DeviceRight::Copied, _) => Some("copied".to_owned()),
                (DeviceRight::Held, Some(_)) => Some("rush".to_owned()),
                (DeviceRight::Held, None) => None,
            },
            health: device.health.clone(),
        })
    }
}

impl Device {
    fn new(name: String, role: Role) -> Self {
        Self {
            name,
            role,
            zone: None,
            speaks: None,
            configured: false,
            right: DeviceRight::Held,
            rushed_at: None,
            connections: 0,
            seen_at: None,
            painted: None,
            health: Map::new(),
        }
    }
}
