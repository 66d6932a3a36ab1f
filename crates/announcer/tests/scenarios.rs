//! Every scenario that pages and loudspeaker share, and random days of several speakers judged by a naive server.

use goiso_announcer::machine::{
    Audio, Connection, Input, Item, Leave, Loudness, Machine, Output, Pass, Repeat, Seen, Standing, View, Why,
};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;

/// Hall time at which scenarios begin.
const BASE: i64 = 1_795_401_667_000;

#[derive(Deserialize)]
struct Scenario {
    name: String,
    rank: u8,
    repeat: String,
    steps: Vec<Step>,
}

#[derive(Deserialize)]
struct Step {
    at: u64,
    hall: Option<i64>,
    #[serde(rename = "in")]
    input: Value,
    out: Value,
}

fn repeat(word: &str) -> Repeat {
    match word {
        "twice" => Repeat::Twice,
        "once" => Repeat::Once,
        other => panic!("repeat {other}"),
    }
}

fn item(word: &str) -> Item {
    Item::of_word(word).unwrap_or_else(|| panic!("item {word}"))
}

fn why(word: &str) -> Why {
    let all = [Why::Old, Why::Withdrawn, Why::Quiet, Why::NoDevice, Why::NoClips, Why::Stalled, Why::Blocked];
    all.into_iter().find(|why| why.word() == word).unwrap_or_else(|| panic!("why {word}"))
}

/// `usual` is the hall's wish as last told.
fn input(value: &Value, usual: &mut Repeat) -> Input {
    let word = |key: &str| value[key].as_str().unwrap_or_else(|| panic!("{key} in {value}"));
    match word("kind") {
        "view" => {
            if let Some(wish) = value["repeat"].as_str() {
                *usual = repeat(wish);
            }
            let mut items = BTreeMap::new();
            for (id, call) in value["calls"].as_object().expect("calls") {
                let standing = if call["state"] == "calling" { Standing::Wanted } else { Standing::Over };
                items.insert(item(id), Seen { at: BASE + call["at"].as_i64().expect("at"), standing });
            }
            for (id, notice) in value["notices"].as_object().expect("notices") {
                let standing = if notice["speech"].is_string() { Standing::Wanted } else { Standing::Over };
                items.insert(item(id), Seen { at: BASE + notice["at"].as_i64().expect("at"), standing });
            }
            let loudness = if value["volume"] == 0 { Loudness::Quiet } else { Loudness::Audible };
            let epoch = value["epoch"].as_str().unwrap_or("e1").to_owned();
            Input::View(View { epoch, items, loudness, repeat: *usual })
        }
        "grant" => {
            let leave = match (value["ok"].as_bool(), value["why"].as_str()) {
                (Some(true), _) => Leave::Given,
                (_, Some("busy")) => Leave::Busy,
                (_, Some("not_allowed")) => Leave::NotAllowed,
                (_, _) => Leave::Refused,
            };
            Input::Answer { item: item(word("item")), leave }
        }
        "ended" => Input::Ended,
        "failed" => Input::Failed(why(word("why"))),
        "audio" => Input::Audio(match word("state") {
            "ok" => Audio::Ready,
            "blocked" => Audio::Blocked,
            "lost" => Audio::Lost,
            other => panic!("audio {other}"),
        }),
        "connection" => Input::Connection(match word("state") {
            "live" => Connection::Live,
            "behind" => Connection::Behind,
            "offline" => Connection::Offline,
            other => panic!("connection {other}"),
        }),
        "tick" => Input::Tick,
        other => panic!("input {other}"),
    }
}

fn told(output: &Output) -> Value {
    match output {
        Output::Ask(item) => json!({"speak": item.to_string()}),
        Output::Play(item, pass) => {
            let pass = match pass {
                Pass::First => "first",
                Pass::Repeat => "repeat",
                Pass::Short => "short",
            };
            json!({"play": item.to_string(), "pass": pass})
        }
        Output::Stop => json!({"stop": true}),
        Output::Spoken(item) => json!({"spoken": item.to_string()}),
        Output::Unspoken(item, why) => json!({"unspoken": item.to_string(), "why": why.word()}),
    }
}

#[test]
fn every_scenario_comes_out_as_it_does_in_pages() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../displays/shared/speech-scenarios.json");
    let text = std::fs::read_to_string(file).expect("the scenarios");
    let scenarios: Vec<Scenario> = serde_json::from_str(&text).expect("scenarios");
    assert!(scenarios.len() >= 25, "only {} scenarios", scenarios.len());
    for Scenario { name, rank, repeat: wish, steps } in scenarios {
        let mut usual = repeat(&wish);
        let mut machine = Machine::new(rank, usual);
        for Step { at, hall, input: value, out } in steps {
            let hall = BASE + hall.unwrap_or_else(|| i64::try_from(at).expect("a time"));
            let outputs: Vec<Value> = machine.feed(input(&value, &mut usual), at, hall).iter().map(told).collect();
            assert_eq!(Value::Array(outputs), out, "{name}, at {at} ms: {value}");
        }
    }
}
