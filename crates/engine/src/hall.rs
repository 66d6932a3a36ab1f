//! The task of one hall: takes what waits, decides it in one transaction, answers after COMMIT, publishes.

use crate::batch::{Alone, HallBatch, Outcome, Rendered, Replayed, Request, Verdict, Working};
use crate::hub::{Committed, Instant, Known, Lives, Rest};
use crate::inner::{HallShared, Inner, Reply, ReplyTo, Submission, SubmitError, speech_answer};
use crate::settings::Nodes;
use crate::touched::Touched;
use crate::warm::{Kept, Warmed, Warming};
use goiso_queue::clock::{ClockChange, HallClock, Reading};
use goiso_queue::forecast::live::Forecaster;
use goiso_queue::{Action, Actor, Command, Event, Fact, Moment};
use goiso_store::{Batch, Epoch, Fold, NewEpoch, Position, StoreError};
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};
use std::time::Duration;
use tokio::sync::mpsc;

/// Numbers that are passed over when a new epoch begins, because paper of the lost future exists.
const SKIPPED_NUMBERS: u16 = 200;
/// Without views or deadlines the task looks at the clock this often.
const IDLE: Duration = Duration::from_secs(1);
/// With views it looks this often, which is how exact beats are.
const AWAKE: Duration = Duration::from_millis(250);
/// Between two parts of what is too much for one go.
const PAUSE: Duration = Duration::from_millis(20);
/// What people are told is made anew at most this often, in milliseconds.
const LIVE_EVERY_MS: i64 = 1_000;
/// A shared log whose head was not seen for so long is not known, in milliseconds.
const HEAD_STALE_MS: i64 = 3_000;
/// Acknowledged calls in one batch.
const SHOWN_AT_ONCE: usize = 64;
/// Events that are read at once when another node was faster.
const EVENTS_AT_ONCE: u32 = 1_000;
/// A due deadline that nothing came of is not tried again before this, in milliseconds.
const TICK_AGAIN_MS: i64 = 1_000;
/// The first wait before a hall is read again, and the longest.
const BACK_OFF: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(2));
/// Told to callers when the database cannot write.
const RETRY_AFTER_S: u32 = 1;

/// The task of a hall.
pub(crate) struct HallTask {
    inner: Arc<Inner>,
    hall: Arc<HallShared>,
    mailbox: mpsc::Receiver<Submission>,
    clock: HallClock,
    /// None after a failure, until the hall was read again.
    working: Option<Working>,
    new_epoch: Option<NewEpoch>,
    read_again: (tokio::time::Instant, Duration),
    tick_from: i64,
    live_at: Option<i64>,
    forecaster: Forecaster,
    /// The forecaster that takes over once it has looked back.
    warming: Option<Warming>,
    rest: Rest,
    first_turn: bool,
}

impl HallTask {
    /// A task for a hall that was just loaded.
    pub fn new(
        inner: Arc<Inner>,
        hall: Arc<HallShared>,
        mailbox: mpsc::Receiver<Submission>,
        clock: HallClock,
        working: Working,
        new_epoch: Option<NewEpoch>,
    ) -> Self {
        let forecaster = Forecaster::of(&working.hall);
        let warming = Warming::begin(inner.store.clone(), hall.name.clone(), working.hall.seq);
        if warming.is_none() {
            hall.warm.send_replace(true);
        }
        Self {
            inner,
            hall,
            forecaster,
            warming,
            mailbox,
            clock,
            working: Some(working),
            new_epoch,
            read_again: (tokio::time::Instant::now(), BACK_OFF.0),
            tick_from: i64::MIN,
            live_at: None,
            rest: Rest::Done,
            first_turn: true,
        }
    }

    /// Runs until the engine stops and the mailbox is empty.
    pub async fn run(mut self) {
        self.until_stopped().await;
        if let Some(warming) = self.warming.take() {
            warming.end().await;
        }
    }

    async fn until_stopped(&mut self) {
        let mut stopping = self.inner.stopping.subscribe();
        let mut taken = Vec::with_capacity(self.inner.settings.batch);
        let wake = Arc::clone(&self.hall);
        if *stopping.borrow_and_update() {
            self.mailbox.close();
        }
        self.turn(&mut taken).await;
        loop {
            let nap = self.nap();
            tokio::select! {
                biased;
                count = self.mailbox.recv_many(&mut taken, self.inner.settings.batch) => {
                    if count == 0 {
                        return;
                    }
                }
                () = wake.wake.notified() => {}
                warmed = Warming::ended(&mut self.warming) => self.take_over(warmed),
                changed = stopping.changed() => {
                    if changed.is_ok() && !*stopping.borrow_and_update() {
                        continue;
                    }
                    self.mailbox.close();
                }
                () = tokio::time::sleep(nap) => {}
            }
            self.turn(&mut taken).await;
            if self.warming.is_none() {
                self.hall.warm.send_if_modified(|warm| !std::mem::replace(warm, true));
            }
        }
    }

