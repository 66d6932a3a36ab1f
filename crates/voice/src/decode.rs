//! A clip's file as samples: FLAC, WAV or Ogg Vorbis of any usual rate, to one channel at 48 kHz.

use crate::RATE;
use crate::error::PackError;
use crate::limits::{CLIP_BYTES_MAX, CLIP_SECONDS_MAX};
use rubato::audioadapter_buffers::direct::InterleavedSlice;
use rubato::{Fft, FixedSync, Resampler};
use std::io::{Cursor, ErrorKind};
use symphonia::core::audio::SampleBuffer;
use symphonia::core::codecs::DecoderOptions;
use symphonia::core::errors::Error as Decoding;
use symphonia::core::formats::FormatOptions;
use symphonia::core::io::{MediaSourceStream, MediaSourceStreamOptions};
use symphonia::core::meta::MetadataOptions;
use symphonia::core::probe::Hint;

/// Rates that a recording may have, in samples a second.
const RATES: std::ops::RangeInclusive<u32> = 8_000..=192_000;
/// Frames given to the resampler at a time.
const CHUNK: usize = 1024;

/// The samples of a file; its name is a hint to its kind and stands in the error.
pub fn decode(name: &str, bytes: &[u8]) -> Result<Vec<f32>, PackError> {
    if bytes.len() as u64 > CLIP_BYTES_MAX {
        return Err(PackError::TooLarge { place: name.to_owned(), what: "bytes", limit: CLIP_BYTES_MAX });
    }
    let (samples, rate) = decode_mono(name, bytes)?;
    if rate == RATE { Ok(samples) } else { resample(name, &samples, rate) }
}

/// All channels of a file as their mean, with its own rate.
fn decode_mono(name: &str, bytes: &[u8]) -> Result<(Vec<f32>, u32), PackError> {
    let bad = |why: Decoding| PackError::undecodable(name, why);
    let mut hint = Hint::new();
    if let Some((_, ending)) = name.rsplit_once('.') {
        hint.with_extension(ending);
    }
    let stream = MediaSourceStream::new(Box::new(Cursor::new(bytes.to_vec())), MediaSourceStreamOptions::default());
    let gapless = FormatOptions { enable_gapless: true, ..FormatOptions::default() };
    let probed =
        symphonia::default::get_probe().format(&hint, stream, &gapless, &MetadataOptions::default()).map_err(bad)?;
    let mut format = probed.format;
    let track = format.default_track().ok_or_else(|| PackError::undecodable(name, "no sound in it"))?;
    let (id, params) = (track.id, track.codec_params.clone());
    let mut decoder = symphonia::default::get_codecs().make(&params, &DecoderOptions::default()).map_err(bad)?;
    let mut samples = Vec::new();
    let mut rate = None;
    loop {
        let packet = match format.next_packet() {
            Ok(packet) => packet,
            Err(Decoding::IoError(end)) if end.kind() == ErrorKind::UnexpectedEof => break,
            Err(other) => return Err(bad(other)),
        };
        if packet.track_id() != id {
            continue;
        }
        let decoded = decoder.decode(&packet).map_err(bad)?;
        let spec = *decoded.spec();
        if !RATES.contains(&spec.rate) || *rate.get_or_insert(spec.rate) != spec.rate {
            return Err(PackError::undecodable(name, format!("a rate of {} a second", spec.rate)));
        }
        let channels = spec.channels.count().max(1);
        let mut buffer = SampleBuffer::<f32>::new(decoded.capacity() as u64, spec);
        buffer.copy_interleaved_ref(decoded);
        let mean = |frame: &[f32]| {
            let mean = frame.iter().sum::<f32>() / channels as f32;
            if mean.is_finite() { mean } else { 0.0 }
        };
        samples.extend(buffer.samples().chunks_exact(channels).map(mean));
        if samples.len() as u64 > u64::from(spec.rate) * u64::from(CLIP_SECONDS_MAX) {
            let limit = u64::from(CLIP_SECONDS_MAX);
            return Err(PackError::TooLarge { place: name.to_owned(), what: "seconds", limit });
        }
    }
    // a Vorbis file may say that its last block is not used whole
    if let Some(frames) = params.n_frames.filter(|frames| *frames > 0) {
        samples.truncate(usize::try_from(frames).unwrap_or(usize::MAX));
    }
    match rate {
        Some(rate) if !samples.is_empty() => Ok((samples, rate)),
        _ => Err(PackError::undecodable(name, "no sound in it")),
    }
}

/// The same sound at our rate, as long as before, rounded up to a whole sample.
fn resample(name: &str, samples: &[f32], rate: u32) -> Result<Vec<f32>, PackError> {
    let mut resampler = Fft::<f32>::new(rate as usize, RATE as usize, CHUNK, 1, FixedSync::Both)
        .map_err(|why| PackError::undecodable(name, why))?;
    let input = InterleavedSlice::new(samples, 1, samples.len()).map_err(|why| PackError::undecodable(name, why))?;
    let output = resampler.process_all(&input, samples.len(), None).map_err(|why| PackError::undecodable(name, why))?;
    let mut samples_out = output.take_data();
    // the library counts in floating point, and may give one more
    samples_out.truncate((samples.len() as u64 * u64::from(RATE)).div_ceil(u64::from(rate)) as usize);
    Ok(samples_out)
}

#[cfg(test)]
mod tests {
    use super::decode;

    /// A WAV file of floating-point numbers.
    fn float_wav(samples: &[f32]) -> Vec<u8> {
        let data: Vec<u8> = samples.iter().flat_map(|sample| sample.to_le_bytes()).collect();
        let mut file = b"RIFF".to_vec();
        file.extend((36 + data.len() as u32).to_le_bytes());
        file.extend(b"WAVEfmt ");
        file.extend(16u32.to_le_bytes());
        file.extend([3, 0, 1, 0]);
        file.extend(48_000u32.to_le_bytes());
        file.extend((48_000u32 * 4).to_le_bytes());
        file.extend([4, 0, 32, 0]);
        file.extend(b"data");
        file.extend((data.len() as u32).to_le_bytes());
        file.extend(data);
        file
    }

    #[test]
    fn what_is_no_number_is_silence() {
        let file = float_wav(&[0.5, f32::NAN, f32::INFINITY, -0.25]);
        assert_eq!(decode("a.wav", &file).unwrap(), [0.5, 0.0, 0.0, -0.25]);
    }
}
