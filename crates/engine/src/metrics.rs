//! What the engine counts.

use hdrhistogram::Histogram;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

macro_rules! counts {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {
        /// Counters and distributions of an engine since its start.
        #[derive(Debug, Clone)]
        pub struct EngineMetrics {
            $($(#[$doc])* pub $name: u64,)*
            /// Sessions open now.
            pub sessions: u64,
            /// Views kept now.
            pub views: u64,
            /// Commands in a transaction.
            pub batch_sizes: Histogram<u64>,
            /// From handing a batch to the store until COMMIT returned, in microseconds.
            pub commit_us: Histogram<u64>,
        }

        /// The counters while they count.
        #[derive(Debug)]
        pub(crate) struct Metrics {
            $(pub $name: AtomicU64,)*
            batch_sizes: Mutex<Histogram<u64>>,
            commit_us: Mutex<Histogram<u64>>,
        }

        impl Metrics {
            pub fn new() -> Self {
                Self {
                    $($name: AtomicU64::new(0),)*
                    batch_sizes: Mutex::new(distribution()),
                    commit_us: Mutex::new(distribution()),
                }
            }
            pub fn read(&self, sessions: usize, views: usize) -> EngineMetrics {
                EngineMetrics {
                    $($name: self.$name.load(Ordering::Relaxed),)*
                    sessions: u64::try_from(sessions).unwrap_or(u64::MAX),
                    views: u64::try_from(views).unwrap_or(u64::MAX),
                    batch_sizes: self.batch_sizes.lock().unwrap_or_else(PoisonError::into_inner).clone(),
                    commit_us: self.commit_us.lock().unwrap_or_else(PoisonError::into_inner).clone(),
                }
            }
        }
    };
}

counts! {
    /// Commands that were carried out.
    commands_done,
    /// Commands that the rules refused.
    commands_refused,
    /// Answers given again under their key.
    commands_replayed,
    /// Keys used again with another request.
    keys_reused,
    /// Commands turned away at a full mailbox.
    commands_busy,
    /// Commands that the database could not take.
    commands_failed,
    /// Transactions.
    batches,
    /// Events written.
    events,
    /// Halls read again after a failure.
    reloads,
    /// Whole views sent.
    snapshots,
    /// Changes sent to sessions that were up to date.
    updates,
    /// Changes sent merged, to sessions several frames behind.
    merged,
    /// Beats sent.
    beats,
    /// Unlogged facts sent.
    lives,
    /// Sessions that went on from where they stood.
    resumes,
    /// Sessions that stood further than the log: a sign of a lost future.
    ahead,
    /// Leave to speak asked for.
    speech_asked,
    /// Sessions ended for too many frames.
    floods,
}

impl Metrics {
    pub fn add(&self, counter: &AtomicU64) {
        counter.fetch_add(1, Ordering::Relaxed);
    }
    pub fn add_many(&self, counter: &AtomicU64, by: usize) {
        counter.fetch_add(u64::try_from(by).unwrap_or(0), Ordering::Relaxed);
    }
    /// A batch went through.
    pub fn committed(&self, commands: usize, took: std::time::Duration) {
        self.add(&self.batches);
        let us = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        self.batch_sizes
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .saturating_record(u64::try_from(commands).unwrap_or(u64::MAX));
        self.commit_us.lock().unwrap_or_else(PoisonError::into_inner).saturating_record(us);
    }
}

/// 1 to a minute of microseconds, two digits.
fn distribution() -> Histogram<u64> {
    const LARGEST: u64 = 60_000_000;
    match Histogram::new_with_bounds(1, LARGEST, 2) {
        Ok(histogram) => histogram,
        Err(_) => unreachable!("the bounds are right"),
    }
}
