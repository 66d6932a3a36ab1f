//! P4: a full disk: 503 with a reason, nothing answered is lost, and work goes on by itself once there is room.

use anyhow::{Context, Result, ensure};
use goiso_tests::disk::{layer, operations};
use goiso_tests::http::Client;
use goiso_tests::record::Record;
use goiso_tests::rounds::{Prepared, check_server, database, rounds, seed};
use goiso_tests::server::{Build, Greeting, Scratch, Server, Start, goiso};
use goiso_tests::shift::{Facts, Shift, refused_now, until_it_works};
use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

/// A command is refused so soon while the disk is full.
const REFUSED: Duration = Duration::from_secs(2);
/// Work resumes so soon after there is room.
const RESUMED: Duration = Duration::from_secs(5);
/// No step of a round takes longer.
const DEADLINE: Duration = Duration::from_secs(20);
/// So often a command is still accepted after a refusal, at most: those of three officers and a kiosk are written together, and where
/// all do not fit any more, one of them may. A kiosk alone never gets in after a refusal.
const LATE: u32 = 3;
/// Operations after a start among which the disk is full for the first time.
const FULL_AT: std::ops::Range<u64> = 20..220;
/// Operations after the failure that a round goes on for.
const BEYOND: u64 = 60;
const ENOSPC: i32 = 28;

fn three(greeting: &Greeting, shift: &mut Shift) -> Result<()> {
    shift.officers(greeting, &greeting.counters[..3])
}

async fn displays_go_on(greeting: &Greeting) -> Result<()> {
    let token = greeting.tokens.get("display").context("no token for display")?;
    let state = Client::new(&greeting.url, token).get(&format!("/halls/{}", greeting.hall)).await?;
    ensure!(state.fine(), "what is known is not shown: {} {}", state.status, state.body);
    Ok(())
}

/// Nothing of it is lost, neither now nor after a kill, and the log holds.
async fn judge(server: Server, data: &Path, facts: &Facts) -> Result<()> {
    check_server(&server, &mut Record::default(), &facts.told()).await?;
    server.kill().await?;
    let again = Server::start(&Start::on(data)).await?;
    check_server(&again, &mut Record::default(), &facts.told()).await?;
    again.kill().await?;
    let (fine, said) = goiso(&["verify", &database(data)?.to_string_lossy()]).await?;
    ensure!(fine, "verify: {said}");
    Ok(())
}

fn under_layer(data: &Path, log: &Path, build: Build) -> Result<Start> {
    let start = Start::on(data).build(build).env("LD_PRELOAD", layer("powercut")?.display());
    Ok(start.env("PC_DIR", data.display()).env("PC_LOG", log.display()))
}

/// Operations of a start alone.
async fn operations_of_a_start(prepared: &Prepared, build: Build) -> Result<u64> {
    let scratch = Scratch::new("full")?;
    let (data, log) = (scratch.path().join("data"), scratch.path().join("operations"));
    prepared.copy_to(&data)?;
    Server::start(&under_layer(&data, &log, build)?).await?.kill().await?;
    operations(&log)
}

