//! Measures the real binary beside the limits of the same machine, in the same run.
//!
//! What this crate must never know: anything of the server but its binary, its routes and its stream. Absolute figures differ from
//! machine to machine; the ratios to the bare loops of the same run are what to compare.

mod bare_echo;
mod bare_sqlite;
mod commands;
mod dice;
mod exports;
mod hall;
mod http;
mod memory;
mod report;
mod screen;
mod server;
mod speech;

use anyhow::{Context, Result};
use clap::Parser;
use report::Report;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

#[derive(Parser)]
#[command(name = "goiso-bench", about = "Measures goiso beside the limits of the machine")]
struct Arguments {
    /// The server's binary, built for release
    #[arg(long)]
    server: Option<PathBuf>,
    /// Databases are made in a folder of their own under this one; beside this binary by default
    #[arg(long)]
    disk: Option<PathBuf>,
    /// Shorter, for a look
    #[arg(long)]
    quick: bool,
    /// Print JSON instead of a table
    #[arg(long)]
    json: bool,
    /// Only these measurements: commands, screen, start, day, sockets, exports, speech
    #[arg(long, value_delimiter = ',')]
    only: Vec<String>,
    /// Tell the way of every press to the first sample of speech
    #[arg(long)]
    each: bool,
    /// The mix of tickets follows from it
    #[arg(long)]
    seed: Option<u64>,
    /// Be the bare echo server
    #[arg(long, hide = true)]
    echo: bool,
}

/// How much is measured.
#[derive(Debug, Clone, Copy)]
pub struct Extent {
    /// Before anything is counted.
    pub warm_up: Duration,
    /// Counted.
    pub window: Duration,
    /// Presses of *next*.
    pub presses: u32,
    /// Tickets of a day.
    pub tickets: u32,
    /// Screens that only listen.
    pub screens: u32,
    /// Starts of the server.
    pub starts: u32,
    /// Announcements in real time.
    pub announcements: u32,
    /// Announcements as fast as they come.
    pub spoken: u32,
}

const FULL: Extent = Extent {
    warm_up: Duration::from_secs(1),
    window: Duration::from_secs(5),
    presses: 1_000,
    tickets: 1_200,
    screens: 500,
    starts: 9,
    announcements: 400,
    spoken: 400,
};
const QUICK: Extent = Extent {
    warm_up: Duration::from_millis(300),
    window: Duration::from_secs(1),
    presses: 200,
    tickets: 1_200,
    screens: 100,
    starts: 3,
    announcements: 200,
    spoken: 200,
};

const MEASUREMENTS: [&str; 7] = ["commands", "screen", "start", "day", "sockets", "exports", "speech"];

fn main() -> ExitCode {
    match run(Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

#[tokio::main]
async fn run(arguments: Arguments) -> Result<()> {
    if arguments.echo {
        return bare_echo::serve().await;
    }
    for name in &arguments.only {
        anyhow::ensure!(MEASUREMENTS.contains(&name.as_str()), "no measurement {name}: {}", MEASUREMENTS.join(", "));
    }
    let own = std::env::current_exe()?;
    let beside = own.parent().context("this binary lies nowhere")?;
    let binary = arguments.server.unwrap_or_else(|| beside.join("goiso"));
    anyhow::ensure!(binary.is_file(), "{} is missing: build the server for release", binary.display());
    let disk = server::Disk::new(&arguments.disk.unwrap_or_else(|| beside.to_path_buf()))?;
    let seed = arguments.seed.unwrap_or_else(dice::fresh_seed);
    eprintln!("seed {seed}");
    let extent = if arguments.quick { QUICK } else { FULL };
    let detail = if arguments.each { Detail::EachPress } else { Detail::Figures };
    let bench = Bench { binary, disk, extent, seed, detail };
    let mut report = Report::new(seed);
    let wanted = |name: &str| arguments.only.is_empty() || arguments.only.iter().any(|only| only == name);
    if wanted("start") {
        bench.start(&mut report).await?;
    }
    if wanted("commands") {
        commands::measure(&bench, &mut report).await?;
    }
    if wanted("screen") {
        screen::measure(&bench, &mut report).await?;
    }
    if wanted("day") {
        memory::day(&bench, &mut report).await?;
    }
    if wanted("sockets") {
        memory::sockets(&bench, &mut report).await?;
    }
    if wanted("exports") {
        exports::measure(&bench, &mut report).await?;
    }
    if wanted("speech") {
        speech::measure(&bench, &mut report).await?;
    }
    if arguments.json {
        println!("{}", serde_json::to_string_pretty(&report)?);
    } else {
        print!("{report}");
    }
    Ok(())
}

/// What every measurement needs.
pub struct Bench {
    /// The server.
    pub binary: PathBuf,
    /// Where databases are made.
    pub disk: server::Disk,
    /// How much.
    pub extent: Extent,
    /// The mix of tickets follows from it.
    pub seed: u64,
    /// What is told beside the table.
    pub detail: Detail,
}

/// What is told beside the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// Each figure once it is there.
    Figures,
    /// The way of every press to the first sample of speech as well.
    EachPress,
}

impl Bench {
    /// A server on a fresh database.
    pub async fn fresh_server(&self) -> Result<server::Server> {
        server::Server::start(&self.binary, &self.disk.fresh()?).await
    }

    async fn start(&self, report: &mut Report) -> Result<()> {
        let mut times = Vec::new();
        for _ in 0..self.extent.starts {
            let data = self.disk.fresh()?;
            let server = server::Server::start(&self.binary, &data).await?;
            times.push(server.ready_after);
            server.stop().await?;
        }
        times.sort();
        let median = times[times.len() / 2].as_secs_f64();
        report.add(report::Row::new("start-up, fresh hall", "s", median).goal_at_most(0.3));
        Ok(())
    }
}
