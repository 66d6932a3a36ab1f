//! A day of a call centre's log as a day of a hall: `goiso convert`.
//!
//! Whoever was served at once joins at `vru_exit`. Of those who gave up the log has no time at the counter: if the hall
//! calls them in time they take the median of their service that day.

use crate::queue_log::{self, Call, Outcome, seconds};
use anyhow::Context;
use goiso_queue::ids::GroupCode;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::PathBuf;

/// Letters of the ward for the log's services, the busiest first.
const LETTERS: [(&str, &str); 6] = [("PS", "A"), ("NW", "C"), ("IN", "K"), ("NE", "L"), ("TT", "S"), ("PE", "X")];
/// From this priority on a person is of the first priority class.
const HIGH_PRIORITY: u8 = 2;

/// Makes a day that `goiso demo --replay` plays out of a call centre's log.
#[derive(Debug, Clone, clap::Args)]
pub struct ConvertArgs {
    /// The log: CSV, or CSV packed with gzip when the name ends in .gz
    pub log: PathBuf,
    /// Where the day goes; columns arrival,group,class,service_seconds,leaves_after_seconds
    #[arg(long)]
    pub out: PathBuf,
    /// The day: its place in the file from 1, or its date (2010-08-02)
    #[arg(long, default_value = "1")]
    pub day: String,
    /// A letter for a service of the log, as PS=A; may be repeated
    #[arg(long = "map", value_name = "SERVICE=LETTER")]
    pub map: Vec<String>,
}

/// What became of the calls of a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Converted {
    /// The day.
    pub date: String,
    /// Calls in the log.
    pub calls: usize,
    /// People who were served.
    pub served: usize,
    /// People who gave up in line.
    pub gave_up: usize,
    /// Calls that ended before any line.
    pub never_came: usize,
}

/// Converts and says what came of it.
///
/// # Errors
/// What cannot be read or written, with its line.
pub fn convert(args: &ConvertArgs) -> anyhow::Result<Converted> {
    let letters = letters(&args.map)?;
    let calls = queue_log::read(&args.log)?;
    let dates: BTreeSet<&str> = calls.iter().map(|(_, call)| call.date.as_str()).collect();
    let date = match args.day.parse::<usize>() {
        Ok(place) => dates.iter().nth(place.wrapping_sub(1)).copied(),
        Err(_) => dates.iter().find(|date| **date == args.day).copied(),
    };
    let date = date.with_context(|| format!("no day {} in the log: it has {} days", args.day, dates.len()))?;
    let day: Vec<&(u64, Call)> = calls.iter().filter(|(_, call)| call.date == date).collect();
    let out = std::fs::File::create(&args.out).with_context(|| format!("{} cannot be written", args.out.display()))?;
    write_day(date, &day, &letters, std::io::BufWriter::new(out))
}

fn letters(map: &[String]) -> anyhow::Result<BTreeMap<String, GroupCode>> {
    let usual = LETTERS.iter().map(|(service, letter)| format!("{service}={letter}"));
    let mut letters = BTreeMap::new();
    for pair in usual.chain(map.iter().cloned()) {
        let (service, letter) = pair.split_once('=').with_context(|| format!("{pair:?} is not SERVICE=LETTER"))?;
        letters.insert(service.to_owned(), letter.parse::<GroupCode>()?);
    }
    Ok(letters)
}

