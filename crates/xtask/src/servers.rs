//! PostgreSQL and Redis of one test run: own folder, own free port, gone when dropped.
//!
//! A server counts as started when it says so itself. Each is told by the kernel to end should this process be killed.

use crate::setup::is_root;
use anyhow::{Context, Result, anyhow, bail};
use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

/// A server that has not said so within this has not started.
const START_WITHIN: Duration = Duration::from_secs(30);
/// A free port may be taken by another before the server binds it.
const PORT_TRIES: usize = 3;

/// A server that ends with its owner.
pub struct Server {
    child: Child,
    /// Kept alive as long as the server needs it.
    _folder: Folder,
    /// Where it listens.
    pub url: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        // SIGINT is PostgreSQL's fast shutdown and Redis's usual one; the wait makes sure that no process outlives the run
        let asked = Command::new("kill").args(["-INT", &self.child.id().to_string()]).status();
        if !asked.is_ok_and(|status| status.success()) {
            let _ = self.child.kill();
        }
        let _ = self.child.wait();
    }
}

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Result<Self> {
        let path = std::env::temp_dir().join(format!("goiso-test-{name}-{}", std::process::id()));
        std::fs::create_dir(&path).with_context(|| format!("{} cannot be made", path.display()))?;
        Ok(Self(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.0) {
            eprintln!("{} stays behind: {error}", self.0.display());
        }
    }
}

/// Whom PostgreSQL runs as: it refuses root.
struct Account {
    name: &'static str,
    user: u32,
    group: u32,
}

/// A PostgreSQL without durability of its own: tests of crashes make their own.
pub fn postgres() -> Result<Server> {
    let programs = postgres_programs(Path::new("/usr/lib/postgresql"))?;
    let account = if is_root()? { Some(account(&["postgres", "nobody"])?) } else { None };
    let folder = Folder::new("postgres")?;
    std::fs::set_permissions(&folder.0, std::fs::Permissions::from_mode(0o700))?;
    if let Some(account) = &account {
        std::os::unix::fs::chown(&folder.0, Some(account.user), Some(account.group))?;
    }
    let data = folder.0.join("data");
    let made = as_account(account.as_ref(), &programs.join("initdb"))
        .args(["--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "-D"])
        .arg(&data)
        .current_dir(&folder.0)
        .output()
        .context("initdb cannot be started")?;
    if !made.status.success() {
        bail!("initdb failed: {}", String::from_utf8_lossy(&made.stderr).trim());
    }
    started("PostgreSQL", folder, |folder, port| {
        let mut command = as_account(account.as_ref(), &programs.join("postgres"));
        command.arg("-D").arg(folder.join("data")).arg("-k").arg(folder).args([
            "-h",
            "127.0.0.1",
            "-p",
            &port.to_string(),
        ]);
        command.args(["-c", "fsync=off", "-c", "max_connections=300"]).current_dir(folder);
        Launch { command, ready: "ready to accept connections", url: format!("postgres://postgres@127.0.0.1:{port}") }
    })
}

/// A Redis that keeps nothing.
pub fn redis() -> Result<Server> {
    started("Redis", Folder::new("redis")?, |folder, port| {
        let mut command = as_account(None, Path::new("redis-server"));
        command.args(["--port", &port.to_string(), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir"]);
        command.arg(folder);
        Launch { command, ready: "Ready to accept connections", url: format!("redis://127.0.0.1:{port}") }
    })
}

struct Launch {
    command: Command,
    ready: &'static str,
    url: String,
}

fn started(name: &str, folder: Folder, launch: impl Fn(&Path, u16) -> Launch) -> Result<Server> {
    let mut said = String::new();
    for _ in 0..PORT_TRIES {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let Launch { mut command, ready, url } = launch(&folder.0, port);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().with_context(|| format!("{name} cannot be started"))?;
        let (tell, told) = mpsc::channel();
        watch(child.stdout.take(), ready, tell.clone());
        watch(child.stderr.take(), ready, tell);
        said.clear();
        loop {
            match told.recv_timeout(START_WITHIN) {
                Ok(Told::Ready) => return Ok(Server { child, _folder: folder, url }),
                Ok(Told::Line(line)) => said += &line,
                // both outputs ended: it died, most likely over its port
                Err(mpsc::RecvTimeoutError::Disconnected) => break,
                Err(mpsc::RecvTimeoutError::Timeout) => {
                    said += "(nothing more)";
                    break;
                }
            }
        }
        let _ = child.kill();
        child.wait()?;
    }
    Err(anyhow!("{name} does not start: {said}"))
}

enum Told {
    Ready,
    Line(String),
}

/// Reads an output to its end, so that the server never waits for a full pipe.
fn watch(output: Option<impl Read + Send + 'static>, ready: &'static str, tell: mpsc::Sender<Told>) {
    let Some(output) = output else { return };
    std::thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            let told = if line.contains(ready) { Told::Ready } else { Told::Line(line + "\n") };
            // once started nobody listens any more
            let _ = tell.send(told);
        }
    });
}

fn as_account(account: Option<&Account>, program: &Path) -> Command {
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "INT"]);
    if let Some(account) = account {
        command
            .arg(format!("--reuid={}", account.name))
            .arg(format!("--regid={}", account.group))
            .arg("--clear-groups");
    }
    command.arg(program);
    command.env("LC_ALL", "C");
    command
}

