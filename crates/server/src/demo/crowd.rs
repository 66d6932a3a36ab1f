//! The people in a hall as a machine: who comes, what the officers at the counters do, and when.
//!
//! It knows the hall as its screens show it and acts by commands alone. It sleeps nowhere and asks no clock: whoever
//! drives it says what time it is, submits its command and tells it the answer. So a live demo in real time and a
//! recorded day in seconds are the same people.

use super::officer::{Glance, Plan, plan};
use super::visitor::{Fate, LEAST_PRESSURE, MadeUp, Recorded, Visitor, pressure};
use goiso_queue::command::{Action, Actor, Command, IssueRequest, Seen};
use goiso_queue::config::{HallConfig, Hours};
use goiso_queue::event::{Fact, Phase};
use goiso_queue::forecast::WaitRange;
use goiso_queue::ids::{CounterNo, DeviceId, StaffId, TicketId};
use goiso_queue::ticket::{Channel, TicketState};
use goiso_queue::time::Moment;
use goiso_queue::{Event, Hall, call_order, day};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

/// A counter at which somebody else acted is left to them for so long after their last act.
pub const LEFT_ALONE_MS: i64 = 5 * 60 * 1000;
/// An officer without anybody looks at the screen again after so long, if nothing calls them before.
const IDLE_LOOK_MS: i64 = 30_000;
/// A counter that is left alone is looked at so often.
const AWAY_LOOK_MS: i64 = 2_000;
/// Away for papers, if nothing else is known.
const USUALLY_AWAY_MS: i64 = 300_000;
/// From the last word at the counter to the rating on the phone.
const RATES_AFTER_MS: i64 = 20_000;
/// The least time between two looks of one officer, so that no speed makes them spin.
const LEAST_MS: i64 = 1;

/// Who comes.
pub enum Visitors {
    /// People made up from a seed, without end or a given number of them.
    MadeUp {
        /// Who they are.
        crowd: MadeUp,
        /// How many; none for no end.
        most: Option<u64>,
    },
    /// A recorded day, in order of arrival.
    Recorded(Vec<Recorded>),
}

/// What somebody wants to do at a moment.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    /// The n-th person comes in.
    Arrive(u64),
    /// A person has waited long enough.
    GiveUp(TicketId),
    /// A parked person is back.
    ComeBack(CounterNo, TicketId),
    /// A served person judges.
    Rate(TicketId, u8),
}

/// A counter as its officer of this crowd knows it.
struct Post {
    officer: StaffId,
    look_at: Moment,
    /// As the crowd left it.
    left: Option<Glance>,
    /// Somebody else is in charge until then.
    others_until: Moment,
    looked_idle: bool,
}

/// What was asked, so that the answer can be understood.
enum Asked {
    Issue(Visitor),
    Counter(CounterNo),
    Citizen,
}

/// What became of a command, seen right behind its events.
pub struct Answer {
    /// The events, or the refusal's code.
    pub facts: Result<Vec<Fact>, &'static str>,
    /// The counter after them, if the command was a counter's.
    pub glance: Option<Glance>,
}

impl Answer {
    /// The answer to a command, from the hall behind its events.
    pub fn of(command: &Command, hall: &Hall, events: Result<&[Event], &goiso_queue::Refusal>) -> Self {
        let glance = counter_of(&command.action).map(|counter| Glance::of(hall, counter));
        match events {
            Ok(events) => Self { facts: Ok(events.iter().map(|event| event.fact.clone()).collect()), glance },
            Err(refusal) => Self { facts: Err(refusal.code()), glance },
        }
    }
}

/// The people in a hall.
pub struct Crowd {
    seed: u64,
    visitors: Visitors,
    /// Human lengths are divided by this.
    speed: f64,
    posts: BTreeMap<CounterNo, Post>,
    steps: BinaryHeap<Reverse<(Moment, u64, Step)>>,
    order: u64,
    known: BTreeMap<TicketId, Visitor>,
    asked: Option<Asked>,
    kiosk: DeviceId,
    greeter: StaffId,
    /// Numbers taken by these people.
    pub issued: u64,
    /// Refusals by code.
    pub refused: BTreeMap<&'static str, u64>,
}

