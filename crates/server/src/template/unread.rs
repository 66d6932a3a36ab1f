//! A configuration that cannot be read: on which line, which entry, and why, as far as the readers know it.

use super::import::{BadImport, Reason};
use goiso_queue::HallConfig;
use serde_path_to_error::{Path, Segment};
use std::ops::Range;
use toml::de::{DeTable, DeValue};

/// Characters of a value or an entry that are told back.
const ECHO_CHARS: usize = 60;

/// A configuration from TOML.
pub(super) fn toml(text: &str) -> Result<HallConfig, BadImport> {
    let syntax = |wrong: toml::de::Error| BadImport::Unread {
        line: line_of(text, wrong.span().map_or(0, |span| span.start)),
        why: wrong.message().to_owned(),
        reason: Reason::plain("toml"),
    };
    let reader = toml::Deserializer::parse(text).map_err(syntax)?;
    serde_path_to_error::deserialize(reader).map_err(|wrong| {
        let (why, way) = (wrong.inner().message(), way(wrong.path()));
        let span = toml_span(text, &way);
        let byte = span.clone().or_else(|| wrong.inner().span()).map_or(0, |span| span.start);
        let value = span.and_then(|span| text.get(span));
        BadImport::Unread { line: line_of(text, byte), why: why.to_owned(), reason: reason(&way, why, value) }
    })
}

/// A configuration from JSON.
pub(super) fn json(text: &str) -> Result<HallConfig, BadImport> {
    let unread = |wrong: &serde_json::Error, why: String, reason| BadImport::Unread {
        line: u64::try_from(wrong.line()).unwrap_or(1).max(1),
        why,
        reason,
    };
    let syntax = |wrong: &serde_json::Error| unread(wrong, wrong.to_string(), Reason::plain("json"));
    let mut reader = serde_json::Deserializer::from_str(text);
    let config = serde_path_to_error::deserialize(&mut reader).map_err(|wrong| {
        let (way, wrong) = (way(wrong.path()), wrong.into_inner());
        if !wrong.is_data() {
            return syntax(&wrong);
        }
        let words = wrong.to_string();
        // where it stands is told apart
        let why = words.rsplit_once(" at line ").map_or(words.as_str(), |(why, _)| why);
        let tree: serde_json::Value = serde_json::from_str(text).unwrap_or_default();
        let value = tree.pointer(&way.iter().map(|name| format!("/{name}")).collect::<String>());
        let value = value.map(ToString::to_string);
        unread(&wrong, words.clone(), reason(&way, why, value.as_deref()))
    })?;
    reader.end().map_err(|wrong| syntax(&wrong))?;
    Ok(config)
}

/// The names and places that lead to a value; where the way is lost, the part that is known.
fn way(path: &Path) -> Vec<String> {
    path.iter()
        .map_while(|segment| match segment {
            Segment::Map { key } => Some(key.clone()),
            Segment::Seq { index } => Some(index.to_string()),
            Segment::Enum { .. } | Segment::Unknown => None,
        })
        .collect()
}

/// Where the value at the end of a way stands.
fn toml_span(text: &str, way: &[String]) -> Option<Range<usize>> {
    let table = DeTable::parse(text).ok()?;
    let (first, rest) = way.split_first()?;
    let mut found = table.get_ref().get(first.as_str())?;
    for name in rest {
        found = match found.get_ref() {
            DeValue::Table(table) => table.get(name.as_str())?,
            DeValue::Array(values) => values.get(name.parse::<usize>().ok()?)?,
            DeValue::String(_)
            | DeValue::Integer(_)
            | DeValue::Float(_)
            | DeValue::Boolean(_)
            | DeValue::Datetime(_) => {
                return None;
            }
        };
    }
    Some(found.span())
}

/// The readers say why in words of their own; what they are known to say gets a code.
fn reason(way: &[String], why: &str, value: Option<&str>) -> Reason {
    let named = |rest: &str| short(rest.split('`').next().unwrap_or_default());
    if let Some(rest) = why.strip_prefix("unknown field `") {
        // `a`, expected one of `b`, `c`
        let expected: Vec<&str> = rest.split('`').skip(2).step_by(2).collect();
        let facts = vec![("entry", named(rest)), ("expected", expected.join(", "))];
        return Reason { code: "unknown_entry", facts };
    }
    if let Some(rest) = why.strip_prefix("missing field `") {
        let entry = ("entry", named(rest));
        return match way {
            [] => Reason { code: "missing_entry", facts: vec![entry] },
            within => Reason { code: "missing_entry_in", facts: vec![entry, ("within", short(&within.join(".")))] },
        };
    }
    let value = ("value", value.map_or_else(|| short(why), short));
    match way {
        [] => Reason { code: "bad_value", facts: vec![value] },
        way => Reason { code: "bad_entry", facts: vec![("entry", short(&way.join("."))), value] },
    }
}

