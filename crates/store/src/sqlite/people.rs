//! People, tokens, sessions and secrets on SQLite.

use super::{rows::collect, sql};
use crate::encode::hash_of;
use crate::error::StoreError;
use crate::people::{BrowserSession, Person, Standing, Token, hall_column, hall_of_column, role_of_column};
use rusqlite::{Connection, OptionalExtension, Row, params};

type Read<T> = Result<T, StoreError>;

fn person_of(row: &Row<'_>) -> Read<Person> {
    let text = |index: usize| -> Read<String> { Ok(row.get(index)?) };
    Ok(Person {
        id: text(0)?,
        login: text(1)?,
        name: text(2)?,
        role: role_of_column(&text(3)?)?,
        hall: hall_of_column(&text(4)?)?,
        password: text(5)?,
        standing: Standing::of_column(&text(6)?)?,
        created_at: row.get(7)?,
    })
}

fn token_of(row: &Row<'_>) -> Read<Token> {
    let text = |index: usize| -> Read<String> { Ok(row.get(index)?) };
    let hash: Vec<u8> = row.get(1)?;
    Ok(Token {
        id: text(0)?,
        hash: hash_of(&hash, "token.hash")?,
        name: text(2)?,
        role: role_of_column(&text(3)?)?,
        hall: hall_of_column(&text(4)?)?,
        zone: text(5)?,
        speaks: row.get(6)?,
        standing: Standing::of_column(&text(7)?)?,
        created_at: row.get(8)?,
    })
}

fn session_of(row: &Row<'_>) -> Read<BrowserSession> {
    let hash: Vec<u8> = row.get(0)?;
    Ok(BrowserSession {
        hash: hash_of(&hash, "session.hash")?,
        person: row.get(1)?,
        created_at: row.get(2)?,
        seen_at: row.get(3)?,
    })
}

/// Adds a person.
pub(crate) fn add_person(db: &Connection, person: &Person) -> Read<()> {
    db.prepare_cached(sql::ADD_PERSON)?.execute(params![
        person.id,
        person.login,
        person.name,
        person.role.word(),
        hall_column(person.hall.as_ref()),
        person.password,
        person.standing.word(),
        person.created_at
    ])?;
    Ok(())
}

/// Writes a person anew; how many there were.
pub(crate) fn set_person(db: &Connection, person: &Person) -> Read<usize> {
    Ok(db.prepare_cached(sql::SET_PERSON)?.execute(params![
        person.id,
        person.login,
        person.name,
        person.role.word(),
        hall_column(person.hall.as_ref()),
        person.password,
        person.standing.word()
    ])?)
}

/// The people that a statement finds.
pub(crate) fn people(db: &Connection, statement: &str, by: Option<&str>) -> Read<Vec<Person>> {
    let mut statement = db.prepare_cached(statement)?;
    collect(statement.query(rusqlite::params_from_iter(by))?, person_of)
}

/// Adds a token.
pub(crate) fn add_token(db: &Connection, token: &Token) -> Read<()> {
    db.prepare_cached(sql::ADD_TOKEN)?.execute(params![
        token.id,
        &token.hash[..],
        token.name,
        token.role.word(),
        hall_column(token.hall.as_ref()),
        token.zone,
        token.speaks,
        token.standing.word(),
        token.created_at
    ])?;
    Ok(())
}

/// The token with a hash.
pub(crate) fn token_by_hash(db: &Connection, hash: &[u8]) -> Read<Option<Token>> {
    let mut statement = db.prepare_cached(sql::TOKEN_BY_HASH)?;
    Ok(collect(statement.query([hash])?, token_of)?.pop())
}

/// All tokens.
pub(crate) fn tokens(db: &Connection) -> Read<Vec<Token>> {
    let mut statement = db.prepare_cached(sql::TOKENS)?;
    collect(statement.query([])?, token_of)
}

/// Adds a session.
pub(crate) fn add_session(db: &Connection, session: &BrowserSession) -> Read<()> {
    db.prepare_cached(sql::ADD_SESSION)?.execute(params![
        &session.hash[..],
        session.person,
        session.created_at,
        session.seen_at
    ])?;
    Ok(())
}

/// The session with a hash.
pub(crate) fn session_by_hash(db: &Connection, hash: &[u8]) -> Read<Option<BrowserSession>> {
    let mut statement = db.prepare_cached(sql::SESSION_BY_HASH)?;
    Ok(collect(statement.query([hash])?, session_of)?.pop())
}

/// All sessions, the oldest first.
pub(crate) fn sessions(db: &Connection) -> Read<Vec<BrowserSession>> {
    let mut statement = db.prepare_cached(sql::SESSIONS)?;
    collect(statement.query([])?, session_of)
}

/// A person's sessions, the oldest first.
pub(crate) fn sessions_of(db: &Connection, person: &str) -> Read<Vec<BrowserSession>> {
    let mut statement = db.prepare_cached(sql::SESSIONS_OF)?;
    collect(statement.query([person])?, session_of)
}

/// The secret of a name, which is `fresh` if there was none.
pub(crate) fn secret(db: &Connection, name: &str, fresh: &[u8]) -> Read<Vec<u8>> {
    db.prepare_cached(sql::ADD_SECRET)?.execute(params![name, fresh])?;
    Ok(db.prepare_cached(sql::SECRET)?.query_row([name], |row| row.get(0))?)
}

/// The secret of a name, if there is one.
pub(crate) fn known_secret(db: &Connection, name: &str) -> Read<Option<Vec<u8>>> {
    Ok(db.prepare_cached(sql::SECRET)?.query_row([name], |row| row.get(0)).optional()?)
}

/// The names of all secrets.
pub(crate) fn secret_names(db: &Connection) -> Read<Vec<String>> {
    let mut statement = db.prepare_cached(sql::SECRET_NAMES)?;
    let names = statement.query_map([], |row| row.get(0))?.collect::<Result<Vec<String>, _>>()?;
    Ok(names)
}
