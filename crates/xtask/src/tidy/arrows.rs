//! The only arrows between crates, and the outside crates that stay behind one wall.

use super::Finding;
use anyhow::{Context, Result, anyhow};
use serde_json::Value;

/// Each crate with those it may use, for whatever kind of dependency.
const ARROWS: [(&str, &[&str]); 11] = [
    ("queue", &[]),
    ("wire", &[]),
    ("voice", &[]),
    ("store", &["queue"]),
    ("engine", &["queue", "store", "wire"]),
    ("server", &["engine", "queue", "store", "wire", "voice"]),
    ("client", &["wire"]),
    ("announcer", &["client", "voice", "wire"]),
    ("bench", &["client", "wire"]),
    ("xtask", &["wire"]),
    // everything but the rules: the reference model is written apart
    ("tests", &["wire", "voice", "store", "engine", "server", "client", "announcer"]),
];

/// Outside crates that only some of ours may use.
const WALLS: [(&str, &[&str], &str); 6] = [
    ("sqlx", &["store"], "only the store speaks SQL"),
    (
        "rusqlite",
        &["store", "bench", "tests"],
        "only the store speaks SQL; the bench measures it bare, tests tamper with copies",
    ),
    ("axum", &["server", "bench"], "only the server speaks HTTP; the bench measures it bare"),
    ("redis", &["server"], "only the server knows Redis"),
    ("rodio", &["announcer"], "only the announcer makes sound"),
    ("syn", &["xtask"], "only the chores read sources"),
];

/// What the rules may never use: they have no clock, dice, threads, files or log.
const NOT_IN_RULES: [&str; 12] = [
    "tokio",
    "tokio-util",
    "futures-util",
    "tracing",
    "metrics",
    "rand",
    "getrandom",
    "uuid",
    "hyper",
    "rusqlite",
    "sqlx",
    "clap",
];

pub fn check(metadata: &Value) -> Result<Vec<Finding>> {
    let packages = metadata["packages"].as_array().context("cargo metadata without packages")?;
    let mut findings = Vec::new();
    for package in packages {
        let name = text(package, "name")?;
        let Some((own, allowed)) = ARROWS.iter().find(|(short, _)| name == format!("goiso-{short}")) else {
            findings.push(Finding::new(name, "is no crate of the design: give it a place and its arrows"));
            continue;
        };
        for dependency in package["dependencies"].as_array().context("a package without dependencies")? {
            let other = text(dependency, "name")?;
            let for_tests = dependency["kind"].as_str() == Some("dev");
            if other.strip_prefix("goiso-").is_some_and(|short| !allowed.contains(&short)) {
                findings.push(Finding::new(name, format!("may not use {other}")));
            }
            for (_, users, why) in WALLS.iter().filter(|(walled, ..)| *walled == other) {
                if !users.contains(own) {
                    findings.push(Finding::new(name, format!("may not use {other}: {why}")));
                }
            }
            if *own == "queue" && !for_tests && NOT_IN_RULES.contains(&other) {
                findings.push(Finding::new(name, format!("may not use {other}: the rules are pure")));
            }
        }
    }
    Ok(findings)
}

fn text<'a>(value: &'a Value, key: &str) -> Result<&'a str> {
    value[key].as_str().ok_or_else(|| anyhow!("cargo metadata without {key}"))
}

#[cfg(test)]
mod tests {
    use super::super::testing::told;
    use super::check;
    use serde_json::{Value, json};

    fn package(name: &str, uses: &[(&str, Value)]) -> Value {
        let uses: Vec<_> = uses.iter().map(|(name, kind)| json!({"name": name, "kind": kind})).collect();
        json!({"name": name, "dependencies": uses})
    }

    #[test]
    fn arrows_of_the_design_pass() {
        let metadata = json!({"packages": [
            package("goiso-queue", &[("serde", Value::Null), ("rand", json!("dev"))]),
            package("goiso-store", &[("goiso-queue", Value::Null), ("sqlx", Value::Null)]),
            package("goiso-tests", &[("goiso-client", Value::Null)]),
        ]});
        assert_eq!(told(&check(&metadata).unwrap()), "");
    }

    #[test]
    fn any_other_arrow_is_found() {
        let metadata = json!({"packages": [
            package("goiso-queue", &[("goiso-wire", Value::Null), ("tokio", Value::Null)]),
            package("goiso-engine", &[("goiso-server", json!("dev")), ("rusqlite", Value::Null)]),
            package("goiso-tests", &[("goiso-queue", json!("dev"))]),
            package("goiso-helper", &[]),
        ]});
        let told = told(&check(&metadata).unwrap());
        for line in [
            "goiso-queue: may not use goiso-wire\n",
            "goiso-queue: may not use tokio: the rules are pure\n",
            "goiso-engine: may not use goiso-server\n",
            "goiso-engine: may not use rusqlite: only the store",
            "goiso-tests: may not use goiso-queue\n",
            "goiso-helper: is no crate of the design",
        ] {
            assert!(told.contains(line), "{line} is not in\n{told}");
        }
        assert_eq!(told.lines().count(), 6, "{told}");
    }
}
