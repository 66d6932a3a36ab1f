//! Counting what tools say of their tests.

/// Tests that passed and tests that did not.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Passed.
    pub passed: u32,
    /// Failed, or were left out: nothing is skipped here.
    pub failed: u32,
}

impl Tally {
    /// One check that holds.
    pub fn success() -> Self {
        Self { passed: 1, failed: 0 }
    }
    /// One check that does not.
    pub fn failure() -> Self {
        Self { passed: 0, failed: 1 }
    }
    /// Takes another's counts in.
    pub fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
    /// A tool that failed without counting has failed once; one that ran nothing has proved nothing.
    pub fn judged(mut self, succeeded: bool) -> Self {
        if self.failed == 0 && (!succeeded || self.passed == 0) {
            self.failed = 1;
        }
        self
    }
}

/// Whose words a line is read as.
#[derive(Debug, Clone, Copy)]
pub enum Dialect {
    /// `test result: ok. 6 passed; 0 failed; 0 ignored; …`
    Cargo,
    /// `# pass 12`, `# fail 0`, `# skipped 0` (or with `ℹ` in front).
    Node,
    /// `3 passed, 0 failed`
    Plain,
}

/// The counts a line gives, if it gives any.
pub fn read(dialect: Dialect, line: &str) -> Tally {
    let before = |word: &str| -> u32 {
        let words: Vec<&str> = line.split([' ', ';', ',']).filter(|word| !word.is_empty()).collect();
        words.windows(2).find(|pair| pair[1] == word).and_then(|pair| pair[0].parse().ok()).unwrap_or(0)
    };
    match dialect {
        Dialect::Cargo if line.starts_with("test result:") => {
            Tally { passed: before("passed"), failed: before("failed") + before("ignored") }
        }
        Dialect::Plain if line.starts_with(|digit: char| digit.is_ascii_digit()) => {
            Tally { passed: before("passed"), failed: before("failed") }
        }
        Dialect::Node => {
            let mut words = line.trim_start_matches(['#', 'ℹ', ' ']).split(' ');
            let counted = line.starts_with(['#', 'ℹ']);
            match (words.next(), words.next().and_then(|count| count.parse().ok())) {
                (Some("pass"), Some(passed)) if counted => Tally { passed, failed: 0 },
                (Some("fail" | "cancelled" | "skipped"), Some(failed)) if counted => Tally { passed: 0, failed },
                _ => Tally::default(),
            }
        }
        Dialect::Cargo | Dialect::Plain => Tally::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Dialect, Tally, read};

    #[test]
    fn each_tool_is_understood() {
        let table = [
            (Dialect::Cargo, "test result: ok. 6 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out", 6, 0),
            (Dialect::Cargo, "test result: FAILED. 5 passed; 2 failed; 1 ignored; 0 measured; 0 filtered out", 5, 3),
            (Dialect::Cargo, "test kiosk::takes_a_number ... ok", 0, 0),
            (Dialect::Node, "# pass 12", 12, 0),
            (Dialect::Node, "ℹ fail 3", 0, 3),
            (Dialect::Node, "# skipped 1", 0, 1),
            (Dialect::Node, "pass 12", 0, 0),
            (Dialect::Node, "# tests 14", 0, 0),
            (Dialect::Plain, "2 passed, 1 failed", 2, 1),
            (Dialect::Plain, "ear: 2 passed, 1 failed", 0, 0),
        ];
        for (dialect, line, passed, failed) in table {
            assert_eq!(read(dialect, line), Tally { passed, failed }, "{line}");
        }
    }

    #[test]
    fn nothing_run_is_a_failure() {
        assert_eq!(Tally::default().judged(true).failed, 1);
        assert_eq!(Tally { passed: 3, failed: 0 }.judged(false).failed, 1);
        assert_eq!(Tally { passed: 3, failed: 0 }.judged(true).failed, 0);
        assert_eq!(Tally { passed: 3, failed: 2 }.judged(false).failed, 2);
    }
}
