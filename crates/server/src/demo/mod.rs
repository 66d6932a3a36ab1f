//! `goiso demo`: a ready-made hall with people in it, made up from a seed or recorded on a real day.
//!
//! The people act through the engine as pages do, by commands with keys; nothing here writes around it.

pub mod args;
pub mod convert;
pub mod crowd;
pub mod dice;
pub mod drive;
pub mod invented;
pub mod officer;
pub mod open;
pub mod recorded;
#[cfg(test)]
mod stage;
pub mod tally;
pub mod visitor;
pub mod words;

pub use args::DemoArgs;
pub use convert::{ConvertArgs, convert};
pub use open::{Demo, Finished};

use words::say;

/// Runs a demo until it is interrupted, or to the end of a replay.
///
/// # Errors
/// What keeps it from starting, in words that say what to do; a replay that does not add up; a disk that failed.
pub async fn run(args: DemoArgs) -> anyhow::Result<()> {
    let demo = Demo::open(&args).await?;
    demo.line.print()?;
    demo.greet();
    let finished = demo.serve(interrupted()).await?;
    if let Some(tally) = finished.replayed {
        println!("{tally}");
        anyhow::ensure!(tally.adds_up(), "tickets were lost: {tally}");
    }
    say("goiso đã dừng · stopped");
    Ok(())
}

/// Resolves when the terminal or the system says stop.
async fn interrupted() {
    let mut terminated = match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(terminated) => terminated,
        Err(why) => {
            tracing::warn!(%why, "only an interrupt from the terminal ends the demo");
            std::future::pending().await
        }
    };
    tokio::select! {
        // Without handlers the system's own way of ending a process is in force.
        interrupted = tokio::signal::ctrl_c() => if interrupted.is_err() { std::future::pending().await },
        _ = terminated.recv() => {}
    }
}
