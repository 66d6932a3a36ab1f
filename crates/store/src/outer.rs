//! What stands outside of halls: people, tokens, sessions, secrets, and answers to requests that belong to no hall.

use crate::batch::{Answer, KeyRef, KnownAnswer};
use crate::encode::hash_of;
use crate::error::StoreError;
use crate::now_ms;
use crate::people::{BrowserSession, Person, Standing, Token};
use crate::store::{Kind, Store, random};
use crate::{postgres, sqlite};
use sqlx::query;

/// Answers that are forgotten in one go, so that nobody waits long behind it.
const FORGET_AT_ONCE: i64 = 500;

impl Store {
    /// The answer that was given under a key outside of halls; compare its `request_hash` with the key's.
    pub async fn outer_answer(&self, key: &KeyRef) -> Result<Option<KnownAnswer>, StoreError> {
        let (principal, name) = (key.principal.clone(), key.key.clone());
        match &self.kind {
            Kind::Sqlite(db) => db.read(move |db| sqlite::rows::outer_answer(db, &principal, &name)).await,
            Kind::Postgres(db) => {
                postgres::rows::outer_answer(&mut *db.pool().acquire().await?, &principal, &name).await
            }
        }
    }

    /// Keeps an answer under its key; `Exists` if there is one.
    pub async fn keep_outer_answer(&self, answer: Answer) -> Result<(), StoreError> {
        match &self.kind {
            Kind::Sqlite(db) => {
                db.write(move |db| {
                    db.prepare_cached(sqlite::sql::ADD_OUTER_ANSWER)?.execute(rusqlite::params![
                        answer.key.principal,
                        answer.key.key,
                        &answer.key.request_hash[..],
                        i64::from(answer.status),
                        answer.body,
                        now_ms()
                    ])?;
                    Ok(())
                })
                .await
            }
            Kind::Postgres(db) => {
                query(postgres::sql::ADD_OUTER_ANSWER)
                    .bind(answer.key.principal)
                    .bind(answer.key.key)
                    .bind(&answer.key.request_hash[..])
                    .bind(i64::from(answer.status))
                    .bind(answer.body)
                    .bind(now_ms())
                    .execute(db.pool())
                    .await?;
                Ok(())
            }
        }
    }

    /// Forgets answers, of halls and outside, that were given before this (Unix milliseconds); how many. Keys are to
    /// live 24 h.
    pub async fn forget_answers(&self, before_ms: i64) -> Result<u64, StoreError> {
        let mut forgotten = 0;
        let both = [
            (sqlite::sql::FORGET_ANSWERS, postgres::sql::FORGET_ANSWERS),
            (sqlite::sql::FORGET_OUTER_ANSWERS, postgres::sql::FORGET_OUTER_ANSWERS),
        ];
        for (on_sqlite, on_postgres) in both {
            loop {
                let count = match &self.kind {
                    Kind::Sqlite(db) => {
                        let done = move |db: &rusqlite::Connection| {
                            Ok(db.prepare_cached(on_sqlite)?.execute([before_ms, FORGET_AT_ONCE])?)
                        };
                        u64::try_from(db.write(done).await?).unwrap_or(u64::MAX)
                    }
                    Kind::Postgres(db) => query(on_postgres)
                        .bind(before_ms)
                        .bind(FORGET_AT_ONCE)
                        .execute(db.pool())
                        .await?
                        .rows_affected(),
                };
                forgotten += count;
                if count < FORGET_AT_ONCE.unsigned_abs() {
                    break;
                }
            }
        }
        Ok(forgotten)
    }

    /// Adds a person; `Exists` if the id or the login is taken.
    pub async fn add_person(&self, person: Person) -> Result<(), StoreError> {
        match &self.kind {
            Kind::Sqlite(db) => db.write(move |db| sqlite::people::add_person(db, &person)).await,
            Kind::Postgres(db) => postgres::people::add_person(db.pool(), &person).await,
        }
    }

    /// Writes a person's login, name, role, hall, password and standing; whether there is such a person.
    pub async fn update_person(&self, person: Person) -> Result<bool, StoreError> {
        match &self.kind {
            Kind::Sqlite(db) => Ok(db.write(move |db| sqlite::people::set_person(db, &person)).await? > 0),
            Kind::Postgres(db) => Ok(postgres::people::set_person(db.pool(), &person).await? > 0),
        }
    }

    /// A person by id.
    pub async fn person(&self, id: &str) -> Result<Option<Person>, StoreError> {
        Ok(self.some_people(sqlite::sql::PERSON, postgres::sql::PERSON, Some(id)).await?.pop())
    }

    /// A person by login, which is lower case.
    pub async fn person_by_login(&self, login: &str) -> Result<Option<Person>, StoreError> {
        Ok(self.some_people(sqlite::sql::PERSON_BY_LOGIN, postgres::sql::PERSON_BY_LOGIN, Some(login)).await?.pop())
    }

    /// Everybody, by login.
    pub async fn people(&self) -> Result<Vec<Person>, StoreError> {
        self.some_people(sqlite::sql::PEOPLE, postgres::sql::PEOPLE, None).await
    }

