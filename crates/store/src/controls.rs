//! Ways to break the store on purpose, so that the fault tests can be seen to catch them.
//!
//! Only a build with `--features controls` can be broken, and only by the name in `GOISO_CONTROL`; in every other build
//! the question below is a constant *no* and the compiler drops what hangs on it.

/// What may be broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Control {
    /// Commits reach the disk at some later time (`synchronous=NORMAL`).
    SyncNormal,
    /// A start trusts what the kernel shows of the log file.
    NoStartCheckpoint,
    /// Answers leave before their COMMIT.
    AnswerBeforeCommit,
    /// Every retry is a new command.
    IgnoreKeys,
}

/// Whether this build is broken in this way.
#[cfg(feature = "controls")]
pub(crate) fn broken(how: Control) -> bool {
    let name = match how {
        Control::SyncNormal => "sync_normal",
        Control::NoStartCheckpoint => "no_start_checkpoint",
        Control::AnswerBeforeCommit => "answer_before_commit",
        Control::IgnoreKeys => "ignore_keys",
    };
    std::env::var("GOISO_CONTROL").is_ok_and(|asked| asked == name)
}

/// Whether this build is broken in this way: it is not.
#[cfg(not(feature = "controls"))]
pub(crate) const fn broken(_how: Control) -> bool {
    false
}
