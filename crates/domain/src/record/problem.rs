//! What is wrong with one field of a record.

use serde::{Deserialize, Serialize};

/// The message names the value and the remedy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("`{field}` {message}")]
pub struct FieldProblem {
    /// The path of the field in the record, such as `tags[2]`.
    pub field: String,
    pub message: String,
}

impl FieldProblem {
    pub fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            field: field.into(),
            message: message.into(),
        }
    }
}
