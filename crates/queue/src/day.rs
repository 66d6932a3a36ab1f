//! The service day on the hall's wall clock: when it turns, and which phase each moment of it belongs to.
//!
//! Time zones come from the database that is built in, so that every machine computes the same day.

use crate::config::{HallConfig, Hours, Session, Weekly};
use crate::event::Phase;
use crate::time::{Moment, ServiceDay, TimeOfDay};
use jiff::Timestamp;
use jiff::ToSpan;
use jiff::civil::{Date, DateTime};
use jiff::tz::{AmbiguousOffset, TimeZone, TimeZoneDatabase};
use std::sync::LazyLock;

static ZONES: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);

/// A time zone of the built-in database by its IANA name.
pub fn zone(name: &str) -> Option<TimeZone> {
    ZONES.get(name).ok()
}

/// All names of the built-in database.
pub fn zone_names() -> Vec<String> {
    ZONES.available().map(|name| name.to_string()).collect()
}

/// The phases of one service day, in order, and its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayPlan {
    /// The first moment of the next service day.
    pub ends_at: Moment,
    /// The phase before any moment of `changes`.
    pub first: Phase,
    /// From each moment on, the phase; moments ascend.
    pub changes: Vec<(Moment, Phase)>,
}

impl DayPlan {
    /// The phase a moment of the day belongs to.
    pub fn phase_at(&self, at: Moment) -> Phase {
        let past = self.changes.partition_point(|(from, _)| *from <= at);
        past.checked_sub(1).and_then(|index| self.changes.get(index)).map_or(self.first, |(_, phase)| *phase)
    }
    /// The first change of phase after a moment.
    pub fn next_change(&self, after: Moment) -> Option<Moment> {
        let past = self.changes.partition_point(|(from, _)| *from <= after);
        self.changes.get(past).map(|(from, _)| *from)
    }
}

/// The moment at which the wall clock of `zone` first shows `time` on `date`, or the first moment after it where
/// the clock jumped over it.
pub fn moment_of(zone: &TimeZone, date: Date, time: TimeOfDay) -> Moment {
    let minutes = i64::from(time.minutes());
    let wall = date.to_datetime(jiff::civil::Time::midnight()).checked_add(minutes.minutes()).unwrap_or(DateTime::MAX);
    let ambiguous = zone.to_ambiguous_timestamp(wall);
    let by = |offset: jiff::tz::Offset| offset.to_timestamp(wall).unwrap_or(Timestamp::MAX);
    let at = match ambiguous.offset() {
        AmbiguousOffset::Unambiguous { offset } => by(offset),
        // The first occurrence is told by the offset that held before the clock was set back.
        AmbiguousOffset::Fold { before, .. } => by(before),
        // Read with the later offset the wall time lies before the jump, so the jump is the next transition.
        AmbiguousOffset::Gap { before, after } => {
            let early = by(after);
            zone.following(early).next().map_or_else(|| by(before), |jump| jump.timestamp())
        }
    };
    Moment(at.as_millisecond())
}

/// The service day a moment belongs to, in a zone whose day turns at `day_starts`.
pub fn service_day(zone: &TimeZone, day_starts: TimeOfDay, at: Moment) -> ServiceDay {
    let wall = timestamp(at).to_zoned(zone.clone()).datetime().date();
    // The clock may jump over a whole date or over the turn, so the neighbours are asked too.
    let mut day = wall.tomorrow().unwrap_or(wall);
    for _ in 0..3 {
        if moment_of(zone, day, day_starts) <= at {
            break;
        }
        day = day.yesterday().unwrap_or(day);
    }
    ServiceDay(day)
}

/// The first moment of a service day.
pub fn day_start(zone: &TimeZone, day_starts: TimeOfDay, day: ServiceDay) -> Moment {
    moment_of(zone, day.0, day_starts)
}

/// The service day a moment belongs to under a configuration; the zone is UTC where the name is unknown, which
/// `validate` refuses.
pub fn day_under(config: &HallConfig, at: Moment) -> ServiceDay {
    service_day(&zone_of(config), config.day_starts, at)
}

/// The phases of a service day under a configuration.
pub fn plan(config: &HallConfig, day: ServiceDay) -> DayPlan {
    let zone = zone_of(config);
    let next = ServiceDay(day.0.tomorrow().unwrap_or(day.0));
    let ends_at = day_start(&zone, config.day_starts, next);
    match &config.hours {
        Hours::Always => {
            DayPlan { ends_at, first: Phase::Issuing { last_ticket: ends_at, closes: ends_at }, changes: Vec::new() }
        }
        Hours::Weekly(weekly) => by_sessions(&zone, day.0, ends_at, weekly.sessions_on(day.0)),
    }
}

