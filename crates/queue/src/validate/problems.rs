//! Gathers what is wrong with a configuration: all of it at once, each with its place.

use crate::config::Text;
use crate::config_problem::{ConfigProblem, ConfigRule, Length, List, Number, Part};
use crate::text::{NAME_CHARS, has_forbidden, shows_something};
use crate::time::Seconds;
use std::collections::BTreeSet;
use std::fmt::{Arguments, Display};

/// The longest length of time that any setting may name: one day.
pub const LONGEST: Seconds = Seconds(24 * 3600);
/// Problems that are told at once; whoever has more mends these first.
pub const MOST_PROBLEMS: usize = 200;

/// What is wrong so far.
#[derive(Default)]
pub(super) struct Problems(Vec<ConfigProblem>);

impl Problems {
    pub(super) fn found(self) -> Vec<ConfigProblem> {
        self.0
    }

    pub(super) fn unless(&mut self, fine: bool, at: Arguments<'_>, rule: impl FnOnce() -> ConfigRule) {
        if !fine && self.0.len() < MOST_PROBLEMS {
            self.0.push(ConfigProblem { at: at.to_string(), rule: rule() });
        }
    }

    /// A name, which has to be there in Vietnamese.
    pub(super) fn name(&mut self, part: &Part, at: Arguments<'_>, text: &Text) {
        let named = shows_something(&text.vi);
        self.unless(named, format_args!("{at}.vi"), || ConfigRule::NoName { part: part.clone() });
        if named {
            self.text(part, at, text, NAME_CHARS);
        } else {
            self.words(part, format_args!("{at}.en"), &text.en, NAME_CHARS);
        }
    }

    /// Words in both languages, which may be empty.
    pub(super) fn text(&mut self, part: &Part, at: Arguments<'_>, text: &Text, most: usize) {
        self.words(part, format_args!("{at}.vi"), &text.vi, most);
        self.words(part, format_args!("{at}.en"), &text.en, most);
    }

    pub(super) fn words(&mut self, part: &Part, at: Arguments<'_>, words: &str, most: usize) {
        let part = || part.clone();
        let fits = words.chars().take(most + 1).count() <= most;
        self.unless(fits, at, || ConfigRule::TextTooLong { part: part(), most });
        self.unless(!has_forbidden(words), at, || ConfigRule::TextForbidden { part: part() });
        self.unless(words.is_empty() || shows_something(words), at, || ConfigRule::TextUnseen { part: part() });
    }

    pub(super) fn list(&mut self, list: &List, at: Arguments<'_>, count: usize, least: usize, most: usize) {
        let list = || list.clone();
        self.unless((least..=most).contains(&count), at, || ConfigRule::ListLength {
            list: list(),
            count,
            least,
            most,
        });
    }

    pub(super) fn number(&mut self, number: &Number, at: Arguments<'_>, found: u32, least: u32, most: u32) {
        let number = || number.clone();
        self.unless((least..=most).contains(&found), at, || ConfigRule::NumberRange {
            number: number(),
            found,
            least,
            most,
        });
    }

    pub(super) fn length(&mut self, length: &Length, at: Arguments<'_>, found: Seconds, least: Seconds) {
        let (length, most) = (|| length.clone(), LONGEST);
        self.unless((least..=most).contains(&found), at, || ConfigRule::LengthRange {
            length: length(),
            found,
            least,
            most,
        });
    }

    /// Each key once; what repeats one is told where it stands.
    pub(super) fn distinct<K: Ord + Display>(&mut self, list: &List, keys: impl Iterator<Item = (String, K)>) {
        let mut seen = BTreeSet::new();
        for (at, key) in keys {
            let twice = key.to_string();
            self.unless(seen.insert(key), format_args!("{at}"), || ConfigRule::Twice { list: list.clone(), twice });
        }
    }
}
