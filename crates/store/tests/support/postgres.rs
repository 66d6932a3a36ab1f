//! A PostgreSQL server for tests: the one that is named, or our own, which goes when the tests go.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// Names a server to use instead: a URL without a database, whose user may create databases.
const NAMED: &str = "GOISO_TEST_POSTGRES";

/// Runs until its standard input closes, which happens however the tests end; then stops the server and sweeps up.
const KEEPER: &str = r#"
bin=$1 dir=$2
"$bin/initdb" -A trust -U postgres -E UTF8 --locale=C.UTF-8 -N -D "$dir/data" >"$dir/initdb.log" 2>&1 || { echo "initdb failed"; exit 1; }
"$bin/postgres" -D "$dir/data" -k "$dir" -c listen_addresses= -c fsync=off -c full_page_writes=off -c max_connections=300 </dev/null >"$dir/server.log" 2>&1 &
server=$!
until "$bin/pg_isready" -q -h "$dir"; do kill -0 $server 2>/dev/null || { echo "postgres failed"; exit 1; }; sleep 0.05; done
echo ready
cat >/dev/null
kill -QUIT $server; wait $server 2>/dev/null
rm -rf "$dir"
"#;

struct Server {
    /// `postgres://…` up to the database's name, and what follows it.
    before: String,
    after: String,
    /// Closing it ends our own server; the kernel does so when the tests end.
    _alive: Option<(Child, ChildStdin)>,
}

static SERVER: OnceLock<Server> = OnceLock::new();
static DATABASES: AtomicU32 = AtomicU32::new(0);

fn server() -> &'static Server {
    SERVER.get_or_init(|| match std::env::var(NAMED) {
        Ok(url) => {
            let (before, after) = url.split_once('?').unwrap_or((&url, ""));
            let after = format!("?allow_unsafe_fsync=1{}{after}", if after.is_empty() { "" } else { "&" });
            Server { before: before.trim_end_matches('/').to_owned(), after, _alive: None }
        }
        Err(_) => start(),
    })
}

/// Where the server's programs are.
fn programs() -> PathBuf {
    let here = |dir: &Path| dir.join("initdb").is_file() && dir.join("postgres").is_file();
    if let Ok(output) = Command::new("pg_config").arg("--bindir").output() {
        let dir = PathBuf::from(String::from_utf8_lossy(&output.stdout).trim());
        if here(&dir) {
            return dir;
        }
    }
    let installed = std::fs::read_dir("/usr/lib/postgresql").map(|versions| {
        versions.filter_map(|version| Some(version.ok()?.path().join("bin"))).filter(|dir| here(dir)).max()
    });
    installed
        .ok()
        .flatten()
        .unwrap_or_else(|| panic!("no PostgreSQL server: install it (Debian: postgresql), or name one in {NAMED}"))
}

fn start() -> Server {
    let bin = programs();
    let dir = std::env::temp_dir().join(format!("goiso-postgres-{}", std::process::id()));
    std::fs::create_dir_all(&dir).expect("a folder for the server");
    let root = std::fs::metadata("/proc/self").is_ok_and(|me| std::os::unix::fs::MetadataExt::uid(&me) == 0);
    let mut command = if root {
        // initdb refuses to run as root.
        let given = Command::new("chown").arg("postgres").arg(&dir).status().expect("chown");
        assert!(given.success(), "the folder could not be given to the user postgres");
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--", "sh"]);
        command
    } else {
        Command::new("sh")
    };
    command.args(["-c", KEEPER, "keeper"]).arg(&bin).arg(&dir).current_dir("/");
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("starting PostgreSQL");
    let stdin = child.stdin.take().expect("a pipe");
    let mut line = String::new();
    BufReader::new(child.stdout.take().expect("a pipe")).read_line(&mut line).expect("the keeper speaks");
    assert_eq!(line.trim(), "ready", "PostgreSQL did not start; see {}", dir.display());
    Server {
        before: "postgres://postgres@localhost".to_owned(),
        after: format!("?host={}&allow_unsafe_fsync=1", dir.display()),
        _alive: Some((child, stdin)),
    }
}

/// The URL of a new, empty database.
pub async fn fresh_database() -> String {
    let number = DATABASES.fetch_add(1, Ordering::Relaxed);
    let name = format!("goiso_test_{}_{number}", std::process::id());
    let Server { before, after, .. } = server();
    let admin = format!("{before}/postgres{}", after.replace("allow_unsafe_fsync=1", "application_name=test"));
    let mut db = <sqlx::PgConnection as sqlx::Connection>::connect(&admin).await.expect("the server answers");
    let create = sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"));
    sqlx::raw_sql(create).execute(&mut db).await.expect("a database");
    format!("{before}/{name}{after}")
}

/// A connection of the test's own, past the store.
pub async fn connection(url: &str) -> sqlx::PgConnection {
    let url = url.replace("allow_unsafe_fsync=1", "application_name=test");
    <sqlx::PgConnection as sqlx::Connection>::connect(&url).await.expect("the server answers")
}
