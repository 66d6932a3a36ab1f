//! Answers that clients were given, and whether the log keeps what they promised.

use crate::http::{Answer, Client};
use crate::record::Record;
use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Events asked for at a time.
const PAGE: usize = 1000;

/// Something a client was told with a 2xx.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// A number was given out.
    Issued {
        /// Ticket id.
        ticket: String,
        /// The position in the answer.
        seq: u64,
    },
    /// A call was made.
    Called {
        /// Call id.
        call: String,
        /// Ticket id.
        ticket: String,
        /// The position in the answer.
        seq: u64,
    },
    /// Something else changed.
    Other {
        /// The position in the answer.
        seq: u64,
    },
}

impl Told {
    /// What an answer with a 2xx tells.
    pub fn of(answer: &Answer) -> Result<Told> {
        let seq = answer.seq().with_context(|| format!("an answer without position: {}", answer.body))?;
        let word = |value: &Value| value.as_str().map(str::to_owned).context("an id");
        if answer.body["call"].is_object() {
            let call = &answer.body["call"];
            return Ok(Told::Called { call: word(&call["id"])?, ticket: word(&call["ticket"]["id"])?, seq });
        }
        if answer.body["label"].is_string() {
            return Ok(Told::Issued { ticket: word(&answer.body["id"])?, seq });
        }
        Ok(Told::Other { seq })
    }
}

/// Reads the whole log of a hall through the service.
pub async fn read_log(client: &mut Client, hall: &str) -> Result<Record> {
    let mut record = Record::default();
    read_on(client, hall, &mut record).await?;
    Ok(record)
}

/// Reads what the log has beyond a record.
pub async fn read_on(client: &mut Client, hall: &str, record: &mut Record) -> Result<()> {
    loop {
        let after = record.seq;
        let answer = client.get(&format!("/halls/{hall}/events?after={after}&limit={PAGE}")).await?;
        ensure!(answer.fine(), "reading the log: {} {}", answer.status, answer.body);
        let page = answer.body["events"].as_array().context("events")?;
        if page.is_empty() {
            return Ok(());
        }
        for event in page {
            record.read(event)?;
        }
    }
}

/// Every told thing must stand in the log; gives how many were checked.
pub fn check(record: &Record, told: &[Told]) -> Result<usize> {
    let mut lost = Vec::new();
    for told in told {
        let kept = match told {
            Told::Issued { ticket, seq } => record.places.contains_key(ticket) && *seq <= record.seq,
            Told::Called { call, ticket, seq } => record.calls.get(call) == Some(ticket) && *seq <= record.seq,
            Told::Other { seq } => *seq <= record.seq,
        };
        if !kept {
            lost.push(told.clone());
        }
    }
    if !lost.is_empty() {
        bail!("{} of {} answered commands are lost, the first is {:?}", lost.len(), told.len(), lost[0]);
    }
    Ok(told.len())
}

/// A client that takes numbers and calls them, as kiosk and officer in one; it remembers what it was told.
#[derive(Debug)]
pub struct Worker {
    hall: String,
    group: String,
    counter: String,
    kiosk: Client,
    officer: Client,
    seen: Value,
    opened: bool,
    turn: u64,
    /// What it was told with a 2xx.
    pub told: Vec<Told>,
    /// Refusals by code, so that a run that only meets refusals cannot pass as a test.
    pub refused: BTreeMap<String, u64>,
}

impl Worker {
    /// For one counter of a hall; `group` is the line it feeds.
    pub fn new(url: &str, greeting: &crate::server::Greeting, group: &str, counter: &str) -> Result<Self> {
        let token = |role: &str| greeting.tokens.get(role).with_context(|| format!("no token for {role}"));
        Ok(Self {
            hall: greeting.hall.clone(),
            group: group.to_owned(),
            counter: counter.to_owned(),
            kiosk: Client::new(url, token("kiosk")?),
            officer: Client::new(url, token("officer")?),
            seen: Value::Null,
            opened: false,
            turn: 0,
            told: Vec::new(),
            refused: BTreeMap::new(),
        })
    }

    /// The next thing to do: (path, body, who).
    fn plan(&mut self) -> (String, Value, Side) {
        let counter = format!("/halls/{}/counters/{}", self.hall, self.counter);
        if !self.opened {
            return (format!("{counter}/open"), json!({}), Side::Officer);
        }
        self.turn += 1;
        match self.turn % 4 {
            1 | 2 => (format!("/halls/{}/tickets", self.hall), json!({"group": self.group}), Side::Kiosk),
            3 => (format!("{counter}/next"), json!({"seen": self.seen}), Side::Officer),
            _ => (format!("{counter}/start"), json!({"seen": self.seen}), Side::Officer),
        }
    }

    /// Does the next thing once, under `key`, with up to `tries` retries of the same request; an answer ends it.
    pub async fn step(&mut self, tries: u32) -> Result<()> {
        let (path, body, side) = self.plan();
        let key = crate::http::new_key();
        let mut last = None;
        for _ in 0..=tries {
            let client = match side {
                Side::Kiosk => &mut self.kiosk,
                Side::Officer => &mut self.officer,
            };
            match client.post_keyed(&path, &body, &key).await {
                Ok(answer) if answer.status == 503 => last = Some(anyhow::anyhow!("503 {}", answer.body)),
                Ok(answer) => return self.note(&path, &answer),
                Err(lost) => last = Some(lost),
            }
        }
        Err(last.unwrap_or_else(|| anyhow::anyhow!("no try was made")))
    }

    fn note(&mut self, path: &str, answer: &Answer) -> Result<()> {
        if answer.fine() {
            if path.ends_with("/open") {
                self.opened = true;
            }
            if path.ends_with("/next") {
                self.seen = answer.body["call"]["ticket"]["id"].clone();
            }
            self.told.push(Told::of(answer)?);
            return Ok(());
        }
        ensure!(answer.status < 500, "{path}: {} {}", answer.status, answer.body);
        *self.refused.entry(answer.code().to_owned()).or_default() += 1;
        if answer.code() == "stale_screen" {
            self.seen = answer.body["actual"].clone();
        } else if answer.code() == "counter_open" {
            self.opened = true;
        }
        Ok(())
    }
}

#[derive(Debug, Clone, Copy)]
enum Side {
    Kiosk,
    Officer,
}
