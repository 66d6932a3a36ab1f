//! People at a hall: citizens who take numbers, officers who call.

use crate::http::{Answer, Client};
use crate::server::{Greeting, Server};
use anyhow::{Context, Result, ensure};
use goiso_wire::value::CounterValue;
use serde_json::{Value, json};
use std::sync::Arc;

/// A hall ready to work: every counter open.
#[derive(Clone)]
pub struct Hall {
    /// What the server said of itself.
    pub greeting: Arc<Greeting>,
    /// Each counter with the groups it serves.
    pub counters: Arc<[CounterValue]>,
}

impl Hall {
    /// Opens every counter.
    pub async fn open(server: &Server) -> Result<Self> {
        Self::of(server.greeting.clone()).await
    }

    /// Opens every counter of a hall as it is described.
    pub async fn of(greeting: Greeting) -> Result<Self> {
        let greeting = Arc::new(greeting);
        let mut client = Client::connect(greeting.address()).await?;
        for number in &greeting.counters {
            let path = format!("/api/v1/halls/{}/counters/{number}/open", greeting.hall);
            let answer = client.post(&path, greeting.token("officer")?, &json!({})).await?;
            let stood_open = answer.status == 409 && code(&answer).as_deref() == Some("counter_open");
            ensure!(
                answer.status == 200 || stood_open,
                "counter {number} does not open: {}",
                String::from_utf8_lossy(&answer.body)
            );
        }
        let path = format!("/api/v1/view?name=hall/{}/supervisor", greeting.hall);
        let view = client.get(&path, greeting.token("supervisor")?).await?.ok()?;
        let set = view["set"].as_object().context("a view without values")?;
        let counters = set.iter().filter(|(key, _)| key.starts_with("counter/"));
        let counters =
            counters.map(|(_, value)| serde_json::from_value(value.clone())).collect::<Result<Vec<_>, _>>()?;
        ensure!(!counters.is_empty(), "the hall has no counter");
        Ok(Self { greeting, counters: counters.into() })
    }

    /// Somebody who walks up to the hall's door with a connection of their own.
    pub async fn visitor(&self) -> Result<Visitor> {
        Ok(Visitor { hall: self.clone(), client: Client::connect(self.greeting.address()).await? })
    }
}

/// One connection to a hall.
pub struct Visitor {
    hall: Hall,
    client: Client,
}

/// A number just taken.
pub struct Taken {
    /// Its id.
    pub id: String,
}

/// What came of a press of *next*.
pub enum Pressed {
    /// Somebody comes.
    Called(Called),
    /// Nobody waits.
    Nobody,
    /// Whoever was at the counter had gone: the press changed nothing. This ticket is there now.
    Stale(Option<String>),
}

/// Who came when an officer pressed *next*.
pub struct Called {
    /// The call's id.
    pub call: String,
    /// The ticket's id: what the officer sees from now on.
    pub ticket: String,
}

impl Visitor {
    /// Takes a number in a line.
    pub async fn take(&mut self, group: &str) -> Result<Taken> {
        let path = format!("/api/v1/halls/{}/tickets", self.hall.greeting.hall);
        let answer = self.client.post(&path, self.hall.greeting.token("kiosk")?, &json!({"group": group})).await?;
        let ticket = answer.ok().context("no number")?;
        Ok(Taken { id: text(&ticket["id"])? })
    }

    /// Presses *next* at a counter.
    pub async fn next(&mut self, counter: &str, seen: Option<&str>) -> Result<Pressed> {
        let path = format!("/api/v1/halls/{}/counters/{counter}/next", self.hall.greeting.hall);
        let answer = self.client.post(&path, self.hall.greeting.token("officer")?, &json!({"seen": seen})).await?;
        if answer.status == 409 && code(&answer).as_deref() == Some("stale_screen") {
            let problem: Value = serde_json::from_slice(&answer.body)?;
            return Ok(Pressed::Stale(problem["actual"].as_str().map(str::to_owned)));
        }
        let next = answer.ok().with_context(|| format!("next at counter {counter}"))?;
        let call = &next["call"];
        if call.is_null() {
            return Ok(Pressed::Nobody);
        }
        Ok(Pressed::Called(Called { call: text(&call["id"])?, ticket: text(&call["ticket"]["id"])? }))
    }

    /// Gives a number back.
    pub async fn cancel(&mut self, ticket: &Taken) -> Result<()> {
        let path = format!("/api/v1/halls/{}/tickets/{}/cancel", self.hall.greeting.hall, ticket.id);
        let answer = self.client.post(&path, self.hall.greeting.token("supervisor")?, &json!({})).await?;
        answer.ok().context("cancel")?;
        Ok(())
    }
}

fn text(value: &Value) -> Result<String> {
    value.as_str().map(str::to_owned).with_context(|| format!("{value} should be an id"))
}

fn code(answer: &Answer) -> Option<String> {
    let problem: Value = serde_json::from_slice(&answer.body).ok()?;
    problem["code"].as_str().map(str::to_owned)
}
