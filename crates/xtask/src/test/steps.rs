//! The steps of the test command, in their order: cheap ones first, so that a slip is told soon.

use super::limit::Limit;
use super::programs::{self, AtATime};
use super::tally::{Dialect, Tally, read};
use crate::{codegen, setup, tidy, tree};
use anyhow::{Context, Result, bail};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

/// The longest that one tool or test program may take: the slowest, a build from nothing, takes a third of it on two cores.
pub const TOOL_AT_MOST: Duration = Duration::from_secs(25 * 60);
/// The package of the stories and faults on the real binary.
const SYSTEM: &str = "tests";
/// The longest that one file of tests in a browser may take; the slowest takes a quarter of it.
const BROWSER_FILE_AT_MOST: Duration = Duration::from_secs(15 * 60);

/// One step.
pub struct Step {
    /// For `--only` and the table.
    pub name: &'static str,
    /// In a few words.
    pub about: &'static str,
    /// Whether PostgreSQL and Redis have to be there.
    pub wants_servers: bool,
    /// Does it, with this environment on top of the process's own.
    pub run: fn(&Environment) -> Result<Tally>,
}

/// Variables for the tools of a step.
pub type Environment = Vec<(&'static str, String)>;

/// All of them.
pub const STEPS: [Step; 14] = [
    Step { name: "setup", about: "Debian and npm packages", wants_servers: false, run: |_| once(setup::run()) },
    Step { name: "fmt", about: "cargo fmt --check", wants_servers: false, run: fmt },
    Step {
        name: "tidy",
        about: "arrows, dead files, leftovers, shape",
        wants_servers: false,
        run: |_| once(tidy::run()),
    },
    Step { name: "lint", about: "biome over the pages", wants_servers: false, run: lint },
    Step { name: "types", about: "tsc over the pages", wants_servers: false, run: types },
    Step { name: "models", about: "node --test over the pages", wants_servers: false, run: models },
    Step { name: "clippy", about: "warnings are errors", wants_servers: false, run: clippy },
    Step { name: "build", about: "the workspace and the build that can be broken", wants_servers: false, run: build },
    Step { name: "codegen", about: "generated files are fresh", wants_servers: false, run: fresh },
    Step { name: "rust", about: "tests of the crates", wants_servers: true, run: rust },
    Step { name: "faults", about: "stories and faults on the real binary", wants_servers: true, run: faults },
    Step { name: "browser", about: "people at real pages in Chromium", wants_servers: false, run: browser },
    Step { name: "look", about: "every page in every state in Chromium", wants_servers: false, run: look },
    Step { name: "ear", about: "a recogniser understands what is said", wants_servers: false, run: ear },
];

fn once(done: Result<()>) -> Result<Tally> {
    done.map(|()| Tally::success())
}

fn fmt(environment: &Environment) -> Result<Tally> {
    tool(cargo(&["fmt", "--all", "--check"]), environment)
}

fn clippy(environment: &Environment) -> Result<Tally> {
    tool(cargo(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]), environment)
}

/// A selection that makes cargo count in what tests alone need, as it does when it builds everything; without it, libraries would be built
/// once more for other features. The file itself is a small one.
const WITH_WHAT_TESTS_NEED: [&str; 2] = ["--test", "samples"];

/// The server is built twice, since the fault tests have to see a broken one fail; the one people run is built last.
fn build(environment: &Environment) -> Result<Tally> {
    let mut broken = cargo(&["build", "--workspace", "--bin", "goiso", "--features", "goiso-server/controls"]);
    broken.args(WITH_WHAT_TESTS_NEED);
    let mut tally = tool(broken, environment)?;
    if tally.failed == 0 {
        let built = debug_folder();
        std::fs::copy(built.join("goiso"), built.join("goiso-controls")).context("the broken build cannot be kept")?;
    }
    tally.add(whole(environment)?);
    Ok(tally)
}

/// Everything, tests included: what is built for one step serves the others.
fn whole(environment: &Environment) -> Result<Tally> {
    tool(cargo(&["build", "--workspace", "--all-targets"]), environment)
}

fn fresh(environment: &Environment) -> Result<Tally> {
    let mut tally = whole(environment)?;
    tally.add(once(codegen::check(&debug_folder().join("goiso")))?);
    Ok(tally)
}

fn rust(environment: &Environment) -> Result<Tally> {
    let mut programs = programs::built(environment)?;
    programs.retain(|program| program.package != Path::new(SYSTEM));
    let mut tally = programs::run(programs, AtATime::Two, environment)?;
    tally.add(tool(cargo(&["test", "--workspace", "--doc"]), environment)?);
    Ok(tally)
}

fn faults(environment: &Environment) -> Result<Tally> {
    let mut tally = build(environment)?;
    let mut programs = programs::built(environment)?;
    programs.retain(|program| program.package == Path::new(SYSTEM));
    tally.add(programs::run(programs, AtATime::One, environment)?);
    Ok(tally)
}

fn lint(environment: &Environment) -> Result<Tally> {
    let mut command = installed("biome")?;
    command.args(["check", "--error-on-warnings", "--config-path=../tests/browser", "."]);
    command.current_dir(tree::root().join("displays"));
    tool(command, environment)
}

fn types(environment: &Environment) -> Result<Tally> {
    let mut command = installed("tsc")?;
    command.args(["--project", "tests/browser/tsconfig.json"]);
    tool(command, environment)
}

