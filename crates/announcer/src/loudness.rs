//! How loud the hall wants it now: a zone's loudness, and times of the day with another.

use goiso_wire::value::{VoiceValue, VolumeSpanValue};
use jiff::Timestamp;
use jiff::civil::Time;
use jiff::tz::TimeZone;

/// Per cent at this hall time (Unix milliseconds) in the hall's time zone; the first span that fits counts. A time zone or a time of
/// the day that cannot be read changes nothing, so that no hall falls silent over a word.
pub fn percent(voice: &VoiceValue, time_zone: &str, hall: i64) -> u8 {
    let Some(now) = local(time_zone, hall) else { return voice.volume };
    voice.volumes.iter().find(|span| covers(span, now)).map_or(voice.volume, |span| span.percent)
}

fn local(time_zone: &str, hall: i64) -> Option<Time> {
    let zone = TimeZone::get(time_zone).ok()?;
    Some(Timestamp::from_millisecond(hall).ok()?.to_zoned(zone).time())
}

fn covers(span: &VolumeSpanValue, now: Time) -> bool {
    let (Ok(from), Ok(to)) = (span.from.parse::<Time>(), span.to.parse::<Time>()) else { return false };
    if from <= to { from <= now && now < to } else { from <= now || now < to }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-23 08:00 in the hall.
    const EIGHT: i64 = 1_795_395_600_000;

    fn at(hour: f64) -> i64 {
        EIGHT + ((hour - 8.0) * 3_600_000.0) as i64
    }

    fn voice(volumes: &[(&str, &str, u8)]) -> VoiceValue {
        VoiceValue {
            languages: vec!["vi".to_owned()],
            style: "digits".to_owned(),
            region: "north".to_owned(),
            chime: "soft".to_owned(),
            repeat: "twice".to_owned(),
            place: "counter".to_owned(),
            volume: 100,
            volumes: volumes
                .iter()
                .map(|(from, to, percent)| VolumeSpanValue {
                    from: (*from).to_owned(),
                    to: (*to).to_owned(),
                    percent: *percent,
                })
                .collect(),
        }
    }

    #[test]
    fn silence_at_noon_softly_in_the_morning_and_over_midnight() {
        let voice = voice(&[("11:30", "13:30", 0), ("06:30", "07:30", 60), ("22:00", "05:00", 20)]);
        let table = [
            (8.0, 100),
            (11.49, 100),
            (11.5, 0),
            (13.49, 0),
            (13.5, 100),
            (7.0, 60),
            (7.5, 100),
            (23.0, 20),
            (28.5, 20),
            (29.0, 100),
        ];
        for (hour, loud) in table {
            assert_eq!(percent(&voice, "Asia/Ho_Chi_Minh", at(hour)), loud, "{hour}");
        }
    }

    #[test]
    fn the_hall_s_clock_counts_and_not_this_machine_s() {
        let voice = voice(&[("11:30", "13:30", 0)]);
        assert_eq!(percent(&voice, "UTC", at(12.0)), 100, "05:00 there");
        assert_eq!(percent(&voice, "Nowhere/At_All", at(12.0)), 100, "unreadable: it sounds");
    }
}
