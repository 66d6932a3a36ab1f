//! Work that gives way to commands.

use crate::error::StoreError;
use thread_priority::{NormalThreadSchedulePolicy, ThreadPriority, ThreadSchedulePolicy};
use tokio::sync::oneshot;

/// Does what takes long and can wait on a thread of its own, which gives way to every other one that has something to do: an officer
/// who presses *next* does not wait for a report. A thread of a pool would keep its patience for whoever has it next. How many go on
/// at once is for the caller to bound. `Unavailable` if the machine has no thread left, or the work panicked.
pub async fn aside<T: Send + 'static>(name: &str, work: impl FnOnce() -> T + Send + 'static) -> Result<T, StoreError> {
    let away = |why: String| StoreError::Unavailable { why };
    let (tell, told) = oneshot::channel();
    let patient = move || {
        give_way();
        // whoever asked may have gone
        let _ = tell.send(work());
    };
    let thread = std::thread::Builder::new().name(name.to_owned());
    thread.spawn(patient).map_err(|error| away(format!("there is no thread for it: {error}")))?;
    told.await.map_err(|_| away(format!("the {name} was cut off")))
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
}
