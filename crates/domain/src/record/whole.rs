//! A task of the store as one JSON object.

use std::borrow::Cow;
use std::collections::HashSet;

use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::audits::{AuditStep, RecordAudit};
use super::fields::RawFields;
use super::form::{self, Form};
use super::times;
use crate::callback::CallbackOutcome;
use crate::task_list::TaskRow;
use crate::{ReviewStatus, TaskStatus};

/// What the store knows of a task.
#[derive(Debug, Clone)]
pub struct WholeTask {
    pub row: TaskRow,
    pub is_test: bool,
    pub form: Form,
    /// As it was uploaded.
    pub uploaded: String,
    /// JSON text of the metadata, where it was set after the upload.
    pub metadata: Option<String>,
    /// Texts of all responses, oldest first; the last one is current.
    pub responses: Vec<String>,
    /// Oldest first, with `before` and `after`.
    pub audits: Vec<RecordAudit>,
    /// How its latest callback ended; none before the first one has.
    pub callback: Option<CallbackOutcome>,
}

/// The task in Scale's form: the fields of the upload in their order, as they are spelled there,
/// with what has changed since in their places, and what came anew behind them. `params`,
/// responses and unknown fields pass through byte for byte.
///
/// # Errors
/// Where `uploaded` is no JSON object.
pub fn whole_task(task: &WholeTask) -> serde_json::Result<String> {
    let uploaded = RawFields::parse(&task.uploaded)?;
    let mut present = present_fields(task, &uploaded);
    let mut fields: Vec<(&str, Cow<'_, str>)> = Vec::new();
    let mut known = HashSet::new();
    for (name, text) in uploaded.iter() {
        if !task.form.lifts(name) || !known.insert(name) {
            continue;
        }
        let text = uploaded.get(name).unwrap_or(text);
        match present.iter().position(|(field, _)| *field == name) {
            Some(index) => fields.extend(kept(present.remove(index), text)),
            None => fields.push((name, Cow::Borrowed(text.get()))),
        }
    }
    let added = present
        .into_iter()
        .filter_map(|(name, value)| Some((name, Cow::Owned(value.text?))));
    fields.extend(added);
    Ok(form::object(
        fields.iter().map(|(name, text)| (*name, text.as_ref())),
    ))
}

/// A field that the store owns.
struct Present {
    /// Its JSON text; `None` where the task has no such field (any more).
    text: Option<String>,
    spelling: Spelling,
}

/// Whether a value that is still the same keeps the spelling of the upload.
#[derive(PartialEq, Eq)]
enum Spelling {
    Exact,
    AsJson,
    AsTime,
}

fn kept<'a>(
    (name, present): (&'a str, Present),
    uploaded: &'a RawValue,
) -> Option<(&'a str, Cow<'a, str>)> {
    let text = present.text?;
    let is_same = match present.spelling {
        Spelling::Exact => false,
        Spelling::AsJson => same(&text, uploaded.get(), |value| value),
        Spelling::AsTime => same(&text, uploaded.get(), |value| {
            value
                .as_str()
                .and_then(times::parse)
                .map_or(value.clone(), |time| times::text(time).into())
        }),
    };
    let text = if is_same {
        Cow::Borrowed(uploaded.get())
    } else {
        Cow::Owned(text)
    };
    Some((name, text))
}

fn same(one: &str, other: &str, normal: impl Fn(Value) -> Value) -> bool {
    let value = |text| serde_json::from_str(text).ok().map(&normal);
    value(one).is_some() && value(one) == value(other)
}

/// The fields that the store owns, in the order of Scale's documentation.
fn present_fields(task: &WholeTask, uploaded: &RawFields<'_>) -> Vec<(&'static str, Present)> {
    let row = &task.row;
    let is_completed = row.status.is_completed();
    let current = task.responses.last().filter(|_| is_completed);
    let prior = &task.responses[..task.responses.len() - usize::from(current.is_some())];
    let prior = (!prior.is_empty()).then(|| format!("[{}]", prior.join(",")));
    let params =
        (task.form != Form::Record).then(|| form::params(task.form, uploaded).into_owned());
    let comment = task
        .audits
        .iter()
        .rev()
        .find(|audit| !audit.comment.is_empty());

    let mut fields = vec![
        ("task_id", json(&row.task_id)),
        ("type", json(&row.task_type)),
        ("status", json(&row.status.api())),
        ("created_at", time(Some(row.created_at))),
        ("updated_at", time(Some(row.updated_at))),
        ("completed_at", time(row.completed_at)),
        ("is_test", json(&task.is_test)),
        ("project", optional(row.project.as_ref())),
        ("batch", optional(row.batch.as_ref())),
        ("unique_id", optional(row.unique_id.as_ref())),
        ("tags", json(&row.tags)),
        ("response", exact(current.cloned())),
        ("prior_responses", exact(prior)),
        ("customer_review_status", json(&row.review_status.api_str())),
        ("tasklens", exact(extension(task))),
    ];
    if let Some(params) = params {
        fields.push(("params", exact(Some(params))));
    }
    if let Some(metadata) = &task.metadata {
        fields.push(("metadata", exact(Some(metadata.clone()))));
    }
    if let Some(comment) = comment {
        fields.push(("customer_review_comments", json(&comment.comment)));
    }
    // Without an outcome here, that of an upload stands.
    if let Some(callback) = &task.callback {
        let at = callback.succeeded.then_some(callback.at);
        fields.push(("callback_succeeded", json(&callback.succeeded)));
        fields.push(("callback_succeeded_at", time(at)));
    }
    fields
}

fn json(value: &impl Serialize) -> Present {
    Present {
        text: serde_json::to_string(value).ok(),
        spelling: Spelling::AsJson,
    }
}

fn optional(value: Option<&String>) -> Present {
    value.map_or(
        Present {
            text: None,
            spelling: Spelling::AsJson,
        },
        json,
    )
}

fn time(instant: Option<chrono::DateTime<chrono::Utc>>) -> Present {
    Present {
        text: instant.map(|instant| Value::from(times::text(instant)).to_string()),
        spelling: Spelling::AsTime,
    }
}

const fn exact(text: Option<String>) -> Present {
    Present {
        text,
        spelling: Spelling::Exact,
    }
}

/// The field of ours, where Scale's words do not say all.
fn extension(task: &WholeTask) -> Option<String> {
    #[derive(Serialize)]
    struct Extension<'a> {
        status: TaskStatus,
        review_status: ReviewStatus,
        #[serde(skip_serializing_if = "Vec::is_empty")]
        audits: Vec<Audit<'a>>,
    }
    #[derive(Serialize)]
    struct Audit<'a> {
        at: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        by: Option<&'a str>,
        action: crate::audit::AuditAction,
        comment: &'a str,
        before: Option<AuditStep>,
        after: Option<AuditStep>,
    }
    let row = &task.row;
    let is_plain = task.audits.is_empty()
        && !matches!(row.status, TaskStatus::InProgress | TaskStatus::Redo)
        && (row.review_status == ReviewStatus::NotReady) != row.status.is_completed();
    if is_plain {
        return None;
    }
    let audits = task.audits.iter().map(|audit| Audit {
        at: times::text(audit.at),
        by: audit.by.as_deref(),
        action: audit.action,
        comment: &audit.comment,
        before: audit.before,
        after: audit.after,
    });
    serde_json::to_string(&Extension {
        status: row.status,
        review_status: row.review_status,
        audits: audits.collect(),
    })
    .ok()
}
