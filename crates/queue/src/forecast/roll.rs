//! The hall rolled forward: many thought afternoons from the present one, with the rules themselves.
//!
//! There is no second rule here. A roll is the hall itself, copied, with `decide` and `apply`, an invented clock, people
//! who come and are served as they did lately, and the counters that are open now. Two rolls of one seed meet the same
//! people with the same services, so that what differs between them is what was changed.
//!
//! Nobody opens or closes a counter in it but the change that is asked about; those at work are left for a while as often
//! as they were today, and more or fewer people come than did (see `doubt`). Whoever is away to complete papers does not
//! come back.

use super::doubt::RUSH;
use super::live::pause_end;
use super::rolled::{Rolled, Seen};
use super::samples::{Dice, Samples};
use crate::command::{Action, Actor, Command};
use crate::config::{HallConfig, Policy};
use crate::decide::decide;
use crate::event::{Event, Fact, Phase};
use crate::hall::{CounterState, Hall};
use crate::ids::{ClassCode, CounterNo, GroupCode, Label, StaffId, TicketId, TicketNumber};
use crate::refusal::Refusal;
use crate::ticket::{Care, Channel, Language, TicketState};
use crate::time::Moment;
use std::collections::{BTreeMap, BTreeSet};

/// Runs of one roll, at most.
pub const RUNS_MAX: u32 = 100;
/// Steps of one run, at most; what is not decided by then counts as not called.
pub const STEPS_MAX: u32 = 4_000;
/// Steps of all runs together: no run begins beyond them.
pub const ALL_STEPS_MAX: u32 = 120_000;
/// No run looks further than this.
pub const HORIZON_MS: i64 = 4 * 60 * 60 * 1000;
/// People who come in one run, at most.
pub const NEWCOMERS_MAX: usize = 1_000;
/// The lines are told so often, from now on for [`COMING_MS`].
pub const LINE_EVERY_MS: i64 = 5 * 60 * 1000;
/// People who come within these are told apart: half an hour and an hour.
pub const COMING_MS: [i64; 2] = [30 * 60 * 1000, 60 * 60 * 1000];
/// A counter that may help looks again after so long.
const LOOK_AGAIN_MS: i64 = 60_000;
/// A service that lasts longer than any known one ends within so long.
const TAIL_MS: u64 = 5 * 60 * 1000;
/// The shortest service: nothing happens twice at one counter at one moment.
const SERVICE_MIN_MS: i64 = 1_000;

/// What might be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Somebody sits down at a counter, or goes on after a pause.
    Open(CounterNo),
    /// A counter closes once its present person is done.
    Close(CounterNo),
    /// A counter calls from these groups, in this order.
    Groups(CounterNo, Vec<GroupCode>),
    /// Who goes first.
    Policy(Policy),
}

/// How a roll is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Setting {
    /// Runs, at most [`RUNS_MAX`].
    pub runs: u32,
    /// The same seed gives the same answer.
    pub seed: u64,
}

/// The hall with a change and without it, on the same people.
///
/// # Errors
/// What [`decide`] refuses: a change that could not be made has no effect.
pub fn what_if(hall: &Hall, change: &Change, now: Moment, setting: Setting) -> Result<(Rolled, Rolled), Refusal> {
    let samples = Samples::of(hall, now);
    let start = lean(hall);
    let mut other = start.clone();
    let closing = make(&mut other, change, now)?;
    Ok((roll_from(&start, None, &samples, now, setting), roll_from(&other, closing.as_ref(), &samples, now, setting)))
}

/// The hall as it is, rolled forward.
pub fn roll(hall: &Hall, samples: &Samples, now: Moment, setting: Setting) -> Rolled {
    roll_from(&lean(hall), None, samples, now, setting)
}

/// The hall without what no run looks at, because every run copies it.
fn lean(hall: &Hall) -> Hall {
    let mut hall = hall.clone();
    hall.tickets.retain(|_, ticket| ticket.is_open());
    hall.persons.clear();
    hall.prints.clear();
    hall.printed.clear();
    hall.notices.clear();
    hall.grants.clear();
    for desk in hall.desks.values_mut() {
        desk.last_step = None;
    }
    hall
}

