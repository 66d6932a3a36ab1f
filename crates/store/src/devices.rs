//! Devices beside their tokens: the rotation of their secrets, when they were seen, and who did what with them.

use crate::encode::{hash_of, unreadable};
use crate::error::StoreError;
use crate::people::Standing;
use crate::sqlite::rows::collect;
use crate::store::{Kind, Store};
use crate::{postgres, sqlite};
use rusqlite::params;
use sqlx::postgres::PgRow;
use sqlx::{Row, query};

/// What is known of a device beside its token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceRow {
    /// The token's id.
    pub id: String,
    /// The counter whose page it opens, or empty.
    pub counter: String,
    /// SHA-256 of the secret that was handed out and not used yet.
    pub next_hash: Option<[u8; 32]>,
    /// The present secret is in use since, Unix milliseconds.
    pub rotated_at: i64,
    /// Last seen, Unix milliseconds; written every few minutes.
    pub seen_at: Option<i64>,
}

/// A step in a device's life that somebody may be asked about later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeviceStep {
    /// Somebody allowed it in.
    Approved,
    /// Somebody turned it away.
    Refused,
    /// It fetched its token.
    Paired,
    /// It has another name.
    Renamed,
    /// Somebody took its right away.
    Revoked,
    /// A secret that had been replaced was used again: the right was taken away by itself.
    SecretReused,
}

impl DeviceStep {
    const ALL: [DeviceStep; 6] = [
        DeviceStep::Approved,
        DeviceStep::Refused,
        DeviceStep::Paired,
        DeviceStep::Renamed,
        DeviceStep::Revoked,
        DeviceStep::SecretReused,
    ];
    /// Its word in rows and answers.
    pub fn word(self) -> &'static str {
        match self {
            DeviceStep::Approved => "approved",
            DeviceStep::Refused => "refused",
            DeviceStep::Paired => "paired",
            DeviceStep::Renamed => "renamed",
            DeviceStep::Revoked => "revoked",
            DeviceStep::SecretReused => "secret_reused",
        }
    }
}

/// One line of the devices' journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceNote {
    /// Unix milliseconds.
    pub at: i64,
    /// The token's id, or the address of a device that has none yet.
    pub device: String,
    /// What was done.
    pub what: DeviceStep,
    /// The id of whoever did it; the address for what nobody did.
    pub by: String,
}

type Read<T> = Result<T, StoreError>;

fn step_of_column(word: &str) -> Read<DeviceStep> {
    let found = DeviceStep::ALL.into_iter().find(|step| step.word() == word);
    found.ok_or_else(|| unreadable("device_note.what", format!("{word:?}")))
}

pub(crate) fn note_on_sqlite(db: &rusqlite::Connection, note: &DeviceNote) -> Read<()> {
    db.prepare_cached(sqlite::sql::ADD_DEVICE_NOTE)?.execute(params![
        note.at,
        note.device,
        note.what.word(),
        note.by
    ])?;
    Ok(())
}

pub(crate) async fn note_on_postgres(db: &mut sqlx::PgConnection, note: &DeviceNote) -> Read<()> {
    let statement = query(postgres::sql::ADD_DEVICE_NOTE).bind(note.at).bind(&note.device);
    statement.bind(note.what.word()).bind(&note.by).execute(db).await?;
    Ok(())
}

