//! Makes room for an announcement where the same machine plays music or a video: a program of the hall's own is told before and after.
//! Off unless asked for: most loudspeakers say nothing else.

use std::process::Stdio;
use std::time::Duration;
use tokio::process::Command;

/// The program must be done within this: an announcement does not wait for a hanging mixer.
const DONE_WITHIN: Duration = Duration::from_millis(500);

/// Whether other sound is to be low now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Others {
    /// An announcement begins.
    Low,
    /// It is over.
    Usual,
}

/// The program, if there is one, and what it was told last.
#[derive(Debug)]
pub struct Duck {
    program: Option<String>,
    told: Others,
}

impl Duck {
    /// With this program, or none.
    pub fn new(program: Option<String>) -> Self {
        Self { program, told: Others::Usual }
    }

    /// Tells the program `low` or `usual` as its only argument, once for each change. One that fails is told in the log and changes
    /// nothing: the announcement is made all the same.
    pub async fn others(&mut self, wanted: Others) {
        let Some(program) = self.program.as_ref().filter(|_| self.told != wanted) else { return };
        self.told = wanted;
        let word = match wanted {
            Others::Low => "low",
            Others::Usual => "usual",
        };
        let mut command = Command::new(program);
        command.arg(word).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true);
        match tokio::time::timeout(DONE_WITHIN, command.status()).await {
            Ok(Ok(status)) if status.success() => {}
            Ok(Ok(status)) => tracing::warn!(program, word, %status, "the program that lowers other sound failed"),
            Ok(Err(error)) => {
                tracing::warn!(program, word, %error, "the program that lowers other sound cannot be started")
            }
            Err(_) => tracing::warn!(program, word, "the program that lowers other sound takes too long"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[tokio::test]
    async fn the_program_is_told_of_each_change_once() {
        let folder = std::env::temp_dir().join(format!("goiso-duck-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        let (program, told) = (folder.join("mixer"), folder.join("told"));
        std::fs::write(&program, format!("#!/bin/sh\necho $1 >> {}\n", told.display())).expect("written");
        std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).expect("may be run");
        let mut duck = Duck::new(Some(program.display().to_string()));
        for wanted in [Others::Usual, Others::Low, Others::Low, Others::Usual, Others::Usual] {
            duck.others(wanted).await;
        }
        assert_eq!(std::fs::read_to_string(&told).expect("told"), "low\nusual\n");
        Duck::new(None).others(Others::Low).await;
        Duck::new(Some(folder.join("missing").display().to_string())).others(Others::Low).await;
        std::fs::remove_dir_all(folder).expect("removed");
    }
}
