//! From the press of *next* to the first sample that leaves the announcer, beside the bare path from there into the sound device; and
//! what the announcer keeps in memory once it has said everything.

use crate::commands::{histogram, micros};
use crate::hall::{Hall, Pressed};
use crate::http::Client;
use crate::report::{Report, Row};
use crate::server::{Greeting, resident};
use crate::{Bench, Detail};
use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
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
/// Goal for planning and mixing one announcement, in milliseconds.
const MIX_GOAL_MS: f64 = 5.0;
/// Zones with a loudspeaker each, pressed in turn: a sentence takes some six seconds.
const ZONES: usize = 10;
/// Counters of the hall.
const COUNTERS: usize = 40;
/// Between two looks at the log.
const LOOK_EVERY: Duration = Duration::from_millis(10);

pub async fn measure(bench: &Bench, report: &mut Report) -> Result<()> {
    let folder = bench.disk.fresh()?;
    let pulse = Pulse::start(&folder).await?;
    let real_time = format!("<{ALSA}>\npcm.!default {{ type pulse }}\nctl.!default {{ type pulse }}\n");
    let paced = written(&folder, "paced.conf", &real_time)?;
    let server = bench.fresh_server().await?;
    let hall = Hall::of(divided(&server.greeting, ZONES, &["vi"]).await?).await?;
    let mut announcers = Vec::new();
    for zone in &hall.greeting.zones {
        let mut announcer = Announcer::start(bench, &hall.greeting, zone, &folder, &paced, &[], &pulse.address).await?;
        announcer.ready().await?;
        announcers.push(announcer);
    }
    let ways = presses(&hall, &mut announcers, bench.extent.announcements, bench.detail).await?;
    for announcer in announcers {
        announcer.stop().await?;
    }
    server.stop().await?;
    drop(pulse);
    tell(report, &ways)?;

    let at_once = written(&folder, "null.conf", "pcm.!default { type plug slave { pcm { type null } rate 48000 } }\n")?;
    let server = bench.fresh_server().await?;
    let hall = Hall::of(divided(&server.greeting, 1, &["vi", "en"]).await?).await?;
    let give_back = ["--release-after", "0"];
    let zone = &hall.greeting.zones[0];
    let mut announcers =
        [Announcer::start(bench, &hall.greeting, zone, &folder, &at_once, &give_back, &pulse_nowhere()).await?];
    announcers[0].ready().await?;
    let loaded = announcers[0].resident()?;
    presses(&hall, &mut announcers, bench.extent.spoken, bench.detail).await?;
    let kept = announcers[0].resident()?;
    let [announcer] = announcers;
    announcer.stop().await?;
    server.stop().await?;
    for (name, bytes) in [("announcer memory, 2 voices loaded", loaded), ("the same after calls", kept)] {
        report.add(Row::new(name, "MiB", bytes as f64 / 1024.0 / 1024.0).goal_at_most(MEMORY_GOAL_MIB));
    }
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

/// The hall with so many zones, its counters spread over them, in which everything is said once in these languages.
async fn divided(greeting: &Greeting, zones: usize, languages: &[&str]) -> Result<Greeting> {
    let mut client = Client::connect(greeting.address()).await?;
    let path = format!("/api/v1/halls/{}/config", greeting.hall);
    let answer = client.get(&path, greeting.token("admin")?).await?.ok()?;
    let mut config = if answer["config"].is_object() { answer["config"].clone() } else { answer };
    let first = config["zones"][0].clone();
    let codes: Vec<String> = (1..=zones).map(|number| format!("z{number}")).collect();
    let zone = |code: &String| {
        let mut zone = first.clone();
        zone["code"] = json!(code);
        zone
    };
    config["zones"] = codes.iter().map(zone).collect();
    let group = config["groups"][0]["code"].clone();
    let counter =
        |at: usize| json!({"number": (at + 1).to_string(), "zone": codes[at % codes.len()], "groups": [group]});
    config["counters"] = (0..COUNTERS).map(counter).collect();
    config["voice"] = json!({"languages": languages, "repeat": "once"});
    client.put(&path, greeting.token("admin")?, &config).await?.ok().context("the hall cannot be divided")?;
    let counters = (1..=COUNTERS).map(|number| number.to_string()).collect();
    Ok(Greeting { zones: codes, counters, ..greeting.clone() })
}

/// The way of one press, in milliseconds.
#[derive(Debug, Clone, Copy)]
struct Way {
    /// From the press until the announcer knows the call and asks leave.
    asked: f64,
    /// Until it has leave.
    granted: f64,
    /// Planning and mixing.
    mixed: f64,
    /// Until the pass is handed to the sound device, mixing included.
    handed: f64,
    /// Until the device took the first sample.
    device: f64,
}

impl Way {
    fn whole(&self) -> f64 {
        self.asked + self.granted + self.handed + self.device
    }
}

impl std::fmt::Display for Way {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{:6.1} ms = asked {:.1} + granted {:.1} + handed over {:.1} (mixed {:.1}) + device {:.1}",
            self.whole(),
            self.asked,
            self.granted,
            self.handed,
            self.mixed,
            self.device
        )
    }
}