impl Store {
    /// What is known of devices beside their tokens, by id.
    pub async fn devices(&self) -> Result<Vec<DeviceRow>, StoreError> {
        let next = |hash: Option<Vec<u8>>| -> Read<Option<[u8; 32]>> {
            hash.map(|hash| hash_of(&hash, "device.next_hash")).transpose()
        };
        match &self.kind {
            Kind::Sqlite(db) => {
                db.read(move |db| {
                    let mut statement = db.prepare_cached(sqlite::sql::DEVICES)?;
                    collect(statement.query([])?, |row| {
                        Ok(DeviceRow {
                            id: row.get(0)?,
                            counter: row.get(1)?,
                            next_hash: next(row.get(2)?)?,
                            rotated_at: row.get(3)?,
                            seen_at: row.get(4)?,
                        })
                    })
                })
                .await
            }
            Kind::Postgres(db) => {
                let rows = query(postgres::sql::DEVICES).fetch_all(db.pool()).await?;
                let device = |row: &PgRow| -> Read<DeviceRow> {
                    Ok(DeviceRow {
                        id: row.try_get(0)?,
                        counter: row.try_get(1)?,
                        next_hash: next(row.try_get(2)?)?,
                        rotated_at: row.try_get(3)?,
                        seen_at: row.try_get(4)?,
                    })
                };
                rows.iter().map(device).collect()
            }
        }
    }

    /// Keeps the secret that will replace a token's present one as soon as it is used; one that waits already is dropped.
    /// False if `present` is not the token's secret or the token is disabled.
    pub async fn stage_secret(&self, id: &str, present: [u8; 32], next: [u8; 32]) -> Result<bool, StoreError> {
        let id = id.to_owned();
        match &self.kind {
            Kind::Sqlite(db) => {
                db.write(move |db| {
                    let mut statement = db.prepare_cached(sqlite::sql::STAGE_SECRET)?;
                    Ok(statement.execute(params![id, &present[..], &next[..]])? > 0)
                })
                .await
            }
            Kind::Postgres(db) => {
                let statement = query(postgres::sql::STAGE_SECRET).bind(id).bind(&present[..]).bind(&next[..]);
                Ok(statement.execute(db.pool()).await?.rows_affected() > 0)
            }
        }
    }

    /// The waiting secret becomes the token's, the present one is spent; spent ones from before `forget_before` are
    /// forgotten (both Unix milliseconds). False if this secret does not wait.
    pub async fn use_next_secret(
        &self,
        id: &str,
        next: [u8; 32],
        at: i64,
        forget_before: i64,
    ) -> Result<bool, StoreError> {
        let id = id.to_owned();
        match &self.kind {
            Kind::Sqlite(db) => {
                db.write(move |db| {
                    let mut spend = db.prepare_cached(sqlite::sql::SPEND_SECRET)?;
                    let waits = spend.execute(params![id, &next[..], at])? > 0;
                    if waits {
                        db.prepare_cached(sqlite::sql::USE_NEXT_SECRET)?.execute(params![id, &next[..]])?;
                        db.prepare_cached(sqlite::sql::SECRET_IS_NEW)?.execute(params![id, at])?;
                        db.prepare_cached(sqlite::sql::FORGET_SPENT)?.execute([forget_before])?;
                    }
                    Ok(waits)
                })
                .await
            }
            Kind::Postgres(db) => {
                let mut transaction = db.begin().await?;
                let spend = query(postgres::sql::SPEND_SECRET).bind(&id).bind(&next[..]).bind(at);
                let waits = spend.execute(&mut *transaction).await?.rows_affected() > 0;
                if waits {
                    let write = query(postgres::sql::USE_NEXT_SECRET).bind(&id).bind(&next[..]);
                    write.execute(&mut *transaction).await?;
                    query(postgres::sql::SECRET_IS_NEW).bind(&id).bind(at).execute(&mut *transaction).await?;
                    query(postgres::sql::FORGET_SPENT).bind(forget_before).execute(&mut *transaction).await?;
                }
                transaction.commit().await?;
                Ok(waits)
            }
        }
    }

