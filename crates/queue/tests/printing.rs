//! Prints in the log: asked once, one at a time, ended once, or lost.
#![allow(clippy::unwrap_used, clippy::wildcard_enum_match_arm, reason = "a test picks what it asks about")]

mod common;

use common::{Deed, Floor, request};
use goiso_queue::print::{
    MOST_PRINTS, PRINT_LOST_MS, PRINTS_KEPT, Paper, PrintResult, PrintTrouble, Printable, PrintedOn, Printer,
};
use goiso_queue::{Action, Actor, Command, Fact, Hall, HallConfig, PrintId, PrinterCode, Refusal, TicketId, decide};

fn door() -> PrinterCode {
    "door".parse().unwrap()
}

fn printer(code: &str, kiosks: &[&str]) -> Printer {
    Printer {
        code: code.parse().unwrap(),
        name: goiso_queue::config::Text { vi: "Máy in".to_owned(), en: String::new() },
        address: "tcp:192.0.2.1:9100".parse().unwrap(),
        paper: Paper::Wide,
        kiosks: kiosks.iter().map(|kiosk| kiosk.parse().unwrap()).collect(),
    }
}

fn floor() -> Floor {
    let mut floor = Floor::new(HallConfig { printers: vec![printer("door", &[])], ..common::config() });
    floor.sit("1");
    floor
}

fn with_slip() -> goiso_queue::command::IssueRequest {
    goiso_queue::command::IssueRequest { printer: Some(door()), ..request("A", "ordinary") }
}

fn again(ticket: TicketId) -> Action {
    Action::Print { printer: door(), ticket: Some(ticket) }
}

/// Ticket, number and copy of a slip.
fn slip(what: &Printable) -> (TicketId, String, u8) {
    match what {
        Printable::Slip { ticket, label, copy } => (*ticket, label.unwrap().to_string(), *copy),
        other => panic!("{other:?}"),
    }
}

fn newest(floor: &Floor) -> PrintId {
    *floor.hall.prints.keys().next_back().unwrap()
}

fn end(floor: &mut Floor, result: PrintResult) -> Vec<Fact> {
    let print = newest(floor);
    floor.must(Action::PrintEnded { print, result })
}

#[test]
fn a_number_with_a_slip_is_two_facts_of_one_decision() {
    let mut floor = floor();
    let facts = floor.must(Action::Issue(with_slip()));
    let ticket = match facts.first() {
        Some(Fact::TicketIssued { ticket, .. }) => *ticket,
        other => panic!("{other:?}"),
    };
    assert_eq!(facts.get(1), Some(&Fact::PrintAsked { printer: door(), ticket: Some(ticket) }));
    let print = &floor.hall.prints[&newest(&floor)];
    assert_eq!(print.id, PrintId(floor.hall.seq), "its id is the seq of its event");
    assert_eq!(slip(&print.what), (ticket, "A001".to_owned(), 1));
    // a printer that was taken away meanwhile keeps nobody from a number
    let gone = goiso_queue::command::IssueRequest { printer: Some("gone".parse().unwrap()), ..with_slip() };
    assert_eq!(floor.must(Action::Issue(gone)).len(), 1);
}

#[test]
fn one_print_at_a_time_and_each_ends_once() {
    let mut floor = floor();
    let ticket = floor.issue(with_slip()).unwrap();
    let first = newest(&floor);
    assert_eq!(floor.refused(again(ticket)), Refusal::PrintUnderWay { print: first });
    let out = PrintResult::Failed { why: PrintTrouble::PaperOut };
    assert_eq!(end(&mut floor, out), vec![Fact::PrintEnded { print: first, result: out }]);
    assert_eq!(end(&mut floor, PrintResult::Printed), vec![], "the first word stands");
    floor.must(again(ticket));
    assert_eq!(slip(&floor.hall.prints[&newest(&floor)].what), (ticket, "A001".to_owned(), 2));
    assert_eq!(floor.must(Action::PrintEnded { print: PrintId(999_999), result: out }), vec![]);
}

