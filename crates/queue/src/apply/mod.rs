//! One event onto the hall. Total: an event that does not fit (which `decide` never makes) changes nothing but the
//! position, so that a log is always readable to its end.

mod calls;
mod steps;
mod undo;

use crate::command::Actor;
use crate::config::HallConfig;
use crate::day;
use crate::event::{Event, Fact, LeftBecause};
use crate::hall::{CounterState, Desk, Grant, Hall, Lapsed, Notice};
use crate::ids::{CounterNo, GroupCode, NoticeId, PrintId, StaffId, TicketId, TicketNumber};
use crate::print::{PRINTS_KEPT, Print, PrintResult, Printable, PrintedOn};
use crate::ticket::{Hold, LegEnd, Outcome, Ticket, TicketState};
use crate::time::{Moment, ServiceDay};

impl Hall {
    /// Folds one event into the hall.
    pub fn apply(&mut self, event: &Event) {
        self.seq += 1;
        self.last_at = self.last_at.max(event.at);
        let at = event.at;
        match &event.fact {
            Fact::Configured { config } => self.configured(config, at),
            Fact::EpochStarted { epoch: _, skip_numbers, ticket_base } => {
                self.ticket_base = *ticket_base;
                self.skip_numbers(*skip_numbers);
            }
            Fact::DayStarted { day, config } => self.day_started(*day, config, at),
            Fact::PhaseChanged { phase } => self.phase = *phase,
            Fact::IssuingStopped { groups, reason } => {
                for group in self.all_if_empty(groups) {
                    self.stopped.insert(group, reason.clone());
                }
            }
            Fact::IssuingResumed { groups } => {
                for group in self.all_if_empty(groups) {
                    self.stopped.remove(&group);
                }
            }
            Fact::ClockDoubted { wall } => {
                self.clock_doubted = Some(at);
                self.doubted_wall = Some(*wall);
            }
            Fact::ClockTrusted { wall: _ } => {
                self.clock_doubted = None;
                self.doubted_wall = None;
            }

            Fact::TicketIssued { .. } => self.issued(&event.fact, at),
            Fact::TicketCancelled { ticket } => self.ended(*ticket, Outcome::Cancelled, at),
            Fact::TicketLeft { ticket, because } => {
                match because {
                    LeftBecause::Citizen => {}
                    LeftBecause::ParkLapsed => self.lapsed(*ticket),
                }
                self.ended(*ticket, Outcome::Left, at);
            }
            Fact::TicketVoided { ticket, reason: _ } => self.ended(*ticket, Outcome::Void, at),
            Fact::TicketExpired { ticket } => self.ended(*ticket, Outcome::Expired, at),
            Fact::TicketAutoClosed { ticket, counter } => self.auto_closed(*ticket, counter, at),
            Fact::TicketPushedBack { ticket, order_at } => self.change(*ticket, |ticket| {
                ticket.order_at = *order_at;
                ticket.push_backs = ticket.push_backs.saturating_add(1);
            }),
            Fact::TicketMoved { ticket, to: _, group, hold: held } => self.change(*ticket, |ticket| {
                ticket.group = *group;
                if let TicketState::Waiting { hold, .. } = &mut ticket.state {
                    *hold = held.clone();
                }
            }),
            Fact::PriorityChanged { ticket, class } => {
                self.change(*ticket, |ticket| ticket.class = class.clone());
            }
            Fact::TicketReinstated { ticket } => {
                self.came_after_all(*ticket);
                self.lapsed.remove(ticket);
                self.change(*ticket, |ticket| {
                    ticket.state = TicketState::Waiting { since: at, hold: Hold::Anyone };
                });
            }
            Fact::TicketRated { ticket, score, comment: _ } => {
                self.change(*ticket, |ticket| ticket.rating = Some(*score));
            }

            Fact::CounterOpened { counter, officer } => self.sat_down(counter, officer, at),
            Fact::CounterPaused { counter, reason } => self.desk_state(counter, |state| match state {
                CounterState::Open { officer, .. } | CounterState::Paused { officer, .. } => {
                    CounterState::Paused { officer, since: at, reason: reason.clone() }
                }
                CounterState::Closed => CounterState::Closed,
            }),
            Fact::CounterResumed { counter } => {
                self.desk_state(counter, |state| match state {
                    CounterState::Open { officer, .. } | CounterState::Paused { officer, .. } => {
                        CounterState::Open { officer, since: at }
                    }
                    CounterState::Closed => CounterState::Closed,
                });
                self.idle_from(counter, at);
            }
            Fact::CounterClosed { counter } => self.desk_state(counter, |_| CounterState::Closed),

            Fact::TicketCalled { ticket, counter, why } => self.called(*ticket, counter, why, at),
            Fact::TicketRecalled { ticket, counter } => self.recalled(*ticket, counter, at),
            Fact::ServingStarted { ticket, counter } => self.serving_started(*ticket, counter, at),
            Fact::TicketServed { ticket, counter, started, result: _, note: _ } => {
                self.served(*ticket, counter, *started, at);
            }
            Fact::TicketNoShow { ticket, counter, recorded: _ } => self.no_show(*ticket, counter, at),
            Fact::TicketParked { ticket, counter, reason, until } => {
                self.went_away(*ticket, counter, reason, *until, at);
            }
            Fact::TicketReturned { ticket, hold } => self.change(*ticket, |ticket| {
                if let TicketState::Parked { since, .. } = ticket.state {
                    ticket.away_ms = ticket.away_ms.saturating_add(at.ms_since(since));
                }
                ticket.state = TicketState::Waiting { since: at, hold: hold.clone() };
            }),
            Fact::TicketTransferred { ticket, counter, to: _, after, group, hold } => {
                self.transferred(*ticket, counter, *after, *group, hold, at);
            }
            Fact::TicketSentBack { ticket, counter, started, to } => {
                self.sent_back(*ticket, counter, *started, to, at);
            }
            Fact::StepUndone { counter, step: _ } => self.undo(counter, at),

            Fact::NoticePosted { text, zones, until, speech } => {
                let id = NoticeId(self.seq);
                let notice = Notice {
                    id,
                    text: text.clone(),
                    zones: zones.clone(),
                    at,
                    until: *until,
                    speech: *speech,
                    said: Default::default(),
                };
                self.notices.insert(id, notice);
            }
            Fact::NoticeWithdrawn { notice } => self.notice_gone(*notice),

            Fact::CallShown { call, devices } => {
                if let Some(call) = self.calls.get_mut(call) {
                    call.shown.extend(devices.iter().cloned());
                }
            }
            Fact::SpeechGranted { item, zone, device, for_ms } => {
                let until = Moment(at.0.saturating_add(i64::from(*for_ms)));
                self.grants.insert((zone.clone(), *item), Grant { at, device: device.clone(), until });
            }
            Fact::SpeechDone { item, zone, device } => self.said(*item, zone, device, at),
            Fact::SpeechFailed { item, zone, device, why } => self.unsaid(*item, zone, device, *why, at),

            Fact::PrintAsked { printer, ticket } => {
                let what = match ticket {
                    Some(ticket) => self.slip_of(*ticket),
                    None => Printable::Test,
                };
                self.print_begun(PrintedOn::Printer(printer.clone()), what, &event.by, at);
            }
            Fact::PapersPrintAsked { printer, service } => {
                let what = Printable::Papers { service: service.clone() };
                self.print_begun(PrintedOn::Printer(printer.clone()), what, &event.by, at);
            }
            Fact::SlipHandedToBrowser { ticket, paper, copy } => {
                let what = self.slip_of(*ticket);
                self.print_begun(PrintedOn::Browser { paper: *paper, copy: *copy }, what, &event.by, at);
            }
            Fact::PrintEnded { print, result } => {
                if let Some(print) = self.prints.get_mut(print) {
                    print.ended.get_or_insert((at, *result));
                }
            }
        }
    }

