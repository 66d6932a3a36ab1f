//! What is printed, and how that went.

use super::tickets::wrong_state;
use super::{Case, Facts};
use crate::event::Fact;
use crate::ids::{PrintId, PrinterCode, ServiceCode, TicketId};
use crate::print::{MOST_PRINTS, Print, PrintResult, Printable};
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
                Some(_) => print.ticket() == ticket,
                None => print.what == Printable::Test && print.printer == *printer,
            };
            same && self.is_under_way(print)
        });
        match under_way {
            Some(print) => Err(Refusal::PrintUnderWay { print: print.id }),
            None => Ok(vec![Fact::PrintAsked { printer: printer.clone(), ticket }]),
        }
    }

    /// The list of papers that a procedure asks for. One at a time on a printer, like everything.
    pub(super) fn print_papers(&self, printer: &PrinterCode, service: &ServiceCode) -> Facts {
        let hall = self.hall;
        if hall.config.printer(printer).is_none() {
            return Err(Refusal::UnknownPrinter { printer: printer.to_string() });
        }
        let Some(known) = hall.config.service(service) else {
            return Err(Refusal::UnknownService { service: service.to_string() });
        };
        if known.papers.is_empty() {
            return Err(Refusal::NoPapers { service: service.to_string() });
        }
        let wanted = Printable::Papers { service: service.clone() };
        let under_way = hall
            .prints
            .values()
            .find(|print| print.what == wanted && print.printer == *printer && self.is_under_way(print));
        match under_way {
            Some(print) => Err(Refusal::PrintUnderWay { print: print.id }),
            None => Ok(vec![Fact::PapersPrintAsked { printer: printer.clone(), service: service.clone() }]),
        }
    }

    fn is_under_way(&self, print: &Print) -> bool {
        print.lost_at().is_some_and(|lost| self.now < lost)
    }

    /// How a print ended; the first word stands.
    pub(super) fn print_ended(&self, print: PrintId, result: PrintResult) -> Vec<Fact> {
        match self.hall.prints.get(&print) {
            Some(known) if known.ended.is_none() => vec![Fact::PrintEnded { print, result }],
            Some(_) | None => Vec::new(),
        }
    }
}
