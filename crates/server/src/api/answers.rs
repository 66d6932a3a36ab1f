//! From the hall's own types to the shapes of answers. This file and the engine's `to_wire` are the two places that translate.

use goiso_engine::Links;
use goiso_queue::hall::CounterState;
use goiso_queue::order::{LineOf, Rule};
use goiso_queue::ticket::{LegEnd, Start};
use goiso_queue::{
    CallId, CounterNo, Event, Fact, Forecast, Hall, HallId, Moment, PrintId, PrinterCode, Ticket, TicketId,
    TicketState, WaitRange, Why,
};
use goiso_store::Position;
use goiso_wire::http;
use goiso_wire::value;

/// What an answer is rendered from: a hall at a position.
#[derive(Clone, Copy)]
pub struct Scene<'a> {
    /// Its id.
    pub name: &'a HallId,
    /// The hall.
    pub hall: &'a Hall,
    /// Where its log stands.
    pub position: &'a Position,
    /// Hall time.
    pub now: Moment,
    /// What people are told about waits.
    pub ranges: &'a Forecast,
    /// Makes ticket links.
    pub links: &'a Links,
}

impl Scene<'_> {
    /// The position.
    pub fn at(&self) -> http::At {
        http::At { epoch: self.position.epoch.to_string(), seq: self.position.seq }
    }

    /// A ticket of today.
    pub fn ticket(&self, id: TicketId) -> Option<http::Ticket> {
        let ticket = self.hall.tickets.get(&id)?;
        let (people_ahead, wait) = match ticket.state {
            TicketState::Waiting { .. } => {
                (Some(Forecast::people_ahead_at(self.hall, id, self.now)), self.ranges.range_for(id))
            }
            TicketState::Called { .. }
            | TicketState::Serving { .. }
            | TicketState::Parked { .. }
            | TicketState::Done { .. } => (None, None),
        };
        Some(self.shape(ticket, people_ahead, wait))
    }

    /// A ticket that was issued just now, with what its event says it was told.
    pub fn issued(&self, events: &[Event]) -> Option<http::Ticket> {
        events.iter().find_map(|event| {
            if let Fact::TicketIssued { ticket, people_ahead, range, .. } = &event.fact {
                self.hall.tickets.get(ticket).map(|known| self.shape(known, Some(*people_ahead), *range))
            } else {
                None
            }
        })
    }

    /// The print that these events asked for; the first of them has seq `first_seq`.
    pub fn print_asked(events: &[Event], first_seq: u64) -> Option<(PrintId, PrinterCode)> {
        events.iter().zip(first_seq..).find_map(|(event, seq)| {
            if let Fact::PrintAsked { printer, .. } | Fact::PapersPrintAsked { printer, .. } = &event.fact {
                Some((PrintId(seq), printer.clone()))
            } else {
                None
            }
        })
    }

    fn shape(&self, ticket: &Ticket, people_ahead: Option<u32>, wait: Option<WaitRange>) -> http::Ticket {
        let outcome = match &ticket.state {
            TicketState::Done { outcome, .. } => Some(outcome.word().to_owned()),
            TicketState::Waiting { .. }
            | TicketState::Called { .. }
            | TicketState::Serving { .. }
            | TicketState::Parked { .. } => None,
        };
        http::Ticket {
            id: ticket.id.to_string(),
            label: ticket.label.to_string(),
            group: ticket.group.to_string(),
            class: ticket.class.to_string(),
            state: ticket.state.word().to_owned(),
            outcome,
            people_ahead,
            wait: wait.map(|range| value::WaitRange { low_s: range.low_s, high_s: range.high_s }),
            issued_at: ticket.issued_at.0,
            counter: ticket.counter().map(ToString::to_string),
            phone_url: self.hall.day.map(|day| self.links.phone_url(self.name, ticket.id, day)).unwrap_or_default(),
            phone_link: None,
            legs: ticket.legs.iter().map(leg).collect(),
            print: None,
            at: self.at(),
        }
    }

    /// The call that these events made, with its ticket and why; the first of them has seq `first_seq`.
    pub fn called(&self, events: &[Event], first_seq: u64) -> Option<http::Call> {
        events.iter().zip(first_seq..).find_map(|(event, seq)| {
            if let Fact::TicketCalled { ticket, counter, why } = &event.fact {
                let call = CallId(seq);
                let number = self.hall.calls.get(&call).map_or(1, |call| call.number);
                Some(http::Call {
                    id: call.to_string(),
                    number,
                    ticket: self.ticket(*ticket)?,
                    counter: counter.to_string(),
                    why: why_shape(why),
                })
            } else {
                None
            }
        })
    }

    /// A counter after a command.
    pub fn counter(&self, number: &CounterNo, events: &[Event], first_seq: u64) -> http::CounterAnswer {
        let call = events.iter().zip(first_seq..).filter_map(|(event, seq)| {
            let calls = matches!(event.fact, Fact::TicketCalled { .. } | Fact::TicketRecalled { .. });
            calls.then(|| CallId(seq).to_string())
        });
        http::CounterAnswer {
            counter: number.to_string(),
            state: self.hall.desks.get(number).map_or("closed", |desk| word(&desk.state)).to_owned(),
            ticket: self.hall.ticket_at(number).and_then(|ticket| self.ticket(ticket.id)),
            call: call.last(),
            at: self.at(),
        }
    }

    /// The hall at a glance. People at work are named to staff alone.
    pub fn glance(&self, officers: Officers) -> http::Hall {
        let config = &self.hall.config;
        http::Hall {
            name: text(&config.name),
            service_day: self.hall.day.map(|day| day.to_string()).unwrap_or_default(),
            groups: config
                .groups
                .iter()
                .map(|group| http::HallGroup {
                    code: group.code.to_string(),
                    name: text(&group.name),
                    waiting: u32::try_from(self.hall.waiting_in(group.code)).unwrap_or(u32::MAX),
                })
                .collect(),
            counters: config
                .counters
                .iter()
                .map(|counter| {
                    let desk = self.hall.desks.get(&counter.number);
                    http::HallCounter {
                        number: counter.number.to_string(),
                        state: desk.map_or("closed", |desk| word(&desk.state)).to_owned(),
                        officer: match officers {
                            Officers::Named => desk.and_then(|desk| officer(&desk.state)),
                            Officers::Withheld => None,
                        },
                        ticket: desk.and_then(|desk| desk.ticket).map(|ticket| ticket.to_string()),
                    }
                })
                .collect(),
            at: self.at(),
        }
    }
}

