//! What is handed in by itself, as it stands in the configuration file.

use crate::reports::{FileKind, Language, ReportName};
use goiso_queue::HallId;
use goiso_queue::time::TimeOfDay;
use goiso_store::deliveries::Way;
use lettre::message::Mailbox;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::net::IpAddr;
use std::path::PathBuf;

/// Reports that are handed in by themselves, at most.
pub const DELIVERIES_MAX: usize = 50;
/// Recipients of one of them, at most.
pub const RECIPIENTS_MAX: usize = 20;
/// Letters of a name, at most.
pub const NAME_MAX: usize = 40;

/// Over which days a report is made, once they are over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Every {
    /// The service day before.
    Day,
    /// Monday to Sunday.
    Week,
    /// The calendar month.
    Month,
    /// Three of them.
    Quarter,
    /// The calendar year.
    Year,
}

impl Every {
    /// As it stands in settings and answers.
    pub fn word(self) -> &'static str {
        match self {
            Every::Day => "day",
            Every::Week => "week",
            Every::Month => "month",
            Every::Quarter => "quarter",
            Every::Year => "year",
        }
    }
}

/// A report that is handed in by itself.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeliverySettings {
    /// Told from others by this name: small letters, digits and hyphens. Under another name it is another one, and what is over is
    /// handed in again.
    pub name: String,
    /// `monthly` for all nine sheets, or a sheet's own name.
    #[serde(default = "monthly")]
    pub report: String,
    /// Whose; all halls added up if left out.
    pub hall: Option<HallId>,
    /// Over which days.
    pub every: Every,
    /// On the day after them, at this time of the hall.
    #[serde(default = "at_six")]
    pub at: TimeOfDay,
    /// In which language.
    #[serde(default)]
    pub language: Language,
    /// As which files.
    pub files: Vec<FileKind>,
    /// Written into this folder, which exists.
    pub folder: Option<PathBuf>,
    /// Sent to these addresses.
    #[serde(default)]
    pub mail_to: Vec<String>,
}

fn monthly() -> String {
    "monthly".to_owned()
}

fn at_six() -> TimeOfDay {
    TimeOfDay::new(6, 0).unwrap_or_else(|| unreachable!("six in the morning is a time of day"))
}

/// How the way to the mail server is kept from being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MailSecurity {
    /// TLS is begun on a plain connection, port 587 by default; refused if the server cannot.
    #[default]
    Starttls,
    /// TLS from the first byte, port 465 by default.
    Tls,
    /// None, port 25 by default: only for a mail server on this machine, or one that asks for no login.
    None,
}

/// The mail server that reports are sent through.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailSettings {
    /// Its name, as its certificate has it.
    pub server: String,
    /// Its port; the usual one if left out.
    pub port: Option<u16>,
    /// How the way is kept from being read.
    #[serde(default)]
    pub security: MailSecurity,
    /// A PEM file with the certificate of the authority that signed the server's, where that is the hall's own.
    pub authority: Option<PathBuf>,
    /// The sender: `Bộ phận Một cửa <bao-cao@phuong.example>`.
    pub from: String,
    /// Who signs in, if the server asks.
    pub login: Option<String>,
    /// A file with the password and nothing else.
    pub password_file: Option<PathBuf>,
}