    /// The forecaster that looked back takes the place of the one that did not.
    fn take_over(&mut self, warmed: Option<Warmed>) {
        let Some((warming, warmed)) = self.warming.take().zip(warmed) else { return };
        let committed = self.hall.committed.read().unwrap_or_else(PoisonError::into_inner);
        match warming.catch_up(warmed, &committed.hall) {
            Some(forecaster) => {
                self.forecaster = forecaster;
                self.live_at = None;
            }
            None => tracing::warn!(hall = %self.hall.name, "the past that was read does not lead to the present"),
        }
    }

    /// How long nothing will be due.
    fn nap(&self) -> Duration {
        let instant = self.hall.instant(&*self.inner.clock);
        let mut nap = if self.hall.hub().len() > 0 { AWAKE } else { IDLE };
        if self.rest == Rest::Waits {
            nap = nap.min(PAUSE);
        }
        if self.working.is_none() {
            nap = nap.min(self.read_again.0.saturating_duration_since(tokio::time::Instant::now()));
        }
        let deadline = self.working.as_ref().and_then(|working| working.hall.next_deadline());
        if let Some(deadline) = deadline {
            let due = deadline.ms_since(instant.now).max(self.tick_from.saturating_sub(instant.mono_ms));
            nap = nap.min(ms(due));
        }
        if let Some(since) = self.hall.presence().shown_since() {
            nap = nap.min(ms(since.saturating_add(self.inner.settings.gather_ms).saturating_sub(instant.mono_ms)));
        }
        nap.max(Duration::from_millis(1))
    }

    /// One turn: everything that waits, and what time brings.
    async fn turn(&mut self, taken: &mut Vec<Submission>) {
        let reading = self.inner.clock.reading();
        let accepted =
            taken.iter().any(|submission| matches!(submission.request.command.action, Action::TrustClock { .. }));
        let (now, change) = if accepted { self.clock.accept(reading) } else { self.clock.read(reading) };
        self.hall.stamp.set(now, reading.mono_ms);
        if self.working.is_none() && !self.read_hall(reading).await {
            for submission in taken.drain(..) {
                let why = "the hall is being read again".to_owned();
                self.answer_error(submission.reply, &SubmitError::Unavailable { why, retry_after_s: RETRY_AFTER_S });
            }
            return;
        }
        if let Some(order) = self.new_epoch.take() {
            self.begin_epoch(&order, reading).await;
        }
        if self.hall.behind.swap(false, Ordering::AcqRel) {
            self.catch_up(reading).await;
        }
        let mut submissions = self.own_commands(now, reading, change, accepted, !taken.is_empty());
        submissions.append(taken);
        if !submissions.is_empty() {
            self.carry_out(submissions, now, reading).await;
        }
        self.time_passes(Instant { now, mono_ms: reading.mono_ms });
    }

    /// What the hall itself wants: the clock's doubts, deadlines, acknowledgements.
    fn own_commands(
        &mut self,
        now: Moment,
        reading: Reading,
        change: Option<ClockChange>,
        accepted: bool,
        company: bool,
    ) -> Vec<Submission> {
        let mut own = Vec::new();
        let Some(working) = &self.working else { return own };
        let change = change.filter(|_| !accepted).or_else(|| {
            // The doubt that the log ends with may be over since.
            let doubted = self.first_turn && working.hall.clock_doubted.is_some() && !self.clock.is_doubted();
            doubted.then_some(ClockChange::Trusted { wall: Moment(reading.wall_ms) })
        });
        self.first_turn = false;
        match change {
            Some(ClockChange::Doubted { wall }) => {
                tracing::warn!(hall = %self.hall.name, wall = wall.0, now = now.0, "the wall clock is doubted");
                own.push(by(Actor::Clock, Action::DoubtClock { wall }));
            }
            Some(ClockChange::Trusted { wall }) => own.push(by(Actor::Clock, Action::TrustClock { wall })),
            None => {}
        }
        let due = working.hall.next_deadline().is_some_and(|deadline| deadline <= now);
        if due && reading.mono_ms >= self.tick_from {
            own.push(by(Actor::Clock, Action::Tick));
        }
        let mut presence = self.hall.presence();
        if let Some(since) = presence.shown_since() {
            let until = since.saturating_add(self.inner.settings.gather_ms);
            if company || reading.mono_ms >= until {
                for (call, devices) in presence.take_shown(SHOWN_AT_ONCE) {
                    let Some(first) = devices.first().cloned() else { continue };
                    own.push(by(Actor::Device(first), Action::Shown { call, devices }));
                }
            }
        }
        own
    }

