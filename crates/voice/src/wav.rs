//! A rendered announcement as a file for any other player.

use crate::RATE;

/// The samples as a RIFF file: 16 bits, one channel, 48 kHz.
pub fn wav(samples: &[f32]) -> Vec<u8> {
    const BYTES_PER_SAMPLE: u32 = 2;
    let size = u32::try_from(samples.len() * BYTES_PER_SAMPLE as usize).unwrap_or(u32::MAX - 36);
    let mut out = Vec::with_capacity(44 + size as usize);
    out.extend_from_slice(b"RIFF");
    out.extend_from_slice(&(36 + size).to_le_bytes());
    out.extend_from_slice(b"WAVEfmt ");
    out.extend_from_slice(&16u32.to_le_bytes());
    for half in [1u16, 1] {
        out.extend_from_slice(&half.to_le_bytes());
    }
    out.extend_from_slice(&RATE.to_le_bytes());
    out.extend_from_slice(&(RATE * BYTES_PER_SAMPLE).to_le_bytes());
    out.extend_from_slice(&(BYTES_PER_SAMPLE as u16).to_le_bytes());
    out.extend_from_slice(&16u16.to_le_bytes());
    out.extend_from_slice(b"data");
    out.extend_from_slice(&size.to_le_bytes());
    for sample in samples {
        // the scale that decoders use, so that a clip comes out bit by bit as it went in
        let scaled = (sample * 32768.0).round().clamp(-32768.0, 32767.0);
        out.extend_from_slice(&(scaled as i16).to_le_bytes());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::wav;
    use crate::{RATE, decode};

    #[test]
    fn what_is_written_is_read_back() {
        let samples: Vec<f32> = (-50..50).map(|n| (n * 655) as f32 / 32768.0).collect();
        let file = wav(&samples);
        assert_eq!(file.len(), 44 + 200);
        assert_eq!(&file[24..28], &RATE.to_le_bytes());
        assert_eq!(decode("a.wav", &file).unwrap(), samples);
    }

    #[test]
    fn full_scale_does_not_wrap_around() {
        let file = wav(&[1.0, -1.0, 3.0, f32::NAN]);
        assert_eq!(&file[44..], [0xff, 0x7f, 0x00, 0x80, 0xff, 0x7f, 0, 0]);
    }
}
