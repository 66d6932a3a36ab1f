//! Tables for spreadsheets, in which no cell can become a formula.

use crate::problem::Problem;

/// What a spreadsheet takes for the beginning of a formula, in both widths.
const FORMULA: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

/// A cell that a spreadsheet will show and not compute: an apostrophe goes before what could begin a formula. What stands before the
/// sign does not help: blanks, quotation marks and invisible characters are dropped by one spreadsheet or another.
pub fn cell(text: &str) -> String {
    let dropped = |mark: char| {
        mark.is_whitespace() || mark.is_control() || matches!(mark, '"' | '\u{feff}' | '\u{200b}'..='\u{200f}')
    };
    let risky = text.starts_with(['\t', '\r', '\n', '\0']) || text.trim_start_matches(dropped).starts_with(FORMULA);
    if risky { format!("'{text}") } else { text.to_owned() }
}

/// A whole table, RFC 4180, with a byte order mark so that spreadsheets read Vietnamese.
pub fn table(head: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> Result<String, Problem> {
    let head = head.iter().map(|text| (*text).to_owned()).collect();
    lines(std::iter::once(head).chain(rows))
}

/// The same of lines that need not be alike in length: several tables below each other.
fn lines(lines: impl IntoIterator<Item = Vec<String>>) -> Result<String, Problem> {
    as_they_are(lines.into_iter().map(|row| row.iter().map(|text| cell(text)).collect()))
}

/// Lines whose words went through [`cell`] where they were known to be words, so that a number below zero stays one.
pub fn as_they_are(lines: impl IntoIterator<Item = Vec<String>>) -> Result<String, Problem> {
    let failed = |error: csv::Error| {
        tracing::error!(%error, "a table could not be written");
        Problem::internal()
    };
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).flexible(true).from_writer(Vec::new());
    for row in lines {
        writer.write_record(&row).map_err(failed)?;
    }
    let bytes = writer.into_inner().map_err(|_| Problem::internal())?;
    let text = String::from_utf8(bytes).map_err(|_| Problem::internal())?;
    Ok(format!("\u{feff}{text}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What spreadsheets take for the beginning of a formula, alone and before a payload.
    const BEGINNINGS: [&str; 7] = ["=", "+", "-", "@", "\t", "\r", "\0"];

    #[test]
    fn no_cell_can_become_a_formula() {
        let payloads =
            ["cmd|' /C calc'!A0", "HYPERLINK(\"http://x\",\"y\")", "1+1", "", "SUM(A1:A9)\"", ",=1", "\r\n=1"];
        for beginning in BEGINNINGS {
            for payload in payloads {
                let text =
                    table(&["a", "b"], [vec![format!("{beginning}{payload}"), "sau".to_owned()]]).expect("written");
                let read = csv::ReaderBuilder::new()
                    .from_reader(text.trim_start_matches('\u{feff}').as_bytes())
                    .into_records();
                let rows: Vec<csv::StringRecord> = read.collect::<Result<_, _>>().expect("RFC 4180");
                assert_eq!(rows.len(), 1, "{beginning:?} {payload:?}");
                assert_eq!(rows[0].get(0), Some(format!("'{beginning}{payload}").as_str()));
                assert_eq!(rows[0].get(1), Some("sau"));
            }
        }
    }

    #[test]
    fn ordinary_words_stay_as_they_are() {
        assert_eq!(cell("Hộ tịch"), "Hộ tịch");
        assert_eq!(cell("A-1"), "A-1");
        assert_eq!(cell(" Quầy 1 = 2"), " Quầy 1 = 2");
    }
}
