//! The chores of the project behind one command: `cargo xtask`.
//!
//! What this crate must never know: how a hall works. It reads the tree, runs tools and counts what failed.

mod codegen;
mod tree;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "The chores of goiso")]
struct Arguments {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Subcommand)]
enum Chore {
    /// Write generated files from their sources
    Codegen {
        /// Write nothing; fail if a file is stale
        #[arg(long)]
        check: bool,
    },
}

fn main() -> anyhow::Result<()> {
    match Arguments::parse().chore {
        Chore::Codegen { check } => codegen::run(if check { codegen::Mode::Check } else { codegen::Mode::Write }),
    }
}
