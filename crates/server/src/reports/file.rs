//! A report computed, and the files it can be had as.

use super::table::{Pick, rows, sections};
use super::{Broken, Reconciliation, ReportName, Sheet, Subject, Words, gather, pdf, reconcile, xlsx};
use crate::api::halls::csv;
use crate::pdf::{PAGES_MAX, PdfError};
use crate::problem::Problem;
use axum::http::StatusCode;
use goiso_store::statistics::Span;
use goiso_store::{Store, StoreError, aside};
use serde::Deserialize;

/// A file that a report can be had as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FileKind {
    /// A table as text.
    Csv,
    /// A workbook.
    Xlsx,
    /// A paper to hand in.
    Pdf,
}

impl FileKind {
    /// All of them.
    pub const ALL: [FileKind; 3] = [FileKind::Csv, FileKind::Xlsx, FileKind::Pdf];

    /// As it stands in queries, settings and names of files.
    pub fn word(self) -> &'static str {
        match self {
            FileKind::Csv => "csv",
            FileKind::Xlsx => "xlsx",
            FileKind::Pdf => "pdf",
        }
    }

    /// What browsers and mail programs know it by.
    pub fn media_type(self) -> &'static str {
        match self {
            FileKind::Csv => "text/csv; charset=utf-8",
            FileKind::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            FileKind::Pdf => "application/pdf",
        }
    }
}

/// The language of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Vietnamese.
    #[default]
    Vi,
    /// English.
    En,
}

impl Language {
    /// The language of this code.
    pub fn of(code: &str) -> Option<Self> {
        match code {
            "vi" => Some(Language::Vi),
            "en" => Some(Language::En),
            _ => None,
        }
    }

    /// Chooses its words.
    pub fn pick(self) -> Pick {
        match self {
            Language::Vi => |words| &words.vi,
            Language::En => |words| &words.en,
        }
    }
}

/// Why there is no report, or no file of it.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The database did not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The figures contradict each other.
    #[error("the figures do not add up ({why}); `goiso rebuild` derives them again from the log")]
    Broken {
        /// Which ones.
        why: String,
    },
    /// Nobody reads so many pages.
    #[error("the report has more than {PAGES_MAX} pages; ask for fewer days, or take it as xlsx")]
    TooLong,
    /// The file could not be written.
    #[error("the {} file could not be written: {why}", kind.word())]
    Unwritten {
        /// Which.
        kind: FileKind,
        /// The library's word.
        why: String,
    },
}

impl From<ReportError> for Problem {
    fn from(error: ReportError) -> Self {
        match error {
            ReportError::Store(error) => error.into(),
            ReportError::Broken { why } => {
                tracing::error!(why, "a report does not add up");
                let detail = "the figures do not add up; `goiso rebuild` derives them again from the log";
                Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "report_broken", detail)
            }
            ReportError::TooLong => Problem::new(StatusCode::BAD_REQUEST, "report_too_long", error.to_string()),
            ReportError::Unwritten { .. } => {
                tracing::error!(%error, "no file of a report");
                Problem::internal()
            }
        }
    }
}

/// A report with all its figures.
#[derive(Debug)]
pub struct Computed {
    /// Which.
    pub report: ReportName,
    /// Whose.
    pub subject: Subject,
    /// Over which days.
    pub span: Span,
    /// The line that proves that it adds up.
    pub reconciliation: Reconciliation,
    /// The sheets.
    pub sheets: Vec<Sheet>,
}

/// A file with its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportFile {
    /// `hoa-phuong-monthly-2026-11-01-2026-11-30.xlsx`.
    pub name: String,
    /// What it is.
    pub kind: FileKind,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// Asks the store for what a report needs and asserts that it adds up.
pub async fn compute(store: &Store, report: ReportName, subject: Subject, span: Span) -> Result<Computed, ReportError> {
    let gathered = gather(store, &subject.scope(), &subject.standing, span, &report.sheets).await?;
    let lay_out = move || {
        let reconciliation =
            reconcile(&gathered, span, subject.open_from).map_err(|Broken(why)| ReportError::Broken { why })?;
        let sheets = report.sheets.iter().map(|sheet| sheet.of(&gathered, &subject.names)).collect();
        Ok(Computed { report, subject, span, reconciliation, sheets })
    };
    aside("report", lay_out).await?
}

/// The report as files, written aside.
pub async fn files_aside(
    computed: Computed,
    kinds: Vec<FileKind>,
    language: Language,
) -> Result<(Computed, Vec<ReportFile>), ReportError> {
    let write = move || {
        let files: Result<Vec<_>, _> = kinds.iter().map(|kind| computed.file(*kind, language)).collect();
        files.map(|files| (computed, files))
    };
    aside("report", write).await?
}

impl Computed {
    /// What it is called: as its only sheet, or as all of them together.
    pub fn title(&self) -> Words {
        match self.sheets.as_slice() {
            [sheet] => sheet.title.clone(),
            _ => Words::new("Báo cáo tổng hợp", "Full report"),
        }
    }

    /// The report as a file.
    pub fn file(&self, kind: FileKind, language: Language) -> Result<ReportFile, ReportError> {
        let unwritten = |why: String| ReportError::Unwritten { kind, why };
        let bytes = match kind {
            FileKind::Csv => self.csv(language).map_err(unwritten)?,
            FileKind::Xlsx => self.xlsx(language).map_err(unwritten)?,
            FileKind::Pdf => pdf::paper(self, language).map_err(|error| match error {
                PdfError::TooLong => ReportError::TooLong,
                PdfError::Library(why) => unwritten(why),
            })?,
        };
        let Span { from, to } = self.span;
        let name = format!("{}-{}-{from}-{to}.{}", self.subject.word(), self.report.word, kind.word());
        Ok(ReportFile { name, kind, bytes })
    }

    fn csv(&self, language: Language) -> Result<Vec<u8>, String> {
        let pick = language.pick();
        let mut lines = match self.sheets.as_slice() {
            [sheet] => {
                let (head, rows) = rows(sheet, pick);
                std::iter::once(head).chain(rows).collect()
            }
            several => sections(several, pick),
        };
        lines.push(vec![csv::cell(pick(&self.reconciliation.in_words()))]);
        csv::as_they_are(lines).map(String::into_bytes).map_err(|problem| problem.detail)
    }

    fn xlsx(&self, language: Language) -> Result<Vec<u8>, String> {
        let pick = language.pick();
        let line = self.reconciliation.in_words();
        let span = format!("{} – {}", self.span.from, self.span.to);
        let heading = xlsx::Heading { hall: pick(&self.subject.name), span: &span, reconciliation: pick(&line) };
        xlsx::workbook(&self.sheets, &heading, pick).map_err(|error| error.to_string())
    }
}
