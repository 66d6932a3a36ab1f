//! Rows of PostgreSQL as types of Rust, and back.

use super::sql;
use super::statistics::{self, Change, Keys};
use crate::batch::{KeyRef, KnownAnswer};
use crate::encode::{self, HallRow, Prepared, RawEvent, column, hash_of, id, known_answer, letter, number, word};
use crate::error::StoreError;
use crate::fold::Fold;
use crate::position::Epoch;
use crate::rows::{CHANNELS, HOWS, LegRow, OUTCOMES, STARTS, STATES, TicketRow};
use crate::statistics::OF_DAY;
use goiso_queue::{HallId, Moment, TicketId};
use sqlx::postgres::{PgConnection, PgRow};
use sqlx::{Row, query};

type Read<T> = Result<T, StoreError>;

/// A hall's row and the server's timeline at that moment.
fn hall_of(row: &PgRow) -> Read<(HallRow, String)> {
    let text = |index: usize| -> Read<String> { Ok(row.try_get(index)?) };
    let hash: Vec<u8> = row.try_get(3)?;
    let hall = HallRow {
        hall: id(&text(0)?, "hall.hall")?,
        epoch: Epoch(text(1)?),
        seq: number(row.try_get(2)?, "hall.seq")?,
        head_hash: hash_of(&hash, "hall.head_hash")?,
        day: text(4)?,
        day_seq: number(row.try_get(5)?, "hall.day_seq")?,
        ticket_base: number(row.try_get(6)?, "hall.ticket_base")?,
        last_at: Moment(row.try_get(7)?),
        renew: text(8)?,
    };
    Ok((hall, text(9)?))
}

/// A hall's row, with the timeline.
pub(crate) async fn hall(db: &mut PgConnection, hall: &HallId) -> Read<Option<(HallRow, String)>> {
    query(sql::HALL).bind(hall.as_str()).fetch_optional(db).await?.as_ref().map(hall_of).transpose()
}

/// The same, locked until the transaction ends.
pub(crate) async fn lock_hall(db: &mut PgConnection, hall: &HallId) -> Read<Option<(HallRow, String)>> {
    query(sql::LOCK_HALL).bind(hall.as_str()).fetch_optional(db).await?.as_ref().map(hall_of).transpose()
}

/// The rows of all halls.
pub(crate) async fn halls(db: &mut PgConnection) -> Read<Vec<HallRow>> {
    query(sql::HALLS).fetch_all(db).await?.iter().map(|row| Ok(hall_of(row)?.0)).collect()
}

/// Adds a hall's row.
pub(crate) async fn add_hall(db: &mut PgConnection, row: &HallRow) -> Read<()> {
    put_hall(db, sql::ADD_HALL, row).await
}

/// Writes a hall's row.
pub(crate) async fn set_hall(db: &mut PgConnection, row: &HallRow) -> Read<()> {
    put_hall(db, sql::SET_HALL, row).await
}

async fn put_hall(db: &mut PgConnection, statement: &'static str, row: &HallRow) -> Read<()> {
    query(statement)
        .bind(row.hall.as_str())
        .bind(&row.epoch.0)
        .bind(column(row.seq))
        .bind(&row.head_hash[..])
        .bind(&row.day)
        .bind(column(row.day_seq))
        .bind(column(row.ticket_base))
        .bind(row.last_at.0)
        .bind(&row.renew)
        .execute(db)
        .await?;
    Ok(())
}

/// At most `limit` events after `after`, of one epoch if one is named.
pub(crate) async fn events(
    db: &mut PgConnection,
    hall: &str,
    epoch: Option<&Epoch>,
    after: u64,
    limit: i64,
) -> Read<Vec<RawEvent>> {
    let rows = query(sql::EVENTS)
        .bind(hall)
        .bind(column(after))
        .bind(limit)
        .bind(epoch.map_or("", |epoch| epoch.0.as_str()))
        .fetch_all(db)
        .await?;
    rows.iter()
        .map(|row| {
            let hash: Vec<u8> = row.try_get(6)?;
            Ok(RawEvent {
                seq: number(row.try_get(0)?, "event.seq")?,
                epoch: row.try_get(1)?,
                at: row.try_get(2)?,
                by: row.try_get(3)?,
                kind: row.try_get(4)?,
                body: row.try_get(5)?,
                hash: hash_of(&hash, "event.hash")?,
            })
        })
        .collect()
}

