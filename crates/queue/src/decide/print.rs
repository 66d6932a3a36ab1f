//! What is printed, and how that went.

use super::tickets::wrong_state;
use super::{Case, Facts};
use crate::command::Actor;
use crate::event::Fact;
use crate::ids::{PrintId, PrinterCode, ServiceCode, TicketId};
use crate::print::{MOST_PRINTS, Paper, Print, PrintResult, Printable};
use crate::refusal::Refusal;

impl Case<'_> {
    /// A slip of a ticket once more, or a test strip. One at a time: whoever presses twice wants one.
    pub(super) fn print(&self, printer: &PrinterCode, ticket: Option<TicketId>) -> Facts {
        let hall = self.hall;
        if hall.config.printer(printer).is_none() {
            return Err(Refusal::UnknownPrinter { printer: printer.to_string() });
        }
        if let Some(id) = ticket {
            self.may_print(id)?;
        }
        let under_way = hall.prints.values().find(|print| {
            let same = match ticket {
                Some(_) => print.ticket() == ticket,
                None => print.what == Printable::Test && print.on.printer() == Some(printer),
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
            .find(|print| print.what == wanted && print.on.printer() == Some(printer) && self.is_under_way(print));
        match under_way {
            Some(print) => Err(Refusal::PrintUnderWay { print: print.id }),
            None => Ok(vec![Fact::PapersPrintAsked { printer: printer.clone(), service: service.clone() }]),
        }
    }

    /// A browser printed a slip; what it has told before is known. The paper is out already, so the log takes it of every ticket
    /// of the day: a page whose line was away may tell only after the ticket has ended.
    pub(super) fn hand_to_browser(&self, by: &Actor, ticket: TicketId, paper: Paper, copy: u8) -> Facts {
        if self.hall.prints.values().any(|print| print.is_of_browser(by, ticket, copy)) {
            return Ok(Vec::new());
        }
        self.ticket(ticket)?;
        self.few_prints(ticket)?;
        Ok(vec![Fact::SlipHandedToBrowser { ticket, paper, copy }])
    }

    /// A ticket's slip may come out once more: the ticket is open, and there are not too many already.
    fn may_print(&self, ticket: TicketId) -> Result<(), Refusal> {
        let known = self.ticket(ticket)?;
        if !known.is_open() {
            return Err(wrong_state(known, "print", "it still open"));
        }
        self.few_prints(ticket)
    }

    fn few_prints(&self, ticket: TicketId) -> Result<(), Refusal> {
        let times = self.hall.printed.get(&ticket).copied().unwrap_or(0);
        if times >= MOST_PRINTS { Err(Refusal::TooManyPrints { ticket, times }) } else { Ok(()) }
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
