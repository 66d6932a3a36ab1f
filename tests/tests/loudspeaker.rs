//! What really comes out of the announcer: every sample of forty calls, in their order, none twice; and how it bears trouble.

use anyhow::{Context, Result, ensure};
use goiso_tests::announcer::{Announcer, Speaker};
use goiso_tests::calling::{Called, Hall, expected};
use goiso_tests::rounds::seed;
use goiso_tests::server::{Scratch, Server, Start};
use goiso_tests::sound::{alsa_to_file, alsa_to_nowhere, alsa_without_device, begin_of_sound, correlation, samples};
use goiso_voice::Voices;
use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};

/// Announcements whose samples are compared.
const ANNOUNCEMENTS: usize = 40;
/// A recorded announcement is the expected one from here on; the rest is the rounding to 16 bits.
const ALIKE: f64 = 0.999;

#[tokio::test(flavor = "multi_thread")]
async fn every_sample_of_forty_calls_comes_out_in_order_and_none_twice() -> Result<()> {
    let mut dice = SmallRng::seed_from_u64(seed("forty calls"));
    let scratch = Scratch::new("forty")?;
    let server = Server::start(&Start::on(&scratch.path().join("data"))).await?;
    let mut hall = Hall::new(&server.greeting)?;
    let languages = ["vi", "en"];
    hall.speaks_once(&languages).await?;
    let (alsa, recording) = alsa_to_file(scratch.path())?;
    let zone = server.greeting.zones[0].clone();
    let speaker = Speaker::new(&zone, "loud").with(&["--release-after", "0"]).alsa(&alsa);
    let announcer = Announcer::start(&server.greeting, &speaker).await?;
    announcer.follows().await?;
    let counters = hall.counters().await?;
    for (counter, _) in &counters {
        hall.open(counter).await?;
    }
    let mut calls: Vec<Called> = Vec::new();
    while calls.len() < ANNOUNCEMENTS {
        // Bursts of one to three, so that the shorter forms are heard too; at counters of their own, so that each stays true.
        let burst = dice.random_range(1..=3.min(counters.len()).min(ANNOUNCEMENTS - calls.len()));
        let first = dice.random_range(0..counters.len());
        // Three that come in one instant: the announcer stands still meanwhile.
        if burst == 3 {
            announcer.signal("STOP")?;
        }
        for number in 0..burst {
            let (counter, group) = &counters[(first + number) % counters.len()];
            calls.push(hall.call(group, counter).await?);
        }
        if burst == 3 {
            announcer.signal("CONT")?;
        }
        let said = calls.len();
        announcer
            .until("the end of a burst", |steps, _| {
                steps.iter().filter(|step| step.step == "spoken" || step.step == "unspoken").count() == said
            })
            .await?;
    }
    let steps = announcer.kill().await?;
    let spoken: Vec<&str> = steps.iter().filter(|step| step.step == "spoken").map(|step| step.item.as_str()).collect();
    let unsaid: Vec<_> = steps.iter().filter(|step| step.step == "unspoken").collect();
    ensure!(unsaid.is_empty(), "not said: {unsaid:?}");
    ensure!(spoken == calls.iter().map(|call| call.item.as_str()).collect::<Vec<_>>(), "not in order: {spoken:?}");

    let heard = samples(&std::fs::read(&recording)?, 2);
    let voices = Voices::builtin()?;
    let (mut cursor, mut worst, mut shorts) = (0, 1.0_f64, 0);
    for call in &calls {
        let plays: Vec<&str> = steps
            .iter()
            .filter(|step| step.item == call.item && step.step == "play")
            .filter_map(|step| step.pass.as_deref())
            .collect();
        ensure!(plays.len() == 1, "{} was played {} times", call.item, plays.len());
        shorts += usize::from(plays[0] == "short");
        let wanted = expected(&voices, call, &languages, plays[0])?;
        // Rounded to 16 bits, the quietest samples of both are silence.
        let wanted_from = begin_of_sound(&wanted, 0, 1.0 / 16_384.0).context("an announcement of silence")?;
        let from = begin_of_sound(&heard, cursor, 1.0 / 16_384.0)
            .with_context(|| format!("{} ({}) is not to be heard", call.item, call.label))?;
        let wanted = &wanted[wanted_from..];
        let (offset, alike) = (-2_isize..=2)
            .filter_map(|shift| {
                let begin = from.checked_add_signed(shift)?;
                Some((shift, correlation(wanted, heard.get(begin..begin + wanted.len())?)))
            })
            .max_by(|a, b| a.1.total_cmp(&b.1))
            .with_context(|| format!("{} is cut short", call.item))?;
        ensure!(alike >= ALIKE, "{} {} to {}: correlation {alike:.5}", call.item, call.label, call.counter);
        worst = worst.min(alike);
        cursor = from.saturating_add_signed(offset) + wanted.len();
    }
    ensure!(shorts > 0, "nobody waited, so the short form was never heard");
    let more = begin_of_sound(&heard, cursor + 2, 1.0 / 16_384.0);
    ensure!(more.is_none(), "something more is to be heard at {} s", more.unwrap_or(0) as f64 / 48_000.0);
    println!("{} announcements, {shorts} short: worst correlation {worst:.6}", calls.len());
    // The control: one call's samples are not another's.
    let other = expected(&voices, &calls[1], &languages, "first")?;
    let control = correlation(&expected(&voices, &calls[0], &languages, "first")?, &other);
    ensure!(calls[0].label == calls[1].label || control < 0.9, "other announcements are alike too: {control:.3}");
    server.kill().await
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_device_it_says_so_and_speaks_once_there_is_one() -> Result<()> {
    let scratch = Scratch::new("mute")?;
    let server = Server::start(&Start::on(&scratch.path().join("data"))).await?;
    let mut hall = Hall::new(&server.greeting)?;
    hall.speaks_once(&["vi"]).await?;
    let alsa = alsa_without_device(scratch.path())?;
    let zone = server.greeting.zones[0].clone();
    let announcer = Announcer::start(&server.greeting, &Speaker::new(&zone, "mute").alsa(&alsa)).await?;
    announcer.follows().await?;
    announcer.until("a line about the device", |_, said| said.contains("no sound device")).await?;
    let (counter, group) = hall.counters().await?.swap_remove(0);
    hall.open(&counter).await?;
    let first = hall.call(&group, &counter).await?;
    // The same file turns into a configuration with a device: nobody starts the announcer anew, and the first call is still young.
    std::fs::copy(alsa_to_nowhere(scratch.path())?, &alsa)?;
    announcer
        .until("the call", |steps, _| steps.iter().any(|step| step.step == "spoken" && step.item == first.item))
        .await?;
    announcer.kill().await?;
    server.kill().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_token_and_a_server_that_is_away_are_told_in_a_line_and_tried_again() -> Result<()> {
    let scratch = Scratch::new("wrong")?;
    let server = Server::start(&Start::on(&scratch.path().join("data"))).await?;
    let alsa = alsa_to_nowhere(scratch.path())?;
    let zone = server.greeting.zones[0].clone();
    let speaker = Speaker::new(&zone, "wrong").with(&["--release-after", "0"]).alsa(&alsa);
    let wrong = Announcer::start_with(&server.greeting.url, "not-a-token", &speaker).await?;
    wrong.until("two lines", |_, said| said.matches("does not know this token").count() >= 2).await?;
    let lines = wrong.said();
    ensure!(lines.lines().all(|line| line.len() < 400), "not short: {lines}");
    ensure!(!lines.contains("not-a-token"), "the token stands in the log");
    wrong.kill().await?;
    let kiosk = server.greeting.tokens.get("display").context("no token for display")?.clone();
    let url = server.greeting.url.clone();
    server.kill().await?;
    let away = Announcer::start_with(&url, &kiosk, &speaker).await?;
    away.until("two lines", |_, said| said.matches("no server there").count() >= 2).await?;
    away.kill().await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_starts_again_is_followed_on_and_nothing_is_said_twice() -> Result<()> {
    let scratch = Scratch::new("again")?;
    let data = scratch.path().join("data");
    let start = Start::on(&data).listen("127.0.0.1:0");
    let server = Server::start(&start).await?;
    let mut hall = Hall::new(&server.greeting)?;
    hall.speaks_once(&["vi"]).await?;
    let alsa = alsa_to_nowhere(scratch.path())?;
    let zone = server.greeting.zones[0].clone();
    let speaker = Speaker::new(&zone, "loud").with(&["--release-after", "0"]).alsa(&alsa);
    let announcer = Announcer::start(&server.greeting, &speaker).await?;
    announcer.follows().await?;
    let (counter, group) = hall.counters().await?.swap_remove(0);
    hall.open(&counter).await?;
    let before = hall.call(&group, &counter).await?;
    let spoken = |item: &str| {
        let item = item.to_owned();
        move |steps: &[goiso_tests::announcer::Step], _: &str| {
            steps.iter().any(|step| step.step == "spoken" && step.item == item)
        }
    };
    announcer.until("the first call", spoken(&before.item)).await?;
    let address = server.greeting.url.trim_start_matches("http://").to_owned();
    server.kill().await?;
    let server = Server::start(&Start::on(&data).listen(&address)).await?;
    // A demo has new tokens each time: the old one is refused, and the file is read again.
    announcer.token(server.greeting.tokens.get("announcer").context("no token for announcer")?)?;
    let mut hall = Hall::new(&server.greeting)?;
    let after = hall.call(&group, &counter).await?;
    announcer.until("the call after it", spoken(&after.item)).await?;
    let steps = announcer.kill().await?;
    for item in [&before.item, &after.item] {
        let plays = steps.iter().filter(|step| step.step == "play" && step.item == *item).count();
        ensure!(plays == 1, "{item} was played {plays} times");
    }
    server.kill().await
}
