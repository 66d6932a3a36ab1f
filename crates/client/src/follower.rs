//! Drives the [`Machine`] over a WebSocket.

use crate::machine::{Action, Freshness, Machine, Position, Say, Who};
use futures_util::{SinkExt, StreamExt};
use goiso_wire::frame::{ClientFrame, ServerFrame};
use goiso_wire::{SUBPROTOCOL, close};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::sync::{broadcast, mpsc};
use tokio::task::JoinHandle;
use tokio::time::Instant;
use tokio_tungstenite::tungstenite;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::header::{AUTHORIZATION, HeaderValue, SEC_WEBSOCKET_PROTOCOL};
use tokio_tungstenite::tungstenite::http::{Request, StatusCode, Uri};
use tokio_tungstenite::tungstenite::protocol::{Message, WebSocketConfig};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

/// A connection that is not made within this counts as failed.
pub const CONNECT_WITHIN: Duration = Duration::from_secs(10);
/// A frame that cannot be written within this ends the connection.
pub const WRITE_WITHIN: Duration = Duration::from_secs(10);
/// Read buffer of a connection, in bytes: frames are small and a hall has many followers.
pub const READ_BUFFER: usize = 4 * 1024;
/// No frame of a server is longer, in bytes.
pub const SERVER_FRAME_MAX: usize = 8 * 1024 * 1024;
/// A reader of changes that is further behind is told to look at everything.
pub const CHANGES_KEPT: usize = 1024;
/// Frames of the device's own that may wait to be sent.
pub const WORDS_KEPT: usize = 64;

/// Where to connect and as whom.
#[derive(Debug, Clone)]
pub struct Settings {
    /// `http://host:port` or `ws://host:port` of a server; encrypted connections end at a proxy beside this program.
    pub server: String,
    /// Who follows what.
    pub who: Who,
}

/// Why following cannot even begin.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The server's address cannot be used.
    #[error("{address} is no address of a server: {why}")]
    Address {
        /// As given.
        address: String,
        /// In words.
        why: String,
    },
    /// The token holds letters that no header may hold.
    #[error("the token cannot stand in a header")]
    Token,
}

/// What a follower tells its owner.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// These keys changed or went away: look them up in the view.
    Values {
        /// Sorted.
        keys: Arc<[String]>,
        /// Where the view stands now.
        position: Option<Position>,
    },
    /// What may be said about the values is another now.
    Freshness(Freshness),
    /// The answer to [`Follower::speak`].
    Granted {
        /// What was asked for.
        item: String,
        /// Whether it may be said, or why not: `old`, `taken`, `withdrawn`, `not_allowed`, `busy`.
        leave: Result<(), String>,
    },
    /// A frame of the device's own had no connection to go out on.
    Unsent(Say),
    /// The server said not to come back; nothing follows.
    Stopped {
        /// A number of [`goiso_wire::close`].
        code: u16,
        /// In a word.
        why: String,
    },
    /// This reader missed changes: look at everything.
    Missed,
}

enum Word {
    Painted(u64),
    Say(Say),
}

/// A view, followed until dropped.
#[derive(Debug)]
pub struct Follower {
    machine: Arc<Mutex<Machine>>,
    began: Instant,
    changes: broadcast::Receiver<Change>,
    words: mpsc::Sender<Word>,
    task: JoinHandle<()>,
}

impl Drop for Follower {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Follower {
    /// Begins to follow; needs a running tokio.
    ///
    /// # Errors
    /// The address or the token cannot be used.
    pub fn start(settings: Settings) -> Result<Self, StartError> {
        let request = request(&settings)?;
        let machine = Arc::new(Mutex::new(Machine::new(settings.who)));
        let (tell, changes) = broadcast::channel(CHANGES_KEPT);
        let (words, heard) = mpsc::channel(WORDS_KEPT);
        let began = Instant::now();
        let driver = Driver { machine: Arc::clone(&machine), tell, began, request };
        Ok(Self { machine, began, changes, words, task: tokio::spawn(driver.run(heard)) })
    }

    /// Looks at the view as it stands.
    pub fn read<R>(&self, look: impl FnOnce(&Machine) -> R) -> R {
        look(&lock(&self.machine))
    }

    /// Hall time now, as far as frames have told; none before the first.
    pub fn hall_time(&self) -> Option<i64> {
        let now = u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.read(|machine| machine.hall_time(now))
    }

    /// A copy of every value, logged and live, by key.
    pub fn values(&self) -> BTreeMap<String, Value> {
        self.read(|machine| {
            let values = machine.values().iter().chain(machine.live());
            values.map(|(key, value)| (key.clone(), value.clone())).collect()
        })
    }

