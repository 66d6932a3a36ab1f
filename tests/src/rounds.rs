//! Rounds of work and disaster that several fault tests share.

use crate::answers::{Told, Worker, check, read_on};
use crate::disk::{after_power_cut, files_of, layer, operations, write_back};
use crate::http::Client;
use crate::record::Record;
use crate::server::{Build, Scratch, Server, Start, Started, goiso};
use anyhow::{Context, Result, ensure};
use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::Semaphore;

/// Clients that work side by side in a round.
pub const CLIENTS: usize = 8;
/// Rounds on the faulty disk that run side by side, over all tests of a process.
static SIDE_BY_SIDE: Semaphore = Semaphore::const_new(3);
/// A worker meets at most this many lost answers before it takes the server for dead.
const LOST_IS_DEAD: u32 = 2;
/// Steps of a worker in a round on the faulty disk, at most.
const STEPS_MOST: u64 = 2_000;
/// Operations that a round goes on for after its disaster was due.
const BEYOND: u64 = 80;
/// How often the operations are counted.
const LOOK_EVERY: Duration = Duration::from_millis(10);

/// Whatever seed the environment names, or one from the clock; printed, so that a failure can be replayed.
pub fn seed(of: &str) -> u64 {
    let given = std::env::var("GOISO_SEED").ok().and_then(|text| text.parse().ok());
    let seed = given.unwrap_or_else(|| uuid::Uuid::now_v7().as_u128() as u64 & 0xffff_ffff);
    println!("{of}: GOISO_SEED={seed}");
    seed
}

/// Whether the long form of the tests was asked for (`GOISO_SOAK=1`), and then how many rounds.
pub fn rounds(usual: u64, soak: u64) -> u64 {
    if std::env::var("GOISO_SOAK").is_ok_and(|asked| asked == "1") { soak } else { usual }
}

/// Workers for a server, one per counter in turn, each feeding a line of its own.
pub fn workers(server: &Server, url: &str, count: usize) -> Result<Vec<Worker>> {
    let greeting = &server.greeting;
    (0..count)
        .map(|number| {
            let group = &greeting.groups[number % greeting.groups.len()];
            let counter = &greeting.counters[number % greeting.counters.len()];
            Worker::new(url, greeting, group, counter)
        })
        .collect()
}

/// Lets workers go on until the server no longer answers or `steps` are done; gives what they were told.
pub async fn work(workers: Vec<Worker>, steps: u64) -> Result<Vec<Told>> {
    work_unless(workers, steps, &Arc::default()).await
}

/// The same until the disaster has been met or must have been passed, however many operations the workers' commands come to: how many
/// commands share a transaction differs from machine to machine.
async fn work_until_met(workers: Vec<Worker>, log: &Path, disaster: Disaster) -> Result<Vec<Told>> {
    let over = Arc::new(AtomicBool::new(false));
    let beyond = BEYOND
        + match disaster {
            Disaster::PowerCut { at_operation, .. } | Disaster::FailedSync { at_operation } => at_operation,
        };
    let watch = async {
        while operations(log)? <= beyond {
            tokio::time::sleep(LOOK_EVERY).await;
        }
        over.store(true, Ordering::Relaxed);
        // Whoever watches has nothing more to say; the workers end it.
        std::future::pending::<Result<Vec<Told>>>().await
    };
    tokio::select! {
        told = work_unless(workers, STEPS_MOST, &over) => told,
        failed = watch => failed,
    }
}

async fn work_unless(workers: Vec<Worker>, steps: u64, over: &Arc<AtomicBool>) -> Result<Vec<Told>> {
    let mut tasks = tokio::task::JoinSet::new();
    for mut worker in workers {
        let over = Arc::clone(over);
        tasks.spawn(async move {
            for _ in 0..steps {
                if over.load(Ordering::Relaxed) || worker.step(LOST_IS_DEAD).await.is_err() {
                    break;
                }
            }
            worker.told
        });
    }
    Ok(tasks.join_all().await.into_iter().flatten().collect())
}

/// Reads what a hall's log has beyond `record`, and checks that what was told is in it.
pub async fn check_server(server: &Server, record: &mut Record, told: &[Told]) -> Result<()> {
    let token = server.greeting.tokens.get("admin").context("no token for admin")?;
    let mut client = Client::new(&server.greeting.url, token);
    read_on(&mut client, &server.greeting.hall, record).await?;
    check(record, told)?;
    Ok(())
}

/// A hall that was started once and killed, as a folder to copy: rounds begin from it.
#[derive(Debug)]
pub struct Prepared {
    folder: Scratch,
}

impl Prepared {
    /// Starts the real binary once on an empty folder.
    pub async fn new() -> Result<Self> {
        let folder = Scratch::new("prepared")?;
        let server = Server::start(&Start::on(folder.path())).await?;
        let told = work(workers(&server, &server.greeting.url, 2)?, 8).await?;
        ensure!(told.len() > 8, "the prepared hall does not work");
        server.kill().await?;
        Ok(Self { folder })
    }

