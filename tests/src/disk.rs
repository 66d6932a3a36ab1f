//! What a disk still holds after a power cut, worked out from the log of the file layer (`faults/powercut.c`).
//!
//! Synced writes survive. Of what was written and not synced, each 512-byte sector survives with a given probability,
//! so that writes are torn and reordered as real disks do it.

use anyhow::{Context, Result, ensure};
use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

const SECTOR: usize = 512;

/// Builds the layers of `faults/` into `target`; gives the shared object of `name`.
pub fn layer(name: &str) -> Result<PathBuf> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("faults").join(format!("{name}.c"));
    let out = std::env::current_exe()?.parent().context("the build folder")?.join(format!("{name}.so"));
    let fresh = |path: &Path| path.metadata().and_then(|facts| facts.modified());
    if fresh(&out).ok() < fresh(&source).ok() {
        let unfinished = out.with_extension(format!("{}.tmp", std::process::id()));
        let done = Command::new("cc")
            .args(["-O2", "-fPIC", "-shared"])
            .arg(&source)
            .arg("-o")
            .arg(&unfinished)
            .args(["-ldl", "-lpthread"])
            .status()
            .context("cc")?;
        ensure!(done.success(), "cc could not build {}", source.display());
        std::fs::rename(&unfinished, &out)?;
    }
    Ok(out)
}

enum Pending {
    Write { at: usize, bytes: Vec<u8> },
    Resize { to: usize },
}

/// The files below `folder` as they were when the layer began: all of it is on the disk.
pub fn files_of(folder: &Path) -> Result<BTreeMap<PathBuf, Vec<u8>>> {
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_file() {
            files.insert(path.clone(), std::fs::read(&path)?);
        }
    }
    Ok(files)
}

/// Counts the operations in the layer's log.
pub fn operations(log: &Path) -> Result<u64> {
    let bytes = std::fs::read(log)?;
    let mut rest = bytes.as_slice();
    let mut count = 0;
    while next_operation(&mut rest).is_some() {
        count += 1;
    }
    Ok(count)
}

struct Operation<'a> {
    kind: u8,
    path: PathBuf,
    offset: usize,
    data: &'a [u8],
}

fn next_operation<'a>(rest: &mut &'a [u8]) -> Option<Operation<'a>> {
    let head = rest.get(..17)?;
    let number = |range: std::ops::Range<usize>| {
        head[range].iter().rev().fold(0_usize, |sum, byte| (sum << 8) | usize::from(*byte))
    };
    let (kind, path_len, offset, data_len) = (head[0], number(1..5), number(5..13), number(13..17));
    let path = rest.get(17..17 + path_len)?;
    let has_data = kind == b'W' || kind == b'R';
    let end = 17 + path_len + if has_data { data_len } else { 0 };
    let data = if has_data { rest.get(17 + path_len..end)? } else { &[] };
    let operation = Operation { kind, path: PathBuf::from(String::from_utf8_lossy(path).into_owned()), offset, data };
    *rest = rest.get(end..)?;
    Some(operation)
}

/// The files that are left after a cut, `keep` being the probability that an unsynced sector had reached the disk.
pub fn after_power_cut(
    mut disk: BTreeMap<PathBuf, Vec<u8>>,
    log: &Path,
    seed: u64,
    keep: f64,
) -> Result<BTreeMap<PathBuf, Vec<u8>>> {
    let bytes = std::fs::read(log)?;
    let mut rest = bytes.as_slice();
    let mut pending: BTreeMap<PathBuf, Vec<Pending>> = BTreeMap::new();
    while let Some(Operation { kind, path, offset, data }) = next_operation(&mut rest) {
        match kind {
            b'W' => {
                disk.entry(path.clone()).or_default();
                pending.entry(path).or_default().push(Pending::Write { at: offset, bytes: data.to_vec() });
            }
            b'T' => {
                disk.entry(path.clone()).or_default();
                pending.entry(path).or_default().push(Pending::Resize { to: offset });
            }
            b'S' => {
                let writes = pending.remove(&path).unwrap_or_default();
                if disk.contains_key(&path) || !writes.is_empty() {
                    let file = disk.entry(path).or_default();
                    for write in writes {
                        reach(file, &write, || true);
                    }
                }
            }
            // A failed sync drops what it should have kept: the kernel marks the pages clean all the same.
            b'F' => drop(pending.remove(&path)),
            b'U' => {
                disk.remove(&path);
                pending.remove(&path);
            }
            // Creation without a write leaves an empty file at most; renames are not replayed: after a cut the old name stands.
            b'C' | b'R' => {}
            other => anyhow::bail!("the layer's log has an operation {other}"),
        }
    }
    let mut dice = SmallRng::seed_from_u64(seed);
    for (path, writes) in pending {
        if let Some(file) = disk.get_mut(&path) {
            for write in writes {
                reach(file, &write, || dice.random_bool(keep));
            }
        }
    }
    Ok(disk)
}

fn reach(file: &mut Vec<u8>, write: &Pending, mut reaches: impl FnMut() -> bool) {
    match write {
        Pending::Resize { to } => {
            if reaches() {
                file.resize(*to, 0);
            }
        }
        Pending::Write { at, bytes } => {
            for (number, sector) in bytes.chunks(SECTOR).enumerate() {
                if reaches() {
                    let start = at + number * SECTOR;
                    let end = start + sector.len();
                    if file.len() < end {
                        file.resize(end, 0);
                    }
                    file[start..end].copy_from_slice(sector);
                }
            }
        }
    }
}

/// Empties `folder` and writes what the disk holds there; shared-memory files do not survive a cut.
pub fn write_back(folder: &Path, disk: &BTreeMap<PathBuf, Vec<u8>>) -> Result<()> {
    std::fs::remove_dir_all(folder)?;
    std::fs::create_dir_all(folder)?;
    for (path, bytes) in disk {
        if !path.to_string_lossy().ends_with("-shm") {
            std::fs::write(path, bytes)?;
        }
    }
    Ok(())
}
