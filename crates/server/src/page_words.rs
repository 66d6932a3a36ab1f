//! Words of the pages that also stand on paper, from the pages' own files, so that both say the same.

use crate::reports::Language;
use std::collections::HashMap;
use std::sync::LazyLock;

/// Of everybody's pages, then of staff's.
const VI: [&str; 2] =
    [include_str!("../../../displays/locales/vi.ftl"), include_str!("../../../displays/locales/vi-staff.ftl")];
const EN: [&str; 2] =
    [include_str!("../../../displays/locales/en.ftl"), include_str!("../../../displays/locales/en-staff.ftl")];

type Catalogue = HashMap<&'static str, &'static str>;

static CATALOGUES: LazyLock<(Catalogue, Catalogue)> = LazyLock::new(|| (read(VI), read(EN)));

/// Messages of one line; others are made for screens alone.
fn read(files: [&'static str; 2]) -> Catalogue {
    files.into_iter().flat_map(str::lines).filter_map(|line| line.split_once(" = ")).collect()
}

/// A message with its places filled in, `{ $name }` each; none if no page has it.
pub fn told(language: Language, id: &str, places: &[(&str, &str)]) -> Option<String> {
    let catalogue = match language {
        Language::Vi => &CATALOGUES.0,
        Language::En => &CATALOGUES.1,
    };
    let mut text = (*catalogue.get(id)?).to_owned();
    for (name, value) in places {
        text = text.replace(&format!("{{ ${name} }}"), value);
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_the_page_s_own_with_its_places_filled_in() {
        let places = [("minutes", "30")];
        let vi = told(Language::Vi, "fair-because-guarantee", &places);
        assert_eq!(vi.as_deref(), Some("đã chờ quá mức bảo đảm 30 phút"));
        let en = told(Language::En, "fair-step-ticket-issued", &[]);
        assert_eq!(en.as_deref(), Some("number taken"));
        assert_eq!(told(Language::En, "fair-step-of-no-kind", &[]), None);
    }
}
