//! Tables over any number of pages: columns as wide as they need, the head again on every page, no row torn.

use super::PdfError;
use super::face::Style;
use super::paper::{ASCENT, Align, LEADING, Orientation, Paper};

/// Sizes that are tried from the largest; a table upright is rather small than lying.
const UPRIGHT_SIZES: [f32; 5] = [12.0, 11.0, 10.0, 9.0, 8.5];
const WIDE_SIZES: [f32; 4] = [11.0, 10.0, 9.0, 8.0];
/// Sizes of a table that shares its page.
const STAYING_SIZES: [f32; 3] = [10.0, 9.0, 8.5];
/// Lines of one cell, at most: a heading, a head and three rows always have room on a page.
const CELL_LINES_MAX: usize = 8;
/// Rows that stay with their head, and rows at the end that stay together: a page with one row reads as a slip.
const ROWS_TOGETHER: usize = 2;
/// Letters of one cell, at most.
const CELL_LETTERS_MAX: usize = 300;
/// Between the lines of the grid and what stands in it.
const PAD_X: f32 = 3.5;
const PAD_Y: f32 = 2.5;
/// The lines of the grid.
const GRID: f32 = 0.5;
/// Behind the head.
const HEAD_GREY: u8 = 232;

/// A column.
#[derive(Debug, Clone)]
pub struct TableColumn {
    /// Over it.
    pub title: String,
    /// Where its cells stand.
    pub align: Align,
}

/// A cell.
#[derive(Debug, Clone)]
pub struct TableCell {
    /// What stands in it.
    pub text: String,
    /// How grey it is: 255 is white.
    pub grey: u8,
}

impl TableCell {
    /// On white.
    pub fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), grey: u8::MAX }
    }
}

/// What a table does for its words to fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fit {
    /// As large as it may be; goes to a page on its long side rather than break a word.
    Turn,
    /// Small, on the page as it lies; breaks words.
    Stay,
}

/// A table.
#[derive(Debug, Clone)]
pub struct Table {
    /// Its columns.
    pub columns: Vec<TableColumn>,
    /// Its rows; each has a cell for every column.
    pub rows: Vec<Vec<TableCell>>,
    /// What it does for them to fit.
    pub fit: Fit,
}

/// How a table is laid out.
struct Layout {
    orientation: Orientation,
    size: f32,
    widths: Vec<f32>,
}

impl Table {
    /// Draws it from where the paper is filled to, below a heading that stays with it.
    pub fn draw(mut self, paper: &mut Paper, heading: &str, heading_size: f32) -> Result<(), PdfError> {
        self.clean(paper);
        let layout = self.layout(paper);
        if layout.orientation != paper.orientation() {
            paper.turn(layout.orientation)?;
        }
        let head: Vec<Vec<String>> = self.head(paper, &layout);
        // a heading and a head alone at the foot of a page would promise what is not there
        let lines: Vec<_> = self.rows.iter().map(|row| cells(paper, &layout, row)).collect();
        let heights: Vec<f32> = lines.iter().map(|row| height(row, layout.size)).collect();
        // of three rows none can be left for the next page without leaving one here
        let begun = if heights.len() <= ROWS_TOGETHER + 1 { heights.len() } else { ROWS_TOGETHER };
        let first: f32 = heights.iter().take(begun).sum();
        let together = heading_size * LEADING * 2.0 + height(&head, layout.size) + first;
        paper.need(together)?;
        if !heading.is_empty() {
            paper.paragraph(heading, Style::Bold, heading_size, Align::Left)?;
            paper.skip(heading_size * 0.3);
        }
        self.draw_head(paper, &layout, &head);
        for (place, (row, lines)) in self.rows.iter().zip(&lines).enumerate() {
            let left = heights.get(place..).unwrap_or_default();
            let with_last = if left.len() == ROWS_TOGETHER { left.len() } else { 1 };
            if !paper.has_room(left.iter().take(with_last).sum()) && place > 0 {
                paper.turn(layout.orientation)?;
                self.draw_head(paper, &layout, &head);
            }
            let aligns = self.columns.iter().map(|column| column.align);
            let greys = row.iter().map(|cell| cell.grey);
            draw_row(paper, &layout, lines, Style::Regular, aligns.zip(greys));
        }
        Ok(())
    }

    fn clean(&mut self, paper: &Paper) {
        for column in &mut self.columns {
            column.title = paper.faces.clean(&column.title, CELL_LETTERS_MAX);
        }
        for cell in self.rows.iter_mut().flatten() {
            cell.text = paper.faces.clean(&cell.text, CELL_LETTERS_MAX);
        }
    }

    /// The widths of a column's longest word and of its longest text as parts of the size, without what is around them.
    fn bounds(&self, paper: &Paper) -> Vec<(f32, f32)> {
        let longest = |style: Style, text: &str| {
            let words = text.split(' ').map(|word| paper.faces.width(style, 1.0, word));
            (words.fold(0.0, f32::max), paper.faces.width(style, 1.0, text))
        };
        let column = |(place, column): (usize, &TableColumn)| {
            // a head may take three lines, a row is better on one
            let (word, whole) = longest(Style::Bold, &column.title);
            let mut bounds = (word, word.max(whole / 3.0));
            for cell in self.rows.iter().filter_map(|row| row.get(place)) {
                let (word, whole) = longest(Style::Regular, &cell.text);
                bounds = (bounds.0.max(word), bounds.1.max(whole));
            }
            bounds
        };
        self.columns.iter().enumerate().map(column).collect()
    }

