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

/// Where the fix was made: each keeps a draft of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Editor {
    Text,
    /// Of cuboids, in space.
    Space,
}

fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}

/// One draft a task and response, so that a later edit never takes the place of an earlier one.
fn key(editor: Editor, task_id: TaskId, response_version: i32) -> String {
    let name = match editor {
        Editor::Text => "fix",
        Editor::Space => "fix-space",
    };
    format!("{name}:{task_id}:{response_version}")
}

/// The draft on that response of the task.
pub fn load(editor: Editor, task_id: TaskId, response_version: i32) -> Option<Draft> {
    let kept = storage()?.get_item(&key(editor, task_id, response_version));
    serde_json::from_str(&kept.ok().flatten()?).ok()
}

/// The newest draft on an earlier response of the task.
pub fn load_earlier(editor: Editor, task_id: TaskId, response_version: i32) -> Option<Draft> {
    (1..response_version)
        .rev()
        .find_map(|earlier| load(editor, task_id, earlier))
}

/// Whether the browser kept it: it may have no room, or refuse to keep anything.
pub fn save(editor: Editor, task_id: TaskId, draft: &Draft) -> bool {
    let Ok(text) = serde_json::to_string(draft) else {
        return false;
    };
    let key = key(editor, task_id, draft.response_version);
    storage().is_some_and(|storage| storage.set_item(&key, &text).is_ok())
}

pub fn remove(editor: Editor, task_id: TaskId, response_version: i32) {
    if let Some(storage) = storage() {
        // What cannot be removed could not be kept either.
        let _ = storage.remove_item(&key(editor, task_id, response_version));
    }
}
