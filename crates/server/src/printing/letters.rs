//! Letters as dots: Be Vietnam Pro, whose stacked diacritics are drawn by people who read them.
//!
//! Vietnamese is composed wholly in NFC: one letter is one glyph and needs no shaping.

use super::paper::Strip;
use ab_glyph::{Font, FontRef, Glyph, PxScale, ScaleFont, point};
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;

static MEDIUM: LazyLock<FontRef<'static>> = LazyLock::new(|| {
    FontRef::try_from_slice(include_bytes!("fonts/be-vietnam-pro-500.ttf")).expect("the embedded font is sound")
});
static HEAVY: LazyLock<FontRef<'static>> = LazyLock::new(|| {
    FontRef::try_from_slice(include_bytes!("fonts/be-vietnam-pro-800.ttf")).expect("the embedded font is sound")
});

/// A dot is black from this part of it covered on; a little less than half, because heat eats thin strokes.
const BLACK_FROM: f32 = 0.42;
/// Room above and below the baseline in parts of the letter size; ink that needs more gets more.
const ABOVE: f32 = 0.95;
const BELOW: f32 = 0.28;

/// Lines are made even in steps of so many dots.
const EVEN_STEP: f32 = 8.0;

/// How strong letters are. Thin strokes vanish on thermal paper, so that there is nothing below medium.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// For reading.
    Medium,
    /// For finding.
    Heavy,
}

/// A style: weight and letter size in dots.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Style {
    /// How strong.
    pub weight: Weight,
    /// The em, in dots.
    pub size: f32,
}

/// Where the ink of a line lies around its baseline, in dots.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Extent {
    /// From the baseline up.
    pub above: f32,
    /// From the baseline down.
    pub below: f32,
}

impl Style {
    /// Medium letters.
    pub const fn medium(size: f32) -> Self {
        Self { weight: Weight::Medium, size }
    }
    /// Heavy letters.
    pub const fn heavy(size: f32) -> Self {
        Self { weight: Weight::Heavy, size }
    }

    fn font(self) -> &'static FontRef<'static> {
        match self.weight {
            Weight::Medium => &MEDIUM,
            Weight::Heavy => &HEAVY,
        }
    }

    /// The glyphs of a text along a baseline that begins at zero, and how far they reach. Letters that the font does not have are
    /// left out: an empty box says nothing to anybody.
    fn glyphs(self, text: &str) -> (Vec<Glyph>, f32) {
        let font = self.font();
        let em = font.units_per_em().unwrap_or(1000.0);
        let scale = PxScale::from(self.size * font.height_unscaled() / em);
        let scaled = font.as_scaled(scale);
        let mut glyphs = Vec::new();
        let mut x = 0.0;
        let mut before = None;
        for letter in text.nfc() {
            let id = font.glyph_id(letter);
            if id.0 == 0 {
                continue;
            }
            if let Some(before) = before {
                x += scaled.kern(before, id);
            }
            glyphs.push(id.with_scale_and_position(scale, point(x, 0.0)));
            x += scaled.h_advance(id);
            before = Some(id);
        }
        (glyphs, x)
    }

    /// How wide a text is, in dots.
    pub fn width(self, text: &str) -> f32 {
        self.glyphs(text).1
    }

    /// The same style, smaller until the text fits, but never below `least`.
    pub fn fitting(self, text: &str, width: f32, least: f32) -> Self {
        let own = self.width(text);
        if own <= width {
            return self;
        }
        Self { size: (self.size * width / own).floor().max(least), ..self }
    }

    /// Room that a line needs: the style's usual, and whatever its ink needs more.
    pub fn extent(self, text: &str) -> Extent {
        let mut extent = Extent { above: self.size * ABOVE, below: self.size * BELOW };
        for glyph in self.glyphs(text).0 {
            if let Some(outline) = self.font().outline_glyph(glyph) {
                let bounds = outline.px_bounds();
                extent.above = extent.above.max(-bounds.min.y);
                extent.below = extent.below.max(bounds.max.y);
            }
        }
        extent
    }

    /// Draws a text from `x` along a baseline; says whether all of it lies on the paper.
    pub fn draw(self, strip: &mut Strip, text: &str, x: f32, baseline: f32) -> bool {
        let mut whole = true;
        for mut glyph in self.glyphs(text).0 {
            glyph.position.x += x;
            glyph.position.y += baseline;
            let Some(outline) = self.font().outline_glyph(glyph) else { continue };
            let corner = outline.px_bounds().min;
            outline.draw(|column, row, covered| {
                if covered >= BLACK_FROM {
                    whole &= strip.set(corner.x as i64 + i64::from(column), corner.y as i64 + i64::from(row));
                }
            });
        }
        whole
    }

