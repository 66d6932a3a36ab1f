//! Lines of a table as people count them in an editor: the CSV reader's own count begins a row before the line feed of `\r\n` and the
//! empty lines that stand in front of it.

/// The lines of one file, followed row by row.
#[derive(Debug)]
pub struct Lines<'b> {
    bytes: &'b [u8],
    place: usize,
    line: u64,
}

impl<'b> Lines<'b> {
    /// From the first line of these bytes, the same that the reader reads.
    pub fn of(bytes: &'b [u8]) -> Self {
        Self { bytes, place: 0, line: 1 }
    }

    /// The line of the row that the reader began here; rows come in order. Where it does not know, the line of the row before.
    pub fn at(&mut self, position: Option<&csv::Position>) -> u64 {
        let from = position.map_or(0, |position| usize::try_from(position.byte()).unwrap_or(usize::MAX));
        while let Some(mark) = self.bytes.get(self.place) {
            let next = self.bytes.get(self.place + 1);
            match mark {
                b'\n' => self.line += 1,
                b'\r' if next != Some(&b'\n') => self.line += 1,
                b'\r' => {}
                _ if self.place >= from => break,
                _ => {}
            }
            self.place += 1;
        }
        self.line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_has_the_line_at_which_an_editor_shows_it() {
        let text = "head,er\n\n\"a\n1\",b\nc,d\n\n\ne,f";
        for text in [text.to_owned(), text.replace('\n', "\r\n"), text.replace('\n', "\r")] {
            let mut reader = csv::Reader::from_reader(text.as_bytes());
            let mut lines = Lines::of(text.as_bytes());
            let found: Vec<u64> = reader.records().map(|row| lines.at(row.expect("a row").position())).collect();
            assert_eq!(found, [3, 5, 8], "{text:?}");
        }
    }
}
