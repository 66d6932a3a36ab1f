//! A kill between the COMMIT of a number and its slip: one number, never two slips, and a desk that can print it again.

#[path = "../../crates/server/tests/printer/mod.rs"]
mod printer;

use anyhow::{Context, Result, ensure};
use goiso_tests::http::{Client, new_key};
use goiso_tests::server::{Greeting, Scratch, Server, Start};
use printer::{FakePrinter, Mood};
use serde_json::{Value, json};
use std::time::Duration;

/// A print whose end nobody told is called lost after 90 s; the test looks a little longer.
const ENDED_WITHIN: Duration = Duration::from_secs(120);

fn client(hall: &Greeting, role: &str) -> Result<Client> {
    Ok(Client::new(&hall.url, hall.tokens.get(role).with_context(|| format!("no token for {role}"))?))
}

async fn with_printer(hall: &Greeting, printer: &FakePrinter) -> Result<()> {
    let mut admin = client(hall, "admin")?;
    let path = format!("/halls/{}/config", hall.hall);
    let answer = admin.get(&path).await?;
    let mut config = if answer.body["config"].is_object() { answer.body["config"].clone() } else { answer.body };
    config["printers"] =
        json!([{"code": "door", "name": {"vi": "Cửa chính", "en": ""}, "address": printer.named(), "paper": "80"}]);
    let put = admin.put(&path, &config).await?;
    ensure!(put.fine(), "{} {}", put.status, put.body);
    Ok(())
}

/// A token that outlives a restart: the demo's own are new after each.
async fn lasting_token(hall: &Greeting) -> Result<String> {
    let new = json!({"name": "Bàn hướng dẫn", "role": "greeter", "hall": hall.hall});
    let made = client(hall, "admin")?.post("/tokens", &new).await?;
    Ok(made.body["token"].as_str().with_context(|| format!("no token: {} {}", made.status, made.body))?.to_owned())
}

/// The line of a print in the print log once it has ended.
async fn ended(hall: &Greeting, print: &Value) -> Result<Value> {
    let mut desk = client(hall, "greeter")?;
    let waiting = async {
        loop {
            let log = desk.get(&format!("/halls/{}/prints", hall.hall)).await?.body;
            let rows = log["prints"].as_array().with_context(|| format!("no prints: {log}"))?;
            let row = rows.iter().find(|row| row["id"] == *print).with_context(|| format!("no {print} in {log}"))?;
            if row["print"]["state"] != "asked" {
                return Ok(row["print"].clone());
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    tokio::time::timeout(ENDED_WITHIN, waiting).await.with_context(|| format!("{print} never ended"))?
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_before_the_slip_gives_neither_two_numbers_nor_two_slips() -> Result<()> {
    let scratch = Scratch::new("slip")?;
    let start = Start::on(&scratch.path().join("data"));
    // it takes its time for a slip, which is under way when the server dies
    let printer = FakePrinter::start(Mood::Slow).await;
    let server = Server::start(&start).await?;
    let hall = server.greeting.clone();
    with_printer(&hall, &printer).await?;
    let token = lasting_token(&hall).await?;
    let (tickets, key) = (format!("/halls/{}/tickets", hall.hall), new_key());
    let wish = json!({"group": hall.groups[0], "printer": "door"});
    let given = Client::new(&hall.url, &token).post_keyed(&tickets, &wish, &key).await?;
    ensure!(given.fine() && given.body["print"].is_string(), "{} {}", given.status, given.body);
    server.kill().await?;
    ensure!(printer.slips().is_empty(), "the slip was out before the server died: nothing is tested");

    printer.mood(Mood::Well);
    let server = Server::start(&start).await?;
    let hall = server.greeting.clone();
    let mut desk = Client::new(&hall.url, &token);
    let again = desk.post_keyed(&tickets, &wish, &key).await?;
    ensure!(again.body == given.body, "one wish, one answer: {} and {}", given.body, again.body);
    // the printer does one thing after the other: a slip sent again would come before the next person's
    let next = desk.post_keyed(&tickets, &wish, &new_key()).await?;
    ensure!(next.body["label"] != given.body["label"], "the next person has {} too", given.body["label"]);
    let end = ended(&hall, &next.body["print"]).await?;
    ensure!(end["state"] == "printed", "{end}");
    ensure!(printer.slips().len() == 1, "{} slips, and only the second person's is whole", printer.slips().len());
    // what is not known is said, and whoever stands there can print again
    let end = ended(&hall, &given.body["print"]).await?;
    ensure!((&end["state"], &end["why"]) == (&json!("unknown"), &json!("lost")), "{end}");
    let id = given.body["id"].as_str().or(given.body["ticket"]["id"].as_str()).context("the ticket's id")?;
    let copy = desk.post(&format!("{tickets}/{id}/print"), &json!({"printer": "door"})).await?;
    ensure!(copy.status == 202, "{} {}", copy.status, copy.body);
    let end = ended(&hall, &copy.body["print"]).await?;
    ensure!((&end["state"], &end["copy"]) == (&json!("printed"), &json!(2)), "{end}");
    ensure!(printer.slips().len() == 2, "{} slips", printer.slips().len());
    server.kill().await
}
