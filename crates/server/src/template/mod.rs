//! Ready-made halls, and halls from files: the ward that `goiso demo` opens, TOML for a whole configuration, CSV for
//! its tables.

mod import;
mod table;
mod unread;

pub use import::{BadImport, BadRow, parse_json, parse_toml, to_toml};
pub use table::{Merged, RowChange, RowOf, Table, parse_csv, to_csv};

use goiso_queue::HallConfig;

/// The ward as a file, with its comments: what an administrator starts from.
pub const WARD_TOML: &str = include_str!("ward.toml");

/// A ward's one-stop hall: nine service groups on seven counters in two zones, in two sessions a day.
pub fn ward() -> HallConfig {
    // The file is part of the program and a test reads it, so no data from outside can get here.
    parse_toml(WARD_TOML).expect("the built-in ward can be read")
}
