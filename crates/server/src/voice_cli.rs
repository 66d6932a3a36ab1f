//! `goiso voice`: whether a hall's recordings are fit, how a call sounds, a voice from a speech engine.

use crate::cli::{EXIT_FAILED, EXIT_UNSOUND};
use anyhow::{Context, bail, ensure};
use clap::{Args, Subcommand};
use goiso_queue::GROUP_LETTERS;
use goiso_voice::{
    Announcement, Chime, Engine, Language, NumberStyle, Order, Pass, Place, Recall, Region, Settings, Texts, Voices,
    Wanted, check, render_own, wav,
};
use serde::Deserialize;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

/// The most announcements of one batch.
const BATCH_MAX: usize = 10_000;
/// The largest file of a batch or of texts, in bytes.
const LIST_BYTES_MAX: u64 = 4 * 1024 * 1024;
/// The most counters that `--counters` may name.
const COUNTERS_MAX: u32 = 1000;
/// Of what a player says of its failure, in characters.
const LINE_CHARS_MAX: usize = 200;
/// Programs that play a WAV file, in the order they are looked for.
const PLAYERS: [&str; 3] = ["pw-play", "paplay", "aplay"];

/// What can be done with voices.
#[derive(Debug, Subcommand)]
pub enum VoiceCommand {
    /// Check a recorded voice, or every voice in a folder; exit code 3 when something has to be mended
    Check(CheckArgs),
    /// Say a call as the hall will hear it, into a WAV file or through this machine's loudspeaker
    Say(SayArgs),
    /// Make a voice with a speech engine: sentences are spoken, and the words cut out of them
    RenderOwn(RenderArgs),
}

/// `check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// A folder with a manifest.toml, or a folder of such folders
    folder: PathBuf,
    /// Letters of the groups that the hall has
    #[arg(long, default_value = GROUP_LETTERS)]
    letters: String,
    /// Counters that the hall has: 1-12 or 1,2,3B
    #[arg(long, default_value = "1-50", value_parser = counters)]
    counters: Counters,
    /// counter, window or room
    #[arg(long, default_value = "counter", value_parser = place)]
    place: Place,
    /// digits or number; both when it is left out
    #[arg(long, value_parser = style)]
    style: Option<NumberStyle>,
}

/// `say`.
#[derive(Debug, Args)]
pub struct SayArgs {
    /// The label: A012
    #[arg(required_unless_present = "batch", requires = "counter")]
    label: Option<String>,
    /// The counter
    #[arg(long)]
    counter: Option<String>,
    /// Languages, in their order
    #[arg(long, value_delimiter = ',', default_value = "vi,en")]
    lang: Vec<Language>,
    /// As a second call
    #[arg(long)]
    recall: bool,
    /// digits or number
    #[arg(long, default_value = "digits", value_parser = style)]
    style: NumberStyle,
    /// Words inside numbers: north (linh, nghìn) or south (lẻ, ngàn)
    #[arg(long, default_value = "north", value_parser = region)]
    region: Region,
    /// counter, window or room
    #[arg(long, default_value = "counter", value_parser = place)]
    place: Place,
    /// soft, classic or none
    #[arg(long, default_value = "soft", value_parser = chime)]
    chime: Chime,
    /// In the words of a full hall: the short phrase, the first language, no chime
    #[arg(long)]
    short: bool,
    /// A folder of the hall's own voices
    #[arg(long, value_name = "DIR")]
    sounds: Option<PathBuf>,
    /// The WAV file; without it the sound is played. With --batch a folder
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Many calls at once: a JSON file with [{"label":"A012","counter":"3"},…], said into 0000.wav, 0001.wav, …
    #[arg(long, value_name = "FILE", conflicts_with_all = ["label", "counter"], requires = "out")]
    batch: Option<PathBuf>,
}

