//! What every request on the server can reach.

use axum::extract::FromRef;
use leptos::prelude::{LeptosOptions, expect_context};
use store::PgPool;

/// Shared by all requests; cheap to clone.
#[derive(Debug, Clone, FromRef)]
pub struct AppState {
    pub leptos_options: LeptosOptions,
    pub pool: PgPool,
    pub bundle: Bundle,
}

/// Addresses of the browser's bundle; each changes when its bytes do.
#[derive(Debug, Clone)]
pub struct Bundle {
    pub css: String,
    pub js: String,
    pub wasm: String,
}

/// The state in a component or a server function. The server provides it as context for both.
pub fn state() -> AppState {
    expect_context()
}
