//! Whatever a hall can print and configure is said whole: a listener, who knows only the clips, hears the label and the counter.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use goiso_voice::{
    Announcement, Chime, ClipAt, Language, NumberStyle, Pass, Place, RATE, Recall, Region, Settings, Voices,
};
use proptest::prelude::*;
use std::sync::LazyLock;

/// The letters of service groups, each with a Vietnamese clip.
const GROUP_LETTERS: &str = "ABCDEGHKLMNPRSTUVXY";
/// Silences shorter than this stand inside a number, longer ones between its neighbours.
const INSIDE_NUMBER_MS: u64 = 120;

static VOICES: LazyLock<Voices> = LazyLock::new(|| Voices::builtin().unwrap());

/// What is heard between two longer silences.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Heard {
    Letter(char),
    /// Digits, said one by one or as the digits of a number.
    Number(String),
}

/// What a label or a counter should sound like, by a rule of its own: separators are not said, digits stand together.
fn expected(text: &str, strip_zeros: bool) -> Vec<Heard> {
    let mut heard = Vec::new();
    for part in text.split(|c: char| !c.is_ascii_alphanumeric()) {
        let mut rest = part;
        while let Some(c) = rest.chars().next() {
            if c.is_ascii_digit() {
                let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
                let digits = &rest[..end];
                let stripped = digits.trim_start_matches('0');
                heard.push(Heard::Number(match (strip_zeros, stripped) {
                    (false, _) => digits.to_owned(),
                    (true, "") => "0".to_owned(),
                    (true, other) => other.to_owned(),
                }));
                rest = &rest[end..];
            } else {
                heard.push(Heard::Letter(c.to_ascii_uppercase()));
                rest = &rest[1..];
            }
        }
    }
    heard
}

/// The words of one number back to its value: each word either begins a place or fills it.
fn value(words: &[&str]) -> String {
    let plain = |word: &str| word.trim_end_matches(".end").strip_prefix("digit.").map(str::to_owned);
    if let Some(digits) = words.iter().map(|word| plain(word)).collect::<Option<Vec<_>>>() {
        return digits.concat();
    }
    let (mut total, mut open) = (0, 0);
    for word in words {
        match *word {
            "num.nghin" | "num.ngan" => (total, open) = (total + open * 1000, 0),
            "num.tram" => (total, open) = (total + open * 100, 0),
            "num.muoi_tens" => (total, open) = (total + open * 10, 0),
            "num.muoi" => total += 10,
            "num.linh" | "num.le" => {}
            "num.mot_tone" => open = 1,
            "num.tu" => open = 4,
            "num.lam" => open = 5,
            digit => open = plain(digit).unwrap_or_else(|| panic!("{digit} is no word of a number")).parse().unwrap(),
        }
    }
    (total + open).to_string()
}

/// Clips of a label or counter, cut where it is silent.
fn listen(clips: &[ClipAt]) -> Vec<Heard> {
    let mut heard = Vec::new();
    let mut word: Vec<&str> = Vec::new();
    let mut end = None;
    for clip in clips {
        let pause = end.is_some_and(|end| clip.at - end > INSIDE_NUMBER_MS * u64::from(RATE) / 1000);
        if (pause || clip.key.starts_with("letter.")) && !word.is_empty() {
            heard.push(Heard::Number(value(&std::mem::take(&mut word))));
        }
        match clip.key.strip_prefix("letter.") {
            Some(letter) => heard.push(Heard::Letter(letter.chars().next().unwrap())),
            None => word.push(&clip.key),
        }
        end = Some(clip.at + clip.len);
    }
    if !word.is_empty() {
        heard.push(Heard::Number(value(&word)));
    }
    heard
}

/// Label and counter as one language says them.
fn hear(clips: &[ClipAt], place: &str) -> (Vec<Heard>, Vec<Heard>) {
    assert!(clips[0].key.starts_with("phrase.call") || clips[0].key == "phrase.recall", "{clips:?}");
    let phrase = format!("phrase.{place}");
    let at = clips.iter().position(|clip| clip.key == phrase || clip.key.starts_with(&format!("{place}.")));
    let at = at.unwrap_or_else(|| panic!("no place in {clips:?}"));
    let mut counter = listen(&clips[at + 1..]);
    if let Some(number) = clips[at].key.strip_prefix(&format!("{place}.")) {
        counter.insert(0, Heard::Number(number.to_owned()));
    }
    (listen(&clips[1..at]), counter)
}

fn settings() -> impl Strategy<Value = Settings> {
    let languages = prop::sample::subsequence(vec!["vi", "en", "fr"], 0..=3).prop_shuffle();
    let style = prop::sample::select(vec![NumberStyle::Digits, NumberStyle::Number]);
    let region = prop::sample::select(vec![Region::North, Region::South]);
    let chime = prop::sample::select(vec![Chime::Soft, Chime::Classic, Chime::None]);
    (languages, style, region, chime).prop_map(|(languages, style, region, chime)| Settings {
        languages: languages.iter().map(|code| code.parse().unwrap()).collect(),
        style,
        region,
        chime,
        ..Settings::default()
    })
}

