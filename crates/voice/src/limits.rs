//! How large a voice may be. A hall's folder is made by people; nothing in it may take the memory of a machine.

/// Voices in one folder.
pub const VOICES_MAX: usize = 32;
/// Clips of one voice.
pub const CLIPS_MAX: usize = 1000;
/// The manifest of one voice, in bytes.
pub const MANIFEST_BYTES_MAX: u64 = 1024 * 1024;
/// The file of one clip, in bytes.
pub const CLIP_BYTES_MAX: u64 = 8 * 1024 * 1024;
/// One clip, in seconds.
pub const CLIP_SECONDS_MAX: u32 = 20;
/// The name of a clip, in characters.
pub const KEY_CHARS_MAX: usize = 60;
/// A label or a counter that can be said, in characters; a counter has at most 40.
pub const SAID_CHARS_MAX: usize = 48;
/// Decoded clips that are kept, in bytes: both voices of the binary whole, which are 22 MiB at 16 bits. A loudspeaker's program stays
/// under 60 MiB with them.
pub const DECODED_BYTES_MAX: usize = 24 * 1024 * 1024;
/// Rendered announcements that are kept, in bytes: twenty seconds. Mixing one anew takes a millisecond or two.
pub const RENDERED_BYTES_MAX: usize = 4 * 1024 * 1024;
/// The loudest a zone can be made: four times, 12 dB.
pub const GAIN_MAX: f32 = 4.0;