    async fn some_people(
        &self,
        on_sqlite: &'static str,
        on_postgres: &'static str,
        by: Option<&str>,
    ) -> Result<Vec<Person>, StoreError> {
        match &self.kind {
            Kind::Sqlite(db) => {
                let by = by.map(str::to_owned);
                db.read(move |db| sqlite::people::people(db, on_sqlite, by.as_deref())).await
            }
            Kind::Postgres(db) => postgres::people::people(db.pool(), on_postgres, by).await,
        }
    }

    /// Adds a token; `Exists` if the id is taken.
    pub async fn add_token(&self, token: Token) -> Result<(), StoreError> {
        match &self.kind {
            Kind::Sqlite(db) => db.write(move |db| sqlite::people::add_token(db, &token)).await,
            Kind::Postgres(db) => postgres::people::add_token(db.pool(), &token).await,
        }
    }

    /// The token whose secret has this SHA-256.
    pub async fn token_by_hash(&self, hash: [u8; 32]) -> Result<Option<Token>, StoreError> {
        match &self.kind {
            Kind::Sqlite(db) => db.read(move |db| sqlite::people::token_by_hash(db, &hash)).await,
            Kind::Postgres(db) => postgres::people::token_by_hash(db.pool(), &hash).await,
        }
    }

    /// All tokens, the oldest first.
    pub async fn tokens(&self) -> Result<Vec<Token>, StoreError> {
        match &self.kind {
            Kind::Sqlite(db) => db.read(sqlite::people::tokens).await,
            Kind::Postgres(db) => postgres::people::tokens(db.pool()).await,
        }
    }

    /// Makes a token of use or of no use; whether there is such a token.
    pub async fn set_token_standing(&self, id: &str, standing: Standing) -> Result<bool, StoreError> {
        let (id, word) = (id.to_owned(), standing.word());
        let changed = match &self.kind {
            Kind::Sqlite(db) => {
                let work = move |db: &rusqlite::Connection| {
                    Ok(db.prepare_cached(sqlite::sql::SET_TOKEN_STANDING)?.execute([id.as_str(), word])?)
                };
                db.write(work).await? > 0
            }
            Kind::Postgres(db) => {
                let done = query(postgres::sql::SET_TOKEN_STANDING).bind(id).bind(word).execute(db.pool()).await?;
                done.rows_affected() > 0
            }
        };
        Ok(changed)
    }

    /// Rotates a token's secret from one hash to another; false if the old one is not the token's any more.
    pub async fn rotate_token(&self, id: &str, old: [u8; 32], new: [u8; 32]) -> Result<bool, StoreError> {
        let id = id.to_owned();
        let changed = match &self.kind {
            Kind::Sqlite(db) => {
                let work = move |db: &rusqlite::Connection| {
                    let mut statement = db.prepare_cached(sqlite::sql::SET_TOKEN_HASH)?;
                    Ok(statement.execute(rusqlite::params![id, &old[..], &new[..]])?)
                };
                db.write(work).await? > 0
            }
            Kind::Postgres(db) => {
                let statement = query(postgres::sql::SET_TOKEN_HASH).bind(id).bind(&old[..]).bind(&new[..]);
                statement.execute(db.pool()).await?.rows_affected() > 0
            }
        };
        Ok(changed)
    }

    /// Adds a session.
    pub async fn add_session(&self, session: BrowserSession) -> Result<(), StoreError> {
        match &self.kind {
            Kind::Sqlite(db) => db.write(move |db| sqlite::people::add_session(db, &session)).await,
            Kind::Postgres(db) => postgres::people::add_session(db.pool(), &session).await,
        }
    }

    /// The session whose cookie has this SHA-256.
    pub async fn session_by_hash(&self, hash: [u8; 32]) -> Result<Option<BrowserSession>, StoreError> {
        match &self.kind {
            Kind::Sqlite(db) => db.read(move |db| sqlite::people::session_by_hash(db, &hash)).await,
            Kind::Postgres(db) => postgres::people::session_by_hash(db.pool(), &hash).await,
        }
    }

    /// All sessions, the oldest first.
    pub async fn sessions(&self) -> Result<Vec<BrowserSession>, StoreError> {
        match &self.kind {
            Kind::Sqlite(db) => db.read(sqlite::people::sessions).await,
            Kind::Postgres(db) => postgres::people::sessions(db.pool()).await,
        }
    }

    /// A person's sessions, the oldest first.
    pub async fn sessions_of(&self, person: &str) -> Result<Vec<BrowserSession>, StoreError> {
        match &self.kind {
            Kind::Sqlite(db) => {
                let person = person.to_owned();
                db.read(move |db| sqlite::people::sessions_of(db, &person)).await
            }
            Kind::Postgres(db) => postgres::people::sessions_of(db.pool(), person).await,
        }
    }

