//! One follower of a view, as a machine: what it is sent next, and what it may ask. No socket, no clock, no task.

use crate::view::View;
use bytes::Bytes;
use goiso_queue::Moment;
use goiso_queue::command::Item;
use goiso_queue::voice::Unsaid;
use goiso_wire::close;
use goiso_wire::frame::{At, ClientFrame};
use serde_json::{Map, Value};

/// Why and how a connection ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bye {
    /// A number of `goiso_wire::close`.
    pub code: u16,
    /// In a word.
    pub why: String,
    /// Come back after a time drawn from this range; none where coming back is useless.
    pub again_ms: Option<[u64; 2]>,
}

/// What kind of frame was sent, for the counters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sent {
    Snapshot,
    /// A snapshot for a client that stood further than the log.
    Ahead,
    Resumed,
    Update,
    Merged,
    Beat,
    Live,
}

/// What a client asks for, once it may.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Ask {
    /// Nothing to be done.
    Nothing,
    /// It has painted everything up to this seq.
    Painted(u64),
    /// Leave to say this.
    Speak(String, Option<Item>, u32),
    /// It was said.
    Spoken(Item),
    /// It was not said.
    Unspoken(Item, Unsaid),
    /// What the device says of itself.
    Health(Map<String, Value>),
}

/// A follower: a cursor into its view.
pub(crate) struct Follower {
    /// What the client has; none before the first frame of a stretch of log.
    epoch: Option<String>,
    cursor: u64,
    /// The newest frame that was looked at.
    frame: u64,
    live: u64,
    resume: Option<At>,
    bucket: Bucket,
    painted: u64,
}

impl Follower {
    /// A client that stands at `at`, or has nothing yet.
    pub fn new(at: Option<At>, frames_per_s: u32, mono_ms: i64) -> Self {
        let bucket = Bucket::full(frames_per_s, mono_ms);
        Self { epoch: None, cursor: 0, frame: 0, live: 0, resume: at, bucket, painted: 0 }
    }

    /// The next frame, if there is one.
    pub fn poll(&mut self, view: &mut View, now: Moment, mono_ms: i64) -> Option<(Bytes, Sent)> {
        if self.epoch.as_deref() != Some(view.epoch()) {
            return Some(self.greet(view, now, mono_ms));
        }
        if view.frames() > self.frame {
            return Some(self.catch_up(view, now, mono_ms));
        }
        if self.live < view.live_version() {
            let frame = view.live_after(self.live);
            self.live = view.live_version();
            return frame.map(|bytes| (bytes, Sent::Live));
        }
        None
    }

    /// What a frame of the client asks for.
    ///
    /// # Errors
    /// Too many frames, or one that has no place after hello.
    pub fn receive(&mut self, frame: ClientFrame, mono_ms: i64) -> Result<Ask, Bye> {
        if !self.bucket.take(mono_ms) {
            return Err(Bye { code: close::FLOOD, why: "too many frames".to_owned(), again_ms: Some([5_000, 15_000]) });
        }
        Ok(match frame {
            // The client has found a gap, or met another epoch: it says hello again where it stands.
            ClientFrame::Hello { at, .. } => {
                self.resume = at;
                self.epoch = None;
                Ask::Nothing
            }
            ClientFrame::Ack { seq } => {
                // Nobody has painted what was not sent.
                let seq = seq.min(self.cursor);
                if seq <= self.painted {
                    Ask::Nothing
                } else {
                    self.painted = seq;
                    Ask::Painted(seq)
                }
            }
            ClientFrame::Speak { item, ms } => {
                let known = Item::try_from(item.clone()).ok();
                Ask::Speak(item, known, ms.unwrap_or(0))
            }
            ClientFrame::Spoken { item } => Item::try_from(item).map_or(Ask::Nothing, Ask::Spoken),
            // A word of a later version is passed over.
            ClientFrame::Unspoken { item, why } => match (Item::try_from(item), Unsaid::of_word(&why)) {
                (Ok(item), Some(why)) => Ask::Unspoken(item, why),
                (Ok(_) | Err(_), _) => Ask::Nothing,
            },
            ClientFrame::Health { facts } => Ask::Health(facts),
        })
    }

    /// The first frame of a stretch of log.
    fn greet(&mut self, view: &mut View, now: Moment, mono_ms: i64) -> (Bytes, Sent) {
        let at = self.resume.take().filter(|At(epoch, _)| epoch == view.epoch());
        self.epoch = Some(view.epoch().to_owned());
        self.live = 0;
        self.painted = 0;
        self.frame = view.frames();
        self.cursor = view.settled();
        match at {
            Some(At(_, seq)) if seq > view.settled() => (view.snapshot(now, mono_ms), Sent::Ahead),
            Some(At(_, seq)) if seq >= view.oldest() => (view.merged(seq, now), Sent::Resumed),
            Some(_) | None => (view.snapshot(now, mono_ms), Sent::Snapshot),
        }
    }

    fn catch_up(&mut self, view: &mut View, now: Moment, mono_ms: i64) -> (Bytes, Sent) {
        let newest = view.newest_frame();
        self.frame = newest.number;
        // Whoever has the frame before takes the newest as it is, as everybody does.
        if newest.from <= self.cursor {
            self.cursor = self.cursor.max(newest.seq);
            return (newest.bytes, if newest.beat { Sent::Beat } else { Sent::Update });
        }
        let cursor = std::mem::replace(&mut self.cursor, view.settled());
        if cursor >= view.oldest() {
            (view.merged(cursor, now), Sent::Merged)
        } else {
            (view.snapshot(now, mono_ms), Sent::Snapshot)
        }
    }
}

/// So many frames a second, and twice as many at once.
struct Bucket {
    /// Thousandths of a frame.
    left: i64,
    filled_at: i64,
    per_s: u32,
}

impl Bucket {
    const FRAME: i64 = 1_000;

    fn full(per_s: u32, mono_ms: i64) -> Self {
        let empty = Self { left: 0, filled_at: mono_ms, per_s };
        Self { left: empty.holds(), ..empty }
    }

    fn holds(&self) -> i64 {
        2 * i64::from(self.per_s) * Self::FRAME
    }

    fn take(&mut self, mono_ms: i64) -> bool {
        let passed = mono_ms.saturating_sub(self.filled_at).max(0);
        self.filled_at = self.filled_at.max(mono_ms);
        let gained = passed.saturating_mul(i64::from(self.per_s));
        self.left = self.left.saturating_add(gained).min(self.holds());
        if self.left < Self::FRAME {
            return false;
        }
        self.left -= Self::FRAME;
        true
    }
}
