//! Tables of what a follower does with each frame, in each place it may stand.

use super::{ACK_EVERY_MS, Action, Freshness, HELLO_AGAIN_MS, Machine, Position, Say, Verdict, Who, judge};
use goiso_wire::frame::{At, ClientFrame, ServerFrame};
use goiso_wire::{BEHIND_MS, OFFLINE_MS, close};
use serde_json::{Value, json};

fn wall() -> Who {
    Who { view: "hall/hai-chau/zone/main".to_owned(), device: Some("d7".to_owned()), ..Who::default() }
}
fn snapshot(epoch: &str, seq: u64, set: Value) -> ServerFrame {
    serde_json::from_value(json!({"type": "snapshot", "epoch": epoch, "seq": seq, "now": seq, "set": set})).unwrap()
}
fn update(epoch: &str, from: u64, seq: u64, set: Value) -> ServerFrame {
    serde_json::from_value(json!({"type": "update", "epoch": epoch, "from": from, "seq": seq, "now": seq, "set": set}))
        .unwrap()
}
fn live(set: Value) -> ServerFrame {
    serde_json::from_value(json!({"type": "live", "set": set})).unwrap()
}
fn bye(code: u16, again_ms: Option<[u64; 2]>) -> ServerFrame {
    ServerFrame::Bye { code, why: "because".to_owned(), again_ms }
}
fn hello_at(actions: &[Action]) -> Option<Option<At>> {
    actions.iter().find_map(|action| match action {
        Action::Send(ClientFrame::Hello { at, .. }) => Some(at.clone()),
        Action::Send(_)
        | Action::Changed(_)
        | Action::Granted { .. }
        | Action::Freshness(_)
        | Action::ConnectAt(_)
        | Action::Stop { .. } => None,
    })
}
/// A wall that stands at 10 with two calls on it.
fn at_ten() -> Machine {
    let mut machine = Machine::new(wall());
    machine.opened(0);
    machine.frame(0, snapshot("k3f9", 10, json!({"call/c1": {"label": "A001"}, "call/c2": {"label": "A002"}})), 0);
    machine
}

#[test]
fn where_an_update_leads() {
    let mine = Position { epoch: "k3f9".to_owned(), seq: 10 };
    let table = [
        ("k3f9", 10, 10, Verdict::Ignore, "a beat"),
        ("k3f9", 8, 10, Verdict::Ignore, "known already"),
        ("k3f9", 2, 5, Verdict::Ignore, "long known"),
        ("k3f9", 10, 11, Verdict::Apply, "the next"),
        ("k3f9", 7, 12, Verdict::Apply, "overlaps what is known"),
        ("k3f9", 11, 12, Verdict::HelloHere, "something lies between"),
        ("p7ma", 10, 11, Verdict::HelloAnew, "another stretch of log"),
        ("p7ma", 3, 4, Verdict::HelloAnew, "another stretch, however short"),
    ];
    for (epoch, from, seq, verdict, why) in table {
        assert_eq!(judge(Some(&mine), epoch, from, seq), verdict, "{why}");
    }
    assert_eq!(judge(None, "k3f9", 0, 1), Verdict::HelloAnew, "nothing is known yet");
}

#[test]
fn the_first_hello_has_no_position_and_the_next_has() {
    let mut machine = Machine::new(wall());
    assert_eq!(hello_at(&machine.opened(0)), Some(None));
    machine.frame(5, snapshot("k3f9", 10, json!({})), 0);
    assert!(matches!(machine.closed(9, 0)[..], [Action::ConnectAt(9)]), "the dice fell on no pause");
    assert_eq!(hello_at(&machine.opened(20)), Some(Some(At("k3f9".to_owned(), 10))));
}

#[test]
fn an_update_sets_and_deletes() {
    let mut machine = at_ten();
    let actions = machine.frame(1, update("k3f9", 10, 12, json!({"call/c3": {"label": "A003"}, "call/c1": null})), 0);
    assert_eq!(actions, [Action::Changed(vec!["call/c1".to_owned(), "call/c3".to_owned()])]);
    assert_eq!(machine.values().keys().collect::<Vec<_>>(), ["call/c2", "call/c3"]);
    assert_eq!(machine.position().map(|position| position.seq), Some(12));
}

