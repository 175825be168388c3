//! Unsaved fixes.

use domain::TaskId;
use serde::{Deserialize, Serialize};

use crate::draft;

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
    draft::load(&key(editor, task_id, response_version))
}

/// The newest draft on an earlier response of the task.
pub fn load_earlier(editor: Editor, task_id: TaskId, response_version: i32) -> Option<Draft> {
    (1..response_version)
        .rev()
        .find_map(|earlier| load(editor, task_id, earlier))
}

/// Whether the browser kept it.
pub fn save(editor: Editor, task_id: TaskId, draft: &Draft) -> bool {
    draft::save(&key(editor, task_id, draft.response_version), draft)
}

pub fn remove(editor: Editor, task_id: TaskId, response_version: i32) {
    draft::remove(&key(editor, task_id, response_version));
}
