//! The hall as a whole: configuration, stops, notices, clock, epoch.

use super::{Case, Facts};
use crate::command::Actor;
use crate::config::{HallConfig, Text};
use crate::config_problem::{ConfigProblem, ConfigRule};
use crate::day;
use crate::deadline::{by_clock, day_begins};
use crate::event::{Event, Fact};
use crate::hall::CounterState;
use crate::ids::{GroupCode, NoticeId, ZoneCode};
use crate::refusal::Refusal;
use crate::text;
use crate::time::Moment;
use crate::voice::NoticeSpeech;

/// Added to every ticket id by a new epoch: more than a hall issues in the future that a restore loses.
const TICKET_BASE_STEP: u64 = 1_000_000;
/// Notices that stand at a time, at most.
const MOST_NOTICES: usize = 50;

impl Case<'_> {
    /// A configuration comes into force; the first one begins the first day.
    pub(super) fn configure(&self, by: &Actor, config: &HallConfig) -> Result<Vec<Event>, Refusal> {
        config.validate()?;
        let hall = self.hall;
        if hall.config == *config && hall.day.is_some() {
            return Ok(Vec::new());
        }
        self.still_possible(config)?;
        let fact = Fact::Configured { config: Box::new(config.clone()) };
        let mut events = vec![Event { at: self.now, by: by.clone(), fact }];
        match hall.day {
            None => events.extend(day_begins(config, self.now)),
            Some(today) => {
                let phase = day::plan(config, today).phase_at(self.now);
                if phase != hall.phase {
                    events.push(by_clock(self.now, Fact::PhaseChanged { phase }));
                }
            }
        }
        Ok(events)
    }

    /// Nobody may lose their line, no officer their counter.
    fn still_possible(&self, config: &HallConfig) -> Result<(), Refusal> {
        let mut problems = Vec::new();
        for group in &self.hall.config.groups {
            if config.group(group.code).is_some() {
                continue;
            }
            let tickets = self.hall.tickets.values().filter(|t| t.is_open() && t.group == group.code).count();
            if tickets > 0 {
                let rule = ConfigRule::GroupHasTickets { group: group.code, tickets };
                problems.push(ConfigProblem { at: "groups".to_owned(), rule });
            }
        }
        for counter in &self.hall.config.counters {
            let closed = self.hall.desks.get(&counter.number).is_none_or(|desk| match desk.state {
                CounterState::Closed => true,
                CounterState::Open { .. } | CounterState::Paused { .. } => false,
            });
            if closed {
                continue;
            }
            let number = counter.number.clone();
            match config.counters.iter().enumerate().find(|(_, next)| next.number == number) {
                None => {
                    let rule = ConfigRule::CounterNotClosed { counter: number };
                    problems.push(ConfigProblem { at: "counters".to_owned(), rule });
                }
                Some((place, next)) if next.zone != counter.zone => {
                    let rule = ConfigRule::CounterMoves { counter: number };
                    problems.push(ConfigProblem { at: format!("counters.{place}.zone"), rule });
                }
                Some(_) => {}
            }
        }
        if problems.is_empty() { Ok(()) } else { Err(Refusal::BadConfig { problems }) }
    }

    pub(super) fn stop_issuing(&self, groups: &[GroupCode], reason: &str) -> Facts {
        let reason = text::reason(reason)?;
        let groups: Vec<GroupCode> =
            self.named(groups)?.into_iter().filter(|group| self.hall.stopped.get(group) != Some(&reason)).collect();
        if groups.is_empty() {
            return Ok(Vec::new());
        }
        Ok(vec![Fact::IssuingStopped { groups, reason }])
    }

    pub(super) fn resume_issuing(&self, groups: &[GroupCode]) -> Facts {
        let groups: Vec<GroupCode> =
            self.named(groups)?.into_iter().filter(|group| self.hall.stopped.contains_key(group)).collect();
        if groups.is_empty() {
            return Ok(Vec::new());
        }
        Ok(vec![Fact::IssuingResumed { groups }])
    }

    /// The groups named, each once; all if none is.
    fn named(&self, groups: &[GroupCode]) -> Result<Vec<GroupCode>, Refusal> {
        if groups.is_empty() {
            return Ok(self.hall.config.groups.iter().map(|group| group.code).collect());
        }
        let mut named = Vec::with_capacity(groups.len());
        for group in groups {
            let code = self.known_group(*group)?.code;
            if !named.contains(&code) {
                named.push(code);
            }
        }
        Ok(named)
    }

    pub(super) fn post_notice(
        &self,
        words: &Text,
        zones: &[ZoneCode],
        until: Option<Moment>,
        speech: Option<NoticeSpeech>,
    ) -> Facts {
        let words = Text { vi: text::notice(&words.vi, 1)?, en: text::notice(&words.en, 0)? };
        let mut named: Vec<ZoneCode> = Vec::with_capacity(zones.len());
        for zone in zones {
            self.known_zone(zone)?;
            if !named.contains(zone) {
                named.push(zone.clone());
            }
        }
        if until.is_some_and(|until| until <= self.now) {
            return Err(Refusal::OutOfRange { what: "the end of a notice", allowed: "later than now" });
        }
        if self.hall.notices.len() >= MOST_NOTICES {
            return Err(Refusal::OutOfRange { what: "notices", allowed: "at most 50 at a time" });
        }
        Ok(vec![Fact::NoticePosted { text: words, zones: named, until, speech }])
    }

    pub(super) fn known_zone(&self, zone: &ZoneCode) -> Result<(), Refusal> {
        if self.hall.config.has_zone(zone) { Ok(()) } else { Err(Refusal::UnknownZone { zone: zone.to_string() }) }
    }

    pub(super) fn withdraw_notice(&self, notice: NoticeId) -> Facts {
        if !self.hall.notices.contains_key(&notice) {
            return Err(Refusal::UnknownItem { item: notice.to_string() });
        }
        Ok(vec![Fact::NoticeWithdrawn { notice }])
    }

    pub(super) fn doubt_clock(&self, wall: Moment) -> Vec<Fact> {
        match self.hall.clock_doubted {
            None => vec![Fact::ClockDoubted { wall }],
            Some(_) => Vec::new(),
        }
    }

    pub(super) fn trust_clock(&self, wall: Moment) -> Vec<Fact> {
        match self.hall.clock_doubted {
            Some(_) => vec![Fact::ClockTrusted { wall }],
            None => Vec::new(),
        }
    }

    pub(super) fn new_epoch(&self, epoch: &str, skip_numbers: u16) -> Facts {
        let ticket_base = self.hall.ticket_base.saturating_add(TICKET_BASE_STEP);
        Ok(vec![Fact::EpochStarted { epoch: epoch.to_owned(), skip_numbers, ticket_base }])
    }
}
