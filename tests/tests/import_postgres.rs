//! Days of another system into a hall on PostgreSQL: the same account and the same log as on SQLite, sound after each step.

use anyhow::{Context, Result, ensure};
use goiso_tests::postgres::{Postgres, fresh_database};
use goiso_tests::server::{Scratch, goiso};
use std::fmt::Write as _;

const HALL: &str = "hoa-phuong";
const CONFIG: &str = include_str!("../../crates/server/src/template/ward.toml");

/// Two mornings of two counters, a person every five minutes; each seventh gives up, each ninth does not come.
fn mornings() -> Result<(String, usize)> {
    let mut file = "ticket,group,class,issued,called,counter,started,finished,outcome\n".to_owned();
    let mut rows = 0;
    for day in ["2026-03-30", "2026-03-31"] {
        for n in 0..30_u32 {
            let at = |minute: u32| format!("{day} {:02}:{:02}:00", 7 + (30 + minute) / 60, (30 + minute) % 60);
            let (issued, ended) = (at(5 * n), at(5 * n + 9));
            let (group, counter) = if n % 2 == 0 { ('A', 1) } else { ('C', 3) };
            let ticket = format!("{group}{:03}", n / 2 + 1);
            let class = if n % 5 == 0 { "elderly" } else { "" };
            let rest = match n {
                _ if n % 7 == 6 => format!(",,,{ended},left"),
                _ if n % 9 == 8 => format!("{},{counter},,{},no_show", at(5 * n + 1), at(5 * n + 4)),
                _ => format!("{},{counter},{},{ended},served", at(5 * n + 1), at(5 * n + 2)),
            };
            writeln!(file, "{ticket},{group},{class},{issued},{rest}")?;
            rows += 1;
        }
    }
    Ok((file, rows))
}

/// How many events `verify` read in a sound database.
async fn events_of(data: &str) -> Result<u64> {
    let (sound, said) = goiso(&["verify", data]).await?;
    ensure!(sound && said.contains("sound"), "{said}");
    let count = said.split_once(": ").and_then(|(_, rest)| rest.split_once(" events")).context("a count")?.0;
    Ok(count.parse()?)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_past_goes_into_postgres_as_into_sqlite() -> Result<()> {
    let scratch = Scratch::new("import")?;
    let path = |name: &str| scratch.path().join(name).to_string_lossy().into_owned();
    let (rows, count) = mornings()?;
    std::fs::write(path("past.csv"), rows)?;
    std::fs::write(path("hall.toml"), CONFIG)?;
    let mut own: Option<Postgres> = None;
    let databases = [path("goiso.db"), fresh_database(&mut own).await?];
    let mut told = Vec::new();
    for data in &databases {
        let (file, config) = (path("past.csv"), path("hall.toml"));
        let new = ["import-history", &file, "--hall", HALL, "--data", data, "--config", &config];
        let (fine, account) = goiso(&new).await?;
        ensure!(fine && account.contains(&format!("{count} đã nhập / imported")), "{account}");
        let events = events_of(data).await?;
        ensure!(events > 3 * u64::try_from(count)?, "{events} events");
        let (again, refused) = goiso(&new[..6]).await?;
        ensure!(!again && refused.contains("day_in_log"), "a day goes in once: {refused}");
        ensure!(events_of(data).await? == events, "what was refused left something");
        let (rebuilt, said) = goiso(&["rebuild", data]).await?;
        ensure!(rebuilt, "{said}");
        ensure!(events_of(data).await? == events, "rebuilding changed the log");
        told.push((account, events));
    }
    ensure!(told[0] == told[1], "{told:#?}");
    println!("{count} rows, {} events on both", told[0].1);
    Ok(())
}