    /// The next change; cancel safe.
    pub async fn changed(&mut self) -> Change {
        match self.changes.recv().await {
            Ok(change) => change,
            Err(broadcast::error::RecvError::Lagged(_)) => Change::Missed,
            // the driver ended after it told why; there is nothing more to wait for
            Err(broadcast::error::RecvError::Closed) => std::future::pending().await,
        }
    }

    /// These values are where people can see or hear them.
    pub async fn painted(&self, seq: u64) {
        self.word(Word::Painted(seq)).await;
    }
    /// Asks leave to say a call or a notice; the answer is a [`Change::Granted`], or [`Change::Unsent`].
    /// `ms` is how long it will take in all: others of the zone are silent meanwhile.
    pub async fn speak(&self, item: &str, ms: u32) {
        self.word(Word::Say(Say::Speak { item: item.to_owned(), ms })).await;
    }
    /// It will not be said by this device, or was not to the end; `why` is a word of [`ClientFrame::Unspoken`].
    pub async fn unspoken(&self, item: &str, why: &str) {
        self.word(Word::Say(Say::Unspoken { item: item.to_owned(), why: why.to_owned() })).await;
    }
    /// It was said to the end.
    pub async fn spoken(&self, item: &str) {
        self.word(Word::Say(Say::Spoken(item.to_owned()))).await;
    }
    /// Facts of the device.
    pub async fn health(&self, facts: Map<String, Value>) {
        self.word(Word::Say(Say::Health(facts))).await;
    }

    async fn word(&self, word: Word) {
        // refused only after the server said not to come back, which was told
        let _ = self.words.send(word).await;
    }
}

fn lock(machine: &Mutex<Machine>) -> MutexGuard<'_, Machine> {
    machine.lock().unwrap_or_else(PoisonError::into_inner)
}

fn request(settings: &Settings) -> Result<Request<()>, StartError> {
    let refused = |why: String| StartError::Address { address: settings.server.clone(), why };
    let server = settings.server.trim_end_matches('/');
    let host = server.strip_prefix("http://").or_else(|| server.strip_prefix("ws://"));
    let host = host.ok_or_else(|| refused("it does not begin with http:// or ws://".to_owned()))?;
    let address: Uri = format!("ws://{host}/api/v1/stream").parse().map_err(|error| refused(format!("{error}")))?;
    let mut request = address.into_client_request().map_err(|error| refused(error.to_string()))?;
    request.headers_mut().insert(SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static(SUBPROTOCOL));
    if let Some(token) = &settings.who.token {
        let value = HeaderValue::from_str(&format!("Bearer {token}")).map_err(|_| StartError::Token)?;
        request.headers_mut().insert(AUTHORIZATION, value);
    }
    Ok(request)
}

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;
type Connecting = Pin<Box<dyn Future<Output = Result<Box<Socket>, NotOpen>> + Send>>;

/// Why there is no connection.
enum NotOpen {
    /// Nobody there, or not well: it is tried again.
    Failed,
    /// The server does not want whoever this token belongs to.
    Unwanted,
}

/// What the driver has instead of a connection, or the connection.
enum Line {
    Waiting(Instant),
    Connecting(Connecting),
    Open(Box<Socket>),
}

enum Event {
    Due,
    Connected(Result<Box<Socket>, NotOpen>),
    Message(Option<Message>),
    Word(Option<Word>),
    Tick,
}

struct Driver {
    machine: Arc<Mutex<Machine>>,
    tell: broadcast::Sender<Change>,
    began: Instant,
    request: Request<()>,
}

impl Driver {
    async fn run(self, mut words: mpsc::Receiver<Word>) {
        let mut line = Line::Waiting(self.began);
        loop {
            let tick = lock(&self.machine).next_tick().map(|at| self.began + Duration::from_millis(at));
            let event = tokio::select! {
                event = next(&mut line) => event,
                word = words.recv() => Event::Word(word),
                () = sleep_until(tick) => Event::Tick,
            };
            let now = self.now();
            let actions = match event {
                Event::Due => {
                    line = Line::Connecting(self.connect());
                    continue;
                }
                Event::Connected(Ok(socket)) => {
                    line = Line::Open(socket);
                    lock(&self.machine).opened(now)
                }
                Event::Connected(Err(NotOpen::Unwanted)) => lock(&self.machine).closed_with(
                    now,
                    close::UNAUTHORIZED,
                    "the server does not know this token",
                    dice(),
                ),
                Event::Connected(Err(NotOpen::Failed)) | Event::Message(None) => {
                    lock(&self.machine).closed(now, dice())
                }
                Event::Message(Some(message)) => self.message(now, message),
                Event::Word(Some(Word::Painted(seq))) => lock(&self.machine).painted(now, seq),
                Event::Word(Some(Word::Say(say))) => match lock(&self.machine).say(say.clone()) {
                    Some(action) => vec![action],
                    None => {
                        self.tell(Change::Unsent(say));
                        Vec::new()
                    }
                },
                // the follower is gone
                Event::Word(None) => return,
                Event::Tick => lock(&self.machine).tick(now, dice()),
            };
            if !self.act(actions, &mut line).await {
                return;
            }
        }
    }

