//! The browser's files: wasm, script, style and icon, embedded in the release.

use app::state::Bundle;
use axum::extract::Path;
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, VARY,
};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use rust_embed::{EmbeddedFile, RustEmbed};

/// What the task runner built into `target/site`. A debug build reads the folder at each request; a
/// release holds its bytes.
#[derive(RustEmbed)]
#[folder = "../target/site"]
#[allow_missing = true]
struct SiteFiles;

/// Addresses carry the hash of the content, so browsers may keep the files for good.
const IMMUTABLE: &str = "public, max-age=31536000, immutable";
/// The icon's address is fixed by convention.
const ONE_DAY: &str = "public, max-age=86400";

/// The bundle's addresses, each with its content's hash.
pub fn bundle() -> Bundle {
    Bundle {
        css: address("tasklens.css"),
        js: address("tasklens.js"),
        wasm: address("tasklens.wasm"),
    }
}

fn address(name: &str) -> String {
    match SiteFiles::get(&format!("pkg/{name}")) {
        Some(file) => format!("/pkg/{name}?v={}", short_hash(&file)),
        None => format!("/pkg/{name}"),
    }
}

fn short_hash(file: &EmbeddedFile) -> String {
    use std::fmt::Write;
    file.metadata.sha256_hash()[..8]
        .iter()
        .fold(String::new(), |mut text, byte| {
            // Writing to a String cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
}

/// `GET /pkg/{name}`
pub async fn pkg(Path(name): Path<String>, headers: HeaderMap) -> Response {
    serve(&format!("pkg/{name}"), &headers, IMMUTABLE)
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
