//! Limits against abuse: how often, how many. Each is a setting under `[limits]`; a limit keeps bounded memory whatever comes.

use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Principals or addresses that one limit remembers; beyond that the quietest is forgotten.
const REMEMBERED: usize = 10_000;

/// Devices that one address may ask to pair in a minute: a hall switches on all of its screens at once.
const PAIRINGS_PER_MINUTE: u32 = 30;
/// Wrong codes of devices that one approver may type in a minute.
const WRONG_CODES_PER_MINUTE: u32 = 5;

/// Whether the limits hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Enforced {
    /// Yes.
    Yes,
    /// No: for load tests of a demo.
    No,
}

/// The settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LimitSettings {
    /// Numbers a kiosk may issue in a minute.
    pub issue_per_minute: u32,
    /// Cards that may be shown at a kiosk in a minute.
    pub cards_per_minute: u32,
    /// Requests of a ticket's holder in a minute.
    pub citizen_per_minute: u32,
    /// Wrong secrets (tokens, links, codes) that one address may send in a minute.
    pub wrong_secrets_per_minute: u32,
    /// Wrong passwords for one login from one address before each further try waits.
    pub free_wrong_passwords: u32,
    /// The longest wait between two tries of a password, in seconds.
    pub longest_login_wait_s: u32,
    /// Streams open at once, all together.
    pub streams: u32,
    /// Streams open at once of one token and device name.
    pub streams_per_device: u32,
    /// TCP connections open at once, all together.
    pub connections: u32,
    /// Reports under way at once, those that wait for a processor too.
    pub reports_at_once: u32,
}

impl Default for LimitSettings {
    fn default() -> Self {
        Self {
            issue_per_minute: 30,
            cards_per_minute: 30,
            citizen_per_minute: 60,
            wrong_secrets_per_minute: 30,
            free_wrong_passwords: 3,
            longest_login_wait_s: 300,
            streams: 20_000,
            streams_per_device: 4,
            connections: 30_000,
            reports_at_once: 3,
        }
    }
}

/// Too fast: come back after so many seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooFast {
    /// At least 1.
    pub retry_after_s: u32,
}

/// A bucket per key that refills steadily.
#[derive(Debug)]
pub struct Rate<K> {
    per_minute: f64,
    buckets: Mutex<HashMap<K, Bucket>>,
}

#[derive(Debug, Clone, Copy)]
struct Bucket {
    left: f64,
    at: Instant,
}

impl<K: Eq + Hash + Clone> Rate<K> {
    /// As many at once as in a minute.
    pub fn per_minute(count: u32) -> Self {
        Self { per_minute: f64::from(count.max(1)), buckets: Mutex::default() }
    }

    /// Takes one, or says when there will be one.
    pub fn take(&self, key: &K, now: Instant) -> Result<(), TooFast> {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        self.make_room(&mut buckets, now);
        let bucket = buckets.entry(key.clone()).or_insert(Bucket { left: self.per_minute, at: now });
        bucket.left = self.filled(*bucket, now);
        bucket.at = now;
        if bucket.left >= 1.0 {
            bucket.left -= 1.0;
            return Ok(());
        }
        Err(self.wait_for(bucket.left))
    }

    /// Fills one key's bucket again: somebody in charge has looked.
    pub fn refill(&self, key: &K) {
        self.buckets.lock().unwrap_or_else(PoisonError::into_inner).remove(key);
    }

    /// Whether one could be taken, without taking it.
    pub fn check(&self, key: &K, now: Instant) -> Result<(), TooFast> {
        let buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        let left = buckets.get(key).map_or(self.per_minute, |bucket| self.filled(*bucket, now));
        if left >= 1.0 { Ok(()) } else { Err(self.wait_for(left)) }
    }

    fn filled(&self, bucket: Bucket, now: Instant) -> f64 {
        let since = now.saturating_duration_since(bucket.at).as_secs_f64();
        (bucket.left + since * self.per_minute / 60.0).min(self.per_minute)
    }

    fn wait_for(&self, left: f64) -> TooFast {
        let seconds = ((1.0 - left) * 60.0 / self.per_minute).ceil().clamp(1.0, 60.0);
        // between 1 and 60 by the line above
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        TooFast { retry_after_s: seconds as u32 }
    }

