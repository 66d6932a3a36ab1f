//! What opening or closing a counter, other groups or another policy would do to the people who come next.

use crate::api::command;
use crate::api::incoming::{Incoming, ok};
use crate::app::Shared;
use crate::problem::{Problem, of_refusal};
use axum::extract::{Path, State};
use axum::response::Response;
use goiso_queue::config::Policy;
use goiso_queue::forecast::roll::{COMING_MS, Change, Setting, what_if};
use goiso_queue::forecast::rolled::{Rolled, Waits};
use goiso_queue::{CounterNo, GroupCode, Hall, Moment};
use goiso_wire::http::At;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use tokio::sync::Semaphore;
use utoipa::ToSchema;

/// Runs behind an answer.
const RUNS: u32 = 40;
/// Answers that are thought through at the same time; each takes one core for a moment.
const AT_ONCE: usize = 1;
/// Whoever finds it taken comes back after so many seconds.
const RETRY_AFTER_S: u32 = 2;

static TURNS: Semaphore = Semaphore::const_new(AT_ONCE);

/// What might be done.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WhatIfBody {
    /// One change; nothing of it is done.
    pub change: WhatIfChange,
}

/// One change.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum WhatIfChange {
    /// Somebody sits down at a counter, or goes on after a pause.
    Open {
        /// Which.
        #[schema(value_type = String)]
        counter: CounterNo,
    },
    /// A counter closes once its present person is done.
    Close {
        /// Which.
        #[schema(value_type = String)]
        counter: CounterNo,
    },
    /// A counter calls from other groups.
    Groups {
        /// Which.
        #[schema(value_type = String)]
        counter: CounterNo,
        /// In this order.
        #[schema(value_type = Vec<String>)]
        groups: Vec<GroupCode>,
    },
    /// Who goes first.
    Policy {
        /// The rule.
        #[schema(value_type = Object)]
        policy: Policy,
    },
}

/// Both futures, with the same people in them.
#[derive(Debug, Serialize, ToSchema)]
pub struct WhatIf {
    /// Runs behind each figure.
    pub runs: u32,
    /// Hall time, Unix milliseconds, from which both are rolled forward.
    pub now: i64,
    /// By group, in the order of the configuration.
    pub groups: Vec<WhatIfGroup>,
    /// How many wait, over time.
    pub line: Vec<WhatIfLine>,
    /// Where the log stands; it did not move.
    pub at: At,
}

/// Waits of a group's people who come.
#[derive(Debug, Serialize, ToSchema)]
pub struct WhatIfGroup {
    /// Its letter.
    pub group: String,
    /// Of those who come within each time.
    pub coming: Vec<WhatIfComing>,
}

/// Waits of people who come within a time.
#[derive(Debug, Serialize, ToSchema)]
pub struct WhatIfComing {
    /// From now, in minutes.
    pub within_min: u32,
    /// As things are; null if nobody is thought to come.
    pub before: Option<WhatIfWaits>,
    /// With the change.
    pub after: Option<WhatIfWaits>,
}

/// Waits from the number to the call.
#[derive(Debug, Serialize, ToSchema)]
pub struct WhatIfWaits {
    /// People in a run, on average, in tenths.
    pub people_tenths: u32,
    /// Half of them wait no longer, in seconds.
    pub p50_s: u32,
    /// Nine of ten wait no longer, in seconds.
    pub p90_s: u32,
    /// More than one of ten is not called while the runs look: the wait is longer than told.
    pub longer: bool,
}

/// How many wait at a moment, in the middle of the runs.
#[derive(Debug, Serialize, ToSchema)]
pub struct WhatIfLine {
    /// From now, in minutes.
    pub after_min: u32,
    /// As things are.
    pub before: u32,
    /// With the change.
    pub after: u32,
}

/// Roll the hall forward with a change and without it. Nothing changes.
#[utoipa::path(post, path = "/api/v1/halls/{hall}/what-if", tag = "halls", operation_id = "what_if",
    params(("hall" = String, Path)), request_body = WhatIfBody, responses((status = 200, body = WhatIf)))]
pub async fn ask(State(app): State<Shared>, Path(hall): Path<String>, incoming: Incoming) -> Result<Response, Problem> {
    let body: WhatIfBody = incoming.json()?;
    let hall = command::hall(&hall)?;
    let change = change(body.change)?;
    let busy = |_| Problem::too_many("what_if_busy", "another question is being thought through", RETRY_AFTER_S);
    let turn = TURNS.try_acquire().map_err(busy)?;
    let copy = app.engine.read(&hall, |published| {
        (
            published.hall.clone(),
            published.now,
            At { epoch: published.position.epoch.to_string(), seq: published.position.seq },
        )
    });
    let (copy, now, at) = copy.ok_or_else(|| Problem::unknown_hall(hall.as_str()))?;
    // Who asks twice of the same hall hears the same.
    let setting = Setting { runs: RUNS, seed: copy.seq };
    let thought = goiso_store::aside("what-if", move || {
        // The turn ends with the work, even if whoever asked has gone.
        let _turn = turn;
        let rolled = what_if(&copy, &change, now, setting);
        rolled.map(|(before, after)| shape(&copy, now, &before, &after, at))
    });
    let told = thought.await.map_err(|error| {
        tracing::error!(%error, "a what-if ended early");
        Problem::internal()
    })?;
    ok(&told.map_err(|refusal| of_refusal(&refusal))?)
}

fn change(asked: WhatIfChange) -> Result<Change, Problem> {
    Ok(match asked {
        WhatIfChange::Open { counter } => Change::Open(counter),
        WhatIfChange::Close { counter } => Change::Close(counter),
        WhatIfChange::Groups { counter, groups } => {
            let distinct: BTreeSet<&GroupCode> = groups.iter().collect();
            if groups.is_empty() || distinct.len() < groups.len() {
                return Err(Problem::bad_request("groups: at least one, each once"));
            }
            Change::Groups(counter, groups)
        }
        WhatIfChange::Policy { policy } => Change::Policy(policy),
    })
}

fn shape(hall: &Hall, now: Moment, before: &Rolled, after: &Rolled, at: At) -> WhatIf {
    let groups = hall.config.groups.iter().map(|group| {
        let of = |rolled: &Rolled| rolled.groups.get(&group.code).copied().unwrap_or_default();
        let told = of(before).into_iter().zip(of(after)).zip(COMING_MS);
        WhatIfGroup {
            group: group.code.to_string(),
            coming: told
                .map(|((old, new), within)| WhatIfComing {
                    within_min: minutes(within),
                    before: old.map(|waits| shaped(&waits, before.runs)),
                    after: new.map(|waits| shaped(&waits, after.runs)),
                })
                .collect(),
        }
    });
    let line = before.line.iter().zip(&after.line).map(|(old, new)| WhatIfLine {
        after_min: minutes(old.after_ms),
        before: old.p50,
        after: new.p50,
    });
    WhatIf { runs: before.runs.min(after.runs), now: now.0, groups: groups.collect(), line: line.collect(), at }
}

fn shaped(waits: &Waits, runs: u32) -> WhatIfWaits {
    WhatIfWaits {
        people_tenths: waits.people.saturating_mul(10).checked_div(runs).unwrap_or(0),
        p50_s: seconds(waits.p50_ms),
        p90_s: seconds(waits.p90_ms),
        longer: waits.not_called.saturating_mul(10) > waits.people,
    }
}

fn seconds(ms: i64) -> u32 {
    u32::try_from(ms / 1000).unwrap_or(0)
}

fn minutes(ms: i64) -> u32 {
    u32::try_from(ms / 60_000).unwrap_or(0)
}
