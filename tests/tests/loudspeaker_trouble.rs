//! How the announcer bears a network that goes dead without a word, and a machine whose clock is wrong.

use anyhow::{Context, Result, ensure};
use goiso_tests::announcer::{Announcer, Speaker, Step};
use goiso_tests::calling::Hall;
use goiso_tests::disk::layer;
use goiso_tests::half_open::Line;
use goiso_tests::server::{Scratch, Server, Start};
use goiso_tests::sound::alsa_to_nowhere;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// A call of this age is not begun any more: 20 s, and the grain of the machine's looks.
const STALE_AFTER: Duration = Duration::from_secs(23);
/// Once the network carries again, a call is said within this: a silent connection is given up after 12 s, the pause before the next
/// is 15 s at most.
const BACK_WITHIN: Duration = Duration::from_secs(30);
/// The hall is seven hours before Greenwich.
const HALL_MINUTES: i64 = 7 * 60;

fn ended(item: &str) -> impl Fn(&[Step], &str) -> bool {
    let item = item.to_owned();
    move |steps, _| steps.iter().any(|step| ["spoken", "unspoken"].contains(&step.step.as_str()) && step.item == item)
}

fn count(steps: &[Step], item: &str, step: &str) -> usize {
    steps.iter().filter(|one| one.item == item && one.step == step).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_network_that_goes_dead_without_a_word_makes_nothing_sound_twice_and_nothing_stale() -> Result<()> {
    let scratch = Scratch::new("dead-line")?;
    let server = Server::start(&Start::on(&scratch.path().join("data"))).await?;
    let mut hall = Hall::new(&server.greeting)?;
    hall.speaks_once(&["vi"]).await?;
    let alsa = alsa_to_nowhere(scratch.path())?;
    let line = Line::to(&server.greeting.url).await?;
    let token = server.greeting.tokens.get("announcer").context("no token for announcer")?;
    let speaker = Speaker::new(&server.greeting.zones[0], "loud").with(&["--release-after", "0"]).alsa(&alsa);
    let announcer = Announcer::start_with(&line.url, token, &speaker).await?;
    announcer.ready().await?;
    let counters = hall.counters().await?;
    let [(first, group), (second, other)] = &counters[..2] else { anyhow::bail!("two counters") };
    hall.open(first).await?;
    hall.open(second).await?;
    let before = hall.call(group, first).await?;
    announcer.until("the call before", ended(&before.item)).await?;

    line.goes_dead();
    let meanwhile = hall.call(other, second).await?;
    // Nothing but age makes a call stale.
    tokio::time::sleep(STALE_AFTER).await;
    line.carries_again();
    let back = Instant::now();
    // A call that comes before the announcer is back is said when it is, if it is still young.
    let mut after = hall.call(group, first).await?;
    loop {
        let one = ended(&after.item);
        let patience = tokio::time::timeout(Duration::from_secs(15), announcer.until("the call after", one)).await;
        if patience.is_ok_and(|came| came.is_ok()) && count(&announcer.steps(), &after.item, "spoken") == 1 {
            break;
        }
        ensure!(back.elapsed() < BACK_WITHIN, "not back after {:?}: {:?}", back.elapsed(), announcer.steps());
        after = hall.call(group, first).await?;
    }
    println!("back after {:.1} s", back.elapsed().as_secs_f64());
    ensure!(back.elapsed() < BACK_WITHIN, "back only after {:?}", back.elapsed());
    let steps = announcer.kill().await?;
    for call in [&before, &after] {
        ensure!(count(&steps, &call.item, "began") == 1, "{} began otherwise than once: {steps:?}", call.item);
    }
    ensure!(count(&steps, &meanwhile.item, "play") == 0, "a stale call was said: {steps:?}");
    server.kill().await
}

/// `HH:MM` in the hall, so many minutes from now.
fn hall_clock(from_now: i64) -> Result<String> {
    let minutes = i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs())? / 60;
    let of_day = (minutes + HALL_MINUTES + from_now).rem_euclid(24 * 60);
    Ok(format!("{:02}:{:02}", of_day / 60, of_day % 60))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_hall_s_clock_counts_and_not_that_of_the_announcer_s_machine() -> Result<()> {
    let scratch = Scratch::new("wrong-clock")?;
    let server = Server::start(&Start::on(&scratch.path().join("data"))).await?;
    let mut hall = Hall::new(&server.greeting)?;
    hall.speaks_once(&["vi"]).await?;
    let alsa = alsa_to_nowhere(scratch.path())?;
    // The machine believes that it is six hours later.
    let ahead = 6 * 60;
    let clock = scratch.path().join("clock");
    std::fs::write(&clock, (ahead * 60 * 1_000_000_000_i64).to_ne_bytes())?;
    let speaker = Speaker::new(&server.greeting.zones[0], "late")
        .with(&["--release-after", "0"])
        .alsa(&alsa)
        .env("LD_PRELOAD", layer("clk")?.display())
        .env("CLK_FILE", clock.display());
    let announcer = Announcer::start(&server.greeting, &speaker).await?;
    announcer.ready().await?;
    let (counter, group) = hall.counters().await?.swap_remove(0);
    hall.open(&counter).await?;
    // Silence at the hour that the machine believes in: no reason to be silent, and no call is old because of it.
    hall.quiet(&hall_clock(ahead - 60)?, &hall_clock(ahead + 60)?).await?;
    let said = hall.call(&group, &counter).await?;
    announcer.until("the call", ended(&said.item)).await?;
    // Silence at the hall's hour.
    hall.quiet(&hall_clock(-60)?, &hall_clock(60)?).await?;
    let unsaid = hall.call(&group, &counter).await?;
    announcer.until("word of silence", ended(&unsaid.item)).await?;
    let steps = announcer.kill().await?;
    ensure!(count(&steps, &said.item, "spoken") == 1, "{steps:?}");
    let why = steps.iter().find(|step| step.item == unsaid.item && step.step == "unspoken");
    ensure!(why.and_then(|step| step.why.as_deref()) == Some("quiet"), "{steps:?}");
    // The control: its machine's clock was wrong indeed.
    let began = steps.iter().find(|step| step.step == "began").context("nothing began")?.at;
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs_f64() * 1000.0;
    ensure!(began - now > 5.0 * 3_600_000.0, "the clock was right: {began} at {now}");
    server.kill().await
}