    /// A full bucket says nothing, so those go first; if all are in use, the one used longest ago.
    fn make_room(&self, buckets: &mut HashMap<K, Bucket>, now: Instant) {
        if buckets.len() < REMEMBERED {
            return;
        }
        buckets.retain(|_, bucket| self.filled(*bucket, now) < self.per_minute);
        if buckets.len() >= REMEMBERED {
            let oldest = buckets.iter().min_by_key(|(_, bucket)| bucket.at).map(|(key, _)| key.clone());
            oldest.map(|key| buckets.remove(&key));
        }
    }
}

/// Counts what is open per key and all together; a place is given back when it is dropped.
#[derive(Debug, Clone)]
pub struct Places {
    all: u32,
    each: u32,
    open: Arc<Mutex<(u32, HashMap<String, u32>)>>,
}

/// Something open.
#[derive(Debug)]
pub struct Place {
    key: String,
    open: Arc<Mutex<(u32, HashMap<String, u32>)>>,
}

impl Places {
    /// So many all together, so many of each key.
    pub fn new(all: u32, each: u32) -> Self {
        Self { all, each, open: Arc::default() }
    }
    /// A place, if there is one.
    pub fn take(&self, key: String) -> Option<Place> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let (all, by_key) = &mut *open;
        if *all >= self.all || by_key.get(&key).copied().unwrap_or(0) >= self.each {
            return None;
        }
        *all += 1;
        *by_key.entry(key.clone()).or_insert(0) += 1;
        Some(Place { key, open: Arc::clone(&self.open) })
    }
    /// How many are open under keys that begin with this and a slash.
    pub fn open_of(&self, owner: &str) -> u32 {
        let open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let of = |key: &str| key.split_once('/').is_some_and(|(own, _)| own == owner);
        open.1.iter().filter(|(key, _)| of(key)).map(|(_, count)| count).sum()
    }
    /// How many are open.
    pub fn open(&self) -> u32 {
        self.open.lock().unwrap_or_else(PoisonError::into_inner).0
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.0 = open.0.saturating_sub(1);
        let left = open.1.get(&self.key).copied().unwrap_or(0).saturating_sub(1);
        if left == 0 {
            open.1.remove(&self.key);
        } else {
            open.1.insert(self.key.clone(), left);
        }
    }
}

/// Wrong passwords per login and address: the first few are free, then each wait is twice the last.
#[derive(Debug)]
pub struct LoginDelay {
    free: u32,
    longest: Duration,
    wrong: Mutex<HashMap<(String, std::net::IpAddr), Wrong>>,
}

#[derive(Debug, Clone, Copy)]
struct Wrong {
    count: u32,
    until: Instant,
}

impl LoginDelay {
    /// By the settings.
    pub fn new(settings: &LimitSettings) -> Self {
        Self {
            free: settings.free_wrong_passwords,
            longest: Duration::from_secs(u64::from(settings.longest_login_wait_s)),
            wrong: Mutex::default(),
        }
    }
    /// Whether a try is allowed now. It counts as wrong until [`LoginDelay::right`] says otherwise, so that tries side by
    /// side cannot slip through together.
    pub fn begin(&self, login: &str, from: std::net::IpAddr, now: Instant) -> Result<(), TooFast> {
        let mut wrong = self.wrong.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (login.to_owned(), from);
        if wrong.len() >= REMEMBERED && !wrong.contains_key(&key) {
            let stale = self.longest;
            wrong.retain(|_, seen| now.saturating_duration_since(seen.until) < stale);
            if wrong.len() >= REMEMBERED {
                let oldest = wrong.iter().min_by_key(|(_, seen)| seen.until).map(|(key, _)| key.clone());
                oldest.map(|key| wrong.remove(&key));
            }
        }
        let seen = wrong.entry(key).or_insert(Wrong { count: 0, until: now });
        let wait = seen.until.saturating_duration_since(now);
        if !wait.is_zero() {
            let seconds = u32::try_from(wait.as_secs()).unwrap_or(u32::MAX).saturating_add(1);
            return Err(TooFast { retry_after_s: seconds });
        }
        seen.count = seen.count.saturating_add(1);
        let doubled = seen.count.saturating_sub(self.free).min(16);
        seen.until = if doubled == 0 { now } else { now + Duration::from_secs(1 << (doubled - 1)).min(self.longest) };
        Ok(())
    }
    /// The password was right: the slate is clean.
    pub fn right(&self, login: &str, from: std::net::IpAddr) {
        self.wrong.lock().unwrap_or_else(PoisonError::into_inner).remove(&(login.to_owned(), from));
    }
}

