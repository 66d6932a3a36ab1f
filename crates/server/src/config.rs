//! The configuration file of `goiso serve`.

use crate::delivery::{self, BadDelivery, DeliverySettings, MailSettings};
use crate::limits::LimitSettings;
use crate::proxies::Prefix;
use goiso_store::Target;
use serde::Deserialize;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// Every setting with its default and a sentence about it; `goiso config` prints it.
pub const DEFAULT_FILE: &str = include_str!("../../../deploy/goiso.example.toml");

/// How many days personal facts are kept where nothing else is said.
pub const KEEP_PRIVATE_DAYS: u16 = 30;

/// The settings of a server.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Where to listen.
    pub listen: SocketAddr,
    /// A path, or `postgres://…`.
    pub database: String,
    /// The addresses that browsers use.
    pub origins: Vec<String>,
    /// Proxies that are believed when they say whose request they pass on.
    pub trusted_proxies: Vec<Prefix>,
    /// Listen beyond this machine without TLS.
    pub allow_plain_http: bool,
    /// A folder whose files go before the built-in pages.
    pub displays: Option<PathBuf>,
    /// A folder whose voices go before the built-in ones.
    pub sounds: Option<PathBuf>,
    /// A folder of pictures, video and slides for walls.
    pub media: Option<PathBuf>,
    /// Personal facts (notes, comments) are erased after so many days.
    pub keep_private_days: u16,
    /// Whether everybody may see how long the lines are.
    pub open_data: bool,
    /// Limits against abuse.
    pub limits: LimitSettings,
    /// Reports that are handed in by themselves.
    pub deliveries: Vec<DeliverySettings>,
    /// The mail server that they are sent through.
    pub mail: Option<MailSettings>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            database: "goiso.db".to_owned(),
            origins: Vec::new(),
            trusted_proxies: Vec::new(),
            allow_plain_http: false,
            displays: None,
            sounds: None,
            media: None,
            keep_private_days: KEEP_PRIVATE_DAYS,
            open_data: false,
            limits: LimitSettings::default(),
            deliveries: Vec::new(),
            mail: None,
        }
    }
}

/// Why a configuration cannot be used. Each says what to do.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("{path} cannot be read: {why}")]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// The system's word.
        why: std::io::Error,
    },
    /// The file is not what is expected.
    #[error("{path}: {why}")]
    Malformed {
        /// Which.
        path: PathBuf,
        /// Where and what.
        why: String,
    },
    /// Passwords would travel readable.
    #[error(
        "{listen} is beyond this machine, where plain HTTP is readable: listen on 127.0.0.1 behind a TLS proxy, or set allow_plain_http"
    )]
    PlainHttp {
        /// The address.
        listen: SocketAddr,
    },
    /// Not an origin.
    #[error("{origin:?} is no origin; write it as https://name or https://name:port, without a path")]
    BadOrigin {
        /// As written.
        origin: String,
    },
    /// Reports that are handed in by themselves.
    #[error(transparent)]
    Delivery(#[from] BadDelivery),
}

impl Config {
    /// Reads and checks a file.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let text =
            std::fs::read_to_string(path).map_err(|why| ConfigError::Unreadable { path: path.to_owned(), why })?;
        let config: Config = toml::from_str(&text)
            .map_err(|why| ConfigError::Malformed { path: path.to_owned(), why: one_line(&why.to_string()) })?;
        config.check()?;
        Ok(config)
    }

    /// What a single setting cannot say by itself.
    pub fn check(&self) -> Result<(), ConfigError> {
        if !self.listen.ip().is_loopback() && !self.allow_plain_http {
            return Err(ConfigError::PlainHttp { listen: self.listen });
        }
        for origin in &self.origins {
            let host = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
            if host.is_none_or(|host| host.is_empty() || host.contains(['/', '?', '#', '@', ' '])) {
                return Err(ConfigError::BadOrigin { origin: origin.clone() });
            }
        }
        Ok(delivery::check(&self.deliveries, self.mail.as_ref())?)
    }

    /// Where the data is.
    pub fn target(&self) -> Target {
        target_of(&self.database)
    }
}

/// A database as it is written in files and on command lines.
pub fn target_of(database: &str) -> Target {
    if database.starts_with("postgres://") || database.starts_with("postgresql://") {
        Target::Postgres(database.to_owned())
    } else {
        Target::Sqlite(PathBuf::from(database.strip_prefix("sqlite:").unwrap_or(database)))
    }
}

/// The words of a report of several lines, in one.
pub fn one_line(text: &str) -> String {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Config, ConfigError> {
        let dir = folder();
        let path = dir.join("goiso.toml");
        std::fs::write(&path, text).expect("written");
        let config = Config::read(&path);
        std::fs::remove_dir_all(dir).expect("removed");
        config
    }

    fn folder() -> PathBuf {
        let name = crate::auth::secret::in_letters(&crate::auth::secret::random::<10>().expect("randomness"));
        let dir = std::env::temp_dir().join(format!("goiso-config-{name}"));
        std::fs::create_dir(&dir).expect("a folder");
        dir
    }

    /// The file of defaults with every setting uncommented is the default itself, so that it cannot go stale.
    #[test]
    fn the_printed_defaults_are_the_defaults() {
        assert_eq!(read(DEFAULT_FILE).expect("readable"), Config::default());
        let uncommented: String = DEFAULT_FILE
            .lines()
            .filter(|line| !["# ", "#displays", "#sounds", "#media"].iter().any(|start| line.starts_with(start)))
            .map(|line| format!("{}\n", line.strip_prefix('#').unwrap_or(line)))
            .collect();
        assert_eq!(read(&uncommented).expect("readable"), Config::default());
        assert_eq!(uncommented.matches(" = ").count(), 17, "every setting stands in the file");
    }

    #[test]
    fn wrong_keys_are_named_with_their_line() {
        let error = read("listen = \"127.0.0.1:0\"\nlisten_adress = 1\n").expect_err("a slip").to_string();
        assert!(error.contains("listen_adress") && error.contains("line 2"), "{error}");
        let error = read("[limits]\nissue_per_hour = 3\n").expect_err("a slip").to_string();
        assert!(error.contains("issue_per_hour"), "{error}");
        assert!(!error.contains('\n'), "one line: {error}");
    }

    #[test]
    fn a_trusted_proxy_is_an_address_or_the_beginning_of_one() {
        let config = read("trusted_proxies = [\"127.0.0.1\", \"10.0.0.0/8\"]\n").expect("readable");
        assert_eq!(config.trusted_proxies.len(), 2);
        let error = read("trusted_proxies = [\"proxy.example\"]\n").expect_err("a name").to_string();
        assert!(error.contains("proxy.example") && error.contains("10.0.0.0/8"), "{error}");
    }

    #[test]
    fn plain_http_beyond_this_machine_is_refused_unless_allowed() {
        let beyond = "listen = \"0.0.0.0:8080\"\n";
        assert!(matches!(read(beyond), Err(ConfigError::PlainHttp { .. })));
        read(&format!("{beyond}allow_plain_http = true\n")).expect("allowed");
        assert!(matches!(read("origins = [\"hall.example\"]"), Err(ConfigError::BadOrigin { .. })));
        assert!(matches!(read("origins = [\"https://hall.example/\"]"), Err(ConfigError::BadOrigin { .. })));
    }
}
