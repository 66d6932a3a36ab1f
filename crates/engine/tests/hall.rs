//! A hall on a real SQLite file, under a clock turned by hand. Nothing sleeps: every wait is for an answer or a frame.

mod stage;

use goiso_engine::{
    Audience, DeviceInfo, DeviceRight, Engine, Expected, Nodes, Out, Replayed, Session, Settings, SubmitError,
    ViewName, Who,
};
use goiso_queue::time::Seconds;
use goiso_queue::voice::NoticeSpeech;
use goiso_queue::{Action, TicketId};
use goiso_store::KeyRef;
use goiso_store::people::Role;
use goiso_wire::frame::{At, ClientFrame};
use serde_json::{Value, json};
use std::time::Duration;

use stage::{MORNING, Running, hall, issue, request, staff, text};

/// Nothing here takes so long unless it never comes.
const NEVER: Duration = Duration::from_secs(20);
/// A stream whose view is no more ends within this.
const ENDED_WITHIN: Duration = Duration::from_secs(5);

impl Running {
    fn follow(&self, view: &str, audience: Audience, at: Option<At>) -> Session {
        let view = ViewName::parse(view, self.engine.links()).expect("a view");
        self.engine.attach(&view, audience, at).expect("a session")
    }
}

fn key(name: &str, request: u8) -> Option<KeyRef> {
    Some(KeyRef { principal: "d-kiosk".to_owned(), key: name.to_owned(), request_hash: [request; 32] })
}

fn screen(id: &str, role: Role, speaks: Option<u8>) -> Audience {
    Audience {
        principal: id.to_owned(),
        role: Who::Role(role),
        device: Some(id.parse().expect("a device")),
        name: format!("Thiết bị {id}"),
        hall: Some(hall()),
        zone: Some("main".parse().expect("a zone")),
        speaks,
    }
}

fn officer() -> Audience {
    Audience {
        principal: "p-lan".to_owned(),
        role: Who::Role(Role::Officer),
        device: None,
        name: "Lan".to_owned(),
        hall: Some(hall()),
        zone: None,
        speaks: None,
    }
}

/// The next frame as JSON.
async fn frame(session: &mut Session) -> Value {
    match tokio::time::timeout(NEVER, session.next()).await.expect("a frame that never came") {
        Out::Frame(bytes) => serde_json::from_slice(&bytes).expect("a frame is JSON"),
        Out::Bye(bye) => panic!("the session ended: {bye:?}"),
    }
}

/// The first frame from now on that is as it should be.
async fn frame_where(session: &mut Session, right: impl Fn(&Value) -> bool) -> Value {
    loop {
        let frame = frame(session).await;
        if right(&frame) {
            return frame;
        }
    }
}

