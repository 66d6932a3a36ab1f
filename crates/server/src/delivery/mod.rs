//! Reports that are handed in by themselves: written to a folder or sent by e-mail once their days are over.
//!
//! What is done stands in the database, so a server that was off at six in the morning hands in when it is on again, one that starts
//! twice hands in once, and of several nodes one does it. A server that dies between handing in and writing that down hands in
//! again: the file is replaced by the same file, the e-mail has the same message id. Only the last period is handed in; who wants
//! older ones asks for them on the page.

mod due;
mod folder;
mod mail;
mod settings;

pub use due::{due_at, last_period};
pub use folder::FolderError;
pub use mail::MailError;
pub use settings::{BadDelivery, DeliverySettings, Every, MailSecurity, MailSettings, check};

use crate::app::App;
use crate::reports::{Computed, Language, ReportError, ReportFile, ReportName, Subject, compute, files_aside};
use goiso_queue::day::{day_under, zone_of};
use goiso_queue::time::{Moment, ServiceDay};
use goiso_queue::{HallConfig, HallId};
use goiso_store::StoreError;
use goiso_store::deliveries::{Delivered, Delivery, Way};
use goiso_store::statistics::Span;
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How often it is looked whether something is due.
pub const LOOK_EVERY: Duration = Duration::from_secs(30);
/// One node has so long for one delivery before another may think it dead.
const CLAIM_MS: i64 = 10 * 60_000;
/// After the first failure it is tried again after this; after each further one twice as long.
const FIRST_PAUSE_MS: i64 = 60_000;
/// But never later than this.
const LONGEST_PAUSE_MS: i64 = 60 * 60_000;

/// What is handed in by itself, and what became of it.
#[derive(Debug, Default)]
pub struct Deliveries {
    /// As configured; checked.
    pub settings: Vec<DeliverySettings>,
    mail: Option<MailSettings>,
    troubles: Mutex<BTreeMap<(String, Way), Trouble>>,
}

/// A delivery that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// In words.
    pub why: String,
    /// When it is tried again, Unix milliseconds.
    pub again_at: i64,
    /// How often it failed.
    pub times: u32,
}

/// Why a report was not handed in.
#[derive(Debug, thiserror::Error)]
pub enum DeliveryError {
    /// The hall is not there.
    #[error("there is no hall {0}")]
    NoHall(HallId),
    /// The report is not there.
    #[error("there is no report {0}")]
    NoReport(String),
    /// No period is over yet.
    #[error("no period is over yet")]
    NothingYet,
    /// No figures, or no file of them.
    #[error(transparent)]
    Report(#[from] ReportError),
    /// The folder.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// The e-mail.
    #[error(transparent)]
    Mail(#[from] MailError),
    /// No mail server.
    #[error("no mail server is set")]
    NoMailServer,
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The writing was given up.
    #[error("the writing was given up: {0}")]
    GivenUp(String),
}

/// The period whose report comes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// Its days.
    pub span: Span,
    /// Handed in from then on.
    pub at: Moment,
}

/// Whether a letter may be taken for one that came before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Occasion {
    /// It is due: once, even if the server dies and sends it twice.
    Due,
    /// Somebody asked for it now.
    Asked(Moment),
}

impl Deliveries {
    /// As configured; call [`check`] before.
    pub fn new(settings: Vec<DeliverySettings>, mail: Option<MailSettings>) -> Self {
        Self { settings, mail, troubles: Mutex::default() }
    }

    /// What failed last, of one way of one of them.
    pub fn trouble(&self, name: &str, way: Way) -> Option<Trouble> {
        self.troubles().get(&(name.to_owned(), way)).cloned()
    }

    fn troubles(&self) -> MutexGuard<'_, BTreeMap<(String, Way), Trouble>> {
        self.troubles.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Hands in what is due; gives what it handed in.
    pub async fn hand_in(&self, app: &App) -> Result<Vec<Delivery>, StoreError> {
        if self.settings.is_empty() {
            return Ok(Vec::new());
        }
        let done = app.store.last_deliveries().await?;
        let mut handed_in = Vec::new();
        for settings in &self.settings {
            for way in settings.ways() {
                let now = app.now();
                if self.trouble(&settings.name, way).is_some_and(|trouble| trouble.again_at > now.0) {
                    continue;
                }
                if let Some(hall) = missing(app, settings) {
                    // without this a name with a slip in it would be silent for ever
                    let error = DeliveryError::NoHall(hall.clone());
                    tracing::warn!(delivery = settings.name, way = way.word(), %error, "a report could not be handed in");
                    self.note_trouble((settings.name.clone(), way), error.to_string(), now);
                    continue;
                }
                let Some(due) = due(app, settings, now).filter(|due| due.at <= now) else { continue };
                let what = Delivery { name: settings.name.clone(), from: due.span.from, to: due.span.to, way };
                let over = done.iter().any(|Delivered { delivery, .. }| *delivery == what);
                if over || !app.store.claim_delivery(&what, now.0, now.0 + CLAIM_MS).await? {
                    continue;
                }
                if self.deliver(app, settings, &what).await? {
                    handed_in.push(what);
                }
            }
        }
        Ok(handed_in)
    }

    /// One delivery that is claimed; whether it is done.
    async fn deliver(&self, app: &App, settings: &DeliverySettings, what: &Delivery) -> Result<bool, StoreError> {
        let span = Span { from: what.from, to: what.to };
        let key = (what.name.clone(), what.way);
        match self.send(app, settings, span, what.way, Occasion::Due).await {
            Ok(()) => {
                app.store.delivery_done(what, app.now().0).await?;
                self.troubles().remove(&key);
                tracing::info!(delivery = what.name, from = %what.from, to = %what.to, "a report was handed in");
                Ok(true)
            }
            Err(error) => {
                tracing::warn!(delivery = what.name, way = what.way.word(), %error, "a report could not be handed in");
                self.note_trouble(key, error.to_string(), app.now());
                app.store.release_delivery(what).await?;
                Ok(false)
            }
        }
    }

