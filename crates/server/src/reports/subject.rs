//! Whom a report is about: a hall, or all of them together.

use super::Words;
use super::names::Names;
use crate::api::answers;
use crate::app::App;
use goiso_queue::HallId;
use goiso_queue::time::ServiceDay;
use goiso_store::statistics::{Scope, Standing};
use std::collections::BTreeMap;

/// A hall or all halls, with what their reports need to know.
#[derive(Debug)]
pub struct Subject {
    /// None for all halls.
    pub hall: Option<HallId>,
    /// What people call it.
    pub name: Words,
    /// What people call its groups, classes and officers.
    pub names: Names,
    /// The present service day, the latest one of several halls; none before the first.
    pub today: Option<ServiceDay>,
    /// Days before this one are over everywhere: one hall may still be open past midnight.
    pub open_from: Option<ServiceDay>,
    /// What goes on at the counters right now.
    pub standing: Standing,
}

impl Subject {
    /// One hall; none if there is no such hall.
    pub fn hall(app: &App, hall: &HallId) -> Option<Self> {
        let read = app.engine.read(hall, |published| {
            let config = &published.hall.config;
            let mut standing = Standing::default();
            standing.take(published.hall, app.now());
            (published.hall.day, config.clone(), answers::text(&config.name), standing)
        });
        let (today, config, name, standing) = read?;
        Some(Self {
            hall: Some(hall.clone()),
            name: Words::new(&name.vi, if name.en.is_empty() { &name.vi } else { &name.en }),
            names: Names::new(Some(&config), officers(app)),
            today,
            open_from: today,
            standing,
        })
    }

    /// All halls, added up.
    pub fn all(app: &App) -> Self {
        let halls = app.engine.halls();
        let mut standing = Standing::default();
        for hall in &halls {
            app.engine.read(hall, |published| standing.take(published.hall, app.now()));
        }
        let days = || halls.iter().filter_map(|hall| app.engine.read(hall, |published| published.hall.day)).flatten();
        Self {
            hall: None,
            name: Words::new(format!("{} bộ phận", halls.len()), format!("{} halls", halls.len())),
            names: Names::new(None, officers(app)),
            today: days().max(),
            open_from: days().min(),
            standing,
        }
    }

    /// What the store is asked about.
    pub fn scope(&self) -> Scope {
        self.hall.clone().map_or(Scope::AllHalls, Scope::Hall)
    }

    /// As it stands in names of files.
    pub fn word(&self) -> &str {
        self.hall.as_ref().map_or("all", HallId::as_str)
    }
}

fn officers(app: &App) -> BTreeMap<String, String> {
    app.auth.book().staff_names(None)
}
