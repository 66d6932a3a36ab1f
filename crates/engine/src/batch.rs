//! Commands of one hall on their way through one transaction.

use crate::controls::{Control, broken};
use crate::links::Links;
use goiso_queue::{Command, Event, Fact, Forecast, Hall, HallId, Moment, Refusal, decide};
use goiso_store::{
    Answer, Batch, Decided, Epoch, Fold, KeyRef, KnownAnswer, NewEvent, Position, PrivateFact, StoredEvent,
};
use std::collections::HashMap;
use std::sync::Arc;

/// What an answer is rendered from, inside the transaction: the hall after the command's events.
pub struct RenderContext<'a> {
    /// The hall after the events.
    pub hall: &'a Hall,
    /// Where its log stands then.
    pub position: &'a Position,
    /// The seq of the first new event; of the next one if there is none.
    pub first_seq: u64,
    /// Hall time of the decision.
    pub now: Moment,
    /// Ticket links.
    pub links: &'a Links,
    /// The hall's id.
    pub name: &'a HallId,
    /// What people are told about waits.
    pub ranges: &'a Forecast,
}

/// An answer as it is sent and kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// HTTP status.
    pub status: u16,
    /// The body.
    pub body: String,
}

/// Renders the answer inside the transaction, so that it is stored under its key with the events. Refusals too.
pub type Render = Box<dyn FnOnce(&RenderContext<'_>, Result<&[Event], &Refusal>) -> Rendered + Send>;

/// A command with its key, its personal facts and its answer's form.
pub struct Request {
    /// Who asks for what.
    pub command: Command,
    /// The idempotency key; none for what may happen twice.
    pub key: Option<KeyRef>,
    /// Personal facts of the command's event, kept apart from the log.
    pub private: Vec<PrivateFact>,
    /// Makes the answer.
    pub render: Render,
}

/// Whether an answer was made now or before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Replayed {
    /// Now.
    First,
    /// Under the same key, earlier.
    Again,
}

/// What became of a command.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// Answered; whether the rules agreed is for the counters.
    Answered { rendered: Rendered, replayed: Replayed, verdict: Verdict },
    /// The key belongs to another request.
    KeyReused,
}

/// What the rules said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Done,
    Refused,
}

/// The hall's working copy and where it stands. Nobody reads it but the hall's own batches.
pub(crate) struct Working {
    pub hall: Hall,
    pub position: Position,
}

/// Commands and the working copy they are decided on.
pub(crate) struct HallBatch {
    pub name: HallId,
    pub working: Working,
    pub now: Moment,
    pub links: Links,
    pub ranges: Arc<Forecast>,
    pub requests: Vec<Request>,
    /// One per request, after `decide`.
    pub outcomes: Vec<Outcome>,
    /// Everything applied to the working copy, others' events included, for the published one.
    pub applied: Vec<Event>,
    /// How many of them are this batch's own.
    pub own: usize,
    /// What a build that is broken on purpose decides on; none in every other.
    pub stale: Option<Box<Hall>>,
}

impl Batch for HallBatch {
    fn hall(&self) -> &HallId {
        &self.name
    }

    fn position(&self) -> Position {
        self.working.position.clone()
    }

    fn catch_up(&mut self, head: &Position, events: Vec<StoredEvent>) {
        for stored in events {
            // Another node has written their rows.
            Fold::default().apply(&mut self.working.hall, &stored.event);
            self.applied.push(stored.event);
        }
        self.working.position = head.clone();
    }

    fn keys(&self) -> Vec<KeyRef> {
        self.requests.iter().filter_map(|request| request.key.clone()).collect()
    }

    fn decide(&mut self, known: Vec<Option<KnownAnswer>>) -> Decided {
        self.stale = broken(Control::DecideOnStaleHall).then(|| Box::new(self.working.hall.clone()));
        let mut decided = Decided::default();
        let mut known = known.into_iter();
        let mut fresh: HashMap<(String, String), Answer> = HashMap::new();
        for request in std::mem::take(&mut self.requests) {
            let Request { command, key, private, render } = request;
            let Some(key) = key else {
                let outcome = self.carry_out(&command, private, render, &mut decided);
                self.outcomes.push(outcome);
                continue;
            };
            let place = (key.principal.clone(), key.key.clone());
            let before = known.next().flatten().or_else(|| {
                fresh.get(&place).map(|answer| KnownAnswer {
                    request_hash: answer.key.request_hash,
                    status: answer.status,
                    body: answer.body.clone(),
                })
            });
            let outcome = match before {
                Some(before) if before.request_hash == key.request_hash => Outcome::Answered {
                    rendered: Rendered { status: before.status, body: before.body },
                    replayed: Replayed::Again,
                    verdict: Verdict::Done,
                },
                Some(_) => Outcome::KeyReused,
                None => {
                    let outcome = self.carry_out(&command, private, render, &mut decided);
                    if let Outcome::Answered { rendered, .. } = &outcome {
                        fresh.insert(place, Answer { key, status: rendered.status, body: rendered.body.clone() });
                    }
                    outcome
                }
            };
            self.outcomes.push(outcome);
        }
        decided.answers = fresh.into_values().collect();
        decided
    }
}

