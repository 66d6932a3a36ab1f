//! Personal facts: what the log may hold of them is a salted hash, the fact itself stands apart and can be erased.

use crate::auth::secret::random;
use crate::problem::Problem;
use goiso_queue::FactHash;
use goiso_queue::text::{is_forbidden, shows_something};
use goiso_store::PrivateFact;
use sha2::{Digest, Sha256};

/// Characters of a note or comment, at most.
pub const TEXT_MAX: usize = 500;

/// A free text as the log's hash and the fact kept apart.
pub fn text(field: &'static str, value: &str) -> Result<(FactHash, PrivateFact), Problem> {
    use unicode_normalization::UnicodeNormalization;
    let value: String = value.nfc().collect();
    // a note may have several lines; otherwise it is as any text that stands on a screen
    let forbidden = value.chars().any(|c| c != '\n' && is_forbidden(c));
    if value.chars().count() > TEXT_MAX || forbidden || !shows_something(&value) {
        return Err(Problem::bad_request(format!(
            "{field} has 1 to {TEXT_MAX} characters without control or direction marks"
        )));
    }
    let salt = random::<16>().map_err(|_| Problem::internal())?;
    fact(field, salt, value)
}

/// The bytes of a card's number at most.
const PERSON_MAX: usize = 64;
/// The letters of what stands for a card.
const CARD_CHARS: usize = 64;

/// A card's number under the key of the day: it stands for the card until the key is erased at the day's end, and
/// afterwards for nothing.
pub fn card(key: &[u8; 32], number: &str) -> Result<String, Problem> {
    let number = number.trim();
    if number.is_empty() || number.len() > PERSON_MAX || !number.chars().all(|c| c.is_ascii_alphanumeric()) {
        return Err(Problem::bad_request("person is a card's number: 1 to 64 letters and digits"));
    }
    Ok(hex(&keyed(key, &["card", number])?))
}

/// The person of a card, by what [`card`] made of it. The salt is the day's too, so that the same card is known again.
pub fn person(key: &[u8; 32], card: &str) -> Result<(FactHash, PrivateFact), Problem> {
    if card.len() != CARD_CHARS || !card.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
        return Err(Problem::bad_request("card is what showing the card has answered"));
    }
    let day_salt = keyed(key, &["salt"])?;
    let mut salt = [0; 16];
    salt.copy_from_slice(&day_salt[..16]);
    fact("person", salt, card.to_owned())
}

/// A request's hash under the key of the day: without it, whoever reads the database could try all card numbers.
pub fn request_hash(key: &[u8; 32], hash: &[u8; 32]) -> Result<[u8; 32], Problem> {
    keyed(key, &["request", &hex(hash)])
}

fn keyed(key: &[u8; 32], parts: &[&str]) -> Result<[u8; 32], Problem> {
    use hmac::{Hmac, KeyInit, Mac};
    let mut mac = Hmac::<Sha256>::new_from_slice(key).map_err(|_| Problem::internal())?;
    for part in parts {
        mac.update(part.as_bytes());
        mac.update(&[0]);
    }
    Ok(mac.finalize().into_bytes().into())
}

fn fact(field: &'static str, salt: [u8; 16], value: String) -> Result<(FactHash, PrivateFact), Problem> {
    let hash = Sha256::new().chain_update(salt).chain_update(value.as_bytes()).finalize();
    let hash = hex(&hash).parse::<FactHash>().map_err(|_| Problem::internal())?;
    Ok((hash, PrivateFact { field, salt, value }))
}

/// Bytes as lower-case hex.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // writing to a string cannot fail
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_card_is_known_again_under_its_days_key_and_under_no_other() {
        let of = |key: u8| person(&[key; 32], &card(&[key; 32], "048012345678").expect("a card")).expect("a person").0;
        assert_eq!(of(1), of(1));
        assert_ne!(of(1), of(2));
    }

    #[test]
    fn no_number_of_a_card_is_kept() {
        let key = [1; 32];
        let shown = card(&key, "048012345678").expect("a card");
        let (hash, fact) = person(&key, &shown).expect("a person");
        assert!(!fact.value.contains("048012345678") && !hash.as_str().contains("048012345678"));
        assert_eq!(card(&key, "048 012").expect_err("a blank").code, "bad_request");
        assert_eq!(person(&key, "048012345678").expect_err("a bare number").code, "bad_request");
        assert_ne!(request_hash(&key, &[7; 32]).expect("a hash"), request_hash(&[2; 32], &[7; 32]).expect("a hash"));
    }

    #[test]
    fn equal_notes_have_different_hashes() {
        let note = || text("note", "thiếu giấy khai sinh").expect("a note");
        assert_ne!(note().0, note().0);
    }

    #[test]
    fn a_note_shows_something_and_turns_nothing_around() {
        for words in ["\u{7}", "a\u{202e}b", "\u{2066}", "\u{200b}\u{feff}", "x\u{fff9}", &"a".repeat(TEXT_MAX + 1)] {
            assert_eq!(text("note", words).expect_err("refused").code, "bad_request", "{words:?}");
        }
        let (_, fact) = text("note", "hai dòng\nThie\u{302}\u{301}u giấy").expect("a note");
        assert_eq!(fact.value, "hai dòng\nThiếu giấy", "composed, of several lines");
    }
}
