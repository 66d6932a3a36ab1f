//! Drives a crowd through the running hall: in real time, or as fast as a recorded day's clock is turned.

use super::crowd::{Answer, Crowd};
use super::invented::ReplayClock;
use super::tally::Tally;
use super::visitor::Visitor;
use anyhow::{Context, bail};
use goiso_engine::{Engine, Published, RenderContext, Rendered, Request, SubmitError};
use goiso_queue::command::{Action, Actor, Command, IssueFor};
use goiso_queue::forecast::WaitRange;
use goiso_queue::ids::HallId;
use goiso_queue::time::Moment;
use goiso_queue::{Event, Fact, Refusal};
use goiso_store::KeyRef;
use sha2::{Digest, Sha256};
use std::time::Duration;
use tokio::sync::oneshot;
use tokio_util::sync::CancellationToken;

/// The longest sleep of a live crowd, so that a clock that is set right is noticed.
const NAP: Duration = Duration::from_millis(500);
/// The clock of a paced replay is turned on in steps of at most so long.
const PACE_STEP: Duration = Duration::from_millis(100);
/// A command that cannot be written now is tried again after so long, and so often.
const AGAIN: Duration = Duration::from_millis(500);
const TRIES: u32 = 20;

/// Submits as a person's page does: under a key, and with the same key again while the answer is in doubt. None when the
/// answer was lost and the hall must be looked at.
async fn submit(engine: &Engine, hall: &HallId, command: Command) -> anyhow::Result<Option<Answer>> {
    let key = KeyRef {
        principal: command.by.to_string(),
        key: format!("demo-{}", uuid::Uuid::now_v7()),
        request_hash: Sha256::digest(format!("{command:?}").as_bytes()).into(),
    };
    for _ in 0..TRIES {
        let (tell, told) = oneshot::channel();
        let asked = command.clone();
        let render = move |context: &RenderContext<'_>, outcome: Result<&[Event], &Refusal>| {
            let status = if outcome.is_ok() { 200 } else { 409 };
            // Whoever asked waits below; when the demo ends it does not, and the answer is of no use.
            let _gone = tell.send(Answer::of(&asked, context.hall, outcome));
            Rendered { status, body: String::new() }
        };
        let request =
            Request { command: command.clone(), key: Some(key.clone()), private: Vec::new(), render: Box::new(render) };
        match engine.submit(hall, request).await {
            Ok(_) => return Ok(told.await.ok()),
            Err(SubmitError::Busy { .. } | SubmitError::Unavailable { .. } | SubmitError::InDoubt { .. }) => {
                tokio::time::sleep(AGAIN).await;
            }
            Err(SubmitError::Stopping) => return Ok(None),
            Err(wrong @ (SubmitError::UnknownHall | SubmitError::KeyReused)) => return Err(wrong.into()),
        }
    }
    bail!("the hall could not write for {} s", AGAIN.as_secs() * u64::from(TRIES))
}

/// What the screens tell a person who would take a number now.
fn told(look: &Published<'_>, visitor: &Visitor) -> Option<WaitRange> {
    let group = match &visitor.line {
        IssueFor::Group(group) => *group,
        IssueFor::Service(service) => look.hall.config.service(service)?.group,
    };
    look.ranges.prospect(group, &visitor.class)?.range
}

/// What is due in the crowd at the hall's time, or at `now` if the clock is turned.
fn next_command(
    engine: &Engine,
    hall: &HallId,
    crowd: &mut Crowd,
    now: Option<Moment>,
) -> anyhow::Result<(Moment, Option<Command>)> {
    engine
        .read(hall, |look| {
            let now = now.unwrap_or(look.now);
            (now, crowd.act(look.hall, |visitor| told(look, visitor), now))
        })
        .context("the demo's hall is gone")
}