/// Makes a change; gives the counter that closes once it is free.
fn make(hall: &mut Hall, change: &Change, now: Moment) -> Result<Option<CounterNo>, Refusal> {
    let action = match change {
        Change::Open(counter) => open(hall, counter),
        Change::Close(counter) if hall.ticket_at(counter).is_some() => return Ok(Some(counter.clone())),
        Change::Close(counter) => Action::CloseCounter { counter: counter.clone() },
        Change::Groups(counter, groups) => {
            let mut config = hall.config.clone();
            let known = config.counters.iter_mut().find(|known| known.number == *counter);
            known.ok_or_else(|| Refusal::UnknownCounter { counter: counter.to_string() })?.groups.clone_from(groups);
            Action::Configure(Box::new(config))
        }
        Change::Policy(policy) => Action::Configure(Box::new(HallConfig { policy: *policy, ..hall.config.clone() })),
    };
    for event in decide(hall, &Command { by: Actor::Clock, action }, now)? {
        hall.apply(&event);
    }
    Ok(None)
}

fn open(hall: &Hall, counter: &CounterNo) -> Action {
    let paused = hall.desks.get(counter).is_some_and(|desk| match desk.state {
        CounterState::Paused { .. } => true,
        CounterState::Open { .. } | CounterState::Closed => false,
    });
    let counter = counter.clone();
    if paused { Action::ResumeCounter { counter } } else { Action::OpenCounter { counter, officer: nobody() } }
}

/// Whoever would sit there.
fn nobody() -> StaffId {
    "what-if".parse().expect("what-if is a staff id")
}

fn roll_from(start: &Hall, closing: Option<&CounterNo>, samples: &Samples, now: Moment, setting: Setting) -> Rolled {
    let mut seen = Seen::default();
    let mut steps = 0_u32;
    for run in 0..setting.runs.min(RUNS_MAX) {
        if steps >= ALL_STEPS_MAX {
            break;
        }
        let mut stage = Stage::new(start, closing, samples, now, [setting.seed, u64::from(run)]);
        stage.run();
        steps = steps.saturating_add(stage.steps);
        seen.note(stage);
    }
    seen.rolled()
}

/// What happens next in a run.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum What {
    /// A counter is done with its person, or looks for one.
    Free(CounterNo),
    /// An idle counter that helps others looks whether somebody has waited long enough by now.
    Look(CounterNo),
    /// Somebody comes: a place in the list of newcomers.
    Comes(usize),
    /// Somebody's patience ends.
    Leaves(TicketId),
}

/// Somebody who comes in a run.
pub(super) struct Newcomer {
    pub(super) at: Moment,
    pub(super) group: GroupCode,
    class: ClassCode,
    /// From coming to the call.
    pub(super) waited_ms: Option<i64>,
    /// Took a number and did not give up.
    pub(super) counts: bool,
}

/// One run.
pub(super) struct Stage<'s> {
    hall: Hall,
    samples: &'s Samples,
    closing: Option<&'s CounterNo>,
    pub(super) began: Moment,
    pub(super) ends: Moment,
    /// Seed and run.
    dice: [u64; 2],
    agenda: BTreeSet<(Moment, What)>,
    idle: BTreeSet<CounterNo>,
    /// Idle counters that will look again.
    looking: BTreeSet<CounterNo>,
    pub(super) newcomers: Vec<Newcomer>,
    /// The ticket of the first newcomer.
    first: u64,
    unresolved: usize,
    pub(super) line: Vec<BTreeMap<GroupCode, u32>>,
    pub(super) steps: u32,
    /// How many times as many people come as did.
    rush: f64,
    /// When counters are left, by those that will be.
    leaving: BTreeMap<CounterNo, Moment>,
}

impl<'s> Stage<'s> {
    fn new(start: &Hall, closing: Option<&'s CounterNo>, samples: &'s Samples, now: Moment, dice: [u64; 2]) -> Self {
        let hall = start.clone();
        let day_ends = hall.plan.as_ref().map_or(now, |plan| Moment(plan.ends_at.0.saturating_sub(1)));
        let first = hall.tickets.keys().next_back().map_or(0, |id| id.0).max(hall.ticket_base.saturating_add(hall.seq));
        let mut stage = Self {
            hall,
            samples,
            closing,
            began: now,
            ends: Moment(now.0.saturating_add(HORIZON_MS)).min(day_ends),
            dice,
            agenda: BTreeSet::new(),
            idle: BTreeSet::new(),
            looking: BTreeSet::new(),
            newcomers: Vec::new(),
            first: first.saturating_add(1),
            unresolved: 0,
            line: Vec::new(),
            steps: 0,
            rush: Dice::of(&[dice[0], dice[1], 6]).factor(RUSH),
            leaving: BTreeMap::new(),
        };
        stage.invite();
        stage.seat();
        stage
    }

