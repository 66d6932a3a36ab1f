//! Rows of SQLite as types of Rust, and back.

use super::{sql, statistics};
use crate::batch::KnownAnswer;
use crate::encode::{self, HallRow, Prepared, RawEvent, column, hash_of, id, known_answer, letter, number, word};
use crate::error::StoreError;
use crate::fold::Fold;
use crate::position::Epoch;
use crate::rows::{CHANNELS, HOWS, LegRow, OUTCOMES, STARTS, STATES, TicketRow};
use goiso_queue::{HallId, Moment, TicketId};
use rusqlite::{Connection, OptionalExtension, Row, params};

type Read<T> = Result<T, StoreError>;

fn hall_of(row: &Row<'_>) -> Read<HallRow> {
    Ok(HallRow {
        hall: id(row.get_ref(0)?.as_str().unwrap_or_default(), "hall.hall")?,
        epoch: Epoch(row.get(1)?),
        seq: number(row.get(2)?, "hall.seq")?,
        head_hash: hash_of(row.get_ref(3)?.as_blob().unwrap_or_default(), "hall.head_hash")?,
        day: row.get(4)?,
        day_seq: number(row.get(5)?, "hall.day_seq")?,
        ticket_base: number(row.get(6)?, "hall.ticket_base")?,
        last_at: Moment(row.get(7)?),
        renew: row.get(8)?,
    })
}

/// A hall's row.
pub(crate) fn hall(db: &Connection, hall: &HallId) -> Read<Option<HallRow>> {
    let mut statement = db.prepare_cached(sql::HALL)?;
    let mut rows = statement.query([hall.as_str()])?;
    rows.next()?.map(hall_of).transpose()
}

/// The rows of all halls.
pub(crate) fn halls(db: &Connection) -> Read<Vec<HallRow>> {
    let mut statement = db.prepare_cached(sql::HALLS)?;
    let mut rows = statement.query([])?;
    let mut halls = Vec::new();
    while let Some(row) = rows.next()? {
        halls.push(hall_of(row)?);
    }
    Ok(halls)
}

/// Adds a hall's row.
pub(crate) fn add_hall(db: &Connection, row: &HallRow) -> Read<()> {
    put_hall(db, sql::ADD_HALL, row)
}

/// Writes a hall's row.
pub(crate) fn set_hall(db: &Connection, row: &HallRow) -> Read<()> {
    put_hall(db, sql::SET_HALL, row)
}

fn put_hall(db: &Connection, statement: &str, row: &HallRow) -> Read<()> {
    db.prepare_cached(statement)?.execute(params![
        row.hall.as_str(),
        row.epoch.0,
        column(row.seq),
        &row.head_hash[..],
        row.day,
        column(row.day_seq),
        column(row.ticket_base),
        row.last_at.0,
        row.renew,
    ])?;
    Ok(())
}

fn event_of(row: &Row<'_>) -> Read<RawEvent> {
    Ok(RawEvent {
        seq: number(row.get(0)?, "event.seq")?,
        epoch: row.get(1)?,
        at: row.get(2)?,
        by: row.get(3)?,
        kind: row.get(4)?,
        body: row.get(5)?,
        hash: hash_of(row.get_ref(6)?.as_blob().unwrap_or_default(), "event.hash")?,
    })
}

/// At most `limit` events after `after`, of one epoch if one is named.
pub(crate) fn events(
    db: &Connection,
    hall: &str,
    epoch: Option<&Epoch>,
    after: u64,
    limit: i64,
) -> Read<Vec<RawEvent>> {
    let after = column(after);
    let mut statement;
    let mut rows = match epoch {
        None => {
            statement = db.prepare_cached(sql::EVENTS)?;
            statement.query(params![hall, after, limit])?
        }
        Some(epoch) => {
            statement = db.prepare_cached(sql::EVENTS_OF_EPOCH)?;
            statement.query(params![hall, after, limit, epoch.0])?
        }
    };
    let mut events = Vec::new();
    while let Some(row) = rows.next()? {
        events.push(event_of(row)?);
    }
    Ok(events)
}

