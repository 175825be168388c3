//! A record as the store takes it in.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use serde_json::Value;
use serde_json::value::RawValue;

use super::audits::{AuditStep, RecordAudit};
use super::call::read_priority;
use super::checker::{Checker, cut};
use super::fields::RawFields;
use super::form::{self, Form};
use super::problem::FieldProblem;
use crate::annotations::cover_image;
use crate::annotations::{
    AttachmentRef, MAX_URL_BYTES, annotation_count, attachments, is_storable, response_attachments,
};
use crate::json_text::check_size;
use crate::tag::{MAX_TAG_CHARS, MAX_TASK_TAGS};
use crate::{ApiStatus, ReviewStatus, TaskId, TaskStatus, TaskType};

/// The longest unique id and name of a project or batch.
pub const MAX_NAME_BYTES: usize = 1000;

/// The most files of a task, its responses' included: several hours of lidar frames. Each is a row
/// and a look-up.
pub const MAX_FILES: usize = 20_000;

/// What is read out of a record; the record itself is kept beside it, byte for byte. Fields that
/// are not named here pass through with it.
#[derive(Debug, Clone)]
pub struct TaskRecord {
    pub form: Form,
    /// Absent where the maker of the file left ids to us.
    pub task_id: Option<TaskId>,
    pub task_type: TaskType,
    pub status: TaskStatus,
    pub review_status: ReviewStatus,
    pub project: Option<String>,
    pub batch: Option<String>,
    pub unique_id: Option<String>,
    pub tags: Vec<String>,
    /// Absent: now.
    pub created_at: Option<DateTime<Utc>>,
    pub updated_at: Option<DateTime<Utc>>,
    pub completed_at: Option<DateTime<Utc>>,
    pub is_test: Option<bool>,
    /// Tasks of a higher one are worked on first; 0 unless told otherwise.
    pub priority: i16,
    /// Where its callbacks go, if it names an address. None for a task of a file: that address was
    /// given to another service.
    pub callback_url: Option<String>,
    pub metadata: Value,
    /// Oldest first; the last one is current, also of a task that was sent back to the queue.
    pub responses: Vec<Box<RawValue>>,
    /// Oldest first.
    pub audits: Vec<RecordAudit>,
    /// The files of `params` and of all responses, each once.
    pub attachments: Vec<AttachmentRef>,
    /// The one among them that stands for the task.
    pub cover_image: Option<String>,
    pub annotation_count: Option<i32>,
}

impl TaskRecord {
    /// Reads a record. It tolerates more than we write: absent fields are filled in as far as
    /// their meaning is clear, unknown ones are left alone.
    ///
    /// # Errors
    /// Every problem found, not only the first.
    pub fn parse(raw: &RawValue) -> Result<Self, Vec<FieldProblem>> {
        let Ok(fields) = RawFields::parse(raw.get()) else {
            let message = format!("is {}; a task is a JSON object {{…}}", cut(raw.get()));
            return Err(vec![FieldProblem::new("record", message)]);
        };
        let form = Form::of(&fields);
        let params_text = form::params(form, &fields);
        let mut check = Checker::new(fields.clone(), String::new());

        let task_id = check.word("task_id");
        let task_type = task_type(&mut check);
        let extension = Extension::read(&mut check);
        let mut responses: Vec<_> = check.items("prior_responses");
        let response = check.raw("response");
        let status = status(&mut check, response, extension.status);
        let review_status = review_status(&mut check, status, extension.review_status);
        responses.extend(response);
        let params = parsed(&mut check, "params", &params_text);
        let record = Self {
            form,
            task_id,
            task_type: task_type.unwrap_or(TaskType::ImageAnnotation),
            status,
            review_status,
            project: check.name("project", MAX_NAME_BYTES),
            batch: check.name("batch", MAX_NAME_BYTES),
            unique_id: check.name("unique_id", MAX_NAME_BYTES),
            tags: tags(&mut check),
            created_at: check.time("created_at"),
            updated_at: check.time("updated_at"),
            completed_at: check.time("completed_at"),
            is_test: check.flag("is_test"),
            priority: check.raw("priority").and_then(read_priority).unwrap_or(0),
            callback_url: None,
            metadata: metadata(&mut check),
            audits: extension.audits,
            attachments: Vec::new(),
            cover_image: task_type.and_then(|task_type| cover_image(task_type, &params)),
            annotation_count: None,
            responses: Vec::new(),
        };
        let (attachments, annotation_count) =
            read_responses(&mut check, record.task_type, &params, &responses);
        if !check.problems.is_empty() {
            return Err(check.problems);
        }
        Ok(Self {
            attachments,
            annotation_count,
            responses: responses.into_iter().map(ToOwned::to_owned).collect(),
            ..record
        })
    }
}

