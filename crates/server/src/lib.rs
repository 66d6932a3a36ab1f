//! The shell: configuration, HTTP, sockets, people, devices, and the binary.
