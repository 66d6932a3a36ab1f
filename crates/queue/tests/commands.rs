//! Every command in every state of a ticket and of a counter, as tables.
#![allow(clippy::unwrap_used, clippy::wildcard_enum_match_arm, reason = "a test picks what it asks about")]

mod common;

use common::{Deed, Floor, config, counter, officer, request, text};
use goiso_queue::command::{AfterTransfer, IssueFor, Seen, TransferTo};
use goiso_queue::config::HallConfig;
use goiso_queue::hall::{CallState, LAPSED_SHOWN_MS, Lapsed};
use goiso_queue::order::{LineOf, Rule};
use goiso_queue::ticket::{Care, Hold, LegEnd, Start};
use goiso_queue::time::Seconds;
use goiso_queue::{Action, Fact, FactHash, Moment, Outcome, Refusal, TicketId, TicketState};

/// A hall with one ticket of group A in the named state; counter 1 has it where a counter has to.
fn with_ticket(state: &str) -> (Floor, TicketId) {
    let mut floor = Floor::open();
    let id = floor.take("A");
    // Somebody behind, so that pushing back is possible.
    floor.later(1);
    floor.take("A");
    match state {
        "waiting" => {}
        "called" => {
            floor.next("1");
        }
        "serving" => {
            floor.next("1");
            floor.at("1", Deed::Start).unwrap();
        }
        "parked" => {
            floor.next("1");
            floor.at("1", Deed::Park).unwrap();
        }
        "served" => {
            floor.next("1");
            floor.at("1", Deed::Finish).unwrap();
        }
        "no_show" => {
            floor.next("1");
            floor.later(60);
            floor.at("1", Deed::Recall).unwrap();
            floor.at("1", Deed::NoShow).unwrap();
        }
        "left" => {
            floor.must(Action::Leave { ticket: id });
        }
        "cancelled" => {
            floor.must(Action::Cancel { ticket: id });
        }
        "void" => {
            floor.must(Action::Void { ticket: id, reason: "bấm nhầm".to_owned() });
        }
        other => panic!("no state {other}"),
    }
    (floor, id)
}

const STATES: [&str; 9] = ["waiting", "called", "serving", "parked", "served", "no_show", "left", "cancelled", "void"];

/// What is told of a ticket: its state's word, or how it ended.
fn word(floor: &Floor, id: TicketId) -> &'static str {
    match floor.ticket(id).state {
        TicketState::Done { outcome, .. } => outcome.word(),
        TicketState::Waiting { .. }
        | TicketState::Called { .. }
        | TicketState::Serving { .. }
        | TicketState::Parked { .. } => floor.state(id),
    }
}

/// One row a command: what it makes of the ticket in each of [`STATES`], or the code of the refusal.
#[test]
fn commands_on_a_ticket_in_every_state() {
    type Make = fn(TicketId) -> Action;
    let no = "ticket_state";
    let rows: [(&str, Make, [&str; 9]); 10] = [
        ("cancel", |t| Action::Cancel { ticket: t }, ["cancelled", "cancelled", no, "cancelled", no, no, no, no, no]),
        ("leave", |t| Action::Leave { ticket: t }, ["left", "left", no, "left", no, no, no, no, no]),
        (
            "void",
            |t| Action::Void { ticket: t, reason: "bấm nhầm".to_owned() },
            ["void", "void", no, no, no, no, no, no, no],
        ),
        ("push back", |t| Action::PushBack { ticket: t }, ["waiting", no, no, no, no, no, no, no, no]),
        (
            "move",
            |t| Action::Move { ticket: t, to: TransferTo::Group { group: common::group("B") } },
            ["waiting", no, no, no, no, no, no, no, no],
        ),
        (
            "priority",
            |t| Action::SetPriority { ticket: t, class: common::class("elderly") },
            ["waiting", "called", "serving", "parked", no, no, no, no, no],
        ),
        ("reinstate", |t| Action::Reinstate { ticket: t }, [no, no, no, no, no, "waiting", "waiting", "waiting", no]),
        ("rate", |t| Action::Rate { ticket: t, score: 5, comment: None }, [no, no, no, no, "served", no, no, no, no]),
        (
            "call chosen at counter 2",
            |t| Action::CallChosen { counter: counter("2"), seen: None, ticket: t, reason: "đã hẹn".to_owned() },
            ["called", no, no, no, no, no, no, no, no],
        ),
        (
            "return",
            |t| Action::Return { counter: counter("2"), seen: Seen::Elsewhere, ticket: t },
            [no, no, no, "waiting", no, no, no, no, no],
        ),
    ];
    for (name, make, expected) in rows {
        for (state, expected) in STATES.iter().zip(expected) {
            let (mut floor, id) = with_ticket(state);
            let told = match floor.ask(make(id)) {
                Ok(_) => word(&floor, id),
                Err(refusal) => refusal.code(),
            };
            assert_eq!(told, expected, "{name} of a ticket that is {state}");
        }
    }
}

