//! Copying texts for the reader.

/// Puts `text` on the clipboard; `false` where the browser has none or refuses. Browsers have one
/// only on secure pages: TLS, or this machine.
pub async fn copy_text(text: &str) -> bool {
    let Some(window) = web_sys::window().filter(web_sys::Window::is_secure_context) else {
        return false;
    };
    let promise = window.navigator().clipboard().write_text(text);
    wasm_bindgen_futures::JsFuture::from(promise).await.is_ok()
}