#[test]
fn an_older_snapshot_of_the_same_epoch_changes_nothing() {
    let mut machine = at_ten();
    assert_eq!(machine.frame(1, snapshot("k3f9", 9, json!({"call/c9": 1})), 0), []);
    assert_eq!(machine.values().len(), 2);
    let actions = machine.frame(2, snapshot("p7ma", 3, json!({"call/c2": {"label": "A002"}})), 0);
    assert_eq!(actions, [Action::Changed(vec!["call/c1".to_owned()])], "c2 stayed as it was");
}

#[test]
fn a_gap_asks_once_from_where_it_stands() {
    let mut machine = at_ten();
    let asked = machine.frame(1, update("k3f9", 11, 12, json!({})), 0);
    assert_eq!(hello_at(&asked), Some(Some(At("k3f9".to_owned(), 10))));
    assert_eq!(hello_at(&machine.frame(2, update("k3f9", 12, 13, json!({})), 0)), None, "it was on its way");
    let again = machine.frame(1 + HELLO_AGAIN_MS, update("k3f9", 13, 14, json!({})), 0);
    assert_eq!(hello_at(&again), Some(Some(At("k3f9".to_owned(), 10))), "the answer got lost");
    machine.frame(9, update("k3f9", 10, 14, json!({})), 0);
    let next = machine.frame(10, update("k3f9", 15, 16, json!({})), 0);
    assert!(hello_at(&next).is_some(), "an answered hello does not stand in the way of the next");
}

#[test]
fn another_epoch_asks_anew() {
    let mut machine = at_ten();
    let asked = machine.frame(1, update("p7ma", 10, 11, json!({"call/c1": null})), 0);
    assert_eq!(hello_at(&asked), Some(None));
    assert_eq!(machine.values().len(), 2, "what is shown stays until the snapshot");
    assert_eq!(machine.frame(2, snapshot("p7ma", 4, json!({})), 0).len(), 1);
    assert_eq!(machine.position(), Some(&Position { epoch: "p7ma".to_owned(), seq: 4 }));
}

#[test]
fn six_seconds_are_behind_and_twelve_are_offline() {
    let mut machine = at_ten();
    assert_eq!(machine.freshness(), Freshness::Live);
    assert_eq!(machine.next_tick(), Some(BEHIND_MS));
    assert_eq!(machine.tick(BEHIND_MS - 1, 0), []);
    assert_eq!(machine.tick(BEHIND_MS, 0), [Action::Freshness(Freshness::Behind)]);
    assert_eq!(machine.next_tick(), Some(OFFLINE_MS));
    let left = machine.tick(OFFLINE_MS, 0);
    assert_eq!(left, [Action::Freshness(Freshness::Offline), Action::ConnectAt(OFFLINE_MS)]);
    assert_eq!(machine.next_tick(), None, "only the connection is waited for");
    machine.opened(20_000);
    assert_eq!(machine.freshness(), Freshness::Offline, "a connection alone is no news");
    let back = machine.frame(20_001, update("k3f9", 10, 11, json!({})), 0);
    assert!(back.contains(&Action::Freshness(Freshness::Live)));
}

#[test]
fn a_beat_keeps_it_live() {
    let mut machine = at_ten();
    for second in 1..60 {
        machine.frame(second * 2_000, update("k3f9", 10, 10, json!({})), 0);
        assert_eq!(machine.tick(second * 2_000 + 1_999, 0), []);
    }
    assert_eq!(machine.freshness(), Freshness::Live);
}

#[test]
fn a_new_connection_has_its_full_time() {
    let mut machine = Machine::new(wall());
    machine.opened(50_000);
    assert_eq!(machine.tick(50_000 + OFFLINE_MS - 1, 0), []);
    assert!(matches!(machine.tick(50_000 + OFFLINE_MS, 0)[..], [Action::ConnectAt(_)]));
}

#[test]
fn the_longer_nothing_comes_the_longer_it_stays_away() {
    let mut machine = Machine::new(wall());
    let mut ceilings = Vec::new();
    for _ in 0..8 {
        let [Action::ConnectAt(at)] = machine.closed(0, u64::MAX - 1)[..] else { panic!("it does not come back") };
        ceilings.push(at);
    }
    assert_eq!(machine.attempts(), 8);
    machine.opened(0);
    machine.frame(0, snapshot("k3f9", 1, json!({})), 0);
    assert_eq!(machine.attempts(), 0, "a frame is what counts as being back");
    assert!(ceilings.iter().all(|pause| *pause <= crate::backoff::CEILING_MS), "{ceilings:?}");
}

