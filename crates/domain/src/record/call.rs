//! The body of a creation call of the API, checked.

use std::ops::RangeInclusive;

use serde_json::Value;
use serde_json::value::RawValue;

use super::checker::{Checker, cut};
use super::fields::RawFields;
use super::form::{self, Form};
use super::problem::FieldProblem;
use super::required;
use super::task_record::{MAX_NAME_BYTES, TaskRecord, parsed, read_responses, tags};
use crate::annotations::{AttachmentRef, MAX_URL_BYTES, cover_image};
use crate::callback::Address;
use crate::{ReviewStatus, TaskStatus, TaskType};

/// Where a file may lie. What has another scheme than `http` or `https` is not fetched for
/// pictures.
const SCHEMES: &[&str] = &["http", "https", "s3", "gs"];

/// What a task's or a batch's priority may be; higher is claimed first.
pub const PRIORITIES: RangeInclusive<i16> = -1000..=1000;

/// What a project does not fill in for its tasks: each has its own, or none.
const NOT_FILLED_IN: &[&str] = &["project", "batch", "unique_id", "version", "created_at"];

/// What a call names that exists already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallNames {
    pub project: Option<String>,
    pub batch: Option<String>,
}

impl CallNames {
    /// Reads the body of a call.
    ///
    /// # Errors
    /// Where it is no JSON object, or these are no names.
    pub fn read(body: &str) -> Result<Self, Vec<FieldProblem>> {
        let mut check = Checker::body(body).map_err(|problem| vec![problem])?;
        let names = Self {
            project: check.name("project", MAX_NAME_BYTES),
            batch: check.name("batch", MAX_NAME_BYTES),
        };
        check.finish()?;
        Ok(names)
    }
}

impl TaskRecord {
    /// The queued task that the body of a creation call makes.
    ///
    /// # Errors
    /// Every problem found, not only the first.
    pub fn of_call(task_type: TaskType, raw: &RawValue) -> Result<Self, Vec<FieldProblem>> {
        let Ok(fields) = RawFields::parse(raw.get()) else {
            let message = format!("is {}; send a JSON object {{…}}", cut(raw.get()));
            return Err(vec![FieldProblem::new("body", message)]);
        };
        let params_text = form::params(Form::Call, &fields);
        let mut check = Checker::new(fields.clone(), String::new());
        check.text("instruction");
        check.flag("clear_unique_id_on_error");
        let callback_url = callback_url(&mut check);
        let priority = priority(&mut check);
        let params = parsed(&mut check, "params", &params_text);
        check_required(&mut check, task_type, &params);
        let record = Self {
            form: Form::Call,
            task_id: None,
            task_type,
            status: TaskStatus::Queued,
            review_status: ReviewStatus::NotReady,
            project: check.name("project", MAX_NAME_BYTES),
            batch: check.name("batch", MAX_NAME_BYTES),
            unique_id: check.name("unique_id", MAX_NAME_BYTES),
            tags: tags(&mut check),
            created_at: None,
            updated_at: None,
            completed_at: None,
            is_test: None,
            priority,
            callback_url,
            metadata: metadata(&mut check),
            audits: Vec::new(),
            cover_image: cover_image(task_type, &params),
            annotation_count: None,
            responses: Vec::new(),
            attachments: read_responses(&mut check, task_type, &params, &[]).0,
        };
        check_addresses(&mut check, &record.attachments);
        if !check.problems.is_empty() {
            return Err(check.problems);
        }
        Ok(record)
    }
}

/// The call's body with what its project has for it: the body as it is spelled, and behind its own
/// fields those of `project_params` that it does not name.
///
/// # Errors
/// Where one of them is no JSON object.
pub fn fill_in(body: &str, project_params: &str) -> serde_json::Result<String> {
    let fields = RawFields::parse(body)?;
    let defaults = RawFields::parse(project_params)?;
    let added = form::object(
        defaults
            .iter()
            .filter(|(name, _)| !NOT_FILLED_IN.contains(name) && !fields.has(name))
            .map(|(name, text)| (name, text.get())),
    );
    let Some(added) = added.strip_prefix('{').filter(|added| *added != "}") else {
        return Ok(body.to_owned());
    };
    let own = body.trim_end();
    let own = own.strip_suffix('}').unwrap_or(own);
    let comma = if fields.iter().next().is_some() {
        ","
    } else {
        ""
    };
    Ok(format!("{own}{comma}{added}"))
}

/// An empty one counts as none.
fn callback_url(check: &mut Checker<'_>) -> Option<String> {
    let url = check.text("callback_url").filter(|url| !url.is_empty())?;
    let Ok(address) = url.parse::<Address>() else {
        let message = format!(
            "is `{}`; give an address that begins with https://, or one of e-mail, of up to \
             {MAX_URL_BYTES} bytes",
            cut(&url)
        );
        check.report("callback_url", message);
        return None;
    };
    Some(address.to_string())
}

fn priority(check: &mut Checker<'_>) -> i16 {
    let Some(raw) = check.raw("priority") else {
        return 0;
    };
    read_priority(raw).unwrap_or_else(|| {
        let message = format!(
            "is {}; give a whole number from {} to {}",
            cut(raw.get()),
            PRIORITIES.start(),
            PRIORITIES.end()
        );
        check.report("priority", message);
        0
    })
}

