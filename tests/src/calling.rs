//! A hall whose people take numbers and call them one at a time, and what is to be heard of it.

use crate::http::Client;
use crate::server::Greeting;
use anyhow::{Context, Result, ensure};
use goiso_voice::{Announcement, Language, Pass, Place, Plan, Recall, Settings, Voices};
use serde_json::{Value, json};

/// A hall as its people use it.
#[derive(Debug)]
pub struct Hall {
    greeting: Greeting,
    kiosk: Client,
    officer: Client,
}

/// A call as the hall made it.
#[derive(Debug, Clone)]
pub struct Called {
    /// `c10`.
    pub item: String,
    /// `A012`.
    pub label: String,
    /// `3`.
    pub counter: String,
}

impl Hall {
    /// With the demo's tokens.
    pub fn new(greeting: &Greeting) -> Result<Self> {
        let client = |role: &str| -> Result<Client> {
            Ok(Client::new(&greeting.url, greeting.tokens.get(role).with_context(|| format!("no token for {role}"))?))
        };
        Ok(Self { greeting: greeting.clone(), kiosk: client("kiosk")?, officer: client("officer")? })
    }

    fn at(&self, path: &str) -> String {
        format!("/halls/{}{path}", self.greeting.hall)
    }

    /// Says everything once, in these languages.
    pub async fn speaks_once(&self, languages: &[&str]) -> Result<()> {
        self.configure(|config| config["voice"] = json!({"languages": languages, "repeat": "once"})).await
    }

    /// The first zone is silent between these times of the day.
    pub async fn quiet(&self, from: &str, to: &str) -> Result<()> {
        let silence = json!({"from": from, "to": to, "percent": 0});
        self.configure(|config| {
            config["zones"][0]["speech"] = json!({"place": "counter", "volume": 100, "volumes": [silence]});
        })
        .await
    }

    /// The first zone gets this many counters, each with an officer.
    pub async fn widen(&mut self, counters: usize) -> Result<()> {
        let zone = self.greeting.zones[0].clone();
        self.configure(|config| {
            let group = config["groups"][0]["code"].clone();
            let counter = |number: usize| json!({"number": number.to_string(), "zone": zone, "groups": [group]});
            config["counters"] = (1..=counters).map(counter).collect();
        })
        .await?;
        for number in 1..=counters {
            self.open(&number.to_string()).await?;
        }
        Ok(())
    }

    async fn configure(&self, change: impl FnOnce(&mut Value)) -> Result<()> {
        let mut admin =
            Client::new(&self.greeting.url, self.greeting.tokens.get("admin").context("no token for admin")?);
        let answer = admin.get(&self.at("/config")).await?;
        ensure!(answer.fine(), "the configuration: {} {}", answer.status, answer.body);
        let mut config = if answer.body["config"].is_object() { answer.body["config"].clone() } else { answer.body };
        change(&mut config);
        let put = admin.put(&self.at("/config"), &config).await?;
        ensure!(put.fine(), "configuring: {} {}", put.status, put.body);
        Ok(())
    }

    /// An officer sits down.
    pub async fn open(&mut self, counter: &str) -> Result<()> {
        let opened = self.officer.post(&self.at(&format!("/counters/{counter}/open")), &json!({})).await?;
        ensure!(opened.fine(), "open: {} {}", opened.status, opened.body);
        Ok(())
    }

    /// Somebody takes a number that this counter serves, and is called there; whoever was there before is done.
    pub async fn call(&mut self, group: &str, counter: &str) -> Result<Called> {
        let taken = self.kiosk.post(&self.at("/tickets"), &json!({"group": group})).await?;
        ensure!(taken.fine(), "a number: {} {}", taken.status, taken.body);
        let path = self.at(&format!("/counters/{counter}/next"));
        let mut seen = Value::Null;
        loop {
            let next = self.officer.post(&path, &json!({"seen": seen})).await?;
            if next.code() == "stale_screen" {
                seen = next.body["actual"].clone();
                continue;
            }
            ensure!(next.fine(), "next: {} {}", next.status, next.body);
            let call = &next.body["call"];
            let word = |value: &Value| value.as_str().map(str::to_owned).context("a call");
            return Ok(Called {
                item: word(&call["id"])?,
                label: word(&call["ticket"]["label"])?,
                counter: counter.to_owned(),
            });
        }
    }

    /// Counters of the first zone with a group each.
    pub async fn counters(&mut self) -> Result<Vec<(String, String)>> {
        let mut admin =
            Client::new(&self.greeting.url, self.greeting.tokens.get("admin").context("no token for admin")?);
        let config = admin.get(&self.at("/config")).await?.body;
        let config = if config["config"].is_object() { &config["config"] } else { &config };
        let zone = &self.greeting.zones[0];
        let counters = config["counters"].as_array().context("counters")?;
        let here = counters.iter().filter(|counter| counter["zone"] == json!(zone));
        let pairs: Vec<(String, String)> = here
            .filter_map(|counter| {
                Some((counter["number"].as_str()?.to_owned(), counter["groups"][0].as_str()?.to_owned()))
            })
            .collect();
        ensure!(pairs.len() >= 2, "only {} counters in {zone}", pairs.len());
        Ok(pairs)
    }
}

/// The clips of a call in one of its forms (`first`, `repeat`, `short`), in these languages.
pub fn plan_of(voices: &Voices, called: &Called, languages: &[&str], pass: &str) -> Result<Plan> {
    let languages = languages.iter().map(|code| code.parse::<Language>()).collect::<Result<_, _>>()?;
    let settings = Settings { languages, ..Settings::default() };
    let what = Announcement::Call {
        label: called.label.clone(),
        place: Place::Counter,
        counter: called.counter.clone(),
        recall: Recall::First,
    };
    let pass = match pass {
        "first" => Pass::First,
        "repeat" => Pass::Repeat,
        _ => Pass::Short,
    };
    Ok(voices.plan(&what, &settings, pass))
}

/// The samples of it.
pub fn expected(voices: &Voices, called: &Called, languages: &[&str], pass: &str) -> Result<Vec<f32>> {
    Ok(voices.render(&plan_of(voices, called, languages, pass)?, 1.0)?.to_vec())
}