/// One row a deed: what becomes of the person at the counter, by the counter's state.
#[test]
fn deeds_of_a_counter_in_every_state() {
    use Deed::{Close, Finish, Next, NoShow, Park, Pause, Recall, Start, ToCounter, ToGroup, Undo};
    // closed, paused, open and empty, open with somebody called, open with somebody served
    let rows: [(Deed, [&str; 5]); 11] = [
        (Next, ["counter_closed", "counter_paused", "fine", "fine", "fine"]),
        (Recall, ["counter_closed", "counter_paused", "nobody_here", "fine", "ticket_state"]),
        (Start, ["counter_closed", "counter_paused", "nobody_here", "fine", "ticket_state"]),
        (Finish, ["counter_closed", "counter_paused", "nobody_here", "fine", "fine"]),
        (NoShow, ["counter_closed", "counter_paused", "nobody_here", "no_show_too_early", "ticket_state"]),
        (Park, ["counter_closed", "counter_paused", "nobody_here", "fine", "fine"]),
        (ToGroup('B'), ["counter_closed", "counter_paused", "nobody_here", "fine", "fine"]),
        (ToCounter('2'), ["counter_closed", "counter_paused", "nobody_here", "fine", "fine"]),
        (Undo, ["counter_closed", "counter_paused", "nothing_to_undo", "fine", "fine"]),
        (Pause, ["counter_closed", "counter_paused", "fine", "counter_busy", "counter_busy"]),
        (Close, ["counter_closed", "fine", "fine", "counter_busy", "counter_busy"]),
    ];
    let situations = ["closed", "paused", "empty", "called", "serving"];
    for (deed, expected) in rows {
        for (situation, expected) in situations.iter().zip(expected) {
            let (mut floor, _) = with_ticket(match *situation {
                "called" | "serving" => situation,
                _ => "waiting",
            });
            match *situation {
                "closed" => drop(floor.at("1", Deed::Close).unwrap()),
                "paused" => drop(floor.at("1", Deed::Pause).unwrap()),
                _ => {}
            }
            let told = match floor.at("1", deed) {
                Ok(_) => "fine",
                Err(refusal) => refusal.code(),
            };
            assert_eq!(told, expected, "{deed:?} at a counter that is {situation}");
        }
    }
}

#[test]
fn opening_and_resuming_in_every_state() {
    let open = |floor: &mut Floor| {
        floor.ask(Action::OpenCounter { counter: counter("1"), officer: "officer.lan".parse().unwrap() })
    };
    let resume = |floor: &mut Floor| floor.ask(Action::ResumeCounter { counter: counter("1") });
    let code = |told: Result<Vec<Fact>, Refusal>| told.map_or_else(|refusal| refusal.code(), |_| "fine");
    let mut floor = Floor::open();
    assert_eq!(code(open(&mut floor)), "counter_open");
    assert_eq!(code(resume(&mut floor)), "counter_open");
    floor.at("1", Deed::Pause).unwrap();
    assert_eq!(code(open(&mut floor)), "counter_paused");
    assert_eq!(code(resume(&mut floor)), "fine");
    floor.at("1", Deed::Close).unwrap();
    assert_eq!(code(resume(&mut floor)), "counter_closed");
    assert_eq!(code(open(&mut floor)), "fine");
}