/// Where it is one that we know.
pub(super) fn read_priority(raw: &RawValue) -> Option<i16> {
    let number = serde_json::from_str(raw.get()).ok()?;
    PRIORITIES.contains(&number).then_some(number)
}

fn metadata(check: &mut Checker<'_>) -> Value {
    let Some(raw) = check.raw("metadata") else {
        return Value::Null;
    };
    let value = parsed(check, "metadata", raw.get());
    if !value.is_object() {
        check.report("metadata", format!("is {}; give an object", cut(raw.get())));
    }
    value
}

fn check_required(check: &mut Checker<'_>, task_type: TaskType, params: &Value) {
    let Some(names) = Some(required::one_of(task_type)).filter(|names| !names.is_empty()) else {
        return;
    };
    let is_given = |name: &&str| match &params[*name] {
        Value::String(text) => !text.trim().is_empty(),
        Value::Array(list) => !list.is_empty(),
        Value::Object(_) => true,
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    };
    if names.iter().any(is_given) {
        return;
    }
    let all: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    let message = match all.as_slice() {
        [_] => format!("is missing or empty; a task of type {task_type} needs it"),
        all => format!(
            "is missing or empty; a task of type {task_type} needs one of {}",
            all.join(", ")
        ),
    };
    check.report(names[0], message);
}

fn check_addresses(check: &mut Checker<'_>, files: &[AttachmentRef]) {
    for file in files {
        if !scheme(&file.url).is_some_and(|scheme| SCHEMES.contains(&scheme)) {
            let message = format!(
                "is `{}`, which is no address of a file; give one that begins with https://, such \
                 as the `attachment_url` that POST /v1/files/upload answers with",
                cut(&file.url)
            );
            check.report("attachment", message);
        }
    }
}

/// The scheme of an address that has a host.
fn scheme(url: &str) -> Option<&str> {
    let (scheme, rest) = url.split_once("://")?;
    let has_host = !rest.is_empty() && !rest.starts_with('/');
    has_host.then_some(scheme)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(task_type: TaskType, body: &str) -> Result<TaskRecord, Vec<FieldProblem>> {
        TaskRecord::of_call(task_type, &RawValue::from_string(body.to_owned()).unwrap())
    }

    fn problem(body: &str) -> String {
        let problems = call(TaskType::ImageAnnotation, body).unwrap_err();
        assert_eq!(problems.len(), 1, "{problems:?}");
        problems[0].to_string()
    }

    #[test]
    fn the_tasks_own_fields_are_lifted_out_and_all_else_is_params_as_it_is_spelled() {
        let body = r#"{"project": "Street", "z": 1.0, "status": "mine", "attachment": "https://x.example/a.png", "unique_id": "u", "tags": ["b", "a"], "priority": 30, "metadata": {"k": 1e2}}"#;
        let record = call(TaskType::ImageAnnotation, body).unwrap();
        assert_eq!(record.project.as_deref(), Some("Street"));
        assert_eq!(record.unique_id.as_deref(), Some("u"));
        assert_eq!(record.tags, ["b", "a"]);
        assert_eq!(record.priority, 30);
        assert_eq!(
            record.cover_image.as_deref(),
            Some("https://x.example/a.png")
        );
        let fields = RawFields::parse(body).unwrap();
        assert_eq!(
            form::params(Form::Call, &fields),
            r#"{"z":1.0,"status":"mine","attachment":"https://x.example/a.png"}"#
        );
    }

    #[test]
    fn what_is_missing_or_wrong_is_named_with_its_remedy() {
        assert_eq!(
            problem("{}"),
            "`attachment` is missing or empty; a task of type imageannotation needs it"
        );
        let with = |field: &str| {
            problem(&format!(
                r#"{{"attachment": "https://x.example/a.png", {field}}}"#
            ))
        };
        assert!(with(r#""tags": "night""#).starts_with("`tags` is \"night\"; give an array"));
        assert!(with(r#""metadata": []"#).starts_with("`metadata` is []; give an object"));
        assert!(with(r#""priority": "high""#).starts_with("`priority` is \"high\""));
        assert!(with(r#""callback_url": "here""#).starts_with("`callback_url` is `here`"));
        assert!(problem(r#"{"attachment": "a.png"}"#).starts_with("`attachment` is `a.png`"));
        assert!(problem("[]").starts_with("`body` is []"));
    }

    #[test]
    fn every_type_says_what_it_needs() {
        for task_type in TaskType::ALL {
            let is_content = call(*task_type, "{}").is_ok();
            assert_eq!(
                is_content,
                required::one_of(*task_type).is_empty(),
                "{task_type}"
            );
        }
    }

    #[test]
    fn a_project_fills_in_what_the_call_leaves_out() {
        let project = r#"{"instruction": "Box it.", "padding": 1.50, "version": 3}"#;
        assert_eq!(
            fill_in("{\"b\": 1.0, \"instruction\": \"Mine.\" }\n", project).unwrap(),
            r#"{"b": 1.0, "instruction": "Mine." ,"padding":1.50}"#
        );
        assert_eq!(
            fill_in("{}", project).unwrap(),
            r#"{"instruction":"Box it.","padding":1.50}"#
        );
        assert_eq!(
            fill_in(r#"{"a": 1}"#, r#"{"a": 2}"#).unwrap(),
            r#"{"a": 1}"#
        );
    }
}
