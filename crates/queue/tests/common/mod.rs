//! A hall to test with, in the words of the hall: officers, counters, tickets, minutes.
#![allow(dead_code, clippy::unwrap_used, reason = "shared by several test files, each of which uses a part")]

pub mod random;

use goiso_queue::command::{AfterTransfer, IssueRequest, TransferTo};
use goiso_queue::config::{Counter, Guarantee, HallConfig, Policy, PriorityClass, Service, ServiceGroup, Text, Zone};
use goiso_queue::hall::CallState;
use goiso_queue::time::Seconds;
use goiso_queue::{
    Action, Actor, CallId, ClassCode, Command, CounterNo, Event, Fact, GroupCode, Hall, Moment, Refusal, Ticket,
    TicketId, decide,
};

/// Monday 2026-11-23, 08:00 in Ho Chi Minh City.
pub const MONDAY_EIGHT: Moment = Moment(1_795_395_600_000);

pub fn text(vi: &str) -> Text {
    Text { vi: vi.to_owned(), en: String::new() }
}
pub fn group(letter: &str) -> GroupCode {
    letter.parse().unwrap()
}
pub fn class(code: &str) -> ClassCode {
    code.parse().unwrap()
}
pub fn counter(number: &str) -> CounterNo {
    number.parse().unwrap()
}
pub fn officer() -> Actor {
    Actor::Staff("officer.lan".parse().unwrap())
}

/// Groups A, B, C; classes elderly and merit; counter 1 serves A then B, counter 2 B then A, counter 3 C only.
pub fn config() -> HallConfig {
    let service_group = |letter: &str| ServiceGroup {
        code: group(letter),
        name: text("Lĩnh vực"),
        daily_cap: None,
        service_time: Seconds(300),
        icon: None,
    };
    let priority = |code: &str, rate_milli, head_start| PriorityClass {
        code: class(code),
        name: text("Diện ưu tiên"),
        rate_milli,
        head_start: Seconds(head_start),
        from_age: None,
    };
    let desk = |number: &str, groups: &[&str]| Counter {
        number: counter(number),
        name: Text::default(),
        zone: "main".parse().unwrap(),
        groups: groups.iter().map(|letter| group(letter)).collect(),
        helps_after: None,
    };
    HallConfig {
        name: text("Trung tâm"),
        zones: vec![
            Zone {
                code: "main".parse().unwrap(),
                name: text("Sảnh chính"),
                speech: Default::default(),
                wall: Default::default(),
            },
            Zone {
                code: "upstairs".parse().unwrap(),
                name: text("Tầng hai"),
                speech: Default::default(),
                wall: Default::default(),
            },
        ],
        groups: ["A", "B", "C"].map(service_group).to_vec(),
        services: vec![Service {
            code: "copies".parse().unwrap(),
            group: group("A"),
            name: text("Chứng thực bản sao"),
            daily_cap: None,
            papers: Vec::new(),
        }],
        classes: vec![priority("elderly", 3000, 0), priority("merit", 2000, 600)],
        counters: vec![desk("1", &["A", "B"]), desk("2", &["B", "A"]), desk("3", &["C"])],
        ..HallConfig::empty()
    }
}

pub fn guarantee(letter: &str, code: &str, within: u32) -> Guarantee {
    Guarantee { group: group(letter), class: class(code), within: Seconds(within) }
}

pub fn with_policy(policy: Policy) -> HallConfig {
    HallConfig { policy, ..config() }
}

/// A hall, what time it is there, and everything that happened.
#[derive(Clone)]
pub struct Floor {
    pub hall: Hall,
    pub now: Moment,
    pub log: Vec<Event>,
}

impl Floor {
    /// Configured and with the day begun, on Monday at eight.
    pub fn new(config: HallConfig) -> Self {
        let mut floor = Self { hall: Hall::new(), now: MONDAY_EIGHT, log: Vec::new() };
        floor.must(Action::Configure(Box::new(config)));
        floor
    }

    /// The hall of [`config`] with an officer at counters 1 and 2.
    pub fn open() -> Self {
        let mut floor = Self::new(config());
        floor.sit("1");
        floor.sit("2");
        floor
    }

    pub fn later(&mut self, seconds: i64) -> &mut Self {
        self.now = Moment(self.now.0 + seconds * 1000);
        self
    }

    /// Decides and applies.
    pub fn ask(&mut self, action: Action) -> Result<Vec<Fact>, Refusal> {
        self.ask_as(officer(), action)
    }

