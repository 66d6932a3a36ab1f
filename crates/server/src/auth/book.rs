//! The book: every token, person and session, as last read from the store.

use crate::auth::principal::{Credential, Member};
use crate::auth::{IDLE_MS, LONGEST_MS};
use crate::problem::Problem;
use goiso_queue::HallId;
use goiso_store::Store;
use goiso_store::people::{BrowserSession, Person, Role, Standing, Token};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Tokens, people and sessions by what they are looked up with.
#[derive(Debug, Default, PartialEq)]
pub struct Book {
    tokens: HashMap<[u8; 32], (Token, Arc<Member>)>,
    people: HashMap<String, Person>,
    sessions: HashMap<[u8; 32], BrowserSession>,
    /// Secrets that were handed out and not used yet, with their devices.
    next: HashMap<[u8; 32], String>,
    /// Secrets that were replaced, with their devices.
    spent: HashMap<[u8; 32], String>,
}

impl Book {
    /// Reads every table of it.
    pub async fn read(store: &Store) -> Result<Self, Problem> {
        let tokens = store.tokens().await?;
        let people = store.people().await?;
        let sessions = store.sessions().await?;
        let devices = store.devices().await?;
        let spent = store.spent_secrets().await?;
        Ok(Self {
            tokens: tokens.into_iter().map(|token| (token.hash, (token.clone(), Arc::new(of_token(&token))))).collect(),
            people: people.into_iter().map(|person| (person.id.clone(), person)).collect(),
            sessions: sessions.into_iter().map(|session| (session.hash, session)).collect(),
            next: devices.into_iter().filter_map(|device| Some((device.next_hash?, device.id))).collect(),
            spent: spent.into_iter().collect(),
        })
    }

    /// Whether anybody was ever set up.
    pub fn has_people(&self) -> bool {
        !self.people.is_empty()
    }
    /// Every token, by name.
    pub fn tokens(&self) -> Vec<Token> {
        let mut tokens: Vec<Token> = self.tokens.values().map(|(token, _)| token.clone()).collect();
        tokens.sort_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
        tokens
    }
    /// A token by its stable id.
    pub fn token(&self, id: &str) -> Option<Token> {
        self.tokens.values().find(|(token, _)| token.id == id).map(|(token, _)| token.clone())
    }
    /// Every person, by login.
    pub fn people(&self) -> Vec<Person> {
        let mut people: Vec<Person> = self.people.values().cloned().collect();
        people.sort_by(|a, b| a.login.cmp(&b.login));
        people
    }
    /// What staff of a hall, or of all halls, are called, by the id that stands in the log: people, and programs that act as staff.
    pub fn staff_names(&self, hall: Option<&HallId>) -> BTreeMap<String, String> {
        let here = |own: &Option<HallId>| hall.is_none_or(|hall| own.as_ref().is_none_or(|own| own == hall));
        let people = self.people.values().filter(|person| here(&person.hall));
        let programs = self.tokens.values().map(|(token, _)| token).filter(|token| match token.role {
            Role::Admin | Role::Supervisor | Role::Officer | Role::Greeter => here(&token.hall),
            Role::Kiosk | Role::Display | Role::Announcer => false,
        });
        let programs = programs.map(|token| (token.id.clone(), token.name.clone()));
        people.map(|person| (person.id.clone(), person.name.clone())).chain(programs).collect()
    }
    /// A person by id.
    pub fn person(&self, id: &str) -> Option<&Person> {
        self.people.get(id)
    }
    /// A person by login, lower case.
    pub fn by_login(&self, login: &str) -> Option<Person> {
        self.people.values().find(|person| person.login == login).cloned()
    }
    /// A session by its hash, whether it still lasts or not.
    pub fn session(&self, hash: &[u8; 32]) -> Option<&BrowserSession> {
        self.sessions.get(hash)
    }
    /// Sessions that last, newest use first.
    pub fn sessions(&self, now: i64) -> Vec<BrowserSession> {
        let mut sessions: Vec<BrowserSession> =
            self.sessions.values().filter(|session| lasts(session, now)).cloned().collect();
        sessions.sort_by_key(|session| std::cmp::Reverse(session.seen_at));
        sessions
    }
    /// Sessions that ran out.
    pub fn sessions_over(&self, now: i64) -> Vec<[u8; 32]> {
        self.sessions.values().filter(|session| !lasts(session, now)).map(|session| session.hash).collect()
    }

    /// Whoever a token's hash belongs to.
    pub fn by_token(&self, hash: &[u8; 32]) -> Option<Arc<Member>> {
        let (token, member) = self.tokens.get(hash)?;
        match token.standing {
            Standing::Active => Some(Arc::clone(member)),
            Standing::Disabled => None,
        }
    }
    /// Whoever a token with this id is now, while it is of use.
    pub fn by_token_id(&self, id: &str) -> Option<Arc<Member>> {
        let (_, member) =
            self.tokens.values().find(|(token, _)| token.id == id && token.standing == Standing::Active)?;
        Some(Arc::clone(member))
    }
    /// The device that a secret waits for, while its token is of use.
    pub fn waiting_for(&self, hash: &[u8; 32]) -> Option<&str> {
        self.next.get(hash).map(String::as_str).filter(|id| self.by_token_id(id).is_some())
    }
    /// The device that a secret belonged to before it was replaced.
    pub fn spent_by(&self, hash: &[u8; 32]) -> Option<&str> {
        self.spent.get(hash).map(String::as_str)
    }
    /// Whoever a session belongs to, while it lasts.
    pub fn by_session(&self, hash: &[u8; 32], now: i64) -> Option<Arc<Member>> {
        let session = self.sessions.get(hash).filter(|session| lasts(session, now))?;
        let person = self.people.get(&session.person)?;
        match person.standing {
            Standing::Active => Some(Arc::new(Member {
                id: person.id.clone(),
                name: person.name.clone(),
                role: person.role,
                hall: person.hall.clone(),
                zone: None,
                speaks: None,
                credential: Credential::Cookie(*hash),
            })),
            Standing::Disabled => None,
        }
    }
}

fn lasts(session: &BrowserSession, now: i64) -> bool {
    now.saturating_sub(session.created_at) < LONGEST_MS && now.saturating_sub(session.seen_at) < IDLE_MS
}

fn of_token(token: &Token) -> Member {
    Member {
        id: token.id.clone(),
        name: token.name.clone(),
        role: token.role,
        hall: token.hall.clone(),
        zone: token.zone.parse().ok(),
        speaks: token.speaks,
        credential: Credential::Token(token.hash),
    }
}