fn task_type(check: &mut Checker<'_>) -> Option<TaskType> {
    if check.raw("type").is_none() {
        check.report(
            "type",
            "is missing; name the task type, such as imageannotation",
        );
    }
    check.word("type")
}

/// The status: ours where `tasklens.status` refines Scale's word, else what Scale's word means for
/// a task that has never been sent back.
fn status(
    check: &mut Checker<'_>,
    response: Option<&RawValue>,
    refined: Option<TaskStatus>,
) -> TaskStatus {
    let api = match check.word::<ApiStatus>("status") {
        Some(api) => api,
        None if response.is_some() => ApiStatus::Completed,
        None => ApiStatus::Pending,
    };
    if response.is_some() && api != ApiStatus::Completed {
        check.report(
            "response",
            format!(
                "is given though `status` is `{api}`; set `status` to `completed`, or move the \
                 response to `prior_responses`"
            ),
        );
    }
    let Some(refined) = refined else {
        return match api {
            ApiStatus::Pending => TaskStatus::Queued,
            ApiStatus::Completed => TaskStatus::Completed,
            ApiStatus::Canceled => TaskStatus::Canceled,
            ApiStatus::Error => TaskStatus::Error,
        };
    };
    if refined.api() != api {
        check.report(
            "tasklens.status",
            format!(
                "is `{refined}`, which does not go with the `status` `{api}`; correct one of them"
            ),
        );
    }
    refined
}

fn review_status(
    check: &mut Checker<'_>,
    status: TaskStatus,
    refined: Option<ReviewStatus>,
) -> ReviewStatus {
    let word = check.word::<ReviewStatus>("customer_review_status");
    match refined.or(word) {
        None | Some(ReviewStatus::Pending | ReviewStatus::NotReady) if status.is_completed() => {
            ReviewStatus::Pending
        }
        None | Some(ReviewStatus::Pending) => ReviewStatus::NotReady,
        Some(review_status) => review_status,
    }
}

pub(super) fn tags(check: &mut Checker<'_>) -> Vec<String> {
    let mut known = HashSet::new();
    let mut tags: Vec<String> = Vec::new();
    for (index, raw) in check.items("tags").into_iter().enumerate() {
        let field = format!("tags[{index}]");
        let Ok(tag) = serde_json::from_str::<String>(raw.get()) else {
            check.report(&field, format!("is {}; give a text", cut(raw.get())));
            continue;
        };
        let tag = tag.trim();
        if tag.contains('\0') || tag.chars().count() > MAX_TAG_CHARS {
            let message = format!(
                "is `{}`; a tag is a text of up to {MAX_TAG_CHARS} characters",
                cut(tag)
            );
            check.report(&field, message);
        } else if !tag.is_empty() && known.insert(tag.to_owned()) {
            if tags.len() == MAX_TASK_TAGS {
                let message = format!(
                    "has more than {MAX_TASK_TAGS} tags; a task has at most {MAX_TASK_TAGS}"
                );
                check.report("tags", message);
                break;
            }
            tags.push(tag.to_owned());
        }
    }
    tags
}

