//! Codes that stand for a token in the fragment of a link, so that the token itself is in no URL.

use crate::auth::secret::{NoRandomness, Secret, in_letters, random};
use goiso_queue::{CounterNo, ZoneCode};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long a code that works once is good for.
pub const CODE_LIVES: Duration = Duration::from_secs(10 * 60);
/// Codes kept at once; the oldest makes room.
pub const CODES_KEPT: usize = 1_000;
/// Random bytes of a code.
const CODE_BYTES: usize = 20;

/// How often a code may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeUse {
    /// Once, within [`CODE_LIVES`].
    Once,
    /// As long as the process runs: the demo's printed links.
    WhileRunning,
}

/// What a code stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// The token.
    pub token: Secret,
    /// The counter whose page the link opens, if it is one's.
    pub counter: Option<CounterNo>,
    /// The zone whose page the link opens, if it is one's.
    pub zone: Option<ZoneCode>,
}

impl From<Secret> for Grant {
    fn from(token: Secret) -> Self {
        Self { token, counter: None, zone: None }
    }
}

#[derive(Debug)]
struct Kept {
    stands_for: Grant,
    uses: CodeUse,
    made: Instant,
}

/// Codes that wait to be exchanged. They live in memory alone.
#[derive(Debug, Default)]
pub struct Codes(Mutex<HashMap<[u8; 32], Kept>>);

impl Codes {
    /// A new code.
    pub fn issue(&self, stands_for: impl Into<Grant>, uses: CodeUse) -> Result<String, NoRandomness> {
        let code = in_letters(&random::<CODE_BYTES>()?);
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|_, code| code.good());
        if kept.len() >= CODES_KEPT {
            let oldest = kept.iter().min_by_key(|(_, code)| code.made).map(|(hash, _)| *hash);
            oldest.map(|hash| kept.remove(&hash));
        }
        kept.insert(Secret::sent(&code).hash(), Kept { stands_for: stands_for.into(), uses, made: Instant::now() });
        Ok(code)
    }

    /// What a code stands for.
    pub fn exchange(&self, code: &str) -> Option<Grant> {
        let hash = Secret::sent(code).hash();
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = kept.get(&hash).filter(|code| code.good())?;
        match found.uses {
            CodeUse::WhileRunning => Some(found.stands_for.clone()),
            CodeUse::Once => kept.remove(&hash).map(|code| code.stands_for),
        }
    }
}

impl Kept {
    fn good(&self) -> bool {
        match self.uses {
            CodeUse::WhileRunning => true,
            CodeUse::Once => self.made.elapsed() < CODE_LIVES,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grant() -> Grant {
        Grant { token: Secret::fresh().expect("randomness"), counter: None, zone: None }
    }

    #[test]
    fn a_code_works_once_unless_the_demo_says_otherwise() {
        let codes = Codes::default();
        let token = grant();
        let once = codes.issue(token.clone(), CodeUse::Once).expect("a code");
        let always = codes.issue(token.clone(), CodeUse::WhileRunning).expect("a code");
        assert_eq!(codes.exchange(&once), Some(token.clone()));
        assert_eq!(codes.exchange(&once), None);
        assert_eq!(codes.exchange(&always), Some(token.clone()));
        assert_eq!(codes.exchange(&always), Some(token));
        assert_eq!(codes.exchange("khong-co"), None);
    }

    #[test]
    fn codes_that_nobody_uses_make_room() {
        let codes = Codes::default();
        let first = codes.issue(grant(), CodeUse::Once).expect("a code");
        for _ in 0..CODES_KEPT {
            codes.issue(grant(), CodeUse::Once).expect("a code");
        }
        assert_eq!(codes.exchange(&first), None);
    }
}
