//! The running halls: hall tasks, hub, views, sessions.