/// The epoch of one event.
pub(crate) async fn event_epoch(db: &mut PgConnection, hall: &HallId, seq: u64) -> Read<Option<String>> {
    let row = query(sql::EVENT_PLACE).bind(hall.as_str()).bind(column(seq)).fetch_optional(db).await?;
    row.map(|row| Ok(row.try_get(0)?)).transpose()
}

/// The answers that were given under these keys, a place for each.
pub(crate) async fn answers(db: &mut PgConnection, hall: &str, keys: &[KeyRef]) -> Read<Vec<Option<KnownAnswer>>> {
    let mut known = vec![None; keys.len()];
    if keys.is_empty() {
        return Ok(known);
    }
    let principals: Vec<&str> = keys.iter().map(|key| key.principal.as_str()).collect();
    let names: Vec<&str> = keys.iter().map(|key| key.key.as_str()).collect();
    for row in query(sql::ANSWERS).bind(hall).bind(principals).bind(names).fetch_all(db).await? {
        let place: usize = number(row.try_get(0)?, "answer.place")?;
        if let Some(slot) = place.checked_sub(1).and_then(|place| known.get_mut(place)) {
            *slot = Some(known_answer(row.try_get(1)?, row.try_get(2)?, row.try_get(3)?)?);
        }
    }
    Ok(known)
}

/// The answer that was given under a key outside of halls.
pub(crate) async fn outer_answer(db: &mut PgConnection, principal: &str, key: &str) -> Read<Option<KnownAnswer>> {
    let row = query(sql::OUTER_ANSWER).bind(principal).bind(key).fetch_optional(db).await?;
    row.map(|row| known_answer(row.try_get(0)?, row.try_get(1)?, row.try_get(2)?)).transpose()
}

/// One column of some rows, as an array.
fn each<'a, R, T>(rows: &'a [R], of: impl Fn(&'a R) -> T) -> Vec<T> {
    rows.iter().map(of).collect()
}

/// Writes a batch. `now` is for the answers' age.
pub(crate) async fn write(db: &mut PgConnection, batch: &Prepared, now: i64) -> Read<()> {
    let (next, events, private, answers) = (&batch.next, &batch.events[..], &batch.private[..], &batch.answers[..]);
    let at_counter: Vec<i64> = at_counter(&batch.fold);
    let changes = statistics::changes(&batch.fold);
    let keys = Keys::of(&changes);
    let stored = query(sql::WRITE)
        .bind(next.hall.as_str())
        .bind(&next.epoch.0)
        .bind(column(next.seq))
        .bind(&next.head_hash[..])
        .bind(&next.day)
        .bind(column(next.day_seq))
        .bind(column(next.ticket_base))
        .bind(next.last_at.0)
        .bind(&next.renew)
        .bind(each(events, |event| column(event.seq)))
        .bind(each(events, |event| event.epoch.as_str()))
        .bind(each(events, |event| event.at))
        .bind(each(events, |event| event.by.as_str()))
        .bind(each(events, |event| event.kind.as_str()))
        .bind(each(events, |event| event.body.as_str()))
        .bind(each(events, |event| &event.hash[..]))
        .bind(each(private, |fact| column(fact.seq)))
        .bind(each(private, |fact| fact.field))
        .bind(each(private, |fact| &fact.salt[..]))
        .bind(each(private, |fact| fact.value.as_str()))
        .bind(each(answers, |answer| answer.key.principal.as_str()))
        .bind(each(answers, |answer| answer.key.key.as_str()))
        .bind(each(answers, |answer| &answer.key.request_hash[..]))
        .bind(each(answers, |answer| i64::from(answer.status)))
        .bind(each(answers, |answer| answer.body.as_str()))
        .bind(now)
        .bind(if at_counter.len() > 1 { at_counter } else { Vec::new() })
        .bind(keys.cubes())
        .bind(keys.periods())
        .bind(keys.pieces())
        .fetch_all(&mut *db)
        .await?;
    let figures = statistics::added(changes, &stored)?;
    put_views(db, next.hall.as_str(), &batch.fold, figures).await
}