/// One press after the other, in one zone after the other, so that a zone speaks to the end while others are called.
async fn presses(hall: &Hall, announcers: &mut [Announcer], count: u32, detail: Detail) -> Result<Vec<Way>> {
    let mut desks = Vec::new();
    for zone in &hall.greeting.zones {
        let here: Vec<_> = hall.counters.iter().filter(|counter| counter.zone == *zone).cloned().collect();
        ensure!(!here.is_empty(), "no counter in {zone}");
        desks.push(here);
    }
    let mut visitor = hall.visitor().await?;
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    let mut speaking: Vec<Option<String>> = vec![None; announcers.len()];
    let mut log = Log::begin(hall).await?;
    let mut ways = Vec::new();
    for number in 0..usize::try_from(count)? {
        let zone = number % announcers.len();
        let announcer = &mut announcers[zone];
        // A call behind others waits for them, which is not what is measured.
        if let Some(item) = speaking[zone].take() {
            log.said(&item).await?;
        }
        let desk = &desks[zone][number / desks.len() % desks[zone].len()];
        visitor.take(desk.groups.first().context("a counter that serves nobody")?).await?;
        let pressed = unix_ms()?;
        let before = seen.get(&desk.number).map(String::as_str);
        let Pressed::Called(called) = visitor.next(&desk.number, before).await? else {
            bail!("nobody waits, though one came");
        };
        seen.insert(desk.number.clone(), called.ticket);
        let asked = announcer.step(&called.call, "asked").await?.at;
        let granted = announcer.step(&called.call, "granted").await?.at;
        let play = announcer.step(&called.call, "play").await?;
        let began = announcer.step(&called.call, "began").await?.at;
        let way = Way {
            asked: asked - pressed,
            granted: granted - asked,
            mixed: play.mixed_ms,
            handed: play.at - granted,
            device: began - play.at,
        };
        match detail {
            Detail::Figures => {}
            Detail::EachPress => eprintln!("  {number:4} {way}"),
        }
        ways.push(way);
        speaking[zone] = Some(called.call);
    }
    for item in speaking.iter().flatten() {
        log.said(item).await?;
    }
    Ok(ways)
}

/// The figures of these presses.
fn tell(report: &mut Report, ways: &[Way]) -> Result<()> {
    let of = |part: fn(&Way) -> f64| -> Result<hdrhistogram::Histogram<u64>> {
        let mut times = histogram()?;
        for way in ways {
            times.record(micros(Duration::from_secs_f64(part(way).max(0.0) / 1000.0)))?;
        }
        Ok(times)
    };
    let ms = |times: &hdrhistogram::Histogram<u64>, quantile: f64| times.value_at_quantile(quantile) as f64 / 1_000.0;
    let (whole, device, mixed) = (of(Way::whole)?, of(|way| way.device)?, of(|way| way.mixed)?);
    for (name, quantile) in [("p50", 0.5), ("p99", 0.99), ("slowest", 1.0)] {
        let row = Row::new(&format!("press to first sample, {name}"), "ms", ms(&whole, quantile));
        report.add(row.limit("into the sound device alone", ms(&device, quantile)).goal_at_most(FIRST_SAMPLE_GOAL_MS));
    }
    report.add(Row::new("planning and mixing, p99", "ms", ms(&mixed, 0.99)).goal_at_most(MIX_GOAL_MS));
    if let Some(slowest) = ways.iter().max_by(|one, other| one.whole().total_cmp(&other.whole())) {
        eprintln!("of {} presses the slowest: {slowest}", ways.len());
    }
    Ok(())
}

