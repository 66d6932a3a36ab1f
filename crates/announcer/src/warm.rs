//! Decodes the clips of the hall's languages before the first call wants them, beside everything else.

use crate::say::Speech;
use goiso_voice::Language;
use tokio::task::JoinHandle;

/// What is decoded ahead.
#[derive(Debug, Default)]
pub struct Warm {
    languages: Vec<Language>,
    decoding: Option<JoinHandle<()>>,
}

impl Warm {
    /// The hall speaks these languages. Begins if they are others than before; needs a running tokio.
    pub fn wanted(&mut self, speech: &Speech, languages: &[Language]) {
        if self.decoding.is_some() || self.languages == languages {
            return;
        }
        self.languages = languages.to_vec();
        let (speech, languages) = (speech.clone(), languages.to_vec());
        self.decoding = Some(tokio::task::spawn_blocking(move || speech.warm(&languages)));
    }

    /// Ends when the clips are there; never if none are being decoded. Cancel safe.
    pub async fn done(&mut self) {
        let Some(decoding) = &mut self.decoding else { return std::future::pending().await };
        if let Err(error) = decoding.await {
            tracing::warn!(%error, "clips are decoded when they are said");
        }
        self.decoding = None;
    }

    /// Whether the clips of a hall are there.
    pub fn is_done(&self) -> bool {
        self.decoding.is_none() && !self.languages.is_empty()
    }
}
