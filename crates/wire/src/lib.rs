//! The languages spoken outside: frames of `queue.v1` (WebSocket) and shapes of HTTP answers.
//!
//! Programs, pages and foreign players depend on these names. Adding is allowed; removing or retyping is a new
//! version. What this crate must never know: rules, domain types of the other crates, sockets, databases.
//!
//! Times are Unix milliseconds; durations end in `_s`. Unknown keys, kinds and fields are to be passed over.

pub mod frame;
pub mod http;
pub mod key;
pub mod value;

/// The WebSocket subprotocol.
pub const SUBPROTOCOL: &str = "queue.v1";
/// A client frame may not be longer, in bytes.
pub const CLIENT_FRAME_MAX: usize = 4096;
/// Frames a client may send in a second, sustained.
pub const CLIENT_FRAMES_PER_S: u32 = 5;
/// A connection that has not said hello within this is closed.
pub const HELLO_WITHIN_MS: u64 = 5_000;
/// The server's beat: an update with an empty `set` at least this often.
pub const BEAT_MS: u64 = 2_000;
/// Without a frame for so long a client says that it is behind.
pub const BEHIND_MS: u64 = 6_000;
/// Without a frame for so long a client says that it is offline and reconnects.
pub const OFFLINE_MS: u64 = 12_000;
/// A position is resumable for so long.
pub const RESUME_MS: u64 = 30 * 60 * 1000;
/// A connection without progress for so long is closed.
pub const STALLED_MS: u64 = 10_000;

/// Reasons to end a connection. Below 4100: come back. 4100 and above: do not.
pub mod close {
    /// The server stops or restarts.
    pub const GOING_AWAY: u16 = 4001;
    /// No hello in time.
    pub const NO_HELLO: u16 = 4002;
    /// Too slow.
    pub const SLOW: u16 = 4008;
    /// Too many frames.
    pub const FLOOD: u16 = 4009;
    /// The hall is read again from its log.
    pub const HALL_RELOADED: u16 = 4010;
    /// Too many connections; later.
    pub const FULL: u16 = 4029;
    /// Not a frame of this protocol.
    pub const BAD_FRAME: u16 = 4100;
    /// No such view, or none any longer: its zone or counter was taken out of the hall while it was followed.
    pub const NO_SUCH_VIEW: u16 = 4104;
    /// Not signed in, or not any more.
    pub const UNAUTHORIZED: u16 = 4101;
    /// Signed in, but not for this.
    pub const FORBIDDEN: u16 = 4103;
    /// The ticket's link has run out.
    pub const GONE: u16 = 4110;
}
