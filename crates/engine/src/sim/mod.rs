//! The views, sessions and batches of this crate under an invented clock and network, judged by views made from scratch.
//!
//! A world has one hall whose commands go through the real batch, the real views and the real followers. Clients follow
//! `queue.v1` as a page does, over connections that lag, lose frames and break. Every map a client ever holds must be the
//! view's true map at that seq, and once the network is well every client must be up to date. A client model can be made
//! faulty on purpose: the same checks must catch it.

mod client;
pub(crate) mod commands;
mod dice;
mod world;

use client::Fault;
use dice::Dice;
use goiso_queue::{DeviceId, FactHash};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use world::{Violation, World, view_kinds};

/// Steps of one history.
const STEPS: usize = 120;

/// Seeds of a run; `GOISO_SEEDS` asks for more.
fn seeds(usual: u64) -> u64 {
    std::env::var("GOISO_SEEDS").ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

/// A history under a seed: random commands and a random network, then peace.
fn history(seed: u64, fault: Fault) -> Result<World, Violation> {
    let mut dice = Dice::new(seed);
    let mut world = World::open(&mut dice, fault);
    for _ in 0..STEPS {
        world.step(&mut dice)?;
    }
    world.make_peace()?;
    Ok(world)
}

#[test]
fn a_clients_map_is_always_the_views_true_map() {
    let mut seen = world::Happened::default();
    for seed in 0..seeds(30) {
        match history(seed, Fault::None) {
            Ok(world) => seen.add(&world.happened),
            Err(violation) => panic!("seed {seed}: {violation}"),
        }
    }
    // What did not happen was not tested.
    assert!(seen.all(), "not everything happened: {seen:?}");
}

#[test]
fn faulty_clients_are_caught() {
    for fault in [Fault::NoEpochCheck, Fault::NoFromCheck, Fault::LateWithoutBeat] {
        let caught = (0..40).find(|seed| history(*seed, fault).is_err());
        assert!(caught.is_some(), "{fault:?} was never caught");
    }
}

#[test]
fn one_seed_is_one_history() {
    let run = || history(7, Fault::None).map(|world| world.log_len()).unwrap_or_else(|violation| panic!("{violation}"));
    assert_eq!(run(), run());
}

/// What each audience may read, written apart from the code that writes values: key kinds with their fields.
fn allowed(kind: &str) -> BTreeMap<&'static str, BTreeSet<&'static str>> {
    let hall = "hall name.vi name.en service_day time_zone phase.kind phase.issuing_from phase.opens phase.between \
                phase.last_ticket phase.closes zones.code zones.name.vi zones.name.en groups.code groups.name.vi \
                groups.name.en classes.code classes.name.vi classes.name.en wait_target_s hotline";
    let services = "services.code services.group services.name.vi services.name.en services.papers.vi services.papers.en \
                    stopped.group stopped.reason";
    let call = "label group counter zone number state at";
    let delivery = "delivery.shown delivery.of delivery.missing delivery.said delivery.speakers \
                    delivery.speakers_paired delivery.unsaid";
    let voice = "voice.languages voice.style voice.region voice.chime voice.repeat voice.place voice.volume \
                 voice.volumes.from voice.volumes.to voice.volumes.percent";
    let brand =
        "brand.accent_dark brand.accent_light brand.logo brand.invite.vi brand.invite.en brand.idle.vi brand.idle.en";
    let wall =
        "wall.layout wall.rows wall.missed wall.panel wall.ticker.vi wall.ticker.en wall.arrows.zone wall.arrows.arrow";
    let line = "waiting oldest_at";
    let staff_line = "waiting oldest_at classes.class classes.waiting classes.oldest_at issued left";
    let notice = "text.vi text.en at until speech";
    let counter = "number name.vi name.en zone groups state label ticket_state since reason";
    let ticket =
        "id label group service class care dossiers state outcome issued_at since counter calls until reason return_to";
    let mine = "counter.number counter.name.vi counter.name.en counter.zone counter.groups counter.state counter.label \
                counter.ticket_state counter.since counter.reason counter.officer counter.served ticket.id ticket.label \
                ticket.group ticket.service ticket.class ticket.care ticket.dossiers ticket.state ticket.outcome \
                ticket.issued_at ticket.since ticket.counter ticket.calls ticket.until ticket.reason ticket.return_to call \
                why.rule why.waited_s why.rate_milli why.within_s why.run why.reason why.helped why.runner_up no_show_from \
                no_show_calls_needed undo served mean_serve_s own.served own.no_shows own.mean_serve_s away.usual_s \
                away.at_most_s";
    let my_ticket = "id label group.code group.name.vi group.name.en state outcome people_ahead counter zone.vi zone.en call \
                     issued_at since until care push_backs_left push_back_places rating";
    let wait = "low_s high_s";
    let print = "printer browser ticket label copy at state why ended_at";
    let printer = "name.vi name.en paper kiosks state since";
    let device = "name role zone connected seen_at ack_seq health.audio health.queue";
    let fields = |texts: &[&'static str]| -> BTreeSet<&'static str> {
        texts.iter().flat_map(|text| text.split_whitespace()).collect()
    };
    let table: Vec<(&'static str, BTreeSet<&'static str>)> = match kind {
        "zone" => vec![
            ("hall", fields(&[hall, voice, brand, wall])),
            ("call", fields(&[call])),
            ("line", fields(&[line, "next"])),
            ("notice", fields(&[notice])),
            ("counter", fields(&[counter])),
            ("wait", fields(&[wait])),
        ],
        "counter_display" => {
            vec![("hall", fields(&[hall, brand])), ("call", fields(&[call])), ("counter", fields(&[counter]))]
        }
        "kiosk" => vec![
            ("hall", fields(&[hall, services, brand, "groups.icon ages.class ages.from_age"])),
            ("print", fields(&[print])),
            ("printer", fields(&[printer])),
            ("line", fields(&[line, "left"])),
            ("notice", fields(&[notice])),
            ("wait", fields(&[wait])),
        ],
        "desk" => vec![
            ("print", fields(&[print])),
            ("printer", fields(&[printer])),
            ("hall", fields(&[hall, services, "clock"])),
            ("line", fields(&[line, "left"])),
            ("notice", fields(&[notice])),
            ("counter", fields(&[counter])),
            ("ticket", fields(&[ticket])),
            ("wait", fields(&[wait])),
        ],
        "supervisor" => vec![
            ("print", fields(&[print, "by"])),
            ("printer", fields(&[printer])),
            ("hall", fields(&[hall, services, "clock"])),
            ("call", fields(&[call, delivery])),
            ("line", fields(&[staff_line])),
            ("notice", fields(&[notice])),
            ("counter", fields(&[counter, "officer served"])),
            ("ticket", fields(&[ticket])),
            ("wait", fields(&[wait])),
            ("device", fields(&[device])),
        ],
        "counter" => vec![
            ("hall", fields(&[hall, services, "clock"])),
            ("mine", fields(&[mine])),
            ("call", fields(&[call, delivery])),
            ("line", fields(&[staff_line])),
            ("counter", fields(&["number name.vi name.en zone groups state"])),
            ("ticket", fields(&[ticket])),
            ("lapsed", fields(&["label counter until shown_until"])),
        ],
        "ticket" => {
            vec![("hall", fields(&[hall])), ("mine", fields(&[my_ticket])), ("wait", fields(&[wait]))]
        }
        other => panic!("no list for {other}"),
    };
    table.into_iter().collect()
}

/// The paths of a value's leaves; a list stands for its members.
fn paths(value: &Value, path: &str, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            for (name, inner) in fields {
                let deeper = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                paths(inner, &deeper, found);
            }
        }
        Value::Array(members) if members.iter().any(Value::is_object) => {
            for member in members {
                paths(member, path, found);
            }
        }
        Value::Null => {}
        Value::Array(members) if members.is_empty() && path.is_empty() => {}
        Value::Array(_) | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            found.insert(path.to_owned());
        }
    }
}

