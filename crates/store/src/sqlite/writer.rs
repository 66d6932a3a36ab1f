//! The one thread that writes: it gathers what waits, commits once for all, answers, and keeps the log file short.

use super::head::HeadFile;
use super::open::BUSY;
use super::{fault::fault, lock::Lock, sql};
use crate::chain::Hash;
use crate::controls::{Control, broken};
use crate::error::StoreError;
use crate::patience::command_written;
use crate::position::Epoch;
use goiso_queue::HallId;
use rusqlite::{Connection, params};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::time::Duration;
use tokio::sync::oneshot;

/// Jobs that share one COMMIT at most.
const GROUP_AT_MOST: usize = 64;
/// Jobs that may wait; a hall has one under way, so this is beyond any installation.
const WAITING_AT_MOST: usize = 1024;
/// Without work for so long, the thread tidies up.
const IDLE: Duration = Duration::from_millis(50);
/// Pages that wait in the log file before an idle moment is used to move them (1 MiB).
const CHECKPOINT_WHEN_IDLE: i64 = 256;
/// Pages that wait in the log file before the writer stops to move them (16 MiB).
const CHECKPOINT_INLINE: i64 = 4096;

/// Where halls stand after a job, for the note beside the file.
pub(crate) type Stand = (HallId, Epoch, u64, Hash);

/// Something to do inside the shared transaction.
pub(crate) trait Job: Send {
    /// Does it, inside its own savepoint. An error or panic takes back this job alone.
    fn run(&mut self, db: &Connection) -> Result<Option<Stand>, StoreError>;
    /// Tells what became of it; `Ok` only after COMMIT.
    fn answer(self: Box<Self>, outcome: Result<(), StoreError>);
    /// The error for a panic inside `run`.
    fn panicked(&self) -> StoreError;
}

enum Task {
    Job(Box<dyn Job>),
    EmptyLog,
    Close(oneshot::Sender<Result<(), StoreError>>),
}

/// The way to the writer.
#[derive(Clone)]
pub(crate) struct WriterHandle(SyncSender<Task>);

impl WriterHandle {
    /// Hands over a job; if there is no room it is answered at once.
    pub fn send(&self, job: Box<dyn Job>) {
        let (Task::Job(job), error) = (match self.0.try_send(Task::Job(job)) {
            Ok(()) => return,
            Err(TrySendError::Full(task)) => {
                (task, StoreError::Unavailable { why: "too much waits for the disk".to_owned() })
            }
            Err(TrySendError::Disconnected(task)) => (task, ended()),
        }) else {
            return;
        };
        job.answer(Err(error));
    }

    /// Asks for the log file to be emptied when nothing else is to be done. If there is no room to ask, something is: then
    /// checkpoints overwrite it in time.
    pub fn empty_log_file(&self) {
        if self.0.try_send(Task::EmptyLog).is_err() {
            tracing::warn!("the log file is not emptied: too much waits for the disk");
        }
    }

    /// Ends the thread after what waits; the file is then whole without its log file.
    pub async fn close(&self) -> Result<(), StoreError> {
        let (reply, end) = oneshot::channel();
        let sender = self.0.clone();
        // The channel may be full for a moment, and sending then blocks.
        tokio::task::spawn_blocking(move || sender.send(Task::Close(reply)))
            .await
            .map_err(|_| ended())?
            .map_err(|_| ended())?;
        end.await.map_err(|_| ended())?
    }
}

fn ended() -> StoreError {
    StoreError::Fatal { why: "the writer has ended".to_owned() }
}

/// What the thread owns.
pub(crate) struct Writer {
    pub db: Connection,
    pub head: HeadFile,
    /// Held until the thread ends.
    pub lock: Lock,
}

impl Writer {
    /// Leaves the file whole, without its log file.
    pub fn settle(&self) -> Result<(), StoreError> {
        self.db.prepare_cached(sql::SET_META)?.execute(params!["running", "0"])?;
        let (busy, ..) = pragma_checkpoint(&self.db, "TRUNCATE")?;
        if busy != 0 {
            tracing::warn!("a reader still holds the log file; it stays beside the database");
        }
        tracing::debug!(lock = %self.lock.path().display(), "the database is closed");
        Ok(())
    }

