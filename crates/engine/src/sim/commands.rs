//! A small hall and random commands for it: mostly sensible, some not.

use super::dice::Dice;
use goiso_queue::command::{AfterTransfer, IssueFor, IssueRequest, Item, Seen, TransferTo};
use goiso_queue::config::{Counter, Guarantee, PriorityClass, Service, ServiceGroup, Text, Zone};
use goiso_queue::print::{Paper, PrintResult, PrintTrouble, Printer};
use goiso_queue::screens::{Arrow, Brand, Elsewhere, Show, Wall};
use goiso_queue::ticket::{Care, Channel, Language};
use goiso_queue::time::{Seconds, TimeOfDay};
use goiso_queue::voice::{NoticeSpeech, Unsaid, VolumeSpan, ZoneSpeech};
use goiso_queue::{Action, Actor, Command, CounterNo, GroupCode, Hall, HallConfig, Moment, TicketId};

/// The hash of the only card in the world.
pub const CARD: &str = "cafecafecafecafecafecafecafecafecafecafecafecafecafecafecafecafe";
/// The officer whose id no public screen may show.
pub const OFFICER: &str = "p-canary-officer";
/// The screen of the main zone.
pub const SCREEN: &str = "d-screen";
/// When the world begins: 2026-11-23 08:00 in the hall.
pub const MORNING: i64 = 1_795_395_600_000;

fn text(vi: &str) -> Text {
    Text { vi: vi.to_owned(), en: String::new() }
}

pub fn group(letter: &str) -> GroupCode {
    letter.parse().expect("a letter")
}

pub fn counter(number: &str) -> CounterNo {
    number.parse().expect("a number")
}

/// Silence at noon, so that every field of a zone's voice is in its view.
fn speech() -> ZoneSpeech {
    let at = |hour| TimeOfDay::new(hour, 30).expect("a time of day");
    ZoneSpeech { volumes: vec![VolumeSpan { from: at(11), to: at(13), percent: 0 }], ..ZoneSpeech::default() }
}

/// A wall with everything on it, so that every field of it is in its view; that of the main zone shows the other zone too.
fn wall(zone: &str) -> Wall {
    let other = (zone == "main").then(|| Elsewhere { zone: "side".parse().expect("a zone"), arrow: Arrow::Up });
    Wall {
        next: 3,
        missed: Show::Shown,
        ticker: text("Xin cảm ơn"),
        elsewhere: Vec::from_iter(other),
        ..Wall::default()
    }
}

/// Everything a hall can have of its own.
fn brand() -> Brand {
    Brand {
        accent_dark: Some("#9fe0b0".parse().expect("a colour")),
        accent_light: Some("#003b1c".parse().expect("a colour")),
        logo: "logo.png".to_owned(),
        invite: text("Mời công dân số"),
        idle: text("Kính chào công dân"),
    }
}

/// Two zones, three groups, four counters, one priority class.
pub fn config() -> HallConfig {
    let groups = [("A", "Chứng thực"), ("B", "Hộ tịch"), ("D", "Đất đai")];
    let counters = [("1", "main", "AB"), ("2", "main", "B"), ("3", "side", "DA"), ("4", "side", "D")];
    HallConfig {
        name: text("Bộ phận Một cửa"),
        zones: ["main", "side"]
            .map(|code| Zone {
                code: code.parse().expect("a zone"),
                name: text(code),
                speech: speech(),
                wall: wall(code),
            })
            .to_vec(),
        groups: groups
            .map(|(code, name)| ServiceGroup {
                code: group(code),
                name: text(name),
                daily_cap: (code == "B").then_some(400),
                service_time: Seconds(300),
                icon: (code == "A").then(|| "stamp".to_owned()),
            })
            .to_vec(),
        services: vec![Service {
            code: "ban-sao".parse().expect("a service"),
            group: group("A"),
            name: text("Chứng thực bản sao"),
            daily_cap: None,
            papers: vec![text("Bản chính")],
        }],
        classes: vec![PriorityClass {
            code: "elderly".parse().expect("a class"),
            name: text("Người cao tuổi"),
            rate_milli: 3_000,
            head_start: Seconds(0),
            from_age: Some(75),
        }],
        counters: counters
            .map(|(number, zone, groups)| Counter {
                number: counter(number),
                name: text(""),
                zone: zone.parse().expect("a zone"),
                groups: groups.chars().map(|letter| group(&letter.to_string())).collect(),
                helps_after: (number == "2").then_some(Seconds(600)),
            })
            .to_vec(),
        guarantees: vec![Guarantee {
            group: group("B"),
            class: "elderly".parse().expect("a class"),
            within: Seconds(900),
        }],
        hotline: "0258 000 000".to_owned(),
        brand: brand(),
        printers: vec![Printer {
            code: "door".parse().expect("a printer"),
            name: text("Máy in cửa chính"),
            address: "tcp:192.0.2.1:9100".parse().expect("an address"),
            paper: Paper::Wide,
            kiosks: vec!["d-kiosk".parse().expect("a device")],
        }],
        ..HallConfig::empty()
    }
}

