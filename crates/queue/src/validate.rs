//! Whether the rules can live with a configuration: all problems at once, in words for the admin who wrote it.

use crate::config::{HallConfig, Hours, Policy, Session, Text};
use crate::config_problem::ConfigProblem;
use crate::day::{MOST_SESSIONS, zone};
use crate::ids::{ClassCode, GROUP_LETTERS, GroupCode};
use crate::print::{MOST_KIOSKS, MOST_PRINTERS};
use crate::refusal::Refusal;
use crate::screens::{HISTORY_ROWS, LEAST_CONTRAST_HUNDREDTHS, MOST_NEXT, is_file_name};
use crate::text::{NAME_CHARS, NOTICE_CHARS, PAPER_CHARS, has_forbidden, shows_something};
use crate::time::Seconds;
use crate::voice::{LOUDEST, MOST_LANGUAGES, MOST_VOLUMES};
use std::collections::BTreeSet;

/// Counters of a hall, at most.
pub const MOST_COUNTERS: usize = 99;
/// Services of a hall, at most.
pub const MOST_SERVICES: usize = 500;
/// Priority classes beside `ordinary`, at most.
pub const MOST_CLASSES: usize = 20;
/// Zones of a hall, at most.
pub const MOST_ZONES: usize = 20;
/// Guarantees of a hall, at most: one for each group and class.
pub const MOST_GUARANTEES: usize = GROUP_LETTERS.len() * (MOST_CLASSES + 1);
/// Papers of a service, at most.
pub const MOST_PAPERS: usize = 50;
/// Holidays, and days with sessions of their own, at most.
pub const MOST_DATES: usize = 400;
/// Open tickets a hall may allow, at most.
pub const MOST_OPEN: u16 = 10_000;
/// Characters of a picture's name, at most.
pub const ICON_CHARS: usize = 40;
/// The age from which a class may be suggested, in years.
pub const AGES: std::ops::RangeInclusive<u8> = 1..=120;
/// The longest length of time that any setting may name: one day.
pub const LONGEST: Seconds = Seconds(24 * 3600);
/// The service day turns at noon at the latest, so that it belongs to the date whose morning it holds.
const LATEST_DAY_START_MINUTES: u16 = 12 * 60;

/// Collects what is wrong.
#[derive(Default)]
struct Problems(Vec<String>);

impl Problems {
    fn unless(&mut self, fine: bool, words: impl FnOnce() -> String) {
        if !fine {
            self.0.push(words());
        }
    }

    fn name(&mut self, what: &str, text: &Text, empty_allowed: bool) {
        self.unless(empty_allowed || shows_something(&text.vi), || format!("{what} has no Vietnamese name"));
        for words in [&text.vi, &text.en] {
            self.words(what, words, NAME_CHARS);
        }
    }

    fn words(&mut self, what: &str, text: &str, at_most: usize) {
        self.unless(text.chars().take(at_most + 1).count() <= at_most, || {
            format!("a text of {what} is longer than {at_most} characters")
        });
        self.unless(!has_forbidden(text), || {
            format!("a text of {what} has control characters or marks that turn the direction of writing")
        });
        self.unless(text.is_empty() || shows_something(text), || format!("a text of {what} shows nothing"));
    }

    fn count(&mut self, what: &str, count: usize, at_least: usize, at_most: usize) {
        self.unless((at_least..=at_most).contains(&count), || {
            format!("{count} {what}, allowed are {at_least} to {at_most}")
        });
    }

    fn seconds(&mut self, what: &str, length: Seconds, at_least: u32) {
        self.unless((at_least..=LONGEST.0).contains(&length.0), || {
            format!("{what} is {} s, allowed are {at_least} to {} s", length.0, LONGEST.0)
        });
    }

    fn distinct<K: Ord>(&mut self, what: &str, keys: impl Iterator<Item = K>) {
        let mut seen = BTreeSet::new();
        let mut twice = false;
        for key in keys {
            twice |= !seen.insert(key);
        }
        self.unless(!twice, || format!("two {what} have the same code"));
    }
}

