//! Random histories from one seed.

use super::{config, counter, group, guarantee, officer, request};
use goiso_queue::command::{AfterTransfer, IssueFor, Item, Seen, TransferTo};
use goiso_queue::config::{HallConfig, Policy};
use goiso_queue::print::Paper;
use goiso_queue::ticket::Care;
use goiso_queue::time::Seconds;
use goiso_queue::{Action, Command, CounterNo, Hall, Moment, TicketId};

/// SplitMix64: small, and the same everywhere.
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
    pub fn below(&mut self, bound: u64) -> u64 {
        self.roll() % bound.max(1)
    }
    pub fn one_of<T: Copy>(&mut self, things: &[T]) -> T {
        let index = self.below(things.len() as u64) as usize;
        things[index]
    }
    pub fn sometimes(&mut self, in_hundred: u64) -> bool {
        self.below(100) < in_hundred
    }
}

/// Configurations of every kind the order knows: policies, guarantees, help.
pub fn configs() -> Vec<HallConfig> {
    let mut all = Vec::new();
    let policies = [
        Policy::Arrival,
        Policy::Accumulating,
        Policy::PriorityFirst { at_most: 1 },
        Policy::PriorityFirst { at_most: 2 },
    ];
    for policy in policies {
        for guaranteed in [false, true] {
            for helps_after in [None, Some(Seconds(0)), Some(Seconds(240))] {
                let mut config = HallConfig { policy, ..config() };
                if guaranteed {
                    config.guarantees = vec![
                        guarantee("A", "ordinary", 300),
                        guarantee("A", "elderly", 120),
                        guarantee("C", "ordinary", 200),
                    ];
                }
                for counter in &mut config.counters {
                    counter.helps_after = helps_after;
                }
                config.no_show.calls = 1;
                config.no_show.after = Seconds(30);
                config.limits.person_open = None;
                config.limits.person_daily = None;
                all.push(config);
            }
        }
    }
    all
}

const COUNTERS: [&str; 3] = ["1", "2", "3"];

/// The next command and the milliseconds that pass before it. Mostly sensible, sometimes not.
pub fn command(dice: &mut Dice, hall: &Hall) -> (Command, i64) {
    let pause = match dice.below(10) {
        0 => 0,
        1..=7 => dice.below(40_000),
        _ => dice.below(200_000),
    };
    let action = action(dice, hall);
    (Command { by: officer(), action }, pause as i64)
}

fn action(dice: &mut Dice, hall: &Hall) -> Action {
    let number = counter(dice.one_of(&COUNTERS));
    let seen = match hall.desks.get(&number) {
        Some(desk) if !dice.sometimes(3) => desk.ticket,
        _ => any_ticket(dice, hall),
    };
    let someone = any_ticket(dice, hall).unwrap_or(TicketId(1));
    match dice.below(100) {
        0..=29 => issue(dice),
        30..=51 => Action::CallNext { counter: number, seen },
        52..=55 => Action::Start { counter: number, seen },
        56..=58 => Action::Finish { counter: number, seen, result: None, note: None },
        59..=61 => Action::Recall { counter: number, seen },
        62..=64 => Action::NoShow { counter: number, seen },
        65..=68 => Action::Park {
            counter: number,
            seen,
            reason: "thiếu giấy tờ".to_owned(),
            away: Some(Seconds(60 + dice.below(600) as u32)),
        },
        69..=72 => {
            Action::Return { counter: number, seen: Seen::Elsewhere, ticket: parked(dice, hall).unwrap_or(someone) }
        }
        73..=77 => transfer(dice, number, seen),
        78..=81 => Action::Undo { counter: number, seen },
        82..=84 => Action::CallChosen { counter: number, seen, ticket: someone, reason: "đã hẹn".to_owned() },
        85 => Action::Cancel { ticket: someone },
        86 => Action::Leave { ticket: someone },
        87 => Action::Void { ticket: someone, reason: "bấm nhầm".to_owned() },
        88..=89 => Action::PushBack { ticket: someone },
        90 if dice.below(2) == 0 => {
            Action::Move { ticket: someone, to: TransferTo::Group { group: group(dice.one_of(&["A", "B", "C"])) } }
        }
        90 => Action::SetPriority { ticket: someone, class: a_class(dice) },
        91 => Action::Reinstate { ticket: someone },
        92..=94 => Action::OpenCounter { counter: number, officer: "officer.lan".parse().unwrap() },
        95 => Action::PauseCounter { counter: number, reason: "nghỉ".to_owned() },
        96 => Action::ResumeCounter { counter: number },
        97 => Action::CloseCounter { counter: number },
        98 => match dice.below(5) {
            0 => Action::Rate { ticket: someone, score: 1 + dice.below(5) as u8, comment: None },
            1 => speak(hall),
            2 => Action::HandToBrowser { ticket: someone, paper: Paper::Wide, copy: 1 + dice.below(3) as u8 },
            3 => Action::NewEpoch { epoch: "k3f9".to_owned(), skip_numbers: 200 },
            _ => Action::StopIssuing { groups: vec![group("C")], reason: "hết giờ".to_owned() },
        },
        _ => Action::Tick,
    }
}

fn issue(dice: &mut Dice) -> Action {
    let mut wanted = request(dice.one_of(&["A", "A", "B", "C"]), "ordinary");
    wanted.class = a_class(dice);
    if dice.sometimes(10) {
        wanted.line = IssueFor::Service("copies".parse().unwrap());
    }
    if dice.sometimes(10) {
        wanted.care = Care::Accessible;
    }
    Action::Issue(wanted)
}

fn a_class(dice: &mut Dice) -> goiso_queue::ClassCode {
    super::class(dice.one_of(&["ordinary", "ordinary", "elderly", "merit"]))
}

fn transfer(dice: &mut Dice, counter: CounterNo, seen: Option<TicketId>) -> Action {
    let to = if dice.sometimes(50) {
        TransferTo::Group { group: group(dice.one_of(&["A", "B", "C"])) }
    } else {
        TransferTo::Counter { number: super::counter(dice.one_of(&COUNTERS)) }
    };
    let after = if dice.sometimes(50) { AfterTransfer::Returns } else { AfterTransfer::Ends };
    Action::Transfer { counter, seen, to, after }
}

fn speak(hall: &Hall) -> Action {
    let item = hall.calls.keys().next_back().map_or(Item::Call(goiso_queue::CallId(1)), |id| Item::Call(*id));
    Action::Speak { item, zone: "main".parse().unwrap(), device: "d1".parse().unwrap(), for_ms: 5_000 }
}

fn any_ticket(dice: &mut Dice, hall: &Hall) -> Option<TicketId> {
    if hall.tickets.is_empty() {
        return None;
    }
    let index = dice.below(hall.tickets.len() as u64) as usize;
    hall.tickets.keys().nth(index).copied()
}

fn parked(dice: &mut Dice, hall: &Hall) -> Option<TicketId> {
    let all: Vec<(Moment, TicketId)> = hall.parked.iter().copied().collect();
    if all.is_empty() { None } else { Some(dice.one_of(&all).1) }
}
