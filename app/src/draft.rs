//! Unsaved work, kept in this browser: a crash, a reload or a conflict loses nothing.

use serde::Serialize;
use serde::de::DeserializeOwned;

fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}

/// What is kept under that key, if it can be read.
pub fn load<T: DeserializeOwned>(key: &str) -> Option<T> {
    serde_json::from_str(&storage()?.get_item(key).ok().flatten()?).ok()
}

/// Whether the browser kept it: it may have no room, or refuse to keep anything.
pub fn save<T: Serialize>(key: &str, draft: &T) -> bool {
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
