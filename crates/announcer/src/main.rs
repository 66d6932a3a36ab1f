//! The binary `goiso-announcer`.

use clap::Parser;
use goiso_announcer::arguments::{Arguments, Command};
use goiso_announcer::{daemon, pair, sound, test};
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;

/// What is logged unless `GOISO_LOG` says otherwise.
const USUAL: &str = "info";
/// Libraries that would write whole frames, with the token in them, whatever level was asked for.
const QUIET: [&str; 3] = ["tungstenite=warn", "tokio_tungstenite=warn", "hyper=info"];

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let filter = EnvFilter::try_from_env("GOISO_LOG").unwrap_or_else(|_| EnvFilter::new(USUAL));
    let quiet = QUIET.iter().filter_map(|directive| directive.parse().ok());
    let filter = quiet.fold(filter, EnvFilter::add_directive);
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    match run(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("goiso-announcer: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments) -> anyhow::Result<()> {
    match arguments.command {
        Some(Command::Devices) => {
            for (id, name) in sound::devices()? {
                println!("{id}\t{name}");
            }
            Ok(())
        }
        Some(Command::Test { label, counter, output }) => test::once(label, counter, &output),
        Some(Command::Pair { server, token }) => runtime()?.block_on(pair::run(&server, &token)),
        None => runtime()?.block_on(daemon::run(arguments.follow)),
    }
}

fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()
}
