//! `goiso import-history`: the days of another queue system, from a file, into a hall's log.
//!
//! Every row becomes the commands that it must have been, at the moments that it names, decided by the hall's own rules and
//! committed a whole service day at a time by the one write path; tickets, legs and statistics arise in the same transaction. A log
//! is only appended to: days go into a new hall, or behind the last event of one that is there.

mod account;
mod day;
mod reason;
mod rows;

pub use account::{Account, Purpose, TOLD_MAX};
pub use rows::{FILE_BYTES_MAX, ROW_BYTES_MAX, ROWS_MAX};

use crate::cli::EXIT_UNSOUND;
use crate::clock::wall_ms;
use crate::config::target_of;
use crate::template::parse_toml;
use anyhow::{Context, bail};
use clap::Args;
use goiso_queue::clock::AHEAD_MS;
use goiso_queue::day::day_under;
use goiso_queue::time::ServiceDay;
use goiso_queue::{Action, Actor, Command, Hall, HallConfig, HallId, Moment, StaffId, decide};
use goiso_store::batch::Decided;
use goiso_store::{
    Batch, Fold, KeyRef, KnownAnswer, NewEpoch, NewEvent, Position, Store, StoreError, StoredEvent, Target,
};
use reason::Reason;
use rows::Row;
use std::collections::BTreeMap;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Rows of one service day, at most: a day is one transaction.
pub const ROWS_A_DAY_MAX: usize = 20_000;
/// Events of the log that are looked at together.
const EVENTS_AT_ONCE: u32 = 1_000;
/// Numbers that are passed over in a restored copy, as the hall itself does it.
const SKIPPED_NUMBERS: u16 = 200;
/// Under whose name imported events stand, at counters too: who sat there is not taken over.
pub const IMPORTER: &str = "import-history";

/// Told when the hall's clock will be doubted at its start.
const OLD: &str = "ngày cuối đã quá 30 ngày: khi khởi động, nếu đồng hồ máy chưa đồng bộ, quản trị viên phải xác nhận giờ / the last \
                   day is more than 30 days ago: unless the system clock is synchronised, an admin has to accept it when the hall is \
                   served";

/// `import-history`.
#[derive(Debug, Args)]
pub struct ImportArgs {
    /// CSV in UTF-8 with the columns ticket, group, class, issued, called, counter, started, finished, outcome
    file: PathBuf,
    /// Into which hall
    #[arg(long)]
    hall: HallId,
    /// The database: a file, or postgres://…
    #[arg(long, default_value = "goiso.db")]
    data: String,
    /// The configuration of a hall that is not there yet, as TOML
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Write nothing; tell what would go in
    #[arg(long)]
    check: bool,
    /// Write every refused row to this new file: line, code, words
    #[arg(long, value_name = "FILE")]
    refused: Option<PathBuf>,
}

/// Does what was asked; the exit code is 3 when rows were refused.
///
/// # Errors
/// What keeps the whole file out, in one line.
pub async fn run(args: ImportArgs) -> anyhow::Result<ExitCode> {
    let purpose = if args.check { Purpose::Check } else { Purpose::Import };
    let config = args.config.as_deref().map(read_config).transpose()?;
    let mut refused = args.refused.as_deref().map(new_file).transpose()?;
    let now = Moment(wall_ms());
    let ground = Ground::open(&target_of(&args.data), purpose).await?;
    let account = import(ground.store.as_ref(), &args.hall, config, &args.file, purpose, now).await;
    ground.close().await?;
    let account = account?;
    if let Some(file) = &mut refused {
        account.write_refused(file)?;
    }
    // Whoever reads along may have gone, as `head` does; what was done is done.
    let _ = write!(std::io::stdout(), "{account}");
    if account.last_at.is_some_and(|last| now.ms_since(last) > AHEAD_MS) {
        let _ = writeln!(std::io::stdout(), "{OLD}");
    }
    Ok(if account.refused.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(EXIT_UNSOUND) })
}

