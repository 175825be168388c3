//! What the callback of a batch sends.

use crate::batch::{Batch, BatchView, batch_progress, batch_view};
use crate::record::object;

/// What a batch's callback tells of, as its header says.
pub const BATCH_EVENT: &str = "batch_completed";

/// `{"status", "pending", "completed", "error", "canceled", "is_test", "batch": {…}}`: how far the
/// batch is and the batch, both as the API answers with them, and which of its tasks are counted.
pub fn batch_callback_body(batch: &Batch, is_test: bool) -> String {
    let progress = batch_progress(batch);
    let view = batch_view(batch, BatchView::Counted);
    let is_test = is_test.to_string();
    let progress = progress.iter().map(|(name, text)| (*name, &**text));
    object(progress.chain([("is_test", &*is_test), ("batch", &*view)]))
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::batch::BatchCounts;

    #[test]
    fn a_body_has_how_far_the_batch_is_and_the_batch_as_the_api_shows_it() {
        let batch = Batch {
            batch_id: 7,
            name: "week 14".to_owned(),
            project: Some("Day".to_owned()),
            created_at: DateTime::UNIX_EPOCH,
            finalized_at: Some(DateTime::UNIX_EPOCH),
            callback: "https://hooks.example.com/batch".to_owned(),
            metadata: r#"{"run": 1.0}"#.to_owned(),
            is_calibration: false,
            is_self_label: true,
            counts: BatchCounts {
                pending: 0,
                completed: 3,
                error: 1,
                canceled: 2,
            },
        };
        let expected = concat!(
            r#"{"status":"completed","pending":0,"completed":3,"error":1,"canceled":2,"#,
            r#""is_test":true,"batch":{"name":"week 14","project":"Day","status":"completed","#,
            r#""created_at":"1970-01-01T00:00:00.000Z","finalized_at":"1970-01-01T00:00:00.000Z","#,
            r#""callback":"https://hooks.example.com/batch","calibration_batch":false,"#,
            r#""self_label_batch":true,"metadata":{"run": 1.0},"tasks_pending":0,"#,
            r#""tasks_completed":3,"tasks_error":1,"tasks_canceled":2}}"#,
        );
        assert_eq!(batch_callback_body(&batch, true), expected);
    }
}
