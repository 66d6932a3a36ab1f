//! A slip as a picture: what stands on it, how large, in which order.
//!
//! The number is what is looked for across a room, so it is as large as the paper allows. Then: which line, how many go before,
//! how long that takes, what to do now, the code for the phone, when it was taken and who can be asked.

use super::letters::Style;
use super::paper::Strip;
use super::words::{self, Words};
use fast_qr::{ECL, QRBuilder};
use goiso_queue::WaitRange;
use goiso_queue::config::Text;
use goiso_queue::print::Paper;
use goiso_queue::ticket::Language;
use jiff::Zoned;

/// White around a code, in its modules; readers need it.
const QUIET: u32 = 4;
/// Lines of a hall's or line's name, at most.
const NAME_LINES: usize = 3;

/// Lines of one paper on a list, at most.
const ITEM_LINES: usize = 6;
/// Dots of the line around a square.
const SQUARE_LINE: u32 = 3;

/// What is printed.
#[derive(Debug, Clone, PartialEq)]
pub enum Slip {
    /// A ticket.
    Ticket(Box<TicketSlip>),
    /// The papers to bring, for somebody who is not ready yet; it uses no number.
    Papers(PapersSlip),
    /// A strip that shows that the printer works; it uses no number.
    Test(TestStrip),
}

/// What stands on a list of papers.
#[derive(Debug, Clone, PartialEq)]
pub struct PapersSlip {
    /// The one language of the list.
    pub language: Language,
    /// Over the door.
    pub hall: Text,
    /// The line of the procedure.
    pub group: Text,
    /// The procedure.
    pub service: Text,
    /// Papers to bring, one a line.
    pub papers: Vec<Text>,
    /// Printed, in the hall's time zone.
    pub printed: Zoned,
    /// Whom to ask; may be empty.
    pub hotline: String,
}

/// What stands on a ticket's slip.
#[derive(Debug, Clone, PartialEq)]
pub struct TicketSlip {
    /// The one language of the slip.
    pub language: Language,
    /// Over the door.
    pub hall: Text,
    /// The line.
    pub group: Text,
    /// The procedure, if one was chosen.
    pub service: Option<Text>,
    /// The priority class, if it is not the ordinary one.
    pub class: Option<Text>,
    /// `B045`.
    pub label: String,
    /// People who would be called before; none once called.
    pub people_ahead: Option<u32>,
    /// What was told of the wait.
    pub wait: Option<WaitRange>,
    /// Taken, in the hall's time zone.
    pub issued: Zoned,
    /// Printed, in the hall's time zone.
    pub printed: Zoned,
    /// The n-th print; 1 with the issue.
    pub copy: u8,
    /// The citizen's page, whole.
    pub url: String,
    /// Whom to ask; may be empty.
    pub hotline: String,
}

/// What stands on a test strip.
#[derive(Debug, Clone, PartialEq)]
pub struct TestStrip {
    /// Over the door.
    pub hall: Text,
    /// The printer.
    pub printer: Text,
    /// Where it is reached.
    pub address: String,
    /// Printed, in the hall's time zone.
    pub printed: Zoned,
}

/// Sizes for one width of paper, in dots of an eighth of a millimetre.
#[derive(Clone, Copy)]
struct Sizes {
    width: u32,
    margin: u32,
    hall: f32,
    group: f32,
    number: f32,
    small: f32,
    figure: f32,
    now: f32,
    gap: u32,
    code: u32,
}

impl Sizes {
    fn of(paper: Paper) -> Self {
        match paper {
            Paper::Wide => Self {
                width: 576,
                margin: 16,
                hall: 29.0,
                group: 40.0,
                number: 215.0,
                small: 26.0,
                figure: 42.0,
                now: 32.0,
                gap: 16,
                code: 320,
            },
            Paper::Narrow => Self {
                width: 384,
                margin: 8,
                hall: 25.0,
                group: 34.0,
                number: 150.0,
                small: 22.0,
                figure: 32.0,
                now: 27.0,
                gap: 12,
                code: 260,
            },
        }
    }
}

impl Slip {
    /// The picture of it.
    pub fn draw(&self, paper: Paper) -> Strip {
        let mut pen = Pen::new(Sizes::of(paper));
        match self {
            Slip::Ticket(slip) => slip.draw(&mut pen),
            Slip::Papers(list) => list.draw(&mut pen),
            Slip::Test(strip) => strip.draw(&mut pen),
        }
        pen.strip
    }
}

