//! Who may come in: tokens of devices and programs, people with passwords and cookies, codes, the first set-up.
//!
//! Everything that can be asked of a request is answered from memory: the book of tokens, people and sessions is read at
//! the start, after each change made here, and on PostgreSQL every few seconds, so that a revocation made on another node
//! is known within [`REREAD_EVERY`]. Streams watch the book and end when their credential is no longer in it.

pub mod book;
pub mod codes;
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
use goiso_store::people::{BrowserSession, Person, Role, Standing, Token};
use passwords::{Passwords, Verdict};
use std::net::IpAddr;
use std::sync::{Arc, PoisonError, RwLock};
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
        Ok(Self {
            store,
            book: RwLock::new(Arc::new(book)),
            changed,
            changing: tokio::sync::Mutex::default(),
            wall,
            passwords: Passwords::new()?,
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

    /// Whoever a bearer token belongs to.
    pub fn by_token(&self, secret: &Secret) -> Option<Arc<Member>> {
        self.book().by_token(&secret.hash())
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
            Credential::Token(hash) => book.by_token(hash),
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
