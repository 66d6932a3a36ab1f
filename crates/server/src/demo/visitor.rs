//! Who comes to the hall, and what they are like: made up from a seed, or recorded on a real day.

use super::dice::Dice;
use goiso_queue::HallConfig;
use goiso_queue::command::IssueFor;
use goiso_queue::ids::{ClassCode, GroupCode, ServiceCode, TicketId};
use goiso_queue::ticket::{Care, Language};
use goiso_queue::time::Moment;

/// People a day that the made-up crowd amounts to.
pub const PEOPLE_A_DAY: f64 = 350.0;
/// Seconds in which they come: two sessions of four and three and a half hours.
pub const OPEN_SECONDS: f64 = 7.5 * 3600.0;
/// People who stand at the door when the demo begins.
const AT_THE_DOOR: u64 = 12;
/// Seconds between those.
const DOOR_GAP_S: f64 = 2.0;

/// Tickets of five days of July in a ward of Đà Nẵng, by the letter of the ward template.
const MIX: [(char, u32); 9] =
    [('A', 1008), ('C', 264), ('K', 124), ('S', 124), ('L', 108), ('X', 43), ('H', 33), ('N', 28), ('U', 19)];
/// The weight of a group that the mix does not name.
const OTHER_WEIGHT: u32 = 50;

/// Of a hundred people eight are of a priority class.
const PRIORITY: f64 = 0.08;
/// How much the time at a counter differs between people.
const SERVE_SIGMA: f64 = 0.5;

/// What becomes of a person who is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// Comes, is served, goes.
    Comes,
    /// Does not hear the first call.
    ComesWhenRecalled,
    /// Has gone already.
    NeverComes,
    /// Lacks a paper, and is back with it after so many milliseconds.
    FetchesPapers {
        /// Away.
        away_ms: i64,
    },
    /// Belongs to another group.
    SentOn {
        /// That group.
        to: GroupCode,
    },
}

/// A person. Lengths are in milliseconds of a real hall.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visitor {
    /// What for.
    pub line: IssueFor,
    /// The priority class.
    pub class: ClassCode,
    /// How to call.
    pub care: Care,
    /// The slip's language.
    pub language: Language,
    /// Dossiers brought along.
    pub dossiers: u8,
    /// From the seat to the counter.
    pub walk_ms: i64,
    /// At the counter.
    pub serve_ms: i64,
    /// What becomes of them.
    pub fate: Fate,
    /// Gives up waiting after so long.
    pub patience_ms: Option<i64>,
    /// Their judgement, 1 to 5, if they give one.
    pub rates: Option<u8>,
}

impl Visitor {
    /// Somebody of whom nothing is known (a number that a person took on a page): comes, and takes five minutes.
    pub fn stranger(seed: u64, ticket: TicketId) -> Self {
        let mut dice = Dice::nth(!seed, ticket.0);
        Self {
            line: IssueFor::Service(no_service()),
            class: HallConfig::ordinary(),
            care: Care::Usual,
            language: Language::Vi,
            dossiers: 1,
            walk_ms: ms(dice.between(5.0, 20.0)),
            serve_ms: ms(dice.lognormal(300.0, SERVE_SIGMA).clamp(30.0, 1800.0)),
            fate: Fate::Comes,
            patience_ms: None,
            rates: None,
        }
    }
}

/// A stranger's line is never asked for: the ticket exists already.
fn no_service() -> ServiceCode {
    "unknown".parse().expect("unknown is a service code")
}

/// A line of the made-up crowd.
#[derive(Debug, Clone)]
struct Line {
    group: GroupCode,
    weight: u32,
    serve_s: f64,
    services: Vec<ServiceCode>,
}

/// The made-up crowd of a hall: the n-th person of a seed is always the same.
#[derive(Debug, Clone)]
pub struct MadeUp {
    seed: u64,
    lines: Vec<Line>,
    classes: Vec<ClassCode>,
}

impl MadeUp {
    /// The crowd of a configuration.
    pub fn new(seed: u64, config: &HallConfig) -> Self {
        let lines = config
            .groups
            .iter()
            .map(|group| Line {
                group: group.code,
                weight: MIX
                    .iter()
                    .find(|(letter, _)| *letter == group.code.letter())
                    .map_or(OTHER_WEIGHT, |(_, weight)| *weight),
                serve_s: f64::from(group.service_time.0),
                services: config
                    .services
                    .iter()
                    .filter(|service| service.group == group.code)
                    .map(|service| service.code.clone())
                    .collect(),
            })
            .collect();
        let classes = config.classes.iter().map(|class| class.code.clone()).collect();
        Self { seed, lines, classes }
    }

    /// Milliseconds between the person before and the n-th, on an hour of `pressure` times the usual.
    pub fn gap_ms(&self, n: u64, pressure: f64) -> i64 {
        if n < AT_THE_DOOR {
            return ms(DOOR_GAP_S);
        }
        let mean = OPEN_SECONDS / PEOPLE_A_DAY / pressure.max(0.01);
        ms(Dice::nth(self.seed, n.wrapping_mul(2)).exponential(mean)).max(1)
    }

