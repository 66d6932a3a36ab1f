//! Ticket links: a token that opens one ticket on its service day, and that nobody can guess.
//!
//! A token is the base32 of hall, ticket and day, followed by the first 128 bits of an HMAC-SHA256 over them. Nothing is
//! stored; whoever has the key can make and check it.

use goiso_queue::time::ServiceDay;
use goiso_queue::{HallId, TicketId};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

/// Bytes of the authentication code in a token.
const MAC_BYTES: usize = 16;
/// A token is never longer, in characters: a hall's name of 40, ticket, day and code.
const TOKEN_MAX: usize = 128;
/// The letters of base32, as they stand in links.
const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";

/// Makes and opens ticket links. Clones are the same.
#[derive(Clone)]
pub struct Links {
    key: Arc<[u8; 32]>,
    days: Arc<RwLock<HashMap<HallId, ServiceDay>>>,
}

impl Links {
    /// Links under a key.
    pub fn new(key: [u8; 32]) -> Self {
        Self { key: Arc::new(key), days: Arc::default() }
    }

    /// The service day that a hall is in: links of other days are shut.
    pub(crate) fn set_day(&self, hall: &HallId, day: ServiceDay) {
        self.days.write().unwrap_or_else(PoisonError::into_inner).insert(hall.clone(), day);
    }

    /// The token of a ticket.
    pub fn token(&self, hall: &HallId, ticket: TicketId, day: ServiceDay) -> String {
        let mut bytes = facts(hall, ticket, day);
        let code = self.code(&bytes);
        bytes.extend_from_slice(&code);
        encode(&bytes)
    }

    /// The hall and ticket of a token that is genuine and of the hall's present service day.
    pub fn open(&self, token: &str) -> Option<(HallId, TicketId)> {
        if token.len() > TOKEN_MAX {
            return None;
        }
        let bytes = decode(token)?;
        let (told, code) = bytes.split_at_checked(bytes.len().checked_sub(MAC_BYTES)?)?;
        self.mac(told).verify_truncated_left(code).ok()?;
        let (length, rest) = told.split_first()?;
        let (hall, rest) = rest.split_at_checked(usize::from(*length))?;
        let (ticket, day) = rest.split_at_checked(8)?;
        let hall: HallId = std::str::from_utf8(hall).ok()?.parse().ok()?;
        let today = *self.days.read().unwrap_or_else(PoisonError::into_inner).get(&hall)?;
        (day == today.to_string().as_bytes()).then_some((hall, TicketId(u64::from_be_bytes(ticket.try_into().ok()?))))
    }

    /// The path of the citizen's page; the token stands in the fragment, which no log and no proxy sees.
    pub fn phone_url(&self, hall: &HallId, ticket: TicketId, day: ServiceDay) -> String {
        format!("/ticket/#{}", self.token(hall, ticket, day))
    }

    fn mac(&self, told: &[u8]) -> Hmac<Sha256> {
        // A key of any length can be taken.
        let mut mac = Hmac::<Sha256>::new_from_slice(self.key.as_slice())
            .unwrap_or_else(|_| Hmac::<Sha256>::new(&Default::default()));
        mac.update(b"goiso ticket link 1");
        mac.update(told);
        mac
    }

    fn code(&self, told: &[u8]) -> [u8; MAC_BYTES] {
        let whole = self.mac(told).finalize().into_bytes();
        let mut code = [0; MAC_BYTES];
        code.iter_mut().zip(whole).for_each(|(to, from)| *to = from);
        code
    }
}

impl std::fmt::Debug for Links {
    /// Without the key.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Links")
    }
}

fn facts(hall: &HallId, ticket: TicketId, day: ServiceDay) -> Vec<u8> {
    let name = hall.as_str().as_bytes();
    let mut bytes = Vec::with_capacity(64);
    bytes.push(u8::try_from(name.len()).unwrap_or(u8::MAX));
    bytes.extend_from_slice(name);
    bytes.extend_from_slice(&ticket.0.to_be_bytes());
    bytes.extend_from_slice(day.to_string().as_bytes());
    bytes
}

fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 8 / 5 + 1);
    let (mut held, mut bits) = (0u16, 0u8);
    for byte in bytes {
        held = (held << 8) | u16::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            text.push(char::from(LETTERS[usize::from((held >> bits) & 31)]));
        }
        held &= (1 << bits) - 1;
    }
    if bits > 0 {
        text.push(char::from(LETTERS[usize::from((held << (5 - bits)) & 31)]));
    }
    text
}

/// Only the one way that `encode` writes: left-over bits must be zero.
fn decode(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() * 5 / 8);
    let (mut held, mut bits) = (0u16, 0u8);
    for letter in text.bytes() {
        let value = LETTERS.iter().position(|known| *known == letter)?;
        held = (held << 5) | u16::try_from(value).ok()?;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from(held >> bits).ok()?);
            held &= (1 << bits) - 1;
        }
    }
    (bits < 5 && held == 0).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> ServiceDay {
        serde_json::from_str(&format!("{text:?}")).expect("a day")
    }

    fn today() -> (Links, HallId) {
        let links = Links::new([7; 32]);
        let hall: HallId = "nha-trang".parse().expect("a hall");
        links.set_day(&hall, day("2026-11-23"));
        (links, hall)
    }

    #[test]
    fn a_link_opens_its_ticket_on_its_day_only() {
        let (links, hall) = today();
        let token = links.token(&hall, TicketId(1_000_017), day("2026-11-23"));
        assert_eq!(links.open(&token), Some((hall.clone(), TicketId(1_000_017))));
        links.set_day(&hall, day("2026-11-24"));
        assert_eq!(links.open(&token), None);
    }

    #[test]
    fn every_changed_letter_shuts_the_link() {
        let (links, hall) = today();
        let token = links.token(&hall, TicketId(17), day("2026-11-23"));
        for place in 0..token.len() {
            let mut forged: Vec<char> = token.chars().collect();
            forged[place] = if forged[place] == 'a' { 'b' } else { 'a' };
            let forged: String = forged.into_iter().collect();
            assert_eq!(links.open(&forged), None, "letter {place}");
        }
        assert_eq!(links.open(&token[..token.len() - 1]), None);
        assert_eq!(links.open(&format!("{token}a")), None);
        assert_eq!(links.open(""), None);
    }

    #[test]
    fn another_key_makes_another_token() {
        let (links, hall) = today();
        let other = Links::new([8; 32]);
        other.set_day(&hall, day("2026-11-23"));
        assert_eq!(other.open(&links.token(&hall, TicketId(17), day("2026-11-23"))), None);
    }
}
