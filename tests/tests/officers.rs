//! P5: no ticket at two counters, no counter with two, however many officers press at once.

use anyhow::{Context, Result, bail, ensure};
use goiso_tests::answers::read_log;
use goiso_tests::hall::{OPEN_TICKETS, configure, with_counters, with_many_open_tickets};
use goiso_tests::http::Client;
use goiso_tests::record::Record;
use goiso_tests::rounds::rounds;
use goiso_tests::server::{Build, Greeting, Scratch, Server, Start};
use serde_json::{Value, json};
use std::collections::BTreeSet;

const OFFICERS: usize = 16;
const GROUPS: usize = 3;

async fn take_numbers(greeting: Greeting, group: String, count: u64) -> Result<u64> {
    let mut kiosk = Client::new(&greeting.url, greeting.tokens.get("kiosk").context("no token for kiosk")?);
    for _ in 0..count {
        let answer = kiosk.post(&format!("/halls/{}/tickets", greeting.hall), &json!({ "group": group })).await?;
        ensure!(answer.status == 201, "{} {}", answer.status, answer.body);
    }
    Ok(count)
}

/// Presses *next* until nobody waits; gives the tickets it was told to serve.
async fn serve(greeting: Greeting, counter: usize) -> Result<Vec<String>> {
    let mut officer = Client::new(&greeting.url, greeting.tokens.get("officer").context("no token for officer")?);
    let path = format!("/halls/{}/counters/{counter}", greeting.hall);
    let opened = officer.post(&format!("{path}/open"), &json!({})).await?;
    ensure!(opened.fine() || opened.code() == "counter_open", "opening: {} {}", opened.status, opened.body);
    let mut seen = Value::Null;
    let mut served = Vec::new();
    loop {
        let next = officer.post(&format!("{path}/next"), &json!({ "seen": seen })).await?;
        ensure!(next.fine(), "next: {} {}", next.status, next.body);
        seen = next.body["call"]["ticket"]["id"].clone();
        match seen.as_str() {
            Some(ticket) => served.push(ticket.to_owned()),
            None => return Ok(served),
        }
    }
}

async fn press_together(build: Build, tickets: u64) -> Result<(usize, Record)> {
    let data = Scratch::new("officers")?;
    let server = Server::start(&Start::on(data.path()).build(build)).await?;
    let greeting = server.greeting.clone();
    let groups: Vec<String> = greeting.groups.iter().take(GROUPS).cloned().collect();
    configure(&greeting, |config| {
        with_many_open_tickets(config);
        with_counters(config, OFFICERS, &groups);
    })
    .await?;
    let mut called = BTreeSet::new();
    let mut taken = 0;
    while taken < tickets {
        let wave = (tickets - taken).min(OPEN_TICKETS / 2) / GROUPS as u64;
        let mut kiosks = tokio::task::JoinSet::new();
        for group in &groups {
            kiosks.spawn(take_numbers(greeting.clone(), group.clone(), wave.max(1)));
        }
        while let Some(done) = kiosks.join_next().await {
            taken += done??;
        }
        let mut officers = tokio::task::JoinSet::new();
        for counter in 1..=OFFICERS {
            officers.spawn(serve(greeting.clone(), counter));
        }
        while let Some(done) = officers.join_next().await {
            for ticket in done?? {
                if !called.insert(ticket.clone()) {
                    bail!("{ticket} was called by two officers");
                }
            }
        }
    }
    ensure!(called.len() as u64 == taken, "{} of {taken} were called", called.len());
    let admin = greeting.tokens.get("admin").context("no token for admin")?;
    let record = read_log(&mut Client::new(&greeting.url, admin), &greeting.hall).await?;
    ensure!(record.count("served") == called.len(), "the log has {} served", record.count("served"));
    server.kill().await?;
    Ok((called.len() + OFFICERS, record))
}

#[tokio::test(flavor = "multi_thread")]
async fn no_ticket_is_called_by_two_officers() -> Result<()> {
    let (presses, record) = press_together(Build::Real, rounds(20_000, 29_000)).await?;
    println!("{presses} presses by {OFFICERS} officers on one line, {} tickets, none twice", record.issued.len());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn deciding_on_a_stale_hall_is_caught() -> Result<()> {
    let ended = press_together(Build::Broken("decide_on_stale_hall"), 600).await;
    let why = ended.err().map(|why| format!("{why:#}")).unwrap_or_default();
    println!("control: {why}");
    // An officer whose call was overwritten by another's finds an empty counter: with one officer a counter that cannot be.
    let caught = ["was called by two officers", "is called from", "stale_screen"].iter().any(|sign| why.contains(sign));
    ensure!(caught, "not caught: {why}");
    Ok(())
}
