//! What a roll draws from: how long people were served lately, how often they came, and how many gave up.

use super::doubt::{AWAY_MS, Absences};
use super::live::pause_end;
use super::pulse::as_f64;
use crate::hall::{CounterState, Hall};
use crate::ids::{ClassCode, CounterNo, GroupCode};
use crate::ticket::{LegEnd, Outcome, TicketState};
use crate::time::Moment;
use std::collections::BTreeMap;

/// Service times that are drawn from, of one group.
pub const SERVICES_KEPT: usize = 200;
/// Before so many the configured time of a group counts too, with a usual spread.
const SERVICES_ENOUGH: usize = 8;
/// Arrivals count as recent for so long.
pub const ARRIVALS_MS: i64 = 60 * 60 * 1000;
/// A rate is not taken from less time than this: two people in the first minute are no rush.
const RATE_FROM_MS: i64 = 10 * 60 * 1000;
/// Below so many who gave up nothing is known of patience.
const LEFT_ENOUGH: u32 = 3;
/// A usual service in thousandths of the configured time: nine equally likely ones of an exponential's shape, less its
/// longest tail.
const SPREAD: [i64; 9] = [120, 260, 420, 600, 800, 1_000, 1_300, 1_700, 2_800];

/// Recent service times and arrivals. See the module.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Samples {
    services: BTreeMap<GroupCode, Vec<i64>>,
    /// From one person's end to the call of the next who waited already, at any counter.
    turns: Vec<i64>,
    /// People a millisecond, by line.
    arrivals: BTreeMap<(GroupCode, ClassCode), f64>,
    /// The chance of whoever waits to give up, a millisecond.
    leaving: f64,
    /// How counters were left.
    pub absences: Absences,
}

impl Samples {
    /// From the hall's day so far.
    pub fn of(hall: &Hall, now: Moment) -> Self {
        let mut samples = Self::default();
        let mut services: BTreeMap<GroupCode, Vec<(Moment, i64)>> = BTreeMap::new();
        let mut came: BTreeMap<(GroupCode, ClassCode), u32> = BTreeMap::new();
        let mut first = now;
        let (mut left, mut waited_ms) = (0_u32, 0_i64);
        for ticket in hall.tickets.values() {
            first = first.min(ticket.issued_at);
            if now.ms_since(ticket.issued_at) < ARRIVALS_MS {
                let line = (ticket.label.group, ticket.class.clone());
                *came.entry(line).or_default() += 1;
            }
            for leg in &ticket.legs {
                waited_ms = waited_ms.saturating_add(leg.called_at.ms_since(leg.waited_from));
                let Some((ended, how)) = leg.end else { continue };
                match how {
                    LegEnd::Served | LegEnd::NoShow | LegEnd::Parked | LegEnd::Transferred | LegEnd::Cancelled => {
                        services.entry(leg.group).or_default().push((ended, ended.ms_since(leg.called_at)));
                    }
                    LegEnd::AutoClosed | LegEnd::Undone => {}
                }
            }
            if let TicketState::Done { outcome: Outcome::Left, at } = ticket.state
                && ticket.legs.is_empty()
            {
                left += 1;
                waited_ms = waited_ms.saturating_add(at.ms_since(ticket.issued_at));
            }
        }
        samples.turns_of(hall, now);
        for (group, mut known) in services {
            known.sort_unstable();
            for (_, ms) in known {
                samples.served(group, ms);
            }
        }
        for group in &hall.config.groups {
            samples.usual(group.code, group.service_time.ms());
        }
        let over_ms = now.ms_since(first).clamp(RATE_FROM_MS, ARRIVALS_MS);
        for ((group, class), people) in came {
            samples.arrive(group, class, people, over_ms);
        }
        samples.gave_up(left, waited_ms);
        samples
    }

    /// How the counters went from one person to the next, and when they were left.
    fn turns_of(&mut self, hall: &Hall, now: Moment) {
        let legs = hall.tickets.values().flat_map(|ticket| &ticket.legs);
        let mut legs: Vec<_> = legs.collect();
        legs.sort_by_key(|leg| leg.called_at);
        let mut ended: BTreeMap<&CounterNo, Moment> = BTreeMap::new();
        for leg in legs {
            if let Some(ended) = ended.get(&leg.counter)
                && leg.waited_from <= *ended
            {
                let turn = leg.called_at.ms_since(*ended);
                // nobody is away who is at lunch with everybody else
                if pause_end(hall, Moment(ended.0.saturating_add(turn / 2))).is_none() {
                    self.turned(turn);
                }
            }
            let at = leg.end.map_or(now, |(at, _)| at);
            self.absences.worked(at.ms_since(leg.called_at));
            ended.insert(&leg.counter, at);
        }
        if pause_end(hall, now).is_some() {
            return;
        }
        for (counter, at) in ended {
            let idle = hall.desks.get(counter).is_some_and(|desk| match desk.state {
                CounterState::Open { .. } => hall.lines.is_empty() || now.ms_since(at) < AWAY_MS,
                CounterState::Paused { .. } | CounterState::Closed => false,
            });
            if !idle {
                self.absences.is_away();
            }
        }
    }

