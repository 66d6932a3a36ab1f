//! Work that gives way to commands.

use crate::error::StoreError;
use std::num::NonZero;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use thread_priority::{NormalThreadSchedulePolicy, ThreadPriority, ThreadSchedulePolicy};
use tokio::sync::{Semaphore, SemaphorePermit, oneshot};

/// Places for what takes long: one processor is always left to commands, since even a thread that gives way costs them the caches and
/// the wake-ups of its own. On a machine with one processor there is one place all the same.
static PLACES: LazyLock<Semaphore> = LazyLock::new(|| {
    let processors = std::thread::available_parallelism().map_or(1, NonZero::get);
    Semaphore::new(processors.saturating_sub(1).max(1))
});

/// A hall is busy for so long after a command.
const BUSY_FOR: Duration = Duration::from_millis(200);
/// After work in a busy hall its place rests so many times as long as the work took: a processor that is never idle makes one command
/// in fifty wait, and nobody needs hundreds of reports a second.
const REST: u32 = 4;
/// And no longer than this.
const REST_MOST: Duration = Duration::from_millis(250);

static BEGAN: LazyLock<Instant> = LazyLock::new(Instant::now);
/// When a command was last written, in milliseconds since [`BEGAN`], and one more, so that nought is never.
static WRITTEN: AtomicU64 = AtomicU64::new(0);

/// A command was written: what takes long goes slower for a while.
pub(crate) fn command_written() {
    WRITTEN.store(now_ms() + 1, Ordering::Relaxed);
}

fn now_ms() -> u64 {
    u64::try_from(BEGAN.elapsed().as_millis()).unwrap_or(u64::MAX - 1)
}

/// How long ago a command was written; `None` if none was.
fn since_command() -> Option<Duration> {
    let written = WRITTEN.load(Ordering::Relaxed).checked_sub(1)?;
    Some(Duration::from_millis(now_ms().saturating_sub(written)))
}

/// How long a place rests after work that took so long.
fn rest(took: Duration, since_command: Option<Duration>) -> Duration {
    match since_command {
        Some(since) if since < BUSY_FOR => took.saturating_mul(REST).min(REST_MOST),
        Some(_) | None => Duration::ZERO,
    }
}

/// A place for one work that takes long; it is free again when the work is done, also if nobody waits for it any more.
pub(crate) struct Place {
    /// Given back when this goes.
    _permit: SemaphorePermit<'static>,
}

/// Waits for a place, in the order of asking. `Unavailable` while the process ends.
pub(crate) async fn place() -> Result<Place, StoreError> {
    let _permit = PLACES.acquire().await.map_err(|error| StoreError::Unavailable { why: error.to_string() })?;
    Ok(Place { _permit })
}

impl Place {
    /// Does the work on a thread of its own; see [`aside`].
    pub(crate) async fn work<T: Send + 'static>(
        self,
        name: &str,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, StoreError> {
        let away = |why: String| StoreError::Unavailable { why };
        let (tell, told) = oneshot::channel();
        let patient = move || {
            give_way();
            let began = Instant::now();
            let done = work();
            // whoever asked may have gone
            let _ = tell.send(done);
            std::thread::sleep(rest(began.elapsed(), since_command()));
            drop(self);
        };
        let thread = std::thread::Builder::new().name(name.to_owned());
        thread.spawn(patient).map_err(|error| away(format!("there is no thread for it: {error}")))?;
        told.await.map_err(|_| away(format!("the {name} was cut off")))
    }
}

/// Does what takes long and can wait on a thread of its own, which gives way to every other one that has something to do: an officer
/// who presses *next* does not wait for a report. A thread of a pool would keep its patience for whoever has it next. As many go on at
/// once as there are processors but one; the others wait for their turn, and how many wait is for the caller to bound. In a busy hall a
/// place rests after each work, so that a processor is idle most of the time when somebody presses. `Unavailable` if the machine has no
/// thread left, or the work panicked.
pub async fn aside<T: Send + 'static>(name: &str, work: impl FnOnce() -> T + Send + 'static) -> Result<T, StoreError> {
    place().await?.work(name, work).await
}

/// Makes the present thread give way; there is no way back. A niceness would not do: since Linux 6.6 a nice thread keeps the processor
/// for the rest of its slice.
fn give_way() {
    let policy = ThreadSchedulePolicy::Normal(NormalThreadSchedulePolicy::Idle);
    let own = thread_priority::thread_native_id();
    if let Err(error) = thread_priority::set_thread_priority_and_policy(own, ThreadPriority::Min, policy) {
        tracing::debug!(?error, "what takes long is as urgent as commands");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use thread_priority::thread_schedule_policy;

    #[tokio::test]
    async fn the_work_is_done_by_a_thread_that_gives_way_and_no_other_does() {
        let idle = ThreadSchedulePolicy::Normal(NormalThreadSchedulePolicy::Idle);
        let policy = aside("report", || thread_schedule_policy().ok()).await.unwrap();
        assert_eq!(policy, Some(idle));
        assert_ne!(thread_schedule_policy().ok(), Some(idle));
    }

    #[tokio::test]
    async fn work_that_panics_is_an_error_and_no_end() {
        let outcome = aside("report", || std::panic::resume_unwind(Box::new("a slip"))).await;
        assert!(matches!(outcome, Err::<(), _>(StoreError::Unavailable { why }) if why == "the report was cut off"));
    }

    #[test]
    fn a_place_rests_only_in_a_busy_hall_and_never_for_long() {
        let ms = Duration::from_millis;
        assert_eq!(rest(ms(900), None), Duration::ZERO, "no command yet");
        assert_eq!(rest(ms(900), Some(BUSY_FOR)), Duration::ZERO, "nobody presses any more");
        assert_eq!(rest(ms(3), Some(ms(10))), ms(3) * REST);
        assert_eq!(rest(ms(900), Some(ms(10))), REST_MOST);
        command_written();
        assert!(since_command().is_some_and(|since| since < BUSY_FOR), "{:?}", since_command());
    }

    #[tokio::test]
    async fn one_processor_is_left_and_whoever_gave_up_keeps_no_place() {
        use std::sync::Arc;
        use std::sync::atomic::{AtomicUsize, Ordering};
        let most = std::thread::available_parallelism().map_or(1, NonZero::get).saturating_sub(1).max(1);
        let (now, peak) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let work = || {
            let (now, peak) = (Arc::clone(&now), Arc::clone(&peak));
            aside("report", move || {
                peak.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                std::thread::sleep(std::time::Duration::from_millis(20));
                now.fetch_sub(1, Ordering::SeqCst);
            })
        };
        let given_up = tokio::time::timeout(std::time::Duration::from_millis(1), work()).await;
        assert!(given_up.is_err());
        let all: Vec<_> = (0..most + 3).map(|_| tokio::spawn(work())).collect();
        for one in all {
            one.await.unwrap().unwrap();
        }
        let peak = peak.load(Ordering::SeqCst);
        assert!((1..=most).contains(&peak), "{peak} at once, {most} at most");
    }
}