    fn own_dice(&self, what: u64, of: u64) -> Dice {
        Dice::of(&[self.dice[0], self.dice[1], what, of])
    }

    /// Who comes within the longest of [`COMING_MS`], line by line, whatever else happens.
    fn invite(&mut self) {
        let last = COMING_MS.iter().max().copied().unwrap_or(0);
        for (index, ((group, class), rate)) in self.samples.lines().enumerate() {
            let rate = rate * self.rush;
            if rate <= 0.0 {
                continue;
            }
            let mut dice = self.own_dice(1, u64::try_from(index).unwrap_or(0));
            let mut after = dice.until_next(rate);
            while after < last && self.newcomers.len() < NEWCOMERS_MAX {
                let at = Moment(self.began.0.saturating_add(after));
                self.newcomers.push(Newcomer {
                    at,
                    group: *group,
                    class: class.clone(),
                    waited_ms: None,
                    counts: false,
                });
                after = after.saturating_add(dice.until_next(rate));
            }
        }
        self.newcomers.sort_by_key(|newcomer| newcomer.at);
        self.unresolved = self.newcomers.len();
        let comes = self.newcomers.iter().enumerate().map(|(index, newcomer)| (newcomer.at, What::Comes(index)));
        self.agenda.extend(comes);
    }

    /// Counters at work, each until its present person is done; the patience of those who wait.
    fn seat(&mut self) {
        let open: Vec<CounterNo> = self
            .hall
            .desks
            .iter()
            .filter(|(_, desk)| match desk.state {
                CounterState::Open { .. } => true,
                CounterState::Paused { .. } | CounterState::Closed => false,
            })
            .map(|(number, _)| number.clone())
            .collect();
        for number in open {
            let at = self.first_free(&number);
            let left = self.samples.absences.until_left_ms(&mut self.own_dice(7, key_of(&number)));
            self.leaving.insert(number.clone(), Moment(self.began.0.saturating_add(left)));
            self.start(&number, self.began);
            self.agenda.insert((at, What::Free(number)));
        }
        let waiting: Vec<TicketId> = self.hall.lines.values().flatten().map(|(_, id)| *id).collect();
        for id in waiting {
            self.may_leave(id, self.began);
        }
    }

    fn may_leave(&mut self, id: TicketId, at: Moment) {
        if let Some(patience) = self.samples.patience_ms(&mut self.own_dice(3, id.0)) {
            self.agenda.insert((Moment(at.0.saturating_add(patience)), What::Leaves(id)));
        }
    }

    fn first_free(&self, number: &CounterNo) -> Moment {
        let Some(ticket) = self.hall.ticket_at(number) else { return self.first_turn(number) };
        let since = match (&ticket.state, ticket.legs.last()) {
            (TicketState::Serving { .. } | TicketState::Called { .. }, Some(leg)) => leg.called_at,
            (TicketState::Serving { since, .. } | TicketState::Called { since, .. }, None) => *since,
            (TicketState::Waiting { .. } | TicketState::Parked { .. } | TicketState::Done { .. }, _) => self.began,
        };
        let lasted = self.began.ms_since(since);
        let mut dice = self.own_dice(2, ticket.id.0);
        let whole = self.samples.service(ticket.group, lasted, &mut dice);
        let tail = lasted.saturating_add(i64::try_from(dice.roll() % TAIL_MS).unwrap_or(0));
        let turn = self.turn_ms(ticket.id);
        Moment(since.0.saturating_add(whole.unwrap_or(tail)).saturating_add(turn)).max(self.began)
    }

    /// Whoever sits before a line without calling is about to, as long as counters usually take.
    fn first_turn(&self, number: &CounterNo) -> Moment {
        let Some(desk) = self.hall.desks.get(number).filter(|_| !self.hall.lines.is_empty()) else {
            return self.began;
        };
        let lasted = self.began.ms_since(desk.idle_since);
        let turn = self.samples.turn_ms(lasted, &mut self.own_dice(5, key_of(number))).unwrap_or(lasted);
        Moment(desk.idle_since.0.saturating_add(turn)).max(self.began)
    }

