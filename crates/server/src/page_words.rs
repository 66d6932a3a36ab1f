//! Words of the pages that also stand on paper, from the pages' own files, so that both say the same; and the languages that pages have.

use crate::displays::{file_at_start, own_file};
use crate::reports::Language;
use serde::Serialize;
use std::collections::HashMap;
use std::path::Path;

/// The folder of the files of words.
const FOLDER: &str = "locales";
/// Of everybody's pages, of why somebody was called first, of staff's.
const VI: [&str; 3] = ["vi.ftl", "vi-end.ftl", "vi-staff.ftl"];
const EN: [&str; 3] = ["en.ftl", "en-end.ftl", "en-staff.ftl"];
/// In these every message is there.
const BUILT_IN: [&str; 2] = ["vi", "en"];
/// A language names itself by this message.
const NAME: &str = "language-name";
/// Languages beside those built in, at most: a person has to find their own among them.
const MORE_MAX: usize = 12;

type Catalogue = HashMap<String, String>;

/// The words, read once at the start.
#[derive(Debug)]
pub struct PageWords {
    vi: Catalogue,
    en: Catalogue,
}

impl PageWords {
    /// From the pages' files, a hall's own before the built-in ones. A message that a hall's own file lacks stays as it was built in.
    pub fn read(displays: Option<&Path>) -> Self {
        let of = |names: [&str; 3]| {
            let files = [None, displays].into_iter().flat_map(|folder| names.map(|name| (folder, name)));
            let mut catalogue = Catalogue::new();
            for (folder, name) in files {
                if let Some(file) = file_at_start(folder, &format!("{FOLDER}/{name}")) {
                    catalogue.extend(messages(&String::from_utf8_lossy(&file)));
                }
            }
            catalogue
        };
        Self { vi: of(VI), en: of(EN) }
    }

    /// A message with its places filled in, `{ $name }` each; none if no page has it.
    pub fn told(&self, language: Language, id: &str, places: &[(&str, &str)]) -> Option<String> {
        let catalogue = match language {
            Language::Vi => &self.vi,
            Language::En => &self.en,
        };
        let mut text = catalogue.get(id)?.clone();
        for (name, value) in places {
            text = text.replace(&format!("{{ ${name} }}"), value);
        }
        Some(text)
    }
}

/// Messages of one line; others are made for screens alone.
fn messages(source: &str) -> impl Iterator<Item = (String, String)> {
    source
        .lines()
        .filter_map(|line| line.split_once(" = "))
        .map(|(id, words)| (id.to_owned(), words.trim_end().to_owned()))
}

/// A language that pages can be read in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PageLanguage {
    /// Its code, as in the name of its file.
    pub code: String,
    /// What it calls itself.
    pub name: String,
}

/// The languages of the pages: Vietnamese and English, then each of which the hall's own folder has a file, `locales/km.ftl`.
pub async fn languages(displays: Option<&Path>) -> Vec<PageLanguage> {
    let mut codes: Vec<String> = BUILT_IN.map(str::to_owned).to_vec();
    if let Some(folder) = displays {
        codes.extend(more(&folder.join(FOLDER)).await);
    }
    let mut found = Vec::new();
    for code in codes {
        let path = format!("{FOLDER}/{code}.ftl");
        let own = match displays {
            Some(folder) => own_file(folder.join(&path)).await,
            None => None,
        };
        let of = |file: Vec<u8>| messages(&String::from_utf8_lossy(&file)).find(|(id, _)| id == NAME);
        let named = own.and_then(of).or_else(|| file_at_start(None, &path).and_then(of));
        let name = named.map_or_else(|| code.clone(), |(_, name)| name);
        found.push(PageLanguage { code, name });
    }
    found
}

