//! What goes on at the counters and is not counted yet: rows count a state when it ends, so that an event alone says what is
//! added. Until then a report of today adds what stands.

use super::count::{Sums, count_desk};
use super::{Grain, Piece, Question, Statistic};
use goiso_queue::{Hall, Moment};

/// The time that open counters have stood in their state, and that people have been at them, as of one moment.
///
/// It is read from the hall in memory and not in the transaction of the rows: a press between the two can make the figures of
/// its counter stand twice, or not at all, in one report of the present day. Tickets are never in it.
#[derive(Debug, Clone, Default)]
pub struct Standing(Sums);

impl Standing {
    /// Adds what stands in this hall.
    pub fn take(&mut self, hall: &Hall, now: Moment) {
        let Some(day) = hall.day else { return };
        for (counter, desk) in &hall.desks {
            count_desk(&mut self.0, day, &hall.config, counter, &desk.state, now);
            let Some(ticket) = desk.ticket.as_ref().and_then(|ticket| hall.tickets.get(ticket)) else { continue };
            let Some(leg) = ticket.legs.last().filter(|leg| leg.end.is_none()) else { continue };
            let line = Piece::Line { group: leg.group.letter(), class: ticket.class.as_str().to_owned() };
            let at_desk =
                Piece::Desk { counter: counter.as_str().to_owned(), officer: leg.officer.as_str().to_owned() };
            for piece in [Piece::Day, line, at_desk] {
                let figures = self.0.entry((day, piece)).or_default();
                figures.counts.busy_ms += now.ms_since(leg.called_at);
            }
        }
    }

    /// Adds what stands to what the rows of one hall, or of all halls together, answered.
    pub fn add_to(&self, question: &Question, found: &mut Vec<Statistic>) {
        let asked =
            |day, piece: &Piece| piece.cube() == question.cube && (question.span.from..=question.span.to).contains(day);
        for ((day, piece), figures) in self.0.iter().filter(|((day, piece), _)| asked(day, piece)) {
            let period = match question.grain {
                Grain::Whole => None,
                Grain::Months => Some(super::month_of(*day)),
                Grain::Days => Some(*day),
            };
            let same = |one: &&mut Statistic| one.period == period && one.piece == *piece;
            match found.iter_mut().find(same) {
                Some(statistic) => statistic.figures.add(figures),
                None => found.push(Statistic { hall: None, period, piece: piece.clone(), figures: figures.clone() }),
            }
        }
    }
}
