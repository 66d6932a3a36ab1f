//! A whole hall that goes wrong: a server whose log grows, is restored from an older copy now and then, and whose frames get lost,
//! doubled and out of order on their way. A follower must never show a state that never was, and in the end the true one.

use super::{Action, Machine, Position, Verdict, Who, judge};
use goiso_wire::frame::{At, ClientFrame, ServerFrame};
use serde_json::{Value, json};
use std::collections::{BTreeMap, VecDeque};
use std::ops::Bound::{Excluded, Included};

type Judge = fn(Option<&Position>, &str, u64, u64) -> Verdict;
type View = BTreeMap<String, Value>;

/// Rounds of trouble in one history; a quiet end follows.
const ROUNDS: u64 = 300;
const HISTORIES: u64 = 200;

/// A small generator of our own, so that a seed means the same for ever.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
    fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }
    fn one_in(&mut self, bound: u64) -> bool {
        self.below(bound) == 0
    }
}

/// Every state the hall has had, by position; the server of one connection.
struct Hall {
    epoch: u64,
    seq: u64,
    /// Where this epoch began.
    first: u64,
    states: BTreeMap<(u64, u64), View>,
    /// The key each event touched, by position.
    touched: BTreeMap<(u64, u64), String>,
    /// Where this connection's previous frame ended, once it said hello.
    sent: Option<u64>,
}

impl Hall {
    fn new() -> Self {
        Self {
            epoch: 1,
            seq: 0,
            first: 0,
            states: BTreeMap::from([((1, 0), View::new())]),
            touched: BTreeMap::new(),
            sent: None,
        }
    }
    fn state(&self, seq: u64) -> &View {
        &self.states[&(self.epoch, seq)]
    }
    /// One more event: a value changes or goes away.
    fn event(&mut self, dice: &mut Dice) {
        let mut next = self.state(self.seq).clone();
        let key = format!("call/c{}", dice.below(6));
        if dice.one_in(3) {
            next.remove(&key);
        } else {
            next.insert(key.clone(), json!({"epoch": self.epoch, "seq": self.seq + 1}));
        }
        self.seq += 1;
        self.touched.insert((self.epoch, self.seq), key);
        self.states.insert((self.epoch, self.seq), next);
    }
    /// An older copy takes the hall's place: a new epoch goes on from there. All that the connection knew is void.
    fn restored(&mut self, dice: &mut Dice) {
        let back = self.seq - dice.below((self.seq - self.first).min(5) + 1);
        let state = self.state(back).clone();
        self.epoch += 1;
        self.seq = back;
        self.first = back;
        self.states.insert((self.epoch, back), state);
        // the server's own sockets survived: their next update simply belongs to the new epoch
        self.sent = self.sent.map(|_| back);
    }
    /// Every key touched in between, with what it is in the end. One that came and went is null: a wall that overlaps may have it.
    fn changes(&self, from: u64, to: u64) -> View {
        let after = self.state(to);
        let touched = self.touched.range((Excluded((self.epoch, from)), Included((self.epoch, to))));
        touched.map(|(_, key)| (key.clone(), after.get(key).cloned().unwrap_or(Value::Null))).collect()
    }
    /// The connection's one pending update, or a beat.
    fn flush(&mut self) -> Option<ServerFrame> {
        let from = self.sent.replace(self.seq)?;
        Some(self.update(from))
    }
    fn update(&self, from: u64) -> ServerFrame {
        let set = self.changes(from, self.seq);
        ServerFrame::Update { epoch: self.epoch.to_string(), from, seq: self.seq, now: 0, set }
    }
    fn hello(&mut self, at: Option<At>) -> ServerFrame {
        self.sent = Some(self.seq);
        match at {
            Some(At(epoch, seq)) if epoch == self.epoch.to_string() && self.states.contains_key(&(self.epoch, seq)) => {
                self.update(seq)
            }
            _ => ServerFrame::Snapshot {
                epoch: self.epoch.to_string(),
                seq: self.seq,
                now: 0,
                set: self.state(self.seq).clone(),
            },
        }
    }
}

/// What happened on the way; a history in which nothing went wrong proves nothing.
#[derive(Default, Debug)]
struct Trouble {
    dropped: u32,
    doubled: u32,
    swapped: u32,
    restored: u32,
    cut: u32,
}

fn history(seed: u64, judge: Judge, trouble: &mut Trouble) -> Result<(), String> {
    let mut dice = Dice(seed);
    let mut hall = Hall::new();
    let mut wall = Machine::judging(Who::default(), judge);
    let mut on_the_way: Vec<ServerFrame> = Vec::new();
    let mut now = 0;
    let opening = wall.opened(now);
    let mut to_do = opening;
    for round in 0..ROUNDS {
        let calm = round + 20 > ROUNDS;
        now += 700;
        for _ in 0..dice.below(4) {
            hall.event(&mut dice);
        }
        if !calm && dice.one_in(25) {
            hall.restored(&mut dice);
            trouble.restored += 1;
        }
        if !calm && dice.one_in(30) {
            // the connection breaks with all that was on the way
            on_the_way.clear();
            hall.sent = None;
            to_do = wall.closed(now, dice.next());
            trouble.cut += 1;
        }
        on_the_way.extend(hall.flush());
        let mut actions = VecDeque::from(std::mem::take(&mut to_do));
        while let Some(action) = actions.pop_front() {
            match action {
                Action::Send(ClientFrame::Hello { at, .. }) => on_the_way.push(hall.hello(at)),
                Action::ConnectAt(_) => {
                    on_the_way.clear();
                    hall.sent = None;
                    actions.extend(wall.opened(now));
                }
                Action::Send(_) | Action::Changed(_) | Action::Granted { .. } | Action::Freshness(_) => {}
                Action::Stop { .. } => return Err(format!("seed {seed}: it gave up")),
            }
        }
        if !calm {
            disturb(&mut on_the_way, &mut dice, trouble);
        }
        // some arrive now, the others later, but in a calm all do
        let arriving = if calm { on_the_way.len() } else { dice.below(on_the_way.len() as u64 + 1) as usize };
        for frame in on_the_way.drain(..arriving).collect::<Vec<_>>() {
            to_do.extend(wall.frame(now, frame, dice.next()));
            true_state(&wall, &hall).map_err(|why| format!("seed {seed}, round {round}: {why}"))?;
        }
        to_do.extend(wall.tick(now, dice.next()));
    }
    let here = wall.position().map(|position| (position.epoch.clone(), position.seq));
    if here != Some((hall.epoch.to_string(), hall.seq)) {
        return Err(format!(
            "seed {seed}: after a calm it stands at {here:?}, the hall at {}/{}",
            hall.epoch, hall.seq
        ));
    }
    Ok(())
}

