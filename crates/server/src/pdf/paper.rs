//! Pages that words, lines and shades are laid on from top to bottom, in points.

use super::face::{Faces, Style};
use super::{PAGES_MAX, PdfError};
use jiff::civil::Date;
use krilla::Document;
use krilla::SerializeSettings;
use krilla::color::luma;
use krilla::configure::{Archival, ConfigurationBuilder};
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::{DateTime, Metadata};
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule};
use krilla::surface::Surface;
use krilla::text::GlyphId;

/// Points of a millimetre.
const MM: f32 = 72.0 / 25.4;
/// A4, upright.
const SHORT: f32 = 210.0 * MM;
const LONG: f32 = 297.0 * MM;
/// The decree's margins: top and bottom 20 to 25 mm, left 30 to 35, right 15 to 20.
const TOP: f32 = 20.0 * MM;
const BOTTOM: f32 = 20.0 * MM;
const LEFT: f32 = 30.0 * MM;
const RIGHT: f32 = 15.0 * MM;
/// Of the page number, in the middle of the upper margin; the first page has none.
const NUMBER_SIZE: f32 = 13.0;
const NUMBER_BASE: f32 = 13.0 * MM;
/// From one line to the next, as a part of the size.
pub(super) const LEADING: f32 = 1.2;
/// From the top of a line to what letters stand on, as a part of the size.
pub(super) const ASCENT: f32 = 0.9;
/// Lines of one paragraph, at most.
const LINES_MAX: usize = 40;
/// Letters of one paragraph, at most.
const LETTERS_MAX: usize = 2_000;

/// How a page lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Orientation {
    /// Upright.
    Upright,
    /// On its long side, for wide tables.
    Wide,
}

/// Where words stand between two edges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// At the left one.
    Left,
    /// In the middle.
    Middle,
    /// At the right one.
    Right,
}

/// What a PDF says about itself.
#[derive(Debug, Clone)]
pub struct Title<'a> {
    /// Its name.
    pub words: &'a str,
    /// `vi` or `en`.
    pub language: &'a str,
    /// The day it was made.
    pub made_on: Date,
}

enum Mark {
    Text {
        x: f32,
        base: f32,
        style: Style,
        size: f32,
        text: String,
    },
    /// A grey box: 0 is black, 255 white.
    Shade {
        x: f32,
        y: f32,
        width: f32,
        height: f32,
        grey: u8,
    },
}

struct Page {
    orientation: Orientation,
    marks: Vec<Mark>,
}

/// A paper in the making.
pub struct Paper {
    pub(super) faces: Faces,
    done: Vec<Page>,
    page: Page,
    /// How far down the page is filled.
    y: f32,
}

impl Paper {
    /// An empty sheet, upright.
    pub fn new() -> Result<Self, PdfError> {
        let page = Page { orientation: Orientation::Upright, marks: Vec::new() };
        Ok(Self { faces: Faces::load()?, done: Vec::new(), page, y: TOP })
    }

    fn size(orientation: Orientation) -> (f32, f32) {
        match orientation {
            Orientation::Upright => (SHORT, LONG),
            Orientation::Wide => (LONG, SHORT),
        }
    }

    /// The left and the right edge of what may be written on.
    pub fn edges(&self) -> (f32, f32) {
        Self::edges_of(self.page.orientation)
    }

    pub(super) fn edges_of(orientation: Orientation) -> (f32, f32) {
        (LEFT, Self::size(orientation).0 - RIGHT)
    }

    /// How the page lies.
    pub(super) fn orientation(&self) -> Orientation {
        self.page.orientation
    }

    /// How many pages it has so far.
    pub fn pages(&self) -> usize {
        self.done.len() + 1
    }

    /// How far down the page is filled.
    pub fn y(&self) -> f32 {
        self.y
    }

    /// Leaves room.
    pub fn skip(&mut self, height: f32) {
        self.y += height;
    }

    /// Goes back up to where two columns begin side by side, or down below the longer one.
    pub(super) fn go_to(&mut self, y: f32) {
        self.y = y;
    }

    /// A new page, lying so.
    pub fn turn(&mut self, orientation: Orientation) -> Result<(), PdfError> {
        if self.done.len() + 1 >= PAGES_MAX {
            return Err(PdfError::TooLong);
        }
        let fresh = Page { orientation, marks: Vec::new() };
        self.done.push(std::mem::replace(&mut self.page, fresh));
        self.y = TOP;
        Ok(())
    }

    /// Whether so much more has room on the page.
    pub fn has_room(&self, height: f32) -> bool {
        self.y + height <= Self::size(self.page.orientation).1 - BOTTOM
    }

    /// Goes to a new page unless so much has room.
    pub fn need(&mut self, height: f32) -> Result<(), PdfError> {
        if self.has_room(height) { Ok(()) } else { self.turn(self.page.orientation) }
    }

    /// Words on one line between two edges, standing on a base line.
    pub(super) fn put(&mut self, text: &str, style: Style, size: f32, (from, to): (f32, f32), align: Align, base: f32) {
        let left = to - from - self.faces.width(style, size, text);
        let x = from
            + match align {
                Align::Left => 0.0,
                Align::Middle => left / 2.0,
                Align::Right => left,
            };
        self.page.marks.push(Mark::Text { x, base, style, size, text: text.to_owned() });
    }

    /// A black line of a width, across or down.
    pub(super) fn rule(&mut self, x: f32, y: f32, width: f32, height: f32) {
        self.page.marks.push(Mark::Shade { x, y, width, height, grey: 0 });
    }

    /// A grey box behind what comes after.
    pub(super) fn shade(&mut self, x: f32, y: f32, width: f32, height: f32, grey: u8) {
        self.page.marks.push(Mark::Shade { x, y, width, height, grey });
    }

