//! What bounds the engine. Every limit has a name.

/// Whether other processes write the same database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nodes {
    /// This process alone (SQLite).
    One,
    /// Several (PostgreSQL): heads are polled.
    Many,
}

/// Which screens are counted as those that should show a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// The configured displays of the call's zone.
    Configured,
    /// The displays of the zone that are connected when the call is made.
    Connected,
}

/// Settings of an engine. `Default` is right but for the key.
#[derive(Clone)]
pub struct Settings {
    /// The secret behind ticket links; the same on every node.
    pub link_key: [u8; 32],
    /// Whether the database is shared.
    pub nodes: Nodes,
    /// Commands that may wait for a hall.
    pub mailbox: usize,
    /// Commands in one transaction at most.
    pub batch: usize,
    /// How long a position can be resumed, in milliseconds; also how long a view is kept that nobody follows.
    pub resume_ms: i64,
    /// Time between two beats of a view, in milliseconds.
    pub beat_ms: i64,
    /// Views of one hall at most.
    pub views: usize,
    /// Sessions of all halls at most.
    pub sessions: usize,
    /// Frames that a client may send in a second; twice as many at once.
    pub client_frames_per_s: u32,
    /// A poll of the heads, in milliseconds; often, because nothing rings between nodes.
    pub poll_ms: u64,
    /// How long acknowledgements of screens are gathered before they are logged, in milliseconds.
    pub gather_ms: i64,
    /// The longest time a session waits before it comes back after a stop, in milliseconds.
    pub return_within_ms: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            link_key: [0; 32],
            nodes: Nodes::One,
            mailbox: 256,
            batch: 64,
            resume_ms: 30 * 60 * 1000,
            beat_ms: 2_000,
            views: 5_000,
            sessions: 20_000,
            client_frames_per_s: goiso_wire::CLIENT_FRAMES_PER_S,
            poll_ms: 250,
            gather_ms: 50,
            return_within_ms: 3_000,
        }
    }
}

impl std::fmt::Debug for Settings {
    /// Without the key.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Settings")
            .field("nodes", &self.nodes)
            .field("mailbox", &self.mailbox)
            .field("batch", &self.batch)
            .field("resume_ms", &self.resume_ms)
            .field("beat_ms", &self.beat_ms)
            .field("views", &self.views)
            .field("sessions", &self.sessions)
            .finish_non_exhaustive()
    }
}
