//! Frames of `queue.v1`.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// A position: `[epoch, seq]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct At(pub String, pub u64);

/// What a client says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ClientFrame {
    /// First frame: which view, who, from where.
    Hello {
        /// `hall/{hall}/zone/{zone}` and so on.
        view: String,
        /// A device's or program's token; a browser of a person sends its cookie instead.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        token: Option<String>,
        /// The device's own name for itself: one per tab or machine.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        device: Option<String>,
        /// Where it stands, if it has been here.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<At>,
        /// Page or program and version.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        app: Option<String>,
    },
    /// Painted, page visible; at most once a second.
    Ack {
        /// Up to here.
        seq: u64,
    },
    /// Asks leave to say a call or a notice.
    Speak {
        /// `c10`, `n3`.
        item: String,
        /// How long it will take in all, in milliseconds: the zone is kept free of others' speech for that long, 60 s at most.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ms: Option<u32>,
    },
    /// It was said to the end.
    Spoken {
        /// `c10`, `n3`.
        item: String,
    },
    /// This device will not say it, or did not say it to the end.
    Unspoken {
        /// `c10`, `n3`.
        item: String,
        /// `old`, `withdrawn`, `quiet`, `no_device`, `no_clips`, `stalled`, `blocked`.
        why: String,
    },
    /// Facts of the device; unknown ones are passed over.
    Health {
        /// Whatever it knows: `audio`, `underruns`, `printer`, `clock_ms`, `queue`, `last_said`.
        #[serde(flatten)]
        facts: Map<String, Value>,
    },
}

/// What the server says. `set` holds whole values by key; null deletes; applying twice is harmless.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ServerFrame {
    /// The whole view.
    Snapshot {
        /// The stretch of log.
        epoch: String,
        /// The position.
        seq: u64,
        /// Hall time.
        now: i64,
        /// Every value.
        set: BTreeMap<String, Value>,
    },
    /// From `from` to `seq`. An empty `set` is a beat.
    Update {
        /// The stretch of log.
        epoch: String,
        /// The seq of the view's previous frame, beats included.
        from: u64,
        /// The position.
        seq: u64,
        /// Hall time.
        now: i64,
        /// Changed values; null deletes.
        set: BTreeMap<String, Value>,
    },
    /// Unlogged facts (wait ranges, device health): no position, whole after hello.
    Live {
        /// Changed values; null deletes.
        set: BTreeMap<String, Value>,
    },
    /// The answer to `speak`.
    Grant {
        /// What was asked for.
        item: String,
        /// Whether it may be said.
        ok: bool,
        /// `old`, `taken`, `withdrawn`, `not_allowed`, or `busy`: ask again in a moment; only with `ok` false.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        why: Option<String>,
    },
    /// The connection ends.
    Bye {
        /// A number of [`crate::close`].
        code: u16,
        /// In a word.
        why: String,
        /// Come back after a time drawn from this range; absent where coming back is useless.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        again_ms: Option<[u64; 2]>,
    },
}

/// Values by key as encoded JSON, so that a value is encoded once however many frames carry it.
pub type RawSet<'a> = BTreeMap<&'a str, &'a RawValue>;

/// Writes a snapshot from encoded values (`null` is never in it).
pub fn encode_snapshot(epoch: &str, seq: u64, now: i64, set: &RawSet<'_>) -> String {
    #[derive(Serialize)]
    struct Frame<'a> {
        #[serde(rename = "type")]
        kind: &'static str,
        epoch: &'a str,
        seq: u64,
        now: i64,
        set: &'a RawSet<'a>,
    }
    to_json(&Frame { kind: "snapshot", epoch, seq, now, set })
}

/// Writes an update from encoded values.
pub fn encode_update(epoch: &str, from: u64, seq: u64, now: i64, set: &RawSet<'_>) -> String {
    #[derive(Serialize)]
    struct Frame<'a> {
        #[serde(rename = "type")]
        kind: &'static str,
        epoch: &'a str,
        from: u64,
        seq: u64,
        now: i64,
        set: &'a RawSet<'a>,
    }
    to_json(&Frame { kind: "update", epoch, from, seq, now, set })
}

/// Writes a live frame from encoded values.
pub fn encode_live(set: &RawSet<'_>) -> String {
    #[derive(Serialize)]
    struct Frame<'a> {
        #[serde(rename = "type")]
        kind: &'static str,
        set: &'a RawSet<'a>,
    }
    to_json(&Frame { kind: "live", set })
}

fn to_json<T: Serialize>(frame: &T) -> String {
    serde_json::to_string(frame).expect("a frame of strings, numbers and encoded values can be written")
}
