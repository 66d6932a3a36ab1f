//! Paper: slips are drawn here as pictures and sent to the printers that halls have configured.
//!
//! Each printer has one task with a bounded queue, because a printer does one thing at a time. A print is an event before it is
//! paper (`print_asked`, in the transaction of the number it belongs to) and an event afterwards (`print_ended`): the first
//! makes it one print however often a request is repeated, the second tells honestly what is known of it.

pub mod escpos;
pub mod job;
pub mod letters;
pub mod line;
pub mod paper;
pub mod slip;
pub mod words;

use goiso_engine::{Engine, PrinterState, Rendered, Request};
use goiso_queue::print::{Paper, PrintResult, PrintTrouble, Printer, PrinterAddress};
use goiso_queue::{Action, Actor, Command, HallId, PrintId, PrinterCode};
use job::{Ended, Pace};
use slip::Slip;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// Slips that may wait for one printer; more people than that do not stand before it.
const WAITING: usize = 16;
/// How often configurations are looked at for printers that came or went.
const FOLLOW_EVERY: Duration = Duration::from_secs(2);
/// How often the end of a print is tried to be written, and the pause between two.
const TELL_TRIES: u32 = 10;
const TELL_PAUSE: Duration = Duration::from_secs(1);

/// The printers of all halls. Clones are the same.
#[derive(Clone)]
pub struct Printing {
    inner: Arc<Inner>,
}

struct Inner {
    engine: Engine,
    pace: Pace,
    stopping: CancellationToken,
    desks: Mutex<BTreeMap<PrinterAddress, Desk>>,
}

/// A printer's task, as others see it.
struct Desk {
    jobs: mpsc::Sender<Job>,
    stop: CancellationToken,
}

/// Something to be printed.
struct Job {
    hall: HallId,
    print: PrintId,
    paper: Paper,
    slip: Slip,
    since: Instant,
}

impl Printing {
    /// The printers of an engine's halls; they are looked at once [`Printing::run`] runs.
    pub fn new(engine: Engine, pace: Pace, stopping: CancellationToken) -> Self {
        Self { inner: Arc::new(Inner { engine, pace, stopping, desks: Mutex::default() }) }
    }

    /// Hands a print over to its printer. How it ends is told to the hall.
    pub fn hand_over(&self, hall: &HallId, printer: &PrinterCode, print: PrintId, slip: Slip) {
        let configured = self.inner.engine.read(hall, |now| now.hall.config.printer(printer).cloned()).flatten();
        let Some(Printer { address, paper, .. }) = configured else {
            self.refused(hall.clone(), print, PrintTrouble::Gone);
            return;
        };
        let job = Job { hall: hall.clone(), print, paper, slip, since: Instant::now() };
        let taken = self.desk(&address).try_send(job);
        if taken.is_err() {
            tracing::warn!(%hall, %printer, %print, "too many slips wait for the printer");
            self.refused(hall.clone(), print, PrintTrouble::Busy);
        }
    }

    /// Follows the configurations until the server stops.
    pub async fn run(self) {
        let mut every = tokio::time::interval(FOLLOW_EVERY);
        loop {
            tokio::select! {
                () = self.inner.stopping.cancelled() => return,
                _ = every.tick() => {}
            }
            let wanted = self.configured();
            self.desks().retain(|address, desk| {
                let stays = wanted.contains(address);
                if !stays {
                    desk.stop.cancel();
                }
                stays
            });
            for address in wanted {
                self.desk(&address);
            }
        }
    }

    fn configured(&self) -> BTreeSet<PrinterAddress> {
        let engine = &self.inner.engine;
        let of = |hall: &HallId| {
            engine.read(hall, |now| now.hall.config.printers.iter().map(|printer| printer.address.clone()).collect())
        };
        engine.halls().iter().filter_map(of).flat_map(|addresses: Vec<PrinterAddress>| addresses).collect()
    }

    fn desks(&self) -> MutexGuard<'_, BTreeMap<PrinterAddress, Desk>> {
        self.inner.desks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The queue of a printer; its task is started if there is none.
    fn desk(&self, address: &PrinterAddress) -> mpsc::Sender<Job> {
        let mut desks = self.desks();
        if let Some(desk) = desks.get(address).filter(|desk| !desk.jobs.is_closed()) {
            return desk.jobs.clone();
        }
        let (jobs, taken) = mpsc::channel(WAITING);
        let stop = self.inner.stopping.child_token();
        desks.insert(address.clone(), Desk { jobs: jobs.clone(), stop: stop.clone() });
        let task = Task { printing: self.clone(), address: address.clone(), dirty: Dirty::No };
        tokio::spawn(task.run(taken, stop));
        jobs
    }