    fn note_trouble(&self, key: (String, Way), why: String, now: Moment) {
        let mut troubles = self.troubles();
        let times = troubles.get(&key).map_or(0, |trouble| trouble.times).saturating_add(1);
        let pause = FIRST_PAUSE_MS.saturating_mul(1 << (times - 1).min(20)).min(LONGEST_PAUSE_MS);
        troubles.insert(key, Trouble { why, again_at: now.0 + pause, times });
    }

    /// Hands in the last period once more by every way, whether it is done or not: to try the settings out, or because a letter was
    /// lost.
    pub async fn hand_in_now(&self, app: &App, settings: &DeliverySettings) -> Result<Span, DeliveryError> {
        let now = app.now();
        if let Some(hall) = missing(app, settings) {
            return Err(DeliveryError::NoHall(hall.clone()));
        }
        let Due { span, .. } = due(app, settings, now).ok_or(DeliveryError::NothingYet)?;
        for way in settings.ways() {
            if let Err(error) = self.send(app, settings, span, way, Occasion::Asked(now)).await {
                self.note_trouble((settings.name.clone(), way), error.to_string(), app.now());
                return Err(error);
            }
            let what = Delivery { name: settings.name.clone(), from: span.from, to: span.to, way };
            if app.store.claim_delivery(&what, now.0, now.0 + CLAIM_MS).await? {
                app.store.delivery_done(&what, app.now().0).await?;
            }
            self.troubles().remove(&(settings.name.clone(), way));
        }
        Ok(span)
    }

    async fn send(
        &self,
        app: &App,
        settings: &DeliverySettings,
        span: Span,
        way: Way,
        occasion: Occasion,
    ) -> Result<(), DeliveryError> {
        let subject = match &settings.hall {
            Some(hall) => Subject::hall(app, hall).ok_or_else(|| DeliveryError::NoHall(hall.clone()))?,
            None => Subject::all(app),
        };
        let report =
            ReportName::of(&settings.report).ok_or_else(|| DeliveryError::NoReport(settings.report.clone()))?;
        let computed = compute(&app.store, report, subject, span).await?;
        let (computed, files) = files_aside(computed, settings.files.clone(), settings.language).await?;
        match (way, &settings.folder) {
            (Way::Folder, None) => Ok(()),
            (Way::Folder, Some(folder)) => {
                let folder = folder.clone();
                Ok(blocking(move || folder::put(&folder, &files)).await??)
            }
            (Way::Mail, _) => {
                let mail = self.mail.as_ref().ok_or(DeliveryError::NoMailServer)?;
                Ok(mail::send(mail, letter(settings, &computed, &files, occasion)).await?)
            }
        }
    }
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, DeliveryError> {
    tokio::task::spawn_blocking(work).await.map_err(|error| DeliveryError::GivenUp(error.to_string()))
}

/// The hall that a delivery is about, if there is none of this name.
fn missing<'a>(app: &App, settings: &'a DeliverySettings) -> Option<&'a HallId> {
    settings.hall.as_ref().filter(|hall| app.engine.read(hall, |_| ()).is_none())
}

/// The last period that is over for whom the report is about, and from when on it is due: of all halls together, once it is in
/// each of them.
pub fn due(app: &App, settings: &DeliverySettings, now: Moment) -> Option<Due> {
    let of = |config: &HallConfig, today: ServiceDay| {
        let span = last_period(settings.every, today)?;
        Some(Due { span, at: due_at(&zone_of(config), span, settings.at) })
    };
    let read = |hall: &HallId| app.engine.read(hall, |published| published.hall.config.clone());
    match &settings.hall {
        Some(hall) => {
            let config = read(hall)?;
            of(&config, day_under(&config, now))
        }
        None => {
            let configs: Vec<_> = app.engine.halls().iter().filter_map(read).collect();
            let today = configs.iter().map(|config| day_under(config, now)).min()?;
            configs.iter().filter_map(|config| of(config, today)).max_by_key(|due| due.at)
        }
    }
}

fn letter<'a>(
    settings: &'a DeliverySettings,
    computed: &Computed,
    files: &'a [ReportFile],
    occasion: Occasion,
) -> mail::Letter<'a> {
    let pick = settings.language.pick();
    let Span { from, to } = computed.span;
    let hall = pick(&computed.subject.name);
    let title = computed.title();
    let title = pick(&title);
    let line = computed.reconciliation.in_words();
    let (days, sum, by) = match settings.language {
        Language::Vi => {
            let written = |day: ServiceDay| day.0.strftime("%d/%m/%Y").to_string();
            let days = if from == to { written(from) } else { format!("{} – {}", written(from), written(to)) };
            (days, pick(&line), "Thư này do goiso tự gửi; báo cáo nằm trong tệp đính kèm.")
        }
        Language::En => {
            let days = if from == to { from.to_string() } else { format!("{from} – {to}") };
            (days, pick(&line), "goiso sends this by itself; the report is attached.")
        }
    };
    let again = match occasion {
        Occasion::Due => String::new(),
        Occasion::Asked(at) => format!(".{}", at.0),
    };
    mail::Letter {
        to: &settings.mail_to,
        subject: format!("{title} · {hall} · {days}"),
        words: format!("{title}\n{hall}\n{days}\n\n{sum}\n\n{by}\n"),
        id: format!("goiso.{}.{from}.{to}{again}", settings.name),
        files,
    }
}
