//! PostgreSQL for tests: databases on a server that is named or our own, and servers of one test's own to stop and freeze.

use anyhow::{Context, Result, bail, ensure};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::atomic::{AtomicU32, Ordering};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

/// Names a server to use for what stops nobody: a URL without a database, whose user may create databases.
const NAMED: &str = "GOISO_TEST_POSTGRES";

/// Does what it is told line by line; when its input closes, which happens however a test ends, it stops the server and
/// sweeps up. The immediate shutdown is the signal that `pg_ctl -m immediate` sends.
const KEEPER: &str = r#"
bin=$1 dir=$2
start() {
  "$bin/postgres" -D "$dir/data" -k "$dir" -c listen_addresses= -c max_connections=200 </dev/null >>"$dir/server.log" 2>&1 &
  server=$!
  until "$bin/pg_isready" -q -h "$dir"; do kill -0 $server 2>/dev/null || return 1; sleep 0.02; done
}
"$bin/initdb" -A trust -U postgres -E UTF8 --locale=C.UTF-8 -N -D "$dir/data" >"$dir/initdb.log" 2>&1 || { echo failed; exit 1; }
start && echo done || echo failed
while read -r word; do
  case $word in
    stop) kill -QUIT $server; wait $server 2>/dev/null; echo done ;;
    start) start && echo done || echo failed ;;
    freeze) kill -STOP $server; kids=$(pgrep -P $server); kill -STOP $kids; echo done ;;
    wake) kill -CONT $kids $server; echo done ;;
  esac
done
kill -CONT $(pgrep -P $server) $server 2>/dev/null; kill -QUIT $server 2>/dev/null; wait $server 2>/dev/null
rm -rf "$dir"
"#;

/// A server of this test's own, with its durability on.
#[derive(Debug)]
pub struct Postgres {
    folder: PathBuf,
    said: Lines<BufReader<ChildStdout>>,
    ear: ChildStdin,
    _keeper: Child,
}

impl Postgres {
    /// Makes and starts one, in memory where `/dev/shm` exists: a process that ends loses nothing that it wrote.
    pub async fn start() -> Result<Self> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let shm = Path::new("/dev/shm");
        let base = if shm.is_dir() { shm.to_owned() } else { std::env::temp_dir() };
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let folder = base.join(format!("goiso-pg-{}-{number}", std::process::id()));
        std::fs::create_dir(&folder)?;
        let mut command = Command::new("sh");
        if std::fs::metadata("/proc/self")?.uid() == 0 {
            // initdb refuses to run as root.
            let given = Command::new("chown").arg("postgres").arg(&folder).status().await?;
            ensure!(given.success(), "the folder could not be given to the user postgres");
            command = Command::new("runuser");
            command.args(["-u", "postgres", "--", "sh"]);
        }
        command.args(["-c", KEEPER, "keeper"]).arg(programs()?).arg(&folder).current_dir("/");
        let mut keeper = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().context("starting PostgreSQL")?;
        let ear = keeper.stdin.take().context("its input")?;
        let said = BufReader::new(keeper.stdout.take().context("its output")?).lines();
        let mut server = Self { folder, said, ear, _keeper: keeper };
        server.done("the first start").await?;
        Ok(server)
    }

    /// Kills every process of it without a shutdown; what was committed comes back from its log.
    pub async fn stop_at_once(&mut self) -> Result<()> {
        self.tell("stop").await
    }
    /// Starts it again and waits until it answers.
    pub async fn start_again(&mut self) -> Result<()> {
        self.tell("start").await
    }
    /// Stops the clock for it and all its children.
    pub async fn freeze(&mut self) -> Result<()> {
        self.tell("freeze").await
    }
    /// Lets it go on.
    pub async fn wake(&mut self) -> Result<()> {
        self.tell("wake").await
    }

    /// The URL of a new, empty database on it.
    pub async fn fresh_database(&self) -> Result<String> {
        make_database("postgres://postgres@localhost", &format!("host={}", self.folder.display()), "").await
    }

    async fn tell(&mut self, word: &str) -> Result<()> {
        self.ear.write_all(format!("{word}\n").as_bytes()).await?;
        self.done(word).await
    }

    async fn done(&mut self, word: &str) -> Result<()> {
        match self.said.next_line().await?.as_deref() {
            Some("done") => Ok(()),
            other => bail!("PostgreSQL, {word}: {other:?}; see {}", self.folder.display()),
        }
    }
}

/// A new, empty database on the server that the environment names, or on `own`, which is started if it is needed.
pub async fn fresh_database(own: &mut Option<Postgres>) -> Result<String> {
    if let Ok(url) = std::env::var(NAMED) {
        let (before, after) = url.split_once('?').unwrap_or((&url, ""));
        // The named server of a test run does not sync; goiso asks to be told that this is meant.
        return make_database(before.trim_end_matches('/'), after, "allow_unsafe_fsync=1").await;
    }
    match own {
        Some(own) => own.fresh_database().await,
        None => own.insert(Postgres::start().await?).fresh_database().await,
    }
}

async fn make_database(before: &str, after: &str, extra: &str) -> Result<String> {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let name = format!("goiso_system_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let made = Command::new(programs()?.join("psql"))
        .args(["-qX", "-d", &format!("{before}/postgres?{after}"), "-c", &format!("CREATE DATABASE {name}")])
        .output()
        .await?;
    ensure!(made.status.success(), "no database: {}", String::from_utf8_lossy(&made.stderr));
    let options: Vec<&str> = [after, extra].into_iter().filter(|part| !part.is_empty()).collect();
    let options = options.join("&");
    Ok(if options.is_empty() { format!("{before}/{name}") } else { format!("{before}/{name}?{options}") })
}

/// Where the newest installed server's programs are.
fn programs() -> Result<PathBuf> {
    let releases = std::fs::read_dir("/usr/lib/postgresql").context("PostgreSQL is not installed")?;
    let newest = releases.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<u32>().ok()).max();
    let newest = newest.context("PostgreSQL is not installed")?;
    Ok(Path::new("/usr/lib/postgresql").join(newest.to_string()).join("bin"))
}