    fn now(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    fn tell(&self, change: Change) {
        // nobody listens to changes: the view is still there to look at
        let _ = self.tell.send(change);
    }

    fn connect(&self) -> Connecting {
        let request = self.request.clone();
        Box::pin(async move {
            let config = WebSocketConfig::default()
                .read_buffer_size(READ_BUFFER)
                .max_message_size(Some(SERVER_FRAME_MAX))
                .max_frame_size(Some(SERVER_FRAME_MAX));
            let connecting = tokio_tungstenite::connect_async_with_config(request, Some(config), true);
            match tokio::time::timeout(CONNECT_WITHIN, connecting).await {
                Ok(Ok((socket, _))) => Ok(Box::new(socket)),
                Ok(Err(error)) => {
                    tracing::debug!(%error, "no connection");
                    let unwanted =
                        |status: StatusCode| [StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN].contains(&status);
                    let refused = matches!(&error, tungstenite::Error::Http(answer) if unwanted(answer.status()));
                    Err(if refused { NotOpen::Unwanted } else { NotOpen::Failed })
                }
                Err(_) => Err(NotOpen::Failed),
            }
        })
    }

    fn message(&self, now: u64, message: Message) -> Vec<Action> {
        let mut machine = lock(&self.machine);
        match message {
            Message::Text(text) => match serde_json::from_str::<ServerFrame>(&text) {
                Ok(frame) => machine.frame(now, frame, dice()),
                Err(error) => {
                    tracing::debug!(%error, "a frame of another release is passed over");
                    Vec::new()
                }
            },
            Message::Close(Some(close)) => machine.closed_with(now, close.code.into(), &close.reason, dice()),
            Message::Close(None) => machine.closed(now, dice()),
            // pings are answered by the library; queue.v1 has no binary frames
            Message::Binary(_) | Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => Vec::new(),
        }
    }

    /// Does what the machine says; false when there is nothing more to do.
    async fn act(&self, actions: Vec<Action>, line: &mut Line) -> bool {
        let mut to_do = std::collections::VecDeque::from(actions);
        while let Some(action) = to_do.pop_front() {
            match action {
                Action::Send(frame) => {
                    if !send(line, &frame).await {
                        to_do.extend(lock(&self.machine).closed(self.now(), dice()));
                    }
                }
                Action::Changed(keys) => {
                    let position = lock(&self.machine).position().cloned();
                    self.tell(Change::Values { keys: keys.into(), position });
                }
                Action::Granted { item, leave } => self.tell(Change::Granted { item, leave }),
                Action::Freshness(freshness) => self.tell(Change::Freshness(freshness)),
                // whatever was open is dropped with the line it stood on
                Action::ConnectAt(at) => *line = Line::Waiting(self.began + Duration::from_millis(at)),
                Action::Stop { code, why } => {
                    self.tell(Change::Stopped { code, why });
                    return false;
                }
            }
        }
        true
    }
}

/// What happens on the line; cancel safe.
async fn next(line: &mut Line) -> Event {
    match line {
        Line::Waiting(until) => {
            tokio::time::sleep_until(*until).await;
            Event::Due
        }
        Line::Connecting(connecting) => Event::Connected(connecting.await),
        Line::Open(socket) => Event::Message(socket.next().await.and_then(Result::ok)),
    }
}

async fn send(line: &mut Line, frame: &ClientFrame) -> bool {
    let Line::Open(socket) = line else { return true };
    let Ok(text) = serde_json::to_string(frame) else { return true };
    let sent = tokio::time::timeout(WRITE_WITHIN, socket.send(Message::text(text))).await;
    matches!(sent, Ok(Ok(())))
}

async fn sleep_until(at: Option<Instant>) {
    match at {
        Some(at) => tokio::time::sleep_until(at).await,
        None => std::future::pending().await,
    }
}

/// Without dice every pause is the same, which is allowed and only crowds the door.
fn dice() -> u64 {
    getrandom::u64().unwrap_or(0)
}
