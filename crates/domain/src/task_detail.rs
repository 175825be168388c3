//! One task in full: what its page shows, without the JSON texts, which are fetched apart.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::audit::{AuditAction, TaskState};
use crate::callback::CallbackEntry;
use crate::task_list::TaskRow;

/// A task as its page shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskDetail {
    pub row: TaskRow,
    /// Counts every change of the task; a change is made against the one that was seen.
    pub version: i32,
    /// Markdown: the task's own, else its project's.
    pub instruction: String,
    pub callback_url: String,
    pub urgency: String,
    /// Key and value of each metadata entry, in the order of the upload; values that are not
    /// texts as JSON.
    pub metadata: Vec<(String, String)>,
    /// Files that the task or its response names, in the order of their addresses.
    pub attachments: Vec<Attachment>,
    /// Oldest first; the last one is the current response.
    pub responses: Vec<ResponseInfo>,
    /// Oldest first.
    pub history: Vec<HistoryEntry>,
    /// Newest first; old ones are forgotten.
    pub callbacks: Vec<CallbackEntry>,
    /// Where its callbacks go, if anywhere.
    pub calls_back_to: Option<String>,
    /// Whether a rejected task of this project is queued again.
    pub requeues_rejected: bool,
    /// Bytes of the upload's JSON text.
    pub uploaded_bytes: i64,
}

impl TaskDetail {
    pub const fn state(&self) -> TaskState {
        TaskState {
            status: self.row.status,
            review_status: self.row.review_status,
        }
    }
}

/// A file that a task names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// As the task spells it.
    pub url: String,
    pub file: AttachedFile,
}

/// What became of a file that a task names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttachedFile {
    /// Its bytes are here.
    Stored {
        mime: String,
        bytes: i64,
        /// Width and height in pixels after EXIF orientation, for images.
        pixels: Option<(i32, i32)>,
    },
    /// Why there is nothing to show.
    Broken { problem: String },
}

/// Where a response came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResponseInfo {
    /// 1 for the first.
    pub number: i32,
    pub origin: ResponseOrigin,
    pub made_at: DateTime<Utc>,
    pub made_by: Option<String>,
    /// Length of its JSON text.
    pub bytes: i64,
}

crate::named::named_enum! {
    /// How a response came to be.
    pub enum ResponseOrigin {
        Import = 0, "import", "Imported";
        Labeler = 1, "labeler", "Delivered";
        /// An auditor replaced the one before.
        Fix = 2, "fix", "Fixed";
        /// An undo brought an earlier one back.
        Undo = 3, "undo", "Brought back";
    }
}

/// Something that happened to a task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryEntry {
    pub at: DateTime<Utc>,
    /// Who did it, where that is known.
    pub by: Option<String>,
    pub what: Happening,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Happening {
    Created,
    /// A response came in that no audit made.
    Responded {
        number: i32,
        origin: ResponseOrigin,
    },
    Audited(AuditEntry),
    /// Any other change, as the store recorded it: `canceled`, `tags_added`, …
    Event {
        kind: String,
        detail: String,
    },
}

/// One audit of a task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditEntry {
    pub audit_id: i64,
    pub action: AuditAction,
    pub comment: String,
    pub before: TaskState,
    pub after: TaskState,
    pub response_before: i32,
    pub response_after: i32,
    /// Whether a later undo took it back.
    pub is_undone: bool,
}

/// The tasks around one in a list, in that list's order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Neighbours {
    pub previous: Option<crate::TaskId>,
    pub next: Option<crate::TaskId>,
}