    /// Copies it to another folder.
    pub fn copy_to(&self, to: &Path) -> Result<()> {
        std::fs::create_dir_all(to)?;
        for (path, bytes) in files_of(self.folder.path())? {
            let name = path.file_name().context("a file without name")?;
            std::fs::write(to.join(name), bytes)?;
        }
        Ok(())
    }
}

/// What a round on the faulty disk is to do.
#[derive(Debug, Clone, Copy)]
pub enum Disaster {
    /// The process dies before its n-th operation, and the power with it.
    PowerCut {
        /// Counted from the start of the process.
        at_operation: u64,
        /// Probability that an unsynced sector had reached the disk.
        keep: f64,
    },
    /// The first sync from the n-th operation on fails; the process ends, is started again, works, and then the power goes.
    FailedSync {
        /// Counted from the start of the process.
        at_operation: u64,
    },
}

/// What a round on the faulty disk showed.
#[derive(Debug, Default)]
pub struct RoundFacts {
    /// Answers with a 2xx.
    pub told: usize,
    /// Operations of the first process.
    pub operations: u64,
    /// Whether the process ended by itself after a failed sync.
    pub failed_stop: bool,
}

/// One round: work under the file layer, the disaster, what the disk still holds, a start on that, and the check.
pub async fn disk_round(prepared: &Prepared, build: Build, disaster: Disaster, seed: u64) -> Result<RoundFacts> {
    let scratch = Scratch::new("disk")?;
    let data = scratch.path().join("data");
    prepared.copy_to(&data)?;
    let before = files_of(&data)?;
    let log = scratch.path().join("operations");
    let start = |disaster: Option<Disaster>| -> Result<Start> {
        let start = Start::on(&data)
            .build(build)
            .env("LD_PRELOAD", layer("powercut")?.display())
            .env("PC_DIR", data.display())
            .env("PC_LOG", log.display());
        Ok(match disaster {
            Some(Disaster::PowerCut { at_operation, .. }) => start.env("PC_KILL_AT", at_operation),
            Some(Disaster::FailedSync { at_operation }) => {
                start.env("PC_ERR_AT", at_operation).env("PC_ERRNO", 5).env("PC_ERR_OPS", "s").env("PC_ERR_N", 1)
            }
            None => start,
        })
    };
    let mut facts = RoundFacts::default();
    let mut told = Vec::new();
    match Server::try_start(&start(Some(disaster))?).await? {
        Started::Died(_) => facts.failed_stop = true,
        Started::Up(mut server) => {
            told = work_until_met(workers(&server, &server.greeting.url, 3)?, &log, disaster).await?;
            if server.ended(Duration::from_secs(3)).await.is_ok() {
                facts.failed_stop = true;
            }
            server.kill().await?;
        }
    }
    facts.operations = operations(&log)?;
    let keep = match disaster {
        Disaster::PowerCut { keep, .. } => keep,
        Disaster::FailedSync { .. } => {
            let server = Server::start(&start(None)?).await?;
            told.extend(work(workers(&server, &server.greeting.url, 2)?, 12).await?);
            server.kill().await?;
            0.0
        }
    };
    facts.told = told.len();
    write_back(&data, &after_power_cut(before, &log, seed, keep)?)?;
    let server = Server::start(&Start::on(&data)).await.context("starting after the cut")?;
    let checked = check_server(&server, &mut Record::default(), &told).await;
    server.kill().await?;
    checked?;
    let database = database(&data)?;
    let (fine, said) = goiso(&["verify", &database.to_string_lossy()]).await?;
    ensure!(fine, "verify after the cut: {said}");
    Ok(facts)
}

/// The database file in a data folder.
pub fn database(data: &Path) -> Result<PathBuf> {
    let mut found = std::fs::read_dir(data)?.filter_map(|entry| entry.ok().map(|entry| entry.path()));
    found.find(|path| path.extension().is_some_and(|end| end == "db")).context("no database in the data folder")
}

/// Runs rounds, a few at a time; gives how each ended, in order.
pub async fn disk_rounds(
    prepared: std::sync::Arc<Prepared>,
    build: Build,
    count: u64,
    seed: u64,
    disaster: impl Fn(&mut SmallRng) -> Disaster,
) -> Vec<(u64, Result<RoundFacts>)> {
    let mut tasks = tokio::task::JoinSet::new();
    for round in 0..count {
        let prepared = prepared.clone();
        let round_seed = seed.wrapping_add(round);
        let disaster = disaster(&mut SmallRng::seed_from_u64(round_seed));
        tasks.spawn(async move {
            let permit = SIDE_BY_SIDE.acquire().await;
            let ended = disk_round(&prepared, build, disaster, round_seed).await;
            drop(permit);
            (round_seed, ended.with_context(|| format!("round {round_seed}: {disaster:?}")))
        });
    }
    let mut ended = tasks.join_all().await;
    ended.sort_by_key(|(seed, _)| *seed);
    ended
}

/// A probability of the four that the promises name.
pub fn keep(dice: &mut SmallRng) -> f64 {
    [0.0, 0.3, 0.7, 1.0][dice.random_range(0..4)]
}
