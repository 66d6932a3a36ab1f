//! Who may come in: tokens of devices and programs, people with passwords and cookies, codes, the first set-up.
//!
//! Everything that can be asked of a request is answered from memory: the book of tokens, people and sessions is read at
//! the start, after each change made here, and on PostgreSQL every few seconds, so that a revocation made on another node
//! is known within [`REREAD_EVERY`]. Streams watch the book and end when their credential is no longer in it.
//!
//! The secret of a device is replaced daily: the next one is handed out, and the present one is good until the next is
//! used. Whoever then still sends the replaced one has a copy of it: the device loses its right.

pub mod book;
pub mod codes;
pub mod pairing;
pub mod passwords;
pub mod principal;
pub mod secret;
pub mod setup;

pub use codes::CodeUse;
pub use principal::{Credential, Member, Principal};
pub use secret::Secret;

use crate::limits::Limits;
use crate::problem::Problem;
use book::Book;
use goiso_store::Store;
use goiso_store::devices::{DeviceNote, DeviceStep};
use goiso_store::people::{BrowserSession, Person, Role, Standing, Token};
use passwords::{Passwords, Verdict};
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// A session that nobody used for so long is over.
pub const IDLE_MS: i64 = 30 * 60 * 1000;
/// A session is over after so long, used or not.
pub const LONGEST_MS: i64 = 12 * 60 * 60 * 1000;
/// The use of a session is written down at most so often.
pub const SEEN_EVERY_MS: i64 = 60 * 1000;
/// Other nodes' changes are known within this, and sessions that ran out are ended within it.
pub const REREAD_EVERY: Duration = Duration::from_secs(3);

/// That a device was seen is written down at most so often.
pub const DEVICE_SEEN_EVERY_MS: i64 = 5 * 60 * 1000;
/// A replaced secret is known as such for so long; afterwards it is as unknown as any other.
pub const SPENT_KEPT_MS: i64 = 90 * 24 * 60 * 60 * 1000;

/// That a device's secret was used by two is told to supervisors for so long.
const COPIED_TOLD_MS: i64 = 7 * 24 * 60 * 60 * 1000;
/// So many of the newest steps are looked through for it at the start.
const COPIED_LOOKED_AT: u32 = 1_000;

/// Wall-clock time for sessions, which outlive a process.
pub type WallClock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// Tokens, people, sessions, codes.
pub struct Auth {
    store: Store,
    book: RwLock<Arc<Book>>,
    changed: watch::Sender<u64>,
    changing: tokio::sync::Mutex<()>,
    wall: WallClock,
    /// Hashing of passwords.
    pub passwords: Passwords,
    seen: Mutex<HashMap<String, Seen>>,
    /// Devices that were shut out because somebody else had their secret, and when, Unix milliseconds.
    copied: Mutex<HashMap<String, i64>>,
    /// How often waiting devices ask.
    pub paces: pairing::Paces,
    /// Codes in the fragments of links.
    pub codes: codes::Codes,
    /// The first set-up.
    pub setup: setup::Setup,
}

impl Auth {
    /// Reads the book. `wall` gives Unix milliseconds.
    pub async fn start(store: Store, wall: WallClock) -> Result<Self, Problem> {
        let book = Book::read(&store).await?;
        let setup = if book.has_people() { setup::Setup::done() } else { setup::Setup::open() };
        let (changed, _) = watch::channel(0);
        let notes = store.device_notes(COPIED_LOOKED_AT).await?;
        let copied = notes.into_iter().filter(|note| note.what == DeviceStep::SecretReused);
        let copied = copied.map(|note| (note.device, note.at)).collect();
        Ok(Self {
            store,
            book: RwLock::new(Arc::new(book)),
            changed,
            changing: tokio::sync::Mutex::default(),
            wall,
            passwords: Passwords::new()?,
            seen: Mutex::default(),
            copied: Mutex::new(copied),
            paces: pairing::Paces::default(),
            codes: codes::Codes::default(),
            setup,
        })
    }