impl Crowd {
    /// People who begin at `now` with an officer for every counter of the hall.
    pub fn new(seed: u64, visitors: Visitors, speed: f64, hall: &Hall, now: Moment) -> Self {
        let posts = hall
            .config
            .counters
            .iter()
            .enumerate()
            .map(|(place, counter)| {
                // One after the other, as people sit down.
                let look_at = Moment(now.0 + i64::try_from(place).unwrap_or(0));
                let officer = officer_of(&counter.number);
                (counter.number.clone(), Post { officer, look_at, left: None, others_until: now, looked_idle: false })
            })
            .collect();
        let mut crowd = Self {
            seed,
            visitors,
            speed: speed.max(0.01),
            posts,
            steps: BinaryHeap::new(),
            order: 0,
            known: BTreeMap::new(),
            asked: None,
            kiosk: "demo-kiosk".parse().expect("a device id"),
            greeter: "demo-greeter".parse().expect("a staff id"),
            issued: 0,
            refused: BTreeMap::new(),
        };
        crowd.expect_next(0, &hall.config, now);
        for ticket in hall.tickets.values() {
            if let TicketState::Parked { counter, .. } = &ticket.state {
                let back = crowd.later(now, USUALLY_AWAY_MS);
                crowd.push(back, Step::ComeBack(counter.clone(), ticket.id));
            }
        }
        crowd
    }

    /// When somebody wants to act next.
    pub fn next_at(&self) -> Option<Moment> {
        let look = self.posts.values().map(|post| post.look_at).min();
        let step = self.steps.peek().map(|Reverse((at, _, _))| *at);
        look.into_iter().chain(step).min()
    }

    /// Whether everybody who was to come has come.
    pub fn all_came(&self) -> bool {
        !self.steps.iter().any(|Reverse((_, _, step))| match step {
            Step::Arrive(_) => true,
            Step::GiveUp(_) | Step::ComeBack(..) | Step::Rate(..) => false,
        })
    }

    /// The next act that is due at `now`, if it is still called for. `answered` must follow every command.
    pub fn act(&mut self, hall: &Hall, ranges: impl Fn(&Visitor) -> Option<WaitRange>, now: Moment) -> Option<Command> {
        let due = self.steps.peek().map(|Reverse((at, _, _))| *at).filter(|at| *at <= now);
        let look = self.posts.iter().map(|(number, post)| (post.look_at, number)).min();
        match (due, look) {
            (Some(at), Some((look_at, _))) if look_at < at => self.look(hall, now),
            (Some(_), _) => {
                let Reverse((_, _, step)) = self.steps.pop()?;
                self.step(step, hall, ranges, now)
            }
            (None, Some((look_at, _))) if look_at <= now => self.look(hall, now),
            (None, Some(_) | None) => None,
        }
    }

    /// What became of the command of the last `act`; none if it is not known (the hall was read again meanwhile).
    pub fn answered(&mut self, answer: Option<Answer>, now: Moment) {
        let Some(asked) = self.asked.take() else { return };
        if let Some(Answer { facts: Err(code), .. }) = &answer {
            *self.refused.entry(code).or_default() += 1;
        }
        match asked {
            Asked::Issue(visitor) => self.issued(answer, visitor, now),
            Asked::Counter(counter) => self.worked(&counter, answer, now),
            Asked::Citizen => {}
        }
        self.call_idle(now);
    }

    fn issued(&mut self, answer: Option<Answer>, visitor: Visitor, now: Moment) {
        let Some(Answer { facts: Ok(facts), .. }) = answer else { return };
        for fact in facts {
            if let Fact::TicketIssued { ticket, .. } = fact {
                self.issued += 1;
                if let Some(patience) = visitor.patience_ms {
                    let at = self.later(now, patience);
                    self.push(at, Step::GiveUp(ticket));
                }
                self.known.insert(ticket, visitor);
                return;
            }
        }
    }

    fn worked(&mut self, counter: &CounterNo, answer: Option<Answer>, now: Moment) {
        let Some(answer) = answer else { return };
        let Some(post) = self.posts.get_mut(counter) else { return };
        // A refusal means that somebody was faster: the next look finds out what they did.
        let Ok(facts) = answer.facts else { return };
        post.left = answer.glance;
        post.looked_idle = false;
        // Nothing follows from other facts that a look at the counter does not show.
        for fact in facts {
            if let Fact::TicketServed { ticket, .. } = fact {
                if let Some(score) = self.known.get(&ticket).and_then(|visitor| visitor.rates) {
                    let at = self.later(now, RATES_AFTER_MS);
                    self.push(at, Step::Rate(ticket, score));
                }
            } else if let Fact::TicketParked { ticket, counter, .. } = fact {
                let fate = self.known.get(&ticket).map(|visitor| &visitor.fate);
                let away = if let Some(Fate::FetchesPapers { away_ms }) = fate { *away_ms } else { USUALLY_AWAY_MS };
                let at = self.later(now, away);
                self.push(at, Step::ComeBack(counter, ticket));
            }
        }
    }

