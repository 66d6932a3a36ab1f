//! The running halls, as the server sees them.

use crate::batch::Request;
use crate::batch::{Rendered, Working};
use crate::clock::{Clock, Stamp};
use crate::hall::HallTask;
use crate::history::Replays;
use crate::hub::{Committed, Hub, Instant, Lives};
use crate::inner::{HallShared, Inner, Own, Reply, ReplyTo, Submission, SubmitError};
use crate::links::Links;
use crate::metrics::{EngineMetrics, Metrics};
use crate::presence::{DeviceInfo, Presence, PrinterState};
use crate::session::Bye;
use crate::settings::{Expected, Nodes, Settings};
use crate::stream::Session;
use crate::values::printer_value;
use crate::view_name::{AttachError, Audience, ViewName};
use bytes::Bytes;
use goiso_queue::clock::HallClock;
use goiso_queue::forecast::live::Forecaster;
use goiso_queue::{Action, Actor, Command, DeviceId, Forecast, Hall, HallConfig, HallId, Moment, PrinterCode, Refusal};
use goiso_store::{Epoch, Loaded, Position, Store, StoreError};
use goiso_wire::close;
use goiso_wire::frame::At;
use goiso_wire::value::PrinterValue;
use std::collections::{BTreeMap, HashMap};
use std::future::Future;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::{Notify, mpsc, oneshot, watch};

/// The running halls. Clones are the same.
#[derive(Clone)]
pub struct Engine {
    inner: Arc<Inner>,
}

/// A hall as it is committed, looked at for a moment.
pub struct Published<'a> {
    /// The hall.
    pub hall: &'a Hall,
    /// Where its log stands.
    pub position: &'a Position,
    /// Its id.
    pub name: &'a HallId,
    /// Hall time of this look.
    pub now: Moment,
    /// What people are told about waits, at most a second old.
    pub ranges: &'a Forecast,
}

/// A view as one frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ViewNow {
    /// The stretch of log.
    pub epoch: Epoch,
    /// The seq whose values it has.
    pub seq: u64,
    /// A snapshot frame.
    pub frame: Bytes,
}

/// Why an engine could not start.
#[derive(Debug, thiserror::Error)]
#[error("hall {hall} cannot be read")]
pub struct StartError {
    /// Which; empty if not even the list of halls could be read.
    pub hall: String,
    /// What the store said.
    #[source]
    pub why: StoreError,
}

/// Why a hall could not be created.
#[derive(Debug, thiserror::Error)]
pub enum CreateError {
    /// It is there already.
    #[error("there is a hall of this name already")]
    Exists,
    /// The configuration cannot work.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The hall was made but could not be configured.
    #[error("the hall could not be configured: {0}")]
    Submit(#[from] SubmitError),
    /// The database did not take it.
    #[error(transparent)]
    Store(StoreError),
}

/// A caller that finds the mailbox full comes back after so many seconds.
const BUSY_RETRY_S: u32 = 1;

impl Engine {
    /// Loads all halls, starts their tasks, and with several nodes the poll.
    ///
    /// # Errors
    /// A hall that cannot be read.
    pub async fn start(store: Store, clock: Arc<dyn Clock>, settings: Settings) -> Result<Engine, StartError> {
        let heads = store.heads().await.map_err(|why| StartError { hall: String::new(), why })?;
        let nodes = settings.nodes;
        let inner = Arc::new(Inner {
            replays: Arc::default(),
            links: Links::new(settings.link_key),
            store,
            clock,
            settings,
            halls: RwLock::new(BTreeMap::new()),
            followers: Mutex::new(HashMap::new()),
            next_follower: AtomicU64::new(1),
            metrics: Metrics::new(),
            expected: RwLock::new(Expected::Configured),
            devices: Mutex::new(Vec::new()),
            stopping: watch::Sender::new(false),
            fatal: watch::Sender::new(None),
            tasks: Mutex::new(Vec::new()),
        });
        let engine = Engine { inner };
        for head in heads {
            let why = |why| StartError { hall: head.hall.to_string(), why };
            let loaded = engine.inner.store.load(&head.hall).await.map_err(why)?;
            engine.open(head.hall.clone(), loaded);
        }
        match nodes {
            Nodes::One => {}
            Nodes::Many => {
                let poll = tokio::spawn(poll(engine.clone()));
                engine.inner.tasks.lock().unwrap_or_else(PoisonError::into_inner).push(poll);
            }
        }
        Ok(engine)
    }

    /// The halls that run.
    pub fn halls(&self) -> Vec<HallId> {
        self.inner.halls.read().unwrap_or_else(PoisonError::into_inner).keys().cloned().collect()
    }

