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

/// A clip that begins or ends louder than this would click; -54 dBFS.
const EDGE_QUIET: f32 = 0.002;
/// How long such an edge is faded, in samples: 2 ms, a fraction of the shortest burst of a consonant.
const EDGE_FADE: usize = 96;

/// A gain that can be used: none at all where it is no number.
pub fn usable(gain: f32) -> f32 {
    if gain.is_finite() { gain.clamp(0.0, GAIN_MAX) } else { 0.0 }
}

/// Parts on their way into one sound.
pub struct Mixer {
    out: Vec<f32>,
    gain: f32,
}

impl Mixer {
    /// Silence of this many samples; every part is multiplied with this gain.
    pub fn new(len: usize, gain: f32) -> Self {
        Self { out: vec![0.0; len], gain: usable(gain) }
    }

    /// Adds a part; what lies beyond the end is left out.
    pub fn add(&mut self, part: &Part<'_>) {
        let factor = usable(part.gain) * self.gain;
        let samples = &part.samples[..part.len.min(part.samples.len())];
        let room = self.out.get_mut(part.at..).unwrap_or_default();
        let (head, tail) = edges(samples);
        let tail_from = samples.len() - tail;
        for (at, (slot, sample)) in room.iter_mut().zip(samples).enumerate() {
            let mut sample = sample * factor;
            if at < head {
                sample *= rise(at, head);
            }
            if at >= tail_from {
                sample *= rise(samples.len() - 1 - at, tail);
            }
            *slot += sample;
        }
    }

    /// The sum. Where it would pass full scale, the whole is made quieter: nothing is clipped, and no word changes against another.
    pub fn finish(mut self) -> Vec<f32> {
        let peak = self.out.iter().fold(0.0f32, |peak, sample| peak.max(sample.abs()));
        if peak > 1.0 {
            for sample in &mut self.out {
                *sample = (*sample / peak).clamp(-1.0, 1.0);
            }
        }
        self.out
    }
}

/// How many samples are faded at the head and at the tail; none where the clip comes from silence and goes there.
fn edges(samples: &[f32]) -> (usize, usize) {
    let fade = |edge: Option<&f32>| match edge {
        Some(sample) if sample.abs() > EDGE_QUIET => EDGE_FADE.min(samples.len() / 2),
        _ => 0,
    };
    (fade(samples.first()), fade(samples.last()))
}

/// Half a cosine from 0 to 1.
fn rise(at: usize, len: usize) -> f32 {
    0.5 - 0.5 * (std::f32::consts::PI * at as f32 / len as f32).cos()
}

#[cfg(test)]
mod tests {
    use super::{EDGE_FADE, Mixer, Part};

    fn mix(len: usize, parts: &[Part<'_>], gain: f32) -> Vec<f32> {
        let mut mixer = Mixer::new(len, gain);
        for part in parts {
            mixer.add(part);
        }
        mixer.finish()
    }

    fn part(at: usize, samples: &[f32]) -> Part<'_> {
        Part { at, len: samples.len(), gain: 1.0, samples }
    }

    #[test]
    fn a_part_comes_out_as_it_went_in_at_its_sample() {
        let word = [0.0, 0.25, -0.5, 0.125, 0.0];
        let out = mix(12, &[part(3, &word)], 1.0);
        assert_eq!(out, [0.0, 0.0, 0.0, 0.0, 0.25, -0.5, 0.125, 0.0, 0.0, 0.0, 0.0, 0.0]);
        assert_eq!(mix(6, &[part(0, &word)], 0.5), [0.0, 0.125, -0.25, 0.0625, 0.0, 0.0]);
    }

    #[test]
    fn what_is_too_loud_is_made_quieter_as_a_whole() {
        let (loud, soft) = ([0.0, 0.8, -0.8, 0.0], [0.0, 0.4, 0.0]);
        let out = mix(8, &[part(0, &loud), part(4, &soft)], 2.5);
        assert_eq!(out, [0.0, 1.0, -1.0, 0.0, 0.0, 0.5, 0.0, 0.0]);
        // two at once
        let out = mix(4, &[part(0, &loud), part(0, &loud)], 1.0);
        assert_eq!(out, [0.0, 1.0, -1.0, 0.0]);
    }

    #[test]
    fn only_an_edge_that_would_click_is_faded() {
        let hard = [0.5f32; 1000];
        let out = mix(1000, &[part(0, &hard)], 1.0);
        assert_eq!((out[0], out[999]), (0.0, 0.0));
        assert!(out.windows(2).all(|pair| (pair[1] - pair[0]).abs() < 0.01), "no step is left");
        assert!(out[EDGE_FADE..1000 - EDGE_FADE].iter().all(|sample| *sample == 0.5));
    }

    #[test]
    fn nonsense_does_no_harm() {
        let word = [0.0, 0.5, 0.0];
        for gain in [f32::NAN, f32::INFINITY, -1.0] {
            assert_eq!(mix(3, &[part(0, &word)], gain), [0.0; 3]);
        }
        assert_eq!(mix(2, &[part(9, &word), part(1, &word)], 1.0), [0.0, 0.0]);
        assert_eq!(mix(2, &[Part { at: 0, len: 50, gain: 1.0, samples: &word }], 1.0), [0.0, 0.5]);
        assert_eq!(mix(2, &[part(0, &[])], 1.0), [0.0, 0.0]);
        assert_eq!(mix(2, &[part(0, &[0.7])], 1.0), [0.7, 0.0], "a single sample cannot be faded");
    }
}
