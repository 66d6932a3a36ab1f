//! What is said next, and whether it still may be: one queue for a zone, at most one announcement in hand. No clock, no sound, no
//! socket: times are arguments, sounds and frames are outputs. `displays/shared/speech-model.js` is the same machine for pages and
//! tells its rules in full; both run every scenario of `displays/shared/speech-scenarios.json`.

use std::collections::{BTreeMap, BTreeSet};

/// An item may begin at most so old, in milliseconds of hall time.
pub const FRESH_MS: i64 = 20_000;
/// The same if it waited behind other speech.
pub const BEHIND_SPEECH_MS: i64 = 60_000;
/// An answer that takes so long, in milliseconds, does not come any more.
pub const GRANT_MS: u64 = 3_000;
/// After so long between question and answer, in milliseconds, the machine was frozen and looks at the clock again.
const FROZEN_MS: i64 = 2_000;
/// A rank waits so long, in milliseconds, for each that stands before it.
const RANK_MS: u64 = 700;
/// Refused because of other speech: asks again after so long, in milliseconds. Twice a second leaves room for the frames that a
/// connection may send beside it.
const BUSY_MS: u64 = 500;
/// Between the first pass and the repeat, in milliseconds.
pub const PAUSE_MS: u64 = 1_500;
/// A repeat that would begin later than this past its time, in milliseconds, is left out.
const REPEAT_LATE_MS: u64 = 1_000;
/// A pass that stands still for longer than this, in milliseconds, counts as cut; whoever plays it watches that.
pub const STALL_MS: u64 = 1_500;

/// How long an item may take in all, with every delay that the machine and its player allow themselves: a late answer, a late repeat,
/// a pass that stands still. All in milliseconds.
pub fn longest_ms(first: u64, again: u64, repeat: Repeat) -> u64 {
    let once = GRANT_MS + first + STALL_MS;
    match repeat {
        Repeat::Once => once,
        Repeat::Twice => once + PAUSE_MS + REPEAT_LATE_MS + again + STALL_MS,
    }
}

/// A call or a notice. Calls are said before notices, each by their number, which is their place in the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Item {
    /// `c10`.
    Call(u64),
    /// `n3`.
    Notice(u64),
}

impl Item {
    /// The item of a word; none if it is none.
    pub fn of_word(word: &str) -> Option<Self> {
        let number = |rest: &str| rest.parse().ok();
        let call = word.strip_prefix('c').and_then(number).map(Item::Call);
        call.or_else(|| word.strip_prefix('n').and_then(number).map(Item::Notice))
    }
}

impl std::fmt::Display for Item {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Item::Call(number) => write!(f, "c{number}"),
            Item::Notice(number) => write!(f, "n{number}"),
        }
    }
}

/// An item as the view shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// Hall time at which it came up.
    pub at: i64,
    /// Whether it is still true.
    pub standing: Standing,
}

/// Whether something may still be said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// The person is awaited, the notice stands and is to be said.
    Wanted,
    /// Not, or not any more.
    Over,
}

/// The view as far as speech goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// The stretch of log it is of.
    pub epoch: String,
    /// Everything there is, by item.
    pub items: BTreeMap<Item, Seen>,
    /// Whether the hall wants to hear anything now.
    pub loudness: Loudness,
    /// Whether announcements are repeated where there is time.
    pub repeat: Repeat,
}

/// Whether the hall wants to hear anything now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loudness {
    /// Yes.
    Audible,
    /// Quiet hours.
    Quiet,
}

/// Whether announcements are repeated where there is time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repeat {
    /// Yes.
    Twice,
    /// No.
    Once,
}

/// What is said of an announcement at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Pass {
    /// All of it.
    First,
    /// All of it again, without the chime.
    Repeat,
    /// The least, because others wait.
    Short,
}

/// Whether there is something to sound with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audio {
    /// Yes.
    Ready,
    /// The sound device is not there.
    Lost,
    /// The browser allows no sound yet.
    Blocked,
}

/// Whether the view can be believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Connection {
    /// Frames come.
    Live,
    /// None for a while: nobody is asked, but an answer may still come.
    Behind,
    /// The connection is gone.
    Offline,
}

/// Why something was not said, in the words of the protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// Too old when its turn came.
    Old,
    /// No longer true when leave came.
    Withdrawn,
    /// Quiet hours.
    Quiet,
    /// No sound device.
    NoDevice,
    /// No voice can say it.
    NoClips,
    /// The answer was lost, or the machine stood still.
    Stalled,
    /// The browser allows no sound.
    Blocked,
}

