//! One service day of another system, lived again by the hall's own state machine at the moments of the file.

use super::importer;
use super::reason::Reason;
use super::rows::{Called, Ending, Row};
use anyhow::{Context, ensure};
use goiso_queue::command::IssueRequest;
use goiso_queue::event::NoShowBy;
use goiso_queue::{
    Action, Actor, Command, CounterNo, Event, Fact, GroupCode, Hall, HallConfig, Label, Moment, Refusal, TicketId,
    TicketNumber, decide,
};
use goiso_store::Fold;
use std::collections::{BTreeMap, HashMap};

/// Why a ticket was called: its order was another system's, not these rules'.
const CALLED_BECAUSE: &str = "Theo dữ liệu nhập từ hệ thống trước";

/// A day that can be written as it is.
#[derive(Debug)]
pub struct Lived {
    /// The hall at the day's end.
    pub hall: Hall,
    /// What is appended.
    pub events: Vec<Event>,
    /// The rows of views and statistics that follow from it.
    pub fold: Fold,
    /// Rows that went in.
    pub accepted: usize,
}

/// What is done with a row, in the order of its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Act {
    Issue,
    Call,
    Start,
    End,
}

/// Where an act stands among those of its moment: who was there before goes first, then new numbers, then new calls. Calls of one
/// moment stand in the order of their ends, so that whoever was there for no time at all makes room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Turn {
    Leaving,
    Coming,
    Calling { until: Moment },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Step {
    at: Moment,
    turn: Turn,
    row: usize,
    act: Act,
}

/// Rows that were refused: line and reason.
pub type Refused = Vec<(u64, Reason)>;

/// The rows that stand beside each other without contradiction, and the others with their reason.
pub fn fitting(rows: Vec<Row>) -> (Vec<Row>, Refused) {
    let mut refused = Vec::new();
    let mut first: HashMap<(GroupCode, TicketNumber), u64> = HashMap::new();
    let mut fine = Vec::with_capacity(rows.len());
    for row in rows {
        match first.get(&(row.group, row.number)) {
            Some(line) => refused.push((row.line, Reason::TicketTwice { first: *line })),
            None => {
                first.insert((row.group, row.number), row.line);
                fine.push(row);
            }
        }
    }
    // Whoever ends first stays: so the most rows go in, and one that was never closed takes no others along.
    fine.sort_by_key(|row| (row.ended, row.called.as_ref().map(|called| called.at), row.line));
    let mut taken: BTreeMap<CounterNo, (Moment, u64)> = BTreeMap::new();
    fine.retain(|row| {
        let Some(called) = &row.called else { return true };
        match taken.get(&called.counter) {
            Some((until, by)) if called.at < *until => {
                refused.push((row.line, Reason::CounterTaken { by: *by }));
                false
            }
            Some(_) | None => {
                taken.insert(called.counter.clone(), (row.ended, row.line));
                true
            }
        }
    });
    fine.sort_by_key(|row| row.line);
    (fine, refused)
}

/// Lives a day. What the rules refuse is left out, and the day lived again as if it had never been in the file. None if nothing of
/// it is left.
///
/// # Errors
/// The configuration of a new hall cannot work.
pub fn live(before: &Hall, config: &HallConfig, mut rows: Vec<Row>) -> anyhow::Result<(Option<Lived>, Refused)> {
    let mut refused = Refused::new();
    // Every round leaves at least one row out, so there are no more rounds than rows.
    while !rows.is_empty() {
        let mut day = Day::new(before, &rows);
        day.begin(config)?;
        match day.through() {
            found if found.is_empty() => {
                let Day { hall, events, fold, .. } = day;
                return Ok((Some(Lived { hall, events, fold, accepted: rows.len() }), refused));
            }
            found => {
                rows.retain(|row| !found.contains_key(&row.line));
                refused.extend(found);
            }
        }
    }
    Ok((None, refused))
}

/// A day on its way.
struct Day<'r> {
    rows: &'r [Row],
    steps: Vec<Step>,
    hall: Hall,
    events: Vec<Event>,
    fold: Fold,
    /// The ticket of each row once it is issued.
    tickets: Vec<Option<TicketId>>,
    /// How many are still to come to each counter.
    to_come: BTreeMap<CounterNo, usize>,
}

impl<'r> Day<'r> {
    fn new(before: &Hall, rows: &'r [Row]) -> Self {
        let mut steps: Vec<Step> = rows.iter().enumerate().flat_map(|(place, row)| steps(place, row)).collect();
        steps.sort_unstable();
        let mut to_come = BTreeMap::new();
        for called in rows.iter().filter_map(|row| row.called.as_ref()) {
            *to_come.entry(called.counter.clone()).or_default() += 1;
        }
        Self {
            rows,
            steps,
            hall: before.clone(),
            events: Vec::new(),
            fold: Fold::default(),
            tickets: vec![None; rows.len()],
            to_come,
        }
    }

    /// A hall in which nothing happened yet is configured at the first moment of its history.
    fn begin(&mut self, config: &HallConfig) -> anyhow::Result<()> {
        let Some(first) = self.steps.first().filter(|_| self.hall.day.is_none()) else { return Ok(()) };
        let at = first.at;
        let decided = self.command(at, Action::Configure(Box::new(config.clone())));
        decided.context("the configuration cannot be used")?;
        ensure!(self.hall.day.is_some(), "the configuration began no day");
        Ok(())
    }

