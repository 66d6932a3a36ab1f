//! A way to break the engine on purpose, so that the fault tests can be seen to catch it: only in a build with
//! `--features controls`, and there only by the name in `GOISO_CONTROL`.

/// What may be broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Control {
    /// Every command of a batch is decided on the hall as it was before the batch.
    DecideOnStaleHall,
    /// Everybody who asks leave to speak has it.
    LeaveToEverybody,
}

/// Whether this build is broken in this way.
#[cfg(feature = "controls")]
pub(crate) fn broken(how: Control) -> bool {
    let name = match how {
        Control::DecideOnStaleHall => "decide_on_stale_hall",
        Control::LeaveToEverybody => "leave_to_everybody",
    };
    std::env::var("GOISO_CONTROL").is_ok_and(|asked| asked == name)
}

/// Whether this build is broken in this way: it is not.
#[cfg(not(feature = "controls"))]
pub(crate) const fn broken(_how: Control) -> bool {
    false
}
