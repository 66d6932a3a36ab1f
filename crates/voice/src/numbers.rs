//! Numbers as Vietnamese says them, 0 to 9999, in the names of clips.

use crate::settings::Region;

/// The largest number that is read as one; longer ones are read digit by digit.
pub const NUMBER_MAX: u32 = 9999;

const DIGITS: [&str; 10] =
    ["digit.0", "digit.1", "digit.2", "digit.3", "digit.4", "digit.5", "digit.6", "digit.7", "digit.8", "digit.9"];

/// The clip of a digit.
pub fn digit(value: u32) -> &'static str {
    DIGITS[(value % 10) as usize]
}

/// The words of a number; none above [`NUMBER_MAX`].
pub fn vietnamese(value: u32, region: Region) -> Vec<&'static str> {
    if value > NUMBER_MAX {
        return Vec::new();
    }
    let (thousands, hundreds, tens, units) = (value / 1000, value / 100 % 10, value / 10 % 10, value % 10);
    let mut words = Vec::with_capacity(8);
    if thousands > 0 {
        words.push(digit(thousands));
        words.push(match region {
            Region::North => "num.nghin",
            Region::South => "num.ngan",
        });
        if hundreds + tens + units == 0 {
            return words;
        }
    }
    // 1005: the empty hundreds are said, so that it does not sound like 1500
    let has_hundreds = thousands + hundreds > 0;
    if has_hundreds {
        words.extend([digit(hundreds), "num.tram"]);
    }
    match (tens, units) {
        (0, 0) if has_hundreds => {}
        (0, _) => {
            if has_hundreds {
                words.push(match region {
                    Region::North => "num.linh",
                    Region::South => "num.le",
                });
            }
            words.push(digit(units));
        }
        (1, _) => {
            words.push("num.muoi");
            words.extend(unit_after_ten(units));
        }
        (_, _) => {
            words.extend([digit(tens), "num.muoi_tens"]);
            words.extend(unit_after_tens(units));
        }
    }
    words
}

/// After *mười*: 5 is *lăm*.
fn unit_after_ten(units: u32) -> Option<&'static str> {
    match units {
        0 => None,
        5 => Some("num.lam"),
        other => Some(digit(other)),
    }
}

/// After *mươi*: 1 is *mốt*, 4 *tư*, 5 *lăm*.
fn unit_after_tens(units: u32) -> Option<&'static str> {
    match units {
        1 => Some("num.mot_tone"),
        4 => Some("num.tu"),
        other => unit_after_ten(other),
    }
}

/// What may be said instead when a voice lacks the word: the other region's word, *bốn* for *tư*.
pub fn instead(word: &str) -> Option<&'static str> {
    match word {
        "num.linh" => Some("num.le"),
        "num.le" => Some("num.linh"),
        "num.nghin" => Some("num.ngan"),
        "num.ngan" => Some("num.nghin"),
        "num.tu" => Some("digit.4"),
        _ => None,
    }
}

#[cfg(test)]
#[path = "numbers_table.rs"]
mod table;
