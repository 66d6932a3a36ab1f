//! Hours: sessions in order, and not more days than a year and a half has.

use super::problems::Problems;
use crate::config::{HallConfig, Hours, Session, weekday_word};
use crate::config_problem::{ConfigRule, Day, List};
use crate::day::MOST_SESSIONS;

/// Holidays, and days with sessions of their own, at most.
pub const MOST_DATES: usize = 400;

impl HallConfig {
    pub(super) fn check_hours(&self, problems: &mut Problems) {
        let Hours::Weekly(weekly) = &self.hours else {
            return;
        };
        let at = format_args!("hours.holidays");
        problems.list(&List::Holidays, at, weekly.holidays.len(), 0, MOST_DATES);
        let at = format_args!("hours.extra_days");
        problems.list(&List::ExtraDays, at, weekly.extra_days.len(), 0, MOST_DATES);
        for (day, sessions) in &weekly.days {
            let word = weekday_word(*day);
            problems.unless(word.is_some(), format_args!("hours.days"), || ConfigRule::NoWeekday { day: *day });
            self.check_sessions(
                problems,
                Day::Weekday(*day),
                &format!("hours.days.{}", word.unwrap_or_default()),
                sessions,
            );
        }
        for (date, sessions) in &weekly.extra_days {
            self.check_sessions(problems, Day::Date(*date), &format!("hours.extra_days.{date}"), sessions);
        }
    }

    fn check_sessions(&self, problems: &mut Problems, day: Day, at: &str, sessions: &[Session]) {
        problems.list(&List::Sessions(day), format_args!("{at}"), sessions.len(), 0, MOST_SESSIONS);
        for (index, session) in sessions.iter().take(MOST_SESSIONS).enumerate() {
            let wrong = self.out_of_order(session);
            let place = format_args!("{at}.{index}.{}", wrong.unwrap_or_default());
            problems.unless(wrong.is_none(), place, || ConfigRule::SessionOrder { day, opens: session.opens });
        }
        for (index, pair) in sessions.windows(2).take(MOST_SESSIONS).enumerate() {
            if let [earlier, later] = pair {
                let place = format_args!("{at}.{}.issuing_from", index + 1);
                problems.unless(earlier.closes <= later.issuing_from, place, || ConfigRule::SessionOverlap {
                    day,
                    opens: later.opens,
                });
            }
        }
    }

    /// The first time of a session that comes too early, by its name.
    fn out_of_order(&self, session: &Session) -> Option<&'static str> {
        let Session { issuing_from, opens, last_ticket, closes } = *session;
        let pairs = [
            ("issuing_from", self.day_starts <= issuing_from),
            ("opens", issuing_from <= opens),
            ("last_ticket", opens <= last_ticket && issuing_from < last_ticket),
            ("closes", last_ticket <= closes),
        ];
        pairs.into_iter().find(|(_, fine)| !fine).map(|(name, _)| name)
    }
}
