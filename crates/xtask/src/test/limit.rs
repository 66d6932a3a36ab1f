//! An end to tools that hang, so that a test that waits for ever is a failure with a name and not a night without an answer.

use anyhow::{Result, bail};
use std::process::{Child, Command};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

/// Watches one process and ends it, with everything it started, when its time is over.
pub struct Limit {
    done: Sender<()>,
    watch: JoinHandle<Verdict>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    InTime,
    Ended,
}

impl Limit {
    /// Gives `child` so long from now.
    pub fn on(child: &Child, at_most: Duration) -> Self {
        let (done, told) = channel();
        let id = child.id();
        Self { done, watch: std::thread::spawn(move || watch(&told, id, at_most)) }
    }

    /// The child has ended. An error if that was not by itself.
    pub fn lift(self) -> Result<()> {
        drop(self.done);
        match self.watch.join() {
            Ok(Verdict::InTime) => Ok(()),
            Ok(Verdict::Ended) => bail!("it hung and was ended"),
            Err(_) => bail!("the watch over it failed"),
        }
    }
}

fn watch(told: &Receiver<()>, id: u32, at_most: Duration) -> Verdict {
    match told.recv_timeout(at_most) {
        Ok(()) | Err(RecvTimeoutError::Disconnected) => Verdict::InTime,
        Err(RecvTimeoutError::Timeout) => {
            println!("not done after {} s: it is ended", at_most.as_secs());
            end(&family(id));
            Verdict::Ended
        }
    }
}

/// A process and all that descend from it, the oldest first.
fn family(id: u32) -> Vec<u32> {
    let parents: Vec<(u32, u32)> = std::fs::read_dir("/proc")
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            let child = entry.ok()?.file_name().to_str()?.parse().ok()?;
            let stat = std::fs::read_to_string(format!("/proc/{child}/stat")).ok()?;
            // The name in brackets may hold anything; the state and the parent follow its last bracket.
            let parent = stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()?;
            Some((child, parent))
        })
        .collect();
    let mut family = vec![id];
    let mut seen = 0;
    while let Some(&parent) = family.get(seen) {
        seen += 1;
        family.extend(parents.iter().filter(|(_, of)| *of == parent).map(|(child, _)| *child));
    }
    family
}

fn end(ids: &[u32]) {
    let told = Command::new("kill").arg("-KILL").args(ids.iter().map(u32::to_string)).status();
    if let Err(error) = told {
        println!("they cannot be ended: {error}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;
    use std::process::Stdio;

    fn shell(script: &str) -> Child {
        Command::new("sh").args(["-c", script]).stdout(Stdio::piped()).spawn().unwrap()
    }

    #[test]
    fn a_tool_that_hangs_is_ended_with_what_it_started() {
        let mut child = shell("sleep 600 & sleep 600");
        let limit = Limit::on(&child, Duration::from_millis(200));
        // Its children hold the pipe as well: reading comes to an end when all of them are gone.
        let mut said = String::new();
        child.stdout.take().unwrap().read_to_string(&mut said).unwrap();
        assert!(!child.wait().unwrap().success());
        assert!(limit.lift().is_err());
    }

    #[test]
    fn a_tool_in_time_is_left_alone() {
        let mut child = shell("true");
        let limit = Limit::on(&child, Duration::from_secs(60));
        assert!(child.wait().unwrap().success());
        assert!(limit.lift().is_ok());
    }
}
