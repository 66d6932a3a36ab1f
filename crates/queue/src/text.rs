//! Texts that people type: trimmed, bounded, something to be seen in them, and nothing that turns a screen around.

use crate::refusal::Refusal;

/// Characters of a name on screens and paper, at most.
pub(crate) const NAME_CHARS: usize = 60;
/// Characters of a reason, at most.
pub(crate) const REASON_CHARS: usize = 120;
/// Characters of a notice, at most.
pub(crate) const NOTICE_CHARS: usize = 500;
/// Characters of a line of a paper list, at most.
pub(crate) const PAPER_CHARS: usize = 200;

/// Whether a text has what no text of a hall may have.
pub fn has_forbidden(text: &str) -> bool {
    text.chars().any(is_forbidden)
}

/// Control characters, line and paragraph separators, marks that change the direction of writing, and letters that are none: notes between
/// lines, tags, and places that will never hold a letter.
pub fn is_forbidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{2028}' | '\u{2029}')
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{061c}')
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{206f}')
        || matches!(c, '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
        || matches!(c, '\u{fdd0}'..='\u{fdef}')
        || u32::from(c) & 0xfffe == 0xfffe
}

/// Whether anything of a text can be seen. Letters without width stand between the words of some languages; alone they are nothing.
pub fn shows_something(text: &str) -> bool {
    text.chars().any(|c| !c.is_whitespace() && !is_unseen(c) && !is_forbidden(c))
}

/// What Unicode calls `Default_Ignorable_Code_Point`, and the blank of Braille. Marks that stand on a letter are not seen without one.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{00ad}' | '\u{034f}' | '\u{061c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}')
        || matches!(c, '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{206f}')
        || matches!(c, '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}')
        || matches!(c, '\u{fff0}'..='\u{fff8}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}')
        || matches!(c, '\u{e0000}'..='\u{e0fff}')
        || matches!(c, '\u{0300}'..='\u{036f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}')
        || matches!(c, '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
}

/// A reason of 1 to [`REASON_CHARS`] characters, trimmed.
pub(crate) fn reason(text: &str) -> Result<String, Refusal> {
    bounded("a reason", text, 1, REASON_CHARS, "1 to 120 characters without control or direction marks")
}

/// A result word of 1 to [`NAME_CHARS`] characters, trimmed.
pub(crate) fn result(text: &str) -> Result<String, Refusal> {
    bounded("a result", text, 1, NAME_CHARS, "1 to 60 characters without control or direction marks")
}

/// One language of a notice, trimmed.
pub(crate) fn notice(text: &str, at_least: usize) -> Result<String, Refusal> {
    bounded("a notice", text, at_least, NOTICE_CHARS, "1 to 500 characters without control or direction marks")
}

fn bounded(
    what: &'static str,
    text: &str,
    at_least: usize,
    at_most: usize,
    allowed: &'static str,
) -> Result<String, Refusal> {
    let trimmed = text.trim();
    let length = trimmed.chars().take(at_most + 1).count();
    let seen = shows_something(trimmed) || (at_least == 0 && trimmed.is_empty());
    if length < at_least || length > at_most || !seen || has_forbidden(trimmed) {
        return Err(Refusal::OutOfRange { what, allowed });
    }
    Ok(trimmed.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_is_no_text() {
        let nothing = [
            "",
            " \u{a0}",
            "\u{200b}",
            "\u{feff}",
            "\u{ad}\u{2060}",
            "\u{e0041}\u{e0042}",
            "\u{3164}",
            "\u{301}\u{302}",
            "\u{2800}",
        ];
        for text in nothing {
            assert!(!shows_something(text), "{text:?}");
            assert!(reason(text).is_err() && result(text).is_err() && notice(text, 1).is_err(), "{text:?}");
        }
        for text in ["ខ្មែរ\u{200b}ភាសា", "A", "Hộ tịch", "e\u{301}", "12", "…", "👩\u{200d}💻"]
        {
            assert!(shows_something(text) && !has_forbidden(text), "{text:?}");
            assert_eq!(notice(text, 0), Ok(text.to_owned()));
        }
        assert_eq!(notice("", 0), Ok(String::new()), "the second language may be left out");
        assert!(notice("\u{200b}", 0).is_err());
    }

    #[test]
    fn what_turns_a_screen_around_or_is_no_letter_is_forbidden_wherever_it_stands() {
        for c in
            ['\u{7}', '\u{2028}', '\u{202e}', '\u{2066}', '\u{200f}', '\u{fff9}', '\u{e0041}', '\u{fffe}', '\u{10ffff}']
        {
            let text = format!("Quầy {c}9");
            assert!(has_forbidden(&text) && reason(&text).is_err(), "{text:?}");
        }
    }
}
