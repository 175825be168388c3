//! Where a task is in its life.

use crate::named::named_enum;

named_enum! {
    /// The status that the Tasks tab shows and filters by; the API's coarser word is
    /// [`TaskStatus::api`].
    pub enum TaskStatus {
        /// Pending, and no labeler has it.
        Queued = 0, "queued", "Queued";
        /// Pending, and a labeler holds it.
        InProgress = 1, "in_progress", "In Progress";
        /// Completed, never redone.
        Completed = 2, "completed", "Completed";
        /// Completed again after a rejection or recall sent it back.
        Redo = 3, "redo", "Redo";
        Error = 4, "error", "Error";
        Canceled = 5, "canceled", "Canceled";
    }
}

named_enum! {
    /// The status in the REST API.
    pub enum ApiStatus {
        Pending = 0, "pending", "Pending";
        Completed = 1, "completed", "Completed";
        Canceled = 2, "canceled", "Canceled";
        Error = 3, "error", "Error";
    }
}

impl TaskStatus {
    pub const fn api(self) -> ApiStatus {
        match self {
            Self::Queued | Self::InProgress => ApiStatus::Pending,
            Self::Completed | Self::Redo => ApiStatus::Completed,
            Self::Error => ApiStatus::Error,
            Self::Canceled => ApiStatus::Canceled,
        }
    }

    /// Whether the task has come back with a response to judge.
    pub const fn is_completed(self) -> bool {
        matches!(self, Self::Completed | Self::Redo)
    }

    /// Whether the task still waits for its response; only such a task can be canceled.
    pub const fn is_pending(self) -> bool {
        matches!(self, Self::Queued | Self::InProgress)
    }
}