fn is_picture(name: &str) -> bool {
    (1..=ICON_CHARS).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

impl HallConfig {
    /// Whether the rules can live with this configuration.
    ///
    /// # Errors
    /// `bad_config` with every problem in words.
    pub fn validate(&self) -> Result<(), Refusal> {
        let mut problems = Problems::default();
        problems.name("the hall", &self.name, false);
        problems.words("the hotline", &self.hotline, NAME_CHARS);
        problems.unless(zone(&self.time_zone).is_some(), || {
            let shown: String = self.time_zone.chars().take(NAME_CHARS).collect();
            format!("there is no time zone {shown:?}")
        });
        problems.unless(self.day_starts.minutes() <= LATEST_DAY_START_MINUTES, || {
            "the service day turns after 12:00".to_owned()
        });
        self.check_zones(&mut problems);
        self.check_groups(&mut problems);
        self.check_classes(&mut problems);
        self.check_counters(&mut problems);
        self.check_guarantees(&mut problems);
        self.check_hours(&mut problems);
        self.check_rules(&mut problems);
        self.check_voice(&mut problems);
        self.check_brand(&mut problems);
        self.check_walls(&mut problems);
        self.check_printers(&mut problems);
        if problems.0.is_empty() {
            return Ok(());
        }
        let problems = problems.0.into_iter().map(|words| ConfigProblem::Rule { words }).collect();
        Err(Refusal::BadConfig { problems })
    }

    fn check_zones(&self, problems: &mut Problems) {
        problems.count("zones", self.zones.len(), 1, MOST_ZONES);
        problems.distinct("zones", self.zones.iter().map(|zone| &zone.code));
        for zone in &self.zones {
            problems.name(&format!("zone {}", zone.code), &zone.name, false);
        }
    }

    fn check_groups(&self, problems: &mut Problems) {
        problems.count("service groups", self.groups.len(), 1, GROUP_LETTERS.len());
        problems.distinct("service groups", self.groups.iter().map(|group| group.code));
        for group in &self.groups {
            let what = format!("service group {}", group.code);
            problems.name(&what, &group.name, false);
            problems.unless(group.daily_cap != Some(0), || format!("the daily cap of {what} is 0"));
            problems.seconds(&format!("the service time of {what}"), group.service_time, 1);
            problems.unless(group.icon.as_deref().is_none_or(is_picture), || {
                format!("the picture of {what} is no name of 1 to {ICON_CHARS} small letters, digits and dashes")
            });
        }
        problems.count("services", self.services.len(), 0, MOST_SERVICES);
        problems.distinct("services", self.services.iter().map(|service| &service.code));
        for service in &self.services {
            let what = format!("service {}", service.code);
            problems.name(&what, &service.name, false);
            problems.unless(service.daily_cap != Some(0), || format!("the daily cap of {what} is 0"));
            self.known_group(problems, &what, service.group);
            problems.count(&format!("papers of {what}"), service.papers.len(), 0, MOST_PAPERS);
            for paper in &service.papers {
                problems.words(&what, &paper.vi, PAPER_CHARS);
                problems.words(&what, &paper.en, PAPER_CHARS);
            }
        }
    }

    fn check_classes(&self, problems: &mut Problems) {
        problems.count("priority classes", self.classes.len(), 0, MOST_CLASSES);
        problems.distinct("priority classes", self.classes.iter().map(|class| &class.code));
        let ordinary = HallConfig::ordinary();
        for class in &self.classes {
            let what = format!("priority class {}", class.code);
            problems.name(&what, &class.name, false);
            problems.unless(class.code != ordinary, || {
                "ordinary is the class every hall has, it cannot be a priority class".to_owned()
            });
            problems.unless((1000..=100_000).contains(&class.rate_milli), || {
                format!("the rate of {what} is {}, allowed are 1000 to 100000", class.rate_milli)
            });
            problems.seconds(&format!("the head start of {what}"), class.head_start, 0);
            problems.unless(class.from_age.is_none_or(|age| AGES.contains(&age)), || {
                format!("the age of {what} is not {} to {} years", AGES.start(), AGES.end())
            });
        }
    }

    fn check_counters(&self, problems: &mut Problems) {
        problems.count("counters", self.counters.len(), 1, MOST_COUNTERS);
        problems.distinct("counters", self.counters.iter().map(|counter| &counter.number));
        for counter in &self.counters {
            let what = format!("counter {}", counter.number);
            problems.name(&what, &counter.name, true);
            problems.unless(self.has_zone(&counter.zone), || {
                format!("{what} stands in zone {}, which there is not", counter.zone)
            });
            problems.unless(!counter.groups.is_empty(), || format!("{what} serves no service group"));
            problems.distinct(&format!("service groups of {what}"), counter.groups.iter());
            for group in &counter.groups {
                self.known_group(problems, &what, *group);
            }
            if let Some(after) = counter.helps_after {
                problems.seconds(&format!("the help threshold of {what}"), after, 0);
            }
        }
    }

    fn check_guarantees(&self, problems: &mut Problems) {
        problems.count("guarantees", self.guarantees.len(), 0, MOST_GUARANTEES);
        let pairs = self.guarantees.iter().map(|guarantee| (guarantee.group, &guarantee.class));
        problems.distinct("guarantees", pairs);
        for guarantee in &self.guarantees {
            let what = format!("the guarantee of {} {}", guarantee.group, guarantee.class);
            self.known_group(problems, &what, guarantee.group);
            self.known_class(problems, &what, &guarantee.class);
            problems.seconds(&what, guarantee.within, 1);
        }
    }

    fn known_group(&self, problems: &mut Problems, what: &str, group: GroupCode) {
        problems
            .unless(self.group(group).is_some(), || format!("{what} names service group {group}, which there is not"));
    }

    fn known_class(&self, problems: &mut Problems, what: &str, class: &ClassCode) {
        problems.unless(self.class(class).is_some() || *class == HallConfig::ordinary(), || {
            format!("{what} names priority class {class}, which there is not")
        });
    }

    fn check_hours(&self, problems: &mut Problems) {
        let Hours::Weekly(weekly) = &self.hours else {
            return;
        };
        problems.count("holidays", weekly.holidays.len(), 0, MOST_DATES);
        problems.count("days with sessions of their own", weekly.extra_days.len(), 0, MOST_DATES);
        for (day, sessions) in &weekly.days {
            problems.unless((1..=7).contains(day), || format!("{day} is no weekday"));
            self.check_sessions(problems, &format!("weekday {day}"), sessions);
        }
        for (date, sessions) in &weekly.extra_days {
            self.check_sessions(problems, &date.to_string(), sessions);
        }
    }

    fn check_sessions(&self, problems: &mut Problems, what: &str, sessions: &[Session]) {
        problems.count(&format!("sessions on {what}"), sessions.len(), 0, MOST_SESSIONS);
        for session in sessions {
            problems.unless(
                self.day_starts <= session.issuing_from
                    && session.issuing_from <= session.opens
                    && session.opens <= session.last_ticket
                    && session.last_ticket <= session.closes
                    && session.issuing_from < session.last_ticket,
                || {
                    format!(
                        "the session from {} on {what} is not in order: the day turns, numbers are issued, counters \
                         open, the last number, counters close",
                        session.opens
                    )
                },
            );
        }
        for pair in sessions.windows(2) {
            if let [earlier, later] = pair {
                problems.unless(earlier.closes <= later.issuing_from, || {
                    format!(
                        "on {what} numbers of the session from {} are issued before the one before closed",
                        later.opens
                    )
                });
            }
        }
    }

    fn check_rules(&self, problems: &mut Problems) {
        match self.policy {
            Policy::PriorityFirst { at_most } => {
                problems.unless((1..=100).contains(&at_most), || {
                    format!("at most {at_most} priority calls in a row, allowed are 1 to 100")
                });
            }
            Policy::Arrival | Policy::Accumulating => {}
        }
        let no_show = self.no_show;
        problems.count("calls before a no-show", usize::from(no_show.calls), 1, usize::from(self.limits.calls));
        problems.seconds("the time before a no-show", no_show.after, 0);
        problems.seconds("the time before a no-show of an accessible call", no_show.accessible_after, 0);
        problems.unless(no_show.after <= no_show.accessible_after, || {
            "an accessible call is given up sooner than a usual one".to_owned()
        });
        if let Some(after) = no_show.by_itself_after {
            problems.seconds("the time to a no-show by itself", after, 1);
        }
        problems.seconds("the usual time away for papers", self.park.usual, 1);
        problems.seconds("the longest time away for papers", self.park.at_most, 1);
        problems.unless(self.park.usual <= self.park.at_most, || {
            "the usual time away for papers is longer than the longest".to_owned()
        });
        problems.count("open tickets", usize::from(self.limits.open_tickets), 1, usize::from(MOST_OPEN));
        problems.count("calls of one ticket", usize::from(self.limits.calls), 1, 100);
        problems.count("places of a push back", usize::from(self.limits.push_back_places), 1, 100);
        problems.unless(self.limits.person_open != Some(0), || "a person may hold 0 open tickets".to_owned());
        problems.unless(self.limits.person_daily != Some(0), || "a person may take 0 tickets a day".to_owned());
        problems.seconds("the wait target", self.wait_target, 1);
    }

    fn check_printers(&self, problems: &mut Problems) {
        problems.count("printers", self.printers.len(), 0, MOST_PRINTERS);
        problems.distinct("printers", self.printers.iter().map(|printer| &printer.code));
        for printer in &self.printers {
            let what = format!("printer {}", printer.code);
            problems.name(&what, &printer.name, false);
            problems.count(&format!("kiosks of {what}"), printer.kiosks.len(), 0, MOST_KIOSKS);
        }
        let named = self.printers.iter().flat_map(|printer| &printer.kiosks);
        let mut seen = BTreeSet::new();
        for kiosk in named {
            problems.unless(seen.insert(kiosk), || format!("kiosk {kiosk} is named by two printers"));
        }
    }

    fn check_voice(&self, problems: &mut Problems) {
        let languages = &self.voice.languages;
        problems.count("languages of announcements", languages.len(), 1, MOST_LANGUAGES);
        problems.distinct("languages of announcements", languages.iter());
        for language in languages {
            let fine = (2..=3).contains(&language.len()) && language.bytes().all(|letter| letter.is_ascii_lowercase());
            problems.unless(fine, || {
                let shown: String = language.chars().take(NAME_CHARS).collect();
                format!("{shown:?} is no language code of two or three small letters")
            });
        }
        for zone in &self.zones {
            let what = format!("the loudness of zone {}", zone.code);
            problems.count(&what, usize::from(zone.speech.volume), 0, usize::from(LOUDEST));
            problems.count(&format!("times of {what}"), zone.speech.volumes.len(), 0, MOST_VOLUMES);
            for span in &zone.speech.volumes {
                problems.count(&what, usize::from(span.percent), 0, usize::from(LOUDEST));
                problems.unless(span.from != span.to, || format!("a time of {what} begins and ends at {}", span.from));
            }
        }
    }

    fn check_brand(&self, problems: &mut Problems) {
        let brand = &self.brand;
        let colours = [
            ("dark", brand.accent_dark.map(|colour| (colour, colour.on_dark()))),
            ("light", brand.accent_light.map(|colour| (colour, colour.on_light()))),
        ];
        for (screens, colour) in colours {
            let Some((colour, contrast)) = colour else { continue };
            problems.unless(contrast >= LEAST_CONTRAST_HUNDREDTHS, || {
                format!(
                    "{colour} on {screens} screens has a contrast of {}.{:02}:1, text seen from afar needs 7:1: choose a {} \
                     one",
                    contrast / 100,
                    contrast % 100,
                    if screens == "dark" { "lighter" } else { "darker" }
                )
            });
        }
        problems.unless(brand.logo.is_empty() || is_file_name(&brand.logo), || {
            "the logo is no name of a file in the media folder, such as logo.png".to_owned()
        });
        problems.name("the words over a called number", &brand.invite, true);
        problems.name("the words while nobody is called", &brand.idle, true);
    }

    fn check_walls(&self, problems: &mut Problems) {
        for zone in &self.zones {
            let (what, wall) = (format!("the wall of zone {}", zone.code), &zone.wall);
            let (least, most) = (usize::from(*HISTORY_ROWS.start()), usize::from(*HISTORY_ROWS.end()));
            problems.count(&format!("rows on {what}"), usize::from(wall.rows), least, most);
            problems.count(&format!("next numbers on {what}"), usize::from(wall.next), 0, usize::from(MOST_NEXT));
            problems.words(&what, &wall.ticker.vi, NOTICE_CHARS);
            problems.words(&what, &wall.ticker.en, NOTICE_CHARS);
            problems.distinct(&format!("other zones on {what}"), wall.elsewhere.iter().map(|other| &other.zone));
            for other in &wall.elsewhere {
                problems.unless(self.has_zone(&other.zone) && other.zone != zone.code, || {
                    format!("{what} shows zone {}, which is no other zone of the hall", other.zone)
                });
            }
        }
    }
}
