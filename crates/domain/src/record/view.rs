//! A task as the API answers with it.

use std::borrow::Cow;

use serde::Serialize;

use super::fields::RawFields;
use super::form::object;
use super::times;
use super::whole::{WholeTask, whole_task};

/// How much of a task is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TaskView {
    /// Leaves `params` and all responses out.
    pub is_limited: bool,
    /// Names the file that the task is about in `attachment_url`.
    pub has_attachment_url: bool,
}

const LEFT_OUT: &[&str] = &["params", "response", "prior_responses"];

/// The task in Scale's form, as [`whole_task`] writes it, with what clients expect to be there
/// always (`metadata`, `callback_url`) and its `audits`.
///
/// # Errors
/// Where what was uploaded is no JSON object.
pub fn task_view(task: &WholeTask, view: TaskView) -> serde_json::Result<String> {
    let whole = whole_task(task)?;
    let fields = RawFields::parse(&whole)?;
    let mut shown: Vec<(&str, Cow<'_, str>)> = fields
        .iter()
        .filter(|(name, _)| !(view.is_limited && LEFT_OUT.contains(name)))
        .filter(|(name, _)| !matches!(*name, "tasklens" | "audits"))
        .map(|(name, text)| (name, Cow::Borrowed(text.get())))
        .collect();
    for (name, default) in [("metadata", "{}"), ("callback_url", r#""""#)] {
        if fields.get(name).is_none() {
            shown.retain(|(shown, _)| *shown != name);
            shown.push((name, Cow::Borrowed(default)));
        }
    }
    let url = attachment_url(task, view)?;
    if let Some(url) = &url {
        shown.push(("attachment_url", Cow::Borrowed(url)));
    }
    if !task.audits.is_empty() {
        shown.push(("audits", Cow::Owned(audits(task)?)));
    }
    Ok(object(
        shown.iter().map(|(name, text)| (*name, text.as_ref())),
    ))
}

fn attachment_url(task: &WholeTask, view: TaskView) -> serde_json::Result<Option<String>> {
    if !view.has_attachment_url {
        return Ok(None);
    }
    let uploaded = RawFields::parse(&task.uploaded)?;
    let params = super::form::params(task.form, &uploaded);
    let params = serde_json::from_str(&params)?;
    crate::annotations::attachments(task.row.task_type, &params)
        .first()
        .map(|file| serde_json::to_string(&file.url))
        .transpose()
}

fn audits(task: &WholeTask) -> serde_json::Result<String> {
    #[derive(Serialize)]
    struct Audit<'a> {
        at: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        by: Option<&'a str>,
        action: crate::audit::AuditAction,
        comment: &'a str,
    }
    let audits: Vec<Audit<'_>> = task
        .audits
        .iter()
        .map(|audit| Audit {
            at: times::text(audit.at),
            by: audit.by.as_deref(),
            action: audit.action,
            comment: &audit.comment,
        })
        .collect();
    serde_json::to_string(&audits)
}
