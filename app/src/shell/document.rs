//! The HTML document around the app, written by the server only.

use axum::http::request::Parts;
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_meta::MetaTags;

use super::App;
use super::lazy_pages::part_of;
use super::theme::theme_attribute;

/// The whole document. Scripts carry the request's nonce, which the Content-Security-Policy names.
pub fn document() -> impl IntoView {
    let bundle = crate::state::state().bundle;
    let nonce = use_nonce();
    let file = |name: &str| format!("{}/{name}", bundle.folder);
    let start = format!(
        "import init, {{ hydrate }} from '{js}'; init({{ module_or_path: '{wasm}' }}).then(hydrate);",
        js = file("tasklens.js"),
        wasm = file("tasklens.wasm")
    );
    let script = |name| {
        view! { <link rel="modulepreload" href=file(name) nonce=nonce.clone() /> }
    };
    let module = |name: &str| {
        view! {
            <link
                rel="preload"
                href=file(&format!("{name}.wasm"))
                r#as="fetch"
                r#type="application/wasm"
                crossorigin="anonymous"
            />
        }
    };
    let part = use_context::<Parts>().and_then(|parts| part_of(parts.uri.path()));
    let parts = part.and_then(|part| bundle.parts.get(part));
    view! {
        <!DOCTYPE html>
        <html lang="en" data-theme=theme_attribute()>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <link rel="stylesheet" href=file("tasklens.css") />
                {script("tasklens.js")}
                {script("parts.js")}
                {module("tasklens")}
                {parts.map(|files| files.iter().map(|name| module(name)).collect_view())}
                <script type="module" nonce=nonce.clone() inner_html=start></script>
                <MetaTags />
            </head>
            <body>
                <App />
            </body>
        </html>
    }
}
