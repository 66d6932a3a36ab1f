//! `goiso serve` as people run it: a configuration file, a set-up code, tokens; several of them on one database.

use crate::http::{Client, new_key};
use crate::server::{Build, Greeting, Scratch, Server, Start, binary};
use anyhow::{Context, Result, ensure};
use http_body_util::{BodyExt, Full};
use hyper::Request;
use hyper::body::Bytes;
use hyper::client::conn::http1::handshake;
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::process::Stdio;
use std::time::{Duration, Instant};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};

/// A start that has not listened by then has failed.
const START_WITHIN: Duration = Duration::from_secs(30);
/// What one node was told of people and tokens, the others know within this.
const KNOWN_WITHIN: Duration = Duration::from_secs(10);
/// The hall of these tests.
pub const HALL: &str = "quay-7";

/// A running `goiso serve`.
#[derive(Debug)]
pub struct Node {
    child: Child,
    /// `http://127.0.0.1:PORT`.
    pub url: String,
    /// The set-up code, if it printed one.
    pub code: Option<String>,
    _folder: Scratch,
}

impl Node {
    /// Starts one on `database` and waits until it listens.
    pub async fn start(database: &str) -> Result<Node> {
        let folder = Scratch::new("node")?;
        let config = folder.path().join("goiso.toml");
        std::fs::write(
            &config,
            format!("listen = \"127.0.0.1:0\"\ndatabase = \"{database}\"\n[limits]\nissue_per_minute = 1000000\n"),
        )?;
        let mut child = Command::new(binary(Build::Real)?)
            .args(["serve", "--config"])
            .arg(&config)
            .env("NO_COLOR", "1")
            .stdin(Stdio::null())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .context("starting a node")?;
        let mut lines = BufReader::new(child.stderr.take().context("its standard error")?).lines();
        let mut said = String::new();
        let mut code = None;
        let listens = async {
            while let Some(line) = lines.next_line().await? {
                if let Some((_, found)) = line.split_once("with the code ") {
                    code = Some(found.trim().to_owned());
                }
                if let Some((_, address)) = line.split_once("goiso serves address=") {
                    return Ok(format!("http://{}", address.trim()));
                }
                said.push_str(&line);
                said.push('\n');
            }
            anyhow::bail!("it ended: {said}")
        };
        let url = tokio::time::timeout(START_WITHIN, listens).await.context("the node does not listen")??;
        let loud = std::env::var("GOISO_TEST_LOUD").is_ok();
        // Read on, so that it never blocks on a full pipe.
        tokio::spawn(async move {
            while let Ok(Some(line)) = lines.next_line().await {
                if loud {
                    eprintln!("{line}");
                }
            }
        });
        Ok(Node { child, url, code, _folder: folder })
    }

    /// `kill -9`, and waits until it is gone.
    pub async fn kill(mut self) -> Result<()> {
        self.child.kill().await.context("killing the node")
    }

    /// Its process id.
    pub fn pid(&self) -> Option<u32> {
        self.child.id()
    }

    /// The first admin by the printed code, then by them an admin's token for programs.
    async fn first_admin(&self) -> Result<String> {
        let code = self.code.as_deref().context("no set-up code was printed")?;
        let body = json!({"code": code, "login": "lan", "name": "Lan", "password": "mot-hai-ba-bon-nam"});
        let (status, cookie, said) = as_browser(&self.url, "/setup", "", &body).await?;
        ensure!(status == 200, "set-up: {status} {said}");
        let cookie = cookie.context("the first admin is not signed in")?;
        let again = as_browser(&self.url, "/setup", "", &body).await?;
        ensure!(!(200..300).contains(&again.0), "the code works twice: {}", again.2);
        let admin = json!({"name": "test", "role": "admin", "hall": null, "zone": null, "speaks": null});
        let (status, _, said) = as_browser(&self.url, "/tokens", &cookie, &admin).await?;
        ensure!(status == 201, "a token: {status} {said}");
        said["token"].as_str().map(str::to_owned).context("a token without secret")
    }

