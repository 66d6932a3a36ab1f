//! `displays/wire.d.ts`: the types of `crates/wire` for pages, comments included.
//!
//! Reads the sources themselves, since what a comment says is part of the contract. Whatever it does not understand is an
//! error: a type that cannot be written in TypeScript should be noticed here and not in a page.
#![allow(clippy::wildcard_enum_match_arm, reason = "the language has more forms than the wire")]

use anyhow::{Context, Result, anyhow, bail};
use goiso_wire::key::KEYS;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use syn::{Attribute, Expr, Fields, GenericArgument, Item, Lit, Meta, PathArguments, Type};

/// Modules in the order in which they are written out.
const MODULES: [&str; 3] = ["frame", "value", "http"];

const HEAD: &str = "\
// Written by `cargo xtask codegen` from crates/wire; do not edit.
//
// Times are Unix milliseconds; durations end in `_s`. Unknown keys, kinds and fields are to be passed over.
";

struct Shape {
    module: &'static str,
    name: String,
    docs: Vec<String>,
    body: Body,
}

enum Body {
    Interface(Vec<Field>),
    Tuple(Vec<String>),
    Union(Vec<Variant>),
}

struct Variant {
    tag: String,
    docs: Vec<String>,
    fields: Vec<Field>,
}

struct Field {
    name: String,
    docs: Vec<String>,
    kind: String,
    presence: Presence,
}

#[derive(Clone, Copy, PartialEq)]
enum Presence {
    Always,
    MayBeAbsent,
    Flattened,
}

/// The whole file.
pub fn generate(root: &Path) -> Result<String> {
    let mut sources = Vec::new();
    for module in MODULES {
        let path = root.join("crates/wire/src").join(module).with_extension("rs");
        let source = std::fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))?;
        sources.push((module, source));
    }
    write_all(&sources)
}

