//! What `goiso` can be told on the command line.

use crate::app::{App, AppSettings, DeviceNames, Ended, OpenData, serve};
use crate::auth::{NewToken, fresh_id};
use crate::clock::SystemClock;
use crate::config::{Config, DEFAULT_FILE, target_of};
use crate::demo::{self, DemoArgs};
use crate::forecast_cli::{self, ForecastCommand};
use crate::import_history::{self, ImportArgs};
use crate::limits::Enforced;
use crate::voice_cli::{self, VoiceCommand};
use anyhow::Context;
use clap::{Parser, Subcommand};
use goiso_engine::{Expected, Nodes};
use goiso_queue::HallId;
use goiso_store::people::{Role, Standing, Token};
use goiso_store::{Store, Target, ToolError};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use tokio::net::TcpListener;

/// It did not work; the line on standard error says why.
pub const EXIT_FAILED: u8 = 1;
/// `verify` found something that does not fit; `import-history` refused rows.
pub const EXIT_UNSOUND: u8 = 3;
/// The disk failed under a running server; a fresh start must read what is there.
pub const EXIT_DISK: u8 = 70;

/// Gọi số: calls people to counters.
#[derive(Debug, Parser)]
#[command(name = "goiso", version, about)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Start a ready-made hall with people in it, to look around
    Demo(DemoArgs),
    /// Serve the halls of a database
    Serve {
        /// The settings; without it the defaults
        #[arg(long, value_name = "FILE")]
        config: Option<PathBuf>,
        /// A folder whose files go before the built-in pages, instead of the one in FILE
        #[arg(long, value_name = "DIR")]
        displays: Option<PathBuf>,
        /// A folder of pictures, video and slides for walls, instead of the one in FILE
        #[arg(long, value_name = "DIR")]
        media: Option<PathBuf>,
    },
    /// Print a configuration file with every setting and its default
    Config,
    /// Check every log: the chain of hashes, the totals, the views; on a stopped hall or a copy
    Verify {
        /// The file, or postgres://…
        database: String,
    },
    /// Derive tickets, legs and statistics again from the log; on a stopped hall or a copy
    Rebuild {
        /// The file, or postgres://…
        database: String,
    },
    /// Copy a database to FILE, consistently, also beside a running server; the copy begins a new epoch when it is served
    Backup {
        /// The database that is copied
        #[arg(long, value_name = "FILE", default_value = "goiso.db")]
        data: PathBuf,
        /// The copy; must not exist
        file: PathBuf,
    },
    /// Tokens of devices and programs; while a server has the file, use its pages or POST /api/v1/tokens
    Token {
        #[command(subcommand)]
        command: TokenCommand,
    },
    /// Voices: check a recording, say a call, make a voice with a speech engine
    Voice {
        #[command(subcommand)]
        command: VoiceCommand,
    },
    /// Wait estimates: how far they were from what came, on a recorded log
    Forecast {
        #[command(subcommand)]
        command: ForecastCommand,
    },
    /// Bring the days of another queue system from CSV into a hall's log, with an account of every row refused
    ImportHistory(ImportArgs),
    /// Print the description of the API
    Openapi,
    /// Turn a table of a real day into one that `goiso demo --replay` plays
    Convert(demo::convert::ConvertArgs),
}

#[derive(Debug, Subcommand)]
enum TokenCommand {
    /// Add a token and print its secret, this once
    Add {
        /// The file, or postgres://…
        #[arg(long, default_value = "goiso.db")]
        data: String,
        /// admin, supervisor, officer, greeter, kiosk, display or announcer
        #[arg(long, value_parser = role)]
        role: Role,
        /// The hall; without it every hall
        #[arg(long)]
        hall: Option<HallId>,
        /// The only zone of a screen or loudspeaker
        #[arg(long, default_value = "")]
        zone: String,
        /// The rank of a speaker, lower asks first; without it the device may not speak
        #[arg(long)]
        speaks: Option<u8>,
        /// For people to recognise it
        #[arg(long)]
        name: String,
    },
}

fn role(word: &str) -> Result<Role, String> {
    Role::of_word(word).ok_or_else(|| format!("there is no role {word}"))
}

/// The exit code of an error.
pub fn exit_code(error: &anyhow::Error) -> ExitCode {
    let disk = error.chain().any(|cause| match cause.downcast_ref::<Ended>() {
        Some(Ended::DiskFailed(_)) => true,
        None => false,
    });
    ExitCode::from(if disk { EXIT_DISK } else { EXIT_FAILED })
}

