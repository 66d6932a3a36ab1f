//! The shell: configuration, HTTP, sockets, people, devices, and the binary.

pub mod demo;
pub mod template;