/// Epoch and hash of one event.
pub(crate) fn event_place(db: &Connection, hall: &HallId, seq: u64) -> Read<Option<(String, Vec<u8>)>> {
    let mut statement = db.prepare_cached(sql::EVENT_PLACE)?;
    Ok(statement.query_row(params![hall.as_str(), column(seq)], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
}

/// The answer that was given under a key of a hall.
pub(crate) fn answer(db: &Connection, hall: &str, principal: &str, key: &str) -> Read<Option<KnownAnswer>> {
    let mut statement = db.prepare_cached(sql::ANSWER)?;
    let mut rows = statement.query([hall, principal, key])?;
    rows.next()?.map(answer_of).transpose()
}

/// The answer that was given under a key outside of halls.
pub(crate) fn outer_answer(db: &Connection, principal: &str, key: &str) -> Read<Option<KnownAnswer>> {
    let mut statement = db.prepare_cached(sql::OUTER_ANSWER)?;
    let mut rows = statement.query([principal, key])?;
    rows.next()?.map(answer_of).transpose()
}

fn answer_of(row: &Row<'_>) -> Read<KnownAnswer> {
    known_answer(row.get(0)?, row.get(1)?, row.get(2)?)
}

/// Writes a batch: events, personal facts, views, answers, and the hall's row last. `now` is for the answers' age.
pub(crate) fn write(db: &Connection, batch: &Prepared, now: i64) -> Read<()> {
    let hall = batch.next.hall.as_str();
    let mut add_event = db.prepare_cached(sql::ADD_EVENT)?;
    for event in &batch.events {
        let seq = column(event.seq);
        add_event.execute(params![
            hall,
            seq,
            event.epoch,
            event.at,
            event.by,
            event.kind,
            event.body,
            &event.hash[..]
        ])?;
    }
    if !batch.private.is_empty() {
        let mut add_private = db.prepare_cached(sql::ADD_PRIVATE)?;
        for fact in &batch.private {
            add_private.execute(params![hall, column(fact.seq), fact.field, &fact.salt[..], fact.value])?;
        }
    }
    write_views(db, hall, &batch.fold)?;
    let mut add_answer = db.prepare_cached(sql::ADD_ANSWER)?;
    for answer in &batch.answers {
        let key = &answer.key;
        add_answer.execute(params![
            hall,
            key.principal,
            key.key,
            &key.request_hash[..],
            i64::from(answer.status),
            answer.body,
            now
        ])?;
    }
    if !batch.events.is_empty() {
        set_hall(db, &batch.next)?;
    }
    Ok(())
}

/// Writes the rows of a fold.
pub(crate) fn write_views(db: &Connection, hall: &str, fold: &Fold) -> Read<()> {
    let at_counter = fold.tickets.values().filter(|row| row.is_at_counter()).count();
    let mut put_ticket = db.prepare_cached(sql::PUT_TICKET)?;
    for row in fold.tickets.values().filter(|row| !row.is_at_counter()) {
        put(&mut put_ticket, hall, row)?;
    }
    // Those who left a counter are written by now. Two who changed places within the batch still stand in each
    // other's way, so both leave their counters before either comes to the new one.
    if at_counter > 1 {
        let mut clear = db.prepare_cached(sql::CLEAR_COUNTER)?;
        for row in fold.tickets.values().filter(|row| row.is_at_counter()) {
            clear.execute(params![hall, column(row.ticket.0)])?;
        }
    }
    if at_counter > 0 {
        for row in fold.tickets.values().filter(|row| row.is_at_counter()) {
            put(&mut put_ticket, hall, row)?;
        }
    }
    if !fold.legs.is_empty() {
        let mut put_leg = db.prepare_cached(sql::PUT_LEG)?;
        for row in fold.legs.values() {
            put_leg.execute(params![
                hall,
                column(row.ticket.0),
                row.leg,
                row.day.to_string(),
                row.group.to_string(),
                row.counter,
                row.officer,
                row.waited_from.0,
                row.called_at.0,
                row.calls,
                row.started_at.map(|at| at.0),
                row.start,
                row.ended_at.map(|at| at.0),
                row.how,
            ])?;
        }
    }
    statistics::write(db, hall, fold)
}

fn put(statement: &mut rusqlite::CachedStatement<'_>, hall: &str, row: &TicketRow) -> Read<()> {
    let mut series = [0; 4];
    let mut group = [0; 4];
    statement.execute(params![
        hall,
        column(row.ticket.0),
        row.day.to_string(),
        &*row.series.encode_utf8(&mut series),
        row.number,
        &*row.group.encode_utf8(&mut group),
        row.service,
        row.class,
        row.channel,
        row.state,
        row.outcome,
        row.counter,
        row.issued_at.0,
        row.first_called_at.map(|at| at.0),
        row.first_started_at.map(|at| at.0),
        row.done_at.map(|at| at.0),
        row.rating,
        row.told.map(|(low, _)| low),
        row.told.map(|(_, high)| high),
    ])?;
    Ok(())
}

fn ticket_of(row: &Row<'_>) -> Read<TicketRow> {
    let text = |index: usize| -> Read<String> { Ok(row.get(index)?) };
    let moment = |index: usize| -> Read<Option<Moment>> { Ok(row.get::<_, Option<i64>>(index)?.map(Moment)) };
    Ok(TicketRow {
        ticket: TicketId(number(row.get(0)?, "ticket.ticket")?),
        day: encode::day(&text(1)?)?,
        series: letter(&text(2)?)?,
        number: row.get(3)?,
        group: letter(&text(4)?)?,
        service: text(5)?,
        class: text(6)?,
        channel: word(&text(7)?, &CHANNELS)?,
        state: word(&text(8)?, &STATES)?,
        outcome: word(&text(9)?, &OUTCOMES)?,
        counter: text(10)?,
        issued_at: Moment(row.get(11)?),
        first_called_at: moment(12)?,
        first_started_at: moment(13)?,
        done_at: moment(14)?,
        rating: row.get(15)?,
        told: encode::range(row.get(16)?, row.get(17)?)?,
    })
}

fn leg_of(row: &Row<'_>) -> Read<LegRow> {
    let text = |index: usize| -> Read<String> { Ok(row.get(index)?) };
    let moment = |index: usize| -> Read<Option<Moment>> { Ok(row.get::<_, Option<i64>>(index)?.map(Moment)) };
    Ok(LegRow {
        ticket: TicketId(number(row.get(0)?, "leg.ticket")?),
        leg: row.get(1)?,
        day: encode::day(&text(2)?)?,
        group: letter(&text(3)?)?,
        counter: text(4)?,
        officer: text(5)?,
        waited_from: Moment(row.get(6)?),
        called_at: Moment(row.get(7)?),
        calls: row.get(8)?,
        started_at: moment(9)?,
        start: word(&text(10)?, &STARTS)?,
        ended_at: moment(11)?,
        how: word(&text(12)?, &HOWS)?,
    })
}

/// One ticket with its legs.
pub(crate) fn ticket(db: &Connection, hall: &str, ticket: TicketId) -> Read<Option<(TicketRow, Vec<LegRow>)>> {
    let mut statement = db.prepare_cached(sql::TICKET)?;
    let mut rows = statement.query(params![hall, column(ticket.0)])?;
    let Some(row) = rows.next()?.map(ticket_of).transpose()? else { return Ok(None) };
    let mut statement = db.prepare_cached(sql::LEGS_OF_TICKET)?;
    let legs = collect(statement.query(params![hall, column(ticket.0)])?, leg_of)?;
    Ok(Some((row, legs)))
}

/// The tickets of some service days, by id.
pub(crate) fn tickets(db: &Connection, hall: &str, from: &str, to: &str) -> Read<Vec<TicketRow>> {
    let mut statement = db.prepare_cached(sql::TICKETS)?;
    collect(statement.query([hall, from, to])?, ticket_of)
}

/// The tickets of some service days that ended out of the ordinary.
pub(crate) fn exceptions(db: &Connection, hall: &str, from: &str, to: &str, limit: i64) -> Read<Vec<TicketRow>> {
    let mut statement = db.prepare_cached(sql::EXCEPTIONS)?;
    collect(statement.query(params![hall, from, to, limit])?, ticket_of)
}

/// The legs of some service days, by ticket.
pub(crate) fn legs(db: &Connection, hall: &str, from: &str, to: &str) -> Read<Vec<LegRow>> {
    let mut statement = db.prepare_cached(sql::LEGS)?;
    collect(statement.query([hall, from, to])?, leg_of)
}

/// Reads every row.
pub(crate) fn collect<T>(mut rows: rusqlite::Rows<'_>, of: impl Fn(&Row<'_>) -> Read<T>) -> Read<Vec<T>> {
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        all.push(of(row)?);
    }
    Ok(all)
}