fn position(frame: &Value) -> At {
    At(frame["epoch"].as_str().expect("an epoch").to_owned(), frame["seq"].as_u64().expect("a seq"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_key_takes_effect_once_and_gets_the_same_answer() {
    let running = Running::open().await;
    let name = hall();
    let ask = |request_hash| running.engine.submit(&name, request(staff("p-lan"), issue(), key("k1", request_hash)));
    // Both are in the mailbox before the task looks, so that they may meet in one batch.
    let (one, two) = tokio::join!(ask(1), ask(1));
    let (one, two) = (one.expect("an answer"), two.expect("an answer"));
    assert_eq!(one.body, two.body);
    assert_eq!([one.replayed, two.replayed].iter().filter(|replayed| **replayed == Replayed::First).count(), 1);
    let later = ask(1).await.expect("an answer");
    assert_eq!((later.body, later.replayed), (one.body.clone(), Replayed::Again));
    assert_eq!(ask(2).await, Err(SubmitError::KeyReused));
    assert_eq!(running.hall_now().tickets.len(), 1);

    let running = running.restart().await;
    let again =
        running.engine.submit(&hall(), request(staff("p-lan"), issue(), key("k1", 1))).await.expect("an answer");
    assert_eq!((again.body, again.replayed), (one.body, Replayed::Again));
    assert_eq!(running.hall_now().tickets.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refusal_is_an_answer_and_is_kept_too() {
    let running = Running::open().await;
    let call = || Action::CallNext { counter: "1".parse().expect("a counter"), seen: None };
    let first = running.engine.submit(&hall(), request(staff("p-lan"), call(), key("k", 1))).await.expect("an answer");
    assert_eq!((first.status, first.body.as_str()), (409, "counter_closed"));
    running.open_counter().await;
    let again = running.engine.submit(&hall(), request(staff("p-lan"), call(), key("k", 1))).await.expect("an answer");
    assert_eq!((again.status, again.replayed), (409, Replayed::Again));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restart_continues_exactly() {
    let running = Running::open().await;
    running.open_counter().await;
    for _ in 0..5 {
        running.issue().await;
    }
    running.call_next().await;
    let before = running.hall_now();
    let seen = running.engine.view_now(&ViewName::Supervisor { hall: hall() }, &officer()).expect("a view");
    let running = running.restart().await;
    assert!(running.hall_now() == before);
    let after = running.engine.view_now(&ViewName::Supervisor { hall: hall() }, &officer()).expect("a view");
    assert_eq!((seen.epoch, seen.seq), (after.epoch, after.seq));
    let set = |frame: &[u8]| serde_json::from_slice::<Value>(frame).expect("a frame is JSON")["set"].clone();
    assert_eq!(set(&seen.frame), set(&after.frame));
}

/// A hall whose counter 1 has sent somebody away for a minute.
async fn sent_away() -> (Running, TicketId) {
    let running = Running::open().await;
    running.open_counter().await;
    let ticket = running.issue().await;
    running.call_next().await;
    let park = Action::Park {
        counter: "1".parse().expect("a counter"),
        seen: Some(ticket),
        reason: "thiếu bản sao".to_owned(),
        away: Some(Seconds(60)),
    };
    assert_eq!(running.act(staff("p-lan"), park).await.0, 200);
    (running, ticket)
}

/// What an officer's view says of those whose time away was up.
fn lapsed(running: &Running, counter: &str) -> Vec<(String, Value)> {
    let view = ViewName::Counter { hall: hall(), counter: counter.parse().expect("a counter") };
    let now = running.engine.view_now(&view, &officer()).expect("a view");
    let frame: Value = serde_json::from_slice(&now.frame).expect("a frame is JSON");
    let set = frame["set"].as_object().expect("a set").clone();
    set.into_iter().filter(|(key, _)| key.starts_with("lapsed/")).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whose_time_away_was_up_is_told_to_the_counter_that_sent_them_until_they_are_back_in_line() {
    let (running, ticket) = sent_away().await;
    let until = MORNING + 60_000;
    let mut lan = running.follow("hall/nha-trang/counter/1", officer(), None);
    running.clock.pass(60_000);
    running.act(staff("p-lan"), Action::Tick).await;
    let key = format!("lapsed/{ticket}");
    let told = json!({"label": "A001", "counter": "1", "until": until, "shown_until": until + 30 * 60_000});
    let frame = frame_where(&mut lan, |frame| frame["set"].get(&key).is_some()).await;
    assert_eq!(frame["set"][&key], told);
    assert_eq!(frame["set"][format!("ticket/{ticket}")], Value::Null, "they are away no longer");
    assert_eq!(lapsed(&running, "2"), vec![], "another counter did not send them");

    // a server that starts again finds them in its log
    let running = running.restart().await;
    assert_eq!(lapsed(&running, "1"), vec![(key.clone(), told.clone())]);
    let mut lan = running.follow("hall/nha-trang/counter/1", officer(), None);
    assert_eq!(frame_where(&mut lan, |frame| frame["type"] == "snapshot").await["set"][&key], told);
    assert_eq!(running.act(staff("p-lan"), Action::Reinstate { ticket }).await.0, 200);
    let frame = frame_where(&mut lan, |frame| frame["set"].get(&key).is_some()).await;
    assert_eq!(frame["set"][&key], Value::Null, "in line again");
    let running = running.restart().await;
    assert_eq!(lapsed(&running, "1"), vec![]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whose_time_away_was_up_is_not_told_for_ever() {
    let (running, ticket) = sent_away().await;
    let mut lan = running.follow("hall/nha-trang/counter/1", officer(), None);
    running.clock.pass(60_000);
    running.act(staff("p-lan"), Action::Tick).await;
    let key = format!("lapsed/{ticket}");
    frame_where(&mut lan, |frame| frame["set"].get(&key).is_some_and(|value| !value.is_null())).await;
    running.clock.pass(30 * 60_000 - 1);
    running.issue().await;
    assert_eq!(lapsed(&running, "1").len(), 1, "until the last moment");
    running.clock.pass(1);
    running.issue().await;
    frame_where(&mut lan, |frame| frame["set"].get(&key).is_some_and(Value::is_null)).await;
    assert_eq!(lapsed(&running, "1"), vec![]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_reaches_the_screen_and_the_screen_reaches_the_officer() {
    let running = Running::open().await;
    running.engine.set_devices(vec![device("d-left", "Màn hình trái"), device("d-right", "Màn hình phải")]);
    running.open_counter().await;
    running.issue().await;
    let mut wall = running.follow("hall/nha-trang/zone/main", screen("d-left", Role::Display, None), None);
    let mut lan = running.follow("hall/nha-trang/counter/1", officer(), None);
    assert_eq!(frame(&mut wall).await["type"], "snapshot");

    running.call_next().await;
    let called = frame_where(&mut wall, |frame| frame["type"] == "update").await;
    let (key, call) = called["set"]
        .as_object()
        .expect("a set")
        .iter()
        .find(|(key, _)| key.starts_with("call/"))
        .expect("the call is in the frame");
    assert_eq!((call["label"].as_str(), call["state"].as_str()), (Some("A001"), Some("calling")));
    assert!(call.get("delivery").is_none(), "delivery is not for the wall");

    wall.receive(ClientFrame::Ack { seq: position(&called).1 }).expect("an ack");
    running.clock.pass(100);
    running.engine.ring(&hall());
    let told = frame_where(&mut lan, |frame| frame["set"][key]["delivery"]["shown"] == 1).await;
    let delivery = &told["set"][key]["delivery"];
    assert_eq!(delivery["of"], 2);
    assert_eq!(delivery["missing"], serde_json::json!(["Màn hình phải"]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_paired_loudspeaker_that_is_not_there_is_told_of() {
    let running = Running::open().await;
    let speaker = DeviceInfo { role: Role::Announcer, speaks: Some(0), ..device("d-loa", "Loa sảnh") };
    let elsewhere = DeviceInfo { zone: Some("side".parse().expect("a zone")), ..speaker.clone() };
    let elsewhere = DeviceInfo { id: "d-side".parse().expect("a device"), ..elsewhere };
    let copied = DeviceInfo { id: "d-copy".parse().expect("a device"), right: DeviceRight::Copied, ..speaker.clone() };
    // A screen may speak and need not.
    let wall = DeviceInfo { speaks: Some(1), ..device("d-left", "Màn hình trái") };
    running.engine.set_devices(vec![speaker, elsewhere, copied, wall]);
    running.open_counter().await;
    running.issue().await;
    let mut lan = running.follow("hall/nha-trang/counter/1", officer(), None);
    running.call_next().await;
    let key = format!("call/{}", running.hall_now().calls.keys().next_back().expect("a call"));
    let told = frame_where(&mut lan, |frame| frame["set"][&key]["delivery"].is_object()).await;
    let delivery = &told["set"][&key]["delivery"];
    assert_eq!((&delivery["speakers"], &delivery["speakers_paired"]), (&Value::from(0), &Value::from(1)));
}

fn device(id: &str, name: &str) -> DeviceInfo {
    DeviceInfo {
        id: id.parse().expect("a device"),
        name: name.to_owned(),
        role: Role::Display,
        hall: hall(),
        zone: Some("main".parse().expect("a zone")),
        speaks: None,
        right: DeviceRight::Held,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_loudspeakers_ask_and_one_speaks() {
    let running = Running::open().await;
    running.engine.set_expected(Expected::Connected);
    running.open_counter().await;
    running.issue().await;
    running.call_next().await;
    let call = running.hall_now().calls.keys().next_back().expect("a call").to_string();
    let mut first = running.follow("hall/nha-trang/zone/main", screen("d-a", Role::Announcer, Some(0)), None);
    let mut second = running.follow("hall/nha-trang/zone/main", screen("d-b", Role::Announcer, Some(1)), None);
    let mut mute = running.follow("hall/nha-trang/zone/main", screen("d-c", Role::Display, None), None);
    for session in [&mut first, &mut second, &mut mute] {
        session.receive(ClientFrame::Speak { item: call.clone(), ms: None }).expect("a question");
    }
    let is_grant = |frame: &Value| frame["type"] == "grant";
    let (one, two) = (frame_where(&mut first, is_grant).await, frame_where(&mut second, is_grant).await);
    assert_eq!((&one["ok"], one["item"].as_str()), (&Value::Bool(true), Some(call.as_str())));
    assert_eq!((&two["ok"], two["why"].as_str()), (&Value::Bool(false), Some("taken")));
    let never = frame_where(&mut mute, is_grant).await;
    assert_eq!(never["why"], "not_allowed");

    let mut lan = running.follow("hall/nha-trang/counter/1", officer(), None);
    first.receive(ClientFrame::Spoken { item: call.clone() }).expect("word of it");
    let key = format!("call/{call}");
    frame_where(&mut lan, |frame| frame["set"][&key]["delivery"]["said"] == 1).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_loudspeaker_waits_its_turn_and_the_officer_hears_why_a_call_was_not_said() {
    let running = Running::open().await;
    running.engine.set_expected(Expected::Connected);
    running.open_counter().await;
    let zone = "hall/nha-trang/zone/main";
    let mut first = running.follow(zone, screen("d-a", Role::Announcer, Some(0)), None);
    let mut second = running.follow(zone, screen("d-b", Role::Announcer, Some(1)), None);
    let wall = running.follow(zone, screen("d-c", Role::Display, Some(2)), None);
    let voice = frame_where(&mut first, |frame| frame["type"] == "snapshot").await["set"]["hall"]["voice"].clone();
    assert_eq!(voice["languages"], serde_json::json!(["vi", "en"]));
    assert_eq!((&voice["place"], &voice["volume"]), (&Value::from("counter"), &Value::from(100)));
    let mut lan = running.follow("hall/nha-trang/counter/1", officer(), None);
    let mut calls = Vec::new();
    for _ in 0..2 {
        running.issue().await;
        running.call_next().await;
        calls.push(running.hall_now().calls.keys().next_back().expect("a call").to_string());
    }
    // The first call is over, since its officer called the next; the second is said by one while the other waits.
    let key = format!("call/{}", calls[1]);
    // Two: the wall may speak but does not say of itself that it sounds.
    frame_where(&mut lan, |frame| frame["set"][&key]["delivery"]["speakers"] == 2).await;
    first.receive(ClientFrame::Speak { item: calls[1].clone(), ms: Some(9_000) }).expect("a question");
    let is_grant = |frame: &Value| frame["type"] == "grant";
    assert_eq!(frame_where(&mut first, is_grant).await["ok"], true);
    let speech = Some(NoticeSpeech::ClosingSoon);
    let notice = Action::PostNotice { text: text("Sắp hết giờ"), zones: Vec::new(), until: None, speech };
    assert_eq!(running.act(staff("p-lan"), notice).await.0, 200);
    let notice = running.hall_now().notices.keys().next_back().expect("a notice").to_string();
    second.receive(ClientFrame::Speak { item: notice.clone(), ms: Some(4_000) }).expect("a question");
    assert_eq!(frame_where(&mut second, is_grant).await["why"], "busy");
    first.receive(ClientFrame::Unspoken { item: calls[1].clone(), why: "no_device".to_owned() }).expect("word of it");
    let told = frame_where(&mut lan, |frame| frame["set"][&key]["delivery"]["unsaid"] == "no_device").await;
    assert_eq!(told["set"][&key]["delivery"]["said"], 0);
    second.receive(ClientFrame::Speak { item: notice, ms: Some(4_000) }).expect("a question");
    assert_eq!(frame_where(&mut second, is_grant).await["ok"], true);
    drop(wall);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_goes_on_from_where_it_stood() {
    let running = Running::open().await;
    let wall = || screen("d-left", Role::Display, None);
    let mut session = running.follow("hall/nha-trang/zone/main", wall(), None);
    let at = position(&frame(&mut session).await);
    drop(session);
    let mut other = running.follow("hall/nha-trang/zone/main", screen("d-right", Role::Display, None), None);
    frame(&mut other).await;
    running.issue().await;
    running.issue().await;
    // Answers go out before frames: whoever asks at once may still be told the state before.
    frame_where(&mut other, |frame| frame["set"]["line/A"]["waiting"] == 2).await;
    let mut session = running.follow("hall/nha-trang/zone/main", wall(), Some(at.clone()));
    let missed = frame(&mut session).await;
    assert_eq!((missed["type"].as_str(), missed["from"].as_u64()), (Some("update"), Some(at.1)));
    assert_eq!(missed["set"]["line/A"]["waiting"], 2);
    assert_eq!(missed["set"].as_object().expect("a set").len(), 1, "only what changed");

    // Of another stretch of log, and from further than the log: the whole view.
    for at in [At("other".to_owned(), at.1), At(at.0.clone(), at.1 + 1_000)] {
        let mut session = running.follow("hall/nha-trang/zone/main", wall(), Some(at));
        assert_eq!(frame(&mut session).await["type"], "snapshot");
    }
    assert_eq!(running.engine.metrics().ahead, 1);

    // After half an hour the position is forgotten.
    for _ in 0..4 {
        running.clock.pass(11 * 60 * 1000);
        running.issue().await;
    }
    let mut session = running.follow("hall/nha-trang/zone/main", wall(), Some(at));
    assert_eq!(frame(&mut session).await["type"], "snapshot");
}

/// A client that found a gap, or met another epoch, says hello again on the same connection.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_may_say_hello_again_where_it_stands() {
    let running = Running::open().await;
    let mut session = running.follow("hall/nha-trang/zone/main", screen("d-left", Role::Display, None), None);
    let at = position(&frame(&mut session).await);
    running.issue().await;
    frame_where(&mut session, |frame| frame["set"]["line/A"]["waiting"] == 1).await;
    let hello = |view: &str, at| ClientFrame::Hello { view: view.to_owned(), token: None, device: None, at, app: None };
    session.receive(hello("hall/nha-trang/zone/main", Some(at.clone()))).expect("a second hello");
    let missed = frame_where(&mut session, |frame| frame["from"] == at.1).await;
    assert_eq!(missed["set"]["line/A"]["waiting"], 1);
    session.receive(hello("hall/nha-trang/zone/main", None)).expect("a hello from nowhere");
    frame_where(&mut session, |frame| frame["type"] == "snapshot").await;
    let elsewhere = session.receive(hello("hall/nha-trang/kiosk", None)).expect_err("another view");
    assert_eq!(elsewhere.code, 4100);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_hall_looks_at_its_deadlines_itself() {
    let running = Running::open().await;
    let ticket = running.issue().await;
    let mut session = running.follow("hall/nha-trang/desk", officer(), None);
    frame(&mut session).await;
    let today = running.hall_now().day;
    running.clock.pass(24 * 3600 * 1000);
    running.engine.ring(&hall());
    let turned = frame_where(&mut session, |frame| frame["set"]["hall"]["service_day"].is_string()).await;
    assert_eq!(turned["set"]["hall"]["service_day"], "2026-11-24");
    assert_eq!(turned["set"][format!("ticket/{ticket}")], Value::Null);
    assert_ne!(running.hall_now().day, today);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_beat_comes_when_nothing_happens() {
    let running = Running::open().await;
    let mut session = running.follow("hall/nha-trang/zone/main", screen("d-left", Role::Display, None), None);
    let at = position(&frame(&mut session).await);
    running.clock.pass(2_100);
    running.engine.ring(&hall());
    let beat = frame_where(&mut session, |frame| frame["type"] == "update").await;
    assert_eq!(beat["set"], serde_json::json!({}));
    assert!(beat["from"].as_u64() <= Some(at.1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_phone_follows_its_ticket_until_the_day_turns() {
    let running = Running::open().await;
    running.open_counter().await;
    running.issue().await;
    let ticket = running.issue().await;
    let day = running.hall_now().day.expect("a day");
    let token = running.engine.links().token(&hall(), ticket, day);
    let citizen = Audience { role: Who::Citizen, principal: "link".to_owned(), name: String::new(), ..officer() };
    let mut phone = running.follow(&format!("ticket/{token}"), citizen, None);
    let first = frame(&mut phone).await;
    assert_eq!(
        (first["set"]["mine"]["label"].as_str(), &first["set"]["mine"]["people_ahead"]),
        (Some("A002"), &1.into())
    );

    // The place in line is counted again when there is time, and before any beat.
    running.call_next().await;
    running.clock.pass(1_100);
    running.engine.ring(&hall());
    frame_where(&mut phone, |frame| frame["set"]["mine"]["people_ahead"] == 0).await;
    // One's own call comes at once.
    running.call_next().await;
    frame_where(&mut phone, |frame| frame["set"]["mine"]["counter"] == "1").await;

    running.clock.pass(24 * 3600 * 1000);
    running.engine.ring(&hall());
    loop {
        match tokio::time::timeout(NEVER, phone.next()).await.expect("an end that never came") {
            Out::Frame(_) => {}
            Out::Bye(bye) => {
                assert_eq!((bye.code, bye.again_ms), (4110, None));
                break;
            }
        }
    }
    assert!(ViewName::parse(&format!("ticket/{token}"), running.engine.links()).is_none());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_another_node_took_out_of_the_hall_ends_the_streams_of_this_one() {
    let running = Running::open().await;
    let settings = Settings { link_key: [3; 32], nodes: Nodes::Many, ..Settings::default() };
    let other = Engine::start(running.store.clone(), running.clock.clone(), settings).await.expect("an engine");
    let follow = |view: &str| {
        let view = ViewName::parse(view, other.links()).expect("a view");
        other.attach(&view, screen("d-left", Role::Display, None), None).expect("a session")
    };
    let mut gone = follow("hall/nha-trang/counter/2/display");
    let mut stays = follow("hall/nha-trang/counter/1/display");
    let mut zone = follow("hall/nha-trang/zone/main");
    for session in [&mut gone, &mut stays, &mut zone] {
        assert_eq!(frame(session).await["type"], "snapshot");
    }
    let mut smaller = stage::config();
    smaller.counters.truncate(1);
    assert_eq!(running.act(staff("p-admin"), Action::Configure(Box::new(smaller))).await.0, 200);
    let last = loop {
        match tokio::time::timeout(ENDED_WITHIN, gone.next()).await.expect("an end that never came") {
            Out::Frame(_) => {}
            Out::Bye(bye) => break bye,
        }
    };
    assert_eq!((last.code, last.again_ms), (4104, None));
    frame_where(&mut zone, |frame| frame["set"].get("counter/2").is_some_and(Value::is_null)).await;
    running.open_counter().await;
    frame_where(&mut stays, |frame| frame["set"]["counter/1"]["state"] == "open").await;
    other.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sessions_end_when_they_must() {
    let running = Running::open().await;
    let mut session = running.follow("hall/nha-trang/zone/main", screen("d-left", Role::Display, None), None);
    let mut other = running.follow("hall/nha-trang/zone/main", screen("d-right", Role::Display, None), None);
    running.engine.end_sessions(|audience| audience.principal == "d-left", 4101, "revoked");
    match tokio::time::timeout(NEVER, session.next()).await.expect("an end") {
        Out::Bye(bye) => assert_eq!((bye.code, bye.again_ms), (4101, None)),
        Out::Frame(frame) => panic!("a revoked screen got {frame:?}"),
    }
    assert_eq!(frame(&mut other).await["type"], "snapshot");

    // A flood: ten frames at once, then five a second.
    let sent = (0..30).take_while(|seq| other.receive(ClientFrame::Ack { seq: *seq }).is_ok()).count();
    assert_eq!(sent, 10);
    running.clock.pass(1_000);
    let sent = (0..30).take_while(|seq| other.receive(ClientFrame::Ack { seq: *seq }).is_ok()).count();
    assert_eq!(sent, 5);

    running.engine.stop().await;
    loop {
        if let Out::Bye(bye) = tokio::time::timeout(NEVER, other.next()).await.expect("an end") {
            assert_eq!((bye.code, bye.again_ms), (4001, Some([0, 3_000])));
            break;
        }
    }
    let late = running.engine.submit(&hall(), request(staff("p-lan"), issue(), None)).await;
    assert_eq!(late, Err(SubmitError::Stopping));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_commands_share_a_commit_and_none_is_lost() {
    let running = Running::open().await;
    let mut asked = tokio::task::JoinSet::new();
    for number in 0..200u32 {
        let engine = running.engine.clone();
        let key = KeyRef { principal: "d-kiosk".to_owned(), key: format!("k{number}"), request_hash: [1; 32] };
        asked.spawn(async move { engine.submit(&hall(), request(staff("p-lan"), issue(), Some(key))).await });
    }
    let answers = asked.join_all().await;
    assert!(answers.iter().all(Result::is_ok));
    assert_eq!(running.hall_now().tickets.len(), 200);
    let metrics = running.engine.metrics();
    assert!(metrics.batch_sizes.max() > 1, "no two commands shared a commit");
    assert_eq!(metrics.commands_done, 201, "200 tickets and the configuration");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wall_clock_that_jumps_is_told_and_not_followed() {
    let running = Running::open().await;
    running.clock.jump(-3_600_000);
    running.issue().await;
    let hall_now = running.hall_now();
    assert!(hall_now.clock_doubted.is_some());
    assert!(hall_now.last_at.0 >= MORNING);
    let (status, _) =
        running.act(staff("p-admin"), Action::TrustClock { wall: goiso_queue::Moment(MORNING - 3_600_000) }).await;
    assert_eq!(status, 200);
    running.issue().await;
    assert!(running.hall_now().clock_doubted.is_none());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_restore_screens_begin_anew_and_numbers_move_on() {
    let running = Running::open().await;
    running.issue().await;
    let mut wall = running.follow("hall/nha-trang/zone/main", screen("d-left", Role::Display, None), None);
    let at = position(&frame(&mut wall).await);
    drop(wall);
    running.store.mark_restored().await.expect("a mark");
    let running = running.restart().await;
    let ticket = running.issue().await;
    let hall_now = running.hall_now();
    assert_eq!(hall_now.tickets[&ticket].label.to_string(), "A202");
    assert!(ticket.0 > 1_000_000, "{ticket} could be a ticket of the lost future");
    let mut wall = running.follow("hall/nha-trang/zone/main", screen("d-left", Role::Display, None), Some(at.clone()));
    let anew = frame(&mut wall).await;
    assert_eq!(anew["type"], "snapshot");
    assert_ne!(position(&anew).0, at.0);
    assert!(anew["now"].as_i64() >= Some(MORNING));
}
