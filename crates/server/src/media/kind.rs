//! What a file of the folder is: by its first bytes, and its name must say the same.

use serde::{Serialize, Serializer};
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// A picture, in bytes, at most.
const PICTURE_BYTES: u64 = 20 * 1024 * 1024;
/// A picture, in pixels, at most: more than the largest screens have, less than what stops a small computer.
const PICTURE_PIXELS: u64 = 50_000_000;
/// A video, in bytes, at most.
const VIDEO_BYTES: u64 = 2 * 1024 * 1024 * 1024;
/// A slide, in bytes, at most.
const SLIDE_BYTES: u64 = 2 * 1024 * 1024;

/// What a file of the folder is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A PNG picture.
    Png,
    /// A JPEG picture.
    Jpeg,
    /// A WebP picture.
    Webp,
    /// An MPEG-4 video.
    Mp4,
    /// A WebM video.
    Webm,
    /// A page without scripts.
    Slide,
}

/// Why a file is not shown.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// Neither picture, video nor slide by its name.
    #[error("only .png, .jpg, .webp, .mp4, .webm and .html are shown")]
    Ending,
    /// Its first bytes are those of something else.
    #[error("it is not what its name says")]
    Content,
    /// Too many bytes.
    #[error("it has {bytes} bytes, at most {most} are shown")]
    Bytes {
        /// How many.
        bytes: u64,
        /// How many could be.
        most: u64,
    },
    /// Too many pixels.
    #[error("it has {pixels} pixels, at most {PICTURE_PIXELS} are shown")]
    Pixels {
        /// How many.
        pixels: u64,
    },
    /// The system refused.
    #[error("it cannot be read")]
    Unreadable,
}

impl Kind {
    /// For browsers.
    pub fn content_type(self) -> &'static str {
        match self {
            Kind::Png => "image/png",
            Kind::Jpeg => "image/jpeg",
            Kind::Webp => "image/webp",
            Kind::Mp4 => "video/mp4",
            Kind::Webm => "video/webm",
            Kind::Slide => "text/html; charset=utf-8",
        }
    }

    /// How a page shows it: `picture`, `video`, `slide`.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Png | Kind::Jpeg | Kind::Webp => "picture",
            Kind::Mp4 | Kind::Webm => "video",
            Kind::Slide => "slide",
        }
    }

    fn most_bytes(self) -> u64 {
        match self {
            Kind::Png | Kind::Jpeg | Kind::Webp => PICTURE_BYTES,
            Kind::Mp4 | Kind::Webm => VIDEO_BYTES,
            Kind::Slide => SLIDE_BYTES,
        }
    }

    fn of_name(name: &str) -> Option<Self> {
        let (_, ending) = name.rsplit_once('.')?;
        match ending.to_ascii_lowercase().as_str() {
            "png" => Some(Kind::Png),
            "jpg" | "jpeg" => Some(Kind::Jpeg),
            "webp" => Some(Kind::Webp),
            "mp4" => Some(Kind::Mp4),
            "webm" => Some(Kind::Webm),
            "html" => Some(Kind::Slide),
            _ => None,
        }
    }

    fn begins(self, head: &[u8]) -> bool {
        match self {
            Kind::Png => head.starts_with(b"\x89PNG\r\n\x1a\n"),
            Kind::Jpeg => head.starts_with(b"\xff\xd8\xff"),
            Kind::Webp => head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP"),
            Kind::Mp4 => head.get(4..8) == Some(b"ftyp"),
            Kind::Webm => head.starts_with(b"\x1a\x45\xdf\xa3"),
            // its bytes are looked at whole
            Kind::Slide => true,
        }
    }
}

impl Serialize for Kind {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.word())
    }
}

/// What the file is, if it can be shown.
///
/// # Errors
/// Why it is not shown, in words for whoever put it there.
pub fn kind_of(path: &Path, name: &str, bytes: u64) -> Result<Kind, Unfit> {
    let kind = Kind::of_name(name).ok_or(Unfit::Ending)?;
    let most = kind.most_bytes();
    if bytes > most {
        return Err(Unfit::Bytes { bytes, most });
    }
    let mut head = Vec::with_capacity(16);
    let file = File::open(path).map_err(|_| Unfit::Unreadable)?;
    file.take(16).read_to_end(&mut head).map_err(|_| Unfit::Unreadable)?;
    if !kind.begins(&head) {
        return Err(Unfit::Content);
    }
    match kind {
        Kind::Png | Kind::Jpeg | Kind::Webp => {
            let size = imagesize::size(path).map_err(|_| Unfit::Content)?;
            let pixels = (size.width as u64).saturating_mul(size.height as u64);
            if pixels == 0 {
                return Err(Unfit::Content);
            }
            if pixels > PICTURE_PIXELS { Err(Unfit::Pixels { pixels }) } else { Ok(kind) }
        }
        Kind::Mp4 | Kind::Webm => Ok(kind),
        Kind::Slide => {
            let text = std::fs::read_to_string(path).map_err(|_| Unfit::Content)?;
            if text.contains('\0') { Err(Unfit::Content) } else { Ok(kind) }
        }
    }
}
