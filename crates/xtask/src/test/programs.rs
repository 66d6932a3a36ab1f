//! The test programs that cargo has built, run by ourselves: so cargo is asked once for all of them. Asked for a part of the workspace, it
//! builds the libraries of others anew, with the features that this part alone wants.

use super::limit::Limit;
use super::steps::{Environment, TOOL_AT_MOST, cargo};
use super::tally::{Dialect, Tally, read};
use crate::tree;
use anyhow::{Context, Result, bail};
use serde::Deserialize;
use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Program {
    /// The folder of its package, from the root.
    pub package: PathBuf,
    /// The file it is made of, from its package.
    source: PathBuf,
    path: PathBuf,
}

/// What cargo tells of each thing it has built.
#[derive(Deserialize)]
struct Artifact {
    manifest_path: PathBuf,
    target: Target,
    profile: Profile,
    executable: Option<PathBuf>,
}

#[derive(Deserialize)]
struct Target {
    src_path: PathBuf,
}

#[derive(Deserialize)]
struct Profile {
    test: bool,
}

/// Builds whatever has changed and names every test program, by package and file.
pub fn built(environment: &Environment) -> Result<Vec<Program>> {
    let mut command = cargo(&["test", "--workspace", "--no-run", "--message-format=json-render-diagnostics"]);
    command.current_dir(tree::root()).stderr(Stdio::inherit()).stdout(Stdio::piped());
    command.envs(environment.iter().map(|(name, value)| (name, value)));
    let child = command.spawn().context("cargo cannot be started")?;
    let limit = Limit::on(&child, TOOL_AT_MOST);
    let out = child.wait_with_output()?;
    limit.lift()?;
    if !out.status.success() {
        bail!("the tests cannot be built");
    }
    let mut programs = named(&String::from_utf8(out.stdout).context("an output that is no text")?, &tree::root())?;
    programs.sort_by(|a, b| (&a.package, &a.source).cmp(&(&b.package, &b.source)));
    Ok(programs)
}

/// The test programs among the lines of cargo's.
fn named(lines: &str, root: &Path) -> Result<Vec<Program>> {
    let mut programs = Vec::new();
    for line in lines.lines().filter(|line| line.contains(r#""reason":"compiler-artifact""#)) {
        let artifact: Artifact = serde_json::from_str(line).context("cargo speaks differently now")?;
        let Some(path) = artifact.executable else { continue };
        if !artifact.profile.test {
            continue;
        }
        let folder = artifact.manifest_path.parent().context("a manifest in no folder")?;
        let source = artifact.target.src_path.strip_prefix(folder).context("a test outside of its package")?;
        let package = folder.strip_prefix(root).context("a test outside of the tree")?;
        programs.push(Program { package: package.to_path_buf(), source: source.to_path_buf(), path });
    }
    Ok(programs)
}

/// How many run at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AtATime {
    /// These listen, and count milliseconds.
    One,
    /// Most of these wait most of the time, or keep one processor busy.
    Two,
}

impl AtATime {
    /// As a number, for a tool that shares out by itself.
    pub fn count(self) -> usize {
        match self {
            Self::One => 1,
            Self::Two => 2,
        }
    }
}

/// Runs them and counts. What one says is printed when it has ended.
pub fn run(programs: Vec<Program>, at_a_time: AtATime, environment: &Environment) -> Result<Tally> {
    if programs.is_empty() {
        bail!("no test was built");
    }
    let left = Mutex::new(VecDeque::from(programs));
    let counted = Mutex::new(Tally::default());
    let work = || -> Result<()> {
        while let Some(program) = { left.lock().unwrap_or_else(PoisonError::into_inner).pop_front() } {
            let (said, tally) = program.run(environment)?;
            // The lock keeps what one says together as well.
            let mut counted = counted.lock().unwrap_or_else(PoisonError::into_inner);
            println!("{said}");
            counted.add(tally);
        }
        Ok(())
    };
    std::thread::scope(|scope| {
        let second = match at_a_time {
            AtATime::One => None,
            AtATime::Two => Some(scope.spawn(work)),
        };
        work()?;
        second.map_or(Ok(()), |second| second.join().unwrap_or_else(|_| bail!("a thread broke down")))
    })?;
    Ok(counted.into_inner().unwrap_or_else(PoisonError::into_inner).judged(true))
}