impl HallBatch {
    /// Whether nothing of it has to be written: no keys, and nothing happens. `settled` says that no other node writes, so
    /// that a refusal needs no second look either.
    pub fn needs_no_writing(&self, alone: Alone) -> bool {
        self.requests.iter().all(|request| {
            request.key.is_none()
                && match decide(&self.working.hall, &request.command, self.now) {
                    Ok(events) => events.is_empty(),
                    Err(_) => alone == Alone::Yes,
                }
        })
    }

    fn carry_out(
        &mut self,
        command: &Command,
        private: Vec<PrivateFact>,
        render: Render,
        decided: &mut Decided,
    ) -> Outcome {
        let first_seq = self.working.hall.seq + 1;
        let verdict = decide(self.stale.as_deref().unwrap_or(&self.working.hall), command, self.now);
        if let Ok(events) = &verdict {
            let mut private = private;
            for event in events {
                decided.fold.apply(&mut self.working.hall, event);
                if let Fact::EpochStarted { epoch, .. } = &event.fact {
                    self.working.position.epoch = Epoch(epoch.clone());
                }
                let own = private.extract_if(.., |fact| belongs(&event.fact, fact.field)).collect();
                decided.events.push(NewEvent { event: event.clone(), private: own });
                self.applied.push(event.clone());
                self.own += 1;
            }
            self.working.position.seq = self.working.hall.seq;
        }
        let context = RenderContext {
            hall: &self.working.hall,
            position: &self.working.position,
            first_seq,
            now: self.now,
            links: &self.links,
            name: &self.name,
            ranges: &self.ranges,
        };
        let rendered = render(&context, verdict.as_deref());
        let verdict = if verdict.is_ok() { Verdict::Done } else { Verdict::Refused };
        Outcome::Answered { rendered, replayed: Replayed::First, verdict }
    }
}

/// Whether this process is the only one that writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Alone {
    Yes,
    No,
}

/// Whether a personal fact of this field belongs to an event.
fn belongs(fact: &Fact, field: &str) -> bool {
    match fact {
        Fact::TicketIssued { .. } => field == "person",
        Fact::TicketServed { .. } => field == "note",
        Fact::TicketRated { .. } => field == "comment",
        Fact::Configured { .. }
        | Fact::EpochStarted { .. }
        | Fact::DayStarted { .. }
        | Fact::PhaseChanged { .. }
        | Fact::IssuingStopped { .. }
        | Fact::IssuingResumed { .. }
        | Fact::ClockDoubted { .. }
        | Fact::ClockTrusted { .. }
        | Fact::TicketCancelled { .. }
        | Fact::TicketLeft { .. }
        | Fact::TicketVoided { .. }
        | Fact::TicketExpired { .. }
        | Fact::TicketAutoClosed { .. }
        | Fact::TicketPushedBack { .. }
        | Fact::TicketMoved { .. }
        | Fact::PriorityChanged { .. }
        | Fact::TicketReinstated { .. }
        | Fact::CounterOpened { .. }
        | Fact::CounterPaused { .. }
        | Fact::CounterResumed { .. }
        | Fact::CounterClosed { .. }
        | Fact::TicketCalled { .. }
        | Fact::TicketRecalled { .. }
        | Fact::ServingStarted { .. }
        | Fact::TicketNoShow { .. }
        | Fact::TicketParked { .. }
        | Fact::TicketReturned { .. }
        | Fact::TicketTransferred { .. }
        | Fact::TicketSentBack { .. }
        | Fact::StepUndone { .. }
        | Fact::NoticePosted { .. }
        | Fact::NoticeWithdrawn { .. }
        | Fact::CallShown { .. }
        | Fact::SpeechGranted { .. }
        | Fact::SpeechDone { .. }
        | Fact::SpeechFailed { .. }
        | Fact::PrintAsked { .. }
        | Fact::PapersPrintAsked { .. }
        | Fact::SlipHandedToBrowser { .. }
        | Fact::PrintEnded { .. } => false,
    }
}