/// What a file says, short enough to be told back, on one line.
fn short(text: &str) -> String {
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(ECHO_CHARS + 1).collect();
    match line.char_indices().nth(ECHO_CHARS) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None => line,
    }
}

/// The line, from 1, in which a byte stands.
fn line_of(text: &str, byte: usize) -> u64 {
    let before = text.as_bytes().get(..byte).unwrap_or(text.as_bytes());
    before.iter().map(|b| u64::from(*b == b'\n')).sum::<u64>() + 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::{WARD_TOML, ward};

    /// The line of a text, from 1.
    fn line(of: &str, text: &str) -> u64 {
        line_of(text, text.find(of).unwrap_or_else(|| panic!("{of} is there")))
    }

    /// What is told of a configuration that cannot be read.
    fn told(read: Result<HallConfig, BadImport>) -> (u64, &'static str, Vec<(&'static str, String)>) {
        match read {
            Err(BadImport::Unread { line, reason, .. }) => (line, reason.code, reason.facts),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_value_is_told_with_its_line_its_entry_and_itself() {
        let rows = [
            ("code = \"main\"", "code = \"main hall\"", "zones.0.code", "\"main hall\""),
            ("groups = [", "groups = [\"É\", ", "counters.0.groups.0", "\"É\""),
            ("day_starts = \"03:00\"", "day_starts = \"24:30\"", "day_starts", "\"24:30\""),
            ("wait_target = ", "wait_target = -", "wait_target", "-"),
        ];
        for (from, to, entry, value) in rows {
            let text = WARD_TOML.replacen(from, to, 1);
            assert_ne!(text, WARD_TOML, "{from} is there");
            let (at, code, facts) = told(toml(&text));
            assert_eq!((at, code), (line(to, &text), "bad_entry"), "{facts:?}");
            assert_eq!(facts[0], ("entry", entry.to_owned()));
            assert!(facts[1].1.starts_with(value), "{facts:?}");
        }
    }

    #[test]
    fn an_unknown_entry_is_refused_and_not_passed_over() {
        let text = WARD_TOML.replacen("wait_target", "wait_goal", 1);
        let (at, code, facts) = told(toml(&text));
        assert_eq!((at, code), (line("wait_goal", &text), "unknown_entry"));
        assert_eq!(facts[0], ("entry", "wait_goal".to_owned()));
        assert!(facts[1].1.starts_with("name, time_zone, "), "{facts:?}");
    }

    #[test]
    fn a_missing_entry_is_named_with_what_lacks_it() {
        let text = WARD_TOML.replacen("number = \"1\"\n", "", 1);
        assert_ne!(text, WARD_TOML);
        let (_, code, facts) = told(toml(&text));
        assert_eq!(code, "missing_entry_in");
        assert_eq!(facts, [("entry", "number".to_owned()), ("within", "counters.0".to_owned())]);
        let (_, code, facts) = told(toml("[name]\nvi = \"x\"\n"));
        assert_eq!((code, facts), ("missing_entry", vec![("entry", "zones".to_owned())]));
    }

    #[test]
    fn what_is_no_toml_or_no_json_is_told_with_its_line() {
        assert_eq!(told(toml("[name]\nvi = x\n")), (2, "toml", vec![]));
        assert_eq!(told(json("{\n\"name\": }")), (2, "json", vec![]));
        assert_eq!(told(json("{")), (1, "json", vec![]));
        let whole = serde_json::to_string(&ward()).expect("a ward is written");
        assert_eq!(told(json(&format!("{whole}\n}}"))), (2, "json", vec![]));
    }

    #[test]
    fn json_is_told_as_toml_is() {
        let whole = serde_json::to_string_pretty(&ward()).expect("a ward is written");
        assert_eq!(json(&whole), Ok(ward()));
        let text = whole.replacen("\"main\"", "\"main hall\"", 1);
        let facts = vec![("entry", "zones.0.code".to_owned()), ("value", "\"main hall\"".to_owned())];
        assert_eq!(told(json(&text)), (line("main hall", &text), "bad_entry", facts));
        let text = whole.replacen("\"wait_target\"", "\"wait_goal\"", 1);
        let (at, code, facts) = told(json(&text));
        assert_eq!((at, code, facts[0].1.as_str()), (line("wait_goal", &text), "unknown_entry", "wait_goal"));
    }

    #[test]
    fn what_is_told_back_is_one_short_line() {
        assert_eq!(short("a\nb"), "a b");
        assert_eq!(short(&"ệ".repeat(100)).chars().count(), ECHO_CHARS + 1);
    }
}