    /// Commits, then answers and publishes.
    async fn carry_out(&mut self, submissions: Vec<Submission>, now: Moment, reading: Reading) {
        let Some(working) = self.working.take() else { return };
        let (requests, replies): (Vec<Request>, Vec<ReplyTo>) =
            submissions.into_iter().map(|submission| (submission.request, submission.reply)).unzip();
        let commands = requests.len();
        let ticks = requests.iter().any(|request| request.command.action == Action::Tick);
        let mut batch = HallBatch {
            name: self.hall.name.clone(),
            working,
            now,
            links: self.inner.links.clone(),
            ranges: self.hall.ranges(),
            requests,
            outcomes: Vec::with_capacity(commands),
            applied: Vec::new(),
            own: 0,
            stale: None,
        };
        let alone = match self.inner.settings.nodes {
            Nodes::One => Alone::Yes,
            Nodes::Many => Alone::No,
        };
        if batch.needs_no_writing(alone) {
            batch.decide(Vec::new());
        } else {
            let began = std::time::Instant::now();
            batch = match self.inner.store.commit(batch).await {
                Ok((batch, committed)) => {
                    self.inner.metrics.committed(commands, began.elapsed());
                    self.hall.head_known_at.store(reading.mono_ms, Ordering::Relaxed);
                    debug_assert_eq!(batch.working.position, committed.position, "the copy and the log stand apart");
                    batch
                }
                Err(error) => {
                    self.failed(replies, &error, reading).await;
                    return;
                }
            };
        }
        let HallBatch { working, outcomes, applied, own, .. } = batch;
        if ticks && own == 0 {
            self.tick_from = reading.mono_ms.saturating_add(TICK_AGAIN_MS);
        }
        self.inner.metrics.add_many(&self.inner.metrics.events, own);
        let position = working.position.clone();
        self.working = Some(working);
        let mut touched = Touched::default();
        self.apply(&applied, &position, &mut touched);
        for (reply, outcome) in replies.into_iter().zip(outcomes) {
            self.answer(reply, outcome, &position);
        }
        if !applied.is_empty() {
            // The moment of a decision may be an earlier one; frames tell what the clock shows.
            let at = Instant { now: self.hall.stamp.at(reading), mono_ms: reading.mono_ms };
            self.publish(&mut touched, at);
        }
    }

    /// Applies committed events to what everybody reads.
    fn apply(&mut self, events: &[Event], position: &Position, touched: &mut Touched) {
        if events.is_empty() {
            return;
        }
        let mut committed = self.hall.committed.write().unwrap_or_else(PoisonError::into_inner);
        for event in events {
            touched.apply(&mut committed.hall, event);
            self.forecaster.follow(&committed.hall, event);
            if let Fact::DayStarted { day, .. } = &event.fact {
                self.inner.links.set_day(&self.hall.name, *day);
            }
        }
        committed.position = position.clone();
        drop(committed);
        if self.warming.as_mut().is_some_and(|warming| warming.keep(events) == Kept::No) {
            tracing::warn!(hall = %self.hall.name, "too much happens to look back; forecasts begin with the present day");
            self.give_up_warming();
        }
    }

    fn give_up_warming(&mut self) {
        if let Some(warming) = self.warming.take() {
            warming.give_up();
        }
    }

    fn publish(&self, touched: &mut Touched, at: Instant) {
        let committed = self.hall.committed.read().unwrap_or_else(PoisonError::into_inner);
        self.hall.hub().publish(&committed, touched, &self.hall.presence, self.inner.expected(), at);
    }

