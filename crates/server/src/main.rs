//! The binary `goiso`.

use clap::Parser;
use goiso_server::cli::{self, Cli};
use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = Cli::parse();
    goiso_server::logs::start();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("goiso: no threads to be had: {error}");
            return ExitCode::from(cli::EXIT_FAILED);
        }
    };
    match runtime.block_on(cli::run(cli)) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("goiso: {}", goiso_server::config::one_line(&format!("{error:#}")));
            cli::exit_code(&error)
        }
    }
}