    /// Adds a hall and configures it.
    ///
    /// # Errors
    /// It exists, the configuration cannot work, or the database cannot write.
    pub async fn create_hall(&self, hall: HallId, config: HallConfig, by: Actor) -> Result<(), CreateError> {
        config.validate()?;
        match self.inner.store.create_hall(&hall).await {
            Ok(()) => {}
            Err(StoreError::Exists(_)) => return Err(CreateError::Exists),
            Err(error) => return Err(CreateError::Store(error)),
        }
        let loaded = self.inner.store.load(&hall).await.map_err(CreateError::Store)?;
        self.open(hall.clone(), loaded);
        let (told, refused) = oneshot::channel();
        let request = Request {
            command: Command { by, action: Action::Configure(Box::new(config)) },
            key: None,
            private: Vec::new(),
            render: Box::new(|_, verdict| {
                // Whoever asked waits for the answer below and has not gone.
                let _told = told.send(verdict.err().cloned());
                Rendered { status: 200, body: String::new() }
            }),
        };
        self.submit(&hall, request).await?;
        match refused.await {
            Ok(Some(refusal)) => Err(CreateError::Refused(refusal)),
            Ok(None) | Err(_) => Ok(()),
        }
    }

    /// Has a command decided, and waits until its answer is durable.
    ///
    /// # Errors
    /// Where nothing was answered; see [`SubmitError`]. A refusal of the rules is an answer.
    pub async fn submit(&self, hall: &HallId, request: Request) -> Result<Reply, SubmitError> {
        if self.inner.is_stopping() {
            return Err(SubmitError::Stopping);
        }
        let shared = self.inner.hall(hall).ok_or(SubmitError::UnknownHall)?;
        let (reply, answer) = oneshot::channel();
        match shared.mailbox.try_send(Submission { request, reply: ReplyTo::Caller(reply) }) {
            Ok(()) => {}
            Err(TrySendError::Full(_)) => {
                self.inner.metrics.add(&self.inner.metrics.commands_busy);
                return Err(SubmitError::Busy { retry_after_s: BUSY_RETRY_S });
            }
            Err(TrySendError::Closed(_)) => return Err(SubmitError::Stopping),
        }
        answer.await.unwrap_or_else(|_| Err(SubmitError::InDoubt { why: "the hall's task has ended".to_owned() }))
    }

