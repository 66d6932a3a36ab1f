//! A real browser without a window, at one page, that sounds into a sound server of the test's own.

use crate::server::Scratch;
use anyhow::{Context, Result, ensure};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio_tungstenite::tungstenite::Message;

/// The browser says where it can be steered within this.
const UP_WITHIN: Duration = Duration::from_secs(60);
/// What the browser is told is answered within this.
const ANSWER_WITHIN: Duration = Duration::from_secs(20);

/// Whether pages may sound before anybody touched them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Autoplay {
    /// As in a browser set up for a wall.
    Allowed,
    /// As in a browser out of the box.
    Blocked,
}

/// A running browser.
#[derive(Debug)]
pub struct Chromium {
    child: Child,
    steering: String,
    _profile: Scratch,
}

impl Chromium {
    /// Opens a page.
    pub async fn open(link: &str, pulse: &str, autoplay: Autoplay) -> Result<Self> {
        let profile = Scratch::new("chromium")?;
        let mut command = Command::new(std::env::var("CHROMIUM").unwrap_or_else(|_| "chromium".to_owned()));
        command
            .args(["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"])
            .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
            .args(["--window-size=1920,1080", "--remote-debugging-port=0"])
            .arg(format!("--user-data-dir={}", profile.path().display()));
        if autoplay == Autoplay::Allowed {
            command.arg("--autoplay-policy=no-user-gesture-required");
        }
        let mut child = command
            .arg(link)
            .env("PULSE_SERVER", pulse)
            .env("HOME", profile.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .context("starting the browser")?;
        let mut lines = BufReader::new(child.stderr.take().context("its standard error")?).lines();
        let found = async {
            while let Some(line) = lines.next_line().await? {
                if let Some(address) = line.strip_prefix("DevTools listening on ") {
                    return Ok(address.to_owned());
                }
            }
            anyhow::bail!("the browser ended")
        };
        let steering = tokio::time::timeout(UP_WITHIN, found).await.context("the browser does not start")??;
        // The rest of what it says is read so that it never blocks on a full pipe.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Ok(Self { child, steering, _profile: profile })
    }

    /// Loads the page anew, in mid-sentence or not.
    pub async fn reload(&self) -> Result<()> {
        self.tell("Page.reload", json!({})).await.map(|_| ())
    }

    /// Presses a key, which allows sound in a browser out of the box.
    pub async fn press_a_key(&self) -> Result<()> {
        for kind in ["keyDown", "keyUp"] {
            let key = json!({"type": kind, "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13, "text": "\r"});
            self.tell("Input.dispatchKeyEvent", key).await?;
        }
        Ok(())
    }

    /// One command to the page.
    async fn tell(&self, method: &str, params: Value) -> Result<Value> {
        let (mut socket, _) = tokio_tungstenite::connect_async(&self.steering).await?;
        let mut number = 0;
        let mut ask = async |method: &str, params: Value, session: Option<&Value>| -> Result<Value> {
            number += 1;
            let mut command = json!({"id": number, "method": method, "params": params});
            if let Some(session) = session {
                command["sessionId"] = session.clone();
            }
            socket.send(Message::text(command.to_string())).await?;
            let answer = async {
                while let Some(message) = socket.next().await {
                    let answer: Value = serde_json::from_str(message?.to_text()?)?;
                    if answer["id"] == number {
                        return Ok(answer["result"].clone());
                    }
                }
                anyhow::bail!("the browser ended")
            };
            tokio::time::timeout(ANSWER_WITHIN, answer).await.context("no answer from the browser")?
        };
        let targets = ask("Target.getTargets", json!({}), None).await?;
        let pages = targets["targetInfos"].as_array().context("targets")?;
        let page = pages.iter().find(|target| target["type"] == "page").context("no page")?;
        let to = json!({"targetId": page["targetId"], "flatten": true});
        let attached = ask("Target.attachToTarget", to, None).await?;
        ensure!(attached["sessionId"].is_string(), "the page cannot be steered: {attached}");
        ask(method, params, Some(&attached["sessionId"])).await
    }

    /// Ends it.
    pub async fn close(mut self) -> Result<()> {
        self.child.kill().await.context("ending the browser")
    }
}