fn account(names: &[&'static str]) -> Result<Account> {
    for name in names {
        let number = |what: &str| -> Option<u32> {
            let out = Command::new("id").args([what, name]).output().ok()?;
            String::from_utf8(out.stdout).ok()?.trim().parse().ok()
        };
        if let (Some(user), Some(group)) = (number("-u"), number("-g")) {
            return Ok(Account { name, user, group });
        }
    }
    bail!("no account of {} exists", names.join(", "))
}

/// The newest release under Debian's folder.
fn postgres_programs(base: &Path) -> Result<PathBuf> {
    let releases = std::fs::read_dir(base).with_context(|| format!("no PostgreSQL under {}", base.display()))?;
    releases
        .filter_map(|entry| Some((entry.ok()?.file_name().to_str()?.parse::<u32>().ok()?, ())))
        .map(|(release, ())| release)
        .max()
        .map(|release| base.join(release.to_string()).join("bin"))
        .ok_or_else(|| anyhow!("no PostgreSQL under {}", base.display()))
}

#[cfg(test)]
mod tests {
    use super::{postgres, postgres_programs, redis};
    use crate::tree::testing::Planted;
    use std::io::{Read, Write};
    use std::net::TcpStream;

    #[test]
    fn the_newest_release_is_taken() {
        let base = Planted::new(&[("9/bin/initdb", ""), ("15/bin/initdb", ""), ("notes", "")]);
        assert_eq!(postgres_programs(base.root()).unwrap(), base.path("15/bin"));
        assert!(postgres_programs(&base.path("none")).is_err());
    }

    #[test]
    fn postgres_runs_as_somebody_who_may_and_is_gone_when_dropped() {
        let server = postgres().unwrap();
        let address = server.url.trim_start_matches("postgres://postgres@").to_owned();
        let mut line = TcpStream::connect(&address).unwrap();
        // the protocol's question whether it speaks TLS: any PostgreSQL answers with one letter
        line.write_all(&[0, 0, 0, 8, 4, 210, 22, 47]).unwrap();
        let mut answer = [0; 1];
        line.read_exact(&mut answer).unwrap();
        assert_eq!(&answer, b"N");
        drop(line);
        drop(server);
        assert!(TcpStream::connect(&address).is_err(), "it still listens");
    }

    #[test]
    fn a_started_server_answers_and_is_gone_when_dropped() {
        let server = redis().unwrap();
        let address = server.url.trim_start_matches("redis://").to_owned();
        let mut line = TcpStream::connect(&address).unwrap();
        line.write_all(b"PING\r\n").unwrap();
        let mut answer = [0; 7];
        line.read_exact(&mut answer).unwrap();
        assert_eq!(&answer, b"+PONG\r\n");
        drop(line);
        drop(server);
        assert!(TcpStream::connect(&address).is_err(), "it still listens");
    }
}