fn read_config(path: &Path) -> anyhow::Result<HallConfig> {
    let text = std::fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?;
    let config = parse_toml(&text).with_context(|| path.display().to_string())?;
    config.validate().with_context(|| path.display().to_string())?;
    Ok(config)
}

/// A file that was not there: the one that is imported, slipped in by mistake, is not overwritten.
fn new_file(path: &Path) -> anyhow::Result<std::fs::File> {
    std::fs::File::create_new(path).with_context(|| format!("{} cannot be made", path.display()))
}

/// Where is looked and written. A check looks at a copy, so that not even the file's own housekeeping changes, and so that it can be
/// done beside a running server.
struct Ground {
    store: Option<Store>,
    copy: Option<PathBuf>,
}

impl Ground {
    async fn open(target: &Target, purpose: Purpose) -> anyhow::Result<Self> {
        match (purpose, target) {
            (Purpose::Import, _) | (Purpose::Check, Target::Postgres(_)) => {
                Ok(Self { store: Some(Store::open(target).await?), copy: None })
            }
            (Purpose::Check, Target::Sqlite(path)) if !path.exists() => Ok(Self { store: None, copy: None }),
            (Purpose::Check, Target::Sqlite(_)) => {
                let folder = private_folder()?;
                let copied = Self::of_copy(target, &folder).await;
                if copied.is_err() {
                    // The error of the copy is what has to be told.
                    let _ = std::fs::remove_dir_all(&folder);
                }
                Ok(Self { store: Some(copied?), copy: Some(folder) })
            }
        }
    }

    async fn of_copy(target: &Target, folder: &Path) -> anyhow::Result<Store> {
        let copy = folder.join("copy.db");
        Store::backup_beside(target, &copy).await.context("the database cannot be looked at")?;
        Ok(Store::open(&Target::Sqlite(copy)).await?)
    }

    async fn close(self) -> anyhow::Result<()> {
        if let Some(store) = self.store {
            store.close().await?;
        }
        if let Some(folder) = self.copy {
            std::fs::remove_dir_all(&folder).with_context(|| format!("{} cannot be removed", folder.display()))?;
        }
        Ok(())
    }
}

/// Nobody else on the machine reads what a hall knows.
fn private_folder() -> anyhow::Result<PathBuf> {
    use std::os::unix::fs::DirBuilderExt;
    let folder = std::env::temp_dir().join(format!("goiso-check-{}", uuid::Uuid::now_v7()));
    std::fs::DirBuilder::new()
        .mode(0o700)
        .create(&folder)
        .with_context(|| format!("{} cannot be made", folder.display()))?;
    Ok(folder)
}

/// Who an imported counter's officer is.
pub(crate) fn importer() -> StaffId {
    IMPORTER.parse().expect("the name is a staff id")
}

