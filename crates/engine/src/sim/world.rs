//! One hall with its views, and clients behind a bad network.

use super::client::{Client, Fault, Wants};
use super::commands::{self, MORNING, SCREEN};
use super::dice::Dice;
use crate::batch::{HallBatch, Rendered, Request, Working};
use crate::hub::{Committed, Hub, Instant, Kept, Known, Lives};
use crate::links::Links;
use crate::presence::{DeviceInfo, DeviceRight, Presence};
use crate::session::{Follower, Sent};
use crate::settings::{Expected, Settings};
use crate::touched::Touched;
use crate::view_name::ViewName;
use goiso_queue::forecast::live::Forecaster;
use goiso_queue::{Action, Actor, Command, Forecast, Hall, HallId, Moment, TicketId};
use goiso_store::people::Role;
use goiso_store::{Batch, Epoch, Position};
use goiso_wire::frame::At;
use serde_json::Value;
use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::sync::{Arc, Mutex};

type Map = BTreeMap<String, Value>;

/// The kinds of view that there are.
pub fn view_kinds() -> [&'static str; 7] {
    ["zone", "counter_display", "counter", "ticket", "kiosk", "desk", "supervisor"]
}

/// What a client must never have been, in words.
#[derive(Debug)]
pub struct Violation(String);

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How often what happened.
#[derive(Debug, Default)]
pub struct Happened {
    snapshots: u32,
    resumed: u32,
    updates: u32,
    merged: u32,
    beats: u32,
    ahead: u32,
    lost: u32,
    cut: u32,
    restored: u32,
}

impl Happened {
    pub fn add(&mut self, other: &Happened) {
        self.snapshots += other.snapshots;
        self.resumed += other.resumed;
        self.updates += other.updates;
        self.merged += other.merged;
        self.beats += other.beats;
        self.ahead += other.ahead;
        self.lost += other.lost;
        self.cut += other.cut;
        self.restored += other.restored;
    }
    /// Everything but clients ahead within an epoch, which only a second node could make.
    pub fn all(&self) -> bool {
        [self.snapshots, self.resumed, self.updates, self.merged, self.beats, self.lost, self.cut, self.restored]
            .iter()
            .all(|times| *times > 0)
    }
}

struct Connection {
    kept: Arc<Kept>,
    follower: Follower,
    /// On the way to the client.
    wire: VecDeque<String>,
    /// Frames that a faulty client throws away because it asked for a snapshot elsewhere.
    skip: u32,
}

struct Seat {
    name: ViewName,
    client: Client,
    connection: Option<Connection>,
}

/// The world.
pub struct World {
    name: HallId,
    working: Option<Working>,
    committed: Committed,
    hub: Hub,
    presence: Mutex<Presence>,
    settings: Settings,
    links: Links,
    clock: Instant,
    seats: Vec<Seat>,
    /// The true maps by view, epoch and seq.
    truth: BTreeMap<(ViewName, String, u64), Map>,
    /// A copy of the hall as a backup would have it.
    backup: Option<Hall>,
    epochs: u32,
    fault: Fault,
    /// Frames in a hundred that the network loses.
    loss: usize,
    pub happened: Happened,
    /// Every frame that was ever sent, by kind of view.
    pub frames: Vec<(String, String)>,
}

/// How large a view is.
pub struct ViewSize {
    pub frames: u64,
    pub slots: usize,
}

impl World {
    pub fn open(dice: &mut Dice, fault: Fault) -> Self {
        let name: HallId = "nha-trang".parse().expect("a hall");
        let position = Position { epoch: Epoch("e0".to_owned()), seq: 0 };
        let committed = Committed { hall: Hall::new(), position: position.clone() };
        let mut presence = Presence::default();
        let screen = DeviceInfo {
            id: SCREEN.parse().expect("a device"),
            name: "Màn hình chính".to_owned(),
            role: Role::Display,
            hall: name.clone(),
            zone: Some("main".parse().expect("a zone")),
            speaks: None,
            right: DeviceRight::Held,
        };
        presence.configure(std::iter::once(screen));
        let mut world = Self {
            hub: Hub::new(name.clone(), &committed),
            working: Some(Working { hall: Hall::new(), position }),
            committed,
            presence: Mutex::new(presence),
            settings: Settings::default(),
            links: Links::new([1; 32]),
            clock: Instant { now: Moment(MORNING), mono_ms: 0 },
            seats: Vec::new(),
            truth: BTreeMap::new(),
            backup: None,
            epochs: 0,
            fault,
            loss: [2, 6, 25][dice.below(3)],
            happened: Happened::default(),
            frames: Vec::new(),
            name,
        };
        let by = Actor::Staff("p-admin".parse().expect("a staff id"));
        world.carry_out(vec![Command { by, action: Action::Configure(Box::new(commands::config())) }]);
        for _ in 0..60 {
            world.random_command(dice);
            world.pass(2_000);
        }
        for name in world.view_names() {
            let mut client = Client::new(Fault::None);
            client.fault = fault;
            world.seats.push(Seat { name, client, connection: None });
        }
        world.note_truth();
        world
    }

