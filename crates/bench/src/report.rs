//! The table: figure, limit, ratio, goal.

use serde::Serialize;
use std::fmt;

/// One figure.
#[derive(Debug, Clone, Serialize)]
pub struct Row {
    name: String,
    unit: &'static str,
    figure: f64,
    limit: Option<Limit>,
    goal: Option<Goal>,
}

/// What the machine can do at best, in the same run.
#[derive(Debug, Clone, Serialize)]
struct Limit {
    what: String,
    figure: f64,
    /// Figure over limit.
    ratio: f64,
}

/// What the figure should be.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Goal {
    AtLeast { figure: f64, reached: bool },
    AtMost { figure: f64, reached: bool },
}

impl Row {
    /// A figure without anything beside it.
    pub fn new(name: &str, unit: &'static str, figure: f64) -> Self {
        Self { name: name.to_owned(), unit, figure, limit: None, goal: None }
    }
    /// Beside this limit.
    pub fn limit(mut self, what: &str, figure: f64) -> Self {
        self.limit = Some(Limit { what: what.to_owned(), figure, ratio: self.figure / figure });
        self
    }
    /// The more the better.
    pub fn goal_at_least(mut self, figure: f64) -> Self {
        self.goal = Some(Goal::AtLeast { figure, reached: self.figure >= figure });
        self
    }
    /// The less the better.
    pub fn goal_at_most(mut self, figure: f64) -> Self {
        self.goal = Some(Goal::AtMost { figure, reached: self.figure <= figure });
        self
    }
}

/// All figures of a run.
#[derive(Debug, Serialize)]
pub struct Report {
    seed: u64,
    rows: Vec<Row>,
}

impl Report {
    /// Nothing measured yet.
    pub fn new(seed: u64) -> Self {
        Self { seed, rows: Vec::new() }
    }
    /// One more figure; said at once, since a run takes a while.
    pub fn add(&mut self, row: Row) {
        eprintln!("{}: {} {}", row.name.trim(), figure(row.figure), row.unit);
        self.rows.push(row);
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "\nseed {}", self.seed)?;
        writeln!(f, "{:38} {:>12} {:>12} {:>7}  {:16} limit is", "", "goiso", "limit", "ratio", "goal")?;
        for row in &self.rows {
            let own = format!("{} {}", figure(row.figure), row.unit);
            let (limit, ratio, what) = match &row.limit {
                Some(limit) => (figure(limit.figure), format!("{:.2}", limit.ratio), limit.what.as_str()),
                None => (String::new(), String::new(), ""),
            };
            let word = |reached: bool| if reached { "reached" } else { "MISSED" };
            let goal = match row.goal {
                Some(Goal::AtLeast { figure: goal, reached }) => format!("≥ {} {}", figure(goal), word(reached)),
                Some(Goal::AtMost { figure: goal, reached }) => format!("≤ {} {}", figure(goal), word(reached)),
                None => String::new(),
            };
            writeln!(f, "{:38} {own:>12} {limit:>12} {ratio:>7}  {goal:16} {what}", row.name)?;
        }
        Ok(())
    }
}

/// Three figures are enough for anybody.
fn figure(value: f64) -> String {
    match value.abs() {
        size if size >= 100.0 => format!("{value:.0}"),
        size if size >= 10.0 => format!("{value:.1}"),
        size if size >= 1.0 => format!("{value:.2}"),
        _ => format!("{value:.3}"),
    }
}

#[cfg(test)]
mod tests {
    use super::{Report, Row};

    #[test]
    fn goals_and_ratios_are_told() {
        let mut report = Report::new(7);
        report.add(Row::new("commands", "/s", 6_000.0).limit("bare", 12_000.0).goal_at_least(5_000.0));
        report.add(Row::new("press", "ms", 3.5).goal_at_most(3.0));
        let told = report.to_string();
        assert!(told.contains("0.50") && told.contains("≥ 5000 reached") && told.contains("≤ 3.00 MISSED"), "{told}");
        let json = serde_json::to_value(&report).unwrap();
        assert_eq!(json["rows"][0]["goal"]["kind"], "at_least");
        assert_eq!(json["rows"][1]["goal"]["reached"], false);
    }
}
