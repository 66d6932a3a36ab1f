//! Samples are the protocol's memory: each parses into the types of today and is written again as it stands. A sample that
//! has landed is never edited; a new form gets a new one.

#![allow(clippy::unwrap_used, reason = "a sample that cannot be read is a failed test")]

use goiso_wire::frame::{ClientFrame, ServerFrame};
use goiso_wire::http::{CounterAnswer, Events, Hall, Next, Problem, Ticket};
use goiso_wire::key::{KEYS, ViewValue};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sample {
    view: String,
    frames: Vec<Value>,
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(name)
}

/// Name without ending, and content, of every sample in a folder.
fn samples(name: &str) -> Vec<(String, Value)> {
    let mut found: Vec<_> = fs::read_dir(folder(name))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "json"))
        .map(|path| {
            let text = fs::read_to_string(&path).unwrap();
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            (name, serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display())))
        })
        .collect();
    found.sort_by(|(a, _), (b, _)| a.cmp(b));
    found
}

fn read_and_write<T: DeserializeOwned + Serialize>(name: &str, value: &Value) -> T {
    let read: T = serde_json::from_value(value.clone()).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert_eq!(&serde_json::to_value(&read).unwrap(), value, "{name} is not written as it was read");
    read
}

fn frame_kind(frame: &ServerFrame) -> &'static str {
    match frame {
        ServerFrame::Snapshot { .. } => "snapshot",
        ServerFrame::Update { set, .. } if set.is_empty() => "beat",
        ServerFrame::Update { .. } => "update",
        ServerFrame::Live { .. } => "live",
        ServerFrame::Grant { ok: true, .. } => "grant",
        ServerFrame::Grant { ok: false, .. } => "no grant",
        ServerFrame::Bye { again_ms: Some(_), .. } => "bye, come back",
        ServerFrame::Bye { again_ms: None, .. } => "bye for ever",
    }
}

#[test]
fn every_page_state_reads_and_writes_the_same() {
    let mut kinds = BTreeSet::new();
    let mut types = BTreeSet::new();
    for (name, sample) in samples("") {
        let sample: Sample = serde_json::from_value(sample).unwrap_or_else(|error| panic!("{name}: {error}"));
        for (number, frame) in sample.frames.iter().enumerate() {
            let name = format!("{name}, frame {number}");
            let frame: ServerFrame = read_and_write(&name, frame);
            kinds.insert(frame_kind(&frame));
            let (ServerFrame::Snapshot { set, .. } | ServerFrame::Update { set, .. } | ServerFrame::Live { set }) =
                &frame
            else {
                continue;
            };
            for (key, value) in set {
                let read = ViewValue::read(&sample.view, key, value)
                    .unwrap_or_else(|error| panic!("{name}, {key}: {error}"))
                    .unwrap_or_else(|| panic!("{name}: {key} is no key of this protocol"));
                assert_eq!(&read.write().unwrap(), value, "{name}, {key}");
                types.insert(read.type_name());
            }
        }
    }
    let every_kind = ["snapshot", "update", "beat", "live", "grant", "no grant", "bye, come back", "bye for ever"];
    assert_eq!(kinds, BTreeSet::from(every_kind), "a frame kind without a sample");
    let every_type = KEYS.iter().flat_map(|(_, types)| types.iter().copied()).collect();
    assert_eq!(types, every_type, "a value type without a sample");
}

#[test]
fn updates_follow_one_another() {
    for (name, sample) in samples("") {
        let sample: Sample = serde_json::from_value(sample).unwrap();
        let mut at: Option<(String, u64)> = None;
        for frame in sample.frames {
            match serde_json::from_value(frame).unwrap() {
                ServerFrame::Snapshot { epoch, seq, set, .. } => {
                    assert!(set.values().all(|value| !value.is_null()), "{name}: a snapshot deletes nothing");
                    at = Some((epoch, seq));
                }
                ServerFrame::Update { epoch, from, seq, .. } => {
                    assert_eq!(at, Some((epoch.clone(), from)), "{name}: from is the seq of the frame before");
                    assert!(from <= seq, "{name}: an update leads forward");
                    at = Some((epoch, seq));
                }
                ServerFrame::Live { .. } | ServerFrame::Grant { .. } | ServerFrame::Bye { .. } => {}
            }
        }
    }
}

