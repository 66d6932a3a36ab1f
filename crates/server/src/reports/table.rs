//! Sheets as rows of text, for spreadsheets that read CSV. Words are made safe here, where they are known to be words: what is a
//! number stays one, whatever its sign.

use super::sheet::{Cell, Sheet, Words};
use crate::api::halls::csv::cell as safe;

/// In which language a file is written.
pub type Pick = fn(&Words) -> &str;

/// The head and the rows of a sheet. Durations are whole seconds, shares parts of one: a spreadsheet calculates with them.
pub fn rows(sheet: &Sheet, pick: Pick) -> (Vec<String>, Vec<Vec<String>>) {
    let head = sheet.columns.iter().map(|column| safe(pick(&column.title))).collect();
    let line = |row: &Vec<Option<Cell>>| row.iter().map(|cell| written(cell.as_ref(), pick)).collect();
    (head, sheet.rows.iter().map(line).collect())
}

/// Several sheets below each other: title, head, rows, an empty line.
pub fn sections(sheets: &[Sheet], pick: Pick) -> Vec<Vec<String>> {
    let mut lines = Vec::new();
    for sheet in sheets {
        let (head, rows) = rows(sheet, pick);
        lines.push(vec![safe(pick(&sheet.title))]);
        lines.push(head);
        lines.extend(rows);
        lines.push(vec![String::new()]);
    }
    lines
}

fn written(cell: Option<&Cell>, pick: Pick) -> String {
    match cell {
        None => String::new(),
        Some(Cell::Text(words)) => safe(pick(words)),
        Some(Cell::Day { v }) => v.clone(),
        Some(Cell::Count { v } | Cell::Seconds { v }) => v.to_string(),
        Some(Cell::Share { v }) => format!("{v:.4}"),
        Some(Cell::Score { v }) => format!("{v:.2}"),
    }
}
