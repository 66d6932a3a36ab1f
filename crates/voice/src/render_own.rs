//! A voice from any speech engine that has a command line: carrier sentences are spoken fluently, and the wanted words cut out
//! of them. Done once, on a desk; no hall needs an engine when it calls people.

mod cut;
mod engine;
mod texts;

pub use engine::{ENGINE_SECONDS_MAX, Engine, EngineError};
pub use texts::{TEXT_CHARS_MAX, Texts, TextsError};

use crate::decode::decode;
use crate::error::PackError;
use crate::loudness::{TARGET_LUFS, factor, lufs, peak_dbfs};
use crate::manifest::{ClipEntry, Manifest};
use crate::pack::MANIFEST;
use crate::settings::Language;
use crate::wav::wav;
use crate::{RATE, limits::CLIP_BYTES_MAX};
use cut::Cut;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use texts::Text;

/// What is rendered, by whom, and where to.
#[derive(Debug)]
pub struct Order<'a> {
    /// Speaks one text at a time.
    pub engine: &'a Engine,
    /// What the engine speaks.
    pub language: Language,
    /// What it is to say.
    pub texts: &'a Texts,
    /// The voice's folder; made when it is not there, and never written over.
    pub out: &'a Path,
    /// Whose voice it is and who allowed its use.
    pub provenance: String,
}

/// What came of it.
#[derive(Debug, Default)]
pub struct Rendered {
    /// Clips that were written.
    pub clips: usize,
    /// Keys that could not be made, and why.
    pub failed: Vec<(String, String)>,
}

/// How far it is.
#[derive(Debug, Clone, Copy)]
pub struct Progress<'a> {
    /// This text's number, from 1.
    pub number: usize,
    /// Of so many.
    pub of: usize,
    /// What is made.
    pub key: &'a str,
    /// How the word was found, or why not.
    pub how: &'a str,
}

/// Why nothing was rendered.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// There is a voice already.
    #[error("{0} holds a voice already; choose another folder or remove it")]
    Taken(PathBuf),
    /// A file or folder that cannot be written.
    #[error("{path} cannot be written")]
    Unwritable {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The manifest cannot be put into words.
    #[error("the manifest cannot be written: {0}")]
    Manifest(#[from] toml::ser::Error),
}

/// Fades at the ends of a clip, in samples: 8 ms.
const FADE: usize = RATE as usize / 125;
/// No clip is louder than this, in dBFS.
const PEAK_DBFS: f32 = -1.5;
/// Peaks are rounded off above this part of the highest peak.
const KNEE: f32 = 0.6;

/// Renders every text. One that fails is told and left out; the engine is asked for the next.
pub fn render_own(order: &Order<'_>, mut progress: impl FnMut(Progress<'_>)) -> Result<Rendered, RenderError> {
    let unwritable = |path: &Path| {
        let path = path.to_path_buf();
        move |source| RenderError::Unwritable { path, source }
    };
    let manifest_path = order.out.join(MANIFEST);
    if manifest_path.exists() {
        return Err(RenderError::Taken(order.out.to_path_buf()));
    }
    std::fs::create_dir_all(order.out).map_err(unwritable(order.out))?;
    let work = Work::new(order.out).map_err(unwritable(order.out))?;
    let mut voice = Speaker { engine: order.engine, work: &work, said: BTreeMap::new() };
    let mut rendered = Rendered::default();
    let mut clips = BTreeMap::new();
    let of = order.texts.list.len();
    for (at, (key, text)) in order.texts.list.iter().enumerate() {
        let number = at + 1;
        match voice.clip(text) {
            Ok((samples, how)) => {
                let file = format!("{key}.wav");
                let path = order.out.join(&file);
                std::fs::write(&path, wav(&samples)).map_err(unwritable(&path))?;
                let (lufs, peak_dbfs) = (lufs(&samples).map(tenths), peak_dbfs(&samples).map(tenths));
                let (text, note) = (text.word.clone(), how.word().to_owned());
                let samples = Some(samples.len() as u64);
                clips.insert(key.clone(), ClipEntry { file, text, samples, lufs, peak_dbfs, note });
                rendered.clips += 1;
                progress(Progress { number, of, key, how: how.word() });
            }
            Err(why) => {
                let why = why.to_string();
                progress(Progress { number, of, key, how: &why });
                rendered.failed.push((key.clone(), why));
            }
        }
    }
    if rendered.clips > 0 {
        let manifest = Manifest {
            id: format!("{}-own", order.language),
            language: order.language.clone(),
            region: String::new(),
            speaker: format!("a speech engine: {}", order.engine.shown()),
            provenance: order.provenance.clone(),
            notes: "Rendered and cut by goiso voice render-own. Let a native listener judge it.".to_owned(),
            sample_rate: Some(RATE),
            target_lufs: Some(TARGET_LUFS),
            clips,
        };
        std::fs::write(&manifest_path, toml::to_string(&manifest)?).map_err(unwritable(&manifest_path))?;
    }
    Ok(rendered)
}

