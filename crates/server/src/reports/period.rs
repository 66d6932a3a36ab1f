//! Which days a report is about, and which come before them.

use crate::problem::Problem;
use axum::http::StatusCode;
use goiso_queue::time::ServiceDay;
use goiso_store::statistics::Span;
use jiff::ToSpan as _;
use jiff::civil::Date;

/// Days in one report, at most: five years.
pub const DAYS_MAX: i32 = 1_830;

/// The days that were asked for: `from` alone is one day, nothing is the present one. Refused are ends before beginnings, spans
/// that begin in the future, and spans beyond [`DAYS_MAX`]. A span may reach beyond today: a month that is not over.
pub fn span(from: Option<Date>, to: Option<Date>, today: Option<ServiceDay>) -> Result<Span, Problem> {
    let refused = |code, detail: String| Problem::new(StatusCode::BAD_REQUEST, code, detail);
    let from =
        from.or(today.map(|day| day.0)).ok_or_else(|| Problem::bad_request("name the first day as from=2026-11-23"))?;
    let to = to.unwrap_or(from);
    if to < from {
        return Err(refused("span_backwards", format!("the last day {to} is before the first, {from}")));
    }
    if let Some(today) = today.filter(|today| from > today.0) {
        return Err(refused("span_future", format!("the first day {from} is after today, {today}")));
    }
    if from.until(to).map_or(i32::MAX, |span| span.get_days()) >= DAYS_MAX {
        return Err(refused("span_too_long", format!("a report is of {DAYS_MAX} days at most")));
    }
    Ok(Span { from: ServiceDay(from), to: ServiceDay(to) })
}

/// The period before of the same kind: the month before a whole month, the quarter before a quarter, the year before a year, else
/// as many days. None where the calendar ends.
pub fn before(span: Span) -> Option<Span> {
    let (from, to) = (span.from.0, span.to.0);
    let last = from.yesterday().ok()?;
    let first = match whole_months(from, to) {
        Some(months) => from.checked_sub(months.months()).ok()?,
        None => last.checked_sub(from.until(to).ok()?.get_days().days()).ok()?,
    };
    Some(Span { from: ServiceDay(first), to: ServiceDay(last) })
}

/// How many calendar months the days are exactly.
fn whole_months(from: Date, to: Date) -> Option<i32> {
    if from.day() != 1 || to != to.last_of_month() {
        return None;
    }
    Some((i32::from(to.year()) - i32::from(from.year())) * 12 + i32::from(to.month()) - i32::from(from.month()) + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn the_period_before_is_of_the_same_kind() {
        let table = [
            ("2026-11-26", "2026-11-26", "2026-11-25", "2026-11-25"),
            ("2026-11-23", "2026-11-29", "2026-11-16", "2026-11-22"),
            ("2026-11-01", "2026-11-30", "2026-10-01", "2026-10-31"),
            ("2026-03-01", "2026-03-31", "2026-02-01", "2026-02-28"),
            ("2026-10-01", "2026-12-31", "2026-07-01", "2026-09-30"),
            ("2026-01-01", "2026-12-31", "2025-01-01", "2025-12-31"),
            ("2026-11-02", "2026-11-30", "2026-10-04", "2026-11-01"),
        ];
        for (from, to, first, last) in table {
            let span = Span { from: ServiceDay(day(from)), to: ServiceDay(day(to)) };
            let before = before(span).unwrap();
            assert_eq!((before.from.0, before.to.0), (day(first), day(last)), "{from} to {to}");
        }
    }

    #[test]
    fn what_is_no_span_is_refused_by_its_own_code() {
        let today = Some(ServiceDay(day("2026-11-26")));
        let code = |from: &str, to: &str| span(Some(day(from)), Some(day(to)), today).map_err(|problem| problem.code);
        assert_eq!(code("2026-11-26", "2026-11-25"), Err("span_backwards"));
        assert_eq!(code("2026-11-27", "2026-11-27"), Err("span_future"));
        assert_eq!(code("2020-01-01", "2026-01-01"), Err("span_too_long"));
        assert!(code("2026-11-01", "2026-11-30").is_ok());
        assert_eq!(span(None, None, today).unwrap().from, ServiceDay(day("2026-11-26")));
        assert!(span(None, None, None).is_err());
    }
}
