//! What an operator does with the real binary: backup, restore, verify, rebuild, restart, and starting it twice.

use anyhow::{Context, Result, ensure};
use futures_util::{SinkExt, StreamExt};
use goiso_tests::answers::check;
use goiso_tests::http::Client;
use goiso_tests::record::Record;
use goiso_tests::rounds::{Prepared, database};
use goiso_tests::server::{Greeting, Scratch, Server, Start, Started, goiso};
use goiso_tests::shift::Shift;
use rusqlite::Connection;
use serde_json::{Value, json};
use std::path::Path;
use std::time::{Duration, Instant};
use tokio_tungstenite::tungstenite::{Message, client::IntoClientRequest, http::HeaderValue};

/// Nothing here takes longer.
const DEADLINE: Duration = Duration::from_secs(20);
/// Numbers that a restored hall passes over.
const PASSED_OVER: u64 = 200;

fn token<'a>(hall: &'a Greeting, role: &str) -> Result<&'a String> {
    hall.tokens.get(role).with_context(|| format!("no token for {role}"))
}

async fn ask(hall: &Greeting, role: &str, path: &str) -> Result<Value> {
    let answer = Client::new(&hall.url, token(hall, role)?).get(&format!("/halls/{}{path}", hall.hall)).await?;
    ensure!(answer.fine(), "{path}: {} {}", answer.status, answer.body);
    Ok(answer.body)
}

/// The whole log as it is served.
async fn events(hall: &Greeting) -> Result<Vec<Value>> {
    let mut all: Vec<Value> = Vec::new();
    loop {
        let page = ask(hall, "admin", &format!("/events?after={}&limit=1000", all.len())).await?;
        let page = page["events"].as_array().context("events")?;
        if page.is_empty() {
            return Ok(all);
        }
        all.extend(page.iter().cloned());
    }
}

async fn number(hall: &Greeting, group: &str) -> Result<Value> {
    let mut kiosk = Client::new(&hall.url, token(hall, "kiosk")?);
    let answer = kiosk.post(&format!("/halls/{}/tickets", hall.hall), &json!({ "group": group })).await?;
    ensure!(answer.status == 201, "{} {}", answer.status, answer.body);
    Ok(answer.body)
}