    /// The n-th person; none for a hall without groups.
    pub fn visitor(&self, n: u64) -> Option<Visitor> {
        let mut dice = Dice::nth(self.seed, n.wrapping_mul(2).wrapping_add(1));
        let line = self.lines.get(dice.weighted(self.lines.iter().map(|line| line.weight)))?;
        let asks_by_name = dice.chance(0.6);
        let service = line.services.get(dice.below(line.services.len())).filter(|_| asks_by_name);
        let priority = dice.chance(PRIORITY);
        // Of four classes half are the first, the elderly.
        let of_class = if dice.chance(0.4) { 0 } else { dice.below(self.classes.len()) };
        let class = self.classes.get(of_class).filter(|_| priority).cloned();
        let serve_s = dice.lognormal(line.serve_s, SERVE_SIGMA).clamp(15.0, 2700.0);
        Some(Visitor {
            line: service.cloned().map_or(IssueFor::Group(line.group), IssueFor::Service),
            care: if class.is_some() && dice.chance(0.2) { Care::Accessible } else { Care::Usual },
            class: class.unwrap_or_else(HallConfig::ordinary),
            language: if dice.chance(0.03) { Language::En } else { Language::Vi },
            dossiers: if dice.chance(0.05) { 2 + u8::try_from(dice.below(9)).unwrap_or(0) } else { 1 },
            walk_ms: ms(dice.between(5.0, 20.0)),
            serve_ms: ms(serve_s),
            fate: self.fate(&mut dice, line),
            patience_ms: dice.chance(0.01).then(|| ms(dice.between(300.0, 1800.0))),
            rates: dice.chance(0.3).then(|| [5, 5, 5, 5, 4, 4, 4, 3, 2, 1][dice.below(10)]),
        })
    }

    fn fate(&self, dice: &mut Dice, line: &Line) -> Fate {
        let elsewhere: Vec<GroupCode> =
            self.lines.iter().map(|other| other.group).filter(|group| *group != line.group).collect();
        let to = elsewhere.get(dice.below(elsewhere.len())).copied();
        let roll = dice.unit();
        match to {
            _ if roll < 0.02 => Fate::NeverComes,
            _ if roll < 0.04 => Fate::ComesWhenRecalled,
            _ if roll < 0.06 => Fate::FetchesPapers { away_ms: ms(dice.between(180.0, 600.0)) },
            Some(to) if roll < 0.08 => Fate::SentOn { to },
            Some(_) | None => Fate::Comes,
        }
    }
}

/// A hall that is always open is never emptier than this, so that a demo at noon has something to show.
pub const LEAST_PRESSURE: f64 = 0.7;

/// How many times the usual number of people come at a minute of the day: a Monday, fullest before nine and when the
/// afternoon session opens; outside working hours as usual.
pub fn pressure(minute_of_day: u16) -> f64 {
    match minute_of_day {
        420..450 => 1.6,  // 07:00, the machine is on
        450..540 => 2.0,  // 07:30 to 09:00
        540..630 => 1.1,  // until 10:30
        630..690 => 0.5,  // until 11:30
        690..780 => 0.05, // noon
        780..870 => 1.4,  // 13:00 to 14:30
        870..960 => 0.9,  // until 16:00
        960..1020 => 0.3, // until 17:00
        _ => 1.0,
    }
}

/// A person of a recorded day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// When they took a number.
    pub at: Moment,
    /// Who they were.
    pub visitor: Visitor,
}

fn ms(seconds: f64) -> i64 {
    // All lengths here are clamped far below what a double holds exactly.
    #[allow(clippy::cast_possible_truncation)]
    let whole = (seconds * 1000.0).round() as i64;
    whole
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::ward;
    use std::collections::BTreeMap;

    fn people(seed: u64, count: u64) -> Vec<(i64, Visitor)> {
        let crowd = MadeUp::new(seed, &ward());
        (0..count).map(|n| (crowd.gap_ms(n, 1.0), crowd.visitor(n).expect("the ward has groups"))).collect()
    }

    #[test]
    fn a_seed_makes_the_same_people_and_another_makes_others() {
        assert_eq!(people(20, 500), people(20, 500));
        assert_ne!(people(20, 500), people(21, 500));
    }

    #[test]
    fn the_mix_is_the_wards() {
        let ward = ward();
        let mut counts: BTreeMap<GroupCode, u32> = BTreeMap::new();
        for (_, visitor) in people(3, 10_000) {
            let group = match visitor.line {
                IssueFor::Group(group) => group,
                IssueFor::Service(service) => ward.service(&service).expect("a service of the ward").group,
            };
            *counts.entry(group).or_default() += 1;
        }
        let share = |letter: &str| counts[&letter.parse().expect("a letter")];
        assert!((5500..6000).contains(&share("A")), "{counts:?}");
        assert!((1350..1650).contains(&share("C")), "{counts:?}");
        assert_eq!(counts.len(), 9, "{counts:?}");
    }

    #[test]
    fn classes_and_fates_have_their_shares() {
        let people = people(5, 10_000);
        let count = |of: fn(&Visitor) -> bool| people.iter().filter(|(_, visitor)| of(visitor)).count();
        assert!((700..900).contains(&count(|v| v.class != HallConfig::ordinary())));
        assert!((300..500).contains(&count(|v| matches!(v.fate, Fate::NeverComes | Fate::ComesWhenRecalled))));
        assert!((150..250).contains(&count(|v| matches!(v.fate, Fate::FetchesPapers { .. }))));
        assert!((150..250).contains(&count(|v| matches!(v.fate, Fate::SentOn { .. }))));
    }

    #[test]
    fn a_working_day_has_the_usual_number_of_people() {
        let worked: f64 = (450..690).chain(780..1020).map(pressure).sum::<f64>() / 480.0;
        assert!((0.9..1.2).contains(&worked), "{worked}");
        assert!(pressure(480) > 1.5 * pressure(600), "Monday before nine is the peak");
    }
}
