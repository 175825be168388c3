//! Where a batch is in its life.

use crate::named::named_enum;

named_enum! {
    /// A batch's status, which follows from its tasks once it is finalized.
    pub enum BatchStatus {
        /// Not finalized: its tasks wait.
        Staging = 0, "staging", "Staging";
        /// Finalized, with tasks that are pending, or without any.
        InProgress = 1, "in_progress", "In Progress";
        /// Finalized, and none of its tasks is pending.
        Completed = 2, "completed", "Completed";
    }
}

impl BatchStatus {
    /// The status of a batch with so many tasks.
    pub const fn of(is_finalized: bool, pending: i64, tasks: i64) -> Self {
        if !is_finalized {
            Self::Staging
        } else if pending == 0 && tasks > 0 {
            Self::Completed
        } else {
            Self::InProgress
        }
    }
}
