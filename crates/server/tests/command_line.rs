//! The binary as an administrator meets it: exit codes, one line for each error, an end when asked, and no secret in a log.

use crate::hall::http::Http;
use futures_util::{SinkExt, StreamExt};
use serde_json::json;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

/// A process that takes longer has hung.
const WITHIN: Duration = Duration::from_secs(60);

fn goiso() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_goiso"));
    command.env("GOISO_LOG", "trace").kill_on_drop(true).stdin(Stdio::null());
    command
}

async fn run(args: &[&str]) -> Output {
    let output = goiso().env("GOISO_LOG", "error").args(args).output();
    tokio::time::timeout(WITHIN, output).await.expect("an end in time").expect("a process")
}

fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("goiso-command-line-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    folder
}

#[tokio::test]
async fn every_error_is_one_line_that_says_what_to_do() {
    let folder = folder("errors");
    let slip = folder.join("slip.toml");
    std::fs::write(&slip, "listne = \"127.0.0.1:0\"\n").expect("written");
    let open = folder.join("open.toml");
    std::fs::write(&open, "listen = \"0.0.0.0:0\"\n").expect("written");
    let missing = folder.join("khong-co.toml");
    let nothing = folder.join("khong-co.db");
    let path = |path: &Path| path.to_str().expect("a path").to_owned();
    let cases = [
        (vec!["serve".to_owned(), "--config".to_owned(), path(&slip)], "listne"),
        (vec!["serve".to_owned(), "--config".to_owned(), path(&open)], "allow_plain_http"),
        (vec!["serve".to_owned(), "--config".to_owned(), path(&missing)], "cannot be read"),
        (vec!["verify".to_owned(), path(&nothing)], "khong-co.db"),
        (vec!["backup".to_owned(), "--data".to_owned(), path(&nothing), path(&folder.join("copy.db"))], "no backup"),
    ];
    for (args, says) in cases {
        let output = run(&args.iter().map(String::as_str).collect::<Vec<_>>()).await;
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{args:?}: {error}");
        assert_eq!(error.trim_end().lines().count(), 1, "{args:?}: {error}");
        assert!(error.starts_with("goiso: ") && error.contains(says), "{args:?}: {error}");
    }
    assert!(!nothing.exists() && !folder.join("copy.db").exists(), "nothing was made on the way");
    std::fs::remove_dir_all(folder).expect("removed");
}

#[tokio::test]
async fn the_printed_configuration_can_be_served() {
    let config = run(&["config"]).await;
    assert!(config.status.success());
    let text = String::from_utf8(config.stdout).expect("text");
    let read: goiso_server::config::Config = toml::from_str(&text).expect("TOML");
    assert_eq!(read, goiso_server::config::Config::default());
}

struct Serving {
    child: Child,
    log: tokio::task::JoinHandle<String>,
    address: SocketAddr,
    code: String,
}

async fn serve(folder: &Path) -> Serving {
    let config = folder.join("goiso.toml");
    let database = folder.join("goiso.db");
    let text = format!("listen = \"127.0.0.1:0\"\ndatabase = {:?}\n", database.to_str().expect("a path"));
    std::fs::write(&config, text).expect("written");
    let mut child = goiso()
        .arg("serve")
        .arg("--config")
        .arg(&config)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("a process");
    let mut lines = BufReader::new(child.stderr.take().expect("standard error")).lines();
    let (mut code, mut address) = (None, None);
    let greeting = async {
        while code.is_none() || address.is_none() {
            let line = lines.next_line().await.expect("a line").expect("the server serves before it ends");
            if let Some((before, after)) = line.split_once("/admin/ with the code ") {
                code = Some(after.trim().to_owned());
                address = before.rsplit_once("http://").and_then(|(_, address)| address.parse().ok());
            }
        }
    };
    tokio::time::timeout(WITHIN, greeting).await.expect("a greeting in time");
    let log = tokio::spawn(async move {
        let mut text = String::new();
        while let Ok(Some(line)) = lines.next_line().await {
            text.push_str(&line);
            text.push('\n');
        }
        text
    });
    Serving { child, log, address: address.expect("an address"), code: code.expect("a code") }
}

