//! P2: an answered command survives a power cut. P3: and a failed sync, with a power cut after the restart.

use anyhow::{Result, ensure};
use goiso_tests::rounds::{Disaster, Prepared, disk_rounds, keep, rounds, seed};
use goiso_tests::server::Build;
use rand::RngExt;
use std::sync::Arc;

/// Operations of a start and of the work after it, among which the disaster falls.
const OPERATIONS: u64 = 800;

#[tokio::test(flavor = "multi_thread")]
async fn answered_commands_survive_power_cuts() -> Result<()> {
    let prepared = Arc::new(Prepared::new().await?);
    let count = rounds(300, 20_000);
    let cut = |dice: &mut rand::rngs::SmallRng| Disaster::PowerCut {
        at_operation: dice.random_range(1..OPERATIONS),
        keep: keep(dice),
    };
    let mut told = 0;
    for (_, ended) in disk_rounds(prepared, Build::Real, count, seed("power cuts"), cut).await {
        told += ended?.told;
    }
    println!("{count} power cuts, {told} answers, 0 lost");
    ensure!(told as u64 >= count * 5, "only {told} answers: too few to prove anything");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_is_not_synced_is_caught() -> Result<()> {
    let prepared = Arc::new(Prepared::new().await?);
    let cut = |dice: &mut rand::rngs::SmallRng| Disaster::PowerCut {
        at_operation: dice.random_range(OPERATIONS / 2..OPERATIONS),
        keep: keep(dice),
    };
    let ended = disk_rounds(prepared, Build::Broken("sync_normal"), 40, seed("power cuts, control"), cut).await;
    let lost = ended.iter().filter(|(_, ended)| ended.is_err()).count();
    println!("control: {lost} of {} rounds lose", ended.len());
    ensure!(lost * 10 > ended.len(), "synchronous=NORMAL loses in only {lost} of {} rounds", ended.len());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn answered_commands_survive_failed_syncs() -> Result<()> {
    let prepared = Arc::new(Prepared::new().await?);
    let count = rounds(200, 5_000);
    let fail =
        |dice: &mut rand::rngs::SmallRng| Disaster::FailedSync { at_operation: dice.random_range(1..OPERATIONS) };
    let (mut told, mut stops) = (0, 0);
    for (_, ended) in disk_rounds(prepared, Build::Real, count, seed("failed syncs"), fail).await {
        let facts = ended?;
        told += facts.told;
        stops += u64::from(facts.failed_stop);
    }
    println!("{count} failed syncs, {stops} stops, {told} answers, 0 lost");
    ensure!(stops * 2 > count, "only {stops} of {count} rounds met the failure");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn starting_without_a_checkpoint_is_caught() -> Result<()> {
    let prepared = Arc::new(Prepared::new().await?);
    let fail = |dice: &mut rand::rngs::SmallRng| Disaster::FailedSync {
        at_operation: dice.random_range(OPERATIONS / 3..OPERATIONS),
    };
    let build = Build::Broken("no_start_checkpoint");
    let ended = disk_rounds(prepared, build, 30, seed("failed syncs, control"), fail).await;
    let lost = ended.iter().filter(|(_, ended)| ended.is_err()).count();
    println!("control: {lost} of {} rounds lose", ended.len());
    ensure!(lost * 2 > ended.len(), "without the checkpoint only {lost} of {} rounds lose", ended.len());
    Ok(())
}