fn models(environment: &Environment) -> Result<Tally> {
    let mut tests = Vec::new();
    find_tests(&tree::root().join("displays"), &mut tests)?;
    if tests.is_empty() {
        bail!("no page has a test");
    }
    let mut command = Command::new("node");
    command.args(["--test", "--test-reporter=spec"]).args(tests);
    counted(command, environment, Dialect::Node)
}

fn browser(environment: &Environment) -> Result<Tally> {
    chromium(
        &[
            "run.mjs",
            "admin.mjs",
            "pairing.mjs",
            "guide.mjs",
            "printing.mjs",
            "citizen.mjs",
            "languages.mjs",
            "officer.mjs",
            "seat.mjs",
            "lapsed.mjs",
            "steering.mjs",
            "desk.mjs",
            "reports.mjs",
            "deliveries.mjs",
            "history.mjs",
            "fairness.mjs",
            "speech.mjs",
            "wall.mjs",
            "sizes.mjs",
            "soak.mjs",
        ],
        AtATime::Two,
        environment,
    )
}

/// What pages cost is measured with nothing beside it.
fn look(environment: &Environment) -> Result<Tally> {
    let mut tally = chromium(&["look.mjs", "hostile.mjs"], AtATime::Two, environment)?;
    tally.add(chromium(&["cost.mjs"], AtATime::One, environment)?);
    Ok(tally)
}

/// Tests of `tests/browser` against the server as it is built now. Each file has a server and a browser of its own, and mostly waits: for
/// what a page does after some time, and for what people do after some.
fn chromium(files: &[&str], at_a_time: AtATime, environment: &Environment) -> Result<Tally> {
    let server = debug_folder().join("goiso");
    let mut tally = whole(environment)?;
    let mut command = Command::new("node");
    command
        .args(["--test", "--test-reporter=spec"])
        .arg(format!("--test-timeout={}", BROWSER_FILE_AT_MOST.as_millis()))
        .arg(format!("--test-concurrency={}", at_a_time.count()))
        .args(files.iter().map(|file| format!("tests/browser/{file}")))
        .env("GOISO_BIN", server);
    tally.add(counted(command, environment, Dialect::Node)?);
    Ok(tally)
}

/// Tickets by seed, said by the real planner and heard by a recogniser; `GOISO_SEED` tries others.
fn ear(environment: &Environment) -> Result<Tally> {
    let mut tally = whole(environment)?;
    let mut scorer = Command::new(setup::recogniser());
    scorer.arg("tests/voice-ear/test_scorer.py");
    tally.add(counted(scorer, environment, Dialect::Plain)?);
    let mut command = Command::new(setup::recogniser());
    command.arg("tests/voice-ear/hear.py").arg("--goiso").arg(debug_folder().join("goiso"));
    if let Ok(seed) = std::env::var("GOISO_SEED") {
        command.args(["--seeds", &seed]);
    }
    tally.add(counted(command, environment, Dialect::Plain)?);
    Ok(tally)
}

fn find_tests(folder: &Path, found: &mut Vec<PathBuf>) -> Result<()> {
    for entry in std::fs::read_dir(folder).with_context(|| format!("{} cannot be read", tree::short(folder)))? {
        let path = entry?.path();
        if path.is_dir() {
            find_tests(&path, found)?;
        } else if path.to_string_lossy().ends_with(".test.js") {
            found.push(path);
        }
    }
    found.sort();
    Ok(())
}

/// Cargo, with these words.
pub fn cargo(arguments: &[&str]) -> Command {
    let mut command = Command::new(tree::cargo());
    command.args(arguments);
    command
}

/// A program of the npm packages.
pub fn installed(name: &str) -> Result<Command> {
    let path = tree::root().join(setup::NPM_FOLDER).join("node_modules/.bin").join(name);
    if !path.exists() {
        bail!("{name} is not installed: `cargo xtask setup`");
    }
    Ok(Command::new(path))
}

/// Where `cargo build` puts programs.
pub fn debug_folder() -> PathBuf {
    target_folder().join("debug")
}

/// Where cargo builds.
pub fn target_folder() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| tree::root().join("target"), |given| tree::root().join(given))
}

/// A tool that is one check by itself.
fn tool(mut command: Command, environment: &Environment) -> Result<Tally> {
    at_root(&mut command, environment);
    let mut child = command.spawn().with_context(|| format!("{} cannot be started", program(&command)))?;
    let limit = Limit::on(&child, TOOL_AT_MOST);
    let status = child.wait()?;
    limit.lift()?;
    Ok(if status.success() { Tally::success() } else { Tally::failure() })
}

/// A tool that counts its tests on standard output, which is passed on line by line.
fn counted(mut command: Command, environment: &Environment, dialect: Dialect) -> Result<Tally> {
    at_root(&mut command, environment);
    command.stdout(Stdio::piped());
    let mut child = command.spawn().with_context(|| format!("{} cannot be started", program(&command)))?;
    let limit = Limit::on(&child, TOOL_AT_MOST);
    let mut tally = Tally::default();
    if let Some(output) = child.stdout.take() {
        for line in BufReader::new(output).lines() {
            let line = line.context("an output that is no text")?;
            println!("{line}");
            tally.add(read(dialect, &line));
        }
    }
    let status = child.wait()?;
    limit.lift()?;
    Ok(tally.judged(status.success()))
}

fn at_root(command: &mut Command, environment: &Environment) {
    if command.get_current_dir().is_none() {
        command.current_dir(tree::root());
    }
    command.envs(environment.iter().map(|(name, value)| (name, value)));
}

fn program(command: &Command) -> String {
    command.get_program().to_string_lossy().into_owned()
}