    /// From the end of a person to the call of the next.
    fn turn_ms(&self, id: TicketId) -> i64 {
        self.samples.turn_ms(-1, &mut self.own_dice(4, id.0)).unwrap_or(0)
    }

    fn service_ms(&self, id: TicketId, group: GroupCode) -> i64 {
        let drawn = self.samples.service(group, 0, &mut self.own_dice(2, id.0));
        let usual = || self.hall.config.group(group).map_or(0, |group| group.service_time.ms());
        drawn.unwrap_or_else(usual).max(SERVICE_MIN_MS).saturating_add(self.turn_ms(id))
    }

    fn run(&mut self) {
        while let Some((at, what)) = self.agenda.pop_first() {
            if at > self.ends || self.steps >= STEPS_MAX {
                break;
            }
            self.look_at_lines(at);
            if self.unresolved == 0 && self.line_is_told() {
                break;
            }
            self.steps += 1;
            match what {
                What::Free(number) => self.free(&number, at),
                What::Look(number) => {
                    self.looking.remove(&number);
                    // Somebody who came meanwhile has taken it, and is not sent away for it.
                    if self.idle.contains(&number) {
                        self.free(&number, at);
                    }
                }
                What::Comes(index) => self.comes(index, at),
                What::Leaves(ticket) => self.leaves(ticket, at),
            }
        }
        self.look_at_lines(self.ends);
    }

    fn line_is_told(&self) -> bool {
        let last = COMING_MS.iter().max().copied().unwrap_or(0);
        i64::try_from(self.line.len()).unwrap_or(i64::MAX).saturating_mul(LINE_EVERY_MS) > last
    }

    /// Notes the lines at every moment that is told and has come by now.
    fn look_at_lines(&mut self, now: Moment) {
        while !self.line_is_told() {
            let due = i64::try_from(self.line.len()).unwrap_or(i64::MAX).saturating_mul(LINE_EVERY_MS);
            if self.began.0.saturating_add(due) > now.0 {
                break;
            }
            let groups = self
                .hall
                .config
                .groups
                .iter()
                .map(|group| (group.code, u32::try_from(self.hall.waiting_in(group.code)).unwrap_or(u32::MAX)));
            let look = groups.collect();
            self.line.push(look);
        }
    }

    /// The events of a command, applied; none where the rules refuse it.
    fn act(&mut self, action: Action, at: Moment) -> Vec<Event> {
        let command = Command { by: Actor::Clock, action };
        let events = decide(&self.hall, &command, at).unwrap_or_default();
        for event in &events {
            self.hall.apply(event);
        }
        events
    }

    /// A person who was called is there at once: the time until they sit down is part of the service.
    fn start(&mut self, number: &CounterNo, at: Moment) {
        if let Some(ticket) = self.hall.ticket_at(number)
            && let TicketState::Called { .. } = ticket.state
        {
            let seen = Some(ticket.id);
            self.act(Action::Start { counter: number.clone(), seen }, at);
        }
    }

    fn free(&mut self, number: &CounterNo, at: Moment) {
        let seen = self.hall.desks.get(number).and_then(|desk| desk.ticket);
        if self.closing == Some(number) {
            self.act(Action::Finish { counter: number.clone(), seen, result: None, note: None }, at);
            self.act(Action::CloseCounter { counter: number.clone() }, at);
            return;
        }
        if let Some(until) = pause_end(&self.hall, at).or_else(|| self.left_until(number, at)) {
            self.idle.remove(number);
            if seen.is_some() {
                self.act(Action::Finish { counter: number.clone(), seen, result: None, note: None }, at);
            }
            self.agenda.insert((until, What::Free(number.clone())));
            return;
        }
        let events = self.act(Action::CallNext { counter: number.clone(), seen }, at);
        let called = events.iter().find_map(|event| {
            if let Fact::TicketCalled { ticket, why, .. } = &event.fact { Some((*ticket, why.group)) } else { None }
        });
        match called {
            Some((ticket, group)) => {
                self.idle.remove(number);
                self.called(ticket, at);
                self.start(number, at);
                let done = Moment(at.0.saturating_add(self.service_ms(ticket, group)));
                self.agenda.insert((done, What::Free(number.clone())));
            }
            None => {
                self.idle.insert(number.clone());
                let helps = self.hall.config.counter(number).is_some_and(|counter| counter.helps_after.is_some());
                if helps && self.looking.insert(number.clone()) {
                    self.agenda.insert((Moment(at.0.saturating_add(LOOK_AGAIN_MS)), What::Look(number.clone())));
                }
            }
        }
    }