fn write_all(sources: &[(&'static str, String)]) -> Result<String> {
    let mut shapes = Vec::new();
    for (module, source) in sources {
        read_module(module, source, &mut shapes).with_context(|| format!("in crates/wire/src/{module}.rs"))?;
    }
    let names = public_names(&shapes);
    let mut out = HEAD.to_owned();
    for shape in &shapes {
        out.push('\n');
        write_shape(&mut out, shape, &names)?;
    }
    write_view_set(&mut out)?;
    out.push_str(
        "\n/** A sample of a page state, as it lies in crates/wire/samples. */\n\
         export interface Sample {\n  view: string\n  frames: ServerFrame[]\n}\n",
    );
    Ok(out)
}

/// Two types of one name in two modules are told apart by their module's name in front.
fn public_names(shapes: &[Shape]) -> BTreeMap<(&'static str, String), String> {
    let clash = |name: &str| shapes.iter().filter(|shape| shape.name == name).count() > 1;
    shapes
        .iter()
        .map(|shape| {
            let mut public = shape.name.clone();
            if clash(&shape.name) {
                public = format!("{}{}{}", shape.module[..1].to_uppercase(), &shape.module[1..], shape.name);
            }
            ((shape.module, shape.name.clone()), public)
        })
        .collect()
}

fn read_module(module: &'static str, source: &str, shapes: &mut Vec<Shape>) -> Result<()> {
    for item in syn::parse_file(source)?.items {
        match item {
            Item::Macro(makro) if makro.mac.path.is_ident("wire_types") => {
                let inner: syn::File = makro.mac.parse_body()?;
                for item in inner.items {
                    shapes.push(read_item(module, item)?);
                }
            }
            Item::Struct(_) | Item::Enum(_) => shapes.push(read_item(module, item)?),
            // imports, functions, macros and aliases for encoders say nothing about the wire
            _ => {}
        }
    }
    Ok(())
}

fn read_item(module: &'static str, item: Item) -> Result<Shape> {
    match item {
        Item::Struct(item) => {
            let body = match item.fields {
                Fields::Named(fields) => Body::Interface(read_fields(fields.named)?),
                Fields::Unnamed(fields) => {
                    Body::Tuple(fields.unnamed.iter().map(|field| type_of(&field.ty)).collect::<Result<_>>()?)
                }
                Fields::Unit => bail!("{} has no fields", item.ident),
            };
            Ok(Shape { module, name: item.ident.to_string(), docs: docs(&item.attrs), body })
        }
        Item::Enum(item) => {
            let mut variants = Vec::new();
            for variant in item.variants {
                let Fields::Named(fields) = variant.fields else {
                    bail!("{}::{} is no set of named fields", item.ident, variant.ident);
                };
                variants.push(Variant {
                    tag: snake_case(&variant.ident.to_string()),
                    docs: docs(&variant.attrs),
                    fields: read_fields(fields.named)?,
                });
            }
            Ok(Shape { module, name: item.ident.to_string(), docs: docs(&item.attrs), body: Body::Union(variants) })
        }
        _ => bail!("only structs and enums are wire types"),
    }
}

fn read_fields(fields: impl IntoIterator<Item = syn::Field>) -> Result<Vec<Field>> {
    fields.into_iter().map(read_field).collect()
}

fn read_field(field: syn::Field) -> Result<Field> {
    let own = field.ident.as_ref().ok_or_else(|| anyhow!("a field without a name"))?.to_string();
    let serde = serde_words(&field.attrs)?;
    let presence = if serde.iter().any(|(word, _)| word == "flatten") {
        Presence::Flattened
    } else if serde.iter().any(|(word, _)| word == "skip_serializing_if") {
        Presence::MayBeAbsent
    } else {
        Presence::Always
    };
    let renamed = serde.iter().find_map(|(word, value)| (word == "rename").then_some(value.as_deref()).flatten());
    let mut kind = type_of(&field.ty).with_context(|| format!("in field {own}"))?;
    if presence == Presence::MayBeAbsent {
        // an absent field is how the wire writes nothing: it is never null
        kind = kind.trim_end_matches(" | null").to_owned();
    }
    Ok(Field { name: renamed.unwrap_or(&own).to_owned(), docs: docs(&field.attrs), kind, presence })
}

/// The words of `#[serde(…)]` with their values.
fn serde_words(attrs: &[Attribute]) -> Result<Vec<(String, Option<String>)>> {
    let mut words = Vec::new();
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("serde")) {
        attr.parse_nested_meta(|meta| {
            let word = meta.path.get_ident().map(ToString::to_string).unwrap_or_default();
            let value = match meta.value() {
                Ok(value) => Some(value.parse::<syn::LitStr>()?.value()),
                Err(_) => None,
            };
            words.push((word, value));
            Ok(())
        })?;
    }
    if let Some((word, _)) =
        words.iter().find(|(word, _)| !["default", "skip_serializing_if", "rename", "flatten"].contains(&word.as_str()))
    {
        bail!("serde({word}) is not understood here");
    }
    Ok(words)
}

fn docs(attrs: &[Attribute]) -> Vec<String> {
    attrs
        .iter()
        .filter_map(|attr| match &attr.meta {
            Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
                Expr::Lit(value) => match &value.lit {
                    Lit::Str(text) => Some(text.value().trim().to_owned()),
                    _ => None,
                },
                _ => None,
            },
            _ => None,
        })
        .collect()
}