impl TicketSlip {
    fn draw(&self, pen: &mut Pen) {
        let words: &Words = words::words(self.language);
        let name = |text: &Text| words::name(text, self.language);
        pen.text(&name(&self.hall), Style::medium(pen.sizes.hall), NAME_LINES);
        pen.rule();
        pen.text(words.yours, Style::medium(pen.sizes.small), 1);
        pen.number(&self.label);
        pen.text(&name(&self.group), Style::heavy(pen.sizes.group), NAME_LINES);
        if let Some(service) = &self.service {
            pen.text(&name(service), Style::medium(pen.sizes.small), NAME_LINES);
        }
        if let Some(class) = &self.class {
            pen.inverse(&format!("{} · {}", words.priority, name(class)), Style::heavy(pen.sizes.small));
        }
        if let Some(ahead) = self.people_ahead {
            pen.rule();
            let range = words::range(self.wait, self.language);
            pen.columns([(words.ahead, &ahead.to_string()), (words.wait, &range)]);
        }
        pen.rule();
        pen.text(words.watch, Style::heavy(pen.sizes.now), 2);
        pen.gap();
        pen.code(&self.url);
        pen.text(words.scan, Style::medium(pen.sizes.small), 2);
        pen.rule();
        let when = format!("{} · {}", words::time(&self.issued), words::date(&self.issued, self.language));
        pen.text(&when, Style::medium(pen.sizes.small), 2);
        pen.text(&words::valid(&self.issued, self.language), Style::medium(pen.sizes.small), 2);
        if !self.hotline.trim().is_empty() {
            pen.text(&format!("{}: {}", words.phone, self.hotline), Style::medium(pen.sizes.small), 2);
        }
        if self.copy > 1 {
            let copy = words::copy(self.copy, &self.printed, self.language);
            pen.text(&copy, Style::medium(pen.sizes.small), 2);
        }
        pen.gap();
    }
}

impl PapersSlip {
    fn draw(&self, pen: &mut Pen) {
        let words: &Words = words::words(self.language);
        let name = |text: &Text| words::name(text, self.language);
        pen.text(&name(&self.hall), Style::medium(pen.sizes.hall), NAME_LINES);
        pen.rule();
        pen.text(words.papers, Style::medium(pen.sizes.small), 2);
        pen.text(&name(&self.service), Style::heavy(pen.sizes.group), NAME_LINES);
        pen.text(&name(&self.group), Style::medium(pen.sizes.small), NAME_LINES);
        pen.rule();
        for paper in &self.papers {
            pen.item(&name(paper), Style::medium(pen.sizes.now));
        }
        pen.rule();
        pen.text(words.no_number, Style::heavy(pen.sizes.small), 2);
        let when = format!("{} · {}", words::time(&self.printed), words::date(&self.printed, self.language));
        pen.text(&when, Style::medium(pen.sizes.small), 2);
        if !self.hotline.trim().is_empty() {
            pen.text(&format!("{}: {}", words.phone, self.hotline), Style::medium(pen.sizes.small), 2);
        }
        pen.gap();
    }
}

impl TestStrip {
    /// Both languages: whoever tries a printer may read either.
    fn draw(&self, pen: &mut Pen) {
        let (vi, en) = (words::words(Language::Vi), words::words(Language::En));
        pen.text(&self.hall.vi, Style::medium(pen.sizes.hall), NAME_LINES);
        pen.rule();
        pen.text(vi.test, Style::heavy(pen.sizes.group), 1);
        pen.text(en.test, Style::medium(pen.sizes.small), 1);
        pen.text(vi.no_number, Style::heavy(pen.sizes.now), 2);
        pen.text(en.no_number, Style::medium(pen.sizes.small), 2);
        pen.rule();
        pen.text(&self.printer.vi, Style::heavy(pen.sizes.now), NAME_LINES);
        pen.text(&self.address, Style::medium(pen.sizes.small), 2);
        let when = format!("{} · {}", words::time(&self.printed), words::date(&self.printed, Language::Vi));
        pen.text(&when, Style::medium(pen.sizes.small), 2);
        pen.rule();
        // the letters that other ways of printing lose or cut
        pen.text("Ắ Ẵ Ậ Ẫ Ệ Ễ Ộ Ỗ Ợ Ữ Ỵ Đ", Style::heavy(pen.sizes.now), 2);
        pen.text("ắ ẵ ậ ẫ ệ ễ ộ ỗ ợ ữ ỵ đ", Style::medium(pen.sizes.now), 2);
        pen.edges();
    }
}

/// Draws downwards.
struct Pen {
    sizes: Sizes,
    strip: Strip,
    y: u32,
}

impl Pen {
    fn new(sizes: Sizes) -> Self {
        Self { strip: Strip::new(sizes.width), y: sizes.gap, sizes }
    }

    fn room(&self) -> f32 {
        (self.sizes.width - 2 * self.sizes.margin) as f32
    }

    fn gap(&mut self) {
        self.y += self.sizes.gap;
        self.strip.grow(self.y);
    }

    /// Centred lines.
    fn text(&mut self, text: &str, style: Style, at_most: usize) {
        for line in style.even_lines(text, self.room(), at_most) {
            self.line(&line, style, 0.0, self.sizes.width as f32);
        }
    }

    /// A line of a list with a square to tick; what does not fit in one line goes on below its own first letter.
    fn item(&mut self, text: &str, style: Style) {
        let side = (style.size * 0.62) as u32;
        let indent = side + self.sizes.gap;
        let left = self.sizes.margin + indent;
        let lines = style.lines(text, self.room() - indent as f32, ITEM_LINES);
        for (index, line) in lines.iter().enumerate() {
            let extent = style.extent(line);
            let baseline = (self.y as f32 + extent.above).ceil();
            if index == 0 {
                self.square(self.sizes.margin, (baseline as u32).saturating_sub(side), side);
            }
            style.draw(&mut self.strip, line, left as f32, baseline);
            self.y = (baseline + extent.below).ceil() as u32;
            self.strip.grow(self.y);
        }
        self.y += self.sizes.gap / 2;
        self.strip.grow(self.y);
    }