#[test]
fn names_that_there_are_not() {
    let mut floor = Floor::open();
    let ticket = TicketId(99);
    let nine = counter("9");
    let mut service = request("A", "ordinary");
    service.line = IssueFor::Service("passports".parse().unwrap());
    let rows = [
        (Action::Issue(request("X", "ordinary")), "unknown_group"),
        (Action::Issue(service), "unknown_service"),
        (Action::Issue(request("A", "astronaut")), "unknown_class"),
        (Action::Cancel { ticket }, "unknown_ticket"),
        (Action::CallNext { counter: nine.clone(), seen: None }, "unknown_counter"),
        (Action::Return { counter: nine, seen: Seen::Elsewhere, ticket }, "unknown_counter"),
        (Action::StopIssuing { groups: vec![common::group("X")], reason: "x".to_owned() }, "unknown_group"),
        (
            Action::PostNotice { text: text("x"), zones: vec!["roof".parse().unwrap()], until: None, speech: None },
            "unknown_zone",
        ),
        (Action::WithdrawNotice { notice: goiso_queue::NoticeId(4) }, "unknown_item"),
    ];
    for (action, code) in rows {
        assert_eq!(floor.refused(action).code(), code);
    }
}

#[test]
fn every_deed_compares_what_the_officer_saw() {
    use Deed::{Finish, Next, NoShow, Park, Recall, Start, ToGroup, Undo};
    for deed in [Next, Recall, Start, Finish, NoShow, Park, ToGroup('B'), Undo] {
        let (mut floor, id) = with_ticket("called");
        let refusal = floor.refused(deed.action(counter("1"), None));
        assert_eq!(refusal, Refusal::StaleScreen { seen: None, actual: Some(id) }, "{deed:?}");
    }
}

#[test]
fn a_double_press_of_next_calls_one_person() {
    let (mut floor, _) = with_ticket("waiting");
    let next = Action::CallNext { counter: counter("1"), seen: None };
    floor.must(next.clone());
    assert_eq!(floor.refused(next).code(), "stale_screen");
}

#[test]
fn call_next_finishes_whoever_is_there() {
    let (mut floor, first) = with_ticket("serving");
    floor.later(90);
    let second = floor.next("1").unwrap();
    assert_eq!(word(&floor, first), "served");
    assert_eq!(floor.hall.desks[&counter("1")].serve_time, (90_000, 1));
    floor.next("1");
    assert_eq!(word(&floor, second), "served");
    assert!(matches!(floor.ticket(second).legs[0].start, Start::Implied(_)), "never started");
    assert_eq!(floor.hall.desks[&counter("1")].serve_time, (90_000, 1), "not averaged");
    assert_eq!(floor.hall.desks[&counter("1")].served, 2);
    assert_eq!(floor.seen("1"), None, "nobody waits");
    assert_eq!(floor.at("1", Deed::Next), Ok(vec![]), "nothing happens at all");
}

#[test]
fn a_no_show_takes_calls_and_patience() {
    let (mut floor, _) = with_ticket("called");
    let since = floor.now;
    let too_early = |calls, not_before| Refusal::NoShowTooEarly { calls, calls_needed: 2, not_before };
    let not_before = Moment(since.0 + 60_000);
    let no_show = Deed::NoShow.action(counter("1"), floor.seen("1"));
    floor.later(120);
    assert_eq!(floor.refused(no_show.clone()), too_early(1, not_before), "one call is not enough");
    let (mut floor, id) = with_ticket("called");
    floor.at("1", Deed::Recall).unwrap();
    floor.later(59);
    assert_eq!(floor.refused(no_show.clone()), too_early(2, not_before), "a minute has not passed");
    floor.later(1).must(no_show);
    assert_eq!(word(&floor, id), "no_show");
}

#[test]
fn an_accessible_call_is_given_up_only_by_the_long_rule() {
    let mut config = config();
    config.no_show.by_itself_after = Some(Seconds(30));
    let mut floor = Floor::new(config);
    floor.sit("1");
    let mut wanted = request("A", "ordinary");
    wanted.care = Care::Accessible;
    let id = floor.issue(wanted).unwrap();
    floor.next("1");
    floor.at("1", Deed::Recall).unwrap();
    let due = Moment(floor.now.0 + 180_000);
    assert_eq!(floor.hall.next_deadline(), Some(due), "not after 30 seconds");
    floor.later(179);
    assert_eq!(floor.at("1", Deed::NoShow).unwrap_err().code(), "no_show_too_early");
    assert_eq!(floor.must(Action::Tick), vec![]);
    floor.later(1).must(Action::Tick);
    assert_eq!(word(&floor, id), "no_show");
}

