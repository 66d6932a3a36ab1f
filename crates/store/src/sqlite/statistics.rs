//! Figures in SQLite: read, added to, written.

use super::sql;
use crate::encode::unreadable;
use crate::error::StoreError;
use crate::fold::Fold;
use crate::statistics::{Cube, Figures, OF_DAY, OF_MONTH, Piece, month_of};
use rusqlite::types::FromSqlError;
use rusqlite::{Connection, params};

/// Adds a fold's figures to those stored, then those of days that are over to their months. With its end a day's lines are
/// added to its whole.
pub(crate) fn write(db: &Connection, hall: &str, fold: &Fold) -> Result<(), StoreError> {
    for ((day, piece), figures) in fold.statistics.iter().filter(|(_, figures)| !figures.is_empty()) {
        add(db, hall, OF_DAY, &day.to_string(), piece, figures)?;
    }
    for over in &fold.days_over {
        let (day, month) = (over.to_string(), month_of(*over).to_string());
        let mut whole = Figures::default();
        each(db, hall, OF_DAY, Cube::Line, &day, &day, |_, _, figures| whole.add_bytes(figures))?;
        add(db, hall, OF_DAY, &day, &Piece::Day, &whole)?;
        for cube in Cube::ALL {
            let mut rows = Vec::new();
            each(db, hall, OF_DAY, cube, &day, &day, |_, piece, figures| {
                let mut sum = Figures::default();
                sum.add_bytes(figures)?;
                rows.push((Piece::of_text(cube, piece)?, sum));
                Ok(())
            })?;
            for (piece, figures) in rows {
                add(db, hall, OF_MONTH, &month, &piece, &figures)?;
            }
        }
    }
    Ok(())
}

fn add(
    db: &Connection,
    hall: &str,
    scale: &str,
    period: &str,
    piece: &Piece,
    more: &Figures,
) -> Result<(), StoreError> {
    let (cube, text) = (piece.cube().word(), piece.text());
    let key = [hall, scale, cube, period, text.as_str()];
    let mut sum = Figures::default();
    {
        let mut statement = db.prepare_cached(sql::STATISTIC)?;
        let mut stored = statement.query(key)?;
        if let Some(row) = stored.next()? {
            sum.add_bytes(row.get_ref(0)?.as_blob().map_err(wrong)?)?;
        }
    }
    sum.add(more);
    if sum.is_empty() {
        db.prepare_cached(sql::DROP_STATISTIC)?.execute(key)?;
    } else {
        let figures = sum.to_bytes();
        db.prepare_cached(sql::PUT_STATISTIC)?.execute(params![hall, scale, cube, period, text, figures])?;
    }
    Ok(())
}

/// Hands over the rows of some periods of a cube, in order: period, piece, figures.
pub(crate) fn each(
    db: &Connection,
    hall: &str,
    scale: &str,
    cube: Cube,
    from: &str,
    to: &str,
    mut take: impl FnMut(&str, &str, &[u8]) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let mut statement = db.prepare_cached(sql::STATISTICS)?;
    let mut rows = statement.query([hall, scale, cube.word(), from, to])?;
    while let Some(row) = rows.next()? {
        take(
            row.get_ref(0)?.as_str().map_err(wrong)?,
            row.get_ref(1)?.as_str().map_err(wrong)?,
            row.get_ref(2)?.as_blob().map_err(wrong)?,
        )?;
    }
    Ok(())
}

fn wrong(error: FromSqlError) -> StoreError {
    unreadable("statistic", error.to_string())
}