fn metadata(check: &mut Checker<'_>) -> Value {
    let Some(raw) = check.raw("metadata") else {
        return Value::Null;
    };
    parsed(check, "metadata", raw.get())
}

/// A value whose insides are looked at. What a `Value` cannot hold, such as half a surrogate pair,
/// other programs could not read either.
pub(super) fn parsed(check: &mut Checker<'_>, name: &str, text: &str) -> Value {
    if let Err(error) = check_size(text) {
        check.report(name, error.to_string());
        return Value::Null;
    }
    serde_json::from_str(text).unwrap_or_else(|error| {
        check.report(name, format!("cannot be read ({error}); write it as JSON"));
        Value::Null
    })
}

/// The files that `params` and the responses name, each once, and the count of the last response.
pub(super) fn read_responses(
    check: &mut Checker<'_>,
    task_type: TaskType,
    params: &Value,
    responses: &[&RawValue],
) -> (Vec<AttachmentRef>, Option<i32>) {
    let mut files = attachments(task_type, params);
    let mut count = None;
    for raw in responses {
        let response = parsed(check, "response", raw.get());
        if !response.is_object() {
            check.report("response", format!("is {}; give an object", cut(raw.get())));
        }
        files.extend(response_attachments(task_type, &response));
        count = annotation_count(task_type, &response);
    }
    let mut seen = HashSet::new();
    files.retain(|file| !file.url.is_empty() && seen.insert(file.url.clone()));
    if files.len() > MAX_FILES {
        let message = format!(
            "names {} files; a task has at most {MAX_FILES}, so make several tasks",
            files.len()
        );
        check.report("attachments", message);
        files.truncate(MAX_FILES);
    }
    for file in &files {
        if !is_storable(&file.url) {
            let message = format!(
                "names the file `{}`; an address has up to {MAX_URL_BYTES} bytes, and no file is \
                 written into it",
                cut(&file.url)
            );
            check.report("params", message);
        }
    }
    (files, count)
}

/// The field of ours.
#[derive(Default)]
struct Extension {
    status: Option<TaskStatus>,
    review_status: Option<ReviewStatus>,
    audits: Vec<RecordAudit>,
}

impl Extension {
    fn read(check: &mut Checker<'_>) -> Self {
        let Some(mut part) = check
            .raw("tasklens")
            .and_then(|raw| check.object("tasklens", raw))
        else {
            return Self::default();
        };
        let extension = Self {
            status: part.word("status"),
            review_status: part.word("review_status"),
            audits: part
                .items("audits")
                .into_iter()
                .enumerate()
                .filter_map(|(index, raw)| {
                    let mut entry = part.object(&format!("audits[{index}]"), raw)?;
                    let audit = audit(&mut entry);
                    part.absorb(entry);
                    audit
                })
                .collect(),
        };
        check.absorb(part);
        extension
    }
}

fn audit(entry: &mut Checker<'_>) -> Option<RecordAudit> {
    for name in ["at", "action"] {
        if entry.raw(name).is_none() {
            entry.report(
                name,
                "is missing; say when it was, and `accept`, `reject`, `fix` or `undo`",
            );
        }
    }
    let by = entry.text("by");
    let comment = entry.text("comment").unwrap_or_default();
    let (before, after) = (step(entry, "before"), step(entry, "after"));
    Some(RecordAudit {
        at: entry.time("at")?,
        action: entry.word("action")?,
        by,
        comment,
        before,
        after,
    })
}

fn step(entry: &mut Checker<'_>, name: &str) -> Option<AuditStep> {
    let raw = entry.raw(name)?;
    let step = serde_json::from_str(raw.get());
    if let Err(error) = &step {
        entry.report(
            name,
            format!("cannot be read ({error}); give status, review_status and response"),
        );
    }
    step.ok()
}