/// Writes fail `times` times from the n-th operation on, or for ever.
async fn full_round(prepared: &Prepared, build: Build, at: u64, times: Option<u64>) -> Result<Facts> {
    let scratch = Scratch::new("full")?;
    let data = scratch.path().join("data");
    prepared.copy_to(&data)?;
    let log = scratch.path().join("operations");
    let start = under_layer(&data, &log, build)?
        .env("PC_ERR_AT", at)
        .env("PC_ERR_N", times.unwrap_or(1_000_000_000))
        .env("PC_ERRNO", ENOSPC)
        .env("PC_ERR_OPS", "w");
    let server = Server::start(&start).await?;
    let mut shift = Shift::default();
    three(&server.greeting, &mut shift)?;
    let until = if times.is_some() { at + BEYOND } else { at - 2 };
    let begun = Instant::now();
    while operations(&log)? < until {
        ensure!(begun.elapsed() < DEADLINE, "only {} of {until} operations: it does not go on", operations(&log)?);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    if times.is_none() {
        // The last operations before the failure may still be under way.
        while let Err(why) = refused_now(&server.greeting).await {
            ensure!(begun.elapsed() < DEADLINE, "{why:#}");
        }
        for _ in 0..5 {
            let (_, took) = refused_now(&server.greeting).await?;
            ensure!(took < REFUSED, "the refusal took {took:?}");
            displays_go_on(&server.greeting).await?;
        }
    } else {
        until_it_works(&server.greeting, RESUMED).await?;
    }
    let facts = shift.end().await?;
    ensure!(facts.lost == 0, "{} commands got no answer at all: the server ended", facts.lost);
    judge(server, &data, &facts).await?;
    Ok(facts)
}

async fn full_rounds(build: Build, count: u64, seed: u64) -> Result<(usize, u64, u64)> {
    let prepared = Arc::new(Prepared::new().await?);
    let started = operations_of_a_start(&prepared, build).await?;
    let side_by_side = Arc::new(Semaphore::new(3));
    let mut tasks = JoinSet::new();
    for round in 0..count {
        let (prepared, side_by_side) = (prepared.clone(), side_by_side.clone());
        tasks.spawn(async move {
            let _place = side_by_side.acquire().await?;
            let seed = seed.wrapping_add(round);
            let at = started + SmallRng::seed_from_u64(seed).random_range(FULL_AT);
            let times = [Some(1), Some(3), None][usize::try_from(round % 3)?];
            let done = full_round(&prepared, build, at, times).await;
            done.with_context(|| format!("round {seed}: full {times:?} times from operation {at}"))
        });
    }
    let (mut told, mut refused, mut met) = (0, 0, 0);
    while let Some(done) = tasks.join_next().await {
        let facts = done??;
        told += facts.told.len();
        refused += facts.unavailable;
        met += u64::from(facts.unavailable > 0);
    }
    Ok((told, refused, met))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_loses_nothing_and_work_resumes() -> Result<()> {
    let count = rounds(36, 1_000);
    let (told, refused, met) = full_rounds(Build::Real, count, seed("full disk")).await?;
    println!("{count} times full: {told} answers, 0 lost; {refused} refusals in {met} rounds");
    ensure!(met * 2 > count, "only {met} of {count} rounds met the failure");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn answering_before_the_write_is_caught() -> Result<()> {
    let ended = full_rounds(Build::Broken("answer_before_commit"), 9, seed("full disk, control")).await;
    let why = ended.err().map(|why| format!("{why:#}")).unwrap_or_default();
    println!("control: {why}");
    // Either a round ends and the log lacks what was answered, or the full disk is never felt: it goes on giving numbers.
    let caught = why.contains("answered commands are lost") || why.contains("not refused: 201");
    ensure!(caught, "the broken build passed: {why}");
    Ok(())
}

/// Where the hall's log stands.
async fn seq(greeting: &Greeting) -> Result<u64> {
    let token = greeting.tokens.get("display").context("no token for display")?;
    let state = Client::new(&greeting.url, token).get(&format!("/halls/{}", greeting.hall)).await?;
    state.seq().context("a hall without position")
}

/// A small file system in memory, gone when dropped. It has room for a log file that waits to be moved (16 MiB) and more.
struct Small(PathBuf);

impl Small {
    fn mount(at: &Path) -> Result<Self> {
        std::fs::create_dir_all(at)?;
        let done = Command::new("mount").args(["-t", "tmpfs", "-o", "size=48m", "goiso"]).arg(at).status()?;
        ensure!(done.success(), "a small disk could not be mounted: this test needs root");
        Ok(Self(at.to_owned()))
    }
    fn filler(&self) -> PathBuf {
        self.0.join("filler")
    }
    /// Takes every page that is left.
    fn fill(&self) -> Result<()> {
        use std::io::Write;
        let mut filler = std::fs::OpenOptions::new().create(true).append(true).open(self.filler())?;
        loop {
            match filler.write_all(&[7; 4096]) {
                Ok(()) => {}
                Err(error) if error.kind() == std::io::ErrorKind::StorageFull => return Ok(()),
                Err(error) => return Err(error.into()),
            }
        }
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        // A mount that stays behind is memory, not a wrong result.
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_real_disk_fills_up_and_is_freed_five_times() -> Result<()> {
    let scratch = Scratch::new("small")?;
    let small = Small::mount(&scratch.path().join("disk"))?;
    let data = small.0.join("data");
    let server = Server::start(&Start::on(&data)).await?;
    let mut told = Vec::new();
    let mut refused = 0;
    for _ in 0..5 {
        let mut shift = Shift::default();
        three(&server.greeting, &mut shift)?;
        let begun = Instant::now();
        let from = seq(&server.greeting).await?;
        while seq(&server.greeting).await? < from + 60 {
            ensure!(begun.elapsed() < DEADLINE, "nobody works");
        }
        small.fill()?;
        // What the log file has room for still goes in; then it is over.
        let begun = Instant::now();
        let (mut refused_in_a_row, mut late) = (0, 0);
        while refused_in_a_row < 21 {
            small.fill()?;
            match refused_now(&server.greeting).await {
                Ok((why, took)) => {
                    ensure!(took < REFUSED, "the refusal took {took:?}");
                    ensure!(!why.is_empty(), "a refusal without reason");
                    refused_in_a_row += 1;
                }
                Err(why) => {
                    ensure!(begun.elapsed() < DEADLINE, "{why:#}");
                    late += u32::from(refused_in_a_row > 0);
                    ensure!(late <= LATE, "accepted {late} times after a refusal, and the disk is still full");
                    refused_in_a_row = 0;
                }
            }
            displays_go_on(&server.greeting).await?;
        }
        std::fs::remove_file(small.filler())?;
        let took = until_it_works(&server.greeting, RESUMED).await?;
        let facts = shift.end().await?;
        ensure!(facts.lost == 0, "{} commands got no answer at all: the server ended", facts.lost);
        println!(
            "full, freed, works again after {took:?}: {} answers, {} refusals",
            facts.told.len(),
            facts.unavailable
        );
        refused += facts.unavailable;
        told.extend(facts.told);
    }
    ensure!(refused > 0, "nobody met the full disk");
    judge(server, &data, &Facts { told, ..Facts::default() }).await
}
