//! A batch of one hall as a job of the writer.

use super::rows;
use super::writer::{Job, Stand};
use crate::batch::{Batch, Committed, KeyRef};
use crate::controls::{Control, broken};
use crate::encode::{Prepared, RawEvent, other_history};
use crate::error::StoreError;
use rusqlite::Connection;
use tokio::sync::oneshot;

/// What a committed batch gives back.
pub(crate) type Outcome<B> = Result<(B, Committed), StoreError>;

/// A batch on its way.
pub(crate) struct Commit<B> {
    batch: B,
    committed: Option<Committed>,
    reply: oneshot::Sender<Outcome<B>>,
}

impl<B: Batch> Commit<B> {
    /// A job that answers to `reply`.
    pub fn new(batch: B, reply: oneshot::Sender<Outcome<B>>) -> Self {
        Self { batch, committed: None, reply }
    }
}

impl<B: Batch> Job for Commit<B> {
    fn run(&mut self, db: &Connection) -> Result<Option<Stand>, StoreError> {
        let hall = self.batch.hall().clone();
        let row = rows::hall(db, &hall)?.ok_or_else(|| StoreError::UnknownHall(hall.clone()))?;
        let copy = self.batch.position();
        if copy != row.position() {
            if copy.seq > row.seq {
                return Err(other_history(&row, &copy));
            }
            let shared = copy.seq == 0
                || rows::event_place(db, &hall, copy.seq)?.is_some_and(|(epoch, _)| epoch == copy.epoch.0);
            if !shared {
                return Err(other_history(&row, &copy));
            }
            let missing = rows::events(db, hall.as_str(), None, copy.seq, i64::MAX)?;
            let missing = missing.into_iter().map(|raw: RawEvent| raw.stored(&hall)).collect::<Result<_, _>>()?;
            self.batch.catch_up(&row.position(), missing);
        }
        let keys = self.batch.keys();
        let mut known = keys
            .iter()
            .map(|KeyRef { principal, key, .. }| rows::answer(db, hall.as_str(), principal, key))
            .collect::<Result<Vec<_>, _>>()?;
        if broken(Control::IgnoreKeys) {
            known.fill(None);
        }
        let mut decided = self.batch.decide(known);
        if broken(Control::IgnoreKeys) {
            decided.answers.clear();
        }
        let batch = Prepared::new(row, decided)?;
        rows::write(db, &batch, crate::now_ms())?;
        self.committed = Some(batch.committed());
        Ok(Some((hall, batch.next.epoch, batch.next.seq, batch.next.head_hash)))
    }

    fn answer(self: Box<Self>, outcome: Result<(), StoreError>) {
        let Self { batch, committed, reply } = *self;
        let outcome = outcome.and_then(|()| {
            let committed = committed.ok_or_else(|| StoreError::InDoubt { why: "the batch did not run".to_owned() })?;
            Ok((batch, committed))
        });
        // Nobody may wait any more; what was committed stays committed.
        let _gone = reply.send(outcome);
    }

    fn panicked(&self) -> StoreError {
        StoreError::Panicked(format!("hall {}", self.batch.hall()))
    }
}

/// Any other writing, as a job of the writer.
pub(crate) struct Write<T, F> {
    work: Option<F>,
    done: Option<T>,
    reply: oneshot::Sender<Result<T, StoreError>>,
}

impl<T, F> Write<T, F>
where
    T: Send,
    F: FnOnce(&Connection) -> Result<T, StoreError> + Send,
{
    /// A job that answers to `reply`.
    pub fn new(work: F, reply: oneshot::Sender<Result<T, StoreError>>) -> Self {
        Self { work: Some(work), done: None, reply }
    }
}

impl<T, F> Job for Write<T, F>
where
    T: Send,
    F: FnOnce(&Connection) -> Result<T, StoreError> + Send,
{
    fn run(&mut self, db: &Connection) -> Result<Option<Stand>, StoreError> {
        if let Some(work) = self.work.take() {
            self.done = Some(work(db)?);
        }
        Ok(None)
    }

    fn answer(self: Box<Self>, outcome: Result<(), StoreError>) {
        let done = self.done;
        let outcome = outcome
            .and_then(|()| done.ok_or_else(|| StoreError::Unavailable { why: "the work did not run".to_owned() }));
        let _gone = self.reply.send(outcome);
    }

    fn panicked(&self) -> StoreError {
        StoreError::Panicked("a change outside of halls".to_owned())
    }
}