    fn layout(&self, paper: &Paper) -> Layout {
        let around = (PAD_X * 2.0 + GRID) * to_f32(self.columns.len());
        let upright = |size| (Orientation::Upright, size);
        let tries: Vec<(Orientation, f32)> = match self.fit {
            Fit::Turn => {
                let wide = WIDE_SIZES.map(|size| (Orientation::Wide, size));
                UPRIGHT_SIZES.map(upright).into_iter().chain(wide).collect()
            }
            Fit::Stay => STAYING_SIZES.map(|size| (paper.orientation(), size)).to_vec(),
        };
        let bounds = self.bounds(paper);
        let room = |orientation| {
            let (from, to) = Paper::edges_of(orientation);
            to - from - around
        };
        for &(orientation, size) in &tries {
            let sized: Vec<_> = bounds.iter().map(|(least, most)| (least * size, most * size)).collect();
            if let Some(widths) = spread(&sized, room(orientation)) {
                return Layout { orientation, size, widths };
            }
        }
        // no size will do: words are broken in the columns that ask for most
        let (orientation, size) = tries.last().copied().unwrap_or_else(|| upright(STAYING_SIZES[0]));
        let wanted: Vec<f32> = bounds.iter().map(|(least, _)| least * size).collect();
        let widths = levelled(&wanted, room(orientation)).into_iter().map(|width| width.max(size)).collect();
        Layout { orientation, size, widths }
    }

    fn head(&self, paper: &Paper, layout: &Layout) -> Vec<Vec<String>> {
        let titled = self.columns.iter().zip(&layout.widths);
        titled
            .map(|(column, width)| paper.wrapped(&column.title, Style::Bold, layout.size, *width, CELL_LINES_MAX))
            .collect()
    }

    fn draw_head(&self, paper: &mut Paper, layout: &Layout, head: &[Vec<String>]) {
        let (from, to) = paper.edges();
        let y = paper.y();
        let width = total(layout).min(to - from);
        paper.rule(from, y, width, GRID);
        draw_row(paper, layout, head, Style::Bold, head.iter().map(|_| (Align::Middle, HEAD_GREY)));
    }
}

/// Divides the room among columns by what they would like and must have; none if a word would be broken.
fn spread(bounds: &[(f32, f32)], room: f32) -> Option<Vec<f32>> {
    let least: f32 = bounds.iter().map(|(least, _)| least).sum();
    let most: f32 = bounds.iter().map(|(_, most)| most).sum();
    if least > room {
        return None;
    }
    if most <= room {
        // what is over makes every column wider alike, so that the table fills the width
        let share = (room - most) / to_f32(bounds.len().max(1));
        return Some(bounds.iter().map(|(_, most)| most + share).collect());
    }
    let part = (room - least) / (most - least);
    Some(bounds.iter().map(|(least, most)| least + (most - least) * part).collect())
}

/// Gives each column what it wants, but none more than a common share of what the narrower ones leave.
fn levelled(wanted: &[f32], room: f32) -> Vec<f32> {
    let mut narrowest_first = wanted.to_vec();
    narrowest_first.sort_by(f32::total_cmp);
    let mut left = room;
    let mut share = 0.0;
    for (place, width) in narrowest_first.iter().enumerate() {
        share = left / to_f32(narrowest_first.len() - place);
        if *width > share {
            break;
        }
        left -= width;
    }
    wanted.iter().map(|width| width.min(share)).collect()
}

fn cells(paper: &Paper, layout: &Layout, row: &[TableCell]) -> Vec<Vec<String>> {
    let sized = row.iter().zip(&layout.widths);
    sized
        .map(|(cell, width)| paper.wrapped(&cell.text, Style::Regular, layout.size, *width + 0.01, CELL_LINES_MAX))
        .collect()
}

fn height(lines: &[Vec<String>], size: f32) -> f32 {
    let most = lines.iter().map(Vec::len).max().unwrap_or(1);
    to_f32(most) * size * LEADING + PAD_Y * 2.0 + GRID
}

fn total(layout: &Layout) -> f32 {
    layout.widths.iter().map(|width| width + PAD_X * 2.0 + GRID).sum::<f32>() + GRID
}

fn draw_row(
    paper: &mut Paper,
    layout: &Layout,
    lines: &[Vec<String>],
    style: Style,
    looks: impl Iterator<Item = (Align, u8)>,
) {
    let tall = height(lines, layout.size);
    let y = paper.y();
    let mut x = paper.edges().0;
    for ((cell, width), (align, grey)) in lines.iter().zip(&layout.widths).zip(looks) {
        let whole = width + PAD_X * 2.0 + GRID;
        if grey < u8::MAX {
            paper.shade(x + GRID, y + GRID, whole - GRID, tall - GRID, grey);
        }
        paper.rule(x, y, GRID, tall + GRID);
        let own = to_f32(cell.len()) * layout.size * LEADING;
        let mut base = y + (tall - own) / 2.0 + layout.size * ASCENT;
        for line in cell {
            paper.put(line, style, layout.size, (x + GRID + PAD_X, x + GRID + PAD_X + width), align, base);
            base += layout.size * LEADING;
        }
        x += whole;
    }
    paper.rule(x, y, GRID, tall + GRID);
    let (from, _) = paper.edges();
    paper.rule(from, y + tall, x - from + GRID, GRID);
    paper.go_to(y + tall);
}

/// Columns and lines are counted in tens.
#[allow(clippy::cast_precision_loss, reason = "see above")]
fn to_f32(count: usize) -> f32 {
    count as f32
}
