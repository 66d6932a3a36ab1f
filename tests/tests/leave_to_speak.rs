//! P13: whatever becomes of two announcers of one zone, no call is said twice and none too late; without trouble every call is said.

use anyhow::{Context, Result, ensure};
use goiso_tests::announcer::{Announcer, Speaker, Step};
use goiso_tests::http::Client;
use goiso_tests::rounds::{rounds, seed};
use goiso_tests::server::{Build, Greeting, Scratch, Server, Start};
use goiso_tests::sound::alsa_to_nowhere;
use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

/// Counters of the zone, each of which calls somebody once in [`EVERY`].
const COUNTERS: u64 = 40;
/// A person is awaited for so long.
const EVERY: Duration = Duration::from_millis(2_500);
/// Calls between two troubles.
const TROUBLE_EVERY: u64 = 50;
/// How long an announcer stands still.
const STALLED_FOR: Duration = Duration::from_secs(4);
/// A counter calls its next person no sooner than its last call was heard of; in peace it is heard of within this.
const HEARD_WITHIN: Duration = Duration::from_secs(60);
/// Under troubles an announcer takes what it was to say with it: a counter that hears nothing for so long goes on.
const GIVEN_UP_AFTER: Duration = Duration::from_secs(5);
/// The last calls are heard of within this, if at all.
const LAST_BREATH: Duration = Duration::from_secs(10);
/// An announcement may begin so old, in milliseconds, or so old if it waited behind other speech.
const FRESH_MS: f64 = 20_000.0;
const BEHIND_MS: f64 = 60_000.0;
/// From the leave to the first sample, and the grain of two clocks, in milliseconds.
const GRAIN_MS: f64 = 2_500.0;

/// A zone with many counters, in a hall that says everything once, in one language.
async fn widened(hall: &Greeting) -> Result<()> {
    let mut admin = Client::new(&hall.url, hall.tokens.get("admin").context("no token for admin")?);
    let path = format!("/halls/{}/config", hall.hall);
    let answer = admin.get(&path).await?;
    ensure!(answer.fine(), "the configuration: {} {}", answer.status, answer.body);
    let mut config = if answer.body["config"].is_object() { answer.body["config"].clone() } else { answer.body };
    let group = config["groups"][0]["code"].clone();
    let counters: Vec<Value> = (1..=COUNTERS)
        .map(|number| json!({"number": number.to_string(), "zone": hall.zones[0], "groups": [group]}))
        .collect();
    config["counters"] = json!(counters);
    config["voice"] = json!({"languages": ["vi"], "repeat": "once"});
    let put = admin.put(&path, &config).await?;
    ensure!(put.fine(), "{} {}", put.status, put.body);
    Ok(())
}

/// What was called and when, in Unix milliseconds.
type Calls = BTreeMap<String, f64>;

/// What announcers have reported so far, for a caller who waits for it.
type Heard = tokio::sync::watch::Receiver<BTreeSet<String>>;

/// Waits until the counter of this call may call its next person: a machine under load speaks late, and that a call is withdrawn
/// because its counter went on is right, and no lost call.
async fn heard_of(call: &Value, heard: &mut Heard, weather: Weather) -> Result<()> {
    let Some(id) = call["id"].as_str() else { return Ok(()) };
    let told = heard.wait_for(|items| items.contains(id));
    match weather {
        Weather::Calm => {
            tokio::time::timeout(HEARD_WITHIN, told).await.with_context(|| format!("{id} was never heard of"))??;
        }
        Weather::Rough => {
            if let Ok(told) = tokio::time::timeout(GIVEN_UP_AFTER, told).await {
                told?;
            }
        }
    }
    Ok(())
}

