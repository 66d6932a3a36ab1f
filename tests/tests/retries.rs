//! P7: one key takes effect once, and every retry gets the same answer, through a proxy that cuts connections.

use anyhow::{Context, Result, bail, ensure};
use goiso_tests::answers::read_log;
use goiso_tests::hall::{configure, without_bound_on_open_tickets};
use goiso_tests::http::{Client, new_key};
use goiso_tests::proxy::{Cuts, Proxy};
use goiso_tests::record::Record;
use goiso_tests::rounds::{rounds, seed};
use goiso_tests::server::{Build, Scratch, Server, Start};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::atomic::Ordering;

const CLIENTS: u64 = 16;
const RETRIES: u32 = 10;
const CUTS: Cuts = Cuts { before: 20, after: 20 };

/// Takes numbers through the proxy, retrying each under its key; afterwards asks once more and compares.
async fn take_numbers(url: String, token: String, path: String, group: String, count: u64) -> Result<Vec<String>> {
    let mut client = Client::new(&url, &token);
    let mut tickets = Vec::new();
    let body = json!({ "group": group });
    for _ in 0..count {
        let key = new_key();
        let mut first: Option<Value> = None;
        // One more request after the first answer: every retry must get the same.
        let mut again = 1;
        for _ in 0..=RETRIES {
            match client.post_keyed(&path, &body, &key).await {
                Ok(answer) if answer.status == 503 => {}
                Ok(answer) => {
                    ensure!(answer.status == 201, "{} {}", answer.status, answer.body);
                    match &first {
                        None => first = Some(answer.body),
                        Some(before) if *before == answer.body => {}
                        Some(before) => bail!("two answers for one key: {before} and {}", answer.body),
                    }
                    if again == 0 {
                        break;
                    }
                    again -= 1;
                }
                Err(_) => {}
            }
        }
        let answer = first.context("no answer in ten retries")?;
        tickets.push(answer["id"].as_str().context("a ticket's id")?.to_owned());
    }
    Ok(tickets)
}

/// Gives (numbers asked for, the log, what the proxy cut).
async fn run(build: Build, commands: u64, seed: u64) -> Result<(u64, Record, (u64, u64))> {
    let data = Scratch::new("retries")?;
    let server = Server::start(&Start::on(data.path()).build(build)).await?;
    configure(&server.greeting, without_bound_on_open_tickets).await?;
    let proxy = Proxy::start(&server.greeting.url, CUTS, seed).await?;
    let greeting = &server.greeting;
    let path = format!("/halls/{}/tickets", greeting.hall);
    let token = greeting.tokens.get("kiosk").context("no token for kiosk")?;
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..CLIENTS {
        let group = &greeting.groups[usize::try_from(number)? % greeting.groups.len()];
        tasks.spawn(take_numbers(proxy.url.clone(), token.clone(), path.clone(), group.clone(), commands / CLIENTS));
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
    let (record, _) = read_log(&mut Client::new(&greeting.url, admin), &greeting.hall).await?;
    let cut = (proxy.counts.before.load(Ordering::Relaxed), proxy.counts.after.load(Ordering::Relaxed));
    server.kill().await?;
    Ok((asked, record, cut))
}

#[tokio::test(flavor = "multi_thread")]
async fn one_key_takes_effect_once() -> Result<()> {
    let commands = rounds(20_000, 200_000);
    let (asked, record, (before, after)) = run(Build::Real, commands, seed("retries")).await?;
    println!("{asked} numbers under {asked} keys, {before} requests and {after} answers cut");
    ensure!(record.issued.len() as u64 == asked, "{} tickets for {asked} keys", record.issued.len());
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
