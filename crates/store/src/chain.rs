//! The hash chain over the stored bytes of a hall's log, and hex.

use sha2::{Digest, Sha256};

/// A link of the chain.
pub type Hash = [u8; 32];

/// What stands before the first event.
pub const START: Hash = [0; 32];

/// The columns of an event that the chain covers.
#[derive(Debug, Clone, Copy)]
pub struct Link<'a> {
    /// The hall, so that a row cannot be moved to another one.
    pub hall: &'a str,
    /// The epoch as stored.
    pub epoch: &'a str,
    /// The place in the log.
    pub seq: u64,
    /// Hall time in milliseconds.
    pub at: i64,
    /// The actor as stored.
    pub by: &'a str,
    /// The kind as stored.
    pub kind: &'a str,
    /// The body as stored.
    pub body: &'a str,
}

impl Link<'_> {
    /// SHA-256 of the predecessor's hash and every column. Texts carry their length in front, so that no two rows
    /// give the same bytes.
    pub fn hash(&self, before: &Hash) -> Hash {
        let mut sha = Sha256::new();
        sha.update(before);
        let mut text = |text: &str| {
            sha.update((text.len() as u64).to_le_bytes());
            sha.update(text.as_bytes());
        };
        text(self.hall);
        text(self.epoch);
        text(self.by);
        text(self.kind);
        text(self.body);
        sha.update(self.seq.to_le_bytes());
        sha.update(self.at.to_le_bytes());
        sha.finalize().into()
    }
}

/// Lower-case hex.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        text.push(DIGITS[usize::from(byte >> 4)]);
        text.push(DIGITS[usize::from(byte & 15)]);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_cannot_flow_into_each_other() {
        let link = Link { hall: "nha-trang", epoch: "e", seq: 1, at: 5, by: "clock", kind: "a", body: "bc" };
        let shifted = Link { kind: "ab", body: "c", ..link };
        assert_ne!(link.hash(&START), shifted.hash(&START));
        assert_ne!(link.hash(&START), link.hash(&[1; 32]), "the predecessor counts");
        assert_eq!(hex(&[0, 0x1f, 0xa0]), "001fa0");
    }
}
