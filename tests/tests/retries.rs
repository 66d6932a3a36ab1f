//! P7: one key takes effect once, and every retry gets the same answer, through a proxy that cuts connections.

use anyhow::{Context, Result, bail, ensure};
use goiso_tests::answers::read_log;
use goiso_tests::http::{Client, new_key};
use goiso_tests::proxy::{Cuts, Proxy};
use goiso_tests::record::Record;
use goiso_tests::rounds::{rounds, seed};
use goiso_tests::server::{Build, Scratch, Server, Start};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::atomic::Ordering;

const CLIENTS: u64 = 16;
/// Two tries of five are cut; of so many in a row not one of all commands meets only cuts, but by a fault.
const RETRIES: u32 = 40;
const CUTS: Cuts = Cuts { before: 20, after: 20 };

/// Posts under one key until answered, and once more: every retry must get the same. Gives the answer's body.
async fn insist(client: &mut Client, path: &str, body: &Value) -> Result<Value> {
    let key = new_key();
    let mut first: Option<Value> = None;
    for _ in 0..=RETRIES {
        match client.post_keyed(path, body, &key).await {
            // The proxy or the server could not carry it out; the same key finds out.
            Ok(answer) if answer.status == 503 => {}
            Err(_) => {}
            Ok(answer) => {
                ensure!(answer.fine(), "{} {}", answer.status, answer.body);
                match first {
                    None => first = Some(answer.body),
                    Some(before) if before == answer.body => return Ok(before),
                    Some(before) => bail!("two answers for one key: {before} and {}", answer.body),
                }
            }
        }
    }
    first.context("no answer, however often it was retried")
}

/// Takes numbers through the proxy and cancels each again, so that the bound on open tickets is not what is tested.
async fn take_and_cancel(url: String, token: String, hall: String, group: String, count: u64) -> Result<Vec<String>> {
    let mut greeter = Client::new(&url, &token);
    let mut tickets = Vec::new();
    for _ in 0..count {
        let issued = insist(&mut greeter, &format!("/halls/{hall}/tickets"), &json!({ "group": group })).await?;
        let ticket = issued["id"].as_str().context("a ticket's id")?.to_owned();
        insist(&mut greeter, &format!("/halls/{hall}/tickets/{ticket}/cancel"), &json!({})).await?;
        tickets.push(ticket);
    }
    Ok(tickets)
}

/// Gives (numbers asked for, the log, what the proxy cut).
async fn run(build: Build, commands: u64, seed: u64) -> Result<(u64, Record, (u64, u64))> {
    let data = Scratch::new("retries")?;
    let server = Server::start(&Start::on(data.path()).build(build)).await?;
    let proxy = Proxy::start(&server.greeting.url, CUTS, seed).await?;
    let greeting = &server.greeting;
    let token = greeting.tokens.get("greeter").context("no token for greeter")?;
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..CLIENTS {
        let group = &greeting.groups[usize::try_from(number)? % greeting.groups.len()];
        let (url, hall) = (proxy.url.clone(), greeting.hall.clone());
        tasks.spawn(take_and_cancel(url, token.clone(), hall, group.clone(), commands / 2 / CLIENTS));
    }
    let mut distinct = BTreeSet::new();
    let mut asked = 0;
    while let Some(done) = tasks.join_next().await {
        for ticket in done?? {
            asked += 1;
            ensure!(distinct.insert(ticket.clone()), "{ticket} was given to two keys");
        }
    }
    let admin = greeting.tokens.get("admin").context("no token for admin")?;
    let record = read_log(&mut Client::new(&greeting.url, admin), &greeting.hall).await?;
    let cut = (proxy.counts.before.load(Ordering::Relaxed), proxy.counts.after.load(Ordering::Relaxed));
    server.kill().await?;
    Ok((asked, record, cut))
}

#[tokio::test(flavor = "multi_thread")]
async fn one_key_takes_effect_once() -> Result<()> {
    let commands = rounds(20_000, 200_000);
    let (asked, record, (before, after)) = run(Build::Real, commands, seed("retries")).await?;
    println!("{asked} numbers taken and cancelled, {before} requests and {after} answers cut");
    ensure!(record.issued.len() as u64 == asked, "{} tickets for {asked} keys", record.issued.len());
    ensure!(record.count("cancelled") as u64 == asked, "{} cancelled of {asked}", record.count("cancelled"));
    ensure!(before > commands / 20 && after > commands / 20, "the proxy cut too little");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn ignoring_keys_is_caught() -> Result<()> {
    match run(Build::Broken("ignore_keys"), 1_600, seed("retries, control")).await {
        Ok((asked, record, _)) => {
            ensure!(record.issued.len() as u64 > asked, "without the key table nothing was done twice");
        }
        Err(why) => ensure!(format!("{why:#}").contains("two answers for one key"), "another failure: {why:#}"),
    }
    Ok(())
}