fn type_of(kind: &Type) -> Result<String> {
    match kind {
        Type::Array(array) => {
            let Expr::Lit(length) = &array.len else { bail!("an array whose length is no number") };
            let Lit::Int(length) = &length.lit else { bail!("an array whose length is no number") };
            let element = type_of(&array.elem)?;
            Ok(format!("[{}]", vec![element; length.base10_parse()?].join(", ")))
        }
        Type::Path(path) => {
            let last = path.path.segments.last().ok_or_else(|| anyhow!("a type without a name"))?;
            let inner = match &last.arguments {
                PathArguments::AngleBracketed(arguments) => arguments
                    .args
                    .iter()
                    .filter_map(|argument| match argument {
                        GenericArgument::Type(inner) => Some(type_of(inner)),
                        _ => None,
                    })
                    .collect::<Result<Vec<_>>>()?,
                _ => Vec::new(),
            };
            Ok(match (last.ident.to_string().as_str(), inner.as_slice()) {
                ("String", []) => "string".to_owned(),
                ("bool", []) => "boolean".to_owned(),
                ("u8" | "u16" | "u32" | "u64" | "i64", []) => "number".to_owned(),
                ("Value", []) => "unknown".to_owned(),
                ("Option", [of]) => format!("{of} | null"),
                ("Vec", [of]) => format!("{of}[]"),
                // the only such map holds a view's values by key
                ("BTreeMap", [key, value]) if key == "string" && value == "unknown" => "ViewSet".to_owned(),
                ("Map", [key, value]) if key == "string" => format!("Record<string, {value}>"),
                (own, []) if own.chars().next().is_some_and(char::is_uppercase) => format!("@{own}@"),
                (other, _) => bail!("no TypeScript for {other}"),
            })
        }
        _ => bail!("no TypeScript for a type of this form"),
    }
}

/// Puts public names in place of `@Name@`: first the module's own type, else the only one of that name.
fn resolve(kind: &str, module: &'static str, names: &BTreeMap<(&'static str, String), String>) -> Result<String> {
    let mut out = String::new();
    for (number, part) in kind.split('@').enumerate() {
        if number % 2 == 0 {
            out.push_str(part);
            continue;
        }
        let own = names.get(&(module, part.to_owned()));
        let any = || names.iter().find(|((_, name), _)| name == part).map(|(_, public)| public);
        out.push_str(own.or_else(any).ok_or_else(|| anyhow!("{part} is no wire type"))?);
    }
    Ok(out)
}

fn write_docs(out: &mut String, indent: &str, docs: &[String]) -> Result<()> {
    match docs {
        [] => {}
        [only] => writeln!(out, "{indent}/** {only} */")?,
        lines => {
            writeln!(out, "{indent}/**")?;
            for line in lines {
                writeln!(out, "{indent} * {line}")?;
            }
            writeln!(out, "{indent} */")?;
        }
    }
    Ok(())
}

fn write_shape(out: &mut String, shape: &Shape, names: &BTreeMap<(&'static str, String), String>) -> Result<()> {
    let name = &names[&(shape.module, shape.name.clone())];
    let resolve = |kind: &str| resolve(kind, shape.module, names);
    match &shape.body {
        Body::Interface(fields) => {
            write_docs(out, "", &shape.docs)?;
            writeln!(out, "export interface {name} {{")?;
            write_fields(out, fields, &resolve)?;
            writeln!(out, "}}")?;
        }
        Body::Tuple(parts) => {
            write_docs(out, "", &shape.docs)?;
            writeln!(out, "export type {name} = [{}]", parts.join(", "))?;
        }
        Body::Union(variants) => {
            let member = |variant: &Variant| format!("{}{name}", camel_case(&variant.tag));
            for variant in variants {
                write_docs(out, "", &variant.docs)?;
                writeln!(out, "export interface {} {{\n  type: '{}'", member(variant), variant.tag)?;
                write_fields(out, &variant.fields, &resolve)?;
                writeln!(out, "}}\n")?;
            }
            write_docs(out, "", &shape.docs)?;
            let members: Vec<_> = variants.iter().map(member).collect();
            writeln!(out, "export type {name} =\n  | {}", members.join("\n  | "))?;
        }
    }
    Ok(())
}

fn write_fields(out: &mut String, fields: &[Field], resolve: &impl Fn(&str) -> Result<String>) -> Result<()> {
    for field in fields {
        write_docs(out, "  ", &field.docs)?;
        match field.presence {
            Presence::Always => writeln!(out, "  {}: {}", field.name, resolve(&field.kind)?)?,
            Presence::MayBeAbsent => writeln!(out, "  {}?: {}", field.name, resolve(&field.kind)?)?,
            Presence::Flattened => writeln!(out, "  [fact: string]: unknown")?,
        }
    }
    Ok(())
}

fn write_view_set(out: &mut String) -> Result<()> {
    out.push_str("\n/** Values of a view by key; null in an update says that the key went away. */\nexport interface ViewSet {\n");
    for (key, types) in KEYS.iter().filter(|(key, _)| !key.is_empty()) {
        let types = types.join(" | ");
        match key.split_once('{') {
            Some((front, _)) => writeln!(out, "  [key: `{front}${{string}}`]: {types} | null")?,
            None => writeln!(out, "  {key}?: {types} | null")?,
        }
    }
    out.push_str("}\n");
    Ok(())
}

fn snake_case(name: &str) -> String {
    let mut out = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.extend(letter.to_lowercase());
    }
    out
}

