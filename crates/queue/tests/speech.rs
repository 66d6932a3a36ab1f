//! What is shown and said: once per zone, never late, never untrue.
#![allow(clippy::unwrap_used, clippy::wildcard_enum_match_arm, reason = "a test picks what it asks about")]

mod common;

use common::{Deed, Floor, text};
use goiso_queue::command::Item;
use goiso_queue::hall::CALL_KEPT_MS;
use goiso_queue::time::TimeOfDay;
use goiso_queue::voice::{Unsaid, Voice, VolumeSpan, ZoneSpeech};
use goiso_queue::{Action, CallId, DeviceId, Fact, NoticeId, Refusal, ZoneCode};

fn main_zone() -> ZoneCode {
    "main".parse().unwrap()
}
fn speaker() -> DeviceId {
    "d1".parse().unwrap()
}
fn speak(item: Item) -> Action {
    Action::Speak { item, zone: main_zone(), device: speaker(), for_ms: 0 }
}
fn call_of(floor: &mut Floor, number: &str) -> Item {
    floor.take("A");
    floor.next(number);
    Item::Call(floor.newest_call())
}

#[test]
fn a_call_is_said_once_in_its_zone() {
    let mut floor = Floor::open();
    let item = call_of(&mut floor, "1");
    floor.must(speak(item));
    assert_eq!(floor.refused(speak(item)), Refusal::SpeechTaken);
    let upstairs = Action::Speak { item, zone: "upstairs".parse().unwrap(), device: speaker(), for_ms: 0 };
    assert_eq!(floor.refused(upstairs).code(), "unknown_item", "a call belongs to its counter's zone");
    assert_eq!(floor.refused(speak(Item::Call(CallId(999)))).code(), "unknown_item");
    let spoken = Action::Spoken { item, zone: main_zone(), device: speaker() };
    assert_eq!(floor.must(spoken.clone()).len(), 1);
    assert_eq!(floor.must(spoken), vec![], "recorded once");
}

#[test]
fn a_call_is_said_only_while_the_person_is_awaited() {
    for deed in [Deed::Recall, Deed::Start, Deed::Finish, Deed::Park, Deed::Undo] {
        let mut floor = Floor::open();
        let item = call_of(&mut floor, "1");
        floor.at("1", deed).unwrap();
        assert_eq!(floor.refused(speak(item)), Refusal::SpeechWithdrawn, "{deed:?}");
    }
}

#[test]
fn a_call_is_said_within_20_seconds_or_60_behind_other_speech() {
    let mut floor = Floor::open();
    let item = call_of(&mut floor, "1");
    floor.later(20).must(speak(item));

    let mut floor = Floor::open();
    let item = call_of(&mut floor, "1");
    floor.now.0 += 20_001;
    assert_eq!(floor.refused(speak(item)), Refusal::SpeechTooOld { age_ms: 20_001 });

    let mut floor = Floor::open();
    let late = call_of(&mut floor, "1");
    let other = call_of(&mut floor, "2");
    floor.later(15).must(speak(other));
    floor.later(45).must(speak(late));

    let mut floor = Floor::open();
    let late = call_of(&mut floor, "1");
    let other = call_of(&mut floor, "2");
    floor.later(15).must(speak(other));
    floor.later(45).now.0 += 1;
    assert_eq!(floor.refused(speak(late)), Refusal::SpeechTooOld { age_ms: 60_001 });

    let mut floor = Floor::open();
    let earlier = call_of(&mut floor, "1");
    floor.must(speak(earlier));
    floor.later(1);
    let late = call_of(&mut floor, "2");
    floor.later(21);
    assert_eq!(floor.refused(speak(late)).code(), "old", "the other was said before this call came up");
}

#[test]
fn nothing_is_recorded_as_said_without_leave() {
    let mut floor = Floor::open();
    let item = call_of(&mut floor, "1");
    assert_eq!(floor.must(Action::Spoken { item, zone: main_zone(), device: speaker() }), vec![]);
}