/// Does what was asked.
pub async fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    match cli.command {
        Command::Demo(args) => demo::run(args).await?,
        Command::Serve { config, displays, media } => serve_config(config, displays, media).await?,
        Command::Config => print!("{DEFAULT_FILE}"),
        Command::Verify { database } => return verify(&target_of(&database)).await,
        Command::Rebuild { database } => {
            let report = goiso_store::rebuild(&target_of(&database)).await.map_err(explained)?;
            println!(
                "{} halls, {} events read; {} tickets, {} legs written",
                report.halls, report.events, report.tickets, report.legs
            );
        }
        Command::Backup { data, file } => {
            let facts = Store::backup_beside(&Target::Sqlite(data), &file).await.context("no backup was made")?;
            println!("{}: {} halls, {} bytes, {} ms", file.display(), facts.halls, facts.bytes, facts.took.as_millis());
        }
        Command::Token { command: TokenCommand::Add { data, role, hall, zone, speaks, name } } => {
            add_token(&target_of(&data), NewToken { id: String::new(), name, role, hall, zone, speaks }).await?;
        }
        Command::Voice { command } => return voice_cli::run(command),
        Command::Forecast { command } => forecast_cli::run(command)?,
        Command::ImportHistory(args) => return import_history::run(args).await,
        Command::Openapi => print!("{}", crate::api::openapi::text()),
        Command::Convert(args) => {
            let done = demo::convert(&args)?;
            println!(
                "{}: {} calls; {} served, {} gave up, {} ended before any line",
                done.date, done.calls, done.served, done.gave_up, done.never_came
            );
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn explained(error: ToolError) -> anyhow::Error {
    match error {
        ToolError::Open(error) => error.into(),
        ToolError::Store(error) => error.into(),
    }
}

async fn verify(target: &Target) -> anyhow::Result<ExitCode> {
    let report = goiso_store::verify(target).await.map_err(explained)?;
    for hall in &report.halls {
        println!("{}: {} events, head {}", hall.hall, hall.events, hall.head);
    }
    for finding in &report.findings {
        println!("{finding}");
    }
    if report.is_sound() {
        println!("sound");
        return Ok(ExitCode::SUCCESS);
    }
    eprintln!("goiso: {} findings", report.findings.len());
    Ok(ExitCode::from(EXIT_UNSOUND))
}

async fn add_token(target: &Target, new: NewToken) -> anyhow::Result<()> {
    let store = Store::open(target).await?;
    let known = store.heads().await?;
    if let Some(hall) = &new.hall {
        anyhow::ensure!(known.iter().any(|head| head.hall == *hall), "there is no hall {hall}");
    }
    let secret = crate::auth::Secret::fresh()?;
    let letter = match new.role {
        Role::Kiosk | Role::Display | Role::Announcer => "d",
        Role::Admin | Role::Supervisor | Role::Officer | Role::Greeter => "s",
    };
    let id = fresh_id(letter).map_err(|problem| anyhow::anyhow!(problem.detail))?;
    let token = Token {
        hash: secret.hash(),
        id,
        name: new.name,
        role: new.role,
        hall: new.hall,
        zone: new.zone,
        speaks: new.speaks,
        standing: Standing::Active,
        created_at: crate::clock::wall_ms(),
    };
    store.add_token(token).await?;
    store.close().await?;
    println!("{}", secret.reveal());
    Ok(())
}

async fn serve_config(path: Option<PathBuf>, displays: Option<PathBuf>, media: Option<PathBuf>) -> anyhow::Result<()> {
    let config = match path {
        Some(path) => Config::read(&path)?,
        None => Config::default(),
    };
    let target = config.target();
    let nodes = match target {
        Target::Sqlite(_) => Nodes::One,
        Target::Postgres(_) => Nodes::Many,
    };
    let store = Store::open(&target).await?;
    let settings = AppSettings {
        origins: config.origins,
        trusted_proxies: config.trusted_proxies,
        displays: displays.or(config.displays),
        sounds: config.sounds,
        media: media.or(config.media),
        keep_private_days: config.keep_private_days,
        open_data: if config.open_data { OpenData::Shown } else { OpenData::Withheld },
        limits: config.limits,
        deliveries: config.deliveries,
        mail: config.mail,
        enforced: Enforced::Yes,
        nodes,
        device_names: DeviceNames::OfToken,
        expected: Expected::Configured,
        ..AppSettings::default()
    };
    let app = App::start(store.clone(), Arc::new(SystemClock::new()), settings).await?;
    let listener =
        TcpListener::bind(config.listen).await.with_context(|| format!("{} cannot be listened on", config.listen))?;
    let address = listener.local_addr()?;
    if let Some(code) = app.auth.setup.code_to_print()? {
        // to the terminal and into no log: whoever has the code becomes the first admin
        eprintln!(
            "goiso: no account yet; open http://{address}/admin/#setup={code} or make the first one at http://{address}/admin/ with the code {code}"
        );
    }
    tracing::info!(%address, "goiso serves");
    serve(listener, app, asked_to_stop()?).await?;
    store.close().await?;
    Ok(())
}

/// Resolves at the first SIGTERM or SIGINT.
fn asked_to_stop() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}
