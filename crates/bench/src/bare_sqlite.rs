//! The limit of durable commands: threads that hand rows to one SQLite writer, which commits what waits (at most 64 at a time) with
//! `synchronous=FULL` and answers after COMMIT. Rows and bytes are those the server itself wrote for one command, without its
//! indexes and without its updates in place: a limit that is rather too high than too low.

use crate::Extent;
use anyhow::{Context, Result, ensure};
use rusqlite::{Connection, OpenFlags};
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread;
use std::time::Instant;

/// Commands in a transaction, as in the server.
const BATCH_MAX: usize = 64;

/// Rows of one table that a command writes.
#[derive(Debug, Clone, PartialEq)]
struct Rows {
    per_command: f64,
    bytes: usize,
}

/// What one command writes, table by table.
#[derive(Debug, Clone, PartialEq)]
pub struct Size(Vec<Rows>);

/// Looks into the database that a load left behind.
pub fn size_of_command(data: &Path, commands: u64) -> Result<Size> {
    ensure!(commands > 0, "nothing was written");
    let database = Connection::open_with_flags(database_in(data)?, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let mut tables = database
        .prepare("select name from sqlite_schema where type = 'table' and name not like 'sqlite_%' order by name")?;
    let names = tables.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
    let mut size = Vec::new();
    for name in names {
        let columns = database.prepare(&format!("select * from \"{name}\" limit 0"))?;
        let lengths: Vec<_> = columns
            .column_names()
            .iter()
            .map(|column| format!("coalesce(length(cast(\"{column}\" as blob)), 1)"))
            .collect();
        let sum = format!("select count(*), coalesce(sum({}), 0) from \"{name}\"", lengths.join(" + "));
        let (rows, bytes): (u32, i64) = database.query_row(&sum, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let per_command = f64::from(rows) / commands as f64;
        // tables that hold the hall itself do not grow with commands
        if per_command > 0.01 {
            size.push(Rows { per_command, bytes: usize::try_from(bytes / i64::from(rows))? });
        }
    }
    ensure!(!size.is_empty(), "the server wrote nothing");
    Ok(Size(size))
}

fn database_in(data: &Path) -> Result<PathBuf> {
    for entry in std::fs::read_dir(data)? {
        let path = entry?.path();
        let head = std::fs::read(&path).unwrap_or_default();
        if head.starts_with(b"SQLite format 3\0") {
            return Ok(path);
        }
    }
    anyhow::bail!("no database in {}", data.display())
}

/// Commands a second with so many clients.
pub fn group_commit(folder: &Path, size: &Size, clients: u32, extent: Extent) -> Result<f64> {
    let mut database = Connection::open(folder.join("bare.db"))?;
    database.pragma_update(None, "journal_mode", "wal")?;
    database.pragma_update(None, "synchronous", "full")?;
    for number in 0..size.0.len() {
        database.execute_batch(&format!("create table t{number} (id integer primary key, body blob)"))?;
    }
    let inserts: Vec<_> = (0..size.0.len()).map(|number| format!("insert into t{number} (body) values (?)")).collect();
    let (commands, waiting) = mpsc::channel::<mpsc::Sender<()>>();
    let from = Instant::now() + extent.warm_up;
    let until = from + extent.window;
    let counted = thread::scope(|scope| -> Result<u64> {
        let people: Vec<_> = (0..clients)
            .map(|_| {
                let commands = commands.clone();
                scope.spawn(move || person(&commands, from, until))
            })
            .collect();
        drop(commands);
        let mut written = vec![0.0; size.0.len()];
        while let Ok(first) = waiting.recv() {
            let mut batch = vec![first];
            batch.extend(waiting.try_iter().take(BATCH_MAX - 1));
            let transaction = database.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
            for _ in &batch {
                for ((insert, rows), due) in inserts.iter().zip(&size.0).zip(&mut written) {
                    *due += rows.per_command;
                    let mut statement = transaction.prepare_cached(insert)?;
                    while *due >= 1.0 {
                        *due -= 1.0;
                        statement.execute([vec![7_u8; rows.bytes]])?;
                    }
                }
            }
            transaction.commit()?;
            for answer in batch {
                answer.send(()).context("a client went away")?;
            }
        }
        people.into_iter().map(|person| person.join().map_err(|_| anyhow::anyhow!("a client broke"))).sum()
    })?;
    Ok(counted as f64 / extent.window.as_secs_f64())
}

/// Commands answered within the window.
fn person(commands: &mpsc::Sender<mpsc::Sender<()>>, from: Instant, until: Instant) -> u64 {
    let mut counted = 0;
    let (answer, answered) = mpsc::channel();
    while Instant::now() < until {
        if commands.send(answer.clone()).is_err() || answered.recv().is_err() {
            break;
        }
        let now = Instant::now();
        if now >= from && now < until {
            counted += 1;
        }
    }
    counted
}

#[cfg(test)]
mod tests {
    use super::{Rows, Size, group_commit, size_of_command};
    use crate::QUICK;
    use crate::server::Disk;
    use rusqlite::Connection;

    #[test]
    fn rows_and_bytes_are_taken_from_the_database() {
        let disk = Disk::new(&std::env::temp_dir()).unwrap();
        let data = disk.fresh().unwrap();
        std::fs::write(data.join("notes.txt"), "no database").unwrap();
        let database = Connection::open(data.join("hall.db")).unwrap();
        database.execute_batch("create table event (seq integer, body text); create table hall (id text)").unwrap();
        for seq in 10..40 {
            database.execute("insert into event values (?, 'twelve bytes')", [seq]).unwrap();
        }
        drop(database);
        assert_eq!(size_of_command(&data, 20).unwrap(), Size(vec![Rows { per_command: 1.5, bytes: 14 }]));
        assert!(size_of_command(&data, 0).is_err());
        assert!(size_of_command(&disk.fresh().unwrap(), 1).is_err(), "an empty folder holds no database");
    }

    #[test]
    fn the_bare_loop_writes_what_it_counts() {
        let disk = Disk::new(&std::env::temp_dir().join("bare")).unwrap();
        let folder = disk.fresh().unwrap();
        let extent = crate::Extent { warm_up: std::time::Duration::ZERO, window: QUICK.warm_up, ..QUICK };
        let size = Size(vec![Rows { per_command: 2.0, bytes: 10 }]);
        let rate = group_commit(&folder, &size, 4, extent).unwrap();
        let database = Connection::open(folder.join("bare.db")).unwrap();
        let rows: f64 = database.query_row("select count(*) from t0", [], |row| row.get(0)).unwrap();
        let counted = rate * extent.window.as_secs_f64();
        assert!(
            counted > 0.0 && (2.0 * counted..=2.0 * (counted + 4.0)).contains(&rows),
            "{counted} counted, {rows} rows"
        );
    }
}
