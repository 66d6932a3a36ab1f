//! A workbook of sheets: typed cells with formats, a head that stays, charts, and a scale of colour where a sheet is a map of hours.
//! Words are written as strings, which no spreadsheet takes for a formula.

use super::sheet::{Cell, Chart, ChartKind, ColumnKind, Sheet};
use super::table::Pick;
use rust_xlsxwriter::{
    Chart as Drawing, ChartType, Color, ConditionalFormat2ColorScale, DocProperties, ExcelDateTime, Format,
    FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

/// Rows above the head: title, span, reconciliation, air.
const HEAD_ROW: u32 = 4;
/// Seconds of a day, which is one in a spreadsheet.
const DAY_S: f64 = 86_400.0;
/// Widths of columns in characters: of words, of all others.
const WIDTHS: (f64, f64) = (30.0, 13.0);
/// Colours of the map of hours, from nothing to most; both leave black digits readable.
const SCALE: (u32, u32) = (0x00FF_FFFF, 0x0056_B4E9);

/// What stands above every sheet.
pub struct Heading<'a> {
    /// Whose figures.
    pub hall: &'a str,
    /// Of which days.
    pub span: &'a str,
    /// The reconciliation in words.
    pub reconciliation: &'a str,
}

/// Writes the workbook. An error is a fault of ours: a name that no sheet may have, or too many rows.
pub fn workbook(sheets: &[Sheet], heading: &Heading<'_>, pick: Pick) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    book.set_properties(&DocProperties::new().set_title(heading.hall).set_subject(heading.span));
    let formats = Formats::new();
    for sheet in sheets {
        let page = book.add_worksheet();
        page.set_name(pick(&sheet.title))?;
        write(page, sheet, heading, &formats, pick)?;
    }
    book.save_to_buffer()
}

struct Formats {
    title: Format,
    head: Format,
    text: Format,
    day: Format,
    count: Format,
    time: Format,
    share: Format,
    score: Format,
}

impl Formats {
    fn new() -> Self {
        let number = |format: &str| Format::new().set_num_format(format).set_align(FormatAlign::Right);
        Self {
            title: Format::new().set_bold().set_font_size(14),
            head: Format::new()
                .set_bold()
                .set_text_wrap()
                .set_align(FormatAlign::Center)
                .set_align(FormatAlign::VerticalCenter)
                .set_border_bottom(FormatBorder::Thin),
            text: Format::new(),
            day: number("dd/mm/yyyy"),
            count: number("#,##0"),
            time: number("[h]:mm:ss"),
            share: number("0.0%"),
            score: number("0.00"),
        }
    }
}

fn write(
    page: &mut Worksheet,
    sheet: &Sheet,
    heading: &Heading<'_>,
    formats: &Formats,
    pick: Pick,
) -> Result<(), XlsxError> {
    page.write_string_with_format(0, 0, format!("{} · {}", pick(&sheet.title), heading.hall), &formats.title)?;
    page.write_string(1, 0, heading.span)?;
    page.write_string(2, 0, heading.reconciliation)?;
    for (place, column) in (0_u16..).zip(&sheet.columns) {
        page.write_string_with_format(HEAD_ROW, place, pick(&column.title), &formats.head)?;
        let width = if column.kind == ColumnKind::Text { WIDTHS.0 } else { WIDTHS.1 };
        page.set_column_width(place, width)?;
    }
    for (line, row) in (HEAD_ROW + 1..).zip(&sheet.rows) {
        for (place, cell) in (0_u16..).zip(row) {
            if let Some(cell) = cell {
                write_cell(page, (line, place), cell, formats, pick)?;
            }
        }
    }
    page.set_freeze_panes(HEAD_ROW + 1, 1)?;
    page.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    page.set_repeat_rows(HEAD_ROW, HEAD_ROW)?;
    if let Some(chart) = sheet.chart.as_ref().filter(|_| !sheet.rows.is_empty()) {
        draw(page, sheet, chart, pick)?;
    }
    Ok(())
}

fn write_cell(
    page: &mut Worksheet,
    (row, column): (u32, u16),
    cell: &Cell,
    formats: &Formats,
    pick: Pick,
) -> Result<(), XlsxError> {
    #[allow(clippy::cast_precision_loss, reason = "counts and seconds stay far below 2^52")]
    match cell {
        Cell::Text(words) => page.write_string_with_format(row, column, pick(words), &formats.text)?,
        Cell::Day { v } => {
            page.write_datetime_with_format(row, column, ExcelDateTime::parse_from_str(v)?, &formats.day)?
        }
        Cell::Count { v } => page.write_number_with_format(row, column, *v as f64, &formats.count)?,
        Cell::Seconds { v } => page.write_number_with_format(row, column, *v as f64 / DAY_S, &formats.time)?,
        Cell::Share { v } => page.write_number_with_format(row, column, *v, &formats.share)?,
        Cell::Score { v } => page.write_number_with_format(row, column, *v, &formats.score)?,
    };
    Ok(())
}

fn draw(page: &mut Worksheet, sheet: &Sheet, chart: &Chart, pick: Pick) -> Result<(), XlsxError> {
    let name = pick(&sheet.title);
    let first = HEAD_ROW + 1;
    let last = HEAD_ROW + u32::try_from(sheet.rows.len()).unwrap_or(u32::MAX - HEAD_ROW);
    let place = |column: usize| u16::try_from(column).unwrap_or(u16::MAX);
    let kind = match chart.kind {
        ChartKind::Lines => ChartType::Line,
        ChartKind::Bars => ChartType::Bar,
        ChartKind::Heat => {
            if let (Some(&from), Some(&to)) = (chart.y.first(), chart.y.last()) {
                let scale = ConditionalFormat2ColorScale::new()
                    .set_minimum_color(Color::RGB(SCALE.0))
                    .set_maximum_color(Color::RGB(SCALE.1));
                page.add_conditional_format(first, place(from), last, place(to), &scale)?;
            }
            return Ok(());
        }
    };
    let mut drawing = Drawing::new(kind);
    for &column in &chart.y {
        drawing
            .add_series()
            .set_name((name, HEAD_ROW, place(column)))
            .set_categories((name, first, place(chart.x), last, place(chart.x)))
            .set_values((name, first, place(column), last, place(column)));
    }
    drawing.title().set_name(name);
    if chart.kind == ChartKind::Bars {
        // The first row stands on top, as in the table.
        drawing.y_axis().set_reverse();
    }
    page.insert_chart(last + 2, 0, &drawing)?;
    Ok(())
}
