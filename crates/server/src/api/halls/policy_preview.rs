//! What a proposed rule would do to the people who wait now, before it is put in force.

use crate::api::command;
use crate::api::incoming::{Incoming, ok};
use crate::app::Shared;
use crate::problem::{Problem, of_refusal};
use axum::extract::{Path, State};
use axum::response::Response;
use goiso_queue::config::{Counter, Guarantee, Policy, PriorityClass};
use goiso_queue::rehearsal::{Counters, Effect, Moved, Place, effect};
use goiso_queue::{ClassCode, HallConfig};
use goiso_wire::http::At;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// People that an answer names at most; the sums are over everybody.
const PEOPLE_TOLD: usize = 500;

/// The parts of a configuration that decide who is next; one that is left out stays as it is in force.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PolicyPreviewBody {
    /// Who goes first.
    #[schema(value_type = Option<Object>)]
    pub policy: Option<Policy>,
    /// Priority classes with their rates.
    #[schema(value_type = Option<Vec<Object>>)]
    pub classes: Option<Vec<PriorityClass>>,
    /// Bounds that come before the policy.
    #[schema(value_type = Option<Vec<Object>>)]
    pub guarantees: Option<Vec<Guarantee>>,
    /// Counters with the groups they call from.
    #[schema(value_type = Option<Vec<Object>>)]
    pub counters: Option<Vec<Counter>>,
}

/// What the proposed rule would do, if nobody else came.
#[derive(Debug, Serialize, ToSchema)]
pub struct PolicyPreview {
    /// `open`: the counters that are open call; `assumed`: none is open, so all are thought of.
    pub counters: String,
    /// People who wait now.
    pub waiting: u32,
    /// Of them, called earlier under the proposed rule than under the present one.
    pub moved_up: u32,
    /// Called later.
    pub moved_down: u32,
    /// By class: the waits from the number to the call.
    pub classes: Vec<ClassEffect>,
    /// The people, in the order of the rule in force; at most 500 of them.
    pub people: Vec<PersonEffect>,
    /// Where the log stands; it did not move.
    pub at: At,
}

/// The waits of a class under both rules.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClassEffect {
    /// Its code.
    pub class: String,
    /// People of it who wait now.
    pub waiting: u32,
    /// Under the rule in force.
    pub before: Waits,
    /// Under the proposed one.
    pub after: Waits,
}

/// Waits of those who would be called; none if nobody would.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct Waits {
    /// In seconds.
    pub longest_s: Option<u32>,
    /// In seconds.
    pub mean_s: Option<u32>,
}

/// What happens to one person.
#[derive(Debug, Serialize, ToSchema)]
pub struct PersonEffect {
    /// Whose ticket.
    pub ticket: String,
    /// Its number.
    pub label: String,
    /// Its line.
    pub group: String,
    /// Its class.
    pub class: String,
    /// Since the number was taken, in seconds.
    pub waited_s: u32,
    /// Under the rule in force; null if no counter would call the person.
    pub before: Option<Turn>,
    /// Under the proposed one.
    pub after: Option<Turn>,
}

/// When somebody would be called.
#[derive(Debug, Serialize, ToSchema)]
pub struct Turn {
    /// 1 for the first.
    pub place: u32,
    /// From the number to the call, in seconds.
    pub wait_s: u32,
    /// Where to.
    pub counter: String,
}

/// Order the people who wait now under a proposed rule and under the present one. Nothing changes.
#[utoipa::path(post, path = "/api/v1/halls/{hall}/policy-preview", tag = "halls", operation_id = "preview_policy",
    params(("hall" = String, Path)), request_body = PolicyPreviewBody, responses((status = 200, body = PolicyPreview)))]
pub async fn preview(
    State(app): State<Shared>,
    Path(hall): Path<String>,
    incoming: Incoming,
) -> Result<Response, Problem> {
    let body: PolicyPreviewBody = incoming.json()?;
    let hall = command::hall(&hall)?;
    let copy = app.engine.read(&hall, |published| {
        (
            published.hall.clone(),
            published.now,
            At { epoch: published.position.epoch.to_string(), seq: published.position.seq },
        )
    });
    let (copy, now, at) = copy.ok_or_else(|| Problem::unknown_hall(hall.as_str()))?;
    let proposed = HallConfig {
        policy: body.policy.unwrap_or(copy.config.policy),
        classes: body.classes.unwrap_or_else(|| copy.config.classes.clone()),
        guarantees: body.guarantees.unwrap_or_else(|| copy.config.guarantees.clone()),
        counters: body.counters.unwrap_or_else(|| copy.config.counters.clone()),
        ..copy.config.clone()
    };
    // A long line takes a while to think through; no command waits for it.
    let told = tokio::task::spawn_blocking(move || effect(&copy, proposed, now)).await.map_err(|error| {
        tracing::error!(%error, "a policy preview ended early");
        Problem::internal()
    })?;
    ok(&shape(&told.map_err(|refusal| of_refusal(&refusal))?, at))
}

fn shape(effect: &Effect, at: At) -> PolicyPreview {
    let moved = |earlier: fn(&Place, &Place) -> bool| {
        let both = effect.people.iter().filter_map(|person| Some((person.before.as_ref()?, person.after.as_ref()?)));
        count(both.filter(|(before, after)| earlier(before, after)).count())
    };
    let mut classes: BTreeMap<&ClassCode, Vec<&Moved>> = BTreeMap::new();
    for person in &effect.people {
        classes.entry(&person.class).or_default().push(person);
    }
    PolicyPreview {
        counters: match effect.counters {
            Counters::Open => "open",
            Counters::Assumed => "assumed",
        }
        .to_owned(),
        waiting: count(effect.people.len()),
        moved_up: moved(|before, after| after.place < before.place),
        moved_down: moved(|before, after| after.place > before.place),
        classes: classes
            .into_iter()
            .map(|(class, people)| ClassEffect {
                class: class.to_string(),
                waiting: count(people.len()),
                before: waits(people.iter().filter_map(|person| person.before.as_ref())),
                after: waits(people.iter().filter_map(|person| person.after.as_ref())),
            })
            .collect(),
        people: effect.people.iter().take(PEOPLE_TOLD).map(person).collect(),
        at,
    }
}

fn person(moved: &Moved) -> PersonEffect {
    let turn =
        |place: &Place| Turn { place: place.place, wait_s: seconds(place.wait_ms), counter: place.counter.to_string() };
    PersonEffect {
        ticket: moved.ticket.to_string(),
        label: moved.label.to_string(),
        group: moved.group.to_string(),
        class: moved.class.to_string(),
        waited_s: seconds(moved.waited_ms),
        before: moved.before.as_ref().map(turn),
        after: moved.after.as_ref().map(turn),
    }
}

fn waits<'p>(places: impl Iterator<Item = &'p Place>) -> Waits {
    let waits: Vec<i64> = places.map(|place| place.wait_ms).collect();
    let people = i64::try_from(waits.len()).unwrap_or(i64::MAX);
    Waits {
        longest_s: waits.iter().max().map(|ms| seconds(*ms)),
        mean_s: waits.iter().sum::<i64>().checked_div(people).map(seconds),
    }
}

fn seconds(ms: i64) -> u32 {
    u32::try_from(ms / 1000).unwrap_or(0)
}

fn count(people: usize) -> u32 {
    u32::try_from(people).unwrap_or(u32::MAX)
}
