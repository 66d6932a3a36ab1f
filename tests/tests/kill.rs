//! P1: an answered command survives `kill -9` at any instant.

use anyhow::{Result, ensure};
use goiso_tests::answers::Told;
use goiso_tests::record::Record;
use goiso_tests::rounds::{CLIENTS, check_server, rounds, seed, work, workers};
use goiso_tests::server::{Build, Scratch, Server, Start};
use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};
use std::time::Duration;

const ROUNDS: u64 = 60;
const ROUNDS_SOAK: u64 = 1000;
const ANSWERS: usize = 3000;

/// Kills the server again and again while `CLIENTS` work; gives how many answers were checked.
async fn kills(build: Build, count: u64, seed: u64) -> Result<usize> {
    let data = Scratch::new("kill")?;
    let mut dice = SmallRng::seed_from_u64(seed);
    let mut told: Vec<Told> = Vec::new();
    let mut record = Record::default();
    for _ in 0..count {
        let server = Server::start(&Start::on(data.path()).build(build)).await?;
        check_server(&server, &mut record, &told).await?;
        let working = tokio::spawn(work(workers(&server, &server.greeting.url, CLIENTS)?, u64::MAX));
        // The instant of the kill is the input of this test, not a wait for anything.
        tokio::time::sleep(Duration::from_millis(dice.random_range(0..1200))).await;
        server.kill().await?;
        told.extend(working.await??);
    }
    let server = Server::start(&Start::on(data.path()).build(build)).await?;
    check_server(&server, &mut record, &told).await?;
    server.kill().await?;
    Ok(told.len())
}

#[tokio::test(flavor = "multi_thread")]
async fn answered_commands_survive_kills() -> Result<()> {
    let count = rounds(ROUNDS, ROUNDS_SOAK);
    let answers = kills(Build::Real, count, seed("kills")).await?;
    println!("{count} kills, {answers} answers, 0 lost");
    ensure!(answers >= ANSWERS, "only {answers} answers: too few to prove anything");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn answering_before_commit_is_caught() -> Result<()> {
    let ended = kills(Build::Broken("answer_before_commit"), 20, seed("kills, control")).await;
    let why = ended.err().map(|why| format!("{why:#}")).unwrap_or_default();
    ensure!(why.contains("answered commands are lost"), "the broken build passed: {why}");
    Ok(())
}