    /// Whoever was away for longer than allowed is still shown for a while to the counter that sent them.
    fn lapsed(&mut self, id: TicketId) {
        if let Some(TicketState::Parked { counter, until, .. }) = self.tickets.get(&id).map(|ticket| &ticket.state) {
            let lapsed = Lapsed { counter: counter.clone(), until: *until };
            let now = self.last_at;
            self.lapsed.retain(|_, one| now < one.shown_until());
            self.lapsed.insert(id, lapsed);
        }
    }

    /// One more slip of a ticket.
    fn slip_of(&mut self, ticket: TicketId) -> Printable {
        let times = self.printed.entry(ticket).or_insert(0);
        *times = times.saturating_add(1);
        let copy = *times;
        Printable::Slip { ticket, label: self.tickets.get(&ticket).map(|known| known.label), copy }
    }

    /// A print joins those of today; a browser tells nothing more of its own.
    fn print_begun(&mut self, on: PrintedOn, what: Printable, by: &Actor, at: Moment) {
        let id = PrintId(self.seq);
        let ended = match on {
            PrintedOn::Printer(_) => None,
            PrintedOn::Browser { .. } => Some((at, PrintResult::Sent)),
        };
        let print = Print { id, on, what, by: by.clone(), at, ended };
        self.prints.insert(id, print);
        while self.prints.len() > PRINTS_KEPT {
            self.prints.pop_first();
        }
    }

    /// Changes a ticket with every index kept.
    pub(crate) fn change(&mut self, id: TicketId, how: impl FnOnce(&mut Ticket)) {
        if let Some(mut ticket) = self.take(id) {
            how(&mut ticket);
            self.index(ticket);
        }
    }