#[test]
fn recalls_have_a_limit_and_numbers_of_their_own() {
    let mut config = config();
    config.limits.calls = 3;
    let mut floor = Floor::new(config);
    floor.sit("1");
    floor.take("A");
    floor.next("1");
    let first = floor.newest_call();
    floor.at("1", Deed::Recall).unwrap();
    let second = floor.newest_call();
    floor.at("1", Deed::Recall).unwrap();
    assert_eq!(floor.at("1", Deed::Recall).unwrap_err().code(), "too_many_calls");
    assert_eq!(floor.call_state(first), CallState::Recalled);
    assert_eq!(floor.call_state(second), CallState::Recalled);
    assert_eq!(floor.hall.calls[&floor.newest_call()].number, 3);
}

#[test]
fn a_return_asked_at_a_counter_needs_the_true_screen() {
    let (mut floor, id) = with_ticket("parked");
    floor.take("A");
    let busy = floor.next("1").expect("somebody waits");
    let back = |seen| Action::Return { counter: counter("1"), seen, ticket: id };
    let refused = floor.refused(back(Seen::AtCounter(None)));
    assert_eq!(refused, Refusal::StaleScreen { seen: None, actual: Some(busy) });
    floor.must(back(Seen::AtCounter(Some(busy))));
    assert_eq!(word(&floor, id), "waiting");
}

#[test]
fn a_parked_person_returns_to_the_officer_who_sent_them() {
    let (mut floor, id) = with_ticket("parked");
    floor.later(300);
    floor.must(Action::Return { counter: counter("2"), seen: Seen::Elsewhere, ticket: id });
    assert_ne!(floor.next("2"), Some(id), "kept for counter 1");
    floor.later(1);
    floor.take_as("A", "elderly");
    floor.later(3000);
    assert_eq!(floor.next("1"), Some(id), "before the policy");
    let facts = floor.log.iter().rev().find_map(|event| match &event.fact {
        Fact::TicketCalled { why, .. } => Some(why.rule.clone()),
        _ => None,
    });
    assert_eq!(facts, Some(Rule::Returned));
}

#[test]
fn a_kept_person_is_for_everybody_once_the_officer_left_or_a_guarantee_broke() {
    let (mut floor, id) = with_ticket("parked");
    floor.must(Action::Return { counter: counter("1"), seen: Seen::Elsewhere, ticket: id });
    floor.at("1", Deed::Pause).unwrap();
    let other = floor.next("2");
    assert!(other.is_some() && other != Some(id), "a pause keeps");
    floor.at("1", Deed::Close).unwrap();
    assert_eq!(floor.next("2"), Some(id), "a closed counter keeps nobody");

    let guarantees = vec![common::guarantee("A", "ordinary", 600)];
    let mut floor = Floor::new(HallConfig { guarantees, ..config() });
    floor.sit("1");
    floor.sit("2");
    let id = floor.take("A");
    floor.next("1");
    floor.at("1", Deed::Park).unwrap();
    floor.must(Action::Return { counter: counter("1"), seen: Seen::Elsewhere, ticket: id });
    floor.later(599);
    assert_eq!(floor.next("2"), None);
    floor.later(1);
    assert_eq!(floor.next("2"), Some(id));
}

#[test]
fn a_park_lapses_by_the_clock() {
    let (mut floor, id) = with_ticket("parked");
    assert_eq!(floor.hall.next_deadline(), Some(Moment(floor.now.0 + 1_800_000)));
    floor.later(1799);
    assert_eq!(floor.must(Action::Tick), vec![]);
    let due = floor.later(1).now;
    floor.must(Action::Tick);
    assert_eq!(word(&floor, id), "left");
    let lapsed = Lapsed { counter: counter("1"), until: due };
    assert_eq!(floor.hall.lapsed.get(&id), Some(&lapsed), "the counter that sent them knows");
    assert_eq!(lapsed.shown_until(), Moment(due.0 + LAPSED_SHOWN_MS));
    floor.must(Action::Reinstate { ticket: id });
    assert!(floor.hall.lapsed.is_empty(), "in line again");
    let (mut floor, _) = with_ticket("serving");
    let park = |away| Action::Park {
        counter: counter("1"),
        seen: Some(floor.hall.desks[&counter("1")].ticket.unwrap()),
        reason: "thiếu".to_owned(),
        away: Some(Seconds(away)),
    };
    let (none, long) = (park(0), park(4 * 3600 + 1));
    assert_eq!(floor.refused(none).code(), "out_of_range");
    assert_eq!(floor.refused(long).code(), "out_of_range");
}

