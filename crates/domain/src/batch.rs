//! A batch with how far its tasks are, and how the API shows it.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::api::BatchStatus;
use crate::record::{object, time_text};

/// A batch of a team.
#[derive(Debug, Clone)]
pub struct Batch {
    pub batch_id: i32,
    pub name: String,
    pub project: Option<String>,
    pub created_at: DateTime<Utc>,
    pub finalized_at: Option<DateTime<Utc>>,
    /// An address, of the web or of mail; empty for none.
    pub callback: String,
    /// Text of a JSON object.
    pub metadata: String,
    pub is_calibration: bool,
    pub is_self_label: bool,
    pub counts: BatchCounts,
}

/// How many of its tasks, live or test ones, have which status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct BatchCounts {
    pub pending: i64,
    pub completed: i64,
    pub error: i64,
    pub canceled: i64,
}

impl BatchCounts {
    pub const fn total(self) -> i64 {
        self.pending + self.completed + self.error + self.canceled
    }
}

impl Batch {
    pub const fn status(&self) -> BatchStatus {
        let is_finalized = self.finalized_at.is_some();
        BatchStatus::of(is_finalized, self.counts.pending, self.counts.total())
    }
}

/// How much of a batch is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BatchView {
    /// Without its tasks.
    Brief,
    /// With the numbers of its tasks by status.
    Counted,
}

/// The batch as clients read it (`scaleapi` 2.18.4, `scaleapi/batches.py`).
pub fn batch_view(batch: &Batch, view: BatchView) -> String {
    let text = |value: Value| value.to_string();
    let finalized_at = batch.finalized_at.map(time_text);
    let mut fields = vec![
        ("name", text(json!(batch.name))),
        ("project", text(json!(batch.project))),
        ("status", text(json!(batch.status()))),
        ("created_at", text(json!(time_text(batch.created_at)))),
        ("finalized_at", text(json!(finalized_at))),
        ("callback", text(json!(batch.callback))),
        ("calibration_batch", batch.is_calibration.to_string()),
        ("self_label_batch", batch.is_self_label.to_string()),
        ("metadata", batch.metadata.clone()),
    ];
    if view == BatchView::Counted {
        let counts = batch.counts;
        fields.extend([
            ("tasks_pending", counts.pending.to_string()),
            ("tasks_completed", counts.completed.to_string()),
            ("tasks_error", counts.error.to_string()),
            ("tasks_canceled", counts.canceled.to_string()),
        ]);
    }
    object(fields.iter().map(|(name, text)| (*name, &**text)))
}

/// How far a batch is, in the order in which the API tells it: JSON texts by their names.
pub fn batch_progress(batch: &Batch) -> [(&'static str, String); 5] {
    let counts = batch.counts;
    [
        ("status", json!(batch.status()).to_string()),
        ("pending", counts.pending.to_string()),
        ("completed", counts.completed.to_string()),
        ("error", counts.error.to_string()),
        ("canceled", counts.canceled.to_string()),
    ]
}
