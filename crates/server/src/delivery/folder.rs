//! Files that appear whole or not at all.

use crate::reports::ReportFile;
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

/// Why a file did not get into its folder.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// There is no such folder: a share that is not mounted must not be filled underneath.
    #[error("the folder {0} is not there; make it, or mount it")]
    NoFolder(PathBuf),
    /// The file system said no.
    #[error("{path} could not be written: {why}")]
    Unwritten {
        /// Which file.
        path: PathBuf,
        /// The system's word.
        why: std::io::Error,
    },
}

/// Writes files into a folder; whoever looks there sees each under its name only once all of it is on the disk. A file of the same
/// name is replaced.
pub fn put(folder: &Path, files: &[ReportFile]) -> Result<(), FolderError> {
    if !folder.is_dir() {
        return Err(FolderError::NoFolder(folder.to_owned()));
    }
    for file in files {
        let path = folder.join(&file.name);
        let beside = folder.join(format!(".{}.{}.part", file.name, std::process::id()));
        let written = write(&beside, &file.bytes).and_then(|()| std::fs::rename(&beside, &path));
        if let Err(why) = written {
            match std::fs::remove_file(&beside) {
                Ok(()) => {}
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(error) => tracing::warn!(path = %beside.display(), %error, "half a file could not be removed"),
            }
            return Err(FolderError::Unwritten { path, why });
        }
    }
    // the names themselves must outlive a power cut too
    let synced = File::open(folder).and_then(|folder| folder.sync_all());
    synced.map_err(|why| FolderError::Unwritten { path: folder.to_owned(), why })
}

fn write(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}