fn disturb(frames: &mut Vec<ServerFrame>, dice: &mut Dice, trouble: &mut Trouble) {
    if !frames.is_empty() && dice.one_in(4) {
        frames.remove(dice.below(frames.len() as u64) as usize);
        trouble.dropped += 1;
    }
    if !frames.is_empty() && dice.one_in(4) {
        let again = frames[dice.below(frames.len() as u64) as usize].clone();
        frames.push(again);
        trouble.doubled += 1;
    }
    if frames.len() > 1 && dice.one_in(4) {
        let (one, other) = (dice.below(frames.len() as u64) as usize, dice.below(frames.len() as u64) as usize);
        frames.swap(one, other);
        trouble.swapped += 1;
    }
}

/// What the wall shows is what the hall was at the position the wall says.
fn true_state(wall: &Machine, hall: &Hall) -> Result<(), String> {
    let Some(position) = wall.position() else { return Ok(()) };
    let was = position.epoch.parse().ok().and_then(|epoch| hall.states.get(&(epoch, position.seq)));
    match was {
        Some(state) if state == wall.values() => Ok(()),
        Some(_) => Err(format!("a state that never was at {position:?}")),
        None => Err(format!("a position that never was: {position:?}")),
    }
}

fn failures(judge: Judge, trouble: &mut Trouble) -> Vec<String> {
    (1..=HISTORIES).filter_map(|seed| history(seed, judge, trouble).err()).take(3).collect()
}

#[test]
fn a_wall_never_shows_a_state_that_never_was() {
    let mut trouble = Trouble::default();
    assert_eq!(failures(judge, &mut trouble), Vec::<String>::new());
    let Trouble { dropped, doubled, swapped, restored, cut } = trouble;
    assert!(
        [dropped, doubled, swapped, restored, cut].iter().all(|count| *count > 100),
        "{dropped} {doubled} {swapped}"
    );
}

#[test]
fn every_broken_rule_is_caught() {
    fn no_epoch_check(mine: Option<&Position>, epoch: &str, from: u64, seq: u64) -> Verdict {
        let mine = mine.map(|mine| Position { epoch: epoch.to_owned(), seq: mine.seq });
        judge(mine.as_ref(), epoch, from, seq)
    }
    fn no_gap_check(mine: Option<&Position>, epoch: &str, from: u64, seq: u64) -> Verdict {
        match judge(mine, epoch, from, seq) {
            Verdict::HelloHere => Verdict::Apply,
            verdict @ (Verdict::Ignore | Verdict::Apply | Verdict::HelloAnew) => verdict,
        }
    }
    fn old_ones_applied(mine: Option<&Position>, epoch: &str, from: u64, seq: u64) -> Verdict {
        match judge(mine, epoch, from, seq) {
            Verdict::Ignore => Verdict::Apply,
            verdict @ (Verdict::HelloHere | Verdict::Apply | Verdict::HelloAnew) => verdict,
        }
    }
    fn gaps_ignored(mine: Option<&Position>, epoch: &str, from: u64, seq: u64) -> Verdict {
        match judge(mine, epoch, from, seq) {
            Verdict::HelloHere => Verdict::Ignore,
            verdict @ (Verdict::Ignore | Verdict::Apply | Verdict::HelloAnew) => verdict,
        }
    }
    fn strict_from(mine: Option<&Position>, epoch: &str, from: u64, seq: u64) -> Verdict {
        match judge(mine, epoch, from, seq) {
            // an update that overlaps is taken for known
            Verdict::Apply if mine.is_some_and(|mine| from < mine.seq) => Verdict::Ignore,
            verdict @ (Verdict::Ignore | Verdict::Apply | Verdict::HelloHere | Verdict::HelloAnew) => verdict,
        }
    }
    let mutants: [(&str, Judge); 4] = [
        ("no epoch check", no_epoch_check),
        ("no gap check", no_gap_check),
        ("old updates applied", old_ones_applied),
        ("gaps ignored", gaps_ignored),
    ];
    for (name, mutant) in mutants {
        let caught = (1..=HISTORIES).any(|seed| history(seed, mutant, &mut Trouble::default()).is_err());
        assert!(caught, "{name} passed {HISTORIES} histories");
    }
    // slower, not wrong: it asks again instead of using what overlaps
    assert_eq!(failures(strict_from, &mut Trouble::default()), Vec::<String>::new());
}
