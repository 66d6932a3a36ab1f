//! The server under measurement: started on a disk of its own, stopped by its own id.

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};
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

impl Greeting {
    /// `127.0.0.1:PORT`.
    pub fn address(&self) -> &str {
        self.url.trim_start_matches("http://").trim_end_matches('/')
    }

    /// The token of a role.
    pub fn token(&self, role: &str) -> Result<&str> {
        self.tokens.get(role).map(String::as_str).with_context(|| format!("the demo gives no token for {role}"))
    }
}

/// A running server.
pub struct Server {
    child: Child,
    /// Its database's folder.
    pub data: PathBuf,
    /// What it said of itself.
    pub greeting: Greeting,
    /// From its start to that word.
    pub ready_after: Duration,
}

impl Server {
    /// Starts one and waits for its word.
    pub async fn start(binary: &Path, data: &Path) -> Result<Self> {
        let began = Instant::now();
        let mut child = Command::new(binary)
            .args(["demo", "--no-traffic", "--no-limits", "--listen", "127.0.0.1:0", "--data"])
            .arg(data)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("{} cannot be started", binary.display()))?;
        let mut lines = BufReader::new(child.stdout.take().context("no standard output")?).lines();
        let line = tokio::time::timeout(START_WITHIN, lines.next_line()).await.context("the server says nothing")??;
        let ready_after = began.elapsed();
        let Some(line) = line else { bail!("the server ended before it was ready: {}", child.wait().await?) };
        let greeting = serde_json::from_str(&line).with_context(|| format!("no greeting: {line}"))?;
        // what else it says is read, so that it never waits for a full pipe
        tokio::spawn(async move { while matches!(lines.next_line().await, Ok(Some(_))) {} });
        Ok(Self { child, data: data.to_path_buf(), greeting, ready_after })
    }

    /// Memory in RAM, in bytes.
    pub fn resident(&self) -> Result<u64> {
        resident(self.child.id().context("the server has ended")?)
    }

    /// Ends it as an operator would, and waits for it.
    pub async fn stop(mut self) -> Result<()> {
        if let Some(id) = self.child.id() {
            let asked = Command::new("kill").args(["-TERM", &id.to_string()]).status().await?;
            anyhow::ensure!(asked.success(), "the server cannot be told to stop");
        }
        tokio::time::timeout(START_WITHIN, self.child.wait()).await.context("the server does not stop")??;
        Ok(())
    }
}

/// Memory in RAM of a process, in bytes.
pub fn resident(process: u32) -> Result<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).context("no /proc here")?;
    read_resident(&status).context("/proc tells no VmRSS")
}

fn read_resident(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kibibytes: u64 = line.trim().strip_suffix(" kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}

/// A folder on the measured disk, removed when dropped.
pub struct Disk(PathBuf);

impl Disk {
    /// Makes one under `base`.
    pub fn new(base: &Path) -> Result<Self> {
        let path = base.join(format!("goiso-bench-{}", std::process::id()));
        std::fs::create_dir_all(&path).with_context(|| format!("{} cannot be made", path.display()))?;
        Ok(Self(path))
    }

    /// An empty folder on it.
    pub fn fresh(&self) -> Result<PathBuf> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let path = self.0.join(NEXT.fetch_add(1, Ordering::Relaxed).to_string());
        std::fs::create_dir(&path)?;
        Ok(path)
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.0) {
            eprintln!("{} stays behind: {error}", self.0.display());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::read_resident;

    #[test]
    fn memory_is_read_from_a_status() {
        assert_eq!(read_resident("Name:\tgoiso\nVmRSS:\t   38912 kB\nThreads:\t4\n"), Some(38_912 * 1024));
        assert_eq!(read_resident("Name:\tgoiso\n"), None);
    }
}