    /// The book as it stands.
    pub fn book(&self) -> Arc<Book> {
        Arc::clone(&self.book.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Wakes whenever the book changed or a session may have run out.
    pub fn watch(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    /// Unix milliseconds by the wall clock.
    pub fn now(&self) -> i64 {
        (self.wall)()
    }

    /// Reads the book again; wakes the streams if it changed or a session in it ran out.
    pub async fn reread(&self) -> Result<(), Problem> {
        let _one_at_a_time = self.changing.lock().await;
        self.reread_locked().await
    }

    async fn reread_locked(&self) -> Result<(), Problem> {
        let fresh = Book::read(&self.store).await?;
        let now = self.now();
        let over: Vec<[u8; 32]> = fresh.sessions_over(now);
        let differs = *self.book() != fresh;
        *self.book.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(fresh);
        if differs || !over.is_empty() {
            self.changed.send_modify(|version| *version += 1);
        }
        for hash in over {
            self.store.end_session(hash).await?;
        }
        Ok(())
    }

    /// Whoever a bearer token belongs to. The first use of a device's next secret makes it the present one; the use of one
    /// that was replaced takes the device's right away.
    pub async fn by_token(&self, secret: &Secret) -> Result<Known, Problem> {
        let hash = secret.hash();
        let now = self.now();
        let book = self.book();
        if let Some(member) = book.by_token(&hash) {
            self.saw(&member.id, now);
            return Ok(Known::Member(member));
        }
        if let Some(id) = book.waiting_for(&hash) {
            self.change(async |store| store.use_next_secret(id, hash, now, now - SPENT_KEPT_MS).await).await?;
            return Ok(self.book().by_token(&hash).map_or(Known::Nobody, Known::Member));
        }
        match book.spent_by(&hash) {
            None => Ok(Known::Nobody),
            Some(id) if book.by_token_id(id).is_none() => Ok(Known::Nobody),
            Some(id) => {
                tracing::error!(device = %id, "a secret that had been replaced was used again: the device is shut out");
                let (device, what) = (id.to_owned(), DeviceStep::SecretReused);
                self.copied.lock().unwrap_or_else(PoisonError::into_inner).insert(device.clone(), now);
                let note = DeviceNote { at: now, device, what, by: "goiso".to_owned() };
                self.change(async |store| store.revoke_device(note).await).await?;
                Ok(Known::Copied)
            }
        }
    }

    /// Whether a device was shut out of late because somebody else had its secret.
    pub fn is_copied(&self, id: &str) -> bool {
        let copied = self.copied.lock().unwrap_or_else(PoisonError::into_inner);
        copied.get(id).is_some_and(|at| self.now() - at < COPIED_TOLD_MS)
    }

    fn saw(&self, id: &str, now: i64) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        match seen.get_mut(id) {
            Some(seen) => seen.at = now,
            None => {
                seen.insert(id.to_owned(), Seen { at: now, written: None });
            }
        }
    }

    /// When a device was last seen since the start, Unix milliseconds.
    pub fn seen(&self, id: &str) -> Option<i64> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).get(id).map(|seen| seen.at)
    }

    /// Writes down who was seen, each at most every [`DEVICE_SEEN_EVERY_MS`].
    pub async fn note_seen(&self) -> Result<(), Problem> {
        let due: Vec<(String, i64)> = {
            let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
            let due = |seen: &Seen| seen.written.is_none_or(|written| seen.at - written >= DEVICE_SEEN_EVERY_MS);
            let due = seen.iter_mut().filter(|(_, seen)| due(seen));
            due.map(|(id, seen)| {
                seen.written = Some(seen.at);
                (id.clone(), seen.at)
            })
            .collect()
        };
        for (id, at) in due {
            self.store.device_seen(&id, at).await?;
        }
        Ok(())
    }

    /// Whoever a cookie belongs to, while the session lasts; notes that it was used.
    pub async fn by_cookie(&self, secret: &Secret) -> Option<Arc<Member>> {
        let hash = secret.hash();
        let now = self.now();
        let book = self.book();
        let member = book.by_session(&hash, now)?;
        if let Some(session) = book.session(&hash)
            && now.saturating_sub(session.seen_at) >= SEEN_EVERY_MS
            && let Err(problem) = self.change(async |store| store.touch_session(hash, now).await).await
        {
            // a session that could not be noted as used runs out earlier, which is the safe side
            tracing::warn!(code = problem.code, "the use of a session could not be written down");
        }
        Some(member)
    }

