//! Says one call to whoever sets up a loudspeaker.

use crate::arguments::Output;
use crate::machine::Pass;
use crate::say::Speech;
use crate::sound::{self, Event, Play};
use anyhow::{Context, Result, bail};
use goiso_voice::{Announcement, Place, Recall, Settings};
use std::time::{Duration, Instant};

/// Longer than any announcement.
const OVER_WITHIN: Duration = Duration::from_secs(60);

/// Plays a first call and waits for its end.
///
/// # Errors
/// There is no sound device, or no voice.
pub fn once(label: String, counter: String, output: &Output) -> Result<()> {
    let speech = Speech::new(output.sounds.as_deref())?;
    let what = Announcement::Call { label, place: Place::default(), counter, recall: Recall::First };
    let samples = speech.samples(&what, &Settings::default(), Pass::First, 1.0)?;
    let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
    let settings = sound::Settings { device: output.device.clone(), buffer: output.buffer, release_after: None };
    let sound = sound::start(settings, tell)?;
    let latest = Instant::now() + OVER_WITHIN;
    sound.send(Play { id: 1, samples, latest }).ok().context("the sound thread ended")?;
    loop {
        match told.blocking_recv().context("the sound thread ended")? {
            Event::Ended(_) => return Ok(()),
            Event::Cut(_, why) => bail!("it could not be said: {}", why.word()),
            Event::Began(..) | Event::Ready | Event::Lost | Event::Underrun => {}
        }
    }
}