impl Why {
    /// The word.
    pub fn word(self) -> &'static str {
        match self {
            Why::Old => "old",
            Why::Withdrawn => "withdrawn",
            Why::Quiet => "quiet",
            Why::NoDevice => "no_device",
            Why::NoClips => "no_clips",
            Why::Stalled => "stalled",
            Why::Blocked => "blocked",
        }
    }
}

/// The answer to a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leave {
    /// It may be said.
    Given,
    /// Others of the zone speak: ask again.
    Busy,
    /// It may not be said by this speaker: another has it, or it is over.
    Refused,
    /// This speaker may not speak at all.
    NotAllowed,
}

/// What happens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// The view is this now.
    View(View),
    /// The answer to a question.
    Answer {
        /// What was asked for.
        item: Item,
        /// The answer.
        leave: Leave,
    },
    /// The pass in hand was played to its end.
    Ended,
    /// What is in hand cannot be said, or its pass was cut.
    Failed(Why),
    /// The sound device.
    Audio(Audio),
    /// The connection.
    Connection(Connection),
    /// Time has passed.
    Tick,
}

/// What is to be done, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Output {
    /// Ask leave to say it.
    Ask(Item),
    /// Play this pass of it, now.
    Play(Item, Pass),
    /// Silence at once: the pass in hand is not to be heard further.
    Stop,
    /// It was said to the end.
    Spoken(Item),
    /// It will not be said, or was not to the end.
    Unspoken(Item, Why),
}

/// Whether what is in hand belongs to the log as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Epoch {
    Ours,
    /// It began in another stretch of log: it is said to its end, and nobody is told.
    Past,
}

/// What is in hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hand {
    Empty,
    /// A question is out.
    Asking {
        item: Item,
        since: u64,
        hall_since: i64,
    },
    /// It sounds.
    Playing {
        item: Item,
        pass: Pass,
        epoch: Epoch,
    },
    /// It was said once and will be said again, unless something else waits by then.
    Pausing {
        item: Item,
        until: u64,
    },
}

/// The queue of a speaker.
#[derive(Debug)]
pub struct Machine {
    rank: u8,
    epoch: Option<String>,
    /// Everything sayable now, with the hall time at which it came up.
    items: BTreeMap<Item, i64>,
    /// When each was first seen, on the monotonic clock.
    seen: BTreeMap<Item, u64>,
    /// Not to be asked for again before, on the monotonic clock.
    not_before: BTreeMap<Item, u64>,
    /// Asked for, said, given up or passed over.
    handled: BTreeSet<Item>,
    hand: Hand,
    /// Until when this machine spoke or was refused for other speech, hall time.
    spoke_until: Option<i64>,
    loudness: Loudness,
    repeat: Repeat,
    audio: Audio,
    connection: Connection,
    now: u64,
    hall: i64,
}

impl Machine {
    /// Nothing known yet, sound and connection taken to be there; rank 0 asks at once.
    pub fn new(rank: u8, repeat: Repeat) -> Self {
        Self {
            rank,
            epoch: None,
            items: BTreeMap::new(),
            seen: BTreeMap::new(),
            not_before: BTreeMap::new(),
            handled: BTreeSet::new(),
            hand: Hand::Empty,
            spoke_until: None,
            loudness: Loudness::Audible,
            repeat,
            audio: Audio::Ready,
            connection: Connection::Live,
            now: 0,
            hall: 0,
        }
    }

    /// Something happened at `now` (monotonic milliseconds), which is `hall` in hall time.
    pub fn feed(&mut self, input: Input, now: u64, hall: i64) -> Vec<Output> {
        (self.now, self.hall) = (now, hall);
        let mut out = Vec::new();
        let happened = match input {
            Input::View(view) => {
                self.see(view);
                None
            }
            Input::Audio(audio) => {
                self.audio = audio;
                None
            }
            Input::Connection(connection) => {
                self.connection = connection;
                None
            }
            Input::Tick => None,
            Input::Answer { item, leave } => Some(Happened::Answer(item, leave)),
            Input::Ended => Some(Happened::Ended),
            Input::Failed(why) => Some(Happened::Failed(why)),
        };
        self.give_up(&mut out);
        self.look(&mut out);
        match happened {
            None => {}
            Some(Happened::Answer(item, leave)) => self.answered(item, leave, &mut out),
            Some(Happened::Ended) => self.ended(&mut out),
            Some(Happened::Failed(why)) => self.failed(why, &mut out),
        }
        self.ask(&mut out);
        out
    }

