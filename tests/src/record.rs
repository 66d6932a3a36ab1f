//! What a naive observer makes of a hall's log: who waits, who is where, which numbers are out.
//!
//! Written apart from the rules on purpose. It follows the JSON of the log and protests at whatever cannot be.

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Where the observer believes a ticket to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// In line.
    Waiting,
    /// Called to this counter.
    Called(String),
    /// Served at this counter.
    Serving(String),
    /// Away.
    Parked,
    /// Over, with this outcome.
    Done(&'static str),
}

/// The hall as the log tells it.
#[derive(Debug, Default)]
pub struct Record {
    /// Events read so far; the next must have this number plus one.
    pub seq: u64,
    /// The stretch of log the newest event belongs to.
    pub epoch: String,
    /// Where each ticket of any day is.
    pub places: BTreeMap<String, Place>,
    /// Which ticket is at a counter.
    pub desks: BTreeMap<String, String>,
    /// Labels given out on the present service day.
    labels: BTreeSet<String>,
    /// The last number of each series on the present service day.
    numbers: BTreeMap<String, u64>,
    /// The service day.
    day: String,
    /// Tickets issued.
    pub issued: Vec<String>,
    /// Calls made: id and ticket.
    pub calls: BTreeMap<String, String>,
    /// Time of the newest event.
    last_at: i64,
}

fn text<'a>(body: &'a Value, field: &str) -> Result<&'a str> {
    body[field].as_str().with_context(|| format!("{field} is missing in {body}"))
}

impl Record {
    /// Takes in the next event of the log.
    pub fn read(&mut self, event: &Value) -> Result<()> {
        let seq = event["seq"].as_u64().context("an event without seq")?;
        ensure!(seq == self.seq + 1, "after {} comes {seq}: a gap or a repetition", self.seq);
        self.seq = seq;
        self.epoch = text(event, "epoch")?.to_owned();
        let at = event["at"].as_i64().context("an event without time")?;
        ensure!(at >= self.last_at, "hall time ran back at {seq}");
        self.last_at = at;
        let kind = text(event, "kind")?;
        self.follow(kind, &event["body"], seq).with_context(|| format!("event {seq} {kind}"))
    }

    fn follow(&mut self, kind: &str, body: &Value, seq: u64) -> Result<()> {
        match kind {
            "configured" | "phase_changed" | "issuing_stopped" | "issuing_resumed" | "clock_doubted"
            | "clock_trusted" | "ticket_pushed_back" | "ticket_moved" | "priority_changed" | "ticket_rated"
            | "counter_opened" | "counter_paused" | "counter_resumed" | "counter_closed" | "notice_posted"
            | "notice_withdrawn" | "call_shown" | "speech_granted" | "speech_done" => {}
            "epoch_started" => {
                let skip = body["skip_numbers"].as_u64().context("skip_numbers")?;
                for number in self.numbers.values_mut() {
                    *number += skip;
                }
            }
            "day_started" => self.turn(text(body, "day")?)?,
            "ticket_issued" => self.issue(body)?,
            "ticket_cancelled" => self.end(text(body, "ticket")?, "cancelled")?,
            "ticket_left" => self.end(text(body, "ticket")?, "left")?,
            "ticket_voided" => self.end(text(body, "ticket")?, "void")?,
            "ticket_expired" => self.end(text(body, "ticket")?, "expired")?,
            "ticket_auto_closed" | "ticket_served" => {
                self.here(body)?;
                self.end(text(body, "ticket")?, "served")?;
            }
            "ticket_no_show" => {
                self.here(body)?;
                self.end(text(body, "ticket")?, "no_show")?;
            }
            "ticket_reinstated" => {
                let ticket = text(body, "ticket")?;
                match self.place(ticket)? {
                    Place::Done("no_show" | "left" | "cancelled") => self.go(ticket, Place::Waiting),
                    Place::Waiting | Place::Called(_) | Place::Serving(_) | Place::Parked | Place::Done(_) => {
                        bail!("{ticket} is reinstated from {:?}", self.place(ticket)?)
                    }
                }
            }
            "ticket_called" => {
                let (ticket, counter) = (text(body, "ticket")?, text(body, "counter")?);
                ensure!(*self.place(ticket)? == Place::Waiting, "{ticket} is called from {:?}", self.place(ticket)?);
                if let Some(other) = self.desks.get(counter) {
                    bail!("counter {counter} calls {ticket} while it has {other}");
                }
                self.desks.insert(counter.to_owned(), ticket.to_owned());
                self.calls.insert(format!("c{seq}"), ticket.to_owned());
                self.go(ticket, Place::Called(counter.to_owned()));
            }
            "ticket_recalled" => {
                self.here(body)?;
                self.calls.insert(format!("c{seq}"), text(body, "ticket")?.to_owned());
            }
            "serving_started" => {
                self.here(body)?;
                let (ticket, counter) = (text(body, "ticket")?, text(body, "counter")?);
                self.go(ticket, Place::Serving(counter.to_owned()));
            }
            "ticket_parked" => {
                self.here(body)?;
                let ticket = text(body, "ticket")?;
                self.leave_desk(ticket);
                self.go(ticket, Place::Parked);
            }
            "ticket_transferred" | "ticket_sent_back" => {
                self.here(body)?;
                let ticket = text(body, "ticket")?;
                self.leave_desk(ticket);
                self.go(ticket, Place::Waiting);
            }
            "ticket_returned" => {
                let ticket = text(body, "ticket")?;
                ensure!(*self.place(ticket)? == Place::Parked, "{ticket} returns without having been away");
                self.go(ticket, Place::Waiting);
            }
            other => bail!("the observer does not know {other}"),
        }
        Ok(())
    }