fn label() -> impl Strategy<Value = String> {
    let letter = prop::sample::select(GROUP_LETTERS.chars().collect::<Vec<_>>());
    (letter, 1u32..=9999).prop_map(|(letter, number)| format!("{letter}{number:03}"))
}

/// Every text that a counter may be named; mostly such as halls use.
fn counter() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => (1u32..=120).prop_map(|number| number.to_string()),
        2 => "0{0,2}[0-9]{1,5}[A-Z]?",
        1 => "[A-Y][0-9]{1,2}",
        3 => "[A-Za-z0-9._-]{1,40}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_label_and_counter_is_said_whole_or_not_at_all(
        settings in settings(),
        label in label(),
        counter in counter(),
        place in prop::sample::select(vec![Place::Counter, Place::Window, Place::Room]),
        recall in prop::sample::select(vec![Recall::First, Recall::Again]),
        pass in prop::sample::select(vec![Pass::First, Pass::Repeat, Pass::Short]),
    ) {
        let what = Announcement::Call { label: label.clone(), place, counter: counter.clone(), recall };
        let plan = VOICES.plan(&what, &settings, pass);

        // in order, apart, and as long as it says
        prop_assert!(!plan.clips.is_empty());
        prop_assert!(plan.clips.windows(2).all(|pair| pair[0].at + pair[0].len <= pair[1].at));
        prop_assert_eq!(plan.clips[0].at, 0);
        prop_assert_eq!(plan.clips.last().map(|clip| clip.at + clip.len), Some(plan.len));
        for clip in &plan.clips {
            let manifest = VOICES.list().find(|(voice, _)| *voice == clip.voice).unwrap().1;
            let entry = &manifest.clips[&clip.key];
            prop_assert_eq!((&entry.file, entry.samples), (&clip.file, Some(clip.len)));
        }

        // which languages can say it: French has no voice, Vietnamese has no F, I, J, O, Q, W, Z
        let wanted = expected(&counter, true);
        let letters: Vec<char> = counter.to_ascii_uppercase().chars().filter(char::is_ascii_alphabetic).collect();
        let can = |language: &Language| !wanted.is_empty() && match language.as_str() {
            "vi" => letters.iter().all(|letter| GROUP_LETTERS.contains(*letter)),
            "en" => true,
            _ => false,
        };
        let mut speaking: Vec<&str> = settings.languages.iter().filter(|l| can(l)).map(Language::as_str).collect();
        if pass == Pass::Short {
            speaking.truncate(1);
        }

        let chimes = plan.clips.iter().filter(|clip| clip.voice == "chime").count();
        let chimed = speaking.is_empty() || (pass == Pass::First && settings.chime != Chime::None);
        prop_assert_eq!(chimes, usize::from(chimed));
        prop_assert!(plan.clips[chimes..].iter().all(|clip| clip.voice != "chime"));

        let mut voices: Vec<&str> = plan.clips[chimes..].iter().map(|clip| clip.voice.as_str()).collect();
        voices.dedup();
        prop_assert_eq!(&voices, &speaking);
        let place = match place { Place::Counter => "counter", Place::Window => "window", Place::Room => "room" };
        for voice in voices {
            let clips: Vec<ClipAt> = plan.clips.iter().filter(|clip| clip.voice == voice).cloned().collect();
            let (label_heard, counter_heard) = hear(&clips, place);
            let as_number = voice == "vi" && settings.style == NumberStyle::Number;
            prop_assert_eq!(label_heard, expected(&label, as_number));
            prop_assert_eq!(&counter_heard, &wanted);
        }
    }

    /// What no hall prints does no harm either.
    #[test]
    fn any_text_has_a_plan(label in "\\PC{0,80}", counter in "\\PC{0,80}") {
        let what = Announcement::Call { label, place: Place::Room, counter, recall: Recall::First };
        for pass in [Pass::First, Pass::Repeat, Pass::Short] {
            let plan = VOICES.plan(&what, &Settings::default(), pass);
            prop_assert!(plan.len > 0 && plan.duration().as_secs() < 180);
        }
    }
}

#[test]
fn every_label_of_a_day_is_heard_in_both_styles() {
    for style in [NumberStyle::Digits, NumberStyle::Number] {
        let settings = Settings { style, languages: vec![Language::vietnamese()], ..Settings::default() };
        for number in 1..=9999 {
            let label = format!("A{number:03}");
            let what = Announcement::Call {
                label: label.clone(),
                place: Place::Counter,
                counter: number.to_string(),
                recall: Recall::First,
            };
            let plan = VOICES.plan(&what, &settings, Pass::Repeat);
            let (label_heard, counter_heard) = hear(&plan.clips, "counter");
            assert_eq!(label_heard, expected(&label, style == NumberStyle::Number), "{label}");
            assert_eq!(counter_heard, [Heard::Number(number.to_string())]);
        }
    }
}
