//! What a hall's forecaster learnt survives restarts and new days, from the log alone.
//!
//! A hall that was just loaded answers at once with what the present day shows. Meanwhile the last service days are read
//! from the log, chunk by chunk, and folded beside it; when that is through, the warmed forecaster takes over.

use goiso_queue::forecast::live::Forecaster;
use goiso_queue::{Event, Fact, Hall, HallId};
use goiso_store::{Store, StoreError, StoredEvent};
use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::task::JoinHandle;

/// Service days that are looked back on, the present one included.
const DAYS: usize = 10;
/// Events that are looked back on, at most: ten days of a large ward.
const EVENTS: u64 = 100_000;
/// Events that are read and folded in one go.
const AT_ONCE: u32 = 500;
/// Events that may happen meanwhile; beyond them the present forecaster stays.
const MEANWHILE: usize = 5_000;

/// A forecaster being warmed beside a running hall.
pub(crate) struct Warming {
    task: JoinHandle<Option<Warmed>>,
    given_up: Arc<AtomicBool>,
    /// What happened since the log was at the point up to which it is read.
    since: Vec<Event>,
}

/// The fold of the days that were looked back on.
pub(crate) struct Warmed {
    forecaster: Forecaster,
    hall: Hall,
}

/// Whether what happens meanwhile is still kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kept {
    /// It is.
    Yes,
    /// It was too much.
    No,
}

impl Warming {
    /// Begins with the log up to `until`; none where nothing happened yet.
    pub fn begin(store: Store, hall: HallId, until: u64) -> Option<Self> {
        if until == 0 {
            return None;
        }
        let given_up = Arc::new(AtomicBool::new(false));
        let stop = Arc::clone(&given_up);
        let task = tokio::spawn(async move {
            match warm(&store, &hall, until, &stop).await {
                Ok(warmed) => warmed,
                Err(error) => {
                    tracing::warn!(%hall, %error, "the past cannot be read; forecasts begin with the present day");
                    None
                }
            }
        });
        Some(Self { task, given_up, since: Vec::new() })
    }

    /// The end of the reading; cancel safe. Forever pending where nothing is read.
    pub async fn ended(warming: &mut Option<Self>) -> Option<Warmed> {
        match warming {
            Some(warming) => (&mut warming.task).await.ok().flatten(),
            None => std::future::pending().await,
        }
    }

    /// Keeps what happens meanwhile.
    pub fn keep(&mut self, events: &[Event]) -> Kept {
        if self.since.len().saturating_add(events.len()) > MEANWHILE {
            return Kept::No;
        }
        self.since.extend_from_slice(events);
        Kept::Yes
    }

    /// The warmed forecaster at the present of the hall; none if the two pasts are not the same.
    pub fn catch_up(&self, warmed: Warmed, present: &Hall) -> Option<Forecaster> {
        let Warmed { mut forecaster, mut hall } = warmed;
        for event in &self.since {
            hall.apply(event);
            forecaster.follow(&hall, event);
        }
        (hall.seq == present.seq && hall.tickets == present.tickets).then_some(forecaster)
    }

    /// Ends it, and waits until the store is no longer read.
    pub async fn end(self) {
        self.given_up.store(true, Ordering::Release);
        // Its outcome is of no use any more.
        let _outcome = self.task.await;
    }

    /// Lets it end by itself after the chunk it reads.
    pub fn give_up(&self) {
        self.given_up.store(true, Ordering::Release);
    }
}

async fn warm(store: &Store, name: &HallId, until: u64, stop: &AtomicBool) -> Result<Option<Warmed>, StoreError> {
    let Some(mut after) = begins_after(store, name, until, stop).await? else { return Ok(None) };
    let mut hall = Hall::new();
    hall.seq = after;
    let mut warmed = Warmed { forecaster: Forecaster::default(), hall };
    while after < until {
        if stop.load(Ordering::Acquire) {
            return Ok(None);
        }
        let events = chunk(store, name, after, until).await?;
        let Some(last) = events.last() else { return Ok(None) };
        after = last.position.seq;
        // Learning is arithmetic: it keeps no thread that answers.
        let folded = tokio::task::spawn_blocking(move || {
            for stored in &events {
                warmed.hall.apply(&stored.event);
                warmed.forecaster.follow(&warmed.hall, &stored.event);
            }
            warmed
        });
        warmed = match folded.await {
            Ok(folded) => folded,
            Err(error) => {
                tracing::error!(hall = %name, %error, "the past could not be folded");
                return Ok(None);
            }
        };
    }
    Ok(Some(warmed))
}

/// The seq before the first event to look at: the start of a service day, which leaves nothing of the day before. The
/// log is walked backwards; none if the limits hold not even the start of one day.
async fn begins_after(store: &Store, name: &HallId, until: u64, stop: &AtomicBool) -> Result<Option<u64>, StoreError> {
    let floor = until.saturating_sub(EVENTS);
    let mut days: VecDeque<u64> = VecDeque::new();
    let mut upper = until;
    while upper > floor && days.len() < DAYS {
        if stop.load(Ordering::Acquire) {
            return Ok(None);
        }
        let after = upper.saturating_sub(u64::from(AT_ONCE)).max(floor);
        let events = chunk(store, name, after, upper).await?;
        let started = events.iter().rev().filter(|stored| matches!(stored.event.fact, Fact::DayStarted { .. }));
        days.extend(started.map(|stored| stored.position.seq.saturating_sub(1)));
        upper = after;
    }
    days.truncate(DAYS);
    // All of a young log is looked at, with what came before its first day.
    let whole = floor == 0 && days.len() < DAYS;
    Ok(if whole { Some(0) } else { days.back().copied() })
}

/// Events after a seq up to another, at most [`AT_ONCE`].
async fn chunk(store: &Store, name: &HallId, after: u64, until: u64) -> Result<Vec<StoredEvent>, StoreError> {
    let left = u32::try_from(until.saturating_sub(after)).unwrap_or(AT_ONCE).min(AT_ONCE);
    store.events(name, None, after, left).await
}