#[test]
fn a_test_strip_uses_no_number_and_waits_for_no_ticket() {
    let mut floor = floor();
    floor.issue(with_slip()).unwrap();
    let strip = Action::Print { printer: door(), ticket: None };
    let numbers = floor.hall.numbers.clone();
    assert_eq!(floor.must(strip.clone()), vec![Fact::PrintAsked { printer: door(), ticket: None }]);
    assert_eq!(floor.hall.numbers, numbers);
    assert_eq!(floor.refused(strip.clone()), Refusal::PrintUnderWay { print: newest(&floor) });
    end(&mut floor, PrintResult::Sent);
    floor.must(strip);
}

#[test]
fn a_list_of_papers_uses_no_number_and_one_is_printed_at_a_time() {
    let mut config = HallConfig { printers: vec![printer("door", &[])], ..common::config() };
    let service = config.services.first_mut().unwrap();
    service.papers = vec![goiso_queue::config::Text { vi: "Giấy chứng sinh".to_owned(), en: String::new() }];
    let code = service.code.clone();
    let mut floor = Floor::new(config);
    let list = Action::PrintPapers { printer: door(), service: code.clone() };
    let numbers = floor.hall.numbers.clone();
    assert_eq!(floor.must(list.clone()), vec![Fact::PapersPrintAsked { printer: door(), service: code.clone() }]);
    assert_eq!(floor.hall.prints[&newest(&floor)].what, Printable::Papers { service: code });
    assert_eq!(floor.hall.numbers, numbers);
    assert_eq!(floor.refused(list.clone()), Refusal::PrintUnderWay { print: newest(&floor) });
    end(&mut floor, PrintResult::Printed);
    floor.must(list);
    let unknown = Action::PrintPapers { printer: door(), service: "bay".parse().unwrap() };
    assert_eq!(floor.refused(unknown), Refusal::UnknownService { service: "bay".to_owned() });
    let nowhere = Action::PrintPapers { printer: "nowhere".parse().unwrap(), service: "bay".parse().unwrap() };
    assert_eq!(floor.refused(nowhere), Refusal::UnknownPrinter { printer: "nowhere".to_owned() });
}

#[test]
fn what_cannot_be_printed_is_refused() {
    let mut floor = floor();
    let ticket = floor.take("A");
    let nowhere = Action::Print { printer: "nowhere".parse().unwrap(), ticket: Some(ticket) };
    assert_eq!(floor.refused(nowhere), Refusal::UnknownPrinter { printer: "nowhere".to_owned() });
    let unknown = TicketId(999);
    assert_eq!(floor.refused(again(unknown)), Refusal::UnknownTicket { ticket: unknown });
    for _ in 0..MOST_PRINTS {
        floor.must(again(ticket));
        end(&mut floor, PrintResult::Printed);
    }
    assert_eq!(floor.refused(again(ticket)), Refusal::TooManyPrints { ticket, times: MOST_PRINTS });
    let over = floor.take("A");
    floor.must(Action::Cancel { ticket: over });
    assert_eq!(floor.refused(again(over)).code(), "ticket_state");
}

fn by_browser(ticket: TicketId, copy: u8) -> Action {
    Action::HandToBrowser { ticket, paper: Paper::Narrow, copy }
}

#[test]
fn a_slip_of_a_browser_stands_in_the_log_once_and_is_never_waited_for() {
    let mut floor = floor();
    let ticket = floor.take("A");
    let fact = Fact::SlipHandedToBrowser { ticket, paper: Paper::Narrow, copy: 1 };
    let deadline = floor.hall.next_deadline();
    assert_eq!(floor.must(by_browser(ticket, 1)), vec![fact]);
    assert_eq!(floor.must(by_browser(ticket, 1)), vec![], "told again, it is known");
    let print = &floor.hall.prints[&newest(&floor)];
    assert_eq!(print.on, PrintedOn::Browser { paper: Paper::Narrow, copy: 1 });
    assert_eq!(slip(&print.what), (ticket, "A001".to_owned(), 1));
    assert_eq!(print.ended, Some((floor.now, PrintResult::Sent)), "nobody knows more of it");
    assert_eq!(floor.hall.next_deadline(), deadline, "it cannot get lost");
    // another ticket's first slip is another slip, and so is this one's second
    let other = floor.take("A");
    assert_eq!(floor.must(by_browser(other, 1)).len(), 1);
    assert_eq!(floor.must(by_browser(ticket, 2)).len(), 1);
    assert_eq!(slip(&floor.hall.prints[&newest(&floor)].what).2, 2);
    // the first slip of another browser is another slip too
    let kiosk = Actor::Device("kiosk-1".parse().unwrap());
    assert_eq!(floor.ask_as(kiosk.clone(), by_browser(ticket, 1)).unwrap().len(), 1);
    assert_eq!(slip(&floor.hall.prints[&newest(&floor)].what).2, 3);
    assert_eq!(floor.ask_as(kiosk, by_browser(ticket, 1)).unwrap(), vec![], "told again, it is known");
    // what the server prints of it now is one copy more, and waits for no browser
    floor.must(again(ticket));
    assert_eq!(slip(&floor.hall.prints[&newest(&floor)].what).2, 4);
}

