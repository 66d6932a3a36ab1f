//! From the press of *next* to the first sample that leaves the announcer, beside the bare path from there into the sound device; and
//! what the announcer keeps in memory once it has said everything.

use crate::Bench;
use crate::commands::{histogram, micros};
use crate::hall::{Hall, Pressed};
use crate::http::Client;
use crate::report::{Report, Row};
use crate::server::{Greeting, resident};
use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;
use serde_json::json;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

/// A step of an announcement that has not come by then never will.
const STEP_WITHIN: Duration = Duration::from_secs(60);
/// Goal for the press to the first sample, in milliseconds.
const FIRST_SAMPLE_GOAL_MS: f64 = 150.0;
/// Goal for the announcer's memory with both voices, in MiB.
const MEMORY_GOAL_MIB: f64 = 60.0;
/// Pause between the end of an announcement and the next press.
const BREATH: Duration = Duration::from_millis(50);

pub async fn measure(bench: &Bench, report: &mut Report) -> Result<()> {
    let folder = bench.disk.fresh()?;
    let pulse = Pulse::start(&folder).await?;
    let real_time = format!("<{ALSA}>\npcm.!default {{ type pulse }}\nctl.!default {{ type pulse }}\n");
    let paced = written(&folder, "paced.conf", &real_time)?;
    let server = bench.fresh_server().await?;
    let hall = Hall::open(&server).await?;
    speak(&hall.greeting, &["vi"]).await?;
    let mut announcer = Announcer::start(bench, &hall.greeting, &folder, &paced, &[], &pulse.address).await?;
    let (press, path) = presses(&hall, &mut announcer, bench.extent.announcements).await?;
    announcer.stop().await?;
    server.stop().await?;
    drop(pulse);
    for (name, quantile) in [("p50", 0.5), ("p99", 0.99)] {
        let ms = |times: &hdrhistogram::Histogram<u64>| times.value_at_quantile(quantile) as f64 / 1_000.0;
        let row = Row::new(&format!("press to first sample, {name}"), "ms", ms(&press));
        report.add(row.limit("into the sound device alone", ms(&path)).goal_at_most(FIRST_SAMPLE_GOAL_MS));
    }

    let at_once = written(&folder, "null.conf", "pcm.!default { type plug slave { pcm { type null } rate 48000 } }\n")?;
    let server = bench.fresh_server().await?;
    let hall = Hall::open(&server).await?;
    speak(&hall.greeting, &["vi", "en"]).await?;
    let mut announcer =
        Announcer::start(bench, &hall.greeting, &folder, &at_once, &["--release-after", "0"], &pulse_nowhere()).await?;
    presses(&hall, &mut announcer, bench.extent.spoken).await?;
    let kept = announcer.resident()?;
    announcer.stop().await?;
    server.stop().await?;
    let name = format!("announcer memory after {} calls, 2 languages", bench.extent.spoken);
    report.add(Row::new(&name, "MiB", kept as f64 / 1024.0 / 1024.0).goal_at_most(MEMORY_GOAL_MIB));
    Ok(())
}

/// The distribution's own definitions, which name the plug-ins.
const ALSA: &str = "/usr/share/alsa/alsa.conf";

fn pulse_nowhere() -> String {
    "unix:/nonexistent".to_owned()
}

fn written(folder: &Path, name: &str, text: &str) -> Result<PathBuf> {
    let path = folder.join(name);
    std::fs::write(&path, text)?;
    Ok(path)
}

/// Everything is said once, in these languages.
async fn speak(greeting: &Greeting, languages: &[&str]) -> Result<()> {
    let mut client = Client::connect(greeting.address()).await?;
    let path = format!("/api/v1/halls/{}/config", greeting.hall);
    let answer = client.get(&path, greeting.token("admin")?).await?.ok()?;
    let mut config = if answer["config"].is_object() { answer["config"].clone() } else { answer };
    config["voice"] = json!({"languages": languages, "repeat": "once"});
    client.put(&path, greeting.token("admin")?, &config).await?.ok().context("the voice cannot be set")?;
    Ok(())
}