/// One counter after the other calls.
async fn calls(
    hall: &Greeting,
    count: u64,
    weather: Weather,
    mut heard: Heard,
    made: tokio::sync::watch::Sender<u64>,
) -> Result<Calls> {
    let group = hall.groups[0].clone();
    let token = |role: &str| hall.tokens.get(role).with_context(|| format!("no token for {role}"));
    let mut kiosk = Client::new(&hall.url, token("kiosk")?);
    let mut officer = Client::new(&hall.url, token("officer")?);
    let at = |path: &str| format!("/halls/{}{path}", hall.hall);
    // The last call of each counter.
    let mut last: BTreeMap<u64, Value> = BTreeMap::new();
    for counter in 1..=COUNTERS {
        let opened = officer.post(&at(&format!("/counters/{counter}/open")), &json!({})).await?;
        ensure!(opened.fine(), "open: {} {}", opened.status, opened.body);
        last.insert(counter, Value::Null);
    }
    let mut calls = Calls::new();
    let mut turn = tokio::time::interval(EVERY / u32::try_from(COUNTERS)?);
    for number in 0..count {
        turn.tick().await;
        let counter = 1 + number % COUNTERS;
        heard_of(&last[&counter], &mut heard, weather).await?;
        let taken = kiosk.post(&at("/tickets"), &json!({"group": group})).await?;
        ensure!(taken.fine(), "a number: {} {}", taken.status, taken.body);
        let next = officer
            .post(&at(&format!("/counters/{counter}/next")), &json!({"seen": last[&counter]["ticket"]["id"]}))
            .await?;
        ensure!(next.fine(), "next: {} {}", next.status, next.body);
        let call = &next.body["call"];
        last.insert(counter, call.clone());
        let id = call["id"].as_str().context("a call")?.to_owned();
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?;
        calls.insert(id, now.as_secs_f64() * 1000.0);
        made.send_replace(number + 1);
    }
    Ok(calls)
}

/// Waits until so many calls were made; an error once no more are.
async fn so_many(made: &mut tokio::sync::watch::Receiver<u64>, count: u64) -> Result<()> {
    made.wait_for(|made| *made >= count).await?;
    Ok(())
}

fn is_end(step: &Step) -> bool {
    ["spoken", "unspoken"].contains(&step.step.as_str())
}

/// What a run came to.
#[derive(Debug, Default)]
struct Outcome {
    calls: usize,
    said: usize,
    twice: Vec<String>,
    late: Vec<String>,
    troubles: u64,
}

fn judged(calls: &Calls, steps: &[Step], troubles: u64) -> Outcome {
    let mut outcome = Outcome { calls: calls.len(), troubles, ..Outcome::default() };
    let mut begun: BTreeMap<&str, u32> = BTreeMap::new();
    let begins: Vec<f64> = steps.iter().filter(|step| step.step == "began").map(|step| step.at).collect();
    for step in steps.iter().filter(|step| step.step == "began") {
        *begun.entry(step.item.as_str()).or_default() += 1;
        let Some(called) = calls.get(&step.item) else { continue };
        let behind = begins.iter().any(|begin| begin >= called && *begin < step.at);
        let allowed = if behind { BEHIND_MS } else { FRESH_MS };
        if step.at - called > allowed + GRAIN_MS {
            outcome.late.push(format!("{} after {:.1} s", step.item, (step.at - called) / 1000.0));
        }
    }
    outcome.twice = begun.iter().filter(|(_, count)| **count > 1).map(|(item, _)| (*item).to_owned()).collect();
    let spoken: BTreeSet<&str> =
        steps.iter().filter(|step| step.step == "spoken").map(|step| step.item.as_str()).collect();
    outcome.said = calls.keys().filter(|item| spoken.contains(item.as_str())).count();
    outcome
}

/// Whether the announcers are left in peace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Weather {
    Calm,
    Rough,
}