#[test]
fn a_browsers_slip_is_one_of_the_few_that_a_ticket_may_have() {
    let mut floor = floor();
    let unknown = TicketId(999);
    assert_eq!(floor.refused(by_browser(unknown, 1)), Refusal::UnknownTicket { ticket: unknown });
    let ticket = floor.take("A");
    for _ in 1..MOST_PRINTS {
        floor.must(again(ticket));
        end(&mut floor, PrintResult::Printed);
    }
    floor.must(by_browser(ticket, 1));
    let enough = Refusal::TooManyPrints { ticket, times: MOST_PRINTS };
    assert_eq!(floor.refused(by_browser(ticket, 2)), enough);
    assert_eq!(floor.refused(again(ticket)), enough, "over both kinds");
    assert_eq!(floor.must(by_browser(ticket, 1)), vec![], "the answer of the first one stands");
    floor.must(Action::Cancel { ticket });
    assert_eq!(floor.refused(by_browser(ticket, 2)), enough, "after its end too");
}

/// The hall as if nothing had been printed since.
fn but_for_prints(hall: &Hall, before: &Hall) -> Hall {
    let (prints, printed) = (before.prints.clone(), before.printed.clone());
    Hall { prints, printed, seq: before.seq, last_at: before.last_at, ..hall.clone() }
}

/// Ends the only ticket of a hall.
type End = fn(&mut Floor) -> TicketId;

#[test]
fn a_browsers_slip_that_is_told_of_after_the_end_stands_in_the_log_and_changes_nothing_else() {
    let ends: [(&str, End); 5] = [
        ("served", |floor| {
            let ticket = floor.next("1").unwrap();
            floor.at("1", Deed::Finish).unwrap();
            ticket
        }),
        ("no_show", |floor| {
            let ticket = floor.next("1").unwrap();
            floor.later(1).at("1", Deed::Recall).unwrap();
            floor.later(600).at("1", Deed::NoShow).unwrap();
            ticket
        }),
        ("left", |floor| {
            let ticket = *floor.hall.tickets.keys().next().unwrap();
            floor.must(Action::Leave { ticket });
            ticket
        }),
        ("cancelled", |floor| {
            let ticket = *floor.hall.tickets.keys().next().unwrap();
            floor.must(Action::Cancel { ticket });
            ticket
        }),
        ("void", |floor| {
            let ticket = *floor.hall.tickets.keys().next().unwrap();
            floor.must(Action::Void { ticket, reason: "bấm nhầm".to_owned() });
            ticket
        }),
    ];
    for (how, end) in ends {
        let mut floor = floor();
        floor.take("A");
        let ticket = end(&mut floor);
        let before = floor.hall.clone();
        assert_eq!(before.tickets[&ticket].state.word(), "done", "{how}");
        let deadline = floor.hall.next_deadline();
        floor.later(60);
        let fact = Fact::SlipHandedToBrowser { ticket, paper: Paper::Narrow, copy: 1 };
        assert_eq!(floor.must(by_browser(ticket, 1)), vec![fact], "{how}");
        assert_eq!(floor.must(by_browser(ticket, 1)), vec![], "{how}: told again, it is known");
        let print = &floor.hall.prints[&newest(&floor)];
        assert_eq!(slip(&print.what), (ticket, "A001".to_owned(), 1), "{how}");
        assert_eq!((print.at, print.ended), (floor.now, Some((floor.now, PrintResult::Sent))), "{how}");
        assert_eq!(but_for_prints(&floor.hall, &before), before, "{how}");
        assert_eq!(floor.hall.next_deadline(), deadline, "{how}");
        // nobody prints a slip for somebody who has gone
        assert_eq!(floor.refused(again(ticket)).code(), "ticket_state", "{how}");
    }
}