    /// One of each kind, and the newest ticket's.
    fn view_names(&self) -> Vec<ViewName> {
        let hall = self.name.clone();
        let zone = "main".parse().expect("a zone");
        let newest = self.committed.hall.tickets.values().rev().find(|ticket| ticket.is_open()).map(|ticket| ticket.id);
        let ticket = newest.or(self.committed.hall.tickets.keys().next_back().copied()).unwrap_or(TicketId(1));
        vec![
            ViewName::Zone { hall: hall.clone(), zone },
            ViewName::CounterDisplay { hall: hall.clone(), counter: commands::counter("1") },
            ViewName::Counter { hall: hall.clone(), counter: commands::counter("1") },
            ViewName::Ticket { hall: hall.clone(), ticket },
            ViewName::Kiosk { hall: hall.clone() },
            ViewName::Desk { hall: hall.clone() },
            ViewName::Supervisor { hall },
        ]
    }

    pub fn log_len(&self) -> u64 {
        self.committed.position.seq
    }

    /// A random thing happens: commands, time, network.
    pub fn step(&mut self, dice: &mut Dice) -> Result<(), Violation> {
        match dice.below(20) {
            0..=8 => {
                for _ in 0..=dice.below(3) {
                    self.random_command(dice);
                }
            }
            9 => self.pass([2_000, 30_000, 600_000, 3_600_000][dice.below(4)]),
            10 if dice.percent(40) => self.restore(),
            11 if dice.percent(40) => self.backup = Some(self.committed.hall.clone()),
            _ => self.pass(300),
        }
        for seat in 0..self.seats.len() {
            if dice.percent(8) {
                self.cut(seat);
            }
            if dice.percent(60) {
                self.serve(seat, dice.below(4));
            }
            if dice.percent(60) {
                self.deliver(seat, dice)?;
            }
        }
        Ok(())
    }

    /// The network is well: everything arrives, beats are made, and everybody must be up to date.
    pub fn make_peace(&mut self) -> Result<(), Violation> {
        let mut calm = Dice::new(0);
        for _ in 0..6 {
            self.pass(2_500);
            for seat in 0..self.seats.len() {
                self.serve(seat, usize::MAX);
                while self.has_mail(seat) {
                    self.deliver_one(seat, &mut calm, Lossy::No)?;
                }
            }
        }
        let head = At(self.committed.position.epoch.0.clone(), self.committed.position.seq);
        for at in 0..self.seats.len() {
            let name = self.seats[at].name.clone();
            let truth = self.truth_of(&name);
            let seat = &self.seats[at];
            let there = seat.client.at.as_ref().is_some_and(|At(epoch, _)| *epoch == head.0);
            // A view that nothing changes for is true without standing at the head.
            if !there || seat.client.map != truth {
                return Err(Violation(format!("{name:?} stays at {:?}, the hall is at {head:?}", seat.client.at)));
            }
        }
        Ok(())
    }

    pub fn random_command(&mut self, dice: &mut Dice) {
        let command = commands::random(dice, &self.committed.hall);
        self.carry_out(vec![command]);
    }

    /// Time passes, as the hall's task lets it.
    pub fn pass(&mut self, ms: i64) {
        self.clock.now = Moment(self.clock.now.0 + ms);
        self.clock.mono_ms += ms;
        if self.committed.hall.next_deadline().is_some_and(|deadline| deadline <= self.clock.now) {
            self.carry_out(vec![Command { by: Actor::Clock, action: Action::Tick }]);
        }
        let ranges = Forecaster::of(&self.committed.hall).table(&self.committed.hall, self.clock.now);
        let changed = self.presence.lock().expect("nobody panics").take_changed();
        let lives = Lives {
            committed: &self.committed,
            ranges: &ranges,
            presence: &self.presence,
            expected: Expected::Configured,
        };
        self.hub.live(&lives, &changed, self.clock);
        self.hub.time_passes(&self.committed, &self.settings, Known::Fresh, self.clock);
    }

