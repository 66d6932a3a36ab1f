//! P5, P7, P17, P18: two nodes on one PostgreSQL, and what they do when one of the three dies or freezes.

use anyhow::{Context, Result, bail, ensure};
use goiso_client::{Follower, Freshness, Settings, machine::Who};
use goiso_tests::answers::{Told, check, read_log};
use goiso_tests::http::{Client, new_key};
use goiso_tests::node::Node;
use goiso_tests::postgres::{Postgres, fresh_database};
use goiso_tests::record::Record;
use goiso_tests::server::Greeting;
use goiso_tests::shift::{Facts, Shift, refused_now, until_it_works};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

const COUNTERS: usize = 16;
const PRESSES: u64 = 2_000;
/// Requests sent to both nodes at once under one key.
const TWINS: usize = 60;
/// A screen on the other node shows a call within this (the poll).
const POLLED: Duration = Duration::from_millis(1_500);
/// No screen is ever silently further behind.
const NEVER_BEHIND: Duration = Duration::from_secs(6);
/// Commands work so soon after the database's return.
const RETURNED: Duration = Duration::from_secs(5);
/// Screens say within this that nothing comes.
const SAID: Duration = Duration::from_secs(12);
/// No hall stands still longer when a node dies.
const BLOCKED: Duration = Duration::from_secs(3);

struct Pair {
    a: Node,
    b: Node,
    on_a: Greeting,
    on_b: Greeting,
}

impl Pair {
    async fn start(database: &str) -> Result<Self> {
        let a = Node::start(database).await?;
        let on_a = a.set_up(COUNTERS).await?;
        let b = Node::start(database).await?;
        ensure!(b.code.is_none(), "a second node prints a set-up code although there is an admin");
        let on_b = b.knows(&on_a).await?;
        Ok(Self { a, b, on_a, on_b })
    }
}

fn token<'a>(hall: &'a Greeting, role: &str) -> Result<&'a String> {
    hall.tokens.get(role).with_context(|| format!("no token for {role}"))
}

fn screen(hall: &Greeting) -> Result<Follower> {
    let who = Who {
        view: format!("hall/{}/zone/{}", hall.hall, hall.zones[0]),
        token: Some(token(hall, "display")?.clone()),
        device: Some("wall".to_owned()),
        app: None,
    };
    Ok(Follower::start(Settings { server: hall.url.clone(), who })?)
}

