//! The way to a printer: a connection, or a device of this machine.

use goiso_queue::print::PrinterAddress;
use std::fs::OpenOptions;
use std::io::{self, Read, Write};
use std::os::unix::fs::{FileTypeExt, OpenOptionsExt};
use std::path::Path;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::sleep;

/// A device that is not ready is asked again after this; callers end the waiting.
const READY_AGAIN: Duration = Duration::from_millis(10);

/// An open way to a printer.
pub enum Line {
    /// Over the network.
    Network(TcpStream),
    /// A device; reads and writes return at once instead of waiting.
    Device(std::fs::File),
}

impl Line {
    /// Opens it. Time limits are the caller's.
    ///
    /// # Errors
    /// Nobody is there, or what is there is no device.
    pub async fn open(address: &PrinterAddress) -> io::Result<Self> {
        match address {
            PrinterAddress::Network { host, port } => {
                let socket = TcpStream::connect((host.as_str(), *port)).await?;
                socket.set_nodelay(true)?;
                Ok(Self::Network(socket))
            }
            PrinterAddress::Device { path } => Self::device(Path::new(path)),
        }
    }

    /// Opens a device; a file, a folder or a disk is none, whatever its name.
    fn device(path: &Path) -> io::Result<Self> {
        let flags = libc::O_NONBLOCK | libc::O_NOCTTY;
        let file = OpenOptions::new().read(true).write(true).custom_flags(flags).open(path)?;
        if !file.metadata()?.file_type().is_char_device() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "this is no device that takes bytes"));
        }
        Ok(Self::Device(file))
    }

    /// Hands over some of the bytes; says how many.
    ///
    /// # Errors
    /// The way is broken.
    pub async fn write_some(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Network(socket) => socket.write(bytes).await,
            Self::Device(device) => loop {
                match device.write(bytes) {
                    Err(error) if error.kind() == io::ErrorKind::WouldBlock => sleep(READY_AGAIN).await,
                    done => return done,
                }
            },
        }
    }

    /// Takes what the printer says; none when it has hung up.
    ///
    /// # Errors
    /// The way is broken.
    pub async fn read_some(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Network(socket) => socket.read(into).await,
            Self::Device(device) => loop {
                match device.read(into) {
                    // a device that has nothing to say is not one that hung up
                    Ok(0) => sleep(READY_AGAIN).await,
                    Err(error) if error.kind() == io::ErrorKind::WouldBlock => sleep(READY_AGAIN).await,
                    done => return done,
                }
            },
        }
    }

    /// Says that nothing more comes.
    ///
    /// # Errors
    /// The way is broken.
    pub async fn finish(&mut self) -> io::Result<()> {
        match self {
            Self::Network(socket) => socket.shutdown().await,
            Self::Device(device) => device.flush(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_file_is_no_printer() {
        let name = format!("goiso-no-printer-{}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::write(&path, "a list of people").expect("written");
        let refused = Line::device(&path).err().map(|error| error.kind());
        assert_eq!(refused, Some(io::ErrorKind::InvalidInput));
        assert_eq!(std::fs::read_to_string(&path).expect("still there"), "a list of people");
        std::fs::remove_file(path).expect("removed");
    }

    #[tokio::test]
    async fn a_device_takes_bytes_without_waiting_for_it() {
        // a terminal nobody listens at behaves as a printer's device does: it takes some, and then no more for a while
        let mut line = Line::device(Path::new("/dev/ptmx")).expect("a device");
        let taken = line.write_some(b"slip").await.expect("taken");
        assert!(taken > 0);
    }
}