/// What is wrong with these settings, in words that say what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadDelivery {
    /// Too many.
    #[error("{DELIVERIES_MAX} deliveries are the most; these are {0}")]
    TooMany(usize),
    /// Not a name.
    #[error("a delivery's name has 1 to {NAME_MAX} small letters, digits and hyphens; {0:?} has not")]
    Name(String),
    /// Twice the same.
    #[error("two deliveries are called {0:?}; what is done of one would count for the other")]
    SameName(String),
    /// No such report.
    #[error("the delivery {name:?} asks for the report {report:?}; there are {known}")]
    Report {
        /// Whose.
        name: String,
        /// As written.
        report: String,
        /// What there is.
        known: String,
    },
    /// No file, or one twice.
    #[error("the delivery {0:?} needs files = [\"xlsx\", …], each kind once")]
    Files(String),
    /// It goes nowhere.
    #[error("the delivery {0:?} needs a folder or mail_to")]
    Nowhere(String),
    /// Too many recipients.
    #[error("the delivery {0:?} has more than {RECIPIENTS_MAX} recipients; a list on the mail server serves more")]
    Recipients(String),
    /// No mail server.
    #[error("the delivery {0:?} is to be sent by e-mail: say through which server under [mail]")]
    NoMailServer(String),
    /// Not an address.
    #[error("{address:?} is no e-mail address: {why}")]
    Address {
        /// As written.
        address: String,
        /// The library's word.
        why: String,
    },
    /// A login without a password or the other way round.
    #[error("[mail] has login without password_file or the other way round; both or neither")]
    HalfLogin,
    /// The password would travel readable.
    #[error("[mail] would send the password readable to {0}: use security = \"starttls\" or \"tls\"")]
    PlainPassword(String),
    /// Nothing is kept.
    #[error("[mail] has an authority, but security = \"none\" asks for no certificate")]
    IdleAuthority,
}

/// Checks deliveries together with the mail server that they need.
pub fn check(deliveries: &[DeliverySettings], mail: Option<&MailSettings>) -> Result<(), BadDelivery> {
    if deliveries.len() > DELIVERIES_MAX {
        return Err(BadDelivery::TooMany(deliveries.len()));
    }
    mail.map_or(Ok(()), check_mail)?;
    let mut names = BTreeSet::new();
    for delivery in deliveries {
        check_one(delivery, mail)?;
        if !names.insert(&delivery.name) {
            return Err(BadDelivery::SameName(delivery.name.clone()));
        }
    }
    Ok(())
}

fn check_one(delivery: &DeliverySettings, mail: Option<&MailSettings>) -> Result<(), BadDelivery> {
    let name = || delivery.name.clone();
    let plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    if delivery.name.is_empty() || delivery.name.len() > NAME_MAX || !delivery.name.chars().all(plain) {
        return Err(BadDelivery::Name(delivery.name.chars().take(NAME_MAX).collect()));
    }
    if ReportName::of(&delivery.report).is_none() {
        let known = ReportName::words().collect::<Vec<_>>().join(", ");
        return Err(BadDelivery::Report { name: name(), report: delivery.report.clone(), known });
    }
    let once = FileKind::ALL.iter().all(|kind| delivery.files.iter().filter(|one| *one == kind).count() <= 1);
    if delivery.files.is_empty() || !once {
        return Err(BadDelivery::Files(name()));
    }
    if delivery.folder.is_none() && delivery.mail_to.is_empty() {
        return Err(BadDelivery::Nowhere(name()));
    }
    if delivery.mail_to.len() > RECIPIENTS_MAX {
        return Err(BadDelivery::Recipients(name()));
    }
    if !delivery.mail_to.is_empty() && mail.is_none() {
        return Err(BadDelivery::NoMailServer(name()));
    }
    delivery.mail_to.iter().try_for_each(|address| mailbox(address).map(drop))
}

fn check_mail(mail: &MailSettings) -> Result<(), BadDelivery> {
    mailbox(&mail.from)?;
    if mail.login.is_some() != mail.password_file.is_some() {
        return Err(BadDelivery::HalfLogin);
    }
    match mail.security {
        MailSecurity::None if mail.login.is_some() && !is_this_machine(&mail.server) => {
            Err(BadDelivery::PlainPassword(mail.server.clone()))
        }
        MailSecurity::None if mail.authority.is_some() => Err(BadDelivery::IdleAuthority),
        MailSecurity::None | MailSecurity::Starttls | MailSecurity::Tls => Ok(()),
    }
}

/// An e-mail address, with a name or without.
pub fn mailbox(address: &str) -> Result<Mailbox, BadDelivery> {
    address.parse().map_err(|why: lettre::address::AddressError| BadDelivery::Address {
        address: address.chars().take(200).collect(),
        why: why.to_string(),
    })
}