/// People in real time, until `stopping`, or until everybody came and went.
///
/// # Errors
/// The hall cannot write for ten seconds, or is gone.
pub async fn live(
    engine: Engine,
    hall: HallId,
    mut crowd: Crowd,
    stopping: CancellationToken,
) -> anyhow::Result<Crowd> {
    while let Some(at) = crowd.next_at() {
        let (now, open) = engine.read(&hall, |look| (look.now, look.hall.open)).context("the demo's hall is gone")?;
        if crowd.all_came() && open == 0 {
            break;
        }
        let wait = Duration::from_millis(u64::try_from(at.ms_since(now)).unwrap_or(0));
        if stopping.is_cancelled() {
            break;
        }
        if !wait.is_zero() {
            tokio::select! {
                () = stopping.cancelled() => break,
                () = tokio::time::sleep(wait.min(NAP)) => continue,
            }
        }
        let (now, command) = next_command(&engine, &hall, &mut crowd, None)?;
        if let Some(command) = command {
            let answer = submit(&engine, &hall, command).await?;
            crowd.answered(answer, now);
        }
    }
    Ok(crowd)
}

/// How fast a recorded day goes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Pace {
    /// So many times as fast as it was.
    Times(f64),
    /// As fast as the hall can write.
    Max,
}

/// A recorded day to its last ticket. Nothing sleeps but the pace; the clock stands where the day is.
///
/// # Errors
/// The hall cannot write, or is gone.
pub async fn replay(
    engine: &Engine,
    hall: &HallId,
    crowd: &mut Crowd,
    clock: &ReplayClock,
    pace: Pace,
    stopping: &CancellationToken,
    mut progress: impl FnMut(Moment, Tally),
) -> anyhow::Result<Tally> {
    let mut idle_deadline = None;
    let mut told_at = clock.now();
    while !stopping.is_cancelled() {
        let (deadline, turns, open) = engine
            .read(hall, |look| {
                (look.hall.next_deadline(), look.hall.plan.as_ref().map(|plan| plan.ends_at), look.hall.open)
            })
            .context("the hall is gone")?;
        if crowd.all_came() && open == 0 {
            break;
        }
        let Some(next) = crowd.next_at() else { break };
        if let Some(due) = deadline.filter(|due| *due <= next && idle_deadline != Some(*due)) {
            pass(clock, due, pace, stopping).await;
            let over = turns.is_some_and(|turns| due >= turns).then(|| at_the_turn(engine, hall)).flatten();
            let tick = submit(engine, hall, Command { by: Actor::Clock, action: Action::Tick }).await?;
            if over.is_some() {
                // The day is over for whoever is left: the rules have ended their tickets.
                return over.context("the hall is gone");
            }
            if tick.is_none_or(|tick| tick.facts.is_ok_and(|facts: Vec<Fact>| facts.is_empty())) {
                idle_deadline = Some(due);
            }
            continue;
        }
        pass(clock, next, pace, stopping).await;
        let (now, command) = next_command(engine, hall, crowd, Some(clock.now()))?;
        if let Some(command) = command {
            let answer = submit(engine, hall, command).await?;
            crowd.answered(answer, now);
        }
        if now.ms_since(told_at) >= 3_600_000 {
            told_at = now;
            progress(now, engine.read(hall, |look| Tally::of(look.hall)).context("the hall is gone")?);
        }
    }
    engine.read(hall, |look| Tally::of(look.hall)).context("the hall is gone")
}

/// The tally that the turn of the day makes of what is open: whoever waits or is away expires, whoever is at a counter
/// is closed as served.
fn at_the_turn(engine: &Engine, hall: &HallId) -> Option<Tally> {
    engine.read(hall, |look| {
        let mut tally = Tally::of(look.hall);
        let at_counters = look.hall.desks.values().filter(|desk| desk.ticket.is_some()).count() as u64;
        tally.served += at_counters;
        tally.expired += tally.open - at_counters;
        tally.open = 0;
        tally
    })
}

/// Lets the clock's time go by.
async fn pass(clock: &ReplayClock, until: Moment, pace: Pace, stopping: &CancellationToken) {
    match pace {
        Pace::Max => {}
        Pace::Times(times) => {
            while clock.now() < until && !stopping.is_cancelled() {
                let began = tokio::time::Instant::now();
                let left = Duration::from_millis(u64::try_from(until.ms_since(clock.now())).unwrap_or(0));
                tokio::time::sleep(PACE_STEP.min(left.div_f64(times))).await;
                let gone = began.elapsed().mul_f64(times).as_millis().max(1);
                let now = clock.now().0.saturating_add(i64::try_from(gone).unwrap_or(i64::MAX));
                clock.move_to(Moment(now.min(until.0)));
            }
        }
    }
    clock.move_to(until);
}
