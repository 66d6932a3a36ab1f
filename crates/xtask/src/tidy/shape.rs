//! The shape of the tree: what lies at the top, how long a file is, what a crate says of itself.

use super::{File, Finding};
use std::collections::BTreeSet;

/// A file longer than this has a seam worth looking for.
const LINES_MAX: usize = 650;
/// Endings of files that people write line by line.
const WRITTEN: [&str; 6] = ["rs", "js", "css", "html", "sql", "c"];
/// Beside these only files that begin with a dot.
const TOP: [&str; 9] =
    ["Cargo.toml", "Cargo.lock", "LICENSE", "README.md", "crates", "displays", "sounds", "deploy", "tests"];

pub fn check(files: &[File]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let tops: BTreeSet<&str> = files.iter().map(|file| file.path.split('/').next().unwrap_or(&file.path)).collect();
    for top in tops {
        if !top.starts_with('.') && !TOP.contains(&top) {
            findings.push(Finding::new(top, "does not belong at the top"));
        }
    }
    for file in files.iter().filter(|file| !file.is_vendored() && !file.is_generated()) {
        let Some(text) = &file.text else { continue };
        let lines = text.lines().count();
        if WRITTEN.contains(&file.ending()) && lines > LINES_MAX {
            findings.push(Finding::new(&file.path, format!("{lines} lines: over {LINES_MAX}, look for the seam")));
        }
        if is_crate_root(file, files) && !says_what_it_must_not_know(text) {
            findings.push(Finding::new(&file.path, "does not say what the crate must never know"));
        }
    }
    findings
}

/// `lib.rs`, or `main.rs` where there is no library.
fn is_crate_root(file: &File, files: &[File]) -> bool {
    let in_crate = |name: &str| file.path.strip_suffix(name).filter(|front| front.ends_with("/src/"));
    let library = |front: &str| files.iter().any(|other| other.path == format!("{front}lib.rs"));
    in_crate("lib.rs").is_some() || in_crate("main.rs").is_some_and(|front| !library(front))
}

fn says_what_it_must_not_know(text: &str) -> bool {
    let head: String =
        text.lines().take_while(|line| line.starts_with("//!")).map(|line| line.trim_start_matches("//!")).collect();
    head.contains("never know")
}

#[cfg(test)]
mod tests {
    use super::super::testing::{planted, told};
    use super::{LINES_MAX, check};

    const HEAD: &str = "//! Rules.\n//!\n//! What this crate must never\n//! know: a clock.\n";

    #[test]
    fn a_tree_in_shape_passes() {
        let long = "a\n".repeat(LINES_MAX);
        let found = check(&planted(&[
            ("README.md", ""),
            (".gitignore", ""),
            ("crates/queue/src/lib.rs", HEAD),
            ("crates/server/src/lib.rs", HEAD),
            ("crates/server/src/main.rs", "fn main() {}"),
            ("crates/queue/src/order.rs", &long),
            ("displays/vendor/lit.js", &(long.clone() + "a\na\n")),
        ]));
        assert_eq!(told(&found), "");
    }

    #[test]
    fn a_tree_out_of_shape_is_found() {
        let found = check(&planted(&[
            ("notes/ideas.md", ""),
            ("helper.sh", ""),
            ("crates/store/src/lib.rs", "//! The journal.\n"),
            ("crates/xtask/src/main.rs", "fn main() {}"),
            ("displays/hall/page.js", &"a\n".repeat(LINES_MAX + 1)),
        ]));
        assert_eq!(
            told(&found),
            "helper.sh: does not belong at the top\n\
             notes: does not belong at the top\n\
             crates/store/src/lib.rs: does not say what the crate must never know\n\
             crates/xtask/src/main.rs: does not say what the crate must never know\n\
             displays/hall/page.js: 651 lines: over 650, look for the seam\n"
        );
    }
}