impl Program {
    /// Runs it as cargo would, in the folder of its package; gives what it said and what that counts.
    fn run(&self, environment: &Environment) -> Result<(String, Tally)> {
        let folder = tree::root().join(&self.package);
        let mut command = Command::new(&self.path);
        command.current_dir(&folder).env("CARGO_MANIFEST_DIR", &folder).stdin(Stdio::null());
        command.envs(environment.iter().map(|(name, value)| (name, value)));
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let child = command.spawn().with_context(|| format!("{} cannot be started", self.path.display()))?;
        let limit = Limit::on(&child, TOOL_AT_MOST);
        let out = child.wait_with_output()?;
        let hung = limit.lift().err().map(|why| format!("{why}\n")).unwrap_or_default();
        let (words, complaints) = (String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
        let name = self.package.join(&self.source);
        let mut tally = Tally::default();
        for line in words.lines() {
            tally.add(read(Dialect::Cargo, line));
        }
        // A program without a test, such as that of a binary, says so and is no failure.
        if !out.status.success() && tally.failed == 0 {
            tally.failed = 1;
        }
        Ok((format!("\n   {}\n{words}{complaints}{hung}", name.display()), tally))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn artifact(name: &str, source: &str, test: bool, executable: &str) -> String {
        format!(
            r#"{{"reason":"compiler-artifact","package_id":"p","manifest_path":"/tree/crates/{name}/Cargo.toml","target":{{"kind":["test"],"src_path":"/tree/crates/{name}/{source}"}},"profile":{{"test":{test}}},"features":[],"executable":{executable},"fresh":true}}"#
        )
    }

    #[test]
    fn test_programs_are_told_from_all_that_is_built() {
        let lines = [
            artifact("queue", "src/lib.rs", false, "null"),
            artifact("queue", "src/lib.rs", true, r#""/built/queue-1""#),
            artifact("server", "src/main.rs", false, r#""/built/goiso""#),
            artifact("server", "tests/main.rs", true, r#""/built/server-1""#),
            r#"{"reason":"build-finished","success":true}"#.to_owned(),
        ];
        let found = named(&lines.join("\n"), Path::new("/tree")).unwrap();
        let names: Vec<String> = found.iter().map(|one| one.package.join(&one.source).display().to_string()).collect();
        assert_eq!(names, ["crates/queue/src/lib.rs", "crates/server/tests/main.rs"]);
        assert!(named(r#"{"reason":"compiler-artifact"}"#, Path::new("/tree")).is_err());
    }

    fn shell(script: &str) -> Program {
        let folder = std::env::temp_dir().join(format!("goiso-programs-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join(script.chars().filter(char::is_ascii_alphanumeric).collect::<String>());
        // Written by another process: what this one has open for writing, a process that another test starts meanwhile has open too, and
        // such a file cannot be run.
        let write = r#"printf '#!/bin/sh\n%s\n' "$1" > "$2" && chmod +x "$2""#;
        let made = Command::new("sh").args(["-c", write, "sh", script]).arg(&path).status().unwrap();
        assert!(made.success());
        Program { package: PathBuf::from("crates/xtask"), source: PathBuf::from("src/main.rs"), path }
    }

    #[test]
    fn what_programs_say_is_counted_and_one_that_breaks_down_has_failed() {
        let good = shell("echo 'test result: ok. 6 passed; 0 failed; 0 ignored'");
        let bad = shell("echo 'test result: FAILED. 1 passed; 2 failed; 0 ignored'; exit 101");
        let broken = shell("exit 134");
        for at_a_time in [AtATime::One, AtATime::Two] {
            let all = vec![good.clone(), bad.clone(), broken.clone(), good.clone()];
            assert_eq!(run(all, at_a_time, &Vec::new()).unwrap(), Tally { passed: 13, failed: 3 });
        }
        assert!(run(Vec::new(), AtATime::One, &Vec::new()).is_err());
        let empty = vec![shell("exit 0")];
        assert_eq!(run(empty, AtATime::One, &Vec::new()).unwrap().failed, 1, "nothing was proved");
        std::fs::remove_dir_all(good.path.parent().unwrap()).unwrap();
    }
}
