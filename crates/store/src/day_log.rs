//! The log of one service day, found by a moment or a place in it, read in pieces and bounded.

use crate::batch::StoredEvent;
use crate::error::StoreError;
use crate::store::Store;
use goiso_queue::{Fact, HallId, Moment};

/// Events of one day that are read at most: some twenty for each of 3,000 people.
pub const DAY_EVENTS_MAX: usize = 60_000;
/// Events that are read at once.
const PIECE: u32 = 2_000;

/// The events of one service day, in order; the first is its `day_started`.
#[derive(Debug, Clone, Default)]
pub struct DayLog {
    /// Never empty.
    pub events: Vec<StoredEvent>,
    /// The seq of the next day's `day_started`; none while the day goes on.
    pub next_day: Option<u64>,
}

impl DayLog {
    /// The seq of the `day_started`.
    pub fn first_seq(&self) -> u64 {
        self.events.first().map_or(0, |event| event.position.seq)
    }
    /// The seq of the newest event.
    pub fn last_seq(&self) -> u64 {
        self.events.last().map_or(0, |event| event.position.seq)
    }
}

impl Store {
    /// The newest event at or before a moment, among those up to `head`; 0 if there is none. Hall time does not run back.
    pub async fn seq_at(&self, hall: &HallId, head: u64, at: Moment) -> Result<u64, StoreError> {
        let (mut low, mut high) = (0, head);
        while low < high {
            let middle = low + (high - low).div_ceil(2);
            let event = self.events(hall, None, middle - 1, 1).await?;
            if event.first().is_some_and(|event| event.event.at <= at) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        Ok(low)
    }

    /// The day that an event belongs to, from its `day_started` to its last event or to `head`. None before the first
    /// day; `TooMuch` beyond [`DAY_EVENTS_MAX`].
    pub async fn day_around(&self, hall: &HallId, seq: u64, head: u64) -> Result<Option<DayLog>, StoreError> {
        let Some(events) = self.back_to_day_start(hall, seq).await? else { return Ok(None) };
        let mut log = DayLog { events, next_day: None };
        self.follow_day(hall, &mut log, head).await?;
        Ok(Some(log))
    }

    /// Reads on in a day to its end, or to `head`. `TooMuch` beyond [`DAY_EVENTS_MAX`].
    pub async fn follow_day(&self, hall: &HallId, log: &mut DayLog, head: u64) -> Result<(), StoreError> {
        while log.next_day.is_none() && log.last_seq() < head {
            let piece = self.events(hall, None, log.last_seq(), PIECE).await?;
            if piece.is_empty() {
                break;
            }
            for event in piece.into_iter().take_while(|event| event.position.seq <= head) {
                if starts_day(&event) {
                    log.next_day = Some(event.position.seq);
                    break;
                }
                log.events.push(event);
            }
            bounded(&log.events)?;
        }
        Ok(())
    }

    /// The events from the `day_started` before a place to that place.
    async fn back_to_day_start(&self, hall: &HallId, seq: u64) -> Result<Option<Vec<StoredEvent>>, StoreError> {
        let mut events: Vec<StoredEvent> = Vec::new();
        let mut until = seq;
        while until > 0 {
            let after = until.saturating_sub(u64::from(PIECE));
            let count = u32::try_from(until - after).unwrap_or(PIECE);
            let mut piece = self.events(hall, None, after, count).await?;
            let start = piece.iter().rposition(starts_day);
            let rest = piece.split_off(start.unwrap_or(0));
            let later = std::mem::replace(&mut events, rest);
            events.extend(later);
            bounded(&events)?;
            if start.is_some() {
                return Ok(Some(events));
            }
            until = after;
        }
        Ok(None)
    }
}

fn starts_day(event: &StoredEvent) -> bool {
    matches!(event.event.fact, Fact::DayStarted { .. })
}

fn bounded(events: &[StoredEvent]) -> Result<(), StoreError> {
    if events.len() > DAY_EVENTS_MAX {
        return Err(StoreError::TooMuch { what: format!("a day of more than {DAY_EVENTS_MAX} events") });
    }
    Ok(())
}
