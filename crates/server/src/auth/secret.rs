//! Secrets: 256 random bits, written in letters that survive being read aloud; kept as SHA-256 only.

use sha2::{Digest, Sha256};
use std::fmt;

/// Random bytes in a token's or cookie's secret.
const SECRET_BYTES: usize = 32;
/// Digits and lower-case letters without those that look alike.
const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// The randomness of the operating system is not to be had; nothing can be signed in then.
#[derive(Debug, thiserror::Error)]
#[error("the operating system gives no randomness")]
pub struct NoRandomness;

/// A secret as it is handed out once. Printing it for a log shows nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// A fresh one of 256 bits.
    pub fn fresh() -> Result<Self, NoRandomness> {
        Ok(Self(in_letters(&random::<SECRET_BYTES>()?)))
    }
    /// One that a client sent.
    pub fn sent(text: &str) -> Self {
        Self(text.to_owned())
    }
    /// What is stored and looked up.
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0.as_bytes()).into()
    }
    /// The letters, for the one answer that hands them out.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Random bytes from the operating system.
pub fn random<const N: usize>() -> Result<[u8; N], NoRandomness> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| NoRandomness)?;
    Ok(bytes)
}

/// Bytes as letters, five bits each.
pub fn in_letters(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 8 / 5 + 1);
    let mut held: u16 = 0;
    let mut bits = 0;
    for byte in bytes {
        held = (held << 8) | u16::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            push(&mut text, held >> bits);
            held &= (1 << bits) - 1;
        }
    }
    if bits > 0 {
        push(&mut text, held << (5 - bits));
    }
    text
}

fn push(text: &mut String, five: u16) {
    if let Some(letter) = LETTERS.get(usize::from(five & 31)) {
        text.push(char::from(*letter));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_has_all_its_bits_and_never_prints_itself() {
        let secret = Secret::fresh().expect("randomness");
        assert_eq!(secret.reveal().len(), 52, "256 bits, five a letter");
        assert!(!format!("{secret:?}").contains(secret.reveal()));
        assert_ne!(secret, Secret::fresh().expect("randomness"));
    }

    #[test]
    fn letters_tell_bytes_apart() {
        assert_eq!(in_letters(&[0xff, 0x00]), "zw00");
        assert_eq!(in_letters(&[]), "");
    }
}
