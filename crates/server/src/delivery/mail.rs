//! Reports as attachments of an e-mail.

use super::settings::{BadDelivery, MailSecurity, MailSettings, mailbox};
use crate::reports::ReportFile;
use lettre::message::header::ContentType;
use lettre::message::{Attachment, MultiPart, SinglePart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};
use std::path::PathBuf;
use std::time::Duration;

/// Bytes of all attachments of one e-mail, at most: what most mail servers take.
pub const ATTACHED_MAX: usize = 15 * 1024 * 1024;
/// The mail server answers each command within this.
const ANSWER_WITHIN: Duration = Duration::from_secs(30);
/// All of it is over within this.
pub const SENT_WITHIN: Duration = Duration::from_secs(120);
/// Of a mail server's own words so many letters are told.
const WORDS_MAX: usize = 300;
/// A password is no longer than this, in bytes.
const PASSWORD_MAX: u64 = 1024;

/// Why an e-mail was not sent.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// The settings.
    #[error(transparent)]
    Settings(#[from] BadDelivery),
    /// A file that the settings name.
    #[error("{path} cannot be used: {why}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// Too large.
    #[error(
        "the files have {0} bytes together; {ATTACHED_MAX} are the most an e-mail carries: hand in fewer kinds, or to a folder"
    )]
    TooLarge(usize),
    /// It could not be put together.
    #[error("the e-mail could not be put together: {0}")]
    Message(String),
    /// The mail server did not take it.
    #[error("{server} did not take it: {why}")]
    Refused {
        /// Which.
        server: String,
        /// Its word.
        why: String,
    },
    /// It did not answer in time.
    #[error("{server} did not take it within {} s", SENT_WITHIN.as_secs())]
    Late {
        /// Which.
        server: String,
    },
}

/// An e-mail to be sent.
#[derive(Debug)]
pub struct Letter<'a> {
    /// The addresses.
    pub to: &'a [String],
    /// What it is about.
    pub subject: String,
    /// What it says.
    pub words: String,
    /// The same letter sent again has the same one, so that a mail program shows it once.
    pub id: String,
    /// What is attached.
    pub files: &'a [ReportFile],
}

/// Sends a letter, whole or not at all.
pub async fn send(settings: &MailSettings, letter: Letter<'_>) -> Result<(), MailError> {
    let server = || settings.server.clone();
    let message = message(settings, letter)?;
    let transport = transport(settings)?;
    match tokio::time::timeout(SENT_WITHIN, transport.send(message)).await {
        Ok(Ok(_)) => Ok(()),
        Ok(Err(error)) => Err(MailError::Refused { server: server(), why: chain(&error) }),
        Err(_) => Err(MailError::Late { server: server() }),
    }
}

/// An error with what caused it: a mail library keeps the server's own word there.
fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    let words = causes.map(ToString::to_string).fold(String::new(), |said, more| {
        match said.as_str() {
            "" => more,
            // some errors repeat what caused them
            _ if said.contains(&more) => said,
            _ => format!("{said}: {more}"),
        }
    });
    words.chars().filter(|letter| !letter.is_control()).take(WORDS_MAX).collect()
}

fn message(settings: &MailSettings, letter: Letter<'_>) -> Result<Message, MailError> {
    let size = letter.files.iter().map(|file| file.bytes.len()).sum();
    if size > ATTACHED_MAX {
        return Err(MailError::TooLarge(size));
    }
    let failed = |why: String| MailError::Message(why);
    let from = mailbox(&settings.from)?;
    let id = format!("<{}@{}>", letter.id, from.email.domain());
    let mut builder = Message::builder().from(from).subject(letter.subject).message_id(Some(id));
    for address in letter.to {
        builder = builder.to(mailbox(address)?);
    }
    let mut parts = MultiPart::mixed().singlepart(SinglePart::plain(letter.words));
    for file in letter.files {
        let kind = content_type(file)?;
        parts = parts.singlepart(Attachment::new(file.name.clone()).body(file.bytes.clone(), kind));
    }
    builder.multipart(parts).map_err(|error| failed(error.to_string()))
}

/// With the name of the file: some mail programs look for it here.
fn content_type(file: &ReportFile) -> Result<ContentType, MailError> {
    ContentType::parse(&format!("{}; name=\"{}\"", file.kind.media_type(), file.name))
        .map_err(|error| MailError::Message(error.to_string()))
}

fn transport(settings: &MailSettings) -> Result<AsyncSmtpTransport<Tokio1Executor>, MailError> {
    let server = settings.server.as_str();
    let (tls, usual) = match settings.security {
        MailSecurity::Starttls => (Tls::Required(certificates(settings)?), 587),
        MailSecurity::Tls => (Tls::Wrapper(certificates(settings)?), 465),
        MailSecurity::None => (Tls::None, 25),
    };
    let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(server)
        .port(settings.port.unwrap_or(usual))
        .tls(tls)
        .timeout(Some(ANSWER_WITHIN));
    if let (Some(login), Some(path)) = (&settings.login, &settings.password_file) {
        builder = builder.credentials(Credentials::new(login.clone(), password(path)?));
    }
    Ok(builder.build())
}

fn certificates(settings: &MailSettings) -> Result<TlsParameters, MailError> {
    let mut builder = TlsParameters::builder(settings.server.clone());
    if let Some(path) = &settings.authority {
        let unusable = |why: String| MailError::File { path: path.clone(), why };
        let pem = std::fs::read(path).map_err(|error| unusable(error.to_string()))?;
        let authority = Certificate::from_pem(&pem).map_err(|error| unusable(chain(&error)))?;
        builder = builder.add_root_certificate(authority);
    }
    builder.build().map_err(|error| MailError::Refused { server: settings.server.clone(), why: chain(&error) })
}

/// Read at every letter, so that a new password needs no restart.
fn password(path: &PathBuf) -> Result<String, MailError> {
    let unusable = |why: String| MailError::File { path: path.clone(), why };
    let size = std::fs::metadata(path).map_err(|error| unusable(error.to_string()))?.len();
    if size > PASSWORD_MAX {
        return Err(unusable(format!("a password has {PASSWORD_MAX} bytes at most")));
    }
    let text = std::fs::read_to_string(path).map_err(|error| unusable(error.to_string()))?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}
