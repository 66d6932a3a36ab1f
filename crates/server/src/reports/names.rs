//! What people call groups, classes and officers.

use super::sheet::Words;
use crate::import_history::IMPORTER;
use goiso_queue::HallConfig;
use std::collections::HashMap;

/// Names by code; a code that nobody knows any more stands for itself.
#[derive(Debug, Default)]
pub struct Names {
    groups: HashMap<char, Words>,
    classes: HashMap<String, Words>,
    officers: HashMap<String, String>,
}

impl Names {
    /// Of a hall as it is configured now. Over all halls only officers have names: a letter means another group in each.
    pub fn new(config: Option<&HallConfig>, officers: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut names = Self { officers: officers.into_iter().collect(), ..Self::default() };
        let words = |text: &goiso_queue::config::Text| {
            Words::new(&text.vi, if text.en.is_empty() { &text.vi } else { &text.en })
        };
        if let Some(config) = config {
            names.groups.extend(config.groups.iter().map(|group| (group.code.letter(), words(&group.name))));
            names
                .classes
                .extend(config.classes.iter().map(|class| (class.code.as_str().to_owned(), words(&class.name))));
        }
        names
    }

    /// `A · Hộ tịch`.
    pub fn group(&self, letter: char) -> Words {
        match self.groups.get(&letter) {
            Some(name) => Words::new(format!("{letter} · {}", name.vi), format!("{letter} · {}", name.en)),
            None => Words::plain(letter),
        }
    }

    /// The class; `ordinary` has no entry in a configuration.
    pub fn class(&self, code: &str) -> Words {
        match self.classes.get(code) {
            Some(name) => name.clone(),
            None if code == ORDINARY => Words::new("Thường", "Ordinary"),
            None => Words::plain(code),
        }
    }

    /// Who sat at a counter.
    pub fn officer(&self, id: &str) -> Words {
        match self.officers.get(id) {
            Some(name) => Words::plain(name),
            None if id == IMPORTER => Words::new("Nhập từ hệ thống khác", "From another system"),
            None => Words::plain(id),
        }
    }
}

/// The class of everybody who has none.
pub const ORDINARY: &str = "ordinary";
