//! Where in a sentence a word begins and ends.

use crate::RATE;

/// How a word was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// The whole sentence is the clip.
    Whole,
    /// It stands between two pauses.
    Pauses,
    /// It is what the sentence has more than its surroundings alone.
    Likeness,
}

impl Cut {
    /// For people.
    pub fn word(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::Pauses => "cut at pauses",
            Self::Likeness => "cut by likeness",
        }
    }
}

/// A frame, in samples: 5 ms.
const FRAME: usize = RATE as usize / 200;
/// So far below the loudest frame it is a pause, in dB.
const PAUSE_DB: f32 = 38.0;
/// The shortest pauses that are tried, in frames; a stop consonant inside a word is closed for up to 80 ms.
const PAUSE_FRAMES: [usize; 5] = [22, 18, 28, 14, 36];
/// What is kept before and after a word, in samples: 10 ms.
const MARGIN: usize = RATE as usize / 100;
/// Where a cut may be moved to a quieter place, in frames.
const MOVE: usize = 8;
/// A word is at least so long, in frames.
const WORD_FRAMES: usize = 12;

/// The level of every frame, in dB.
fn levels(samples: &[f32]) -> Vec<f32> {
    let level = |frame: &[f32]| {
        let power = frame.iter().map(|sample| sample * sample).sum::<f32>() / frame.len() as f32;
        10.0 * power.max(1e-10).log10()
    };
    samples.chunks(FRAME).map(level).collect()
}

fn loudest(levels: &[f32]) -> f32 {
    levels.iter().copied().fold(f32::NEG_INFINITY, f32::max)
}

/// A sound without the silence around it.
pub fn trim(samples: &[f32]) -> &[f32] {
    let levels = levels(samples);
    // an engine's own silence is digital; what is so far down is not heard
    let floor = (loudest(&levels) - PAUSE_DB).max(-70.0);
    let loud = |level: &f32| *level > floor;
    let (Some(first), Some(last)) = (levels.iter().position(loud), levels.iter().rposition(loud)) else { return &[] };
    let from = (first * FRAME).saturating_sub(MARGIN);
    let to = ((last + 1) * FRAME + MARGIN).min(samples.len());
    &samples[from..to]
}

/// The part between two pauses, when the sentence falls into as many parts as its commas say.
pub fn by_pauses(samples: &[f32], at: usize, of: usize) -> Option<(usize, usize)> {
    let levels = levels(samples);
    let floor = loudest(&levels) - PAUSE_DB;
    PAUSE_FRAMES.iter().find_map(|shortest| {
        let parts = parts(&levels, floor, *shortest);
        let (from, to) = *parts.get(at).filter(|_| parts.len() == of)?;
        (to - from >= WORD_FRAMES).then(|| {
            let from = (from * FRAME).saturating_sub(MARGIN);
            (from, (to * FRAME + MARGIN).min(samples.len()))
        })
    })
}

/// Stretches of sound, as frames, between silences of at least so many frames.
fn parts(levels: &[f32], floor: f32, shortest: usize) -> Vec<(usize, usize)> {
    let mut parts: Vec<(usize, usize)> = Vec::new();
    for (frame, level) in levels.iter().enumerate() {
        if *level <= floor {
            continue;
        }
        match parts.last_mut() {
            Some((_, to)) if frame - *to < shortest => *to = frame + 1,
            _ => parts.push((frame, frame + 1)),
        }
    }
    parts
}

/// What a sentence has between a beginning and an end that were also spoken alone.
pub fn by_likeness(whole: &[f32], head: &[f32], tail: &[f32]) -> Option<(usize, usize)> {
    let sentence = features(whole);
    let from = match head {
        [] => 0,
        head => prefix_end(&sentence, &features(head)),
    };
    let reversed = |mut frames: Vec<Feature>| {
        frames.reverse();
        frames
    };
    let to = match tail {
        [] => sentence.len(),
        tail => sentence.len() - prefix_end(&reversed(sentence.clone()), &reversed(features(tail))),
    };
    let levels = levels(whole);
    let (from, to) = (quietest(&levels, from), quietest(&levels, to));
    (from + WORD_FRAMES <= to).then(|| (from * FRAME, (to * FRAME).min(whole.len())))
}