    fn configured(&mut self, config: &HallConfig, at: Moment) {
        self.config = config.clone();
        let mut gone = std::mem::take(&mut self.desks);
        for counter in &self.config.counters {
            let desk = gone.remove(&counter.number).map_or_else(
                || Desk::closed(at),
                // An undo across a configuration could bring a line back that is no longer there.
                |desk| Desk { last_step: None, ..desk },
            );
            self.desks.insert(counter.number.clone(), desk);
        }
        let groups: Vec<GroupCode> = self.config.groups.iter().map(|group| group.code).collect();
        self.stopped.retain(|group, _| groups.contains(group));
        self.plan = self.day.map(|day| day::plan(&self.config, day));
    }

    /// A full reset but for the position and the ticket base, so that a log can be read from any `day_started` on; what
    /// stands for longer (notices, a doubted clock) is said again by events that follow.
    fn day_started(&mut self, day: ServiceDay, config: &HallConfig, at: Moment) {
        *self = Hall { seq: self.seq, ticket_base: self.ticket_base, last_at: self.last_at, ..Hall::new() };
        self.day = Some(day);
        self.configured(config, at);
    }

    fn all_if_empty(&self, groups: &[GroupCode]) -> Vec<GroupCode> {
        if groups.is_empty() { self.config.groups.iter().map(|group| group.code).collect() } else { groups.to_vec() }
    }

    fn skip_numbers(&mut self, by: u16) {
        let groups: Vec<GroupCode> = self.config.groups.iter().map(|group| group.code).collect();
        for group in groups {
            let last = self.numbers.entry(group).or_insert(0);
            *last = last.saturating_add(by).min(TicketNumber::LAST.0);
        }
    }

    fn issued(&mut self, fact: &Fact, at: Moment) {
        // The only caller matched this variant; anything else changes nothing, as for every event that does not fit.
        let Fact::TicketIssued {
            ticket,
            label,
            group,
            service,
            class,
            channel,
            language,
            care,
            dossiers,
            person,
            people_ahead: _,
            range,
        } = fact
        else {
            return;
        };
        let last = self.numbers.entry(label.group).or_insert(0);
        *last = (*last).max(label.number.0);
        *self.group_issued.entry(*group).or_insert(0) += 1;
        if let Some(service) = service {
            *self.service_issued.entry(service.clone()).or_insert(0) += 1;
        }
        if let Some(person) = person {
            self.persons.entry(person.clone()).or_default().push(*ticket);
        }
        self.index(Ticket {
            id: *ticket,
            label: *label,
            group: *group,
            service: service.clone(),
            class: class.clone(),
            channel: *channel,
            language: *language,
            care: *care,
            dossiers: *dossiers,
            person: person.clone(),
            issued_at: at,
            order_at: at,
            push_backs: 0,
            return_to: None,
            state: TicketState::Waiting { since: at, hold: Hold::Anyone },
            legs: Vec::new(),
            rating: None,
            told: *range,
            away_ms: 0,
        });
    }

    /// A ticket ends away from the counters' own steps; a counter that had called it is free again.
    fn ended(&mut self, id: TicketId, outcome: Outcome, at: Moment) {
        let Some(ticket) = self.tickets.get(&id) else {
            return;
        };
        let leg_end = match outcome {
            Outcome::Served => LegEnd::Served,
            Outcome::NoShow => LegEnd::NoShow,
            Outcome::Left | Outcome::Cancelled | Outcome::Void => LegEnd::Cancelled,
            Outcome::Expired => LegEnd::AutoClosed,
        };
        match ticket.counter().cloned() {
            Some(counter) => self.leave_counter(id, &counter, leg_end, at, |ticket| {
                ticket.state = TicketState::Done { outcome, at };
            }),
            None => self.change(id, |ticket| ticket.state = TicketState::Done { outcome, at }),
        }
    }

    fn sat_down(&mut self, counter: &CounterNo, officer: &StaffId, at: Moment) {
        self.desk_state(counter, |_| CounterState::Open { officer: officer.clone(), since: at });
        self.idle_from(counter, at);
    }

    fn desk_state(&mut self, counter: &CounterNo, next: impl FnOnce(CounterState) -> CounterState) {
        if let Some(desk) = self.desks.get_mut(counter) {
            desk.state = next(std::mem::replace(&mut desk.state, CounterState::Closed));
            desk.last_step = None;
        }
    }

    fn idle_from(&mut self, counter: &CounterNo, at: Moment) {
        if let Some(desk) = self.desks.get_mut(counter) {
            desk.idle_since = at;
        }
    }
}

impl Desk {
    /// A counter at which nobody sits and nothing happened today.
    fn closed(at: Moment) -> Self {
        Self {
            state: CounterState::Closed,
            ticket: None,
            idle_since: at,
            served: 0,
            serve_time: (0, 0),
            last_step: None,
        }
    }
}
