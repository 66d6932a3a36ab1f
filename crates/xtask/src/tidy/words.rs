//! Words that may not stay: leftovers of work, text put in as HTML, places of one machine, foreign registries.

use super::{File, Finding};

/// A word, the endings of the files it may not stand in, and why.
struct Word {
    word: &'static str,
    endings: &'static [&'static str],
    why: &'static str,
}

const EVERYWHERE: &[&str] =
    &["rs", "js", "mjs", "ts", "css", "html", "toml", "sql", "ftl", "c", "sh", "py", "md", "yml", "json", "service"];
const PAGES: &[&str] = &["js", "mjs", "html"];

// written in two halves, so that this table is not found by itself
const WORDS: [Word; 22] = [
    Word { word: concat!("to", "do!("), endings: &["rs"], why: "unfinished" },
    Word { word: concat!("un", "implemented!("), endings: &["rs"], why: "unfinished" },
    Word { word: concat!("db", "g!("), endings: &["rs"], why: "a leftover of looking" },
    Word { word: concat!("#[ig", "nore"), endings: &["rs"], why: "a test is run or removed" },
    Word { word: concat!("FIX", "ME"), endings: EVERYWHERE, why: "unfinished" },
    Word { word: concat!("XX", "X "), endings: EVERYWHERE, why: "unfinished" },
    Word { word: concat!("TO", "DO"), endings: EVERYWHERE, why: "unfinished" },
    Word { word: concat!("console", ".log"), endings: PAGES, why: "a leftover of looking" },
    Word { word: concat!("debug", "ger;"), endings: PAGES, why: "a leftover of looking" },
    Word { word: concat!(".on", "ly("), endings: PAGES, why: "the other tests would not run" },
    Word { word: concat!("test.sk", "ip("), endings: PAGES, why: "a test is run or removed" },
    Word { word: concat!("it.sk", "ip("), endings: PAGES, why: "a test is run or removed" },
    Word { word: concat!("inner", "HTML"), endings: PAGES, why: "text is never put in as HTML" },
    Word { word: concat!("outer", "HTML"), endings: PAGES, why: "text is never put in as HTML" },
    Word { word: concat!("insertAdjacent", "HTML"), endings: PAGES, why: "text is never put in as HTML" },
    Word { word: concat!("unsafe", "HTML"), endings: PAGES, why: "text is never put in as HTML" },
    Word { word: concat!("unsafe", "SVG"), endings: PAGES, why: "text is never put in as HTML" },
    Word { word: concat!("document", ".write("), endings: PAGES, why: "text is never put in as HTML" },
    Word { word: concat!("ev", "al("), endings: PAGES, why: "the content policy forbids it" },
    Word { word: concat!("/ho", "me/"), endings: EVERYWHERE, why: "a place of one machine" },
    Word { word: concat!("/ro", "ot/"), endings: EVERYWHERE, why: "a place of one machine" },
    Word { word: concat!("/Us", "ers/"), endings: EVERYWHERE, why: "a place of one machine" },
];

/// Where locked packages come from.
const SOURCES: [(&str, &str, &str); 2] = [
    ("Cargo.lock", "source = \"", "registry+https://github.com/rust-lang/crates.io-index\""),
    ("package-lock.json", "\"resolved\": \"", "https://registry.npmjs.org/"),
];

pub fn check(files: &[File]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in files.iter().filter(|file| !file.is_vendored()) {
        let Some(text) = &file.text else { continue };
        for (number, line) in text.lines().enumerate() {
            let place = || format!("{}:{}", file.path, number + 1);
            if let Some((_, front, usual)) = SOURCES.iter().find(|(name, ..)| *name == file.name()) {
                let foreign = line.split_once(front).is_some_and(|(_, rest)| !rest.starts_with(usual));
                if foreign {
                    findings.push(Finding::new(place(), "comes from a registry that others cannot reach"));
                }
                continue;
            }
            if file.is_generated() {
                continue;
            }
            // scripts that people run talk to them
            let is_script = file.path.starts_with("tests/browser/");
            let speaking = |word: &Word| is_script && word.word.starts_with("console");
            let words = WORDS.iter().filter(|word| word.endings.contains(&file.ending()) && !speaking(word));
            for word in words {
                // `retrieval(` is a word of its own
                let found = line.match_indices(word.word).any(|(at, _)| {
                    let before = line[..at].chars().next_back();
                    !word.word.starts_with(char::is_alphanumeric) || !before.is_some_and(char::is_alphanumeric)
                });
                if found {
                    findings.push(Finding::new(place(), format!("{}: {}", word.word.trim(), word.why)));
                }
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::super::testing::{planted, told};
    use super::{WORDS, check};

    #[test]
    fn every_word_is_found_where_it_may_not_stand() {
        for word in &WORDS {
            for ending in word.endings {
                let path = format!("crates/queue/src/bad.{ending}");
                let found = check(&planted(&[(&path, &format!("fine\n  {} \n", word.word))]));
                assert!(
                    told(&found).starts_with(&format!("{path}:2: {}", word.word.trim())),
                    "{} in {path}",
                    word.word
                );
            }
        }
    }

    #[test]
    fn every_word_passes_where_it_does_no_harm() {
        let harmless = concat!("let medie", "val(x) = 1; // console", ".log is a page's word\n");
        assert_eq!(told(&check(&planted(&[("crates/queue/src/good.rs", harmless)]))), "");
        let script = concat!("console", ".log(name);");
        assert_eq!(told(&check(&planted(&[("tests/browser/shots.mjs", script)]))), "");
        let vendored = concat!("x.inner", "HTML = y");
        assert_eq!(told(&check(&planted(&[("displays/vendor/lit.js", vendored)]))), "");
    }

    #[test]
    fn a_lock_file_names_only_the_usual_registries() {
        let cargo = "source = \"registry+https://github.com/rust-lang/crates.io-index\"\nsource = \"registry+https://mirror/\"\n";
        let npm = "\"resolved\": \"https://registry.npmjs.org/lit\",\n\"resolved\": \"http://10.0.0.2/lit\",\n";
        let found = check(&planted(&[("Cargo.lock", cargo), ("tests/browser/package-lock.json", npm)]));
        assert!(told(&found).starts_with("Cargo.lock:2: ") && found.len() == 2, "{}", told(&found));
        assert!(told(&found).contains("package-lock.json:2: "), "{}", told(&found));
    }
}