#[test]
fn a_notice_is_said_once_in_each_of_its_zones_and_goes_at_its_end() {
    let mut floor = Floor::open();
    let until = goiso_queue::Moment(floor.now.0 + 10_000);
    let zones = vec![main_zone(), main_zone()];
    let facts = floor.must(Action::PostNotice { text: text("Nghỉ trưa"), zones, until: Some(until), speech: None });
    let Some(Fact::NoticePosted { zones, .. }) = facts.first() else { panic!("{facts:?}") };
    assert_eq!(zones.len(), 1, "each zone once");
    let id = *floor.hall.notices.keys().next().unwrap();
    floor.must(speak(Item::Notice(id)));
    let upstairs =
        Action::Speak { item: Item::Notice(id), zone: "upstairs".parse().unwrap(), device: speaker(), for_ms: 0 };
    assert_eq!(floor.refused(upstairs).code(), "unknown_item");
    assert_eq!(floor.hall.next_deadline(), Some(until));
    floor.later(10).must(Action::Tick);
    assert!(floor.hall.notices.is_empty());
    assert_eq!(floor.refused(speak(Item::Notice(id))), Refusal::SpeechWithdrawn);
    assert_eq!(floor.refused(speak(Item::Notice(NoticeId(10_000)))).code(), "unknown_item");
    let past = Action::PostNotice { text: text("x"), zones: vec![], until: Some(floor.now), speech: None };
    assert_eq!(floor.refused(past).code(), "out_of_range");
}

#[test]
fn only_new_screens_are_recorded() {
    let mut floor = Floor::open();
    call_of(&mut floor, "1");
    let call = floor.newest_call();
    let shown =
        |names: &[&str]| Action::Shown { call, devices: names.iter().map(|name| name.parse().unwrap()).collect() };
    floor.must(shown(&["d2", "d1", "d2"]));
    let facts = floor.must(shown(&["d1", "d3"]));
    assert_eq!(facts, vec![Fact::CallShown { call, devices: vec!["d3".parse().unwrap()] }]);
    assert_eq!(floor.must(shown(&["d1"])), vec![]);
    let gone = Action::Shown { call: CallId(9999), devices: vec![speaker()] };
    assert_eq!(floor.must(gone), vec![], "an old call is passed over");
}

#[test]
fn calls_stay_half_an_hour_and_at_least_fifty() {
    let mut floor = Floor::open();
    for _ in 0..60 {
        call_of(&mut floor, "1");
        floor.later(1);
    }
    assert_eq!(floor.hall.calls.len(), 60, "all young");
    floor.later(31 * 60);
    call_of(&mut floor, "1");
    assert_eq!(floor.hall.calls.len(), 50);
    let awaited = call_of(&mut floor, "2");
    for _ in 0..60 {
        floor.later(60);
        call_of(&mut floor, "1");
    }
    let Item::Call(awaited) = awaited else { panic!("a call") };
    assert!(floor.hall.calls.contains_key(&awaited), "whoever is still awaited is not forgotten");
    let young = floor.hall.calls.values().filter(|call| floor.now.ms_since(call.at) <= CALL_KEPT_MS).count();
    assert!(young < 50, "fewer than fifty are young, so age alone would keep fewer");
    assert_eq!(floor.hall.calls.len(), 50);
}

fn by(device: &str, item: Item, for_ms: u32) -> Action {
    Action::Speak { item, zone: main_zone(), device: device.parse().unwrap(), for_ms }
}
fn failed(device: &str, item: Item, why: Unsaid) -> Action {
    Action::Unspoken { item, zone: main_zone(), device: device.parse().unwrap(), why }
}
fn spoken(device: &str, item: Item) -> Action {
    Action::Spoken { item, zone: main_zone(), device: device.parse().unwrap() }
}

#[test]
fn two_loudspeakers_of_a_zone_never_speak_at_once() {
    let mut floor = Floor::open();
    let (first, second) = (call_of(&mut floor, "1"), call_of(&mut floor, "2"));
    floor.must(by("d1", first, 9_000));
    assert_eq!(floor.refused(by("d2", second, 9_000)), Refusal::SpeechBusy);
    floor.later(8).now.0 += 999;
    assert_eq!(floor.refused(by("d2", second, 9_000)), Refusal::SpeechBusy);
    floor.now.0 += 1;
    floor.must(by("d2", second, 9_000));

    let mut floor = Floor::open();
    let (first, second) = (call_of(&mut floor, "1"), call_of(&mut floor, "2"));
    floor.must(by("d1", first, 9_000));
    floor.later(4).must(spoken("d1", first));
    floor.must(by("d2", second, 9_000));

    let mut floor = Floor::open();
    let (first, second) = (call_of(&mut floor, "1"), call_of(&mut floor, "2"));
    floor.must(by("d1", first, 9_000));
    floor.later(4).must(failed("d1", first, Unsaid::NoDevice));
    floor.must(by("d2", second, 9_000));
}

