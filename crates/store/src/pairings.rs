//! Devices that ask to belong to a hall, and what becomes of it. Their codes stand here as SHA-256 only.

use crate::devices::{DeviceNote, note_on_postgres, note_on_sqlite};
use crate::encode::{hash_of, number, unreadable};
use crate::error::StoreError;
use crate::people::{Role, Token, hall_column, hall_of_column, role_of_column};
use crate::sqlite::rows::collect;
use crate::store::{Kind, Store};
use crate::{postgres, sqlite};
use goiso_queue::HallId;
use rusqlite::params;
use sqlx::postgres::PgRow;
use sqlx::{Row, query};

/// A device that asks to belong to a hall.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pairing {
    /// SHA-256 of the code that the device keeps.
    pub device_hash: [u8; 32],
    /// SHA-256 of the code that it shows.
    pub user_hash: [u8; 32],
    /// Shown on the device and to the approver, 10 to 99.
    pub match_number: u8,
    /// What it says it is: `hall`, `counter`, `kiosk`, `announcer`.
    pub kind: String,
    /// Where it asked from.
    pub address: String,
    /// Unix milliseconds.
    pub asked_at: i64,
    /// Unix milliseconds; from then on it is of no use.
    pub expires_at: i64,
    /// What became of it.
    pub state: PairingState,
}

/// What became of a device's wish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PairingState {
    /// Nobody has answered yet.
    Open,
    /// Somebody said yes; the device has not fetched its token yet.
    Granted(PairingGrant),
    /// Somebody said no.
    Refused,
}

/// What a device gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PairingGrant {
    /// For people to recognise it.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// Where.
    pub hall: HallId,
    /// Its only zone, or empty for every zone of the hall.
    pub zone: String,
    /// The counter whose page it opens, or empty.
    pub counter: String,
    /// Its rank as a speaker; `None` may not speak.
    pub speaks: Option<u8>,
    /// The id of whoever said yes.
    pub by: String,
}

type Read<T> = Result<T, StoreError>;

/// A row's columns as both databases give them.
struct Columns {
    state: String,
    name: String,
    role: String,
    hall: String,
    zone: String,
    counter: String,
    speaks: Option<i64>,
    by: String,
}

impl Columns {
    fn state(self) -> Read<PairingState> {
        match self.state.as_str() {
            "open" => Ok(PairingState::Open),
            "refused" => Ok(PairingState::Refused),
            "granted" => Ok(PairingState::Granted(PairingGrant {
                name: self.name,
                role: role_of_column(&self.role)?,
                hall: hall_of_column(&self.hall)?.ok_or_else(|| unreadable("pairing.hall", "empty".to_owned()))?,
                zone: self.zone,
                counter: self.counter,
                speaks: self.speaks.map(|rank| number(rank, "pairing.speaks")).transpose()?,
                by: self.by,
            })),
            other => Err(unreadable("pairing.state", format!("{other:?}"))),
        }
    }
}

fn pairing_on_sqlite(row: &rusqlite::Row<'_>) -> Read<Pairing> {
    let hash = |index: usize| -> Read<[u8; 32]> { hash_of(&row.get::<_, Vec<u8>>(index)?, "pairing") };
    let columns = Columns {
        state: row.get(7)?,
        name: row.get(8)?,
        role: row.get(9)?,
        hall: row.get(10)?,
        zone: row.get(11)?,
        counter: row.get(12)?,
        speaks: row.get(13)?,
        by: row.get(14)?,
    };
    Ok(Pairing {
        device_hash: hash(0)?,
        user_hash: hash(1)?,
        match_number: row.get(2)?,
        kind: row.get(3)?,
        address: row.get(4)?,
        asked_at: row.get(5)?,
        expires_at: row.get(6)?,
        state: columns.state()?,
    })
}