fn unix_ms() -> Result<f64> {
    Ok(SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs_f64() * 1000.0)
}

/// The hall's log as it is served: when an announcement stands in it, its zone is silent again for everybody.
struct Log {
    client: Client,
    hall: Hall,
    epoch: String,
    after: u64,
    said: BTreeSet<String>,
}

impl Log {
    /// From here on.
    async fn begin(hall: &Hall) -> Result<Self> {
        let mut client = Client::connect(hall.greeting.address()).await?;
        let path = format!("/api/v1/halls/{}", hall.greeting.hall);
        let now = client.get(&path, hall.greeting.token("admin")?).await?.ok()?;
        let epoch = now["at"]["epoch"].as_str().context("a hall without position")?.to_owned();
        let after = now["at"]["seq"].as_u64().context("a hall without position")?;
        Ok(Self { client, hall: hall.clone(), epoch, after, said: BTreeSet::new() })
    }

    /// Waits until this was said to the end.
    async fn said(&mut self, item: &str) -> Result<()> {
        let begun = Instant::now();
        while !self.said.remove(item) {
            ensure!(begun.elapsed() < STEP_WITHIN, "{item} was never said to its end");
            let Greeting { hall, .. } = &*self.hall.greeting;
            let path = format!("/api/v1/halls/{hall}/events?epoch={}&after={}&limit=500", self.epoch, self.after);
            let page = self.client.get(&path, self.hall.greeting.token("admin")?).await?.ok()?;
            let events = page["events"].as_array().context("a log without events")?;
            if events.is_empty() {
                tokio::time::sleep(LOOK_EVERY).await;
            }
            for event in events {
                self.after = event["seq"].as_u64().context("an event without number")?;
                ensure!(event["kind"] != "speech_failed", "not said: {event}");
                if event["kind"] == "speech_done" {
                    self.said.extend(event["body"]["item"].as_str().map(str::to_owned));
                }
            }
        }
        Ok(())
    }
}

/// A line of the announcer's report.
#[derive(Deserialize)]
struct Step {
    #[serde(default)]
    item: String,
    step: String,
    at: f64,
    #[serde(default)]
    mixed_ms: f64,
}

struct Announcer {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Announcer {
    async fn start(
        bench: &Bench,
        greeting: &Greeting,
        zone: &str,
        folder: &Path,
        alsa: &Path,
        more: &[&str],
        pulse: &str,
    ) -> Result<Self> {
        let binary = bench.binary.with_file_name("goiso-announcer");
        ensure!(binary.is_file(), "{} is missing: build the announcer for release", binary.display());
        let token = written(folder, "token", greeting.token("announcer")?)?;
        let mut child = Command::new(&binary)
            .args(["--server", &greeting.url, "--zone", zone, "--name", zone, "--report", "--token"])
            .arg(token)
            .args(more)
            .env("ALSA_CONFIG_PATH", alsa)
            .env("PULSE_SERVER", pulse)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("{} cannot be started", binary.display()))?;
        let lines = BufReader::new(child.stdout.take().context("no standard output")?).lines();
        Ok(Self { child, lines })
    }

    /// Waits until it follows its zone, its sound device plays and its clips are in memory.
    async fn ready(&mut self) -> Result<()> {
        self.step("", "ready").await?;
        Ok(())
    }

    /// When this step of this item came.
    async fn step(&mut self, item: &str, step: &str) -> Result<Step> {
        let search = async {
            while let Some(line) = self.lines.next_line().await? {
                let told: Step = serde_json::from_str(&line)?;
                ensure!(told.step != "unspoken", "not said: {line}");
                if told.item == item && told.step == step {
                    return Ok(told);
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
