//! What a callback sends.

use crate::record::{RawFields, TaskView, WholeTask, object, task_view};

/// The fields that stand beside the task, from Scale's page "Callbacks".
const BESIDE: &[&str] = &["task_id", "status", "response", "prior_responses"];

/// `{"task_id", "status", "response", "prior_responses", "task": {…}}`: the task as the API answers
/// with it, and what of it receivers read first.
///
/// # Errors
/// Where what was uploaded is no JSON object.
pub fn callback_body(task: &WholeTask) -> serde_json::Result<String> {
    let view = task_view(task, TaskView::default())?;
    let fields = RawFields::parse(&view)?;
    let beside = BESIDE
        .iter()
        .filter_map(|name| Some((*name, fields.get(name)?.get())));
    Ok(object(beside.chain([("task", view.as_str())])))
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::callback::CallbackOutcome;
    use crate::record::Form;
    use crate::task_list::TaskRow;
    use crate::{ReviewStatus, TaskId, TaskStatus, TaskType};

    #[test]
    fn a_body_has_the_task_and_beside_it_what_is_read_first() {
        let task = WholeTask {
            row: TaskRow {
                seq: 1,
                task_id: TaskId::from_bytes([1; 12]),
                task_type: TaskType::TextCollection,
                status: TaskStatus::Completed,
                review_status: ReviewStatus::Fixed,
                project: None,
                batch: None,
                unique_id: None,
                tags: Vec::new(),
                created_at: DateTime::UNIX_EPOCH,
                updated_at: DateTime::UNIX_EPOCH,
                completed_at: Some(DateTime::UNIX_EPOCH),
                response_version: 2,
                annotation_count: None,
                has_image: false,
            },
            is_test: false,
            form: Form::Call,
            uploaded: r#"{"callback_url": "https://a.example/", "n": 1.0}"#.to_owned(),
            metadata: None,
            responses: vec![r#"{"x": 1.0}"#.to_owned(), r#"{"x": 2.00}"#.to_owned()],
            audits: Vec::new(),
            callback: Some(CallbackOutcome {
                succeeded: true,
                at: DateTime::UNIX_EPOCH,
            }),
        };
        let body = callback_body(&task).unwrap();
        let fields = RawFields::parse(&body).unwrap();
        let names: Vec<&str> = fields.iter().map(|(name, _)| name).collect();
        assert_eq!(
            names,
            ["task_id", "status", "response", "prior_responses", "task"]
        );
        assert_eq!(fields.get("response").unwrap().get(), r#"{"x": 2.00}"#);
        let inside = RawFields::parse(fields.get("task").unwrap().get()).unwrap();
        let text = |name: &str| inside.get(name).unwrap().get();
        assert_eq!(text("prior_responses"), r#"[{"x": 1.0}]"#);
        assert_eq!(text("params"), r#"{"n":1.0}"#);
        assert_eq!(text("callback_succeeded"), "true");
        assert_eq!(
            text("callback_succeeded_at"),
            r#""1970-01-01T00:00:00.000Z""#
        );
    }
}
