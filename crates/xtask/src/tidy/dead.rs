//! Files that nothing reaches: a Rust file in no module tree, a page's file that no other file names.
#![allow(clippy::wildcard_enum_match_arm, reason = "the language has more forms than a module tree")]

use super::{File, Finding};
use anyhow::{Context, Result};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use syn::{Expr, Item, ItemMod, Lit, Meta};

pub fn check(root: &Path, metadata: &Value, files: &[File]) -> Result<Vec<Finding>> {
    let roots = target_roots(metadata)?;
    let mut findings = dead_rust(root, &roots, files)?;
    findings.extend(dead_pages(files));
    Ok(findings)
}

/// The file each target begins with, as cargo sees it.
fn target_roots(metadata: &Value) -> Result<Vec<PathBuf>> {
    let mut roots = Vec::new();
    for package in metadata["packages"].as_array().context("cargo metadata without packages")? {
        for target in package["targets"].as_array().context("a package without targets")? {
            roots.push(PathBuf::from(target["src_path"].as_str().context("a target without a file")?));
        }
    }
    Ok(roots)
}

fn dead_rust(root: &Path, roots: &[PathBuf], files: &[File]) -> Result<Vec<Finding>> {
    let mut alive = BTreeSet::new();
    for start in roots {
        let folder = start.parent().context("a target at the root")?.to_path_buf();
        follow(start, &folder, &mut alive)?;
    }
    Ok(files
        .iter()
        .filter(|file| file.ending() == "rs" && !alive.contains(&root.join(&file.path)))
        .map(|file| Finding::new(&file.path, "is in no module tree"))
        .collect())
}

/// Marks a file and whatever its `mod` lines reach; `folder` is where its children lie.
fn follow(path: &Path, folder: &Path, alive: &mut BTreeSet<PathBuf>) -> Result<()> {
    if !alive.insert(path.to_path_buf()) {
        return Ok(());
    }
    let source = std::fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?;
    let parsed = syn::parse_file(&source).with_context(|| format!("{} cannot be parsed", path.display()))?;
    follow_items(&parsed.items, path, folder, alive)
}

fn follow_items(items: &[Item], path: &Path, folder: &Path, alive: &mut BTreeSet<PathBuf>) -> Result<()> {
    for item in items {
        let Item::Mod(module) = item else { continue };
        let name = module.ident.to_string();
        if let Some((_, inner)) = &module.content {
            follow_items(inner, path, &folder.join(&name), alive)?;
            continue;
        }
        if let Some(given) = given_path(module) {
            let beside = path.parent().context("a module at the root")?.join(given);
            let beside = beside.canonicalize().with_context(|| format!("{} has no file", beside.display()))?;
            let children = beside.parent().context("a module at the root")?.to_path_buf();
            follow(&beside, &children, alive)?;
            continue;
        }
        let flat = folder.join(&name).with_extension("rs");
        let nested = folder.join(&name).join("mod.rs");
        let file = if flat.exists() { flat } else { nested };
        follow(&file, &folder.join(&name), alive)?;
    }
    Ok(())
}

/// `#[path = "…"]`.
fn given_path(module: &ItemMod) -> Option<String> {
    module.attrs.iter().find_map(|attr| match &attr.meta {
        Meta::NameValue(pair) if pair.path.is_ident("path") => match &pair.value {
            Expr::Lit(value) => match &value.lit {
                Lit::Str(text) => Some(text.value()),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    })
}

/// A page's file is alive when another file names it. Tests are run by name, entry pages are opened by people, and types,
/// notes and licences belong to what lies beside them.
fn dead_pages(files: &[File]) -> Vec<Finding> {
    let readers = ["displays/", "crates/server/", "tests/browser/"];
    let readers: Vec<&File> =
        files.iter().filter(|file| readers.iter().any(|folder| file.path.starts_with(folder))).collect();
    let named_elsewhere = |wanted: &File, words: &str| {
        readers
            .iter()
            .filter(|reader| reader.path != wanted.path)
            .any(|reader| reader.text.as_ref().is_some_and(|text| text.contains(words)))
    };
    let beside = |file: &File, endings: &[&str]| {
        let stem = file.path.rsplit_once('/').map_or(file.name(), |_| file.path.as_str());
        let stem = stem.trim_end_matches(".d.ts").trim_end_matches(".LICENSE").trim_end_matches(".test.js");
        endings.iter().any(|ending| files.iter().any(|other| other.path == format!("{stem}{ending}")))
    };
    files
        .iter()
        .filter(|file| file.path.starts_with("displays/"))
        .filter(|file| match file.name() {
            "index.html" | "README.md" | "wire.d.ts" | "biome.json" | "jsconfig.json" | "tsconfig.json" | "OFL.txt" => {
                false
            }
            name if name.ends_with(".test.js") => false,
            name if name.ends_with(".d.ts") || name.ends_with(".LICENSE") => {
                !(beside(file, &[".js", ".mjs"]) || named_elsewhere(file, name))
            }
            // a language is chosen at run time: `${language}.ftl`
            name if name.ends_with(".ftl") => !(named_elsewhere(file, name) || named_elsewhere(file, "}.ftl")),
            // a sample is asked for by its name: `/samples/history-busy`
            name if file.path.starts_with("displays/gallery/samples/") => {
                !named_elsewhere(file, name.trim_end_matches(".json"))
            }
            name => !named_elsewhere(file, name),
        })
        .map(|file| Finding::new(&file.path, "is named by no other file"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{planted, told};
    use super::{dead_pages, dead_rust};
    use crate::tidy::files;
    use crate::tree::testing::Planted;

    #[test]
    fn a_rust_file_in_no_module_tree_is_dead() {
        let tree = Planted::new(&[
            (
                "a/src/lib.rs",
                "mod near;\n#[cfg(test)]\nmod inline { mod deep; }\n#[path = \"elsewhere/far.rs\"]\nmod far;",
            ),
            ("a/src/near.rs", "mod child;"),
            ("a/src/near/child.rs", ""),
            ("a/src/inline/deep.rs", ""),
            ("a/src/elsewhere/far.rs", ""),
            ("a/src/near/orphan.rs", ""),
            ("a/src/old.rs", ""),
        ]);
        let root = tree.root().canonicalize().unwrap();
        let found = dead_rust(&root, &[root.join("a/src/lib.rs")], &files(&root).unwrap()).unwrap();
        assert_eq!(told(&found), "a/src/near/orphan.rs: is in no module tree\na/src/old.rs: is in no module tree\n");
    }

    #[test]
    fn a_page_file_that_nothing_names_is_dead() {
        let found = dead_pages(&planted(&[
            ("displays/hall/index.html", "<script type=module src=page.js>"),
            ("displays/hall/page.js", "import './model.js'; fetch(`../locales/${language}.ftl`)"),
            ("displays/hall/model.js", ""),
            ("displays/hall/model.test.js", ""),
            ("displays/hall/old.js", "// old.js names only itself"),
            ("displays/locales/vi.ftl", ""),
            ("displays/vendor/lit.LICENSE", ""),
            ("displays/vendor/gone.LICENSE", ""),
            ("displays/vendor/lit.js", ""),
            ("tests/browser/vendor.js", "bundle('lit.js')"),
        ]));
        assert_eq!(
            told(&found),
            "displays/hall/old.js: is named by no other file\ndisplays/vendor/gone.LICENSE: is named by no other file\n"
        );
    }
}
