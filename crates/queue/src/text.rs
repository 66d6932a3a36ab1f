//! Texts that people type: trimmed, bounded, and nothing in them that turns a screen around.

use crate::refusal::Refusal;

/// Characters of a name on screens and paper, at most.
pub(crate) const NAME_CHARS: usize = 60;
/// Characters of a reason, at most.
pub(crate) const REASON_CHARS: usize = 120;
/// Characters of a notice, at most.
pub(crate) const NOTICE_CHARS: usize = 500;
/// Characters of a line of a paper list, at most.
pub(crate) const PAPER_CHARS: usize = 200;

/// Control characters, line and paragraph separators, and marks that change the direction of writing.
pub(crate) fn has_forbidden(text: &str) -> bool {
    text.chars().any(|c| {
        c.is_control()
            || matches!(c, '\u{2028}' | '\u{2029}')
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{061c}')
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    })
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
    if length < at_least || length > at_most || has_forbidden(trimmed) {
        return Err(Refusal::OutOfRange { what, allowed });
    }
    Ok(trimmed.to_owned())
}
