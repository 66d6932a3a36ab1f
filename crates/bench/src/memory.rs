//! Memory: after a day's work, and for every screen that only listens.

use crate::bare_echo::Echo;
use crate::hall::{Hall, Pressed};
use crate::report::{Report, Row};
use crate::{Bench, screen, server};
use anyhow::{Context, Result};

/// Goal for the resident memory after a day, in MiB.
const DAY_GOAL_MIB: f64 = 40.0;
/// Goal for an idle screen, in KiB.
const SCREEN_GOAL_KIB: f64 = 8.0;
const KIB: f64 = 1024.0;

/// A day of tickets, every one called.
pub async fn day(bench: &Bench, report: &mut Report) -> Result<()> {
    let server = bench.fresh_server().await?;
    let hall = Hall::open(&server).await?;
    let empty = server.resident()?;
    let mut visitor = hall.visitor().await?;
    let mut seen: Vec<Option<String>> = vec![None; hall.counters.len()];
    for ticket in 0..bench.extent.tickets {
        let at = usize::try_from(ticket)? % hall.counters.len();
        let counter = &hall.counters[at];
        visitor.take(counter.groups.first().context("a counter that serves nobody")?).await?;
        seen[at] = match visitor.next(&counter.number, seen[at].as_deref()).await? {
            Pressed::Called(called) => Some(called.ticket),
            Pressed::Nobody => None,
            Pressed::Stale(actual) => actual,
        };
    }
    let full = server.resident()?;
    server.stop().await?;
    let mib = |bytes: u64| bytes as f64 / KIB / KIB;
    report.add(Row::new("memory at start", "MiB", mib(empty)));
    let name = format!("memory after {} tickets", bench.extent.tickets);
    report.add(Row::new(&name, "MiB", mib(full)).goal_at_most(DAY_GOAL_MIB));
    Ok(())
}

/// Screens that only listen, beside as many on a plain axum echo.
pub async fn sockets(bench: &Bench, report: &mut Report) -> Result<()> {
    let server = bench.fresh_server().await?;
    let hall = Hall::open(&server).await?;
    let zone = hall.greeting.zones.first().context("a hall without zones")?.clone();
    // the first ones pay for what all share
    let mut open = Vec::new();
    for _ in 0..10 {
        open.push(screen::subscribe(&hall.greeting, &zone).await?);
    }
    let before = server.resident()?;
    for _ in 0..bench.extent.screens {
        open.push(screen::subscribe(&hall.greeting, &zone).await?);
    }
    let after = server.resident()?;
    drop(open);
    server.stop().await?;

    let echo = Echo::start().await?;
    let mut open = vec![screen::connect_echo(&echo.address).await?];
    let plain_before = server::resident(echo.id()?)?;
    for _ in 0..bench.extent.screens {
        open.push(screen::connect_echo(&echo.address).await?);
    }
    let plain_after = server::resident(echo.id()?)?;
    drop(open);
    echo.stop().await?;

    let each = |before: u64, after: u64| after.saturating_sub(before) as f64 / KIB / f64::from(bench.extent.screens);
    let row = Row::new("memory for an idle screen", "KiB", each(before, after));
    report.add(row.limit("plain axum socket", each(plain_before, plain_after)).goal_at_most(SCREEN_GOAL_KIB));
    Ok(())
}
