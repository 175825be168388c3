//! The two forms in which tasks are uploaded.

use std::borrow::Cow;

use super::fields::RawFields;
use crate::named::named_enum;

named_enum! {
    /// How an upload is laid out.
    pub enum Form {
        /// A whole task in Scale's form, `params` inside.
        Record = 0, "record", "Task";
        /// The body of a creation call, where all that is not lifted out is `params`.
        Create = 1, "create", "Creation call";
    }
}

/// The fields of the task itself in both forms; in [`Form::Create`] all others are `params`.
/// From `scaleapi`'s `create_task` and the task object of Scale's API.
const LIFTED: &[&str] = &[
    "task_id",
    "type",
    "status",
    "instruction",
    "response",
    "prior_responses",
    "customer_review_status",
    "customer_review_comments",
    "audits",
    "metadata",
    "tags",
    "unique_id",
    "clear_unique_id_on_error",
    "project",
    "batch",
    "callback_url",
    "callback_succeeded",
    "callback_succeeded_at",
    "is_test",
    "urgency",
    "priority",
    "created_at",
    "updated_at",
    "completed_at",
    "tasklens",
];

impl Form {
    /// The form of a record whose fields these are: an upload without `params` that brings more
    /// than fields of the task itself has them on its outermost level.
    pub fn of(fields: &RawFields<'_>) -> Self {
        let is_create = fields.get("params").is_none()
            && fields
                .iter()
                .any(|(name, _)| name != "params" && !is_lifted(name));
        if is_create {
            Self::Create
        } else {
            Self::Record
        }
    }
}

/// Whether the field belongs to the task itself in either form.
pub(super) fn is_lifted(name: &str) -> bool {
    LIFTED.contains(&name)
}

/// The `params` of an upload as JSON text, byte for byte where they are a field; `{}` without any.
pub fn params<'a>(form: Form, fields: &RawFields<'a>) -> Cow<'a, str> {
    match form {
        Form::Record => Cow::Borrowed(fields.get("params").map_or("{}", |params| params.get())),
        Form::Create => {
            let rest = fields.iter().filter(|(name, _)| !is_lifted(name));
            Cow::Owned(object(rest.map(|(name, text)| (name, text.get()))))
        }
    }
}

/// An object of fields whose values are JSON texts.
pub(super) fn object<'a>(fields: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let mut text = String::from("{");
    for (name, value) in fields {
        if text.len() > 1 {
            text.push(',');
        }
        text.push_str(&serde_json::Value::from(name).to_string());
        text.push(':');
        text.push_str(value);
    }
    text.push('}');
    text
}
