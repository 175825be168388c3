//! How far a list knows what happened.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// The moment at which a list was read. What was changed after it, or came with a higher arrival
/// number, is news to its reader; both are needed, since an import keeps the times of its tasks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListMark {
    /// By the database's clock.
    pub at: DateTime<Utc>,
    /// The highest arrival number so far.
    pub seq: i64,
}

/// More news than this are not counted.
pub const MAX_NEWS: i64 = 1000;
