//! Unsaved text, kept in this browser: a reload or a conflict loses nothing.

use serde::{Deserialize, Serialize};

/// What was typed, and on which version of the parameters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    pub version: Option<i32>,
    pub text: String,
}

fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}

/// The draft under that key.
pub fn load(key: &str) -> Option<Draft> {
    serde_json::from_str(&storage()?.get_item(key).ok().flatten()?).ok()
}

/// Whether the browser kept it: it may have no room, or refuse to keep anything.
pub fn save(key: &str, draft: &Draft) -> bool {
    let Ok(text) = serde_json::to_string(draft) else {
        return false;
    };
    storage().is_some_and(|storage| storage.set_item(key, &text).is_ok())
}

pub fn remove(key: &str) {
    if let Some(storage) = storage() {
        // What cannot be removed could not be kept either.
        let _ = storage.remove_item(key);
    }
}