/// All limits of a running server.
#[derive(Debug)]
pub struct Limits {
    /// Whether they hold.
    pub enforced: Enforced,
    /// As configured.
    pub settings: LimitSettings,
    /// Numbers per kiosk.
    pub issue: Rate<String>,
    /// Cards shown per kiosk.
    pub cards: Rate<String>,
    /// Requests per ticket's holder.
    pub citizen: Rate<String>,
    /// Wrong secrets per address.
    pub wrong_secrets: Rate<std::net::IpAddr>,
    /// Devices that ask to be paired, per address.
    pub pairings: Rate<std::net::IpAddr>,
    /// Wrong codes of devices, per approver.
    pub wrong_codes: Rate<String>,
    /// Wrong passwords.
    pub login: LoginDelay,
    /// Open streams.
    pub streams: Places,
    /// Reports at work.
    pub reports: Places,
}

impl Limits {
    /// By the settings.
    pub fn new(settings: LimitSettings, enforced: Enforced) -> Self {
        let streams = match enforced {
            Enforced::Yes => Places::new(settings.streams, settings.streams_per_device),
            Enforced::No => Places::new(u32::MAX, u32::MAX),
        };
        Self {
            enforced,
            settings,
            issue: Rate::per_minute(settings.issue_per_minute),
            cards: Rate::per_minute(settings.cards_per_minute),
            citizen: Rate::per_minute(settings.citizen_per_minute),
            wrong_secrets: Rate::per_minute(settings.wrong_secrets_per_minute),
            pairings: Rate::per_minute(PAIRINGS_PER_MINUTE),
            wrong_codes: Rate::per_minute(WRONG_CODES_PER_MINUTE),
            login: LoginDelay::new(&settings),
            streams,
            reports: Places::new(settings.reports_at_once, settings.reports_at_once),
        }
    }
    /// Takes one of a rate, if limits hold.
    pub fn take<K: Eq + Hash + Clone>(&self, rate: &Rate<K>, key: &K) -> Result<(), TooFast> {
        match self.enforced {
            Enforced::Yes => rate.take(key, Instant::now()),
            Enforced::No => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::{IpAddr, Ipv4Addr};

    const KIOSK: &str = "d-kiosk";

    #[test]
    fn a_kiosk_that_is_pressed_without_end_is_slowed_and_recovers() {
        let rate = Rate::per_minute(30);
        let start = Instant::now();
        let pressed = (0..100).filter(|_| rate.take(&KIOSK, start).is_ok()).count();
        assert_eq!(pressed, 30);
        assert_eq!(rate.take(&KIOSK, start), Err(TooFast { retry_after_s: 2 }));
        assert_eq!(rate.take(&"d-other", start), Ok(()));
        assert_eq!(rate.take(&KIOSK, start + Duration::from_secs(2)), Ok(()));
        assert!(rate.take(&KIOSK, start + Duration::from_secs(2)).is_err());
        rate.refill(&KIOSK);
        assert_eq!(rate.take(&KIOSK, start + Duration::from_secs(2)), Ok(()), "the attendant lifts it");
    }

    #[test]
    fn a_limit_remembers_a_bounded_number() {
        let rate = Rate::per_minute(5);
        let start = Instant::now();
        for address in 0..(REMEMBERED as u32 + 500) {
            rate.take(&IpAddr::V4(Ipv4Addr::from(address)), start).expect("the first is free");
        }
        assert!(rate.buckets.lock().expect("unpoisoned").len() <= REMEMBERED);
    }

    #[test]
    fn wrong_passwords_wait_longer_each_time_up_to_the_longest() {
        let delay = LoginDelay::new(&LimitSettings::default());
        let from = IpAddr::V4(Ipv4Addr::LOCALHOST);
        let mut now = Instant::now();
        let mut waits = Vec::new();
        for _ in 0..16 {
            while let Err(wait) = delay.begin("lan", from, now) {
                waits.push(wait.retry_after_s);
                now += Duration::from_secs(u64::from(wait.retry_after_s));
            }
        }
        assert_eq!(waits[..4], [2, 3, 5, 9]);
        assert_eq!(waits.last(), Some(&301));
        delay.right("lan", from);
        assert_eq!(delay.begin("lan", from, now), Ok(()));
    }

    #[test]
    fn places_are_given_back() {
        let places = Places::new(3, 2);
        let first = places.take("a".to_owned()).expect("a place");
        let _second = places.take("a".to_owned()).expect("a place");
        assert!(places.take("a".to_owned()).is_none(), "two of each");
        let _third = places.take("b".to_owned()).expect("a place");
        assert!(places.take("c".to_owned()).is_none(), "three in all");
        drop(first);
        assert!(places.take("c".to_owned()).is_some());
        assert_eq!(places.open(), 2);
    }
}
