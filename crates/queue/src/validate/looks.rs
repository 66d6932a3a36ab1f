//! How a hall looks and sounds: its voice, its colours and words, its walls.

use super::problems::Problems;
use crate::config::HallConfig;
use crate::config_problem::{ConfigRule, Ground, List, Number, Part};
use crate::screens::{HISTORY_ROWS, LEAST_CONTRAST_HUNDREDTHS, MOST_NEXT, is_file_name};
use crate::text::{NAME_CHARS, NOTICE_CHARS};
use crate::voice::{LOUDEST, MOST_LANGUAGES, MOST_VOLUMES};

impl HallConfig {
    pub(super) fn check_voice(&self, problems: &mut Problems) {
        let languages = &self.voice.languages;
        let at = format_args!("voice.languages");
        problems.list(&List::Languages, at, languages.len(), 1, MOST_LANGUAGES);
        problems.distinct(
            &List::Languages,
            languages.iter().map(|language| ("voice.languages".to_owned(), shown(language))),
        );
        for language in languages {
            let fine = (2..=3).contains(&language.len()) && language.bytes().all(|letter| letter.is_ascii_lowercase());
            problems.unless(fine, at, || ConfigRule::NoLanguage { language: shown(language) });
        }
        for (index, zone) in self.zones.iter().enumerate() {
            let (at, code) = (format!("zones.{index}.speech"), &zone.code);
            let volume = Number::Volume(code.clone());
            let most = u32::from(LOUDEST);
            problems.number(&volume, format_args!("{at}.volume"), u32::from(zone.speech.volume), 0, most);
            let volumes = &zone.speech.volumes;
            problems.list(&List::Volumes(code.clone()), format_args!("{at}.volumes"), volumes.len(), 0, MOST_VOLUMES);
            for (place, span) in volumes.iter().enumerate() {
                let at = format!("{at}.volumes.{place}");
                problems.number(&volume, format_args!("{at}.percent"), u32::from(span.percent), 0, most);
                problems.unless(span.from != span.to, format_args!("{at}.to"), || ConfigRule::EmptySpan {
                    zone: code.clone(),
                    from: span.from,
                });
            }
        }
    }

    pub(super) fn check_brand(&self, problems: &mut Problems) {
        let brand = &self.brand;
        let colours = [
            (Ground::Dark, brand.accent_dark.map(|colour| (colour, colour.on_dark()))),
            (Ground::Light, brand.accent_light.map(|colour| (colour, colour.on_light()))),
        ];
        for (ground, colour) in colours {
            let Some((colour, hundredths)) = colour else { continue };
            let least = LEAST_CONTRAST_HUNDREDTHS;
            problems.unless(hundredths >= least, format_args!("brand.accent_{ground}"), || ConfigRule::LowContrast {
                colour,
                ground,
                hundredths,
                least,
            });
        }
        let fine = brand.logo.is_empty() || is_file_name(&brand.logo);
        problems.unless(fine, format_args!("brand.logo"), || ConfigRule::NoLogo);
        problems.text(&Part::Invite, format_args!("brand.invite"), &brand.invite, NAME_CHARS);
        problems.text(&Part::Idle, format_args!("brand.idle"), &brand.idle, NAME_CHARS);
    }

    pub(super) fn check_walls(&self, problems: &mut Problems) {
        let (least, most) = (u32::from(*HISTORY_ROWS.start()), u32::from(*HISTORY_ROWS.end()));
        for (index, zone) in self.zones.iter().enumerate() {
            let (at, code, wall) = (format!("zones.{index}.wall"), &zone.code, &zone.wall);
            let rows = Number::Rows(code.clone());
            problems.number(&rows, format_args!("{at}.rows"), u32::from(wall.rows), least, most);
            let next = Number::Next(code.clone());
            problems.number(&next, format_args!("{at}.next"), u32::from(wall.next), 0, u32::from(MOST_NEXT));
            problems.text(&Part::Ticker(code.clone()), format_args!("{at}.ticker"), &wall.ticker, NOTICE_CHARS);
            let others = wall.elsewhere.iter().map(|other| (format!("{at}.elsewhere.{}", other.zone), &other.zone));
            problems.distinct(&List::Elsewhere(code.clone()), others);
            for other in &wall.elsewhere {
                let fine = self.has_zone(&other.zone) && other.zone != *code;
                problems.unless(fine, format_args!("{at}.elsewhere.{}", other.zone), || ConfigRule::NoOtherZone {
                    zone: code.clone(),
                    other: other.zone.clone(),
                });
            }
        }
    }
}

/// A text that may be anything, short enough to be told back.
pub(super) fn shown(text: &str) -> String {
    text.chars().take(NAME_CHARS).collect()
}