#[test]
fn a_transfer_keeps_the_arrival_time_and_may_return() {
    let (mut floor, id) = with_ticket("serving");
    let arrived = floor.ticket(id).order_at;
    floor.later(60);
    floor.at("1", Deed::ToCounterAndBack('2')).unwrap();
    assert_eq!(floor.ticket(id).order_at, arrived);
    assert_eq!(floor.ticket(id).return_to, Some(counter("1")));
    assert_eq!(floor.next("2"), Some(id));
    floor.at("2", Deed::Start).unwrap();
    floor.later(60);
    floor.at("2", Deed::Finish).unwrap();
    let back = Hold::Counter { number: counter("1") };
    assert!(matches!(&floor.ticket(id).state, TicketState::Waiting { hold, .. } if *hold == back));
    assert_eq!(floor.next("1"), Some(id));
    floor.at("1", Deed::Finish).unwrap();
    assert_eq!(word(&floor, id), "served");
    let ends: Vec<LegEnd> = floor.ticket(id).legs.iter().map(|leg| leg.end.unwrap().1).collect();
    assert_eq!(ends, [LegEnd::Transferred, LegEnd::Transferred, LegEnd::Served]);
}

#[test]
fn where_a_transfer_leads() {
    let (mut floor, id) = with_ticket("serving");
    assert_eq!(floor.at("1", Deed::ToCounter('1')).unwrap_err().code(), "out_of_range", "to itself");
    assert_eq!(floor.at("1", Deed::ToCounter('9')).unwrap_err().code(), "unknown_counter");
    assert_eq!(floor.at("1", Deed::ToGroup('X')).unwrap_err().code(), "unknown_group");
    floor.at("1", Deed::ToCounter('3')).unwrap();
    assert_eq!(floor.ticket(id).group, common::group("C"), "counter 3 does not serve A");
    assert_eq!(floor.ticket(id).label.to_string(), "A001", "the number stays");
    let (mut floor, id) = with_ticket("called");
    floor.at("1", Deed::ToCounter('2')).unwrap();
    assert_eq!(floor.ticket(id).group, common::group("A"), "counter 2 serves A too");
}

#[test]
fn call_next_sends_a_lent_person_back_and_does_not_call_them_again() {
    let mut floor = Floor::open();
    let id = floor.take("A");
    floor.next("1");
    floor.at("1", Deed::ToCounterAndBack('2')).unwrap();
    floor.next("2");
    floor.at("1", Deed::Close).unwrap();
    assert_eq!(floor.next("2"), None, "counter 1 is closed, but whoever just left is not next");
    assert_eq!(floor.state(id), "waiting");
    assert_eq!(floor.next("2"), Some(id), "the next press may");
}

#[test]
fn a_push_back_lets_five_pass() {
    let mut floor = Floor::open();
    let ids: Vec<TicketId> = (0..8).map(|_| floor.later(10).take("A")).collect();
    floor.must(Action::PushBack { ticket: ids[0] });
    let order: Vec<TicketId> = floor.hall.lines.values().flatten().map(|(_, id)| *id).collect();
    assert_eq!(order, [ids[1], ids[2], ids[3], ids[4], ids[5], ids[0], ids[6], ids[7]]);
    floor.must(Action::PushBack { ticket: ids[0] });
    assert_eq!(floor.refused(Action::PushBack { ticket: ids[0] }).code(), "nobody_behind", "last already");
    floor.later(10).take("A");
    floor.must(Action::PushBack { ticket: ids[0] });
    floor.later(10).take("A");
    assert_eq!(floor.refused(Action::PushBack { ticket: ids[0] }).code(), "too_many_push_backs");
}

#[test]
fn a_reinstated_person_keeps_the_arrival_time() {
    let (mut floor, id) = with_ticket("no_show");
    let call = floor.newest_call();
    assert_eq!(floor.call_state(call), CallState::NoShow);
    floor.later(600);
    floor.must(Action::Reinstate { ticket: id });
    assert_eq!(floor.call_state(call), CallState::Over, "no screen says that they did not come");
    assert_eq!(floor.next("1"), Some(id));
    assert_eq!(floor.ticket(id).legs.len(), 2);
}

