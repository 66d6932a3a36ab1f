//! What the demo prints: one line for programs on standard output, words for people on standard error.

use goiso_queue::HallConfig;
use goiso_queue::ids::HallId;
use goiso_store::people::Role;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::Write;

/// The line for programs. Its shape is fixed: programs outside this repository read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// Without a slash at the end.
    pub url: String,
    /// The hall's id.
    pub hall: HallId,
    /// Letters, in the hall's order.
    pub groups: Vec<String>,
    /// Numbers, in the hall's order.
    pub counters: Vec<String>,
    /// Codes, in the hall's order.
    pub zones: Vec<String>,
    /// A bearer token for each role.
    pub tokens: BTreeMap<&'static str, String>,
}

impl Line {
    /// Of a hall at an address.
    pub fn new(url: String, hall: HallId, config: &HallConfig, tokens: BTreeMap<&'static str, String>) -> Self {
        Self {
            url,
            hall,
            groups: config.groups.iter().map(|group| group.code.to_string()).collect(),
            counters: config.counters.iter().map(|counter| counter.number.to_string()).collect(),
            zones: config.zones.iter().map(|zone| zone.code.to_string()).collect(),
            tokens,
        }
    }

    /// Prints it.
    ///
    /// # Errors
    /// Nobody reads.
    pub fn print(&self) -> anyhow::Result<()> {
        let mut out = std::io::stdout().lock();
        writeln!(out, "{}", serde_json::to_string(self)?)?;
        out.flush()?;
        Ok(())
    }
}

/// A page to open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Vietnamese and English.
    pub names: (&'static str, &'static str),
    /// With the code in the fragment.
    pub link: String,
}

/// The pages of a hall, in the order in which a newcomer opens them, and whose token each needs.
pub fn pages(hall: &HallId, config: &HallConfig) -> Vec<((&'static str, &'static str), Role, String)> {
    let zone = config.zones.first().map(|zone| zone.code.to_string()).unwrap_or_default();
    let counter = config.counters.get(2).or(config.counters.first());
    let counter = counter.map(|counter| counter.number.to_string()).unwrap_or_default();
    vec![
        (("Màn hình sảnh", "hall screen"), Role::Display, format!("hall/?hall={hall}&zone={zone}")),
        (("Ki-ốt lấy số", "kiosk: take a number"), Role::Kiosk, format!("kiosk/?hall={hall}")),
        (("Quầy", "counter: call it"), Role::Officer, format!("counter/?hall={hall}&counter={counter}")),
        (("Phụ trách", "supervisor"), Role::Supervisor, format!("supervisor/?hall={hall}")),
        (("Bàn hướng dẫn", "guide desk"), Role::Greeter, format!("desk/?hall={hall}")),
        (("Quản trị", "set-up"), Role::Admin, format!("admin/?hall={hall}")),
    ]
}

/// Tells people what runs and what to open. Lost words are not worth ending for.
pub fn greet(config: &HallConfig, pages: &[Page], what: &[String]) {
    let mut text = format!("\n  {}\n  {}\n\n", config.name.vi, config.name.en);
    for page in pages {
        let (vi, en) = page.names;
        text.push_str(&format!("  {vi} · {en}\n    {}\n", page.link));
    }
    text.push('\n');
    for line in what {
        text.push_str(&format!("  {line}\n"));
    }
    say(&text);
}

/// Words on standard error. Nobody may be listening, and the demo goes on all the same.
pub fn say(text: &str) {
    let _unheard = writeln!(std::io::stderr().lock(), "{text}");
}