async fn run(build: Build, count: u64, weather: Weather, dice: &mut SmallRng) -> Result<Outcome> {
    let scratch = Scratch::new("leave")?;
    let server = Server::start(&Start::on(&scratch.path().join("data")).build(build)).await?;
    let hall = server.greeting.clone();
    widened(&hall).await?;
    let alsa = alsa_to_nowhere(scratch.path())?;
    let speaker = |name: &str| Speaker::new(&hall.zones[0], name).with(&["--release-after", "0"]).alsa(&alsa);
    let mut pair = Vec::new();
    for name in ["left", "right"] {
        let announcer = Announcer::start(&hall, &speaker(name)).await?;
        announcer.follows().await?;
        pair.push((name, announcer));
    }
    let mut steps: Vec<Step> = Vec::new();
    let mut troubles = 0;
    let (hear, heard) = tokio::sync::watch::channel(BTreeSet::new());
    let (make, mut made) = tokio::sync::watch::channel(0);
    let calling = calls(&hall, count, weather, heard, make);
    tokio::pin!(calling);
    let mut listening = tokio::time::interval(Duration::from_millis(50));
    let called = loop {
        tokio::select! {
            called = &mut calling => break called?,
            _ = listening.tick() => {
                let lived = steps.iter().filter(|step| is_end(step)).map(|step: &Step| step.item.clone());
                let told = pair.iter().flat_map(|(_, one)| one.steps()).filter(is_end).map(|step| step.item);
                hear.send_replace(lived.chain(told).collect());
            }
            Ok(()) = so_many(&mut made, (troubles + 1) * TROUBLE_EVERY), if weather == Weather::Rough => {
                troubles += 1;
                let which = dice.random_range(0..2);
                if dice.random_bool(0.5) {
                    let (name, announcer) = pair.swap_remove(which);
                    steps.extend(announcer.kill().await?);
                    pair.push((name, Announcer::start(&hall, &speaker(name)).await?));
                } else {
                    pair[which].1.signal("STOP")?;
                    let frozen = pair[which].1.pid()?;
                    tokio::spawn(async move {
                        tokio::time::sleep(STALLED_FOR).await;
                        // one that was killed meanwhile needs no waking
                        let _ = std::process::Command::new("kill").args(["-CONT", &frozen.to_string()]).output();
                    });
                }
            }
        }
    };
    // The last of them are still awaited: until each was heard of, and not for ever, since one that died tells nothing.
    let begun = Instant::now();
    loop {
        let told: Vec<Step> = steps.iter().cloned().chain(pair.iter().flat_map(|(_, one)| one.steps())).collect();
        let over = |item: &String| told.iter().any(|step| step.item == *item && is_end(step));
        if called.keys().all(over) || begun.elapsed() > LAST_BREATH {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    for (_, announcer) in pair {
        steps.extend(announcer.kill().await?);
    }
    server.kill().await?;
    Ok(judged(&called, &steps, troubles))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_calls_with_announcers_that_die_and_freeze_are_never_said_twice_nor_late() -> Result<()> {
    let mut dice = SmallRng::seed_from_u64(seed("leave to speak"));
    let count = rounds(1_000, 20_000);
    let outcome = run(Build::Real, count, Weather::Rough, &mut dice).await?;
    println!(
        "{} calls under {} troubles: said {}, twice {}, late {}",
        outcome.calls,
        outcome.troubles,
        outcome.said,
        outcome.twice.len(),
        outcome.late.len()
    );
    ensure!(outcome.twice.is_empty(), "said twice: {:?}", outcome.twice);
    ensure!(outcome.late.is_empty(), "said late: {:?}", outcome.late);
    ensure!(outcome.troubles > 10, "only {} troubles", outcome.troubles);
    ensure!(
        outcome.said * 10 > outcome.calls * 9,
        "only {} of {} said: one of two was always well",
        outcome.said,
        outcome.calls
    );
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn without_trouble_every_call_is_said() -> Result<()> {
    let mut dice = SmallRng::seed_from_u64(seed("leave to speak, calm"));
    let outcome = run(Build::Real, 200, Weather::Calm, &mut dice).await?;
    println!("{} calls in peace: said {}, twice {}", outcome.calls, outcome.said, outcome.twice.len());
    ensure!(outcome.twice.is_empty() && outcome.late.is_empty(), "{outcome:?}");
    ensure!(outcome.said == outcome.calls, "only {} of {} said", outcome.said, outcome.calls);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_gives_leave_to_everybody_is_caught() -> Result<()> {
    let mut dice = SmallRng::seed_from_u64(seed("leave to speak, control"));
    let outcome = run(Build::Broken("leave_to_everybody"), 60, Weather::Calm, &mut dice).await?;
    println!("control: {} of {} calls said twice", outcome.twice.len(), outcome.calls);
    ensure!(outcome.twice.len() * 2 > outcome.calls, "the broken build passed: {outcome:?}");
    Ok(())
}
