//! Paper as a picture: read back from a printer's bytes, compared with the pictures in `tests/slips`, read by a phone.

use std::io::BufWriter;
use std::path::PathBuf;

/// Black and white dots.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Picture {
    /// Dots across.
    pub width: usize,
    /// Rows, true for black.
    pub rows: Vec<Vec<bool>>,
}

impl Picture {
    /// Adds rows of so many bytes.
    pub fn add(&mut self, across: usize, bytes: &[u8]) {
        self.width = across * 8;
        for row in bytes.chunks(across) {
            self.rows.push((0..self.width).map(|x| row[x / 8] & (0x80 >> (x % 8)) != 0).collect());
        }
    }

    /// What a phone's camera reads from it.
    pub fn code(&self) -> Option<String> {
        // twice as large, as a camera would see it at least
        let (width, height) = (self.width * 2, self.rows.len() * 2);
        let mut seen =
            rqrr::PreparedImage::prepare_from_greyscale(
                width,
                height,
                |x, y| {
                    if self.rows[y / 2][x / 2] { 0 } else { 255 }
                },
            );
        let grids = seen.detect_grids();
        grids.first().and_then(|grid| grid.decode().ok()).map(|(_, text)| text)
    }

    /// Black dots at the very edges: a letter that was cut.
    pub fn touches_edge(&self) -> bool {
        self.rows.iter().any(|row| row.first() == Some(&true) || row.last() == Some(&true))
            || self.rows.first().is_some_and(|row| row.contains(&true))
            || self.rows.last().is_some_and(|row| row.contains(&true))
    }

    /// The same picture as stands in `tests/slips/{name}.png`. `GOISO_BLESS=1` writes it, to be looked at before it is committed.
    pub fn assert_golden(&self, name: &str) {
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/slips").join(format!("{name}.png"));
        if std::env::var_os("GOISO_BLESS").is_some() {
            self.write(&path);
        }
        let golden = Self::read(&path);
        if *self == golden {
            return;
        }
        let other = std::env::temp_dir().join(format!("{name}.png"));
        self.write(&other);
        let differ =
            self.rows.iter().zip(&golden.rows).flat_map(|(a, b)| a.iter().zip(b)).filter(|(a, b)| a != b).count();
        panic!(
            "{name} is not as it was: {}×{} and {}×{} dots, {differ} differ; what came out is {}",
            self.width,
            self.rows.len(),
            golden.width,
            golden.rows.len(),
            other.display()
        );
    }

    fn write(&self, path: &std::path::Path) {
        let file = std::fs::File::create(path).expect("a file");
        let height = u32::try_from(self.rows.len()).expect("a picture");
        let mut encoder =
            png::Encoder::new(BufWriter::new(file), u32::try_from(self.width).expect("a picture"), height);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(png::BitDepth::One);
        encoder.set_compression(png::Compression::High);
        let bytes: Vec<u8> = self
            .rows
            .iter()
            .flat_map(|row| row.chunks(8))
            .map(|eight| eight.iter().fold(0, |byte, black| (byte << 1) | u8::from(!black)))
            .collect();
        encoder.write_header().expect("written").write_image_data(&bytes).expect("written");
    }

    fn read(path: &std::path::Path) -> Self {
        let file = std::fs::File::open(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let mut reader = png::Decoder::new(std::io::BufReader::new(file)).read_info().expect("a picture");
        let mut bytes = vec![0; reader.output_buffer_size().expect("a size")];
        let info = reader.next_frame(&mut bytes).expect("dots");
        assert_eq!((info.color_type, info.bit_depth), (png::ColorType::Grayscale, png::BitDepth::One));
        let width = info.width as usize;
        let rows = bytes
            .chunks(info.line_size)
            .map(|row| (0..width).map(|x| row[x / 8] & (0x80 >> (x % 8)) == 0).collect())
            .collect();
        Self { width, rows }
    }
}
