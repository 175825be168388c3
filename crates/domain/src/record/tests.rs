use chrono::DateTime;
use serde_json::value::RawValue;

use super::*;
use crate::task_list::TaskRow;
use crate::{ReviewStatus, TaskId, TaskStatus, TaskType};

fn raw(text: &str) -> Box<RawValue> {
    RawValue::from_string(text.to_owned()).unwrap()
}

fn parse(text: &str) -> Result<TaskRecord, Vec<FieldProblem>> {
    TaskRecord::parse(&raw(text))
}

/// Field and message of every problem.
fn problems(text: &str) -> Vec<String> {
    parse(text)
        .unwrap_err()
        .iter()
        .map(ToString::to_string)
        .collect()
}

const FULL: &str = r#"{
 "task_id": "5774cc78b01249ab09f089dd",
 "callback_url": "https://example.com/hook",
 "type": "imageannotation",
 "status": "completed",
 "created_at": "2026-04-03T08:00:00Z",
 "completed_at": "2026-04-03T10:00:00+01:00",
 "project": "Stra\u00dfe",
 "tags": ["night", "night", " "],
 "metadata": {"run": 7},
 "params": {"z": 1.0, "attachment": "a/b.png"},
 "response": {"annotations": [{"label": "Car", "left": 1.0}]},
 "prior_responses": [{"annotations": []}],
 "customer_review_status": "fixed"
}"#;

#[test]
fn a_full_record_is_read() {
    let record = parse(FULL).unwrap();
    assert_eq!(record.task_type, TaskType::ImageAnnotation);
    assert_eq!(record.status, TaskStatus::Completed);
    assert_eq!(record.review_status, ReviewStatus::Fixed);
    assert_eq!(record.project.as_deref(), Some("Straße"));
    assert_eq!(record.tags, ["night"]);
    assert_eq!(
        record.completed_at,
        times::parse("2026-04-03T09:00:00.000Z")
    );
    assert_eq!(record.cover_image.as_deref(), Some("a/b.png"));
    assert_eq!(record.annotation_count, Some(1));
    let responses: Vec<_> = record
        .responses
        .iter()
        .map(|response| response.get())
        .collect();
    assert_eq!(
        responses,
        [
            r#"{"annotations": []}"#,
            r#"{"annotations": [{"label": "Car", "left": 1.0}]}"#
        ]
    );
}

