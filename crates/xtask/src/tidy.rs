//! What the compiler does not see: the arrows between crates, dead files, leftovers, the shape of the tree.

mod arrows;
mod dead;
mod shape;
mod words;

use crate::tree;
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Something to mend.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// Where, from the root; with a line where there is one.
    place: String,
    /// What is wrong and what would be right.
    what: String,
}

impl Finding {
    fn new(place: impl Into<String>, what: impl Into<String>) -> Self {
        Self { place: place.into(), what: what.into() }
    }
}

/// A file of the tree; text is absent where it is none.
struct File {
    /// From the root, with `/`.
    path: String,
    text: Option<String>,
}

impl File {
    fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }
    fn ending(&self) -> &str {
        self.name().rsplit_once('.').map_or("", |(_, ending)| ending)
    }
    /// Others' work, kept as it came.
    fn is_vendored(&self) -> bool {
        self.path.starts_with("displays/vendor/") || self.path == "LICENSE"
    }
    /// Written by a program.
    fn is_generated(&self) -> bool {
        ["displays/wire.d.ts", "crates/server/openapi.json", "Cargo.lock", "tests/browser/package-lock.json"]
            .contains(&self.path.as_str())
    }
}

/// Looks at the whole tree.
pub fn run() -> Result<()> {
    let root = tree::root();
    let metadata = metadata(&root)?;
    let files = files(&root)?;
    let mut findings = arrows::check(&metadata)?;
    findings.extend(dead::check(&root, &metadata, &files)?);
    findings.extend(words::check(&files));
    findings.extend(shape::check(&files));
    findings.sort();
    if findings.is_empty() {
        println!("tidy: {} files in order", files.len());
        return Ok(());
    }
    for finding in &findings {
        println!("{}: {}", finding.place, finding.what);
    }
    bail!("tidy: {} findings", findings.len())
}

fn metadata(root: &Path) -> Result<serde_json::Value> {
    let out = Command::new(tree::cargo())
        .args(["metadata", "--format-version", "1", "--no-deps"])
        .current_dir(root)
        .output()
        .context("cargo cannot be started")?;
    if !out.status.success() {
        bail!("cargo metadata failed: {}", String::from_utf8_lossy(&out.stderr).trim());
    }
    Ok(serde_json::from_slice(&out.stdout)?)
}

/// Every file that is not built, installed or git's own.
fn files(root: &Path) -> Result<Vec<File>> {
    let mut found = Vec::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).with_context(|| format!("{} cannot be read", folder.display()))? {
            let entry = entry?;
            let name = entry.file_name();
            if ["target", "node_modules", ".git"].iter().any(|skipped| name == *skipped) {
                continue;
            }
            if entry.file_type()?.is_dir() {
                folders.push(entry.path());
            } else {
                found.push(read(root, entry.path())?);
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(found)
}

fn read(root: &Path, path: PathBuf) -> Result<File> {
    let bytes = std::fs::read(&path).with_context(|| format!("{} cannot be read", path.display()))?;
    let short =
        path.strip_prefix(root)?.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>();
    let text = if bytes.contains(&0) { None } else { String::from_utf8(bytes).ok() };
    Ok(File { path: short.join("/"), text })
}

#[cfg(test)]
mod testing {
    use super::{File, Finding};

    /// Files without a tree.
    pub fn planted(files: &[(&str, &str)]) -> Vec<File> {
        files.iter().map(|(path, text)| File { path: (*path).to_owned(), text: Some((*text).to_owned()) }).collect()
    }

    /// One line per finding.
    pub fn told(findings: &[Finding]) -> String {
        findings.iter().map(|finding| format!("{}: {}\n", finding.place, finding.what)).collect()
    }
}