    /// Starts the thread.
    pub fn start(self) -> std::io::Result<WriterHandle> {
        let (sender, jobs) = sync_channel(WAITING_AT_MOST);
        std::thread::Builder::new().name("goiso-writer".to_owned()).spawn(move || Loop::new(self).run(&jobs))?;
        Ok(WriterHandle(sender))
    }
}

struct Loop {
    writer: Writer,
    /// Once the disk has failed nothing is written any more: what the kernel shows may not be what the disk holds.
    failed: Option<StoreError>,
    /// Pages in the log file that are not yet in the database.
    waiting_pages: i64,
    /// Whether old pages are to go from the log file, not only to be moved.
    to_empty: bool,
    /// What `waiting_pages` was when a checkpoint last could not move all: trying again at once would not help.
    stuck_at: i64,
}

impl Loop {
    fn new(writer: Writer) -> Self {
        Self { writer, failed: None, waiting_pages: 0, to_empty: false, stuck_at: 0 }
    }

    fn run(mut self, tasks: &Receiver<Task>) {
        loop {
            let task = if self.has_chores() {
                match tasks.recv_timeout(IDLE) {
                    Ok(task) => task,
                    Err(RecvTimeoutError::Timeout) => {
                        self.chores();
                        continue;
                    }
                    Err(RecvTimeoutError::Disconnected) => return,
                }
            } else {
                match tasks.recv() {
                    Ok(task) => task,
                    Err(_) => return,
                }
            };
            let mut group = Vec::new();
            let mut closing = None;
            let mut next = Some(task);
            while let Some(task) = next {
                match task {
                    Task::Job(job) => group.push(job),
                    Task::EmptyLog => self.to_empty = true,
                    Task::Close(reply) => {
                        closing = Some(reply);
                        break;
                    }
                }
                next = if group.len() < GROUP_AT_MOST { tasks.try_recv().ok() } else { None };
            }
            if !group.is_empty() {
                self.commit_together(group);
            }
            if let Some(reply) = closing {
                let outcome = self.close();
                // The answer means that somebody else may have the file.
                drop(self);
                let _gone = reply.send(outcome);
                return;
            }
        }
    }

    /// One transaction for all jobs, a savepoint for each, one COMMIT; then everybody hears.
    fn commit_together(&mut self, mut group: Vec<Box<dyn Job>>) {
        let outcomes = match &self.failed {
            Some(error) => Err(error.clone()),
            None => self.transaction(&mut group),
        };
        match outcomes {
            Ok(outcomes) => {
                command_written();
                for (job, outcome) in group.into_iter().zip(outcomes) {
                    job.answer(outcome.map(|stand| {
                        if let Some(stand) = stand {
                            self.writer.head.note(stand);
                        }
                    }));
                }
                self.writer.head.write_if_due();
                self.count_pages();
                if self.waiting_pages - self.stuck_at > CHECKPOINT_INLINE {
                    self.checkpoint();
                }
            }
            Err(error) => {
                if !self.writer.db.is_autocommit()
                    && let Err(e) = self.writer.db.execute_batch("ROLLBACK")
                {
                    tracing::error!(error = %e, "rolling back failed");
                    self.fail(&StoreError::Fatal { why: format!("rolling back failed: {e}") });
                }
                self.fail(&error);
                tracing::warn!(%error, jobs = group.len(), "nothing was written");
                for job in group {
                    job.answer(Err(error.clone()));
                }
            }
        }
    }

