//! One server per file: a lock beside it that the kernel lets go of when its holder dies.

use crate::error::OpenError;
use std::ffi::OsString;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};

/// `file` with something behind its name.
pub(crate) fn beside(file: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(file);
    name.push(suffix);
    PathBuf::from(name)
}

/// Held as long as it lives.
#[derive(Debug)]
pub(crate) struct Lock {
    path: PathBuf,
    file: File,
}

impl Lock {
    /// Takes the lock of a database, or says who has it.
    pub fn take(database: &Path) -> Result<Self, OpenError> {
        let path = beside(database, ".lock");
        let io = |e: std::io::Error| OpenError::Database {
            doing: "taking the lock",
            why: format!("{}: {e}", path.display()),
        };
        let mut file =
            OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path).map_err(io)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut pid = String::new();
                let read = file.read_to_string(&mut pid);
                let known = read.is_ok() && !pid.trim().is_empty();
                return Err(OpenError::InUse {
                    path: database.display().to_string(),
                    pid: if known { pid.trim().to_owned() } else { "unknown".to_owned() },
                });
            }
            Err(TryLockError::Error(e)) => return Err(io(e)),
        }
        file.set_len(0).map_err(io)?;
        file.rewind().map_err(io)?;
        writeln!(file, "{}", std::process::id()).map_err(io)?;
        Ok(Self { path, file })
    }

    /// The lock file.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Lock {
    /// Closing the file alone would not do: a process that is being started at this moment has it open until it runs its own program, and
    /// holds the lock with it.
    fn drop(&mut self) {
        if let Err(e) = self.file.unlock() {
            tracing::warn!(lock = %self.path.display(), "the lock is let go of by closing alone: {e}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Lock;
    use crate::error::OpenError;

    #[test]
    fn a_lock_is_let_go_of_also_while_a_process_is_being_started() {
        let folder = std::env::temp_dir().join(format!("goiso-lock-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let database = folder.join("hall.db");
        let lock = Lock::take(&database).unwrap();
        // What a process between its start and its own program has of this one.
        let inherited = lock.file.try_clone().unwrap();
        assert!(
            matches!(Lock::take(&database), Err(OpenError::InUse { pid, .. }) if pid == std::process::id().to_string())
        );
        drop(lock);
        drop(Lock::take(&database).expect("nobody has it any more"));
        drop(inherited);
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
