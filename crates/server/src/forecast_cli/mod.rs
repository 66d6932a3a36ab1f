//! `goiso forecast`: how far what is told about waits is from what came, on a recorded log.

mod replay;
mod score;
mod simple;
mod what_if;

use crate::queue_log;
use anyhow::ensure;
use clap::{Args, Subcommand};
use score::{Report, Score};
use std::path::PathBuf;

/// What can be done with forecasts.
#[derive(Debug, Subcommand)]
pub enum ForecastCommand {
    /// Replay a queue log and say how far each estimator was from the waits that came
    Eval(EvalArgs),
}

/// `eval`.
#[derive(Debug, Args)]
pub struct EvalArgs {
    /// The log: CSV, or CSV packed with gzip when the name ends in .gz
    log: PathBuf,
    /// One JSON object instead of a table
    #[arg(long)]
    json: bool,
}

/// Does what was asked.
///
/// # Errors
/// What cannot be read, with its line; a log in which nobody waited.
pub fn run(command: ForecastCommand) -> anyhow::Result<()> {
    match command {
        ForecastCommand::Eval(args) => {
            let report = eval(&args.log)?;
            if args.json {
                println!("{}", serde_json::to_string(&report)?);
            } else {
                print!("{report}");
            }
            Ok(())
        }
    }
}

/// Replays a log, day after day, and scores every estimator on the waits of those who were served.
fn eval(log: &std::path::Path) -> anyhow::Result<Report> {
    let happened = replay::happened(&queue_log::read(log)?)?;
    let mut score = Score::default();
    replay::replay(&happened, &mut score);
    let report = score.report(what_if::back_test(&happened)?);
    ensure!(report.range.n > 0, "nobody in the log waited and was served: there is nothing to compare");
    Ok(report)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write as _;

    const HEADER: &str = "date,service,priority,vru_entry,vru_exit,q_start,q_exit,q_time_s,outcome,ser_start,ser_exit,ser_time_s,agent\n";

    fn clock(second: u32) -> String {
        format!("{}:{:02}:{:02}", second / 3600 % 24, second / 60 % 60, second % 60)
    }

    fn scored(rows: &str, name: &str) -> anyhow::Result<Report> {
        static FILES: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
        let n = FILES.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let file = std::env::temp_dir().join(format!("goiso-forecast-{}-{n}-{name}", std::process::id()));
        std::fs::write(&file, format!("{HEADER}{rows}"))?;
        let report = eval(&file);
        std::fs::remove_file(&file)?;
        report
    }

    /// One officer, a service of 100 s each; people come faster and slower by turns, so that the line grows and falls.
    fn one_counter(people: u32) -> String {
        let mut rows = String::new();
        let (mut arrives, mut free) = (7 * 3600_u32, 0_u32);
        for n in 0..people {
            arrives += if n % 40 < 20 { 60 } else { 160 };
            let begins = arrives.max(free);
            let (joined, left) = if begins > arrives { (arrives, begins) } else { (0, 0) };
            free = begins + 100;
            writeln!(
                rows,
                "2026-11-23,PS,0,{at},{at},{},{},{},AGENT,{},{},100,S1",
                clock(joined),
                clock(left),
                left - joined,
                clock(begins),
                clock(free),
                at = clock(arrives)
            )
            .expect("memory");
        }
        rows
    }

    fn of<'r>(report: &'r Report, name: &str) -> &'r score::Line {
        report.estimators.iter().find(|line| line.name == name).expect("every estimator is scored")
    }

    #[test]
    fn a_steady_counter_is_foretold_and_the_last_wait_is_not() {
        let report = scored(&one_counter(300), "steady.csv").expect("a fine log");
        let (ours, last) = (of(&report, "goiso"), of(&report, "last_wait"));
        assert!(ours.n > 200, "{ours:?}");
        assert_eq!(ours.n, last.n, "all are scored on the same people");
        assert!(ours.mae_s < 0.6 * last.mae_s, "{ours:?} {last:?}");
        assert!((report.range.nominal - 0.8).abs() < f64::EPSILON);
        assert!(report.range.coverage > 0.7, "{:?}", report.range);
    }

    #[test]
    fn only_the_past_is_used() {
        let rows = one_counter(200);
        let half: String = rows.lines().take(100).fold(String::new(), |text, line| text + line + "\n");
        // Afterwards everything is different: whoever looks ahead tells something else about the first half.
        let mut other = half.clone();
        for n in 0..200_u32 {
            let at = clock(21 * 3600 + n);
            let end = clock(21 * 3600 + n + 2000);
            writeln!(other, "2026-11-23,NW,2,{at},{at},{at},{end},2000,AGENT,{end},{end},0,S2").expect("memory");
        }
        let told = |rows: &str| {
            let path = std::env::temp_dir().join(format!("goiso-past-{}-{}.csv", std::process::id(), rows.len()));
            std::fs::write(&path, format!("{HEADER}{rows}")).expect("a temporary file");
            let happened = replay::happened(&queue_log::read(&path).expect("a log")).expect("a log");
            std::fs::remove_file(&path).expect("its own file");
            let mut score = Score::default();
            replay::replay(&happened, &mut score);
            score.told_in_order()
        };
        let (short, long) = (told(&half), told(&other));
        assert!(short.len() > 30);
        assert!(long.len() > short.len());
        assert_eq!(short, long.get(..short.len()).expect("longer"));
    }

    #[test]
    fn a_bad_log_is_told_with_its_line() {
        let why = |rows: &str| format!("{:#}", scored(rows, "bad.csv").expect_err("bad"));
        assert!(why("").contains("nobody in the log waited"));
        let row = "2026-11-23,PS,0,8:00:00,8:00:00,8:00:00,8:01:00,60,AGENT,8:01:00,8:02:00,60,S1\n";
        assert!(why(&row.replace("8:01:00,60", "8:61:00,60")).contains("line 2, q_exit"));
        assert!(why(&row.replace("AGENT", "LOST")).contains("line 2"));
        assert!(why(&row.replace("2026-11-23", "23/11")).contains("line 2, date"));
        assert!(scored(row, "one.csv").is_ok());
    }
}