    /// A paragraph over the whole width; goes on on the next page where it must.
    pub fn paragraph(&mut self, text: &str, style: Style, size: f32, align: Align) -> Result<(), PdfError> {
        let (from, to) = self.edges();
        self.lines(text, style, size, (from, to), align)
    }

    /// Lines between two edges.
    pub(super) fn lines(
        &mut self,
        text: &str,
        style: Style,
        size: f32,
        edges: (f32, f32),
        align: Align,
    ) -> Result<(), PdfError> {
        let text = self.faces.clean(text, LETTERS_MAX);
        for line in self.wrapped(&text, style, size, edges.1 - edges.0, LINES_MAX) {
            self.need(size * LEADING)?;
            let base = self.y + size * ASCENT;
            self.put(&line, style, size, edges, align, base);
            self.y += size * LEADING;
        }
        Ok(())
    }

    /// Text in lines that are not wider; a word that is wider alone is broken. What is beyond the last line ends in an ellipsis.
    pub(super) fn wrapped(&self, text: &str, style: Style, size: f32, width: f32, lines_max: usize) -> Vec<String> {
        let mut lines = vec![String::new()];
        let wide = |text: &str| self.faces.width(style, size, text);
        for word in text.split(' ').filter(|word| !word.is_empty()) {
            let last = lines.last_mut().unwrap_or_else(|| unreachable!("there is always a line"));
            let joined = if last.is_empty() { word.to_owned() } else { format!("{last} {word}") };
            if wide(&joined) <= width {
                *last = joined;
                continue;
            }
            let begin = if last.is_empty() { std::mem::take(last) } else { String::new() };
            let mut piece = begin;
            let mut pieces = Vec::new();
            for letter in word.chars() {
                piece.push(letter);
                if wide(&piece) > width && piece.chars().nth(1).is_some() {
                    piece.pop();
                    pieces.push(std::mem::replace(&mut piece, letter.to_string()));
                }
            }
            pieces.push(piece);
            if lines.last().is_some_and(String::is_empty) {
                lines.pop();
            }
            lines.extend(pieces);
            if lines.len() > lines_max {
                break;
            }
        }
        if lines.len() > lines_max {
            lines.truncate(lines_max);
            if let Some(last) = lines.last_mut() {
                while wide(last) + wide("…") > width && last.pop().is_some() {}
                last.push('…');
            }
        }
        lines
    }

    /// The finished file.
    pub fn finish(mut self, title: &Title<'_>) -> Result<Vec<u8>, PdfError> {
        let failed = |why: String| PdfError::Library(why);
        let configuration = ConfigurationBuilder::new()
            .with_archival_validator(Archival::A2_B)
            .finish()
            .map_err(|error| failed(format!("{error:?}")))?;
        let settings = SerializeSettings { configuration, enable_tagging: false, ..SerializeSettings::default() };
        let mut document = Document::new_with(settings);
        let words = self.faces.clean(title.words, LETTERS_MAX);
        document.set_metadata(metadata(title, words));
        let last = std::mem::replace(&mut self.page, Page { orientation: Orientation::Upright, marks: Vec::new() });
        self.done.push(last);
        let pages = std::mem::take(&mut self.done);
        for (number, mut page) in (1_usize..).zip(pages) {
            let (width, height) = Self::size(page.orientation);
            if number > 1 {
                page.marks.push(self.number(number, width));
            }
            let size = PageSettings::from_wh(width, height).ok_or_else(|| failed("no page of this size".to_owned()))?;
            let mut sheet = document.start_page_with(size);
            let mut surface = sheet.surface();
            for mark in &page.marks {
                self.draw(&mut surface, mark);
            }
            surface.finish();
            sheet.finish();
        }
        document.finish().map_err(|error| failed(format!("{error:?}")))
    }

    fn number(&self, number: usize, width: f32) -> Mark {
        let text = number.to_string();
        let x = (width - self.faces.width(Style::Regular, NUMBER_SIZE, &text)) / 2.0;
        Mark::Text { x, base: NUMBER_BASE, style: Style::Regular, size: NUMBER_SIZE, text }
    }

    fn draw(&self, surface: &mut Surface<'_>, mark: &Mark) {
        let fill = |grey: u8| Fill {
            paint: luma::Color::new(grey).into(),
            opacity: NormalizedF32::ONE,
            rule: FillRule::NonZero,
        };
        match mark {
            Mark::Text { x, base, style, size, text } => {
                surface.set_fill(Some(fill(0)));
                let glyphs = self.faces.glyphs(*style, text);
                debug_assert!(glyphs.iter().all(|glyph| glyph.glyph_id != GlyphId::new(0)), "{text:?} is not clean");
                surface.draw_glyphs(
                    Point::from_xy(*x, *base),
                    &glyphs,
                    self.faces.embedded(*style),
                    text,
                    *size,
                    false,
                );
            }
            Mark::Shade { x, y, width, height, grey } => {
                surface.set_fill(Some(fill(*grey)));
                let mut path = PathBuilder::new();
                if let Some(rect) = Rect::from_xywh(*x, *y, *width, *height) {
                    path.push_rect(rect);
                }
                if let Some(path) = path.finish() {
                    surface.draw_path(&path);
                }
            }
        }
    }
}

fn metadata(title: &Title<'_>, words: String) -> Metadata {
    let part = |number: i8| u8::try_from(number).unwrap_or(1);
    let year = u16::try_from(title.made_on.year()).unwrap_or(0);
    let made = DateTime::new(year).month(part(title.made_on.month())).day(part(title.made_on.day()));
    Metadata::new().title(words).language(title.language.to_owned()).creator("goiso".to_owned()).creation_date(made)
}
