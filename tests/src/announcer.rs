//! The real announcer as a process that a test starts, stops, freezes and listens to.

use crate::server::{Greeting, Scratch};
use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// Nothing that is waited for takes longer.
const PATIENCE: Duration = Duration::from_secs(90);

/// One line of its report.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Step {
    /// `c10`.
    pub item: String,
    /// `play`, `began`, `spoken`, `unspoken`.
    pub step: String,
    /// `first`, `repeat`, `short`; of `play`.
    pub pass: Option<String>,
    /// Of `unspoken`.
    pub why: Option<String>,
    /// Unix milliseconds.
    pub at: f64,
}

/// How to start it.
#[derive(Debug, Clone)]
pub struct Speaker {
    /// The zone it speaks in.
    pub zone: String,
    /// Its name for itself.
    pub name: String,
    /// Further arguments.
    pub arguments: Vec<String>,
    /// The sound system it finds.
    pub env: Vec<(String, String)>,
}

impl Speaker {
    /// In a zone, under a name.
    pub fn new(zone: &str, name: &str) -> Self {
        Self { zone: zone.to_owned(), name: name.to_owned(), arguments: Vec::new(), env: Vec::new() }
    }
    /// With these further arguments.
    pub fn with(mut self, arguments: &[&str]) -> Self {
        self.arguments.extend(arguments.iter().map(|argument| (*argument).to_owned()));
        self
    }
    /// With one more variable.
    pub fn env(mut self, name: &str, value: impl ToString) -> Self {
        self.env.push((name.to_owned(), value.to_string()));
        self
    }
    /// Where ALSA finds this configuration and no other.
    pub fn alsa(self, configuration: &Path) -> Self {
        self.env("ALSA_CONFIG_PATH", configuration.display())
    }
}

/// A running announcer.
#[derive(Debug)]
pub struct Announcer {
    child: Child,
    steps: Arc<Mutex<Vec<Step>>>,
    said: Arc<Mutex<String>>,
    token: Scratch,
}

impl Announcer {
    /// Starts the real binary on a demo.
    pub async fn start(hall: &Greeting, speaker: &Speaker) -> Result<Self> {
        let token = hall.tokens.get("announcer").context("no token for announcer")?;
        Self::start_with(&hall.url, token, speaker).await
    }

    /// Starts it on this server with this token.
    pub async fn start_with(url: &str, token: &str, speaker: &Speaker) -> Result<Self> {
        let folder = Scratch::new("announcer")?;
        let file = folder.path().join("token");
        std::fs::write(&file, token)?;
        let mut child = Command::new(binary()?)
            .args(["--server", url, "--zone", &speaker.zone, "--name", &speaker.name, "--report", "--token"])
            .arg(&file)
            .args(&speaker.arguments)
            .envs(speaker.env.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .context("starting the announcer")?;
        let steps = Arc::new(Mutex::new(Vec::new()));
        let said = Arc::new(Mutex::new(String::new()));
        let out = BufReader::new(child.stdout.take().context("its standard output")?);
        let errors = BufReader::new(child.stderr.take().context("its standard error")?);
        let heard = Arc::clone(&steps);
        tokio::spawn(async move {
            let mut lines = out.lines();
            while let Ok(Some(line)) = lines.next_line().await {
                if let Ok(step) = serde_json::from_str(&line) {
                    lock(&heard).push(step);
                }
            }
        });
        let words = Arc::clone(&said);
        tokio::spawn(async move {
            let mut lines = errors.lines();
            while let Ok(Some(line)) = lines.next_line().await {
                let mut words = lock(&words);
                words.push_str(&line);
                words.push('\n');
            }
        });
        Ok(Self { child, steps, said, token: folder })
    }

    /// What it reported so far.
    pub fn steps(&self) -> Vec<Step> {
        lock(&self.steps).clone()
    }
    /// What it said on standard error.
    pub fn said(&self) -> String {
        lock(&self.said).clone()
    }
    /// Its process id.
    pub fn pid(&self) -> Result<u32> {
        self.child.id().context("it has ended")
    }

    /// Waits until its report or its words are as wanted.
    pub async fn until(&self, what: &str, wanted: impl Fn(&[Step], &str) -> bool) -> Result<()> {
        let begun = Instant::now();
        while !wanted(&self.steps(), &self.said()) {
            ensure!(begun.elapsed() < PATIENCE, "{what} never came: {:?}\n{}", self.steps(), self.said());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok(())
    }

    /// Puts another token into its file.
    pub fn token(&self, token: &str) -> Result<()> {
        Ok(std::fs::write(self.token.path().join("token"), token)?)
    }

    /// Waits until it follows its zone.
    pub async fn follows(&self) -> Result<()> {
        self.until("following", |_, said| said.contains("following")).await
    }

    /// Waits until its sound device plays and its clips are in memory.
    pub async fn ready(&self) -> Result<()> {
        self.until("readiness", |_, said| said.contains("ready to speak")).await
    }

    /// A signal of this name.
    pub fn signal(&self, name: &str) -> Result<()> {
        let status =
            std::process::Command::new("kill").args([&format!("-{name}"), &self.pid()?.to_string()]).status()?;
        ensure!(status.success(), "kill -{name} failed");
        Ok(())
    }

    /// `kill -9`; gives what it reported.
    pub async fn kill(mut self) -> Result<Vec<Step>> {
        self.child.kill().await.context("killing the announcer")?;
        Ok(self.steps())
    }
}

fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The announcer under test, built beside these tests.
pub fn binary() -> Result<PathBuf> {
    if let Ok(path) = std::env::var("GOISO_ANNOUNCER_BIN") {
        return Ok(PathBuf::from(path));
    }
    let here = std::env::current_exe()?;
    let path = here.parent().and_then(Path::parent).context("the build folder")?.join("goiso-announcer");
    ensure!(path.exists(), "{} is missing: `cargo xtask test --only faults` builds it", path.display());
    Ok(path)
}
