//! What every request on the server can reach.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use axum::extract::FromRef;
use leptos::prelude::{LeptosOptions, expect_context};
use store::PgPool;
use store::live::Listener;

use crate::pictures::Media;

/// Shared by all requests; cheap to clone.
#[derive(Clone, FromRef)]
pub struct AppState {
    pub leptos_options: LeptosOptions,
    pub pool: PgPool,
    /// Tells of changes to tasks.
    pub live: Listener,
    pub bundle: Bundle,
    pub site: Arc<Site>,
    pub media: Media,
}

/// Where this server lives: what an operator sets and requests need.
#[derive(Debug, Clone)]
pub struct Site {
    /// The address people type, without a slash at its end: `https://tasks.example.com`.
    pub base_url: String,
    /// How many proxies in front of the server may be believed about who asks.
    pub trusted_proxies: usize,
    /// The most bytes that one upload of an import may have.
    pub max_upload_bytes: u64,
    /// How many requests of the API each key may make a minute; 0: any number.
    pub api_per_minute: u32,
    /// The folder of pictures and files; `None` where a bucket keeps them.
    pub data_dir: Option<PathBuf>,
}

impl Site {
    /// Whether browsers reach the server by TLS, so that cookies may demand it.
    pub fn is_https(&self) -> bool {
        self.base_url.starts_with("https://")
    }
}

/// Where the browser's files are.
#[derive(Debug, Clone)]
pub struct Bundle {
    /// The address of their folder, which changes when any file does: a page never meets the files
    /// of another version.
    pub folder: String,
    /// The files that each part of the module is made of, without `.wasm`.
    pub parts: Arc<BTreeMap<String, Vec<String>>>,
}

/// The state in a component or a server function. The server provides it as context for both.
pub fn state() -> AppState {
    expect_context()
}
