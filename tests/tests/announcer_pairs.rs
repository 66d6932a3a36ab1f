//! A new loudspeaker comes into a hall: it shows a code, an administrator lets it in or turns it away, and nobody copies a secret.

use anyhow::{Context, Result, ensure};
use goiso_tests::announcer;
use goiso_tests::http::Client;
use goiso_tests::server::{Greeting, Scratch, Server, Start};
use serde_json::{Value, json};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader, Lines};
use tokio::net::TcpListener;
use tokio::process::{Child, ChildStdout, Command};
use tokio::time::timeout;

/// Nothing here takes longer; the server wants five seconds between two questions.
const DEADLINE: Duration = Duration::from_secs(60);

/// A loudspeaker that shows its code.
struct New {
    child: Child,
    out: Lines<BufReader<ChildStdout>>,
    code: String,
    number: u8,
}

impl New {
    async fn start(url: &str, file: &Path) -> Result<Self> {
        let mut child = Command::new(announcer::binary()?)
            .args(["pair", "--server", url, "--token"])
            .arg(file)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let mut out = BufReader::new(child.stdout.take().context("its output")?).lines();
        let mut value = async |name: &str| -> Result<String> {
            let line = timeout(DEADLINE, out.next_line()).await.context("no code")??.context("it ended")?;
            Ok(line.split_once(name).with_context(|| format!("{line}: no {name}"))?.1.to_owned())
        };
        let (code, number) = (value("code: ").await?, value("number: ").await?.parse()?);
        Ok(Self { child, out, code, number })
    }

    /// Its end: whether all is well, and the rest of what it said.
    async fn ended(mut self) -> Result<(bool, String)> {
        let status = timeout(DEADLINE, self.child.wait()).await.context("it goes on")??;
        let mut said = String::new();
        while let Some(line) = self.out.next_line().await? {
            said.push_str(&line);
        }
        self.child.stderr.take().context("its errors")?.read_to_string(&mut said).await?;
        Ok((status.success(), said))
    }
}

fn admin(hall: &Greeting) -> Result<Client> {
    Ok(Client::new(&hall.url, hall.tokens.get("admin").context("no admin")?))
}

async fn approve(hall: &Greeting, new: &New, number: u8) -> Result<(u16, Value)> {
    let body = json!({
        "user_code": new.code, "match_number": number, "name": "Loa sảnh", "role": "announcer",
        "hall": hall.hall, "zone": hall.zones[0], "speaks": 0,
    });
    let answer = admin(hall)?.post("/devices/approve", &body).await?;
    Ok((answer.status, answer.body))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_loudspeaker_is_let_in_by_its_code_and_speaks_for_its_zone() -> Result<()> {
    let scratch = Scratch::new("pairing")?;
    let server = Server::start(&Start::on(&scratch.path().join("data"))).await?;
    let hall = &server.greeting;
    let file = scratch.path().join("main.token");
    let new = New::start(&hall.url, &file).await?;
    let (status, body) = approve(hall, &new, new.number ^ 1).await?;
    ensure!(status == 409 && body["code"] == "other_device", "another number is another device: {status} {body}");
    ensure!(std::fs::read(&file)?.is_empty(), "nobody has let it in");
    let (status, body) = approve(hall, &new, new.number).await?;
    ensure!(status == 200, "{status} {body}");
    let (fine, said) = new.ended().await?;
    ensure!(fine && said.contains("paired"), "{said}");
    let token = std::fs::read_to_string(&file)?;
    ensure!(!said.contains(token.trim()), "the secret is written into the file and nowhere else");
    ensure!(std::fs::metadata(&file)?.permissions().mode() & 0o777 == 0o600, "others can read the token");
    let me = Client::new(&hall.url, token.trim()).get("/me").await?.body;
    let is = (&me["role"], &me["zone"], &me["speaks"], &me["name"]);
    ensure!(is == (&json!("announcer"), &json!(hall.zones[0]), &json!(0), &json!("Loa sảnh")), "{me}");

    let mut again = Command::new(announcer::binary()?);
    let again = again.args(["pair", "--server", &hall.url, "--token"]).arg(&file).output().await?;
    let words = String::from_utf8_lossy(&again.stderr);
    ensure!(!again.status.success() && words.contains("there already"), "a token is never replaced: {words}");
    ensure!(std::fs::read_to_string(&file)? == token, "the token was touched");
    server.kill().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_loudspeaker_that_is_turned_away_says_so_and_keeps_nothing() -> Result<()> {
    let scratch = Scratch::new("pairing")?;
    let server = Server::start(&Start::on(&scratch.path().join("data"))).await?;
    let file = scratch.path().join("main.token");
    let new = New::start(&server.greeting.url, &file).await?;
    let answer = admin(&server.greeting)?.post("/devices/refuse", &json!({ "user_code": new.code })).await?;
    ensure!(answer.fine(), "{} {}", answer.status, answer.body);
    let (fine, said) = new.ended().await?;
    ensure!(!fine && said.contains("turned this loudspeaker away"), "{said}");
    ensure!(!file.exists(), "a file without a token");
    server.kill().await?;

    let nobody = TcpListener::bind("127.0.0.1:0").await?.local_addr()?;
    ensure!(New::start(&format!("http://{nobody}"), &file).await.is_err(), "there is no server");
    Ok(())
}