fn tenths(value: f32) -> f32 {
    (value * 10.0).round() / 10.0
}

/// Why one text came to nothing.
#[derive(Debug, thiserror::Error)]
enum TextFailed {
    #[error(transparent)]
    Engine(#[from] EngineError),
    #[error(transparent)]
    Sound(#[from] PackError),
    #[error("the word cannot be told from its sentence; put commas around it")]
    NotFound,
    #[error("the engine wrote silence")]
    Silent,
}

/// A folder for the engine's files, which goes when the work is done.
struct Work(PathBuf);

impl Work {
    fn new(out: &Path) -> std::io::Result<Self> {
        let folder = out.join(format!(".work-{}", std::process::id()));
        std::fs::create_dir_all(&folder)?;
        Ok(Self(folder))
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// An engine with what it said: many words stand in the same surroundings.
struct Speaker<'a> {
    engine: &'a Engine,
    work: &'a Work,
    said: BTreeMap<String, Vec<f32>>,
}

/// Surroundings that are kept.
const SAID_MAX: usize = 64;

impl Speaker<'_> {
    fn say(&mut self, text: &str) -> Result<Vec<f32>, TextFailed> {
        if let Some(samples) = self.said.get(text) {
            return Ok(samples.clone());
        }
        let out = self.work.0.join("said.wav");
        self.engine.speak(text, &out, &self.work.0.join("stderr"))?;
        let unreadable = |source| PackError::Unreadable { path: out.clone(), source };
        let size = std::fs::metadata(&out).map_err(unreadable)?.len();
        if size > CLIP_BYTES_MAX {
            let place = "what the engine wrote".to_owned();
            return Err(PackError::TooLarge { place, what: "bytes", limit: CLIP_BYTES_MAX }.into());
        }
        let samples = decode("said.wav", &std::fs::read(&out).map_err(unreadable)?)?;
        let samples = cut::trim(&samples).to_vec();
        if samples.is_empty() {
            return Err(TextFailed::Silent);
        }
        if self.said.len() >= SAID_MAX {
            self.said.clear();
        }
        self.said.insert(text.to_owned(), samples.clone());
        Ok(samples)
    }

    /// The word of a text, ready to be written.
    fn clip(&mut self, text: &Text) -> Result<(Vec<f32>, Cut), TextFailed> {
        let whole = self.say(&text.whole())?;
        let (from, to, how) = if text.is_whole() {
            (0, whole.len(), Cut::Whole)
        } else if let Some((from, to)) = text.place_between_pauses().and_then(|(at, of)| cut::by_pauses(&whole, at, of))
        {
            (from, to, Cut::Pauses)
        } else {
            let head = match text.before.trim() {
                "" => Vec::new(),
                before => self.say(before)?,
            };
            let tail = match text.after.trim() {
                "" => Vec::new(),
                after => self.say(after)?,
            };
            let (from, to) = cut::by_likeness(&whole, &head, &tail).ok_or(TextFailed::NotFound)?;
            (from, to, Cut::Likeness)
        };
        let word = cut::trim(whole.get(from..to).ok_or(TextFailed::NotFound)?);
        if word.is_empty() {
            return Err(TextFailed::NotFound);
        }
        Ok((finish(word), how))
    }
}

/// Brings a word to the voice's loudness and fades its ends.
fn finish(word: &[f32]) -> Vec<f32> {
    let mut samples = word.to_vec();
    let fade = FADE.min(samples.len() / 2);
    for at in 0..fade {
        let rise = 0.5 - 0.5 * (std::f32::consts::PI * at as f32 / fade as f32).cos();
        let end = samples.len() - 1 - at;
        samples[at] *= rise;
        samples[end] *= rise;
    }
    // rounding peaks off takes a little loudness away again
    for _ in 0..3 {
        let Some(now) = lufs(&samples) else { break };
        let gain = factor(TARGET_LUFS - now);
        for sample in &mut samples {
            *sample = rounded_off(*sample * gain);
        }
    }
    samples
}

/// Nothing above the highest peak; what comes near to it is bent, not cut.
fn rounded_off(sample: f32) -> f32 {
    let top = factor(PEAK_DBFS);
    let knee = KNEE * top;
    let over = sample.abs() - knee;
    if over <= 0.0 { sample } else { sample.signum() * (knee + (top - knee) * (over / (top - knee)).tanh()) }
}
