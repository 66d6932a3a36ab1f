//! `goiso demo`: a ready-made hall with people in it.

pub mod convert;
pub mod crowd;
pub mod dice;
pub mod invented;
pub mod officer;
pub mod recorded;
#[cfg(test)]
mod stage;
pub mod visitor;