fn pairing_on_postgres(row: &PgRow) -> Read<Pairing> {
    let hash = |index: usize| -> Read<[u8; 32]> { hash_of(&row.try_get::<Vec<u8>, _>(index)?, "pairing") };
    let columns = Columns {
        state: row.try_get(7)?,
        name: row.try_get(8)?,
        role: row.try_get(9)?,
        hall: row.try_get(10)?,
        zone: row.try_get(11)?,
        counter: row.try_get(12)?,
        speaks: row.try_get(13)?,
        by: row.try_get(14)?,
    };
    Ok(Pairing {
        device_hash: hash(0)?,
        user_hash: hash(1)?,
        match_number: number(row.try_get::<i64, _>(2)?, "pairing.match_number")?,
        kind: row.try_get(3)?,
        address: row.try_get(4)?,
        asked_at: row.try_get(5)?,
        expires_at: row.try_get(6)?,
        state: columns.state()?,
    })
}

impl Store {
    /// Notes a device's wish, and forgets those that ran out by `asked_at`; false if `most` are open already.
    pub async fn open_pairing(&self, pairing: Pairing, most: u32) -> Result<bool, StoreError> {
        let most = i64::from(most);
        match &self.kind {
            Kind::Sqlite(db) => {
                db.write(move |db| {
                    db.prepare_cached(sqlite::sql::FORGET_PAIRINGS)?.execute([pairing.asked_at])?;
                    let added = db.prepare_cached(sqlite::sql::ADD_PAIRING)?.execute(params![
                        &pairing.device_hash[..],
                        &pairing.user_hash[..],
                        pairing.match_number,
                        pairing.kind,
                        pairing.address,
                        pairing.asked_at,
                        pairing.expires_at,
                        most
                    ])?;
                    Ok(added > 0)
                })
                .await
            }
            Kind::Postgres(db) => {
                let mut transaction = db.begin().await?;
                query(postgres::sql::FORGET_PAIRINGS).bind(pairing.asked_at).execute(&mut *transaction).await?;
                let added = query(postgres::sql::ADD_PAIRING)
                    .bind(&pairing.device_hash[..])
                    .bind(&pairing.user_hash[..])
                    .bind(i64::from(pairing.match_number))
                    .bind(pairing.kind)
                    .bind(pairing.address)
                    .bind(pairing.asked_at)
                    .bind(pairing.expires_at)
                    .bind(most)
                    .execute(&mut *transaction)
                    .await?;
                transaction.commit().await?;
                Ok(added.rows_affected() > 0)
            }
        }
    }

    /// The wish of a device by the code that it keeps, run out or not.
    pub async fn pairing_by_device(&self, hash: [u8; 32]) -> Result<Option<Pairing>, StoreError> {
        self.pairing(sqlite::sql::PAIRING_BY_DEVICE, postgres::sql::PAIRING_BY_DEVICE, hash).await
    }

    /// The wish of a device by the code that it shows, run out or not.
    pub async fn pairing_by_user(&self, hash: [u8; 32]) -> Result<Option<Pairing>, StoreError> {
        self.pairing(sqlite::sql::PAIRING_BY_USER, postgres::sql::PAIRING_BY_USER, hash).await
    }

    async fn pairing(
        &self,
        on_sqlite: &'static str,
        on_postgres: &'static str,
        hash: [u8; 32],
    ) -> Result<Option<Pairing>, StoreError> {
        match &self.kind {
            Kind::Sqlite(db) => {
                db.read(move |db| {
                    let mut statement = db.prepare_cached(on_sqlite)?;
                    Ok(collect(statement.query([&hash[..]])?, pairing_on_sqlite)?.pop())
                })
                .await
            }
            Kind::Postgres(db) => {
                let row = query(on_postgres).bind(&hash[..]).fetch_optional(db.pool()).await?;
                row.as_ref().map(pairing_on_postgres).transpose()
            }
        }
    }

    /// Says yes to an open wish that has not run out by the note's time; false if there is none.
    pub async fn grant_pairing(
        &self,
        user: [u8; 32],
        grant: PairingGrant,
        note: DeviceNote,
    ) -> Result<bool, StoreError> {
        match &self.kind {
            Kind::Sqlite(db) => {
                db.write(move |db| {
                    let granted = db.prepare_cached(sqlite::sql::GRANT_PAIRING)?.execute(params![
                        &user[..],
                        note.at,
                        grant.name,
                        grant.role.word(),
                        grant.hall.as_str(),
                        grant.zone,
                        grant.counter,
                        grant.speaks,
                        grant.by
                    ])?;
                    if granted > 0 {
                        note_on_sqlite(db, &note)?;
                    }
                    Ok(granted > 0)
                })
                .await
            }
            Kind::Postgres(db) => {
                let mut transaction = db.begin().await?;
                let granted = query(postgres::sql::GRANT_PAIRING)
                    .bind(&user[..])
                    .bind(note.at)
                    .bind(grant.name)
                    .bind(grant.role.word())
                    .bind(grant.hall.as_str())
                    .bind(grant.zone)
                    .bind(grant.counter)
                    .bind(grant.speaks.map(i64::from))
                    .bind(grant.by)
                    .execute(&mut *transaction)
                    .await?
                    .rows_affected();
                if granted > 0 {
                    note_on_postgres(&mut transaction, &note).await?;
                }
                transaction.commit().await?;
                Ok(granted > 0)
            }
        }
    }