/// A random command for the hall as it is.
pub fn random(dice: &mut Dice, hall: &Hall) -> Command {
    let staff = Actor::Staff(OFFICER.parse().expect("a staff id"));
    let number = counter(["1", "2", "3", "4"][dice.below(4)]);
    let here = hall.desks.get(&number).and_then(|desk| desk.ticket);
    // Some screens are stale.
    let seen = if dice.percent(4) { any_ticket(dice, hall) } else { here };
    let ticket = any_ticket(dice, hall).unwrap_or(TicketId(1));
    let letter = group(["A", "B", "D"][dice.below(3)]);
    let class = ["ordinary", "ordinary", "elderly"][dice.below(3)].parse().expect("a class");
    let action = match dice.below(46) {
        0..=9 => Action::Issue(IssueRequest {
            line: if dice.percent(10) {
                IssueFor::Service("ban-sao".parse().expect("a service"))
            } else {
                IssueFor::Group(letter)
            },
            class,
            channel: Channel::Kiosk,
            language: Language::Vi,
            care: if dice.percent(10) { Care::Accessible } else { Care::Usual },
            dossiers: 1,
            person: dice.percent(20).then(|| CARD.parse().expect("a hash")),
            range: None,
            printer: dice.percent(60).then(|| "door".parse().expect("a printer")),
        }),
        10 | 11 => Action::OpenCounter { counter: number, officer: OFFICER.parse().expect("a staff id") },
        12..=17 => Action::CallNext { counter: number, seen },
        18 => Action::CallChosen { counter: number, seen, ticket, reason: "đã hẹn".to_owned() },
        19 | 20 => Action::Recall { counter: number, seen },
        21 => Action::Start { counter: number, seen },
        22 => Action::Finish { counter: number, seen, result: None, note: None },
        23 => Action::NoShow { counter: number, seen },
        24 | 25 => Action::Park {
            counter: number,
            seen,
            reason: "thiếu bản sao".to_owned(),
            away: dice.percent(70).then_some(Seconds(20)),
        },
        26 => {
            let parked: Vec<TicketId> = hall.parked.iter().map(|(_, id)| *id).collect();
            Action::Return {
                counter: number,
                seen: Seen::Elsewhere,
                ticket: dice.pick(&parked).copied().unwrap_or(ticket),
            }
        }
        27 => Action::Transfer {
            counter: number,
            seen,
            to: if dice.percent(50) {
                TransferTo::Group { group: letter }
            } else {
                TransferTo::Counter { number: counter(["1", "2", "3", "4"][dice.below(4)]) }
            },
            after: if dice.percent(50) { AfterTransfer::Returns } else { AfterTransfer::Ends },
        },
        28 | 29 => Action::Undo { counter: number, seen: here },
        30 => Action::Cancel { ticket },
        31 => [
            Action::Leave { ticket },
            Action::PushBack { ticket },
            Action::Move { ticket, to: TransferTo::Group { group: letter } },
            Action::SetPriority { ticket, class },
            Action::Reinstate { ticket },
            Action::Rate { ticket, score: 5, comment: None },
            Action::Void { ticket, reason: "bấm nhầm".to_owned() },
        ]
        .get(dice.below(7))
        .cloned()
        .unwrap_or(Action::Tick),
        32 => Action::PostNotice {
            text: text("Thông báo"),
            zones: if dice.percent(50) { Vec::new() } else { vec!["side".parse().expect("a zone")] },
            until: dice.percent(50).then(|| Moment(hall.last_at.0 + 60_000)),
            speech: dice.percent(50).then_some(NoticeSpeech::ClosingSoon),
        },
        33 => match hall.notices.keys().next() {
            Some(notice) => Action::WithdrawNotice { notice: *notice },
            None => Action::StopIssuing { groups: vec![letter], reason: "mất điện".to_owned() },
        },
        34 => Action::ResumeIssuing { groups: Vec::new() },
        35 => {
            if dice.percent(50) {
                Action::PauseCounter { counter: number, reason: "họp".to_owned() }
            } else {
                Action::ResumeCounter { counter: number }
            }
        }
        36 => match hall.calls.keys().next_back() {
            Some(call) => Action::Shown { call: *call, devices: vec![SCREEN.parse().expect("a device")] },
            None => Action::Tick,
        },
        37 => match hall.calls.values().next_back() {
            Some(call) => {
                let (item, zone) = (Item::Call(call.id), call.zone.clone());
                let device = SCREEN.parse().expect("a device");
                match dice.below(3) {
                    0 => Action::Speak { item, zone, device, for_ms: 4_000 },
                    1 => Action::Spoken { item, zone, device },
                    _ => Action::Unspoken { item, zone, device, why: Unsaid::Old },
                }
            }
            None => Action::Tick,
        },
        38 => Action::Configure(Box::new(HallConfig {
            hotline: format!("0258 000 {:03}", dice.below(1_000)),
            ..hall.config.clone()
        })),
        39 => Action::Print { printer: "door".parse().expect("a printer"), ticket: dice.percent(80).then_some(ticket) },
        40 | 41 => match hall.prints.values().find(|print| print.ended.is_none()) {
            Some(print) => Action::PrintEnded {
                print: print.id,
                result: if dice.percent(70) {
                    PrintResult::Printed
                } else {
                    PrintResult::Failed { why: PrintTrouble::PaperOut }
                },
            },
            None => Action::Tick,
        },
        42 | 43 => Action::HandToBrowser { ticket, paper: Paper::Narrow, copy: 1 },
        _ => Action::Tick,
    };
    let by = if dice.percent(20) { Actor::Device("d-kiosk".parse().expect("a device")) } else { staff };
    Command { by, action }
}

fn any_ticket(dice: &mut Dice, hall: &Hall) -> Option<TicketId> {
    let ids: Vec<TicketId> = hall.tickets.keys().rev().take(12).copied().collect();
    dice.pick(&ids).copied()
}