#[test]
fn goodbyes_say_whether_to_come_back() {
    for code in [close::GOING_AWAY, close::SLOW, close::FLOOD, close::HALL_RELOADED, close::FULL, close::NO_HELLO] {
        let mut machine = at_ten();
        assert_eq!(machine.frame(100, bye(code, Some([700, 700])), 3), [Action::ConnectAt(800)], "{code}");
        assert_eq!(machine.freshness(), Freshness::Live, "what is shown is young still");
    }
    for code in [close::BAD_FRAME, close::NO_SUCH_VIEW, close::UNAUTHORIZED, close::FORBIDDEN, close::GONE] {
        let mut machine = at_ten();
        let stopped = machine.frame(100, bye(code, None), 3);
        assert!(matches!(stopped[..], [Action::Freshness(Freshness::Stopped), Action::Stop { .. }]), "{code}");
        assert_eq!(machine.closed(101, 3), [], "it does not come back");
        assert_eq!(machine.tick(200_000, 3), []);
        assert_eq!(machine.next_tick(), None);
    }
    let mut machine = at_ten();
    assert!(matches!(machine.closed_with(5, close::GONE, "gone", 0)[..], [_, Action::Stop { code: close::GONE, .. }]));
}

#[test]
fn acknowledgements_go_out_once_a_second() {
    let mut machine = at_ten();
    let ack = |seq| vec![Action::Send(ClientFrame::Ack { seq })];
    assert_eq!(machine.painted(0, 10), ack(10));
    machine.frame(10, update("k3f9", 10, 11, json!({})), 0);
    machine.frame(20, update("k3f9", 11, 12, json!({})), 0);
    assert_eq!(machine.painted(30, 11), []);
    assert_eq!(machine.painted(40, 12), []);
    assert_eq!(machine.next_tick(), Some(ACK_EVERY_MS));
    assert_eq!(machine.tick(ACK_EVERY_MS, 0), ack(12), "the newest goes out for all");
    assert_eq!(machine.painted(5_000, 12), [], "said already");
    machine.closed(5_001, 0);
    machine.opened(5_002);
    assert_eq!(
        machine.painted(5_003, 99),
        ack(12),
        "nobody painted what was not there; a new connection is told again"
    );
}

#[test]
fn live_facts_are_whole_after_a_hello() {
    let mut machine = at_ten();
    machine.frame(1, live(json!({"wait/A": {"low_s": 1, "high_s": 2}, "wait/B": {"low_s": 3, "high_s": 4}})), 0);
    machine.frame(2, live(json!({"wait/A": null})), 0);
    assert_eq!(machine.live().keys().collect::<Vec<_>>(), ["wait/B"]);
    machine.closed(3, 0);
    machine.opened(4);
    let changed = machine.frame(5, live(json!({"wait/C": {"low_s": 5, "high_s": 6}})), 0);
    assert_eq!(changed[0], Action::Changed(vec!["wait/C".to_owned(), "wait/B".to_owned()]));
    assert_eq!(machine.live().keys().collect::<Vec<_>>(), ["wait/C"]);
}

#[test]
fn leave_to_speak_is_asked_and_answered() {
    let mut machine = Machine::new(wall());
    assert_eq!(machine.say(Say::Speak { item: "c10".to_owned(), ms: 5_000 }), None, "no connection");
    machine.opened(0);
    assert_eq!(machine.say(Say::Speak { item: "c10".to_owned(), ms: 5_000 }), None, "nothing known");
    machine.frame(0, snapshot("k3f9", 10, json!({})), 0);
    let asked = machine.say(Say::Speak { item: "c10".to_owned(), ms: 5_000 });
    assert_eq!(asked, Some(Action::Send(ClientFrame::Speak { item: "c10".to_owned(), ms: Some(5_000) })));
    let grant = ServerFrame::Grant { item: "c10".to_owned(), ok: false, why: Some("taken".to_owned()) };
    let answered = machine.frame(1, grant, 0);
    assert_eq!(answered, [Action::Granted { item: "c10".to_owned(), leave: Err("taken".to_owned()) }]);
}
