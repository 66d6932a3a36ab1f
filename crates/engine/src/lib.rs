//! The running halls: hall tasks, hub, views, sessions.
//!
//! One task per hall takes commands from a bounded mailbox, has them decided and committed by the store in one
//! transaction, answers after COMMIT and publishes. Views are made of what is committed, value by value, and sessions
//! follow them with a cursor.
//!
//! What this crate must never know: HTTP, sockets, SQL, passwords. Its batch, view and session machines take inputs and
//! give outputs, so that the simulation runs the very same code under an invented clock and network.

mod batch;
mod clock;
mod controls;
mod engine;
mod expected;
mod hall;
mod history;
mod hub;
mod inner;
mod keys;
mod links;
mod metrics;
mod presence;
mod session;
mod settings;
#[cfg(test)]
mod sim;
mod stream;
pub mod testing;
mod to_wire;
mod touched;
mod values;
mod view;
mod view_name;
mod warm;

pub use batch::{Render, RenderContext, Rendered, Replayed, Request};
pub use clock::Clock;
pub use engine::{CreateError, Engine, Published, StartError, ViewNow};
pub use history::{LookBackError, LookedBack, Mark, When};
pub use inner::{Reply, SubmitError};
pub use links::Links;
pub use metrics::EngineMetrics;
pub use presence::{DeviceInfo, DeviceRight, PrinterState};
pub use session::Bye;
pub use settings::{Expected, Nodes, Settings};
pub use stream::{Out, Session};
pub use values::{print_value, why_value};
pub use view_name::{AttachError, Audience, ViewName, Who};