#[test]
fn every_client_frame_has_a_sample() {
    let mut kinds = BTreeSet::new();
    for (name, value) in samples("client") {
        kinds.insert(match read_and_write(&name, &value) {
            ClientFrame::Hello { at: Some(_), .. } => "hello",
            ClientFrame::Hello { at: None, .. } => "first hello",
            ClientFrame::Ack { .. } => "ack",
            ClientFrame::Speak { ms: Some(_), .. } => "speak for so long",
            ClientFrame::Speak { ms: None, .. } => "speak",
            ClientFrame::Spoken { .. } => "spoken",
            ClientFrame::Unspoken { .. } => "unspoken",
            ClientFrame::Health { .. } => "health",
        });
    }
    let all = ["hello", "first hello", "ack", "speak", "speak for so long", "spoken", "unspoken", "health"];
    assert_eq!(kinds, BTreeSet::from(all));
}

#[test]
fn every_answer_has_a_sample() {
    let mut seen = BTreeSet::new();
    for (name, value) in samples("http") {
        let shape = match name.as_str() {
            name if name.starts_with("ticket") => {
                read_and_write::<Ticket>(name, &value).legs.len().min(1).to_string() + " ticket"
            }
            name if name.starts_with("next") => {
                read_and_write::<Next>(name, &value).call.is_some().to_string() + " next"
            }
            name if name.starts_with("counter-answer") => {
                read_and_write::<CounterAnswer>(name, &value).ticket.is_some().to_string() + " counter answer"
            }
            name if name.starts_with("hall") => read_and_write::<Hall>(name, &value).name.vi,
            name if name.starts_with("events") => {
                read_and_write::<Events>(name, &value).events.len().to_string() + " events"
            }
            name if name.starts_with("problem") => read_and_write::<Problem>(name, &value).code,
            name => panic!("{name} belongs to no shape"),
        };
        seen.insert(shape);
    }
    let shapes = [
        "0 ticket",
        "1 ticket",
        "true next",
        "false next",
        "true counter answer",
        "false counter answer",
        "Bộ phận Một cửa · Phường Hải Châu",
        "1 events",
        "counter_closed",
        "stale_screen",
    ];
    for shape in shapes {
        assert!(seen.contains(shape), "no sample of {shape}");
    }
}

#[test]
fn unknown_things_are_passed_over() {
    let frame = r#"{"type":"update","epoch":"k3f9","from":1,"seq":2,"now":3,"set":{},"mood":"calm"}"#;
    assert!(matches!(serde_json::from_str(frame).unwrap(), ServerFrame::Update { from: 1, seq: 2, .. }));
    let line = serde_json::json!({"waiting": 3, "colour": "red"});
    assert!(matches!(ViewValue::read("hall/x/zone/main", "line/A", &line), Ok(Some(ViewValue::Line(_)))));
    assert_eq!(ViewValue::read("hall/x/zone/main", "weather/today", &line).unwrap(), None);
    assert!(ViewValue::read("hall/x/zone/main", "line/A", &serde_json::json!({"waiting": "three"})).is_err());
}

#[test]
fn every_sample_is_composed_text() {
    // decomposed letters would draw differently and never compare equal to what people type
    for path in ["", "client", "http"]
        .iter()
        .flat_map(|name| fs::read_dir(folder(name)).unwrap())
        .map(|entry| entry.unwrap().path())
    {
        if path.is_file() {
            let text = fs::read_to_string(&path).unwrap();
            let combining = text.chars().find(|letter| ('\u{300}'..='\u{36f}').contains(letter));
            assert_eq!(combining, None, "{} holds a combining mark", path.display());
        }
    }
}
