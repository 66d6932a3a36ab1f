//! What is printed, and how that went.

use super::tickets::wrong_state;
use super::{Case, Facts};
use crate::event::Fact;
use crate::ids::{PrintId, PrinterCode, TicketId};
use crate::print::{MOST_PRINTS, PrintResult};
use crate::refusal::Refusal;

impl Case<'_> {
    /// A slip of a ticket once more, or a test strip. One at a time: whoever presses twice wants one.
    pub(super) fn print(&self, printer: &PrinterCode, ticket: Option<TicketId>) -> Facts {
        let hall = self.hall;
        if hall.config.printer(printer).is_none() {
            return Err(Refusal::UnknownPrinter { printer: printer.to_string() });
        }
        if let Some(id) = ticket {
            let known = self.ticket(id)?;
            if !known.is_open() {
                return Err(wrong_state(known, "print", "it still open"));
            }
            let times = hall.printed.get(&id).copied().unwrap_or(0);
            if times >= MOST_PRINTS {
                return Err(Refusal::TooManyPrints { ticket: id, times });
            }
        }
        let under_way = hall.prints.values().find(|print| {
            let same = match ticket {
                Some(_) => print.ticket == ticket,
                None => print.ticket.is_none() && print.printer == *printer,
            };
            same && print.lost_at().is_some_and(|lost| self.now < lost)
        });
        match under_way {
            Some(print) => Err(Refusal::PrintUnderWay { print: print.id }),
            None => Ok(vec![Fact::PrintAsked { printer: printer.clone(), ticket }]),
        }
    }

    /// How a print ended; the first word stands.
    pub(super) fn print_ended(&self, print: PrintId, result: PrintResult) -> Vec<Fact> {
        match self.hall.prints.get(&print) {
            Some(known) if known.ended.is_none() => vec![Fact::PrintEnded { print, result }],
            Some(_) | None => Vec::new(),
        }
    }
}