async fn until(what: &str, within: Duration, mut holds: impl FnMut() -> bool) -> Result<Duration> {
    let began = Instant::now();
    while !holds() {
        ensure!(began.elapsed() < within, "{what}: not within {within:?}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    Ok(began.elapsed())
}

async fn log_of(hall: &Greeting) -> Result<Record> {
    read_log(&mut Client::new(&hall.url, token(hall, "admin")?), &hall.hall).await
}

/// Nothing told is lost, every number asked for again and again was given out once.
async fn judge(hall: &Greeting, facts: &Facts) -> Result<Record> {
    let record = log_of(hall).await?;
    check(&record, &facts.told())?;
    let once: BTreeSet<&String> = facts.repeated.iter().collect();
    ensure!(once.len() == facts.repeated.len(), "two requests were answered with one ticket");
    Ok(record)
}

async fn open(hall: &Greeting, counter: usize) -> Result<Client> {
    let mut officer = Client::new(&hall.url, token(hall, "officer")?);
    let opened = officer.post(&format!("/halls/{}/counters/{counter}/open", hall.hall), &json!({})).await?;
    ensure!(opened.fine(), "opening: {} {}", opened.status, opened.body);
    Ok(officer)
}

/// Presses *next* until nobody waits; gives tickets with the time and position of the answer.
async fn press(hall: Greeting, counter: usize) -> Result<Vec<(String, Instant, u64)>> {
    let mut officer = open(&hall, counter).await?;
    let mut seen = Value::Null;
    let mut called = Vec::new();
    loop {
        let path = format!("/halls/{}/counters/{counter}/next", hall.hall);
        let next = officer.post(&path, &json!({ "seen": seen })).await?;
        ensure!(next.fine(), "next: {} {}", next.status, next.body);
        seen = next.body["call"]["ticket"]["id"].clone();
        match seen.as_str() {
            Some(ticket) => called.push((ticket.to_owned(), Instant::now(), next.seq().context("a position")?)),
            None => return Ok(called),
        }
    }
}

async fn numbers(hall: Greeting, group: String, count: u64) -> Result<()> {
    let mut kiosk = Client::new(&hall.url, token(&hall, "kiosk")?);
    for _ in 0..count {
        let answer = kiosk.post(&format!("/halls/{}/tickets", hall.hall), &json!({ "group": group })).await?;
        ensure!(answer.status == 201, "{} {}", answer.status, answer.body);
    }
    Ok(())
}

/// The same requests to both nodes at once: one effect, one answer.
async fn one_key_on_both_nodes(pair: &Pair) -> Result<()> {
    let path = format!("/halls/{}/tickets", pair.on_a.hall);
    let group = pair.on_a.groups.last().context("a group")?;
    let mut on_a = Client::new(&pair.on_a.url, token(&pair.on_a, "kiosk")?);
    let mut on_b = Client::new(&pair.on_b.url, token(&pair.on_b, "kiosk")?);
    let mut tickets = BTreeSet::new();
    for _ in 0..TWINS {
        let key = new_key();
        let body = json!({ "group": group });
        let (one, other) = tokio::join!(on_a.post_keyed(&path, &body, &key), on_b.post_keyed(&path, &body, &key));
        let (one, other) = (one?, other?);
        ensure!(
            one.status == 201 && one.body == other.body,
            "{} {} | {} {}",
            one.status,
            one.body,
            other.status,
            other.body
        );
        tickets.insert(one.body["id"].to_string());
        let else_ = on_b.post_keyed(&path, &json!({ "group": pair.on_a.groups[0] }), &key).await?;
        ensure!(else_.status == 422, "one key for two requests: {} {}", else_.status, else_.body);
    }
    let hall = on_b.get(&format!("/halls/{}", pair.on_b.hall)).await?;
    let lines = hall.body["groups"].as_array().context("groups")?;
    let waiting = lines.iter().find(|line| line["code"] == json!(group)).context("the group")?["waiting"].as_u64();
    let log = log_of(&pair.on_b).await?;
    ensure!(tickets.len() == TWINS && log.issued.len() == TWINS, "{} tickets of {TWINS} keys", log.issued.len());
    ensure!(waiting == Some(TWINS as u64), "{waiting:?} wait of {TWINS}");
    Ok(())
}

/// Calls made on one node, one at a time: how long until the screen on the other shows each.
async fn a_call_crosses(pair: &Pair, screen: &Follower) -> Result<Vec<Duration>> {
    let mut officer = open(&pair.on_a, 1).await?;
    let mut seen = Value::Null;
    let mut took = Vec::new();
    for _ in 0..8 {
        numbers(pair.on_a.clone(), pair.on_a.groups[0].clone(), 1).await?;
        let path = format!("/halls/{}/counters/1/next", pair.on_a.hall);
        let next = officer.post(&path, &json!({ "seen": seen })).await?;
        seen = next.body["call"]["ticket"]["id"].clone();
        let key = format!("call/{}", next.body["call"]["id"].as_str().context("a call")?);
        let label = next.body["call"]["ticket"]["label"].clone();
        took.push(
            until("the call on the other node's screen", POLLED, || {
                screen.read(|view| view.values().get(&key).is_some_and(|call| call["label"] == label))
            })
            .await?,
        );
    }
    for step in ["finish", "close"] {
        let path = format!("/halls/{}/counters/1/{step}", pair.on_a.hall);
        let body = if step == "finish" { json!({ "seen": seen }) } else { json!({}) };
        let done = officer.post(&path, &body).await?;
        ensure!(done.fine(), "{step}: {} {}", done.status, done.body);
    }
    Ok(took)
}

#[tokio::test(flavor = "multi_thread")]
async fn officers_on_both_nodes_share_one_line() -> Result<()> {
    let mut own = None;
    let pair = Pair::start(&fresh_database(&mut own).await?).await?;
    one_key_on_both_nodes(&pair).await?;
    let screen = screen(&pair.on_b)?;
    until("the screen is live", SAID, || screen.read(|view| view.freshness() == Freshness::Live)).await?;
    let took = a_call_crosses(&pair, &screen).await?;
    println!("a call crosses to the other node in {took:?}");

    let mut kiosks = JoinSet::new();
    for _ in 0..8 {
        kiosks.spawn(numbers(pair.on_a.clone(), pair.on_a.groups[0].clone(), PRESSES / 8));
    }
    while let Some(done) = kiosks.join_next().await {
        done??;
    }
    let watched = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let note = watched.clone();
    let watcher = tokio::spawn(async move {
        loop {
            let now = screen.read(|view| (view.position().map_or(0, |at| at.seq), view.freshness()));
            if let Ok(mut note) = note.lock() {
                note.push((Instant::now(), now.0, now.1));
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    });
    let mut officers = JoinSet::new();
    for counter in 1..=COUNTERS {
        let node = if counter % 2 == 0 { &pair.on_a } else { &pair.on_b };
        officers.spawn(press(node.clone(), counter));
    }
    let mut called = BTreeSet::new();
    let mut told = Vec::new();
    while let Some(done) = officers.join_next().await {
        for (ticket, at, seq) in done?? {
            if !called.insert(ticket.clone()) {
                bail!("{ticket} was called by two officers");
            }
            told.push((at, seq));
        }
    }
    ensure!(called.len() as u64 == PRESSES, "{} of {PRESSES} were called", called.len());
    let last = told.iter().map(|(_, seq)| *seq).max().unwrap_or(0);
    let arrived = || watched.lock().is_ok_and(|seen| seen.last().is_some_and(|(_, seq, _)| *seq >= last));
    until("the screen has it all", NEVER_BEHIND, arrived).await?;
    watcher.abort();
    let watched = watched.lock().map(|seen| seen.clone()).unwrap_or_default();
    let mut worst = Duration::ZERO;
    for (at, seq) in told {
        let shown = watched.iter().find(|(_, shown, _)| *shown >= seq).context("never shown")?.0;
        worst = worst.max(shown.saturating_duration_since(at));
    }
    let unsure = watched.iter().filter(|(_, _, freshness)| *freshness != Freshness::Live).count();
    ensure!(worst < NEVER_BEHIND, "the other node's screen was {worst:?} behind");
    let record = log_of(&pair.on_a).await?;
    ensure!(record.calls.len() as u64 >= PRESSES, "{} calls", record.calls.len());
    println!(
        "{PRESSES} calls by {COUNTERS} officers on two nodes, none twice; the screen at most {worst:?} behind, {unsure} looks unsure"
    );
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_dies_and_the_other_goes_on() -> Result<()> {
    let mut own = None;
    let database = fresh_database(&mut own).await?;
    let Pair { a, b, on_a, on_b } = Pair::start(&database).await?;
    let (left, right) = on_a.counters.split_at(4);
    let mut on_dying = Shift::default();
    on_dying.officers(&on_a, left)?;
    let mut on_living = Shift::default();
    on_living.officers(&on_b, &right[..4])?;
    on_living.patient_kiosk(&[&on_a, &on_b])?;
    let screen = screen(&on_b)?;
    until("the screen sees work", SAID, || screen.read(|view| view.position().is_some_and(|at| at.seq > 150))).await?;
    let died = Instant::now();
    a.kill().await?;
    let after = log_of(&on_b).await?.seq + 200;
    until("the other works on", SAID, || screen.read(|view| view.position().is_some_and(|at| at.seq > after))).await?;
    let (dying, living) = (on_dying.end().await?, on_living.end().await?);
    let silence = living.longest_silence(died, Instant::now());
    ensure!(silence < BLOCKED, "the other node stood still for {silence:?}");
    let record = judge(&on_b, &living).await?;
    check(&record, &dying.told())?;
    ensure!(dying.lost > 0 && living.later > 0, "the kill met nobody");

    let again = Node::start(&database).await?;
    let on_again = again.knows(&on_a).await?;
    until_it_works(&on_again, RETURNED).await?;
    ensure!(log_of(&on_again).await?.issued.len() > record.issued.len(), "the new node does not lead on");
    println!("{} answers beside the dying node, the longest silence {silence:?}", dying.told.len() + living.told.len());
    b.kill().await?;
    again.kill().await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_database_dies_or_freezes_and_comes_back() -> Result<()> {
    let mut server = Postgres::start().await?;
    let Pair { a, b, on_a, on_b } = Pair::start(&server.fresh_database().await?).await?;
    let screen = screen(&on_b)?;
    let mut shift = Shift::default();
    shift.officers(&on_a, &on_a.counters[..4])?;
    shift.officers(&on_b, &on_b.counters[4..8])?;
    shift.patient_kiosk(&[&on_a, &on_b])?;
    shift.patient_kiosk(&[&on_b])?;
    let working = |more: u64| {
        let from = screen.read(|view| view.position().map_or(0, |at| at.seq));
        let screen = &screen;
        async move {
            let on = || screen.read(|view| view.position().is_some_and(|at| at.seq > from + more));
            until("work goes on", 2 * SAID, on).await
        }
    };
    working(150).await?;
    for _ in 0..2 {
        server.stop_at_once().await?;
        for node in [&on_a, &on_b] {
            let (why, took) = refused_now(node).await?;
            println!("while it is down, after {took:?}: {why}");
            ensure!(took < RETURNED, "the refusal took {took:?}");
            let state = Client::new(&node.url, token(node, "display")?).get(&format!("/halls/{}", node.hall)).await?;
            ensure!(state.fine(), "what is known is not shown: {} {}", state.status, state.body);
        }
        server.start_again().await?;
        let (one, other) = tokio::join!(until_it_works(&on_a, RETURNED), until_it_works(&on_b, RETURNED));
        println!("works again after {:?} and {:?}", one?, other?);
        working(60).await?;
    }
    server.freeze().await?;
    let unsure = || screen.read(|view| view.freshness() != Freshness::Live);
    let said = until("the screen says that nothing comes", SAID, unsure).await?;
    let (why, took) = refused_now(&on_a).await?;
    println!("frozen: the screen says so after {said:?}; a command is refused after {took:?}: {why}");
    server.wake().await?;
    let (one, other) = tokio::join!(until_it_works(&on_a, RETURNED), until_it_works(&on_b, RETURNED));
    println!("awake, works again after {:?} and {:?}", one?, other?);
    working(60).await?;
    let facts = shift.end().await?;
    let record = judge(&on_a, &facts).await?;
    ensure!(facts.unavailable > 0 && facts.later > 0, "the faults met nobody: {} refused", facts.unavailable);
    let issued = facts.told.iter().filter(|(_, told)| matches!(told, Told::Issued { .. })).count();
    ensure!(record.issued.len() >= issued, "{} issued, {issued} told", record.issued.len());
    println!(
        "{} answers, {} of {} numbers at a later try, {} refusals with 503, {} unanswered",
        facts.told.len(),
        facts.later,
        facts.repeated.len(),
        facts.unavailable,
        facts.lost
    );
    a.kill().await?;
    b.kill().await
}
