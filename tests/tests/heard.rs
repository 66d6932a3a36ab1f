//! What a hall really hears, recorded in real time from a sound server: a burst from the announcer, the same from a browser, and both in
//! one zone.

use anyhow::{Context, Result, ensure};
use goiso_client::machine::Who;
use goiso_client::{Follower, Settings};
use goiso_tests::announcer::{Announcer, Speaker, Step};
use goiso_tests::calling::{Called, Hall, plan_of};
use goiso_tests::chromium::{Autoplay, Chromium};
use goiso_tests::http::Client;
use goiso_tests::server::{Greeting, Scratch, Server, Start};
use goiso_tests::sound::{Pulse, RATE, begin_of_sound, find, find_torn};
use goiso_voice::Voices;
use serde_json::Value;
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

/// Calls of a burst, all within a second.
const BURST: usize = 10;
/// A clip may be heard so far from where the plan has it, in samples: 20 ms.
const GAP_ERROR: usize = RATE / 50;
/// A clip is recognised from this correlation on; another clip reaches a few tenths.
const ALIKE: f64 = 0.9;
/// Clips of a burst that the machine may tear on their way from a browser to the recorder: it does other things too.
const TORN_MOST: usize = 2;
/// Quieter than this is silence.
const SILENCE: f32 = 1.0 / 4096.0;
/// The slowest burst is over within this.
const PATIENCE: Duration = Duration::from_secs(150);
/// A page or program says so soon that it can sound.
const SOUND_WITHIN: Duration = Duration::from_secs(30);
/// A device that plays takes the next sample within this, in milliseconds: twice its buffer.
const TAKEN_WITHIN_MS: f64 = 200.0;
const LANGUAGES: [&str; 1] = ["vi"];

/// The whole log as it is served.
async fn events(hall: &Greeting) -> Result<Vec<Value>> {
    let mut admin = Client::new(&hall.url, hall.tokens.get("admin").context("no token for admin")?);
    let page = admin.get(&format!("/halls/{}/events?after=0&limit=1000", hall.hall)).await?;
    ensure!(page.fine(), "the log: {} {}", page.status, page.body);
    Ok(page.body["events"].as_array().context("events")?.clone())
}

/// Items of events of this kind, in their order.
fn items(events: &[Value], kind: &str) -> Vec<String> {
    let of_kind = events.iter().filter(|event| event["kind"] == kind);
    of_kind.filter_map(|event| event["body"]["item"].as_str().map(str::to_owned)).collect()
}

