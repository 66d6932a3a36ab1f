//! Files that are written from others: in git, and proved fresh by the test command.

mod typescript;

use crate::tree;
use anyhow::{Context, Result, bail};
use std::path::Path;
use std::process::Command;

/// What to do with each generated file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// Write it.
    Write,
    /// Fail if it is not what would be written.
    Check,
}

/// Writes every generated file.
pub fn write() -> Result<()> {
    let mut server = Command::new(tree::cargo());
    server.args(["run", "--quiet", "--package", "goiso-server", "--"]);
    run(server, Mode::Write)
}

/// Fails if a generated file is not what would be written, by a server that has just been built.
pub fn check(server: &Path) -> Result<()> {
    run(Command::new(server), Mode::Check)
}

fn run(server: Command, mode: Mode) -> Result<()> {
    let root = tree::root();
    settle(&root.join("displays/wire.d.ts"), &typescript::generate(&root)?, mode)?;
    settle(&root.join("crates/server/openapi.json"), &openapi(server, &root)?, mode)
}

/// The server knows its own routes: it prints the document.
fn openapi(mut server: Command, root: &Path) -> Result<String> {
    let out = server.arg("openapi").current_dir(root).output().context("the server cannot be started")?;
    if !out.status.success() {
        bail!("`goiso openapi` failed: {}", String::from_utf8_lossy(&out.stderr).trim());
    }
    let document = String::from_utf8(out.stdout).context("`goiso openapi` printed something that is no text")?;
    serde_json::from_str::<serde_json::Value>(&document)
        .context("`goiso openapi` printed something that is no JSON")?;
    Ok(document)
}

fn settle(path: &Path, content: &str, mode: Mode) -> Result<()> {
    let present = match std::fs::read_to_string(path) {
        Ok(present) => Some(present),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => return Err(error).with_context(|| format!("{} cannot be read", path.display())),
    };
    let name = tree::short(path);
    if present.as_deref() == Some(content) {
        println!("{name} is fresh");
        return Ok(());
    }
    match mode {
        Mode::Write => {
            std::fs::write(path, content).with_context(|| format!("{name} cannot be written"))?;
            println!("{name} written");
            Ok(())
        }
        Mode::Check => bail!("{name} is stale: run `cargo xtask codegen`"),
    }
}

#[cfg(test)]
mod tests {
    use super::{Mode, settle};
    use crate::tree::testing::Planted;

    #[test]
    fn a_stale_file_fails_the_check_and_is_left_alone() {
        let tree = Planted::new(&[("out.txt", "old")]);
        let path = tree.path("out.txt");
        assert!(settle(&path, "new", Mode::Check).unwrap_err().to_string().contains("cargo xtask codegen"));
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "old");
        settle(&path, "new", Mode::Write).unwrap();
        settle(&path, "new", Mode::Check).unwrap();
    }

    #[test]
    fn a_missing_file_fails_the_check() {
        let tree = Planted::new(&[]);
        assert!(settle(&tree.path("none.txt"), "new", Mode::Check).is_err());
    }
}
