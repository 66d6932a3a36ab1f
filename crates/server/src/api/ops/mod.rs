//! The server itself: is it alive, is it ready, what does it count.

pub mod health;
pub mod metrics;