    /// Whether a member's credential still gives exactly what it gave.
    pub fn still_holds(&self, member: &Member) -> bool {
        let book = self.book();
        let now_is = match &member.credential {
            // what began with a device's earlier secret goes on with the device
            Credential::Token(_) => return book.by_token_id(&member.id).is_some_and(|now_is| now_is.gives_as(member)),
            Credential::Cookie(hash) => book.by_session(hash, self.now()),
        };
        now_is.is_some_and(|now_is| *now_is == *member)
    }

    /// Writes to the store and reads the book again, so that a change is in force when its answer is given.
    pub async fn change<T, E: Into<Problem>>(
        &self,
        write: impl AsyncFnOnce(&Store) -> Result<T, E>,
    ) -> Result<T, Problem> {
        let _one_at_a_time = self.changing.lock().await;
        let done = write(&self.store).await.map_err(Into::into)?;
        self.reread_locked().await?;
        Ok(done)
    }

    /// Adds a token with a fresh secret and hands the secret out, this once.
    pub async fn add_token(&self, new: NewToken) -> Result<(Token, Secret), Problem> {
        let secret = Secret::fresh().map_err(|_| Problem::internal())?;
        let token = Token {
            hash: secret.hash(),
            id: new.id,
            name: new.name,
            role: new.role,
            hall: new.hall,
            zone: new.zone,
            speaks: new.speaks,
            standing: Standing::Active,
            created_at: self.now(),
        };
        let stored = token.clone();
        self.change(async |store| store.add_token(stored).await).await?;
        Ok((token, secret))
    }

    /// Checks a login and its password; delays guessing; begins a session and hands its secret out.
    pub async fn sign_in(
        &self,
        limits: &Limits,
        login: &str,
        password: String,
        from: IpAddr,
    ) -> Result<(Person, Secret), Problem> {
        let login = login.to_lowercase();
        if limits.enforced == crate::limits::Enforced::Yes {
            limits.login.begin(&login, from, Instant::now()).map_err(|wait| {
                Problem::too_many(
                    "login_delayed",
                    "too many wrong passwords; wait before the next try",
                    wait.retry_after_s,
                )
            })?;
        }
        let person = self.book().by_login(&login);
        let stored = person.as_ref().map(|person| person.password.clone());
        match (self.passwords.check(password, stored).await?, person) {
            (Verdict::Right, Some(person)) if person.standing == Standing::Active => {
                limits.login.right(&login, from);
                let secret = self.begin_session(&person).await?;
                Ok((person, secret))
            }
            (Verdict::Right | Verdict::Wrong, _) => {
                tracing::info!(%from, "a sign-in was refused");
                Err(Problem::new(
                    axum::http::StatusCode::UNAUTHORIZED,
                    "wrong_password",
                    "login and password do not belong together, or the account is disabled",
                ))
            }
        }
    }

    /// Begins a session for a person and hands its secret out.
    pub async fn begin_session(&self, person: &Person) -> Result<Secret, Problem> {
        let secret = Secret::fresh().map_err(|_| Problem::internal())?;
        let now = self.now();
        let session = BrowserSession { hash: secret.hash(), person: person.id.clone(), created_at: now, seen_at: now };
        self.change(async |store| store.add_session(session).await).await?;
        Ok(secret)
    }
}

/// When a device was seen, and what of it is written down.
#[derive(Debug, Clone, Copy)]
struct Seen {
    at: i64,
    written: Option<i64>,
}

/// What a token turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Known {
    /// Somebody's.
    Member(Arc<Member>),
    /// Nobody's, or not any more.
    Nobody,
    /// A copy of a secret that had been replaced: its device is shut out now.
    Copied,
}

/// What a new token gives.
#[derive(Debug, Clone)]
pub struct NewToken {
    /// Stable id, the device or staff id in the log.
    pub id: String,
    /// For people to recognise it.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// Where; `None` is every hall.
    pub hall: Option<goiso_queue::HallId>,
    /// The only zone of a display or announcer, or empty.
    pub zone: String,
    /// The rank of a speaker.
    pub speaks: Option<u8>,
}

/// An id for something new: a letter and 80 random bits.
pub fn fresh_id(letter: &str) -> Result<String, Problem> {
    let bytes = secret::random::<10>().map_err(|_| Problem::internal())?;
    Ok(format!("{letter}-{}", secret::in_letters(&bytes)))
}
