//! How long officers wait for an answer while others take reports away: the same presses without and with three exports that begin
//! again as soon as they end.

use crate::commands::{histogram, micros};
use crate::hall::{Hall, Pressed};
use crate::http::Client;
use crate::report::{Report, Row};
use crate::{Bench, Extent};
use anyhow::{Context, Result};
use hdrhistogram::Histogram;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// At once.
const EXPORTS: usize = 3;
/// The files that are taken, one kind each.
const KINDS: [&str; EXPORTS] = ["xlsx", "csv", "pdf"];
/// How much slower a command may be: the 99th percentile, times this.
const SLOWER_AT_MOST: f64 = 2.0;
/// A press every so often in all: a hall of 40 counters in its busiest hour presses less.
const PRESS_EVERY: Duration = Duration::from_millis(10);

/// Presses of *next* after a number was taken, one officer after the other.
pub async fn measure(bench: &Bench, report: &mut Report) -> Result<()> {
    let server = bench.fresh_server().await?;
    let hall = Hall::open(&server).await?;
    // half before and half after, so that a longer line or log is in both alike
    let before = presses(&hall, bench.extent).await?;
    let stop = Arc::new(AtomicBool::new(false));
    let taken = Arc::new(AtomicU64::new(0));
    let mut exporters = Vec::new();
    for kind in KINDS {
        let (hall, stop, taken) = (hall.clone(), Arc::clone(&stop), Arc::clone(&taken));
        exporters.push(tokio::spawn(async move { export(&hall, kind, &stop, &taken).await }));
    }
    let during = presses(&hall, bench.extent).await?;
    stop.store(true, Ordering::Relaxed);
    for exporter in exporters {
        exporter.await??;
    }
    let after = presses(&hall, bench.extent).await?;
    server.stop().await?;
    let mut idle = before;
    idle.add(&after)?;
    let ms = |times: &Histogram<u64>, quantile| times.value_at_quantile(quantile) as f64 / 1_000.0;
    report.add(Row::new("a command, nobody exports, p50", "ms", ms(&idle, 0.5)));
    report.add(Row::new("a command, nobody exports, p99", "ms", ms(&idle, 0.99)));
    report.add(Row::new("  three exports at once, p50", "ms", ms(&during, 0.5)));
    let row = Row::new("  three exports at once, p99", "ms", ms(&during, 0.99));
    let row = row.limit("the same while nobody exports", ms(&idle, 0.99));
    report.add(row.goal_at_most(SLOWER_AT_MOST * ms(&idle, 0.99)));
    let window = bench.extent.window.as_secs_f64() * f64::from(WINDOWS);
    report.add(Row::new("  reports taken away meanwhile", "/s", taken.load(Ordering::Relaxed) as f64 / window));
    Ok(())
}

/// Windows of the extent in one measurement, so that its 99th percentile is of hundreds of presses.
const WINDOWS: u32 = 4;

async fn presses(hall: &Hall, extent: Extent) -> Result<Histogram<u64>> {
    let mut visitor = hall.visitor().await?;
    let mut times = histogram()?;
    let mut seen: Vec<Option<String>> = vec![None; hall.counters.len()];
    let until = Instant::now() + extent.window * WINDOWS;
    let mut turn = tokio::time::interval(PRESS_EVERY);
    let mut number = 0;
    while Instant::now() < until {
        turn.tick().await;
        let at = number % hall.counters.len();
        number += 1;
        let counter = &hall.counters[at];
        visitor.take(counter.groups.first().context("a counter that serves nobody")?).await?;
        let pressed = Instant::now();
        seen[at] = match visitor.next(&counter.number, seen[at].as_deref()).await? {
            Pressed::Called(called) => Some(called.ticket),
            Pressed::Nobody => None,
            Pressed::Stale(actual) => actual,
        };
        times.record(micros(pressed.elapsed()))?;
    }
    Ok(times)
}

async fn export(hall: &Hall, kind: &str, stop: &AtomicBool, taken: &AtomicU64) -> Result<()> {
    let greeting = &hall.greeting;
    let mut client = Client::connect(greeting.address()).await?;
    let path = format!("/api/v1/halls/{}/reports/monthly?format={kind}", greeting.hall);
    while !stop.load(Ordering::Relaxed) {
        let answer = client.get(&path, greeting.token("supervisor")?).await?;
        anyhow::ensure!(answer.status == 200, "{path}: {}", answer.status);
        taken.fetch_add(1, Ordering::Relaxed);
    }
    Ok(())
}
