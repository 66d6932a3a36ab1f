//! Asking for figures: whole months from the rows of months, the rest from those of days.

use super::{Cube, Figures, Grain, OF_DAY, OF_MONTH, Piece, Question, Scope, Span, Statistic, month_of};
use crate::encode::{HallRow, day, letter};
use crate::error::StoreError;
use crate::rows::{DayCount, TicketRow};
use crate::store::{Kind, Store};
use crate::{postgres, sqlite};
use goiso_queue::HallId;
use goiso_queue::time::ServiceDay;
use std::collections::BTreeMap;

/// Statistics in one answer, at most: each holds some tens of kilobytes while it is summed.
pub const STATISTICS_MAX: usize = 5_000;
/// Tickets in one list of exceptions, at most.
pub const EXCEPTIONS_MAX: i64 = 1_000;
/// Service days of one question, at most: ten years.
pub const SPAN_DAYS_MAX: i32 = 3_660;

/// Questions that are answered at once, at most: what the longest report asks.
pub const QUESTIONS_MAX: usize = 8;

impl Store {
    /// The figures of a span: every piece of the cube that has any, by hall, period and piece. Days that nobody lived are not
    /// there. `TooMuch` beyond [`STATISTICS_MAX`] and [`SPAN_DAYS_MAX`], `UnknownHall` for a hall that does not exist.
    pub async fn statistics(
        &self,
        scope: &Scope,
        cube: Cube,
        span: Span,
        grain: Grain,
    ) -> Result<Vec<Statistic>, StoreError> {
        let answers = self.statistics_at_once(scope, &[Question { cube, span, grain }]).await?;
        Ok(answers.into_iter().flatten().collect())
    }

    /// The answers to several questions in their order, as of one moment: sums of the same days agree whatever is written
    /// meanwhile. At most [`QUESTIONS_MAX`]; the limits of [`Store::statistics`] are those of each.
    pub async fn statistics_at_once(
        &self,
        scope: &Scope,
        questions: &[Question],
    ) -> Result<Vec<Vec<Statistic>>, StoreError> {
        if questions.len() > QUESTIONS_MAX {
            return Err(StoreError::TooMuch {
                what: format!("{} questions at once, {QUESTIONS_MAX} at most", questions.len()),
            });
        }
        let mut asked = Vec::with_capacity(questions.len());
        for Question { cube, span, grain } in questions {
            asked.push((Plan::of(*span, *cube, *grain)?, Sums::new(scope, *cube, *grain)));
        }
        match &self.kind {
            Kind::Sqlite(db) => {
                let scope = scope.clone();
                db.read_aside(move |db| {
                    let halls = match &scope {
                        Scope::Hall(hall) => vec![sqlite::rows::hall(db, hall)?.ok_or_else(|| unknown(hall))?],
                        Scope::AllHalls | Scope::EachHall => sqlite::rows::halls(db)?,
                    };
                    for hall in halls {
                        for (plan, sums) in &mut asked {
                            for part in plan.parts(&hall)? {
                                let (name, (from, to)) = (hall.hall.as_str(), part.texts());
                                let take = |period: &str, piece: &str, bytes: &[u8]| {
                                    sums.add(&hall.hall, &part, period, piece, bytes)
                                };
                                sqlite::statistics::each(db, name, part.scale, part.cube, &from, &to, take)?;
                            }
                        }
                    }
                    asked.into_iter().map(|(_, sums)| sums.finish()).collect()
                })
                .await
            }
            Kind::Postgres(db) => {
                let mut moment = db.snapshot().await?;
                let halls = match scope {
                    Scope::Hall(hall) => {
                        let row = db.reading(postgres::rows::hall(&mut moment, hall)).await?;
                        vec![row.ok_or_else(|| unknown(hall))?.0]
                    }
                    Scope::AllHalls | Scope::EachHall => db.reading(postgres::rows::halls(&mut moment)).await?,
                };
                for hall in halls {
                    for (plan, sums) in &mut asked {
                        for part in plan.parts(&hall)? {
                            let (name, (from, to)) = (hall.hall.as_str(), part.texts());
                            let take = |period: &str, piece: &str, bytes: &[u8]| {
                                sums.add(&hall.hall, &part, period, piece, bytes)
                            };
                            let texts = (from.as_str(), to.as_str());
                            let rows =
                                postgres::statistics::each(&mut moment, name, part.scale, part.cube, texts, take);
                            db.reading(rows).await?;
                        }
                    }
                }
                asked.into_iter().map(|(_, sums)| sums.finish()).collect()
            }
        }
    }

