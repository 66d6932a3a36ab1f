//! The description of the API: committed, fresh, and whole.

use axum::http::Method;
use goiso_server::api::{document, openapi, roles};
use std::collections::BTreeSet;

/// The committed copy.
const COMMITTED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/openapi.json");

#[test]
fn the_committed_description_is_fresh() {
    let committed = std::fs::read_to_string(COMMITTED).expect("crates/server/openapi.json");
    assert!(
        committed == openapi::text(),
        "crates/server/openapi.json is stale: cargo run -p goiso-server -- openapi > crates/server/openapi.json"
    );
}

/// A route that stands in the table and is not mounted, or the other way round, is a mistake in one of them.
#[test]
fn the_table_of_roles_and_the_mounted_routes_are_the_same() {
    let described: BTreeSet<(String, String)> = document()
        .paths
        .paths
        .iter()
        .flat_map(|(path, item)| {
            let methods = [
                ("GET", &item.get),
                ("POST", &item.post),
                ("PUT", &item.put),
                ("DELETE", &item.delete),
                ("PATCH", &item.patch),
            ];
            methods
                .into_iter()
                .filter(|(_, operation)| operation.is_some())
                .map(|(method, _)| (method.to_owned(), path.clone()))
                .collect::<Vec<_>>()
        })
        .collect();
    let table: BTreeSet<(String, String)> = roles::routes()
        .into_iter()
        .map(|route| (route.method.to_string(), route.path.to_owned()))
        .filter(|(_, path)| path != "/api/openapi.json")
        .collect();
    assert_eq!(described, table);
}

#[test]
fn every_change_is_described_with_its_key_and_every_operation_with_its_problems() {
    for (path, item) in &document().paths.paths {
        for (method, operation) in [(Method::GET, &item.get), (Method::POST, &item.post), (Method::PUT, &item.put)] {
            let Some(operation) = operation else { continue };
            assert!(operation.responses.responses.contains_key("default"), "{method} {path}");
            let text = serde_json::to_string(operation).expect("JSON");
            assert_eq!(text.contains("Idempotency-Key"), method != Method::GET, "{method} {path}");
        }
    }
}