#[test]
fn a_chosen_call_says_who_was_passed_over() {
    let mut floor = Floor::open();
    let first = floor.take("A");
    let chosen = floor.later(5).take("C");
    let call = |reason: &str| Action::CallChosen {
        counter: counter("1"),
        seen: None,
        ticket: chosen,
        reason: reason.to_owned(),
    };
    assert_eq!(floor.refused(call("  ")).code(), "out_of_range");
    assert_eq!(floor.refused(call(&"x".repeat(121))).code(), "out_of_range");
    assert_eq!(floor.refused(call("a\u{202e}b")).code(), "out_of_range");
    let facts = floor.must(call(" đã hẹn "));
    let Some(Fact::TicketCalled { why, .. }) = facts.last() else { panic!("no call: {facts:?}") };
    assert_eq!(why.rule, Rule::Chosen { reason: "đã hẹn".to_owned() });
    assert_eq!(why.runner_up, Some(first));
    assert_eq!(why.line, LineOf::Helped);
}

#[test]
fn helping_begins_at_the_threshold() {
    let mut config = config();
    config.counters[2].helps_after = Some(Seconds(600));
    let mut floor = Floor::new(config);
    floor.sit("3");
    let id = floor.take("A");
    floor.later(599);
    assert_eq!(floor.next("3"), None);
    floor.later(1);
    assert_eq!(floor.next("3"), Some(id));
}

#[test]
fn a_cancelled_call_frees_the_counter_and_is_withdrawn() {
    for action in [
        (|ticket| Action::Cancel { ticket }) as fn(TicketId) -> Action,
        |ticket| Action::Leave { ticket },
        |ticket| Action::Void { ticket, reason: "nhầm".to_owned() },
    ] {
        let (mut floor, id) = with_ticket("called");
        let call = floor.newest_call();
        floor.must(action(id));
        assert_eq!(floor.seen("1"), None);
        assert_eq!(floor.call_state(call), CallState::Withdrawn);
        assert_eq!(floor.at("1", Deed::Undo).unwrap_err().code(), "nothing_to_undo");
    }
}

#[test]
fn bounds_of_issuing() {
    let person: FactHash = "a".repeat(64).parse().unwrap();
    let mut wanted = request("A", "ordinary");
    wanted.person = Some(person);
    let mut floor = Floor::new(HallConfig {
        limits: goiso_queue::config::Limits { person_daily: Some(2), open_tickets: 3, ..config().limits },
        ..config()
    });
    let first = floor.issue(wanted.clone()).unwrap();
    let refused = floor.issue(wanted.clone()).unwrap_err();
    let held =
        Refusal::PersonHasTicket { open: 1, ticket: first, label: floor.hall.tickets[&first].label, state: "waiting" };
    assert_eq!(refused, held, "whoever holds a number hears which");
    floor.must(Action::Cancel { ticket: first });
    let second = floor.issue(wanted.clone()).unwrap();
    floor.must(Action::Cancel { ticket: second });
    assert_eq!(floor.issue(wanted).unwrap_err(), Refusal::PersonCapReached { taken: 2 });
    for dossiers in [0, 201] {
        let mut many = request("A", "ordinary");
        many.dossiers = dossiers;
        assert_eq!(floor.issue(many).unwrap_err().code(), "out_of_range");
    }
    for _ in 0..3 {
        floor.take("B");
    }
    assert_eq!(floor.issue(request("B", "ordinary")).unwrap_err(), Refusal::TooManyOpen { open: 3 });

    let mut config = config();
    config.groups[1].daily_cap = Some(1);
    config.services[0].daily_cap = Some(1);
    let mut floor = Floor::new(config);
    floor.take("B");
    assert_eq!(floor.issue(request("B", "ordinary")).unwrap_err().code(), "daily_cap_reached");
    let mut copies = request("A", "ordinary");
    copies.line = IssueFor::Service("copies".parse().unwrap());
    floor.issue(copies.clone()).unwrap();
    assert_eq!(floor.issue(copies).unwrap_err().code(), "daily_cap_reached");
    floor.take("A");
}

