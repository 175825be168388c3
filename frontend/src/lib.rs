//! The wasm entry: takes over the HTML that the server wrote.

use wasm_bindgen::prelude::wasm_bindgen;

/// Called once by the document, when the module is loaded.
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_lazy(app::App);
}