#[test]
fn a_speaker_that_begins_anew_does_not_wait_for_itself() {
    let mut floor = Floor::open();
    let (first, second) = (call_of(&mut floor, "1"), call_of(&mut floor, "2"));
    floor.must(by("d1", first, 9_000));
    floor.later(1).must(by("d1", second, 9_000));
    assert_eq!(floor.refused(by("d1", first, 9_000)), Refusal::SpeechTaken, "but says nothing twice");
}

#[test]
fn a_call_that_came_while_another_was_said_may_wait_for_its_end() {
    let mut floor = Floor::open();
    let earlier = call_of(&mut floor, "1");
    floor.must(by("d1", earlier, 24_000));
    floor.later(1);
    let late = call_of(&mut floor, "2");
    floor.later(24).must(by("d1", late, 24_000));
}

#[test]
fn no_device_keeps_a_zone_for_longer_than_a_minute() {
    let mut floor = Floor::open();
    let first = call_of(&mut floor, "1");
    floor.must(by("d1", first, u32::MAX));
    floor.later(59);
    let second = call_of(&mut floor, "2");
    assert_eq!(floor.refused(by("d2", second, 9_000)), Refusal::SpeechBusy);
    floor.later(1).must(by("d2", second, 9_000));
}

#[test]
fn why_a_call_was_not_said_is_kept_until_somebody_says_it() {
    let mut floor = Floor::open();
    let item = call_of(&mut floor, "1");
    let call = floor.newest_call();
    assert_eq!(floor.must(failed("d1", item, Unsaid::Blocked)).len(), 1);
    assert_eq!(floor.must(failed("d1", item, Unsaid::Blocked)), vec![], "the same word once");
    assert_eq!(floor.hall.calls[&call].unsaid, Some(Unsaid::Blocked));
    floor.must(by("d2", item, 9_000));
    assert_eq!(floor.must(failed("d1", item, Unsaid::Old)), vec![], "the other has leave now");
    floor.must(spoken("d2", item));
    assert_eq!(floor.must(failed("d2", item, Unsaid::Stalled)), vec![], "it was said");
    assert!(floor.hall.calls[&call].said.contains(&"d2".parse::<DeviceId>().unwrap()));
    assert_eq!(
        floor.must(failed("d1", Item::Call(CallId(999)), Unsaid::Old)),
        vec![],
        "an unknown call is passed over"
    );
}

#[test]
fn a_hall_cannot_choose_a_voice_that_nobody_could_follow() {
    let at = |hour| TimeOfDay::new(hour, 30).unwrap();
    let span = |from, to, percent| VolumeSpan { from: at(from), to: at(to), percent };
    let cases: [(&str, Voice, ZoneSpeech); 6] = [
        ("languages of announcements", Voice { languages: vec![], ..Voice::default() }, ZoneSpeech::default()),
        (
            "two languages",
            Voice { languages: vec!["vi".into(), "vi".into()], ..Voice::default() },
            ZoneSpeech::default(),
        ),
        ("no language code", Voice { languages: vec!["Tiếng Việt".into()], ..Voice::default() }, ZoneSpeech::default()),
        ("the loudness of zone main", Voice::default(), ZoneSpeech { volume: 151, ..ZoneSpeech::default() }),
        (
            "begins and ends at 11:30",
            Voice::default(),
            ZoneSpeech { volumes: vec![span(11, 11, 0)], ..ZoneSpeech::default() },
        ),
        (
            "times of the loudness",
            Voice::default(),
            ZoneSpeech { volumes: vec![span(11, 13, 0); 25], ..ZoneSpeech::default() },
        ),
    ];
    for (words, voice, speech) in cases {
        let mut config = Floor::open().hall.config.clone();
        config.voice = voice;
        config.zones[0].speech = speech;
        let problems = match config.validate().unwrap_err() {
            Refusal::BadConfig { problems } => problems.iter().map(ToString::to_string).collect::<Vec<_>>(),
            other => panic!("{words}: {other}"),
        };
        assert!(problems.iter().any(|problem| problem.contains(words)), "{words}: {problems:?}");
    }
}