/// (press to first sample, handing over to first sample), one announcement at a time, in microseconds.
async fn presses(
    hall: &Hall,
    announcer: &mut Announcer,
    count: u32,
) -> Result<(hdrhistogram::Histogram<u64>, hdrhistogram::Histogram<u64>)> {
    let zone = hall.greeting.zones.first().context("a hall without zones")?;
    let counters: Vec<_> = hall.counters.iter().filter(|counter| counter.zone == *zone).collect();
    let mut visitor = hall.visitor().await?;
    let mut seen: Vec<Option<String>> = vec![None; counters.len()];
    let (mut press, mut path) = (histogram()?, histogram()?);
    for number in 0..count {
        let at = usize::try_from(number)? % counters.len();
        visitor.take(counters[at].groups.first().context("a counter that serves nobody")?).await?;
        let pressed = unix_ms()?;
        let Pressed::Called(called) = visitor.next(&counters[at].number, seen[at].as_deref()).await? else {
            bail!("nobody waits, though one came");
        };
        seen[at] = Some(called.ticket);
        let handed = announcer.step(&called.call, "play").await?;
        let began = announcer.step(&called.call, "began").await?;
        press.record(micros(Duration::from_secs_f64((began - pressed).max(0.0) / 1000.0)))?;
        path.record(micros(Duration::from_secs_f64((began - handed).max(0.0) / 1000.0)))?;
        announcer.step(&called.call, "spoken").await?;
        tokio::time::sleep(BREATH).await;
    }
    Ok((press, path))
}

fn unix_ms() -> Result<f64> {
    Ok(SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs_f64() * 1000.0)
}

/// A line of the announcer's report.
#[derive(Deserialize)]
struct Step {
    item: String,
    step: String,
    at: f64,
}

struct Announcer {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Announcer {
    async fn start(
        bench: &Bench,
        greeting: &Greeting,
        folder: &Path,
        alsa: &Path,
        more: &[&str],
        pulse: &str,
    ) -> Result<Self> {
        let binary = bench.binary.with_file_name("goiso-announcer");
        ensure!(binary.is_file(), "{} is missing: build the announcer for release", binary.display());
        let token = written(folder, "token", greeting.token("announcer")?)?;
        let zone = greeting.zones.first().context("a hall without zones")?;
        let mut child = Command::new(&binary)
            .args(["--server", &greeting.url, "--zone", zone, "--name", "bench", "--report", "--token"])
            .arg(token)
            .args(more)
            .env("ALSA_CONFIG_PATH", alsa)
            .env("PULSE_SERVER", pulse)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("{} cannot be started", binary.display()))?;
        let lines = BufReader::new(child.stdout.take().context("no standard output")?).lines();
        let mut words = BufReader::new(child.stderr.take().context("no standard error")?).lines();
        let follows = async {
            while let Some(line) = words.next_line().await? {
                if line.contains("following") {
                    return Ok(());
                }
            }
            bail!("the announcer ended")
        };
        tokio::time::timeout(STEP_WITHIN, follows).await.context("the announcer does not follow")??;
        tokio::spawn(async move { while matches!(words.next_line().await, Ok(Some(_))) {} });
        // the view and the sound device are there a moment later
        tokio::time::sleep(Duration::from_secs(1)).await;
        Ok(Self { child, lines })
    }

    /// When this step of this item came.
    async fn step(&mut self, item: &str, step: &str) -> Result<f64> {
        let search = async {
            while let Some(line) = self.lines.next_line().await? {
                let told: Step = serde_json::from_str(&line)?;
                ensure!(told.step != "unspoken", "not said: {line}");
                if told.item == item && told.step == step {
                    return Ok(told.at);
                }
            }
            bail!("the announcer ended")
        };
        tokio::time::timeout(STEP_WITHIN, search).await.with_context(|| format!("{item} was never at {step}"))?
    }

    fn resident(&self) -> Result<u64> {
        resident(self.child.id().context("the announcer has ended")?)
    }

    async fn stop(mut self) -> Result<()> {
        self.child.kill().await.context("ending the announcer")
    }
}

/// A sound server with one sink that goes nowhere, in real time.
struct Pulse {
    _server: Child,
    address: String,
}

impl Pulse {
    async fn start(folder: &Path) -> Result<Self> {
        let socket = folder.join("native");
        let address = format!("unix:{}", socket.display());
        let server = Command::new("pulseaudio")
            .args(["-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no", "--log-level=error", "-L"])
            .arg("module-null-sink sink_name=hall rate=48000 channels=2 format=s16le")
            .arg("-L")
            .arg(format!("module-native-protocol-unix socket={} auth-anonymous=1", socket.display()))
            .env("XDG_RUNTIME_DIR", folder)
            .env("HOME", folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .context("pulseaudio cannot be started: `cargo xtask setup` installs it")?;
        let begun = Instant::now();
        while !socket.exists() {
            ensure!(begun.elapsed() < STEP_WITHIN, "pulseaudio does not start");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Ok(Self { _server: server, address })
    }
}
