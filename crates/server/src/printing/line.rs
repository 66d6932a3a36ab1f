//! The way to a printer: a connection, or a device of this machine.

use goiso_queue::print::PrinterAddress;
use std::fs::{File, OpenOptions};
use std::future::pending;
use std::io::{self, Read, Write};
use std::os::unix::fs::{FileTypeExt, OpenOptionsExt};
use std::path::Path;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::net::unix::pipe;
use tokio::time::sleep;

/// A device that cannot say when it is ready, or is ready with nothing, is asked again after this; callers end the waiting.
const READY_AGAIN: Duration = Duration::from_millis(20);

/// An open way to a printer.
pub enum Line {
    /// Over the network.
    Network(TcpStream),
    /// A device that says when it is ready, as USB printers do; reads and writes return at once instead of waiting.
    Device {
        /// The way to it.
        to: pipe::Sender,
        /// The way back.
        from: pipe::Receiver,
    },
    /// A device that says nothing of it: a parallel port.
    MuteDevice(File),
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
        let both = (
            pipe::Sender::from_file_unchecked(file.try_clone()?),
            pipe::Receiver::from_file_unchecked(file.try_clone()?),
        );
        match both {
            (Ok(to), Ok(from)) => Ok(Self::Device { to, from }),
            // the kernel's answer for a device whose driver cannot be waited for
            (Err(error), _) | (_, Err(error)) if error.kind() == io::ErrorKind::PermissionDenied => {
                Ok(Self::MuteDevice(file))
            }
            (Err(error), _) | (_, Err(error)) => Err(error),
        }
    }

    /// Hands over some of the bytes; says how many.
    ///
    /// # Errors
    /// The way is broken.
    pub async fn write_some(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Network(socket) => socket.write(bytes).await,
            Self::Device { to, .. } => loop {
                to.writable().await?;
                match to.try_write(bytes) {
                    Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                    done => return done,
                }
            },
            Self::MuteDevice(device) => loop {
                match device.write(bytes) {
                    Err(error) if error.kind() == io::ErrorKind::WouldBlock => sleep(READY_AGAIN).await,
                    done => return done,
                }
            },
        }
    }

    /// Takes what the printer says; none when it has hung up. A device never hangs up: one that has nothing to say, or is of a kind that
    /// cannot, is waited for until the caller's time is over.
    ///
    /// # Errors
    /// The way is broken.
    pub async fn read_some(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Network(socket) => socket.read(into).await,
            Self::Device { from, .. } => loop {
                from.readable().await?;
                match words_of(from.try_read(into)) {
                    Said::Done(done) => return done,
                    Said::NotReady => {}
                    Said::Nothing => sleep(READY_AGAIN).await,
                    Said::Never => pending().await,
                }
            },
            Self::MuteDevice(device) => loop {
                match words_of(device.read(into)) {
                    Said::Done(done) => return done,
                    Said::NotReady | Said::Nothing => sleep(READY_AGAIN).await,
                    Said::Never => pending().await,
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
            // whatever a device took it has
            Self::Device { .. } => Ok(()),
            Self::MuteDevice(device) => device.flush(),
        }
    }
}

/// What a read from a device means.
enum Said {
    /// It said something, or it is gone.
    Done(io::Result<usize>),
    /// Nothing yet; the device says when that changes.
    NotReady,
    /// Nothing, as often as it is asked.
    Nothing,
    /// Nothing, ever.
    Never,
}

/// A printer without a way back refuses to be read (`EINVAL` from a USB printer): that is no broken line.
fn words_of(read: io::Result<usize>) -> Said {
    match read {
        Ok(0) => Said::Nothing,
        Err(error) if error.kind() == io::ErrorKind::WouldBlock => Said::NotReady,
        Err(error) if error.raw_os_error() == Some(libc::EINVAL) => Said::Never,
        done => Said::Done(done),
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

    #[test]
    fn a_printer_that_cannot_answer_says_nothing_and_one_that_was_pulled_out_is_gone() {
        let refused = |code| words_of(Err(io::Error::from_raw_os_error(code)));
        assert!(matches!(refused(libc::EINVAL), Said::Never));
        assert!(matches!(refused(libc::EAGAIN), Said::NotReady));
        assert!(matches!(words_of(Ok(0)), Said::Nothing));
        assert!(matches!(refused(libc::ENODEV), Said::Done(Err(_))));
        assert!(matches!(words_of(Ok(3)), Said::Done(Ok(3))));
    }

    #[tokio::test]
    async fn a_device_that_cannot_say_when_it_is_ready_is_used_all_the_same() {
        let mut line = Line::device(Path::new("/dev/null")).expect("a device");
        assert!(matches!(line, Line::MuteDevice(_)));
        assert_eq!(line.write_some(b"slip").await.expect("taken"), 4);
    }

    #[tokio::test]
    async fn a_device_takes_bytes_without_waiting_for_it() {
        // a terminal nobody listens at behaves as a printer's device does: it takes some, and then no more for a while
        let mut line = Line::device(Path::new("/dev/ptmx")).expect("a device");
        assert!(matches!(line, Line::Device { .. }));
        let taken = line.write_some(b"slip").await.expect("taken");
        assert!(taken > 0);
    }
}
