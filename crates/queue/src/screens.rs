//! How a hall looks on its screens: its colour, logo and words, and what each wall shows. The rules only keep and check it; pages
//! follow it.

use crate::config::Text;
use crate::ids::ZoneCode;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Rows of a wall's history: fewer lose people, more cannot be read from ten metres.
pub const HISTORY_ROWS: std::ops::RangeInclusive<u8> = 4..=6;
/// Next numbers of a line on a wall, at most.
pub const MOST_NEXT: u8 = 5;
/// Text on a wall or kiosk stands out from its ground at least so much, in hundredths of a contrast ratio.
pub const LEAST_CONTRAST_HUNDREDTHS: u32 = 700;
/// The grounds of dark screens on which the accent colour is text, as in the pages' own colours.
const DARK_GROUNDS: [Colour; 3] = [Colour(0x0a, 0x14, 0x1d), Colour(0x12, 0x20, 0x2c), Colour(0x14, 0x33, 0x49)];
/// Those of light screens.
const LIGHT_GROUNDS: [Colour; 3] = [Colour(0xf6, 0xf5, 0xf0), Colour(0xff, 0xff, 0xff), Colour(0xe9, 0xf1, 0xf7)];

/// What is a hall's own on its screens.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Brand {
    /// The accent colour of dark screens, such as walls; none for the pages' own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accent_dark: Option<Colour>,
    /// The accent colour of light screens, such as kiosks; none for the pages' own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accent_light: Option<Colour>,
    /// The name of a picture in the server's media folder; empty for none.
    pub logo: String,
    /// Stands over a called number; empty for *Mời công dân số*. At most 60 characters.
    pub invite: Text,
    /// Stands while nobody is called; empty for the pages' own words. At most 60 characters.
    pub idle: Text,
}

/// What the wall of a zone shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Wall {
    /// How the screen is divided.
    pub layout: Layout,
    /// Rows of the history, [`HISTORY_ROWS`].
    pub rows: u8,
    /// Numbers of each line that will probably be next, 0 to [`MOST_NEXT`]; 0 shows none.
    pub next: u8,
    /// Those who were called and did not come.
    pub missed: Show,
    /// Stands in the notices' line; at most 500 characters.
    pub ticker: Text,
    /// Pictures, video and slides of the server's media folder.
    pub panel: Show,
    /// Where this zone's counters are, seen from this wall.
    pub arrow: Arrow,
    /// Zones whose calls stand on this wall too.
    pub elsewhere: Vec<Elsewhere>,
}

impl Default for Wall {
    fn default() -> Self {
        Self {
            layout: Layout::default(),
            rows: 5,
            next: 0,
            missed: Show::default(),
            ticker: Text::default(),
            panel: Show::default(),
            arrow: Arrow::default(),
            elsewhere: Vec::new(),
        }
    }
}

/// How a wall's screen is divided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Layout {
    /// By the number of the zone's counters and the shape of the screen.
    #[default]
    Auto,
    /// The newest call beside one column of calls.
    Single,
    /// The newest call above two columns of calls, for many counters.
    Columns,
}

/// Whether a part of a wall is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Show {
    /// It is not.
    #[default]
    Hidden,
    /// It is.
    Shown,
}

/// Where to go, seen from a wall.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Arrow {
    /// →
    #[default]
    Right,
    /// ←
    Left,
    /// ↑: straight on, or a floor up.
    Up,
    /// ↓: behind the reader, or a floor down.
    Down,
    /// ↗
    UpRight,
    /// ↖
    UpLeft,
    /// ↘
    DownRight,
    /// ↙
    DownLeft,
}

impl Arrow {
    /// Its word in the log and on the wire.
    pub fn word(self) -> &'static str {
        match self {
            Arrow::Right => "right",
            Arrow::Left => "left",
            Arrow::Up => "up",
            Arrow::Down => "down",
            Arrow::UpRight => "up_right",
            Arrow::UpLeft => "up_left",
            Arrow::DownRight => "down_right",
            Arrow::DownLeft => "down_left",
        }
    }
}

/// Another zone on a wall.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Elsewhere {
    /// Which.
    pub zone: ZoneCode,
    /// Where it is, seen from this wall.
    pub arrow: Arrow,
}

impl Wall {
    /// Whether calls of a zone stand on this wall beside those of its own.
    pub fn shows_elsewhere(&self, zone: &ZoneCode) -> bool {
        self.elsewhere.iter().any(|other| other.zone == *zone)
    }
}

/// A colour of a screen: red, green, blue. Written as `#rrggbb`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Colour(u8, u8, u8);

/// A text that is no colour.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a colour is written as #rrggbb, such as #7cc8f6")]
pub struct BadColour;

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }
}