    /// The officer whose look is due first.
    fn look(&mut self, hall: &Hall, now: Moment) -> Option<Command> {
        let (_, number) = self.posts.iter().map(|(number, post)| (post.look_at, number)).min()?;
        let number = number.clone();
        let idle_look = self.later(now, IDLE_LOOK_MS);
        let away_look = self.later(now, AWAY_LOOK_MS);
        let left_alone = self.later(now, LEFT_ALONE_MS);
        let glance = Glance::of(hall, &number);
        let post = self.posts.get_mut(&number)?;
        if post.left.take().is_some_and(|left| left.differs_by_others(&glance, hall)) {
            post.others_until = left_alone;
        }
        post.left = Some(glance);
        post.looked_idle = false;
        if now < post.others_until {
            post.look_at = away_look;
            return None;
        }
        let officer = post.officer.clone();
        let visitor = hall.ticket_at(&number).map(|ticket| {
            self.known.get(&ticket.id).cloned().unwrap_or_else(|| Visitor::stranger(self.seed, ticket.id))
        });
        let plan = plan(hall, &number, &officer, visitor.as_ref(), self.speed, now);
        let post = self.posts.get_mut(&number)?;
        match plan {
            Plan::Act(action) => {
                // Seen again at once behind the answer, which says what is next.
                post.look_at = Moment(now.0 + LEAST_MS);
                self.asked = Some(Asked::Counter(number));
                Some(Command { by: Actor::Staff(officer), action })
            }
            Plan::LookAt(at) => {
                post.look_at = at.max(Moment(now.0 + LEAST_MS));
                None
            }
            Plan::Idle => {
                post.look_at = idle_look;
                post.looked_idle = true;
                None
            }
        }
    }

    fn step(
        &mut self,
        step: Step,
        hall: &Hall,
        ranges: impl Fn(&Visitor) -> Option<WaitRange>,
        now: Moment,
    ) -> Option<Command> {
        match step {
            Step::Arrive(n) => {
                self.expect_next(n + 1, &hall.config, now);
                let visitor = self.visitor(n)?;
                match hall.phase {
                    Phase::Issuing { .. } => {}
                    Phase::ClosedToday | Phase::Before { .. } | Phase::LastTicketOut { .. } | Phase::After => {
                        return None;
                    }
                }
                let by_greeter = n % 7 == 3;
                let request = IssueRequest {
                    line: visitor.line.clone(),
                    class: visitor.class.clone(),
                    channel: if by_greeter { Channel::Desk } else { Channel::Kiosk },
                    language: visitor.language,
                    care: visitor.care,
                    dossiers: visitor.dossiers,
                    person: None,
                    range: ranges(&visitor),
                    printer: None,
                };
                let by =
                    if by_greeter { Actor::Staff(self.greeter.clone()) } else { Actor::Device(self.kiosk.clone()) };
                self.asked = Some(Asked::Issue(visitor));
                Some(Command { by, action: Action::Issue(request) })
            }
            Step::GiveUp(ticket) => {
                let waits = hall.tickets.get(&ticket).is_some_and(|ticket| match ticket.state {
                    TicketState::Waiting { .. } => true,
                    TicketState::Called { .. }
                    | TicketState::Serving { .. }
                    | TicketState::Parked { .. }
                    | TicketState::Done { .. } => false,
                });
                waits.then(|| self.citizen(Action::Leave { ticket }))
            }
            Step::ComeBack(counter, ticket) => {
                let parked = hall.tickets.get(&ticket).is_some_and(|ticket| match ticket.state {
                    TicketState::Parked { .. } => true,
                    TicketState::Waiting { .. }
                    | TicketState::Called { .. }
                    | TicketState::Serving { .. }
                    | TicketState::Done { .. } => false,
                });
                // Whoever comes back tells the greeter, who puts them in line again.
                parked.then(|| {
                    self.asked = Some(Asked::Citizen);
                    Command {
                        by: Actor::Staff(self.greeter.clone()),
                        action: Action::Return { counter, seen: Seen::Elsewhere, ticket },
                    }
                })
            }
            Step::Rate(ticket, score) => {
                let can = hall.tickets.get(&ticket).is_some_and(|ticket| ticket.rating.is_none());
                can.then(|| self.citizen(Action::Rate { ticket, score, comment: None }))
            }
        }
    }

    fn citizen(&mut self, action: Action) -> Command {
        self.asked = Some(Asked::Citizen);
        Command { by: Actor::Citizen, action }
    }

