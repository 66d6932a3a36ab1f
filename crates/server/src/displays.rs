//! The pages: from a hall's own folder where it has the file, else from the binary.

use crate::app::{Gallery, Shared};
use crate::problem::Problem;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::path::{Component, Path, PathBuf};
use tower_http::compression::CompressionLayer;

/// The pages in the binary; a debug build reads them from the source tree, so that one can edit and reload.
#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../../displays"]
struct Pages;

/// The samples of frames and values, for pages that are opened as `?sample=NAME`.
#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../wire/samples"]
struct Samples;

/// A file of a hall's own folder is read up to this size, in bytes.
const FILE_MAX: u64 = 32 * 1024 * 1024;

/// The pages' folders, each with an `index.html`. What is not named here is not served, whatever lies in the folder.
pub const FOLDERS: [&str; 12] = [
    "hall",
    "counter",
    "kiosk",
    "desk",
    "supervisor",
    "reports",
    "history",
    "ticket",
    "admin",
    "shared",
    "vendor",
    LOCALES,
];

/// Of the files of words; the folder itself tells which languages there are.
const LOCALES: &str = "locales";

/// Where every page is seen in every state; served only where the settings say so.
const GALLERY: &str = "gallery";

/// The routes of the pages.
pub fn router(app: &Shared) -> Router<Shared> {
    let gallery = match app.settings.gallery {
        Gallery::Open => Some(GALLERY),
        Gallery::Closed => None,
    };
    let mut router = Router::new()
        .route("/", get(page))
        .route("/favicon.ico", get(no_icon))
        .route("/samples/", get(sample_names))
        .route("/samples/{*name}", get(sample))
        .route(&format!("/{LOCALES}/"), get(languages))
        .route("/{file}", get(page));
    for folder in FOLDERS.into_iter().chain(gallery) {
        router = router.route(&format!("/{folder}"), get(with_slash)).route(&format!("/{folder}/{{*file}}"), get(page));
        if folder != LOCALES {
            router = router.route(&format!("/{folder}/"), get(page));
        }
    }
    router.layer(CompressionLayer::new()).with_state(app.clone())
}

async fn no_icon() -> StatusCode {
    StatusCode::NO_CONTENT
}

async fn with_slash(uri: Uri) -> Response {
    let to = HeaderValue::from_str(&format!("{}/", uri.path())).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::PERMANENT_REDIRECT, [(header::LOCATION, to)]).into_response()
}

async fn page(State(app): State<Shared>, uri: Uri, headers: HeaderMap) -> Result<Response, Problem> {
    let path = uri.path().trim_start_matches('/');
    let path = if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path.to_owned() };
    if !plain(&path) {
        return Err(Problem::not_found());
    }
    let own = match &app.settings.displays {
        Some(folder) => own_file(folder.join(&path)).await,
        None => None,
    };
    let found = own.map(Cow::Owned).or_else(|| Pages::get(&path).map(|file| file.data));
    let body = found.ok_or_else(Problem::not_found)?;
    Ok(answer(&path, body, &headers))
}

/// The languages that the pages can be read in.
async fn languages(State(app): State<Shared>, headers: HeaderMap) -> Result<Response, Problem> {
    let found = crate::page_words::languages(app.settings.displays.as_deref()).await;
    Ok(answer("languages.json", Cow::Owned(crate::api::incoming::json(&found)?.into_bytes()), &headers))
}

/// The names that `?sample=` takes.
async fn sample_names() -> Json<Vec<String>> {
    let names = Samples::iter().filter(|path| !path.contains('/'));
    Json(names.filter_map(|path| path.strip_suffix(".json").map(str::to_owned)).collect())
}

async fn sample(uri: Uri, headers: HeaderMap) -> Result<Response, Problem> {
    let name = uri.path().trim_start_matches("/samples/");
    let body = Samples::get(name).filter(|_| plain(name)).ok_or_else(Problem::not_found)?;
    Ok(answer(name, body.data, &headers))
}

/// Ends of names that are for those who write pages and not for those who see them.
const UNSERVED: [&str; 3] = [".test.js", ".d.ts", ".md"];

/// No path that leads out of the folder, and no hidden file.
fn plain(path: &str) -> bool {
    let served = !UNSERVED.iter().any(|end| path.ends_with(end));
    served
        && Path::new(path).components().all(|part| match part {
            Component::Normal(name) => {
                name.to_str().is_some_and(|name| !name.starts_with('.') && !name.contains(['\\', '%', '\0']))
            }
            Component::Prefix(_) | Component::RootDir | Component::CurDir | Component::ParentDir => false,
        })
}

/// A page's file, of a hall's own folder or, without one, of the binary, for those who read it once before anybody is served.
pub(crate) fn file_at_start(displays: Option<&Path>, path: &str) -> Option<Vec<u8>> {
    let Some(folder) = displays else { return Pages::get(path).map(|file| file.data.into_owned()) };
    let path = folder.join(path);
    let facts = std::fs::metadata(&path).ok().filter(|facts| facts.is_file() && facts.len() <= FILE_MAX)?;
    std::fs::read(&path)
        .inspect_err(|error| tracing::warn!(%error, bytes = facts.len(), "words of the hall's own cannot be read"))
        .ok()
}

/// A file of a hall's own folder, if it has it.
pub(crate) async fn own_file(path: PathBuf) -> Option<Vec<u8>> {
    let facts = tokio::fs::metadata(&path).await.ok().filter(|facts| facts.is_file() && facts.len() <= FILE_MAX)?;
    let body = tokio::fs::read(&path).await;
    body.inspect_err(|error| tracing::warn!(%error, bytes = facts.len(), "a page of the hall's own cannot be read"))
        .ok()
}

/// A file with its kind, its mark for the next time, and its body unless the browser has it.
pub(crate) fn answer(path: &str, body: Cow<'static, [u8]>, headers: &HeaderMap) -> Response {
    let hash = Sha256::digest(&body);
    // weak, because the compression layer may write the same page in other bytes
    let etag = format!("W/\"{}\"", crate::api::private::hex(hash.get(..12).unwrap_or_default()));
    let known = headers.get(header::IF_NONE_MATCH).and_then(|known| known.to_str().ok()).unwrap_or_default();
    let same = known.split(',').any(|one| one.trim() == etag);
    let mut response = if same { Response::new(Body::empty()) } else { Response::new(Body::from(body.into_owned())) };
    if same {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    }
    let own = response.headers_mut();
    own.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind(path)));
    if let Ok(etag) = HeaderValue::from_str(&etag) {
        own.insert(header::ETAG, etag);
    }
    // fonts change their name when they change; everything else is asked for again, cheaply
    let cache = if path.ends_with(".woff2") { "public, max-age=31536000, immutable" } else { "no-cache" };
    own.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    response
}

fn kind(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, end)| end) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json" | "webmanifest") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("webp") => "image/webp",
        Some("woff2") => "font/woff2",
        Some("flac") => "audio/flac",
        Some("wav") => "audio/wav",
        Some("mp3") => "audio/mpeg",
        Some("ogg") => "audio/ogg",
        Some("ftl" | "txt" | "LICENSE") => "text/plain; charset=utf-8",
        Some(_) | None => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_path_leads_out_of_the_folder() {
        for path in ["../secret", "hall/../../secret", "/etc/passwd", "hall/.git", "hall/%2e%2e/x", "hall/..\\x"] {
            assert!(!plain(path), "{path}");
        }
        assert!(plain("hall/index.html") && plain("vendor/fonts/be-vietnam-pro-latin-400.woff2"));
    }
}
