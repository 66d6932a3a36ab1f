//! A printer to test on: it takes ESC/POS over a connection and gives back the paper as a picture.

#![allow(dead_code, reason = "each test file uses its part")]

pub mod picture;

use nix::pty::{OpenptyResult, openpty};
use nix::sys::termios::{SetArg, cfmakeraw, tcgetattr, tcsetattr};
use nix::unistd::ttyname;
use picture::Picture;
use std::fs::File;
use std::net::SocketAddr;
use std::os::fd::OwnedFd;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::task::JoinHandle;

/// How a printer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    /// Prints and tells.
    Well,
    /// The roll is near its end.
    PaperLow,
    /// The roll is used up.
    PaperOut,
    /// The lid is up.
    CoverOpen,
    /// Prints and tells nothing.
    Silent,
    /// Takes its time for every kilobyte.
    Slow,
    /// Takes some bytes of a picture and no more.
    Stuck,
    /// Hangs up in the middle of a picture.
    CutsOff,
}

/// Bytes after which a printer hangs up or gets stuck.
const HALF: usize = 4_000;

struct Inner {
    mood: Mutex<Mood>,
    slips: Mutex<Vec<Picture>>,
    /// Bytes that are no command this printer knows.
    garbage: Mutex<Vec<u8>>,
    /// What a half picture still wants: a real printer may keep it over a new connection.
    wanted: Mutex<Option<Band>>,
    printed: Notify,
}

impl Inner {
    fn new(mood: Mood) -> Self {
        Self {
            mood: Mutex::new(mood),
            slips: Mutex::default(),
            garbage: Mutex::default(),
            wanted: Mutex::default(),
            printed: Notify::new(),
        }
    }
}

/// A fake printer.
pub struct FakePrinter {
    pub address: SocketAddr,
    inner: Arc<Inner>,
    task: JoinHandle<()>,
}

impl FakePrinter {
    pub async fn start(mood: Mood) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let inner = Arc::new(Inner::new(mood));
        let shared = Arc::clone(&inner);
        let task = tokio::spawn(async move {
            // one at a time, as a small printer does
            while let Ok((socket, _)) = listener.accept().await {
                Reader::new(Arc::clone(&shared)).read(socket).await;
            }
        });
        Self { address, inner, task }
    }
    pub fn mood(&self, mood: Mood) {
        *self.inner.mood.lock().expect("a mood") = mood;
    }
    /// One that hangs on a device of this machine instead of the network; gives the device's path and what keeps it there.
    pub fn on_device(mood: Mood) -> (Self, String, OwnedFd) {
        let OpenptyResult { master, slave } = openpty(None, None).expect("a device");
        let mut terms = tcgetattr(&slave).expect("its terms");
        // every byte as it is, as a printer's device hands them on
        cfmakeraw(&mut terms);
        tcsetattr(&slave, SetArg::TCSANOW, &terms).expect("raw");
        let path = ttyname(&slave).expect("its name").to_str().expect("a path").to_owned();
        let inner = Arc::new(Inner::new(mood));
        let shared = Arc::clone(&inner);
        let line = tokio::fs::File::from_std(File::from(master));
        let task = tokio::spawn(Reader::new(shared).read(line));
        (Self { address: SocketAddr::from(([0, 0, 0, 0], 0)), inner, task }, path, slave)
    }
    /// As a configuration names it.
    pub fn named(&self) -> String {
        format!("tcp:{}", self.address)
    }
    /// What came out so far.
    pub fn slips(&self) -> Vec<Picture> {
        self.inner.slips.lock().expect("slips").clone()
    }
    /// Waits until so many slips came out.
    pub async fn printed(&self, count: usize) -> Vec<Picture> {
        let waiting = async {
            loop {
                let printed = self.inner.printed.notified();
                let slips = self.slips();
                if slips.len() >= count {
                    return slips;
                }
                printed.await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), waiting).await.expect("a slip in time")
    }
    pub fn garbage(&self) -> Vec<u8> {
        self.inner.garbage.lock().expect("garbage").clone()
    }
    /// Takes it off the network.
    pub fn unplug(&self) {
        self.task.abort();
    }
}

impl Drop for FakePrinter {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// A picture command that is being read.
#[derive(Clone)]
struct Band {
    across: usize,
    left: usize,
    bytes: Vec<u8>,
}

struct Reader {
    inner: Arc<Inner>,
    held: Vec<u8>,
    page: Picture,
    picture_bytes: usize,
}

impl Reader {
    fn new(inner: Arc<Inner>) -> Self {
        Self { inner, held: Vec::new(), page: Picture::default(), picture_bytes: 0 }
    }