    fn carry_out(&mut self, commands: Vec<Command>) {
        let requests = commands
            .into_iter()
            .map(|command| Request {
                command,
                key: None,
                private: Vec::new(),
                render: Box::new(|_, _| Rendered { status: 200, body: String::new() }),
            })
            .collect();
        let mut batch = HallBatch {
            name: self.name.clone(),
            working: self.working.take().expect("the world has a hall"),
            now: self.clock.now,
            links: self.links.clone(),
            ranges: Arc::new(Forecast::default()),
            requests,
            outcomes: Vec::new(),
            applied: Vec::new(),
            own: 0,
            stale: None,
        };
        batch.decide(Vec::new());
        let HallBatch { working, applied, .. } = batch;
        let mut touched = Touched::default();
        for event in &applied {
            touched.apply(&mut self.committed.hall, event);
        }
        self.committed.position = working.position.clone();
        assert!(working.hall == self.committed.hall, "the two halls went apart");
        self.working = Some(working);
        if !applied.is_empty() {
            let name = ViewName::Supervisor { hall: self.name.clone() };
            let early = self.truth_of(&name);
            self.hub.publish(&self.committed, &mut touched, &self.presence, Expected::Configured, self.clock);
            assert!(early == self.truth_of(&name), "a view made between an answer and its publication is another");
            self.note_truth();
        }
    }

    /// A backup comes back: an older hall, under a new epoch.
    fn restore(&mut self) {
        let Some(hall) = self.backup.clone() else { return };
        self.happened.restored += 1;
        self.epochs += 1;
        let epoch = format!("e{}", self.epochs);
        let position = Position { epoch: self.committed.position.epoch.clone(), seq: hall.seq };
        self.committed = Committed { hall: hall.clone(), position: position.clone() };
        self.working = Some(Working { hall, position });
        let command = Command { by: Actor::Clock, action: Action::NewEpoch { epoch, skip_numbers: 200 } };
        self.carry_out(vec![command]);
    }

    /// The map of a view made from scratch.
    fn truth_of(&mut self, name: &ViewName) -> Map {
        let ranges = Forecast::default();
        let lives = Lives {
            committed: &self.committed,
            ranges: &ranges,
            presence: &self.presence,
            expected: Expected::Configured,
        };
        let (_, _, frame) = self.hub.made_anew(name, &self.committed, &lives, self.clock);
        let frame: Value = serde_json::from_slice(&frame).expect("a frame is JSON");
        frame["set"].as_object().expect("a snapshot has a set").clone().into_iter().collect()
    }

    fn note_truth(&mut self) {
        let Position { epoch, seq } = self.committed.position.clone();
        let names: Vec<ViewName> = self.seats.iter().map(|seat| seat.name.clone()).collect();
        for name in names {
            let map = self.truth_of(&name);
            self.truth.insert((name, epoch.0.clone(), seq), map);
        }
    }

    fn connect(&mut self, seat: usize) {
        let name = self.seats[seat].name.clone();
        let mut at = self.seats[seat].client.at.clone();
        let ranges = Forecast::default();
        let lives = Lives {
            committed: &self.committed,
            ranges: &ranges,
            presence: &self.presence,
            expected: Expected::Configured,
        };
        let mut skip = 0;
        if self.fault == Fault::LateWithoutBeat {
            // The snapshot is asked for now, and the connection comes a while later.
            let (_, _, frame) = self.hub.snapshot(&name, &self.committed, &lives, self.clock);
            let frame = String::from_utf8(frame.to_vec()).expect("a frame is text");
            self.seats[seat].client.take(&frame);
            at = None;
            skip = 1;
            let by = Actor::Staff("p-admin".parse().expect("a staff id"));
            let hotline = format!("0258 111 {:03}", self.clock.mono_ms % 1_000);
            let config = goiso_queue::HallConfig { hotline, ..self.committed.hall.config.clone() };
            self.carry_out(vec![Command { by, action: Action::Configure(Box::new(config)) }]);
        }
        let ranges = Forecast::default();
        let lives = Lives {
            committed: &self.committed,
            ranges: &ranges,
            presence: &self.presence,
            expected: Expected::Configured,
        };
        let kept = self
            .hub
            .follow(&name, &self.committed, &lives, &self.settings, self.clock)
            .expect("the world has room for its views");
        let follower = Follower::new(at, goiso_wire::CLIENT_FRAMES_PER_S, self.clock.mono_ms);
        self.seats[seat].connection = Some(Connection { kept, follower, wire: VecDeque::new(), skip });
    }