    fn answer(&self, reply: ReplyTo, outcome: Outcome, position: &Position) {
        let metrics = &self.inner.metrics;
        let counter = match &outcome {
            Outcome::KeyReused => &metrics.keys_reused,
            Outcome::Answered { replayed: Replayed::Again, .. } => &metrics.commands_replayed,
            Outcome::Answered { verdict: Verdict::Done, .. } => &metrics.commands_done,
            Outcome::Answered { verdict: Verdict::Refused, .. } => &metrics.commands_refused,
        };
        metrics.add(counter);
        match (reply, outcome) {
            (ReplyTo::Caller(caller), Outcome::Answered { rendered, replayed, .. }) => {
                let Rendered { status, body } = rendered;
                // A caller that has gone asks again under its key.
                let _gone = caller.send(Ok(Reply { status, body, position: position.clone(), replayed }));
            }
            (ReplyTo::Caller(caller), Outcome::KeyReused) => {
                let _gone = caller.send(Err(SubmitError::KeyReused));
            }
            (ReplyTo::Speaker(own, item), Outcome::Answered { rendered, .. }) => {
                own.grant(item, speech_answer(&rendered));
            }
            (ReplyTo::Speaker(own, item), Outcome::KeyReused) => own.grant(item, Some("taken")),
            (ReplyTo::Nobody, Outcome::Answered { .. } | Outcome::KeyReused) => {}
        }
    }

    fn answer_error(&self, reply: ReplyTo, error: &SubmitError) {
        self.inner.metrics.add(&self.inner.metrics.commands_failed);
        match reply {
            ReplyTo::Caller(caller) => {
                let _gone = caller.send(Err(error.clone()));
            }
            // Whether leave was given is not known, and two voices are worse than none.
            ReplyTo::Speaker(own, item) => own.grant(item, Some("taken")),
            ReplyTo::Nobody => {}
        }
    }

    /// The working copy is of no use any more. Callers hear why; the hall is read again.
    async fn failed(&mut self, replies: Vec<ReplyTo>, error: &StoreError, reading: Reading) {
        tracing::error!(hall = %self.hall.name, %error, "a batch failed; the hall is read again");
        let told = match error {
            StoreError::InDoubt { why } => SubmitError::InDoubt { why: why.clone() },
            StoreError::Fatal { why } => SubmitError::InDoubt { why: why.clone() },
            StoreError::UnknownHall(_) => SubmitError::UnknownHall,
            StoreError::Unavailable { why } => {
                SubmitError::Unavailable { why: why.clone(), retry_after_s: RETRY_AFTER_S }
            }
            StoreError::Panicked(_)
            | StoreError::Exists(_)
            | StoreError::TooMuch { .. }
            | StoreError::Unreadable { .. } => {
                SubmitError::Unavailable { why: error.to_string(), retry_after_s: RETRY_AFTER_S }
            }
        };
        self.working = None;
        for reply in replies {
            self.answer_error(reply, &told);
        }
        if let StoreError::Fatal { why } = error {
            self.inner.fatal.send_replace(Some(why.clone()));
            return;
        }
        self.read_hall(reading).await;
    }

    /// Reads the hall again, if it is time to; says whether there is a working copy.
    async fn read_hall(&mut self, reading: Reading) -> bool {
        if self.inner.fatal.borrow().is_some() || tokio::time::Instant::now() < self.read_again.0 {
            return false;
        }
        self.inner.metrics.add(&self.inner.metrics.reloads);
        match self.inner.store.load(&self.hall.name).await {
            Ok(loaded) => {
                self.read_again = (tokio::time::Instant::now(), BACK_OFF.0);
                self.new_epoch = loaded.new_epoch;
                self.hall.head_known_at.store(reading.mono_ms, Ordering::Relaxed);
                let working = Working { hall: loaded.hall, position: loaded.position };
                self.show_again(&working, reading);
                self.working = Some(working);
                true
            }
            Err(error) => {
                tracing::error!(hall = %self.hall.name, %error, "the hall cannot be read");
                let wait = self.read_again.1;
                self.read_again = (tokio::time::Instant::now() + wait, (wait * 2).min(BACK_OFF.1));
                false
            }
        }
    }

    /// What was read may be further than what everybody sees: a commit in doubt had happened.
    fn show_again(&mut self, working: &Working, reading: Reading) {
        self.forecaster.read_again(&working.hall);
        if self.warming.is_some() {
            // What happened meanwhile may not have been seen here: the past is read anew, up to this point.
            self.give_up_warming();
            self.warming = Warming::begin(self.inner.store.clone(), self.hall.name.clone(), working.hall.seq);
        }
        let mut committed = self.hall.committed.write().unwrap_or_else(PoisonError::into_inner);
        if committed.position == working.position {
            return;
        }
        *committed = Committed { hall: working.hall.clone(), position: working.position.clone() };
        drop(committed);
        if let Some(day) = working.hall.day {
            self.inner.links.set_day(&self.hall.name, day);
        }
        let at = Instant { now: self.hall.stamp.at(reading), mono_ms: reading.mono_ms };
        self.publish(&mut Touched::everything(), at);
    }