/// `render-own`.
#[derive(Debug, Args)]
pub struct RenderArgs {
    /// The engine's command; {text} and {out} are filled in, no shell is used: "espeak-ng -v vi -w {out} {text}"
    #[arg(long, value_name = "CMD")]
    engine: String,
    /// What it speaks: vi
    #[arg(long)]
    lang: Language,
    /// Sentences by clips, as TOML: [texts] "digit.0" = "Mời số hai, [không], năm."; for vi there are some
    #[arg(long, value_name = "FILE")]
    texts: Option<PathBuf>,
    /// Only keys that begin so: digit,letter
    #[arg(long, value_delimiter = ',')]
    only: Vec<String>,
    /// Whose voice it is, and who allowed its use
    #[arg(long, default_value = "synthetic; whose voice it is and who allowed its use has to be noted here")]
    provenance: String,
    /// The new voice's folder
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

/// Names of counters.
#[derive(Debug, Clone)]
struct Counters(Vec<String>);

fn counters(text: &str) -> Result<Counters, String> {
    let mut all = Vec::new();
    for part in text.split(',').map(str::trim) {
        match part.split_once('-').map(|(from, to)| (from.parse::<u32>(), to.parse::<u32>())) {
            Some((Ok(from), Ok(to))) if from <= to && to - from < COUNTERS_MAX => {
                all.extend((from..=to).map(|counter| counter.to_string()));
            }
            Some((Ok(_), Ok(_))) => return Err(format!("{part}: a range goes up, by at most {COUNTERS_MAX}")),
            _ => all.push(part.parse::<goiso_queue::CounterNo>().map_err(|bad| bad.to_string())?.to_string()),
        }
        if all.len() > COUNTERS_MAX as usize {
            return Err(format!("more than {COUNTERS_MAX} counters"));
        }
    }
    Ok(Counters(all))
}

fn place(word: &str) -> Result<Place, String> {
    match word {
        "counter" => Ok(Place::Counter),
        "window" => Ok(Place::Window),
        "room" => Ok(Place::Room),
        _ => Err("counter, window or room".to_owned()),
    }
}

fn style(word: &str) -> Result<NumberStyle, String> {
    match word {
        "digits" => Ok(NumberStyle::Digits),
        "number" => Ok(NumberStyle::Number),
        _ => Err("digits or number".to_owned()),
    }
}

fn region(word: &str) -> Result<Region, String> {
    match word {
        "north" => Ok(Region::North),
        "south" => Ok(Region::South),
        _ => Err("north or south".to_owned()),
    }
}

fn chime(word: &str) -> Result<Chime, String> {
    match word {
        "soft" => Ok(Chime::Soft),
        "classic" => Ok(Chime::Classic),
        "none" => Ok(Chime::None),
        _ => Err("soft, classic or none".to_owned()),
    }
}

/// Does what was asked.
pub fn run(command: VoiceCommand) -> anyhow::Result<ExitCode> {
    match command {
        VoiceCommand::Check(args) => check_voices(args),
        VoiceCommand::Say(args) => say(&args),
        VoiceCommand::RenderOwn(args) => render(args),
    }
}

fn check_voices(args: CheckArgs) -> anyhow::Result<ExitCode> {
    let wanted = Wanted {
        letters: args.letters.to_uppercase().chars().filter(|letter| letter.is_alphabetic()).collect(),
        counters: args.counters.0,
        places: vec![args.place],
        styles: args.style.map_or_else(|| vec![NumberStyle::Digits, NumberStyle::Number], |style| vec![style]),
    };
    let report = check(&args.folder, &wanted)?;
    print!("{report}");
    Ok(if report.is_sound() { ExitCode::SUCCESS } else { ExitCode::from(EXIT_UNSOUND) })
}

/// One call of a batch.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Call {
    label: String,
    counter: String,
}

