//! Passwords: Argon2id, on threads of their own, a bounded number at once, so that guessing costs the guesser and not the hall.

use crate::problem::Problem;
use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use axum::http::StatusCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::sync::Semaphore;

/// Passwords hashed at once; each takes 19 MiB and a core for some tens of milliseconds.
pub const HASHED_AT_ONCE: usize = 2;
/// Sign-ins that may wait for their turn.
pub const WAITING_AT_MOST: usize = 16;
/// A password is at least so long, in characters.
pub const SHORTEST: usize = 10;
/// And at most so long, in bytes.
pub const LONGEST: usize = 256;

/// Whether a password was the right one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Yes.
    Right,
    /// No, or nobody has it.
    Wrong,
}

/// Hashes and checks passwords.
#[derive(Debug, Clone)]
pub struct Passwords {
    turns: Arc<Semaphore>,
    waiting: Arc<AtomicUsize>,
    /// Checked when the login does not exist, so that the time taken does not tell.
    nobodys: Arc<String>,
}

impl Passwords {
    /// Ready to work; hashes once.
    pub fn new() -> Result<Self, Problem> {
        let nobodys = hash_now(&crate::auth::secret::in_letters(&[7; 20]))?;
        Ok(Self {
            turns: Arc::new(Semaphore::new(HASHED_AT_ONCE)),
            waiting: Arc::default(),
            nobodys: Arc::new(nobodys),
        })
    }

    /// The hash to store. Refuses passwords that are too short or too long.
    pub async fn hash(&self, password: String) -> Result<String, Problem> {
        if password.chars().count() < SHORTEST || password.len() > LONGEST {
            return Err(Problem::bad_request(format!(
                "a password has {SHORTEST} characters at least and {LONGEST} bytes at most"
            )));
        }
        self.work(move || hash_now(&password)).await?
    }

    /// The hash of a PIN, whose form its setting has checked.
    pub async fn hash_pin(&self, pin: String) -> Result<String, Problem> {
        self.work(move || hash_now(&pin)).await?
    }

    /// Whether the password belongs to the stored hash; without one the same work is done for nothing.
    pub async fn check(&self, password: String, stored: Option<String>) -> Result<Verdict, Problem> {
        if password.len() > LONGEST {
            return Ok(Verdict::Wrong);
        }
        let known = stored.is_some();
        let stored = stored.unwrap_or_else(|| self.nobodys.as_ref().clone());
        let fits = self
            .work(move || {
                PasswordHash::new(&stored)
                    .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
            })
            .await?;
        Ok(if known && fits { Verdict::Right } else { Verdict::Wrong })
    }

    async fn work<T: Send + 'static>(&self, job: impl FnOnce() -> T + Send + 'static) -> Result<T, Problem> {
        let busy = || {
            Problem::new(StatusCode::SERVICE_UNAVAILABLE, "busy", "too many people sign in at once; try again")
                .retry_after(2)
        };
        let place = Place::take(&self.waiting).ok_or_else(busy)?;
        let turn = Arc::clone(&self.turns).acquire_owned().await.map_err(|_| busy())?;
        let done = tokio::task::spawn_blocking(move || {
            let done = job();
            // held to the end even when whoever asked has gone, or the bound would be none
            drop(turn);
            done
        });
        let done = done.await.map_err(|_| Problem::internal());
        drop(place);
        done
    }
}

/// A place among those who wait; given back on drop.
struct Place(Arc<AtomicUsize>);

impl Place {
    fn take(waiting: &Arc<AtomicUsize>) -> Option<Self> {
        let place = Self(Arc::clone(waiting));
        (waiting.fetch_add(1, Ordering::Relaxed) < WAITING_AT_MOST).then_some(place)
    }
}
impl Drop for Place {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

fn hash_now(password: &str) -> Result<String, Problem> {
    Argon2::default().hash_password(password.as_bytes()).map(|hash| hash.to_string()).map_err(|error| {
        tracing::error!(%error, "a password could not be hashed");
        Problem::internal()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_right_password_of_somebody_opens() {
        let passwords = Passwords::new().expect("ready");
        let stored = passwords.hash("mot-hai-ba-bon".to_owned()).await.expect("hashed");
        assert!(stored.starts_with("$argon2id$"));
        let check = |password: &str, stored: Option<&String>| passwords.check(password.to_owned(), stored.cloned());
        assert_eq!(check("mot-hai-ba-bon", Some(&stored)).await.expect("checked"), Verdict::Right);
        assert_eq!(check("mot-hai-ba-nam", Some(&stored)).await.expect("checked"), Verdict::Wrong);
        assert_eq!(check("mot-hai-ba-bon", None).await.expect("checked"), Verdict::Wrong);
        assert_eq!(passwords.hash("ngan".to_owned()).await.expect_err("too short").code, "bad_request");
    }
}