/// The first frame that a screen is sent which says where it stood.
async fn first_frame(hall: &Greeting, at: Value) -> Result<Value> {
    let mut request = format!("{}/api/v1/stream", hall.url.replace("http://", "ws://")).into_client_request()?;
    let headers = request.headers_mut();
    headers.insert("sec-websocket-protocol", HeaderValue::from_static("queue.v1"));
    headers.insert("authorization", HeaderValue::from_str(&format!("Bearer {}", token(hall, "display")?))?);
    let (mut socket, _) = tokio_tungstenite::connect_async(request).await?;
    let view = format!("hall/{}/zone/{}", hall.hall, hall.zones[0]);
    let hello = json!({"type": "hello", "view": view, "device": "wall", "at": at});
    socket.send(Message::text(hello.to_string())).await?;
    let frame = tokio::time::timeout(DEADLINE, socket.next()).await?.context("no frame")??;
    Ok(serde_json::from_str(frame.to_text()?)?)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_server_on_the_same_data_is_refused_in_one_line() -> Result<()> {
    let data = Scratch::new("twice")?;
    let server = Server::start(&Start::on(data.path())).await?;
    let Started::Died(said) = Server::try_start(&Start::on(data.path())).await? else {
        anyhow::bail!("two servers have one file");
    };
    let pid = server.pid().context("a pid")?.to_string();
    ensure!(said.trim().lines().count() == 1 && said.contains("in use") && said.contains(&pid), "not clear: {said}");
    number(&server.greeting, &server.greeting.groups[0]).await?;
    server.kill().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_made_under_load_leads_on_in_a_new_epoch() -> Result<()> {
    let (data, copy) = (Scratch::new("original")?, Scratch::new("copy")?);
    let server = Server::start(&Start::on(data.path())).await?;
    let hall = server.greeting.clone();
    let mut shift = Shift::default();
    shift.officers(&hall, &hall.counters[..3])?;
    let begun = Instant::now();
    let before = loop {
        let seq = ask(&hall, "admin", "").await?["at"]["seq"].as_u64().context("a seq")?;
        if seq > 60 {
            break seq;
        }
        ensure!(begun.elapsed() < DEADLINE, "nobody works");
    };
    let from = database(data.path())?;
    let to = copy.path().join("goiso.db");
    let (fine, said) = goiso(&["backup", "--data", &from.to_string_lossy(), &to.to_string_lossy()]).await?;
    ensure!(fine, "backup: {said}");
    let facts = shift.end().await?;
    ensure!(facts.unavailable == 0 && facts.lost == 0, "the backup held up the hall");
    let original = events(&hall).await?;
    let old = ask(&hall, "admin", "").await?["at"].clone();
    server.kill().await?;

    let restored = Server::start(&Start::on(copy.path())).await?;
    let hall = restored.greeting.clone();
    let group = hall.groups[0].clone();
    let first = number(&hall, &group).await?;
    let log = events(&hall).await?;
    let parted = log.iter().position(|event| event["kind"] == "epoch_started" && event["epoch"] != old["epoch"]);
    let parted = parted.context("no new epoch")?;
    ensure!(parted as u64 >= before, "the copy ends at {parted}, before it was begun at {before}");
    ensure!(log[..parted] == original[..parted], "the copy has another log");
    let mut record = Record::default();
    for event in &log {
        record.read(event)?;
    }
    let numbers = |events: &[Value]| {
        let of_group = events.iter().filter(|event| event["kind"] == "ticket_issued");
        let numbers = of_group.filter(|event| event["body"]["label"]["group"] == json!(group));
        numbers.filter_map(|event| event["body"]["label"]["number"].as_u64()).max().unwrap_or(0)
    };
    let (kept, now) = (numbers(&log[..parted]), numbers(&log));
    ensure!(now > kept + PASSED_OVER, "after {kept} comes {now}: paper of the lost future exists");
    let at = json!([old["epoch"], old["seq"]]);
    let frame = first_frame(&hall, at).await?;
    ensure!(frame["type"] == "snapshot" && frame["epoch"] != old["epoch"], "a screen of the lost future gets {frame}");
    println!("{parted} of {} events in the copy; after {kept} comes {}", original.len(), first["label"]);
    restored.kill().await
}

fn change(data: &Path, what: &str) -> Result<()> {
    let db = Connection::open(database(data)?)?;
    db.execute_batch(&format!("DROP TRIGGER event_is_never_changed; {what}"))?;
    Ok(())
}

async fn verified(data: &Path) -> Result<(bool, String)> {
    goiso(&["verify", &database(data)?.to_string_lossy()]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn verify_passes_a_whole_log_and_finds_a_changed_event() -> Result<()> {
    let prepared = Prepared::new().await?;
    let whole = Scratch::new("whole")?;
    prepared.copy_to(whole.path())?;
    let (fine, said) = verified(whole.path()).await?;
    ensure!(fine && said.contains("sound"), "an unchanged copy: {said}");
    for (how, statement) in [
        ("its time", "UPDATE event SET at = at + 1 WHERE seq = 7"),
        ("its body", "UPDATE event SET body = replace(body, '1', '2') WHERE seq = 7 OR kind = 'ticket_issued'"),
        ("who did it", "UPDATE event SET by = replace(by, 'd', 'e') WHERE kind = 'ticket_issued'"),
    ] {
        let changed = Scratch::new("changed")?;
        prepared.copy_to(changed.path())?;
        change(changed.path(), statement)?;
        let (fine, said) = verified(changed.path()).await?;
        ensure!(!fine && !said.contains("sound"), "{how} was changed and nobody saw it: {said}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn rebuild_brings_back_what_the_log_says() -> Result<()> {
    let data = Scratch::new("rebuild")?;
    let prepared = Prepared::new().await?;
    prepared.copy_to(data.path())?;
    let look = async |data: &Path| -> Result<(Value, Vec<Value>)> {
        let server = Server::start(&Start::on(data)).await?;
        let report = ask(&server.greeting, "admin", "/reports/days").await?;
        let mut record = Record::default();
        for event in events(&server.greeting).await? {
            record.read(&event)?;
        }
        let mut tickets = Vec::new();
        for ticket in &record.issued {
            let mut shown = ask(&server.greeting, "admin", &format!("/tickets/{ticket}")).await?;
            // A place in line is told with the wait as of now.
            shown["wait"] = Value::Null;
            shown["at"] = Value::Null;
            tickets.push(shown);
        }
        server.kill().await?;
        Ok((report, tickets))
    };
    let before = look(data.path()).await?;
    ensure!(!before.1.is_empty(), "no tickets to look at");
    let db = Connection::open(database(data.path())?)?;
    db.execute_batch("DELETE FROM leg; DELETE FROM ticket; DELETE FROM statistic")?;
    drop(db);
    let (fine, said) = verified(data.path()).await?;
    ensure!(!fine, "views without rows pass: {said}");
    let (fine, said) = goiso(&["rebuild", &database(data.path())?.to_string_lossy()]).await?;
    ensure!(fine, "rebuild: {said}");
    let (fine, said) = verified(data.path()).await?;
    ensure!(fine, "after the rebuild: {said}");
    let after = look(data.path()).await?;
    ensure!(before == after, "before {before:?}, after {after:?}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_goes_on_exactly() -> Result<()> {
    let data = Scratch::new("restart")?;
    let server = Server::start(&Start::on(data.path())).await?;
    let mut shift = Shift::default();
    shift.officers(&server.greeting, &server.greeting.counters[..3])?;
    let begun = Instant::now();
    while ask(&server.greeting, "admin", "").await?["at"]["seq"].as_u64().unwrap_or(0) < 60 {
        ensure!(begun.elapsed() < DEADLINE, "nobody works");
    }
    let facts = shift.end().await?;
    // Somebody waits for the first counter, whatever the shift left behind.
    number(&server.greeting, &server.greeting.groups[0]).await?;
    let state = |mut hall: Value| {
        hall["at"] = Value::Null;
        hall
    };
    let before = state(ask(&server.greeting, "admin", "").await?);
    let log = events(&server.greeting).await?;
    let waits = |log: &[Value]| -> Result<Record> {
        let mut record = Record::default();
        log.iter().try_for_each(|event| record.read(event))?;
        Ok(record)
    };
    server.kill().await?;
    let twin = Scratch::new("twin")?;
    for (path, bytes) in goiso_tests::disk::files_of(data.path())? {
        std::fs::write(twin.path().join(path.file_name().context("a name")?), bytes)?;
    }
    let mut calls = Vec::new();
    for folder in [data.path(), twin.path()] {
        let server = Server::start(&Start::on(folder)).await?;
        let hall = &server.greeting;
        let after = state(ask(hall, "admin", "").await?);
        ensure!(before == after, "before {before}, after {after}");
        let again = events(hall).await?;
        ensure!(again[..log.len()] == log[..], "another log");
        check(&waits(&again)?, &facts.told())?;
        let counter = &hall.counters[0];
        let desks = after["counters"].as_array().context("counters")?;
        let desk = desks.iter().find(|desk| desk["number"] == json!(counter)).context("the counter")?;
        let seen = if desk["ticket"].is_object() { desk["ticket"]["id"].clone() } else { desk["ticket"].clone() };
        let mut officer = Client::new(&hall.url, token(hall, "officer")?);
        let path = format!("/halls/{}/counters/{counter}/next", hall.hall);
        let next = officer.post(&path, &json!({ "seen": seen })).await?;
        ensure!(next.fine(), "next: {} {}", next.status, next.body);
        calls.push(next.body["call"]["ticket"]["label"].clone());
        server.kill().await?;
    }
    ensure!(calls[0] == calls[1] && calls[0].is_string(), "two restarts of one hall call {calls:?}");
    Ok(())
}
