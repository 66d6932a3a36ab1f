//! A voice made by a speech engine: espeak-ng where it is installed, and small programs that misbehave in its place.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use goiso_voice::{Engine, FindingKind, Manifest, NumberStyle, Order, RenderError, Texts, Wanted, check, render_own};
use std::path::PathBuf;
use std::process::Command;

/// A folder that goes with its test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        Self(std::env::temp_dir().join(format!("goiso-render-{}-{name}", std::process::id())))
    }
    fn voice(&self) -> PathBuf {
        self.0.join("vi-own")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn order<'a>(engine: &'a Engine, texts: &'a Texts, out: &'a std::path::Path) -> Order<'a> {
    Order { engine, language: "vi".parse().unwrap(), texts, out, provenance: "a test".to_owned() }
}

#[test]
fn espeak_ng_fills_a_voice_that_passes_the_check() {
    let there = Command::new("espeak-ng").arg("--version").output();
    assert!(there.is_ok(), "espeak-ng is missing: `cargo xtask setup` installs it");
    let folder = Folder::new("espeak");
    let out = folder.voice();
    let engine = Engine::new("espeak-ng -v vi -w {out} {text}").unwrap();
    let few = ["1", "2", "3", "10", "50"];
    let texts = Texts::vietnamese().unwrap().only(|key| match key.strip_prefix("counter.") {
        Some(counter) => few.contains(&counter),
        None => true,
    });
    let mut seen = 0;
    let rendered = render_own(&order(&engine, &texts, &out), |progress| {
        seen += 1;
        assert_eq!((progress.number, progress.of), (seen, texts.len()));
    })
    .unwrap();
    assert_eq!(rendered.failed, []);
    assert_eq!(rendered.clips, texts.len());
    let wanted = Wanted { counters: few.map(str::to_owned).to_vec(), ..Wanted::default() };
    let report = check(&out, &wanted).unwrap();
    assert!(report.is_sound(), "{report}");

    let manifest = Manifest::parse("vi-own", &std::fs::read_to_string(out.join("manifest.toml")).unwrap()).unwrap();
    assert_eq!(manifest.provenance, "a test");
    assert!(manifest.speaker.contains("espeak-ng -v vi"), "{}", manifest.speaker);
    // a word cut out of its sentence has the length of a word
    let ms = |key: &str| manifest.clips[key].samples.unwrap() / 48;
    for digit in 0..10 {
        assert!(
            (120..700).contains(&ms(&format!("digit.{digit}"))),
            "digit.{digit}: {} ms",
            ms(&format!("digit.{digit}"))
        );
    }
    assert!(ms("phrase.call") > 2 * ms("digit.1") && ms("counter.50") > 2 * ms("digit.5"));
    let left: Vec<_> = std::fs::read_dir(&out).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left.len(), texts.len() + 1, "nothing but clips and the manifest: {left:?}");

    let again = render_own(&order(&engine, &texts, &out), |_| {});
    assert!(matches!(again, Err(RenderError::Taken(_))), "a voice is not written over");
}

#[test]
fn a_text_that_fails_is_told_and_the_others_are_made() {
    let folder = Folder::new("fails");
    let out = folder.voice();
    let texts = Texts::parse("[texts]\n\"digit.1\" = \"một\"\n\"digit.2\" = \"hai\"\n\"digit.3\" = \"ba\"").unwrap();
    // a tone for every text but one; no sound at all for another
    let script = "case \"$2\" in một) exit 7;; hai) : > \"$1\";; *) cp \"$3\" \"$1\";; esac";
    let tone: Vec<f32> = (0..12_000).map(|n| 0.2 * (n as f32 * 0.05).sin()).collect();
    std::fs::create_dir_all(&folder.0).unwrap();
    let sound = folder.0.join("tone.wav");
    std::fs::write(&sound, goiso_voice::wav(&tone)).unwrap();
    let engine = Engine::new(&format!("sh -c '{script}' sh {{out}} {{text}} {}", sound.display())).unwrap();
    let rendered = render_own(&order(&engine, &texts, &out), |_| {}).unwrap();
    assert_eq!(rendered.clips, 1);
    let failed: Vec<&str> = rendered.failed.iter().map(|(key, _)| key.as_str()).collect();
    assert_eq!(failed, ["digit.1", "digit.2"]);
    assert!(rendered.failed[0].1.contains("exit status: 7"), "{:?}", rendered.failed);
    let wanted = Wanted {
        letters: vec!['A'],
        counters: vec!["1".to_owned()],
        styles: vec![NumberStyle::Digits],
        ..Wanted::default()
    };
    let report = check(&out, &wanted).unwrap();
    assert!(!report.is_sound());
    let of_three: Vec<_> =
        report.voices[0].findings.iter().filter(|finding| finding.place.starts_with("digit.3")).collect();
    assert!(of_three.is_empty(), "{of_three:?}");
    assert!(report.voices[0].findings.iter().any(|finding| finding.kind == FindingKind::Missing));
    let text = std::fs::read_to_string(out.join("manifest.toml")).unwrap();
    assert!(!text.contains(&*folder.0.to_string_lossy()), "no folder of this machine: {text}");
}