/// Imports a file, or looks what of it could be; `now` says which days are over. Without a store there is no database yet.
///
/// # Errors
/// What keeps the whole file out, and a database that cannot write: whole days that went in before stay.
pub async fn import(
    store: Option<&Store>,
    hall: &HallId,
    config: Option<HallConfig>,
    file: &Path,
    purpose: Purpose,
    now: Moment,
) -> anyhow::Result<Account> {
    let mut place = Place::find(store, hall, config).await?;
    let file = rows::read(file, &place.config)?;
    let mut account = Account {
        rows: file.total,
        refused: file.bad.into_iter().collect(),
        passed_over: file.passed_over,
        purpose,
        ..Account::default()
    };
    let mut days: BTreeMap<ServiceDay, Vec<Row>> = BTreeMap::new();
    for row in file.rows {
        days.entry(row.day).or_default().push(row);
    }
    let today = day_under(&place.config, now);
    if let Some((day, line)) = first_line(days.range(today..)) {
        bail!("line {line} is of {day}, which is not over; nothing was imported");
    }
    if let Some(last) = place.last_day() {
        let later = days.split_off(&ServiceDay(last.0.tomorrow().unwrap_or(last.0)));
        let past = std::mem::replace(&mut days, later);
        let own = if past.is_empty() { None } else { place.own_last_day().await? };
        if let Some((own, (day, line))) = own.and_then(|own| Some((own, first_line(past.range(..=own))?))) {
            bail!(
                "hall {hall} has events of its own up to {own}, and line {line} is of {day}: a past goes into a new hall, or behind \
                 the last event; nothing was imported"
            );
        }
        for (day, rows) in past {
            account.refused.extend(rows.into_iter().map(|row| (row.line, Reason::DayInLog { day })));
        }
    }
    if purpose == Purpose::Import && !days.is_empty() {
        place.begin_epoch().await?;
    }
    let mut progress = Progress::new(days.values().map(Vec::len).sum());
    for (day, mut rows) in days {
        progress.tell(day, rows.len());
        if let Some(beyond) = (rows.len() > ROWS_A_DAY_MAX).then(|| rows.split_off(ROWS_A_DAY_MAX)) {
            account.refused.extend(beyond.into_iter().map(|row| (row.line, Reason::DayTooFull { day })));
        }
        let (rows, refused) = day::fitting(rows);
        account.refused.extend(refused);
        let (lived, refused) = day::live(&place.hall, &place.config, rows)?;
        account.refused.extend(refused);
        let Some(lived) = lived else { continue };
        let (accepted, last_at) = (lived.accepted, lived.hall.last_at);
        match purpose {
            Purpose::Check => place.hall = lived.hall,
            Purpose::Import => place
                .write(lived)
                .await
                .with_context(|| format!("nothing of {day} went in, but {} days before it did", account.days.len()))?,
        }
        account.accepted += accepted;
        account.days.insert(day, accepted);
        account.last_at = Some(last_at);
    }
    Ok(account)
}

/// The first day of some, and the first line of it.
fn first_line<'a>(mut days: impl Iterator<Item = (&'a ServiceDay, &'a Vec<Row>)>) -> Option<(ServiceDay, u64)> {
    days.next().map(|(day, rows)| (*day, rows.first().map_or(0, |row| row.line)))
}

/// A hall on its way through its history.
struct Place<'s> {
    id: HallId,
    store: Option<&'s Store>,
    hall: Hall,
    config: HallConfig,
    /// None while the hall is not there yet.
    position: Option<Position>,
    new_epoch: Option<NewEpoch>,
}

impl<'s> Place<'s> {
    async fn find(store: Option<&'s Store>, id: &HallId, config: Option<HallConfig>) -> anyhow::Result<Self> {
        let loaded = match store {
            None => None,
            Some(store) => match store.load(id).await {
                Ok(loaded) => Some(loaded),
                Err(StoreError::UnknownHall(_)) => None,
                Err(error) => return Err(error.into()),
            },
        };
        let (hall, position, new_epoch) = match loaded {
            Some(loaded) => (loaded.hall, Some(loaded.position), loaded.new_epoch),
            None => (Hall::new(), None, None),
        };
        let config = match (hall.day, config) {
            (None, Some(config)) => config,
            (Some(_), None) => hall.config.clone(),
            (None, None) => bail!("there is no hall {id}; with --config FILE it is made, in that configuration"),
            (Some(_), Some(_)) => bail!("hall {id} is there and has its configuration; leave --config out"),
        };
        Ok(Self { id: id.clone(), store, hall, config, position, new_epoch })
    }

    /// The day that the log has come to.
    fn last_day(&self) -> Option<ServiceDay> {
        self.hall.day.map(|day| day.max(day_under(&self.config, self.hall.last_at)))
    }