    /// The store says that the log was cut: a new epoch comes before anything else.
    async fn begin_epoch(&mut self, order: &NewEpoch, reading: Reading) {
        tracing::warn!(hall = %self.hall.name, reason = order.reason.word(), epoch = %order.epoch, "a new epoch begins");
        let Epoch(epoch) = order.epoch.clone();
        let command = by(Actor::Clock, Action::NewEpoch { epoch, skip_numbers: SKIPPED_NUMBERS });
        // At the newest event's moment no day can be due, which would come first and belong to the old epoch.
        self.carry_out(vec![command], Moment(0), reading).await;
    }

    /// Another node wrote.
    async fn catch_up(&mut self, reading: Reading) {
        loop {
            let Some(working) = &mut self.working else { return };
            let after = working.hall.seq;
            let events = match self.inner.store.events(&self.hall.name, None, after, EVENTS_AT_ONCE).await {
                Ok(events) => events,
                Err(error) => {
                    tracing::warn!(hall = %self.hall.name, %error, "the log cannot be followed");
                    return;
                }
            };
            let more = events.len() == usize::try_from(EVENTS_AT_ONCE).unwrap_or(usize::MAX);
            let mut applied = Vec::with_capacity(events.len());
            for stored in events {
                Fold::default().apply(&mut working.hall, &stored.event);
                working.position = stored.position;
                applied.push(stored.event);
            }
            let position = working.position.clone();
            if position.seq != working.hall.seq {
                // A gap: our copy is no prefix of the log.
                self.working = None;
                self.read_hall(reading).await;
                return;
            }
            let mut touched = Touched::default();
            self.apply(&applied, &position, &mut touched);
            if !applied.is_empty() {
                let at = Instant { now: self.hall.stamp.at(reading), mono_ms: reading.mono_ms };
                self.publish(&mut touched, at);
            }
            if !more {
                // A node that only follows a busy hall never finds it where it stood at the last look; this is its look.
                self.hall.head_known_at.store(reading.mono_ms, Ordering::Relaxed);
                return;
            }
        }
    }

    /// Beats, places in line, what people are told.
    fn time_passes(&mut self, at: Instant) {
        let committed = self.hall.committed.read().unwrap_or_else(PoisonError::into_inner);
        let mut hub = self.hall.hub();
        if self.live_at.is_none_or(|last| at.mono_ms.saturating_sub(last) >= LIVE_EVERY_MS) {
            self.live_at = Some(at.mono_ms);
            let ranges = Arc::new(self.forecaster.table(&committed.hall, at.now));
            *self.hall.ranges.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&ranges);
            if hub.len() > 0 {
                let changed = {
                    let mut presence = self.hall.presence();
                    presence.forget_rushes(at.now);
                    presence.take_changed()
                };
                let lives = Lives {
                    committed: &committed,
                    ranges: &ranges,
                    presence: &self.hall.presence,
                    expected: self.inner.expected(),
                };
                hub.live(&lives, &changed, at);
            }
        }
        let known = match self.inner.settings.nodes {
            Nodes::One if self.working.is_some() => Known::Fresh,
            Nodes::Many
                if self.working.is_some()
                    && at.mono_ms.saturating_sub(self.hall.head_known_at.load(Ordering::Relaxed)) <= HEAD_STALE_MS =>
            {
                Known::Fresh
            }
            Nodes::One | Nodes::Many => Known::Stale,
        };
        self.rest = hub.time_passes(&committed, &self.inner.settings, known, at);
    }
}

/// A command of the engine's own, whose answer nobody waits for.
fn by(by: Actor, action: Action) -> Submission {
    let request = Request {
        command: Command { by, action },
        key: None,
        private: Vec::new(),
        render: Box::new(|_, verdict| {
            if let Err(refusal) = verdict {
                tracing::debug!(%refusal, "the hall's own command was refused");
            }
            Rendered { status: 200, body: String::new() }
        }),
    };
    Submission { request, reply: ReplyTo::Nobody }
}

fn ms(ms: i64) -> Duration {
    Duration::from_millis(u64::try_from(ms).unwrap_or(0))
}
