//! What the sheets of one report need from the store, asked once.

use super::{SheetName, period};
use goiso_queue::time::ServiceDay;
use goiso_store::statistics::{Cube, Figures, Grain, Piece, Question, Scope, Span, Standing, Statistic};
use goiso_store::{Store, StoreError, TicketRow};
use std::collections::BTreeMap;

/// Sums of a span. Pieces that no sheet asked for are empty.
#[derive(Debug, Default)]
pub struct Gathered {
    /// Everything.
    pub whole: Figures,
    /// Everything of the period before.
    pub before: Figures,
    /// By group and class.
    pub lines: BTreeMap<(char, String), Figures>,
    /// The same of the period before.
    pub lines_before: BTreeMap<(char, String), Figures>,
    /// By counter and officer.
    pub desks: BTreeMap<(String, String), Figures>,
    /// By half hour and weekday.
    pub slots: BTreeMap<(u8, u8), Figures>,
    /// By service day.
    pub days: BTreeMap<ServiceDay, Figures>,
    /// Tickets to be looked into one by one.
    pub exceptions: Vec<TicketRow>,
    /// The cubes that were asked for, with what each adds up to.
    pub(super) asked: Vec<(Cube, Figures)>,
}

/// What one answer is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Whole,
    Before,
    Lines,
    LinesBefore,
    Desks,
    Slots,
    Days,
}

/// Asks for what these sheets need, as of one moment, and adds what stands at the counters.
pub async fn gather(
    store: &Store,
    scope: &Scope,
    standing: &Standing,
    span: Span,
    sheets: &[SheetName],
) -> Result<Gathered, StoreError> {
    let wants = |any: &[SheetName]| sheets.iter().any(|sheet| any.contains(sheet));
    let whole = |wanted, cube, span| (wanted, Question { cube, span, grain: Grain::Whole });
    let mut asked = vec![whole(Wanted::Whole, Cube::Day, span)];
    if let Some(before) = period::before(span) {
        if wants(&[SheetName::Summary]) {
            asked.push(whole(Wanted::Before, Cube::Day, before));
        }
        if wants(&[SheetName::Groups]) {
            asked.push(whole(Wanted::LinesBefore, Cube::Line, before));
        }
    }
    if wants(&[SheetName::Summary, SheetName::Groups, SheetName::Priority, SheetName::Estimates]) {
        asked.push(whole(Wanted::Lines, Cube::Line, span));
    }
    if wants(&[SheetName::Counters]) {
        asked.push(whole(Wanted::Desks, Cube::Desk, span));
    }
    if wants(&[SheetName::Hours]) {
        asked.push(whole(Wanted::Slots, Cube::Slot, span));
    }
    if wants(&[SheetName::Days, SheetName::Hours]) {
        asked.push((Wanted::Days, Question { cube: Cube::Day, span, grain: Grain::Days }));
    }
    let questions: Vec<Question> = asked.iter().map(|(_, question)| *question).collect();
    let answers = store.statistics_at_once(scope, &questions).await?;
    let mut gathered = Gathered::default();
    for ((wanted, question), mut found) in asked.into_iter().zip(answers) {
        standing.add_to(&question, &mut found);
        gathered.take(wanted, question.cube, found);
    }
    if wants(&[SheetName::Anomalies])
        && let Scope::Hall(hall) = scope
    {
        gathered.exceptions = store.exceptions(hall, span).await?;
    }
    Ok(gathered)
}

impl Gathered {
    fn take(&mut self, wanted: Wanted, cube: Cube, found: Vec<Statistic>) {
        match wanted {
            Wanted::Whole => self.whole = sum(&found),
            Wanted::Before => self.before = sum(&found),
            Wanted::LinesBefore => self.lines_before = lines(found),
            Wanted::Lines => {
                self.asked.push((cube, sum(&found)));
                self.lines = lines(found);
            }
            // Legs, not visits: they do not add up to the tickets of the whole.
            Wanted::Desks => self.desks.extend(found.into_iter().filter_map(|statistic| match statistic.piece {
                Piece::Desk { counter, officer } => Some(((counter, officer), statistic.figures)),
                Piece::Day | Piece::Line { .. } | Piece::Slot { .. } => None,
            })),
            Wanted::Slots => {
                self.asked.push((cube, sum(&found)));
                self.slots.extend(found.into_iter().filter_map(|statistic| match statistic.piece {
                    Piece::Slot { weekday, slot } => Some(((slot, weekday), statistic.figures)),
                    Piece::Day | Piece::Line { .. } | Piece::Desk { .. } => None,
                }));
            }
            Wanted::Days => {
                self.asked.push((cube, sum(&found)));
                self.days
                    .extend(found.into_iter().filter_map(|statistic| Some((statistic.period?, statistic.figures))));
            }
        }
    }
}

fn lines(found: Vec<Statistic>) -> BTreeMap<(char, String), Figures> {
    let of_line = |statistic: Statistic| match statistic.piece {
        Piece::Line { group, class } => Some(((group, class), statistic.figures)),
        Piece::Day | Piece::Desk { .. } | Piece::Slot { .. } => None,
    };
    found.into_iter().filter_map(of_line).collect()
}

fn sum(found: &[Statistic]) -> Figures {
    let mut sum = Figures::default();
    found.iter().for_each(|statistic| sum.add(&statistic.figures));
    sum
}
