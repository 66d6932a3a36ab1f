//! A speech engine as a program: it gets a text, it writes a file, it has to be done in time.

use crate::limits::CLIP_BYTES_MAX;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// The longest an engine may take for one sentence, in seconds; a slow one loads its model every time.
pub const ENGINE_SECONDS_MAX: u64 = 60;
/// How often it is looked after.
const LOOK_EVERY: Duration = Duration::from_millis(10);
/// What is shown of its complaints, in bytes.
const COMPLAINT_BYTES: u64 = 400;

/// Why an engine did not speak.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The command cannot be taken apart, or has no place for the file.
    #[error("the command of the engine: {0}")]
    Command(&'static str),
    /// It cannot be started.
    #[error("{program} cannot be started: {why}")]
    NotStarted {
        /// Its program.
        program: String,
        /// Why.
        why: std::io::Error,
    },
    /// It takes too long.
    #[error("the engine was stopped after {0} s")]
    TooSlow(u64),
    /// It writes without end.
    #[error("the engine was stopped: its file passed {0} bytes")]
    TooMuch(u64),
    /// It failed.
    #[error("the engine failed ({status}): {complaint}")]
    Failed {
        /// How it ended.
        status: ExitStatus,
        /// The end of what it said on standard error.
        complaint: String,
    },
    /// It ended well and wrote nothing.
    #[error("the engine wrote no file")]
    NoFile,
}

/// A command with places for the text and the file; no shell ever sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Engine {
    program: String,
    arguments: Vec<String>,
    patience: Duration,
}

impl Engine {
    /// `espeak-ng -v vi -w {out} {text}`. Words in quotes may hold spaces; without `{text}` the text goes to standard input.
    pub fn new(command: &str) -> Result<Self, EngineError> {
        let mut words = split(command)?.into_iter();
        let program = words.next().ok_or(EngineError::Command("is empty"))?;
        let arguments: Vec<String> = words.collect();
        if program.contains('{') {
            return Err(EngineError::Command("begins with a placeholder"));
        }
        if !arguments.iter().any(|word| word.contains("{out}")) {
            return Err(EngineError::Command("lacks {out}, the file that it writes"));
        }
        Ok(Self { program, arguments, patience: Duration::from_secs(ENGINE_SECONDS_MAX) })
    }

    /// The same engine, stopped earlier.
    pub fn with_patience(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// Its program and arguments, without the folders of this machine.
    pub fn shown(&self) -> String {
        let program =
            Path::new(&self.program).file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let arguments = self.arguments.iter().filter(|word| !word.contains('/')).cloned();
        std::iter::once(program).chain(arguments).collect::<Vec<_>>().join(" ")
    }

    /// Lets it speak a text into a file.
    pub fn speak(&self, text: &str, out: &Path, complaints: &Path) -> Result<(), EngineError> {
        let not_started = |why| EngineError::NotStarted { program: self.program.clone(), why };
        // what an earlier text left must not be taken for this one
        match std::fs::remove_file(out) {
            Err(why) if why.kind() != std::io::ErrorKind::NotFound => return Err(not_started(why)),
            _ => {}
        }
        let mut command = Command::new(&self.program);
        let by_argument = self.arguments.iter().any(|word| word.contains("{text}"));
        for word in &self.arguments {
            command.arg(filled(word, text, &out.to_string_lossy()));
        }
        let errors = std::fs::File::create(complaints).map_err(not_started)?;
        command.stdin(if by_argument { Stdio::null() } else { Stdio::piped() }).stdout(Stdio::null()).stderr(errors);
        let mut child = command.spawn().map_err(not_started)?;
        if let Some(mut stdin) = child.stdin.take() {
            // a sentence fits into any pipe; an engine that closes it early shows by its exit status
            let _ = writeln!(stdin, "{text}");
        }
        let status = self.wait(&mut child, out, complaints)?;
        if !status.success() {
            return Err(EngineError::Failed { status, complaint: complaint(complaints) });
        }
        if out.is_file() { Ok(()) } else { Err(EngineError::NoFile) }
    }

    fn wait(&self, child: &mut Child, out: &Path, complaints: &Path) -> Result<ExitStatus, EngineError> {
        let begun = Instant::now();
        let size = |path: &Path| std::fs::metadata(path).map_or(0, |facts| facts.len());
        loop {
            let end = match child.try_wait() {
                Ok(Some(status)) => return Ok(status),
                Ok(None) if begun.elapsed() > self.patience => EngineError::TooSlow(self.patience.as_secs()),
                Ok(None) if size(out).max(size(complaints)) > CLIP_BYTES_MAX => EngineError::TooMuch(CLIP_BYTES_MAX),
                Ok(None) => {
                    std::thread::sleep(LOOK_EVERY);
                    continue;
                }
                Err(why) => EngineError::NotStarted { program: self.program.clone(), why },
            };
            let _ = child.kill();
            let _ = child.wait();
            return Err(end);
        }
    }
}

/// Fills both placeholders in one go, so that a text that holds `{out}` stays a text.
fn filled(word: &str, text: &str, out: &str) -> String {
    word.split("{text}").map(|part| part.replace("{out}", out)).collect::<Vec<_>>().join(text)
}

/// The end of what was written to standard error, in one line.
fn complaint(path: &Path) -> String {
    use std::io::{Seek, SeekFrom};
    let mut text = Vec::new();
    if let Ok(mut file) = std::fs::File::open(path) {
        let length = file.metadata().map_or(0, |facts| facts.len());
        let _ = file.seek(SeekFrom::Start(length.saturating_sub(COMPLAINT_BYTES)));
        let _ = file.take(COMPLAINT_BYTES).read_to_end(&mut text);
    }
    String::from_utf8_lossy(&text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Words between spaces; those in single or double quotes hold their spaces.
fn split(command: &str) -> Result<Vec<String>, EngineError> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    for c in command.chars() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '\'' | '"') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, c) if c.is_whitespace() => words.extend(word.take()),
            (_, c) => word.get_or_insert_default().push(c),
        }
    }
    if quote.is_some() {
        return Err(EngineError::Command("has a quote that is not closed"));
    }
    words.extend(word);
    Ok(words)
}

