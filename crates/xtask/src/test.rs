//! The one test command. It runs what was asked for to the end, counts, and never skips.

mod limit;
mod programs;
mod steps;
mod tally;

use crate::servers;
use anyhow::{Result, bail};
use std::time::{Duration, Instant};
use steps::{STEPS, Step};
pub use steps::{installed, target_folder};
use tally::Tally;

/// What a step found, and how long it took.
struct Outcome {
    step: &'static Step,
    tally: Tally,
    took: Duration,
    why: Option<String>,
}

/// Prints the names of the steps.
pub fn list() {
    for step in &STEPS {
        println!("{:10} {}", step.name, step.about);
    }
}

/// Runs the steps of these names, or all; fails if anything failed.
pub fn run(only: &[String]) -> Result<()> {
    let chosen = choose(only)?;
    let mut servers = Servers::default();
    let mut outcomes = Vec::new();
    for step in chosen {
        println!("\n── {} · {}", step.name, step.about);
        let began = Instant::now();
        let (tally, why) = match servers.environment(step).and_then(|environment| (step.run)(&environment)) {
            Ok(tally) => (tally, None),
            Err(error) => (Tally::failure(), Some(format!("{error:#}"))),
        };
        if let Some(why) = &why {
            println!("{}: {why}", step.name);
        }
        outcomes.push(Outcome { step, tally, took: began.elapsed(), why });
    }
    drop(servers);
    report(&outcomes)
}

fn choose(only: &[String]) -> Result<Vec<&'static Step>> {
    for name in only {
        if !STEPS.iter().any(|step| step.name == *name) {
            bail!("no step {name}: `cargo xtask test --list` names them");
        }
    }
    Ok(STEPS.iter().filter(|step| only.is_empty() || only.iter().any(|name| *name == step.name)).collect())
}

/// Databases, started for the first step that wants them.
#[derive(Default)]
struct Servers {
    running: Option<(servers::Server, servers::Server)>,
}

impl Servers {
    fn environment(&mut self, step: &Step) -> Result<Vec<(&'static str, String)>> {
        if !step.wants_servers {
            return Ok(Vec::new());
        }
        if self.running.is_none() {
            self.running = Some((servers::postgres()?, servers::redis()?));
        }
        let urls = self.running.iter().flat_map(|(postgres, redis)| {
            [("GOISO_TEST_POSTGRES", postgres.url.clone()), ("GOISO_TEST_REDIS", redis.url.clone())]
        });
        Ok(urls.collect())
    }
}

fn report(outcomes: &[Outcome]) -> Result<()> {
    println!("\n{:10} {:>7} {:>7} {:>9}", "step", "passed", "failed", "seconds");
    let mut total = Tally::default();
    for outcome in outcomes {
        let Outcome { step, tally, took, why } = outcome;
        let why = why.as_ref().map(|why| format!("  {}", why.lines().next().unwrap_or(""))).unwrap_or_default();
        println!("{:10} {:>7} {:>7} {:>9.1}{why}", step.name, tally.passed, tally.failed, took.as_secs_f64());
        total.add(*tally);
    }
    println!("{} passed, {} failed", total.passed, total.failed);
    if total.failed > 0 || total.passed == 0 {
        // the table has said it all
        std::process::exit(1);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{STEPS, choose};

    #[test]
    fn steps_are_chosen_by_name_and_run_in_their_order() {
        let names = |only: &[&str]| -> Vec<&str> {
            let only: Vec<_> = only.iter().map(|name| (*name).to_owned()).collect();
            choose(&only).unwrap().iter().map(|step| step.name).collect()
        };
        assert_eq!(names(&["tidy", "setup"]), ["setup", "tidy"]);
        assert_eq!(names(&[]).len(), STEPS.len());
        assert!(choose(&["nothing".to_owned()]).is_err());
    }
}
