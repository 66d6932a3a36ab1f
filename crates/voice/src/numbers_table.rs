//! The readings, written down apart from the rules: a hundred words as people say them, and how hundreds and thousands
//! are put before them.

use super::{NUMBER_MAX, vietnamese};
use crate::settings::Region;
use std::collections::BTreeMap;

/// 0 to 99, in the north and in the south alike.
const UNDER_100: &str = "\
không / một / hai / ba / bốn / năm / sáu / bảy / tám / chín /
mười / mười một / mười hai / mười ba / mười bốn / mười lăm / mười sáu / mười bảy / mười tám / mười chín /
hai mươi / hai mươi mốt / hai mươi hai / hai mươi ba / hai mươi tư / hai mươi lăm / hai mươi sáu / hai mươi bảy / hai mươi tám / hai mươi chín /
ba mươi / ba mươi mốt / ba mươi hai / ba mươi ba / ba mươi tư / ba mươi lăm / ba mươi sáu / ba mươi bảy / ba mươi tám / ba mươi chín /
bốn mươi / bốn mươi mốt / bốn mươi hai / bốn mươi ba / bốn mươi tư / bốn mươi lăm / bốn mươi sáu / bốn mươi bảy / bốn mươi tám / bốn mươi chín /
năm mươi / năm mươi mốt / năm mươi hai / năm mươi ba / năm mươi tư / năm mươi lăm / năm mươi sáu / năm mươi bảy / năm mươi tám / năm mươi chín /
sáu mươi / sáu mươi mốt / sáu mươi hai / sáu mươi ba / sáu mươi tư / sáu mươi lăm / sáu mươi sáu / sáu mươi bảy / sáu mươi tám / sáu mươi chín /
bảy mươi / bảy mươi mốt / bảy mươi hai / bảy mươi ba / bảy mươi tư / bảy mươi lăm / bảy mươi sáu / bảy mươi bảy / bảy mươi tám / bảy mươi chín /
tám mươi / tám mươi mốt / tám mươi hai / tám mươi ba / tám mươi tư / tám mươi lăm / tám mươi sáu / tám mươi bảy / tám mươi tám / tám mươi chín /
chín mươi / chín mươi mốt / chín mươi hai / chín mươi ba / chín mươi tư / chín mươi lăm / chín mươi sáu / chín mươi bảy / chín mươi tám / chín mươi chín";

/// What a listener hears for a clip, from the voice's own manifest.
fn texts() -> BTreeMap<String, String> {
    let manifest: toml::Table = toml::from_str(include_str!("../../../sounds/vi/manifest.toml")).unwrap();
    let clips = manifest["clips"].as_table().unwrap().iter();
    clips.map(|(key, clip)| (key.clone(), clip["text"].as_str().unwrap().to_owned())).collect()
}

fn heard(texts: &BTreeMap<String, String>, words: &[&str]) -> String {
    words.iter().map(|key| texts[*key].as_str()).collect::<Vec<_>>().join(" ")
}

/// The table for one region, built from the end of the number to its front.
fn table(linh: &str, nghin: &str) -> Vec<String> {
    let small: Vec<String> = UNDER_100.split('/').map(|words| words.trim().to_owned()).collect();
    assert_eq!(small.len(), 100);
    let after_hundred = |rest: usize| match rest {
        0 => String::new(),
        1..=9 => format!(" {linh} {}", small[rest]),
        _ => format!(" {}", small[rest]),
    };
    let mut all = small.clone();
    for number in 100..1000 {
        all.push(format!("{} trăm{}", small[number / 100], after_hundred(number % 100)));
    }
    for number in 1000..10_000 {
        let front = format!("{} {nghin}", small[number / 1000]);
        all.push(match number % 1000 {
            0 => front,
            rest @ 1..=99 => format!("{front} không trăm{}", after_hundred(rest)),
            rest => format!("{front} {}", all[rest]),
        });
    }
    all
}

#[test]
fn every_number_is_read_as_the_table_says() {
    let texts = texts();
    for (region, table) in [(Region::North, table("linh", "nghìn")), (Region::South, table("lẻ", "ngàn"))] {
        assert_eq!(table.len() as u32, NUMBER_MAX + 1);
        for (number, words) in table.iter().enumerate() {
            assert_eq!(heard(&texts, &vietnamese(number as u32, region)), *words, "{number} {region:?}");
        }
    }
}

#[test]
fn the_cases_that_people_get_wrong() {
    let texts = texts();
    for (number, north, south) in [
        (0, "không", "không"),
        (10, "mười", "mười"),
        (15, "mười lăm", "mười lăm"),
        (20, "hai mươi", "hai mươi"),
        (21, "hai mươi mốt", "hai mươi mốt"),
        (24, "hai mươi tư", "hai mươi tư"),
        (35, "ba mươi lăm", "ba mươi lăm"),
        (100, "một trăm", "một trăm"),
        (101, "một trăm linh một", "một trăm lẻ một"),
        (104, "một trăm linh bốn", "một trăm lẻ bốn"),
        (105, "một trăm linh năm", "một trăm lẻ năm"),
        (111, "một trăm mười một", "một trăm mười một"),
        (555, "năm trăm năm mươi lăm", "năm trăm năm mươi lăm"),
        (1000, "một nghìn", "một ngàn"),
        (1005, "một nghìn không trăm linh năm", "một ngàn không trăm lẻ năm"),
        (1010, "một nghìn không trăm mười", "một ngàn không trăm mười"),
        (1100, "một nghìn một trăm", "một ngàn một trăm"),
        (4321, "bốn nghìn ba trăm hai mươi mốt", "bốn ngàn ba trăm hai mươi mốt"),
        (9999, "chín nghìn chín trăm chín mươi chín", "chín ngàn chín trăm chín mươi chín"),
    ] {
        assert_eq!(heard(&texts, &vietnamese(number, Region::North)), north);
        assert_eq!(heard(&texts, &vietnamese(number, Region::South)), south);
    }
    assert!(vietnamese(NUMBER_MAX + 1, Region::North).is_empty());
}