#[cfg(test)]
mod tests {
    use super::{Engine, EngineError, filled, split};
    use std::path::PathBuf;
    use std::time::Duration;

    #[test]
    fn a_command_is_split_without_a_shell() {
        assert_eq!(
            split("  piper -f {out}\t'a b' \"c'd\" ''x\"\" ").unwrap(),
            ["piper", "-f", "{out}", "a b", "c'd", "x"]
        );
        assert_eq!(split("say $HOME `id` ; rm *").unwrap(), ["say", "$HOME", "`id`", ";", "rm", "*"]);
        assert!(split("say 'a").is_err());
        assert!(matches!(Engine::new("  "), Err(EngineError::Command(_))));
        assert!(matches!(Engine::new("espeak-ng {text}"), Err(EngineError::Command(_))));
        assert!(matches!(Engine::new("{out} {text}"), Err(EngineError::Command(_))));
    }

    #[test]
    fn a_text_stays_a_text() {
        assert_eq!(filled("{text}", "a {out} {text} b", "f.wav"), "a {out} {text} b");
        assert_eq!(filled("--to={out}", "a", "f.wav"), "--to=f.wav");
    }

    struct Folder(PathBuf);
    impl Folder {
        fn new(name: &str) -> Self {
            let folder = std::env::temp_dir().join(format!("goiso-engine-{}-{name}", std::process::id()));
            std::fs::create_dir_all(&folder).unwrap();
            Self(folder)
        }
        fn speak(&self, command: &str, text: &str) -> Result<Vec<u8>, EngineError> {
            let out = self.0.join("out");
            let engine = Engine::new(command)?.with_patience(Duration::from_secs(2));
            engine.speak(text, &out, &self.0.join("errors"))?;
            Ok(std::fs::read(out).unwrap())
        }
    }
    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn the_text_reaches_the_engine_as_it_is() {
        let folder = Folder::new("text");
        let nasty = "không; $(id) 'a' \"b\" *";
        let by_argument = "sh -c 'printf %s \"$2\" > \"$1\"' sh {out} {text}";
        assert_eq!(folder.speak(by_argument, nasty).unwrap(), nasty.as_bytes());
        assert_eq!(folder.speak("sh -c 'cat > \"$1\"' sh {out}", nasty).unwrap(), format!("{nasty}\n").as_bytes());
    }

    #[test]
    fn an_engine_that_does_not_speak_is_told_apart() {
        let folder = Folder::new("bad");
        let why = |command: &str| folder.speak(command, "a").unwrap_err();
        assert!(matches!(why("goiso-no-such-engine {out}"), EngineError::NotStarted { .. }));
        assert!(matches!(why("true {out}"), EngineError::NoFile));
        assert!(matches!(why("sleep 30 {out}"), EngineError::Failed { .. }));
        assert!(matches!(why("sh -c 'exec sleep 30' sh {out}"), EngineError::TooSlow(2)));
        assert!(matches!(why("sh -c 'exec cat /dev/zero > \"$1\"' sh {out}"), EngineError::TooMuch(_)));
        let EngineError::Failed { status, complaint } = why("sh -c 'echo no voice >&2; exit 3' sh {out}") else {
            panic!("an exit status is a failure")
        };
        assert_eq!((status.code(), complaint.as_str()), (Some(3), "no voice"));
        // what an earlier text left is not taken for this one
        std::fs::write(folder.0.join("out"), "old").unwrap();
        assert!(matches!(why("true {out}"), EngineError::NoFile));
    }
}