fn is_this_machine(server: &str) -> bool {
    server == "localhost" || server.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

impl DeliverySettings {
    /// How it gets where it belongs: at least one way.
    pub fn ways(&self) -> impl Iterator<Item = Way> {
        let folder = self.folder.as_ref().map(|_| Way::Folder);
        let mail = (!self.mail_to.is_empty()).then_some(Way::Mail);
        folder.into_iter().chain(mail)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<(), String> {
        #[derive(Deserialize)]
        struct File {
            deliveries: Vec<DeliverySettings>,
            mail: Option<MailSettings>,
        }
        let file: File = toml::from_str(text).map_err(|error| error.to_string())?;
        check(&file.deliveries, file.mail.as_ref()).map_err(|error| error.to_string())
    }

    const FINE: &str =
        "[[deliveries]]\nname = \"thang\"\nevery = \"month\"\nfiles = [\"xlsx\", \"csv\"]\nfolder = \"/srv\"\n";
    const MAIL: &str = "[mail]\nserver = \"mail.example\"\nfrom = \"Một cửa <a@b.example>\"\n";

    #[test]
    fn what_is_fine_is_taken() {
        read(FINE).unwrap();
        read(&format!("{FINE}mail_to = [\"Sở <x@y.example>\"]\nat = \"05:30\"\nlanguage = \"en\"\n{MAIL}")).unwrap();
        read(&format!("{FINE}{MAIL}security = \"none\"\n")).unwrap();
        let here = MAIL.replace("mail.example", "127.0.0.1");
        read(&format!("{FINE}{here}security = \"none\"\nlogin = \"a\"\npassword_file = \"p\"\n")).unwrap();
    }

    #[test]
    fn what_is_wrong_is_said() {
        let with = |from: &str, to: &str| FINE.replace(from, to);
        let table = [
            (with("thang", "Tháng"), "small letters"),
            (with("thang", &"a".repeat(NAME_MAX + 1)), "small letters"),
            (format!("{FINE}{FINE}"), "two deliveries"),
            (format!("{FINE}report = \"yearly\"\n"), "there are summary"),
            (with("[\"xlsx\", \"csv\"]", "[]"), "needs files"),
            (with("\"csv\"", "\"xlsx\""), "each kind once"),
            (with("\"csv\"", "\"doc\""), "unknown variant"),
            (with("month", "fortnight"), "unknown variant"),
            (with("folder = \"/srv\"", ""), "needs a folder or mail_to"),
            (format!("{FINE}mail_to = [\"x@y.example\"]\n"), "[mail]"),
            (format!("{FINE}mail_to = [\"nobody\"]\n{MAIL}"), "no e-mail address"),
            (format!("{FINE}mail_to = [\"x@y.example\\nBcc: z@y.example\"]\n{MAIL}"), "no e-mail address"),
            (format!("{FINE}{MAIL}login = \"a\"\n"), "both or neither"),
            (format!("{FINE}{MAIL}security = \"none\"\nlogin = \"a\"\npassword_file = \"p\"\n"), "readable"),
            (format!("{FINE}{MAIL}security = \"none\"\nauthority = \"ca.pem\"\n"), "authority"),
            (format!("{FINE}at = \"25:00\"\n"), "time of day"),
            (format!("{FINE}colour = \"red\"\n"), "unknown field"),
        ];
        for (text, words) in table {
            let error = read(&text).expect_err(&text);
            assert!(error.contains(words), "{text}\n{error}");
        }
        let many: String = (0..=DELIVERIES_MAX).map(|number| with("thang", &format!("t{number}"))).collect();
        assert!(read(&many).expect_err("many").contains("are the most"));
        let crowd = vec!["\"x@y.example\""; RECIPIENTS_MAX + 1].join(", ");
        assert!(read(&format!("{FINE}mail_to = [{crowd}]\n{MAIL}")).expect_err("a crowd").contains("recipients"));
    }
}
