//! A number is taken.

use super::{Case, Facts};
use crate::command::{IssueFor, IssueRequest};
use crate::config::HallConfig;
use crate::event::{Fact, Phase};
use crate::forecast::Forecast;
use crate::ids::{ClassCode, GroupCode, Label, TicketId, TicketNumber};
use crate::refusal::Refusal;

/// Dossiers one ticket may bring, at most.
pub(super) const MOST_DOSSIERS: u8 = 200;

impl Case<'_> {
    pub(super) fn issue(&self, request: &IssueRequest) -> Facts {
        let hall = self.hall;
        let (group, service) = match &request.line {
            IssueFor::Group(group) => (self.known_group(*group)?, None),
            IssueFor::Service(code) => {
                let service =
                    hall.config.service(code).ok_or_else(|| Refusal::UnknownService { service: code.to_string() })?;
                (self.known_group(service.group)?, Some(service))
            }
        };
        self.known_class(&request.class)?;
        if let Some(reason) = hall.stopped.get(&group.code) {
            return Err(Refusal::IssuingStopped { reason: reason.clone() });
        }
        match hall.phase {
            Phase::Issuing { .. } => {}
            Phase::ClosedToday | Phase::Before { .. } | Phase::LastTicketOut { .. } | Phase::After => {
                return Err(Refusal::IssuingClosed { phase: hall.phase });
            }
        }
        let last = hall.numbers.get(&group.code).copied().unwrap_or(0);
        if last >= TicketNumber::LAST.0 {
            return Err(Refusal::NumbersExhausted { group: group.code.to_string() });
        }
        cap(&group.name.vi, group.daily_cap, hall.group_issued.get(&group.code))?;
        if let Some(service) = service {
            cap(&service.name.vi, service.daily_cap, hall.service_issued.get(&service.code))?;
        }
        self.person_may(request)?;
        if hall.open >= u32::from(hall.config.limits.open_tickets) {
            return Err(Refusal::TooManyOpen { open: hall.config.limits.open_tickets });
        }
        if !(1..=MOST_DOSSIERS).contains(&request.dossiers) {
            return Err(Refusal::OutOfRange { what: "dossiers", allowed: "1 to 200" });
        }
        let ticket = TicketId(hall.ticket_base.saturating_add(hall.seq).saturating_add(1));
        // A printer that is no longer configured prints nothing; the number is issued all the same.
        let printer = request.printer.as_ref().filter(|code| hall.config.printer(code).is_some());
        let print = printer.map(|printer| Fact::PrintAsked { printer: printer.clone(), ticket: Some(ticket) });
        let issued = Fact::TicketIssued {
            ticket,
            label: Label { group: group.code, number: TicketNumber(last + 1) },
            group: group.code,
            service: service.map(|service| service.code.clone()),
            class: request.class.clone(),
            channel: request.channel,
            language: request.language,
            care: request.care,
            dossiers: request.dossiers,
            person: request.person.clone(),
            people_ahead: Forecast::people_ahead_of_new(hall, group.code, &request.class, self.now),
            range: request.range,
        };
        Ok(std::iter::once(issued).chain(print).collect())
    }

    fn person_may(&self, request: &IssueRequest) -> Result<(), Refusal> {
        let Some(person) = &request.person else {
            return Ok(());
        };
        let limits = self.hall.config.limits;
        let open = self.hall.person_open(person);
        if limits.person_open.is_some_and(|most| open >= usize::from(most))
            && let Some(newest) = self.hall.person_newest(person)
        {
            return Err(Refusal::PersonHasTicket {
                open: u8::try_from(open).unwrap_or(u8::MAX),
                ticket: newest.id,
                label: newest.label,
                state: newest.state.word(),
            });
        }
        let taken = self.hall.persons.get(person).map_or(0, Vec::len);
        if limits.person_daily.is_some_and(|most| taken >= usize::from(most)) {
            return Err(Refusal::PersonCapReached { taken: u8::try_from(taken).unwrap_or(u8::MAX) });
        }
        Ok(())
    }

    pub(super) fn known_group(&self, code: GroupCode) -> Result<&crate::config::ServiceGroup, Refusal> {
        self.hall.config.group(code).ok_or_else(|| Refusal::UnknownGroup { group: code.to_string() })
    }

    pub(super) fn known_class(&self, code: &ClassCode) -> Result<(), Refusal> {
        if self.hall.config.class(code).is_some() || *code == HallConfig::ordinary() {
            Ok(())
        } else {
            Err(Refusal::UnknownClass { class: code.to_string() })
        }
    }
}

fn cap(what: &str, cap: Option<u16>, issued: Option<&u32>) -> Result<(), Refusal> {
    match cap {
        Some(cap) if issued.is_some_and(|issued| *issued >= u32::from(cap)) => {
            Err(Refusal::DailyCapReached { what: what.to_owned(), cap })
        }
        Some(_) | None => Ok(()),
    }
}
