//! An unsaved fix, kept in this browser: a crash, a reload or a conflict loses nothing.

use domain::TaskId;
use serde::{Deserialize, Serialize};

/// What was typed, and on which response.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// The number of the response that was edited.
    pub response_version: i32,
    pub text: String,
    pub comment: String,
}

fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}

fn key(task_id: TaskId) -> String {
    format!("fix:{task_id}")
}

pub fn load(task_id: TaskId) -> Option<Draft> {
    let kept = storage()?.get_item(&key(task_id)).ok().flatten()?;
    serde_json::from_str(&kept).ok()
}

/// Whether the browser kept it: it may have no room, or refuse to keep anything.
pub fn save(task_id: TaskId, draft: &Draft) -> bool {
    let Ok(text) = serde_json::to_string(draft) else {
        return false;
    };
    storage().is_some_and(|storage| storage.set_item(&key(task_id), &text).is_ok())
}

pub fn remove(task_id: TaskId) {
    if let Some(storage) = storage() {
        // What cannot be removed could not be kept either.
        let _ = storage.remove_item(&key(task_id));
    }
}