    /// A text in lines that fit, broken between words, inside a word only where it alone is too wide. What does not fit into
    /// `at_most` lines ends in an ellipsis.
    pub fn lines(self, text: &str, width: f32, at_most: usize) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        let mut line = String::new();
        for word in text.split_whitespace() {
            let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
            if self.width(&longer) <= width {
                line = longer;
                continue;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            for letter in word.nfc() {
                line.push(letter);
                if self.width(&line) > width && line.chars().count() > 1 {
                    line.pop();
                    lines.push(std::mem::replace(&mut line, letter.to_string()));
                }
            }
        }
        if !line.is_empty() {
            lines.push(line);
        }
        if lines.len() > at_most {
            lines.truncate(at_most);
            if let Some(last) = lines.last_mut() {
                while !last.is_empty() && self.width(&format!("{last}…")) > width {
                    last.pop();
                }
                last.truncate(last.trim_end().len());
                last.push('…');
            }
        }
        lines
    }
}

impl Style {
    /// The same number of lines as [`Style::lines`] makes, about equally long: no word stands alone in the last one.
    pub fn even_lines(self, text: &str, width: f32, at_most: usize) -> Vec<String> {
        let mut lines = self.lines(text, width, at_most);
        // whatever was cut off must stay cut off where it was
        if lines.len() < 2 || self.lines(text, width, at_most + 1).len() > at_most {
            return lines;
        }
        let mut narrower = width;
        while narrower > width / 2.0 {
            narrower -= EVEN_STEP;
            let tried = self.lines(text, narrower, at_most + 1);
            if tried.len() > lines.len() {
                break;
            }
            lines = tried;
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STACKED: &str = "ẮẰẲẴẶẤẦẨẪẬẾỀỂỄỆỐỒỔỖỘỚỜỞỠỢỨỪỬỮỰắằẳẵặấầẩẫậếềểễệốồổỗộớờởỡợứừửữựĐđ";

    #[test]
    fn every_vietnamese_letter_has_a_glyph() {
        for style in [Style::medium(30.0), Style::heavy(30.0)] {
            let count = style.glyphs(STACKED).0.len();
            assert_eq!(count, STACKED.chars().count(), "{style:?}");
            // decomposed letters are the same letters
            let apart: String = STACKED.nfd().collect();
            assert_eq!(style.glyphs(&apart).0.len(), count);
        }
    }

    #[test]
    fn no_dot_of_a_stacked_letter_lies_outside_its_line() {
        for style in [Style::medium(24.0), Style::heavy(40.0), Style::heavy(200.0)] {
            for letter in STACKED.chars().map(|letter| letter.to_string()) {
                let extent = style.extent(&letter);
                let mut strip = Strip::new(400);
                assert!(style.draw(&mut strip, &letter, 40.0, extent.above.ceil()), "{letter} at {style:?} is cut");
                let bottom = (extent.above.ceil() + extent.below).ceil() as u32;
                assert!(strip.height() <= bottom, "{letter} at {style:?} reaches {} of {bottom}", strip.height());
            }
        }
    }

    #[test]
    fn lines_break_between_words_and_none_is_too_wide() {
        let style = Style::medium(28.0);
        let text =
            "Trung tâm Phục vụ hành chính công Đặc khu Phú Quốc Nghĩa-trang-liệt-sĩ-không-có-chỗ-để-ngắt-dòng-nào-cả";
        let lines = style.lines(text, 300.0, 20);
        assert!(lines.len() > 3, "{lines:?}");
        for line in &lines {
            assert!(style.width(line) <= 300.0, "{line} is too wide");
        }
        let together = |text: &str| text.split_whitespace().collect::<String>();
        assert_eq!(together(&lines.concat()), together(text), "nothing is lost");
        let even = style.even_lines("Quét mã để theo dõi số trên điện thoại", 368.0, 2);
        assert!(even.len() == 2 && even.last().is_some_and(|line| line.contains(' ')), "one word alone: {even:?}");
        let cut = style.lines(text, 300.0, 2);
        assert_eq!(cut.len(), 2);
        assert!(cut.last().is_some_and(|line| line.ends_with('…') && style.width(line) <= 300.0), "{cut:?}");
    }

    #[test]
    fn letters_without_a_glyph_are_left_out() {
        assert_eq!(Style::medium(20.0).width("A😀B"), Style::medium(20.0).width("AB"));
    }
}