/// Whether people at work are named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Officers {
    /// To staff.
    Named,
    /// To devices.
    Withheld,
}

fn word(state: &CounterState) -> &'static str {
    match state {
        CounterState::Closed => "closed",
        CounterState::Open { .. } => "open",
        CounterState::Paused { .. } => "paused",
    }
}

fn officer(state: &CounterState) -> Option<String> {
    match state {
        CounterState::Closed => None,
        CounterState::Open { officer, .. } | CounterState::Paused { officer, .. } => Some(officer.to_string()),
    }
}

/// A text of the configuration.
pub fn text(text: &goiso_queue::config::Text) -> value::Text {
    value::Text { vi: text.vi.clone(), en: text.en.clone() }
}

fn leg(leg: &goiso_queue::ticket::Leg) -> http::Leg {
    let (started_at, start_implied) = match leg.start {
        Start::NotYet => (None, false),
        Start::At(at) => (Some(at.0), false),
        Start::Implied(at) => (Some(at.0), true),
    };
    http::Leg {
        group: leg.group.to_string(),
        counter: leg.counter.to_string(),
        waited_from: leg.waited_from.0,
        called_at: leg.called_at.0,
        calls: leg.calls,
        started_at,
        start_implied,
        ended_at: leg.end.map(|(at, _)| at.0),
        how: leg.end.map(|(_, how)| how_word(how).to_owned()),
    }
}

fn how_word(how: LegEnd) -> &'static str {
    match how {
        LegEnd::Served => "served",
        LegEnd::NoShow => "no_show",
        LegEnd::Parked => "parked",
        LegEnd::Transferred => "transferred",
        LegEnd::Cancelled => "cancelled",
        LegEnd::AutoClosed => "auto_closed",
        LegEnd::Undone => "undone",
    }
}

fn why_shape(why: &Why) -> value::Why {
    let mut shape = value::Why {
        rule: String::new(),
        waited_s: u32::try_from(why.waited_ms / 1000).unwrap_or(0),
        rate_milli: None,
        within_s: None,
        run: None,
        reason: None,
        helped: match why.line {
            LineOf::Own { .. } => false,
            LineOf::Helped => true,
        },
        runner_up: why.runner_up.map(|ticket| ticket.to_string()),
    };
    let rule = match &why.rule {
        Rule::Guarantee { within_s } => {
            shape.within_s = Some(within_s.0);
            "guarantee"
        }
        Rule::Returned => "returned",
        Rule::Arrival => "arrival",
        Rule::PriorityFirst { run } => {
            shape.run = Some(*run);
            "priority_first"
        }
        Rule::OrdinaryTurn => "ordinary_turn",
        Rule::Accumulating { rate_milli, .. } => {
            shape.rate_milli = Some(*rate_milli);
            "accumulating"
        }
        Rule::Chosen { reason } => {
            shape.reason = Some(reason.clone());
            "chosen"
        }
    };
    shape.rule = rule.to_owned();
    shape
}
