//! Clips into one sound, sample by sample.

use crate::limits::GAIN_MAX;

/// A clip's samples and where they go.
pub struct Part<'a> {
    /// The first sample's place.
    pub at: usize,
    /// At most so many are used.
    pub len: usize,
    /// What they are multiplied with.
    pub gain: f32,
    /// The samples.
    pub samples: &'a [f32],
}

/// A gain that can be used: none at all where it is no number.
pub fn usable(gain: f32) -> f32 {
    if gain.is_finite() { gain.clamp(0.0, GAIN_MAX) } else { 0.0 }
}

/// Adds the parts up. Where the sum would pass full scale, the whole is made quieter: nothing is clipped, and no word changes
/// against another.
pub fn mix(len: usize, parts: &[Part<'_>], gain: f32) -> Vec<f32> {
    let mut out = vec![0.0f32; len];
    for part in parts {
        let factor = usable(part.gain) * usable(gain);
        let room = out.get_mut(part.at..).unwrap_or_default();
        for (slot, sample) in room.iter_mut().zip(&part.samples[..part.len.min(part.samples.len())]) {
            *slot += sample * factor;
        }
    }
    let peak = out.iter().fold(0.0f32, |peak, sample| peak.max(sample.abs()));
    if peak > 1.0 {
        for sample in &mut out {
            *sample = (*sample / peak).clamp(-1.0, 1.0);
        }
    }
    out
}