fn by_sessions(zone: &TimeZone, day: Date, ends_at: Moment, sessions: &[Session]) -> DayPlan {
    let mut first = Phase::ClosedToday;
    let mut changes = Vec::with_capacity(sessions.len() * 3);
    for session in sessions {
        let issuing_from = moment_of(zone, day, session.issuing_from);
        let opens = moment_of(zone, day, session.opens);
        let last_ticket = moment_of(zone, day, session.last_ticket);
        let closes = moment_of(zone, day, session.closes);
        let before = Phase::Before { issuing_from, opens };
        match changes.last_mut() {
            // A session ended: until the next one this is what people wait for.
            Some((_, after_last)) => *after_last = before,
            None => first = before,
        }
        changes.push((issuing_from, Phase::Issuing { last_ticket, closes }));
        changes.push((last_ticket, Phase::LastTicketOut { closes }));
        changes.push((closes, Phase::After));
    }
    DayPlan { ends_at, first, changes }
}

/// An opening further away than this is not looked for: longer than any holiday.
const DAYS_AHEAD: usize = 31;

/// When the counters open: of the session that numbers are given out for, or, where none is open or to come today, of the next day
/// that has one. Nothing while a session is ending, and for a hall that never closes.
pub fn opening(config: &HallConfig, day: ServiceDay, phase: Phase) -> Option<Moment> {
    let Hours::Weekly(weekly) = &config.hours else {
        return None;
    };
    let zone = zone_of(config);
    match phase {
        Phase::Before { opens, .. } => Some(opens),
        Phase::Issuing { last_ticket, .. } => {
            let sessions = weekly.sessions_on(day.0).iter();
            let mut of = sessions.filter(|session| moment_of(&zone, day.0, session.last_ticket) == last_ticket);
            of.next().map(|session| moment_of(&zone, day.0, session.opens))
        }
        Phase::LastTicketOut { .. } => None,
        Phase::After | Phase::ClosedToday => {
            let days = std::iter::successors(day.0.tomorrow().ok(), |date| date.tomorrow().ok());
            let mut first = days.take(DAYS_AHEAD).filter_map(|date| Some((date, weekly.sessions_on(date).first()?)));
            first.next().map(|(date, session)| moment_of(&zone, date, session.opens))
        }
    }
}

/// Whether people wait for a session that is not the day's first.
pub fn between_sessions(config: &HallConfig, day: ServiceDay, phase: Phase) -> bool {
    let (Hours::Weekly(weekly), Phase::Before { issuing_from, .. }) = (&config.hours, phase) else {
        return false;
    };
    let zone = zone_of(config);
    weekly.sessions_on(day.0).iter().any(|session| moment_of(&zone, day.0, session.closes) <= issuing_from)
}

/// Sessions of one day, at most.
pub const MOST_SESSIONS: usize = 8;

impl Weekly {
    /// The sessions of a date: its own if it has some, none on a holiday, else those of its weekday.
    pub fn sessions_on(&self, date: Date) -> &[Session] {
        if let Some(sessions) = self.extra_days.get(&date) {
            return sessions;
        }
        if self.holidays.contains(&date) {
            return &[];
        }
        let weekday = u8::try_from(date.weekday().to_monday_one_offset()).unwrap_or(0);
        self.days.get(&weekday).map_or(&[], Vec::as_slice)
    }
}

/// A half hour of the week on a wall clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HalfHour {
    /// 1 for Monday to 7 for Sunday.
    pub weekday: u8,
    /// Half hours since midnight, 0 to 47.
    pub slot: u8,
    /// What is left of it from the moment that was asked about, at least a millisecond.
    pub left_ms: i64,
}

/// The half hour that a moment belongs to in a zone.
pub fn half_hour(zone: &TimeZone, at: Moment) -> HalfHour {
    const HALF_HOUR_MS: i64 = 30 * 60 * 1000;
    let wall = timestamp(at).to_zoned(zone.clone()).datetime();
    let minutes = i64::from(wall.hour()) * 60 + i64::from(wall.minute());
    let ms = minutes * 60_000 + i64::from(wall.second()) * 1000 + i64::from(wall.millisecond());
    HalfHour {
        weekday: u8::try_from(wall.date().weekday().to_monday_one_offset()).unwrap_or(1),
        slot: u8::try_from(ms / HALF_HOUR_MS).unwrap_or(0),
        left_ms: HALF_HOUR_MS - ms % HALF_HOUR_MS,
    }
}

/// The time zone of a configuration; UTC where the name is unknown, which `validate` refuses.
pub fn zone_of(config: &HallConfig) -> TimeZone {
    zone(&config.time_zone).unwrap_or(TimeZone::UTC)
}

fn timestamp(at: Moment) -> Timestamp {
    let bounded = at.0.clamp(Timestamp::MIN.as_millisecond(), Timestamp::MAX.as_millisecond());
    Timestamp::from_millisecond(bounded).unwrap_or(Timestamp::UNIX_EPOCH)
}