    /// A counter took so long from the end of one person to the call of the next who waited already: on its way, or away.
    pub fn turned(&mut self, ms: i64) {
        if ms >= AWAY_MS {
            self.absences.was_away(ms);
            return;
        }
        self.absences.worked(ms);
        if self.turns.len() >= SERVICES_KEPT {
            self.turns.remove(0);
        }
        self.turns.push(ms.max(0));
    }

    /// From one person's end to the next call, if it takes longer than this; none if it never does.
    pub(super) fn turn_ms(&self, longer_than_ms: i64, dice: &mut Dice) -> Option<i64> {
        drawn(&self.turns, longer_than_ms, dice)
    }

    /// Somebody of the group was served so long; the newest count.
    pub fn served(&mut self, group: GroupCode, ms: i64) {
        let known = self.services.entry(group).or_default();
        if known.len() >= SERVICES_KEPT {
            known.remove(0);
        }
        known.push(ms.max(0));
    }

    /// What is usual in a group; it counts while too little was seen.
    pub fn usual(&mut self, group: GroupCode, ms: i64) {
        let known = self.services.entry(group).or_default();
        if known.len() < SERVICES_ENOUGH {
            known.extend(SPREAD.map(|share| ms.saturating_mul(share) / 1000));
        }
    }

    /// So many people of a line came within so long.
    pub fn arrive(&mut self, group: GroupCode, class: ClassCode, people: u32, over_ms: i64) {
        self.arrivals.insert((group, class), f64::from(people) / as_f64(over_ms.max(1)));
    }

    /// So many gave up, of people who waited so long together.
    pub fn gave_up(&mut self, people: u32, waited_ms: i64) {
        self.leaving = if people < LEFT_ENOUGH { 0.0 } else { f64::from(people) / as_f64(waited_ms.max(1)) };
    }

    /// The lines people come to, each with people a millisecond.
    pub(super) fn lines(&self) -> impl Iterator<Item = (&(GroupCode, ClassCode), f64)> {
        self.arrivals.iter().map(|(line, rate)| (line, *rate))
    }

    /// A service of the group, of those that last longer than this; none if none does.
    pub(super) fn service(&self, group: GroupCode, longer_than_ms: i64, dice: &mut Dice) -> Option<i64> {
        drawn(self.services.get(&group)?, longer_than_ms, dice)
    }

    /// How long somebody has patience; none for as long as it takes.
    pub(super) fn patience_ms(&self, dice: &mut Dice) -> Option<i64> {
        (self.leaving > 0.0).then(|| dice.until_next(self.leaving))
    }
}

/// One of those that are longer than this.
fn drawn(known: &[i64], longer_than_ms: i64, dice: &mut Dice) -> Option<i64> {
    let longer = || known.iter().filter(move |ms| **ms > longer_than_ms);
    let count = u64::try_from(longer().count()).ok().filter(|count| *count > 0)?;
    longer().nth(usize::try_from(dice.roll() % count).ok()?).copied()
}

/// SplitMix64 (Steele, Lea and Flood, 2014): one seed, the same numbers everywhere.
#[derive(Debug, Clone)]
pub(super) struct Dice(u64);

impl Dice {
    /// Of several numbers that belong together: the same ones give the same dice, whatever was rolled before.
    pub(super) fn of(parts: &[u64]) -> Self {
        let mut dice = Self(0);
        for part in parts {
            dice.0 ^= *part;
            dice.0 = dice.roll();
        }
        dice
    }

    pub(super) fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A factor whose logarithm is normal with this deviation, and which is one in the middle.
    pub(super) fn factor(&mut self, deviation: f64) -> f64 {
        // Twelve even shares have the deviation of one together, and a bell's shape as far as it matters here.
        let bell: f64 = (0..12).map(|_| self.share()).sum::<f64>() - 6.0;
        (deviation * bell).exp()
    }

    /// Above nought and up to one, in steps of 2⁻³².
    fn share(&mut self) -> f64 {
        (f64::from(u32::try_from(self.roll() >> 32).unwrap_or(u32::MAX)) + 1.0) / 4_294_967_296.0
    }

    /// Milliseconds until the next of what happens at random with this rate a millisecond, at most a day.
    pub(super) fn until_next(&mut self, rate: f64) -> i64 {
        const DAY_MS: f64 = 86_400_000.0;
        let share = self.share();
        // A number within a day is whole in an i64.
        #[allow(clippy::cast_possible_truncation)]
        let ms = (-share.ln() / rate).clamp(1.0, DAY_MS) as i64;
        ms
    }
}
