//! The chores of the project behind one command: `cargo xtask`.
//!
//! What this crate must never know: how a hall works. It reads the tree, runs tools and counts what failed.

mod chores;
mod codegen;
mod servers;
mod setup;
mod test;
mod tidy;
mod tree;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "The chores of goiso")]
struct Arguments {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Subcommand)]
enum Chore {
    /// Install what the test command needs: Debian packages (as root), npm packages of the browser tests
    Setup,
    /// Run every test there is, with databases of its own
    Test {
        /// Only these steps
        #[arg(long, value_name = "STEP", value_delimiter = ',')]
        only: Vec<String>,
        /// Name the steps
        #[arg(long)]
        list: bool,
    },
    /// Lay out Rust and the pages
    Fmt,
    /// Look for what the compiler does not see: arrows between crates, dead files, leftovers, shape
    Tidy,
    /// Write generated files from their sources
    Codegen,
    /// Take pictures of every page, state, size and language
    Shots {
        /// For the script
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Hang a wall for a day of calls and see that it does not grow
    Soak {
        /// How many hours
        #[arg(long, default_value_t = 24)]
        hours: u32,
    },
    /// Measure, in a release build, beside the limits of the same machine
    Bench {
        /// For the bench
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
}

fn main() -> ExitCode {
    let done = match Arguments::parse().chore {
        Chore::Setup => setup::run(),
        Chore::Test { list: true, .. } => {
            test::list();
            Ok(())
        }
        Chore::Test { only, list: false } => test::run(&only),
        Chore::Fmt => chores::fmt(),
        Chore::Tidy => tidy::run(),
        Chore::Codegen => codegen::write(),
        Chore::Shots { arguments } => chores::shots(&arguments),
        Chore::Soak { hours } => chores::soak(hours),
        Chore::Bench { arguments } => chores::bench(&arguments),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}