fn at_counter(fold: &Fold) -> Vec<i64> {
    fold.tickets.values().filter(|row| row.is_at_counter()).map(|row| column(row.ticket.0)).collect()
}

/// Writes the rows of a fold apart from a batch.
pub(crate) async fn write_views(db: &mut PgConnection, hall: &str, fold: &Fold) -> Read<()> {
    query(sql::CLEAR_COUNTERS).bind(hall).bind(at_counter(fold)).execute(&mut *db).await?;
    let figures = statistics::with_stored(db, hall, OF_DAY, statistics::changes(fold)).await?;
    put_views(db, hall, fold, figures).await
}

async fn put_views(db: &mut PgConnection, hall: &str, fold: &Fold, figures: Vec<Change>) -> Read<()> {
    let mut tickets: Vec<&TicketRow> = fold.tickets.values().collect();
    tickets.sort_by_key(|row| row.is_at_counter());
    let tickets = &tickets[..];
    let legs: Vec<&LegRow> = fold.legs.values().collect();
    let legs = &legs[..];
    let (empty, figures): (Vec<Change>, Vec<Change>) =
        figures.into_iter().partition(|change| change.figures.is_empty());
    if tickets.is_empty() && legs.is_empty() && figures.is_empty() && empty.is_empty() && fold.days_over.is_empty() {
        return Ok(());
    }
    let keys = Keys::of(&figures);
    query(sql::VIEWS)
        .bind(hall)
        .bind(each(tickets, |row| column(row.ticket.0)))
        .bind(each(tickets, |row| row.day.to_string()))
        .bind(each(tickets, |row| row.series.to_string()))
        .bind(each(tickets, |row| i64::from(row.number)))
        .bind(each(tickets, |row| row.group.to_string()))
        .bind(each(tickets, |row| row.service.as_str()))
        .bind(each(tickets, |row| row.class.as_str()))
        .bind(each(tickets, |row| row.channel))
        .bind(each(tickets, |row| row.state))
        .bind(each(tickets, |row| row.outcome))
        .bind(each(tickets, |row| row.counter.as_str()))
        .bind(each(tickets, |row| row.issued_at.0))
        .bind(each(tickets, |row| row.first_called_at.map(|at| at.0)))
        .bind(each(tickets, |row| row.first_started_at.map(|at| at.0)))
        .bind(each(tickets, |row| row.done_at.map(|at| at.0)))
        .bind(each(tickets, |row| row.rating.map(i64::from)))
        .bind(each(tickets, |row| row.told.map(|(low, _)| i64::from(low))))
        .bind(each(tickets, |row| row.told.map(|(_, high)| i64::from(high))))
        .bind(each(legs, |row| column(row.ticket.0)))
        .bind(each(legs, |row| i64::from(row.leg)))
        .bind(each(legs, |row| row.day.to_string()))
        .bind(each(legs, |row| row.group.to_string()))
        .bind(each(legs, |row| row.counter.as_str()))
        .bind(each(legs, |row| row.officer.as_str()))
        .bind(each(legs, |row| row.waited_from.0))
        .bind(each(legs, |row| row.called_at.0))
        .bind(each(legs, |row| i64::from(row.calls)))
        .bind(each(legs, |row| row.started_at.map(|at| at.0)))
        .bind(each(legs, |row| row.start))
        .bind(each(legs, |row| row.ended_at.map(|at| at.0)))
        .bind(each(legs, |row| row.how))
        .bind(keys.cubes())
        .bind(keys.periods())
        .bind(keys.pieces())
        .bind(each(&figures, |change| change.figures.to_bytes()))
        .execute(&mut *db)
        .await?;
    statistics::drop_empty(db, hall, OF_DAY, &empty).await?;
    statistics::add_to_months(db, hall, &fold.days_over).await
}