    fn refused(&self, hall: HallId, print: PrintId, why: PrintTrouble) {
        let printing = self.clone();
        tokio::spawn(async move { printing.tell(&hall, print, PrintResult::Failed { why }).await });
    }

    /// Writes into the hall's log how a print ended. If the database does not take it for so long, the hall calls it lost.
    async fn tell(&self, hall: &HallId, print: PrintId, result: PrintResult) {
        for _ in 0..TELL_TRIES {
            let request = Request {
                command: Command { by: Actor::Clock, action: Action::PrintEnded { print, result } },
                key: None,
                private: Vec::new(),
                render: Box::new(|_, _| Rendered { status: 200, body: String::new() }),
            };
            match self.inner.engine.submit(hall, request).await {
                Ok(_) => return,
                Err(error) => tracing::warn!(%hall, %print, %error, "how a print ended could not be written"),
            }
            tokio::time::sleep(TELL_PAUSE).await;
        }
    }

    /// Tells every hall that has this printer how it is.
    fn seen(&self, address: &PrinterAddress, state: PrinterState) {
        let engine = &self.inner.engine;
        for hall in engine.halls() {
            let codes = engine.read(&hall, |now| {
                let here = now.hall.config.printers.iter().filter(|printer| printer.address == *address);
                here.map(|printer| printer.code.clone()).collect::<Vec<_>>()
            });
            for code in codes.unwrap_or_default() {
                engine.printer_seen(&hall, &code, state);
            }
        }
    }
}

/// Whether a printer may still wait for the rest of a picture.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Dirty {
    Yes,
    No,
}

/// The task of one printer.
struct Task {
    printing: Printing,
    address: PrinterAddress,
    dirty: Dirty,
}

impl Task {
    async fn run(mut self, mut jobs: mpsc::Receiver<Job>, stop: CancellationToken) {
        let pace = self.printing.inner.pace;
        let mut looks = tokio::time::interval(pace.look);
        looks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                biased;
                () = stop.cancelled() => break,
                job = jobs.recv() => match job {
                    Some(job) => {
                        self.carry_out(job, &pace).await;
                        looks.reset();
                    }
                    None => break,
                },
                _ = looks.tick() => {
                    let state = job::look(&self.address, &pace).await;
                    self.printing.seen(&self.address, state);
                }
            }
        }
        // The printer was taken out of the configuration: what waited for it will not be printed. If the server stops, the
        // engine has stopped before, and the hall finds these prints lost when it runs again.
        jobs.close();
        while let Some(job) = jobs.recv().await {
            if !self.printing.inner.stopping.is_cancelled() {
                let result = PrintResult::Failed { why: PrintTrouble::Gone };
                self.printing.tell(&job.hall, job.print, result).await;
            }
        }
    }

    async fn carry_out(&mut self, job: Job, pace: &Pace) {
        let Job { hall, print, paper, slip, since } = job;
        if since.elapsed() > pace.queue {
            self.printing.tell(&hall, print, PrintResult::Failed { why: PrintTrouble::Busy }).await;
            return;
        }
        // drawing takes some milliseconds, which no other task should wait for
        let drawn = tokio::task::spawn_blocking(move || escpos::picture(&slip.draw(paper))).await;
        let Ok(picture) = drawn else {
            tracing::error!(%hall, %print, "a slip could not be drawn");
            self.printing.tell(&hall, print, PrintResult::Failed { why: PrintTrouble::Gone }).await;
            return;
        };
        let bytes = match self.dirty {
            Dirty::Yes => [escpos::white(), picture].concat(),
            Dirty::No => picture,
        };
        let Ended { result, state } = job::print(&self.address, &bytes, pace).await;
        self.dirty = match result {
            PrintResult::Unknown { .. } => Dirty::Yes,
            // nothing was sent: what was left over before is left over still
            PrintResult::Failed { .. } => self.dirty,
            PrintResult::Printed | PrintResult::Sent => Dirty::No,
        };
        tracing::info!(%hall, %print, result = result.word(), why = result.why().map(PrintTrouble::word), "printed");
        self.printing.seen(&self.address, state);
        self.printing.tell(&hall, print, result).await;
    }
}