fn write_day(
    date: &str,
    day: &[&(u64, Call)],
    letters: &BTreeMap<String, GroupCode>,
    out: impl Write,
) -> anyhow::Result<Converted> {
    let mut served: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    for (_, call) in day.iter().filter(|(_, call)| call.outcome == Outcome::Agent) {
        served.entry(&call.service).or_default().push(call.ser_time_s);
    }
    let usual: BTreeMap<&str, u32> = served
        .into_iter()
        .map(|(service, mut times)| {
            times.sort_unstable();
            (service, times.get(times.len() / 2).copied().unwrap_or(0))
        })
        .collect();

    let mut converted = Converted { date: date.to_owned(), calls: day.len(), served: 0, gave_up: 0, never_came: 0 };
    let mut rows = Vec::new();
    for (line, call) in day {
        let joined = seconds(&call.q_start).with_context(|| format!("line {line}, q_start"))?;
        let letter = letters.get(&call.service).with_context(|| {
            format!("line {line}: service {:?} has no letter; give it one with --map", call.service)
        })?;
        let class = if call.priority >= HIGH_PRIORITY { "elderly" } else { "ordinary" };
        let (arrival, service, leaves) = match call.outcome {
            Outcome::Agent => {
                converted.served += 1;
                let at_once = seconds(&call.vru_exit).with_context(|| format!("line {line}, vru_exit"))?;
                (if joined > 0 { joined } else { at_once }, call.ser_time_s, None)
            }
            Outcome::Hang if joined > 0 => {
                converted.gave_up += 1;
                let usual = usual.get(call.service.as_str()).copied().unwrap_or(0);
                (joined, usual, Some(call.q_time_s))
            }
            Outcome::Hang => {
                converted.never_came += 1;
                continue;
            }
        };
        rows.push((arrival, letter.to_string(), class, service, leaves));
    }
    // Stable: calls of one second stay in the order of the log.
    rows.sort_by_key(|(arrival, ..)| *arrival);

    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(["arrival", "group", "class", "service_seconds", "leaves_after_seconds"])?;
    for (arrival, letter, class, service, leaves) in rows {
        writer.write_record([
            format!("{:02}:{:02}:{:02}", arrival / 3600, arrival / 60 % 60, arrival % 60),
            letter,
            class.to_owned(),
            service.to_string(),
            leaves.map(|leaves| leaves.to_string()).unwrap_or_default(),
        ])?;
    }
    writer.flush()?;
    Ok(converted)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOG: &str = "date,service,priority,vru_entry,vru_exit,q_start,q_exit,q_time_s,outcome,ser_start,ser_exit,ser_time_s,agent\n\
        2010-01-04,PS,0,8:59:00,9:00:10,9:00:10,9:00:30,20,AGENT,9:00:30,9:02:10,100,S1\n\
        2010-01-05,PS,2,9:00:00,9:00:20,0:00:00,0:00:00,0,AGENT,9:00:20,9:05:20,300,S1\n\
        2010-01-05,PS,0,8:58:00,8:59:00,8:59:00,8:59:45,45,HANG,0:00:00,0:00:00,0,\n\
        2010-01-05,PS,1,8:58:30,8:58:40,0:00:00,0:00:00,0,HANG,0:00:00,0:00:00,0,\n\
        2010-01-05,NW,0,7:00:00,7:00:05,7:00:05,7:01:05,60,AGENT,7:01:05,7:01:15,10,S2\n";

    fn converted(day: &str, name: &str, bytes: &[u8]) -> anyhow::Result<(Converted, String)> {
        static FOLDERS: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
        let n = FOLDERS.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let dir = std::env::temp_dir().join(format!("goiso-convert-{}-{n}", std::process::id()));
        std::fs::create_dir_all(&dir)?;
        let (log, out) = (dir.join(name), dir.join("day.csv"));
        std::fs::write(&log, bytes)?;
        let done = convert(&ConvertArgs { log, out: out.clone(), day: day.to_owned(), map: Vec::new() })?;
        let text = std::fs::read_to_string(&out)?;
        std::fs::remove_dir_all(&dir)?;
        Ok((done, text))
    }

    #[test]
    fn a_day_of_the_log_becomes_a_day_of_the_hall() {
        let (done, text) = converted("2010-01-05", "log.csv", LOG.as_bytes()).expect("a fine log");
        let counts = (done.calls, done.served, done.gave_up, done.never_came);
        assert_eq!(counts, (4, 2, 1, 1));
        assert_eq!(
            text,
            "arrival,group,class,service_seconds,leaves_after_seconds\n\
             07:00:05,C,ordinary,10,\n08:59:00,A,ordinary,300,45\n09:00:20,A,elderly,300,\n"
        );
    }

    #[test]
    fn a_packed_log_and_a_day_by_its_place_are_the_same() {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all(LOG.as_bytes()).expect("memory");
        let packed = packer.finish().expect("memory");
        let by_place = converted("2", "log.csv.gz", &packed).expect("a packed log");
        assert_eq!(by_place, converted("2010-01-05", "log.csv", LOG.as_bytes()).expect("a fine log"));
    }

    #[test]
    fn an_unknown_day_service_or_outcome_is_told() {
        let why = |log: &str, day: &str| format!("{:#}", converted(day, "bad.csv", log.as_bytes()).expect_err("bad"));
        assert!(why(LOG, "3").contains("it has 2 days"));
        assert!(why(&LOG.replace(",NW,", ",ZZ,"), "2").contains("line 6: service \"ZZ\""));
        assert!(why(&LOG.replace("45,HANG", "45,LOST"), "2").contains("line 4: CSV deserialize error"));
        assert!(why(&LOG.replace("7:00:05,7:01", "7:00,7:01"), "2").contains("line 6, q_start"));
    }
}