    fn place(&self, ticket: &str) -> Result<&Place> {
        self.places.get(ticket).with_context(|| format!("{ticket} was never issued"))
    }

    fn go(&mut self, ticket: &str, place: Place) {
        self.places.insert(ticket.to_owned(), place);
    }

    fn leave_desk(&mut self, ticket: &str) {
        self.desks.retain(|_, here| here != ticket);
    }

    fn here(&self, body: &Value) -> Result<()> {
        let (ticket, counter) = (text(body, "ticket")?, text(body, "counter")?);
        let here = self.desks.get(counter).map(String::as_str);
        ensure!(here == Some(ticket), "counter {counter} has {here:?}, not {ticket}");
        Ok(())
    }

    fn end(&mut self, ticket: &str, outcome: &'static str) -> Result<()> {
        if let Place::Done(before) = self.place(ticket)? {
            bail!("{ticket} ends as {outcome} after it ended as {before}");
        }
        self.leave_desk(ticket);
        self.go(ticket, Place::Done(outcome));
        Ok(())
    }

    fn issue(&mut self, body: &Value) -> Result<()> {
        let ticket = text(body, "ticket")?;
        let series = body["label"]["group"].as_str().context("a label without series")?;
        let number = body["label"]["number"].as_u64().context("a label without number")?;
        ensure!(self.labels.insert(format!("{series}{number:03}")), "{series}{number:03} is given out twice");
        let last = self.numbers.entry(series.to_owned()).or_insert(0);
        ensure!(number == *last + 1, "after {series}{last} comes {series}{number}");
        *last = number;
        ensure!(!self.places.contains_key(ticket), "{ticket} is issued twice");
        self.issued.push(ticket.to_owned());
        self.go(ticket, Place::Waiting);
        Ok(())
    }

    fn turn(&mut self, day: &str) -> Result<()> {
        ensure!(day > self.day.as_str(), "the service day goes from {} to {day}", self.day);
        let open = self.places.iter().find(|(_, place)| !matches!(place, Place::Done(_)));
        if let Some((ticket, place)) = open {
            bail!("{ticket} is {place:?} when the day turns");
        }
        self.day = day.to_owned();
        self.labels.clear();
        self.numbers.clear();
        Ok(())
    }

    /// How many tickets ended as `outcome`; `open` counts those that did not.
    pub fn count(&self, outcome: &str) -> usize {
        self.places
            .values()
            .filter(|place| match place {
                Place::Done(how) => *how == outcome,
                Place::Waiting | Place::Called(_) | Place::Serving(_) | Place::Parked => outcome == "open",
            })
            .count()
    }
}

#[cfg(test)]
mod tests {
    use super::Record;
    use serde_json::{Value, json};

    fn log(events: &[(&str, Value)]) -> anyhow::Result<Record> {
        let mut record = Record::default();
        for (seq, (kind, body)) in (1_u64..).zip(events) {
            record.read(&json!({"epoch": "e", "seq": seq, "at": 10 * seq, "kind": kind, "body": body}))?;
        }
        Ok(record)
    }

    fn issued(ticket: &str, number: u64) -> (&'static str, Value) {
        ("ticket_issued", json!({"ticket": ticket, "label": {"group": "A", "number": number}}))
    }

    fn at(kind: &'static str, ticket: &str, counter: &str) -> (&'static str, Value) {
        (kind, json!({"ticket": ticket, "counter": counter}))
    }

    #[test]
    fn a_visit_is_followed_to_its_end() {
        let record = log(&[issued("t1", 1), at("ticket_called", "t1", "3"), at("ticket_served", "t1", "3")]).unwrap();
        assert_eq!((record.count("served"), record.count("open")), (1, 0));
    }

    #[test]
    fn what_cannot_be_is_told() {
        for (why, events) in [
            (
                "two counters call one ticket",
                vec![issued("t1", 1), at("ticket_called", "t1", "3"), at("ticket_called", "t1", "4")],
            ),
            (
                "one counter has two",
                vec![issued("t1", 1), issued("t2", 2), at("ticket_called", "t1", "3"), at("ticket_called", "t2", "3")],
            ),
            ("a number twice", vec![issued("t1", 1), issued("t2", 1)]),
            ("a number left out", vec![issued("t1", 1), issued("t2", 3)]),
            ("served elsewhere", vec![issued("t1", 1), at("ticket_called", "t1", "3"), at("ticket_served", "t1", "4")]),
            ("an unknown kind", vec![("ticket_eaten", json!({"ticket": "t1"}))]),
        ] {
            assert!(log(&events).is_err(), "{why}");
        }
    }
}
