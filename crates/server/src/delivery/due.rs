//! Which period is over, and from when on its report is due.

use super::settings::Every;
use goiso_queue::day::moment_of;
use goiso_queue::time::{Moment, ServiceDay, TimeOfDay};
use goiso_store::statistics::Span;
use jiff::ToSpan as _;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// The last period that was over when `today` began; none at the edge of the calendar.
pub fn last_period(every: Every, today: ServiceDay) -> Option<Span> {
    let to = begin(every, today.0)?.yesterday().ok()?;
    Some(Span { from: ServiceDay(begin(every, to)?), to: ServiceDay(to) })
}

/// The first day of the period that a day is in.
fn begin(every: Every, day: Date) -> Option<Date> {
    let first_of = |month: i8| Date::new(day.year(), month, 1).ok();
    match every {
        Every::Day => Some(day),
        Every::Week => day.checked_sub(i32::from(day.weekday().to_monday_zero_offset()).days()).ok(),
        Every::Month => first_of(day.month()),
        Every::Quarter => first_of((day.month() - 1) / 3 * 3 + 1),
        Every::Year => first_of(1),
    }
}

/// When the report of a period is due: on the day after it, at a time of the hall's wall clock.
pub fn due_at(zone: &TimeZone, span: Span, at: TimeOfDay) -> Moment {
    moment_of(zone, span.to.0.tomorrow().unwrap_or(span.to.0), at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> ServiceDay {
        ServiceDay(text.parse().unwrap())
    }

    #[test]
    fn the_last_period_is_the_one_that_is_over() {
        let table = [
            (Every::Day, "2026-11-26", "2026-11-25", "2026-11-25"),
            (Every::Day, "2026-03-01", "2026-02-28", "2026-02-28"),
            (Every::Week, "2026-11-26", "2026-11-16", "2026-11-22"),
            (Every::Week, "2026-11-23", "2026-11-16", "2026-11-22"),
            (Every::Week, "2026-11-22", "2026-11-09", "2026-11-15"),
            (Every::Month, "2026-11-26", "2026-10-01", "2026-10-31"),
            (Every::Month, "2026-01-01", "2025-12-01", "2025-12-31"),
            (Every::Month, "2028-03-31", "2028-02-01", "2028-02-29"),
            (Every::Quarter, "2026-11-26", "2026-07-01", "2026-09-30"),
            (Every::Quarter, "2026-01-15", "2025-10-01", "2025-12-31"),
            (Every::Year, "2026-01-01", "2025-01-01", "2025-12-31"),
        ];
        for (every, today, from, to) in table {
            let span = last_period(every, day(today)).unwrap();
            assert_eq!((span.from, span.to), (day(from), day(to)), "{every:?} on {today}");
        }
        assert!(last_period(Every::Day, ServiceDay(Date::MIN)).is_none());
    }

    /// At 02:30 on the day on which Berlin's clocks go from 02:00 to 03:00 there is no 02:30.
    #[test]
    fn a_time_that_the_clock_skips_is_due_at_the_jump() {
        let berlin = TimeZone::get("Europe/Berlin").unwrap();
        let saturday = Span { from: day("2026-03-28"), to: day("2026-03-28") };
        let due = due_at(&berlin, saturday, TimeOfDay::new(2, 30).unwrap());
        assert_eq!(due.0, "2026-03-29T01:00:00Z".parse::<jiff::Timestamp>().unwrap().as_millisecond());
    }
}