    /// Tickets of a span that a report lists one by one, by day and number: struck out, still open when the day ended, or closed
    /// at a counter by its end. At most [`EXCEPTIONS_MAX`], the first ones.
    pub async fn exceptions(&self, hall: &HallId, span: Span) -> Result<Vec<TicketRow>, StoreError> {
        let (from, to) = (span.from.to_string(), span.to.to_string());
        match &self.kind {
            Kind::Sqlite(db) => {
                let hall = hall.clone();
                db.read_aside(move |db| sqlite::rows::exceptions(db, hall.as_str(), &from, &to, EXCEPTIONS_MAX)).await
            }
            Kind::Postgres(db) => {
                let mut one = db.pool().acquire().await?;
                db.reading(postgres::rows::exceptions(&mut one, hall.as_str(), &from, &to, EXCEPTIONS_MAX)).await
            }
        }
    }

    /// Counts of the service days `from` to `to`, both included: day, group letter at issue, class, counts.
    pub async fn day_counts(
        &self,
        hall: &HallId,
        from: ServiceDay,
        to: ServiceDay,
    ) -> Result<Vec<(ServiceDay, char, String, DayCount)>, StoreError> {
        let (from, to) = (from.to_string(), to.to_string());
        let mut counts = Vec::new();
        match &self.kind {
            Kind::Sqlite(db) => {
                let hall = hall.clone();
                db.read_aside(move |db| {
                    sqlite::statistics::each(
                        db,
                        hall.as_str(),
                        OF_DAY,
                        Cube::Line,
                        &from,
                        &to,
                        |period, piece, bytes| {
                            counts.extend(day_count(period, piece, bytes)?);
                            Ok(())
                        },
                    )?;
                    Ok(counts)
                })
                .await
            }
            Kind::Postgres(db) => {
                let mut one = db.pool().acquire().await?;
                let take = |period: &str, piece: &str, bytes: &[u8]| {
                    counts.extend(day_count(period, piece, bytes)?);
                    Ok(())
                };
                let texts = (from.as_str(), to.as_str());
                let rows = postgres::statistics::each(&mut one, hall.as_str(), OF_DAY, Cube::Line, texts, take);
                db.reading(rows).await?;
                Ok(counts)
            }
        }
    }
}

fn unknown(hall: &HallId) -> StoreError {
    StoreError::UnknownHall(hall.clone())
}

/// The visits of a line's row; none if only legs of other lines' visits stand in it.
fn day_count(
    period: &str,
    piece: &str,
    bytes: &[u8],
) -> Result<Option<(ServiceDay, char, String, DayCount)>, StoreError> {
    let mut figures = Figures::default();
    figures.add_bytes(bytes)?;
    let count = DayCount::of(&figures.counts);
    if count.is_zero() {
        return Ok(None);
    }
    let (group, class) = piece.split_once('/').unwrap_or((piece, ""));
    Ok(Some((day(period)?, letter(group)?, class.to_owned(), count)))
}

/// Rows of one scale to be read.
struct Part {
    scale: &'static str,
    /// The cube of the rows; the lines of the present day where its whole is asked for.
    cube: Cube,
    from: ServiceDay,
    to: ServiceDay,
}

impl Part {
    fn texts(&self) -> (String, String) {
        (self.from.to_string(), self.to.to_string())
    }
}

/// What of a span is read from which rows.
struct Plan {
    span: Span,
    cube: Cube,
    /// The first days of the first and last month that lie wholly in the span.
    months: Option<(ServiceDay, ServiceDay)>,
}

impl Plan {
    fn of(span: Span, cube: Cube, grain: Grain) -> Result<Self, StoreError> {
        let days = span.from.0.until(span.to.0).map_or(i32::MAX, |days| days.get_days());
        if days >= SPAN_DAYS_MAX {
            return Err(StoreError::TooMuch { what: format!("{days} days, at most {SPAN_DAYS_MAX}") });
        }
        let months = match grain {
            Grain::Days => None,
            Grain::Whole | Grain::Months => whole_months(span),
        };
        Ok(Self { span, cube, months })
    }

