//! The real binary as a process that a test starts, kills and starts again.

use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// A start that has said nothing for so long has failed.
const START_WITHIN: Duration = Duration::from_secs(30);

/// The line that `goiso demo` prints once it accepts connections.
#[derive(Debug, Clone, Deserialize)]
pub struct Greeting {
    /// `http://127.0.0.1:PORT`.
    pub url: String,
    /// The hall's id.
    pub hall: String,
    /// Letters of the service groups.
    pub groups: Vec<String>,
    /// Numbers of the counters.
    pub counters: Vec<String>,
    /// Codes of the zones.
    pub zones: Vec<String>,
    /// A bearer token per role.
    pub tokens: BTreeMap<String, String>,
}

/// Which build of the binary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Build {
    /// The one people run.
    Real,
    /// The one with `--features controls`, which can be broken on purpose by a name.
    Broken(&'static str),
}

/// How to start a server.
#[derive(Debug, Clone)]
pub struct Start {
    /// Where its database is.
    pub data: PathBuf,
    /// Which build.
    pub build: Build,
    /// Further environment, fault layers above all.
    pub env: Vec<(String, String)>,
    /// Where it listens; a free port of loopback unless told otherwise.
    pub listen: String,
}

impl Start {
    /// The real binary on `data`.
    pub fn on(data: &Path) -> Self {
        Self { data: data.to_owned(), build: Build::Real, env: Vec::new(), listen: "127.0.0.1:0".to_owned() }
    }
    /// At this address.
    pub fn listen(mut self, address: &str) -> Self {
        self.listen = address.to_owned();
        self
    }
    /// With another build.
    pub fn build(mut self, build: Build) -> Self {
        self.build = build;
        self
    }
    /// With one more variable.
    pub fn env(mut self, name: &str, value: impl ToString) -> Self {
        self.env.push((name.to_owned(), value.to_string()));
        self
    }
}

/// A running `goiso demo --no-traffic --no-limits`.
#[derive(Debug)]
pub struct Server {
    child: Child,
    said: Arc<Mutex<String>>,
    /// What it said of itself.
    pub greeting: Greeting,
}

/// How a start ended.
#[derive(Debug)]
pub enum Started {
    /// It serves.
    Up(Box<Server>),
    /// It ended before it served; this is what it said.
    Died(String),
}

impl Server {
    /// Starts and waits until it serves.
    pub async fn start(start: &Start) -> Result<Server> {
        match Self::try_start(start).await? {
            Started::Up(server) => Ok(*server),
            Started::Died(said) => bail!("the server did not start: {said}"),
        }
    }

    /// Starts; a server that dies first is an answer, not an error (fault layers kill it there too).
    pub async fn try_start(start: &Start) -> Result<Started> {
        let mut command = Command::new(binary(start.build)?);
        command
            .args(["demo", "--no-traffic", "--no-limits", "--listen", &start.listen, "--data"])
            .arg(&start.data)
            .envs(start.env.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        if let Build::Broken(how) = start.build {
            command.env("GOISO_CONTROL", how);
        }
        let mut child = command.spawn().context("starting the server")?;
        let stdout = child.stdout.take().context("its standard output")?;
        let stderr = BufReader::new(child.stderr.take().context("its standard error")?);
        let said = Arc::new(Mutex::new(String::new()));
        let words = Arc::clone(&said);
        let hearing = tokio::spawn(async move {
            let mut lines = stderr.lines();
            // Whatever it says is kept for the failure's report; a broken pipe only ends the text.
            while let Ok(Some(line)) = lines.next_line().await {
                let mut words = words.lock().unwrap_or_else(PoisonError::into_inner);
                words.push_str(&line);
                words.push('\n');
            }
        });
        let mut line = String::new();
        let mut lines = BufReader::new(stdout);
        tokio::time::timeout(START_WITHIN, lines.read_line(&mut line)).await.context("the server says nothing")??;
        if line.trim().is_empty() {
            child.wait().await?;
            hearing.await?;
            return Ok(Started::Died(said.lock().unwrap_or_else(PoisonError::into_inner).clone()));
        }
        let greeting: Greeting = serde_json::from_str(&line).with_context(|| format!("its greeting: {line}"))?;
        // The rest of its standard output is read so that it never blocks on a full pipe.
        tokio::spawn(async move { tokio::io::copy(&mut lines, &mut tokio::io::sink()).await });
        Ok(Started::Up(Box::new(Server { child, said, greeting })))
    }

    /// What it said to people so far: links with their one-time codes.
    pub fn said(&self) -> String {
        self.said.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Its process id.
    pub fn pid(&self) -> Option<u32> {
        self.child.id()
    }

    /// `kill -9`, and waits until it is gone.
    pub async fn kill(mut self) -> Result<()> {
        self.child.kill().await.context("killing the server")
    }

    /// Waits until it ends by itself.
    pub async fn ended(&mut self, within: Duration) -> Result<std::process::ExitStatus> {
        Ok(tokio::time::timeout(within, self.child.wait()).await.context("the server goes on")??)
    }
}

/// The binary under test, built beside these tests.
pub fn binary(build: Build) -> Result<PathBuf> {
    let (variable, name) = match build {
        Build::Real => ("GOISO_BIN", "goiso"),
        Build::Broken(_) => ("GOISO_CONTROLS_BIN", "goiso-controls"),
    };
    if let Ok(path) = std::env::var(variable) {
        return Ok(PathBuf::from(path));
    }
    // target/debug/deps/this-test -> target/debug/goiso
    let here = std::env::current_exe()?;
    let path = here.parent().and_then(Path::parent).context("the build folder")?.join(name);
    ensure!(
        path.exists(),
        "{} is missing: `cargo xtask test --only faults` builds it, or set {variable}",
        path.display()
    );
    Ok(path)
}

/// Runs a subcommand of the real binary to its end; gives (success, everything it said).
pub async fn goiso(args: &[&str]) -> Result<(bool, String)> {
    let out = Command::new(binary(Build::Real)?).args(args).stdin(Stdio::null()).output().await?;
    let said = format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
    Ok((out.status.success(), said))
}

/// A folder of its own for one test round, removed when dropped.
#[derive(Debug)]
pub struct Scratch(PathBuf);

impl Scratch {
    /// A fresh folder; in memory where `/dev/shm` exists, because these tests judge order and content, not the disk.
    pub fn new(name: &str) -> Result<Self> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let shm = Path::new("/dev/shm");
        let base = if shm.is_dir() { shm.to_owned() } else { std::env::temp_dir() };
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = base.join(format!("goiso-{name}-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&path)?;
        Ok(Self(path))
    }
    /// The folder.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // Left-over files in a temporary folder are no reason to fail a test that has passed.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