async fn until(what: &str, hall: &Greeting, wanted: impl Fn(&[Value]) -> bool) -> Result<Vec<Value>> {
    let begun = Instant::now();
    loop {
        let events = events(hall).await?;
        if wanted(&events) {
            return Ok(events);
        }
        let tail: Vec<&Value> = events.iter().rev().take(6).collect();
        ensure!(begun.elapsed() < PATIENCE, "{what} never came: {tail:?}");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

/// Waits until so many devices of the hall say this of their sound.
async fn audio_is(word: &str, hall: &Greeting, count: usize) -> Result<()> {
    let who = Who {
        view: format!("hall/{}/supervisor", hall.hall),
        token: Some(hall.tokens.get("supervisor").context("no token for supervisor")?.clone()),
        ..Who::default()
    };
    let mut supervisor = Follower::start(Settings { server: hall.url.clone(), who })?;
    let looking = async {
        loop {
            let values = supervisor.values();
            let so = |value: &&Value| value["health"]["audio"] == word;
            if values.iter().filter(|(key, _)| key.starts_with("device/")).map(|(_, value)| value).filter(so).count()
                >= count
            {
                return;
            }
            supervisor.changed().await;
        }
    };
    tokio::time::timeout(SOUND_WITHIN, looking).await.with_context(|| format!("no {count} devices say {word}"))
}

async fn sounding(hall: &Greeting, count: usize) -> Result<()> {
    audio_is("ok", hall, count).await
}

/// Everybody is called at a counter of their own within a second.
async fn burst(hall: &mut Hall) -> Result<Vec<Called>> {
    let mut admin_counters = hall.counters().await?;
    ensure!(admin_counters.len() >= BURST, "only {} counters", admin_counters.len());
    admin_counters.truncate(BURST);
    let begun = Instant::now();
    let mut calls = Vec::new();
    for (counter, group) in &admin_counters {
        calls.push(hall.call(group, counter).await?);
    }
    ensure!(begun.elapsed() < Duration::from_secs(1), "the burst took {:?}", begun.elapsed());
    Ok(calls)
}

/// An announcement as it was heard.
struct Heard {
    form: &'static str,
    /// Where it ends.
    end: usize,
    /// The largest error of a clip, in samples.
    error: usize,
    /// Clips that were torn.
    torn: usize,
}

/// Finds the call's clips from a place on, in the form that fits.
fn heard_from(voices: &Voices, call: &Called, heard: &[f32], from: usize) -> Result<Heard> {
    // of the form that came furthest
    let mut why = (0, String::new());
    for pass in ["short", "first", "repeat"] {
        let plan = plan_of(voices, call, &LANGUAGES, pass)?;
        let (mut worst, mut torn) = (0, 0);
        let mut anchor = None;
        let mut fits = true;
        for (number, clip) in plan.clips.iter().enumerate() {
            let piece = voices.samples(&clip.voice, &clip.file)?;
            let quiet = begin_of_sound(&piece, 0, SILENCE).unwrap_or(0);
            let at = usize::try_from(clip.at)?;
            // The first clip tells where the announcement stands.
            let place = match anchor {
                None => from.saturating_sub(quiet),
                Some(begin) => begin + at,
            };
            let (mut offset, mut alike) = find(&piece, heard, place, GAP_ERROR * 2);
            if alike < ALIKE
                && let Some(largest) = find_torn(&piece, heard, place, GAP_ERROR * 2, ALIKE)
            {
                (offset, alike) = (largest, ALIKE);
                torn += 1;
            }
            if alike < ALIKE || offset.unsigned_abs() >= GAP_ERROR {
                if why.0 <= number {
                    let words = format!("{} at {place} is off by {offset} samples, correlation {alike:.3}", clip.key);
                    why = (number, format!("{pass}: {words}"));
                }
                fits = false;
                break;
            }
            if anchor.is_none() {
                anchor = place.saturating_add_signed(offset).checked_sub(at);
            } else {
                worst = worst.max(offset.unsigned_abs());
            }
        }
        if fits {
            // what follows a tear comes later by it
            let later = if torn > 0 { worst } else { 0 };
            let end = anchor.unwrap_or(from) + usize::try_from(plan.len)? + later;
            return Ok(Heard { form: pass, end, error: worst, torn });
        }
    }
    anyhow::bail!("{} ({} to {}) is not heard from {from} on: {}", call.item, call.label, call.counter, why.1)
}

/// Every call of a burst, in its order, one after the other, each clip in time and nothing beside them.
fn judge(calls: &[Called], heard: &[f32], who: &str, torn_most: usize) -> Result<()> {
    let voices = Voices::builtin()?;
    let (mut cursor, mut worst, mut all_torn) = (0, 0, 0);
    let mut forms = BTreeSet::new();
    for call in calls {
        let from = begin_of_sound(heard, cursor, SILENCE).with_context(|| format!("{} is not heard", call.item))?;
        let Heard { form, end, error, torn } = heard_from(&voices, call, heard, from)?;
        forms.insert(form);
        worst = worst.max(error);
        all_torn += torn;
        cursor = end.saturating_sub(1);
    }
    let more = begin_of_sound(heard, cursor + GAP_ERROR, SILENCE);
    ensure!(more.is_none(), "something more is heard at {} s", more.unwrap_or(0) / RATE);
    ensure!(forms.contains("short") && forms.contains("first"), "only {forms:?}: the burst did not shrink");
    ensure!(
        all_torn <= torn_most,
        "{all_torn} clips are torn: one may be an accident of the machine, so many are none"
    );
    println!(
        "{who}: {} calls in order, clips off by {:.2} ms at most, {all_torn} torn",
        calls.len(),
        worst as f64 / 48.0
    );
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_burst_of_ten_is_said_by_the_announcer_one_after_the_other_and_in_time() -> Result<()> {
    let scratch = Scratch::new("burst")?;
    let server = Server::start(&Start::on(&scratch.path().join("data"))).await?;
    let pulse = Pulse::start().await?;
    let mut hall = Hall::new(&server.greeting)?;
    hall.widen(BURST).await?;
    hall.speaks_once(&LANGUAGES).await?;
    let speaker = Speaker::new(&server.greeting.zones[0], "loud").with(&["--buffer", "8192"]).alsa(&pulse.alsa()?);
    let speaker = speaker.env("PULSE_SERVER", pulse.address());
    let announcer = Announcer::start(&server.greeting, &speaker).await?;
    announcer.follows().await?;
    sounding(&server.greeting, 1).await?;
    let calls = burst(&mut hall).await?;
    let ended = |events: &[Value]| items(events, "speech_done").len() + items(events, "speech_failed").len();
    let log = until("the end of the burst", &server.greeting, |events| ended(events) == BURST).await?;
    let order: Vec<String> = calls.iter().map(|call| call.item.clone()).collect();
    ensure!(items(&log, "speech_done") == order, "said: {:?}, called: {order:?}", items(&log, "speech_done"));
    judge(&calls, &pulse.until_silence(SILENCE).await?, "announcer", 0)?;
    announcer.kill().await?;
    server.kill().await
}

fn link(server: &Server) -> Result<String> {
    let said = server.said();
    let link = said.split_whitespace().find(|word| word.contains("/hall/?")).context("no link to the wall")?;
    Ok(link.to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_burst_of_ten_is_said_by_a_browser_one_after_the_other_and_in_time() -> Result<()> {
    let scratch = Scratch::new("burst")?;
    let server = Server::start(&Start::on(&scratch.path().join("data"))).await?;
    let pulse = Pulse::start().await?;
    let mut hall = Hall::new(&server.greeting)?;
    hall.widen(BURST).await?;
    hall.speaks_once(&LANGUAGES).await?;
    let page = Chromium::open(&link(&server)?, &pulse.address(), Autoplay::Allowed).await?;
    sounding(&server.greeting, 1).await?;
    let calls = burst(&mut hall).await?;
    let ended = |events: &[Value]| items(events, "speech_done").len() + items(events, "speech_failed").len();
    let log = until("the end of the burst", &server.greeting, |events| ended(events) == BURST).await?;
    let order: Vec<String> = calls.iter().map(|call| call.item.clone()).collect();
    ensure!(items(&log, "speech_done") == order, "said: {:?}, called: {order:?}", items(&log, "speech_done"));
    judge(&calls, &pulse.until_silence(SILENCE).await?, "browser", TORN_MOST)?;
    page.close().await?;
    server.kill().await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_announcer_and_a_browser_in_one_zone_and_a_reload_in_mid_sentence_sound_once() -> Result<()> {
    let scratch = Scratch::new("both")?;
    let server = Server::start(&Start::on(&scratch.path().join("data"))).await?;
    let pulse = Pulse::start().await?;
    let mut hall = Hall::new(&server.greeting)?;
    hall.widen(BURST).await?;
    hall.speaks_once(&LANGUAGES).await?;
    let page = Chromium::open(&link(&server)?, &pulse.address(), Autoplay::Allowed).await?;
    let speaker = Speaker::new(&server.greeting.zones[0], "loud").with(&["--buffer", "8192"]).alsa(&pulse.alsa()?);
    let announcer = Announcer::start(&server.greeting, &speaker.env("PULSE_SERVER", pulse.address())).await?;
    announcer.follows().await?;
    sounding(&server.greeting, 2).await?;
    let counters = hall.counters().await?;
    // With both there, each of two calls is said by one of them.
    let mut calls = Vec::new();
    for (counter, group) in &counters[..2] {
        calls.push(hall.call(group, counter).await?);
    }
    until("both calls", &server.greeting, |events| items(events, "speech_done").len() == 2).await?;
    // The announcer has gone; the page is loaded anew in the middle of what it says, and says the next one whole.
    announcer.kill().await?;
    let before = pulse.until_silence(SILENCE).await?.len();
    let (counter, group) = &counters[2];
    let cut = hall.call(group, counter).await?;
    until("leave for the page", &server.greeting, |events| items(events, "speech_granted").contains(&cut.item)).await?;
    pulse.until_sounding(before, SILENCE).await?;
    page.reload().await?;
    let (counter, group) = &counters[3];
    let last = hall.call(group, counter).await?;
    let log =
        until("the last call", &server.greeting, |events| items(events, "speech_done").contains(&last.item)).await?;
    let granted = items(&log, "speech_granted");
    let once: BTreeSet<&String> = granted.iter().collect();
    ensure!(once.len() == granted.len(), "leave was given twice: {granted:?}");

    // Heard: two calls whole, one cut short and not taken up again, one whole, and nothing else.
    let heard = pulse.until_silence(SILENCE).await?;
    let voices = Voices::builtin()?;
    let mut cursor = 0;
    for call in &calls {
        let from = begin_of_sound(&heard, cursor, SILENCE).with_context(|| format!("{} is not heard", call.item))?;
        cursor = heard_from(&voices, call, &heard, from)?.end;
    }
    let cut_from = begin_of_sound(&heard, cursor, SILENCE).context("the cut call is not heard")?;
    ensure!(heard_from(&voices, &cut, &heard, cut_from).is_err(), "the reload cut nothing");
    let plan = plan_of(&voices, &last, &LANGUAGES, "first")?;
    let length = usize::try_from(plan.len)?;
    let begin = (cut_from..heard.len().saturating_sub(length))
        .step_by(RATE / 100)
        .filter_map(|place| begin_of_sound(&heard, place, SILENCE))
        .find(|place| heard_from(&voices, &last, &heard, *place).is_ok());
    let begin = begin.context("the last call is not heard whole")?;
    let end = heard_from(&voices, &last, &heard, begin)?.end;
    ensure!(begin_of_sound(&heard, end + GAP_ERROR, SILENCE).is_none(), "something more is heard");
    page.close().await?;
    server.kill().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_out_of_the_box_says_that_it_may_not_sound_and_one_key_mends_it() -> Result<()> {
    let scratch = Scratch::new("blocked")?;
    let server = Server::start(&Start::on(&scratch.path().join("data"))).await?;
    let pulse = Pulse::start().await?;
    let mut hall = Hall::new(&server.greeting)?;
    hall.widen(2).await?;
    hall.speaks_once(&LANGUAGES).await?;
    let page = Chromium::open(&link(&server)?, &pulse.address(), Autoplay::Blocked).await?;
    audio_is("blocked", &server.greeting, 1).await?;
    page.press_a_key().await?;
    sounding(&server.greeting, 1).await?;
    let (counter, group) = hall.counters().await?.swap_remove(0);
    let call = hall.call(&group, &counter).await?;
    until("the call", &server.greeting, |events| items(events, "speech_done").contains(&call.item)).await?;
    let heard = pulse.until_silence(SILENCE).await?;
    let from = begin_of_sound(&heard, 0, SILENCE).context("silence")?;
    heard_from(&Voices::builtin()?, &call, &heard, from)?;
    page.close().await?;
    server.kill().await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_call_after_it_is_ready_does_not_wait_for_the_sound_device() -> Result<()> {
    let scratch = Scratch::new("first")?;
    let server = Server::start(&Start::on(&scratch.path().join("data"))).await?;
    let pulse = Pulse::start().await?;
    let mut hall = Hall::new(&server.greeting)?;
    hall.speaks_once(&LANGUAGES).await?;
    let speaker = Speaker::new(&server.greeting.zones[0], "loud").alsa(&pulse.alsa()?);
    let announcer = Announcer::start(&server.greeting, &speaker.env("PULSE_SERVER", pulse.address())).await?;
    announcer.ready().await?;
    let (counter, group) = hall.counters().await?.swap_remove(0);
    hall.open(&counter).await?;
    let call = hall.call(&group, &counter).await?;
    let of = |steps: &[Step], word: &str| {
        steps.iter().find(|step| step.item == call.item && step.step == word).map(|step| step.at)
    };
    announcer.until("the call", |steps, _| of(steps, "began").is_some()).await?;
    let steps = announcer.kill().await?;
    let (handed, began) = (of(&steps, "play").context("played")?, of(&steps, "began").context("began")?);
    println!("taken after {:.1} ms", began - handed);
    ensure!(began - handed < TAKEN_WITHIN_MS, "the device took the first sample after {:.0} ms", began - handed);
    server.kill().await
}
