//! A call centre's log of a queue: who joined when, who gave up, who was served by whom for how long.
//!
//! The columns are `date, service, priority, vru_entry, vru_exit, q_start, q_exit, q_time_s, outcome, ser_start, ser_exit,
//! ser_time_s, agent`. A person joins the line at `q_start`, or is served at once when an agent was free (`q_start` is then
//! 0:00:00). `AGENT` was served, `HANG` gave up, and did not come at all if there was no line.

use crate::lines::Lines;
use anyhow::{Context, bail};
use flate2::read::GzDecoder;
use jiff::civil::Date;
use serde::Deserialize;
use std::io::{BufReader, Read};
use std::path::Path;

/// The file's bytes when unpacked, at most.
const LOG_MAX: u64 = 256 * 1024 * 1024;

/// A line of the log, as it stands there.
#[derive(Debug, Deserialize)]
pub struct Call {
    /// The day.
    pub date: String,
    /// The line it is for.
    pub service: String,
    /// A higher one goes first.
    pub priority: u8,
    /// When the caller had chosen.
    pub vru_exit: String,
    /// When the caller joined the line; 0:00:00 for no line.
    pub q_start: String,
    /// When the caller left the line.
    pub q_exit: String,
    /// Seconds in line.
    pub q_time_s: u32,
    /// What became of it.
    pub outcome: Outcome,
    /// When service began.
    pub ser_start: String,
    /// When it ended.
    pub ser_exit: String,
    /// Seconds of service.
    pub ser_time_s: u32,
    /// By whom.
    pub agent: String,
}

/// What became of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Outcome {
    /// Served.
    Agent,
    /// Gave up.
    Hang,
}

/// Reads a log, packed with gzip if its name ends in .gz; each call with its line in the file.
///
/// # Errors
/// What cannot be read, with its line.
pub fn read(path: &Path) -> anyhow::Result<Vec<(u64, Call)>> {
    let file = std::fs::File::open(path).with_context(|| format!("{} cannot be read", path.display()))?;
    let file = BufReader::new(file);
    let packed = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("gz"));
    let unpacked: Box<dyn Read> = if packed { Box::new(GzDecoder::new(file)) } else { Box::new(file) };
    let mut bytes = Vec::new();
    unpacked.take(LOG_MAX).read_to_end(&mut bytes).context("the log cannot be read")?;
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(bytes.as_slice());
    let mut lines = Lines::of(&bytes);
    let header = reader.headers().context("the log has no header")?.clone();
    let mut calls = Vec::new();
    for record in reader.records() {
        let record = record.context("the log cannot be read")?;
        let line = lines.at(record.position());
        let call: Call = record.deserialize(Some(&header)).with_context(|| format!("line {line}"))?;
        call.date.parse::<Date>().with_context(|| format!("line {line}, date"))?;
        calls.push((line, call));
    }
    Ok(calls)
}

/// Seconds after midnight of `H:MM:SS`.
///
/// # Errors
/// A text that is none.
pub fn seconds(text: &str) -> anyhow::Result<u32> {
    let parts: Vec<u32> = text.split(':').map(str::parse).collect::<Result<_, _>>()?;
    match parts.as_slice() {
        [hour, minute, second] if *hour < 24 && *minute < 60 && *second < 60 => Ok(hour * 3600 + minute * 60 + second),
        _ => bail!("{text:?} is not H:MM:SS"),
    }
}