/// Says hello and waits for the snapshot.
async fn follow(address: SocketAddr, hello: serde_json::Value) {
    let mut request = format!("ws://{address}/api/v1/stream").into_client_request().expect("a request");
    request.headers_mut().insert("sec-websocket-protocol", "queue.v1".parse().expect("a header"));
    let (mut socket, _) = tokio_tungstenite::connect_async(request).await.expect("an upgrade");
    socket.send(Message::Text(hello.to_string().into())).await.expect("sent");
    let frame = tokio::time::timeout(WITHIN, socket.next()).await.expect("a frame in time").expect("a frame");
    assert!(frame.expect("a frame").to_text().expect("text").contains("\"snapshot\""));
}

#[tokio::test]
async fn a_fresh_server_is_set_up_keeps_its_secrets_and_ends_when_asked() {
    let folder = folder("serve");
    let Serving { mut child, log, address, code } = serve(&folder).await;
    let nobody = Http::new(address);
    let password = "mat-khau-bi-mat";
    let made =
        nobody.post("/api/v1/setup", json!({"code": code, "login": "lan", "password": password, "name": "Lan"})).await;
    made.ok();
    let cookie = made.header("set-cookie").and_then(|cookie| cookie.split(';').next()).expect("a cookie").to_owned();
    let admin = nobody.with("cookie", &cookie).with("sec-fetch-site", "same-origin");
    let config: serde_json::Value = serde_json::to_value(goiso_server::template::ward()).expect("JSON");
    let mut open = config;
    open["hours"] = json!({"kind": "always"});
    admin.post("/api/v1/halls", json!({"hall": "hai-chau", "config": open})).await.ok();
    let token = admin.post("/api/v1/tokens", json!({"name": "Ki-ốt", "role": "kiosk", "hall": "hai-chau"})).await.ok();
    let token = token["token"].as_str().expect("a secret").to_owned();
    let kiosk = nobody.bearer(&token);
    let body = json!({"group": "A", "person": "048012345678"});
    let ticket = kiosk.post("/api/v1/halls/hai-chau/tickets", body).await.ok();
    let link = ticket["phone_url"].as_str().and_then(|url| url.strip_prefix("/ticket/#")).expect("a link").to_owned();
    let id = ticket["id"].as_str().expect("an id");
    let path = format!("/api/v1/halls/hai-chau/tickets/{id}?leak={link}");
    nobody.with("authorization", &format!("Ticket {link}")).get(&path).await.ok();
    nobody.bearer("sai-bi-mat-nay").get("/api/v1/me").await.problem();
    nobody.post("/api/v1/login", json!({"login": "lan", "password": "mat-khau-sai-roi"})).await.problem();
    kiosk.get(&format!("/khong-co/{token}")).await.problem();
    follow(address, json!({"type": "hello", "view": "hall/hai-chau/kiosk", "token": token})).await;
    follow(address, json!({"type": "hello", "view": format!("ticket/{link}")})).await;

    let copy = folder.join("copy.db");
    let database = folder.join("goiso.db");
    let (database, copied) = (database.to_str().expect("a path"), copy.to_str().expect("a path"));
    let backup = run(&["backup", "--data", database, copied]).await;
    assert!(backup.status.success(), "{}", String::from_utf8_lossy(&backup.stderr));
    assert_eq!(run(&["verify", copied]).await.status.code(), Some(0));
    assert_eq!(run(&["rebuild", copied]).await.status.code(), Some(0));
    let in_use = run(&["token", "add", "--data", database, "--role", "kiosk", "--name", "x"]).await;
    assert!(String::from_utf8_lossy(&in_use.stderr).contains("in use by another goiso"));

    let pid = child.id().expect("a running process");
    let killed = std::process::Command::new("kill").args(["-TERM", &pid.to_string()]).status().expect("kill");
    assert!(killed.success());
    let status = tokio::time::timeout(WITHIN, child.wait()).await.expect("an end in time").expect("a status");
    assert_eq!(status.code(), Some(0), "an end that was asked for is a good one");
    let log = log.await.expect("the log");
    assert!(log.contains("goiso serves") || log.len() > 1_000, "trace was logged: {log}");
    let cookie = cookie.split_once('=').expect("a value").1;
    for secret in [&code, password, cookie, &token, &link, "048012345678", "sai-bi-mat-nay", "mat-khau-sai-roi"] {
        assert!(!log.contains(secret), "a secret stands in the log");
    }

    let added =
        run(&["token", "add", "--data", database, "--role", "display", "--hall", "hai-chau", "--name", "Màn hình"])
            .await;
    assert!(added.status.success(), "{}", String::from_utf8_lossy(&added.stderr));
    assert_eq!(added.stdout.len(), 53, "a secret and a line's end");
    std::fs::remove_dir_all(folder).expect("removed");
}