    async fn read(mut self, mut socket: impl AsyncRead + AsyncWrite + Unpin) {
        let mut part = vec![0; 1024];
        loop {
            let mood = *self.inner.mood.lock().expect("a mood");
            match mood {
                Mood::CutsOff if self.picture_bytes >= HALF => return,
                Mood::Stuck if self.picture_bytes >= HALF => {
                    // as long as somebody holds the other end
                    std::future::pending::<()>().await;
                }
                Mood::Slow => tokio::time::sleep(Duration::from_millis(30)).await,
                Mood::Well
                | Mood::PaperLow
                | Mood::PaperOut
                | Mood::CoverOpen
                | Mood::Silent
                | Mood::Stuck
                | Mood::CutsOff => {}
            }
            match socket.read(&mut part).await {
                Ok(0) | Err(_) => return,
                Ok(count) => self.held.extend_from_slice(&part[..count]),
            }
            let answers = self.take(mood);
            if mood != Mood::Silent && !answers.is_empty() && socket.write_all(&answers).await.is_err() {
                return;
            }
        }
    }

    /// Carries out every whole command that was read; says what is answered.
    fn take(&mut self, mood: Mood) -> Vec<u8> {
        let mut answers = Vec::new();
        loop {
            let wanted = self.inner.wanted.lock().expect("a band").take();
            if let Some(mut band) = wanted {
                // questions in real time are answered in the middle of anything
                if let ([0x10, 4, n, ..], 0) = (self.held.as_slice(), self.picture_bytes) {
                    answers.push(real_time(*n, mood));
                    self.held.drain(..3);
                    *self.inner.wanted.lock().expect("a band") = Some(band);
                    continue;
                }
                let count = band.left.min(self.held.len());
                band.bytes.extend(self.held.drain(..count));
                band.left -= count;
                self.picture_bytes += count;
                if band.left > 0 {
                    *self.inner.wanted.lock().expect("a band") = Some(band);
                    return answers;
                }
                self.page.add(band.across, &band.bytes);
                continue;
            }
            let used = match self.held.as_slice() {
                [] => return answers,
                // a printer passes over these
                [0, ..] => 1,
                [0x10, 4, n, ..] => {
                    answers.push(real_time(*n, mood));
                    3
                }
                [0x1b, b'@', ..] => {
                    self.page = Picture::default();
                    2
                }
                [0x1d, b'r', 1, ..] => {
                    answers.push(if mood == Mood::PaperLow { 0b11 } else { 0 });
                    3
                }
                [0x1d, b'v', b'0', 0, xl, xh, yl, yh, ..] => {
                    let across = usize::from(u16::from_le_bytes([*xl, *xh]));
                    let down = usize::from(u16::from_le_bytes([*yl, *yh]));
                    *self.inner.wanted.lock().expect("a band") =
                        Some(Band { across, left: across * down, bytes: Vec::new() });
                    8
                }
                [0x1d, b'V', 66, _, ..] => {
                    let page = std::mem::take(&mut self.page);
                    self.inner.slips.lock().expect("slips").push(page);
                    self.inner.printed.notify_waiters();
                    4
                }
                [0x10 | 0x1b | 0x1d, rest @ ..] if rest.len() < 7 => return answers,
                [byte, ..] => {
                    self.inner.garbage.lock().expect("garbage").push(*byte);
                    1
                }
            };
            self.held.drain(..used);
        }
    }
}

/// The answer to `DLE EOT n`.
fn real_time(n: u8, mood: Mood) -> u8 {
    let bits = match (mood, n) {
        (Mood::PaperOut, 1) | (Mood::CoverOpen, 1) => 0b0000_1000,
        (Mood::PaperOut, 2) => 0b0010_0000,
        (Mood::CoverOpen, 2) => 0b0000_0100,
        (Mood::PaperOut | Mood::CoverOpen, 4) => 0b0110_1100,
        (Mood::PaperLow, 4) => 0b0000_1100,
        (
            Mood::Well
            | Mood::PaperLow
            | Mood::PaperOut
            | Mood::CoverOpen
            | Mood::Silent
            | Mood::Slow
            | Mood::Stuck
            | Mood::CutsOff,
            _,
        ) => 0,
    };
    0b0001_0010 | bits
}
