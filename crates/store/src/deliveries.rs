//! Reports that are made by themselves: which are done, so that each is handed in once, whatever restarts in between and however
//! many nodes look at the clock.

use crate::encode::unreadable;
use crate::error::StoreError;
use crate::sqlite::rows::collect;
use crate::store::{Kind, Store};
use crate::{postgres, sqlite};
use goiso_queue::time::ServiceDay;
use rusqlite::params;
use sqlx::{Row, query};

/// How a report gets where it belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Way {
    /// Written to a folder.
    Folder,
    /// Sent by e-mail.
    Mail,
}

impl Way {
    /// Its word in rows and answers.
    pub fn word(self) -> &'static str {
        match self {
            Way::Folder => "folder",
            Way::Mail => "mail",
        }
    }

    fn of(word: &str) -> Result<Self, StoreError> {
        [Way::Folder, Way::Mail]
            .into_iter()
            .find(|way| way.word() == word)
            .ok_or_else(|| unreadable("delivery.way", format!("{word:?}")))
    }
}

/// One report over one period, by one way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Of the setting that asks for it.
    pub name: String,
    /// The first service day.
    pub from: ServiceDay,
    /// The last one.
    pub to: ServiceDay,
    /// How it gets where it belongs.
    pub way: Way,
}

/// A delivery that is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivered {
    /// Which.
    pub delivery: Delivery,
    /// Unix milliseconds.
    pub at: i64,
}

fn day(text: &str) -> Result<ServiceDay, StoreError> {
    text.parse().map(ServiceDay).map_err(|_| unreadable("delivery.day", format!("{text:?}")))
}

impl Store {
    /// Takes a delivery upon oneself until a moment (Unix milliseconds); false if it is done or somebody is at it.
    pub async fn claim_delivery(&self, what: &Delivery, now_ms: i64, until_ms: i64) -> Result<bool, StoreError> {
        let Delivery { name, from, to, way } = what.clone();
        let (from, to) = (from.to_string(), to.to_string());
        match &self.kind {
            Kind::Sqlite(db) => {
                db.write(move |db| {
                    let mut claim = db.prepare_cached(sqlite::sql::CLAIM_DELIVERY)?;
                    Ok(claim.execute(params![name, from, to, way.word(), now_ms, until_ms])? > 0)
                })
                .await
            }
            Kind::Postgres(db) => {
                let claim = query(postgres::sql::CLAIM_DELIVERY).bind(name).bind(from).bind(to).bind(way.word());
                let claimed = claim.bind(now_ms).bind(until_ms).execute(db.pool()).await?;
                Ok(claimed.rows_affected() > 0)
            }
        }
    }

    /// A delivery is done, since a moment (Unix milliseconds).
    pub async fn delivery_done(&self, what: &Delivery, at_ms: i64) -> Result<(), StoreError> {
        let Delivery { name, from, to, way } = what.clone();
        let (from, to) = (from.to_string(), to.to_string());
        match &self.kind {
            Kind::Sqlite(db) => {
                db.write(move |db| {
                    db.prepare_cached(sqlite::sql::DELIVERY_DONE)?.execute(params![
                        name,
                        from,
                        to,
                        way.word(),
                        at_ms
                    ])?;
                    Ok(())
                })
                .await
            }
            Kind::Postgres(db) => {
                let done = query(postgres::sql::DELIVERY_DONE).bind(name).bind(from).bind(to).bind(way.word());
                done.bind(at_ms).execute(db.pool()).await?;
                Ok(())
            }
        }
    }

    /// A delivery came to nothing: anybody may try again.
    pub async fn release_delivery(&self, what: &Delivery) -> Result<(), StoreError> {
        let Delivery { name, from, to, way } = what.clone();
        let (from, to) = (from.to_string(), to.to_string());
        match &self.kind {
            Kind::Sqlite(db) => {
                db.write(move |db| {
                    db.prepare_cached(sqlite::sql::RELEASE_DELIVERY)?.execute(params![name, from, to, way.word()])?;
                    Ok(())
                })
                .await
            }
            Kind::Postgres(db) => {
                let release = query(postgres::sql::RELEASE_DELIVERY).bind(name).bind(from).bind(to).bind(way.word());
                release.execute(db.pool()).await?;
                Ok(())
            }
        }
    }

    /// The last delivery that is done, of every setting and way.
    pub async fn last_deliveries(&self) -> Result<Vec<Delivered>, StoreError> {
        let rows: Vec<(String, String, String, String, i64)> = match &self.kind {
            Kind::Sqlite(db) => {
                db.read(|db| {
                    let mut rows = db.prepare_cached(sqlite::sql::LAST_DELIVERIES)?;
                    collect(rows.query([])?, |row| {
                        Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
                    })
                })
                .await?
            }
            Kind::Postgres(db) => {
                let rows = query(postgres::sql::LAST_DELIVERIES).fetch_all(db.pool()).await?;
                let read = |row: &sqlx::postgres::PgRow| {
                    Ok::<_, sqlx::Error>((
                        row.try_get(0)?,
                        row.try_get(1)?,
                        row.try_get(2)?,
                        row.try_get(3)?,
                        row.try_get(4)?,
                    ))
                };
                rows.iter().map(read).collect::<Result<_, _>>()?
            }
        };
        let done = |(name, way, from, to, at): (String, String, String, String, i64)| {
            Ok(Delivered { delivery: Delivery { name, from: day(&from)?, to: day(&to)?, way: Way::of(&way)? }, at })
        };
        rows.into_iter().map(done).collect()
    }
}
