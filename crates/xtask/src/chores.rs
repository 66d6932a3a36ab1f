//! Chores that build something and run it: pictures of the pages, measurements.

use crate::{setup, test, tree};
use anyhow::{Context, Result, bail};
use std::process::Command;

/// Pictures of every page, state, size and language, and sheets of them, in `target/shots`; a word keeps those whose name contains it.
pub fn shots(arguments: &[String]) -> Result<()> {
    setup::run()?;
    build(&["build", "--package", "goiso-server"])?;
    let mut command = Command::new("node");
    command.arg("tests/browser/shots.mjs").arg(test::target_folder().join("shots")).args(arguments);
    command.env("GOISO_BIN", test::target_folder().join("debug/goiso"));
    finish(command)
}

/// Hours of calls on a wall in a browser, with memory and elements measured before and after.
pub fn soak(hours: u32) -> Result<()> {
    setup::run()?;
    let mut command = Command::new("node");
    command.args(["--test", "--test-reporter=spec", "tests/browser/soak.mjs"]);
    command.env("GOISO_SOAK_HOURS", hours.to_string());
    finish(command)
}

/// Lays out Rust and the pages.
pub fn fmt() -> Result<()> {
    build(&["fmt", "--all"])?;
    let mut command = test::installed("biome")?;
    command.args(["format", "--write", "--config-path=../tests/browser", "."]);
    command.current_dir(tree::root().join("displays"));
    finish(command)
}

/// The bench against the release build; arguments go to it. With `--records` first: a made-up province and its reports.
pub fn bench(arguments: &[String]) -> Result<()> {
    if let Some((first, rest)) = arguments.split_first()
        && first == "--records"
    {
        let mut command = Command::new(tree::cargo());
        command.args(["run", "--release", "--package", "goiso-store", "--example", "records", "--"]).args(rest);
        return finish(command);
    }
    build(&[
        "build",
        "--release",
        "--package",
        "goiso-server",
        "--package",
        "goiso-announcer",
        "--package",
        "goiso-bench",
    ])?;
    let built = test::target_folder().join("release");
    let mut command = Command::new(built.join("goiso-bench"));
    command.arg("--server").arg(built.join("goiso")).args(arguments);
    finish(command)
}

fn build(arguments: &[&str]) -> Result<()> {
    let mut command = Command::new(tree::cargo());
    command.args(arguments);
    finish(command)
}

fn finish(mut command: Command) -> Result<()> {
    let program = command.get_program().to_string_lossy().into_owned();
    if command.get_current_dir().is_none() {
        command.current_dir(tree::root());
    }
    let status = command.status().with_context(|| format!("{program} cannot be started"))?;
    if !status.success() {
        bail!("{program} failed: {status}");
    }
    Ok(())
}
