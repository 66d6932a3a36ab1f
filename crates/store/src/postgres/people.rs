//! People, tokens, sessions and secrets on PostgreSQL.

use super::sql;
use crate::encode::{hash_of, number};
use crate::error::StoreError;
use crate::people::{BrowserSession, Person, Standing, Token, hall_column, hall_of_column, role_of_column};
use sqlx::postgres::{PgPool, PgRow};
use sqlx::{Row, query};

type Read<T> = Result<T, StoreError>;

fn person_of(row: &PgRow) -> Read<Person> {
    let text = |index: usize| -> Read<String> { Ok(row.try_get(index)?) };
    Ok(Person {
        id: text(0)?,
        login: text(1)?,
        name: text(2)?,
        role: role_of_column(&text(3)?)?,
        hall: hall_of_column(&text(4)?)?,
        password: text(5)?,
        standing: Standing::of_column(&text(6)?)?,
        created_at: row.try_get(7)?,
    })
}

fn token_of(row: &PgRow) -> Read<Token> {
    let text = |index: usize| -> Read<String> { Ok(row.try_get(index)?) };
    let hash: Vec<u8> = row.try_get(1)?;
    let speaks: Option<i64> = row.try_get(6)?;
    Ok(Token {
        id: text(0)?,
        hash: hash_of(&hash, "token.hash")?,
        name: text(2)?,
        role: role_of_column(&text(3)?)?,
        hall: hall_of_column(&text(4)?)?,
        zone: text(5)?,
        speaks: speaks.map(|rank| number(rank, "token.speaks")).transpose()?,
        standing: Standing::of_column(&text(7)?)?,
        created_at: row.try_get(8)?,
    })
}

fn session_of(row: &PgRow) -> Read<BrowserSession> {
    let hash: Vec<u8> = row.try_get(0)?;
    Ok(BrowserSession {
        hash: hash_of(&hash, "session.hash")?,
        person: row.try_get(1)?,
        created_at: row.try_get(2)?,
        seen_at: row.try_get(3)?,
    })
}

/// Adds a person.
pub(crate) async fn add_person(db: &PgPool, person: &Person) -> Read<()> {
    query(sql::ADD_PERSON)
        .bind(&person.id)
        .bind(&person.login)
        .bind(&person.name)
        .bind(person.role.word())
        .bind(hall_column(person.hall.as_ref()))
        .bind(&person.password)
        .bind(person.standing.word())
        .bind(person.created_at)
        .execute(db)
        .await?;
    Ok(())
}

/// Writes a person anew; how many there were.
pub(crate) async fn set_person(db: &PgPool, person: &Person) -> Read<u64> {
    let done = query(sql::SET_PERSON)
        .bind(&person.id)
        .bind(&person.login)
        .bind(&person.name)
        .bind(person.role.word())
        .bind(hall_column(person.hall.as_ref()))
        .bind(&person.password)
        .bind(person.standing.word())
        .execute(db)
        .await?;
    Ok(done.rows_affected())
}

/// The people that a statement finds.
pub(crate) async fn people(db: &PgPool, statement: &'static str, by: Option<&str>) -> Read<Vec<Person>> {
    let mut statement = query(statement);
    if let Some(by) = by {
        statement = statement.bind(by);
    }
    statement.fetch_all(db).await?.iter().map(person_of).collect()
}

/// Adds a token.
pub(crate) async fn add_token(db: &PgPool, token: &Token) -> Read<()> {
    query(sql::ADD_TOKEN)
        .bind(&token.id)
        .bind(&token.hash[..])
        .bind(&token.name)
        .bind(token.role.word())
        .bind(hall_column(token.hall.as_ref()))
        .bind(&token.zone)
        .bind(token.speaks.map(i64::from))
        .bind(token.standing.word())
        .bind(token.created_at)
        .execute(db)
        .await?;
    Ok(())
}

/// The token with a hash.
pub(crate) async fn token_by_hash(db: &PgPool, hash: &[u8]) -> Read<Option<Token>> {
    query(sql::TOKEN_BY_HASH).bind(hash).fetch_optional(db).await?.as_ref().map(token_of).transpose()
}

/// All tokens.
pub(crate) async fn tokens(db: &PgPool) -> Read<Vec<Token>> {
    query(sql::TOKENS).fetch_all(db).await?.iter().map(token_of).collect()
}

/// Adds a session.
pub(crate) async fn add_session(db: &PgPool, session: &BrowserSession) -> Read<()> {
    query(sql::ADD_SESSION)
        .bind(&session.hash[..])
        .bind(&session.person)
        .bind(session.created_at)
        .bind(session.seen_at)
        .execute(db)
        .await?;
    Ok(())
}

/// The session with a hash.
pub(crate) async fn session_by_hash(db: &PgPool, hash: &[u8]) -> Read<Option<BrowserSession>> {
    query(sql::SESSION_BY_HASH).bind(hash).fetch_optional(db).await?.as_ref().map(session_of).transpose()
}

/// All sessions, the oldest first.
pub(crate) async fn sessions(db: &PgPool) -> Read<Vec<BrowserSession>> {
    query(sql::SESSIONS).fetch_all(db).await?.iter().map(session_of).collect()
}

/// The sessions of a person.
pub(crate) async fn sessions_of(db: &PgPool, person: &str) -> Read<Vec<BrowserSession>> {
    query(sql::SESSIONS_OF).bind(person).fetch_all(db).await?.iter().map(session_of).collect()
}

/// The secret of a name, which is `fresh` if there was none.
pub(crate) async fn secret(db: &PgPool, name: &str, fresh: &[u8]) -> Read<Vec<u8>> {
    query(sql::ADD_SECRET).bind(name).bind(fresh).execute(db).await?;
    Ok(query(sql::SECRET).bind(name).fetch_one(db).await?.try_get(0)?)
}

/// The secret of a name, if there is one.
pub(crate) async fn known_secret(db: &PgPool, name: &str) -> Read<Option<Vec<u8>>> {
    query(sql::SECRET).bind(name).fetch_optional(db).await?.map(|row| Ok(row.try_get(0)?)).transpose()
}

/// The names of all secrets.
pub(crate) async fn secret_names(db: &PgPool) -> Read<Vec<String>> {
    query(sql::SECRET_NAMES).fetch_all(db).await?.iter().map(|row| Ok(row.try_get(0)?)).collect()
}