    /// The last day on which anybody but the clock and an import did something.
    async fn own_last_day(&self) -> anyhow::Result<Option<ServiceDay>> {
        let Some(store) = self.store else { return Ok(None) };
        let (mut after, mut own) = (0, None);
        loop {
            let events = store.events(&self.id, None, after, EVENTS_AT_ONCE).await?;
            let Some(newest) = events.last() else { return Ok(own) };
            after = newest.position.seq;
            let imported = day::by_import();
            let of_people = |stored: &&StoredEvent| stored.event.by != Actor::Clock && stored.event.by != imported;
            own = events
                .iter()
                .filter(of_people)
                .map(|stored| day_under(&self.config, stored.event.at))
                .next_back()
                .max(own);
        }
    }

    /// A restored copy begins a new epoch before anything else, as it does when it is served.
    async fn begin_epoch(&mut self) -> anyhow::Result<()> {
        let Some(NewEpoch { epoch, .. }) = self.new_epoch.take() else { return Ok(()) };
        let action = Action::NewEpoch { epoch: epoch.0, skip_numbers: SKIPPED_NUMBERS };
        let events = decide(&self.hall, &Command { by: Actor::Clock, action }, self.hall.last_at)?;
        let (mut hall, mut fold) = (self.hall.clone(), Fold::default());
        events.iter().for_each(|event| fold.apply(&mut hall, event));
        self.write(day::Lived { hall, events, fold, accepted: 0 }).await
    }

    async fn write(&mut self, lived: day::Lived) -> anyhow::Result<()> {
        let store = self.store.context("there is no database to write to")?;
        let position = match self.position.take() {
            Some(position) => position,
            None => {
                store.create_hall(&self.id).await?;
                store.load(&self.id).await?.position
            }
        };
        let events = lived.events.into_iter().map(|event| NewEvent { event, private: Vec::new() }).collect();
        let batch = HistoryBatch {
            hall: self.id.clone(),
            position,
            decided: Decided { events, fold: lived.fold, answers: Vec::new() },
            standing: Standing::Alone,
        };
        let (batch, committed) = store.commit(batch).await?;
        match batch.standing {
            Standing::Alone => {}
            Standing::Overtaken => bail!("somebody else wrote to hall {} meanwhile; stop its servers first", self.id),
        }
        self.hall = lived.hall;
        self.position = Some(committed.position);
        Ok(())
    }
}

/// Whether the log is still where the days were lived from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    Alone,
    Overtaken,
}

/// A day that was decided before, to be written only where the log has not moved since.
struct HistoryBatch {
    hall: HallId,
    position: Position,
    decided: Decided,
    standing: Standing,
}

impl Batch for HistoryBatch {
    fn hall(&self) -> &HallId {
        &self.hall
    }
    fn position(&self) -> Position {
        self.position.clone()
    }
    fn catch_up(&mut self, head: &Position, _events: Vec<StoredEvent>) {
        self.position = head.clone();
        self.standing = Standing::Overtaken;
    }
    fn keys(&self) -> Vec<KeyRef> {
        Vec::new()
    }
    fn decide(&mut self, _known: Vec<Option<KnownAnswer>>) -> Decided {
        match self.standing {
            Standing::Alone => std::mem::take(&mut self.decided),
            Standing::Overtaken => Decided::default(),
        }
    }
}

/// A line on a terminal that says how far it has come.
struct Progress {
    total: usize,
    before: usize,
}

impl Progress {
    fn new(total: usize) -> Self {
        Self { total, before: 0 }
    }

    fn tell(&mut self, day: ServiceDay, rows: usize) {
        let mut terminal = std::io::stderr();
        if terminal.is_terminal() {
            // A terminal that has gone away is no reason to stop in the middle.
            let _ = write!(terminal, "\r{day}  {}/{}", self.before, self.total).and_then(|()| terminal.flush());
        }
        self.before += rows;
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        let mut terminal = std::io::stderr();
        if terminal.is_terminal() && self.before > 0 {
            let _ = writeln!(terminal, "\r{:>60}\r{}/{}", "", self.before, self.total);
        }
    }
}
