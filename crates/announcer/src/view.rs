//! What the frames of a zone mean for speech: which calls and notices could be said, how, and how loud.

use crate::loudness;
use crate::machine::{Item, Loudness, Repeat, Seen, Standing, View};
use goiso_voice::{Announcement, Chime, Language, NoticeKind, NumberStyle, Place, Recall, Region, Settings};
use goiso_wire::value::{CallValue, HallValue, NoticeValue, VoiceValue};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::BTreeMap;

/// What is said of a zone.
#[derive(Debug, Clone)]
pub struct ZoneNow {
    /// For the machine.
    pub view: View,
    /// What each item says.
    pub announcements: BTreeMap<Item, Announcement>,
    /// How it is said.
    pub settings: Settings,
    /// How loud, 1.0 for a pack's own level.
    pub gain: f32,
}

/// Reads a zone's view of this stretch of log at this hall time; none before the hall is known. Calls of other zones may stand
/// on its wall, and are said there, not here.
pub fn zone_now(zone: &str, epoch: &str, values: &BTreeMap<String, Value>, hall_time: i64) -> Option<ZoneNow> {
    let hall: HallValue = typed(values.get("hall")?)?;
    let voice = hall.voice?;
    let percent = loudness::percent(&voice, &hall.time_zone, hall_time);
    let place = place_of(&voice.place);
    let mut items = BTreeMap::new();
    let mut announcements = BTreeMap::new();
    for (key, value) in values {
        let found = if let Some(id) = key.strip_prefix("call/") {
            let call = typed::<CallValue>(value).filter(|call| call.zone == zone);
            Item::of_word(id).zip(call.map(|call| call_item(call, place)))
        } else if let Some(id) = key.strip_prefix("notice/") {
            Item::of_word(id).zip(typed::<NoticeValue>(value).and_then(|notice| notice_item(&notice, hall_time)))
        } else {
            None
        };
        if let Some((item, (seen, announcement))) = found {
            items.insert(item, seen);
            announcements.insert(item, announcement);
        }
    }
    let view = View {
        epoch: epoch.to_owned(),
        items,
        loudness: if percent == 0 { Loudness::Quiet } else { Loudness::Audible },
        repeat: if voice.repeat == "once" { Repeat::Once } else { Repeat::Twice },
    };
    Some(ZoneNow { view, announcements, settings: settings_of(&voice), gain: f32::from(percent) / 100.0 })
}

fn typed<T: DeserializeOwned>(value: &Value) -> Option<T> {
    serde_json::from_value(value.clone())
        .inspect_err(|error| tracing::debug!(%error, "a value of another release is passed over"))
        .ok()
}

fn call_item(call: CallValue, place: Place) -> (Seen, Announcement) {
    let standing = if call.state == "calling" { Standing::Wanted } else { Standing::Over };
    let recall = if call.number > 1 { Recall::Again } else { Recall::First };
    (Seen { at: call.at, standing }, Announcement::Call { label: call.label, place, counter: call.counter, recall })
}

/// A notice without speech is for the eyes alone.
fn notice_item(notice: &NoticeValue, hall_time: i64) -> Option<(Seen, Announcement)> {
    let kind = match notice.speech.as_deref()? {
        "closing_soon" => NoticeKind::ClosingSoon,
        "issuing_closed" => NoticeKind::IssuingClosed,
        "counter_paused" => NoticeKind::CounterPaused,
        "prepare" => NoticeKind::Prepare,
        "thanks" => NoticeKind::Thanks,
        "welcome" => NoticeKind::Welcome,
        // the words of a later release make people look up, as free text does
        _ => NoticeKind::Text,
    };
    let over = notice.until.is_some_and(|until| until <= hall_time);
    let standing = if over { Standing::Over } else { Standing::Wanted };
    Some((Seen { at: notice.at, standing }, Announcement::Notice { kind }))
}

fn place_of(word: &str) -> Place {
    match word {
        "window" => Place::Window,
        "room" => Place::Room,
        _ => Place::Counter,
    }
}

/// Words of a later release fall back to what every hall has.
fn settings_of(voice: &VoiceValue) -> Settings {
    Settings {
        languages: voice.languages.iter().filter_map(|code| code.parse::<Language>().ok()).collect(),
        style: if voice.style == "number" { NumberStyle::Number } else { NumberStyle::Digits },
        region: if voice.region == "south" { Region::South } else { Region::North },
        chime: match voice.chime.as_str() {
            "classic" => Chime::Classic,
            "none" => Chime::None,
            _ => Chime::Soft,
        },
        ..Settings::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn calls_of_another_zone_on_the_wall_are_not_said_here() {
        let voice = json!({
            "languages": ["vi"], "style": "digits", "region": "north", "chime": "soft", "repeat": "twice",
            "place": "counter", "volume": 100, "volumes": [],
        });
        let name = json!({"vi": "x", "en": ""});
        let hall = json!({
            "hall": "h", "name": name, "service_day": "", "time_zone": "Asia/Ho_Chi_Minh", "phase": {"kind": "issuing"},
            "zones": [], "groups": [], "classes": [], "wait_target_s": 1200, "hotline": "", "voice": voice,
        });
        let call = |zone: &str| {
            json!({
                "label": "A001", "group": "A", "counter": "1", "zone": zone, "number": 1, "state": "calling", "at": 1000,
            })
        };
        let values = BTreeMap::from([
            ("hall".to_owned(), hall),
            ("call/c1".to_owned(), call("main")),
            ("call/c2".to_owned(), call("upstairs")),
        ]);
        let said = |zone| zone_now(zone, "e", &values, 2000).expect("the hall is known").announcements.into_keys();
        assert_eq!(said("main").collect::<Vec<_>>(), Vec::from_iter(Item::of_word("c1")));
        assert_eq!(said("upstairs").collect::<Vec<_>>(), Vec::from_iter(Item::of_word("c2")));
    }
}