#[test]
fn a_minimal_record_is_a_queued_task_and_one_with_a_response_a_completed_one() {
    let record = parse(r#"{"type": "categorization"}"#).unwrap();
    assert_eq!(record.status, TaskStatus::Queued);
    assert_eq!(record.review_status, ReviewStatus::NotReady);
    let record = parse(r#"{"type": "categorization", "response": {}}"#).unwrap();
    assert_eq!(record.status, TaskStatus::Completed);
    assert_eq!(record.review_status, ReviewStatus::Pending);
}

#[test]
fn our_own_field_says_what_scales_words_cannot() {
    let record = parse(
        r#"{"type": "categorization", "status": "completed", "response": {},
            "tasklens": {"status": "redo", "audits": [
                {"at": "2026-04-03T08:00:00Z", "by": "Ada", "action": "reject", "comment": "loose"}
            ]}}"#,
    )
    .unwrap();
    assert_eq!(record.status, TaskStatus::Redo);
    assert_eq!(record.audits[0].by.as_deref(), Some("Ada"));
}

#[test]
fn every_problem_names_its_field_its_value_and_the_remedy() {
    assert_eq!(
        problems(
            r#"{"type": "imageanotation", "status": "done", "created_at": "monday",
                "tags": ["a", 5], "is_test": "yes",
                "tasklens": {"audits": [{"action": "like"}]}}"#
        )
        .iter()
        .map(|problem| problem.split(' ').take(4).collect::<Vec<_>>().join(" "))
        .collect::<Vec<_>>(),
        [
            "`type` is not usable:",
            "`tasklens.audits[0].at` is missing; say",
            "`status` is not usable:",
            "`tags[1]` is 5; give",
            "`created_at` is `monday`; write",
            "`is_test` is \"yes\"; give",
        ]
    );
    assert_eq!(
        problems(r#"{"status": "completed"}"#),
        ["`type` is missing; name the task type, such as imageannotation"]
    );
    assert_eq!(
        problems("[1]"),
        ["`record` is [1]; a task is a JSON object {…}"]
    );
}

#[test]
fn a_response_of_a_task_that_is_not_completed_is_reported() {
    let found = problems(r#"{"type": "categorization", "status": "pending", "response": {}}"#);
    assert!(
        found[0].starts_with("`response` is given though `status` is `pending`"),
        "{found:?}"
    );
}

#[test]
fn a_refined_status_must_go_with_scales_word() {
    let found = problems(
        r#"{"type": "categorization", "status": "pending", "tasklens": {"status": "redo"}}"#,
    );
    assert!(
        found[0].starts_with("`tasklens.status` is `redo`"),
        "{found:?}"
    );
}

#[test]
fn a_file_written_into_the_record_is_refused_as_an_address() {
    let data = format!("data:image/png;base64,{}", "A".repeat(4000));
    let found = problems(&format!(
        r#"{{"type": "imageannotation", "params": {{"attachment": "{data}"}}}}"#
    ));
    assert!(
        found[0].starts_with("`params` names the file `data:image/png"),
        "{found:?}"
    );
}

#[test]
fn the_body_of_a_creation_call_has_its_params_outside() {
    let text = r#"{"type":"imageannotation","attachment":"a.png","b":1.0,"unique_id":"u"}"#;
    let record = parse(text).unwrap();
    assert_eq!(record.form, Form::Create);
    assert_eq!(record.cover_image.as_deref(), Some("a.png"));
    let fields = RawFields::parse(text).unwrap();
    assert_eq!(
        params(Form::Create, &fields),
        r#"{"attachment":"a.png","b":1.0}"#
    );
}

/// The task that an import of `text` makes.
fn stored(text: &str) -> WholeTask {
    let record = parse(text).unwrap();
    let created_at = record.created_at.unwrap_or(DateTime::UNIX_EPOCH);
    let settled = settle(&record.audits, record.status, record.responses.len() as i32);
    let audits = record
        .audits
        .into_iter()
        .zip(settled)
        .map(|(audit, settled)| RecordAudit {
            before: Some(settled.before),
            after: Some(settled.after),
            ..audit
        });
    WholeTask {
        row: TaskRow {
            seq: 1,
            task_id: record.task_id.unwrap_or(TaskId::from_bytes([1; 12])),
            task_type: record.task_type,
            status: record.status,
            review_status: record.review_status,
            project: record.project,
            batch: record.batch,
            unique_id: record.unique_id,
            tags: record.tags,
            created_at,
            updated_at: record
                .updated_at
                .or(record.completed_at)
                .unwrap_or(created_at),
            completed_at: record.completed_at,
            response_version: record.responses.len() as i32,
            annotation_count: record.annotation_count,
            has_image: record.cover_image.is_some(),
        },
        is_test: false,
        form: record.form,
        uploaded: text.to_owned(),
        metadata: None,
        responses: record
            .responses
            .iter()
            .map(|response| response.get().to_owned())
            .collect(),
        audits: audits.collect(),
        callback: None,
    }
}

#[test]
fn an_unchanged_task_is_written_as_it_was_uploaded() {
    let whole = whole_task(&stored(FULL)).unwrap();
    let uploaded = RawFields::parse(FULL).unwrap();
    let written = RawFields::parse(&whole).unwrap();
    let names = |fields: &RawFields<'_>| -> Vec<String> {
        fields.iter().map(|(name, _)| name.to_owned()).collect()
    };
    let known = names(&uploaded).len();
    assert_eq!(names(&written)[..known], names(&uploaded));
    assert_eq!(names(&written)[known..], ["updated_at", "is_test"]);
    for (name, text) in uploaded.iter() {
        // The repeated tag is gone, so the tags are written anew.
        if name != "tags" {
            assert_eq!(written.get(name).unwrap().get(), text.get(), "{name}");
        }
    }
}

#[test]
fn what_changed_since_takes_the_place_of_what_was_uploaded() {
    let mut task = stored(FULL);
    task.row.status = TaskStatus::Queued;
    task.row.review_status = ReviewStatus::Rejected;
    task.row.completed_at = None;
    task.row.project = None;
    let whole = whole_task(&task).unwrap();
    let fields = RawFields::parse(&whole).unwrap();
    let text = |name| fields.get(name).map(RawValue::get);
    assert_eq!(text("status"), Some("\"pending\""));
    assert_eq!(text("customer_review_status"), Some("\"rejected\""));
    assert_eq!(text("response"), None);
    assert_eq!(text("completed_at"), None);
    assert_eq!(text("project"), None);
    assert_eq!(
        text("prior_responses"),
        Some(r#"[{"annotations": []},{"annotations": [{"label": "Car", "left": 1.0}]}]"#)
    );
}

#[test]
fn a_task_with_audits_reads_back_as_it_was_written() {
    let text = r#"{"task_id":"5774cc78b01249ab09f089dd","type":"categorization","status":"completed",
        "created_at":"2026-04-03T08:00:00.000Z","response":{"n":3},"prior_responses":[{"n":1},{"n":2}],
        "customer_review_status":"fixed","tasklens":{"status":"redo","audits":[
        {"at":"2026-04-03T09:00:00.000Z","by":"Ada","action":"reject","comment":"loose"},
        {"at":"2026-04-03T10:00:00.000Z","action":"fix"}]}}"#;
    let once = whole_task(&stored(text)).unwrap();
    let twice = whole_task(&stored(&once)).unwrap();
    assert_eq!(once, twice);
    let record = parse(&once).unwrap();
    assert_eq!(record.status, TaskStatus::Redo);
    assert_eq!(record.responses.len(), 3);
    assert_eq!(record.audits[1].after.unwrap().response, 3);
}

#[test]
fn a_task_of_a_call_is_written_as_a_record_that_reads_back() {
    let body = r#"{"z": 1.0, "status": "mine", "task_id": 7, "attachment": "https://x.example/a.png", "tags": ["a"], "priority": 3}"#;
    let task = WholeTask {
        form: Form::Call,
        uploaded: body.to_owned(),
        metadata: Some(r#"{"run": 1.50}"#.to_owned()),
        ..stored(r#"{"type": "imageannotation", "tags": ["b"], "params": {}}"#)
    };
    let whole = whole_task(&task).unwrap();
    let fields = RawFields::parse(&whole).unwrap();
    let text = |name: &str| fields.get(name).unwrap().get();
    assert_eq!(
        text("params"),
        r#"{"z":1.0,"status":"mine","task_id":7,"attachment":"https://x.example/a.png"}"#
    );
    assert_eq!(text("status"), r#""pending""#);
    assert_eq!(text("tags"), r#"["b"]"#);
    assert_eq!(text("metadata"), r#"{"run": 1.50}"#);
    let record = parse(&whole).unwrap();
    assert_eq!(record.form, Form::Record);
    assert_eq!(record.priority, 3);
    assert_eq!(
        record.cover_image.as_deref(),
        Some("https://x.example/a.png")
    );
}
