//! Texts of the server that are too long for a server function's answer.

use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

use crate::AppError;

/// What `GET address` answers, as text. Only in the browser.
pub async fn fetch_text(address: &str) -> Result<String, AppError> {
    let unreachable = |error: wasm_bindgen::JsValue| AppError::Unreachable(format!("{error:?}"));
    let window = web_sys::window().ok_or(AppError::Internal)?;
    let response: web_sys::Response = JsFuture::from(window.fetch_with_str(address))
        .await
        .map_err(unreachable)?
        .dyn_into()
        .map_err(unreachable)?;
    let text = JsFuture::from(response.text().map_err(unreachable)?)
        .await
        .map_err(unreachable)?
        .as_string()
        .unwrap_or_default();
    if response.ok() {
        return Ok(text);
    }
    let reason = serde_json::from_str::<serde_json::Value>(&text)
        .ok()
        .and_then(|answer| answer["error"].as_str().map(str::to_owned));
    Err(match (response.status(), reason) {
        (401 | 403, _) => AppError::NotLoggedIn,
        (404, Some(reason)) => AppError::NotFound(reason),
        (_, Some(reason)) => AppError::Invalid(reason),
        (status, None) => AppError::Unreachable(format!("status {status}")),
    })
}
