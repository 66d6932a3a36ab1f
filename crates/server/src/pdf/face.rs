//! The letters of papers: Tinos, as wide as Times New Roman, which the decree asks for.

use super::PdfError;
use ab_glyph::{Font as _, FontRef};
use krilla::text::{Font, GlyphId, KrillaGlyph};
use unicode_normalization::UnicodeNormalization as _;

const REGULAR: &[u8] = include_bytes!("fonts/tinos-regular.ttf");
const BOLD: &[u8] = include_bytes!("fonts/tinos-bold.ttf");
const ITALIC: &[u8] = include_bytes!("fonts/tinos-italic.ttf");

/// Stands for what the font has no letter for.
const UNKNOWN: char = '□';

/// How letters look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Upright.
    Regular,
    /// Upright and bold.
    Bold,
    /// Slanted.
    Italic,
}

struct Face {
    measured: FontRef<'static>,
    embedded: Font,
}

impl Face {
    fn load(bytes: &'static [u8]) -> Result<Self, PdfError> {
        let failed = |why: &str| PdfError::Library(why.to_owned());
        let measured = FontRef::try_from_slice(bytes).map_err(|error| failed(&error.to_string()))?;
        let embedded = Font::new(bytes.to_vec().into(), 0).ok_or_else(|| failed("a font cannot be embedded"))?;
        Ok(Self { measured, embedded })
    }
}

/// The three faces of a paper.
pub(super) struct Faces {
    regular: Face,
    bold: Face,
    italic: Face,
}

impl Faces {
    pub(super) fn load() -> Result<Self, PdfError> {
        Ok(Self { regular: Face::load(REGULAR)?, bold: Face::load(BOLD)?, italic: Face::load(ITALIC)? })
    }

    fn face(&self, style: Style) -> &Face {
        match style {
            Style::Regular => &self.regular,
            Style::Bold => &self.bold,
            Style::Italic => &self.italic,
        }
    }

    pub(super) fn embedded(&self, style: Style) -> Font {
        self.face(style).embedded.clone()
    }

    /// Of a letter, as a part of the size.
    fn advance(&self, style: Style, letter: char) -> f32 {
        let font = &self.face(style).measured;
        font.h_advance_unscaled(font.glyph_id(letter)) / font.units_per_em().unwrap_or(2048.0)
    }

    /// How wide a line is, in points.
    pub(super) fn width(&self, style: Style, size: f32, text: &str) -> f32 {
        text.chars().map(|letter| self.advance(style, letter)).sum::<f32>() * size
    }

    /// The glyphs of a line, one for each letter: Vietnamese is whole in single letters.
    pub(super) fn glyphs(&self, style: Style, text: &str) -> Vec<KrillaGlyph> {
        let font = &self.face(style).measured;
        let glyph = |(at, letter): (usize, char)| {
            let id = GlyphId::new(u32::from(font.glyph_id(letter).0));
            KrillaGlyph::new(id, self.advance(style, letter), 0.0, 0.0, 0.0, at..at + letter.len_utf8(), None)
        };
        text.char_indices().map(glyph).collect()
    }

    /// Text as it can stand on paper: composed, without what is invisible, a box for what the font lacks, not longer than so many
    /// letters.
    pub(super) fn clean(&self, text: &str, letters_max: usize) -> String {
        let font = &self.regular.measured;
        let mut letters = text.nfc().filter_map(|letter| match letter {
            // it keeps a number and its unit on one line
            '\u{a0}' => Some('\u{a0}'),
            letter if letter.is_whitespace() => Some(' '),
            letter if letter.is_control() || is_invisible(letter) => None,
            letter if font.glyph_id(letter).0 == 0 => Some(UNKNOWN),
            letter => Some(letter),
        });
        let mut kept: String = letters.by_ref().take(letters_max).collect();
        if letters.next().is_some() {
            kept.push('…');
        }
        kept
    }
}

/// Marks that turn the direction of text or join letters: on paper they could make a number read otherwise.
fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}')
}
