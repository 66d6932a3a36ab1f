//! Figures in PostgreSQL: read, added to, written; a batch as arrays.

use super::sql;
use crate::encode::number;
use crate::error::StoreError;
use crate::fold::Fold;
use crate::statistics::{Cube, Figures, OF_DAY, OF_MONTH, Piece, month_of};
use goiso_queue::time::ServiceDay;
use sqlx::postgres::{PgConnection, PgRow};
use sqlx::{Row, query};

/// Figures of one row: what is added to it, or what then stands in it.
pub(crate) struct Change {
    pub cube: Cube,
    pub period: String,
    pub piece: String,
    pub figures: Figures,
}

/// The keys of some rows, by column.
pub(crate) struct Keys<'a>(&'a [Change]);

impl<'a> Keys<'a> {
    pub fn of(changes: &'a [Change]) -> Self {
        Self(changes)
    }
    pub fn cubes(&self) -> Vec<&'static str> {
        self.0.iter().map(|change| change.cube.word()).collect()
    }
    pub fn periods(&self) -> Vec<&'a str> {
        self.0.iter().map(|change| change.period.as_str()).collect()
    }
    pub fn pieces(&self) -> Vec<&'a str> {
        self.0.iter().map(|change| change.piece.as_str()).collect()
    }
}

/// What a fold adds.
pub(crate) fn changes(fold: &Fold) -> Vec<Change> {
    let changed = fold.statistics.iter().filter(|(_, figures)| !figures.is_empty());
    changed
        .map(|((day, piece), figures)| Change {
            cube: piece.cube(),
            period: day.to_string(),
            piece: piece.text(),
            figures: figures.clone(),
        })
        .collect()
}

/// What then stands in the rows, given what stood there: (place from 1, figures).
pub(crate) fn added(changes: Vec<Change>, stored: &[PgRow]) -> Result<Vec<Change>, StoreError> {
    let mut sums = changes;
    for row in stored {
        let place: usize = number(row.try_get(0)?, "statistic.place")?;
        let bytes: &[u8] = row.try_get(1)?;
        if let Some(sum) = place.checked_sub(1).and_then(|place| sums.get_mut(place)) {
            sum.figures.add_bytes(bytes)?;
        }
    }
    Ok(sums)
}

/// The same, asking for what stood there.
pub(crate) async fn with_stored(
    db: &mut PgConnection,
    hall: &str,
    scale: &str,
    changes: Vec<Change>,
) -> Result<Vec<Change>, StoreError> {
    if changes.is_empty() {
        return Ok(changes);
    }
    let keys = Keys::of(&changes);
    let stored = query(sql::STATISTICS_OF)
        .bind(hall)
        .bind(scale)
        .bind(keys.cubes())
        .bind(keys.periods())
        .bind(keys.pieces())
        .fetch_all(db)
        .await?;
    added(changes, &stored)
}

async fn put(db: &mut PgConnection, hall: &str, scale: &str, changes: &[Change]) -> Result<(), StoreError> {
    let keys = Keys::of(changes);
    query(sql::PUT_STATISTICS)
        .bind(hall)
        .bind(scale)
        .bind(keys.cubes())
        .bind(keys.periods())
        .bind(keys.pieces())
        .bind(changes.iter().map(|change| change.figures.to_bytes()).collect::<Vec<_>>())
        .execute(db)
        .await?;
    Ok(())
}

/// Removes rows in which nothing is left.
pub(crate) async fn drop_empty(
    db: &mut PgConnection,
    hall: &str,
    scale: &str,
    changes: &[Change],
) -> Result<(), StoreError> {
    if changes.is_empty() {
        return Ok(());
    }
    let keys = Keys::of(changes);
    query(sql::DROP_EMPTY_STATISTICS)
        .bind(hall)
        .bind(scale)
        .bind(keys.cubes())
        .bind(keys.periods())
        .bind(keys.pieces())
        .execute(db)
        .await?;
    Ok(())
}

/// Writes the figures of a fold alone.
pub(crate) async fn write(db: &mut PgConnection, hall: &str, fold: &Fold) -> Result<(), StoreError> {
    set(db, hall, OF_DAY, changes(fold)).await?;
    add_to_months(db, hall, &fold.days_over).await
}

async fn set(db: &mut PgConnection, hall: &str, scale: &str, changes: Vec<Change>) -> Result<(), StoreError> {
    let sums = with_stored(db, hall, scale, changes).await?;
    let (empty, full): (Vec<Change>, Vec<Change>) = sums.into_iter().partition(|change| change.figures.is_empty());
    put(db, hall, scale, &full).await?;
    drop_empty(db, hall, scale, &empty).await
}

/// Adds the lines of days that are over to their whole, and what is stored of the days to their months.
pub(crate) async fn add_to_months(db: &mut PgConnection, hall: &str, over: &[ServiceDay]) -> Result<(), StoreError> {
    for over in over {
        let (day, month) = (over.to_string(), month_of(*over).to_string());
        let mut whole = Figures::default();
        each(db, hall, OF_DAY, Cube::Line, (&day, &day), |_, _, figures| whole.add_bytes(figures)).await?;
        let whole = Change { cube: Cube::Day, period: day.clone(), piece: Piece::Day.text(), figures: whole };
        set(db, hall, OF_DAY, vec![whole]).await?;
        let mut changes = Vec::new();
        for cube in Cube::ALL {
            for row in rows(db, hall, OF_DAY, cube, &day, &day).await? {
                let mut figures = Figures::default();
                figures.add_bytes(row.try_get(2)?)?;
                changes.push(Change { cube, period: month.clone(), piece: row.try_get(1)?, figures });
            }
        }
        set(db, hall, OF_MONTH, changes).await?;
    }
    Ok(())
}

async fn rows(
    db: &mut PgConnection,
    hall: &str,
    scale: &str,
    cube: Cube,
    from: &str,
    to: &str,
) -> Result<Vec<PgRow>, StoreError> {
    let rows = query(sql::STATISTICS).bind(hall).bind(scale).bind(cube.word()).bind(from).bind(to);
    Ok(rows.fetch_all(db).await?)
}

/// Hands over the rows of some periods of a cube, in order: period, piece, figures.
pub(crate) async fn each(
    db: &mut PgConnection,
    hall: &str,
    scale: &str,
    cube: Cube,
    (from, to): (&str, &str),
    mut take: impl FnMut(&str, &str, &[u8]) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    for row in rows(db, hall, scale, cube, from, to).await? {
        take(row.try_get(0)?, row.try_get(1)?, row.try_get(2)?)?;
    }
    Ok(())
}