    /// Looks at what is committed. The look must be short: it holds up the hall's next publication.
    pub fn read<R>(&self, hall: &HallId, look: impl FnOnce(&Published<'_>) -> R) -> Option<R> {
        let shared = self.inner.hall(hall)?;
        let ranges = shared.ranges();
        let now = shared.instant(&*self.inner.clock).now;
        let committed = shared.committed.read().unwrap_or_else(PoisonError::into_inner);
        Some(look(&Published {
            hall: &committed.hall,
            position: &committed.position,
            name: &shared.name,
            now,
            ranges: &ranges,
        }))
    }

    /// Waits until what is told about waits rests on the last service days, as far as the log has them: a hall that was
    /// just loaded looks back on them beside its work.
    pub async fn warmed(&self, hall: &HallId) {
        let Some(shared) = self.inner.hall(hall) else { return };
        let mut warm = shared.warm.subscribe();
        // A hall that ends is not warmed any more; nothing is to be waited for.
        let _ended = warm.wait_for(|warm| *warm).await;
    }

    /// Ticket links.
    pub fn links(&self) -> &Links {
        &self.inner.links
    }

    /// The doorbell: the hall's task looks at the clock and at the database, because somebody knows that there is something.
    pub fn ring(&self, hall: &HallId) {
        if let Some(shared) = self.inner.hall(hall) {
            shared.behind.store(true, Ordering::Release);
            shared.wake.notify_one();
        }
    }

    /// Follows a view, from a position if it can still be resumed.
    ///
    /// # Errors
    /// No such view, a link that has run out, too many of either.
    pub fn attach(&self, view: &ViewName, audience: Audience, at: Option<At>) -> Result<Session, AttachError> {
        if self.inner.is_stopping() {
            return Err(AttachError::Stopping);
        }
        let shared = self.inner.hall(view.hall()).ok_or(AttachError::NoSuchView)?;
        let own = Arc::new(Own::new(audience));
        let number = self.inner.next_follower.fetch_add(1, Ordering::Relaxed);
        {
            let mut followers = self.inner.followers.lock().unwrap_or_else(PoisonError::into_inner);
            if followers.len() >= self.inner.settings.sessions {
                return Err(AttachError::Full);
            }
            followers.insert(number, Arc::clone(&own));
        }
        let followed = self.with_view(&shared, view, |hub, committed, lives, instant| {
            hub.follow(view, committed, lives, &self.inner.settings, instant)
        });
        let kept = match followed.flatten() {
            Ok(kept) => kept,
            Err(error) => {
                self.inner.followers.lock().unwrap_or_else(PoisonError::into_inner).remove(&number);
                return Err(error);
            }
        };
        Ok(Session::new(Arc::clone(&self.inner), shared, kept, view.clone(), number, own, at))
    }

    /// A view as one snapshot, for whoever asks now and then.
    ///
    /// # Errors
    /// No such view, or a link that has run out.
    pub fn view_now(&self, view: &ViewName, _audience: &Audience) -> Result<ViewNow, AttachError> {
        let shared = self.inner.hall(view.hall()).ok_or(AttachError::NoSuchView)?;
        let (epoch, seq, frame) = self
            .with_view(&shared, view, |hub, committed, lives, instant| hub.snapshot(view, committed, lives, instant))?;
        Ok(ViewNow { epoch: Epoch(epoch), seq, frame })
    }

    /// The configured devices of all halls.
    pub fn set_devices(&self, devices: Vec<DeviceInfo>) {
        let halls = self.inner.halls.read().unwrap_or_else(PoisonError::into_inner);
        for (name, shared) in halls.iter() {
            shared.presence().configure(devices.iter().filter(|info| info.hall == *name).cloned());
        }
        *self.inner.devices.lock().unwrap_or_else(PoisonError::into_inner) = devices;
    }

    /// A kiosk of a hall was stopped because it issued numbers too fast; supervisors are told.
    pub fn kiosk_rushed(&self, hall: &HallId, kiosk: &DeviceId) {
        let Some(shared) = self.inner.hall(hall) else { return };
        let now = shared.instant(&*self.inner.clock).now;
        shared.presence().rushed(kiosk, now);
    }

    /// Somebody in charge has looked after it.
    pub fn kiosk_calmed(&self, hall: &HallId, kiosk: &DeviceId) {
        if let Some(shared) = self.inner.hall(hall) {
            shared.presence().calmed(kiosk);
        }
    }

    /// A printer of a hall was looked at; kiosks, guide desk and supervisors are told.
    pub fn printer_seen(&self, hall: &HallId, printer: &PrinterCode, state: PrinterState) {
        let Some(shared) = self.inner.hall(hall) else { return };
        let now = shared.instant(&*self.inner.clock).now;
        let committed = shared.committed.read().unwrap_or_else(PoisonError::into_inner);
        let mut presence = shared.presence();
        presence.keep_printers(|code| committed.hall.config.printer(code).is_some());
        if committed.hall.config.printer(printer).is_some() {
            presence.printer_seen(printer, state, now);
        }
    }

    /// The printers of a hall as they were last seen from here, in the order of the configuration.
    pub fn printers(&self, hall: &HallId) -> Vec<(PrinterCode, PrinterValue)> {
        let Some(shared) = self.inner.hall(hall) else { return Vec::new() };
        let committed = shared.committed.read().unwrap_or_else(PoisonError::into_inner);
        let presence = shared.presence();
        let printers = committed.hall.config.printers.iter().map(|printer| {
            let (state, since) = presence.printer(&printer.code);
            (printer.code.clone(), printer_value(printer, state.word(), since))
        });
        printers.collect()
    }

    /// Which screens are counted as those that should show a call.
    pub fn set_expected(&self, expected: Expected) {
        *self.inner.expected.write().unwrap_or_else(PoisonError::into_inner) = expected;
    }

    /// Ends the sessions of these audiences within moments: revocation, logout, another role.
    pub fn end_sessions(&self, which: impl Fn(&Audience) -> bool, code: u16, why: &str) {
        // Below 4100 means come back.
        let again_ms = (code < close::BAD_FRAME).then_some([0, self.inner.settings.return_within_ms]);
        let followers = self.inner.followers.lock().unwrap_or_else(PoisonError::into_inner);
        for own in followers.values().filter(|own| which(&own.audience)) {
            own.end(Bye { code, why: why.to_owned(), again_ms });
        }
    }

    /// Counters and distributions since the start.
    pub fn metrics(&self) -> EngineMetrics {
        let sessions = self.inner.followers.lock().unwrap_or_else(PoisonError::into_inner).len();
        let halls = self.inner.halls.read().unwrap_or_else(PoisonError::into_inner);
        let views = halls.values().map(|shared| shared.hub().len()).sum();
        self.inner.metrics.read(sessions, views)
    }

    /// Says goodbye to all sessions, carries out what waits in the mailboxes, ends the tasks.
    pub async fn stop(&self) {
        self.inner.stopping.send_replace(true);
        self.end_sessions(|_| true, close::GOING_AWAY, "the server stops");
        let tasks = std::mem::take(&mut *self.inner.tasks.lock().unwrap_or_else(PoisonError::into_inner));
        for task in tasks {
            if let Err(error) = task.await {
                tracing::error!(%error, "a task ended badly");
            }
        }
    }

    /// Resolves when the disk has failed: the process must end, so that a fresh start reads what is really there.
    pub fn fatal(&self) -> impl Future<Output = String> + use<> {
        let mut fatal = self.inner.fatal.subscribe();
        async move {
            let found = fatal.wait_for(Option::is_some).await.map(|why| why.clone()).ok().flatten();
            match found {
                Some(why) => why,
                // The engine is gone, and nothing can fail any more.
                None => std::future::pending().await,
            }
        }
    }

    /// What looking back needs: the log, and the days that were looked at last.
    pub(crate) fn past(&self) -> (&Store, Arc<Replays>) {
        (&self.inner.store, Arc::clone(&self.inner.replays))
    }

    /// Runs `work` on the hub with the committed hall, if the hall has what the view shows.
    fn with_view<R>(
        &self,
        shared: &HallShared,
        view: &ViewName,
        work: impl FnOnce(&mut Hub, &Committed, &Lives<'_>, Instant) -> R,
    ) -> Result<R, AttachError> {
        let instant = shared.instant(&*self.inner.clock);
        let ranges = shared.ranges();
        let committed = shared.committed.read().unwrap_or_else(PoisonError::into_inner);
        view.found_in(&committed.hall)?;
        let lives = Lives {
            committed: &committed,
            ranges: &ranges,
            presence: &shared.presence,
            expected: self.inner.expected(),
        };
        Ok(work(&mut shared.hub(), &committed, &lives, instant))
    }

    /// Starts the task of a hall that was loaded; one that runs already is left alone.
    fn open(&self, name: HallId, loaded: Loaded) {
        let mut halls = self.inner.halls.write().unwrap_or_else(PoisonError::into_inner);
        if halls.contains_key(&name) {
            return;
        }
        let Loaded { position, hall, new_epoch, .. } = loaded;
        let reading = self.inner.clock.reading();
        let clock = HallClock::start(reading, (hall.seq > 0).then_some(hall.last_at));
        // What the first reading says of the wall is told by the task, which reads again.
        let now = clock.clone().read(reading).0;
        if let Some(day) = hall.day {
            self.inner.links.set_day(&name, day);
        }
        let committed = Committed { hall: hall.clone(), position: position.clone() };
        let mut presence = Presence::default();
        let devices = self.inner.devices.lock().unwrap_or_else(PoisonError::into_inner);
        presence.configure(devices.iter().filter(|info| info.hall == name).cloned());
        drop(devices);
        let (sender, mailbox) = mpsc::channel(self.inner.settings.mailbox);
        let shared = Arc::new(HallShared {
            name: name.clone(),
            hub: Mutex::new(Hub::new(name.clone(), &committed)),
            committed: RwLock::new(committed),
            ranges: RwLock::new(Arc::new(Forecaster::of(&hall).table(&hall, now))),
            stamp: Stamp::new(now, reading.mono_ms),
            presence: Mutex::new(presence),
            wake: Notify::new(),
            behind: AtomicBool::new(false),
            head_known_at: AtomicI64::new(reading.mono_ms),
            warm: watch::Sender::new(false),
            mailbox: sender,
        });
        halls.insert(name, Arc::clone(&shared));
        drop(halls);
        let working = Working { hall, position };
        let task = HallTask::new(Arc::clone(&self.inner), shared, mailbox, clock, working, new_epoch);
        self.inner.tasks.lock().unwrap_or_else(PoisonError::into_inner).push(tokio::spawn(task.run()));
    }
}

/// Looks again and again where the halls stand, because other nodes write too.
async fn poll(engine: Engine) {
    let inner = &engine.inner;
    let mut stopping = inner.stopping.subscribe();
    let every = Duration::from_millis(inner.settings.poll_ms);
    loop {
        tokio::select! {
            () = tokio::time::sleep(every) => {}
            _ = stopping.wait_for(|stopping| *stopping) => return,
        }
        let heads = match inner.store.heads().await {
            Ok(heads) => heads,
            Err(error) => {
                tracing::warn!(%error, "the heads cannot be read");
                continue;
            }
        };
        let mono_ms = inner.clock.reading().mono_ms;
        for head in heads {
            match inner.hall(&head.hall) {
                Some(shared) => {
                    let position = shared.committed.read().unwrap_or_else(PoisonError::into_inner).position.clone();
                    if position == head.position {
                        shared.head_known_at.store(mono_ms, Ordering::Relaxed);
                    } else {
                        shared.behind.store(true, Ordering::Release);
                        shared.wake.notify_one();
                    }
                }
                None => match inner.store.load(&head.hall).await {
                    Ok(loaded) => engine.open(head.hall, loaded),
                    Err(error) => tracing::warn!(hall = %head.hall, %error, "a new hall cannot be read"),
                },
            }
        }
    }
}
