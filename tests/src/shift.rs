//! A shift under faults: workers who go on whatever happens, kiosks who repeat until they are answered.

use crate::answers::{Told, Worker};
use crate::http::{Client, new_key};
use crate::server::Greeting;
use anyhow::{Context, Result, ensure};
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// After an unanswered command a worker takes breath for this long, so that it does not drown a server that is down.
const BREATH: Duration = Duration::from_millis(50);

/// What a shift showed.
#[derive(Debug, Default)]
pub struct Facts {
    /// Everything told with a 2xx, with the time.
    pub told: Vec<(Instant, Told)>,
    /// Tickets of the kiosks that repeat.
    pub repeated: Vec<String>,
    /// Commands that the server refused with 503.
    pub unavailable: u64,
    /// Commands without any answer.
    pub lost: u64,
    /// Commands that were answered at the second or a later try.
    pub later: u64,
}

impl Facts {
    /// What was told, without the times.
    pub fn told(&self) -> Vec<Told> {
        self.told.iter().map(|(_, told)| told.clone()).collect()
    }

    /// The longest time without an answer between these two.
    pub fn longest_silence(&self, from: Instant, to: Instant) -> Duration {
        let mut times: Vec<Instant> = self.told.iter().map(|(at, _)| *at).filter(|at| *at > from && *at < to).collect();
        times.extend([from, to]);
        times.sort();
        times.windows(2).map(|two| two[1] - two[0]).max().unwrap_or_default()
    }
}

/// People at work until told to stop.
#[derive(Debug)]
pub struct Shift {
    over: Arc<AtomicBool>,
    tasks: JoinSet<Result<Facts>>,
}

impl Default for Shift {
    fn default() -> Self {
        Self { over: Arc::new(AtomicBool::new(false)), tasks: JoinSet::new() }
    }
}

impl Shift {
    /// Officers with a kiosk each at these counters.
    pub fn officers(&mut self, hall: &Greeting, counters: &[String]) -> Result<()> {
        for (number, counter) in counters.iter().enumerate() {
            let group = &hall.groups[number % (hall.groups.len() - 1)];
            let mut worker = Worker::new(&hall.url, hall, group, counter)?;
            let over = self.over.clone();
            self.tasks.spawn(async move {
                let mut facts = Facts::default();
                while !over.load(Ordering::Relaxed) {
                    let before = worker.told.len();
                    if let Err(error) = worker.step(0).await {
                        facts.count(&error)?;
                        tokio::time::sleep(BREATH).await;
                    }
                    facts.told.extend(worker.told.iter().skip(before).map(|told| (Instant::now(), told.clone())));
                }
                Ok(facts)
            });
        }
        Ok(())
    }

    /// A kiosk for the line that nobody serves, which sends each request under its key, in turn to all these nodes,
    /// until it is answered.
    pub fn patient_kiosk(&mut self, nodes: &[&Greeting]) -> Result<()> {
        let hall = nodes.first().context("a node")?;
        let path = format!("/halls/{}/tickets", hall.hall);
        let group = hall.groups.last().context("a group")?.clone();
        let mut clients = Vec::new();
        for node in nodes {
            clients.push(Client::new(&node.url, node.tokens.get("kiosk").context("no token for kiosk")?));
        }
        let over = self.over.clone();
        self.tasks.spawn(async move {
            let mut facts = Facts::default();
            while !over.load(Ordering::Relaxed) {
                let key = new_key();
                for turn in 0_usize.. {
                    let client = turn % clients.len();
                    let asked = clients[client].post_keyed(&path, &json!({ "group": group }), &key).await;
                    match asked {
                        Ok(answer) if answer.fine() => {
                            let ticket = answer.body["id"].as_str().context("a ticket without id")?;
                            facts.repeated.push(ticket.to_owned());
                            facts.told.push((Instant::now(), Told::of(&answer)?));
                            facts.later += u64::from(turn > 0);
                            break;
                        }
                        Ok(answer) if answer.status == 503 => facts.unavailable += 1,
                        Ok(answer) => anyhow::bail!("a number: {} {}", answer.status, answer.body),
                        Err(_) => facts.lost += 1,
                    }
                    tokio::time::sleep(BREATH).await;
                }
                tokio::time::sleep(BREATH).await;
            }
            Ok(facts)
        });
        Ok(())
    }

    /// Lets everybody finish what they are at; gives what they were told.
    pub async fn end(mut self) -> Result<Facts> {
        self.over.store(true, Ordering::Relaxed);
        let mut all = Facts::default();
        while let Some(done) = self.tasks.join_next().await {
            let facts = done??;
            all.told.extend(facts.told);
            all.repeated.extend(facts.repeated);
            all.unavailable += facts.unavailable;
            all.lost += facts.lost;
            all.later += facts.later;
        }
        Ok(all)
    }
}

impl Facts {
    fn count(&mut self, error: &anyhow::Error) -> Result<()> {
        let text = error.to_string();
        if text.starts_with("503") {
            // A refusal says why, in words and in a code.
            ensure!(text.contains("\"code\"") && text.contains("\"detail\""), "a 503 without reason: {text}");
            self.unavailable += 1;
        } else {
            ensure!(!text.contains("/counters/") && !text.contains("/tickets"), "{text}");
            self.lost += 1;
        }
        Ok(())
    }
}

/// Sends a number's request until it is answered with a 2xx; gives how long that took.
pub async fn until_it_works(hall: &Greeting, within: Duration) -> Result<Duration> {
    let began = Instant::now();
    let mut kiosk = Client::new(&hall.url, hall.tokens.get("kiosk").context("no token for kiosk")?);
    let group = hall.groups.last().context("a group")?;
    loop {
        let answer = kiosk.post(&format!("/halls/{}/tickets", hall.hall), &json!({ "group": group })).await;
        if answer.as_ref().is_ok_and(crate::http::Answer::fine) {
            return Ok(began.elapsed());
        }
        ensure!(began.elapsed() < within, "after {within:?} there is still no number: {answer:?}");
        tokio::time::sleep(BREATH).await;
    }
}

/// Sends a command that must not be carried out now: gives the refusal's detail and how long it took.
pub async fn refused_now(hall: &Greeting) -> Result<(String, Duration)> {
    let began = Instant::now();
    let mut kiosk = Client::new(&hall.url, hall.tokens.get("kiosk").context("no token for kiosk")?);
    let group = hall.groups.first().context("a group")?;
    let answer = kiosk.post(&format!("/halls/{}/tickets", hall.hall), &json!({ "group": group })).await?;
    ensure!(answer.status == 503, "not refused: {} {}", answer.status, answer.body);
    let detail = answer.body["detail"].as_str().context("a 503 without reason")?;
    Ok((detail.to_owned(), began.elapsed()))
}
