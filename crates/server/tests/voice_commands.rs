//! `goiso voice` as a hall's IT person meets it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The shipped voices.
fn sounds() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../sounds")
}

fn voice(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_goiso")).arg("voice").args(args).output().expect("a process")
}

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("goiso-voice-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).expect("a folder");
        Self(path)
    }
    fn path(&self, name: &str) -> String {
        self.0.join(name).display().to_string()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _left_behind = std::fs::remove_dir_all(&self.0);
    }
}

#[test]
fn a_call_is_written_as_the_hall_hears_it() {
    let folder = Folder::new("say");
    let length = |args: &[&str], file: &str| {
        let out = folder.path(file);
        let mut all = vec!["say", "A012", "--counter", "3", "--out", &out];
        all.extend(args);
        let done = voice(&all);
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        let bytes = std::fs::read(&out).expect("a file");
        assert_eq!(&bytes[..4], b"RIFF");
        bytes.len()
    };
    let both = length(&[], "both.wav");
    let one = length(&["--lang", "vi"], "one.wav");
    let short = length(&["--lang", "vi", "--short"], "short.wav");
    let number = length(&["--lang", "vi", "--style", "number"], "number.wav");
    assert!(short < one && one < both, "{short} {one} {both}");
    assert_ne!(number, one, "twelve is not zero, one, two");
}

#[test]
fn a_slip_is_told_in_one_line() {
    let folder = Folder::new("slip");
    for (args, says) in [
        (vec!["say", "A012", "--counter", "3", "--lang", "fr", "--out", "x.wav"], "no voice speaks fr"),
        (vec!["check", "/nonexistent/voices"], "nonexistent"),
        (vec!["render-own", "--engine", "engine {text}", "--lang", "vi", "--out", "x"], "{out}"),
    ] {
        let done = Command::new(env!("CARGO_BIN_EXE_goiso")).arg("voice").args(&args).current_dir(&folder.0).output();
        let done = done.expect("a process");
        let error = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(!done.status.success(), "{args:?}");
        assert!(error.contains(says) && error.trim_end().lines().count() == 1, "{args:?}: {error}");
    }
}

#[test]
fn the_shipped_voices_pass_and_a_damaged_copy_is_told_what_to_mend() {
    let fit = voice(&["check", &sounds().display().to_string()]);
    assert_eq!(fit.status.code(), Some(0), "{}", String::from_utf8_lossy(&fit.stdout));
    let folder = Folder::new("damaged");
    for entry in std::fs::read_dir(sounds().join("vi")).expect("a voice") {
        let path = entry.expect("a file").path();
        std::fs::copy(&path, folder.0.join(path.file_name().expect("a name"))).expect("copied");
    }
    std::fs::remove_file(folder.0.join("digit.7.flac")).expect("removed");
    std::fs::write(folder.0.join("letter.A.flac"), b"fLaC and nothing behind it").expect("written");
    let damaged = voice(&["check", &folder.0.display().to_string()]);
    let table = String::from_utf8_lossy(&damaged.stdout).into_owned();
    assert_eq!(damaged.status.code(), Some(3), "{table}");
    assert!(table.contains("digit.7") && table.contains("letter.A"), "{table}");
}

/// A player that answers so; it notes that it was asked.
fn player(folder: &Folder, name: &str, answer: u8) {
    use std::os::unix::fs::PermissionsExt;
    let path = folder.0.join(name);
    let asked = folder.path("asked");
    let text = format!(
        "#!/bin/sh\necho {name} >> {asked}\necho no sound server >&2\ntest -s \"$1\" || exit 9\nexit {answer}\n"
    );
    std::fs::write(&path, text).expect("a player");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).expect("may be run");
}

fn played(folder: &Folder) -> (bool, String, String) {
    let done = Command::new(env!("CARGO_BIN_EXE_goiso"))
        .args(["voice", "say", "A012", "--counter", "3", "--lang", "vi"])
        .env("PATH", format!("{}:/usr/bin:/bin", folder.0.display()))
        .env("TMPDIR", &folder.0)
        .output()
        .expect("a process");
    let asked = std::fs::read_to_string(folder.path("asked")).unwrap_or_default();
    (done.status.success(), String::from_utf8_lossy(&done.stderr).into_owned(), asked)
}

#[test]
fn a_player_that_fails_leaves_the_call_to_the_next() {
    let folder = Folder::new("players");
    player(&folder, "pw-play", 1);
    player(&folder, "paplay", 0);
    player(&folder, "aplay", 0);
    let (fine, said, asked) = played(&folder);
    assert!(fine && said.is_empty(), "{said}");
    assert_eq!(asked, "pw-play\npaplay\n", "the third is not needed");
    let left: Vec<_> = std::fs::read_dir(&folder.0).expect("the folder").filter_map(Result::ok).collect();
    assert!(left.iter().all(|entry| entry.path().extension().is_none()), "no sound file stays behind: {left:?}");
}

#[test]
fn when_every_player_fails_each_is_named_in_one_line() {
    let folder = Folder::new("mute-players");
    for name in ["pw-play", "paplay", "aplay"] {
        player(&folder, name, 1);
    }
    let (fine, said, asked) = played(&folder);
    assert!(!fine);
    assert_eq!(asked, "pw-play\npaplay\naplay\n");
    assert_eq!(said.trim_end().lines().count(), 1, "{said}");
    for word in ["pw-play failed", "paplay failed", "aplay failed", "no sound server", "--out call.wav"] {
        assert!(said.contains(word), "{word}: {said}");
    }
}
