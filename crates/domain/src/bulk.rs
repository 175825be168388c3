//! Changes of many tasks, made a chunk at a time.

use serde::{Deserialize, Serialize};

use crate::TaskId;

/// What became of one chunk of a bulk change.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkChunk {
    /// How many tasks changed.
    pub done: usize,
    /// The tasks that could not be changed, each with the reason.
    pub failed: Vec<TaskFailure>,
}

/// Why a task of a bulk change stayed as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskFailure {
    pub task_id: TaskId,
    pub reason: String,
}