    /// The same for somebody else.
    pub fn ask_as(&mut self, by: Actor, action: Action) -> Result<Vec<Fact>, Refusal> {
        let command = Command { by, action };
        let events = decide(&self.hall, &command, self.now)?;
        for event in &events {
            self.hall.apply(event);
        }
        self.log.extend(events.iter().cloned());
        Ok(events.into_iter().map(|event| event.fact).collect())
    }

    pub fn must(&mut self, action: Action) -> Vec<Fact> {
        let shown = format!("{action:?}");
        self.ask(action).unwrap_or_else(|refusal| panic!("{shown}: {refusal}"))
    }

    pub fn refused(&mut self, action: Action) -> Refusal {
        let before = self.hall.clone();
        let shown = format!("{action:?}");
        let refusal = match self.ask(action) {
            Ok(facts) => panic!("{shown} was not refused: {facts:?}"),
            Err(refusal) => refusal,
        };
        assert_eq!(before, self.hall, "a refusal changes nothing");
        refusal
    }

    pub fn sit(&mut self, number: &str) {
        let officer = "officer.lan".parse().unwrap();
        self.must(Action::OpenCounter { counter: counter(number), officer });
    }

    pub fn take(&mut self, letter: &str) -> TicketId {
        self.take_as(letter, "ordinary")
    }

    pub fn take_as(&mut self, letter: &str, code: &str) -> TicketId {
        self.issue(request(letter, code)).unwrap()
    }

    pub fn issue(&mut self, request: IssueRequest) -> Result<TicketId, Refusal> {
        let facts = self.ask(Action::Issue(request))?;
        Ok(facts
            .iter()
            .find_map(|fact| if let Fact::TicketIssued { ticket, .. } = fact { Some(*ticket) } else { None })
            .unwrap())
    }

    pub fn seen(&self, number: &str) -> Option<TicketId> {
        self.hall.desks[&counter(number)].ticket
    }

    pub fn next(&mut self, number: &str) -> Option<TicketId> {
        let seen = self.seen(number);
        self.must(Action::CallNext { counter: counter(number), seen });
        self.seen(number)
    }

    pub fn at(&mut self, number: &str, deed: Deed) -> Result<Vec<Fact>, Refusal> {
        let seen = self.seen(number);
        self.ask(deed.action(counter(number), seen))
    }

    pub fn ticket(&self, id: TicketId) -> &Ticket {
        &self.hall.tickets[&id]
    }

    pub fn state(&self, id: TicketId) -> &'static str {
        self.ticket(id).state.word()
    }

    pub fn call_state(&self, id: CallId) -> CallState {
        self.hall.calls[&id].state
    }

    pub fn newest_call(&self) -> CallId {
        *self.hall.calls.keys().next_back().unwrap()
    }
}

pub fn request(letter: &str, code: &str) -> IssueRequest {
    IssueRequest::plain(group(letter), class(code))
}

/// What an officer does with the person at the counter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    Next,
    Recall,
    Start,
    Finish,
    NoShow,
    Park,
    ToGroup(char),
    ToCounter(char),
    ToCounterAndBack(char),
    Undo,
    Pause,
    Close,
}

impl Deed {
    pub fn action(self, counter: CounterNo, seen: Option<TicketId>) -> Action {
        let there = |number: char| TransferTo::Counter { number: number.to_string().parse().unwrap() };
        match self {
            Deed::Next => Action::CallNext { counter, seen },
            Deed::Recall => Action::Recall { counter, seen },
            Deed::Start => Action::Start { counter, seen },
            Deed::Finish => Action::Finish { counter, seen, result: None, note: None },
            Deed::NoShow => Action::NoShow { counter, seen },
            Deed::Park => Action::Park { counter, seen, reason: "thiếu bản sao".to_owned(), away: None },
            Deed::ToGroup(letter) => Action::Transfer {
                counter,
                seen,
                to: TransferTo::Group { group: letter.to_string().parse().unwrap() },
                after: AfterTransfer::Ends,
            },
            Deed::ToCounter(number) => {
                Action::Transfer { counter, seen, to: there(number), after: AfterTransfer::Ends }
            }
            Deed::ToCounterAndBack(number) => {
                Action::Transfer { counter, seen, to: there(number), after: AfterTransfer::Returns }
            }
            Deed::Undo => Action::Undo { counter, seen },
            Deed::Pause => Action::PauseCounter { counter, reason: "nghỉ trưa".to_owned() },
            Deed::Close => Action::CloseCounter { counter },
        }
    }
}