#[test]
fn issuing_stops_and_resumes_by_group_and_says_so_once() {
    let mut floor = Floor::open();
    let stop = Action::StopIssuing { groups: vec![], reason: "mất điện".to_owned() };
    assert_eq!(floor.must(stop.clone()).len(), 1);
    assert_eq!(floor.must(stop), vec![], "said already");
    let refusal = floor.issue(request("A", "ordinary")).unwrap_err();
    assert_eq!(refusal, Refusal::IssuingStopped { reason: "mất điện".to_owned() });
    let resume = Action::ResumeIssuing { groups: vec![common::group("A")] };
    assert_eq!(floor.must(resume.clone()).len(), 1);
    assert_eq!(floor.must(resume), vec![]);
    floor.take("A");
    assert_eq!(floor.issue(request("B", "ordinary")).unwrap_err().code(), "issuing_stopped");
}

#[test]
fn a_rating_is_given_once_for_a_served_ticket() {
    let (mut floor, id) = with_ticket("served");
    let rate = |score| Action::Rate { ticket: id, score, comment: None };
    assert_eq!(floor.refused(rate(0)).code(), "out_of_range");
    assert_eq!(floor.refused(rate(6)).code(), "out_of_range");
    floor.must(rate(4));
    assert_eq!(floor.refused(rate(5)).code(), "already_rated");
    floor.at("1", Deed::Undo).unwrap();
    assert_eq!(floor.ticket(id).rating, Some(4), "a rating does not stand in the way of an undo");
}

#[test]
fn a_configuration_takes_nobodys_line_and_nobodys_counter() {
    let (mut floor, _) = with_ticket("waiting");
    let without_a = {
        let mut next = config();
        next.groups.remove(0);
        next.services.clear();
        next.counters[0].groups = vec![common::group("B")];
        next.counters[1].groups = vec![common::group("B")];
        next
    };
    assert_eq!(floor.refused(Action::Configure(Box::new(without_a))).code(), "bad_config");
    let mut moved = config();
    moved.counters[0].zone = "upstairs".parse().unwrap();
    assert_eq!(floor.refused(Action::Configure(Box::new(moved.clone()))).code(), "bad_config");
    assert_eq!(floor.must(Action::Configure(Box::new(config()))), vec![], "nothing changed");
    floor.at("1", Deed::Close).unwrap();
    assert_eq!(floor.must(Action::Configure(Box::new(moved))).len(), 1);
}

#[test]
fn a_transfer_by_value_and_a_finish_with_a_result() {
    let (mut floor, id) = with_ticket("serving");
    let seen = Some(id);
    let long = Action::Finish { counter: counter("1"), seen, result: Some("x".repeat(61)), note: None };
    assert_eq!(floor.refused(long).code(), "out_of_range");
    let facts = floor.must(Action::Transfer {
        counter: counter("1"),
        seen,
        to: TransferTo::Group { group: common::group("B") },
        after: AfterTransfer::Ends,
    });
    assert_eq!(facts.len(), 1);
    assert_eq!(floor.ticket(id).group, common::group("B"));
    assert_eq!(floor.log.last().unwrap().by, officer());
    assert_eq!(floor.next("2"), Some(id), "B is first at counter 2");
    floor.must(Action::Finish { counter: counter("2"), seen, result: Some("đủ".to_owned()), note: None });
    assert!(matches!(floor.ticket(id).state, TicketState::Done { outcome: Outcome::Served, .. }));
}

#[test]
fn a_moved_person_stands_in_the_other_line_by_arrival() {
    let mut floor = Floor::open();
    let first = floor.take("A");
    floor.later(60);
    let second = floor.take("B");
    let group = |letter: &str| TransferTo::Group { group: common::group(letter) };
    floor.must(Action::Move { ticket: first, to: group("B") });
    assert_eq!(floor.ticket(first).group, common::group("B"));
    assert_eq!(floor.next("2"), Some(first), "who came first is called first, whatever line they were moved to");
    assert_eq!(floor.next("2"), Some(second));
    let third = floor.take("A");
    assert!(floor.must(Action::Move { ticket: third, to: group("A") }).is_empty(), "already there");
    floor.must(Action::Move { ticket: third, to: TransferTo::Counter { number: counter("3") } });
    assert_eq!(floor.ticket(third).group, common::group("C"), "the line of that counter");
    floor.sit("3");
    assert_eq!(floor.next("3"), Some(third));
    let nowhere = Action::Move { ticket: third, to: group("Y") };
    assert_eq!(floor.refused(nowhere).code(), "ticket_state", "a called person is the officer's to send on");
}
