//! Pairing of screens as television sets do it (RFC 8628): the codes, and how often a waiting device may ask.

use crate::auth::secret::{NoRandomness, random};
use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, PoisonError};

/// A pair of codes is good for so long.
pub const CODES_LIVE_MS: i64 = 10 * 60 * 1000;
/// A waiting device asks at most so often.
pub const POLL_MS: i64 = 5_000;
/// Asking too early makes every further wait longer by this.
pub const SLOWER_BY_MS: i64 = 5_000;
/// However early a device asks, it never has to wait longer than this.
pub const SLOWEST_MS: i64 = 60_000;
/// A poll may come so much early: networks do not carry all messages equally fast.
const EARLY_MS: i64 = 250;
/// Devices that may wait at once, all together.
pub const OPEN_MOST: u32 = 1_000;

/// Consonants that cannot be taken for each other or for figures, and make no words (RFC 8628, 6.1).
const LETTERS: &[u8; 20] = b"BCDFGHJKLMNPQRSTVWXZ";
/// Letters of a code that people type.
const CODE_LETTERS: usize = 8;
/// Match numbers are 10 to 99, so that they always have two figures.
const MATCH_FROM: u8 = 10;
const MATCH_NUMBERS: u8 = 90;

/// The code that a device shows and an approver types.
#[derive(Clone, PartialEq, Eq)]
pub struct UserCode([u8; CODE_LETTERS]);

impl UserCode {
    /// A fresh one: 34.5 bits.
    pub fn fresh() -> Result<Self, NoRandomness> {
        let mut code = [0; CODE_LETTERS];
        for letter in &mut code {
            *letter = LETTERS[usize::from(below(20)?)];
        }
        Ok(Self(code))
    }

    /// One as somebody typed it: in either case, with or without spaces and dashes.
    pub fn typed(text: &str) -> Option<Self> {
        let letters = text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '–' | '.'));
        let letters: Vec<u8> = letters
            .map(|c| u8::try_from(c.to_ascii_uppercase()).ok().filter(|letter| LETTERS.contains(letter)))
            .take(CODE_LETTERS + 1)
            .collect::<Option<_>>()?;
        letters.try_into().ok().map(Self)
    }

    /// What is stored and looked up.
    pub fn hash(&self) -> [u8; 32] {
        crate::auth::Secret::sent(&self.to_string()).hash()
    }
}

impl fmt::Display for UserCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, letter) in self.0.iter().enumerate() {
            if index == CODE_LETTERS / 2 {
                f.write_str("-")?;
            }
            write!(f, "{}", char::from(*letter))?;
        }
        Ok(())
    }
}

/// Printing a code for a log shows nothing.
impl fmt::Debug for UserCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UserCode(…)")
    }
}

/// A fresh match number, 10 to 99: shown on the device and to the approver, who sees that it is this very device.
pub fn match_number() -> Result<u8, NoRandomness> {
    Ok(MATCH_FROM + below(MATCH_NUMBERS)?)
}

/// A number below this, each as likely as the other.
fn below(end: u8) -> Result<u8, NoRandomness> {
    let even = u8::MAX - u8::MAX % end;
    loop {
        let [byte] = random::<1>()?;
        if byte < even {
            return Ok(byte % end);
        }
    }
}

/// How often the waiting devices ask. At most [`OPEN_MOST`] are waiting, and those that ran out are forgotten.
#[derive(Debug, Default)]
pub struct Paces(Mutex<HashMap<[u8; 32], Pace>>);

#[derive(Debug, Clone, Copy)]
struct Pace {
    asked_at: i64,
    wait_ms: i64,
}

/// A device asked too early; from now on it has to wait so long each time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SlowDown {
    /// Milliseconds.
    pub wait_ms: i64,
}

impl Paces {
    /// A waiting device asks, at `now` in Unix milliseconds.
    pub fn ask(&self, device: [u8; 32], now: i64) -> Result<(), SlowDown> {
        let mut paces = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        paces.retain(|_, pace| now.saturating_sub(pace.asked_at) < CODES_LIVE_MS);
        let Some(pace) = paces.get_mut(&device) else {
            paces.insert(device, Pace { asked_at: now, wait_ms: POLL_MS });
            return Ok(());
        };
        let since = now.saturating_sub(pace.asked_at);
        pace.asked_at = now;
        // a clock that was set back is not the device's haste
        if since < 0 || since >= pace.wait_ms - EARLY_MS {
            return Ok(());
        }
        pace.wait_ms = (pace.wait_ms + SLOWER_BY_MS).min(SLOWEST_MS);
        Err(SlowDown { wait_ms: pace.wait_ms })
    }

    /// A device waits no longer.
    pub fn forget(&self, device: &[u8; 32]) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(device);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_eight_of_twenty_letters_however_it_is_typed() {
        let code = UserCode::fresh().expect("randomness");
        let shown = code.to_string();
        assert_eq!((shown.len(), shown.as_bytes()[4]), (9, b'-'));
        assert!(shown.bytes().all(|b| b == b'-' || LETTERS.contains(&b)), "{shown}");
        let typed = shown.to_lowercase().replace('-', " ");
        assert_eq!(UserCode::typed(&typed), Some(code));
        for wrong in ["", "BCDF-GHJ", "BCDF-GHJKL", "ABCD-FGHJ", "BCDF-GHJ1", "BCDF-GHJĐ"] {
            assert_eq!(UserCode::typed(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn match_numbers_have_two_figures_and_all_of_them_come() {
        let mut seen: Vec<u8> = (0..5_000).map(|_| match_number().expect("randomness")).collect();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen, (10..=99).collect::<Vec<u8>>());
    }

    #[test]
    fn who_asks_too_early_waits_longer_each_time() {
        let paces = Paces::default();
        assert_eq!(paces.ask([1; 32], 0), Ok(()));
        assert_eq!(paces.ask([1; 32], 5_000), Ok(()));
        assert_eq!(paces.ask([1; 32], 8_000), Err(SlowDown { wait_ms: 10_000 }));
        assert_eq!(paces.ask([1; 32], 14_000), Err(SlowDown { wait_ms: 15_000 }));
        assert_eq!(paces.ask([1; 32], 29_000), Ok(()));
        assert_eq!(paces.ask([2; 32], 29_001), Ok(()), "another device has its own pace");
        for _ in 0..30 {
            let _ = paces.ask([1; 32], 29_001);
        }
        assert_eq!(paces.ask([1; 32], 29_001), Err(SlowDown { wait_ms: SLOWEST_MS }));
    }
}