    /// Every spent secret's hash and its device.
    pub async fn spent_secrets(&self) -> Result<Vec<([u8; 32], String)>, StoreError> {
        match &self.kind {
            Kind::Sqlite(db) => {
                db.read(|db| {
                    let mut statement = db.prepare_cached(sqlite::sql::SPENT_SECRETS)?;
                    collect(statement.query([])?, |row| {
                        Ok((hash_of(&row.get::<_, Vec<u8>>(0)?, "spent_secret.hash")?, row.get(1)?))
                    })
                })
                .await
            }
            Kind::Postgres(db) => {
                let rows = query(postgres::sql::SPENT_SECRETS).fetch_all(db.pool()).await?;
                let spent = |row: &PgRow| -> Read<([u8; 32], String)> {
                    Ok((hash_of(&row.try_get::<Vec<u8>, _>(0)?, "spent_secret.hash")?, row.try_get(1)?))
                };
                rows.iter().map(spent).collect()
            }
        }
    }

    /// Notes when a device was last seen (Unix milliseconds).
    pub async fn device_seen(&self, id: &str, at: i64) -> Result<(), StoreError> {
        let id = id.to_owned();
        match &self.kind {
            Kind::Sqlite(db) => {
                db.write(move |db| {
                    db.prepare_cached(sqlite::sql::DEVICE_SEEN)?.execute(params![id, at])?;
                    Ok(())
                })
                .await
            }
            Kind::Postgres(db) => {
                query(postgres::sql::DEVICE_SEEN).bind(id).bind(at).execute(db.pool()).await?;
                Ok(())
            }
        }
    }

    /// Takes a token's right away and notes who did it.
    pub async fn revoke_device(&self, note: DeviceNote) -> Result<(), StoreError> {
        let word = Standing::Disabled.word();
        match &self.kind {
            Kind::Sqlite(db) => {
                db.write(move |db| {
                    db.prepare_cached(sqlite::sql::SET_TOKEN_STANDING)?.execute(params![note.device, word])?;
                    note_on_sqlite(db, &note)
                })
                .await
            }
            Kind::Postgres(db) => {
                let mut transaction = db.begin().await?;
                let statement = query(postgres::sql::SET_TOKEN_STANDING).bind(&note.device).bind(word);
                statement.execute(&mut *transaction).await?;
                note_on_postgres(&mut transaction, &note).await?;
                Ok(transaction.commit().await?)
            }
        }
    }

    /// Gives a token another name and notes who did it.
    pub async fn rename_device(&self, name: String, note: DeviceNote) -> Result<(), StoreError> {
        match &self.kind {
            Kind::Sqlite(db) => {
                db.write(move |db| {
                    db.prepare_cached(sqlite::sql::RENAME_TOKEN)?.execute(params![note.device, name])?;
                    note_on_sqlite(db, &note)
                })
                .await
            }
            Kind::Postgres(db) => {
                let mut transaction = db.begin().await?;
                let statement = query(postgres::sql::RENAME_TOKEN).bind(&note.device).bind(name);
                statement.execute(&mut *transaction).await?;
                note_on_postgres(&mut transaction, &note).await?;
                Ok(transaction.commit().await?)
            }
        }
    }

    /// The newest lines of the devices' journal, the newest first.
    pub async fn device_notes(&self, most: u32) -> Result<Vec<DeviceNote>, StoreError> {
        let most = i64::from(most);
        match &self.kind {
            Kind::Sqlite(db) => {
                db.read(move |db| {
                    let mut statement = db.prepare_cached(sqlite::sql::DEVICE_NOTES)?;
                    collect(statement.query([most])?, |row| {
                        let what: String = row.get(2)?;
                        Ok(DeviceNote {
                            at: row.get(0)?,
                            device: row.get(1)?,
                            what: step_of_column(&what)?,
                            by: row.get(3)?,
                        })
                    })
                })
                .await
            }
            Kind::Postgres(db) => {
                let rows = query(postgres::sql::DEVICE_NOTES).bind(most).fetch_all(db.pool()).await?;
                let note = |row: &PgRow| -> Read<DeviceNote> {
                    let what: String = row.try_get(2)?;
                    Ok(DeviceNote {
                        at: row.try_get(0)?,
                        device: row.try_get(1)?,
                        what: step_of_column(&what)?,
                        by: row.try_get(3)?,
                    })
                };
                rows.iter().map(note).collect()
            }
        }
    }
}