impl FromStr for Colour {
    type Err = BadColour;
    fn from_str(text: &str) -> Result<Self, BadColour> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6).ok_or(BadColour)?;
        if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return Err(BadColour);
        }
        let [_, red, green, blue] = u32::from_str_radix(digits, 16).map_err(|_| BadColour)?.to_be_bytes();
        Ok(Self(red, green, blue))
    }
}

impl From<Colour> for String {
    fn from(colour: Colour) -> String {
        colour.to_string()
    }
}

impl TryFrom<String> for Colour {
    type Error = BadColour;
    fn try_from(text: String) -> Result<Self, BadColour> {
        text.parse()
    }
}

impl Colour {
    /// Relative luminance after WCAG 2.2, 0 to 1.
    fn luminance(self) -> f64 {
        let linear = |channel: u8| {
            let part = f64::from(channel) / 255.0;
            if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.0) + 0.7152 * linear(self.1) + 0.0722 * linear(self.2)
    }

    /// How much it stands out from a ground, in hundredths of the ratio of WCAG 2.2: 100 to 2100.
    fn contrast_hundredths(self, ground: Colour) -> u32 {
        let (one, other) = (self.luminance() + 0.05, ground.luminance() + 0.05);
        let ratio = if one > other { one / other } else { other / one };
        (ratio * 100.0).clamp(100.0, 2100.0) as u32
    }

    /// The least contrast on dark screens, in hundredths.
    pub fn on_dark(self) -> u32 {
        DARK_GROUNDS.iter().map(|ground| self.contrast_hundredths(*ground)).min().unwrap_or(100)
    }

    /// The least contrast on light screens, in hundredths.
    pub fn on_light(self) -> u32 {
        LIGHT_GROUNDS.iter().map(|ground| self.contrast_hundredths(*ground)).min().unwrap_or(100)
    }
}

/// Whether a name can be one of a file in the media folder: no path, nothing hidden, 1 to 100 characters.
pub fn is_file_name(name: &str) -> bool {
    (1..=100).contains(&name.chars().count())
        && !name.starts_with('.')
        && !name.chars().any(|c| c.is_control() || matches!(c, '/' | '\\' | '\0' | '%' | '?' | '#'))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot read its own colours is a failed test")]
mod tests {
    use super::*;

    #[test]
    fn a_colour_is_six_digits_and_nothing_else() {
        let colour: Colour = "#7cc8F6".parse().unwrap();
        assert_eq!(colour.to_string(), "#7cc8f6");
        for wrong in ["", "7cc8f6", "#7cc8f", "#7cc8f60", "#7cc8fg", "#+cc8f6", "red", "#ệệ", "url(x)"] {
            assert_eq!(wrong.parse::<Colour>(), Err(BadColour), "{wrong}");
        }
    }

    #[test]
    fn contrast_is_that_of_wcag() {
        let (black, white): (Colour, Colour) = ("#000000".parse().unwrap(), "#ffffff".parse().unwrap());
        assert_eq!(black.contrast_hundredths(white), 2100);
        assert_eq!(white.contrast_hundredths(white), 100);
        let grey: Colour = "#767676".parse().unwrap();
        assert_eq!(grey.contrast_hundredths(white), 454);
    }

    /// The grounds are those of the pages: whoever changes one there changes the check here.
    #[test]
    fn the_grounds_stand_in_the_pages_own_colours_and_carry_their_accent() {
        let tokens = include_str!("../../../displays/shared/tokens.css");
        let (light, dark) = tokens.split_once("@media (prefers-color-scheme: dark)").unwrap();
        for (theme, grounds) in [(light, LIGHT_GROUNDS), (dark, DARK_GROUNDS)] {
            for (name, ground) in ["--paper", "--panel", "--call"].iter().zip(grounds) {
                assert!(theme.contains(&format!("{name}: {ground};")), "{name} is not {ground}");
            }
        }
        let accent = |theme: &str| -> Colour {
            theme.split("--accent: ").nth(1).and_then(|rest| rest.split(';').next()).unwrap().parse().unwrap()
        };
        assert!(accent(light).on_light() >= LEAST_CONTRAST_HUNDREDTHS);
        assert!(accent(dark).on_dark() >= LEAST_CONTRAST_HUNDREDTHS);
    }

    #[test]
    fn no_name_of_a_file_leads_anywhere_else() {
        for wrong in ["", "..", ".hidden", "../x.png", "a/b.png", "a\\b.png", "a%2fb.png", "x\u{0}.png", "x?.png"] {
            assert!(!is_file_name(wrong), "{wrong}");
        }
        assert!(is_file_name("Quốc huy.png") && !is_file_name(&"x".repeat(101)));
    }
}