    /// The outline of a square.
    fn square(&mut self, x: u32, y: u32, side: u32) {
        let inner = side.saturating_sub(SQUARE_LINE);
        self.strip.grow(y + side);
        self.strip.fill(x, y, side, SQUARE_LINE);
        self.strip.fill(x, y + inner, side, SQUARE_LINE);
        self.strip.fill(x, y, SQUARE_LINE, side);
        self.strip.fill(x + inner, y, SQUARE_LINE, side);
    }

    /// One line, centred between two edges; the pen moves below it.
    fn line(&mut self, text: &str, style: Style, left: f32, right: f32) {
        let extent = style.extent(text);
        let baseline = (self.y as f32 + extent.above).ceil();
        let x = (left + (right - left - style.width(text)) / 2.0).max(0.0);
        style.draw(&mut self.strip, text, x, baseline);
        self.y = (baseline + extent.below).ceil() as u32;
        self.strip.grow(self.y);
    }

    /// As large as the paper allows. Figures have no descenders: below them is as little room as above.
    fn number(&mut self, label: &str) {
        self.gap();
        let style = Style::heavy(self.sizes.number).fitting(label, self.room(), 40.0);
        let cap = style.size * 0.74;
        let baseline = (self.y as f32 + cap).ceil();
        let x = ((self.sizes.width as f32 - style.width(label)) / 2.0).max(0.0);
        style.draw(&mut self.strip, label, x, baseline);
        self.y = baseline as u32 + self.sizes.gap;
        self.strip.grow(self.y);
    }

    /// White on black.
    fn inverse(&mut self, text: &str, style: Style) {
        let edge = self.sizes.margin;
        let lines = style.even_lines(text, self.room() - 2.0 * edge as f32, NAME_LINES);
        let widest = lines.iter().map(|line| style.width(line)).fold(0.0, f32::max).ceil() as u32;
        let mut inside = Pen::new(Sizes { gap: 4, ..self.sizes });
        for line in &lines {
            inside.line(line, style, 0.0, self.sizes.width as f32);
        }
        inside.gap();
        self.gap();
        let left = (self.sizes.width.saturating_sub(widest)) / 2;
        for row in 0..inside.y {
            for column in left.saturating_sub(edge)..(left + widest + edge).min(self.sizes.width) {
                if !inside.strip.is_black(column, row) {
                    self.strip.set(i64::from(column), i64::from(self.y + row));
                }
            }
        }
        self.y += inside.y;
        self.gap();
    }

    /// Two facts side by side: what they are, and large what they say.
    fn columns(&mut self, facts: [(&str, &str); 2]) {
        let half = self.room() / 2.0 - self.sizes.gap as f32 / 2.0;
        let top = self.y;
        let mut bottom = top;
        for (index, (what, says)) in facts.into_iter().enumerate() {
            let left = self.sizes.margin as f32 + index as f32 * (half + self.sizes.gap as f32);
            self.y = top;
            self.line(what, Style::medium(self.sizes.small).fitting(what, half, 12.0), left, left + half);
            self.line(says, Style::heavy(self.sizes.figure).fitting(says, half, 16.0), left, left + half);
            bottom = bottom.max(self.y);
        }
        self.y = bottom;
    }

    /// A thin line across.
    fn rule(&mut self) {
        self.gap();
        self.strip.fill(self.sizes.margin, self.y, self.sizes.width - 2 * self.sizes.margin, 2);
        self.y += 2;
        self.gap();
    }

    /// A QR code, its white edge included. An address too long for any code leaves the slip without one.
    fn code(&mut self, url: &str) {
        let Ok(code) = QRBuilder::new(url).ecl(ECL::M).build() else { return };
        let modules = u32::try_from(code.size).unwrap_or(u32::MAX).saturating_add(2 * QUIET);
        let dots = (self.sizes.code / modules).max(2);
        let left = (self.sizes.width.saturating_sub(modules * dots)) / 2;
        for row in 0..code.size {
            for column in 0..code.size {
                if code[row][column].value() {
                    let place = |at: usize| (u32::try_from(at).unwrap_or(0) + QUIET) * dots;
                    self.strip.fill(left + place(column), self.y + place(row), dots, dots);
                }
            }
        }
        self.y += modules * dots;
        self.strip.grow(self.y);
    }

    /// A bar from edge to edge: on paper of another width than was configured it is cut or short.
    fn edges(&mut self) {
        self.gap();
        for step in 0..self.sizes.width / 8 {
            self.strip.fill(step * 8, self.y, 4, 12);
        }
        self.strip.fill(0, self.y + 12, self.sizes.width, 4);
        self.y += 16;
        self.gap();
    }
}