    /// When [`Input::Tick`] is wanted at the latest, on the monotonic clock.
    pub fn next_tick(&self) -> Option<u64> {
        let old = |item: Item| {
            let at = self.items.get(&item).copied().unwrap_or(0);
            let left = at + self.limit(at) - self.hall + 1;
            self.now + u64::try_from(left).unwrap_or(0)
        };
        let in_hand = match self.hand {
            Hand::Asking { since, .. } => Some(since + GRANT_MS),
            Hand::Pausing { until, .. } => Some(until),
            Hand::Empty | Hand::Playing { .. } => None,
        };
        let head = self.waiting().next().filter(|_| self.may_ask()).map(|head| self.due(head));
        self.waiting().map(old).chain(in_hand).chain(head).min().map(|at| at.max(self.now))
    }

    /// Items that wait.
    pub fn queue(&self) -> usize {
        self.waiting().count()
    }

    /// Items that wait, in their order.
    fn waiting(&self) -> impl Iterator<Item = Item> {
        self.items.keys().copied().filter(|item| !self.handled.contains(item))
    }

    fn see(&mut self, view: View) {
        let View { epoch, items, loudness, repeat } = view;
        let anew = self.epoch.as_ref() != Some(&epoch);
        if anew {
            self.begin(epoch);
        }
        (self.loudness, self.repeat) = (loudness, repeat);
        self.seen.retain(|item, _| items.contains_key(item));
        self.not_before.retain(|item, _| items.contains_key(item));
        self.handled.retain(|item| items.contains_key(item));
        let wanted = items.into_iter().filter(|(_, seen)| seen.standing == Standing::Wanted);
        self.items = wanted.map(|(item, seen)| (item, seen.at)).collect();
        for (item, at) in &self.items {
            self.seen.entry(*item).or_insert(self.now);
            // What was up before this speaker came is somebody else's, or nobody's any more.
            if anew && self.hall - at > FRESH_MS {
                self.handled.insert(*item);
            }
        }
    }

    /// Nothing of another epoch holds any more, but a sentence that has begun is said to its end.
    fn begin(&mut self, epoch: String) {
        self.epoch = Some(epoch);
        self.seen.clear();
        self.not_before.clear();
        self.handled.clear();
        self.hand = match self.hand {
            Hand::Playing { item, pass, .. } => Hand::Playing { item, pass, epoch: Epoch::Past },
            Hand::Empty | Hand::Asking { .. } | Hand::Pausing { .. } => Hand::Empty,
        };
    }

    fn give_up(&mut self, out: &mut Vec<Output>) {
        let waiting: Vec<Item> = self.waiting().collect();
        for item in waiting {
            let at = self.items.get(&item).copied().unwrap_or(0);
            let why = if self.loudness == Loudness::Quiet {
                Why::Quiet
            } else if self.hall - at > self.limit(at) {
                self.mute().unwrap_or(Why::Old)
            } else {
                continue;
            };
            self.handled.insert(item);
            out.push(Output::Unspoken(item, why));
        }
    }

    fn limit(&self, at: i64) -> i64 {
        let speaking = match self.hand {
            Hand::Playing { .. } | Hand::Pausing { .. } => true,
            Hand::Empty | Hand::Asking { .. } => false,
        };
        if speaking || self.spoke_until.is_some_and(|until| until >= at) { BEHIND_SPEECH_MS } else { FRESH_MS }
    }

    /// Why nothing can be heard, if nothing can.
    fn mute(&self) -> Option<Why> {
        match self.audio {
            Audio::Ready => None,
            Audio::Blocked => Some(Why::Blocked),
            Audio::Lost => Some(Why::NoDevice),
        }
    }

    fn look(&mut self, out: &mut Vec<Output>) {
        match self.hand {
            Hand::Empty => {}
            Hand::Asking { item, since, .. } => {
                // Leave may have been given and its word lost: asking again could make it sound twice.
                if self.connection == Connection::Offline || self.now >= since + GRANT_MS {
                    self.drop_it(item, Why::Stalled, out);
                }
            }
            Hand::Playing { item, pass, epoch } => {
                if let Some(why) = self.mute() {
                    out.push(Output::Stop);
                    self.cut(item, pass, epoch, why, out);
                }
            }
            Hand::Pausing { item, until } => {
                if !self.may_repeat(item) || self.now > until + REPEAT_LATE_MS {
                    self.said(item, out);
                } else if self.now >= until {
                    self.play(item, Pass::Repeat, out);
                }
            }
        }
    }

    fn may_repeat(&self, item: Item) -> bool {
        self.items.contains_key(&item)
            && self.waiting().next().is_none()
            && self.connection == Connection::Live
            && self.audio == Audio::Ready
            && self.loudness == Loudness::Audible
    }

