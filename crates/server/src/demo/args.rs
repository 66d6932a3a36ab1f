//! What `goiso demo` can be told.

use super::drive::Pace;
use std::net::SocketAddr;
use std::path::PathBuf;

/// Opens a ready-made ward hall with people in it, prints one JSON line, and runs until it is stopped.
#[derive(Debug, Clone, clap::Args)]
pub struct DemoArgs {
    /// Where to listen; port 0 takes any free one
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDR")]
    pub listen: SocketAddr,
    /// Keep the hall here, and go on with the one that is here; without it the hall is gone at the end
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Nobody comes by themselves: every number is yours
    #[arg(long)]
    pub no_traffic: bool,
    /// No limits against abuse, for load tests
    #[arg(long)]
    pub no_limits: bool,
    /// People act so many times as fast as in a hall; with --replay also "max", which is its default
    #[arg(long, value_name = "N", value_parser = pace)]
    pub speed: Option<Pace>,
    /// The same people come in the same order again; without it one is drawn and printed
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// Replay a recorded day under its own clock and end with its totals. CSV with the columns
    /// arrival,group,class,service_seconds and, if known, leaves_after_seconds; arrival is seconds from opening (07:30),
    /// HH:MM:SS or an instant; group is a letter of the hall, class one of its classes or empty
    #[arg(long, value_name = "FILE.csv", conflicts_with_all = ["no_traffic", "seed"])]
    pub replay: Option<PathBuf>,
    /// Stay open behind the last ticket of a replay, so that pages and reports can be looked at
    #[arg(long, requires = "replay")]
    pub stay: bool,
    /// A folder whose files go before the built-in pages
    #[arg(long, value_name = "DIR")]
    pub displays: Option<PathBuf>,
    /// A folder whose voices go before the built-in ones
    #[arg(long, value_name = "DIR")]
    pub sounds: Option<PathBuf>,
    /// A folder of pictures, video and slides for walls whose panel is shown
    #[arg(long, value_name = "DIR")]
    pub media: Option<PathBuf>,
    /// Listen beyond this machine, where everybody on the wire can read the demo's tokens
    #[arg(long)]
    pub allow_plain_http: bool,
}

/// The fastest that people are let act: beyond that their times are fractions of a millisecond.
const FASTEST: f64 = 10_000.0;

fn pace(text: &str) -> Result<Pace, String> {
    if text == "max" {
        return Ok(Pace::Max);
    }
    match text.parse::<f64>() {
        Ok(times) if (0.1..=FASTEST).contains(&times) => Ok(Pace::Times(times)),
        Ok(_) | Err(_) => Err(format!("not a number from 0.1 to {FASTEST}, nor max")),
    }
}