    /// The rows that the rules refuse. A number that is not issued changes nothing for others, so the day goes on without it; any
    /// later refusal ends the round, because what came after it may have suffered from it.
    fn through(&mut self) -> BTreeMap<u64, Reason> {
        let mut refused = BTreeMap::new();
        let rows = self.rows;
        for step in std::mem::take(&mut self.steps) {
            let Some(row) = rows.get(step.row) else { continue };
            if refused.contains_key(&row.line) {
                continue;
            }
            if let Err(refusal) = self.step(step, row) {
                refused.insert(row.line, Reason::Rules(Box::new(refusal)));
                if step.act != Act::Issue {
                    break;
                }
            }
        }
        refused
    }

    fn step(&mut self, step: Step, row: &Row) -> Result<(), Refusal> {
        let ticket = self.tickets.get(step.row).copied().flatten();
        match (step.act, ticket, &row.called) {
            (Act::Issue, _, _) => self.issue(step, row),
            (Act::Call, Some(ticket), Some(called)) => self.call(step.at, ticket, called),
            (Act::Start, Some(ticket), Some(called)) => {
                self.command(step.at, Action::Start { counter: called.counter.clone(), seen: Some(ticket) })
            }
            (Act::End, Some(ticket), called) => self.end(step.at, ticket, called.as_ref(), row.ending),
            // A row without a call has no such steps, and none comes before its number.
            (Act::Call | Act::Start, Some(_), None) | (Act::Call | Act::Start | Act::End, None, _) => Ok(()),
        }
    }

    fn issue(&mut self, step: Step, row: &Row) -> Result<(), Refusal> {
        let request = IssueRequest::plain(row.group, row.class.clone());
        let mut events = self.decided(step.at, Action::Issue(request))?;
        for event in &mut events {
            if let Fact::TicketIssued { ticket, label, .. } = &mut event.fact {
                // The paper had this number, whichever was next here.
                *label = Label { group: row.group, number: row.number };
                if let Some(place) = self.tickets.get_mut(step.row) {
                    *place = Some(*ticket);
                }
            }
        }
        self.apply(events);
        Ok(())
    }

    fn call(&mut self, at: Moment, ticket: TicketId, called: &Called) -> Result<(), Refusal> {
        let counter = called.counter.clone();
        if !self.hall.at_work(&counter) {
            self.command(at, Action::OpenCounter { counter: counter.clone(), officer: importer() })?;
        }
        self.command(at, Action::CallChosen { counter, seen: None, ticket, reason: CALLED_BECAUSE.to_owned() })
    }

    fn end(&mut self, at: Moment, ticket: TicketId, called: Option<&Called>, ending: Ending) -> Result<(), Refusal> {
        match (ending, called) {
            (Ending::Served, Some(Called { counter, .. })) => {
                let seen = Some(ticket);
                self.command(at, Action::Finish { counter: counter.clone(), seen, result: None, note: None })?;
            }
            (Ending::NoShow, Some(Called { counter, .. })) => self.no_show(at, ticket, counter)?,
            (Ending::Left, _) => self.command(at, Action::Leave { ticket })?,
            (Ending::Cancelled, _) => self.command(at, Action::Cancel { ticket })?,
            // The reading of the file lets no such row through.
            (Ending::Served | Ending::NoShow, None) => return Err(Refusal::NobodyHere { attempt: "an end" }),
        }
        let Some(Called { counter, .. }) = called else { return Ok(()) };
        let to_come = self.to_come.entry(counter.clone()).or_default();
        *to_come = to_come.saturating_sub(1);
        if *to_come == 0 {
            self.command(at, Action::CloseCounter { counter: counter.clone() })?;
        }
        Ok(())
    }

    /// How long to wait for a person is this hall's rule; there another one held, so its officers' word is taken.
    fn no_show(&mut self, at: Moment, ticket: TicketId, counter: &CounterNo) -> Result<(), Refusal> {
        match self.command(at, Action::NoShow { counter: counter.clone(), seen: Some(ticket) }) {
            Err(Refusal::NoShowTooEarly { .. }) => {
                let fact = Fact::TicketNoShow { ticket, counter: counter.clone(), recorded: NoShowBy::Officer };
                self.apply(vec![Event { at, by: by_import(), fact }]);
                Ok(())
            }
            decided => decided,
        }
    }

    fn command(&mut self, at: Moment, action: Action) -> Result<(), Refusal> {
        let events = self.decided(at, action)?;
        self.apply(events);
        Ok(())
    }

    fn decided(&self, at: Moment, action: Action) -> Result<Vec<Event>, Refusal> {
        decide(&self.hall, &Command { by: by_import(), action }, at)
    }

    fn apply(&mut self, events: Vec<Event>) {
        for event in &events {
            self.fold.apply(&mut self.hall, event);
        }
        self.events.extend(events);
    }
}

/// Who writes an imported event.
pub fn by_import() -> Actor {
    Actor::Staff(importer())
}

fn steps(place: usize, row: &Row) -> Vec<Step> {
    let step = |at, turn, act| Step { at, turn, row: place, act };
    let came = row.called.as_ref().map_or(row.issued, |called| called.at);
    // What begins and ends in one moment comes when it is its own turn, not before it began.
    let turn = |at: Moment| if came < at { Turn::Leaving } else { Turn::Calling { until: row.ended } };
    let mut steps = vec![step(row.issued, Turn::Coming, Act::Issue)];
    if let Some(called) = &row.called {
        steps.push(step(called.at, Turn::Calling { until: row.ended }, Act::Call));
        steps.extend(called.started.map(|at| step(at, turn(at), Act::Start)));
    }
    steps.push(step(row.ended, turn(row.ended), Act::End));
    steps
}