    fn visitor(&self, n: u64) -> Option<Visitor> {
        match &self.visitors {
            Visitors::MadeUp { crowd, .. } => crowd.visitor(n),
            Visitors::Recorded(people) => {
                usize::try_from(n).ok().and_then(|n| people.get(n)).map(|one| one.visitor.clone())
            }
        }
    }

    fn expect_next(&mut self, n: u64, config: &HallConfig, now: Moment) {
        let at = match &self.visitors {
            Visitors::MadeUp { most: Some(most), .. } if n >= *most => None,
            Visitors::MadeUp { crowd, .. } => {
                let gap = crowd.gap_ms(n, pressure_at(config, now));
                Some(self.later(now, gap))
            }
            Visitors::Recorded(people) => usize::try_from(n).ok().and_then(|n| people.get(n)).map(|one| one.at),
        };
        if let Some(at) = at {
            self.push(at, Step::Arrive(n));
        }
    }

    /// Whatever happened may have put somebody in line: officers without anybody look at once.
    fn call_idle(&mut self, now: Moment) {
        for post in self.posts.values_mut().filter(|post| post.looked_idle) {
            post.look_at = post.look_at.min(Moment(now.0 + LEAST_MS));
            post.looked_idle = false;
        }
    }

    fn later(&self, now: Moment, human_ms: i64) -> Moment {
        Moment(now.0 + scaled(human_ms, self.speed))
    }

    fn push(&mut self, at: Moment, step: Step) {
        self.order += 1;
        self.steps.push(Reverse((at, self.order, step)));
    }
}

/// A human length at a speed, at least [`LEAST_MS`].
pub(super) fn scaled(human_ms: i64, speed: f64) -> i64 {
    // Human lengths are hours at most, far below what a double holds exactly.
    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation)]
    let scaled = (human_ms as f64 / speed).round() as i64;
    scaled.max(LEAST_MS)
}

/// The staff id of this crowd's officer at a counter.
pub fn officer_of(counter: &CounterNo) -> StaffId {
    let name = format!("demo-officer-{counter}");
    name.parse().or_else(|_| "demo-officer".parse()).expect("a staff id")
}

fn pressure_at(config: &HallConfig, now: Moment) -> f64 {
    let zone = day::zone(&config.time_zone).unwrap_or(jiff::tz::TimeZone::UTC);
    let wall = jiff::Timestamp::from_millisecond(now.0).unwrap_or_default().to_zoned(zone);
    let minute = u16::try_from(i32::from(wall.hour()) * 60 + i32::from(wall.minute())).unwrap_or(0);
    match config.hours {
        Hours::Always => pressure(minute).max(LEAST_PRESSURE),
        Hours::Weekly(_) => pressure(minute),
    }
}

/// The counter whose officer does this, if it is an officer's act.
fn counter_of(action: &Action) -> Option<&CounterNo> {
    match action {
        Action::OpenCounter { counter, .. }
        | Action::PauseCounter { counter, .. }
        | Action::ResumeCounter { counter }
        | Action::CloseCounter { counter }
        | Action::CallNext { counter, .. }
        | Action::CallChosen { counter, .. }
        | Action::Recall { counter, .. }
        | Action::Start { counter, .. }
        | Action::Finish { counter, .. }
        | Action::NoShow { counter, .. }
        | Action::Park { counter, .. }
        | Action::Transfer { counter, .. }
        | Action::Undo { counter, .. } => Some(counter),
        // A return is the greeter's here, and everything else is nobody's counter.
        Action::Return { .. }
        | Action::Issue(_)
        | Action::Cancel { .. }
        | Action::Leave { .. }
        | Action::Void { .. }
        | Action::PushBack { .. }
        | Action::Move { .. }
        | Action::SetPriority { .. }
        | Action::Reinstate { .. }
        | Action::Rate { .. }
        | Action::StopIssuing { .. }
        | Action::ResumeIssuing { .. }
        | Action::Configure(_)
        | Action::PostNotice { .. }
        | Action::WithdrawNotice { .. }
        | Action::Shown { .. }
        | Action::Print { .. }
        | Action::PrintPapers { .. }
        | Action::HandToBrowser { .. }
        | Action::PrintEnded { .. }
        | Action::Speak { .. }
        | Action::Spoken { .. }
        | Action::Unspoken { .. }
        | Action::Tick
        | Action::DoubtClock { .. }
        | Action::TrustClock { .. }
        | Action::NewEpoch { .. } => None,
    }
}

/// Whether a counter could call somebody by the rules now.
pub(super) fn somebody_waits(hall: &Hall, counter: &CounterNo, now: Moment) -> bool {
    call_order(hall, counter, now).is_some()
}