    /// Says no to an open wish that has not run out by the note's time; false if there is none.
    pub async fn refuse_pairing(&self, user: [u8; 32], note: DeviceNote) -> Result<bool, StoreError> {
        match &self.kind {
            Kind::Sqlite(db) => {
                db.write(move |db| {
                    let mut statement = db.prepare_cached(sqlite::sql::REFUSE_PAIRING)?;
                    let refused = statement.execute(params![&user[..], note.at])?;
                    if refused > 0 {
                        note_on_sqlite(db, &note)?;
                    }
                    Ok(refused > 0)
                })
                .await
            }
            Kind::Postgres(db) => {
                let mut transaction = db.begin().await?;
                let statement = query(postgres::sql::REFUSE_PAIRING).bind(&user[..]).bind(note.at);
                let refused = statement.execute(&mut *transaction).await?.rows_affected();
                if refused > 0 {
                    note_on_postgres(&mut transaction, &note).await?;
                }
                transaction.commit().await?;
                Ok(refused > 0)
            }
        }
    }

    /// Turns a granted wish into a token, once; false if it is not granted, has run out or was taken already.
    pub async fn take_pairing(
        &self,
        device: [u8; 32],
        token: Token,
        counter: String,
        note: DeviceNote,
    ) -> Result<bool, StoreError> {
        match &self.kind {
            Kind::Sqlite(db) => {
                db.write(move |db| {
                    let mut statement = db.prepare_cached(sqlite::sql::TAKE_PAIRING)?;
                    let taken = statement.execute(params![&device[..], note.at])? > 0;
                    if taken {
                        sqlite::people::add_token(db, &token)?;
                        let mut add = db.prepare_cached(sqlite::sql::ADD_DEVICE)?;
                        add.execute(params![token.id, counter, note.at])?;
                        note_on_sqlite(db, &note)?;
                    }
                    Ok(taken)
                })
                .await
            }
            Kind::Postgres(db) => {
                let mut transaction = db.begin().await?;
                let statement = query(postgres::sql::TAKE_PAIRING).bind(&device[..]).bind(note.at);
                let taken = statement.execute(&mut *transaction).await?.rows_affected() > 0;
                if taken {
                    query(postgres::sql::ADD_TOKEN)
                        .bind(&token.id)
                        .bind(&token.hash[..])
                        .bind(&token.name)
                        .bind(token.role.word())
                        .bind(hall_column(token.hall.as_ref()))
                        .bind(&token.zone)
                        .bind(token.speaks.map(i64::from))
                        .bind(token.standing.word())
                        .bind(token.created_at)
                        .execute(&mut *transaction)
                        .await?;
                    let add = query(postgres::sql::ADD_DEVICE).bind(&token.id).bind(counter).bind(note.at);
                    add.execute(&mut *transaction).await?;
                    note_on_postgres(&mut transaction, &note).await?;
                }
                transaction.commit().await?;
                Ok(taken)
            }
        }
    }

    /// Forgets a wish, whatever became of it.
    pub async fn end_pairing(&self, device: [u8; 32]) -> Result<(), StoreError> {
        match &self.kind {
            Kind::Sqlite(db) => {
                db.write(move |db| {
                    db.prepare_cached(sqlite::sql::END_PAIRING)?.execute([&device[..]])?;
                    Ok(())
                })
                .await
            }
            Kind::Postgres(db) => {
                query(postgres::sql::END_PAIRING).bind(&device[..]).execute(db.pool()).await?;
                Ok(())
            }
        }
    }
}
