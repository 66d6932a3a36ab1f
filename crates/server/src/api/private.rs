//! Personal facts: what the log may hold of them is a salted hash, the fact itself stands apart and can be erased.

use crate::auth::secret::random;
use crate::problem::Problem;
use goiso_queue::FactHash;
use goiso_store::PrivateFact;
use sha2::{Digest, Sha256};

/// Characters of a note or comment, at most.
pub const TEXT_MAX: usize = 500;

/// A free text as the log's hash and the fact kept apart.
pub fn text(field: &'static str, value: &str) -> Result<(FactHash, PrivateFact), Problem> {
    use unicode_normalization::UnicodeNormalization;
    let value: String = value.nfc().collect();
    if value.chars().count() > TEXT_MAX || value.chars().any(|c| c.is_control() && c != '\n') {
        return Err(Problem::bad_request(format!(
            "{field} has at most {TEXT_MAX} characters and no control characters"
        )));
    }
    let salt = random::<16>().map_err(|_| Problem::internal())?;
    fact(field, salt, value)
}

/// The bytes of a card's number at most.
const PERSON_MAX: usize = 64;

/// A person by what their card says. The number itself is kept nowhere: what stands apart is its keyed hash, and the
/// salt is the day's, so that the same person is known again today and not tomorrow.
pub fn person(key: &[u8; 32], hall: &str, day: &str, number: &str) -> Result<(FactHash, PrivateFact), Problem> {
    let number = number.trim();
    if number.is_empty() || number.len() > PERSON_MAX || !number.chars().all(|c| c.is_ascii_alphanumeric()) {
        return Err(Problem::bad_request("person is a card's number: 1 to 64 letters and digits"));
    }
    let id = keyed(key, &["person", number])?;
    let day_salt = keyed(key, &["salt", hall, day])?;
    let mut salt = [0; 16];
    salt.copy_from_slice(&day_salt[..16]);
    fact("person", salt, hex(&id))
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
    fn the_same_card_is_known_again_today_and_not_tomorrow_nor_next_door() {
        let of = |hall: &str, day: &str| person(&[1; 32], hall, day, "048012345678").expect("a card").0;
        assert_eq!(of("hai-chau", "2026-11-23"), of("hai-chau", "2026-11-23"));
        assert_ne!(of("hai-chau", "2026-11-23"), of("hai-chau", "2026-11-24"));
        assert_ne!(of("hai-chau", "2026-11-23"), of("thanh-khe", "2026-11-23"));
    }

    #[test]
    fn no_number_of_a_card_is_kept() {
        let (hash, fact) = person(&[1; 32], "hai-chau", "2026-11-23", "048012345678").expect("a card");
        assert!(!fact.value.contains("048012345678") && !hash.as_str().contains("048012345678"));
        assert_eq!(person(&[1; 32], "h", "d", "048 012").expect_err("a blank").code, "bad_request");
    }

    #[test]
    fn equal_notes_have_different_hashes() {
        let note = || text("note", "thiếu giấy khai sinh").expect("a note");
        assert_ne!(note().0, note().0);
        assert_eq!(text("note", "\u{7}").expect_err("a bell").code, "bad_request");
    }
}
