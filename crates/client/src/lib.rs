//! A reconnecting, resuming queue.v1 client.
