//! The first set-up: a fresh installation has no account, only a code that is printed once and works once.

use crate::auth::secret::{NoRandomness, Secret, in_letters, random};
use std::sync::{Mutex, PoisonError};

/// Random bytes of the code: it is typed by hand, once, and guessing is slowed.
const CODE_BYTES: usize = 10;

#[derive(Debug)]
enum State {
    /// No account exists; a code may be printed.
    Open,
    /// The code was printed; its hash.
    Printed([u8; 32]),
    /// An account exists.
    Done,
}

/// Whether and how the first account may be made.
#[derive(Debug)]
pub struct Setup(Mutex<State>);

impl Setup {
    /// No account exists.
    pub fn open() -> Self {
        Self(Mutex::new(State::Open))
    }
    /// Somebody exists already.
    pub fn done() -> Self {
        Self(Mutex::new(State::Done))
    }
    /// The code to print, once; none when an account exists or it was printed already.
    pub fn code_to_print(&self) -> Result<Option<String>, NoRandomness> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match *state {
            State::Open => {
                let code = in_letters(&random::<CODE_BYTES>()?);
                *state = State::Printed(Secret::sent(&code).hash());
                Ok(Some(code))
            }
            State::Printed(_) | State::Done => Ok(None),
        }
    }
    /// Takes the code: the first right one wins, and there is no second.
    pub fn take(&self, code: &str) -> Option<Taken<'_>> {
        let hash = Secret::sent(code).hash();
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match *state {
            State::Printed(printed) if printed == hash => {
                *state = State::Done;
                Some(Taken { setup: self, hash: Some(hash) })
            }
            State::Open | State::Printed(_) | State::Done => None,
        }
    }
}

/// The code was right. Unless the account is then made, dropping this makes the code good again.
#[derive(Debug)]
pub struct Taken<'a> {
    setup: &'a Setup,
    hash: Option<[u8; 32]>,
}

impl Taken<'_> {
    /// The account exists: the code is spent for good.
    pub fn spent(mut self) {
        self.hash = None;
    }
}
impl Drop for Taken<'_> {
    fn drop(&mut self) {
        if let Some(hash) = self.hash {
            *self.setup.0.lock().unwrap_or_else(PoisonError::into_inner) = State::Printed(hash);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_is_printed_once_and_spent_once() {
        let setup = Setup::open();
        let code = setup.code_to_print().expect("randomness").expect("no account yet");
        assert_eq!(setup.code_to_print().expect("randomness"), None);
        assert!(setup.take("sai").is_none());
        drop(setup.take(&code).expect("the right code"));
        setup.take(&code).expect("good again: no account was made").spent();
        assert!(setup.take(&code).is_none());
    }

    #[test]
    fn an_installation_with_people_has_no_code() {
        assert_eq!(Setup::done().code_to_print().expect("randomness"), None);
    }
}