    /// `Err` if nothing of the whole group was written.
    fn transaction(&self, group: &mut [Box<dyn Job>]) -> Result<Vec<Result<Option<Stand>, StoreError>>, StoreError> {
        let db = &self.writer.db;
        if broken(Control::AnswerBeforeCommit) && !db.is_autocommit() {
            run(db, "COMMIT")?;
        }
        run(db, "BEGIN IMMEDIATE")?;
        let mut outcomes = Vec::with_capacity(group.len());
        for job in group.iter_mut() {
            run(db, "SAVEPOINT job")?;
            let outcome = catch_unwind(AssertUnwindSafe(|| job.run(db))).unwrap_or_else(|_| Err(job.panicked()));
            match &outcome {
                Ok(_) => run(db, "RELEASE job")?,
                // Some errors, a full disk among them, end the transaction for everybody.
                Err(error) if db.is_autocommit() || is_fatal(error) => return Err(error.clone()),
                Err(_) => {
                    run(db, "ROLLBACK TO job")?;
                    run(db, "RELEASE job")?;
                }
            }
            outcomes.push(outcome);
        }
        let halls_alone = outcomes.iter().all(|outcome| matches!(outcome, Ok(Some(_))));
        if !(broken(Control::AnswerBeforeCommit) && halls_alone) {
            run(db, "COMMIT")?;
        }
        Ok(outcomes)
    }

    fn fail(&mut self, error: &StoreError) {
        if self.failed.is_none() && is_fatal(error) {
            tracing::error!(%error, "the disk failed; nothing is written any more");
            self.failed = Some(error.clone());
        }
    }

    fn count_pages(&mut self) {
        // NOOP counts and moves nothing.
        match pragma_checkpoint(&self.writer.db, "NOOP") {
            Ok((_, in_log, moved)) => self.waiting_pages = in_log - moved,
            Err(error) => tracing::debug!(%error, "the log file was not counted"),
        }
        self.stuck_at = self.stuck_at.min(self.waiting_pages);
    }

    fn has_chores(&self) -> bool {
        self.failed.is_none()
            && (self.writer.head.is_stale()
                || self.to_empty
                || self.waiting_pages - self.stuck_at > CHECKPOINT_WHEN_IDLE)
    }

    fn chores(&mut self) {
        self.writer.head.write_if_due();
        if self.to_empty {
            self.empty_log();
        }
        if self.waiting_pages - self.stuck_at > CHECKPOINT_WHEN_IDLE {
            self.checkpoint();
        }
    }

    /// Moves all pages and empties the log file, unless somebody reads from it: then at the next idle moment.
    fn empty_log(&mut self) {
        let emptied = self
            .writer
            .db
            .busy_timeout(Duration::ZERO)
            .and_then(|()| pragma_checkpoint(&self.writer.db, "TRUNCATE"))
            .map(|(busy, ..)| busy == 0);
        match emptied {
            Ok(true) => {
                self.to_empty = false;
                (self.waiting_pages, self.stuck_at) = (0, 0);
            }
            Ok(false) => {}
            Err(error) => {
                let error = fault(&error);
                tracing::warn!(%error, "the log file could not be emptied");
                self.to_empty = false;
                self.fail(&error);
            }
        }
        if let Err(error) = self.writer.db.busy_timeout(BUSY) {
            self.fail(&fault(&error));
        }
    }

    /// Moves pages from the log file into the database as far as readers allow.
    fn checkpoint(&mut self) {
        if broken(Control::NoStartCheckpoint) {
            // A later checkpoint would move the pages in time by luck, and hide what the broken build lacks.
            self.stuck_at = self.waiting_pages;
            return;
        }
        match pragma_checkpoint(&self.writer.db, "PASSIVE") {
            Ok((_, in_log, moved)) => {
                self.waiting_pages = in_log - moved;
                self.stuck_at = self.waiting_pages;
            }
            Err(error) => {
                let error = fault(&error);
                tracing::warn!(%error, "a checkpoint failed");
                self.stuck_at = self.waiting_pages;
                self.fail(&error);
            }
        }
    }

    fn close(&mut self) -> Result<(), StoreError> {
        if let Some(error) = &self.failed {
            return Err(error.clone());
        }
        self.writer.head.write();
        self.writer.settle()
    }
}

fn run(db: &Connection, statement: &str) -> Result<(), StoreError> {
    db.prepare_cached(statement)?.execute([])?;
    Ok(())
}

fn is_fatal(error: &StoreError) -> bool {
    matches!(error, StoreError::Fatal { .. })
}

/// (busy, pages in the log file, pages of them moved into the database).
pub(crate) fn pragma_checkpoint(db: &Connection, mode: &'static str) -> rusqlite::Result<(i64, i64, i64)> {
    db.prepare_cached(&format!("PRAGMA wal_checkpoint({mode})"))?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
}