/// The level, and how much of it is high: enough to follow a sentence that is spoken twice alike.
type Feature = [f32; 2];

fn features(samples: &[f32]) -> Vec<Feature> {
    let differences: Vec<f32> = samples.windows(2).map(|pair| pair[1] - pair[0]).chain([0.0]).collect();
    let (all, high) = (levels(samples), levels(&differences));
    let loudest = loudest(&all);
    let relative = |(all, high): (f32, f32)| [(all - loudest).max(-60.0), (high - all).clamp(-60.0, 20.0)];
    all.into_iter().zip(high).map(relative).collect()
}

/// Where a beginning that was spoken alone ends in the sentence: both are stretched onto each other as cheaply as they can be.
fn prefix_end(sentence: &[Feature], head: &[Feature]) -> usize {
    let cost = |a: &Feature, b: &Feature| (a[0] - b[0]).abs() + 0.5 * (a[1] - b[1]).abs();
    let mut row = vec![f32::INFINITY; sentence.len() + 1];
    row[0] = 0.0;
    for of_head in head {
        let mut next = vec![f32::INFINITY; sentence.len() + 1];
        for (at, of_sentence) in sentence.iter().enumerate() {
            let best = row[at].min(row[at + 1] + 1.0).min(next[at] + 1.0);
            next[at + 1] = best + cost(of_head, of_sentence);
        }
        row = next;
    }
    let mean = |at: usize| row[at] / (head.len() + at) as f32;
    (1..row.len()).min_by(|a, b| mean(*a).total_cmp(&mean(*b))).unwrap_or(0)
}

/// The quietest frame near a cut.
fn quietest(levels: &[f32], cut: usize) -> usize {
    if cut == 0 || cut >= levels.len() {
        return cut.min(levels.len());
    }
    let near = cut.saturating_sub(MOVE)..(cut + MOVE + 1).min(levels.len());
    near.min_by(|a, b| levels[*a].total_cmp(&levels[*b])).unwrap_or(cut)
}

#[cfg(test)]
mod tests {
    use super::{FRAME, by_likeness, by_pauses, trim};
    use crate::RATE;

    fn tone(hertz: f32, ms: usize) -> Vec<f32> {
        let step = 2.0 * std::f32::consts::PI * hertz / RATE as f32;
        (0..ms * RATE as usize / 1000).map(|n| 0.3 * (n as f32 * step).sin()).collect()
    }
    fn silence(ms: usize) -> Vec<f32> {
        vec![0.0; ms * RATE as usize / 1000]
    }
    fn near(found: usize, ms: usize) -> bool {
        found.abs_diff(ms * RATE as usize / 1000) <= 6 * FRAME
    }

    #[test]
    fn silence_around_a_word_goes() {
        let word = [silence(300), tone(400.0, 200), silence(500)].concat();
        let kept = trim(&word).len();
        assert!(near(kept, 220), "{kept}");
        assert!(trim(&silence(100)).is_empty());
    }

    #[test]
    fn a_word_stands_between_its_pauses() {
        let closed = [tone(300.0, 80), silence(60), tone(300.0, 80)].concat();
        let sentence = [tone(200.0, 300), silence(160), closed, silence(150), tone(500.0, 250)].concat();
        let (from, to) = by_pauses(&sentence, 1, 3).unwrap();
        assert!(near(from, 450) && near(to, 690), "{from} {to}");
        assert_eq!(by_pauses(&sentence, 1, 5), None, "no five parts, however short the pause");
    }

    #[test]
    fn a_word_without_pauses_is_what_its_surroundings_lack() {
        let (head, word, tail) = (tone(200.0, 300), tone(1500.0, 200), tone(400.0, 250));
        let sentence = [head.clone(), word, tail.clone()].concat();
        let (from, to) = by_likeness(&sentence, &head, &tail).unwrap();
        assert!(near(from, 300) && near(to, 500), "{from} {to}");
        // spoken a little slower than alone
        let sentence = [tone(200.0, 330), tone(1500.0, 200), tone(400.0, 280)].concat();
        let (from, to) = by_likeness(&sentence, &head, &tail).unwrap();
        assert!(near(from, 330) && near(to, 530), "{from} {to}");
        assert_eq!(by_likeness(&head, &head, &[]), None, "nothing is left");
    }
}
