//! The demo's hall, changed for what a test needs.

use crate::http::Client;
use crate::server::Greeting;
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

/// Changes the hall's configuration through the service.
pub async fn configure(greeting: &Greeting, change: impl FnOnce(&mut Value)) -> Result<()> {
    let token = greeting.tokens.get("admin").context("no token for admin")?;
    let mut admin = Client::new(&greeting.url, token);
    let path = format!("/halls/{}/config", greeting.hall);
    let mut config = admin.get(&path).await?.body;
    change(&mut config);
    let answer = admin.put(&path, &config).await?;
    ensure!(answer.fine(), "the configuration is refused: {} {}", answer.status, answer.body);
    Ok(())
}

/// As many open tickets as a hall may allow.
pub const OPEN_TICKETS: u64 = 10_000;

/// With [`OPEN_TICKETS`].
pub fn with_many_open_tickets(config: &mut Value) {
    config["limits"]["open_tickets"] = json!(OPEN_TICKETS);
}

/// This many counters in the first zone, each serving all these groups, helping nobody.
pub fn with_counters(config: &mut Value, count: usize, groups: &[String]) {
    let zone = config["zones"][0]["code"].clone();
    let counters = (1..=count).map(|number| json!({"number": number.to_string(), "zone": zone, "groups": groups}));
    config["counters"] = counters.collect();
}