    /// Until when a counter is away that is left now; each is left once.
    fn left_until(&mut self, number: &CounterNo, at: Moment) -> Option<Moment> {
        self.leaving.get(number).filter(|due| **due <= at)?;
        self.leaving.remove(number);
        let spell = self.samples.absences.spell_ms(&mut self.own_dice(8, key_of(number)));
        Some(Moment(at.0.saturating_add(spell.max(SERVICE_MIN_MS))))
    }

    fn newcomer(&mut self, id: TicketId) -> Option<&mut Newcomer> {
        let index = usize::try_from(id.0.checked_sub(self.first)?).ok()?;
        self.newcomers.get_mut(index)
    }

    /// The first call of a newcomer ends the wait that is told.
    fn called(&mut self, id: TicketId, at: Moment) {
        if let Some(newcomer) = self.newcomer(id)
            && newcomer.waited_ms.is_none()
        {
            newcomer.waited_ms = Some(at.ms_since(newcomer.at));
            self.unresolved = self.unresolved.saturating_sub(1);
        }
    }

    fn comes(&mut self, index: usize, at: Moment) {
        let id = TicketId(self.first.saturating_add(u64::try_from(index).unwrap_or(0)));
        let Some((group, class)) = self.newcomers.get(index).map(|newcomer| (newcomer.group, newcomer.class.clone()))
        else {
            return;
        };
        if !self.may_take(group, at) {
            self.unresolved = self.unresolved.saturating_sub(1);
            return;
        }
        let number = self.hall.numbers.get(&group).copied().unwrap_or(0).saturating_add(1);
        let fact = Fact::TicketIssued {
            ticket: id,
            label: Label { group, number: TicketNumber(number.min(TicketNumber::LAST.0)) },
            group,
            service: None,
            class,
            channel: Channel::Kiosk,
            language: Language::Vi,
            care: Care::Usual,
            dossiers: 1,
            person: None,
            people_ahead: 0,
            range: None,
        };
        self.hall.apply(&Event { at, by: Actor::Clock, fact });
        if let Some(newcomer) = self.newcomers.get_mut(index) {
            newcomer.counts = true;
        }
        self.may_leave(id, at);
        // Whoever has been free the longest does not matter: one of them takes the person, by the rules.
        let idle: Vec<CounterNo> = self.idle.iter().cloned().collect();
        for number in idle {
            if self.hall.waiting_in(group) == 0 {
                break;
            }
            self.free(&number, at);
        }
    }

    /// Whether a number would be issued: session, stop and caps. The rule that issues also counts people ahead, which no
    /// run reads and which takes as long as the line is.
    fn may_take(&self, group: GroupCode, at: Moment) -> bool {
        let phase = self.hall.plan.as_ref().map_or(self.hall.phase, |plan| plan.phase_at(at));
        let issuing = match phase {
            Phase::Issuing { .. } => true,
            Phase::ClosedToday | Phase::Before { .. } | Phase::LastTicketOut { .. } | Phase::After => false,
        };
        let cap = self.hall.config.group(group).and_then(|group| group.daily_cap);
        let issued = self.hall.group_issued.get(&group).copied().unwrap_or(0);
        issuing
            && !self.hall.stopped.contains_key(&group)
            && self.hall.config.group(group).is_some()
            && cap.is_none_or(|cap| issued < u32::from(cap))
            && self.hall.open < u32::from(self.hall.config.limits.open_tickets)
    }

    fn leaves(&mut self, id: TicketId, at: Moment) {
        let waits = self.hall.tickets.get(&id).is_some_and(|ticket| match ticket.state {
            TicketState::Waiting { .. } => ticket.legs.is_empty(),
            TicketState::Called { .. }
            | TicketState::Serving { .. }
            | TicketState::Parked { .. }
            | TicketState::Done { .. } => false,
        });
        if !waits {
            return;
        }
        self.act(Action::Leave { ticket: id }, at);
        if let Some(newcomer) = self.newcomer(id) {
            newcomer.counts = false;
            self.unresolved = self.unresolved.saturating_sub(1);
        }
    }
}

/// A counter's own number for its dice.
fn key_of(number: &CounterNo) -> u64 {
    number.as_str().bytes().fold(0, |key, byte| key.wrapping_mul(257).wrapping_add(u64::from(byte)))
}