    /// Makes the first admin, the hall and a token per role on a fresh database; told as the demo tells it.
    pub async fn set_up(&self, counters: usize) -> Result<Greeting> {
        let admin = self.first_admin().await?;
        let mut client = Client::new(&self.url, &admin);
        let mut config = open_at_any_hour().await?;
        crate::hall::with_many_open_tickets(&mut config);
        let groups: Vec<String> = codes(&config["groups"])?;
        // The last line is served by nobody, so that what is in it can be counted.
        let served = groups.split_last().map_or(&[][..], |(_, served)| served);
        crate::hall::with_counters(&mut config, counters, served);
        let made = client.post("/halls", &json!({"hall": HALL, "config": config})).await?;
        ensure!(made.status == 201, "the hall: {} {}", made.status, made.body);
        let mut tokens = BTreeMap::from([("admin".to_owned(), admin)]);
        for role in ["supervisor", "officer", "kiosk", "display"] {
            let body = json!({"name": role, "role": role, "hall": HALL, "zone": null, "speaks": null});
            let added = client.post("/tokens", &body).await?;
            ensure!(added.status == 201, "a token for {role}: {} {}", added.status, added.body);
            tokens.insert(role.to_owned(), added.body["token"].as_str().context("a secret")?.to_owned());
        }
        Ok(Greeting {
            url: self.url.clone(),
            hall: HALL.to_owned(),
            groups,
            counters: (1..=counters).map(|number| number.to_string()).collect(),
            zones: codes(&config["zones"])?,
            tokens,
        })
    }

    /// The same hall as seen through this node, once it knows hall and tokens too.
    pub async fn knows(&self, hall: &Greeting) -> Result<Greeting> {
        let greeting = Greeting { url: self.url.clone(), ..hall.clone() };
        let deadline = Instant::now() + KNOWN_WITHIN;
        for token in greeting.tokens.values() {
            let mut client = Client::new(&self.url, token);
            loop {
                let answer = client.get(&format!("/halls/{}", hall.hall)).await?;
                if answer.fine() {
                    break;
                }
                ensure!(Instant::now() < deadline, "the other node does not know: {} {}", answer.status, answer.body);
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
        Ok(greeting)
    }
}

/// The demo's configuration: a ward's hall that is open whenever a test runs.
async fn open_at_any_hour() -> Result<Value> {
    let data = Scratch::new("config")?;
    let demo = Server::start(&Start::on(data.path())).await?;
    let admin = demo.greeting.tokens.get("admin").context("no token for admin")?;
    let config = Client::new(&demo.greeting.url, admin).get(&format!("/halls/{}/config", demo.greeting.hall)).await?;
    ensure!(config.fine(), "the demo's configuration: {} {}", config.status, config.body);
    demo.kill().await?;
    Ok(config.body)
}

fn codes(of: &Value) -> Result<Vec<String>> {
    let list = of.as_array().context("a list")?;
    list.iter().map(|one| one["code"].as_str().map(str::to_owned).context("a code")).collect()
}

/// A POST as a page of goiso sends it; gives status, cookie and body.
async fn as_browser(url: &str, path: &str, cookie: &str, body: &Value) -> Result<(u16, Option<String>, Value)> {
    let address = url.trim_start_matches("http://");
    let (mut open, connection) = handshake(TokioIo::new(TcpStream::connect(address).await?)).await?;
    // An error here ends the connection, and the request that waits for it reports it.
    tokio::spawn(async move { connection.await.ok() });
    let mut request = Request::post(format!("/api/v1{path}"))
        .header("host", address)
        .header("origin", url)
        .header("sec-fetch-site", "same-origin")
        .header("content-type", "application/json")
        .header("idempotency-key", new_key());
    if !cookie.is_empty() {
        request = request.header("cookie", cookie);
    }
    let response = open.send_request(request.body(Full::new(Bytes::from(body.to_string())))?).await?;
    let status = response.status().as_u16();
    let cookie = response.headers().get("set-cookie").and_then(|value| value.to_str().ok());
    let cookie = cookie.and_then(|value| value.split(';').next()).map(str::to_owned);
    let bytes = response.into_body().collect().await?.to_bytes();
    Ok((status, cookie, serde_json::from_slice(&bytes).unwrap_or(Value::Null)))
}