#[test]
fn word_of_a_slip_after_the_end_keeps_nobody_from_taking_the_end_back() {
    let mut floor = floor();
    let ticket = floor.take("A");
    floor.next("1");
    floor.at("1", Deed::Start).unwrap();
    floor.at("1", Deed::Finish).unwrap();
    floor.must(by_browser(ticket, 1));
    floor.at("1", Deed::Undo).unwrap();
    assert_eq!(floor.state(ticket), "serving");
    // whoever comes back has the slips of before
    floor.must(again(ticket));
    assert_eq!(slip(&floor.hall.prints[&newest(&floor)].what).2, 2);
}

#[test]
fn word_of_a_slip_of_an_earlier_day_is_of_no_ticket() {
    let mut floor = floor();
    let ticket = floor.take("A");
    floor.later(24 * 3600);
    let facts = decide(&floor.hall, &Command { by: common::officer(), action: by_browser(ticket, 1) }, floor.now);
    assert_eq!(facts, Err(Refusal::UnknownTicket { ticket }), "the day turns first");
    floor.must(Action::Tick);
    assert_eq!(floor.refused(by_browser(ticket, 1)), Refusal::UnknownTicket { ticket });
}

#[test]
fn a_print_that_nobody_ends_is_lost_after_its_time() {
    let mut floor = floor();
    let ticket = floor.issue(with_slip()).unwrap();
    let print = newest(&floor);
    let due = floor.hall.prints[&print].lost_at().unwrap();
    assert_eq!(due.ms_since(floor.now), PRINT_LOST_MS);
    assert_eq!(floor.hall.next_deadline(), Some(due));
    floor.later(PRINT_LOST_MS / 1000 - 1);
    assert_eq!(floor.must(Action::Tick), vec![]);
    floor.later(1);
    let lost = PrintResult::Unknown { why: PrintTrouble::Lost };
    assert_eq!(floor.must(Action::Tick), vec![Fact::PrintEnded { print, result: lost }]);
    floor.must(again(ticket));
}

#[test]
fn a_reprint_keeps_nobody_from_taking_a_step_back() {
    let mut floor = floor();
    let ticket = floor.take("A");
    floor.next("1");
    floor.must(again(ticket));
    end(&mut floor, PrintResult::Printed);
    assert!(floor.at("1", Deed::Undo).is_ok(), "paper is no step of a counter");
}

#[test]
fn the_hall_holds_the_newest_prints_alone() {
    let mut floor = floor();
    for _ in 0..PRINTS_KEPT + 10 {
        floor.issue(with_slip()).unwrap();
        end(&mut floor, PrintResult::Printed);
    }
    assert_eq!(floor.hall.prints.len(), PRINTS_KEPT);
    assert_eq!(slip(&floor.hall.prints.values().next_back().unwrap().what).1, "A110");
}

#[test]
fn a_kiosk_has_the_printer_that_names_it_or_one_that_names_none() {
    let config = HallConfig {
        printers: vec![printer("side", &["k2"]), printer("any", &[]), printer("other", &[])],
        ..common::config()
    };
    config.validate().unwrap();
    let of = |kiosk: &str| config.printer_of(&kiosk.parse().unwrap()).map(|printer| printer.code.to_string());
    assert_eq!((of("k1").as_deref(), of("k2").as_deref()), (Some("any"), Some("side")));
    let named = HallConfig { printers: vec![printer("side", &["k2"])], ..common::config() };
    assert_eq!(named.printer_of(&"k1".parse().unwrap()), None);
    for printers in [vec![printer("a", &["k1"]), printer("b", &["k1"])], vec![printer("a", &[]), printer("a", &[])]] {
        let twice = HallConfig { printers, ..common::config() };
        assert_eq!(twice.validate().unwrap_err().code(), "bad_config");
    }
}
