//! The forms in which tasks are uploaded.

use std::borrow::Cow;

use super::fields::RawFields;
use crate::named::named_enum;

named_enum! {
    /// How an upload is laid out.
    pub enum Form {
        /// A whole task in Scale's form, `params` inside.
        Record = 0, "record", "Task";
        /// A task in a file without `params`: all that is not lifted out is `params`.
        Create = 1, "create", "Task without params";
        /// The body of a creation call of the API: all but the few fields that such a call lifts
        /// out is `params`.
        Call = 2, "call", "Creation call";
    }
}

/// The fields of the task itself in a file; in [`Form::Create`] all others are `params`.
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

/// The fields that a creation call lifts out, from `scaleapi`'s `create_task`.
const CALL_LIFTED: &[&str] = &[
    "project",
    "batch",
    "instruction",
    "callback_url",
    "unique_id",
    "clear_unique_id_on_error",
    "metadata",
    "tags",
    "priority",
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

impl Form {
    /// Whether a field of the upload is the task's own, and none of `params`.
    pub(super) fn lifts(self, name: &str) -> bool {
        match self {
            Self::Record => true,
            Self::Create => is_lifted(name),
            Self::Call => CALL_LIFTED.contains(&name),
        }
    }
}

fn is_lifted(name: &str) -> bool {
    LIFTED.contains(&name)
}

/// The `params` of an upload as JSON text, byte for byte where they are a field; `{}` without any.
pub fn params<'a>(form: Form, fields: &RawFields<'a>) -> Cow<'a, str> {
    match form {
        Form::Record => Cow::Borrowed(fields.get("params").map_or("{}", |params| params.get())),
        Form::Create | Form::Call => {
            let rest = fields.iter().filter(|(name, _)| !form.lifts(name));
            Cow::Owned(object(rest.map(|(name, text)| (name, text.get()))))
        }
    }
}

/// An object of fields whose values are JSON texts.
pub fn object<'a>(fields: impl Iterator<Item = (&'a str, &'a str)>) -> String {
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