    fn answered(&mut self, of: Item, leave: Leave, out: &mut Vec<Output>) {
        let (item, since, hall_since) = match self.hand {
            Hand::Asking { item, since, hall_since } if item == of => (item, since, hall_since),
            // It was given up meanwhile: whatever the answer, it is not said.
            Hand::Asking { .. } | Hand::Empty | Hand::Playing { .. } | Hand::Pausing { .. } => return,
        };
        match leave {
            Leave::Given => match self.unfit(item, since, hall_since) {
                Some(why) => self.drop_it(item, why, out),
                None => {
                    let pass = if self.queue() >= 2 { Pass::Short } else { Pass::First };
                    self.play(item, pass, out);
                }
            },
            Leave::Busy => {
                self.hand = Hand::Empty;
                self.spoke_until = Some(self.hall);
                self.not_before.insert(item, self.now + BUSY_MS);
                self.handled.remove(&item);
            }
            Leave::Refused | Leave::NotAllowed => self.hand = Hand::Empty,
        }
    }

    /// Why what was granted is not to begin, if it is not.
    fn unfit(&self, item: Item, since: u64, hall_since: i64) -> Option<Why> {
        let Some(at) = self.items.get(&item) else { return Some(Why::Withdrawn) };
        if self.loudness == Loudness::Quiet {
            return Some(Why::Quiet);
        }
        if let Some(why) = self.mute() {
            return Some(why);
        }
        let took = i64::try_from(self.now - since).unwrap_or(i64::MAX).max(self.hall - hall_since);
        (took > FROZEN_MS && self.hall - at > self.limit(*at)).then_some(Why::Old)
    }

    fn ended(&mut self, out: &mut Vec<Output>) {
        let Hand::Playing { item, pass, epoch } = self.hand else { return };
        self.spoke_until = Some(self.hall);
        match epoch {
            Epoch::Past => self.hand = Hand::Empty,
            Epoch::Ours if pass == Pass::First && self.repeat == Repeat::Twice && self.may_repeat(item) => {
                self.hand = Hand::Pausing { item, until: self.now + PAUSE_MS };
            }
            Epoch::Ours => self.said(item, out),
        }
    }

    fn failed(&mut self, why: Why, out: &mut Vec<Output>) {
        match self.hand {
            Hand::Asking { item, .. } => self.drop_it(item, why, out),
            Hand::Playing { item, pass, epoch } => self.cut(item, pass, epoch, why, out),
            Hand::Empty | Hand::Pausing { .. } => {}
        }
    }

    /// A pass that did not come to its end. What was said once to the end was said, whatever became of its repetition.
    fn cut(&mut self, item: Item, pass: Pass, epoch: Epoch, why: Why, out: &mut Vec<Output>) {
        self.spoke_until = Some(self.hall);
        match (epoch, pass) {
            (Epoch::Past, _) => self.hand = Hand::Empty,
            (Epoch::Ours, Pass::Repeat) => self.said(item, out),
            (Epoch::Ours, Pass::First | Pass::Short) => self.drop_it(item, why, out),
        }
    }

    fn drop_it(&mut self, item: Item, why: Why, out: &mut Vec<Output>) {
        self.hand = Hand::Empty;
        out.push(Output::Unspoken(item, why));
    }

    fn said(&mut self, item: Item, out: &mut Vec<Output>) {
        self.hand = Hand::Empty;
        self.spoke_until = Some(self.hall);
        out.push(Output::Spoken(item));
    }

    fn play(&mut self, item: Item, pass: Pass, out: &mut Vec<Output>) {
        self.hand = Hand::Playing { item, pass, epoch: Epoch::Ours };
        out.push(Output::Play(item, pass));
    }

    fn may_ask(&self) -> bool {
        self.hand == Hand::Empty && self.connection == Connection::Live && self.audio == Audio::Ready
    }

    fn due(&self, item: Item) -> u64 {
        let ranked = self.seen.get(&item).copied().unwrap_or(0) + RANK_MS * u64::from(self.rank);
        ranked.max(self.not_before.get(&item).copied().unwrap_or(0))
    }

    fn ask(&mut self, out: &mut Vec<Output>) {
        let Some(head) = self.waiting().next() else { return };
        if !self.may_ask() || self.now < self.due(head) {
            return;
        }
        self.handled.insert(head);
        self.hand = Hand::Asking { item: head, since: self.now, hall_since: self.hall };
        out.push(Output::Ask(head));
    }
}

/// What came, to be looked at after everything that follows from time.
enum Happened {
    Answer(Item, Leave),
    Ended,
    Failed(Why),
}