    /// The parts for a hall: its present day stands in no month yet, and its lines not in its whole.
    fn parts(&self, hall: &HallRow) -> Result<Vec<Part>, StoreError> {
        let Self { span, cube, months } = self;
        let of_day = |from, to| Part { scale: OF_DAY, cube: *cube, from, to };
        if span.to < span.from {
            return Ok(Vec::new());
        }
        let today = if hall.day.is_empty() { None } else { Some(day(&hall.day)?) };
        let mut parts = Vec::new();
        match months {
            None => parts.push(of_day(span.from, span.to)),
            Some((first, last)) => {
                let end = ServiceDay(last.0.last_of_month());
                parts.push(Part { scale: OF_MONTH, cube: *cube, from: *first, to: *last });
                if span.from < *first {
                    parts.push(of_day(span.from, ServiceDay(first.0.yesterday().unwrap_or(first.0))));
                }
                if end < span.to {
                    parts.push(of_day(ServiceDay(end.0.tomorrow().unwrap_or(end.0)), span.to));
                }
                parts.extend(today.filter(|today| (*first..=end).contains(today)).map(|today| of_day(today, today)));
            }
        }
        if *cube == Cube::Day {
            let lines = today.filter(|today| (span.from..=span.to).contains(today));
            parts.extend(lines.map(|today| Part { scale: OF_DAY, cube: Cube::Line, from: today, to: today }));
        }
        Ok(parts)
    }
}

fn whole_months(span: Span) -> Option<(ServiceDay, ServiceDay)> {
    let first = if span.from.0.day() == 1 { span.from.0 } else { span.from.0.last_of_month().tomorrow().ok()? };
    let month = span.to.0.first_of_month();
    let last = if span.to.0 == span.to.0.last_of_month() { month } else { month.yesterday().ok()?.first_of_month() };
    (first <= last).then_some((ServiceDay(first), ServiceDay(last)))
}

/// The answer on its way.
struct Sums {
    each_hall: bool,
    one: Option<HallId>,
    cube: Cube,
    grain: Grain,
    sums: BTreeMap<(Option<HallId>, Option<ServiceDay>, String), Figures>,
}

impl Sums {
    fn new(scope: &Scope, cube: Cube, grain: Grain) -> Self {
        let (each_hall, one) = match scope {
            Scope::Hall(hall) => (false, Some(hall.clone())),
            Scope::AllHalls => (false, None),
            Scope::EachHall => (true, None),
        };
        Self { each_hall, one, cube, grain, sums: BTreeMap::new() }
    }

    fn add(&mut self, hall: &HallId, part: &Part, period: &str, piece: &str, bytes: &[u8]) -> Result<(), StoreError> {
        let piece = if part.cube == self.cube { piece.to_owned() } else { Piece::Day.text() };
        let hall = if self.each_hall { Some(hall.clone()) } else { self.one.clone() };
        let period = match self.grain {
            Grain::Whole => None,
            Grain::Months => Some(month_of(day(period)?)),
            Grain::Days => Some(day(period)?),
        };
        let key = (hall, period, piece);
        if self.sums.len() >= STATISTICS_MAX && !self.sums.contains_key(&key) {
            return Err(StoreError::TooMuch { what: format!("more than {STATISTICS_MAX} rows") });
        }
        self.sums.entry(key).or_default().add_bytes(bytes)
    }

    fn finish(self) -> Result<Vec<Statistic>, StoreError> {
        let cube = self.cube;
        let rows = self.sums.into_iter().map(|((hall, period, piece), figures)| {
            Ok(Statistic { hall, period, piece: Piece::of_text(cube, &piece)?, figures })
        });
        rows.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> ServiceDay {
        day(text).unwrap()
    }

    #[test]
    fn a_span_is_its_whole_months_and_the_days_beside_them() {
        let table = [
            ("2026-01-01", "2026-12-31", Some(("2026-01-01", "2026-12-01"))),
            ("2026-01-02", "2026-03-31", Some(("2026-02-01", "2026-03-01"))),
            ("2026-01-01", "2026-03-30", Some(("2026-01-01", "2026-02-01"))),
            ("2028-02-01", "2028-02-29", Some(("2028-02-01", "2028-02-01"))),
            ("2026-01-02", "2026-01-31", None),
            ("2026-01-15", "2026-02-15", None),
            ("2026-12-15", "2027-02-15", Some(("2027-01-01", "2027-01-01"))),
        ];
        for (from, to, months) in table {
            let found = whole_months(Span { from: of(from), to: of(to) });
            assert_eq!(found, months.map(|(first, last)| (of(first), of(last))), "{from} to {to}");
        }
    }
}
