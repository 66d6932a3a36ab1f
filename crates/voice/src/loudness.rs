//! How loud a clip is to a listener: EBU R 128, as broadcasters measure it.

use crate::RATE;
use ebur128::{EbuR128, Mode};

/// What clips of a voice are brought to, unless its manifest says otherwise, in LUFS.
pub const TARGET_LUFS: f32 = -16.0;
/// The norm measures in blocks of 400 ms and leaves out pauses; a single word is too short for that, so it is measured
/// repeated to this length, in samples. The manifests give the loudness of short clips in the same way.
const MEASURED: usize = 3 * RATE as usize;

/// The loudness of samples at 48 kHz, in LUFS; nothing for silence.
pub fn lufs(samples: &[f32]) -> Option<f32> {
    if samples.is_empty() {
        return None;
    }
    let mut meter = EbuR128::new(1, RATE, Mode::I).ok()?;
    let times = MEASURED.div_ceil(samples.len());
    for _ in 0..times {
        meter.add_frames_f32(samples).ok()?;
    }
    let loudness = meter.loudness_global().ok()?;
    loudness.is_finite().then_some(loudness as f32)
}

/// The highest sample, in dBFS; nothing for digital silence.
pub fn peak_dbfs(samples: &[f32]) -> Option<f32> {
    let peak = samples.iter().fold(0.0f32, |peak, sample| peak.max(sample.abs()));
    (peak > 0.0).then(|| 20.0 * peak.log10())
}

/// What samples are multiplied with to become so many decibels louder.
pub fn factor(db: f32) -> f32 {
    10f32.powf(db / 20.0)
}

#[cfg(test)]
mod tests {
    use super::{factor, lufs, peak_dbfs};
    use crate::RATE;

    fn tone(hertz: f32, amplitude: f32, seconds: f32) -> Vec<f32> {
        let step = 2.0 * std::f32::consts::PI * hertz / RATE as f32;
        (0..(seconds * RATE as f32) as usize).map(|n| amplitude * (n as f32 * step).sin()).collect()
    }

    #[test]
    fn a_tone_has_the_loudness_that_the_norm_gives_it() {
        // EBU Tech 3341, case 1: 1 kHz at -23 dBFS on both channels is -23 LUFS, so on one channel 3.01 less
        let measured = lufs(&tone(1000.0, factor(-23.0), 20.0)).unwrap();
        assert!((measured - -26.01).abs() < 0.1, "{measured}");
    }

    #[test]
    fn a_short_clip_is_as_loud_as_the_same_sound_for_longer() {
        let long = lufs(&tone(500.0, 0.2, 5.0)).unwrap();
        let short = lufs(&tone(500.0, 0.2, 0.24)).unwrap();
        assert!((long - short).abs() < 0.2, "{long} {short}");
        let twice = lufs(&tone(500.0, 0.4, 0.24)).unwrap();
        assert!((twice - short - 6.02).abs() < 0.1, "{twice} {short}");
    }

    #[test]
    fn silence_has_none() {
        assert_eq!(lufs(&[]), None);
        assert_eq!(lufs(&[0.0; 4800]), None);
        assert_eq!(peak_dbfs(&[0.0; 10]), None);
        assert_eq!(peak_dbfs(&[0.0, -1.0, 0.5]), Some(0.0));
    }
}