    /// Notes when a session was last used (Unix milliseconds).
    pub async fn touch_session(&self, hash: [u8; 32], seen_at: i64) -> Result<(), StoreError> {
        match &self.kind {
            Kind::Sqlite(db) => {
                db.write(move |db| {
                    let mut statement = db.prepare_cached(sqlite::sql::TOUCH_SESSION)?;
                    statement.execute(rusqlite::params![&hash[..], seen_at])?;
                    Ok(())
                })
                .await
            }
            Kind::Postgres(db) => {
                query(postgres::sql::TOUCH_SESSION).bind(&hash[..]).bind(seen_at).execute(db.pool()).await?;
                Ok(())
            }
        }
    }

    /// Ends one session.
    pub async fn end_session(&self, hash: [u8; 32]) -> Result<(), StoreError> {
        match &self.kind {
            Kind::Sqlite(db) => {
                db.write(move |db| {
                    db.prepare_cached(sqlite::sql::END_SESSION)?.execute([&hash[..]])?;
                    Ok(())
                })
                .await
            }
            Kind::Postgres(db) => {
                query(postgres::sql::END_SESSION).bind(&hash[..]).execute(db.pool()).await?;
                Ok(())
            }
        }
    }

    /// Ends all sessions of a person; how many.
    pub async fn end_sessions_of(&self, person: &str) -> Result<u64, StoreError> {
        match &self.kind {
            Kind::Sqlite(db) => {
                let person = person.to_owned();
                let work = move |db: &rusqlite::Connection| {
                    Ok(db.prepare_cached(sqlite::sql::END_SESSIONS_OF)?.execute([person.as_str()])?)
                };
                Ok(u64::try_from(db.write(work).await?).unwrap_or(u64::MAX))
            }
            Kind::Postgres(db) => {
                Ok(query(postgres::sql::END_SESSIONS_OF).bind(person).execute(db.pool()).await?.rows_affected())
            }
        }
    }

    /// Forgets sessions that were last used before this (Unix milliseconds).
    pub async fn forget_sessions(&self, before_ms: i64) -> Result<(), StoreError> {
        match &self.kind {
            Kind::Sqlite(db) => {
                db.write(move |db| {
                    db.prepare_cached(sqlite::sql::FORGET_SESSIONS)?.execute([before_ms])?;
                    Ok(())
                })
                .await
            }
            Kind::Postgres(db) => {
                query(postgres::sql::FORGET_SESSIONS).bind(before_ms).execute(db.pool()).await?;
                Ok(())
            }
        }
    }

    /// The 32 random bytes kept under a name, made at the first call; several nodes get the same ones.
    pub async fn secret(&self, name: &str) -> Result<[u8; 32], StoreError> {
        let known = match &self.kind {
            Kind::Sqlite(db) => {
                let name = name.to_owned();
                db.read(move |db| sqlite::people::known_secret(db, &name)).await?
            }
            Kind::Postgres(db) => postgres::people::known_secret(db.pool(), name).await?,
        };
        if let Some(value) = known {
            return hash_of(&value, "secret");
        }
        let mut fresh = [0; 32];
        random(&mut fresh)?;
        let value = match &self.kind {
            Kind::Sqlite(db) => {
                let name = name.to_owned();
                db.write(move |db| sqlite::people::secret(db, &name, &fresh)).await?
            }
            Kind::Postgres(db) => postgres::people::secret(db.pool(), name, &fresh).await?,
        };
        hash_of(&value, "secret")
    }

    /// What was kept under a name by [`Store::set_secret`], if anything.
    pub async fn known_secret(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        match &self.kind {
            Kind::Sqlite(db) => {
                let name = name.to_owned();
                db.read(move |db| sqlite::people::known_secret(db, &name)).await
            }
            Kind::Postgres(db) => postgres::people::known_secret(db.pool(), name).await,
        }
    }

    /// Keeps these bytes under a name, in place of what stood there.
    pub async fn set_secret(&self, name: &str, value: Vec<u8>) -> Result<(), StoreError> {
        match &self.kind {
            Kind::Sqlite(db) => {
                let name = name.to_owned();
                db.write(move |db| {
                    db.prepare_cached(sqlite::sql::SET_SECRET)?.execute(rusqlite::params![name, value])?;
                    Ok(())
                })
                .await
            }
            Kind::Postgres(db) => {
                query(postgres::sql::SET_SECRET).bind(name).bind(value).execute(db.pool()).await?;
                Ok(())
            }
        }
    }

    /// The names under which secrets are kept, without the secrets.
    pub async fn secret_names(&self) -> Result<Vec<String>, StoreError> {
        match &self.kind {
            Kind::Sqlite(db) => db.read(sqlite::people::secret_names).await,
            Kind::Postgres(db) => postgres::people::secret_names(db.pool()).await,
        }
    }

    /// Forgets a secret: a used set-up code, the key of a day long past.
    pub async fn forget_secret(&self, name: &str) -> Result<(), StoreError> {
        match &self.kind {
            Kind::Sqlite(db) => {
                let name = name.to_owned();
                db.write(move |db| {
                    db.prepare_cached(sqlite::sql::FORGET_SECRET)?.execute([name.as_str()])?;
                    Ok(())
                })
                .await
            }
            Kind::Postgres(db) => {
                query(postgres::sql::FORGET_SECRET).bind(name).execute(db.pool()).await?;
                Ok(())
            }
        }
    }
}
