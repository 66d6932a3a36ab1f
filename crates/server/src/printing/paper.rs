//! A picture of black dots on a strip of paper that grows as it is drawn on.

/// Black and white dots, rows from the top, eight dots to a byte with the leftmost in the highest bit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Strip {
    width: u32,
    rows: Vec<u8>,
}

impl Strip {
    /// An empty strip of so many dots, a multiple of eight.
    pub fn new(width: u32) -> Self {
        Self { width: width.next_multiple_of(8), rows: Vec::new() }
    }

    /// Dots across.
    pub fn width(&self) -> u32 {
        self.width
    }

    /// Bytes of one row.
    pub fn row_bytes(&self) -> usize {
        self.width as usize / 8
    }

    /// Rows so far.
    pub fn height(&self) -> u32 {
        u32::try_from(self.rows.len() / self.row_bytes().max(1)).unwrap_or(u32::MAX)
    }

    /// At least so many rows.
    pub fn grow(&mut self, height: u32) {
        let bytes = height as usize * self.row_bytes();
        if bytes > self.rows.len() {
            self.rows.resize(bytes, 0);
        }
    }

    /// Blackens a dot; says whether it lies on the paper.
    pub fn set(&mut self, x: i64, y: i64) -> bool {
        let (Ok(x), Ok(y)) = (u32::try_from(x), u32::try_from(y)) else { return false };
        if x >= self.width {
            return false;
        }
        self.grow(y.saturating_add(1));
        let place = y as usize * self.row_bytes() + x as usize / 8;
        match self.rows.get_mut(place) {
            Some(byte) => *byte |= 0x80 >> (x % 8),
            None => return false,
        }
        true
    }

    /// Blackens a rectangle.
    pub fn fill(&mut self, x: u32, y: u32, width: u32, height: u32) {
        for row in y..y.saturating_add(height) {
            for column in x..x.saturating_add(width) {
                self.set(i64::from(column), i64::from(row));
            }
        }
    }

    /// Whether a dot is black; none is beyond the paper.
    pub fn is_black(&self, x: u32, y: u32) -> bool {
        let place = y as usize * self.row_bytes() + x as usize / 8;
        x < self.width && self.rows.get(place).is_some_and(|byte| byte & (0x80 >> (x % 8)) != 0)
    }

    /// The rows in bands of at most so many, each with its own number of rows.
    pub fn bands(&self, rows: usize) -> impl Iterator<Item = (usize, &[u8])> {
        let bytes = self.row_bytes().max(1);
        self.rows.chunks(bytes * rows.max(1)).map(move |band| (band.len() / bytes, band))
    }
}
