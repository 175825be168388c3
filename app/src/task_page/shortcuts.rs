//! Keys that work anywhere on the page.

use leptos::ev::{self, KeyboardEvent};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// Calls `act` for each key that nothing else takes: not while somebody types, not with a dialog
/// open, not with a modifier. `act` tells whether it took the key.
pub fn on_key(act: impl Fn(&KeyboardEvent) -> bool + Clone + Send + Sync + 'static) {
    Effect::new(move || {
        let act = act.clone();
        let listener = window_event_listener(ev::keydown, move |event| {
            if is_free_key(&event) && act(&event) {
                event.prevent_default();
            }
        });
        on_cleanup(move || listener.remove());
    });
}

/// Whether a key is nobody else's.
pub fn is_free_key(event: &KeyboardEvent) -> bool {
    if event.default_prevented() || event.ctrl_key() || event.meta_key() || event.alt_key() {
        return false;
    }
    let dialog = document().query_selector("dialog[open]");
    if !matches!(dialog, Ok(None)) {
        return false;
    }
    let Some(element) = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::HtmlElement>().ok())
    else {
        return true;
    };
    if element.is_content_editable() {
        return false;
    }
    match element.tag_name().as_str() {
        "TEXTAREA" | "SELECT" => false,
        "INPUT" => match element.get_attribute("type").as_deref() {
            Some("range") => !event.key().starts_with("Arrow"),
            Some("checkbox" | "radio" | "button") => event.key() != " ",
            _ => false,
        },
        "BUTTON" | "A" | "SUMMARY" | "VIDEO" | "AUDIO" => {
            event.key() != " " && event.key() != "Enter"
        }
        _ => true,
    }
}
