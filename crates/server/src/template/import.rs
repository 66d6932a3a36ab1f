//! A hall's configuration from a file, with every mistake told where it stands.

use super::unread;
use goiso_queue::HallConfig;
use serde_json::{Map, Value, json};

/// A file may not be longer, in bytes.
pub const IMPORT_MAX: usize = 1024 * 1024;

/// A row that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadRow {
    /// Its line in the file, from 1.
    pub line: u64,
    /// The column, or empty when the whole row is meant.
    pub column: String,
    /// What is wrong with it, and what is expected.
    pub why: String,
    /// The same for translations; none where only a parser's words say it.
    pub reason: Option<Reason>,
}

/// What is wrong with a value, for translations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// Stable code.
    pub code: &'static str,
    /// What belongs to it, such as the value that was found.
    pub facts: Vec<(&'static str, String)>,
}

impl Reason {
    /// A reason that needs no facts.
    pub fn plain(code: &'static str) -> Self {
        Self { code, facts: Vec::new() }
    }
    /// A reason about a value.
    pub fn of(code: &'static str, name: &'static str, value: impl ToString) -> Self {
        Self { code, facts: vec![(name, value.to_string())] }
    }
}

/// Why a file changed nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadImport {
    /// Longer than [`IMPORT_MAX`].
    #[error("the file has {bytes} bytes, at most {IMPORT_MAX} are read")]
    TooLong {
        /// Its length.
        bytes: usize,
    },
    /// Not TOML or not JSON, or not a hall.
    #[error("line {line}: {why}")]
    Unread {
        /// Where, from 1.
        line: u64,
        /// What is wrong.
        why: String,
        /// The same for translations.
        reason: Reason,
    },
    /// The first row names none of the tables.
    #[error("line 1: the columns ({found}) are those of no table; expected {expected}")]
    UnknownTable {
        /// What the first row says.
        found: String,
        /// What it may say.
        expected: String,
    },
    /// Rows that cannot be used, all of them.
    #[error("{}", rows.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Rows {
        /// In order of the file.
        rows: Vec<BadRow>,
    },
}

impl BadImport {
    /// Each mistake with its place and its code, in the order in which they are told in words.
    pub fn reasons(&self) -> Vec<Value> {
        match self {
            BadImport::TooLong { .. } => vec![json!({"code": "file_too_long", "most": IMPORT_MAX})],
            BadImport::Unread { line, reason, .. } => vec![told(reason.code, *line, "", &reason.facts)],
            BadImport::UnknownTable { found, expected } => {
                vec![json!({"code": "unknown_table", "line": 1, "found": found, "expected": expected})]
            }
            BadImport::Rows { rows } => rows.iter().map(BadRow::reason).collect(),
        }
    }
}

impl BadRow {
    fn reason(&self) -> Value {
        let (code, facts) = self.reason.as_ref().map_or(("row", [].as_slice()), |reason| (reason.code, &reason.facts));
        told(code, self.line, &self.column, facts)
    }
}

fn told(code: &str, line: u64, column: &str, facts: &[(&'static str, String)]) -> Value {
    let mut told = Map::new();
    told.insert("line".to_owned(), line.into());
    told.insert("column".to_owned(), column.into());
    told.insert("code".to_owned(), code.into());
    for (name, value) in facts {
        told.insert((*name).to_owned(), value.clone().into());
    }
    Value::Object(told)
}

impl std::fmt::Display for BadRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.column.is_empty() {
            write!(f, "line {}: {}", self.line, self.why)
        } else {
            write!(f, "line {}, {}: {}", self.line, self.column, self.why)
        }
    }
}

/// A configuration from TOML in the form of [`super::WARD_TOML`]. Whether the rules can live with it is the rules'
/// to say, when it is configured.
///
/// # Errors
/// [`BadImport::TooLong`] and [`BadImport::Unread`].
pub fn parse_toml(text: &str) -> Result<HallConfig, BadImport> {
    let text = bounded(text)?;
    unread::toml(text)
}

/// A configuration from JSON, as the log and the API have it.
///
/// # Errors
/// [`BadImport::TooLong`] and [`BadImport::Unread`].
pub fn parse_json(text: &str) -> Result<HallConfig, BadImport> {
    let text = bounded(text)?;
    unread::json(text)
}

/// A configuration as TOML that [`parse_toml`] reads back to the same.
///
/// # Errors
/// What the writer says; a configuration that was read from anywhere can be written.
pub fn to_toml(config: &HallConfig) -> Result<String, toml::ser::Error> {
    toml::to_string_pretty(config)
}

/// The text without a byte order mark, if it is not too long.
pub(super) fn bounded(text: &str) -> Result<&str, BadImport> {
    if text.len() > IMPORT_MAX {
        return Err(BadImport::TooLong { bytes: text.len() });
    }
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::ward;
    use goiso_queue::config::Hours;

    #[test]
    fn the_ward_comes_back_from_a_file_as_it_was() {
        let text = to_toml(&ward()).expect("the ward can be written");
        assert_eq!(parse_toml(&text), Ok(ward()));
    }

    #[test]
    fn a_file_without_end_is_not_read() {
        let text = "#".repeat(IMPORT_MAX + 1);
        assert_eq!(parse_toml(&text), Err(BadImport::TooLong { bytes: IMPORT_MAX + 1 }));
    }

    #[test]
    fn the_ward_has_the_mix_and_the_counters_it_promises() {
        let ward = ward();
        assert_eq!(ward.validate(), Ok(()));
        assert_eq!((ward.groups.len(), ward.counters.len(), ward.zones.len(), ward.classes.len()), (9, 7, 2, 4));
        for group in &ward.groups {
            let services = ward.services.iter().filter(|service| service.group == group.code).count();
            assert!((2..=6).contains(&services), "{} has {services} services", group.code);
            assert!(
                ward.counters.iter().any(|counter| counter.groups.contains(&group.code)),
                "{} is served",
                group.code
            );
        }
        assert!(ward.classes.iter().all(|class| class.rate_milli == 3000));
        match &ward.hours {
            Hours::Weekly(week) => assert_eq!(week.days.values().map(Vec::len).collect::<Vec<_>>(), [2, 2, 2, 2, 2, 1]),
            Hours::Always => panic!("a ward has hours"),
        }
    }
}