    fn cut(&mut self, seat: usize) {
        if let Some(connection) = self.seats[seat].connection.take() {
            self.happened.cut += 1;
            connection.kept.left(self.clock.mono_ms);
        }
    }

    /// The server puts frames on the wire.
    fn serve(&mut self, seat: usize, at_most: usize) {
        if self.seats[seat].connection.is_none() {
            self.connect(seat);
        }
        let kind = self.seats[seat].name.kind().to_owned();
        let Some(connection) = &mut self.seats[seat].connection else { return };
        for _ in 0..at_most {
            let mut view = connection.kept.view();
            let Some((bytes, sent)) = connection.follower.poll(&mut view, self.clock.now, self.clock.mono_ms) else {
                break;
            };
            match sent {
                Sent::Snapshot => self.happened.snapshots += 1,
                Sent::Resumed => self.happened.resumed += 1,
                Sent::Update => self.happened.updates += 1,
                Sent::Merged => self.happened.merged += 1,
                Sent::Beat => self.happened.beats += 1,
                Sent::Ahead => self.happened.ahead += 1,
                Sent::Live => {}
            }
            let text = String::from_utf8(bytes.to_vec()).expect("a frame is text");
            self.frames.push((kind.clone(), text.clone()));
            if connection.skip > 0 {
                connection.skip -= 1;
            } else {
                connection.wire.push_back(text);
            }
        }
    }

    fn has_mail(&self, seat: usize) -> bool {
        self.seats[seat].connection.as_ref().is_some_and(|connection| !connection.wire.is_empty())
    }

    fn deliver(&mut self, seat: usize, dice: &mut Dice) -> Result<(), Violation> {
        for _ in 0..dice.below(4) {
            if self.has_mail(seat) {
                self.deliver_one(seat, dice, Lossy::Yes)?;
            }
        }
        Ok(())
    }

    fn deliver_one(&mut self, seat: usize, dice: &mut Dice, lossy: Lossy) -> Result<(), Violation> {
        let Some(connection) = &mut self.seats[seat].connection else { return Ok(()) };
        let Some(frame) = connection.wire.pop_front() else { return Ok(()) };
        if lossy == Lossy::Yes && dice.percent(self.loss) {
            self.happened.lost += 1;
            return Ok(());
        }
        let wants = self.seats[seat].client.take(&frame);
        self.check(seat)?;
        match wants {
            Wants::Nothing => {}
            Wants::Hello => self.cut(seat),
            Wants::HelloAfresh => {
                self.seats[seat].client.at = None;
                self.cut(seat);
            }
        }
        Ok(())
    }

    /// A client's map must be the view's at the seq it claims.
    fn check(&self, seat: usize) -> Result<(), Violation> {
        let Seat { name, client, .. } = &self.seats[seat];
        let Some(at @ At(epoch, seq)) = &client.at else { return Ok(()) };
        // Between two commits nothing changes: the truth of a seq is that of the newest commit up to it.
        let from = (name.clone(), epoch.clone(), 0);
        let Some((_, truth)) = self.truth.range(from..=(name.clone(), epoch.clone(), *seq)).next_back() else {
            return Ok(());
        };
        if client.map == *truth {
            return Ok(());
        }
        let key = truth.keys().chain(client.map.keys()).find(|key| client.map.get(*key) != truth.get(*key));
        let key = key.cloned().unwrap_or_default();
        let show = |map: &Map| map.get(&key).map_or_else(|| "nothing".to_owned(), ToString::to_string);
        let (has, should) = (show(&client.map), show(truth));
        Err(Violation(format!("{name:?} at {at:?}: {key} is {has}, should be {should}")))
    }

    /// A follower that is never asked to read.
    pub fn attach_silent(&mut self, kind: &str) -> usize {
        let seat = self.seats.iter().position(|seat| seat.name.kind() == kind).expect("there is one of each kind");
        self.connect(seat);
        self.serve(seat, 2);
        seat
    }

    /// Frames that wait for it.
    pub fn drain_silent(&mut self, seat: usize) -> usize {
        let before = self.frames.len();
        self.serve(seat, usize::MAX);
        self.frames.len() - before
    }

    pub fn view_size(&mut self, kind: &str) -> ViewSize {
        let seat = self.seats.iter().find(|seat| seat.name.kind() == kind).expect("there is one of each kind");
        let connection = seat.connection.as_ref().expect("somebody follows it");
        let view = connection.kept.view();
        ViewSize { frames: view.frames(), slots: view.size() }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Lossy {
    Yes,
    No,
}

impl fmt::Debug for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "World at {:?}", self.committed.position)
    }
}