#[test]
fn no_audience_reads_a_field_that_is_not_on_its_list() {
    let mut kinds = BTreeSet::new();
    for seed in 0..seeds(12) {
        let world = history(seed, Fault::None).unwrap_or_else(|violation| panic!("seed {seed}: {violation}"));
        for (kind, frame) in &world.frames {
            let public = !matches!(kind.as_str(), "counter" | "supervisor");
            assert!(!frame.contains(commands::CARD), "seed {seed}: a card's hash is in a frame of {kind}");
            assert!(
                !public || !frame.contains(commands::OFFICER),
                "seed {seed}: an officer's id is in a frame of {kind}: {frame}"
            );
            let frame: Value = serde_json::from_str(frame).expect("a frame is JSON");
            let list = allowed(kind);
            let Some(set) = frame.get("set").and_then(Value::as_object) else { continue };
            for (key, value) in set {
                let of = key.split('/').next().unwrap_or(key);
                let fields = list.get(of).unwrap_or_else(|| panic!("seed {seed}: {kind} has the key {key}"));
                let mut found = BTreeSet::new();
                paths(value, "", &mut found);
                for path in found {
                    let lists = ["groups", "services", "stopped", "zones", "classes"];
                    let empty_list = lists.contains(&path.as_str());
                    assert!(fields.contains(path.as_str()) || empty_list, "seed {seed}: {kind} has {key}.{path}");
                }
                kinds.insert((kind.clone(), of.to_owned()));
            }
        }
    }
    // Every key of every list was really seen, so that the list is not a wish.
    for kind in view_kinds() {
        for key in allowed(kind).keys() {
            assert!(kinds.contains(&(kind.to_owned(), (*key).to_owned())), "{kind} never had {key}");
        }
    }
}

#[test]
fn a_screen_that_never_reads_costs_a_cursor() {
    let mut dice = Dice::new(1);
    let mut world = World::open(&mut dice, Fault::None);
    let slow = world.attach_silent("zone");
    let before = world.view_size("zone");
    for _ in 0..700 {
        world.random_command(&mut dice);
        world.pass(1_000);
    }
    let after = world.view_size("zone");
    assert!(after.frames > before.frames + 150, "the history is too short: {} frames", after.frames - before.frames);
    assert!(after.slots <= 2_000, "{} values and deletions", after.slots);
    let frames = world.drain_silent(slow);
    assert!(frames <= 3, "what was missed came in {frames} frames");
}

#[test]
fn card_and_device_of_the_world_are_ids() {
    assert!(commands::CARD.parse::<FactHash>().is_ok());
    assert!(commands::SCREEN.parse::<DeviceId>().is_ok());
}
