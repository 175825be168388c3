//! The browser's files: wasm, script, style and icon, embedded in the release.

use std::sync::Arc;

use app::state::Bundle;
use axum::extract::{Path, State};
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, VARY,
};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use rust_embed::{EmbeddedFile, RustEmbed};
use sha2::{Digest, Sha256};

/// What the task runner built into `target/site`. A debug build reads the folder at each request; a
/// release holds its bytes.
#[derive(RustEmbed)]
#[folder = "../target/site"]
#[allow_missing = true]
struct SiteFiles;

/// The folder's address carries the hash of its content, so browsers may keep the files for good.
const IMMUTABLE: &str = "public, max-age=31536000, immutable";
/// The icon's address is fixed by convention.
const ONE_DAY: &str = "public, max-age=86400";
/// Files that another tool built, which knows only fixed addresses.
const ASK_AGAIN: &str = "no-cache";

/// Where the browser finds the files. The task runner lists the module's parts beside them; without
/// that list another tool built them, whose scripts find each other only at their fixed addresses.
pub fn bundle() -> Bundle {
    let parts = SiteFiles::get("pkg/parts.json");
    Bundle {
        folder: match &parts {
            Some(_) => format!("/pkg/{}", version()),
            None => "/pkg".to_owned(),
        },
        parts: Arc::new(
            parts
                .and_then(|file| serde_json::from_slice(&file.data).ok())
                .unwrap_or_default(),
        ),
    }
}

/// The hash of all files.
fn version() -> String {
    let mut names: Vec<_> = SiteFiles::iter().collect();
    names.sort();
    let mut all = Sha256::new();
    for file in names.iter().filter_map(|name| SiteFiles::get(name)) {
        all.update(file.metadata.sha256_hash());
    }
    hex::encode(&all.finalize()[..8])
}

fn short_hash(file: &EmbeddedFile) -> String {
    hex::encode(&file.metadata.sha256_hash()[..8])
}

/// `GET /pkg/{version}/{name}`. A file of another version is none: its scripts would not fit.
pub async fn pkg(
    State(bundle): State<Bundle>,
    Path((version, name)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    if bundle.folder != format!("/pkg/{version}") {
        return StatusCode::NOT_FOUND.into_response();
    }
    serve(&format!("pkg/{name}"), &headers, IMMUTABLE)
}

/// `GET /pkg/{name}`
pub async fn plain_pkg(Path(name): Path<String>, headers: HeaderMap) -> Response {
    serve(&format!("pkg/{name}"), &headers, ASK_AGAIN)
}

/// `GET /favicon.svg`
pub async fn favicon(headers: HeaderMap) -> Response {
    serve("favicon.svg", &headers, ONE_DAY)
}

/// The file, as brotli made at build time where the browser takes it.
fn serve(path: &str, headers: &HeaderMap, keep: &'static str) -> Response {
    let Some(content_type) = content_type(path) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let brotli = accepts_brotli(headers)
        .then(|| SiteFiles::get(&format!("{path}.br")))
        .flatten();
    let is_brotli = brotli.is_some();
    let Some(file) = brotli.or_else(|| SiteFiles::get(path)) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let mut response = (
        [
            (CONTENT_TYPE, content_type),
            (CACHE_CONTROL, keep),
            (VARY, "accept-encoding"),
        ],
        [(ETAG, format!("\"{}\"", short_hash(&file)))],
        file.data,
    )
        .into_response();
    if is_brotli {
        response
            .headers_mut()
            .insert(CONTENT_ENCODING, axum::http::HeaderValue::from_static("br"));
    }
    response
}

fn content_type(path: &str) -> Option<&'static str> {
    match path.rsplit_once('.')?.1 {
        "wasm" => Some("application/wasm"),
        "js" => Some("text/javascript; charset=utf-8"),
        "css" => Some("text/css; charset=utf-8"),
        "svg" => Some("image/svg+xml"),
        _ => None,
    }
}

fn accepts_brotli(headers: &HeaderMap) -> bool {
    headers
        .get(ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|list| {
            list.split(',')
                .filter_map(|item| item.split(';').next())
                .any(|coding| coding.trim() == "br")
        })
}