fn ticket_of(row: &PgRow) -> Read<TicketRow> {
    let text = |index: usize| -> Read<String> { Ok(row.try_get(index)?) };
    let moment = |index: usize| -> Read<Option<Moment>> { Ok(row.try_get::<Option<i64>, _>(index)?.map(Moment)) };
    let rating: Option<i64> = row.try_get(15)?;
    Ok(TicketRow {
        ticket: TicketId(number(row.try_get(0)?, "ticket.ticket")?),
        day: encode::day(&text(1)?)?,
        series: letter(&text(2)?)?,
        number: number(row.try_get(3)?, "ticket.number")?,
        group: letter(&text(4)?)?,
        service: text(5)?,
        class: text(6)?,
        channel: word(&text(7)?, &CHANNELS)?,
        state: word(&text(8)?, &STATES)?,
        outcome: word(&text(9)?, &OUTCOMES)?,
        counter: text(10)?,
        issued_at: Moment(row.try_get(11)?),
        first_called_at: moment(12)?,
        first_started_at: moment(13)?,
        done_at: moment(14)?,
        rating: rating.map(|value| number(value, "ticket.rating")).transpose()?,
        told: encode::range(row.try_get(16)?, row.try_get(17)?)?,
    })
}

fn leg_of(row: &PgRow) -> Read<LegRow> {
    let text = |index: usize| -> Read<String> { Ok(row.try_get(index)?) };
    let moment = |index: usize| -> Read<Option<Moment>> { Ok(row.try_get::<Option<i64>, _>(index)?.map(Moment)) };
    Ok(LegRow {
        ticket: TicketId(number(row.try_get(0)?, "leg.ticket")?),
        leg: number(row.try_get(1)?, "leg.leg")?,
        day: encode::day(&text(2)?)?,
        group: letter(&text(3)?)?,
        counter: text(4)?,
        officer: text(5)?,
        waited_from: Moment(row.try_get(6)?),
        called_at: Moment(row.try_get(7)?),
        calls: number(row.try_get(8)?, "leg.calls")?,
        started_at: moment(9)?,
        start: word(&text(10)?, &STARTS)?,
        ended_at: moment(11)?,
        how: word(&text(12)?, &HOWS)?,
    })
}

/// One ticket with its legs.
pub(crate) async fn ticket(
    db: &mut PgConnection,
    hall: &str,
    ticket: TicketId,
) -> Read<Option<(TicketRow, Vec<LegRow>)>> {
    let row = query(sql::TICKET).bind(hall).bind(column(ticket.0)).fetch_optional(&mut *db).await?;
    let Some(row) = row else { return Ok(None) };
    let legs = query(sql::LEGS_OF_TICKET).bind(hall).bind(column(ticket.0)).fetch_all(db).await?;
    Ok(Some((ticket_of(&row)?, legs.iter().map(leg_of).collect::<Read<_>>()?)))
}

/// The tickets of some service days, by id.
pub(crate) async fn tickets(db: &mut PgConnection, hall: &str, from: &str, to: &str) -> Read<Vec<TicketRow>> {
    query(sql::TICKETS).bind(hall).bind(from).bind(to).fetch_all(db).await?.iter().map(ticket_of).collect()
}

/// The tickets of some service days that ended out of the ordinary.
pub(crate) async fn exceptions(
    db: &mut PgConnection,
    hall: &str,
    from: &str,
    to: &str,
    limit: i64,
) -> Read<Vec<TicketRow>> {
    let found = query(sql::EXCEPTIONS).bind(hall).bind(from).bind(to).bind(limit).fetch_all(db).await?;
    found.iter().map(ticket_of).collect()
}

/// The legs of some service days, by ticket.
pub(crate) async fn legs(db: &mut PgConnection, hall: &str, from: &str, to: &str) -> Read<Vec<LegRow>> {
    query(sql::LEGS).bind(hall).bind(from).bind(to).fetch_all(db).await?.iter().map(leg_of).collect()
}
