//! The wasm entry: takes over the HTML that the server wrote.

use leptos::mount::hydrate_from_async;
use leptos::prelude::document;
use wasm_bindgen::prelude::wasm_bindgen;

/// Called once by the document, when the module is loaded. Waits for the parts of the module that
/// the page is made of.
#[wasm_bindgen]
pub async fn hydrate() {
    console_error_panic_hook::set_once();
    let Some(body) = document().body() else {
        // The document has one before it loads us.
        return;
    };
    hydrate_from_async(body, app::App).await.forget();
    // Effects that wait for their nodes come first.
    leptos::task::tick().await;
    app::come_alive();
}
