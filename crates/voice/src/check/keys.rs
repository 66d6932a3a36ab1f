//! Names of clips that mean something, and those a voice must have.

use super::Wanted;
use crate::settings::NumberStyle;

/// Words that a number style may say, beside the digits.
const NUMBER_WORDS: [&str; 10] = [
    "num.muoi",
    "num.muoi_tens",
    "num.mot_tone",
    "num.tu",
    "num.lam",
    "num.linh",
    "num.le",
    "num.tram",
    "num.nghin",
    "num.ngan",
];
const PHRASES: [&str; 8] = ["call", "call_short", "call_polite", "recall", "counter", "window", "room", "priority"];
const NOTICES: [&str; 6] = ["closing_soon", "issuing_closed", "counter_paused", "prepare", "thanks", "welcome"];
/// Chimes, all of which a voice of chimes must have.
pub const CHIMES: [&str; 4] = ["chime.soft", "chime.classic", "chime.recall", "chime.notice"];

/// Whether a planner will ever ask for it.
pub fn is_known(key: &str) -> bool {
    let Some((family, rest)) = key.split_once('.') else { return false };
    let word = key.strip_suffix(".end").unwrap_or(key);
    match family {
        "phrase" => PHRASES.contains(&rest),
        "notice" => NOTICES.contains(&rest),
        "chime" => CHIMES.contains(&key),
        "digit" => {
            word.strip_prefix("digit.").is_some_and(|digit| digit.len() == 1 && digit.as_bytes()[0].is_ascii_digit())
        }
        "num" => NUMBER_WORDS.contains(&word),
        "letter" => {
            let mut letters = rest.chars();
            letters.next().is_some_and(|letter| letter.is_alphabetic() && letter.to_uppercase().eq([letter]))
                && letters.next().is_none()
        }
        "counter" | "window" | "room" => is_place(rest),
        _ => false,
    }
}

/// `12`, `3B`, `1-2`: as counters stand in names of clips, without leading zeros.
fn is_place(name: &str) -> bool {
    let fits = |c: char| c.is_ascii_digit() || c == '-' || (c.is_alphabetic() && !c.is_lowercase());
    !name.is_empty() && name.chars().all(fits) && (name == "0" || !name.starts_with('0'))
}

/// The clips without which some call cannot be said, one by one with what each is for.
pub fn required(wanted: &Wanted, language: &str) -> Vec<(String, &'static str)> {
    let mut keys = vec![("phrase.call".to_owned(), "the beginning of every call")];
    keys.extend((0..10).map(|digit| (format!("digit.{digit}"), "read in numbers")));
    keys.extend(wanted.letters.iter().map(|letter| (format!("letter.{letter}"), "the letter of a group of services")));
    if wanted.styles.contains(&NumberStyle::Number) && language == "vi" {
        // one word of each pair is enough: linh or lẻ, nghìn or ngàn; bốn stands in for tư
        for word in ["num.muoi", "num.muoi_tens", "num.mot_tone", "num.lam", "num.tram"] {
            keys.push((word.to_owned(), "a word inside numbers"));
        }
    }
    keys
}

/// The known key that a wrong one was perhaps meant to be: one or two characters away.
pub fn perhaps(wrong: &str, known: &[String]) -> Option<String> {
    let near = |key: &&String| distance(wrong, key) <= 2;
    known.iter().filter(near).min_by_key(|key| distance(wrong, key)).cloned()
}

/// How many characters must be changed, added or taken away.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut before = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let changed = before + usize::from(x != *y);
            before = row[j + 1];
            row[j + 1] = changed.min(row[j] + 1).min(before + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::{is_known, perhaps};

    #[test]
    fn names_that_mean_something() {
        for key in [
            "digit.0",
            "digit.3.end",
            "letter.A",
            "letter.Đ",
            "num.muoi_tens",
            "num.tu.end",
            "counter.12",
            "room.3B",
            "window.1",
            "phrase.recall",
            "notice.thanks",
            "chime.soft",
        ] {
            assert!(is_known(key), "{key}");
        }
        for key in [
            "digit.10",
            "digit.x",
            "digit",
            "letter.a",
            "letter.AB",
            "num.hai",
            "counter.",
            "counter.012",
            "counter.3b",
            "phrase.hello",
            "notice.end",
            "chime.loud",
            "chime.soft.end",
            "vi.digit.3",
            "",
        ] {
            assert!(!is_known(key), "{key}");
        }
    }

    #[test]
    fn a_slip_of_the_finger_is_guessed() {
        let known = ["digit.3".to_owned(), "digit.4".to_owned(), "phrase.call".to_owned()];
        assert_eq!(perhaps("digt.3", &known).as_deref(), Some("digit.3"));
        assert_eq!(perhaps("phrase.cal", &known).as_deref(), Some("phrase.call"));
        assert_eq!(perhaps("notice.thanks", &known), None);
    }
}