fn say(args: &SayArgs) -> anyhow::Result<ExitCode> {
    let voices = match &args.sounds {
        Some(folder) => Voices::load(folder)?,
        None => Voices::builtin()?,
    };
    for problem in voices.problems() {
        eprintln!("goiso: {}/{}: {}", problem.voice, problem.place, problem.why);
    }
    let known = voices.languages();
    for language in &args.lang {
        ensure!(known.contains(language), "no voice speaks {language}; there are {}", listed(&known));
    }
    if let (Some(file), Some(out)) = (&args.batch, &args.out) {
        let calls: Vec<Call> = serde_json::from_str(&read_list(file)?)
            .with_context(|| format!("{} is no list of calls", file.display()))?;
        ensure!(calls.len() <= BATCH_MAX, "more than {BATCH_MAX} calls");
        std::fs::create_dir_all(out).with_context(|| format!("{} cannot be made", out.display()))?;
        for (number, call) in calls.iter().enumerate() {
            let sound = said(&voices, args, &call.label, &call.counter)?;
            write(&out.join(format!("{number:04}.wav")), &sound)?;
        }
        println!("{} calls", calls.len());
        return Ok(ExitCode::SUCCESS);
    }
    let (Some(label), Some(counter)) = (&args.label, &args.counter) else { bail!("a label and --counter") };
    let sound = said(&voices, args, label, counter)?;
    match &args.out {
        Some(out) => write(out, &sound)?,
        None => play(&sound)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// A call as a WAV file; a language that cannot say it is an error here, where somebody is trying things out.
fn said(voices: &Voices, args: &SayArgs, label: &str, counter: &str) -> anyhow::Result<Vec<u8>> {
    let settings = Settings {
        languages: args.lang.clone(),
        style: args.style,
        region: args.region,
        chime: args.chime,
        ..Settings::default()
    };
    let recall = if args.recall { Recall::Again } else { Recall::First };
    let call = Announcement::Call { label: label.to_owned(), place: args.place, counter: counter.to_owned(), recall };
    let unsaid = voices.unsaid(&call, &settings);
    ensure!(unsaid.is_empty(), "{label} at {counter} cannot be said in {}: a clip is missing", listed(&unsaid));
    let plan = voices.plan(&call, &settings, if args.short { Pass::Short } else { Pass::First });
    Ok(wav(&voices.render(&plan, 1.0)?))
}

fn listed(languages: &[Language]) -> String {
    languages.iter().map(Language::as_str).collect::<Vec<_>>().join(", ")
}

fn write(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    std::fs::write(path, bytes).with_context(|| format!("{} cannot be written", path.display()))
}

fn read_list(path: &Path) -> anyhow::Result<String> {
    let cannot = || format!("{} cannot be read", path.display());
    ensure!(
        std::fs::metadata(path).with_context(cannot)?.len() <= LIST_BYTES_MAX,
        "{} is larger than {LIST_BYTES_MAX} bytes",
        path.display()
    );
    std::fs::read_to_string(path).with_context(cannot)
}

/// The server makes no sound itself; the desktop's own player does. One that is installed need not find a sound server: the next is
/// tried.
fn play(sound: &[u8]) -> anyhow::Result<()> {
    let paths = std::env::var_os("PATH").unwrap_or_default();
    let there = |name: &&&str| std::env::split_paths(&paths).any(|folder| folder.join(name).is_file());
    let players: Vec<&str> = PLAYERS.iter().filter(there).copied().collect();
    ensure!(!players.is_empty(), "nothing here plays sound ({}); give a file: --out call.wav", PLAYERS.join(", "));
    let file = std::env::temp_dir().join(format!("goiso-say-{}.wav", std::process::id()));
    write(&file, sound)?;
    let mut failed = Vec::new();
    for player in &players {
        match played_by(player, &file) {
            Ok(()) => break,
            Err(why) => failed.push(why),
        }
    }
    let _ = std::fs::remove_file(&file);
    ensure!(failed.len() < players.len(), "{}; give a file: --out call.wav", failed.join("; "));
    Ok(())
}

/// What it says itself is told only where it failed, in its last line.
fn played_by(player: &str, file: &Path) -> Result<(), String> {
    let played = Command::new(player).arg(file).stdin(Stdio::null()).stdout(Stdio::null()).output();
    let played = played.map_err(|error| format!("{player} cannot be started: {error}"))?;
    if played.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&played.stderr);
    let last: String = said.lines().last().unwrap_or_default().chars().take(LINE_CHARS_MAX).collect();
    Err(format!("{player} failed ({}) {last}", played.status).trim_end().to_owned())
}

fn render(args: RenderArgs) -> anyhow::Result<ExitCode> {
    let engine = Engine::new(&args.engine)?;
    let texts = match &args.texts {
        Some(file) => Texts::parse(&read_list(file)?)?,
        None if args.lang == Language::vietnamese() => Texts::vietnamese()?,
        None => bail!("there are no ready texts for {}; write them and give --texts FILE", args.lang),
    };
    let chosen = |key: &str| args.only.is_empty() || args.only.iter().any(|front| key.starts_with(front.as_str()));
    let texts = texts.only(chosen);
    ensure!(!texts.is_empty(), "no text has a key that begins with {}", args.only.join(" or "));
    let order =
        Order { engine: &engine, language: args.lang, texts: &texts, out: &args.out, provenance: args.provenance };
    let rendered = render_own(&order, |progress| {
        println!("{:>4}/{} {}: {}", progress.number, progress.of, progress.key, progress.how);
    })?;
    println!("{}: {} clips; now run goiso voice check {}", args.out.display(), rendered.clips, args.out.display());
    if rendered.failed.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    eprintln!("goiso: {} clips could not be made", rendered.failed.len());
    for (key, why) in &rendered.failed {
        eprintln!("goiso: {key}: {why}");
    }
    Ok(ExitCode::from(EXIT_FAILED))
}