/// Codes of the languages that a folder adds, in the order of the alphabet.
async fn more(folder: &Path) -> Vec<String> {
    let mut codes = Vec::new();
    let Ok(mut entries) = tokio::fs::read_dir(folder).await else { return codes };
    while let Ok(Some(entry)) = entries.next_entry().await {
        let name = entry.file_name();
        let code = name.to_str().and_then(|name| name.strip_suffix(".ftl")).filter(|code| is_code(code));
        codes.extend(code.filter(|code| !BUILT_IN.contains(code)).map(str::to_owned));
    }
    codes.sort();
    codes.truncate(MORE_MAX);
    codes
}

/// `km`, `fil`: what `Intl` takes as a language, and no part of another one's words such as `vi-hall`.
pub(crate) fn is_code(code: &str) -> bool {
    (2..=3).contains(&code.len()) && code.bytes().all(|letter| letter.is_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    fn folder(files: &[(&str, &str)]) -> PathBuf {
        let name = crate::auth::secret::in_letters(&crate::auth::secret::random::<10>().expect("randomness"));
        let folder = std::env::temp_dir().join(format!("goiso-words-{name}"));
        std::fs::create_dir_all(folder.join(FOLDER)).expect("a folder");
        for (name, text) in files {
            std::fs::write(folder.join(FOLDER).join(name), text).expect("written");
        }
        folder
    }

    #[test]
    fn a_message_is_the_page_s_own_with_its_places_filled_in() {
        let words = PageWords::read(None);
        let places = [("minutes", "30")];
        let vi = words.told(Language::Vi, "fair-because-guarantee", &places);
        assert_eq!(vi.as_deref(), Some("đã chờ quá mức bảo đảm 30 phút"));
        let en = words.told(Language::En, "fair-step-ticket-issued", &[]);
        assert_eq!(en.as_deref(), Some("number taken"));
        assert_eq!(words.told(Language::En, "fair-step-of-no-kind", &[]), None);
    }

    #[test]
    fn a_hall_s_own_file_goes_before_the_built_in_one_and_what_it_lacks_stays() {
        let own = folder(&[("vi-staff.ftl", "fair-step-ticket-issued = đã phát số\n")]);
        let words = PageWords::read(Some(&own));
        assert_eq!(words.told(Language::Vi, "fair-step-ticket-issued", &[]).as_deref(), Some("đã phát số"));
        assert_eq!(words.told(Language::En, "fair-step-ticket-issued", &[]).as_deref(), Some("number taken"));
        let built_in = PageWords::read(None);
        let id = "fair-because-guarantee";
        assert_eq!(words.told(Language::Vi, id, &[]), built_in.told(Language::Vi, id, &[]));
        std::fs::remove_dir_all(own).expect("removed");
    }

    #[tokio::test]
    async fn a_file_in_the_hall_s_own_folder_adds_a_language_under_the_name_it_gives_itself() {
        let named = |found: Vec<PageLanguage>| found.into_iter().map(|one| (one.code, one.name)).collect::<Vec<_>>();
        let pair = |code: &str, name: &str| (code.to_owned(), name.to_owned());
        let built_in = [pair("vi", "Tiếng Việt"), pair("en", "English")];
        assert_eq!(named(languages(None).await), built_in);
        let own = folder(&[
            ("km.ftl", "language-name = ភាសាខ្មែរ\n"),
            ("fr.ftl", "back = Retour\n"),
            ("vi-hall.ftl", "hall-invite = Mời\n"),
            ("README.md", ""),
            ("pt-br.ftl", "language-name = Português\n"),
        ]);
        let found = named(languages(Some(&own)).await);
        assert_eq!(found, [&built_in[..], &[pair("fr", "fr"), pair("km", "ភាសាខ្មែរ")]].concat());
        for number in 0..40_u8 {
            let code = format!("x{}{}", char::from(b'a' + number / 20), char::from(b'a' + number % 20));
            std::fs::write(own.join(FOLDER).join(format!("{code}.ftl")), "").expect("written");
        }
        assert_eq!(languages(Some(&own)).await.len(), BUILT_IN.len() + MORE_MAX);
        std::fs::remove_dir_all(own).expect("removed");
    }
}
