//! Durable commands a second at 1, 16 and 256 clients. As many clients as there are counters take a number and press *next* at
//! their own counter; the others take a number and give it back.

use crate::dice::Dice;
use crate::hall::{Hall, Pressed, Visitor};
use crate::report::{Report, Row};
use crate::{Bench, Extent, bare_sqlite};
use anyhow::{Context, Result};
use goiso_wire::value::CounterValue;
use hdrhistogram::Histogram;
use std::time::{Duration, Instant};

/// Clients at a time, with the goal of the issue where it names one.
const LEVELS: [(u32, Option<f64>); 3] = [(1, None), (16, Some(5_000.0)), (256, None)];

pub async fn measure(bench: &Bench, report: &mut Report) -> Result<()> {
    for (clients, goal) in LEVELS {
        // a line holds 9,999 numbers a day: every level has a hall of its own
        let server = bench.fresh_server().await?;
        let hall = Hall::open(&server).await?;
        let load = load(&hall, clients, bench.extent, bench.seed).await?;
        let data = server.data.clone();
        server.stop().await?;
        let size = bare_sqlite::size_of_command(&data, load.answered)?;
        let folder = bench.disk.fresh()?;
        let extent = bench.extent;
        let limit =
            tokio::task::spawn_blocking(move || bare_sqlite::group_commit(&folder, &size, clients, extent)).await??;
        let rate = load.counted as f64 / bench.extent.window.as_secs_f64();
        let mut row = Row::new(&format!("durable commands, {clients} clients"), "/s", rate);
        row = row.limit("bare SQLite group commit, same rows and bytes", limit);
        if let Some(goal) = goal {
            row = row.goal_at_least(goal);
        }
        report.add(row);
        let ms = |quantile| load.times.value_at_quantile(quantile) as f64 / 1_000.0;
        report.add(Row::new(&format!("  one command, p50, {clients} clients"), "ms", ms(0.5)));
        report.add(Row::new(&format!("  one command, p99, {clients} clients"), "ms", ms(0.99)));
    }
    Ok(())
}

struct Load {
    /// Commands answered in all.
    answered: u64,
    /// Commands answered within the window.
    counted: u64,
    /// Microseconds from command to answer.
    times: Histogram<u64>,
}

async fn load(hall: &Hall, clients: u32, extent: Extent, seed: u64) -> Result<Load> {
    let mut visitors = Vec::new();
    for _ in 0..clients {
        visitors.push(hall.visitor().await?);
    }
    let began = Instant::now();
    let mut running = Vec::new();
    for (number, visitor) in visitors.into_iter().enumerate() {
        let at = hall.counters.get(number).cloned();
        // all lines alike, so that no series of numbers runs out within the window
        let groups = hall.greeting.groups.clone();
        let person = Person { visitor, dice: Dice::new(seed, number as u64), clock: Clock::new(began, extent)? };
        running.push(tokio::spawn(async move {
            match at {
                Some(counter) => person.officer(counter).await,
                None => person.citizen(groups).await,
            }
        }));
    }
    let mut load = Load { answered: 0, counted: 0, times: histogram()? };
    for person in running {
        let done = person.await??;
        load.answered += done.answered;
        load.counted += done.times.len();
        load.times.add(&done.times)?;
    }
    Ok(load)
}

struct Person {
    visitor: Visitor,
    dice: Dice,
    clock: Clock,
}

impl Person {
    async fn officer(mut self, counter: CounterValue) -> Result<Clock> {
        let mut seen: Option<String> = None;
        while !self.clock.over() {
            let group = self.dice.pick(&counter.groups).context("a counter that serves nobody")?;
            let pressed = Instant::now();
            self.visitor.take(group).await?;
            self.clock.answered(pressed)?;
            let pressed = Instant::now();
            seen = match self.visitor.next(&counter.number, seen.as_deref()).await? {
                Pressed::Called(called) => {
                    self.clock.answered(pressed)?;
                    Some(called.ticket)
                }
                // an answer that wrote less, and a refusal because a citizen gave up a called number: neither counts
                Pressed::Nobody => None,
                Pressed::Stale(actual) => actual,
            };
        }
        Ok(self.clock)
    }

    async fn citizen(mut self, groups: Vec<String>) -> Result<Clock> {
        while !self.clock.over() {
            let group = self.dice.pick(&groups).context("a hall without lines")?;
            let pressed = Instant::now();
            let ticket = self.visitor.take(group).await?;
            self.clock.answered(pressed)?;
            let pressed = Instant::now();
            // an officer may have called it meanwhile: that refusal is no fault and does not count
            if self.visitor.cancel(&ticket).await.is_ok() {
                self.clock.answered(pressed)?;
            }
        }
        Ok(self.clock)
    }
}

/// What one person did, and when.
struct Clock {
    from: Instant,
    until: Instant,
    answered: u64,
    times: Histogram<u64>,
}

impl Clock {
    fn new(began: Instant, extent: Extent) -> Result<Self> {
        let from = began + extent.warm_up;
        Ok(Self { from, until: from + extent.window, answered: 0, times: histogram()? })
    }
    fn over(&self) -> bool {
        Instant::now() >= self.until
    }
    fn answered(&mut self, pressed: Instant) -> Result<()> {
        self.answered += 1;
        let now = Instant::now();
        if now >= self.from && now < self.until {
            self.times.record(micros(now - pressed))?;
        }
        Ok(())
    }
}

/// Microseconds up to a minute, to three figures.
pub fn histogram() -> Result<Histogram<u64>> {
    Ok(Histogram::new_with_bounds(1, 60_000_000, 3)?)
}

/// Whole microseconds.
pub fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}
