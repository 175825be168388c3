//! The HTML document around the app, written by the server only.

use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_meta::MetaTags;

use super::App;
use super::theme::theme_attribute;

/// The whole document. Scripts carry the request's nonce, which the Content-Security-Policy names.
pub fn document() -> impl IntoView {
    let bundle = crate::state::state().bundle;
    let nonce = use_nonce();
    let start = format!(
        "import init, {{ hydrate }} from '{js}'; init({{ module_or_path: '{wasm}' }}).then(hydrate);",
        js = bundle.js,
        wasm = bundle.wasm
    );
    view! {
        <!DOCTYPE html>
        <html lang="en" data-theme=theme_attribute()>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <link rel="stylesheet" href=bundle.css />
                <link rel="modulepreload" href=bundle.js.clone() nonce=nonce.clone() />
                <link
                    rel="preload"
                    href=bundle.wasm.clone()
                    r#as="fetch"
                    r#type="application/wasm"
                    crossorigin="anonymous"
                />
                <script type="module" nonce=nonce inner_html=start></script>
                <MetaTags />
            </head>
            <body>
                <App />
            </body>
        </html>
    }
}