fn camel_case(name: &str) -> String {
    name.split('_').map(|word| word[..1].to_uppercase() + &word[1..]).collect()
}

#[cfg(test)]
mod tests {
    use super::write_all;

    fn written(source: &str) -> String {
        write_all(&[("value", source.to_owned())]).unwrap()
    }

    #[test]
    fn absent_null_and_renamed_are_told_apart() {
        let out = written(
            r#"
            /// A counter.
            pub struct Desk {
                /// Who sits there.
                #[serde(default, skip_serializing_if = "Option::is_none")]
                pub officer: Option<String>,
                pub ticket: Option<u32>,
                #[serde(rename = "type")]
                pub kind: Vec<Desk>,
                #[serde(flatten)]
                pub facts: serde_json::Map<String, serde_json::Value>,
            }"#,
        );
        assert!(
            out.contains("/** A counter. */\nexport interface Desk {\n  /** Who sits there. */\n  officer?: string\n"),
            "{out}"
        );
        assert!(out.contains("  ticket: number | null\n  type: Desk[]\n  [fact: string]: unknown\n}"), "{out}");
    }

    #[test]
    fn a_tagged_enum_becomes_a_union() {
        let out = written("pub enum Said { NoShow { from: u64 }, Pair { of: [u8; 2] } }");
        assert!(out.contains("export interface NoShowSaid {\n  type: 'no_show'\n  from: number\n}"), "{out}");
        assert!(out.contains("  of: [number, number]\n"), "{out}");
        assert!(out.contains("export type Said =\n  | NoShowSaid\n  | PairSaid\n"), "{out}");
    }

    #[test]
    fn what_has_no_typescript_is_refused() {
        let refused = |source: &str| write_all(&[("value", source.to_owned())]).is_err();
        assert!(refused("pub struct Odd { pub at: std::time::Instant }"), "a type nobody declared");
        assert!(refused("pub enum Odd { Bare }"), "a variant without fields");
        assert!(refused("pub struct Odd { #[serde(with = \"hex\")] pub at: u8 }"), "a form only Rust knows");
        assert!(!refused("pub struct Plain { pub at: u8 }"));
    }

    #[test]
    fn two_modules_may_use_one_name() {
        let frame = ("frame", "pub struct At(pub String, pub u64); pub struct Hello { pub at: At }".to_owned());
        let http = ("http", "pub struct At { pub seq: u64 } pub struct Answer { pub at: At }".to_owned());
        let out = write_all(&[frame, http]).unwrap();
        assert!(
            out.contains("export type FrameAt = [string, number]\n\nexport interface Hello {\n  at: FrameAt\n"),
            "{out}"
        );
        assert!(out.contains("export interface Answer {\n  at: HttpAt\n"), "{out}");
    }
}
