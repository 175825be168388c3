//! What became of callbacks, for people.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::CallbackEvent;
use crate::TaskId;
use crate::named::named_enum;

named_enum! {
    /// Where a callback is.
    pub enum CallbackState {
        /// It has not arrived yet, and is tried again.
        Waiting = 0, "waiting", "Waiting";
        Delivered = 1, "delivered", "Delivered";
        /// Given up after its last try.
        Failed = 2, "failed", "Given up";
    }
}

/// How the latest finished callback of a task ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CallbackOutcome {
    pub succeeded: bool,
    pub at: DateTime<Utc>,
}

/// A callback of a task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallbackEntry {
    pub callback_id: i64,
    /// As the receiver knows it.
    pub delivery_id: String,
    pub event: CallbackEvent,
    /// When the task changed.
    pub at: DateTime<Utc>,
    pub state: CallbackState,
    /// When it is tried next, if it waits and none before it does.
    pub next_try_at: Option<DateTime<Utc>>,
    /// Oldest first.
    pub attempts: Vec<Attempt>,
}

/// A try of a callback.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Attempt {
    /// Counted from 1. A number that is missing was a server's that ended before it knew.
    pub number: i32,
    pub at: DateTime<Utc>,
    /// Where it was sent.
    pub address: String,
    /// The HTTP status that was answered, if any.
    pub status: Option<i16>,
    /// What went wrong.
    pub error: Option<String>,
    pub milliseconds: i32,
}

/// A task whose latest callback does not arrive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailedCallback {
    pub task_id: TaskId,
    pub event: CallbackEvent,
    pub state: CallbackState,
    pub tries: i32,
    pub next_try_at: Option<DateTime<Utc>>,
    /// Of the latest try.
    pub last: Option<Attempt>,
}

/// What became of the latest completion of a batch that names an address.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct BatchCallback {
    /// As the receiver knows it.
    pub delivery_id: String,
    /// When the batch was found to be complete.
    pub at: DateTime<Utc>,
    pub state: CallbackState,
    /// When it is tried next, if it waits.
    pub next_try_at: Option<DateTime<Utc>>,
    /// The latest try.
    pub last: Option<Attempt>,
}
