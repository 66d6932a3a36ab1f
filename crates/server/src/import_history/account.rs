//! What became of a file: how many rows went in, and every other with its reason.

use super::reason::Reason;
use crate::api::halls::csv;
use crate::reports::Words;
use anyhow::Context;
use goiso_queue::Moment;
use goiso_queue::time::ServiceDay;
use std::collections::BTreeMap;
use std::fmt;
use std::io::Write;

/// Refused rows that are told in words; the others stand in the file of `--refused`.
pub const TOLD_MAX: usize = 20;

/// The account of an import.
#[derive(Debug, Default)]
pub struct Account {
    /// Rows of the file.
    pub rows: usize,
    /// Those that went in, or would.
    pub accepted: usize,
    /// Service days that went in, with the rows of each.
    pub days: BTreeMap<ServiceDay, usize>,
    /// The others by line.
    pub refused: BTreeMap<u64, Reason>,
    /// Columns that nobody read.
    pub passed_over: Vec<String>,
    /// The newest moment that went in.
    pub last_at: Option<Moment>,
    /// Whether anything was to be written.
    pub purpose: Purpose,
}

/// What an import is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Purpose {
    /// To write.
    #[default]
    Import,
    /// To look only.
    Check,
}

impl Account {
    /// Every refused row as CSV: line, code, and the words in both languages.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn write_refused(&self, file: &mut std::fs::File) -> anyhow::Result<()> {
        let rows = self.refused.iter().map(|(line, reason)| {
            let Words { vi, en } = reason.words();
            vec![line.to_string(), reason.code().to_owned(), vi, en]
        });
        let text = csv::table(&["line", "code", "vi", "en"], rows)
            .map_err(|problem| anyhow::anyhow!(problem.detail))
            .context("the refused rows cannot be written")?;
        file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).context("the refused rows cannot be written")
    }

    /// How many rows each code refused, most first.
    fn by_code(&self) -> Vec<(&'static str, usize)> {
        let mut codes: BTreeMap<&'static str, usize> = BTreeMap::new();
        for reason in self.refused.values() {
            *codes.entry(reason.code()).or_default() += 1;
        }
        let mut codes: Vec<_> = codes.into_iter().collect();
        codes.sort_by_key(|(code, times)| (std::cmp::Reverse(*times), *code));
        codes
    }
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { rows, accepted, days, refused, .. } = self;
        let (vi, en) = match self.purpose {
            Purpose::Import => ("đã nhập", "imported"),
            Purpose::Check => ("nhập được (chưa ghi gì)", "can be imported (nothing was written)"),
        };
        writeln!(f, "{rows} dòng / rows")?;
        writeln!(f, "{accepted} {vi} / {en}")?;
        if let (Some((first, _)), Some((last, _))) = (days.first_key_value(), days.last_key_value()) {
            writeln!(f, "{} ngày / days: {first} – {last}", days.len())?;
        }
        if !self.passed_over.is_empty() {
            writeln!(f, "cột bỏ qua / columns passed over: {}", self.passed_over.join(", "))?;
        }
        writeln!(f, "{} bị từ chối / refused", refused.len())?;
        for (code, times) in self.by_code() {
            writeln!(f, "  {times:>7}  {code}")?;
        }
        for (line, reason) in refused.iter().take(TOLD_MAX) {
            let Words { vi, en } = reason.words();
            writeln!(f, "dòng / line {line}: {}: {vi} / {en}", reason.code())?;
        }
        if refused.len() > TOLD_MAX {
            let more = refused.len() - TOLD_MAX;
            writeln!(f, "… {more} dòng nữa / more; --refused FILE viết ra tất cả / writes them all")?;
        }
        Ok(())
    }
}
